//! `take`: the commands that make backups.

/// What `okno backup take` runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakeCommand {
    /// One program with its arguments for whatever is due; what level it made is told by what it made.
    Any(Vec<String>),
    /// One a level, 0 first; at least one of them.
    ByLevel(Box<[Option<Vec<String>>; 3]>),
}

impl TakeCommand {
    /// The command for a backup of that level.
    pub fn for_level(&self, level: u8) -> Option<&[String]> {
        match self {
            Self::Any(argv) => Some(argv),
            Self::ByLevel(commands) => commands.get(usize::from(level))?.as_deref(),
        }
    }

    /// The command where nobody asked for a level: of several that of the least backup, which takes the shortest time.
    pub fn quickest(&self) -> Option<&[String]> {
        match self {
            Self::Any(argv) => Some(argv),
            Self::ByLevel(commands) => commands.iter().rev().find_map(Option::as_deref),
        }
    }

    /// All commands, the one of the lowest level first.
    pub fn all(&self) -> Vec<&[String]> {
        match self {
            Self::Any(argv) => vec![argv],
            Self::ByLevel(commands) => commands.iter().filter_map(Option::as_deref).collect(),
        }
    }
}
