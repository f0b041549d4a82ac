-- Servers on one database look for each other's erasures of the last hour, for their ledgers.
CREATE INDEX tombstone_by_time ON tombstone (erased_at);
