-- Requests of residents for access to what is kept about their home (GDPR art. 15). Days are `YYYY-MM-DD`.
CREATE TABLE subject_request (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    department BLOB NOT NULL REFERENCES department (id),
    version INTEGER NOT NULL,
    home TEXT NOT NULL,
    received_on TEXT NOT NULL,
    extended_reason TEXT NOT NULL,
    state TEXT NOT NULL,
    ended_on TEXT
) STRICT;
CREATE INDEX subject_request_by_department ON subject_request (department, state, received_on);
