-- Signing in through the browser (RFC 7636, RFC 8252) and staying signed in there.

-- A browser's session: a device that is known by a cookie instead of tokens. By the cookie's SHA-256.
CREATE TABLE web_session (
    hash       bytea PRIMARY KEY,
    device_id  uuid NOT NULL UNIQUE REFERENCES device ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);

-- What a computer gets its session for; once, and only with what the challenge was made of.
CREATE TABLE authorization_code (
    hash         bytea PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    challenge    text NOT NULL,           -- S256, base64url
    redirect_uri text NOT NULL,
    name         text NOT NULL,
    platform     text NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    device_id    uuid REFERENCES device ON DELETE SET NULL -- whom it signed in
);
CREATE INDEX authorization_code_by_user ON authorization_code (user_id);
