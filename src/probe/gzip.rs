//! Unpacks a gzip file while it is read, to see whether it ends where it should. Nothing of it is kept.

use std::io::{self, ErrorKind, Write};

use flate2::write::MultiGzDecoder;

use crate::tools::{Unpacked, UnpackedEnd};

const MAGIC: &[u8] = &[0x1f, 0x8b];

/// One file that may be a gzip.
#[derive(Default)]
pub(super) enum Unpacking {
    /// Nothing was read yet.
    #[default]
    Begins,
    /// It begins otherwise than gzip.
    Other,
    /// It unpacks so far.
    Goes(Box<MultiGzDecoder<Counter>>),
    /// It does not go on.
    Failed(u64, io::Error),
}

impl Unpacking {
    /// The next bytes of the file. The first are at least two, unless the file has no more.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if matches!(self, Self::Begins) && !bytes.is_empty() {
            let is_gzip = bytes.starts_with(MAGIC);
            *self = if is_gzip { Self::Goes(Box::new(MultiGzDecoder::new(Counter::default()))) } else { Self::Other };
        }
        if let Self::Goes(decoder) = self
            && let Err(error) = decoder.write_all(bytes)
        {
            *self = Self::Failed(decoder.get_ref().0, error);
        }
    }

    /// How it ended; `None`: it is no gzip.
    pub(super) fn finish(self) -> Option<Unpacked> {
        let (bytes, result) = match self {
            Self::Begins | Self::Other => return None,
            Self::Failed(bytes, error) => (bytes, Err(error)),
            Self::Goes(mut decoder) => {
                let result = decoder.try_finish();
                (decoder.get_ref().0, result)
            }
        };
        let end = match result {
            Ok(()) => UnpackedEnd::Whole,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => UnpackedEnd::CutOff,
            Err(error) => UnpackedEnd::Damaged(error.to_string()),
        };
        Some(Unpacked { bytes, end })
    }
}

/// Counts what comes out.
#[derive(Default)]
pub(super) struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    /// Shown in pieces of that size.
    fn unpacked(file: &[u8], piece: usize) -> Option<Unpacked> {
        let mut unpacking = Unpacking::default();
        file.chunks(piece).for_each(|piece| unpacking.take(piece));
        unpacking.finish()
    }

    #[test]
    fn a_gzip_is_whole_only_at_its_very_end() {
        let content: Vec<u8> =
            (0..20_000_u32).flat_map(|number| number.wrapping_mul(0x9e37_79b9).to_le_bytes()).collect();
        let file = packed(&content);
        for piece in [2, 1000, file.len()] {
            let whole = unpacked(&file, piece).unwrap();
            assert_eq!(whole, Unpacked { bytes: 80_000, end: UnpackedEnd::Whole });
        }
        for length in [3, 9, 11, file.len() / 2, file.len() - 9] {
            assert_eq!(unpacked(&file[..length], 1000).unwrap().end, UnpackedEnd::CutOff, "{length} of {}", file.len());
        }
        // A trailer that is not all there counts as a wrong one.
        for length in [file.len() - 8, file.len() - 4, file.len() - 1] {
            assert_ne!(unpacked(&file[..length], 1000).unwrap().end, UnpackedEnd::Whole, "{length} of {}", file.len());
        }
    }

    #[test]
    fn several_gzips_behind_each_other_are_one_file() {
        let file = [packed(b"one"), packed(b"two!")].concat();
        assert_eq!(unpacked(&file, 1000), Some(Unpacked { bytes: 7, end: UnpackedEnd::Whole }));
        assert_ne!(unpacked(&file[..file.len() - 1], 1000).unwrap().end, UnpackedEnd::Whole);
    }

    #[test]
    fn a_wrong_checksum_or_a_wrong_byte_is_damage() {
        let file = packed(&b"content ".repeat(100));
        for at in [file.len() - 1, file.len() - 6, 12] {
            let mut damaged = file.clone();
            damaged[at] ^= 0xff;
            let end = unpacked(&damaged, 1000).unwrap().end;
            assert!(!matches!(end, UnpackedEnd::Whole), "{at}: {end:?}");
        }
        let trailing = [file, b"and more".to_vec()].concat();
        assert!(!matches!(unpacked(&trailing, 1000).unwrap().end, UnpackedEnd::Whole));
    }

    #[test]
    fn a_gzip_of_nothing_has_twenty_bytes_and_unpacks_to_none() {
        let file = packed(b"");
        assert_eq!((file.len(), unpacked(&file, 1000)), (20, Some(Unpacked { bytes: 0, end: UnpackedEnd::Whole })));
        assert_eq!(unpacked(b"PGDMP", 1000), None);
        assert_eq!(unpacked(b"", 1000), None);
    }
}
