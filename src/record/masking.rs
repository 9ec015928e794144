//! Keeps secrets out of what is recorded.
//!
//! Masking errs on the side of hiding: a harmless word after `--token` is lost, a password is not kept. It knows the
//! usual ways in which secrets are written; it cannot know a secret that looks like any other word.

use std::{borrow::Cow, ops::Range};

/// What stands in the place of a secret.
const MASK: &str = "***";

/// The arguments of a command with secrets replaced by `***`.
///
/// Arguments that hold a command line of their own (`sh -c "PGPASSWORD=x psql"`) are masked inside. What is a secret in
/// one place is one wherever it stands.
pub fn mask(argv: &[String]) -> Vec<String> {
    let secrets = secrets(argv);
    let everywhere = |argument: String| {
        let mask_one = |text: String, secret: &String| text.replace(secret.as_str(), MASK);
        secrets.iter().fold(argument, mask_one)
    };
    mask_where_told(argv).into_iter().map(everywhere).collect()
}

/// Masks what its surroundings tell to be a secret.
fn mask_where_told(argv: &[String]) -> Vec<String> {
    let mut flags = Flags::default();
    argv.iter().map(|argument| mask_argument(argument, &mut flags)).collect()
}

/// What [`mask`] takes out of the arguments of a command: its output may repeat them where nothing tells what they are.
/// Very short ones are left out, since they are parts of other words.
pub fn secrets(argv: &[String]) -> Vec<String> {
    const SHORTEST: usize = 4;
    let mut secrets: Vec<_> =
        argv.iter().zip(mask_where_told(argv)).flat_map(|(argument, masked)| hidden(argument, &masked)).collect();
    secrets.retain(|secret| secret.len() >= SHORTEST);
    // The longest first: one may be a part of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    secrets
}

/// What stands in the argument where its masked form has a mask.
fn hidden(argument: &str, masked: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut kept = masked.split(MASK);
    let Some(mut rest) = kept.next().and_then(|first| argument.strip_prefix(first)) else { return found };
    let mut kept = kept.peekable();
    while let Some(after) = kept.next() {
        let end = if kept.peek().is_none() { rest.len().checked_sub(after.len()) } else { rest.find(after) };
        let Some((secret, beyond)) = end.and_then(|end| rest.split_at_checked(end)) else { return found };
        found.push(secret.to_owned());
        rest = beyond.strip_prefix(after).unwrap_or(beyond);
    }
    found
}

/// Captured output of a command that was given these secrets: they are masked wherever they stand, and with them all
/// that [`mask_text`] knows.
pub fn mask_output(text: &[u8], secrets: &[String]) -> Vec<u8> {
    let masked = secrets.iter().fold(Cow::Borrowed(text), |text, secret| match find(&text, secret.as_bytes()) {
        Some(_) => replaced(&text, secret.as_bytes()).into(),
        None => text,
    });
    mask_text(&masked)
}

fn replaced(text: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, secret) {
        masked.extend_from_slice(&rest[..at]);
        masked.extend_from_slice(MASK.as_bytes());
        rest = &rest[at + secret.len()..];
    }
    masked.extend_from_slice(rest);
    masked
}

fn mask_argument(argument: &str, flags: &mut Flags) -> String {
    match flags.read(argument) {
        Meaning::Secret => return MASK.to_owned(),
        Meaning::SecretFrom(start) => return format!("{}{MASK}", &argument[..start]),
        Meaning::Script => return mask_inside(argument),
        Meaning::Other => {}
    }
    // As an argument of its own, an assignment's value reaches to the end, blanks and all.
    if let Some((name, _)) = argument.split_once('=')
        && is_word(name)
        && is_secret_name(name.as_bytes())
    {
        return format!("{name}={MASK}");
    }
    mask_inside(argument)
}

fn mask_inside(argument: &str) -> String {
    String::from_utf8_lossy(&mask_text(argument.as_bytes())).into_owned()
}

/// Captured output, or any text, with secrets replaced by `***`. Bytes that are no UTF-8 pass through.
pub fn mask_text(text: &[u8]) -> Vec<u8> {
    // A mask can bring together what stood apart, and that can look like a secret again.
    const PASSES: usize = 8;
    let mut masked = mask_once(text);
    for _ in 1..PASSES {
        let again = mask_once(&masked);
        if again == masked {
            break;
        }
        masked = again;
    }
    masked
}

fn mask_once(text: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(key) = find_private_key(rest) {
        mask_lines(&rest[..key.start], &mut masked);
        masked.extend_from_slice(MASK.as_bytes());
        rest = &rest[key.end..];
    }
    mask_lines(rest, &mut masked);
    masked
}

