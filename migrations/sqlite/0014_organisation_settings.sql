-- The short number of a phone that waits until somebody in the office confirms it; nothing once it is confirmed, or where
-- the organisation asks for no confirmation.
ALTER TABLE device ADD COLUMN confirmation TEXT;
CREATE INDEX device_by_confirmation ON device (person) WHERE confirmation IS NOT NULL;

-- The field that an organisation has chosen for a header of a kind of file; headers are folded. `-` leaves a column out.
CREATE TABLE import_column (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    header TEXT NOT NULL,
    field TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (organisation, kind, header)
) STRICT, WITHOUT ROWID;

-- Settings of an organisation beside its columns, as JSON: months that records of a collection are kept, house rules.
ALTER TABLE organisation ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

-- Whether an import brought the grant of a whole organisation.
ALTER TABLE organisation_grant ADD COLUMN is_imported INTEGER NOT NULL DEFAULT 0;
