-- Whom an import has put on a list, so that one which was cut off goes on behind them.
CREATE TABLE import_person (
    list   TEXT NOT NULL REFERENCES watchlist (id),
    sheet  TEXT NOT NULL, -- SHA-256 of the sheet
    person TEXT NOT NULL, -- a keyed hash of the sheet's own name for them
    entry  TEXT NOT NULL, -- no reference: it outlives the entry
    PRIMARY KEY (list, sheet, person)
);
