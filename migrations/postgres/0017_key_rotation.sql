-- The data key changes when a device is revoked. Nothing here opens anything without a device's own key or the recovery phrase.

-- A signed-in device's public key, with the proof that it was put by one that holds the data key.
CREATE TABLE device_key (
    session_id uuid PRIMARY KEY REFERENCES device ON DELETE CASCADE,
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    public_key text NOT NULL,
    proof      text NOT NULL
);
CREATE INDEX device_key_by_user ON device_key (user_id);

-- The data keys after the first one: for the recovery phrase.
CREATE TABLE key_rotation (
    user_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    version   integer NOT NULL CHECK (version > 1),
    wrapped   text NOT NULL,
    key_check text NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, version)
);

-- For each device that stayed.
CREATE TABLE key_share (
    session_id uuid NOT NULL REFERENCES device ON DELETE CASCADE,
    user_id    uuid NOT NULL,
    version    integer NOT NULL,
    sealed     text NOT NULL,
    PRIMARY KEY (session_id, version),
    FOREIGN KEY (user_id, version) REFERENCES key_rotation ON DELETE CASCADE
);
