//! What the doctor found, in sentences.

use chrono::Datelike as _;

use super::{Clock, Remedy, brief, counted, date, listed};
use crate::{
    app::answers::Footing,
    calendar::length,
    change::ChangeId,
    health::{
        CalendarFound, CopyRole, CopySeen, Finding, GitSeen, Health, ListSaid, ListSeen, LoginSeen, PermissionFault,
        Thing, Unusable, What,
    },
    policy::SystemId,
};

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was looked at, a word that scripts can rely on.
    pub subject: &'static str,
    /// Which one of several: a system, a calendar, a change.
    pub about: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// What to do, where something falls short.
    pub remedy: Option<Remedy>,
}

/// The word for how something is.
pub fn health(health: Health) -> &'static str {
    match health {
        Health::Well => "ok",
        Health::Unknown => "unknown",
        Health::Attention => "attention",
        Health::Broken => "broken",
    }
}

/// The sentence of a finding.
pub fn told(finding: &Finding, footing: &Footing) -> Told {
    let say = |subject, sentence: String| Told { subject, about: None, sentence, remedy: None };
    match &finding.what {
        What::Program { version, build } => say("okno", format!("okno {version}, a {build}.")),
        What::Rules { path } => say("rules", format!("{path} is right.")),
        What::NoRules => say("rules", "There is no windows.toml here, above, or in the usual places.".to_owned())
            .cured("Write one", "okno init"),
        What::RulesWrong { why } => {
            say("rules", format!("{}.", why.trim_end_matches('.'))).cured("See all of it", "okno policy check")
        }
        What::NotAdopted { systems } => {
            let systems = listed(systems.iter().map(ToString::to_string));
            let sentence =
                format!("The rules of {systems} were edited and adopted by nobody: the gate is closed there.");
            say("adoption", sentence).cured("See what changed, then adopt it", "okno policy diff")
        }
        What::NoLedger { place } => {
            say("ledger", format!("There is none yet; the first command that records something makes {place}."))
        }
        What::LedgerBroken { why, hint } => {
            let told = say("ledger", format!("{}.", capital(why.trim_end_matches('.'))));
            Told { remedy: hint.clone().map(|how| Remedy { how: capital(&how), command: None }), ..told }
        }
        What::Ledger { place, entries, remembered } => {
            let entries = counted(*entries, "entry", "entries");
            let memory = if *remembered {
                "its head is the one that this machine remembers"
            } else {
                "this machine remembers no head of it yet"
            };
            say("ledger", format!("{place}: {entries}, the newest follow from each other; {memory}."))
        }
        What::Interrupted(changes) => {
            let which = if let [only] = changes.as_slice() { only.to_string() } else { "CHG-…".to_owned() };
            let sentence = format!("Nobody has said how {} ended: the process that ran it is gone.", ids(changes));
            say("runs", sentence)
                .cured("Look at the system, then say it", &format!("okno settle {which} --as done|failed --reason …"))
        }
        What::LeaseLeft { system, change } => {
            let sentence = format!("{system} is held by {change}, whose run is over.");
            say("runs", sentence).of(system).cured("See what the record says", &format!("okno show {change}"))
        }
        What::Missed(changes) => {
            let which = if let [only] = changes.as_slice() { only.to_string() } else { "CHG-…".to_owned() };
            let verb = if changes.len() == 1 { "is past its latest start" } else { "are past their latest starts" };
            say("changes", format!("{} {verb}.", ids(changes)))
                .cured("Give another start, or cancel", &format!("okno reschedule {which} --at …"))
        }
        What::ChangesWell => {
            say("changes", "No run is interrupted, no change missed, no system held by a dead run.".to_owned())
        }
        What::Login(seen) => login(seen),
        What::Git { ignored, place } => git(*ignored, place),
        What::ZoneData { copies } => zone_data(copies),
        What::NoZoneData { why } => say("zone-data", format!("{}.", capital(why))),
        What::ZoneRulesOld { zones, newest } => {
            let zones = listed(zones.iter().map(ToString::to_string));
            let sentence = format!(
                "The rules of {zones} on this machine differ from those of {newest}, the newest that the ledger has seen: \
                 the gate is closed there."
            );
            say("zone-rules", sentence).advised(
                "Bring okno or the tzdata package of this machine up to date, or see okno ledger accept --help",
            )
        }
        What::ZoneDataOlder { newest } => {
            let sentence =
                format!("Another machine has the newer zone data {newest}; its rules for your customers are the same.");
            say("zone-rules", sentence).advised("Bring okno or the tzdata package of this machine up to date")
        }
        What::ZoneDispute(dispute) => {
            let sentence = format!(
                "Around {} the clocks of {} differ between the zone data {}, which is used, and {}.",
                dispute.change, dispute.zone, dispute.used, dispute.other
            );
            let told = say("zone-differences", sentence).of(&dispute.change);
            told.advised("Ask the customer which time holds; the newest release is right unless the law changed again")
        }
        What::ZonesAgree { changes } => {
            let changes = counted(*changes as u64, "planned change", "planned changes");
            say("zone-differences", format!("The copies agree on {changes}."))
        }
        What::Calendar(known) => calendar(known, footing),
        What::Backups { system, tool } => say(
            "backups",
            match tool {
                Some("of") => format!("{system} is covered by the backups of another system."),
                Some("none") => format!("{system} needs no backups."),
                Some(tool) => format!(
                    "The programs and files that the backups of {system} name are there ({tool}); what they answer was not \
                     asked (okno doctor --backups does)."
                ),
                None => format!("Backups of {system} are confirmed by hand."),
            },
        )
        .of(system),
        What::BackupsAsked { system, answer } => asked(system, answer),
        What::BackupsUnusable { system, what } => {
            let what = match what {
                Unusable::NoProgram(program) => format!("the program {program} is not there"),
                Unusable::NotExecutable(program) => format!("the program {program} cannot be executed"),
                Unusable::NoFolder(folder) => format!("{folder} is no folder"),
                Unusable::NoFile(file) => format!("the file {file} is not there"),
                Unusable::NotReadable(path) => format!("{path} may not be read by this account"),
                Unusable::NoRepository(folder) => format!("there is no repository in {folder}"),
            };
            let sentence = format!("Backups of {system} cannot be made or looked at: {what}.");
            say("backups", sentence).of(system).advised(&format!("Put it right, or correct [systems.{system}.backup]"))
        }
        What::NoBackupOpens { system, need } => {
            let sentence = format!(
                "No backup of {system} can open the gate: the rules ask for one that is {need}, and nothing says how to \
                 look at them; a person's word is only attested."
            );
            let how = format!("Add a [systems.{system}.backup] table, or backup-evidence = \"attested\"");
            say("backups", sentence).of(system).advised(&how)
        }
        What::ClockSynchronised(kept) => match kept {
            Some(true) => say("clock", "The system keeps its clock synchronised.".to_owned()),
            Some(false) => say("clock", "The system does not keep its clock synchronised.".to_owned())
                .advised("Let chrony, ntpd or systemd-timesyncd keep it"),
            None => say("clock", "Nobody here says whether the clock is synchronised (timedatectl).".to_owned()),
        },
        What::ClockBehind { by, allowed } => {
            let (by, allowed) = (length::words(*by), length::words(*allowed));
            let sentence =
                format!("The clock is {by} behind the newest entry; {allowed} is allowed, and the gate is closed.");
            say("clock-skew", sentence).advised("Set the clock right; if it is right, see okno ledger accept --help")
        }
        What::ClockAgrees { newest_at } => {
            let newest = brief(*newest_at, Clock::Utc, footing.now);
            say("clock-skew", format!("The clock is not behind the newest entry ({newest})."))
        }
        What::Permissions { thing, path, mode, fault } => permissions(*thing, path, *mode, *fault),
        What::Memory { folder } => match (finding.health, folder) {
            (Health::Well, Some(folder)) => say("memory", format!("The heads of ledgers are remembered in {folder}.")),
            (_, folder) => {
                let why = folder.as_ref().map_or_else(
                    || "neither XDG_STATE_HOME nor HOME names a folder".to_owned(),
                    |folder| format!("{folder} cannot be written"),
                );
                let sentence = format!(
                    "This machine remembers no heads, so that a ledger that was replaced is not noticed: {why}."
                );
                say("memory", sentence).advised("Make it writable, or set XDG_STATE_HOME")
            }
        },
    }
}

