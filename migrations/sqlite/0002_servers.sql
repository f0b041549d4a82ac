-- What several servers on one database need to know of each other, and when phones were last heard of.

-- One row: a name of the secret that the seals in the log were made with, so that a server with
-- another is refused. The secret itself is never here.
CREATE TABLE secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 16)
) STRICT;

-- When a device last asked for something, to about a minute. Nothing is known of the time before
-- this was noted.
ALTER TABLE device ADD COLUMN seen_at INTEGER;
