-- migration: 1

-- What an element counts by month (m), of those that are summed from the beginning by year (y), and
-- where a running month is asked by day (d); unit 0 is the province.
-- derived
CREATE TABLE counter (
    element TEXT NOT NULL,
    grain TEXT NOT NULL,
    period TEXT NOT NULL,
    unit ID NOT NULL,
    procedure TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (element, grain, unit, period, procedure)
) WITHOUT ROWID;

-- The same of all procedures, and by day also what came and went.
-- derived
CREATE TABLE counter_total (
    element TEXT NOT NULL,
    grain TEXT NOT NULL,
    period TEXT NOT NULL,
    unit ID NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (element, grain, unit, period)
) WITHOUT ROWID;

-- Open dossiers: all of a unit (t, at 0), and by when they fall due, thrice: by the day (d), the
-- hour (h) and the moment itself (x), so that what is due before a moment is a sum of some days,
-- some hours and an hour's moments.
-- derived
CREATE TABLE open_due (
    unit ID NOT NULL,
    waits COUNT NOT NULL,
    grain TEXT NOT NULL,
    due TIME NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (unit, waits, grain, due)
) WITHOUT ROWID;
CREATE INDEX open_due_left ON open_due (waits, grain, due, unit, n) WHERE n <> 0;

-- migration: 2

-- Of dossiers that ended late: how many, and how many working minutes, by the step that overran
-- its own time by most and the role it waited for; both empty when no step did.
-- derived
CREATE TABLE late_step (
    element TEXT NOT NULL,
    unit ID NOT NULL,
    period TEXT NOT NULL,
    role TEXT NOT NULL,
    procedure TEXT NOT NULL,
    step TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (element, unit, period, role, procedure, step)
) WITHOUT ROWID;

-- The dossiers behind them, with what each was counted for: a calendar published later than
-- its end would count otherwise.  Minutes are of working time.
-- derived
CREATE TABLE late_dossier (
    dossier ID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    unit ID NOT NULL,
    procedure TEXT NOT NULL,
    procedure_version COUNT NOT NULL,
    role TEXT NOT NULL,
    step TEXT NOT NULL,
    account ID NOT NULL,
    due TIME NOT NULL,
    ended TIME NOT NULL,
    overrun COUNT NOT NULL,
    lateness COUNT NOT NULL,
    waited COUNT NOT NULL
);
CREATE INDEX late_dossier_list ON late_dossier (unit, ended, dossier);
CREATE INDEX late_dossier_role ON late_dossier (unit, role, ended, dossier);

-- Of dossiers handled to their end: how many before time, on time, late, by the account that did
-- the last of each role's part.
-- derived
CREATE TABLE handled (
    unit ID NOT NULL,
    period TEXT NOT NULL,
    role TEXT NOT NULL,
    account ID NOT NULL,
    element TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (unit, period, role, account, element)
) WITHOUT ROWID;

-- What is in somebody's hands now, by the moment it falls due.
-- derived
CREATE TABLE held_due (
    unit ID NOT NULL,
    role TEXT NOT NULL,
    account ID NOT NULL,
    due TIME NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (unit, role, account, due)
) WITHOUT ROWID;
CREATE INDEX held_due_left ON held_due (unit, role, account, due) WHERE n <> 0;

-- What the province counted in a month that is over, as the public reads it: kept as it was when
-- it was published, whatever happens to a dossier later.  A correction is another edition (n).
-- journaled (month, n)
CREATE TABLE published_month (
    month TEXT NOT NULL,
    n COUNT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    numbers TEXT NOT NULL,
    PRIMARY KEY (month, n)
);

-- The month of one figure by unit, and by field and procedure, with the version of its rule.
-- journaled (month, figure)
CREATE TABLE published_table (
    month TEXT NOT NULL,
    figure TEXT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    version COUNT NOT NULL,
    tables TEXT NOT NULL,
    PRIMARY KEY (month, figure)
);