impl Told {
    fn of(self, about: &impl ToString) -> Self {
        Self { about: Some(about.to_string()), ..self }
    }

    fn cured(self, how: &str, command: &str) -> Self {
        Self { remedy: Some(Remedy { how: how.to_owned(), command: Some(command.to_owned()) }), ..self }
    }

    fn advised(self, how: &str) -> Self {
        Self { remedy: Some(Remedy { how: how.to_owned(), command: None }), ..self }
    }
}

/// What a tool answered when asked for its list.
fn asked(system: &SystemId, answer: &ListSeen) -> Told {
    let ListSeen { tool, there, said } = answer;
    let place = if *there { " on the backup server" } else { "" };
    let table = if *there { ".transfer" } else { "" };
    let sentence = match said {
        ListSaid::Copies(copies) => {
            let copies = counted(*copies as u64, "backup", "backups");
            format!("{tool} answers, and lists {copies} of {system}{place}.")
        }
        ListSaid::NewestOnly => {
            format!("{tool} tells of the newest backup of {system}{place} alone, and was not asked.")
        }
        ListSaid::Nothing(faults) => {
            let faults = faults.join("; ");
            format!("The backups of {system}{place} cannot be listed ({tool}): {}.", faults.trim_end_matches('.'))
        }
    };
    let told = Told { subject: "backups", about: None, sentence, remedy: None }.of(system);
    match said {
        ListSaid::Nothing(_) => told.advised(&format!("Put it right, or correct [systems.{system}.backup{table}]")),
        ListSaid::Copies(0) if !there => {
            told.advised(&format!("Make one, or correct the names in [systems.{system}.backup]"))
        }
        ListSaid::Copies(_) | ListSaid::NewestOnly => told,
    }
}

