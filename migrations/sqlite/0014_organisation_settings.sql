-- The short number of a phone that waits until somebody in the office confirms it; nothing once it is confirmed, or where
-- the organisation asks for no confirmation.
ALTER TABLE device ADD COLUMN confirmation TEXT;
CREATE INDEX device_by_confirmation ON device (person) WHERE confirmation IS NOT NULL;

-- The columns that an organisation has chosen for a kind of file, by the hash of the file's headers. `columns` is JSON:
-- pairs of a header and the field it was taken for.
CREATE TABLE import_columns (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    headers BLOB NOT NULL CHECK (length(headers) = 32),
    columns TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (organisation, kind, headers)
) STRICT, WITHOUT ROWID;

-- Settings of an organisation beside its columns, as JSON: months that records of a collection are kept, house rules.
ALTER TABLE organisation ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
