-- migration: 1

-- The load that is open in a registry: what it brought is not there for anybody yet, what it ended
-- still is.  Kept with the load's own progress so that it goes on after a crash.
-- excluded: work in progress; what is published has an entry and a row of registry_published
CREATE TABLE registry_open (
    registry TEXT NOT NULL,
    load COUNT NOT NULL,
    state TEXT NOT NULL,
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
-- summed; field and value are empty for all of them.  what: "n", or the name of a summed field.
-- derived
CREATE TABLE registry_tally (
    registry TEXT NOT NULL,
    what TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (registry, what, field, value)
) WITHOUT ROWID;

-- The first and the last act by which records of a registry were written one by one; what loads
-- brought, registry_published says.
-- derived
CREATE TABLE registry_touched (
    registry TEXT NOT NULL,
    first ID NOT NULL,
    last ID NOT NULL,
    PRIMARY KEY (registry)
) WITHOUT ROWID;
