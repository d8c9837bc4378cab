-- Settings that travel. The file is theirs; this is what sync knows of it. `value` is what holds, `written` what stood in the file when it was last looked at
-- (none where nothing stood there).
CREATE TABLE setting (
    row        INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    value      TEXT NOT NULL,
    written    TEXT,
    deleted_at INTEGER
) STRICT;

-- It was away for so long that the server may have forgotten deletions meanwhile.
ALTER TABLE sync_position ADD COLUMN stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1));

-- Digests say what there is, not what there was: what the server holds is fetched once more.
DELETE FROM sync_entity;
DELETE FROM sync_digest;
UPDATE sync_position SET pulled = 0;
