-- Requests that came with an Idempotency-Key, and what they were answered, kept in the transaction that did what they asked. The answer is sealed.
CREATE TABLE idempotency (
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    route      text NOT NULL,
    key        text NOT NULL,
    hash       bytea NOT NULL,            -- SHA-256 of the body
    status     smallint,                  -- with `sealed`, before the transaction ends
    sealed     bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, route, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
