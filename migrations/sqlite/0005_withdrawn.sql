-- Ends of roles that were carried out here once. The ledger beside the database names them for ever, and a role that was
-- given again or prolonged since must not end by the same line at each start.
CREATE TABLE withdrawn (
    department BLOB NOT NULL,
    person BLOB NOT NULL,
    role TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (department, person, role, at)
) STRICT, WITHOUT ROWID;
