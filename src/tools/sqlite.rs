//! Copies of an `SQLite` database, as `.backup` or `VACUUM INTO` make them.

use chrono::{DateTime, Utc};

use super::{
    About, Answers, Ask, Backup, Contents, DatabaseFault, DatabaseLook, Deletion, Evidence, Examined, Fault, FileFault,
    FileLook, Judgement, Listed, NoContents, Trouble,
    cluster::literal,
    conversation::{Aim, Catalogue, Next, Tool},
    deleting,
    file::{self, FileTime},
};
use crate::{calendar::instant::utc, policy::SqliteBackup, record::harmless::harmless};

const MAGIC: &[u8] = b"SQLite format 3\0";
/// The smallest database: one page of the smallest size.
const SMALLEST: u64 = 512;

impl Tool for SqliteBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        match told {
            [] => Next::Ask(Ask::NewestDatabase { pattern: self.pattern.clone(), tables: self.tables.clone() }),
            [Answers::Database(look)] => Next::Done(self.judge(look, aim.latest_now())),
            _ => Judgement::off_the_question(),
        }
    }

    fn look_at(&self, copy: &Backup, told: &[Answers], aim: &Aim) -> Option<Next<Judgement>> {
        let alone = Self { pattern: literal(&copy.source), ..self.clone() };
        Some(alone.look(told, aim))
    }

    fn has_own_places(&self) -> bool {
        true
    }

    fn look_again(&self, bound: &Backup, told: &[Answers], _: &Aim) -> Next<Judgement> {
        file::look_again(bound, None, told)
    }

    fn catalogue(&self, told: &[Answers], _: &Aim) -> Next<Catalogue> {
        match told {
            [] => Next::Ask(Ask::Files { pattern: self.pattern.clone(), marker: None }),
            [Answers::Listing(listing)] => {
                let floor = self.min_bytes.unwrap_or_default().max(SMALLEST);
                Next::Done(file::catalogue(&self.pattern, listing, floor, file::may_be_backup))
            }
            _ => Catalogue::off_the_question(),
        }
    }

    fn lists_what_is_complete(&self) -> bool {
        false
    }

    fn deletion(&self, copy: &Backup) -> Option<Deletion> {
        deleting::file(copy, &[])
    }
}

impl SqliteBackup {
    fn judge(&self, look: &Result<DatabaseLook, Trouble>, latest_now: DateTime<Utc>) -> Judgement {
        let cannot_look = |what: &str, trouble: &Trouble| {
            Judgement::Unknown(vec![Fault::CannotLook { what: what.to_owned(), trouble: trouble.clone() }])
        };
        let look = match look {
            Ok(look) => look,
            Err(trouble) => return cannot_look(&self.pattern, trouble),
        };
        if !look.listing.unreadable_names.is_empty() {
            let faults =
                look.listing.unreadable_names.iter().map(|name| FileFault::NameNotUtf8 { name: harmless(name) }.into());
            return Judgement::Unknown(faults.collect());
        }
        let Some(newest) = file::newest(&look.listing.found) else {
            let passed_over = file::count_passed_over(&look.listing.found);
            let none = FileFault::NoFile { pattern: self.pattern.clone(), passed_over };
            return Judgement::Refuted(vec![none.into()], About::Nothing);
        };
        match &look.newest {
            Some(Ok(Examined { outside, inside })) => {
                Examination::new(self, newest, outside, latest_now).with_contents(inside).conclude()
            }
            Some(Err(trouble)) => cannot_look(&newest.path, trouble),
            None => Judgement::Unknown(vec![Fault::AnswersSomethingElse]),
        }
    }
}

/// Collects everything that is wrong with one file, and everything that was found right.
struct Examination<'a> {
    expected: &'a SqliteBackup,
    listed: &'a Listed,
    outside: &'a FileLook,
    checks: Vec<String>,
    refuted: Vec<Fault>,
    unknown: Vec<Fault>,
}

impl<'a> Examination<'a> {
    fn new(expected: &'a SqliteBackup, listed: &'a Listed, outside: &'a FileLook, latest_now: DateTime<Utc>) -> Self {
        let mut examination =
            Self { expected, listed, outside, checks: Vec::new(), refuted: Vec::new(), unknown: Vec::new() };
        examination.look_at_time(latest_now);
        examination.look_at_size();
        examination.look_at_surroundings();
        examination
    }

    fn refute(&mut self, fault: impl Into<Fault>) {
        self.refuted.push(fault.into());
    }

    fn doubt(&mut self, fault: impl Into<Fault>) {
        self.unknown.push(fault.into());
    }

    fn path(&self) -> String {
        self.listed.path.clone()
    }

    fn look_at_time(&mut self, latest_now: DateTime<Utc>) {
        let time = file::time_of(self.listed);
        let at = time.instant();
        if !file::is_believable(at) {
            self.doubt(Fault::TimeNotBelieved { path: self.path(), at });
        }
        self.checks.push(match time {
            FileTime::InName(at) => format!("time: {} from the file name", utc(at)),
            FileTime::OfLastWrite(at) => {
                format!("time: {} when it was last written, since the name tells no time with a zone", utc(at))
            }
        });
        if at > latest_now {
            self.checks.push("time: in the future".to_owned());
        }
        if at > self.outside.modified_at {
            self.checks.push(format!("time: later than its last write at {}", utc(self.outside.modified_at)));
        }
    }

