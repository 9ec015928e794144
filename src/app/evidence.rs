//! Talks with backup tools: what they ask is carried out, until they judge. Nothing is recorded here.

use std::time::Duration;

use super::{
    Error, Site,
    narrator::{Narrator, Step},
};
use crate::{
    backup::{Asked, UsedTool},
    calendar::instant::example_before,
    clock::Clock as _,
    policy::{BackupConfig, BackupTool, Evidence, LOOK_WITHIN, System},
    probe,
    record::{Digest, masking::mask},
    tools::{self, Aim, Answers, Ask, Backup, Catalogue, CommandAnswer, CommandEnd, Fault, Judgement, Next, Question},
};

/// How long the look just before the command starts may take.
const LAST_LOOK: Duration = Duration::from_secs(30);
/// How long a list of all backups may take where nobody says otherwise: a person waits for it, of one system after the
/// other, and a list reads no data.
const LIST: Duration = Duration::from_mins(1);
/// How long it may take at most: `look-within` is also for what reads a whole repository.
pub(super) const LONGEST_LIST: Duration = Duration::from_mins(5);
/// How long it may take where monitoring waits for it: that gives a check up after ten seconds, as a rule.
const LIST_FOR_MONITORING: Duration = Duration::from_secs(8);
/// How long it may take where a person waits to hear whether the tool answers at all.
pub(super) const LIST_FOR_DOCTOR: Duration = Duration::from_secs(30);

/// What a look showed, and how.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// What is proven.
    pub judgement: Judgement,
    /// By which tool.
    pub tool: UsedTool,
    /// The programs that were asked.
    pub asked: Vec<Asked>,
}

/// How long a whole look at a backup of the system may take.
pub(super) fn look_within(system: &System) -> Duration {
    let within = system.own_backup().map_or(LOOK_WITHIN, BackupConfig::look_within);
    within.to_std().unwrap_or_default()
}

/// How long a list of the backups of the system may take: as `look-within` says, up to five minutes; one minute where it
/// says nothing.
pub(super) fn list_within(system: &System) -> Duration {
    let said = system.own_backup().and_then(|config| config.look_within);
    said.map_or(LIST, |within| within.to_std().unwrap_or_default().min(LONGEST_LIST))
}

/// What the tool says of the newest backup, as far as it takes to prove `need`.
pub(super) fn look(
    site: &Site<'_>,
    system: &System,
    need: Evidence,
    narrator: &mut dyn Narrator,
) -> Result<Seen, Error> {
    let tool = tool_of(site, system)?;
    narrator.step(&Step::Looking { system: system.id.to_string(), id: None });
    Ok(seen(site, tool, need, look_within(system), |told, aim| tools::look(tool, told, aim)))
}

/// What the tool says of one copy of its list, as far as it takes to prove `need`.
pub(super) fn look_at(
    site: &Site<'_>,
    system: &System,
    copy: &Backup,
    need: Evidence,
    narrator: &mut dyn Narrator,
) -> Result<Seen, Error> {
    let tool = tool_of(site, system)?;
    let aim = Aim { need, now: site.caller.clock.now(), skew: site.policy.max_clock_skew };
    if tools::look_at(tool, copy, &[], &aim).is_none() {
        return Err(newest_only(system));
    }
    narrator.step(&Step::Looking { system: system.id.to_string(), id: Some(copy.id.clone()) });
    Ok(seen(site, tool, need, look_within(system), |told, aim| {
        let cannot = || Next::Done(Judgement::Unknown(vec![Fault::AnswersSomethingElse]));
        tools::look_at(tool, copy, told, aim).unwrap_or_else(cannot)
    }))
}

/// Why one copy cannot be looked at by its id.
pub(super) fn newest_only(system: &System) -> Error {
    Error::refused(
        format!("the tool of {} tells of its newest backup alone, so none can be looked at by its id", system.id),
        format!("okno backup confirm --system {} looks at the newest", system.id),
    )
}

/// What the tool says of the backup that a run is bound to, just before its command starts; `None` for a person's word,
/// which no tool can look at.
pub(super) fn look_again(site: &Site<'_>, system: &System, bound: &Backup) -> Option<Seen> {
    let tool = &system.own_backup()?.tool;
    if bound.evidence == Evidence::Attested {
        return None;
    }
    Some(seen(site, tool, bound.evidence, LAST_LOOK, |told, aim| tools::look_again(tool, bound, told, aim)))
}

/// All backups that the tool knows of.
pub(super) fn catalogue(site: &Site<'_>, system: &System) -> Result<Catalogue, Error> {
    Ok(catalogue_by(site, tool_of(site, system)?, list_within(system)))
}

