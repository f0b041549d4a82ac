-- The keys with which the content of records is encrypted. `wrapped` is the key of a department, encrypted with the master
-- key that `master` names. The master key itself is never here.
CREATE TABLE department_key (
    department BLOB PRIMARY KEY REFERENCES department (id),
    master BLOB NOT NULL CHECK (length(master) = 16),
    wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- `wrapped` is the key of a document, encrypted with that of its department. Everything that is encrypted at all is so for
-- a document with a row here, and nothing for one without: that one is from before and waits to be encrypted.
CREATE TABLE document_key (
    department BLOB NOT NULL,
    document BLOB NOT NULL CHECK (length(document) = 16),
    wrapped BLOB NOT NULL,
    PRIMARY KEY (department, document)
) STRICT, WITHOUT ROWID;

-- The case that a note was put to, which its text names too. A note that is encrypted cannot be searched for it.
ALTER TABLE pending_note ADD COLUMN case_id BLOB;

-- A server without the master key, or an older one, writes nothing plain into a document that is encrypted.
CREATE TRIGGER log_stays_encrypted BEFORE INSERT ON log
WHEN NEW.entry = 'change' AND substr(NEW.bytes, 1, 4) <> x'46424531' AND EXISTS (
    SELECT 1 FROM document_key
    WHERE document_key.department = NEW.department AND document_key.document = NEW.document
) BEGIN
    SELECT RAISE(ABORT, 'the document is encrypted with a master key');
END;
