//! What tools ask of the probe, and what it answers: facts without a judgement.

use chrono::{DateTime, Utc};

use crate::record::Digest;

/// What the probe is to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Lists the files of a pattern, and looks into the newest of them as an `SQLite` database.
    NewestDatabase {
        /// A path with `*`, `?` and `[…]`, relative to the policy's folder.
        pattern: String,
        /// Tables whose rows are to be counted.
        tables: Vec<String>,
    },
    /// Lists the files of a pattern, and reads the newest of them and its manifest.
    NewestFile {
        /// A path with `*`, `?` and `[…]`, relative to the policy's folder.
        pattern: String,
        /// What manifests beside it may be called, `{name}` for its own name; the first that is there is read.
        manifests: Vec<String>,
        /// A file that has to be there first, relative to the policy's folder.
        marker: Option<String>,
    },
    /// Looks at one file from outside.
    File {
        /// Where it lies.
        path: String,
        /// Whether its content is to be read too.
        hash: bool,
        /// A file that has to be there first, relative to the policy's folder.
        marker: Option<String>,
    },
    /// Lists the files of a pattern.
    Files {
        /// A path with `*`, `?` and `[…]`, relative to the policy's folder.
        pattern: String,
        /// A file that has to be there first, relative to the policy's folder.
        marker: Option<String>,
    },
    /// Lists the folders of a pattern, and looks into the same files of each.
    Folders {
        /// A path with `*`, `?` and `[…]`, relative to the policy's folder.
        pattern: String,
        /// Names of files in them.
        files: Vec<String>,
        /// A file that has to be there first, relative to the policy's folder.
        marker: Option<String>,
    },
    /// Reads a small file.
    Content {
        /// Where it lies.
        path: String,
        /// The most bytes that are read.
        most: usize,
    },
    /// Runs a program.
    Command(Question),
}

/// A program that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Added to the environment that okno was given.
    pub env: Vec<(String, String)>,
    /// The most bytes that it may print.
    pub most: usize,
}

impl Question {
    /// What is asked with no more than an argv, and answered with at most 1 MiB.
    pub fn new(argv: Vec<String>) -> Self {
        Self { argv, env: Vec::new(), most: 1 << 20 }
    }
}

/// What the probe found out; the variants follow those of [`Ask`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// To [`Ask::NewestDatabase`].
    Database(Result<DatabaseLook, Trouble>),
    /// To [`Ask::NewestFile`].
    Files(Result<FilesLook, Trouble>),
    /// To [`Ask::File`].
    File(Result<FileLook, Trouble>),
    /// To [`Ask::Files`].
    Listing(Result<Listing, Trouble>),
    /// To [`Ask::Folders`].
    Folders(Result<FoldersLook, Trouble>),
    /// To [`Ask::Content`].
    Content(Result<Content, Trouble>),
    /// To [`Ask::Command`].
    Command(CommandAnswer),
}

/// Why something could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It is not there.
    #[error("it does not exist")]
    NotFound,
    /// The folder that should hold it is not there.
    #[error("the folder {0} does not exist: is its volume mounted?")]
    NoFolder(String),
    /// The marker of the volume that should hold it is not there.
    #[error("the marker {0} is not there: the volume of the backups is not mounted, or it is another one")]
    NoMarker(String),
    /// It is not for this account to read.
    #[error("permission denied")]
    Denied,
    /// The look took longer than it may.
    #[error("it took too long")]
    TimedOut,
    /// The operating system says something else.
    #[error("{0}")]
    Failed(String),
}

/// The files of a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Whatever matches, folders too, in no order.
    pub found: Vec<Listed>,
    /// Matches whose names are not UTF-8, as well as they can be shown.
    pub unreadable_names: Vec<String>,
    /// Folders that were looked through and hold nothing at all, as a place does where no volume is mounted.
    pub empty_folders: Vec<String>,
}

/// One match of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it lies.
    pub path: String,
    /// Not a folder, device or pipe.
    pub is_regular: bool,
    /// A symbolic link, whatever it leads to.
    pub is_link: bool,
    /// Its size.
    pub bytes: u64,
    /// When it was last written, cut to milliseconds.
    pub modified_at: DateTime<Utc>,
}

impl Listed {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        name_of(&self.path)
    }
}

/// The last part of a path.
pub(super) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The files of a pattern, and the newest of them from inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseLook {
    /// All files of the pattern.
    pub listing: Listing,
    /// What was found in the one that [`super::newest`] picks; `None` when it picks none.
    pub newest: Option<Result<Examined, Trouble>>,
}

/// One database, from outside and from inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The file.
    pub outside: FileLook,
    /// What it answered.
    pub inside: Result<Contents, NoContents>,
}

