-- Alerts that stay on this computer, and firings that are told once by all who watch.

-- Whether the cloud may have it, which then watches it too and reads it.
ALTER TABLE alert ADD COLUMN leaves_device INTEGER NOT NULL DEFAULT 1 CHECK (leaves_device IN (0, 1));

-- Who told it, where it was somebody else: 'cloud' or 'device'.
ALTER TABLE delivery ADD COLUMN told_by TEXT;
-- It was told here and the cloud does not know yet.
ALTER TABLE delivery ADD COLUMN unreported INTEGER NOT NULL DEFAULT 0 CHECK (unreported IN (0, 1));
UPDATE delivery SET unreported = 1 WHERE state = 'sent';
CREATE INDEX delivery_unreported ON delivery (firing) WHERE unreported = 1;

-- That an alert fired or ended is no change of the user's: the firing travels, and says it. Else it would beat what the user changed meanwhile
-- on another computer.
DROP TRIGGER sync_alert_updated;
CREATE TRIGGER sync_alert_updated AFTER UPDATE ON alert
WHEN (SELECT applying FROM sync_clock) = 0
     AND NOT (old.version = new.version AND old.state = 'active' AND new.state IN ('fired', 'expired')) BEGIN
    UPDATE sync_clock SET hlc = max(hlc + 1, (CAST(unixepoch('subsec') * 1000 AS INTEGER) + skew_ms) << 16);
    INSERT INTO sync_mark (collection, key, hlc) SELECT 7, new.id, hlc FROM sync_clock WHERE true
        ON CONFLICT (collection, key) DO UPDATE SET hlc = excluded.hlc;
END;
