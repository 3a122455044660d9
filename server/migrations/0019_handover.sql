-- To whom a person goes because of an alert.
CREATE TABLE handover (
    id         TEXT PRIMARY KEY,
    alert      TEXT NOT NULL UNIQUE REFERENCES alert (id),
    state      TEXT NOT NULL,
    at         BIGINT,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL REFERENCES account (id),
    words      BYTEA NOT NULL -- sealed under the encounter's key
);

-- The authorities that people are handed over to.
CREATE TABLE authority (
    id      TEXT PRIMARY KEY,
    country TEXT NOT NULL,
    words   BYTEA NOT NULL -- name and number, sealed under the programme's key
);
CREATE INDEX authority_of_country ON authority (country);
