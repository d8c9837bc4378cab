-- ALFA's data on one computer. A migration that has landed is never edited.
--
-- Every table: `row` is the order of insertion, `id` a UUIDv7 in 16 bytes, times are microseconds since 1970 in UTC,
-- `deleted_at` is a tombstone (the row stays, so that a deletion can travel to other devices; its words do not stay).
-- Amounts are decimal text, never floating point.

CREATE TABLE conversation (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    title      TEXT NOT NULL,
    dialogue   TEXT,                       -- what the next turn leans on, JSON
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX conversation_by_time ON conversation (updated_at) WHERE deleted_at IS NULL;

CREATE TABLE message (
    row          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    conversation BLOB NOT NULL REFERENCES conversation (id),
    role         TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text         TEXT NOT NULL,
    spoken       TEXT,
    facts        TEXT NOT NULL DEFAULT '[]', -- JSON
    understood   TEXT,                       -- JSON
    engine       TEXT,
    created_at   INTEGER NOT NULL,
    deleted_at   INTEGER
) STRICT;
CREATE INDEX message_by_conversation ON message (conversation, row) WHERE deleted_at IS NULL;

-- The stages of a turn in milliseconds, one row for each answer that was timed.
CREATE TABLE timing (
    row         INTEGER PRIMARY KEY,
    message     BLOB NOT NULL UNIQUE REFERENCES message (id),
    load        REAL,
    recognise   REAL,
    understand  REAL,
    tools       REAL,
    answer      REAL,
    first_audio REAL,
    total       REAL
) STRICT;

CREATE TABLE tool_call (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    message    BLOB NOT NULL REFERENCES message (id),
    tool       TEXT NOT NULL,
    arguments  TEXT NOT NULL,              -- JSON
    facts      TEXT NOT NULL DEFAULT '[]', -- JSON
    problem    TEXT,
    millis     REAL NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX tool_call_by_message ON tool_call (message, row);

-- Words of messages, found whatever their case and accents ("preco" finds "preço").
CREATE VIRTUAL TABLE message_search USING fts5 (
    text, content = 'message', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER message_inserted AFTER INSERT ON message BEGIN
    INSERT INTO message_search (rowid, text) VALUES (new.row, new.text);
END;
CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
    INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.row, old.text);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF text ON message WHEN old.text IS NOT new.text BEGIN
    INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.row, old.text);
    INSERT INTO message_search (rowid, text) VALUES (new.row, new.text);
END;

CREATE TABLE alert (
    row            INTEGER PRIMARY KEY,
    id             BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    version        INTEGER NOT NULL,
    coin           TEXT NOT NULL,
    quote          TEXT NOT NULL,
    condition      TEXT NOT NULL,
    span           TEXT,                   -- `window` is a word of SQL
    cooldown_s     INTEGER NOT NULL,
    hysteresis_pct TEXT NOT NULL,
    channels       TEXT NOT NULL,          -- JSON
    state          TEXT NOT NULL,
    said           TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    deleted_at     INTEGER
) STRICT;

CREATE TABLE watch (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    coin       TEXT NOT NULL,
    added_at   INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX watch_by_coin ON watch (coin) WHERE deleted_at IS NULL;

CREATE TABLE trade (
    row          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    side         TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    coin         TEXT NOT NULL,
    amount       TEXT NOT NULL,
    price        TEXT NOT NULL,
    currency     TEXT NOT NULL,
    price_source TEXT NOT NULL,
    at           INTEGER NOT NULL,
    deleted_at   INTEGER
) STRICT;
CREATE INDEX trade_by_time ON trade (at, row) WHERE deleted_at IS NULL;

CREATE TABLE schedule (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    time       TEXT NOT NULL,
    coins      TEXT NOT NULL,              -- JSON
    quote      TEXT,
    said       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

-- What paid services were used for, for the limits on cost.
CREATE TABLE usage (
    row           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    service       TEXT NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost_usd      TEXT NOT NULL,
    at            INTEGER NOT NULL
) STRICT;
CREATE INDEX usage_by_time ON usage (at);

-- Small things a part of ALFA remembers from one start to the next.
CREATE TABLE remembered (
    row   INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
) STRICT;
