-- The dwellings of the departments, as lists bring them: ids of DAR, the normal form of the address, the property and the
-- tenancy. Texts of addresses are empty where they are not known.
CREATE TABLE dwelling (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    department BYTEA NOT NULL REFERENCES department (id),
    address_id TEXT,
    access_address_id TEXT,
    street TEXT NOT NULL,
    number TEXT NOT NULL,
    floor TEXT NOT NULL,
    door TEXT NOT NULL,
    postcode TEXT NOT NULL,
    town TEXT NOT NULL,
    bfe TEXT,
    tenancy_number TEXT
);
CREATE INDEX dwelling_by_department ON dwelling (department);

-- Grants that an import brought. Only these end when a whole list lacks the person.
ALTER TABLE grant_ ADD COLUMN is_imported BIGINT NOT NULL DEFAULT 0;
