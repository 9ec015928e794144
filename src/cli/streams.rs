//! The standard streams while a command runs: its output is passed through, and okno's own words go to stderr in between.

use std::{
    cell::RefCell,
    io::{self, Write},
};

use super::Context;
use crate::{
    app::Output,
    output::{narrator::TerminalNarrator, style::Style},
};

/// What the command prints goes here, untouched. A terminal that went away only stops the streaming.
pub(super) struct Streams<'a> {
    out: &'a mut dyn Write,
    err: Shared<'a>,
    stdout_is_taken: bool,
}

impl Output for Streams<'_> {
    fn stdout(&mut self, bytes: &[u8]) {
        drop(self.out.write_all(bytes).and_then(|()| self.out.flush()));
    }

    fn stderr(&mut self, bytes: &[u8]) {
        drop(self.err.write_all(bytes).and_then(|()| self.err.flush()));
    }

    fn stdout_is_taken(&self) -> bool {
        self.stdout_is_taken
    }
}

/// stderr, which the command and okno share.
#[derive(Clone, Copy)]
struct Shared<'a>(&'a RefCell<&'a mut dyn Write>);

impl Write for Shared<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

/// Does `work` with the streams and a narrator.
pub(super) fn with_streams<T>(
    context: &mut Context<'_>,
    work: impl FnOnce(&mut Streams<'_>, &mut TerminalNarrator<'_>) -> T,
) -> T {
    let (style, stdout_is_taken, quiet) = (context.err_style(), context.is_json(), context.globals.quiet);
    let err: RefCell<&mut dyn Write> = RefCell::new(&mut *context.env.err);
    let mut for_narrator = Shared(&err);
    let mut narrator = TerminalNarrator::new(quiet, style, &mut for_narrator);
    let mut streams = Streams { out: &mut *context.env.out, err: Shared(&err), stdout_is_taken };
    work(&mut streams, &mut narrator)
}

/// For commands that only look: what takes long is told at a terminal, and nobody else.
pub(super) fn with_narrator<T>(context: &mut Context<'_>, work: impl FnOnce(&mut TerminalNarrator<'_>) -> T) -> T {
    let quiet = context.globals.quiet || !context.env.terminal.stderr;
    // Whoever reads JSON wants no colour around it.
    let style = if context.is_json() { Style::plain() } else { context.err_style() };
    let mut narrator = TerminalNarrator::new(quiet, style, &mut *context.env.err);
    work(&mut narrator)
}
