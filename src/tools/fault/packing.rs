//! What is wrong with a packed file.

/// One thing that is wrong, with what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackingFault {
    /// A packed file with nothing in it.
    #[error("{path} is {packing} of nothing ({bytes} bytes): what should have been packed was never written")]
    PackedNothing {
        /// The file.
        path: String,
        /// `a gzip`.
        packing: &'static str,
        /// The size of the packed file.
        bytes: u64,
    },
    /// A gzip that ends in the middle.
    #[error(
        "{path} is cut off: the gzip of {bytes} bytes ends in the middle, after {unpacked} unpacked bytes, as on a full disk"
    )]
    GzipCutOff {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
        /// How much came out.
        unpacked: u64,
    },
    /// A gzip that does not hold together.
    #[error("{path} is damaged: unpacking the gzip fails after {unpacked} unpacked bytes: {why}")]
    GzipDamaged {
        /// The file.
        path: String,
        /// How much came out.
        unpacked: u64,
        /// What is wrong.
        why: String,
    },
    /// Named as a gzip, and none.
    #[error("{path} is no gzip, as its name says: it begins with {begins_with:?}")]
    NotGzip {
        /// The file.
        path: String,
        /// Its first bytes, made harmless.
        begins_with: String,
    },
}

impl PackingFault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PackedNothing { .. } => "packed-nothing",
            Self::GzipCutOff { .. } => "gzip-cut-off",
            Self::GzipDamaged { .. } => "gzip-damaged",
            Self::NotGzip { .. } => "not-gzip",
        }
    }
}
