-- The access log: one row for each read and change of a confidential record. `hash` covers the row and the hash of the
-- row before. `person`, `device` and `document` are empty where there is none. A row holds nothing of what a record says,
-- and it outlives the record.
CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    person BYTEA NOT NULL,
    device BYTEA NOT NULL,
    action TEXT NOT NULL,
    purpose TEXT NOT NULL,
    department BYTEA NOT NULL,
    document BYTEA NOT NULL,
    kind TEXT NOT NULL,
    count BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_by_document ON audit (document, number);
CREATE INDEX audit_by_department ON audit (department, at);

-- The end of the access log.
CREATE TABLE audit_head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Signed statements of the hash at a number. Rows that are deleted for their age end at one.
CREATE TABLE audit_checkpoint (
    number BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    signature BYTEA NOT NULL
);

-- Failed codes, refused origins, denied access and used-up budgets. Equal events of a short time are one row.
CREATE TABLE security_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    count BIGINT NOT NULL,
    person BYTEA,
    address TEXT NOT NULL,
    route TEXT NOT NULL
);
CREATE INDEX security_event_by_time ON security_event (at);
