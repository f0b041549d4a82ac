-- The background of an organisation's map: tiles of a service in Web Mercator. No row is no background.
CREATE TABLE map_background (
    organisation BYTEA PRIMARY KEY CHECK (octet_length(organisation) = 16) REFERENCES organisation (id),
    url TEXT NOT NULL,
    attribution TEXT NOT NULL,
    deepest_zoom BIGINT NOT NULL CHECK (deepest_zoom BETWEEN 1 AND 22)
);
