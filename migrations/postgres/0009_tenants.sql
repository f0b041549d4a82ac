-- One server holds several administrations; an administration runs organisations, and an organisation has departments.
-- The one organisation of before gets an administration of the same name. `log_number` is the number of its last entry
-- in the administrative log.
CREATE TABLE administration (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    name TEXT NOT NULL
);
INSERT INTO administration (id, name) SELECT uuid_send(gen_random_uuid()), name FROM organisation;

ALTER TABLE organisation RENAME TO only_organisation;
CREATE TABLE organisation (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    administration BYTEA NOT NULL REFERENCES administration (id),
    name TEXT NOT NULL,
    key TEXT UNIQUE,
    cvr TEXT NOT NULL DEFAULT '',
    lbf_number TEXT NOT NULL DEFAULT '',
    modules BIGINT NOT NULL DEFAULT 31,
    controller TEXT NOT NULL DEFAULT '',
    phone_unused_days BIGINT NOT NULL DEFAULT 30,
    confirms_phones BOOLEAN NOT NULL DEFAULT FALSE,
    version BIGINT NOT NULL DEFAULT 1,
    log_number BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX organisation_by_administration ON organisation (administration);
INSERT INTO organisation (id, administration, name, key)
    SELECT uuid_send(gen_random_uuid()), administration.id, only_organisation.name, only_organisation.key
    FROM only_organisation, administration;
DROP TABLE only_organisation;

-- `record` holds what is kept of a department beside its columns, as JSON.
ALTER TABLE department ADD COLUMN organisation BYTEA REFERENCES organisation (id);
UPDATE department SET organisation = (SELECT id FROM organisation);
ALTER TABLE department ALTER COLUMN organisation SET NOT NULL;
ALTER TABLE department ADD COLUMN record TEXT NOT NULL DEFAULT '{}';
ALTER TABLE department ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX department_by_organisation ON department (organisation);
DROP INDEX department_by_number;
CREATE UNIQUE INDEX department_by_number ON department (organisation, number) WHERE number IS NOT NULL;

-- The people of an organisation, each with the number as its employee. A person may be in several.
ALTER TABLE person ADD COLUMN mail TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE TABLE organisation_person (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    person BYTEA NOT NULL REFERENCES person (id),
    number TEXT,
    PRIMARY KEY (organisation, person)
);
CREATE INDEX organisation_person_by_person ON organisation_person (person);
CREATE UNIQUE INDEX organisation_person_by_number ON organisation_person (organisation, number) WHERE number IS NOT NULL;
INSERT INTO organisation_person (organisation, person, number)
    SELECT organisation.id, person.id, person.number FROM organisation, person;
DROP INDEX person_by_number;
ALTER TABLE person DROP COLUMN number;

-- Grants for all departments of an organisation or of an administration, those that come later too.
CREATE TABLE organisation_grant (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    person BYTEA NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (organisation, person, role, valid_from)
);
CREATE INDEX organisation_grant_by_person ON organisation_grant (person);
CREATE TABLE administration_grant (
    administration BYTEA NOT NULL REFERENCES administration (id),
    person BYTEA NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (administration, person, role, valid_from)
);
CREATE INDEX administration_grant_by_person ON administration_grant (person);

-- An administrator of every department administers the organisation.
INSERT INTO organisation_grant (organisation, person, role, valid_from, valid_until)
    SELECT department.organisation, grant_.person, 'org_admin', MIN(grant_.valid_from), NULL
    FROM grant_ JOIN department ON department.id = grant_.department
    WHERE grant_.role = 'org_admin' AND grant_.valid_until IS NULL
    GROUP BY department.organisation, grant_.person
    HAVING COUNT(DISTINCT grant_.department) = (SELECT COUNT(*) FROM department);

-- The grants that hold in each department, from whichever level.
CREATE VIEW effective_grant AS
    SELECT department, person, role, valid_from, valid_until FROM grant_
    UNION ALL
    SELECT department.id AS department, organisation_grant.person, organisation_grant.role,
           organisation_grant.valid_from, organisation_grant.valid_until
    FROM organisation_grant JOIN department ON department.organisation = organisation_grant.organisation
    UNION ALL
    SELECT department.id AS department, administration_grant.person, administration_grant.role,
           administration_grant.valid_from, administration_grant.valid_until
    FROM administration_grant
    JOIN organisation ON organisation.administration = administration_grant.administration
    JOIN department ON department.organisation = organisation.id;

-- Ends of roles are noted for every level.
ALTER TABLE withdrawn RENAME COLUMN department TO place;

CREATE TRIGGER organisation_grant_changed AFTER INSERT OR UPDATE OR DELETE ON organisation_grant
    FOR EACH STATEMENT EXECUTE FUNCTION rights_changed();
CREATE TRIGGER administration_grant_changed AFTER INSERT OR UPDATE OR DELETE ON administration_grant
    FOR EACH STATEMENT EXECUTE FUNCTION rights_changed();
CREATE TRIGGER organisation_modules_changed AFTER UPDATE OF modules ON organisation
    FOR EACH STATEMENT EXECUTE FUNCTION rights_changed();
-- A new department is in the grants of the levels above it.
CREATE TRIGGER department_added AFTER INSERT ON department
    FOR EACH STATEMENT EXECUTE FUNCTION rights_changed();

-- Every change that somebody made in the office: its subject, and the values before and after as JSON. `target` names
-- the subject for the program.
CREATE TABLE administrative_log (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    person BYTEA NOT NULL REFERENCES person (id),
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    subject TEXT NOT NULL,
    value_before TEXT,
    value_after TEXT,
    undone_by BIGINT,
    PRIMARY KEY (organisation, number)
);
