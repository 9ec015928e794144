//! What a dry run of `restic forget` says.

/// `Would have removed the following snapshots:` and, on the next line, `{c73fa194 …}`: the beginnings of ids. The one
/// that begins so is named in full.
pub(super) fn would_go(id: &str, stdout: &str) -> Vec<String> {
    const LEAST: usize = 8;
    let mut after = stdout.lines().skip_while(|line| !line.contains("Would have removed the following snapshots"));
    let listed = after.nth(1).unwrap_or_default().trim();
    let begun = listed.strip_prefix('{').and_then(|listed| listed.strip_suffix('}')).unwrap_or_default();
    let in_full = |begun: &str| if begun.len() >= LEAST && id.starts_with(begun) { id } else { begun }.to_owned();
    begun.split_whitespace().map(in_full).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_tells_of_every_snapshot() {
        let id = "c73fa1943cfb1bd2f2a6bd5c3b0b52a22e3ff5bda5d1a1e8b7b3f9f1a2c3d4e5";
        let several = "Would have removed the following snapshots:\n{c73fa194 248d106b}\n\n";
        assert_eq!(would_go(id, several), [id, "248d106b"]);
        assert_eq!(would_go(id, "Would have removed the following snapshots:\n{c73f}\n"), ["c73f"], "too short");
        assert_eq!(would_go(id, "Ignoring \"deadbeef\": no matching ID found\n"), [""; 0]);
    }
}
