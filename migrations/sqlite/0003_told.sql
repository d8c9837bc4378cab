-- When the user was told, where a watched price came from, and which schedules have spoken.

ALTER TABLE delivery ADD COLUMN told_at INTEGER;
-- of what was told before only the moment it happened is known
UPDATE delivery SET told_at = (SELECT at FROM firing WHERE firing.id = delivery.firing) WHERE state = 'sent';

ALTER TABLE watched ADD COLUMN source TEXT NOT NULL DEFAULT '';

-- Of each schedule the last of its times that is settled: it speaks of none up to then.
CREATE TABLE spoken (
    row      INTEGER PRIMARY KEY,
    schedule BLOB NOT NULL UNIQUE CHECK (length(schedule) = 16),
    at       INTEGER NOT NULL
) STRICT;
