-- Pieces of images that have not arrived whole, sealed under their encounter's key.
CREATE TABLE part_piece (
    encounter   TEXT NOT NULL REFERENCES encounter (id),
    sha256      TEXT NOT NULL, -- of the image
    starts      BIGINT NOT NULL, -- where in the image it begins
    bytes       BIGINT NOT NULL, -- before they were sealed
    content     BYTEA NOT NULL,
    received_at BIGINT NOT NULL, -- an image left alone for a month is begun anew
    PRIMARY KEY (encounter, sha256, starts)
);
