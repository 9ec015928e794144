//! okno, the command.

fn main() {}
