-- Starts and marks of servers, counted for each erasure ledger. The same count stands beside the ledger, where no backup
-- reaches: a database that is behind it was put back to an older state.
CREATE TABLE server_start (
    ledger BLOB PRIMARY KEY CHECK (length(ledger) = 16),
    starts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
