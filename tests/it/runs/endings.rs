//! How a command ends: its own exit code, or why there is none.

use std::fs;

use serde_json::json;

use crate::house::House;

fn ready(command: &[&str]) -> House {
    let house = House::new();
    let args = ["plan", "Work", "--system", "shop", "--downtime", "2m", "--"];
    house.okno(&[&args[..], command].concat()).exits(0);
    house.confirm_backup();
    house
}

#[test]
fn the_exit_code_of_the_command_is_that_of_okno() {
    for (code, outcome, state) in
        [(0_u8, "succeeded", "closed"), (1, "failed", "failed"), (3, "failed", "failed"), (255, "failed", "failed")]
    {
        let house = ready(&["sh", "-c", &format!("exit {code}")]);
        let report = house.okno(&["run", "1", "--format", "json"]).exits(code).json();
        assert_eq!((&report["exit_code"], &report["outcome"]), (&code.into(), &outcome.into()));
        assert_eq!((&report["run"]["exit_code"], &report["run"]["number"]), (&code.into(), &1.into()));
        let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
        assert_eq!(shown["state"], state);
        let run = &shown["runs"][0];
        assert_eq!((&run["exit_code"], &run["outcome"], &run["by"]), (&code.into(), &outcome.into(), &"olga".into()));
    }
}

#[test]
fn a_command_that_is_not_found_is_127_and_the_change_has_failed() {
    for command in ["no-such-command-of-okno", "./no-such-file"] {
        let house = ready(&[command]);
        let report = house.okno(&["run", "1", "--format", "json"]).exits(127).json();
        assert_eq!((&report["outcome"], &report["decision"]), (&"not-started".into(), &"open".into()), "{command}");
        assert!(report["run"]["problem"].as_str().unwrap().contains("not found"), "{report}");
        let shown = house.okno(&["show", "1", "--format", "json"]).exits(0).json();
        assert_eq!((&shown["state"], &shown["runs"][0]["outcome"]), (&"failed".into(), &"not-started".into()));
    }
}

#[test]
fn a_command_that_cannot_be_executed_is_126_and_told_why() {
    let house = House::new();
    house.write("notes.txt", "no program\n");
    fs::create_dir(house.path("folder")).unwrap();
    house.script("orphan", "#!/no/such/shell\n");
    let cases = [("./notes.txt", "permission denied"), ("./folder", "folder"), ("./orphan", "interpreter")];
    for (number, (command, part)) in cases.into_iter().enumerate() {
        house.pass(chrono::TimeDelta::minutes(1)).confirm_backup();
        let id = (number + 1).to_string();
        house.okno(&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", command]).exits(0);
        let said = house.okno(&["run", &id]).exits(126);
        assert!(said.flat().contains(part), "{part:?} is missing: {said:?}");
        assert!(said.err.contains("NOT STARTED"), "{said:?}");
    }
}

#[test]
fn a_command_ended_by_a_signal_is_128_and_the_number() {
    for (signal, code) in [(9, 137_u8), (15, 143), (11, 139)] {
        let house = ready(&["sh", "-c", &format!("kill -{signal} $$")]);
        let report = house.okno(&["run", "1", "--format", "json"]).exits(code).json();
        assert_eq!((&report["run"]["signal"], &report["outcome"]), (&signal.into(), &"failed".into()));
        assert!(house.okno(&["show", "1"]).exits(0).flat().contains(&format!("ended by signal {signal}")));
    }
}

#[test]
fn the_command_knows_its_change_its_run_and_its_deadline() {
    let house = ready(&["sh", "-c", "echo $OKNO_CHANGE $OKNO_RUN $OKNO_DEADLINE"]);
    assert_eq!(house.okno(&["run", "1"]).exits(0).out, "CHG-1 1 2026-11-24T12:02:00Z\n");

    let house = House::new();
    let args = ["plan", "Long", "--system", "shop", "--downtime", "45m", "--", "sh", "-c", "echo $OKNO_DEADLINE"];
    house.okno(&args).exits(0);
    house.at("2026-11-24T18:00:00Z").confirm_backup();
    assert_eq!(house.okno(&["run", "1"]).exits(0).out, "2026-11-25T01:00:00Z\n", "the end of the window");

    let house = House::new();
    let args = ["plan", "None", "--system", "shop", "--downtime", "0m", "--", "sh", "-c", "echo ${OKNO_DEADLINE-none}"];
    house.okno(&args).exits(0);
    house.confirm_backup();
    let ran = house.okno(&["run", "1"]).exits(0);
    assert_eq!(ran.out, "none\n", "work that was given no time has no end to keep to");
    assert!(!ran.err.contains("deadline"), "{ran:?}");
}

#[test]
fn a_run_is_bound_to_the_backup_that_opened_the_gate() {
    let house = ready(&["true"]);
    let report = house.okno(&["run", "1", "--format", "json"]).exits(0).json();
    let run = &house.okno(&["show", "1", "--format", "json"]).exits(0).json()["runs"][0];
    assert_eq!(run["backup"], report["backup"]["id"]);
    assert_eq!((&run["evidence"], &run["version"]), (&json!("verified"), &json!(1)));
}
