-- Templates of printed letters, each change a version of its own. A version is in use once it is approved.
CREATE TABLE letter_template (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    written_by BYTEA NOT NULL,
    written_at BIGINT NOT NULL,
    approved_by BYTEA,
    approved_at BIGINT,
    PRIMARY KEY (organisation, kind, version)
);

-- Printed letters, each beside the record of its legal step. `content` is the description that the PDF was made from.
CREATE TABLE letter (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    template_kind TEXT NOT NULL,
    template_version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    content TEXT NOT NULL,
    pdf BYTEA NOT NULL,
    PRIMARY KEY (department, document)
);
-- PDFs are packed already.
ALTER TABLE letter ALTER COLUMN pdf SET STORAGE EXTERNAL;

-- Bundles that were sealed, by SHA-256 of the file. Nothing tells whose they are.
CREATE TABLE bundle_seal (
    hash BYTEA PRIMARY KEY CHECK (octet_length(hash) = 32),
    sealed_at BIGINT NOT NULL
);
