-- Targets for nature, of an organisation or a department: `place` is the id of either. `is_public` tells whether the areas
-- of an organisation have public pages.
CREATE TABLE nature_setting (
    place BLOB PRIMARY KEY CHECK (length(place) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    square_metres INTEGER,
    percent INTEGER,
    is_public INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX nature_setting_by_organisation ON nature_setting (organisation);
