//! Text from elsewhere, made safe to record and to show: which characters a terminal would obey, and what stands for them.

/// Whether a terminal might obey the character instead of showing it, or show nothing where something is.
pub fn is_hazardous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The sign that Unicode has for a control character, such as `␛` for an escape.
pub fn control_picture(c: char) -> Option<char> {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('␡'),
        _ => None,
    }
}

/// The text with hazardous characters visible, as a sign or by their number; line breaks and tabs stay.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match control_picture(character) {
            _ if matches!(character, '\n' | '\t') || !is_hazardous(character) => shown.push(character),
            Some(sign) => shown.push(sign),
            None => shown.extend(character.escape_unicode()),
        }
    }
    shown
}
