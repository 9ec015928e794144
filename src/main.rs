//! okno, the command: arguments and environment in, exit code out.

use std::{io, process::ExitCode};

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    match okno::env::of_this_process(&mut out, &mut err) {
        Ok(env) => okno::run(std::env::args_os(), env).into(),
        Err(error) => {
            eprintln!("okno: the working folder cannot be told: {error}");
            ExitCode::from(okno::exit::INPUT_OUTPUT)
        }
    }
}
