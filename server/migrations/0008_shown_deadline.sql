-- What reviewers are shown and ordered by tells nothing of an entry's severity; due_at, which does, is what they are
-- measured by once the case is closed.
ALTER TABLE hit ADD COLUMN shown_due_at BIGINT NOT NULL DEFAULT 0;
UPDATE hit SET shown_due_at = opened_at + 900000;
CREATE INDEX hit_by_shown_deadline ON hit (stage, shown_due_at);
DROP INDEX hit_by_urgency;
