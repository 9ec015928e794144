//! `okno run`: the gate decides, the intent is recorded, the command runs, its end is recorded.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Error, Site,
    answers::{BackupOutcome, RunOutcome, RunReport, Verdict},
    backups::{self, Confirming},
    changes,
    check::{self, More},
    evidence::{self, Seen},
    facts, kept_ends, leasing,
    narrator::{Narrator, Step},
    recording,
    running::{self, Ended, Order, Output},
    site::random_hex,
    taking,
    waiting::{self, WaitAsked},
    work::Work,
};
use crate::{
    backup::{self, Confirmed, Source},
    calendar::instant,
    change::{Change, ChangeId, Event, Plan, Refusal, RefusedReason, Started},
    clock::Clock as _,
    exec::{Holder, Overrun, RunLock},
    gate::{Cure, Reason},
    ledger::{self, Lease, StoreError},
    policy::{OnOverrun, System},
    record::masking::mask,
    tools::Judgement,
};

/// Whether a backup is made or looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupFirst {
    /// Run the backup command, then confirm what it made.
    Take,
    /// Confirm the newest one.
    Confirm,
}

/// What is to be run.
#[derive(Debug, Clone)]
pub struct RunAsked {
    /// The change.
    pub id: ChangeId,
    /// Sleep until its start.
    pub wait: bool,
    /// What to do about its backup first.
    pub backup: Option<BackupFirst>,
    /// Whether there is a terminal to leave to an interactive command.
    pub has_terminal: bool,
    /// The command, typed again, or for a change that was planned without one.
    pub command: Option<Vec<String>>,
}

/// Turns a reason into the sentence that is shown, for the record of a refusal.
pub type Wording<'a> = &'a dyn Fn(&Reason, &Verdict) -> String;

/// Runs a change, if the gate is open for it now.
pub fn run(
    site: &Site<'_>,
    asked: &RunAsked,
    wording: Wording<'_>,
    output: &mut dyn Output,
    narrator: &mut dyn Narrator,
) -> Result<RunReport, Error> {
    let id = asked.id;
    site.be_about(id);
    let plan = recording::look(site, |read| {
        let change = check::load(read, id)?;
        Ok(check::planned(id, &change)?.clone())
    })?;
    let plan = plan.ok_or(Error::UnknownChange(id))?;
    let work = check::work_of(site, &plan)?;
    let argv = argv(id, &plan, asked)?;
    if plan.command.as_ref().is_some_and(|command| command.interactive) && !asked.has_terminal {
        return Err(Error::usage(
            format!("{id} was planned as work by hand, and there is no terminal here"),
            "run it from a terminal",
        ));
    }
    let attempt = Attempt { site, id, plan: &plan, work: &work, asked, wording };
    let until_start = |for_backup, narrator: &mut dyn Narrator| {
        let wait = WaitAsked { timeout: None, for_backup };
        if asked.wait { waiting::wait(site, id, &wait, narrator).map(drop) } else { Ok(()) }
    };
    let mut look = LastLook::default();
    if let (Some(_), Some(why)) = (asked.backup, work.system.needless_backup()) {
        narrator.step(&Step::NothingToBackUp { system: work.system.id.to_string(), why: why.to_owned() });
    }
    if let Some(first) = asked.backup.filter(|_| work.system.needless_backup().is_none()) {
        until_start(first == BackupFirst::Take, &mut *narrator)?;
        // Nobody waits an hour for a backup to hear that the window is closed.
        let verdict = attempt.judge(&look)?;
        let will_pass = |reason: &Reason| {
            (16..=18).contains(&reason.row()) || asked.wait && reason.cure == Cure::Time && reason.retry_at.is_some()
        };
        if !verdict.decision.closing().all(will_pass) {
            return attempt.refuse(verdict);
        }
        look.failed = attempt.back_up(first, output, narrator)?;
    }
    // Nor does anybody wait for a start that the missing backup forbids: there may still be time to make one.
    if look.failed.is_none() {
        until_start(false, &mut *narrator)?;
    }
    // The lock comes before the intent: whoever finds the intent can tell whether its holder lives.
    let mark = random_hex()?;
    let folder = site.make_lock_folder().map_err(|error| site.unwritable(&error))?;
    let taken = RunLock::take(folder, &facts::lock_name(&mark));
    let _lock = taken.map_err(|error| site.unwritable(&error))?;
    attempt.look_once_more(&mut look)?;
    let granted = match attempt.start(look, &argv, mark)? {
        Start::Granted(granted) => *granted,
        Start::Refused(verdict) => return Ok(RunReport { verdict: *verdict, run: None }),
    };
    narrator.step(&Step::Starting { change: id.to_string(), command: granted.started.argv.clone() });
    Ok(attempt.finish(granted, &argv, output, narrator))
}

