-- migration: 1

-- journaled (act)
CREATE TABLE simulation (
    act ID NOT NULL,
    first_day DAY NOT NULL,
    last_day DAY NOT NULL,
    dossiers COUNT NOT NULL,
    seed TEXT NOT NULL,
    PRIMARY KEY (act)
);
