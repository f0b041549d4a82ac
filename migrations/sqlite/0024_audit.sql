-- The access log: one row for each read and change of a confidential record. `hash` covers the row and the hash of the
-- row before. `person`, `device` and `document` are empty where there is none. A row holds nothing of what a record says,
-- and it outlives the record.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    person BLOB NOT NULL,
    device BLOB NOT NULL,
    action TEXT NOT NULL,
    purpose TEXT NOT NULL,
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_document ON audit (document, number);
CREATE INDEX audit_by_department ON audit (department, at);

-- The end of the access log.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, zeroblob(32));

-- Signed statements of the hash at a number. Rows that are deleted for their age end at one.
CREATE TABLE audit_checkpoint (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    signature BLOB NOT NULL
) STRICT;

-- Failed codes, refused origins, denied access and used-up budgets. Equal events of a short time are one row.
CREATE TABLE security_event (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    person BLOB,
    address TEXT NOT NULL,
    route TEXT NOT NULL
) STRICT;
CREATE INDEX security_event_by_time ON security_event (at);
