//! Text that somebody else wrote, made harmless for a terminal.
//!
//! Titles, reasons and names come from people and files. Shown raw, an escape sequence in one of them could move the
//! cursor, and a change of writing direction could make a refusal read like a consent.

use std::borrow::Cow;

/// Whether a terminal might obey the character instead of showing it, or show nothing where something is.
pub fn is_hazardous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The text with a visible sign in place of each hazardous character: `␛` for an escape, `�` where there is no sign.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.contains(is_hazardous) {
        Cow::Owned(text.chars().map(|c| if is_hazardous(c) { sign_for(c) } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The sign that Unicode has for a control character.
fn sign_for(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '␡',
        _ => char::REPLACEMENT_CHARACTER,
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
