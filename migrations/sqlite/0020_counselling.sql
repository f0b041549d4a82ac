-- The cost of an eviction as an organisation states it, in kroner. Without a row, that of CFBU is reckoned with.
CREATE TABLE counselling_setting (
    organisation BLOB PRIMARY KEY REFERENCES organisation (id),
    eviction_cost INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The competencies of an organisation's staff. `situations` is a JSON list of keys of situations; `months` is the time after
-- which a course has to be repeated.
CREATE TABLE competency (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    situations TEXT NOT NULL,
    months INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX competency_by_organisation ON competency (organisation);

-- Courses that people have taken. Days are `YYYY-MM-DD`.
CREATE TABLE held_competency (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    person BLOB NOT NULL REFERENCES person (id),
    competency BLOB NOT NULL REFERENCES competency (id),
    course TEXT NOT NULL,
    taken_on TEXT NOT NULL,
    expires_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX held_competency_by_organisation ON held_competency (organisation);
CREATE INDEX held_competency_by_person ON held_competency (person);

-- The directory of an organisation: local resources, contacts and routes. `municipality` is empty for all of them.
CREATE TABLE directory_entry (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    municipality TEXT NOT NULL,
    situation TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    remark TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_entry_by_organisation ON directory_entry (organisation);

-- The pages about roles that people have read, by the version of the page.
CREATE TABLE role_page_read (
    person BLOB NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    page_version INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (person, role, page_version)
) STRICT, WITHOUT ROWID;
