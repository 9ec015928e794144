//! Plain files: dumps, archives, images. The newest is read whole and held against its manifest.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    About, Answers, Ask, Backup, Deletion, Evidence, Fault, FileFault, FilesLook, Judgement, Listed, Listing,
    ManifestFault, ManifestLook, PackingFault, ReadFile, Trouble, Unpacked, UnpackedEnd,
    cluster::literal,
    conversation::{Aim, Catalogue, Next, Tool},
    deleting,
    file::{self, is_unfinished, time_of},
    listed::shrunk_by,
    manifest,
    name_time::instant_in,
};
use crate::{
    calendar::instant::utc,
    policy::FilesBackup,
    record::{Digest, harmless::harmless},
};

/// How the note about a missing manifest begins.
pub(super) const NO_MANIFEST: &str = "manifest: there is none";
/// At most so many matches that are no backups are named one by one.
const MOST_NAMED: usize = 5;
/// Endings of files with a digest or a signature of another file.
const COMPANIONS: [&str; 7] = [".md5", ".sha1", ".sha256sum", ".sha512", ".asc", ".sig", ".minisig"];
/// More of a strange file than anybody reads.
const SHOWN: usize = 16;

impl Tool for FilesBackup {
    fn look(&self, told: &[Answers], aim: &Aim) -> Next<Judgement> {
        match told {
            [] => Next::Ask(Ask::NewestFile {
                pattern: self.pattern.clone(),
                manifests: manifests(self.manifest.as_deref()),
                marker: self.marker.clone(),
            }),
            [Answers::Files(look)] => Next::Done(judge(self, look, aim.now, aim.skew)),
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
        file::look_again(bound, self.marker.as_deref(), told)
    }

    fn catalogue(&self, told: &[Answers], _: &Aim) -> Next<Catalogue> {
        match told {
            [] => Next::Ask(Ask::Files { pattern: self.pattern.clone(), marker: self.marker.clone() }),
            [Answers::Listing(listing)] => {
                let manifests = manifests(self.manifest.as_deref());
                let smallest = self.min_bytes.unwrap_or_default();
                Next::Done(file::catalogue(&self.pattern, listing, smallest, |listed| is_candidate(listed, &manifests)))
            }
            _ => Catalogue::off_the_question(),
        }
    }

    fn lists_what_is_complete(&self) -> bool {
        false
    }

    fn deletion(&self, copy: &Backup) -> Option<Deletion> {
        deleting::file(copy, &manifests(self.manifest.as_deref()))
    }
}

/// What the manifests are called: as the policy says, or in one of the usual ways.
pub(super) fn manifests(named: Option<&str>) -> Vec<String> {
    named.map_or_else(|| manifest::USUAL.map(str::to_owned).to_vec(), |name| vec![name.to_owned()])
}

/// The newest of the files that may be backups: the one that should be read. Links, folders, unfinished files and the
/// manifests themselves are passed over.
pub fn newest<'a>(found: &'a [Listed], manifests: &[String]) -> Option<&'a Listed> {
    candidates(found, manifests).max_by_key(|listed| (time_of(listed).instant(), &listed.path))
}

fn candidates<'a>(found: &'a [Listed], manifests: &[String]) -> impl Iterator<Item = &'a Listed> {
    found.iter().filter(|listed| is_candidate(listed, manifests))
}

pub(super) fn is_candidate(listed: &Listed, manifests: &[String]) -> bool {
    listed.is_regular && !listed.is_link && !is_unfinished(listed) && !is_manifest(listed, manifests)
}

/// Whether it speaks of other files, whatever the policy calls its manifests.
fn is_manifest(listed: &Listed, manifests: &[String]) -> bool {
    let mut known = manifests.iter().map(String::as_str).chain(manifest::USUAL);
    known.any(|template| manifest::is_named_so(template, listed.name()))
        || COMPANIONS.iter().any(|ending| listed.name().ends_with(ending))
}