/// The true arguments: typed again where the record masks them.
fn argv(id: ChangeId, plan: &Plan, asked: &RunAsked) -> Result<Vec<String>, Error> {
    match (&asked.command, &plan.command) {
        (Some(given), _) => Ok(given.clone()),
        (None, Some(planned)) if planned.masked => Err(Error::usage(
            format!("the command of {id} holds a secret, which the ledger does not keep"),
            format!("give the same command again: okno run {id} -- COMMAND…"),
        )),
        (None, Some(planned)) => Ok(planned.argv.clone()),
        (None, None) => Err(Error::usage(
            format!("{id} was planned without a command"),
            format!("give it now: okno run {id} -- COMMAND…"),
        )),
    }
}

/// One attempt to run a change.
struct Attempt<'a> {
    site: &'a Site<'a>,
    id: ChangeId,
    plan: &'a Plan,
    work: &'a Work<'a>,
    asked: &'a RunAsked,
    wording: Wording<'a>,
}

/// A run that the gate let through, and that the ledger knows of.
struct Granted {
    verdict: Verdict,
    started: Started,
    started_at: DateTime<Utc>,
}

enum Start {
    Granted(Box<Granted>),
    Refused(Box<Verdict>),
}

/// What the look at the backup just before the command showed.
#[derive(Default)]
struct LastLook {
    /// Backups that are no good any more.
    refuted: Vec<backup::Refuted>,
    /// A newer backup that the tool reports instead of the bound one.
    newer: Option<Box<Confirmed>>,
    /// Why it could not be told (row 19).
    failed: Option<String>,
}

