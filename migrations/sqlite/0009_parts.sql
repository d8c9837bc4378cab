-- Alerts and conversations are merged part by part: who changed the channels of an alert and who changed its rule, each on a computer of their own, both
-- keep what they did. When each part of a row was last changed by somebody; without a row, not since it was made. The parts are those of
-- `desktop/src/store/sync/parts.rs`.
CREATE TABLE sync_part (
    collection INTEGER NOT NULL,
    key        BLOB NOT NULL,
    part       TEXT NOT NULL,
    hlc        INTEGER NOT NULL,
    PRIMARY KEY (collection, key, part)
) STRICT, WITHOUT ROWID;

DROP TRIGGER sync_conversation_updated;
CREATE TRIGGER sync_conversation_updated AFTER UPDATE ON conversation WHEN (SELECT applying FROM sync_clock) = 0 BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 1, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
    INSERT INTO sync_part (collection, key, part, hlc) SELECT 1, new.id, 'title', hlc FROM sync_clock WHERE old.title IS NOT new.title
        ON CONFLICT (collection, key, part) DO UPDATE SET hlc = excluded.hlc;
    INSERT INTO sync_part (collection, key, part, hlc) SELECT 1, new.id, 'dialogue', hlc FROM sync_clock
        WHERE old.dialogue IS NOT new.dialogue OR old.updated_at IS NOT new.updated_at
        ON CONFLICT (collection, key, part) DO UPDATE SET hlc = excluded.hlc;
END;

DROP TRIGGER sync_alert_updated;
CREATE TRIGGER sync_alert_updated AFTER UPDATE ON alert
WHEN (SELECT applying FROM sync_clock) = 0
     AND NOT (old.version = new.version AND old.state = 'active' AND new.state IN ('fired', 'expired')) BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 7, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
    INSERT INTO sync_part (collection, key, part, hlc) SELECT 7, new.id, 'rule', hlc FROM sync_clock
        WHERE old.coin IS NOT new.coin OR old.quote IS NOT new.quote OR old.condition IS NOT new.condition OR old.span IS NOT new.span
           OR old.hysteresis_pct IS NOT new.hysteresis_pct OR old.said IS NOT new.said
        ON CONFLICT (collection, key, part) DO UPDATE SET hlc = excluded.hlc;
    INSERT INTO sync_part (collection, key, part, hlc) SELECT 7, new.id, 'cooldown', hlc FROM sync_clock
        WHERE old.cooldown_s IS NOT new.cooldown_s
        ON CONFLICT (collection, key, part) DO UPDATE SET hlc = excluded.hlc;
    INSERT INTO sync_part (collection, key, part, hlc) SELECT 7, new.id, 'channels', hlc FROM sync_clock
        WHERE old.channels IS NOT new.channels
        ON CONFLICT (collection, key, part) DO UPDATE SET hlc = excluded.hlc;
    INSERT INTO sync_part (collection, key, part, hlc) SELECT 7, new.id, 'state', hlc FROM sync_clock WHERE old.state IS NOT new.state
        ON CONFLICT (collection, key, part) DO UPDATE SET hlc = excluded.hlc;
END;

-- Of a row that comes, whether a change of it waits here; what is sent next; what a pull has passed. A first sync has tens of thousands of each.
CREATE INDEX sync_outbox_by_row ON sync_outbox (collection, key);
CREATE INDEX sync_outbox_waiting ON sync_outbox (dev_n) WHERE seq IS NULL;
CREATE INDEX sync_outbox_taken ON sync_outbox (seq) WHERE seq IS NOT NULL;
