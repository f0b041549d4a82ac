-- A change is its actor's one of that number: no two of a document can have the same name, for they would have the same
-- number too. The second index said the same once more, and was close to a fifth of what a push writes to the disk.
DROP INDEX log_by_hash;
