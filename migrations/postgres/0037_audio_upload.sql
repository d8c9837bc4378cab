-- Long recordings that are being sent: each has its place before its first byte, so that an account cannot fill the store with many that never end. It is
-- given back with what was put, and ends by itself when no request may take that long.
CREATE TABLE audio_upload (
    id         uuid PRIMARY KEY,          -- of the job there will be
    user_id    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX audio_upload_by_user ON audio_upload (user_id);
