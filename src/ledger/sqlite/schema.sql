CREATE TABLE entries (
    seq     INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    line    TEXT NOT NULL,
    -- what follows is extracted from the line
    act     TEXT NOT NULL UNIQUE,
    at      INTEGER NOT NULL, -- milliseconds since 1970
    actor   TEXT NOT NULL,
    subject TEXT NOT NULL,
    stream  TEXT NOT NULL,
    kind    TEXT NOT NULL
) STRICT;
CREATE INDEX entries_at ON entries (at);
CREATE INDEX entries_actor ON entries (actor);
CREATE INDEX entries_subject ON entries (subject);
CREATE INDEX entries_stream ON entries (stream);
CREATE INDEX entries_kind ON entries (kind);

CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;
-- INSERT OR REPLACE removes the row it collides with without asking entries_never_go
CREATE TRIGGER entries_only_follow BEFORE INSERT ON entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
    OR EXISTS (SELECT 1 FROM entries WHERE act = NEW.act)
BEGIN SELECT RAISE(ABORT, 'an entry only follows the newest, and its act is new'); END;

CREATE TABLE subject (
    subject   TEXT PRIMARY KEY NOT NULL,
    first_seq INTEGER NOT NULL, -- the subject's first entry
    stream    TEXT NOT NULL,
    state     TEXT NOT NULL,
    live      INTEGER NOT NULL CHECK (live IN (0, 1)),
    from_at   INTEGER, -- milliseconds since 1970; NULL: since ever
    until_at  INTEGER  -- NULL: for ever
) STRICT;
CREATE INDEX subject_live ON subject (live, stream, first_seq);
CREATE INDEX subject_state ON subject (stream, state, first_seq);
CREATE INDEX subject_until ON subject (stream, coalesce(until_at, 9223372036854775807));

CREATE TABLE label (
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    subject TEXT NOT NULL REFERENCES subject ON DELETE CASCADE,
    PRIMARY KEY (name, value, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_subject ON label (subject);

CREATE TABLE attachment (
    sha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),
    bytes  BLOB NOT NULL
) STRICT;
CREATE TRIGGER attachments_never_change BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attachment is never changed'); END;
CREATE TRIGGER attachments_never_go BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attachment is never removed'); END;
CREATE TRIGGER attachments_are_new BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM attachment WHERE sha256 = NEW.sha256)
    OR EXISTS (SELECT 1 FROM attachment WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'an attachment is never replaced'); END;

CREATE TABLE lease (
    system   TEXT PRIMARY KEY NOT NULL,
    run      TEXT NOT NULL,
    holder   TEXT NOT NULL,
    since    INTEGER NOT NULL, -- milliseconds since 1970
    until_at INTEGER           -- NULL: need not be renewed
) STRICT;
