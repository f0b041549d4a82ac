-- The deadline of a party whose information was postponed is made anew.
UPDATE record_index SET numbers_at = NULL WHERE kind = 'conflict_party';