/// What the look proves.
pub(super) fn judge(
    expected: &FilesBackup,
    look: &Result<FilesLook, Trouble>,
    now: DateTime<Utc>,
    skew: TimeDelta,
) -> Judgement {
    let cannot_look = |what: &str, trouble: &Trouble| {
        Judgement::Unknown(vec![Fault::CannotLook { what: what.to_owned(), trouble: trouble.clone() }])
    };
    let look = match look {
        Ok(look) => look,
        Err(trouble) => return cannot_look(&expected.pattern, trouble),
    };
    if !look.listing.unreadable_names.is_empty() {
        let faults =
            look.listing.unreadable_names.iter().map(|name| FileFault::NameNotUtf8 { name: harmless(name) }.into());
        return Judgement::Unknown(faults.collect());
    }
    let manifests = manifests(expected.manifest.as_deref());
    let Some(newest) = newest(&look.listing.found, &manifests) else {
        return Judgement::Refuted(none_left(&expected.pattern, &look.listing, &manifests), About::Nothing);
    };
    match &look.newest {
        Some(Ok(read)) => {
            let before = earlier(&look.listing.found, newest, &manifests);
            let mut examination = Examination {
                expected,
                listed: newest,
                read,
                checks: Vec::new(),
                refuted: Vec::new(),
                unknown: Vec::new(),
            };
            examination.look_at_time(now, skew);
            examination.look_at_size(before);
            examination.look_at_writers();
            examination.look_inside();
            let digest = examination.look_at_manifest();
            examination.conclude(digest)
        }
        Some(Err(trouble)) => cannot_look(&newest.path, trouble),
        None => Judgement::Unknown(vec![Fault::AnswersSomethingElse]),
    }
}

/// Why no match can be a backup, each match by its own fault.
fn none_left(pattern: &str, listing: &Listing, manifests: &[String]) -> Vec<Fault> {
    let mut faults = vec![FileFault::NoFile { pattern: pattern.to_owned(), passed_over: 0 }.into()];
    faults.extend(listing.empty_folders.iter().map(|folder| FileFault::FolderEmpty { folder: folder.clone() }.into()));
    let others = listing.found.iter().filter(|listed| !is_manifest(listed, manifests));
    faults.extend(others.take(MOST_NAMED).map(|listed| {
        let path = listed.path.clone();
        if listed.is_link {
            FileFault::IsLink { path }.into()
        } else if listed.is_regular {
            FileFault::Unfinished { path }.into()
        } else {
            FileFault::IsFolder { path }.into()
        }
    }));
    faults
}

/// The one before it that holds anything.
fn earlier<'a>(found: &'a [Listed], newest: &Listed, manifests: &[String]) -> Option<&'a Listed> {
    let is_earlier = |listed: &&Listed| listed.path != newest.path && listed.bytes > 0;
    candidates(found, manifests).filter(is_earlier).max_by_key(|listed| (time_of(listed).instant(), &listed.path))
}

/// Collects everything that is wrong with one file, and everything that was found right.
struct Examination<'a> {
    expected: &'a FilesBackup,
    listed: &'a Listed,
    read: &'a ReadFile,
    checks: Vec<String>,
    refuted: Vec<Fault>,
    unknown: Vec<Fault>,
}

