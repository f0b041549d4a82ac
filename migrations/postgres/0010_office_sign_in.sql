-- Signing in to the office: local accounts, their sessions, and the people that providers of identities know.
-- Of passwords, tokens and codes only hashes are kept. The secret of one-time codes is encrypted with a key that is made
-- from the server's secret.

-- `mail` is folded: NFKC, small letters. `failures` counts tries in a row that did not sign in.
CREATE TABLE office_account (
    person BYTEA PRIMARY KEY CHECK (octet_length(person) = 16) REFERENCES person (id),
    mail TEXT NOT NULL UNIQUE,
    password_salt BYTEA NOT NULL CHECK (octet_length(password_salt) = 16),
    password_hash BYTEA NOT NULL CHECK (octet_length(password_hash) = 32),
    totp_secret BYTEA NOT NULL,
    last_totp_step BIGINT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL
);

CREATE TABLE office_recovery_code (
    hash BYTEA PRIMARY KEY CHECK (octet_length(hash) = 32),
    person BYTEA NOT NULL REFERENCES person (id),
    used_at BIGINT
);
CREATE INDEX office_recovery_code_by_person ON office_recovery_code (person);

-- `method` is `password`, `provider` or `break_glass`. A provider's session has its issuer, the subject there, the
-- provider's own session where it names one, and the key by which it is configured here. A session that has ended is
-- deleted.
CREATE TABLE office_session (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    token_hash BYTEA NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    person BYTEA NOT NULL REFERENCES person (id),
    method TEXT NOT NULL CHECK (method IN ('password', 'provider', 'break_glass')),
    provider TEXT,
    issuer TEXT,
    subject TEXT,
    sid TEXT,
    browser TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    stepped_up_until BIGINT
);
CREATE INDEX office_session_by_person ON office_session (person);
CREATE INDEX office_session_by_subject ON office_session (issuer, subject);

-- `reason` is stated for a break-glass link and for nothing else. Those are kept after they were used.
CREATE TABLE office_invitation (
    token_hash BYTEA PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    person BYTEA NOT NULL REFERENCES person (id),
    reason TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

-- Tries to sign in within a window, by a keyed hash of account and address, of either, or of a browser that the account
-- was signed in on before. None is taken before `wait_until`.
CREATE TABLE sign_in_attempt (
    subject BYTEA PRIMARY KEY CHECK (octet_length(subject) = 16),
    tries BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    wait_until BIGINT NOT NULL
);
CREATE INDEX sign_in_attempt_by_beginning ON sign_in_attempt (began_at);

-- A sign-in that has gone to its provider, and what it came back with (`claimed`, as JSON) while the person is asked. `invitation` belongs to one that binds a person to an
-- identity, `session` to one that proves again who is signed in.
CREATE TABLE oidc_flow (
    token_hash BYTEA PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    provider TEXT NOT NULL,
    state TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    return_path TEXT NOT NULL,
    claimed TEXT,
    invitation BYTEA,
    session BYTEA,
    expires_at BIGINT NOT NULL
);

-- The person behind an identity of a provider. Mail addresses never lead to one.
CREATE TABLE external_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    person BYTEA NOT NULL REFERENCES person (id),
    bound_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX external_identity_by_person ON external_identity (person);

-- Grants that a provider's groups gave. Each sign-in makes and ends these alone.
CREATE TABLE provider_grant (
    issuer TEXT NOT NULL,
    person BYTEA NOT NULL,
    department BYTEA NOT NULL,
    role TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    PRIMARY KEY (issuer, person, department, role, valid_from)
);

-- Names of logout tokens that were used, for as long as they would work again.
CREATE TABLE used_logout_token (
    issuer TEXT NOT NULL,
    jti TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, jti)
);
