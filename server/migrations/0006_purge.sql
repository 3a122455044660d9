-- What is erased by itself when its time is over, what is kept from that, and the certificates of it.

-- Records that are kept whatever their age; lifted is gone, the log keeps both.
CREATE TABLE legal_hold (
    encounter TEXT PRIMARY KEY REFERENCES encounter (id),
    set_at    BIGINT NOT NULL,
    words     BYTEA NOT NULL -- who set it and why, sealed under the encounter's key
);

-- Announced, then carried out; one at a time in a country.
CREATE TABLE purge (
    id          TEXT PRIMARY KEY,
    country     TEXT NOT NULL,
    planned_at  BIGINT NOT NULL,
    begins_at   BIGINT NOT NULL,
    finished_at BIGINT,
    certificate TEXT -- JSON with its hash and signature: identifiers and hashes alone
);
CREATE INDEX purge_of_country ON purge (country, planned_at);

-- What a purge was announced to erase, and how far it has come with each.
CREATE TABLE purge_item (
    purge     TEXT NOT NULL REFERENCES purge (id),
    encounter TEXT NOT NULL, -- no reference: it outlives the record
    state     TEXT NOT NULL, -- planned, unreadable (rows and key are gone, images not yet), erased, kept
    words     BYTEA NOT NULL, -- class, rule and since when, sealed under the programme's key
    hashes    TEXT, -- of what was sealed, as JSON, once it is gone
    images    BIGINT,
    PRIMARY KEY (purge, encounter)
);
