//! How answers for people look: colour or none, and how wide they may be.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width where nobody knows the terminal's.
const USUAL_WIDTH: u16 = 80;
/// Below this, lines would be mostly indentation.
const LEAST_WIDTH: u16 = 40;

/// Colour and width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    colour: bool,
    width: u16,
}

impl Style {
    /// With or without colour; `width` in columns, `None` where the output is no terminal.
    pub fn new(colour: bool, width: Option<u16>) -> Self {
        Self { colour, width: width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH) }
    }

    /// No colour, 80 columns.
    pub fn plain() -> Self {
        Self::new(false, None)
    }

    /// Whether anything is painted.
    pub fn has_colour(self) -> bool {
        self.colour
    }

    /// How many columns a line may have.
    pub fn width(self) -> u16 {
        self.width
    }

    /// The word that matters.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// What went wrong.
    pub fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// What went well.
    pub fn green(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    /// What needs attention.
    pub fn yellow(self, text: &str) -> String {
        self.paint("33", text)
    }

    /// What may be passed over.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// The text in lines that fit, each after `indent` spaces, with a newline at the end.
    pub fn paragraph(self, text: &str, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let lines = wrap(text, usize::from(self.width).saturating_sub(indent));
        format!("{margin}{}\n", lines.join(&format!("\n{margin}")))
    }
}

/// Breaks a text at its spaces, and words that are longer than a line anywhere.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in unbroken(text) {
        let needed = word.width();
        if used > 0 && used + 1 + needed > width {
            lines.push(String::new());
            used = 0;
        }
        if used > 0 {
            lines.last_mut().expect("never empty").push(' ');
            used += 1;
        }
        for c in word.chars() {
            let columns = c.width().unwrap_or(0);
            if used > 0 && used + columns > width {
                lines.push(String::new());
                used = 0;
            }
            lines.last_mut().expect("never empty").push(c);
            used += columns;
        }
    }
    lines
}

/// What must not be torn apart: a number stays with the word after it, `8 h`, `24 November`.
fn unbroken(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut number_before = false;
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(number) if number_before => number.extend([" ", word]),
            _ => words.push(word.to_owned()),
        }
        number_before = word.bytes().all(|byte| byte.is_ascii_digit());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Style, wrap};

    #[test]
    fn lines_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("база данных", 6), ["база", "данных"]);
        assert_eq!(wrap("数据库", 4), ["数据", "库"]);
        assert_eq!(wrap("it opens in 8 h", 13), ["it opens in", "8 h"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn without_colour_nothing_is_painted() {
        assert_eq!(Style::plain().red("CLOSED"), "CLOSED");
        assert_eq!(Style::new(true, None).red("CLOSED"), "\u{1b}[1;31mCLOSED\u{1b}[0m");
    }
}
