-- The columns by which the office finds, sorts and counts records, one row for each document, made of its fields and the
-- times of its changes when the projection is. `home`, `place` and `search` are folded; days are `YYYY-MM-DD`.
CREATE TABLE record_index (
    department BYTEA NOT NULL,
    document BYTEA NOT NULL,
    kind TEXT NOT NULL,
    collection TEXT NOT NULL,
    owner BYTEA NOT NULL,
    state TEXT NOT NULL,
    state_since BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    first_step_at BIGINT,
    occurred_on TEXT,
    topic TEXT NOT NULL,
    severity BIGINT NOT NULL,
    track TEXT NOT NULL,
    is_night BIGINT,
    due_on TEXT,
    due_for TEXT,
    follow_up_on TEXT,
    about BYTEA,
    person BYTEA,
    home TEXT NOT NULL,
    place TEXT NOT NULL,
    to_role TEXT NOT NULL,
    result TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    is_disputed BIGINT NOT NULL,
    is_discarded BIGINT NOT NULL,
    square_metres BIGINT,
    search TEXT NOT NULL,
    PRIMARY KEY (department, document)
);
CREATE INDEX record_index_open ON record_index (kind, is_open, due_on);
CREATE INDEX record_index_by_department ON record_index (department, kind, is_open, due_on);
CREATE INDEX record_index_by_about ON record_index (about) WHERE about IS NOT NULL;
CREATE INDEX record_index_by_person ON record_index (person) WHERE person IS NOT NULL;
CREATE INDEX record_index_by_home ON record_index (department, home) WHERE home <> '';
CREATE INDEX record_index_by_place ON record_index (department, place) WHERE place <> '';

-- The desk's own mark on a record: the person who has it, and the day until which it waits. `token` names the last
-- request, and `mark_before` is the mark that it replaced, as JSON.
CREATE TABLE desk_mark (
    department BYTEA NOT NULL,
    document BYTEA NOT NULL,
    taken_by BYTEA,
    waits_until TEXT,
    token TEXT NOT NULL,
    acted_by BYTEA NOT NULL,
    acted_at BIGINT NOT NULL,
    mark_before TEXT NOT NULL,
    PRIMARY KEY (department, document)
);
CREATE INDEX desk_mark_by_person ON desk_mark (taken_by);
CREATE INDEX desk_mark_by_token ON desk_mark (acted_by, token);

-- Notes of what residents, boards and partners send, until somebody has decided on them. `note` is JSON.
CREATE TABLE pending_note (
    id BYTEA PRIMARY KEY,
    department BYTEA NOT NULL REFERENCES department (id),
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    owner BYTEA,
    due_on TEXT,
    waits_until TEXT,
    received_at BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX pending_note_by_department ON pending_note (department, state, received_at);

-- The rota of a department's inbox. `turns` is JSON.
CREATE TABLE rota (
    department BYTEA PRIMARY KEY REFERENCES department (id),
    version BIGINT NOT NULL,
    turns TEXT NOT NULL
);

-- People who have a record open at the desk, by the tab of their browser.
CREATE TABLE open_record (
    department BYTEA NOT NULL,
    document BYTEA NOT NULL,
    person BYTEA NOT NULL,
    tab TEXT NOT NULL,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    is_editing BIGINT NOT NULL,
    PRIMARY KEY (department, document, person, tab)
);
CREATE INDEX open_record_by_time ON open_record (seen_at);
