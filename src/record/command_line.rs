//! A command line as one would type it.

/// The arguments in one line; those with anything special in them are quoted, so that the line can be pasted into a shell.
pub fn typed(argv: &[String]) -> String {
    argv.iter().map(|argument| quoted(argument)).collect::<Vec<_>>().join(" ")
}

fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        let argv = ["sh", "-c", "echo it's; ls *", "", "--to=a/b:c"].map(str::to_owned);
        assert_eq!(typed(&argv), r"sh -c 'echo it'\''s; ls *' '' --to=a/b:c");
    }
}
