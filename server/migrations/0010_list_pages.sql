-- Lists of 100,000 entries are shown by pages, and those whose time is over are found without reading the others.

ALTER TABLE entry ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0; -- the earlier of valid_until and expires_at; 0: not known
UPDATE entry SET ends_at = CASE WHEN valid_until < expires_at THEN valid_until ELSE expires_at END
WHERE valid_until IS NOT NULL AND expires_at IS NOT NULL;
CREATE INDEX entry_by_end ON entry (state, ends_at, list, id);
CREATE INDEX entry_by_age ON entry (list, id);
