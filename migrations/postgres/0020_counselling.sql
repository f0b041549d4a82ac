-- The cost of an eviction as an organisation states it, in kroner. Without a row, that of CFBU is reckoned with.
CREATE TABLE counselling_setting (
    organisation BYTEA PRIMARY KEY REFERENCES organisation (id),
    eviction_cost BIGINT NOT NULL
);

-- The competencies of an organisation's staff. `situations` is a JSON list of keys of situations; `months` is the time after
-- which a course has to be repeated.
CREATE TABLE competency (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    situations TEXT NOT NULL,
    months BIGINT
);
CREATE INDEX competency_by_organisation ON competency (organisation);

-- Courses that people have taken. Days are `YYYY-MM-DD`.
CREATE TABLE held_competency (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    person BYTEA NOT NULL REFERENCES person (id),
    competency BYTEA NOT NULL REFERENCES competency (id),
    course TEXT NOT NULL,
    taken_on TEXT NOT NULL,
    expires_on TEXT
);
CREATE INDEX held_competency_by_organisation ON held_competency (organisation);
CREATE INDEX held_competency_by_person ON held_competency (person);

-- The directory of an organisation: local resources, contacts and routes. `municipality` is empty for all of them.
CREATE TABLE directory_entry (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    municipality TEXT NOT NULL,
    situation TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    remark TEXT NOT NULL
);
CREATE INDEX directory_entry_by_organisation ON directory_entry (organisation);

-- The pages about roles that people have read, by the version of the page.
CREATE TABLE role_page_read (
    person BYTEA NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    page_version BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (person, role, page_version)
);
