-- migration: 1

-- derived
CREATE TABLE counter (
    element TEXT NOT NULL,
    grain TEXT NOT NULL,
    period TEXT NOT NULL,
    unit ID NOT NULL,
    procedure TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (element, grain, period, unit, procedure)
);

-- derived
CREATE TABLE open_due (
    unit ID NOT NULL,
    waits COUNT NOT NULL,
    due TIME NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (unit, waits, due)
);
CREATE INDEX open_due_left ON open_due (unit, waits, due) WHERE n <> 0;
