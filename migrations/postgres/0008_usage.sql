-- What an account has subscribed to; without a row it is on the free plan. Whoever bills keeps its own name for it beside.
CREATE TABLE subscription (
    user_id     uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    plan        text NOT NULL CHECK (plan IN ('free', 'plus')),
    until       timestamptz,              -- after it the free plan holds
    provider    text,
    provider_id text UNIQUE,
    changed_at  timestamptz NOT NULL DEFAULT now()
);

-- What was used, by month of America/Sao_Paulo (its first day).
CREATE TABLE usage (
    user_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    month   date NOT NULL,
    kind    smallint NOT NULL,            -- 0 heard ms, 1 characters, 2 turns, 3 spoken ms
    amount  bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, month, kind)
);

-- What is held for work that runs, so that requests at the same time cannot use more than the quota. It is given back, less what was used,
-- when the work ends; of a server that died it ends by itself.
CREATE TABLE usage_hold (
    id         uuid NOT NULL,
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    month      date NOT NULL,
    kind       smallint NOT NULL,
    amount     bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (id, kind)
);
CREATE INDEX usage_hold_by_user ON usage_hold (user_id);
