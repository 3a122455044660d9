-- Lists whose entries go through states, and whose every change has a number.

-- Owner, legal basis and categories, sealed under the programme's key.
ALTER TABLE watchlist ADD COLUMN terms BYTEA;

DROP INDEX entry_of_list;
ALTER TABLE entry ADD COLUMN state TEXT NOT NULL DEFAULT 'draft'; -- draft, validated, active, stale, withdrawn
UPDATE entry SET state = CASE active WHEN 1 THEN 'active' ELSE 'withdrawn' END;
ALTER TABLE entry DROP COLUMN active;
ALTER TABLE entry ADD COLUMN author TEXT NOT NULL DEFAULT ''; -- an account, or a program's name: who wrote it last
ALTER TABLE entry ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN valid_until BIGINT; -- until when the last validation holds
UPDATE entry SET valid_until = expires_at;
CREATE INDEX entry_of_list ON entry (list, state, id);

-- What every version of a list changed. It outlives the entry, so that devices let go of one that was erased.
CREATE TABLE list_change (
    list    TEXT NOT NULL REFERENCES watchlist (id),
    version BIGINT NOT NULL,
    entry   TEXT NOT NULL,
    step    TEXT NOT NULL, -- draft, revise, validate, publish, withdraw, stale, erase
    effect  TEXT NOT NULL, -- on search: enters, leaves, none
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL, -- an account, or a program's name
    why     BYTEA,         -- sealed under the programme's key
    PRIMARY KEY (list, version, entry)
);
CREATE INDEX list_change_of_entry ON list_change (entry, version);

-- Which version of a list a session's device was given last.
CREATE TABLE held_copy (
    list    TEXT NOT NULL REFERENCES watchlist (id),
    session TEXT NOT NULL, -- the hash of its secret, as in session.token_hash
    account TEXT NOT NULL REFERENCES account (id),
    version BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (list, session)
);

-- Ed25519, of what devices are given; sealed under the programme's key.
ALTER TABLE programme ADD COLUMN list_key BYTEA;
