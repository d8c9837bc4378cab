-- The call of a tool may come from another computer before the message it belongs to: it waits for it here, whole.

CREATE TABLE tool_call_anew (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    message    BLOB NOT NULL CHECK (length(message) = 16),
    tool       TEXT NOT NULL,
    arguments  TEXT NOT NULL,              -- JSON
    facts      TEXT NOT NULL DEFAULT '[]', -- JSON
    problem    TEXT,
    millis     REAL NOT NULL,
    deleted_at INTEGER
) STRICT;
INSERT INTO tool_call_anew SELECT row, id, message, tool, arguments, facts, problem, millis, deleted_at FROM tool_call;
DROP TABLE tool_call;
ALTER TABLE tool_call_anew RENAME TO tool_call;
CREATE INDEX tool_call_by_message ON tool_call (message, row);

CREATE TRIGGER sync_tool_call_inserted AFTER INSERT ON tool_call WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 3, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_tool_call_updated AFTER UPDATE ON tool_call WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 3, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
