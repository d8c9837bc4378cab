-- What sync needs on a device. A change and its mark are one transaction: triggers make the mark, so no writer can forget it.

-- One row. `hlc` is the hybrid logical clock (milliseconds since 1970 << 16, a counter below); `skew_ms` is what the server's clock is ahead of
-- this one; while `applying`, changes come from elsewhere and leave no mark.
CREATE TABLE sync_clock (
    row      INTEGER PRIMARY KEY CHECK (row = 1),
    hlc      INTEGER NOT NULL,
    skew_ms  INTEGER NOT NULL,
    applying INTEGER NOT NULL CHECK (applying IN (0, 1))
) STRICT;
INSERT INTO sync_clock VALUES (1, 0, 0, 0);

-- What changed here and is no op yet. `key` is the row's id, or the coin of a watch.
CREATE TABLE sync_mark (
    collection INTEGER NOT NULL,
    key        BLOB NOT NULL,
    hlc        INTEGER NOT NULL,
    PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;

-- Ops the server has not settled yet, sealed and numbered.
CREATE TABLE sync_outbox (
    dev_n      INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL,
    key        BLOB NOT NULL,
    hlc        INTEGER NOT NULL,
    op         TEXT NOT NULL              -- JSON, as it travels
) STRICT;

-- What the server holds, as far as this device knows: of each entity the change that holds.
CREATE TABLE sync_entity (
    collection INTEGER NOT NULL,
    entity     BLOB NOT NULL,
    key        BLOB NOT NULL,
    kind       INTEGER NOT NULL,
    hlc        INTEGER NOT NULL,
    device     BLOB NOT NULL,
    op         BLOB NOT NULL,
    PRIMARY KEY (collection, entity)
) STRICT, WITHOUT ROWID;

-- The digest of each part of it.
CREATE TABLE sync_digest (
    collection INTEGER NOT NULL,
    bucket     INTEGER NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (collection, bucket)
) STRICT, WITHOUT ROWID;

-- Where this device stands with the account it is signed in to.
CREATE TABLE sync_position (
    row       INTEGER PRIMARY KEY CHECK (row = 1),
    account   BLOB NOT NULL,
    device    BLOB NOT NULL,
    epoch     BLOB,
    pulled    INTEGER NOT NULL,
    acked     INTEGER NOT NULL,
    last_made INTEGER NOT NULL,
    synced_at INTEGER
) STRICT;

-- What could not be sent or read; it holds nothing up, and the user sees it.
CREATE TABLE sync_quarantine (
    row        INTEGER PRIMARY KEY,
    op         BLOB NOT NULL UNIQUE,
    collection INTEGER NOT NULL,
    entity     BLOB NOT NULL,
    problem    TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;

CREATE TRIGGER sync_conversation_inserted AFTER INSERT ON conversation WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 1, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_conversation_updated AFTER UPDATE ON conversation WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 1, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_message_inserted AFTER INSERT ON message WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 2, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_message_updated AFTER UPDATE ON message WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 2, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
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
CREATE TRIGGER sync_watch_inserted AFTER INSERT ON watch WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 4, CAST(new.coin AS BLOB), hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_watch_updated AFTER UPDATE ON watch WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 4, CAST(new.coin AS BLOB), hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_trade_inserted AFTER INSERT ON trade WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 5, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_trade_updated AFTER UPDATE ON trade WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 5, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_alert_inserted AFTER INSERT ON alert WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 7, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_alert_updated AFTER UPDATE ON alert WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 7, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_firing_inserted AFTER INSERT ON firing WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 9, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_firing_updated AFTER UPDATE ON firing WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 9, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_schedule_inserted AFTER INSERT ON schedule WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 10, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
CREATE TRIGGER sync_schedule_updated AFTER UPDATE ON schedule WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 10, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;

-- what was here before sync is sent too, dated as it was made; of a watch that was taken away and added again only the last one counts
INSERT INTO sync_mark SELECT 1, id, (max(0, coalesce(updated_at, 0)) / 1000) << 16 FROM conversation WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
INSERT INTO sync_mark SELECT 2, id, (max(0, coalesce(created_at, 0)) / 1000) << 16 FROM message WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
INSERT INTO sync_mark SELECT 3, id, (max(0, coalesce((SELECT created_at FROM message WHERE message.id = tool_call.message), 0)) / 1000) << 16 FROM tool_call WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
INSERT INTO sync_mark SELECT 4, CAST(coin AS BLOB), (max(0, coalesce(max(added_at, coalesce(deleted_at, 0)), 0)) / 1000) << 16 FROM watch WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
INSERT INTO sync_mark SELECT 5, id, (max(0, coalesce(at, 0)) / 1000) << 16 FROM trade WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
INSERT INTO sync_mark SELECT 7, id, (max(0, coalesce(created_at, 0)) / 1000) << 16 FROM alert WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
INSERT INTO sync_mark SELECT 9, id, (max(0, coalesce(at, 0)) / 1000) << 16 FROM firing WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
INSERT INTO sync_mark SELECT 10, id, (max(0, coalesce(created_at, 0)) / 1000) << 16 FROM schedule WHERE true
    ON CONFLICT DO UPDATE SET hlc = max(hlc, excluded.hlc);
