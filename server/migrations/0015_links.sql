-- A hit refers to an entry of a list, or to a past encounter: then it is a link between two encounters, and never an
-- alert. No portable statement takes a NOT NULL away, so the table is made anew, and with it those that refer to it.
CREATE TABLE new_hit (
    id            TEXT PRIMARY KEY,
    encounter     TEXT NOT NULL REFERENCES encounter (id),
    entry         TEXT REFERENCES entry (id),
    list          TEXT REFERENCES watchlist (id),
    list_version  BIGINT, -- that was searched
    past          TEXT REFERENCES encounter (id),
    people        BIGINT NOT NULL, -- that were searched
    threshold     BIGINT NOT NULL, -- of the site, when it was searched
    opened_at     BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,
    shown_due_at  BIGINT NOT NULL,
    stage         TEXT NOT NULL,
    outcome       TEXT,
    claimed_by    TEXT REFERENCES account (id),
    claimed_until BIGINT,
    later         BIGINT NOT NULL DEFAULT 0, -- 1: the entry came after the encounter
    UNIQUE (encounter, entry),
    UNIQUE (encounter, past),
    CHECK ((entry IS NULL AND list IS NULL AND list_version IS NULL AND past IS NOT NULL AND past <> encounter)
        OR (entry IS NOT NULL AND list IS NOT NULL AND list_version IS NOT NULL AND past IS NULL))
);
INSERT INTO new_hit
    (id, encounter, entry, list, list_version, people, threshold, opened_at, due_at, shown_due_at, stage, outcome,
     claimed_by, claimed_until, later)
SELECT id, encounter, entry, list, list_version, people, threshold, opened_at, due_at, shown_due_at, stage, outcome,
       claimed_by, claimed_until, later FROM hit;

CREATE TABLE new_examination (
    hit        TEXT NOT NULL REFERENCES new_hit (id),
    reviewer   TEXT NOT NULL REFERENCES account (id),
    analysis   BYTEA,  -- sealed under the encounter's key
    turn       BIGINT, -- 1, 2, and 3 for the supervisor, once decided
    decision   BYTEA,  -- sealed under the encounter's key
    decided_at BIGINT,
    PRIMARY KEY (hit, reviewer),
    UNIQUE (hit, turn)
);
INSERT INTO new_examination (hit, reviewer, analysis, turn, decision, decided_at)
SELECT hit, reviewer, analysis, turn, decision, decided_at FROM examination;

CREATE TABLE new_alert (
    id              TEXT PRIMARY KEY,
    hit             TEXT NOT NULL UNIQUE REFERENCES new_hit (id),
    encounter       TEXT NOT NULL REFERENCES encounter (id),
    entry           TEXT NOT NULL REFERENCES entry (id), -- only a hit on an entry raises an alert
    raised_at       BIGINT NOT NULL,
    words           BYTEA NOT NULL, -- sealed under the entry's key, so that erasing the entry erases them too
    acknowledged_by TEXT REFERENCES account (id),
    acknowledged_at BIGINT
);
INSERT INTO new_alert (id, hit, encounter, entry, raised_at, words, acknowledged_by, acknowledged_at)
SELECT id, hit, encounter, entry, raised_at, words, acknowledged_by, acknowledged_at FROM alert;

CREATE TABLE new_hit_skip (
    hit        TEXT NOT NULL REFERENCES new_hit (id),
    account    TEXT NOT NULL REFERENCES account (id),
    skipped_at BIGINT NOT NULL,
    PRIMARY KEY (hit, account)
);
INSERT INTO new_hit_skip (hit, account, skipped_at) SELECT hit, account, skipped_at FROM hit_skip;

DROP TABLE hit_skip;
DROP TABLE alert;
DROP TABLE examination;
DROP TABLE hit;
ALTER TABLE new_hit RENAME TO hit;
ALTER TABLE new_examination RENAME TO examination;
ALTER TABLE new_alert RENAME TO alert;
ALTER TABLE new_hit_skip RENAME TO hit_skip;
CREATE INDEX hit_by_urgency ON hit (stage, due_at);
CREATE INDEX hit_by_shown_deadline ON hit (stage, shown_due_at);
CREATE INDEX hit_on_past ON hit (past);
CREATE INDEX alert_of_encounter ON alert (encounter);

-- Encounters that are still to be searched for in the background: among past encounters once they are there ("past"),
-- and in the lists again where a part of these could not be searched ("lists").
CREATE TABLE search_due (
    encounter TEXT NOT NULL REFERENCES encounter (id),
    among     TEXT NOT NULL,
    PRIMARY KEY (encounter, among)
);
INSERT INTO search_due (encounter, among) SELECT id, 'past' FROM encounter;
INSERT INTO search_due (encounter, among) SELECT id, 'lists' FROM encounter WHERE status = 'incomplete';
