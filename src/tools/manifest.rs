//! Files with digests of other files, as `sha256sum` writes them.
//!
//! `<64 hex digits>  NAME`, `<64 hex digits> *NAME`, `SHA256 (NAME) = <64 hex digits>`; a line that begins with a backslash
//! has its name escaped. A digest alone, or with `-` for a name, is of the one file that a manifest is named after.

use super::{Fault, ManifestFault, ManifestLook, answer::name_of};
use crate::record::{Digest, harmless::harmless};

/// What stands for the file's name in the name of its manifest.
const NAME: &str = "{name}";
/// The manifests that are looked for where the policy names none.
pub(super) const USUAL: [&str; 2] = ["{name}.sha256", "SHA256SUMS"];
/// More of a wrong line than anybody reads.
const SHOWN: usize = 60;

/// Whether such a manifest speaks of one file alone.
pub(super) fn is_of_one_file(template: &str) -> bool {
    template.contains(NAME)
}

/// What the manifest of the file `name` is called.
pub fn file_name(template: &str, name: &str) -> String {
    template.replacen(NAME, name, 1)
}

/// Whether a file of that name is a manifest by the template.
pub(super) fn is_named_so(template: &str, name: &str) -> bool {
    match template.split_once(NAME) {
        None => name == template,
        Some((before, after)) => {
            name.len() > before.len() + after.len() && name.starts_with(before) && name.ends_with(after)
        }
    }
}

/// The digest that the manifest has for the file at `path`.
pub(super) fn digest_of(look: &ManifestLook, path: &str) -> Result<Digest, Fault> {
    let (manifest, name) = (look.path.clone(), name_of(path).to_owned());
    let malformed = |why: String| ManifestFault::ManifestMalformed { manifest: manifest.clone(), why }.into();
    if look.is_cut {
        return Err(malformed(format!("it has more than {} bytes", look.content.len())));
    }
    let lines = entries(&look.content).map_err(malformed)?;
    let is_its_own = name_of(&look.path).contains(name.as_str());
    let mut found = None;
    let mut elsewhere = None;
    for Entry { digest, named } in lines {
        match named.strip_prefix("./").unwrap_or(&named) {
            "" | "-" if is_its_own => {}
            named if named == name || named == path => {}
            named if name_of(named) == name => {
                elsewhere = Some(harmless(named));
                continue;
            }
            _ => continue,
        }
        if found.replace(digest).is_some_and(|other| other != digest) {
            return Err(ManifestFault::TwiceInManifest { manifest, name }.into());
        }
    }
    match (found, elsewhere) {
        (Some(digest), _) => Ok(digest),
        (None, Some(found)) => Err(ManifestFault::OtherPathInManifest { manifest, found, name }.into()),
        (None, None) => Err(ManifestFault::NotInManifest { manifest, name }.into()),
    }
}

/// One line of a manifest; the name is empty where there is none.
struct Entry {
    digest: Digest,
    named: String,
}