/// The body of the first private key in PEM, up to the end of the text if the key is cut off.
fn find_private_key(text: &[u8]) -> Option<Range<usize>> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const HEADER_END: &[u8] = b"PRIVATE KEY-----";
    const END: &[u8] = b"-----END ";
    let mut searched = 0;
    while let Some(begin) = find(&text[searched..], BEGIN) {
        let label = searched + begin + BEGIN.len();
        let line_end = text[label..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| label + at);
        if let Some(header_end) = find(&text[label..line_end], HEADER_END) {
            let start = label + header_end + HEADER_END.len();
            let end = find(&text[start..], END).map_or(text.len(), |at| start + at);
            return Some(start..end);
        }
        searched = label;
    }
    None
}

fn mask_lines(text: &[u8], masked: &mut Vec<u8>) {
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let mut copied = 0;
        for secret in secrets_of_line(line) {
            if secret.end > copied {
                masked.extend_from_slice(&line[copied..secret.start.max(copied)]);
                // A secret that overlaps the one before is covered by its mask already.
                if secret.start >= copied {
                    masked.extend_from_slice(MASK.as_bytes());
                }
                copied = secret.end;
            }
        }
        masked.extend_from_slice(&line[copied..]);
    }
}

/// Where secrets stand in a line, by their beginnings.
fn secrets_of_line(line: &[u8]) -> Vec<Range<usize>> {
    let mut secrets = Vec::new();
    assigned_secrets(line, &mut secrets);
    url_secrets(line, &mut secrets);
    word_secrets(line, &mut secrets);
    secrets.retain(|secret| !secret.is_empty());
    secrets.sort_by_key(|secret| (secret.start, secret.end));
    secrets
}

/// `NAME=value`, `name: value`, `"name": "value"`.
fn assigned_secrets(line: &[u8], secrets: &mut Vec<Range<usize>>) {
    for (at, separator) in line.iter().enumerate().filter(|(_, byte)| matches!(byte, b'=' | b':')) {
        let name = name_before(&line[..at]);
        if ends_with_authorization(name) {
            secrets.push(credentials(line, at + 1));
        } else if is_secret_name(name) {
            let start = if *separator == b':' { skip_blanks(line, at + 1) } else { at + 1 };
            let is_path = *separator == b':' && matches!(line.get(at + 1), Some(b':' | b'/'));
            if !is_path {
                secrets.push(value(line, start));
            }
        }
    }
}

/// Also as a part of curl's `-HAuthorization: …` and of `Proxy-Authorization: …`.
fn ends_with_authorization(name: &[u8]) -> bool {
    const NAME: &[u8] = b"authorization";
    name.len() >= NAME.len() && name[name.len() - NAME.len()..].eq_ignore_ascii_case(NAME)
}

/// The name that ends here; a quote may close it, as in JSON.
fn name_before(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\"").or_else(|| text.strip_suffix(b"'")).unwrap_or(text);
    let start = text.iter().rposition(|byte| !is_word_byte(*byte)).map_or(0, |at| at + 1);
    &text[start..]
}

/// What follows `Authorization:`: the scheme stays, the rest goes.
fn credentials(line: &[u8], after_name: usize) -> Range<usize> {
    let start = skip_blanks(line, after_name);
    let end =
        line[start..].iter().position(|byte| matches!(byte, b'"' | b'\'' | b'\n')).map_or(line.len(), |at| start + at);
    let scheme_end = line[start..end].iter().position(|byte| *byte == b' ').map_or(start, |at| start + at + 1);
    scheme_end..end
}

/// A value as a shell would read it: quotes keep blanks together; a blank or an operator ends it.
fn value(line: &[u8], start: usize) -> Range<usize> {
    let mut open_quote = None;
    let mut was_quoted = false;
    let mut at = start;
    while let Some(&byte) = line.get(at) {
        let ends_here = match byte {
            b'\n' => true,
            b'\\' => {
                at += usize::from(line.get(at + 1).is_some_and(|escaped| *escaped != b'\n'));
                false
            }
            _ if open_quote.is_some() => {
                open_quote.take_if(|quote| *quote == byte);
                false
            }
            b'"' | b'\'' => {
                open_quote = Some(byte);
                was_quoted = true;
                // A quote that nothing closes was opened before the value: it ends here.
                !line[at + 1..].contains(&byte)
            }
            b' ' | b'\t' | b'\r' | b';' | b'&' | b'|' | b')' | b'`' => true,
            b',' | b'}' | b']' => was_quoted,
            _ => false,
        };
        if ends_here {
            break;
        }
        at += 1;
    }
    let end = at.min(line.len());
    match line[start..end] {
        [open @ (b'"' | b'\''), .., close] if open == close => start + 1..end - 1,
        _ => start..end,
    }
}

