//! How a run ended, kept on this machine until the ledger has it: a server may be out of reach when a command ends.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{Error, Site, answers::Notice, check, recording, running::Ended, site::random_hex};
use crate::{
    change::{Change, ChangeId, Event, Finished, Output},
    clock::Clock as _,
    ledger::{self, StoreError},
    record::Head,
};

/// How long the end of a run waits for its server before the command gives up, and leaves it to the next one.
const PATIENCE: Duration = Duration::from_secs(20);

/// An end that is still to be recorded.
#[derive(Debug, Serialize, Deserialize)]
struct KeptEnd {
    /// Which ledger.
    ledger: PathBuf,
    change: String,
    /// The mark of the run.
    mark: String,
    /// The act that records it: by it the ledger knows whether it has it already.
    act: String,
    finished: Finished,
    /// What was printed.
    output: Option<Vec<u8>>,
}

/// Records the end of a run. While the server is away it is kept in a file; the file, if it is still there at the end.
pub(super) fn record(
    site: &Site<'_>,
    id: ChangeId,
    mark: &str,
    ended: &mut Ended,
) -> Result<Option<Head>, (Error, Option<PathBuf>)> {
    let captured = ended.captured.as_ref();
    ended.finished.output = captured.map(|captured| Output {
        attachment: None,
        bytes: captured.total,
        sha256: captured.sha256,
        cut: captured.cut,
    });
    let end = KeptEnd {
        ledger: site.ledger_place().to_path_buf(),
        change: id.to_string(),
        mark: mark.to_owned(),
        act: random_hex().map_err(|error| (error, None))?,
        finished: ended.finished.clone(),
        output: ended.kept.take(),
    };
    if !site.is_shared() {
        let appended = append(site, id, &end).map_err(|error| (error, None))?;
        ended.finished = appended.finished;
        return Ok(appended.head);
    }
    let path = site.ledger_folder().join(format!("end-{mark}.json"));
    // a full disk is no reason not to try the server
    let kept = keep(&path, &end).is_ok().then(|| path.clone());
    let clock = &site.caller.clock;
    let give_up = clock.monotonic() + PATIENCE;
    loop {
        match append(site, id, &end) {
            Ok(appended) => {
                ended.finished = appended.finished;
                drop(fs::remove_file(&path));
                return Ok(appended.head);
            }
            Err(Error::Store(StoreError::Server { .. })) if clock.monotonic() < give_up => {
                thread::sleep(Duration::from_millis(500));
            }
            Err(error) => return Err((error, kept)),
        }
    }
}

/// An end that the ledger has.
struct Appended {
    /// The head after it, where it was appended now.
    head: Option<Head>,
    finished: Finished,
    /// Somebody had settled the run.
    late: bool,
}

/// Appends the end, unless the ledger has it.
fn append(site: &Site<'_>, id: ChangeId, end: &KeptEnd) -> Result<Appended, Error> {
    let (mut finished, mut late) = (end.finished.clone(), false);
    let printed = end.output.as_deref();
    let recorded = recording::record_with_output_as(site, site.release(), &end.act, printed, |write, attachment| {
        if let Some(output) = &mut finished.output {
            output.attachment = attachment;
        }
        let change = check::load(write, id)?;
        let is_open = change.open_run().is_some_and(|run| run.started.mark == end.mark);
        let subject = check::subject(id);
        if is_open || !site.is_shared() {
            ledger::append_event::<Change>(write, &subject, &Event::Finished(finished.clone()))?;
            write.end_lease(&subject)?;
        } else {
            // somebody settled it while nobody heard of it
            late = true;
            ledger::append_event::<Change>(write, &subject, &Event::EndedLate(finished.clone()))?;
        }
        Ok(())
    });
    match recorded {
        Ok(recorded) => Ok(Appended { head: recorded.head(), finished, late }),
        Err(Error::Store(StoreError::AlreadyRecorded { .. })) => Ok(Appended { head: None, finished, late }),
        Err(error) => Err(error),
    }
}

/// Records what earlier commands on this machine could not.
pub(super) fn catch_up(site: &Site<'_>) -> Vec<Notice> {
    let mut notices = Vec::new();
    if !site.is_shared() {
        return notices;
    }
    let files = fs::read_dir(site.ledger_folder()).into_iter().flatten().flatten().map(|file| file.path());
    let is_end = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("end-") && path.extension().is_some_and(|extension| extension == "json")
    };
    for path in files.filter(is_end) {
        let end = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<KeptEnd>(&bytes).ok());
        let Some(end) = end.filter(|end| end.ledger == site.ledger_place()) else { continue };
        let Ok(id) = end.change.parse::<ChangeId>() else { continue };
        // what cannot be appended stays for the next command
        if let Ok(appended) = append(site, id, &end) {
            drop(fs::remove_file(&path));
            notices.push(if appended.late { Notice::EndedLate(id) } else { Notice::EndRecorded(id) });
        }
    }
    notices
}

/// Such that a power cut leaves all of it or nothing.
fn keep(path: &Path, end: &KeptEnd) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = File::create(&fresh)?;
    file.write_all(&serde_json::to_vec(end)?)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