    fn look_at_size(&mut self) {
        let bytes = self.outside.bytes;
        let least = self.expected.min_bytes.unwrap_or_default().max(SMALLEST);
        if bytes == 0 {
            self.refute(FileFault::Empty { path: self.path() });
        } else if bytes < least {
            self.refute(Fault::TooSmall { path: self.path(), bytes, least });
        } else {
            self.checks.push(format!("size: {bytes} bytes"));
        }
    }

    fn look_at_surroundings(&mut self) {
        if self.outside.changed_meanwhile {
            self.refute(FileFault::ChangedMeanwhile { path: self.path() });
        }
        if self.outside.log_bytes > 0 {
            self.refute(DatabaseFault::JournalBeside { path: self.path(), bytes: self.outside.log_bytes });
        }
    }

    fn with_contents(mut self, inside: &Result<Contents, NoContents>) -> Self {
        // Of an empty file there is nothing more to say; SQLite calls it a sound database.
        if self.outside.bytes == 0 {
            return self;
        }
        let head = &self.outside.head;
        if !head.starts_with(MAGIC) || matches!(inside, Err(NoContents::NotADatabase)) {
            let begins_with = harmless(&String::from_utf8_lossy(&head[..head.len().min(MAGIC.len())]));
            self.refute(DatabaseFault::NotADatabase { path: self.path(), begins_with });
            return self;
        }
        self.look_at_length();
        match inside {
            Ok(contents) => self.look_inside(contents),
            Err(NoContents::Malformed(found)) => {
                self.refute(DatabaseFault::Corrupt { path: self.path(), found: harmless(found) });
            }
            Err(NoContents::Trouble(trouble)) => {
                self.doubt(Fault::CannotLook { what: self.path(), trouble: trouble.clone() });
            }
            Err(NoContents::NotADatabase) => {}
        }
        self
    }

    /// The header tells how many pages there are; a copy that was cut off has fewer.
    fn look_at_length(&mut self) {
        let Some(expected) = length_in_header(&self.outside.head) else { return };
        if self.outside.bytes < expected {
            self.refute(DatabaseFault::Truncated { path: self.path(), bytes: self.outside.bytes, expected });
        } else {
            self.checks.push(format!("header: SQLite, {expected} bytes of pages"));
        }
    }

    fn look_inside(&mut self, contents: &Contents) {
        match contents.integrity.as_slice() {
            [row] if row == "ok" => self.checks.push("integrity_check: ok".to_owned()),
            rows => {
                let found = harmless(&rows.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("; "));
                self.refute(DatabaseFault::Corrupt { path: self.path(), found });
            }
        }
        for table in &contents.tables {
            match table.rows {
                None => self.refute(DatabaseFault::NoTable { path: self.path(), table: table.name.clone() }),
                Some(0) => self.refute(DatabaseFault::NoRows { path: self.path(), table: table.name.clone() }),
                Some(1) => self.checks.push(format!("table {}: 1 row", harmless(&table.name))),
                Some(rows) => self.checks.push(format!("table {}: {rows} rows", harmless(&table.name))),
            }
        }
        if contents.tables.is_empty() {
            self.refute(DatabaseFault::NothingInside { path: self.path() });
        } else if let Some(table) =
            self.expected.tables.iter().find(|name| !contents.tables.iter().any(|table| table.name == **name))
        {
            self.doubt(DatabaseFault::NoTable { path: self.path(), table: table.clone() });
        }
    }

    fn conclude(self) -> Judgement {
        if !self.refuted.is_empty() {
            let about = file::about(&self.listed.path, self.outside.sha256);
            return Judgement::Refuted(self.refuted.into_iter().chain(self.unknown).collect(), about);
        }
        if !self.unknown.is_empty() {
            return Judgement::Unknown(self.unknown);
        }
        let Some(sha256) = self.outside.sha256 else {
            return Judgement::Unknown(vec![Fault::AnswersSomethingElse]);
        };
        let mut checks = self.checks;
        checks.push(sha256.prefixed());
        let time = file::time_of(self.listed);
        Judgement::Confirmed(Box::new(Backup {
            id: file::id(&self.listed.path, sha256),
            level: 0,
            at: time.instant(),
            started_at: match time {
                FileTime::InName(at) => Some(at),
                FileTime::OfLastWrite(_) => None,
            },
            finished_at: Some(self.outside.modified_at),
            verified_at: None,
            evidence: Evidence::Verified,
            bytes: Some(self.outside.bytes),
            source: self.listed.path.clone(),
            sha256: Some(sha256),
            refers_to: Vec::new(),
            copy_of: None,
            checks,
        }))
    }
}

/// Pages times page size; `None` when the header does not tell (very old writers leave the count stale).
fn length_in_header(head: &[u8]) -> Option<u64> {
    let word = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let page_size = match u16::from_be_bytes(head.get(16..18)?.try_into().ok()?) {
        // 65536 does not fit into two bytes.
        1 => 65_536,
        size => u64::from(size),
    };
    let (change_counter, pages, valid_for) = (word(24)?, word(28)?, word(92)?);
    (pages > 0 && change_counter == valid_for).then(|| u64::from(pages) * page_size)
}
