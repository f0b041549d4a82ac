-- Grants in whole organisations that a provider's groups gave, beside those in departments (`provider_grant`).
CREATE TABLE provider_organisation_grant (
    issuer TEXT NOT NULL,
    person BLOB NOT NULL,
    organisation BLOB NOT NULL,
    role TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    PRIMARY KEY (issuer, person, organisation, role, valid_from)
) STRICT, WITHOUT ROWID;
