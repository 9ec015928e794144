//! `okno.backups/1` and `okno.backup/1`.

use std::borrow::Cow;

use serde::Serialize;

use super::{NoticeBody, answer, notices, reason::ReasonBody, regime::RegimeBody, times::customers};
use crate::{
    app::answers::{BackupAnswer, BackupOutcome, BackupReport, SystemBackups},
    backup::{FailedRestore, FailedTake, Known, NotRestored, RefutedLook, Source, Taken},
    calendar::{instant, length},
    output::words::{ReasonContext, elapsed},
    policy::{Evidence, SystemId},
    record::Digest,
    tools::Backup,
};

/// `okno backup status|list --format json`.
pub fn backup_report(answered: &BackupReport) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        systems: Vec<SystemBody<'a>>,
    }
    let system = |system| SystemBody::new(system, &ReasonContext::of_backups(system, &answered.footing));
    let body = Body { systems: answered.systems.iter().map(system).collect() };
    answer("okno.backups/1", body, &answered.footing)
}

/// `okno backup confirm|take --format json`.
pub fn backup_answer(answered: &BackupAnswer) -> String {
    answer("okno.backup/1", AnswerBody::new(answered), &answered.footing)
}

/// What came of a look, or of a backup that was taken.
#[derive(Serialize)]
pub(super) struct AnswerBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    /// The system whose backups cover it; `null` where it has its own.
    of: Option<&'a str>,
    /// `confirmed`, `refuted`, `unknown`, `not-taken` or `not-needed`.
    outcome: &'static str,
    /// Why there is nothing to back up; `null` where there is something.
    no_backup: Option<&'a str>,
    evidence_needed: &'static str,
    /// What `--evidence` asked for; `null` without it.
    evidence_asked: Option<&'static str>,
    /// Whether the evidence is as strong as the policy asks for; `null` without any.
    enough: Option<bool>,
    /// `null` unless it was confirmed, or looked at and its restore had failed.
    backup: Option<BackupBody<'a>>,
    /// The restore of that backup that failed: it is refuted whatever the look showed; `null` where none did.
    restore_failed: Option<RestoreFailedBody<'a>>,
    faults: Cow<'a, [String]>,
    taken: Option<TakenBody<'a>>,
    /// The signal that was passed on to that command; `null` without one.
    interrupted_by: Option<i32>,
    notices: Vec<NoticeBody>,
}

impl<'a> AnswerBody<'a> {
    pub(super) fn new(answered: &'a BackupAnswer) -> Self {
        let none: Cow<'_, [String]> = Cow::Borrowed(&[]);
        let (outcome, backup, faults): (_, Option<&Backup>, _) = match &answered.outcome {
            BackupOutcome::Confirmed(backup) => ("confirmed", Some(backup), none),
            BackupOutcome::Refuted(faults) | BackupOutcome::MadeNone(faults) => {
                ("refuted", None, Cow::Borrowed(faults.as_slice()))
            }
            BackupOutcome::NotRestored(backup, failed) => {
                ("refuted", Some(backup), Cow::Owned(vec![format!("{}: {failed}", backup.id)]))
            }
            BackupOutcome::Unknown(faults) => ("unknown", None, Cow::Borrowed(faults.as_slice())),
            BackupOutcome::NotTaken => ("not-taken", None, none),
            BackupOutcome::Needless(_) => ("not-needed", None, none),
        };
        let failed = match &answered.outcome {
            BackupOutcome::NotRestored(_, failed) => Some(failed),
            _ => None,
        };
        let no_backup = match &answered.outcome {
            BackupOutcome::Needless(why) => Some(why.as_str()),
            _ => None,
        };
        Self {
            system: answered.system.as_str(),
            customers: customers(&answered.places),
            of: answered.of.as_ref().map(SystemId::as_str),
            outcome,
            no_backup,
            evidence_needed: answered.need.as_str(),
            evidence_asked: answered.asked.map(Evidence::as_str),
            enough: backup.map(|backup| failed.is_none() && backup.evidence >= answered.need),
            backup: backup.map(BackupBody::new),
            restore_failed: failed.map(RestoreFailedBody::new),
            faults,
            taken: answered.taken.as_ref().map(TakenBody::new),
            interrupted_by: answered.interrupted_by,
            notices: notices(&answered.notices),
        }
    }
}

#[derive(Serialize)]
struct SystemBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    tool: &'static str,
    /// The system whose backups these are; `null` where they are its own.
    of: Option<&'a str>,
    /// Why there is nothing to back up; `null` where there is something.
    no_backup: Option<&'a str>,
    evidence_needed: &'static str,
    max_age: String,
    /// What closes the gate for work that starts now; `null` when a backup would open it.
    reason: Option<ReasonBody>,
    /// The backup that would open it, where the tool does not list it any more (`status`); else `null`.
    gone: Option<&'a str>,
    /// How it stands with its backup regime (`status`); `null` in a list.
    regime: Option<RegimeBody<'a>>,
    backups: Vec<KnownBody<'a>>,
    /// Those of which a restore failed: they do not count.
    not_restored: Vec<NotRestoredBody<'a>>,
    /// The last look, where it found the newest to be no good; else `null`.
    newest_refuted: Option<RefutedLookBody<'a>>,
    /// The last run of the backup command, where it failed and no backup was made since; else `null`.
    take_failed: Option<FailedTakeBody<'a>>,
}

