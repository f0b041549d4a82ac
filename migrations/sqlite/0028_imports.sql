-- The meaning that an organisation has chosen for a value in a kind of list: the role of a word, and the digits that
-- people's numbers are filled to (`number_width`). Words are folded.
CREATE TABLE import_value (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    meaning TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (organisation, kind, field, value)
) STRICT, WITHOUT ROWID;

-- What an import changed, as JSON, by the number of its entry in the administrative log: it can be undone from this.
CREATE TABLE import_effect (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    number INTEGER NOT NULL,
    effects TEXT NOT NULL,
    PRIMARY KEY (organisation, number)
) STRICT;
