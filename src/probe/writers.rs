//! Who has a file open for writing, as far as `/proc` tells this account: its own processes, all of them for root.

use std::{fs, path::Path};

use crate::tools::Writer;

/// The access mode within the flags of `open`: 0 is reading only.
const ACCESS: u32 = 0o3;

/// A process that has the file open for writing, if one is known. Best effort: of other accounts' processes and those
/// of other machines nothing is known.
pub(super) fn writer_of(path: &Path) -> Option<Writer> {
    let path = fs::canonicalize(path).ok()?;
    let processes = fs::read_dir("/proc").ok()?;
    processes.filter_map(Result::ok).find_map(|process| {
        let pid: u32 = process.file_name().to_str()?.parse().ok()?;
        let folder = process.path();
        let descriptors = fs::read_dir(folder.join("fd")).ok()?;
        let mut open =
            descriptors.filter_map(Result::ok).filter(|link| fs::read_link(link.path()).is_ok_and(|to| to == path));
        let writes = open.any(|link| {
            let info = fs::read_to_string(folder.join("fdinfo").join(link.file_name())).unwrap_or_default();
            is_for_writing(&info)
        });
        let command = || fs::read_to_string(folder.join("comm")).unwrap_or_default().trim().to_owned();
        writes.then(|| Writer { pid, command: command() })
    })
}

/// By the line `flags:` of what `/proc` tells of a descriptor, in octal.
fn is_for_writing(info: &str) -> bool {
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
    flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok()).is_some_and(|flags| flags & ACCESS != 0)
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn whoever_writes_to_a_file_is_found_and_whoever_reads_it_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dump");
        let _writing = File::create(&path).unwrap();
        assert_eq!(writer_of(&path).map(|writer| writer.pid), Some(std::process::id()));
        // A program that runs cannot be written to.
        let read = Path::new("/proc/self/exe");
        let _reading = File::open(read).unwrap();
        assert_eq!(writer_of(read), None);
    }
}
