-- migration: 1

-- excluded: a log's name and where it begins; each of its checkpoints repeats them
CREATE TABLE log (
    number COUNT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    first_act ID NOT NULL,
    vkey TEXT NOT NULL
);

-- excluded: the entries are what every other table is checked against
CREATE TABLE entry (
    act ID NOT NULL PRIMARY KEY,
    log COUNT NOT NULL,
    occurred TIME NOT NULL,
    recorded TIME NOT NULL,
    key TEXT NOT NULL,
    salt BYTES,
    payload JSON,
    commitment BYTES NOT NULL,
    answer JSON,
    erased_by ID
);
CREATE UNIQUE INDEX entry_key ON entry (key);

-- excluded: finished tiles of the Merkle tree, recomputed from the entries
CREATE TABLE tile (
    log COUNT NOT NULL,
    level COUNT NOT NULL,
    position COUNT NOT NULL,
    hashes BYTES NOT NULL,
    root BYTES NOT NULL,
    PRIMARY KEY (log, level, position)
);

-- excluded: heads signed by the keeper; each is checked against the entries
CREATE TABLE checkpoint (
    log COUNT NOT NULL,
    size COUNT NOT NULL,
    signed_at TIME NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (log, size)
);

-- excluded: time-stamps from outside over a checkpoint; checked with the authority's certificate
CREATE TABLE anchor (
    log COUNT NOT NULL,
    size COUNT NOT NULL,
    authority TEXT NOT NULL,
    stamped TIME NOT NULL,
    token BYTES NOT NULL,
    PRIMARY KEY (log, size, authority)
);

-- journaled (act, n)
CREATE TABLE disclosure (
    act ID NOT NULL,
    n COUNT NOT NULL,
    person ID NOT NULL,
    reader ID NOT NULL,
    unit ID,
    subject TEXT NOT NULL,
    fields TEXT NOT NULL,
    purpose TEXT NOT NULL,
    at TIME NOT NULL,
    PRIMARY KEY (act, n)
);
CREATE INDEX disclosure_person ON disclosure (person, act);

-- journaled (act, n)
CREATE TABLE erasure (
    act ID NOT NULL,
    n COUNT NOT NULL,
    target ID NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (act, n)
);

-- migration: 2

-- By whom, for which unit, by which command, about what and with what outcome each entry is
-- found (find.h says which kind is which); written behind the journal (find_index.c).
-- derived
CREATE TABLE entry_find (
    kind COUNT NOT NULL,
    value TEXT NOT NULL,
    act ID NOT NULL,
    PRIMARY KEY (kind, value, act)
) WITHOUT ROWID;

-- excluded: up to which entry the rows above go; `verify` computes them again up to there
CREATE TABLE find_cursor (
    one COUNT NOT NULL PRIMARY KEY,
    upto ID NOT NULL
);

-- What was done in another's position while that one was away: whose, by which delegation.
-- journaled (act)
CREATE TABLE stead (
    act ID NOT NULL PRIMARY KEY,
    delegation ID NOT NULL,
    absent ID NOT NULL
);
CREATE INDEX stead_delegation ON stead (delegation, act);

-- What a system of another body did, and under which agreement; none when it asked for a token.
-- journaled (act)
CREATE TABLE system_act (
    act ID NOT NULL PRIMARY KEY,
    client ID NOT NULL,
    agreement ID
);
CREATE INDEX system_act_client ON system_act (client, act);
