-- The keys with which the content of records is encrypted. `wrapped` is the key of a department, encrypted with the master
-- key that `master` names. The master key itself is never here.
CREATE TABLE department_key (
    department BYTEA PRIMARY KEY REFERENCES department (id),
    master BYTEA NOT NULL CHECK (octet_length(master) = 16),
    wrapped BYTEA NOT NULL
);

-- `wrapped` is the key of a document, encrypted with that of its department. Everything that is encrypted at all is so for
-- a document with a row here, and nothing for one without: that one is from before and waits to be encrypted.
CREATE TABLE document_key (
    department BYTEA NOT NULL,
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (department, document)
);

-- The case that a note was put to, which its text names too. A note that is encrypted cannot be searched for it.
ALTER TABLE pending_note ADD COLUMN case_id BYTEA;

-- A server without the master key, or an older one, writes nothing plain into a document that is encrypted.
CREATE FUNCTION refuse_plain_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM document_key
        WHERE document_key.department = NEW.department AND document_key.document = NEW.document
    ) THEN
        RAISE EXCEPTION 'the document is encrypted with a master key';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER log_stays_encrypted BEFORE INSERT ON log FOR EACH ROW
WHEN (NEW.entry = 'change' AND substr(NEW.bytes, 1, 4) <> '\x46424531'::bytea)
EXECUTE FUNCTION refuse_plain_change();
