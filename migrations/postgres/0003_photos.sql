-- Pictures, each beside the record that is about it. Kept as the server wrote them itself.
CREATE TABLE photo (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    device BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (department, document)
);
-- Pictures are packed already.
ALTER TABLE photo ALTER COLUMN bytes SET STORAGE EXTERNAL;
