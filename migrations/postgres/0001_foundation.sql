-- The organisation, who may do what in it, the log of each department and what is kept beside it.
-- Ids are UUIDs and hashes are SHA-256, both as raw bytes; times are milliseconds since 1970 UTC.
-- Keys of what belongs to a department start with the department, so that the tables can be
-- spread over machines by it; `whereabouts` alone is spread by document.

-- One row. Work that is done once in the life of a database leaves its name in `done`.
CREATE TABLE organisation (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
);

CREATE TABLE done (
    name TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

-- `head` is the number of the last log entry and `chain` a hash over all of them. `epoch` goes up
-- when the database was restored from an older copy. Half of each page is left free, since every
-- push writes the row anew.
CREATE TABLE department (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    name TEXT NOT NULL,
    municipality TEXT NOT NULL,
    dwellings BIGINT NOT NULL,
    modules BIGINT NOT NULL,
    epoch BIGINT NOT NULL DEFAULT 1,
    head BIGINT NOT NULL DEFAULT 0,
    chain BYTEA NOT NULL CHECK (octet_length(chain) = 32)
) WITH (fillfactor = 50);

CREATE TABLE person (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    name TEXT NOT NULL
);

-- `grant` is a word of SQL.
CREATE TABLE grant_ (
    department BYTEA NOT NULL REFERENCES department (id),
    person BYTEA NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (department, person, role, valid_from)
);
CREATE INDEX grant_by_person ON grant_ (person);

CREATE TABLE device (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    person BYTEA NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL
);

-- Only the hash of a token is kept: who reads the database cannot sign in.
CREATE TABLE session (
    token_hash BYTEA PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    person BYTEA NOT NULL REFERENCES person (id),
    device BYTEA NOT NULL REFERENCES device (id),
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX session_by_device ON session (device);

-- One invitation with two codes, one for a link and one to type. Using either uses both.
CREATE TABLE enrolment (
    link_hash BYTEA PRIMARY KEY CHECK (octet_length(link_hash) = 32),
    typed_hash BYTEA NOT NULL UNIQUE CHECK (octet_length(typed_hash) = 32),
    person BYTEA NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

-- Tries with typed codes, counted by a keyed hash of the address within a window, which is a word
-- of PostgreSQL.
CREATE TABLE attempt (
    address BYTEA NOT NULL,
    "window" BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (address, "window")
);

-- The department each document belongs to, for ever: also when it is erased. It makes an id one
-- document's alone without an index over all departments, which could not be spread by them.
CREATE TABLE whereabouts (
    document BYTEA PRIMARY KEY CHECK (octet_length(document) = 16),
    department BYTEA NOT NULL
);

-- `upto` is the number of the document's last log entry.
CREATE TABLE document (
    department BYTEA NOT NULL REFERENCES department (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    kind TEXT NOT NULL,
    collection TEXT NOT NULL,
    owner BYTEA NOT NULL,
    upto BIGINT NOT NULL,
    PRIMARY KEY (department, id)
);

-- The truth. Numbers have no gaps; an erased entry keeps its number and its place in the chain
-- and nothing else. The department is not referenced: its row gave the number in the same
-- transaction, and a reference would lock it once more for each entry.
CREATE TABLE log (
    department BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    entry TEXT NOT NULL CHECK (entry IN ('change', 'tombstone', 'erased')),
    chain BYTEA NOT NULL CHECK (octet_length(chain) = 32),
    document BYTEA,
    hash BYTEA CHECK (octet_length(hash) = 32),
    actor BYTEA,
    actor_seq BIGINT,
    author BYTEA,
    bytes BYTEA,
    device BYTEA,
    relayed_by BYTEA,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (department, seq)
);
CREATE UNIQUE INDEX log_by_hash ON log (department, document, hash) WHERE entry = 'change';
CREATE UNIQUE INDEX log_by_actor ON log (department, document, actor, actor_seq) WHERE entry = 'change';

-- Whose an actor is. Bound when its first change arrives.
CREATE TABLE actor (
    department BYTEA NOT NULL,
    document BYTEA NOT NULL,
    actor BYTEA NOT NULL,
    author BYTEA NOT NULL,
    device BYTEA,
    PRIMARY KEY (department, document, actor),
    FOREIGN KEY (department, document) REFERENCES document (department, id)
);

-- Made from the log, to be sent in a first sync. `proofs` holds 48 bytes for each change in
-- `bytes`, in the same order: its hash and its author.
CREATE TABLE snapshot (
    department BYTEA NOT NULL,
    document BYTEA NOT NULL,
    upto BIGINT NOT NULL,
    heads BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    proofs BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (department, document),
    FOREIGN KEY (department, document) REFERENCES document (department, id)
);

-- Made from the log, to be read by people.
CREATE TABLE projection (
    department BYTEA NOT NULL,
    document BYTEA NOT NULL,
    kind TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (department, document),
    FOREIGN KEY (department, document) REFERENCES document (department, id)
);
CREATE INDEX projection_by_kind ON projection (department, kind, document);

CREATE TABLE tombstone (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL,
    collection TEXT NOT NULL,
    seq BIGINT NOT NULL,
    erased_at BIGINT NOT NULL,
    PRIMARY KEY (department, document)
);

CREATE INDEX tombstone_by_document ON tombstone (document);

-- Bytes that were refused and are kept for somebody to look at. Nothing reads them but people.
CREATE TABLE quarantine (
    department BYTEA NOT NULL,
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    document BYTEA NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    person BYTEA NOT NULL,
    device BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (department, id)
);
