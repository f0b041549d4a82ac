-- Indicators of departments that come from elsewhere, a value for each year. `hundredths` is the value a hundredfold, or
-- nothing where the source has hidden it.
CREATE TABLE indicator_value (
    department BYTEA NOT NULL REFERENCES department (id),
    year BIGINT NOT NULL,
    indicator TEXT NOT NULL,
    hundredths BIGINT,
    imported_at BIGINT NOT NULL,
    imported_by BYTEA NOT NULL REFERENCES person (id),
    PRIMARY KEY (department, year, indicator)
);

-- Links by which residents answer the interview on their own phones. `answers` counts them; nothing here tells of a
-- resident.
CREATE TABLE interview_link (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    department BYTEA NOT NULL REFERENCES department (id),
    code TEXT NOT NULL UNIQUE,
    made_by BYTEA NOT NULL REFERENCES person (id),
    made_at BIGINT NOT NULL,
    ends_on TEXT NOT NULL,
    closed_at BIGINT,
    answers BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX interview_link_by_department ON interview_link (department);
