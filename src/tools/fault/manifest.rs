//! What is wrong with a manifest of SHA-256 digests, or with a file by it.

/// One thing that is wrong, with what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// The manifest that the policy names is not there.
    #[error(
        "{path} has no manifest: {manifest} is not beside it; the job writes it when the backup is whole, so perhaps the job has not ended"
    )]
    NoManifest {
        /// The file.
        path: String,
        /// The manifest's name.
        manifest: String,
    },
    /// The manifest cannot be read as one.
    #[error("{manifest} is no list of SHA-256 digests: {why}")]
    ManifestMalformed {
        /// The manifest.
        manifest: String,
        /// The line, and what is wrong with it.
        why: String,
    },
    /// The manifest does not speak of the file.
    #[error("{manifest} does not name {name}")]
    NotInManifest {
        /// The manifest.
        manifest: String,
        /// The file's name.
        name: String,
    },
    /// The manifest speaks of a file of that name elsewhere.
    #[error("{manifest} names {found}, which is not the {name} beside it")]
    OtherPathInManifest {
        /// The manifest.
        manifest: String,
        /// As it is written there.
        found: String,
        /// The file's name.
        name: String,
    },
    /// The manifest gives two digests for one file.
    #[error("{manifest} names {name} twice, with different digests")]
    TwiceInManifest {
        /// The manifest.
        manifest: String,
        /// The file's name.
        name: String,
    },
    /// The file is not the one that the manifest was made of.
    #[error("{path} is {is}, and {manifest} says {was}{}: it is not what the backup job wrote", written_after(*.is_older))]
    ManifestDiffers {
        /// The file.
        path: String,
        /// The manifest.
        manifest: String,
        /// By the manifest.
        was: String,
        /// By its bytes.
        is: String,
        /// Whether the manifest was last written before the file.
        is_older: bool,
    },
    /// The manifest was made of an empty file.
    #[error("{manifest} has the digest of an empty file for {name}: there was nothing in it when the job ended")]
    ManifestOfNothing {
        /// The manifest.
        manifest: String,
        /// The file's name.
        name: String,
    },
}

impl ManifestFault {
    /// The fault's stable name for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoManifest { .. } => "no-manifest",
            Self::ManifestMalformed { .. } => "manifest-malformed",
            Self::NotInManifest { .. } => "not-in-manifest",
            Self::OtherPathInManifest { .. } => "other-path-in-manifest",
            Self::TwiceInManifest { .. } => "twice-in-manifest",
            Self::ManifestDiffers { .. } => "manifest-differs",
            Self::ManifestOfNothing { .. } => "manifest-of-nothing",
        }
    }
}

fn written_after(manifest_is_older: bool) -> &'static str {
    if manifest_is_older { ", which is older than the file" } else { "" }
}
