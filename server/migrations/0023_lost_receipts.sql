-- A new receipt for somebody who lost theirs, which one person of the redress desk has asked for and another is to confirm.
CREATE TABLE lost_receipt (
    id        TEXT PRIMARY KEY,
    encounter TEXT NOT NULL UNIQUE REFERENCES encounter (id),
    asked_by  TEXT NOT NULL REFERENCES account (id),
    asked_at  BIGINT NOT NULL,
    words     BYTEA NOT NULL -- how the identity was checked, and why; sealed under the record's key
);
