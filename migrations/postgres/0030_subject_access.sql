-- Requests of residents for access to what is kept about their home (GDPR art. 15). Days are `YYYY-MM-DD`.
CREATE TABLE subject_request (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    department BYTEA NOT NULL REFERENCES department (id),
    version BIGINT NOT NULL,
    home TEXT NOT NULL,
    received_on TEXT NOT NULL,
    extended_reason TEXT NOT NULL,
    state TEXT NOT NULL,
    ended_on TEXT
);
CREATE INDEX subject_request_by_department ON subject_request (department, state, received_on);
