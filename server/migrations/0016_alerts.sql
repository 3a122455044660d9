-- How far an alert went, who was shown it, and that it was taken back.
ALTER TABLE alert ADD COLUMN reach TEXT NOT NULL DEFAULT 'site';
ALTER TABLE alert ADD COLUMN goes_further_at BIGINT; -- none: acknowledged, taken back, or nowhere left to go
ALTER TABLE alert ADD COLUMN acknowledged_from TEXT REFERENCES site (id);
CREATE INDEX alert_going_further ON alert (goes_further_at);

-- To whom the server has given an alert; whoever is here is told when it is taken back.
CREATE TABLE alert_witness (
    alert       TEXT NOT NULL REFERENCES alert (id),
    account     TEXT NOT NULL REFERENCES account (id),
    seen_at     BIGINT NOT NULL,
    answered_at BIGINT, -- when they said that they saw the taking back
    PRIMARY KEY (alert, account)
);

CREATE TABLE alert_taken_back (
    alert TEXT PRIMARY KEY REFERENCES alert (id),
    at    BIGINT NOT NULL,
    cause TEXT NOT NULL,
    words BYTEA NOT NULL -- by whom and why, sealed as the alert's own words are
);