/// The files of a pattern, and the newest of them read through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesLook {
    /// All files of the pattern.
    pub listing: Listing,
    /// What was found in the one that [`super::newest_file`] picks; `None` when it picks none.
    pub newest: Option<Result<ReadFile, Trouble>>,
}

/// One file that was read from beginning to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// The file.
    pub outside: FileLook,
    /// What unpacking it gave; `None`: it does not begin as gzip does.
    pub gzip: Option<Unpacked>,
    /// Both ends of what unpacking it gave; of the file itself where it is no gzip.
    pub inside: Inside,
    /// The manifest beside it; `None`: there is none.
    pub manifest: Option<ManifestLook>,
    /// Who has it open for writing, as far as this account may know.
    pub writer: Option<Writer>,
}

/// Both ends of a text or of other bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inside {
    /// The first 100 bytes; fewer of what is shorter.
    pub head: Vec<u8>,
    /// The last 2048 bytes; fewer of what is shorter.
    pub tail: Vec<u8>,
}

/// What unpacking a gzip file to its end gave. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// How many bytes came out.
    pub bytes: u64,
    /// How it ended.
    pub end: UnpackedEnd,
}

/// How unpacking ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnpackedEnd {
    /// At the trailer, whose checksum and length are right.
    Whole,
    /// In the middle: the file ends too early.
    CutOff,
    /// At bytes that make no sense, or a checksum that is wrong.
    Damaged(String),
}

/// A file with digests of other files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestLook {
    /// Where it lies.
    pub path: String,
    /// Its bytes, up to 4 MiB.
    pub content: Vec<u8>,
    /// Whether it has more bytes than that.
    pub is_cut: bool,
    /// When it was last written, cut to milliseconds.
    pub modified_at: DateTime<Utc>,
}

/// A process that has a file open for writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// Its process id.
    pub pid: u32,
    /// Its name.
    pub command: String,
}

/// One file from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLook {
    /// Its size before it was read.
    pub bytes: u64,
    /// When it was last written, cut to milliseconds.
    pub modified_at: DateTime<Utc>,
    /// Digest of its content, if it was asked for.
    pub sha256: Option<Digest>,
    /// Its first 100 bytes, where an `SQLite` database has its header; fewer of a shorter file.
    pub head: Vec<u8>,
    /// Whether its size, time or identity changed while it was looked at.
    pub changed_meanwhile: bool,
    /// Bytes in a write-ahead log or a rollback journal beside it.
    pub log_bytes: u64,
}

/// What a database answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The rows of `PRAGMA integrity_check`.
    pub integrity: Vec<String>,
    /// The tables that were asked for; when none were, the first table that has rows, if there is one.
    pub tables: Vec<TableLook>,
}

/// One table of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLook {
    /// As it was asked for.
    pub name: String,
    /// `None`: there is no such table.
    pub rows: Option<u64>,
}

/// Why a database did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoContents {
    /// The file is something else.
    NotADatabase,
    /// The file is damaged, in `SQLite`'s words.
    Malformed(String),
    /// It could not be asked.
    Trouble(Trouble),
}

/// The folders of a pattern, and some files in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoldersLook {
    /// In no order.
    pub folders: Vec<FolderLook>,
    /// How many matches are no folders.
    pub others: usize,
    /// Matches whose names are not UTF-8, as well as they can be shown.
    pub unreadable_names: Vec<String>,
}

/// One folder, and some files in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderLook {
    /// Where it lies.
    pub path: String,
    /// The files in the order of the question; `None`: it is not there.
    pub files: Result<Vec<Option<Ends>>, Trouble>,
}

/// Both ends of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// Its size.
    pub bytes: u64,
    /// When it was last written, cut to milliseconds.
    pub modified_at: DateTime<Utc>,
    /// Its first 4096 bytes; fewer of a shorter file.
    pub head: Vec<u8>,
    /// Its last 512 bytes, of a file that is longer than 4096.
    pub tail: Vec<u8>,
}

/// A small file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its bytes, up to the most that were asked for.
    pub bytes: Vec<u8>,
    /// Whether it has more than that.
    pub is_cut: bool,
    /// When it was last written, cut to milliseconds.
    pub modified_at: DateTime<Utc>,
}

/// What a program answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandAnswer {
    /// How it ended.
    pub end: CommandEnd,
    /// Its stdout.
    pub stdout: Vec<u8>,
    /// Its stderr.
    pub stderr: Vec<u8>,
}

/// How a program that was asked ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandEnd {
    /// By itself, with this code.
    Exited(i32),
    /// By a signal.
    Signalled(i32),
    /// There is no such program.
    NotFound,
    /// It could not be started.
    NotStarted(String),
    /// It did not answer in time.
    TimedOut,
    /// It wrote more than this many bytes.
    TooLong(usize),
}
