//! The steps that brought the table to its shape, in the order they were written. Nothing else.

use crate::store::Migration;

pub(in crate::store) const CREATE: Migration = Migration {
    name: "attempts-1",
    sql: "CREATE TABLE attempts (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        item TEXT NOT NULL,               -- capture or vendor event
        capture INTEGER NOT NULL,         -- the capture behind it
        format TEXT NOT NULL,             -- meta or a vendor format
        url TEXT NOT NULL,
        method TEXT NOT NULL,
        started_us INTEGER NOT NULL,
        duration_us INTEGER NOT NULL,
        status INTEGER,
        error TEXT,
        signing TEXT NOT NULL,
        request_headers BLOB NOT NULL,
        request_bytes INTEGER NOT NULL,
        request_body BLOB,                -- of vendor events; Meta's bytes are the capture's
        response_headers BLOB NOT NULL,
        response_body BLOB NOT NULL,
        response_truncated INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX attempts_item ON attempts (item);
    CREATE INDEX attempts_capture ON attempts (capture);",
};

pub(in crate::store) const ADD_EDITED: Migration = Migration {
    name: "attempts-2",
    sql: "ALTER TABLE attempts ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;",
};

pub(in crate::store) const ADD_WAY: Migration = Migration {
    name: "attempts-3",
    sql:
        "ALTER TABLE attempts ADD COLUMN target INTEGER;         -- targets.id; null: a URL as typed
    ALTER TABLE attempts ADD COLUMN delivery INTEGER;             -- deliveries.n, of a rule
    ALTER TABLE attempts ADD COLUMN run INTEGER;                  -- runs.n, of a replay
    ALTER TABLE attempts ADD COLUMN position INTEGER;             -- place in the run
    ALTER TABLE attempts ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE attempts ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE attempts ADD COLUMN connect_us INTEGER;
    ALTER TABLE attempts ADD COLUMN tls_us INTEGER;
    ALTER TABLE attempts ADD COLUMN first_byte_us INTEGER;
    CREATE INDEX attempts_run ON attempts (run, position) WHERE run IS NOT NULL;
    CREATE INDEX attempts_delivery ON attempts (delivery) WHERE delivery IS NOT NULL;",
};

/// The captures behind a batch, which goes when any of them does: found without looking at every attempt.
pub(in crate::store) const INDEX_BATCHES: Migration = Migration {
    name: "attempts-4",
    sql: "CREATE TABLE attempt_captures (
        capture INTEGER NOT NULL,
        attempt INTEGER NOT NULL,         -- attempts.n
        PRIMARY KEY (capture, attempt)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX attempt_captures_attempt ON attempt_captures (attempt);
    CREATE TRIGGER attempt_captures_gone AFTER DELETE ON attempts WHEN instr(OLD.item, '+') > 0
    BEGIN
        DELETE FROM attempt_captures WHERE attempt = OLD.n;
    END;
    INSERT OR IGNORE INTO attempt_captures
    WITH RECURSIVE pieces (attempt, piece, rest) AS (
        SELECT n, '', item || '+' FROM attempts WHERE instr(item, '+') > 0
        UNION ALL
        SELECT attempt, substr(rest, 1, instr(rest, '+') - 1), substr(rest, instr(rest, '+') + 1)
        FROM pieces WHERE rest <> ''
    )
    SELECT CAST(piece AS INTEGER), attempt FROM pieces WHERE piece <> '';", // '17#0' casts to 17
};

/// The highest number that was ever deleted: none is given twice, or whoever looks for what came after one would miss it.
pub(in crate::store) const KEEP_MARK: Migration = Migration {
    name: "attempts-5",
    sql: "CREATE TABLE attempt_mark (n INTEGER NOT NULL) STRICT;
    INSERT INTO attempt_mark VALUES (0);
    CREATE TRIGGER attempts_gone AFTER DELETE ON attempts
    BEGIN
        UPDATE attempt_mark SET n = OLD.n WHERE n < OLD.n;
    END;",
};

/// The newest one to each target is found without looking at the others.
pub(in crate::store) const INDEX_TARGETS: Migration = Migration {
    name: "attempts-6",
    sql: "CREATE INDEX attempts_target ON attempts (target) WHERE target IS NOT NULL;",
};

/// How many there are is kept: it is asked after each change. Those of a run are found in the order in which they ended.
pub(in crate::store) const KEEP_COUNT: Migration = Migration {
    name: "attempts-7",
    sql: "ALTER TABLE attempt_mark ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;
    UPDATE attempt_mark SET kept = (SELECT count(*) FROM attempts);
    CREATE TRIGGER attempts_more AFTER INSERT ON attempts
    BEGIN
        UPDATE attempt_mark SET kept = kept + 1;
    END;
    CREATE TRIGGER attempts_fewer AFTER DELETE ON attempts
    BEGIN
        UPDATE attempt_mark SET kept = kept - 1;
    END;
    CREATE INDEX attempts_of_run ON attempts (run) WHERE run IS NOT NULL;",
};
