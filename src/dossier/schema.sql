-- migration: 1

-- journaled (dossier, version)
CREATE TABLE dossier_version (
    dossier ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    action TEXT NOT NULL,
    actor ID NOT NULL,
    actor_unit ID,
    note TEXT NOT NULL,
    code TEXT NOT NULL,
    procedure TEXT NOT NULL,
    procedure_version COUNT NOT NULL,
    channel COUNT NOT NULL,
    entered_by TEXT NOT NULL,
    applicant ID,
    applicant_kind COUNT NOT NULL,
    applicant_name TEXT NOT NULL,
    received_unit ID NOT NULL,
    competent_unit ID NOT NULL,
    desk ID NOT NULL,
    status COUNT NOT NULL,
    step TEXT NOT NULL,
    role TEXT NOT NULL,
    back_step TEXT NOT NULL,
    assignee ID,
    filed TIME NOT NULL,
    received TIME,
    due TIME,
    paused_since TIME,
    supplements COUNT NOT NULL,
    ended TIME,
    returned TIME,
    fee MONEY NOT NULL,
    fee_state TEXT NOT NULL,
    result_hash BYTES,
    PRIMARY KEY (dossier, version)
);

-- derived
CREATE TABLE dossier_now (
    dossier ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    action TEXT NOT NULL,
    actor ID NOT NULL,
    actor_unit ID,
    note TEXT NOT NULL,
    code TEXT NOT NULL,
    procedure TEXT NOT NULL,
    procedure_version COUNT NOT NULL,
    channel COUNT NOT NULL,
    entered_by TEXT NOT NULL,
    applicant ID,
    applicant_kind COUNT NOT NULL,
    applicant_name TEXT NOT NULL,
    received_unit ID NOT NULL,
    competent_unit ID NOT NULL,
    desk ID NOT NULL,
    status COUNT NOT NULL,
    step TEXT NOT NULL,
    role TEXT NOT NULL,
    back_step TEXT NOT NULL,
    assignee ID,
    filed TIME NOT NULL,
    received TIME,
    due TIME,
    paused_since TIME,
    supplements COUNT NOT NULL,
    ended TIME,
    returned TIME,
    fee MONEY NOT NULL,
    fee_state TEXT NOT NULL,
    result_hash BYTES,
    waits COUNT NOT NULL,
    urgency TIME NOT NULL
);
CREATE UNIQUE INDEX dossier_now_code ON dossier_now (code);
CREATE INDEX dossier_now_list ON dossier_now (desk, role, waits, urgency, dossier);
CREATE INDEX dossier_now_applicant ON dossier_now (applicant, dossier);

-- journaled (dossier, version)
CREATE TABLE dossier_form (
    dossier ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    answers JSON NOT NULL,
    PRIMARY KEY (dossier, version)
);

-- journaled (dossier, n)
CREATE TABLE dossier_file (
    dossier ID NOT NULL,
    n COUNT NOT NULL,
    act ID NOT NULL,
    version COUNT NOT NULL,
    component TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size COUNT NOT NULL,
    hash BYTES NOT NULL,
    copy COUNT NOT NULL,
    PRIMARY KEY (dossier, n)
);

-- journaled (dossier, n)
CREATE TABLE dossier_note (
    dossier ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    author ID NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (dossier, n)
);

-- journaled (dossier, n)
CREATE TABLE dossier_payment (
    dossier ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    amount MONEY NOT NULL,
    way TEXT NOT NULL,
    reference TEXT NOT NULL,
    recorded_by ID NOT NULL,
    PRIMARY KEY (dossier, n)
);

-- derived
CREATE TABLE dossier_sequence (
    unit TEXT NOT NULL,
    day DAY NOT NULL,
    last COUNT NOT NULL,
    PRIMARY KEY (unit, day)
);

-- migration: 2

-- What a unit received, in its order: the dossier register (form 07).
CREATE INDEX dossier_now_received ON dossier_now (competent_unit, received, dossier)
 WHERE received IS NOT NULL;

-- What the person thought of the handling, once it was over; n is 1: once.
-- journaled (dossier, n)
CREATE TABLE dossier_rating (
    dossier ID NOT NULL,
    n COUNT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    score COUNT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (dossier, n)
);

-- excluded: what its owner has not finished typing and nobody acts on; filed, it is journaled
CREATE TABLE draft (
    draft ID NOT NULL PRIMARY KEY,
    person ID NOT NULL,
    procedure TEXT NOT NULL,
    procedure_version COUNT NOT NULL,
    unit TEXT NOT NULL,
    page COUNT NOT NULL,
    answers JSON NOT NULL,
    files JSON NOT NULL,
    filling TEXT NOT NULL,
    version ID NOT NULL,
    begun TIME NOT NULL,
    saved TIME NOT NULL
);
CREATE UNIQUE INDEX draft_person ON draft (person, procedure);
CREATE INDEX draft_saved ON draft (saved);

