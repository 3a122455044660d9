-- Portable between SQLite and PostgreSQL: TEXT, BIGINT (also for booleans, 0 or 1), DOUBLE PRECISION, BYTEA.
-- Moments are milliseconds since 1970 UTC. What is called "sealed" is AES-256-GCM under the subject's data key.

CREATE TABLE site (
    id       TEXT PRIMARY KEY,
    country  TEXT NOT NULL, -- ISO 3166-1 alpha-2
    name     BYTEA NOT NULL, -- sealed under the programme's key, as are all names
    name_tag TEXT NOT NULL UNIQUE -- a keyed hash: equal for equal names, and no more
);

-- The rules of a country. A version is never changed; in force is the greatest one whose time has come.
CREATE TABLE policy (
    country        TEXT NOT NULL, -- ISO 3166-1 alpha-2
    version        BIGINT NOT NULL,
    effective_from BIGINT NOT NULL, -- 0 for the first: it holds for whatever came before the second
    made_at        BIGINT NOT NULL,
    words          BYTEA NOT NULL, -- the rules, who made them and why, sealed under the programme's key
    PRIMARY KEY (country, version)
);

CREATE TABLE account (
    id               TEXT PRIMARY KEY,
    name             BYTEA NOT NULL,       -- sealed
    name_tag         TEXT NOT NULL UNIQUE,
    role             TEXT NOT NULL,
    scope            TEXT NOT NULL, -- site, country or programme: where the role counts
    site             TEXT NOT NULL REFERENCES site (id),
    password_allowed BIGINT NOT NULL DEFAULT 0,
    suspended        BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE passkey (
    id           TEXT PRIMARY KEY,
    account      TEXT NOT NULL REFERENCES account (id),
    credential   TEXT NOT NULL UNIQUE, -- the authenticator's identifier, in hexadecimal
    public_key   BYTEA NOT NULL,       -- COSE
    counter      BIGINT NOT NULL,
    device_bound BIGINT NOT NULL,
    name         BYTEA NOT NULL,       -- sealed under the programme's key
    made_at      BIGINT NOT NULL,
    used_at      BIGINT
);
CREATE INDEX passkey_of_account ON passkey (account);

-- Argon2id and the secret of the one-time codes, sealed under the programme's key.
CREATE TABLE password (
    account   TEXT PRIMARY KEY REFERENCES account (id),
    hash      BYTEA NOT NULL,
    secret    BYTEA NOT NULL,
    last_step BIGINT NOT NULL, -- of the newest code that was taken: none is taken twice
    in_force  BIGINT NOT NULL  -- 1 once a first code has shown that the secret arrived
);

-- Failures of a name, whether there is such an account or not; the name under a keyed hash.
CREATE TABLE lock_out (
    name_tag     TEXT PRIMARY KEY,
    failures     BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

-- Challenges say themselves whom and how long they are for; this is that each is answered once.
CREATE TABLE spent_challenge (
    hash       TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- One row: the key of what belongs to the programme as a whole, wrapped by the master key.
CREATE TABLE programme (
    id          BIGINT PRIMARY KEY,
    wrapped_key BYTEA NOT NULL,
    tag_key     BYTEA NOT NULL -- of the keyed hashes, sealed
);

-- What one country gives another; without a row that is in force, neither sees anything of the other's.
CREATE TABLE agreement (
    id         TEXT PRIMARY KEY,
    giver      TEXT NOT NULL,
    taker      TEXT NOT NULL,
    covers     TEXT NOT NULL, -- lists or hits
    made_at    BIGINT NOT NULL,
    made_by    TEXT NOT NULL REFERENCES account (id),
    expires_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX agreement_of_taker ON agreement (taker, expires_at);

-- Only hashes of the secrets are kept.
CREATE TABLE sign_in_link (
    token_hash TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id),
    expires_at BIGINT NOT NULL,
    spent_at   BIGINT
);

CREATE TABLE session (
    token_hash   TEXT PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE, -- names it where it is listed
    account      TEXT NOT NULL REFERENCES account (id),
    method       TEXT NOT NULL,        -- link, passkey or password
    opened_at    BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    confirmed_at BIGINT,               -- when the person last proved who they are
    expires_at   BIGINT NOT NULL,
    visit        BYTEA NOT NULL        -- the browser and the address, sealed under the programme's key
);
CREATE INDEX session_of_account ON session (account);

CREATE TABLE watchlist (
    id       TEXT PRIMARY KEY,
    country  TEXT NOT NULL, -- that keeps it
    name     BYTEA NOT NULL, -- sealed
    name_tag TEXT NOT NULL,
    version  BIGINT NOT NULL,
    UNIQUE (country, name_tag)
);

CREATE TABLE entry (
    id           TEXT PRIMARY KEY,
    list         TEXT NOT NULL REFERENCES watchlist (id),
    list_version BIGINT NOT NULL, -- of the list, when the entry last changed
    active       BIGINT NOT NULL, -- 0: withdrawn, expired, or without the grounds to alert
    expires_at   BIGINT,
    wrapped_key  BYTEA NOT NULL,
    particulars  BYTEA NOT NULL, -- sealed
    prints       BYTEA NOT NULL  -- sealed
);
CREATE INDEX entry_of_list ON entry (list, active);

CREATE TABLE encounter (
    id          TEXT PRIMARY KEY,
    site        TEXT NOT NULL REFERENCES site (id),
    officer     TEXT NOT NULL REFERENCES account (id),
    sealed_at   BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    fingers     BIGINT NOT NULL,
    status      TEXT NOT NULL,
    policy      BIGINT NOT NULL, -- the version in force when it began, by which it is judged
    wrapped_key BYTEA NOT NULL,
    manifest    BYTEA NOT NULL, -- sealed
    answer      BYTEA NOT NULL, -- sealed
    rulings     BYTEA NOT NULL  -- the rules that decided, sealed
);
CREATE INDEX encounter_of_site ON encounter (site, received_at);

-- The images of an encounter, by content; the sealed bytes lie in the object store.
CREATE TABLE part (
    encounter   TEXT NOT NULL REFERENCES encounter (id),
    sha256      TEXT NOT NULL,
    received_at BIGINT,
    PRIMARY KEY (encounter, sha256)
);

CREATE TABLE hit (
    id            TEXT PRIMARY KEY,
    encounter     TEXT NOT NULL REFERENCES encounter (id),
    entry         TEXT NOT NULL REFERENCES entry (id),
    list          TEXT NOT NULL REFERENCES watchlist (id),
    list_version  BIGINT NOT NULL, -- that was searched
    people        BIGINT NOT NULL, -- that were searched
    threshold     BIGINT NOT NULL, -- of the site, when it was searched
    opened_at     BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,
    stage         TEXT NOT NULL,
    outcome       TEXT,
    claimed_by    TEXT REFERENCES account (id),
    claimed_until BIGINT,
    UNIQUE (encounter, entry)
);
CREATE INDEX hit_by_urgency ON hit (stage, due_at);

-- One person's work on one hit.
CREATE TABLE examination (
    hit        TEXT NOT NULL REFERENCES hit (id),
    reviewer   TEXT NOT NULL REFERENCES account (id),
    analysis   BYTEA,  -- sealed under the encounter's key
    turn       BIGINT, -- 1, 2, and 3 for the supervisor, once decided
    decision   BYTEA,  -- sealed under the encounter's key
    decided_at BIGINT,
    PRIMARY KEY (hit, reviewer),
    UNIQUE (hit, turn)
);

CREATE TABLE alert (
    id              TEXT PRIMARY KEY,
    hit             TEXT NOT NULL UNIQUE REFERENCES hit (id),
    encounter       TEXT NOT NULL REFERENCES encounter (id),
    entry           TEXT NOT NULL REFERENCES entry (id),
    raised_at       BIGINT NOT NULL,
    words           BYTEA NOT NULL, -- sealed under the entry's key, so that erasing the entry erases them too
    acknowledged_by TEXT REFERENCES account (id),
    acknowledged_at BIGINT
);
CREATE INDEX alert_of_encounter ON alert (encounter);

-- People whom policy did not let be recorded: this count is all that is kept.
CREATE TABLE refusal (
    site  TEXT NOT NULL REFERENCES site (id),
    day   BIGINT NOT NULL, -- days since 1970 UTC
    rule  TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site, day, rule)
);

CREATE TABLE audit_event (
    seq     BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL, -- an account, or a program's name
    home    TEXT NOT NULL, -- the actor's country; empty for a program
    action  TEXT NOT NULL,
    object  TEXT NOT NULL,
    country TEXT NOT NULL, -- the object's; empty where it has none
    words   BYTEA NOT NULL, -- the actor's name, from where, why and the particulars, sealed under the log's key
    hash    TEXT NOT NULL
);
CREATE INDEX audit_event_by_actor ON audit_event (actor, seq);
CREATE INDEX audit_event_by_object ON audit_event (object, seq);

-- One row, locked by whoever appends.
CREATE TABLE audit_head (
    id          BIGINT PRIMARY KEY,
    seq         BIGINT NOT NULL,
    hash        TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    signing_key BYTEA NOT NULL -- Ed25519, of the checkpoints; sealed under the log's key
);
