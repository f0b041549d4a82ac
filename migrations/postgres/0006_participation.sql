-- Who stands in for whom has a collection of its own: the person stood in for writes it, and nobody else.
UPDATE document SET collection = 'deputies' WHERE kind = 'deputy';

-- Under which rights a device fetches a department's log, so that it is known what it was given when they change.
-- `readable` is the filter as statements take it.
CREATE TABLE fetch_rights (
    department BYTEA NOT NULL REFERENCES department (id),
    device BYTEA NOT NULL,
    rights BIGINT NOT NULL,
    readable TEXT NOT NULL,
    PRIMARY KEY (department, device, rights)
);

-- Who may know that a document was erased: its owner, those with the case it belonged to, and those whose phones had its
-- first change. Nothing is known of what was erased before.
ALTER TABLE tombstone ADD COLUMN owner BYTEA;
ALTER TABLE tombstone ADD COLUMN about BYTEA;
ALTER TABLE tombstone ADD COLUMN first_seq BIGINT;

-- One row: how often what people may do was changed, by a server or by a command. Whoever watches asks for the number.
CREATE TABLE rights_version (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL
);
INSERT INTO rights_version (id, number) VALUES (1, 1);
CREATE FUNCTION rights_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE rights_version SET number = number + 1;
    RETURN NULL;
END
$$;
CREATE TRIGGER grant_changed AFTER INSERT OR UPDATE OR DELETE ON grant_
    FOR EACH STATEMENT EXECUTE FUNCTION rights_changed();
CREATE TRIGGER modules_changed AFTER UPDATE OF modules ON department
    FOR EACH STATEMENT EXECUTE FUNCTION rights_changed();
