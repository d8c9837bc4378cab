-- Tries to sign in, by an HMAC of what is counted: neither addresses stand here.
CREATE TABLE attempt (
    key     bytea PRIMARY KEY,
    seconds integer NOT NULL,             -- the window's length
    count   integer NOT NULL,
    since   timestamptz NOT NULL
);
