//! The verdict: every row of the decision table, every reason at once.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Adoption, Asking, Cause, ChangeFacts, Cure, Facts, KnownBackup, Paperwork, Question, Reason, Search, Slot,
    Waivable, Waiver, Why,
    backups::Judging,
    obstacles::Timetable,
    outlook::{Outlook, Passing},
    slots::{in_the_way, unknown_reason},
};
use crate::{
    calendar::{Interval, Window},
    change::State,
    policy::{CustomerId, Responsible, SystemId},
};

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The instant that was judged.
    pub at: DateTime<Utc>,
    /// Which of the two rules holds for the work.
    pub rule: Rule,
    /// The common window that the work lies in, if it needs one and does.
    pub window: Option<Window>,
    /// Everything that closes the gate, by row; empty when it is open.
    pub reasons: Vec<Reason>,
    /// Rows that nobody asked about.
    pub not_judged: Vec<u8>,
    /// The next slot, when the gate is closed and there is one.
    pub next_slot: Option<Slot>,
    /// The first instant from which all rows cured by time pass, if no other row closes the gate.
    pub retry_at: Option<DateTime<Utc>>,
    /// The change's last start, where time cures every row, but only after that: it needs another start.
    pub misses: Option<DateTime<Utc>>,
    /// The backup that was judged.
    pub backup: Option<KnownBackup>,
    /// The system whose backups were judged, if they are not the system's own.
    pub backup_of: Option<SystemId>,
    /// Why no backup is needed, where windows.toml says so: rows 16–18 then pass.
    pub no_backup: Option<String>,
}

impl Decision {
    /// Whether nothing closes the gate: there is no reason, or each one was waived.
    pub fn is_open(&self) -> bool {
        self.closing().next().is_none()
    }

    /// The reasons that nobody waived.
    pub fn closing(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| reason.waived_by.is_none())
    }

    /// The codes of the reasons that were waived.
    pub fn waived(&self) -> Vec<String> {
        let waived = self.reasons.iter().filter(|reason| reason.waived_by.is_some());
        let mut codes: Vec<_> = waived.map(|reason| reason.code().to_owned()).collect();
        codes.dedup();
        codes
    }

    /// The gravest cure that is needed; `None` when the gate is open. Waiting is none for a change that it outlasts.
    pub fn gravest(&self) -> Option<Cure> {
        let outlasted = self.misses.map(|_| Cure::Somebody);
        self.closing().map(|reason| reason.cure).chain(outlasted).max()
    }
}

/// Which rule holds for a stop of that length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Short enough for any hour (R8.2).
    AnyTime,
    /// Only inside a window (R8.1).
    Window,
}

/// Judges work that would start at `at`.
pub fn decide(question: &Question<'_>, asking: &Asking, facts: &Facts, at: DateTime<Utc>) -> Decision {
    let mut judge = Judge { question, facts, at, reasons: Vec::new(), told: HashSet::new() };
    judge.rules_and_time(asking);
    match asking {
        Asking::Plan(paperwork) => judge.paperwork(*paperwork),
        Asking::System => {}
        Asking::Change(change) => judge.change(change),
    }
    let start = match asking {
        Asking::Change(change) => change.start_at.max(at),
        Asking::Plan(_) | Asking::System => at,
    };
    let mut backup = None;
    if !matches!(asking, Asking::Plan(_)) {
        backup = judge.backups(start);
        judge.busy();
    }
    judge.ledger_and_clock();
    judge.finish(asking, backup)
}

/// Judges a plan that was to begin at the next slot, where there is none: what keeps it from every start, and not what closes
/// the present instant, which nobody asked about.
pub fn decide_without_slot(
    question: &Question<'_>,
    paperwork: Paperwork,
    facts: &Facts,
    why_none: Vec<Reason>,
) -> Decision {
    let mut judge = Judge { question, facts, at: facts.now, reasons: Vec::new(), told: HashSet::new() };
    judge.rules();
    judge.reasons.extend(why_none);
    judge.stopped();
    judge.paperwork(paperwork);
    judge.ledger_and_clock();
    judge.finish(&Asking::Plan(paperwork), None)
}

/// What closes the gate for work on the system whenever it starts: rows 1, 2, 8, 21, 22 and 24.
pub fn closed_at_any_time(question: &Question<'_>, facts: &Facts) -> Vec<Reason> {
    let mut judge = Judge { question, facts, at: facts.now, reasons: Vec::new(), told: HashSet::new() };
    judge.rules();
    judge.stopped();
    judge.ledger_and_clock();
    judge.reasons.sort_by_key(Reason::row);
    judge.reasons
}

struct Judge<'a> {
    question: &'a Question<'a>,
    facts: &'a Facts,
    at: DateTime<Utc>,
    reasons: Vec<Reason>,
    /// Row and customer of the reasons that are told once.
    told: HashSet<(u8, Option<CustomerId>)>,
}

