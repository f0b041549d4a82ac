-- Indicators of departments that come from elsewhere, a value for each year. `hundredths` is the value a hundredfold, or
-- nothing where the source has hidden it.
CREATE TABLE indicator_value (
    department BLOB NOT NULL REFERENCES department (id),
    year INTEGER NOT NULL,
    indicator TEXT NOT NULL,
    hundredths INTEGER,
    imported_at INTEGER NOT NULL,
    imported_by BLOB NOT NULL REFERENCES person (id),
    PRIMARY KEY (department, year, indicator)
) STRICT, WITHOUT ROWID;

-- Links by which residents answer the interview on their own phones. `answers` counts them; nothing here tells of a
-- resident.
CREATE TABLE interview_link (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    department BLOB NOT NULL REFERENCES department (id),
    code TEXT NOT NULL UNIQUE,
    made_by BLOB NOT NULL REFERENCES person (id),
    made_at INTEGER NOT NULL,
    ends_on TEXT NOT NULL,
    closed_at INTEGER,
    answers INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX interview_link_by_department ON interview_link (department);
