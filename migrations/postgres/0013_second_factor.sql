-- A second factor (RFC 6238), and what signing in goes through because of it.

CREATE TABLE second_factor (
    user_id      uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    secret       bytea NOT NULL,          -- sealed (at_rest)
    confirmed_at timestamptz,             -- asked for from then on
    last_step    bigint NOT NULL DEFAULT 0 -- no code of this time step or before counts again
);

-- Each takes the second factor's place once; by its SHA-256.
CREATE TABLE recovery_code (
    user_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    hash    bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, hash)
);

-- Somebody gave the right password and is asked for the second factor.
CREATE TABLE sign_in_ticket (
    hash       bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    way        text NOT NULL CHECK (way IN ('token', 'cookie')),
    name       text NOT NULL,
    platform   text NOT NULL,
    wrong      integer NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_ticket_by_user ON sign_in_ticket (user_id);
