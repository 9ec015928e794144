//! The files of a dump that is a directory. `toc.dat` is written before all others, and `pg_restore` takes one that was cut
//! off for whole: so each is read here to its end.

use crate::{
    record::harmless::harmless,
    tools::{
        Answers, Ask, Fault, FileFault, FilesLook, Listing, PackingFault, ReadFile, UnpackedEnd,
        answer::name_of,
        cluster::literal,
        files::{is_named_gzip, manifests},
        steps::{Steps, Stop},
    },
};

/// What the rows of a table end with.
const LAST_LINE: &str = "\\.";

/// What `pg_dump` can pack the files with beside gzip, by how their names end then.
const PACKINGS: [(&str, &str); 2] = [("lz4", "lz4"), ("zst", "zstd")];

/// Reads every file with data. A gzip tells by itself whether it is whole, rows that are not packed by their last line; the
/// name of the first of which nothing tells it.
pub(super) fn read_all<'l>(steps: &mut Steps<'_>, files: &'l Listing) -> Result<Option<&'l str>, Stop> {
    let mut untold = None;
    for file in files.found.iter().filter(|file| file.name().contains(".dat") && file.name() != super::CONTENTS) {
        let ask = Ask::NewestFile { pattern: literal(&file.path), manifests: manifests(None), marker: None };
        let read = match steps.answer(ask)? {
            Answers::Files(Ok(FilesLook { newest: Some(Ok(read)), .. })) => read,
            Answers::Files(Ok(FilesLook { newest: Some(Err(trouble)), .. }) | Err(trouble)) => {
                return Err(super::cannot_look(&file.path, trouble));
            }
            Answers::Files(Ok(FilesLook { newest: None, .. })) => {
                return Err(Stop::refuted(FileFault::Vanished { path: file.path.clone() }));
            }
            _ => return Err(Stop::off_the_question()),
        };
        if !is_whole(&file.path, read)? {
            untold = untold.or(Some(file.name()));
        }
    }
    Ok(untold)
}

/// That nothing tells whether the file of that name is whole, why, and what to do.
pub(super) fn untold(name: &str) -> String {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let packing = PACKINGS.iter().find(|(of, _)| *of == ending).map(|(_, packing)| packing);
    let why = packing.map_or_else(
        || "it is not packed, and has no last line of a table: have pg_dump pack it with gzip".to_owned(),
        |packing| {
            format!("it is packed with {packing}, which okno does not unpack: give pg_dump --compress=gzip, or none")
        },
    );
    format!("nothing tells whether {} is whole: {why}", harmless(name))
}

/// Whether it is known to be whole.
fn is_whole(path: &str, read: &ReadFile) -> Result<bool, Stop> {
    let (path, bytes) = (path.to_owned(), read.outside.bytes);
    if let Some(writer) = &read.writer {
        let (command, pid) = (harmless(&writer.command), writer.pid);
        return Err(Stop::refuted(FileFault::OpenForWriting { path, command, pid }));
    }
    let Some(unpacked) = &read.gzip else {
        if is_named_gzip(name_of(&path)) {
            return Err(Stop::refuted(broken_gzip(path, read)));
        }
        let tail = String::from_utf8_lossy(&read.inside.tail);
        return Ok(tail.lines().rev().find(|line| !line.is_empty()) == Some(LAST_LINE));
    };
    match &unpacked.end {
        UnpackedEnd::Whole => Ok(true),
        UnpackedEnd::CutOff => Err(Stop::refuted(PackingFault::GzipCutOff { path, bytes, unpacked: unpacked.bytes })),
        UnpackedEnd::Damaged(why) => {
            Err(Stop::refuted(PackingFault::GzipDamaged { path, unpacked: unpacked.bytes, why: harmless(why) }))
        }
    }
}

fn broken_gzip(path: String, read: &ReadFile) -> Fault {
    if read.outside.bytes == 0 {
        return FileFault::Empty { path }.into();
    }
    let head = &read.outside.head;
    let begins_with = harmless(&String::from_utf8_lossy(&head[..head.len().min(super::SHOWN)]));
    PackingFault::NotGzip { path, begins_with }.into()
}
