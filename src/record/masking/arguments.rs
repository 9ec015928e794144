//! Which argument of a command is a secret by what stands before it, and which names tell that a secret follows.

use std::borrow::Cow;

/// A program with a flag of its own that takes a secret.
struct Program {
    names: &'static [&'static str],
    flag: &'static str,
    /// Whether the secret may be the next argument; else it is written together with the flag.
    may_stand_apart: bool,
}

const PROGRAMS: &[Program] = &[
    Program { names: &["mysql", "mariadb"], flag: "-p", may_stand_apart: false },
    Program { names: &["sshpass"], flag: "-p", may_stand_apart: true },
    Program { names: &["redis-cli"], flag: "-a", may_stand_apart: true },
    Program { names: &["curl"], flag: "-u", may_stand_apart: true },
];

impl Program {
    /// `mysqldump`, `/usr/bin/mariadb-backup`: the whole family goes by its first letters.
    fn named(word: &str) -> Option<&'static Self> {
        let name = word.rsplit('/').next().unwrap_or(word);
        PROGRAMS.iter().find(|program| program.names.iter().any(|family| name.starts_with(family)))
    }
}

/// What an argument is, after those before it.
pub(super) enum Meaning {
    Secret,
    SecretFrom(usize),
    /// A command line of its own, as after `sh -c`.
    Script,
    Other,
}

/// Reads arguments one after the other.
#[derive(Default)]
pub(super) struct Flags {
    program: Option<&'static Program>,
    secret_follows: bool,
    script_follows: bool,
}

impl Flags {
    pub(super) fn read(&mut self, argument: &str) -> Meaning {
        if std::mem::take(&mut self.secret_follows) && !argument.starts_with("--") {
            return Meaning::Secret;
        }
        if std::mem::take(&mut self.script_follows) {
            return Meaning::Script;
        }
        self.script_follows = matches!(argument, "-c" | "-lc" | "-ec" | "-xc" | "-exc" | "-euc" | "-euxc");
        if let Some(name) = argument.strip_prefix("--") {
            self.secret_follows = is_word(name) && is_secret_name(name.as_bytes());
            return Meaning::Other;
        }
        if let Some(program) = self.program
            && let Some(attached) = argument.strip_prefix(program.flag)
        {
            self.secret_follows = attached.is_empty() && program.may_stand_apart;
            return if attached.is_empty() { Meaning::Other } else { Meaning::SecretFrom(program.flag.len()) };
        }
        self.program = Program::named(argument).or(self.program);
        Meaning::Other
    }
}

/// Whether what this name is given must not be seen.
pub(super) fn is_secret_name(name: &[u8]) -> bool {
    const ENDS: [&str; 14] = [
        "password",
        "passwd",
        "passphrase",
        "passwort",
        "token",
        "secret",
        "apikey",
        "api_key",
        "access_key",
        "secret_key",
        "private_key",
        "encryption_key",
        "credential",
        "credentials",
    ];
    let Ok(name) = std::str::from_utf8(name) else { return false };
    let plain: Cow<'_, str> = name.trim_start_matches('-').replace('-', "_").to_ascii_lowercase().into();
    ENDS.iter().any(|end| plain.ends_with(end))
        || plain == "pass"
        || plain.ends_with("_pass")
        || plain.ends_with("_pwd")
        // As a variable of the environment; `primary_key: id` is no secret.
        || name.ends_with("_KEY")
}

pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_word_byte)
}

pub(super) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
