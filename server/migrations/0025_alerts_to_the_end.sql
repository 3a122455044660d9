-- When an alert went a step further because nobody acknowledged.
CREATE TABLE alert_further (
    alert TEXT NOT NULL REFERENCES alert (id),
    reach TEXT NOT NULL,
    at    BIGINT NOT NULL,
    PRIMARY KEY (alert, reach)
);

-- What is left of an alert whose record or entry was erased: that it no longer stands, until everybody who saw it knows.
CREATE TABLE alert_erased (
    id        TEXT PRIMARY KEY,
    site      TEXT NOT NULL REFERENCES site (id),
    reference TEXT NOT NULL, -- what people called the encounter
    at        BIGINT NOT NULL
);

-- Who has not yet said that they know.
CREATE TABLE alert_erased_witness (
    alert   TEXT NOT NULL REFERENCES alert_erased (id),
    account TEXT NOT NULL REFERENCES account (id),
    PRIMARY KEY (alert, account)
);
CREATE INDEX alert_erased_witness_of_account ON alert_erased_witness (account);