impl Examination<'_> {
    fn refute(&mut self, fault: impl Into<Fault>) {
        self.refuted.push(fault.into());
    }

    fn doubt(&mut self, fault: impl Into<Fault>) {
        self.unknown.push(fault.into());
    }

    fn path(&self) -> String {
        self.listed.path.clone()
    }

    /// The name tells the time. The last write is its upper bound: nothing in the file can be newer, and a copy of an old
    /// file was written today.
    fn look_at_time(&mut self, now: DateTime<Utc>, skew: TimeDelta) {
        let (path, modified_at) = (self.path(), self.read.outside.modified_at);
        let Some(at) = instant_in(self.listed.name()) else {
            self.doubt(FileFault::NoTimeInName { path, modified_at });
            return;
        };
        self.checks.push(format!("time: {} from the file name", utc(at)));
        if at > now + skew {
            self.checks.push("time: in the future".to_owned());
        }
        if at > modified_at + skew {
            self.refute(FileFault::NamedLaterThanWritten { path, at, modified_at });
        } else if modified_at > now + skew {
            self.refute(FileFault::WrittenInFuture { path, modified_at });
        } else {
            self.checks.push(format!("last written: {}", utc(modified_at)));
        }
    }

    fn look_at_size(&mut self, earlier: Option<&Listed>) {
        let bytes = self.read.outside.bytes;
        if bytes == 0 {
            self.refute(FileFault::Empty { path: self.path() });
            return;
        }
        self.checks.push(format!("size: {bytes} bytes"));
        if let Some(least) = self.expected.min_bytes.filter(|least| bytes < *least) {
            self.refute(Fault::TooSmall { path: self.path(), bytes, least });
        }
        let Some(most) = self.expected.max_shrink else { return };
        let Some(earlier) = earlier else {
            self.checks.push("size: there is no earlier file to compare it with".to_owned());
            return;
        };
        let shrunk = shrunk_by(earlier.bytes, bytes);
        let name = earlier.name().to_owned();
        if shrunk > u64::from(most) {
            let (earlier, earlier_bytes) = (name, earlier.bytes);
            self.refute(Fault::Shrunk { path: self.path(), bytes, earlier, earlier_bytes, shrunk, most });
        } else {
            self.checks.push(format!("size: {} bytes of {name} before it", earlier.bytes));
        }
    }

    fn look_at_writers(&mut self) {
        let outside = &self.read.outside;
        let was_listed_so = (self.listed.bytes, self.listed.modified_at) == (outside.bytes, outside.modified_at);
        if outside.changed_meanwhile || !was_listed_so {
            self.refute(FileFault::ChangedMeanwhile { path: self.path() });
        }
        if let Some(writer) = &self.read.writer {
            let command = harmless(&writer.command);
            self.refute(FileFault::OpenForWriting { path: self.path(), command, pid: writer.pid });
        }
    }

    fn look_inside(&mut self) {
        let (path, outside) = (self.path(), &self.read.outside);
        if outside.bytes == 0 {
            return;
        }
        if let Some(packing) = packs_nothing(&outside.head, outside.bytes) {
            self.refute(PackingFault::PackedNothing { path, packing, bytes: outside.bytes });
            return;
        }
        match &self.read.gzip {
            None if is_named_gzip(self.listed.name()) => {
                let begins_with = harmless(&String::from_utf8_lossy(&outside.head[..outside.head.len().min(SHOWN)]));
                self.refute(PackingFault::NotGzip { path, begins_with });
            }
            None => {}
            Some(Unpacked { bytes: 0, end: UnpackedEnd::Whole }) => {
                self.refute(PackingFault::PackedNothing { path, packing: "a gzip", bytes: outside.bytes });
            }
            Some(Unpacked { bytes, end: UnpackedEnd::Whole }) => {
                self.checks.push(format!("gzip: unpacked to its end, {bytes} bytes"));
            }
            Some(Unpacked { bytes, end: UnpackedEnd::CutOff }) => {
                self.refute(PackingFault::GzipCutOff { path, bytes: outside.bytes, unpacked: *bytes });
            }
            Some(Unpacked { bytes, end: UnpackedEnd::Damaged(why) }) => {
                self.refute(PackingFault::GzipDamaged { path, unpacked: *bytes, why: harmless(why) });
            }
        }
    }

    /// Holds the file against its manifest; the digest, where they agree.
    fn look_at_manifest(&mut self) -> Option<Digest> {
        let Some(look) = &self.read.manifest else {
            if let Some(template) = &self.expected.manifest {
                let manifest = manifest::file_name(template, self.listed.name());
                self.refute(ManifestFault::NoManifest { path: self.path(), manifest });
            }
            return None;
        };
        match self.agrees_with(look) {
            Ok(digest) => {
                self.checks.push(format!("manifest: {} has the same digest", look.path));
                Some(digest)
            }
            Err(fault) => {
                self.refuted.extend(fault);
                None
            }
        }
    }

    /// Nothing more is said of an empty file: that it is empty is.
    fn agrees_with(&self, look: &ManifestLook) -> Result<Digest, Option<Fault>> {
        let was = manifest::digest_of(look, &self.listed.path).map_err(Some)?;
        let outside = &self.read.outside;
        let Some(is) = outside.sha256 else { return Err(Some(Fault::AnswersSomethingElse)) };
        let manifest = look.path.clone();
        if was == Digest::of(b"") {
            return Err(Some(
                ManifestFault::ManifestOfNothing { manifest, name: self.listed.name().to_owned() }.into(),
            ));
        }
        if was == is {
            return Ok(is);
        }
        let is_older = look.modified_at < outside.modified_at;
        let (was, is) = (was.prefixed(), is.prefixed());
        Err((outside.bytes > 0)
            .then(|| ManifestFault::ManifestDiffers { path: self.path(), manifest, was, is, is_older }.into()))
    }

    /// A manifest proves the bytes; a gzip that unpacks to its end and has the size that the policy asks for is complete;
    /// of anything else it is known only that it is there.
    fn evidence(&mut self, digest: Option<Digest>) -> Evidence {
        const ADVICE: &str = "let the backup job end with: sha256sum NAME > NAME.sha256";
        let is_whole = matches!(self.read.gzip, Some(Unpacked { end: UnpackedEnd::Whole, .. }));
        let (evidence, missing) = match digest {
            Some(_) => return Evidence::Verified,
            None if is_whole && self.expected.min_bytes.is_some() => {
                (Evidence::Complete, "that it is what the job wrote")
            }
            None => (Evidence::Present, "that it is whole"),
        };
        self.checks.push(format!("{NO_MANIFEST} beside it, so nothing proves {missing}; {ADVICE}"));
        evidence
    }

    fn conclude(mut self, digest: Option<Digest>) -> Judgement {
        if !self.refuted.is_empty() {
            let about = file::about(&self.listed.path, self.read.outside.sha256);
            return Judgement::Refuted(self.refuted.into_iter().chain(self.unknown).collect(), about);
        }
        if !self.unknown.is_empty() {
            return Judgement::Unknown(self.unknown);
        }
        let (Some(sha256), Some(at)) = (self.read.outside.sha256, instant_in(self.listed.name())) else {
            return Judgement::Unknown(vec![Fault::AnswersSomethingElse]);
        };
        let evidence = self.evidence(digest);
        self.checks.push(sha256.prefixed());
        Judgement::Confirmed(Box::new(Backup {
            id: file::id(&self.listed.path, sha256),
            level: 0,
            at,
            started_at: Some(at),
            finished_at: Some(self.read.outside.modified_at),
            verified_at: None,
            evidence,
            bytes: Some(self.read.outside.bytes),
            source: self.listed.path.clone(),
            sha256: Some(sha256),
            refers_to: Vec::new(),
            copy_of: None,
            checks: self.checks,
        }))
    }
}

pub(super) fn is_named_gzip(name: &str) -> bool {
    [".gz", ".tgz"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending))
}

/// What bzip2, xz and zstd make of an empty input; gzip is unpacked.
fn packs_nothing(head: &[u8], bytes: u64) -> Option<&'static str> {
    const BZIP2_END: &[u8] = &[0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0];
    match head {
        [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] if bytes == 14 && rest == BZIP2_END => Some("a bzip2"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] if bytes == 32 => Some("an xz"),
        [0x28, 0xb5, 0x2f, 0xfd, _, 0, 1, 0, 0, ..] if bytes <= 13 => Some("a zstd"),
        _ => None,
    }
}
