-- Values that an organisation adds to lists of the model. Each stands for a value of the list, its base. Records name them
-- by base and key, so that none is ever removed.
CREATE TABLE own_value (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    list TEXT NOT NULL,
    key TEXT NOT NULL,
    base TEXT NOT NULL,
    label_da TEXT NOT NULL,
    label_en TEXT NOT NULL,
    retired BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (organisation, list, key)
);
