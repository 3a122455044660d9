-- What people are told, what they ask with the code of their receipt, and what came of it.

-- The words of the notice from its second version on; the first comes with the program.
CREATE TABLE notice (
    country  TEXT NOT NULL,
    language TEXT NOT NULL, -- BCP 47
    version  BIGINT NOT NULL,
    made_at  BIGINT NOT NULL,
    made_by  TEXT NOT NULL REFERENCES account (id),
    words    BYTEA NOT NULL, -- sealed under the programme's key
    PRIMARY KEY (country, language, version)
);

CREATE TABLE notice_recording (
    country  TEXT NOT NULL,
    language TEXT NOT NULL,
    version  BIGINT NOT NULL, -- of the words that are read out
    audio    BYTEA NOT NULL,  -- sealed under the programme's key
    PRIMARY KEY (country, language, version)
);

-- Since when a record is neither used nor shared.
ALTER TABLE encounter ADD COLUMN restricted_at BIGINT;

-- The code itself is on the person's receipt and nowhere else.
CREATE TABLE redress_code (
    tag       TEXT PRIMARY KEY, -- a keyed hash
    encounter TEXT NOT NULL,    -- no reference: the code outlives the record
    site      TEXT NOT NULL REFERENCES site (id),
    given_at  BIGINT NOT NULL
);
CREATE INDEX redress_code_of_encounter ON redress_code (encounter);

-- What is asked about a record. It has a key of its own, so that an answer can be given after the record is erased.
CREATE TABLE redress (
    id          TEXT PRIMARY KEY,
    tag         TEXT NOT NULL REFERENCES redress_code (tag),
    encounter   TEXT NOT NULL,
    site        TEXT NOT NULL REFERENCES site (id),
    opened_at   BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    closed_at   BIGINT,
    state       TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    request     BYTEA NOT NULL -- what is asked for, the language, how to reach the person; sealed
);
CREATE INDEX redress_of_code ON redress (tag, opened_at);
CREATE INDEX redress_by_urgency ON redress (closed_at, due_at);

CREATE TABLE redress_step (
    redress TEXT NOT NULL REFERENCES redress (id),
    number  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    who     TEXT REFERENCES account (id), -- nobody: the person
    done    TEXT,                         -- what it did to the record, if anything
    record  BIGINT NOT NULL,              -- 1: sealed under the record's key, and gone with it
    words   BYTEA NOT NULL,
    PRIMARY KEY (redress, number)
);

CREATE TABLE redress_recipient (
    id      TEXT PRIMARY KEY,
    redress TEXT NOT NULL REFERENCES redress (id),
    name    BYTEA NOT NULL -- sealed
);
CREATE INDEX redress_recipient_of ON redress_recipient (redress);

-- Notices to recipients: a queue; what sends them sets the state.
CREATE TABLE redress_notice (
    recipient TEXT NOT NULL REFERENCES redress_recipient (id),
    done      TEXT NOT NULL, -- what they are to be told
    made_at   BIGINT NOT NULL,
    state     TEXT NOT NULL, -- waiting, sent, confirmed, failed
    PRIMARY KEY (recipient, done)
);
CREATE INDEX redress_notice_by_state ON redress_notice (state, made_at);

-- Requests under codes that there are not: a count is all that is kept.
CREATE TABLE redress_unknown (
    day   BIGINT PRIMARY KEY, -- days since 1970 UTC
    count BIGINT NOT NULL
);
