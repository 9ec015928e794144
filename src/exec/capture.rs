//! Keeps the beginning and the end of an output of any length, in bounded memory.

use std::collections::VecDeque;

use crate::record::{Digest, digest::Hasher};

/// What was kept of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The kept bytes; where something was cut, a line `… N bytes left out …` stands between the two halves.
    pub kept: Vec<u8>,
    /// Bytes that were written in all.
    pub total: u64,
    /// Digest of all that was written, kept or not.
    pub sha256: Digest,
    /// Whether something was left out.
    pub cut: bool,
}

/// Takes in output as it comes.
#[derive(Debug)]
pub struct Capture {
    head: Vec<u8>,
    head_limit: usize,
    tail: VecDeque<u8>,
    tail_limit: usize,
    total: u64,
    hasher: Hasher,
}

impl Capture {
    /// A capture that keeps at most `limit` bytes: the first half from the beginning, the rest from the end.
    pub fn new(limit: usize) -> Self {
        let head_limit = limit.div_ceil(2);
        Self {
            head: Vec::new(),
            head_limit,
            tail: VecDeque::new(),
            tail_limit: limit - head_limit,
            total: 0,
            hasher: Hasher::default(),
        }
    }

    /// Takes in the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.total += bytes.len() as u64;
        let to_head = bytes.len().min(self.head_limit - self.head.len());
        let (head, rest) = bytes.split_at(to_head);
        self.head.extend_from_slice(head);
        self.take_to_tail(rest);
    }

    fn take_to_tail(&mut self, bytes: &[u8]) {
        let newest = &bytes[bytes.len().saturating_sub(self.tail_limit)..];
        let surplus = (self.tail.len() + newest.len()).saturating_sub(self.tail_limit);
        self.tail.drain(..surplus);
        self.tail.extend(newest);
    }

    /// What was kept, once the output has ended.
    pub fn finish(self) -> Captured {
        let Self { head, tail, total, hasher, .. } = self;
        let left_out = total - (head.len() + tail.len()) as u64;
        let mut kept = head;
        if left_out > 0 {
            let line_break = if kept.last().is_none_or(|last| *last == b'\n') { "" } else { "\n" };
            kept.extend_from_slice(format!("{line_break}… {left_out} bytes left out …\n").as_bytes());
        }
        kept.extend(tail);
        Captured { kept, total, sha256: hasher.finish(), cut: left_out > 0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn capture(limit: usize, chunks: &[&[u8]]) -> Captured {
        let mut capture = Capture::new(limit);
        for chunk in chunks {
            capture.take(chunk);
        }
        capture.finish()
    }

    #[test]
    fn what_fits_is_kept_as_it_came() {
        let all = capture(10, &[b"01234", b"56789"]);
        assert_eq!(
            all,
            Captured { kept: b"0123456789".into(), total: 10, sha256: Digest::of(b"0123456789"), cut: false }
        );
    }

    #[test]
    fn what_does_not_fit_is_cut_in_the_middle_and_the_gap_is_named() {
        let cut = capture(6, &[b"abcdefghij"]);
        assert_eq!(String::from_utf8_lossy(&cut.kept), "abc\n… 4 bytes left out …\nhij");
        assert_eq!((cut.total, cut.cut, cut.sha256), (10, true, Digest::of(b"abcdefghij")));
    }

    #[test]
    fn a_limit_of_nothing_keeps_the_length_and_the_digest() {
        let cut = capture(0, &[b"abc"]);
        assert_eq!((cut.total, cut.cut, cut.sha256), (3, true, Digest::of(b"abc")));
        assert_eq!(String::from_utf8_lossy(&cut.kept), "… 3 bytes left out …\n");
    }

    proptest! {
        #[test]
        fn the_halves_are_the_beginning_and_the_end_however_the_output_is_chopped(
            chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..12),
            limit in 0_usize..64,
        ) {
            let whole: Vec<u8> = chunks.concat();
            let captured = capture(limit, &chunks.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!(captured.total, whole.len() as u64);
            prop_assert_eq!(captured.sha256, Digest::of(&whole));
            prop_assert_eq!(captured.cut, whole.len() > limit);
            if captured.cut {
                let head = limit.div_ceil(2);
                prop_assert!(captured.kept.starts_with(&whole[..head]));
                prop_assert!(captured.kept.ends_with(&whole[whole.len() - (limit - head)..]));
            } else {
                prop_assert_eq!(captured.kept, whole);
            }
        }
    }
}
