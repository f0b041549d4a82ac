-- Announcements that a record is erased on a day. Days are `YYYY-MM-DD`.
CREATE TABLE retention_notice (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    announced_on TEXT NOT NULL,
    erase_on TEXT NOT NULL,
    PRIMARY KEY (department, document)
);

-- Records that are not erased at their time, each with the reason that somebody gave.
CREATE TABLE legal_hold (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    reason TEXT NOT NULL,
    held_by BYTEA NOT NULL,
    held_at BIGINT NOT NULL,
    PRIMARY KEY (department, document)
);
