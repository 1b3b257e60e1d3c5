-- migration: 1

-- journaled (person, version)
CREATE TABLE person_version (
    person ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    name TEXT NOT NULL,
    number TEXT,
    born DAY,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (person, version)
);

-- derived
CREATE TABLE person (
    person ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    name TEXT NOT NULL,
    number TEXT,
    born DAY,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE UNIQUE INDEX person_number ON person (number);

-- journaled (account, version)
CREATE TABLE account_version (
    account ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    login TEXT NOT NULL,
    person ID NOT NULL,
    desk ID,
    state TEXT NOT NULL,
    officer BOOL NOT NULL,
    PRIMARY KEY (account, version)
);

-- derived
CREATE TABLE account (
    account ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    login TEXT NOT NULL,
    person ID NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    desk ID,
    state TEXT NOT NULL,
    officer BOOL NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_list ON account (officer, state, name_key, account);
CREATE INDEX account_person ON account (person);

-- derived
CREATE TABLE account_word (
    word TEXT NOT NULL,
    account ID NOT NULL,
    PRIMARY KEY (word, account)
) WITHOUT ROWID;

-- derived
CREATE TABLE account_tally (
    officer BOOL NOT NULL,
    state TEXT NOT NULL,
    n COUNT NOT NULL,
    PRIMARY KEY (officer, state)
);

-- journaled (account, version)
CREATE TABLE credential_version (
    account ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    password_digest BYTES,
    totp_digest BYTES,
    PRIMARY KEY (account, version)
);

-- excluded: secrets; credential_version has the digest of each, sign-in refuses any other
CREATE TABLE credential (
    account ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    password TEXT,
    totp BYTES,
    totp_step COUNT NOT NULL,
    fresh BOOL NOT NULL,
    made TIME NOT NULL,
    seen TIME
);

-- journaled (position, version)
CREATE TABLE position_version (
    position ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    account ID NOT NULL,
    desk ID NOT NULL,
    role TEXT NOT NULL,
    from_day DAY NOT NULL,
    to_day DAY,
    PRIMARY KEY (position, version)
);

-- derived
CREATE TABLE position_now (
    position ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    account ID NOT NULL,
    desk ID NOT NULL,
    role TEXT NOT NULL,
    from_day DAY NOT NULL,
    to_day DAY
);
CREATE INDEX position_account ON position_now (account, from_day, position);
CREATE INDEX position_desk ON position_now (desk, role, account);

-- excluded: who is signed in at the moment; each opening is an entry of the journal
CREATE TABLE session (
    session ID NOT NULL PRIMARY KEY,
    hash BYTES NOT NULL,
    account ID NOT NULL,
    position ID,
    device TEXT NOT NULL,
    opened TIME NOT NULL,
    expires TIME NOT NULL
);
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_account ON session (account, session);
CREATE INDEX session_expires ON session (expires);

-- excluded: wrong tries of the last day, each an entry of the journal
CREATE TABLE sign_in_failure (
    key BYTES NOT NULL PRIMARY KEY,
    failures COUNT NOT NULL,
    last TIME NOT NULL,
    until TIME NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last);

-- journaled (token, version)
CREATE TABLE token_version (
    token ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    account ID NOT NULL,
    position ID,
    name TEXT NOT NULL,
    hash BYTES NOT NULL,
    made TIME NOT NULL,
    expires TIME NOT NULL,
    ended TIME,
    PRIMARY KEY (token, version)
);

-- derived
CREATE TABLE token_now (
    token ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    account ID NOT NULL,
    position ID,
    name TEXT NOT NULL,
    hash BYTES NOT NULL,
    made TIME NOT NULL,
    expires TIME NOT NULL,
    ended TIME
);
CREATE UNIQUE INDEX token_hash ON token_now (hash);
CREATE INDEX token_account ON token_now (account, token);

-- migration: 2

-- Positions looked at one by one: still needed, or ended, and why.
-- journaled (position, n)
CREATE TABLE access_review (
    position ID NOT NULL,
    n COUNT NOT NULL,
    act ID NOT NULL,
    reviewer ID NOT NULL,
    kept BOOL NOT NULL,
    reason TEXT NOT NULL,
    day DAY NOT NULL,
    PRIMARY KEY (position, n)
);

-- excluded: secrets; hashes of the last passwords of those who administer, so that none comes back
CREATE TABLE credential_old (
    account ID NOT NULL,
    version COUNT NOT NULL,
    password TEXT NOT NULL,
    PRIMARY KEY (account, version)
);

-- Who stands for whom at one of that one's positions, from a day to a day, both counted; given
-- by `giver`: the one who is away, or a leader of the unit.
-- journaled (delegation)
CREATE TABLE delegation (
    delegation ID NOT NULL PRIMARY KEY,
    act ID NOT NULL,
    position ID NOT NULL,
    absent ID NOT NULL,
    delegate ID NOT NULL,
    giver ID NOT NULL,
    may_sign BOOL NOT NULL,
    from_day DAY NOT NULL,
    last_day DAY NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX delegation_position ON delegation (position, last_day, delegation);
CREATE INDEX delegation_absent ON delegation (absent, last_day, delegation);
CREATE INDEX delegation_delegate ON delegation (delegate, last_day, delegation);

-- Ended before its last day was over, by whom.
-- journaled (delegation)
CREATE TABLE delegation_end (
    delegation ID NOT NULL PRIMARY KEY,
    act ID NOT NULL,
    at TIME NOT NULL,
    account ID NOT NULL
);

-- A system of another body that reads or writes registries: `key` is its client_id of OAuth 2,
-- `desk` that of the unit that answers for it here.
-- journaled (client, version)
CREATE TABLE client_version (
    client ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    desk ID NOT NULL,
    state TEXT NOT NULL,
    account ID NOT NULL,
    PRIMARY KEY (client, version)
);

-- derived
CREATE TABLE client_now (
    client ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    contact TEXT NOT NULL,
    desk ID NOT NULL,
    state TEXT NOT NULL,
    account ID NOT NULL
);
CREATE UNIQUE INDEX client_key ON client_now (key);
CREATE INDEX client_list ON client_now (name_key, client);

-- By what a system proves itself: a secret or a certificate (kind), of each its SHA-256.
-- journaled (credential, version)
CREATE TABLE client_credential_version (
    credential ID NOT NULL,
    version COUNT NOT NULL,
    act ID NOT NULL,
    client ID NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    hash BYTES NOT NULL,
    made TIME NOT NULL,
    expires TIME NOT NULL,
    ended TIME,
    PRIMARY KEY (credential, version)
);

-- derived
CREATE TABLE client_credential_now (
    credential ID NOT NULL PRIMARY KEY,
    version COUNT NOT NULL,
    client ID NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    hash BYTES NOT NULL,
    made TIME NOT NULL,
    expires TIME NOT NULL,
    ended TIME
);
CREATE INDEX client_credential_client ON client_credential_now (client, kind, credential);

-- What a system may do, for what purpose and until when; never changed, only ended.
-- journaled (agreement)
CREATE TABLE agreement (
    agreement ID NOT NULL PRIMARY KEY,
    act ID NOT NULL,
    client ID NOT NULL,
    purpose TEXT NOT NULL,
    basis TEXT NOT NULL,
    desk ID NOT NULL,
    may_read BOOL NOT NULL,
    may_write BOOL NOT NULL,
    from_day DAY NOT NULL,
    last_day DAY NOT NULL,
    requests COUNT NOT NULL,
    records COUNT NOT NULL,
    account ID NOT NULL
);
CREATE INDEX agreement_client ON agreement (client, agreement);

-- The registries of an agreement; fields is a JSON list of names, "*" among them: all but
-- personal ones.
-- journaled (agreement, registry)
CREATE TABLE agreement_registry (
    agreement ID NOT NULL,
    registry TEXT NOT NULL,
    act ID NOT NULL,
    client ID NOT NULL,
    fields JSON NOT NULL,
    PRIMARY KEY (agreement, registry)
);
CREATE INDEX agreement_registry_client ON agreement_registry (client, registry, agreement);

-- journaled (agreement)
CREATE TABLE agreement_end (
    agreement ID NOT NULL PRIMARY KEY,
    act ID NOT NULL,
    at TIME NOT NULL,
    account ID NOT NULL,
    reason TEXT NOT NULL
);

-- excluded: access tokens of ten minutes; each issue is an entry of the journal
CREATE TABLE client_token (
    hash BYTES NOT NULL PRIMARY KEY,
    client ID NOT NULL,
    credential ID NOT NULL,
    certificate BYTES,
    scope TEXT NOT NULL,
    expires TIME NOT NULL
);
CREATE INDEX client_token_expires ON client_token (expires);

-- excluded: counted in memory and written in batches, for readings that have no entry
CREATE TABLE client_usage (
    client ID NOT NULL,
    day DAY NOT NULL,
    agreement ID NOT NULL,
    registry TEXT NOT NULL,
    requests COUNT NOT NULL,
    records COUNT NOT NULL,
    refused COUNT NOT NULL,
    last TIME NOT NULL,
    PRIMARY KEY (client, day, agreement, registry)
) WITHOUT ROWID;
