//! The first thing that a newcomer runs.

use std::{fs, path::Path, process::Command};

#[test]
fn the_example_of_a_first_change_runs_to_its_end_as_the_readme_says() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(project.join("README.md")).unwrap();
    assert!(readme.contains("\nexamples/first-change.sh "), "the README names it as one types it");

    let home = tempfile::tempdir().unwrap();
    // From another folder, in an environment that would lead it astray if it did not guard itself.
    let mut example = Command::new(project.join("examples/first-change.sh"));
    example.current_dir(home.path()).env("OKNO", env!("CARGO_BIN_EXE_okno")).env("HOME", home.path());
    example
        .env("TMPDIR", home.path())
        .env("OKNO_LEDGER", "/nowhere/ledger.db")
        .env("OKNO_CONFIG", "/nowhere/windows.toml");
    example.env_remove("KEEP");
    let output = example.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for part in
        ["CLOSED  CHG-1", "CONFIRMED  shop", "SUCCEEDED  CHG-1", "orders_by_customer", "VERIFIES", "CHG-2  planned"]
    {
        assert!(said.contains(part), "{part:?} is missing in\n{said}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "nothing is left behind");
}
