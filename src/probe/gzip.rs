//! Unpacks a gzip file while it is read, to see whether it ends where it should. Nothing of it is kept.

use std::io::{self, ErrorKind, Write};

use flate2::write::MultiGzDecoder;

use crate::tools::{Inside, Unpacked, UnpackedEnd};

const MAGIC: &[u8] = &[0x1f, 0x8b];

/// One file that may be a gzip.
#[derive(Default)]
pub(super) enum Unpacking {
    /// Nothing was read yet.
    #[default]
    Begins,
    /// It begins otherwise than gzip.
    Other(Kept),
    /// It unpacks so far.
    Goes(Box<MultiGzDecoder<Kept>>),
    /// It does not go on.
    Failed(Kept, io::Error),
}

impl Unpacking {
    /// The next bytes of the file. The first are at least two, unless the file has no more.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if matches!(self, Self::Begins) && !bytes.is_empty() {
            let is_gzip = bytes.starts_with(MAGIC);
            let kept = Kept::default();
            *self = if is_gzip { Self::Goes(Box::new(MultiGzDecoder::new(kept))) } else { Self::Other(kept) };
        }
        match self {
            Self::Goes(decoder) => {
                if let Err(error) = decoder.write_all(bytes) {
                    *self = Self::Failed(std::mem::take(decoder.get_mut()), error);
                }
            }
            Self::Other(kept) => kept.take(bytes),
            Self::Begins | Self::Failed(..) => {}
        }
    }

    /// How it ended, `None` where it is no gzip; and both ends of what came out, else of the file itself.
    pub(super) fn finish(self) -> (Option<Unpacked>, Inside) {
        let (kept, result) = match self {
            Self::Begins => return (None, Inside::default()),
            Self::Other(kept) => return (None, kept.inside()),
            Self::Failed(kept, error) => (kept, Err(error)),
            Self::Goes(mut decoder) => {
                let result = decoder.try_finish();
                (std::mem::take(decoder.get_mut()), result)
            }
        };
        let end = match result {
            Ok(()) => UnpackedEnd::Whole,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => UnpackedEnd::CutOff,
            Err(error) => UnpackedEnd::Damaged(error.to_string()),
        };
        (Some(Unpacked { bytes: kept.bytes, end }), kept.inside())
    }
}

/// Counts what comes by, and keeps both ends of it.
#[derive(Default)]
pub(super) struct Kept {
    bytes: u64,
    head: Vec<u8>,
    /// The last bytes, up to twice as many as are wanted.
    tail: Vec<u8>,
}

impl Kept {
    const HEAD: usize = 100;
    const TAIL: usize = 2048;

    fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.head.extend(bytes.iter().take(Self::HEAD - self.head.len()));
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(Self::TAIL)..]);
        if self.tail.len() > 2 * Self::TAIL {
            self.tail.drain(..self.tail.len() - Self::TAIL);
        }
    }

    fn inside(mut self) -> Inside {
        self.tail.drain(..self.tail.len().saturating_sub(Self::TAIL));
        Inside { head: self.head, tail: self.tail }
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes);
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
        unpacking.finish().0
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
