-- 1 for a change that a phone gave back after a loss: the server received it before `received_at`, nobody knows when.
ALTER TABLE log ADD COLUMN is_returned INTEGER NOT NULL DEFAULT 0;
-- The times of what was erased before.
UPDATE log SET received_at = 0 WHERE entry = 'erased';
