-- Mail that waits to be sent, and phones that are told of news.

-- `content` holds address, subject and text, encrypted with a key that is made from the server's secret: an invitation's
-- link signs in. A mail that is sent is deleted. One that is given up keeps `dead_at` and loses its content.
-- A server that sends it has it until `claimed_until`.
CREATE TABLE mail (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    person BLOB NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    content BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    claimed_until INTEGER NOT NULL DEFAULT 0,
    dead_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_by_next ON mail (next_at);

-- When a person was last sent a mail of a kind that is not sent again for some time.
CREATE TABLE notice (
    person BLOB NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (person, kind)
) STRICT, WITHOUT ROWID;

-- A person's own settings of the office. `digest` is whether the daily mail is sent, `language` is `da` or `en`.
CREATE TABLE person_settings (
    person BLOB PRIMARY KEY CHECK (length(person) = 16) REFERENCES person (id),
    digest INTEGER NOT NULL,
    language TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The address at a push service by which a phone's browser is told of news. The people of a shared phone have the same.
-- `told_at` is when it was last told.
CREATE TABLE push_subscription (
    device BLOB PRIMARY KEY CHECK (length(device) = 16) REFERENCES device (id),
    endpoint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    told_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX push_subscription_by_endpoint ON push_subscription (endpoint);

-- Records whose arrival was told by push.
CREATE TABLE announced (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (department, document)
) STRICT, WITHOUT ROWID;
