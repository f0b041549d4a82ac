-- Announcements that a record is erased on a day. Days are `YYYY-MM-DD`.
CREATE TABLE retention_notice (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    announced_on TEXT NOT NULL,
    erase_on TEXT NOT NULL,
    PRIMARY KEY (department, document)
) STRICT;

-- Records that are not erased at their time, each with the reason that somebody gave.
CREATE TABLE legal_hold (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    reason TEXT NOT NULL,
    held_by BLOB NOT NULL,
    held_at INTEGER NOT NULL,
    PRIMARY KEY (department, document)
) STRICT;
