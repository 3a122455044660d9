-- What counts as unusual looking at people, by each site's own rule (JSON: hours, looks a day).
CREATE TABLE watch_rules (
    site  TEXT PRIMARY KEY REFERENCES site (id),
    rules TEXT NOT NULL
);
