-- migration: 1

-- journaled (id)
CREATE TABLE unit (
    id ID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    act ID NOT NULL
);

-- journaled (id)
CREATE TABLE unit_event (
    id ID NOT NULL PRIMARY KEY,
    unit ID NOT NULL,
    kind TEXT NOT NULL,
    day DAY NOT NULL,
    decree TEXT NOT NULL,
    decree_url TEXT NOT NULL,
    act ID NOT NULL
);
CREATE INDEX unit_event_unit ON unit_event (unit, day);

-- What a unit is from a day on; `gone` from the day it no longer is.  Of two
-- versions that begin on one day the later written holds.
-- journaled (unit, n)
CREATE TABLE unit_version (
    unit ID NOT NULL,
    n COUNT NOT NULL,
    begins DAY NOT NULL,
    gone BOOL NOT NULL,
    code TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    parent ID,
    level COUNT NOT NULL,
    event ID,
    act ID NOT NULL,
    PRIMARY KEY (unit, n)
);

-- What passes from one unit to another, in millionths: 1,000,000 for each
-- source and basis.
-- journaled (event, source, target, basis)
CREATE TABLE unit_flow (
    event ID NOT NULL,
    source ID NOT NULL,
    target ID NOT NULL,
    basis TEXT NOT NULL,
    weight COUNT NOT NULL,
    act ID NOT NULL,
    PRIMARY KEY (event, source, target, basis)
);
CREATE INDEX unit_flow_source ON unit_flow (source);
CREATE INDEX unit_flow_target ON unit_flow (target);

-- `unit`: the one it was made for, whoever has it now.
-- journaled (id)
CREATE TABLE desk (
    id ID NOT NULL PRIMARY KEY,
    unit ID NOT NULL,
    act ID NOT NULL
);

-- journaled (desk, n)
CREATE TABLE desk_unit (
    desk ID NOT NULL,
    n COUNT NOT NULL,
    begins DAY NOT NULL,
    unit ID NOT NULL,
    act ID NOT NULL,
    PRIMARY KEY (desk, n)
);

-- What the versions say, from a day to a day (`ends` not included; 9999-12-31:
-- still); see org/derive.c, which alone writes the three tables below.
-- derived
CREATE TABLE unit_span (
    unit ID NOT NULL,
    begins DAY NOT NULL,
    ends DAY NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    parent ID,
    level COUNT NOT NULL,
    sort TEXT NOT NULL,
    PRIMARY KEY (unit, begins)
);
CREATE INDEX unit_span_code ON unit_span (code, begins);
CREATE INDEX unit_span_parent ON unit_span (parent, sort, unit);

-- derived
CREATE TABLE unit_closure (
    descendant ID NOT NULL,
    ancestor ID NOT NULL,
    begins DAY NOT NULL,
    ends DAY NOT NULL,
    PRIMARY KEY (descendant, ancestor, begins)
);
CREATE INDEX unit_closure_ancestor ON unit_closure (ancestor, descendant);

-- derived
CREATE TABLE desk_span (
    desk ID NOT NULL,
    begins DAY NOT NULL,
    ends DAY NOT NULL,
    unit ID NOT NULL,
    PRIMARY KEY (desk, begins)
);
CREATE INDEX desk_span_unit ON desk_span (unit, begins);
