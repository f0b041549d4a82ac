-- The organisation, who may do what in it, the log of each department and what is kept beside it.
-- Ids are UUIDs and hashes are SHA-256, both as raw bytes; times are milliseconds since 1970 UTC.
-- Keys of what belongs to a department start with the department, so that the tables can be
-- spread over machines by it.

-- One row. Work that is done once in the life of a database leaves its name in `done`.
CREATE TABLE organisation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
) STRICT;

CREATE TABLE done (
    name TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

-- `head` is the number of the last log entry and `chain` a hash over all of them. `epoch` goes up
-- when the database was restored from an older copy.
CREATE TABLE department (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    municipality TEXT NOT NULL,
    dwellings INTEGER NOT NULL,
    modules INTEGER NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 1,
    head INTEGER NOT NULL DEFAULT 0,
    chain BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `grant` is a word of SQL.
CREATE TABLE grant_ (
    department BLOB NOT NULL REFERENCES department (id),
    person BLOB NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER,
    PRIMARY KEY (department, person, role, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_by_person ON grant_ (person);

CREATE TABLE device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    person BLOB NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the hash of a token is kept: who reads the database cannot sign in.
CREATE TABLE session (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
    person BLOB NOT NULL REFERENCES person (id),
    device BLOB NOT NULL REFERENCES device (id),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_device ON session (device);

-- One invitation with two codes, one for a link and one to type. Using either uses both.
CREATE TABLE enrolment (
    link_hash BLOB PRIMARY KEY CHECK (length(link_hash) = 32),
    typed_hash BLOB NOT NULL UNIQUE CHECK (length(typed_hash) = 32),
    person BLOB NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

-- Tries with typed codes, counted by a keyed hash of the address within a window.
CREATE TABLE attempt (
    address BLOB NOT NULL,
    window INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (address, window)
) STRICT, WITHOUT ROWID;

-- `upto` is the number of the document's last log entry.
CREATE TABLE document (
    department BLOB NOT NULL REFERENCES department (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    collection TEXT NOT NULL,
    owner BLOB NOT NULL,
    upto INTEGER NOT NULL,
    PRIMARY KEY (department, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX document_by_id ON document (id);

-- The truth. Numbers have no gaps; an erased entry keeps its number and its place in the chain
-- and nothing else.
CREATE TABLE log (
    department BLOB NOT NULL REFERENCES department (id),
    seq INTEGER NOT NULL,
    entry TEXT NOT NULL CHECK (entry IN ('change', 'tombstone', 'erased')),
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    document BLOB,
    hash BLOB CHECK (length(hash) = 32),
    actor BLOB,
    actor_seq INTEGER,
    author BLOB,
    bytes BLOB,
    device BLOB,
    relayed_by BLOB,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (department, seq)
) STRICT;
CREATE UNIQUE INDEX log_by_hash ON log (department, document, hash) WHERE entry = 'change';
CREATE UNIQUE INDEX log_by_actor ON log (department, document, actor, actor_seq) WHERE entry = 'change';

-- Whose an actor is. Bound when its first change arrives.
CREATE TABLE actor (
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    actor BLOB NOT NULL,
    author BLOB NOT NULL,
    device BLOB,
    PRIMARY KEY (department, document, actor),
    FOREIGN KEY (department, document) REFERENCES document (department, id)
) STRICT, WITHOUT ROWID;

-- Made from the log, to be sent in a first sync. `proofs` holds 48 bytes for each change in
-- `bytes`, in the same order: its hash and its author.
CREATE TABLE snapshot (
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    upto INTEGER NOT NULL,
    heads BLOB NOT NULL,
    bytes BLOB NOT NULL,
    proofs BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (department, document),
    FOREIGN KEY (department, document) REFERENCES document (department, id)
) STRICT;

-- Made from the log, to be read by people.
CREATE TABLE projection (
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    kind TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (department, document),
    FOREIGN KEY (department, document) REFERENCES document (department, id)
) STRICT;
CREATE INDEX projection_by_kind ON projection (department, kind, document);

CREATE TABLE tombstone (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL,
    collection TEXT NOT NULL,
    seq INTEGER NOT NULL,
    erased_at INTEGER NOT NULL,
    PRIMARY KEY (department, document)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tombstone_by_document ON tombstone (document);

-- Bytes that were refused and are kept for somebody to look at. Nothing reads them but people.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    bytes BLOB NOT NULL,
    person BLOB NOT NULL,
    device BLOB NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;