/// As [`value`], for a word from which [`words`] has taken the opening quote.
fn value_of_word(line: &[u8], start: usize) -> Range<usize> {
    match line[..start].last() {
        Some(quote @ (b'"' | b'\'')) if line[start..].contains(quote) => value(line, start - 1),
        _ => value(line, start),
    }
}

/// `scheme://user:password@host`: the password.
fn url_secrets(line: &[u8], secrets: &mut Vec<Range<usize>>) {
    const SCHEME_END: &[u8] = b"://";
    let mut searched = 0;
    while let Some(found) = find(&line[searched..], SCHEME_END) {
        let start = searched + found + SCHEME_END.len();
        let length = line[start..]
            .iter()
            .position(|byte| {
                matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'<' | b'>') || byte.is_ascii_whitespace()
            })
            .unwrap_or(line.len() - start);
        let authority = &line[start..start + length];
        if let Some(end) = authority.iter().rposition(|byte| *byte == b'@')
            && let Some(colon) = authority[..end].iter().position(|byte| *byte == b':')
        {
            secrets.push(start + colon + 1..start + end);
        }
        searched = start;
    }
}

/// `--password value`, `mysql -pvalue`, `Bearer value`, and words that show by their first letters what they are.
fn word_secrets(line: &[u8], secrets: &mut Vec<Range<usize>>) {
    let mut flags = Flags::default();
    let mut after_bearer = false;
    for word in words(line) {
        let text = String::from_utf8_lossy(&line[word.clone()]);
        match flags.read(&text) {
            Meaning::Secret => secrets.push(value_of_word(line, word.start)),
            // Only ASCII stands before the secret, so that the places are the same in text and line.
            Meaning::SecretFrom(start) => secrets.push(value(line, word.start + start)),
            Meaning::Script | Meaning::Other if after_bearer && text.len() >= 16 => secrets.push(word.clone()),
            Meaning::Script | Meaning::Other => known_tokens(&line[word.clone()], word.start, secrets),
        }
        after_bearer = text.eq_ignore_ascii_case("bearer");
        if text.ends_with([';', '|', '&']) {
            flags = Flags::default();
        }
    }
}

/// The words of a line without the quotes and brackets around them.
fn words(line: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_outside =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'(' | b'[' | b'`' | b'$');
        let start = at + line[at..].iter().position(|byte| !is_outside(byte))?;
        let end = line[start..].iter().position(u8::is_ascii_whitespace).map_or(line.len(), |length| start + length);
        at = end;
        Some(start..end)
    })
}

/// Tokens of services that mark them: AWS, GitHub, GitLab, Slack.
fn known_tokens(word: &[u8], offset: usize, secrets: &mut Vec<Range<usize>>) {
    const PREFIXES: [&[u8]; 12] = [
        b"AKIA",
        b"ASIA",
        b"ghp_",
        b"gho_",
        b"ghu_",
        b"ghs_",
        b"ghr_",
        b"github_pat_",
        b"glpat-",
        b"xoxb-",
        b"xoxp-",
        b"xoxa-",
    ];
    const SHORTEST_TAIL: usize = 16;
    let mut at = 0;
    while at < word.len() {
        let length = word[at..].iter().position(|byte| !is_word_byte(*byte)).unwrap_or(word.len() - at);
        let run = &word[at..at + length];
        let is_token =
            PREFIXES.iter().any(|prefix| run.strip_prefix(*prefix).is_some_and(|tail| tail.len() >= SHORTEST_TAIL));
        if is_token {
            secrets.push(offset + at..offset + at + length);
        }
        at += length + 1;
    }
}

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
enum Meaning {
    Secret,
    SecretFrom(usize),
    /// A command line of its own, as after `sh -c`.
    Script,
    Other,
}

/// Reads arguments one after the other.
#[derive(Default)]
struct Flags {
    program: Option<&'static Program>,
    secret_follows: bool,
    script_follows: bool,
}

impl Flags {
    fn read(&mut self, argument: &str) -> Meaning {
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
fn is_secret_name(name: &[u8]) -> bool {
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

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_word_byte)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn skip_blanks(line: &[u8], start: usize) -> usize {
    start + line[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
