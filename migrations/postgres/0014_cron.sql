-- What is done again and again, and when it was last caused.
CREATE TABLE cron (
    name      text PRIMARY KEY,
    caused_at timestamptz NOT NULL
);

-- What this server needs, as it was found last.
CREATE TABLE health (
    part       text PRIMARY KEY,          -- "database", "mail", "store", …
    up         boolean NOT NULL,
    detail     text,                      -- why it is not
    ms         integer NOT NULL,          -- how long it took to answer
    checked_at timestamptz NOT NULL,
    since      timestamptz NOT NULL       -- it has been up, or down, since
);

CREATE INDEX refresh_token_by_end ON refresh_token (expires_at);
