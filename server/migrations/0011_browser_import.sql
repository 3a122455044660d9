-- Imports that are looked at in pieces and enrolled in batches, from the browser and from the command line alike.

DROP TABLE import_person;

CREATE TABLE import (
    id          TEXT PRIMARY KEY,
    list        TEXT NOT NULL REFERENCES watchlist (id),
    sheet       TEXT NOT NULL, -- SHA-256 of the sheet: the same again goes on where it was
    author      TEXT NOT NULL, -- an account, or a program's name
    made_at     BIGINT NOT NULL,
    touched_at  BIGINT NOT NULL, -- left alone for a month, what was not enrolled is forgotten
    people      BIGINT NOT NULL,
    wrapped_key BYTEA NOT NULL, -- of the sheet and of what its lines say
    UNIQUE (list, sheet)
);

-- What became of each person of a sheet who was looked at. Whoever was accepted waits here, sealed as an entry is.
CREATE TABLE import_line (
    import      TEXT NOT NULL REFERENCES import (id),
    place       BIGINT NOT NULL, -- of the person in the sheet
    verdict     TEXT NOT NULL,   -- accepted, refused, on_the_list, in_the_sheet
    words       BYTEA NOT NULL,  -- whom the sheet means and what was found, sealed under the import's key
    entry       TEXT,            -- of whoever was accepted; no reference: it outlives the entry
    expires_at  BIGINT,
    wrapped_key BYTEA,           -- of the entry, until it is made
    particulars BYTEA,           -- sealed, as in the entry
    prints      BYTEA,           -- sealed, as in the entry
    PRIMARY KEY (import, place)
);
CREATE INDEX import_line_by_verdict ON import_line (import, verdict, place);
CREATE INDEX import_line_of_entry ON import_line (entry);

ALTER TABLE entry ADD COLUMN import TEXT; -- that it came by
CREATE INDEX entry_of_import ON entry (import, state, id);
