-- Access of machines: tokens by which a data warehouse reads, and webhooks that tell of changes. Both act for the person
-- who made them and never reach further than that person's present rights.

-- Of a token only the hash is kept. Departments and kinds are JSON lists; no departments stand for all of the
-- organisation.
CREATE TABLE data_token (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    token_hash BYTEA NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    person BYTEA NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    departments TEXT,
    kinds TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    used_at BIGINT
);
CREATE INDEX data_token_by_organisation ON data_token (organisation);

-- The secret of a webhook is derived from the server's own and kept nowhere. `tries` counts failures in a row, and none
-- is called before `next_at`. Numbers of its log go up with `deliveries`.
CREATE TABLE webhook (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    person BYTEA NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    departments TEXT,
    kinds TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    tries BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL,
    deliveries BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX webhook_by_organisation ON webhook (organisation);

-- Everything up to this number of a department's log was told.
CREATE TABLE webhook_cursor (
    webhook BYTEA NOT NULL REFERENCES webhook (id),
    department BYTEA NOT NULL REFERENCES department (id),
    upto BIGINT NOT NULL,
    PRIMARY KEY (webhook, department)
);

-- The latest calls of each webhook. `status` is the HTTP status of the answer, where there was one.
CREATE TABLE webhook_delivery (
    webhook BYTEA NOT NULL REFERENCES webhook (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    events BIGINT NOT NULL,
    status BIGINT,
    failure TEXT NOT NULL,
    PRIMARY KEY (webhook, number)
);
