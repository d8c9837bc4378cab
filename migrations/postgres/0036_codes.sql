-- Codes know what they rest on.

-- The browser's session that let the computer in: with it the code ends.
ALTER TABLE authorization_code ADD COLUMN allowed_by uuid REFERENCES device ON DELETE CASCADE;

-- What an address is proved with by this code: several stand at once, and each sets what was asked for with it.
ALTER TABLE mailed_code
    ADD COLUMN email         text,
    ADD COLUMN password_hash text;
UPDATE mailed_code c SET email = a.email, password_hash = a.password_hash
FROM account a WHERE a.id = c.user_id AND c.purpose = 'verify' AND c.used_at IS NULL;