-- What a person is told of a dossier of theirs, or of an appointment (`dossier` is then its id);
-- `act` is the one that changed it, and it changes no other.
-- journaled (dossier, version)
CREATE TABLE notice (
    dossier ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    person ID NOT NULL,
    at TIME NOT NULL,
    action TEXT NOT NULL,
    PRIMARY KEY (dossier, version)
);
CREATE INDEX notice_person ON notice (person, act);
CREATE UNIQUE INDEX notice_act ON notice (act);

-- excluded: how far a person has read the own inbox is nobody else's business
CREATE TABLE notice_seen (
    person ID NOT NULL PRIMARY KEY,
    act ID NOT NULL
);

-- excluded: how an e-mail fares at the moment; each try is an entry of the journal
CREATE TABLE notice_mail (
    act ID NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    tries COUNT NOT NULL,
    at TIME NOT NULL,
    next TIME NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX notice_mail_next ON notice_mail (state, next, act);

-- excluded: up to which notice e-mails have been looked after; one row
CREATE TABLE notice_mailed (
    one COUNT NOT NULL PRIMARY KEY,
    act ID NOT NULL
);

-- What stands in an officer's own name.
CREATE INDEX dossier_now_mine ON dossier_now (assignee, desk, waits, urgency, dossier)
 WHERE assignee IS NOT NULL;

-- Who supports or follows a dossier beside the one who handles it: what each became at a
-- version of it (support, follow, or none: no longer).
-- journaled (dossier, version, account)
CREATE TABLE dossier_side (
    dossier ID NOT NULL,
    version COUNT NOT NULL,
    account ID NOT NULL,
    act ID NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (dossier, version, account)
);

-- What each is now, with what a list of theirs is sorted by.
-- derived
CREATE TABLE dossier_side_now (
    dossier ID NOT NULL,
    account ID NOT NULL,
    role TEXT NOT NULL,
    desk ID NOT NULL,
    open BOOL NOT NULL,
    urgency TIME NOT NULL,
    PRIMARY KEY (dossier, account)
);
CREATE INDEX dossier_side_list ON dossier_side_now (account, desk, open, urgency, dossier);

-- excluded: how somebody likes the own work list is nobody else's business
CREATE TABLE worklist_view (
    account ID NOT NULL,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,
    q TEXT NOT NULL,
    PRIMARY KEY (account, name)
);

-- Under which words a dossier is found at its desk, and under desk 0 in the whole
-- province; written behind the journal (dossier/index.c).
-- derived
CREATE TABLE dossier_word (
    desk ID NOT NULL,
    word TEXT NOT NULL,
    dossier ID NOT NULL,
    PRIMARY KEY (desk, word, dossier)
) WITHOUT ROWID;

-- excluded: up to which act the words go; `verify` computes them again up to there
CREATE TABLE search_cursor (
    name TEXT NOT NULL PRIMARY KEY,
    upto ID NOT NULL
);

-- What another unit was asked for in writing, and until when; n tells the questions of a
-- dossier apart.
-- journaled (dossier, n)
CREATE TABLE opinion (
    dossier ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    version COUNT NOT NULL,
    at TIME NOT NULL,
    asker ID NOT NULL,
    unit ID NOT NULL,
    asked_unit ID NOT NULL,
    desk ID NOT NULL,
    question TEXT NOT NULL,
    due TIME NOT NULL,
    PRIMARY KEY (dossier, n)
);

-- How it ended, once: answered or withdrawn.
-- journaled (dossier, n)
CREATE TABLE opinion_end (
    dossier ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    account ID NOT NULL,
    how TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (dossier, n)
);

-- Those without an end, while their dossier is open: at the desk that was asked, and at the
-- desk the dossier stands at.
-- derived
CREATE TABLE opinion_open (
    dossier ID NOT NULL,
    n ID NOT NULL,
    desk ID NOT NULL,
    home ID NOT NULL,
    due TIME NOT NULL,
    PRIMARY KEY (dossier, n)
);
CREATE INDEX opinion_open_asked ON opinion_open (desk, due, n);
CREATE INDEX opinion_open_home ON opinion_open (home, due, n);

-- Which desk passed a dossier on to which unit, in which version of it.
-- journaled (dossier, version)
CREATE TABLE dossier_transfer (
    dossier ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    desk ID NOT NULL,
    unit ID NOT NULL,
    to_unit ID NOT NULL,
    PRIMARY KEY (dossier, version)
);
CREATE INDEX dossier_transfer_desk ON dossier_transfer (desk, at, dossier);

-- A number drawn at a unit's counters, until the first of another day: who draws it leaves no
-- name.
-- excluded: how a queue stands at the moment; each step is an entry of the journal, its end a row
CREATE TABLE queue_ticket (
    ticket ID NOT NULL PRIMARY KEY,
    unit ID NOT NULL,
    day DAY NOT NULL,
    number COUNT NOT NULL,
    key TEXT NOT NULL,
    service TEXT NOT NULL,
    rank COUNT NOT NULL,
    turn TIME NOT NULL,
    drawn TIME NOT NULL,
    state TEXT NOT NULL,
    waited COUNT NOT NULL,
    called TIME,
    shown TIME NOT NULL,
    calls COUNT NOT NULL,
    counter COUNT NOT NULL,
    officer ID
);
CREATE UNIQUE INDEX queue_ticket_key ON queue_ticket (key);
CREATE INDEX queue_ticket_list ON queue_ticket (unit, day, state, rank, turn, ticket);
CREATE INDEX queue_ticket_officer ON queue_ticket (officer, state) WHERE officer IS NOT NULL;

-- What became of a number: served, absent when it was called, back after all, left by the
-- person; the seconds it waited and was served.
-- journaled (ticket, n)
CREATE TABLE queue_end (
    ticket ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    unit ID NOT NULL,
    day DAY NOT NULL,
    number COUNT NOT NULL,
    service TEXT NOT NULL,
    rank COUNT NOT NULL,
    outcome TEXT NOT NULL,
    waited COUNT NOT NULL,
    spent COUNT NOT NULL,
    counter COUNT NOT NULL,
    officer ID,
    PRIMARY KEY (ticket, n)
);
CREATE INDEX queue_end_day ON queue_end (unit, day);

-- derived
CREATE TABLE queue_sequence (
    unit ID NOT NULL,
    day DAY NOT NULL,
    last COUNT NOT NULL,
    PRIMARY KEY (unit, day)
);

-- excluded: at which counter an officer sat last, so that it need not be typed again
CREATE TABLE queue_seat (
    account ID NOT NULL PRIMARY KEY,
    counter COUNT NOT NULL,
    service TEXT NOT NULL
);

-- An appointment at a unit's counters; each change is a version.
-- journaled (appointment, version)
CREATE TABLE appointment_version (
    appointment ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    action TEXT NOT NULL,
    code TEXT NOT NULL,
    unit ID NOT NULL,
    service TEXT NOT NULL,
    person ID NOT NULL,
    slot TIME NOT NULL,
    until TIME NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (appointment, version)
);

-- derived
CREATE TABLE appointment_now (
    appointment ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    action TEXT NOT NULL,
    code TEXT NOT NULL,
    unit ID NOT NULL,
    service TEXT NOT NULL,
    person ID NOT NULL,
    slot TIME NOT NULL,
    until TIME NOT NULL,
    state TEXT NOT NULL,
    held COUNT NOT NULL
);
CREATE UNIQUE INDEX appointment_now_code ON appointment_now (code);
CREATE INDEX appointment_now_slot ON appointment_now (unit, held, slot, appointment);
CREATE INDEX appointment_now_person ON appointment_now (person, slot, appointment);
CREATE INDEX appointment_now_coming ON appointment_now (state, slot, appointment);

-- How a unit's day is cut into appointments, from a day on; the newest of a day counts.
-- journaled (unit, n)
CREATE TABLE appointment_rule (
    unit ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    begins DAY NOT NULL,
    minutes COUNT NOT NULL,
    places COUNT NOT NULL,
    days_ahead COUNT NOT NULL,
    PRIMARY KEY (unit, n)
);
CREATE INDEX appointment_rule_day ON appointment_rule (unit, begins, n);

-- What a person says is wrong with how a dossier is handled; n tells those of a dossier apart.
-- `told`: they read that khiếu nại and tố cáo have a channel of their own, and sent it here.
-- `desk` answers it, `above` may see it when it is late and is passed it (0: there is none).
-- journaled (dossier, n)
CREATE TABLE complaint (
    dossier ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    contact TEXT NOT NULL,
    told BOOL NOT NULL,
    unit ID NOT NULL,
    desk ID NOT NULL,
    above ID NOT NULL,
    refuse_by TIME,
    due TIME,
    PRIMARY KEY (dossier, n)
);

-- What became of it: forwarded to the unit above, answered, refused; whose it is from then on.
-- journaled (dossier, step)
CREATE TABLE complaint_step (
    dossier ID NOT NULL,
    step ID NOT NULL,
    n ID NOT NULL,
    act ID NOT NULL,
    at TIME NOT NULL,
    account ID NOT NULL,
    how TEXT NOT NULL,
    text TEXT NOT NULL,
    unit ID NOT NULL,
    desk ID NOT NULL,
    above ID NOT NULL,
    PRIMARY KEY (dossier, step)
);

-- Those that nobody has answered or refused, one a dossier.
-- derived
CREATE TABLE complaint_open (
    dossier ID NOT NULL PRIMARY KEY,
    n ID NOT NULL,
    desk ID NOT NULL,
    above ID NOT NULL,
    due TIME NOT NULL
);
CREATE INDEX complaint_open_desk ON complaint_open (desk, due, n);
CREATE INDEX complaint_open_above ON complaint_open (above, due, n);

-- excluded: results that are still to become records of a registry; what was done is entries
CREATE TABLE dossier_outcome (
    dossier ID NOT NULL PRIMARY KEY,
    act ID NOT NULL
);