impl<'a> Judge<'a> {
    /// Rows 1–10 and 24.
    fn rules_and_time(&mut self, asking: &Asking) {
        self.rules();
        if self.question.needs_window() {
            self.windows();
        }
        let mut met = in_the_way(self.question, self.at);
        if let Asking::Change(change) = asking {
            met.retain(|reason| !self.follows_close(change, reason));
        }
        self.reasons.extend(met);
        self.stopped();
    }

    /// Rows 1 and 2.
    fn rules(&mut self) {
        if self.facts.adoption == Adoption::Differs {
            self.close(Reason::somebody(Cause::PolicyNotAdopted));
        }
        if self.question.system.responsible == Responsible::Customer {
            self.close(Reason::somebody(Cause::CustomerDoesIt));
        }
    }

    /// Rows 8 and 24.
    fn stopped(&mut self) {
        for halt in self.facts.halts.clone() {
            let super::Halt { by, why, since, everywhere } = halt;
            self.close(Reason::somebody(Cause::StopTheLine { by, why, since, everywhere }));
        }
        for old in self.facts.old_zones.clone() {
            let super::OldZone { zone, have, newest } = old;
            self.close(Reason::operator(Cause::ZoneDataOld { zone, have, newest }));
        }
    }

    /// Whether another change is in the way only because this one starts some seconds late: starts are planned to the
    /// minute, and the next one is planned for the very end of this one.
    fn follows_close(&self, change: &ChangeFacts, reason: &Reason) -> bool {
        let late = self.at - change.start_at;
        let Cause::Conflict { start_at, running: false, .. } = reason.cause else { return false };
        let planned_end = change.start_at + self.question.work_length();
        (TimeDelta::zero()..TimeDelta::minutes(1)).contains(&late) && start_at >= planned_end
    }

    /// Rows 3–6.
    fn windows(&mut self) {
        let mut together = Search::of_windows(self.question, self.at);
        let possible = together.next().is_some();
        for mut timetable in Timetable::of_search(self.question, self.at) {
            let touched = self.work().map(|work| timetable.touching(work)).unwrap_or_default();
            if touched.is_empty() {
                continue;
            }
            let starts_outside = touched[0].why == Why::Closed && touched[0].start <= self.at;
            let opens_at = if possible { self.fits_alone(&timetable) } else { None };
            for who in &timetable.customers {
                for obstacle in &touched {
                    let reason = match obstacle.why {
                        Why::Unknown(date) => unknown_reason(who, date),
                        Why::Closed if starts_outside => {
                            Reason::time(Cause::OutsideWindow { opens_at }, opens_at).of(who.id)
                        }
                        Why::Closed => {
                            let closes_at = obstacle.start;
                            let short_by = self.at + self.question.duration - closes_at;
                            Reason::time(Cause::DoesNotFit { closes_at, short_by }, opens_at).of(who.id)
                        }
                    };
                    self.close_once(reason);
                }
            }
        }
        if !possible {
            for reason in together.why_no_window() {
                self.close_once(reason);
            }
        }
    }

    /// The first start from which the work fits into these customers' windows alone.
    fn fits_alone(&self, timetable: &Timetable<'a>) -> Option<DateTime<Utc>> {
        let question = self.question.about(timetable.customers.clone(), Vec::new());
        Search::of_windows(&question, self.at).next().map(|slot| slot.start_at)
    }

    /// Rows 11 and 12.
    fn paperwork(&mut self, papers: Paperwork) {
        if papers.touches_data && !papers.has_instruction {
            self.close(Reason::somebody(Cause::InstructionMissing));
        }
        if papers.kind.needs_specification() && !papers.has_specification {
            self.close(Reason::somebody(Cause::SpecificationMissing { kind: papers.kind }));
        }
    }

    /// Rows 11–15 and 20.
    fn change(&mut self, change: &ChangeFacts) {
        self.paperwork(change.paperwork);
        if !matches!(change.state, State::Planned | State::Missed | State::Failed) {
            self.close(Reason::somebody(Cause::NotPlanned { state: change.state }));
        }
        let (from, until) = self.may_start(change);
        if self.at < from {
            self.close(Reason::time(Cause::TooEarly { from }, Some(from)));
        }
        if self.at > until {
            self.close(Reason::somebody(Cause::TooLate { until }));
        }
        let (have, need) = (change.approvals, self.question.rules.approvals);
        if have < need {
            self.close(Reason::somebody(Cause::ApprovalMissing { have, need }));
        }
        if !change.command_differs.is_empty() {
            self.close(Reason::somebody(Cause::CommandChanged { what: change.command_differs.clone() }));
        }
    }

