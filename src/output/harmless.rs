//! Text that somebody else wrote, made harmless for a terminal.
//!
//! Titles, reasons and names come from people and files. Shown raw, an escape sequence in one of them could move the
//! cursor, and a change of writing direction could make a refusal read like a consent.

use std::borrow::Cow;

use crate::record::harmless::control_picture;
pub use crate::record::harmless::is_hazardous;

/// The text with a visible sign in place of each hazardous character: `␛` for an escape, `�` where there is no sign.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.contains(is_hazardous) {
        Cow::Owned(
            text.chars()
                .map(|c| if is_hazardous(c) { control_picture(c).unwrap_or(char::REPLACEMENT_CHARACTER) } else { c })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        assert_eq!(harmless("a\u{1b}[2Jb\r\n\u{9b}31m\u{7f}"), "a␛[2Jb␍␊�31m␡");
        assert_eq!(harmless("open\u{202e}desolc"), "open�desolc");
    }

    #[test]
    fn letters_of_any_script_stay_as_they_are() {
        let text = "Обновление базы — 更新 👩‍🔧 ٤٢";
        assert_eq!(harmless(text), text);
    }
}
