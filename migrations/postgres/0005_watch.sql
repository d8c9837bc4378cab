-- Alerts that the cloud watches, what fired, and who tells of it.

-- Per account: up to where its alerts and firings changed, and up to where the watch has seen that.
CREATE TABLE alert_feed (
    user_id uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    head    bigint NOT NULL,
    seen    bigint NOT NULL DEFAULT 0
);
CREATE INDEX alert_feed_unseen ON alert_feed (user_id) WHERE head > seen;
INSERT INTO alert_feed (user_id, head) SELECT user_id, max(seq) FROM op WHERE collection IN (7, 9) GROUP BY user_id;

-- whoever writes a change, the feed has it in the same transaction
CREATE FUNCTION feed_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO alert_feed AS feed (user_id, head) VALUES (NEW.user_id, NEW.seq)
    ON CONFLICT (user_id) DO UPDATE SET head = excluded.head WHERE excluded.head > feed.head;
    RETURN NULL;
END $$;
CREATE TRIGGER op_feeds_alerts AFTER INSERT ON op FOR EACH ROW WHEN (NEW.collection IN (7, 9)) EXECUTE FUNCTION feed_alert();
CREATE INDEX entity_of_alerts ON entity (user_id) WHERE collection = 7;

-- Up to where each pair's price was watched: what comes after is looked up by whoever watches next.
CREATE TABLE watched (
    coin     text NOT NULL,
    currency text NOT NULL,
    at       timestamptz NOT NULL,
    price    text NOT NULL,               -- a decimal number
    source   text NOT NULL,
    PRIMARY KEY (coin, currency)
);

-- Of each alert that was watched: how often it was armed in this version, and since when it is disarmed.
CREATE TABLE arming (
    user_id  uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    alert    uuid NOT NULL,
    version  integer NOT NULL,
    arming   integer NOT NULL,
    fired_at timestamptz,
    PRIMARY KEY (user_id, alert)
);

-- Found again it is the same one, whoever finds it.
CREATE TABLE firing (
    user_id  uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    alert    uuid NOT NULL,
    version  integer NOT NULL,
    arming   integer NOT NULL,
    at       timestamptz NOT NULL,
    repeats  boolean NOT NULL,            -- its alert fires again
    firing   text NOT NULL,               -- JSON
    kept_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, alert, version, arming)
);
CREATE INDEX firing_by_age ON firing (kept_at);

-- Who tells of a firing over a way, and whether it is told. A claim that is not told in time is anybody's.
CREATE TABLE telling (
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    alert      uuid NOT NULL,
    version    integer NOT NULL,
    arming     integer NOT NULL,
    way        text NOT NULL CHECK (way IN ('computer', 'email', 'webhook', 'telegram')),
    holder     uuid NOT NULL,             -- a signed-in device; nil for the cloud
    claimed_at timestamptz NOT NULL DEFAULT now(),
    told_at    timestamptz,
    PRIMARY KEY (user_id, alert, version, arming, way)
);

-- Where an account's alerts are told, sealed: addresses, bot tokens, webhook secrets.
CREATE TABLE alert_channels (
    user_id uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    sealed  bytea NOT NULL
);

-- The daily report by e-mail, at the user's hour.
CREATE TABLE report (
    user_id   uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    enabled   boolean NOT NULL,
    hour      integer NOT NULL,
    minute    integer NOT NULL,
    time_zone text NOT NULL,              -- of the tz database
    coins     text NOT NULL,              -- tickers, with spaces between them
    next_at   timestamptz NOT NULL
);
CREATE INDEX report_due ON report (next_at) WHERE enabled;
