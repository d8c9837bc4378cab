-- Long recordings that are recognised and long texts that are spoken, as jobs. What was given and what was made of it lie sealed in the object store, below
-- audio/USER/ID; whether one runs is seen from its row of `job`, whose key is audio:ID.
CREATE TABLE audio_job (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('transcribe', 'speak')),
    size       bigint NOT NULL,           -- of a recording its bytes, of a text its characters
    billed     bigint NOT NULL,           -- what it costs once it is done: milliseconds heard, or characters
    voice      text,
    speed      real,
    state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'failed')),
    code       text,                      -- why it failed
    engine     text,
    rate       integer,                   -- samples a second of what was spoken
    spoken_ms  bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at   timestamptz
);
CREATE INDEX audio_job_by_user ON audio_job (user_id, created_at);
CREATE INDEX audio_job_by_end ON audio_job (ended_at);

-- What is done of one already: whoever goes on goes on behind the last of these.
CREATE TABLE audio_part (
    job_id    uuid NOT NULL REFERENCES audio_job ON DELETE CASCADE,
    number    integer NOT NULL,
    user_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    until     bigint NOT NULL,            -- so far it is done: bytes of the recording, characters of the text
    object    uuid NOT NULL,              -- its result's name, another one in each run
    bytes     bigint NOT NULL,            -- the result's size
    PRIMARY KEY (job_id, number)
);
CREATE INDEX audio_part_by_user ON audio_part (user_id);

-- What a job holds of the quota it holds until it ends, and it is no question that runs.
ALTER TABLE usage_hold ADD COLUMN audio_job uuid REFERENCES audio_job ON DELETE CASCADE;
CREATE INDEX usage_hold_by_audio_job ON usage_hold (audio_job);