fn entries(content: &[u8]) -> Result<Vec<Entry>, String> {
    let mut entries = Vec::new();
    for (number, line) in (1..).zip(content.split(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || line.starts_with(b"#") {
            continue;
        }
        // Names of other files may be in any encoding.
        let text = String::from_utf8_lossy(line);
        entries.push(entry(&text).ok_or_else(|| {
            let shown: String = text.chars().take(SHOWN).collect();
            format!("line {number} is {:?}", harmless(&shown))
        })?);
    }
    if entries.is_empty() { Err("it is empty".to_owned()) } else { Ok(entries) }
}

fn entry(line: &str) -> Option<Entry> {
    let (is_escaped, line) = line.strip_prefix('\\').map_or((false, line), |rest| (true, rest));
    let (digest, named) = if let Some(tagged) = line.strip_prefix("SHA256 (") {
        tagged.rsplit_once(") = ").map(|(named, digest)| (digest, named))?
    } else {
        let (digest, rest) = line.split_at_checked(64)?;
        let named = rest.strip_prefix("  ").or_else(|| rest.strip_prefix(" *"));
        (digest, named.or_else(|| rest.trim().is_empty().then_some(""))?)
    };
    let named = if is_escaped { unescaped(named)? } else { named.to_owned() };
    Some(Entry { digest: Digest::parse(&digest.to_ascii_lowercase())?, named })
}

/// `\\`, `\n` and `\r`, as coreutils writes them.
fn unescaped(name: &str) -> Option<String> {
    let mut characters = name.chars();
    let mut plain = String::new();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn look(path: &str, content: &str) -> ManifestLook {
        let modified_at = "2026-11-22T07:00:00Z".parse().unwrap();
        ManifestLook { path: path.into(), content: content.into(), is_cut: false, modified_at }
    }

    fn in_sums(content: &str) -> Result<Digest, &'static str> {
        digest_of(&look("/b/SHA256SUMS", content), "/b/a.gz").map_err(|fault| fault.code())
    }

    #[test]
    fn every_way_in_which_sha256sum_names_a_file_is_read() {
        let digest = Digest::of(b"content");
        for line in [
            format!("{digest}  a.gz\n"),
            format!("{digest} *a.gz"),
            format!("{digest}  ./a.gz\r\n"),
            format!("{digest}  /b/a.gz\n"),
            format!("SHA256 (a.gz) = {digest}\n"),
            format!("# made at night\n\n{}  b.gz\n{digest}  a.gz\n", Digest::of(b"other")),
            format!("{digest}  a.gz\n{digest}  a.gz\n"),
            format!("{}  a.gz\n", digest.to_string().to_uppercase()),
        ] {
            assert_eq!(in_sums(&line), Ok(digest), "{line}");
        }
        let odd = digest_of(&look("/b/SHA256SUMS", &format!("\\{digest}  a\\\\b\\n.gz\n")), "/b/a\\b\n.gz");
        assert_eq!(odd.ok(), Some(digest));
    }

    #[test]
    fn a_digest_without_a_name_counts_in_the_manifest_of_one_file_alone() {
        let digest = Digest::of(b"content");
        for content in [format!("{digest}\n"), format!("{digest}  -\n")] {
            assert_eq!(digest_of(&look("/b/a.gz.sha256", &content), "/b/a.gz").ok(), Some(digest), "{content}");
            assert_eq!(in_sums(&content), Err("not-in-manifest"));
        }
    }

    #[test]
    fn what_does_not_speak_of_the_file_beside_it_proves_nothing() {
        let (digest, other) = (Digest::of(b"content"), Digest::of(b"other"));
        for (content, fault) in [
            (String::new(), "manifest-malformed"),
            ("# nothing\n".into(), "manifest-malformed"),
            (format!("{digest}  a.gz\nsha256sum: b.gz: No such file\n"), "manifest-malformed"),
            (format!("{digest} a.gz\n"), "manifest-malformed"),
            (format!("{}  a.gz\n", &digest.to_string()[1..]), "manifest-malformed"),
            (format!("{digest}  b.gz\n"), "not-in-manifest"),
            (format!("{digest}  ../b/a.gz\n"), "other-path-in-manifest"),
            (format!("{digest}  /etc/a.gz\n"), "other-path-in-manifest"),
            (format!("{digest}  old/a.gz\n"), "other-path-in-manifest"),
            (format!("{digest}  a.gz\n{other}  a.gz\n"), "twice-in-manifest"),
        ] {
            assert_eq!(in_sums(&content), Err(fault), "{content}");
        }
    }

    #[test]
    fn a_manifest_is_known_by_its_name() {
        assert!(is_named_so("{name}.sha256", "a.gz.sha256") && is_named_so("SHA256SUMS", "SHA256SUMS"));
        assert!(!is_named_so("{name}.sha256", ".sha256") && !is_named_so("SHA256SUMS", "SHA256SUMS.gz"));
        assert_eq!(file_name("sums-{name}.txt", "a.gz"), "sums-a.gz.txt");
    }

    proptest! {
        #[test]
        fn any_manifest_can_be_read(content in r"[\\0-9a-fSHA256 ()=*./\n\r-]{0,200}") {
            let _any = in_sums(&content);
        }
    }
}
