-- The key that push services know this server by, sealed under the programme's key.
ALTER TABLE programme ADD COLUMN push_key BYTEA;

-- Devices whose people want to be called to the screen.
CREATE TABLE push_subscription (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL REFERENCES account (id),
    endpoint BYTEA NOT NULL,       -- sealed under the programme's key
    tag      TEXT NOT NULL UNIQUE, -- a keyed hash of it
    host     TEXT NOT NULL,
    made_at  BIGINT NOT NULL
);
CREATE INDEX push_subscription_of_account ON push_subscription (account);

-- Calls that have not arrived. What has is gone; what was given up stays for a while, to be seen.
CREATE TABLE call (
    id           TEXT PRIMARY KEY,
    subscription TEXT, -- none: the hook's
    host         TEXT NOT NULL,
    body         TEXT NOT NULL, -- nothing personal
    made_at      BIGINT NOT NULL,
    attempts     BIGINT NOT NULL DEFAULT 0,
    next_at      BIGINT, -- none: given up
    failure      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX call_due ON call (next_at);
