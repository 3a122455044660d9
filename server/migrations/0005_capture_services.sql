-- The capture services on the desks' own computers that a site lets its pages talk to; no row for none.
CREATE TABLE capture_services (
    site     TEXT PRIMARY KEY REFERENCES site (id),
    services BYTEA NOT NULL -- sealed under the programme's key
);
