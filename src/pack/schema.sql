-- migration: 1

-- journaled (pack, version)
CREATE TABLE pack_version (
    pack TEXT NOT NULL,
    version COUNT NOT NULL,
    digest BYTES NOT NULL,
    files COUNT NOT NULL,
    loaded TIME NOT NULL,
    act ID NOT NULL,
    PRIMARY KEY (pack, version)
);
CREATE INDEX pack_version_act ON pack_version (act);

-- Every file of every version, so that what applied on a day can be read.
-- journaled (pack, version, section, name)
CREATE TABLE pack_file (
    pack TEXT NOT NULL,
    version COUNT NOT NULL,
    section TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    digest BYTES NOT NULL,
    act ID NOT NULL,
    PRIMARY KEY (pack, version, section, name)
);
