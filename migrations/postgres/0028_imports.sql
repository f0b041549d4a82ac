-- The meaning that an organisation has chosen for a value in a kind of list: the role of a word, and the digits that
-- people's numbers are filled to (`number_width`). Words are folded.
CREATE TABLE import_value (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    meaning TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (organisation, kind, field, value)
);

-- What an import changed, as JSON, by the number of its entry in the administrative log: it can be undone from this.
CREATE TABLE import_effect (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    number BIGINT NOT NULL,
    effects TEXT NOT NULL,
    PRIMARY KEY (organisation, number)
);
