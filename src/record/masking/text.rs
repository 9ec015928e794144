//! Where secrets stand in a text that nobody split into arguments: a line of a log, a script.

use std::ops::Range;

use super::arguments::{Flags, Meaning, is_secret_name, is_word_byte};

/// The body of the first private key in PEM, up to the end of the text if the key is cut off.
pub(super) fn find_private_key(text: &[u8]) -> Option<Range<usize>> {
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
/// Where secrets stand in a line, by their beginnings.
pub(super) fn secrets_of_line(line: &[u8]) -> Vec<Range<usize>> {
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

fn skip_blanks(line: &[u8], start: usize) -> usize {
    start + line[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

pub(super) fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
