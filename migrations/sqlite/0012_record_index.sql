-- The columns by which the office finds, sorts and counts records, one row for each document, made of its fields and the
-- times of its changes when the projection is. `home`, `place` and `search` are folded; days are `YYYY-MM-DD`.
CREATE TABLE record_index (
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    kind TEXT NOT NULL,
    collection TEXT NOT NULL,
    owner BLOB NOT NULL,
    state TEXT NOT NULL,
    state_since INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    first_step_at INTEGER,
    occurred_on TEXT,
    topic TEXT NOT NULL,
    severity INTEGER NOT NULL,
    track TEXT NOT NULL,
    is_night INTEGER,
    due_on TEXT,
    due_for TEXT,
    follow_up_on TEXT,
    about BLOB,
    person BLOB,
    home TEXT NOT NULL,
    place TEXT NOT NULL,
    to_role TEXT NOT NULL,
    result TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    is_disputed INTEGER NOT NULL,
    is_discarded INTEGER NOT NULL,
    square_metres INTEGER,
    search TEXT NOT NULL,
    PRIMARY KEY (department, document)
) STRICT;
CREATE INDEX record_index_open ON record_index (kind, is_open, due_on);
CREATE INDEX record_index_by_department ON record_index (department, kind, is_open, due_on);
CREATE INDEX record_index_by_about ON record_index (about) WHERE about IS NOT NULL;
CREATE INDEX record_index_by_person ON record_index (person) WHERE person IS NOT NULL;
CREATE INDEX record_index_by_home ON record_index (department, home) WHERE home <> '';
CREATE INDEX record_index_by_place ON record_index (department, place) WHERE place <> '';

-- The desk's own mark on a record: the person who has it, and the day until which it waits. `token` names the last
-- request, and `mark_before` is the mark that it replaced, as JSON.
CREATE TABLE desk_mark (
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    taken_by BLOB,
    waits_until TEXT,
    token TEXT NOT NULL,
    acted_by BLOB NOT NULL,
    acted_at INTEGER NOT NULL,
    mark_before TEXT NOT NULL,
    PRIMARY KEY (department, document)
) STRICT;
CREATE INDEX desk_mark_by_person ON desk_mark (taken_by);
CREATE INDEX desk_mark_by_token ON desk_mark (acted_by, token);

-- Notes of what residents, boards and partners send, until somebody has decided on them. `note` is JSON.
CREATE TABLE pending_note (
    id BLOB PRIMARY KEY,
    department BLOB NOT NULL REFERENCES department (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    owner BLOB,
    due_on TEXT,
    waits_until TEXT,
    received_at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX pending_note_by_department ON pending_note (department, state, received_at);

-- The rota of a department's inbox. `turns` is JSON.
CREATE TABLE rota (
    department BLOB PRIMARY KEY REFERENCES department (id),
    version INTEGER NOT NULL,
    turns TEXT NOT NULL
) STRICT;

-- People who have a record open at the desk, by the tab of their browser.
CREATE TABLE open_record (
    department BLOB NOT NULL,
    document BLOB NOT NULL,
    person BLOB NOT NULL,
    tab TEXT NOT NULL,
    since INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    is_editing INTEGER NOT NULL,
    PRIMARY KEY (department, document, person, tab)
) STRICT;
CREATE INDEX open_record_by_time ON open_record (seen_at);
