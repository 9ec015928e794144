//! Finds passwords in URLs, so that no fault repeats one.

use std::ops::Range;

/// A value that holds passwords: no fault may show them.
#[derive(Debug)]
pub(super) struct Secret {
    /// Where the value is written.
    pub(super) span: Range<usize>,
    /// What it says, escapes resolved.
    pub(super) value: String,
}

impl Secret {
    /// Where the text shows the passwords: the whole value when it is written with escapes.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let written = text.get(self.span.clone()).unwrap_or_default();
        let Some(offset) = written.find(&self.value) else { return vec![self.span.clone()] };
        let start = self.span.start + offset;
        in_value(&self.value).into_iter().map(|place| start + place.start..start + place.end).collect()
    }
}

/// Where passwords stand in one value: between `:` and `@` of a URL, or after `password=`.
pub(super) fn in_value(value: &str) -> Vec<Range<usize>> {
    passwords(value, &[])
}

/// Where passwords stand in a text of many values, which end at quotes and at the ends of lines.
pub(super) fn in_text(text: &str) -> Vec<Range<usize>> {
    passwords(text, &['"', '\'', '\n'])
}

/// One walk: what ends where a value ends is looked at once, however many marks it holds.
fn passwords(text: &str, ends: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("://").map(|mark| at + mark + "://".len()) {
        let rest = &text[start..];
        let url = &rest[..rest.find(ends).unwrap_or(rest.len())];
        if let Some(end) = url.rfind('@')
            && let Some(colon) = url[..end].find(':')
            && colon + 1 < end
        {
            found.push(start + colon + 1..start + end);
        }
        at = start + url.len();
    }
    let lower = text.to_ascii_lowercase();
    for key in ["password", "passwd", "pwd"] {
        let mut at = 0;
        while let Some(after) = lower[at..].find(key).map(|mark| at + mark + key.len()) {
            at = after;
            // libpq allows spaces around the sign.
            let Some(start) = value_of(&text[after..]).map(|start| after + start) else { continue };
            let ends_here = |c: char| ends.contains(&c) || matches!(c, '&' | ' ');
            let length = text[start..].find(ends_here).unwrap_or(text.len() - start);
            if length > 0 {
                found.push(start..start + length);
            }
            at = start + length;
        }
    }
    found
}

/// Where the value begins behind a key: after `=`, and after spaces where there are some before it too.
fn value_of(after_key: &str) -> Option<usize> {
    let spaces = |text: &str| text.len() - text.trim_start_matches(' ').len();
    let before = spaces(after_key);
    let value = after_key[before..].strip_prefix('=')?;
    Some(before + 1 + if before > 0 { spaces(value) } else { 0 })
}

/// The text with these ranges covered; every byte stays where it was.
pub(super) fn covered(text: &str, secrets: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for secret in secrets {
        for byte in bytes.get_mut(secret.clone()).unwrap_or_default().iter_mut().filter(|byte| **byte != b'\n') {
            *byte = b'*';
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
