-- Templates of printed letters, each change a version of its own. A version is in use once it is approved.
CREATE TABLE letter_template (
    organisation BLOB NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    written_by BLOB NOT NULL,
    written_at INTEGER NOT NULL,
    approved_by BLOB,
    approved_at INTEGER,
    PRIMARY KEY (organisation, kind, version)
) STRICT, WITHOUT ROWID;

-- Printed letters, each beside the record of its legal step. `content` is the description that the PDF was made from.
CREATE TABLE letter (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    template_kind TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    content TEXT NOT NULL,
    pdf BLOB NOT NULL,
    PRIMARY KEY (department, document)
) STRICT;

-- Bundles that were sealed, by SHA-256 of the file. Nothing tells whose they are.
CREATE TABLE bundle_seal (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    sealed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
