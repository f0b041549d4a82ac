-- The names that others have for what is here: the organisation's short key, a department's number and a person's number
-- as employee. Lists that are read in are held against them. Nothing that was there before has any.
ALTER TABLE organisation ADD COLUMN key TEXT;
ALTER TABLE department ADD COLUMN number TEXT;
CREATE UNIQUE INDEX department_by_number ON department (number) WHERE number IS NOT NULL;
ALTER TABLE person ADD COLUMN number TEXT;
CREATE UNIQUE INDEX person_by_number ON person (number) WHERE number IS NOT NULL;
