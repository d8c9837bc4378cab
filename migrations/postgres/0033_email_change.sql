-- Another address for an account, until it is proved by the code that was mailed there (kept by its SHA-256).
CREATE TABLE email_change (
    user_id    uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    email      text NOT NULL,
    email_key  text NOT NULL,
    hash       bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
