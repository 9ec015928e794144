//! The completion scripts for five shells are those that lie in `completions/`, and the shells understand them.

use std::{fs, path::Path, process::Command};

use crate::house::House;

/// The shells, and the files as the shells look for them.
const SCRIPTS: [(&str, &str); 5] = [
    ("bash", "okno.bash"),
    ("zsh", "_okno"),
    ("fish", "okno.fish"),
    ("powershell", "_okno.ps1"),
    ("elvish", "okno.elv"),
];

#[test]
fn the_committed_scripts_are_those_that_the_command_prints() {
    let house = House::new();
    let differs = |(shell, file): &(&str, &str)| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(file);
        house.okno(&["completions", shell]).exits(0).out != fs::read_to_string(path).unwrap_or_default()
    };
    let anew = |(shell, file): (&str, &str)| format!("cargo run -q -- completions {shell} > completions/{file}\n");
    let commands: String = SCRIPTS.into_iter().filter(differs).map(anew).collect();
    assert!(commands.is_empty(), "the command line has changed; make these scripts anew:\n{commands}");
}

#[test]
fn the_scripts_need_neither_rules_nor_a_ledger_and_leave_nothing_behind() {
    let house = House::new();
    fs::remove_file(house.path("windows.toml")).unwrap();
    for (shell, _) in SCRIPTS {
        assert!(house.okno(&["completions", shell]).exits(0).out.contains("okno"), "{shell}");
    }
    assert_eq!(house.files(), ["backups"]);
    let unknown = house.okno(&["completions", "tcsh"]).exits(2);
    assert!(unknown.err.contains("bash") && unknown.err.contains("zsh"), "{unknown:?}");
}

#[test]
fn the_shells_understand_the_scripts() {
    let house = House::new();
    for (shell, file) in &SCRIPTS[..3] {
        let script = house.write(file, house.okno(&["completions", shell]).exits(0).out);
        let read = Command::new(shell).arg("-n").arg(&script).output();
        let read = read.unwrap_or_else(|error| panic!("{shell}: {error}; tests/run installs it"));
        assert!(read.status.success(), "{shell}: {}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let house = House::new();
    house.write("okno.bash", house.okno(&["completions", "bash"]).exits(0).out);
    let completed = |words: &[&str]| -> Vec<String> {
        let script = r#"source okno.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _okno okno "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s\n' "${COMPREPLY[@]}""#;
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-c", script, "bash"]).args(words).current_dir(house.folder());
        String::from_utf8(bash.output().unwrap().stdout).unwrap().lines().map(str::to_owned).collect()
    };
    assert_eq!(completed(&["okno", "sta"]), ["status"]);
    assert_eq!(completed(&["okno", "log", "ver"]), ["verify"]);
    assert_eq!(completed(&["okno", "plan", "--down"]), ["--downtime"]);
    assert_eq!(completed(&["okno", "check", "--format", "j"]), ["json", "jsonl"]);
}
