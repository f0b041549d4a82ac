-- When people who went into a home will be out. `home` is encrypted with the server's secret and empty once it is over,
-- `told` the last stage of those who were told that somebody is late.
CREATE TABLE safe_return (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    department BLOB NOT NULL REFERENCES department (id),
    person BLOB NOT NULL,
    colleague BLOB NOT NULL,
    out_by INTEGER NOT NULL,
    home BLOB NOT NULL,
    told INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX safe_return_by_time ON safe_return (out_by);
