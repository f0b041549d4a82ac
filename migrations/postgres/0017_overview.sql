-- Targets for nature, of an organisation or a department: `place` is the id of either. `is_public` tells whether the areas
-- of an organisation have public pages.
CREATE TABLE nature_setting (
    place BYTEA PRIMARY KEY CHECK (octet_length(place) = 16),
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    square_metres BIGINT,
    percent BIGINT,
    is_public BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX nature_setting_by_organisation ON nature_setting (organisation);
