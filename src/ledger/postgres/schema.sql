CREATE SCHEMA okno;
SET LOCAL search_path = okno, pg_catalog;

-- which form these tables have, and how far an entry's time may be from the server's
CREATE TABLE form (
    version integer NOT NULL,
    skew    interval NOT NULL DEFAULT '30 s',
    one     boolean PRIMARY KEY DEFAULT true CHECK (one)
);

-- the ledger's clock
CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp()';

CREATE TABLE entries (
    seq     bigint PRIMARY KEY,
    hash    bytea NOT NULL CHECK (octet_length(hash) = 32),
    line    text NOT NULL,
    -- what follows is extracted from the line by the guard
    act     text COLLATE "C" NOT NULL UNIQUE,
    at      bigint NOT NULL, -- milliseconds since 1970
    actor   text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    stream  text COLLATE "C" NOT NULL,
    kind    text COLLATE "C" NOT NULL
);
-- with the number, so that a question for the newest few is answered without sorting
CREATE INDEX entries_at ON entries (at, seq);
CREATE INDEX entries_actor ON entries (actor, seq);
CREATE INDEX entries_subject ON entries (subject, seq);
CREATE INDEX entries_stream ON entries (stream, seq);
CREATE INDEX entries_kind ON entries (kind, seq);

-- Checks what a client composed: it can forge neither author nor link, number nor time. Whoever owns the table is exempt
-- from author and time alone, to copy a ledger.
CREATE FUNCTION guard_entry() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $guard$
DECLARE
    said json;
    newest_seq bigint := 0;
    newest_hash bytea := decode(repeat('00', 32), 'hex');
    newest_at bigint;
    present bigint := round(extract(epoch FROM okno.now())::numeric * 1000);
    skew bigint := (SELECT round(extract(epoch FROM form.skew)::numeric * 1000) FROM okno.form);
BEGIN
    SELECT seq, hash, at INTO newest_seq, newest_hash, newest_at FROM okno.entries ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND THEN
        newest_seq := 0;
        newest_hash := decode(repeat('00', 32), 'hex');
    END IF;
    IF NEW.seq IS DISTINCT FROM newest_seq + 1 THEN
        RAISE 'entry % does not follow entry %', NEW.seq, newest_seq USING ERRCODE = 'OK001';
    END IF;
    IF NEW.hash IS DISTINCT FROM sha256(newest_hash || convert_to(NEW.line, 'UTF8')) THEN
        RAISE 'the hash of entry % is not that of its line after entry %', NEW.seq, newest_seq USING ERRCODE = 'OK001';
    END IF;
    said := NEW.line::json;
    -- each key once, in their order: nobody can read the line in two ways
    IF ARRAY(SELECT json_object_keys(said)) IS DISTINCT FROM
        '{v,seq,act,at,actor,claims,subject,kind,dv,data,policy,tzdb,okno}'::text[]
        OR said->>'seq' IS DISTINCT FROM NEW.seq::text
    THEN
        RAISE 'the line of entry % is not that of an entry', NEW.seq USING ERRCODE = 'OK001';
    END IF;
    NEW.act := said->>'act';
    NEW.at := round(extract(epoch FROM (said->>'at')::timestamptz)::numeric * 1000);
    NEW.actor := said->>'actor';
    NEW.subject := said->>'subject';
    NEW.stream := split_part(NEW.subject, '/', 1);
    NEW.kind := said->>'kind';
    IF NEW.at < newest_at THEN
        RAISE 'entry % is dated before entry %', NEW.seq, newest_seq USING ERRCODE = 'OK001';
    END IF;
    IF pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RETURN NEW;
    END IF;
    IF NEW.actor IS DISTINCT FROM session_user::text THEN
        RAISE 'entry % says it is by %, and the login is %', NEW.seq, NEW.actor, session_user USING ERRCODE = 'OK002';
    END IF;
    -- after an entry of the future the next one has its time
    IF abs(NEW.at - present) > skew AND NEW.at IS DISTINCT FROM newest_at THEN
        RAISE 'entry % is dated %, and the server''s clock is more than % away', NEW.seq, said->>'at',
            (SELECT form.skew FROM okno.form) USING ERRCODE = 'OK003';
    END IF;
    RETURN NEW;
