//! What is told on the way, on standard error, before there is an answer.

use std::io::Write;

use super::{harmless::harmless, style::Style, words};
use crate::app::{Narrator, Step, answers::Notice};

/// Tells a person at a terminal. What cannot be told is dropped: no change fails for want of a reader.
pub struct TerminalNarrator<'a> {
    quiet: bool,
    style: Style,
    out: &'a mut dyn Write,
}

impl<'a> TerminalNarrator<'a> {
    /// Tells `out`; with `quiet`, only what needs attention.
    pub fn new(quiet: bool, style: Style, out: &'a mut dyn Write) -> Self {
        Self { quiet, style, out }
    }

    fn say(&mut self, line: &str) {
        if !self.quiet {
            self.put(&self.style.dim(line));
        }
    }

    /// In lines that fit, as far to the right as it began.
    fn wrapped(&self, line: &str) -> String {
        let indent = line.len() - line.trim_start().len();
        self.style.paragraph(line, indent).trim_end().to_owned()
    }

    fn put(&mut self, text: &str) {
        // A closed terminal has nobody to tell.
        let _ = writeln!(self.out, "{text}");
    }
}

impl Narrator for TerminalNarrator<'_> {
    fn step(&mut self, step: &Step) {
        // A command stays on its line, so that it can be copied.
        let is_command = matches!(step, Step::Starting { .. });
        for line in words::step(step).lines() {
            let line = harmless(line);
            let line = if is_command { line.into_owned() } else { self.wrapped(&line) };
            if step.is_urgent() { self.put(&self.style.yellow(&line)) } else { self.say(&line) }
        }
    }

    /// Something that should be known. It is told to the quiet as well.
    fn notice(&mut self, notice: &Notice) {
        let paragraph = self.style.paragraph(&words::notice(notice), 0);
        self.put(&self.style.yellow(paragraph.trim_end()));
    }
}
