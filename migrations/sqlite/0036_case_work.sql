-- Steps of cases that a second person agrees to: the direct way to the tenancy board, and closing. `decided_at` is empty
-- while one waits.
CREATE TABLE case_approval (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    act TEXT NOT NULL,
    reason TEXT NOT NULL,
    section_81 INTEGER,
    outcome TEXT,
    asked_by BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    decided_by BLOB,
    decided_at INTEGER,
    is_approved INTEGER,
    PRIMARY KEY (department, document, act)
) STRICT;

-- When somebody who handles cases last opened one at the desk.
CREATE TABLE case_look (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    looked_at INTEGER NOT NULL,
    PRIMARY KEY (department, document)
) STRICT;
