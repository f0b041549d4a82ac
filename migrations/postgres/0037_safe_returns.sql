-- When people who went into a home will be out. `home` is encrypted with the server's secret and empty once it is over,
-- `told` the last stage of those who were told that somebody is late.
CREATE TABLE safe_return (
    id BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
    department BYTEA NOT NULL REFERENCES department (id),
    person BYTEA NOT NULL,
    colleague BYTEA NOT NULL,
    out_by BIGINT NOT NULL,
    home BYTEA NOT NULL,
    told BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX safe_return_by_time ON safe_return (out_by);
