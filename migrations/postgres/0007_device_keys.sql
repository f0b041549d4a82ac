-- The key that a phone proves itself with: an uncompressed point of P-256. Phones that enrolled before have none until they
-- are heard of. `key_counter` is the phone's count of its signatures, `key_session` the hash of the session that was given
-- for the last of them and `key_previous` the hash that it named. Without `key_session` the next may name any.
ALTER TABLE device ADD COLUMN public_key BYTEA CHECK (octet_length(public_key) = 65);
ALTER TABLE device ADD COLUMN key_counter BIGINT;
ALTER TABLE device ADD COLUMN key_session BYTEA CHECK (octet_length(key_session) = 32);
ALTER TABLE device ADD COLUMN key_previous BYTEA CHECK (octet_length(key_previous) = 32);
ALTER TABLE device ADD COLUMN key_at BIGINT;

-- The device that used the code, so that the same phone may use it once more.
ALTER TABLE enrolment ADD COLUMN device BYTEA;

-- Challenges that were answered, for as long as they would work again.
CREATE TABLE challenge (
    challenge BYTEA PRIMARY KEY CHECK (octet_length(challenge) = 32),
    expires_at BIGINT NOT NULL
);
