-- Who stands in for whom has a collection of its own: the person stood in for writes it, and nobody else.
UPDATE document SET collection = 'deputies' WHERE kind = 'deputy';

-- Under which rights a device fetches a department's log, so that it is known what it was given when they change.
-- `readable` is the filter as statements take it.
CREATE TABLE fetch_rights (
    department BLOB NOT NULL REFERENCES department (id),
    device BLOB NOT NULL,
    rights INTEGER NOT NULL,
    readable TEXT NOT NULL,
    PRIMARY KEY (department, device, rights)
) STRICT, WITHOUT ROWID;

-- Who may know that a document was erased: its owner, those with the case it belonged to, and those whose phones had its
-- first change. Nothing is known of what was erased before.
ALTER TABLE tombstone ADD COLUMN owner BLOB;
ALTER TABLE tombstone ADD COLUMN about BLOB;
ALTER TABLE tombstone ADD COLUMN first_seq INTEGER;

-- One row: how often what people may do was changed, by a server or by a command. Whoever watches asks for the number.
CREATE TABLE rights_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO rights_version (id, number) VALUES (1, 1);
CREATE TRIGGER grant_added AFTER INSERT ON grant_ BEGIN
    UPDATE rights_version SET number = number + 1;
END;
CREATE TRIGGER grant_changed AFTER UPDATE ON grant_ BEGIN
    UPDATE rights_version SET number = number + 1;
END;
CREATE TRIGGER grant_removed AFTER DELETE ON grant_ BEGIN
    UPDATE rights_version SET number = number + 1;
END;
CREATE TRIGGER modules_changed AFTER UPDATE OF modules ON department BEGIN
    UPDATE rights_version SET number = number + 1;
END;