fn zone_data(copies: &[CopySeen]) -> Told {
    let one = |copy: &CopySeen| {
        let place = copy.folder.clone().unwrap_or_else(|| "compiled in".to_owned());
        let role = match copy.role {
            CopyRole::Used => ", used",
            CopyRole::InReserve => "",
            CopyRole::SetAside => ", set aside by the rules",
            CopyRole::NotBelieved => ", later than next year and not believed",
        };
        format!("{} ({place}{role})", copy.release)
    };
    let sentence = format!("{}.", listed(copies.iter().map(one)));
    let told = Told { subject: "zone-data", about: None, sentence, remedy: None };
    let future = copies.iter().any(|copy| copy.role == CopyRole::NotBelieved);
    if future { told.advised("Look at the clock, and at where that copy came from") } else { told }
}

fn calendar(known: &CalendarFound, footing: &Footing) -> Told {
    let CalendarFound { id, known_until, left, beyond, within_horizon } = known;
    let until = date(*known_until, footing.now.year());
    let days = |days: i64| counted(u64::try_from(days).unwrap_or_default(), "day", "days");
    let mut sentence = match left {
        ..=0 => format!("Calendar {id} has ended on {until}: no window opens."),
        left if *within_horizon => {
            format!("Calendar {id} ends on {until}, in {}; slots are searched further than that.", days(*left))
        }
        left => format!("Calendar {id} is known until {until}, {} from now.", days(*left)),
    };
    if !beyond.is_empty() {
        sentence += &format!(" Planned beyond it: {}.", ids(beyond));
    }
    let told = Told { subject: "calendar", about: Some(id.to_string()), sentence, remedy: None };
    let how = "List the next year's holidays and move covers on; a country's built-in facts come with a newer okno";
    told.advised(how)
}

fn permissions(thing: Thing, path: &str, mode: u32, fault: Option<PermissionFault>) -> Told {
    let (subject, what) = match thing {
        Thing::Rules => ("rules-permissions", "The rules"),
        Thing::Ledger => ("ledger-permissions", "The ledger"),
        Thing::LedgerFolder => ("folder-permissions", "The ledger's folder"),
    };
    let bits = format!("{path}, {mode:04o}");
    let told = |sentence: String| Told { subject, about: None, sentence, remedy: None };
    let quoted = crate::record::typed(&[path.to_owned()]);
    match fault {
        None => {
            let group = if mode & 0o020 == 0 { "its owner" } else { "its owner and group" };
            told(format!("{what} can be written by {group} alone ({bits})."))
        }
        Some(PermissionFault::WorldWritable) => told(format!("{what} can be written by every account ({bits})."))
            .cured("Take that away", &format!("chmod o-w {quoted}")),
        Some(PermissionFault::WorldReadable) => told(format!("{what} can be read by every account ({bits})."))
            .cured("Take that away", &format!("chmod o-rwx {quoted}")),
        Some(PermissionFault::NotWritable) => told(format!("{what} cannot be written by this account ({bits})."))
            .advised("That is right for an auditor; whoever runs changes needs it"),
    }
}

fn login(seen: &LoginSeen) -> Told {
    let LoginSeen { name, excess } = seen;
    let told = |sentence: String| Told { subject: "login", about: None, sentence, remedy: None };
    match excess {
        Ok(excess) if excess.is_empty() => told(format!("The login {name} can append to the ledger and no more.")),
        Ok(excess) => told(format!("The login {name} can do more than append: {}.", excess.join("; ")))
            .advised("Use a login that is a member of the gate's role alone: okno ledger init prints its SQL"),
        Err(why) => told(format!("What the login {name} may do cannot be told: {}.", why.trim_end_matches('.'))),
    }
}

fn git(ignored: GitSeen, place: &str) -> Told {
    let told = |sentence: String| Told { subject: "git", about: None, sentence, remedy: None };
    match ignored {
        GitSeen::NotIgnored => told(format!("{place} lies in a git working copy that does not ignore it."))
            .advised("Add its folder to .gitignore, or name a ledger outside of the working copy"),
        GitSeen::CannotTell => {
            told(format!("{place} lies in a git working copy; whether git ignores it cannot be told."))
        }
        GitSeen::Ignored | GitSeen::Outside => {
            told("The ledger lies in a git working copy, ignored; git clean -fdx would remove it.".to_owned())
        }
    }
}

fn ids(changes: &[ChangeId]) -> String {
    listed(changes.iter().map(ToString::to_string))
}

/// With a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first: Vec<_> = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first.into_iter().chain(letters).collect()
}