/// The same for monitoring, which does not wait long.
pub(super) fn catalogue_for_monitoring(site: &Site<'_>, system: &System) -> Result<Catalogue, Error> {
    Ok(catalogue_by(site, tool_of(site, system)?, list_within(system).min(LIST_FOR_MONITORING)))
}

/// The same by a tool that looks elsewhere.
pub(super) fn catalogue_by(site: &Site<'_>, tool: &BackupTool, within: Duration) -> Catalogue {
    let mut conversation = Conversation::new(site, Evidence::Complete, within);
    conversation.hold(|told, aim| tools::catalogue(tool, told, aim))
}

/// The digest of a file's content, and whatever keeps it from being made.
pub(super) fn digest_of(site: &Site<'_>, system: &System, path: &str) -> Result<Digest, String> {
    let ask = Ask::File { path: path.to_owned(), hash: true, marker: None };
    let answers = probe::carry_out(&ask, &site.caller.clock, &site.folder, look_within(system));
    match answers {
        Answers::File(Ok(look)) if look.changed_meanwhile => Err(format!("{path} changed while it was read")),
        Answers::File(Ok(look)) => look.sha256.ok_or_else(|| format!("{path} was not read")),
        Answers::File(Err(trouble)) => Err(format!("{path}: {trouble}")),
        _ => Err(format!("{path} was not read")),
    }
}

fn tool_of<'s>(site: &Site<'_>, system: &'s System) -> Result<&'s BackupTool, Error> {
    system.own_backup().map(|backup| &backup.tool).ok_or_else(|| {
        Error::refused(
            format!("windows.toml does not say how backups of {} are looked at", system.id),
            format!(
                "attest it yourself: okno backup confirm --system {} --made-at {} --location WHERE; \
                 or add [systems.{}.backup] to windows.toml",
                system.id,
                example_before(site.caller.now),
                system.id
            ),
        )
    })
}

fn seen(
    site: &Site<'_>,
    tool: &BackupTool,
    need: Evidence,
    within: Duration,
    next: impl Fn(&[Answers], &Aim) -> Next<Judgement>,
) -> Seen {
    let mut conversation = Conversation::new(site, need, within);
    let judgement = conversation.hold(next);
    let version = tools::version(tool, &conversation.told);
    Seen { judgement, tool: UsedTool { name: tool.name().to_owned(), version }, asked: conversation.asked }
}

/// A conversation under way.
struct Conversation<'a> {
    site: &'a Site<'a>,
    need: Evidence,
    ends_at: Duration,
    told: Vec<Answers>,
    asked: Vec<Asked>,
}

impl<'a> Conversation<'a> {
    fn new(site: &'a Site<'a>, need: Evidence, within: Duration) -> Self {
        let ends_at = site.caller.clock.monotonic().saturating_add(within);
        Self { site, need, ends_at, told: Vec::new(), asked: Vec::new() }
    }

    /// Carries out what is asked next, until that is nothing. What takes longer than all of it may is given up, and the
    /// answer says so.
    fn hold<T>(&mut self, next: impl Fn(&[Answers], &Aim) -> Next<T>) -> T {
        let clock = &self.site.caller.clock;
        loop {
            let aim = Aim { need: self.need, now: clock.now(), skew: self.site.policy.max_clock_skew };
            let ask = match next(&self.told, &aim) {
                Next::Done(done) => return done,
                Next::Ask(ask) => ask,
            };
            let left = self.ends_at.saturating_sub(clock.monotonic());
            let answers = probe::carry_out(&ask, clock, &self.site.folder, left);
            if let (Ask::Command(question), Answers::Command(answer)) = (&ask, &answers) {
                self.asked.push(asked(question, answer));
            }
            self.told.push(answers);
        }
    }
}

fn asked(question: &Question, answer: &CommandAnswer) -> Asked {
    let code = |code: i32| u8::try_from(code).unwrap_or(u8::MAX);
    Asked {
        argv: mask(&question.argv),
        exit_code: match &answer.end {
            CommandEnd::Exited(exit) => code(*exit),
            CommandEnd::Signalled(signal) => code(128 + signal),
            CommandEnd::NotFound => 127,
            CommandEnd::NotStarted(_) => 126,
            CommandEnd::TimedOut | CommandEnd::TooLong(_) => 124,
        },
        stdout_sha256: Digest::of(&answer.stdout),
        stderr_sha256: Digest::of(&answer.stderr),
    }
}
