//! Whole commands that are killed at random points while their server crashes and comes back at others: nothing is lost or
//! doubled, and the next command tells what became of the run.

use std::{
    fs,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use chrono::TimeDelta;
use okno::clock::{Clock as _, SystemClock};

use crate::{
    house::instant,
    server::Server,
    shared_ledger::{Shared, rounds},
};

/// Numbers that look random; the same again for the same round.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) % most
    }
}

/// One night: a run and two people who write, all killed at some moment or spared, and a server that crashes.
struct Night<'s> {
    shared: &'s Shared,
    server: &'static Server,
    round: u64,
    /// Milliseconds that a run takes here when nobody is in its way.
    lasts: u64,
}

/// What the commands of a night answered.
struct Morning {
    /// The exit code of the run; `None`: it was killed.
    ran: Option<i32>,
    /// The marks of the freezes, and whether each was answered with success.
    freezes: Vec<(String, bool)>,
}

impl Night<'_> {
    fn start(&self, args: &[&str]) -> Child {
        let mut program = self.shared.house.program(args);
        program.env("OKNO_LEDGER", self.shared.database.url(&self.shared.olga));
        program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn pass(&self, id: &str, dice: &mut Dice) -> Morning {
        let marks: Vec<_> = (0..2).map(|writer| format!("night {} of writer {writer}", self.round)).collect();
        let until = (self.shared.house.now() + TimeDelta::seconds(20)).to_rfc3339();
        let mut processes = vec![self.start(&["run", id])];
        for mark in &marks {
            processes.push(self.start(&["freeze", "add", "--system", "shop", "--until", &until, "--reason", mark]));
        }
        // one is always killed, the others now and then; all of it within the time that a run takes
        let victim = dice.below(3);
        let mut deaths = Vec::new();
        for number in 0..3 {
            if number == victim || dice.below(3) == 0 {
                deaths.push((dice.below(self.lasts), usize::try_from(number).unwrap()));
            }
        }
        deaths.sort_unstable();
        let crash = (dice.below(4) > 0).then(|| dice.below(self.lasts));
        thread::scope(|threads| {
            threads.spawn(move || {
                if let Some(at) = crash {
                    thread::sleep(Duration::from_millis(at));
                    self.server.restart();
                }
            });
            let mut passed = 0;
            for (at, number) in deaths {
                thread::sleep(Duration::from_millis(at - passed));
                passed = at;
                drop(processes[number].kill());
            }
        });
        let codes: Vec<_> = processes.iter_mut().map(|process| process.wait().unwrap().code()).collect();
        let freezes = marks.into_iter().zip(&codes[1..]).map(|(mark, code)| (mark, *code == Some(0))).collect();
        Morning { ran: codes[0], freezes }
    }

    /// What the ledger says must be what happened.
    fn judge(&self, id: &str, morning: &Morning) {
        let shared = self.shared;
        let what = format!("round {}, {id}: the run gave {:?}", self.round, morning.ran);
        let marks = fs::read_to_string(shared.house.path("ran")).unwrap_or_default();
        let ran = marks.lines().filter(|line| *line == id).count();
        // the next command that records something: it names what was left behind
        shared.okno(&["halt", "--reason", "the morning after"]).exits(0);
        shared.okno(&["resume"]).exits(0);
        let log = shared.okno(&["log", "--format", "jsonl"]).exits(0).out;
        let entries: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let subject = format!("change/{id}");
        let count =
            |kind: &str| entries.iter().filter(|entry| entry["subject"] == *subject && entry["kind"] == kind).count();
        let (started, finished) = (count("run.started"), count("run.finished"));
        let state =
            shared.okno(&["show", id, "--format", "json"]).exits(0).json()["state"].as_str().unwrap().to_owned();
        let what = format!("{what}; started {started}, finished {finished}, ran {ran}, {state}");
        assert!(ran <= 1 && started <= 1 && finished <= started, "{what}");
        assert!(ran <= started, "nothing runs that is not recorded: {what}");
        match (started, finished) {
            (0, _) => assert!(["planned", "missed"].contains(&&*state), "{what}"),
            (_, 1) => assert_eq!((&*state, ran), ("closed", 1), "{what}"),
            _ => {
                assert_eq!(state, "interrupted", "{what}");
                assert_eq!(count("run.interrupted"), 1, "{what}");
            }
        }
        if morning.ran == Some(0) {
            assert_eq!((finished, ran), (1, 1), "{what}");
        }
        for (mark, answered) in &morning.freezes {
            let found = entries.iter().filter(|entry| entry["data"].to_string().contains(&**mark)).count();
            assert!(found <= 1 && (found == 1 || !answered), "{mark}: {found}, answered: {answered}; {what}");
        }
        let verified = shared.okno(&["log", "verify"]);
        assert_eq!(verified.code, 0, "{what}: {verified:?}");
        match &*state {
            "interrupted" => {
                let settle = ["settle", id, "--as", "done", "--reason", "somebody looked"];
                // a command may outlive its okno
                while shared.okno(&settle).flat().contains("its command still runs") {
                    thread::sleep(Duration::from_millis(20));
                }
                assert_eq!(shared.okno(&["show", id, "--format", "json"]).json()["state"], "closed", "{what}");
            }
            "closed" => {}
            _ => {
                shared.okno(&["cancel", id, "--reason", "the night is over"]).exits(0);
            }
        }
    }
}

#[test]
fn what_killed_clients_and_a_crashing_server_leave_behind_is_whole_and_explained() {
    let server = Server::of_ones_own();
    let shared = Shared::on(server);
    shared.ready(&["true"]);
    shared.okno(&["cancel", "1", "--reason", "only the hour was wanted"]).exits(0);
    let plan = |start: &str| {
        let plan = ["plan", "Index", "--system", "pages", "--downtime", "1m", "--at", start, "--format", "json"];
        let command = ["--", "sh", "-c", "sleep 0.03; echo $OKNO_CHANGE >> ran; sleep 0.03"];
        let planned = shared.okno(&[&plan[..], &command].concat()).exits(0).json();
        planned["id"].as_str().unwrap().to_owned()
    };
    let mut lasts = 0;
    let mut outcomes = std::collections::BTreeMap::new();
    for round in 0..rounds(4) {
        let mut dice = Dice(round);
        let now = (instant("2026-11-24T18:00:00Z") + TimeDelta::minutes(i64::try_from(round).unwrap())).to_rfc3339();
        shared.at(&now);
        shared.house.at(&now);
        if round % 20 == 0 {
            let id = plan(&now);
            let night = Night { shared: &shared, server, round, lasts };
            let begun = SystemClock.monotonic();
            assert!(night.start(&["run", &id]).wait().unwrap().success());
            lasts = u64::try_from(SystemClock.monotonic().saturating_sub(begun).as_millis()).unwrap();
        }
        let id = plan(&now);
        let night = Night { shared: &shared, server, round, lasts };
        let morning = night.pass(&id, &mut dice);
        night.judge(&id, &morning);
        *outcomes.entry(format!("{:?}", morning.ran)).or_insert(0) += 1;
    }
    eprintln!("exit codes of the runs, and how often: {outcomes:?}");
}
