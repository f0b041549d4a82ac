-- Values that an organisation adds to lists of the model. Each stands for a value of the list, its base. Records name them
-- by base and key, so that none is ever removed.
CREATE TABLE own_value (
    organisation BYTEA NOT NULL REFERENCES organisation (id),
    list TEXT NOT NULL,
    key TEXT NOT NULL,
    base TEXT NOT NULL,
    label_da TEXT NOT NULL,
    label_en TEXT NOT NULL,
    retired BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (organisation, list, key)
);

-- Refresh tokens of sessions that began at a provider of identities, encrypted with a key made from the server's secret, and
-- the time from which the provider is asked whether it still knows the person.
CREATE TABLE provider_refresh (
    session BYTEA PRIMARY KEY REFERENCES office_session (id) ON DELETE CASCADE,
    token BYTEA NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX provider_refresh_by_due ON provider_refresh (due_at);
