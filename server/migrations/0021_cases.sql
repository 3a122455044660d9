-- A subject's encounters, linked by identification. Notes, documents and reasons lie under a key of the case's own, which
-- goes with the last encounter that was ever linked to it.
CREATE TABLE subject_case (
    id          TEXT PRIMARY KEY,
    country     TEXT NOT NULL,
    opened_at   BIGINT NOT NULL,
    wrapped_key BYTEA NOT NULL
);
CREATE INDEX subject_case_of_country ON subject_case (country, opened_at);

-- Never changed but to say how it ended. An encounter has links that have not ended in one case at most.
CREATE TABLE case_link (
    id           TEXT PRIMARY KEY,
    subject_case TEXT NOT NULL REFERENCES subject_case (id),
    encounter    TEXT NOT NULL REFERENCES encounter (id),
    hit          TEXT NOT NULL, -- whose identification it stands on; no reference: it outlives the hit
    cause        TEXT NOT NULL, -- identification, merge, split
    made_at      BIGINT NOT NULL,
    made_by      TEXT REFERENCES account (id), -- nobody: two people identified
    made_why     BYTEA NOT NULL, -- sealed
    ended_at     BIGINT,
    ended_by     TEXT REFERENCES account (id),
    ended_why    BYTEA, -- sealed
    moved_to     TEXT   -- no reference: that case may be forgotten first
);
CREATE INDEX case_link_of_case ON case_link (subject_case);
CREATE INDEX case_link_of_encounter ON case_link (encounter);
CREATE INDEX case_link_of_hit ON case_link (hit);
CREATE INDEX hit_of_entry ON hit (entry);

-- Identifications that a split declared wrong: they join nothing any more.
CREATE TABLE undone_identification (
    hit TEXT PRIMARY KEY, -- no reference: it outlives the hit
    at  BIGINT NOT NULL,
    who TEXT NOT NULL REFERENCES account (id)
);

CREATE TABLE case_note (
    id           TEXT PRIMARY KEY,
    subject_case TEXT NOT NULL REFERENCES subject_case (id),
    at           BIGINT NOT NULL,
    who          TEXT NOT NULL REFERENCES account (id),
    words        BYTEA NOT NULL -- sealed
);
CREATE INDEX case_note_of_case ON case_note (subject_case);

-- The sealed bytes lie in the object store, by content.
CREATE TABLE case_document (
    subject_case TEXT NOT NULL REFERENCES subject_case (id),
    sha256       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    bytes        BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    who          TEXT NOT NULL REFERENCES account (id),
    name         BYTEA NOT NULL, -- sealed
    PRIMARY KEY (subject_case, sha256)
);

-- Cases that are forgotten and whose documents, which nothing opens any more, may still lie in the store.
CREATE TABLE case_forgotten (
    id TEXT PRIMARY KEY
);
