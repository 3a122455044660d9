-- Lists as they were searched in one version, in files sealed under keys of their own, so that a start need not open
-- every entry. The row goes, and with it the key, when somebody of the list is erased.
CREATE TABLE shard_file (
    list        TEXT PRIMARY KEY REFERENCES watchlist (id),
    version     BIGINT NOT NULL,
    bytes       BIGINT NOT NULL, -- before they were sealed
    wrapped_key BYTEA NOT NULL
);
