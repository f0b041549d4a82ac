-- Steps of cases that a second person agrees to: the direct way to the tenancy board, and closing. `decided_at` is empty
-- while one waits.
CREATE TABLE case_approval (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    act TEXT NOT NULL,
    reason TEXT NOT NULL,
    section_81 BIGINT,
    outcome TEXT,
    asked_by BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by BYTEA,
    decided_at BIGINT,
    is_approved BIGINT,
    PRIMARY KEY (department, document, act)
);

-- When somebody who handles cases last opened one at the desk.
CREATE TABLE case_look (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    looked_at BIGINT NOT NULL,
    PRIMARY KEY (department, document)
);
