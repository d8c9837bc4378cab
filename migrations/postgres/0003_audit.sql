-- What happened to accounts, in a chain (docs/AUDIT.md). A row says nothing of anybody once its account is erased: the account alone knows its
-- subject, and the details go with it.

ALTER TABLE account ADD COLUMN audit_subject uuid NOT NULL UNIQUE DEFAULT gen_random_uuid();

CREATE TABLE audit (
    seq     bigint PRIMARY KEY,           -- from 1, without gaps
    at      timestamptz NOT NULL,
    event   text NOT NULL,
    subject uuid NOT NULL,                -- account.audit_subject; nil where there is no account
    detail  bytea,                        -- SHA-256 of salt and text of its detail
    hash    bytea NOT NULL                -- SHA-256 of the hash before it and of this row
);
CREATE INDEX audit_by_subject ON audit (subject);

CREATE TABLE audit_detail (
    seq     bigint PRIMARY KEY REFERENCES audit,
    user_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    salt    bytea NOT NULL,
    text    text NOT NULL                 -- JSON
);
CREATE INDEX audit_detail_by_user ON audit_detail (user_id);

-- Where the chain ends; locked by whoever adds to it, which is the last thing its transaction does.
CREATE TABLE audit_head (
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq  bigint NOT NULL,
    hash bytea NOT NULL,
    seal bytea NOT NULL                   -- HMAC under the server's secret: who has the database alone cannot write another chain
);
INSERT INTO audit_head (seq, hash, seal) VALUES (0, decode(repeat('00', 32), 'hex'), '');

CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END $$;

CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_detail_is_kept BEFORE UPDATE ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_detail_is_not_emptied BEFORE TRUNCATE ON audit_detail FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_head_is_kept BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_is_kept();

-- A detail goes with its account and not otherwise.
CREATE FUNCTION audit_detail_goes_with_its_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM account WHERE id = OLD.user_id) THEN
        RAISE EXCEPTION 'the audit log is only added to';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER audit_detail_goes_with_its_account BEFORE DELETE ON audit_detail
    FOR EACH ROW EXECUTE FUNCTION audit_detail_goes_with_its_account();