    /// The first and the last instant at which the plan lets the change start (row 14).
    fn may_start(&self, change: &ChangeFacts) -> (DateTime<Utc>, DateTime<Utc>) {
        let rules = self.question.rules;
        let late =
            if self.question.needs_window() { rules.late.for_long_stops() } else { Some(rules.late.for_short_stops()) };
        let latest = late.map_or(change.latest_start_at, |late| change.latest_start_at.min(change.start_at + late));
        (change.start_at - rules.early, latest)
    }

    /// Rows 16–19.
    fn backups(&mut self, start: DateTime<Utc>) -> Option<KnownBackup> {
        let facts = &self.facts.backups;
        if self.question.system.needless_backup().is_some() {
            return None;
        }
        let (judged, reason) = Judging { question: self.question, facts, at: self.at, start }.judge();
        self.reasons.extend(reason);
        if let Some(why) = facts.look_failed.clone() {
            self.close(Reason::operator(Cause::BackupSourceDown { why }));
        }
        judged.cloned()
    }

    /// Row 23.
    fn busy(&mut self) {
        if let Some(super::Busy { change, since, interrupted }) = self.facts.busy.clone() {
            let cause = Cause::Busy { change, since, interrupted };
            self.close(if interrupted { Reason::somebody(cause) } else { Reason::time(cause, None) });
        }
    }

    /// Rows 21 and 22.
    fn ledger_and_clock(&mut self) {
        let now = self.facts.now;
        if let Some(newest_entry_at) = self.facts.newest_entry_at
            && newest_entry_at - now > self.question.max_clock_skew
        {
            self.close(Reason::operator(Cause::ClockSuspect { now, newest_entry_at }));
        }
        if let Some(why) = self.facts.ledger_fault.clone() {
            self.close(Reason::operator(Cause::LedgerBroken { why }));
        }
    }

    fn finish(mut self, asking: &Asking, backup: Option<KnownBackup>) -> Decision {
        self.reasons.sort_by(|a, b| (a.row(), &a.customer).cmp(&(b.row(), &b.customer)));
        if let Asking::Change(change) = asking {
            self.waive(&change.waivers);
        }
        let judges_backups = !matches!(asking, Asking::Plan(_));
        let system = self.question.system;
        let latest = if let Asking::Change(change) = asking { Some(self.may_start(change).1) } else { None };
        let ahead = Outlook { question: self.question, at: self.at, reasons: &self.reasons };
        let (retry_at, misses) = match ahead.passing() {
            Passing::From(start) if latest.is_none_or(|latest| start <= latest) => (Some(start), None),
            Passing::From(_) | Passing::Never => (None, latest.filter(|latest| self.at <= *latest)),
            Passing::Unknown => (None, None),
        };
        Decision {
            at: self.at,
            rule: if self.question.needs_window() { Rule::Window } else { Rule::AnyTime },
            window: ahead.window(),
            not_judged: not_judged(asking, self.facts.backups.unasked),
            next_slot: ahead.next_slot(asking),
            retry_at,
            misses,
            backup,
            backup_of: system.backup_of().filter(|_| judges_backups).cloned(),
            no_backup: system.needless_backup().filter(|_| judges_backups).map(str::to_owned),
            reasons: self.reasons,
        }
    }

    /// Marks what a person has waived and may waive. It stays in the answer.
    fn waive(&mut self, waivers: &[Waiver]) {
        let at = self.at;
        for reason in &mut self.reasons {
            if Waivable::of_row(reason.row()) == Waivable::Never {
                continue;
            }
            let code = reason.code();
            let holds = |waiver: &&Waiver| at < waiver.expires_at && waiver.codes.iter().any(|named| named == code);
            reason.waived_by = waivers.iter().find(holds).map(|waiver| waiver.by.clone());
        }
    }

    fn work(&self) -> Option<Interval> {
        self.question.work_from(self.at)
    }

    fn close(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    /// A rule of one customer closes the gate once, however often the work touches it.
    fn close_once(&mut self, reason: Reason) {
        if self.told.insert((reason.row(), reason.customer.clone())) {
            self.reasons.push(reason);
        }
    }
}

/// Nor is what an untrusted ledger would have to tell.
const UNTOLD: [u8; 9] = [1, 8, 9, 10, 16, 17, 18, 23, 24];

fn not_judged(asking: &Asking, untold: bool) -> Vec<u8> {
    let passed_over: &[u8] = match asking {
        Asking::Plan(_) => &[13, 14, 15, 16, 17, 18, 19, 20, 23],
        Asking::System => &[11, 12, 13, 14, 15, 20],
        Asking::Change(_) => &[],
    };
    let untold = if untold { &UNTOLD[..] } else { &[] };
    let mut rows: Vec<u8> = passed_over.iter().chain(untold).copied().collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}
