-- ALFA's cloud. A migration that has landed is never edited.
--
-- Ids are UUIDv7 made by the program; every table a user owns goes with the account. The server cannot read what devices seal: `op.body` is
-- ciphertext except for alerts the user lets it watch.

CREATE TABLE account (
    id            uuid PRIMARY KEY,
    email         text NOT NULL,          -- as typed
    email_key     text NOT NULL UNIQUE,   -- in lower case
    password_hash text NOT NULL,          -- Argon2id, PHC string
    verified_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);

-- A signed-in device: one family of refresh tokens.
CREATE TABLE device (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    name         text NOT NULL,
    platform     text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    revoked_at   timestamptz,
    revoked_why  text
);
CREATE INDEX device_by_user ON device (user_id);

-- Refresh tokens by their SHA-256. A used one stays until it ends, so that its reuse is seen.
CREATE TABLE refresh_token (
    hash       bytea PRIMARY KEY,
    device_id  uuid NOT NULL REFERENCES device ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_token_by_device ON refresh_token (device_id);

-- Codes sent by mail, by their SHA-256.
CREATE TABLE mailed_code (
    hash       bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    purpose    text NOT NULL CHECK (purpose IN ('verify', 'reset')),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX mailed_code_by_user ON mailed_code (user_id);

-- The data key, wrapped by the user's recovery phrase.
CREATE TABLE wrapped_key (
    user_id   uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    wrapped   text NOT NULL,
    key_check text NOT NULL
);

-- One row an account: locked by every push, so that the order of `seq` is the order of commits.
CREATE TABLE sync_head (
    user_id uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    seq     bigint NOT NULL DEFAULT 0,
    epoch   uuid NOT NULL,
    digests bytea NOT NULL DEFAULT ''     -- of each collection its number and digest
);

-- A device as far as sync goes: it numbers its changes without gaps.
CREATE TABLE sync_device (
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    device_id  uuid NOT NULL,
    session_id uuid NOT NULL,
    last_dev_n bigint NOT NULL DEFAULT 0,
    pulled     bigint NOT NULL DEFAULT 0,
    seen_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, device_id)
);

CREATE TABLE op (
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    seq        bigint NOT NULL,
    op_id      uuid NOT NULL,
    device_id  uuid NOT NULL,
    dev_n      bigint NOT NULL,
    hlc        bigint NOT NULL,
    collection smallint NOT NULL,
    entity     uuid NOT NULL,
    kind       smallint NOT NULL,
    schema_v   smallint NOT NULL,
    body       bytea NOT NULL,            -- empty where it does not hold, and of a deletion
    hash       bytea NOT NULL,
    live       boolean NOT NULL,          -- it holds: only these are pulled
    problem    text,                      -- why it was put aside
    PRIMARY KEY (user_id, seq),
    UNIQUE (user_id, op_id),
    UNIQUE (user_id, device_id, dev_n)
);

-- Of each entity the change that holds.
CREATE TABLE entity (
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    collection smallint NOT NULL,
    entity     uuid NOT NULL,
    kind       smallint NOT NULL,
    hlc        bigint NOT NULL,
    device_id  uuid NOT NULL,
    op_id      uuid NOT NULL,
    seq        bigint NOT NULL,
    PRIMARY KEY (user_id, collection, entity)
);