impl Attempt<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.site.caller.clock.now()
    }

    /// The system whose backups count for this one.
    fn backed_up_with(&self) -> &System {
        self.site.policy.backed_up_with(self.work.system)
    }

    /// The verdict at this moment, in a look of its own.
    fn judge(&self, look: &LastLook) -> Result<Verdict, Error> {
        let judged = recording::look(self.site, |read| self.judge_in(read, look))?;
        judged.ok_or(Error::UnknownChange(self.id))
    }

    fn judge_in(&self, read: &mut dyn ledger::Read, look: &LastLook) -> Result<Verdict, Error> {
        let LastLook { refuted, failed, .. } = look;
        let more = More { refuted, look_failed: failed.as_deref(), given: self.asked.command.as_deref() };
        check::judge(self.site, read, self.id, self.now(), &more)
    }

    /// Makes a backup first, or looks at the newest one. Why there is none to rely on, if there is none (row 19): who wants
    /// a backup taken does not want the run without it, however fresh an older one may be.
    fn back_up(
        &self,
        first: BackupFirst,
        output: &mut dyn Output,
        narrator: &mut dyn Narrator,
    ) -> Result<Option<String>, Error> {
        let (site, system) = (self.site, self.work.system.id.as_str());
        let answered = match first {
            BackupFirst::Take => taking::take(site, system, None, output, narrator)?,
            BackupFirst::Confirm => {
                backups::confirm(site, system, &Confirming::ByTool { need: None, id: None }, narrator)?
            }
        };
        Ok(match answered.outcome {
            BackupOutcome::Confirmed(_) | BackupOutcome::Needless(_) => None,
            BackupOutcome::Refuted(why) if first == BackupFirst::Confirm => {
                let of = answered.of.map_or_else(|| system.to_owned(), |of| of.to_string());
                narrator.step(&Step::NoBackup { system: of, why });
                None
            }
            BackupOutcome::NotRestored(backup, failed) if first == BackupFirst::Confirm => {
                let of = answered.of.map_or_else(|| system.to_owned(), |of| of.to_string());
                narrator.step(&Step::NoBackup { system: of, why: vec![format!("{}: {failed}", backup.id)] });
                None
            }
            BackupOutcome::NotRestored(backup, failed) => Some(format!("{}: {failed}", backup.id)),
            BackupOutcome::MadeNone(faults) => {
                Some(format!("the backup command succeeded and made no new backup: {}", faults.join("; ")))
            }
            BackupOutcome::Unknown(faults) | BackupOutcome::Refuted(faults) => Some(faults.join("; ")),
            BackupOutcome::NotTaken => {
                let code = answered.taken.map_or(0, |taken| taken.exit_code);
                Some(format!("the backup command failed with exit code {code}"))
            }
        })
    }

    /// Looks once more at the backup that the verdict relies on, and where that is no good any more at the next one.
    /// Outside of any transaction: a look may take half a minute.
    fn look_once_more(&self, look: &mut LastLook) -> Result<(), Error> {
        loop {
            let verdict = self.judge(look)?;
            let is_open = verdict.decision.is_open();
            let Some(known) = verdict.decision.backup.filter(|_| is_open) else { return Ok(()) };
            let Some(seen) = evidence::look_again(self.site, self.backed_up_with(), &known.backup) else {
                return Ok(());
            };
            match seen.judgement {
                Judgement::Confirmed(found) => {
                    let Seen { tool, asked, .. } = seen;
                    let newer = (found.id != known.backup.id).then_some(*found);
                    look.newer = newer.map(|backup| {
                        Box::new(Confirmed { backup, by: Source::Tool, tool: Some(tool), asked, by_id: false })
                    });
                    return Ok(());
                }
                Judgement::Refuted(faults, _) => {
                    look.refuted.push(backup::Refuted::known(known.backup.id, backups::sentences(&faults)));
                }
                Judgement::Unknown(faults) => {
                    look.failed = Some(backups::sentences(&faults).join("; "));
                    return Ok(());
                }
            }
        }
    }

    /// Decides for good and records the outcome, in one transaction: the intent, or the refusal.
    fn start(&self, look: LastLook, argv: &[String], mark: String) -> Result<Start, Error> {
        let holder = Holder::of_this_process().map_err(|error| Error::File { path: "/proc".into(), error })?;
        let result = recording::record(self.site, &self.work.audience.zones.oldest, |write| {
            for refuted in &look.refuted {
                backups::append_to(write, self.backed_up_with(), &backup::Event::Refuted(refuted.clone()))?;
            }
            if let Some(newer) = &look.newer {
                backups::append_to(write, self.backed_up_with(), &backup::Event::Confirmed(newer.clone()))?;
            }
            let verdict = self.judge_in(write, &look)?;
            if !verdict.decision.is_open() {
                self.append_refusal(write, &verdict)?;
                return Ok(Start::Refused(Box::new(verdict)));
            }
            let change = check::load(write, self.id)?;
            let started = self.started(&verdict, &change, argv, &holder, mark)?;
            let subject = check::subject(self.id);
            let event = Event::Started(started.clone());
            let change = ledger::append_event::<Change>(write, &subject, &event)?;
            let started_at = change.runs().last().map_or(self.now(), |run| run.started_at.min(self.now()));
            write.put_lease(&Lease {
                system: self.plan.system.to_string(),
                run: subject,
                holder: started.holder.to_string(),
                since: started_at,
                until: leasing::until(self.site),
            })?;
            Ok(Start::Granted(Box::new(Granted { verdict, started, started_at })))
        });
        match result {
            Ok(recorded) => {
                let (mut start, _, head) = recorded.into_parts();
                let verdict = match &mut start {
                    Start::Granted(granted) => &mut granted.verdict,
                    Start::Refused(verdict) => verdict.as_mut(),
                };
                verdict.footing.head = head;
                Ok(start)
            }
            // A chain that does not verify is no place to write to: the refusal is only shown (row 22).
            Err(Error::Store(StoreError::Broken(_))) => Ok(Start::Refused(Box::new(self.judge(&look)?))),
            Err(error) => Err(error),
        }
    }

    fn started(
        &self,
        verdict: &Verdict,
        change: &Change,
        argv: &[String],
        holder: &Holder,
        mark: String,
    ) -> Result<Started, Error> {
        let planned = self.plan.command.as_ref();
        let folder = match planned {
            Some(command) => command.folder.clone(),
            None => super::commands::working_folder(&self.site.caller.folder)?.display().to_string(),
        };
        let backup = verdict.decision.backup.as_ref().map(|known| &known.backup);
        Ok(Started {
            version: change.version(),
            run: u32::try_from(change.runs().len() + 1).unwrap_or(u32::MAX),
            mark,
            holder: serde_json::to_value(holder).unwrap_or_default(),
            argv: mask(argv),
            folder,
            interactive: planned.is_some_and(|command| command.interactive),
            deadline: self.deadline(verdict),
            backup: backup.map(|backup| backup.id.clone()),
            evidence: backup.map(|backup| backup.evidence),
            backup_of: verdict.decision.backup_of.clone().filter(|_| backup.is_some()),
            no_backup: verdict.decision.no_backup.clone(),
            waived: verdict.decision.waived(),
        })
    }

    /// The window's end; for a short stop the end of its planned time, if it was planned to take any.
    fn deadline(&self, verdict: &Verdict) -> Option<DateTime<Utc>> {
        match verdict.decision.window {
            Some(window) => Some(window.span.end()),
            None => (!self.work.duration.is_zero()).then(|| verdict.decision.at + self.work.duration),
        }
    }

    /// Records the refusal and answers with it. On rows 21 and 22 it is only shown.
    fn refuse(&self, mut verdict: Verdict) -> Result<RunReport, Error> {
        let unfit_to_write = |reason: &Reason| matches!(reason.row(), 21 | 22);
        if verdict.decision.reasons.iter().any(unfit_to_write) {
            return Ok(RunReport { verdict, run: None });
        }
        let recorded = recording::record(self.site, &self.work.audience.zones.oldest, |write| {
            self.append_refusal(write, &verdict)
        })?;
        verdict.footing.head = recorded.head();
        Ok(RunReport { verdict, run: None })
    }

    fn append_refusal(&self, write: &mut dyn ledger::Write, verdict: &Verdict) -> Result<(), Error> {
        let decision = &verdict.decision;
        if decision.reasons.iter().any(|reason| matches!(reason.row(), 21 | 22)) {
            return Ok(());
        }
        let reasons = decision.closing().map(|reason| RefusedReason {
            row: reason.row(),
            code: reason.code().to_owned(),
            customer: reason.customer.clone(),
            cure: reason.cure.as_str().to_owned(),
            retry_at: reason.retry_at,
            message: (self.wording)(reason, verdict),
        });
        let event = Event::Refused(Refusal { at: decision.at, reasons: reasons.collect() });
        ledger::append_event::<Change>(write, &check::subject(self.id), &event)?;
        Ok(())
    }

    /// Runs the command and records its end.
    fn finish(
        &self,
        granted: Granted,
        argv: &[String],
        output: &mut dyn Output,
        narrator: &mut dyn Narrator,
    ) -> RunReport {
        let Granted { mut verdict, started, started_at } = granted;
        let environment = self.environment(&started);
        let order = Order {
            argv,
            folder: started.folder.as_ref(),
            environment: &environment,
            interactive: started.interactive,
            deadline: started.deadline,
            on_overrun: match self.work.audience.rules.on_overrun {
                OnOverrun::Warn => Overrun::Warn,
                OnOverrun::Terminate => Overrun::Terminate,
            },
        };
        let mut ended = leasing::while_renewed(self.site, &check::subject(self.id), || {
            running::carry_out(self.site, started.run, &order, output, narrator)
        });
        let finished_at = self.now();
        ended.finished.overrun = self.overrun(&ended);
        let mut unrecorded = None;
        match kept_ends::record(self.site, self.id, &started.mark, &mut ended) {
            Ok(head) => verdict.footing.head = head,
            Err((error, None)) => unrecorded = Some(error.to_string()),
            Err((error, Some(kept))) => {
                let kept = kept.display();
                unrecorded = Some(format!(
                    "{error}; it is kept in {kept}, and recorded by the next command here that records something"
                ));
            }
        }
        let run = RunOutcome {
            number: started.run,
            started_at,
            finished_at,
            deadline: started.deadline,
            finished: ended.finished,
            interrupted_by: ended.interrupted_by,
            unrecorded,
        };
        RunReport { verdict, run: Some(run) }
    }

    /// By how much it ran longer than planned. No process starts and ends in no time: less than a second is not told.
    fn overrun(&self, ended: &Ended) -> Option<TimeDelta> {
        let elapsed = TimeDelta::milliseconds(i64::try_from(ended.finished.elapsed_ms).unwrap_or(i64::MAX));
        let over = elapsed - self.work.duration;
        (over >= TimeDelta::seconds(1) || ended.overran).then(|| over.max(TimeDelta::zero()))
    }

    fn environment(&self, started: &Started) -> Vec<(String, String)> {
        let mut variables = vec![
            ("OKNO_CHANGE".to_owned(), self.id.to_string()),
            ("OKNO_RUN".to_owned(), started.run.to_string()),
            changes::marked(&started.mark),
        ];
        variables.extend(started.deadline.map(|deadline| ("OKNO_DEADLINE".to_owned(), instant::utc(deadline))));
        variables
    }
}
