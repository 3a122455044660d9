-- Entries that enter search are searched for among past encounters too.
ALTER TABLE hit ADD COLUMN later BIGINT NOT NULL DEFAULT 0; -- 1: the entry came after the encounter

-- How far in its log of changes each list has been searched for so; a list without a row not at all.
CREATE TABLE searched_back (
    list    TEXT PRIMARY KEY REFERENCES watchlist (id),
    version BIGINT NOT NULL,
    entry   TEXT NOT NULL -- the last one of that version
);
-- What is on a list by now counts as searched for: encounters since were compared with it as they came.
INSERT INTO searched_back (list, version, entry)
SELECT id, version, 'ffffffff-ffff-ffff-ffff-ffffffffffff' FROM watchlist;
