-- Who has passed on which hit, so that they are not offered it next.
CREATE TABLE hit_skip (
    hit        TEXT NOT NULL REFERENCES hit (id),
    account    TEXT NOT NULL REFERENCES account (id),
    skipped_at BIGINT NOT NULL,
    PRIMARY KEY (hit, account)
);
