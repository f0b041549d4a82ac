-- Efforts of departments, of one or more organisations. `record` is JSON; changes stand in the log of `organisation`.
CREATE TABLE effort (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE effort_department (
    effort BLOB NOT NULL REFERENCES effort (id),
    department BLOB NOT NULL REFERENCES department (id),
    PRIMARY KEY (effort, department)
) STRICT, WITHOUT ROWID;
CREATE INDEX effort_department_by_department ON effort_department (department);

-- Records of activities that belong to an effort; an activity belongs to one at most.
CREATE TABLE effort_activity (
    department BLOB NOT NULL REFERENCES department (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    effort BLOB NOT NULL REFERENCES effort (id),
    PRIMARY KEY (department, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX effort_activity_by_effort ON effort_activity (effort);

-- Tasks of a department when an effort begins there. A task with a person tells that the person is introduced to the
-- effort. Days are `YYYY-MM-DD`.
CREATE TABLE effort_task (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    effort BLOB NOT NULL REFERENCES effort (id),
    department BLOB NOT NULL REFERENCES department (id),
    version INTEGER NOT NULL,
    person BLOB REFERENCES person (id),
    title TEXT NOT NULL,
    due_on TEXT NOT NULL,
    done_on TEXT,
    done_by BLOB REFERENCES person (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX effort_task_by_effort ON effort_task (effort);
CREATE UNIQUE INDEX effort_task_by_person ON effort_task (effort, department, person) WHERE person IS NOT NULL;

-- Staff of departments: funding, base, hours of the week and lendings are in `record`, as JSON. `staff_department` has the
-- departments that a member works in, the own one too.
CREATE TABLE staff_member (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    department BLOB NOT NULL REFERENCES department (id),
    version INTEGER NOT NULL,
    effort BLOB REFERENCES effort (id),
    name TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_member_by_effort ON staff_member (effort) WHERE effort IS NOT NULL;
CREATE TABLE staff_department (
    staff BLOB NOT NULL REFERENCES staff_member (id),
    department BLOB NOT NULL REFERENCES department (id),
    PRIMARY KEY (staff, department)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_department_by_department ON staff_department (department);
