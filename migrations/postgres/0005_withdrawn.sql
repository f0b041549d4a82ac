-- Ends of roles that were carried out here once. The ledger beside the database names them for ever, and a role that was
-- given again or prolonged since must not end by the same line at each start.
CREATE TABLE withdrawn (
    department BYTEA NOT NULL,
    person BYTEA NOT NULL,
    role TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (department, person, role, at)
);
