-- Known-answer hits: made of synthetic pairs, to measure how well hits are decided. They lie in tables of their own, so that
-- whatever reads hits, encounters, entries or alerts meets none of them; only what lays hits on the bench reads both.
CREATE TABLE known_answer (
    id            TEXT PRIMARY KEY,
    encounter     TEXT NOT NULL, -- an identifier that no encounter has: only for the reference that people read
    site          TEXT NOT NULL REFERENCES site (id),
    list          TEXT NOT NULL REFERENCES watchlist (id),
    list_version  BIGINT NOT NULL,
    people        BIGINT NOT NULL,
    threshold     BIGINT NOT NULL,
    opened_at     BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,
    shown_due_at  BIGINT NOT NULL,
    stage         TEXT NOT NULL,
    outcome       TEXT,
    claimed_by    TEXT REFERENCES account (id),
    claimed_until BIGINT,
    wrapped_key   BYTEA NOT NULL,
    pair          BYTEA NOT NULL -- both sides and the answer, sealed
);
CREATE INDEX known_answer_by_shown_deadline ON known_answer (stage, shown_due_at);

CREATE TABLE known_answer_examination (
    hit        TEXT NOT NULL REFERENCES known_answer (id),
    reviewer   TEXT NOT NULL REFERENCES account (id),
    analysis   BYTEA,  -- sealed under the known answer's key
    turn       BIGINT,
    decision   BYTEA,  -- sealed under the known answer's key
    decided_at BIGINT,
    PRIMARY KEY (hit, reviewer),
    UNIQUE (hit, turn)
);

CREATE TABLE known_answer_skip (
    hit        TEXT NOT NULL REFERENCES known_answer (id),
    account    TEXT NOT NULL REFERENCES account (id),
    skipped_at BIGINT NOT NULL,
    PRIMARY KEY (hit, account)
);

-- When the next one comes, after the shape of which hit. It has no reference: that hit may be erased first.
CREATE TABLE known_answer_due (
    hit TEXT PRIMARY KEY,
    at  BIGINT NOT NULL
);

-- What each person found, beside what the answer was: written when the hit is closed, for before it tells the answer.
CREATE TABLE known_answer_result (
    hit        TEXT NOT NULL,
    reviewer   TEXT NOT NULL REFERENCES account (id),
    answer     TEXT NOT NULL, -- mated or non_mated
    finding    TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (hit, reviewer)
);

-- Since when somebody has examined without a break: overwritten, so that no history of anybody's day is kept.
CREATE TABLE bench_stint (
    account  TEXT PRIMARY KEY REFERENCES account (id),
    began_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    decided  BIGINT NOT NULL
);
