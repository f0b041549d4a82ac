-- More of what the office counts and sorts records by. `created_day` and `in_time_until` are Julian day numbers in
-- Denmark. `bases` are the days from which deadlines count; `due_on` is worked out from them by the periods of the
-- organisation and the events of a case. `numbers_at` is the `changed_at` for which these columns were made: a row of
-- an older server has another, and is made anew. `area_code` is the code on an area's sign.
ALTER TABLE record_index ADD COLUMN created_day INTEGER;
ALTER TABLE record_index ADD COLUMN in_time_until INTEGER;
ALTER TABLE record_index ADD COLUMN solution INTEGER;
ALTER TABLE record_index ADD COLUMN contact_days INTEGER;
ALTER TABLE record_index ADD COLUMN is_part INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record_index ADD COLUMN is_valid INTEGER;
ALTER TABLE record_index ADD COLUMN bases TEXT NOT NULL DEFAULT '';
ALTER TABLE record_index ADD COLUMN numbers_at INTEGER;
ALTER TABLE record_index ADD COLUMN area_code INTEGER;
-- Indexes that hold everything a list or an overview asks of its kind, so that neither reads the rows themselves.
CREATE INDEX record_index_cases ON record_index (
    department, document,
    collection, owner, is_discarded, state, state_since, topic, severity, track, is_night, due_on, is_open,
    is_disputed, created_at, changed_at, place, search, created_day, in_time_until, solution
) WHERE kind = 'conflict_case';
CREATE INDEX record_index_inbox ON record_index (
    department, document,
    kind, collection, owner, is_discarded, state, due_on, due_for, follow_up_on, is_open, is_disputed, about,
    changed_at
) WHERE is_open = 1 OR is_disputed = 1 OR due_on IS NOT NULL;
CREATE INDEX record_index_signals ON record_index (
    department, is_discarded, state, created_day, in_time_until, contact_days
) WHERE kind = 'signal';
CREATE INDEX record_index_nature ON record_index (
    department, kind, is_discarded, state, in_time_until, is_part, is_valid, square_metres, occurred_on
) WHERE kind IN ('area', 'care_task', 'area_observation', 'insect_count');
CREATE INDEX record_index_by_area_code ON record_index (area_code) WHERE area_code IS NOT NULL;
CREATE INDEX record_index_by_home_key ON record_index (home) WHERE home <> '';

-- The moment of the last decision on a note. Notes of an older server get theirs when they are first looked at.
ALTER TABLE pending_note ADD COLUMN changed_at INTEGER;
CREATE INDEX pending_note_by_change ON pending_note (state, changed_at);