impl<'a> SystemBody<'a> {
    fn new(system: &'a SystemBackups, context: &ReasonContext<'_>) -> Self {
        Self {
            system: system.system.as_str(),
            customers: customers(&system.places),
            tool: system.tool,
            of: system.of.as_ref().map(SystemId::as_str),
            no_backup: system.needless.as_deref(),
            evidence_needed: system.need.as_str(),
            max_age: length::iso(system.max_age),
            reason: system.reason.as_ref().map(|reason| ReasonBody::new(reason, context)),
            gone: system.gone.as_deref(),
            regime: system.regime.as_ref().map(RegimeBody::new),
            backups: system.known.iter().map(KnownBody::new).collect(),
            not_restored: system.not_restored.iter().map(NotRestoredBody::new).collect(),
            newest_refuted: system.refuted.as_ref().map(RefutedLookBody::new),
            take_failed: system.take_failed.as_ref().map(FailedTakeBody::new),
        }
    }
}

/// A backup with all that is known of it.
#[derive(Serialize)]
struct BackupBody<'a> {
    id: &'a str,
    level: u8,
    at: String,
    evidence: &'static str,
    started_at: Option<String>,
    finished_at: Option<String>,
    verified_at: Option<String>,
    bytes: Option<u64>,
    source: &'a str,
    sha256: Option<Digest>,
    refers_to: &'a [String],
    checks: &'a [String],
}

impl<'a> BackupBody<'a> {
    fn new(backup: &'a Backup) -> Self {
        Self {
            id: &backup.id,
            level: backup.level,
            at: instant::utc(backup.at),
            evidence: backup.evidence.as_str(),
            started_at: backup.started_at.map(instant::utc),
            finished_at: backup.finished_at.map(instant::utc),
            verified_at: backup.verified_at.map(instant::utc),
            bytes: backup.bytes,
            source: &backup.source,
            sha256: backup.sha256,
            refers_to: &backup.refers_to,
            checks: &backup.checks,
        }
    }
}

/// The same, with who recorded it.
#[derive(Serialize)]
pub(super) struct KnownBody<'a> {
    #[serde(flatten)]
    backup: BackupBody<'a>,
    /// `tool` when okno looked itself, `person` when somebody said so.
    confirmed_how: &'static str,
    confirmed_by: &'a str,
    confirmed_at: String,
}

impl<'a> KnownBody<'a> {
    pub(super) fn new(known: &'a Known) -> Self {
        Self {
            backup: BackupBody::new(&known.backup),
            confirmed_how: match known.source {
                Source::Tool => "tool",
                Source::Person => "person",
            },
            confirmed_by: &known.by,
            confirmed_at: instant::utc(known.confirmed_at),
        }
    }
}

/// A backup of which a restore failed.
#[derive(Serialize)]
struct NotRestoredBody<'a> {
    id: &'a str,
    /// `null` where nothing is known of it but that.
    level: Option<u8>,
    at: Option<String>,
    restore_failed: RestoreFailedBody<'a>,
}

impl<'a> NotRestoredBody<'a> {
    fn new((id, NotRestored { failed, known }): &'a (String, NotRestored)) -> Self {
        let backup = known.as_ref().map(|known| &known.backup);
        Self {
            id,
            level: backup.map(|backup| backup.level),
            at: backup.map(|backup| instant::utc(backup.at)),
            restore_failed: RestoreFailedBody::new(failed),
        }
    }
}

/// A look that found the newest to be no good.
#[derive(Serialize)]
pub(super) struct RefutedLookBody<'a> {
    at: String,
    by: &'a str,
    /// `null` where what was found is no backup at all, or more than one.
    id: Option<&'a str>,
    /// What is damaged is shared: every backup known until then is refuted.
    all: bool,
    faults: &'a [String],
}

impl<'a> RefutedLookBody<'a> {
    pub(super) fn new(RefutedLook { at, by, id, all, faults }: &'a RefutedLook) -> Self {
        Self { at: instant::utc(*at), by, id: id.as_deref(), all: *all, faults }
    }
}

/// A backup command that failed.
#[derive(Serialize)]
struct FailedTakeBody<'a> {
    at: String,
    by: &'a str,
    #[serde(flatten)]
    taken: TakenBody<'a>,
}

impl<'a> FailedTakeBody<'a> {
    fn new(FailedTake { at, by, taken }: &'a FailedTake) -> Self {
        Self { at: instant::utc(*at), by, taken: TakenBody::new(taken) }
    }
}

/// The restore that failed.
#[derive(Serialize)]
pub(super) struct RestoreFailedBody<'a> {
    at: String,
    by: &'a str,
}

impl<'a> RestoreFailedBody<'a> {
    pub(super) fn new(failed: &'a FailedRestore) -> Self {
        Self { at: instant::utc(failed.at), by: &failed.by }
    }
}

/// How the backup command ended.
#[derive(Serialize)]
struct TakenBody<'a> {
    command: &'a [String],
    exit_code: u8,
    elapsed: String,
    output: Option<Digest>,
}

impl<'a> TakenBody<'a> {
    fn new(taken: &'a Taken) -> Self {
        let Taken { argv, exit_code, elapsed_ms, output } = taken;
        Self { command: argv, exit_code: *exit_code, elapsed: length::iso(elapsed(*elapsed_ms)), output: *output }
    }
}
