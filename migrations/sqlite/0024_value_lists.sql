-- Values that an organisation adds to lists of the model. Each stands for a value of the list, its base. Records name them
-- by base and key, so that none is ever removed.
CREATE TABLE own_value (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    list TEXT NOT NULL,
    key TEXT NOT NULL,
    base TEXT NOT NULL,
    label_da TEXT NOT NULL,
    label_en TEXT NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation, list, key)
) STRICT, WITHOUT ROWID;
