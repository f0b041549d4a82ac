-- Access of machines: tokens by which a data warehouse reads, and webhooks that tell of changes. Both act for the person
-- who made them and never reach further than that person's present rights.

-- Of a token only the hash is kept. Departments and kinds are JSON lists; no departments stand for all of the
-- organisation.
CREATE TABLE data_token (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    person BLOB NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    departments TEXT,
    kinds TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX data_token_by_organisation ON data_token (organisation);

-- The secret of a webhook is derived from the server's own and kept nowhere. `tries` counts failures in a row, and none
-- is called before `next_at`. Numbers of its log go up with `deliveries`.
CREATE TABLE webhook (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    person BLOB NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    departments TEXT,
    kinds TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    deliveries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_by_organisation ON webhook (organisation);

-- Everything up to this number of a department's log was told.
CREATE TABLE webhook_cursor (
    webhook BLOB NOT NULL REFERENCES webhook (id),
    department BLOB NOT NULL REFERENCES department (id),
    upto INTEGER NOT NULL,
    PRIMARY KEY (webhook, department)
) STRICT, WITHOUT ROWID;

-- The latest calls of each webhook. `status` is the HTTP status of the answer, where there was one.
CREATE TABLE webhook_delivery (
    webhook BLOB NOT NULL REFERENCES webhook (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    events INTEGER NOT NULL,
    status INTEGER,
    failure TEXT NOT NULL,
    PRIMARY KEY (webhook, number)
) STRICT, WITHOUT ROWID;
