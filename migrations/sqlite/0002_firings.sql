-- What alerts fired, who was told, and what the watch remembers from one start to the next.

CREATE TABLE firing (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    alert      BLOB NOT NULL CHECK (length(alert) = 16),
    version    INTEGER NOT NULL,
    arming     INTEGER NOT NULL,
    coin       TEXT NOT NULL,
    price      TEXT NOT NULL,              -- JSON, a fact
    at         INTEGER NOT NULL,
    late       INTEGER NOT NULL CHECK (late IN (0, 1)),
    text       TEXT NOT NULL,
    spoken     TEXT NOT NULL,
    deleted_at INTEGER
) STRICT;
-- found again it is the same one
CREATE UNIQUE INDEX firing_known_by ON firing (alert, version, arming);
CREATE INDEX firing_by_time ON firing (at) WHERE deleted_at IS NULL;

CREATE TABLE delivery (
    row      INTEGER PRIMARY KEY,
    firing   BLOB NOT NULL REFERENCES firing (id),
    channel  TEXT NOT NULL,
    state    TEXT NOT NULL,
    problem  TEXT,
    attempts INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,             -- not tried before
    UNIQUE (firing, channel)
) STRICT;
CREATE INDEX delivery_pending ON delivery (due_at) WHERE state = 'pending';

-- Of each alert that repeats: how often it was armed, and since when it is disarmed.
CREATE TABLE arming (
    row      INTEGER PRIMARY KEY,
    alert    BLOB NOT NULL UNIQUE CHECK (length(alert) = 16),
    version  INTEGER NOT NULL,
    arming   INTEGER NOT NULL,
    fired_at INTEGER
) STRICT;

-- Up to where each series of prices was watched: what comes after is looked up when the watch goes on.
CREATE TABLE watched (
    row    INTEGER PRIMARY KEY,
    series TEXT NOT NULL UNIQUE,           -- "BTC/BRL"
    at     INTEGER NOT NULL,
    price  TEXT NOT NULL
) STRICT;
