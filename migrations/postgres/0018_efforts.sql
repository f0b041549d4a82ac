-- Efforts of departments, of one or more organisations. `record` is JSON; changes stand in the log of `organisation`.
CREATE TABLE effort (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE effort_department (
    effort BYTEA NOT NULL REFERENCES effort (id),
    department BYTEA NOT NULL REFERENCES department (id),
    PRIMARY KEY (effort, department)
);
CREATE INDEX effort_department_by_department ON effort_department (department);

-- Records of activities that belong to an effort; an activity belongs to one at most.
CREATE TABLE effort_activity (
    department BYTEA NOT NULL REFERENCES department (id),
    document BYTEA NOT NULL CHECK (octet_length(document) = 16),
    effort BYTEA NOT NULL REFERENCES effort (id),
    PRIMARY KEY (department, document)
);
CREATE INDEX effort_activity_by_effort ON effort_activity (effort);

-- Tasks of a department when an effort begins there. A task with a person tells that the person is introduced to the
-- effort. Days are `YYYY-MM-DD`.
CREATE TABLE effort_task (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    effort BYTEA NOT NULL REFERENCES effort (id),
    department BYTEA NOT NULL REFERENCES department (id),
    version BIGINT NOT NULL,
    person BYTEA REFERENCES person (id),
    title TEXT NOT NULL,
    due_on TEXT NOT NULL,
    done_on TEXT,
    done_by BYTEA REFERENCES person (id)
);
CREATE INDEX effort_task_by_effort ON effort_task (effort);
CREATE UNIQUE INDEX effort_task_by_person ON effort_task (effort, department, person) WHERE person IS NOT NULL;

-- Staff of departments: funding, base, hours of the week and lendings are in `record`, as JSON. `staff_department` has the
-- departments that a member works in, the own one too.
CREATE TABLE staff_member (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    department BYTEA NOT NULL REFERENCES department (id),
    version BIGINT NOT NULL,
    effort BYTEA REFERENCES effort (id),
    name TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX staff_member_by_effort ON staff_member (effort) WHERE effort IS NOT NULL;
CREATE TABLE staff_department (
    staff BYTEA NOT NULL REFERENCES staff_member (id),
    department BYTEA NOT NULL REFERENCES department (id),
    PRIMARY KEY (staff, department)
);
CREATE INDEX staff_department_by_department ON staff_department (department);
