//! What is wrong in windows.toml, where, and how it is shown.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
    /// What is wrong, a lower-case fragment.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// Everything that is wrong with one windows.toml; at least one fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    path: String,
    text: String,
    list: Vec<Fault>,
    left_out: usize,
}

/// Where a fault is: both count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Faults {
    /// `left_out`: how many more there are than `faults`.
    pub(super) fn new(path: String, text: &str, mut faults: Vec<Fault>, left_out: usize) -> Self {
        // they could steer a terminal, and the renderer lets them pass; the stand-in has as many bytes
        let text = text.replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "·");
        for Fault { span, .. } in &mut faults {
            let start = text.floor_char_boundary(span.start);
            *span = start..text.ceil_char_boundary(span.end).max(start);
        }
        Self { path, text, list: faults, left_out }
    }

    /// The faults by place.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.list.iter()
    }

    /// The path as people know it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many there are, those included that are only counted.
    pub fn count(&self) -> usize {
        self.list.len() + self.left_out
    }

    /// Where a fault is; `None` when it is about the file as a whole.
    pub fn place(&self, fault: &Fault) -> Option<Place> {
        let before = self.text.get(..fault.span.start).filter(|_| !self.text.is_empty() && fault.span != (0..0))?;
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Some(Place { line, column: before[start..].chars().count() + 1 })
    }

    /// Each fault as rustc would show it: file, line and column, the text underlined, and what to write instead.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let shown: Vec<String> = self.list.iter().map(|fault| self.shown(fault, &renderer)).collect();
        let page = shown.join("\n\n");
        if self.left_out > 0 { format!("{page}\n\nerror: and {} more", self.left_out) } else { page }
    }

    fn shown(&self, fault: &Fault, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(fault.message.as_str());
        let help = fault.help.as_ref().map(|help| Level::HELP.message(help.as_str()));
        let group = match self.place(fault) {
            None => Group::with_title(title).element(Origin::path(self.path.as_str())),
            Some(place) => self.underlined(Group::with_title(title), fault, place),
        };
        renderer.render(&[group.elements(help)])
    }

    /// The line on which the fault begins. Of a very long line only what is near, and then its column has to be told.
    fn underlined<'a>(&'a self, group: Group<'a>, fault: &Fault, Place { line, column }: Place) -> Group<'a> {
        const NEAR: usize = 300;
        let (text, span) = (self.text.as_str(), &fault.span);
        let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[span.start..].find(['\r', '\n']).map_or(text.len(), |at| span.start + at);
        let start = text.ceil_char_boundary(line_start.max(span.start.saturating_sub(NEAR)));
        let end = text.floor_char_boundary(line_end.min(span.start + NEAR)).max(span.start);
        let marked = span.start - start..span.end.clamp(span.start, end) - start;
        let source =
            Snippet::source(&text[start..end]).line_start(line).annotation(AnnotationKind::Primary.span(marked));
        if start == line_start {
            group.element(source.path(self.path.as_str()))
        } else {
            group.element(Origin::path(self.path.as_str()).line(line).char_column(column)).element(source)
        }
    }
}

impl std::error::Error for Faults {}

/// One line: the first fault and how many more there are.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        let Some(first) = self.list.first() else { return Ok(()) };
        if let Some(Place { line, column }) = self.place(first) {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", first.message)?;
        match self.count() {
            0 | 1 => Ok(()),
            2 => f.write_str(" (and one more fault)"),
            count => write!(f, " (and {} more faults)", count - 1),
        }
    }
}
