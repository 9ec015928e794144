//! What a dry run of `borg delete` says.

use serde::Deserialize;

use super::id_of;

/// With `--log-json`.
#[derive(Debug, Deserialize)]
struct Logged {
    message: String,
}

/// `Would delete archive: NAME … [ID] (1/1)`, perhaps as the message of a JSON line; as this okno names archives.
pub(super) fn would_go(stderr: &str) -> Vec<String> {
    let said = |line: &str| serde_json::from_str(line).map_or_else(|_| line.to_owned(), |Logged { message }| message);
    let archive = |line: String| {
        let (before, id) = line.strip_prefix("Would delete archive: ")?.rsplit_once('[')?;
        Some(id_of(before.split_whitespace().next()?, id.split(']').next()?))
    };
    stderr.lines().map(said).filter_map(archive).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_tells_of_every_archive() {
        let id = "0f2bf782951949bd6c484cb6cc52bdf7b9e94eb7d3a90a58b559f201b341fdd2";
        let plain = format!("Would delete archive: a1        Sun, 2026-11-22 20:59:04 [{id}] (1/1)");
        let logged = serde_json::json!({ "type": "log_message", "message": plain }).to_string();
        for said in [plain, logged] {
            assert_eq!(would_go(&said), ["a1@0f2bf7829519"]);
        }
        assert_eq!(would_go("Archive nope not found (1/1)."), [""; 0]);
    }
}
