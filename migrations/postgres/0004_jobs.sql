-- Work that is done beside the requests. A job stands here from the transaction that causes it to the one that has its effect; one that cannot
-- be done stays, dead, until the operator decides.
CREATE TABLE job (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    payload    jsonb NOT NULL,
    user_id    uuid REFERENCES account ON DELETE CASCADE,
    key        text,                      -- of jobs with one key at most one waits or runs
    due_at     timestamptz NOT NULL DEFAULT now(), -- it runs no sooner; of one that runs, when its lease ends
    holder     uuid,                      -- the run that has it, another one each time: a run that lost it changes nothing
    tries      integer NOT NULL DEFAULT 0, -- runs begun
    most_tries integer NOT NULL,
    waits      integer NOT NULL DEFAULT 0, -- runs that found another party away: they are no tries
    code       text,                      -- why the last one failed, in snake_case and without personal data
    detail     text,                      -- the same in full
    dead_at    timestamptz,
    patient_until timestamptz NOT NULL DEFAULT now() + interval '3 days', -- so long it waits for another party
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX job_due ON job (due_at) WHERE dead_at IS NULL;
CREATE UNIQUE INDEX job_key ON job (key) WHERE dead_at IS NULL;
CREATE INDEX job_by_user ON job (user_id);

-- What one instance at a time does, by the database's clock.
CREATE TABLE lease (
    name       text PRIMARY KEY,
    holder     uuid NOT NULL,
    term       bigint NOT NULL,           -- grows with every change of holder
    held_until timestamptz NOT NULL
);
