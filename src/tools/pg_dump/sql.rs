//! SQL as `pg_dump` and `pg_dumpall` write it: the first and the last lines.

use crate::tools::{Inside, cluster::said};

/// How a dump begins, and how it ends when it was written to its end.
const FRAMES: [(&str, &str); 2] = [
    ("-- PostgreSQL database cluster dump", "-- PostgreSQL database cluster dump complete"),
    ("-- PostgreSQL database dump", "-- PostgreSQL database dump complete"),
];

/// Whether it begins as a dump does.
pub(super) fn begins(head: &[u8]) -> bool {
    frame(head).is_some()
}

/// The last words of a dump that was written to its end, else its last line.
pub(super) fn ends(inside: &Inside) -> Result<&'static str, String> {
    let text = String::from_utf8_lossy(&inside.tail);
    let (_, end) = frame(&inside.head).ok_or_else(String::new)?;
    // Behind them come the rest of their frame, and since 2025 the end of a restriction.
    let follows = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && line != "--" && !line.starts_with("\\unrestrict ")
    };
    match text.lines().rev().find(follows) {
        Some(last) if last.trim_end() == *end => Ok(end),
        last => Err(said(last.unwrap_or_default())),
    }
}

fn frame(head: &[u8]) -> Option<&'static (&'static str, &'static str)> {
    let text = String::from_utf8_lossy(head);
    let first = text.lines().find(|line| !line.trim().is_empty() && line.trim() != "--")?;
    FRAMES.iter().find(|(begin, _)| first.trim_end() == *begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 17.11";

    fn end_of(tail: &str) -> Result<&'static str, String> {
        ends(&Inside { head: HEAD.to_vec(), tail: tail.as_bytes().to_vec() })
    }

    #[test]
    fn the_last_words_need_not_stand_on_the_last_line() {
        assert!(end_of("--\n-- PostgreSQL database dump complete\n--\n\n").is_ok());
        assert!(end_of("--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict aB3\n\n").is_ok());
    }

    #[test]
    fn a_dump_that_was_cut_off_tells_its_last_line() {
        assert_eq!(end_of("COPY public.orders (id) FROM stdin;\n1\n2").unwrap_err(), "2");
        assert_eq!(end_of("").unwrap_err(), "");
        // One database of many is no cluster.
        let cluster = Inside {
            head: b"--\n-- PostgreSQL database cluster dump\n--\n".to_vec(),
            tail: b"--\n-- PostgreSQL database dump complete\n--\n".to_vec(),
        };
        assert!(ends(&cluster).is_err());
    }

    #[test]
    fn other_text_is_no_dump() {
        assert!(begins(HEAD));
        for other in [b"".as_slice(), b"-- MySQL dump 10.19", b"hello", b"-- PostgreSQL database dump complete\n"] {
            assert!(!begins(other), "{}", String::from_utf8_lossy(other));
        }
    }
}