END $guard$;
CREATE TRIGGER entries_only_follow BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION guard_entry();

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $refuse$
BEGIN
    RAISE 'what is in %.% is never changed or removed', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'OK004';
END $refuse$;
CREATE TRIGGER entries_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TABLE subject (
    subject   text COLLATE "C" PRIMARY KEY,
    first_seq bigint NOT NULL, -- the subject's first entry
    stream    text COLLATE "C" NOT NULL,
    state     text COLLATE "C" NOT NULL,
    live      boolean NOT NULL,
    from_at   bigint, -- milliseconds since 1970; NULL: since ever
    until_at  bigint  -- NULL: for ever
);
CREATE INDEX subject_live ON subject (live, stream, first_seq);
CREATE INDEX subject_state ON subject (stream, state, first_seq);
CREATE INDEX subject_until ON subject (stream, coalesce(until_at, 9223372036854775807));

CREATE TABLE label (
    name    text COLLATE "C" NOT NULL,
    value   text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL REFERENCES subject ON DELETE CASCADE,
    PRIMARY KEY (name, value, subject)
);
CREATE INDEX label_subject ON label (subject);

CREATE TABLE attachment (
    sha256 bytea PRIMARY KEY CHECK (sha256 = pg_catalog.sha256(bytes)),
    bytes  bytea NOT NULL
);
CREATE TRIGGER attachments_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON attachment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TABLE lease (
    system   text COLLATE "C" PRIMARY KEY,
    run      text COLLATE "C" NOT NULL,
    holder   text NOT NULL,
    since    bigint NOT NULL, -- milliseconds since 1970
    until_at bigint           -- NULL: need not be renewed
);

-- Writes everything of one transaction in the order given: one round trip.
CREATE FUNCTION write(deeds json) RETURNS void LANGUAGE plpgsql SET search_path = okno, pg_catalog, pg_temp AS $write$
DECLARE
    deed json;
BEGIN
    FOR deed IN SELECT value FROM json_array_elements(deeds) LOOP
        CASE deed->>'do'
        WHEN 'entry' THEN
            INSERT INTO entries (seq, hash, line)
            VALUES ((deed->>'seq')::bigint, decode(deed->>'hash', 'hex'), deed->>'line');
        WHEN 'card' THEN
            INSERT INTO subject (subject, first_seq, stream, state, live, from_at, until_at)
            VALUES (deed->>'subject',
                (SELECT coalesce(min(seq), 0) FROM entries WHERE entries.subject = deed->>'subject'),
                deed->>'stream', deed->>'state', (deed->>'live')::boolean,
                (deed->>'from')::bigint, (deed->>'until')::bigint)
            ON CONFLICT (subject) DO UPDATE SET first_seq = excluded.first_seq, state = excluded.state,
                live = excluded.live, from_at = excluded.from_at, until_at = excluded.until_at;
            DELETE FROM label WHERE label.subject = deed->>'subject';
            INSERT INTO label (name, value, subject)
            SELECT pair->>0, pair->>1, deed->>'subject' FROM json_array_elements(deed->'labels') AS pair
            ON CONFLICT DO NOTHING;
        WHEN 'remove-card' THEN
            DELETE FROM subject WHERE subject.subject = deed->>'subject';
        WHEN 'attach' THEN
            INSERT INTO attachment (sha256, bytes)
            VALUES (decode(deed->>'sha256', 'hex'), decode(deed->>'bytes', 'hex'))
            ON CONFLICT DO NOTHING;
        WHEN 'lease' THEN
            INSERT INTO lease (system, run, holder, since, until_at)
            VALUES (deed->>'system', deed->>'run', deed->>'holder', (deed->>'since')::bigint, (deed->>'until')::bigint)
            ON CONFLICT (system) DO UPDATE SET run = excluded.run, holder = excluded.holder, since = excluded.since,
                until_at = excluded.until_at;
        WHEN 'end-lease' THEN
            DELETE FROM lease WHERE lease.run = deed->>'run';
        END CASE;
    END LOOP;
END $write$;

REVOKE ALL ON SCHEMA okno FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA okno FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA okno FROM PUBLIC;
