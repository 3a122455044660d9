-- Which of several servers on this database does what nobody asks for: one row at most. It says so again and again, by
-- counting on.
CREATE TABLE duty (
    one    BIGINT PRIMARY KEY CHECK (one = 1),
    holder TEXT NOT NULL,
    beat   BIGINT NOT NULL
);

-- Each server has files of its own, in its own folder. Those that are there are written anew.
DROP TABLE shard_file;
CREATE TABLE shard_file (
    list        TEXT NOT NULL REFERENCES watchlist (id),
    folder      TEXT NOT NULL,
    version     BIGINT NOT NULL,
    bytes       BIGINT NOT NULL, -- before they were sealed
    wrapped_key BYTEA NOT NULL,
    PRIMARY KEY (list, folder)
);
