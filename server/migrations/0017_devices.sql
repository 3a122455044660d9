-- Devices with keys of their own, what they sealed, and what was refused of it.

-- A code enrols one device, once; only its keyed hash is kept.
CREATE TABLE device_invitation (
    tag        TEXT PRIMARY KEY,
    name       BYTEA NOT NULL, -- what the device will be called, sealed under the programme's key
    site       TEXT NOT NULL REFERENCES site (id),
    made_by    TEXT NOT NULL REFERENCES account (id),
    expires_at BIGINT NOT NULL,
    spent_at   BIGINT
);

CREATE TABLE device (
    id              TEXT PRIMARY KEY,
    site            TEXT NOT NULL REFERENCES site (id),
    name            BYTEA NOT NULL, -- sealed under the programme's key
    signing_key     BYTEA NOT NULL, -- the public half
    exchange_key    BYTEA NOT NULL, -- the public half
    enrolled_at     BIGINT NOT NULL,
    state           TEXT NOT NULL,  -- active, revoked, stolen, wiped
    revoked_at      BIGINT,
    reason          BYTEA,          -- sealed under the programme's key
    last_contact_at BIGINT,
    last_sent_at    BIGINT,         -- of the newest report, by the device's own clock: none older is taken
    report          BYTEA           -- what it last said of itself
);

-- What arrived sealed. It outlives the encounter, so that an erased one is not brought back: hashes and identifiers alone.
CREATE TABLE packet (
    encounter    TEXT PRIMARY KEY,
    device       TEXT NOT NULL,
    manifest     TEXT NOT NULL,   -- SHA-256 of its bytes
    seal         BYTEA NOT NULL,
    clock_set_by BIGINT NOT NULL, -- milliseconds by which the device took its clock to be behind the server's
    received_at  BIGINT NOT NULL
);

CREATE TABLE quarantine (
    id          TEXT PRIMARY KEY,
    digest      TEXT NOT NULL UNIQUE, -- of the seal and the bytes: what is sent again is one packet
    encounter   TEXT NOT NULL,
    device      TEXT NOT NULL,
    officer     TEXT NOT NULL REFERENCES account (id),
    site        TEXT NOT NULL REFERENCES site (id),
    why         TEXT NOT NULL,
    detail      TEXT NOT NULL,
    sealed_at   BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    size        BIGINT NOT NULL,
    seal        BYTEA NOT NULL,
    wrapped_key BYTEA, -- gone once decided
    content     BYTEA, -- the manifest's bytes, sealed; gone once decided
    released    BIGINT,
    decided_by  TEXT REFERENCES account (id),
    decided_at  BIGINT,
    reason      BYTEA  -- sealed under the programme's key
);
CREATE INDEX quarantine_by_time ON quarantine (received_at);

-- Mediums are sealed to it; sealed under the programme's key.
ALTER TABLE programme ADD COLUMN exchange_key BYTEA;
