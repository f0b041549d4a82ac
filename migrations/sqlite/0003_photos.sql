-- Pictures, each beside the record that is about it. Kept as the server wrote them itself.
CREATE TABLE photo (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    device BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (department, document)
) STRICT;
