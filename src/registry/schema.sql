-- migration: 1

-- The load that is open in a registry: what it brought is not there for anybody yet, what it ended
-- still is.
-- excluded: work in progress; what is published has an entry and a row of registry_published
CREATE TABLE registry_open (
    registry TEXT NOT NULL,
    load COUNT NOT NULL,
    PRIMARY KEY (registry)
) WITHOUT ROWID;

-- Loads that are in force.  digest: over the rows it brought, in the order of _id.
-- journaled (registry, load)
CREATE TABLE registry_published (
    registry TEXT NOT NULL,
    load COUNT NOT NULL,
    act ID NOT NULL,
    name TEXT NOT NULL,
    file BYTES NOT NULL,
    digest BYTES NOT NULL,
    created COUNT NOT NULL,
    changed COUNT NOT NULL,
    ended COUNT NOT NULL,
    refused COUNT NOT NULL,
    same COUNT NOT NULL,
    sample COUNT NOT NULL,
    PRIMARY KEY (registry, load)
) WITHOUT ROWID;

-- How many records in force have a value of a counted field, and the sums of the fields that are
-- summed; field and value are empty for all of them.  what: "n", or the name of a summed field, or
-- "%filled", "%cells", "%wide" (record.h).
-- derived
CREATE TABLE registry_tally (
    registry TEXT NOT NULL,
    what TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (registry, what, field, value)
) WITHOUT ROWID;

-- What was done to a registry's records one by one, by day, and the day's last act.  What loads
-- did stands in registry_published.
-- derived
CREATE TABLE registry_day (
    registry TEXT NOT NULL,
    day DAY NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    created COUNT NOT NULL,
    changed COUNT NOT NULL,
    corrected COUNT NOT NULL,
    ended COUNT NOT NULL,
    PRIMARY KEY (registry, day)
) WITHOUT ROWID;
CREATE INDEX registry_day_act ON registry_day (act);
CREATE INDEX registry_published_act ON registry_published (act);
-- The first and the last act by which records of a registry were written one by one; what loads
-- brought, registry_published says.
-- derived
CREATE TABLE registry_touched (
    registry TEXT NOT NULL,
    first ID NOT NULL,
    last ID NOT NULL,
    PRIMARY KEY (registry)
) WITHOUT ROWID;

-- How far a load has come, and what became of it.  serial: counted up by everybody who changes it,
-- so that two who do notice; working: the loader has something to do here.
-- excluded: work in progress; what is published has an entry and a row of registry_published
CREATE TABLE registry_load (
    registry TEXT NOT NULL,
    load COUNT NOT NULL,
    phase TEXT NOT NULL,
    working COUNT NOT NULL,
    serial COUNT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (registry, load)
) WITHOUT ROWID;
CREATE INDEX registry_load_working ON registry_load (working, load);

-- What the load that is open will add to the counts when it is published; as in registry_tally.
-- excluded: work in progress; added to registry_tally by the act that publishes
CREATE TABLE registry_pending (
    registry TEXT NOT NULL,
    what TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (registry, what, field, value)
) WITHOUT ROWID;

-- Which field a column of a file was loaded into last.
-- excluded: so that it need not be chosen again; nothing follows from it
CREATE TABLE registry_heading (
    registry TEXT NOT NULL,
    heading TEXT NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (registry, heading)
) WITHOUT ROWID;

-- Words by which records are found (word.h).  level: 0 of fields that everybody sees, 1 of those
-- that officers see.
-- derived
CREATE TABLE registry_word (
    registry TEXT NOT NULL,
    level COUNT NOT NULL,
    word TEXT NOT NULL,
    record ID NOT NULL,
    PRIMARY KEY (registry, level, word, record)
) WITHOUT ROWID;
