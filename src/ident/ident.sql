-- name: person_version_add journal person_version

-- name: person_set upsert person

-- name: person_get one
SELECT person, version, name, number, born, phone, email, address FROM person
 WHERE person = :person;

-- name: person_with_number one
SELECT person, version, name, number, born, phone, email, address FROM person
 WHERE number = :number;

-- name: account_version_add journal account_version

-- name: account_set upsert account

-- name: account_get one
SELECT account, version, login, person, name, name_key, desk, state, officer FROM account
 WHERE account = :account;

-- name: account_with_login one
SELECT account, version, login, person, name, name_key, desk, state, officer FROM account
 WHERE login = :login;

-- name: account_page many
-- Of one kind and state by name, after a name and an account.
SELECT account FROM account
 WHERE officer = :officer AND state = :state AND (name_key, account) > (:name_key, :account)
 ORDER BY name_key, account LIMIT :limit;

-- name: account_word_add insert account_word

-- name: account_found many
-- Accounts of whose name or login a word begins so; words in order.
-- types: first:text end:text
SELECT word, account FROM account_word
 WHERE word >= :first AND word < :end AND (word, account) > (:word, :account)
 ORDER BY word, account LIMIT :limit;

-- name: account_tally_add
INSERT INTO account_tally (officer, state, n) VALUES (:officer, :state, :n)
ON CONFLICT (officer, state) DO UPDATE SET n = account_tally.n + excluded.n;

-- name: account_tally_get one
SELECT n FROM account_tally WHERE officer = :officer AND state = :state;

-- name: credential_version_add journal credential_version

-- name: credential_version_get one
SELECT password_digest, totp_digest FROM credential_version
 WHERE account = :account AND version = :version;

-- name: credential_set upsert credential

-- name: credential_get one
SELECT account, version, password, totp, totp_step, fresh, made, seen FROM credential
 WHERE account = :account;

-- name: credential_old_add insert credential_old

-- name: credential_old_of many
SELECT version, password FROM credential_old
 WHERE account = :account ORDER BY version DESC LIMIT :limit;

-- name: credential_old_drop
-- All but the newest.
-- types: keep:count
DELETE FROM credential_old WHERE account = :account AND version NOT IN
 (SELECT version FROM credential_old WHERE account = :account ORDER BY version DESC LIMIT :keep);

-- name: credential_seen
-- expect: 1
UPDATE credential SET totp_step = :totp_step, seen = :seen
 WHERE account = :account AND version = :version AND totp_step <= :totp_step;

-- name: position_version_add journal position_version

-- name: position_set upsert position_now

-- name: position_get one
SELECT position, version, account, desk, role, from_day, to_day FROM position_now
 WHERE position = :position;

-- name: positions_on many
-- What an account holds on a day.
-- types: day:day
SELECT position, desk, role, from_day, to_day FROM position_now
 WHERE account = :account AND from_day <= :day AND (to_day IS NULL OR to_day > :day)
 ORDER BY from_day, position LIMIT :limit;

-- name: positions_all many
SELECT position, desk, role, from_day, to_day FROM position_now
 WHERE account = :account ORDER BY from_day DESC, position DESC LIMIT :limit;

-- name: position_holders many
-- Who holds a role at a desk on a day, by name.
-- types: day:day
SELECT a.account, a.name, a.name_key, p.role
  FROM position_now p JOIN account a ON a.account = p.account
 WHERE p.desk = :desk AND p.role = :role AND p.from_day <= :day
   AND (p.to_day IS NULL OR p.to_day > :day) AND a.state = 'open'
 ORDER BY a.name_key, a.account LIMIT :limit;

-- name: session_add insert session

-- name: session_with_hash one
SELECT s.session, s.account, s.position, s.opened, s.expires, c.fresh, c.made
  FROM session s JOIN credential c ON c.account = s.account WHERE s.hash = :hash;

-- name: sessions_of many
-- types: now:time
SELECT session, position, device, opened, expires FROM session
 WHERE account = :account AND expires > :now ORDER BY session DESC LIMIT :limit;

-- name: session_use
-- expect: 1
UPDATE session SET position = :position WHERE session = :session AND account = :account;

-- name: session_end
DELETE FROM session WHERE session = :session AND account = :account;

-- name: sessions_end
-- All of an account but one.
DELETE FROM session WHERE account = :account AND session <> :session;

-- name: sessions_end_oldest
-- types: keep:count
DELETE FROM session WHERE account = :account AND session NOT IN
 (SELECT session FROM session WHERE account = :account ORDER BY session DESC LIMIT :keep);

-- name: sessions_sweep
-- types: now:time
DELETE FROM session WHERE session IN
 (SELECT session FROM session WHERE expires <= :now ORDER BY expires LIMIT :limit);

-- name: sign_in_failure_get one
SELECT failures, last, until FROM sign_in_failure WHERE key = :key;

-- name: sign_in_failure_set upsert sign_in_failure

-- name: sign_in_failure_forget
DELETE FROM sign_in_failure WHERE key = :key;

-- name: sign_in_failures_sweep
-- types: before:time
DELETE FROM sign_in_failure WHERE key IN
 (SELECT key FROM sign_in_failure WHERE last < :before ORDER BY last LIMIT :limit);

-- name: token_version_add journal token_version

-- name: token_set upsert token_now

-- name: token_get one
SELECT token, version, account, position, name, hash, made, expires, ended FROM token_now
 WHERE token = :token;

-- name: token_with_hash one
SELECT token, account, position, expires, ended FROM token_now WHERE hash = :hash;

-- name: tokens_of many
-- types: now:time
SELECT token, position, name, made, expires FROM token_now
 WHERE account = :account AND ended IS NULL AND expires > :now ORDER BY token DESC LIMIT :limit;

-- name: access_review_add journal access_review

-- name: access_review_last many
SELECT n, act, reviewer, kept, reason, day FROM access_review
 WHERE position = :position ORDER BY n DESC LIMIT :limit;

-- name: access_held many
-- What is held at some desks on a day, by name, after a name and a position.
-- types: desks:json day:day
-- sqlite:
SELECT p.position, p.version, p.account, p.role, p.from_day, a.name_key
  FROM position_now p JOIN account a ON a.account = p.account
 WHERE p.desk IN (SELECT d.value FROM json_each(:desks) AS d) AND p.from_day <= :day
   AND (p.to_day IS NULL OR p.to_day > :day) AND a.state <> 'closed'
   AND (a.name_key, p.position) > (:name_key, :position)
 ORDER BY a.name_key, p.position LIMIT :limit
-- postgresql:
SELECT p.position, p.version, p.account, p.role, p.from_day, a.name_key
  FROM position_now p JOIN account a ON a.account = p.account
 WHERE p.desk IN (SELECT d.value::text::bigint FROM json_array_elements(:desks::json) AS d)
   AND p.from_day <= :day
   AND (p.to_day IS NULL OR p.to_day > :day) AND a.state <> 'closed'
   AND (a.name_key, p.position) > (:name_key, :position)
 ORDER BY a.name_key, p.position LIMIT :limit;

-- name: access_counts many
-- How many of them there are at each desk, and how many were last looked at (or given, but not
-- before :start) before a day.
-- types: desks:json day:day start:day due_before:day late_before:day n:count due:count late:count
-- sqlite:
SELECT h.desk, COUNT(*) AS n,
       COUNT(CASE WHEN h.since < :due_before THEN 1 END) AS due,
       COUNT(CASE WHEN h.since < :late_before THEN 1 END) AS late
  FROM (SELECT p.desk, COALESCE((SELECT MAX(r.day) FROM access_review r
                                  WHERE r.position = p.position),
                                CASE WHEN p.from_day < :start THEN :start ELSE p.from_day END)
               AS since
          FROM position_now p JOIN account a ON a.account = p.account
         WHERE p.desk IN (SELECT d.value FROM json_each(:desks) AS d) AND p.from_day <= :day
           AND (p.to_day IS NULL OR p.to_day > :day) AND a.state <> 'closed') AS h
 GROUP BY h.desk ORDER BY h.desk LIMIT :limit
-- postgresql:
SELECT h.desk, COUNT(*) AS n,
       COUNT(CASE WHEN h.since < :due_before THEN 1 END) AS due,
       COUNT(CASE WHEN h.since < :late_before THEN 1 END) AS late
  FROM (SELECT p.desk, COALESCE((SELECT MAX(r.day) FROM access_review r
                                  WHERE r.position = p.position),
                                CASE WHEN p.from_day < :start THEN :start ELSE p.from_day END)
               AS since
          FROM position_now p JOIN account a ON a.account = p.account
         WHERE p.desk IN (SELECT d.value::text::bigint
                            FROM json_array_elements(:desks::json) AS d)
           AND p.from_day <= :day
           AND (p.to_day IS NULL OR p.to_day > :day) AND a.state <> 'closed') AS h
 GROUP BY h.desk ORDER BY h.desk LIMIT :limit;

-- name: delegation_add journal delegation

-- name: delegation_end_add journal delegation_end

-- name: delegation_get one
-- types: ended:time? ender:id?
SELECT d.delegation, d.position, d.absent, d.delegate, d.giver, d.may_sign, d.from_day,
       d.last_day, d.reason, e.at AS ended, e.account AS ender
  FROM delegation AS d LEFT JOIN delegation_end AS e ON e.delegation = d.delegation
 WHERE d.delegation = :delegation;

-- name: delegations_of_position many
-- Those not ended early that have a day in common with others.
-- types: from:day last:day
SELECT d.delegation, d.from_day, d.last_day FROM delegation AS d
 WHERE d.position = :position AND d.last_day >= :from AND d.from_day <= :last
   AND NOT EXISTS (SELECT 1 FROM delegation_end AS e WHERE e.delegation = d.delegation)
 ORDER BY d.last_day, d.delegation LIMIT :limit;

-- name: delegations_from many
-- The same of one who is away.
-- types: from:day last:day
SELECT d.delegation, d.from_day, d.last_day FROM delegation AS d
 WHERE d.absent = :absent AND d.last_day >= :from AND d.from_day <= :last
   AND NOT EXISTS (SELECT 1 FROM delegation_end AS e WHERE e.delegation = d.delegation)
 ORDER BY d.last_day, d.delegation LIMIT :limit;

-- name: delegations_to many
-- The same of one who stands for others.
-- types: from:day last:day
SELECT d.delegation, d.from_day, d.last_day FROM delegation AS d
 WHERE d.delegate = :delegate AND d.last_day >= :from AND d.from_day <= :last
   AND NOT EXISTS (SELECT 1 FROM delegation_end AS e WHERE e.delegation = d.delegation)
 ORDER BY d.last_day, d.delegation LIMIT :limit;

-- name: delegations_at many
-- The same of all positions at a desk.
-- types: from:day last:day
SELECT d.delegation, d.from_day, d.last_day
  FROM position_now AS p JOIN delegation AS d ON d.position = p.position
 WHERE p.desk = :desk AND d.last_day >= :from AND d.from_day <= :last
   AND NOT EXISTS (SELECT 1 FROM delegation_end AS e WHERE e.delegation = d.delegation)
 ORDER BY d.last_day, d.delegation LIMIT :limit;

-- name: delegations_given many
-- All by one who is or was away, what ends last first, behind one.
-- types: before:id
SELECT d.delegation, d.last_day FROM delegation AS d
 WHERE d.absent = :absent AND (d.last_day, d.delegation) < (:last_day, :before)
 ORDER BY d.last_day DESC, d.delegation DESC LIMIT :limit;

-- name: delegations_received many
-- All to one who stands or stood for others, the same way.
-- types: before:id
SELECT d.delegation, d.last_day FROM delegation AS d
 WHERE d.delegate = :delegate AND (d.last_day, d.delegation) < (:last_day, :before)
 ORDER BY d.last_day DESC, d.delegation DESC LIMIT :limit;

-- name: desk_people many
-- Who holds what at a desk on a day, by name.
-- types: day:day
SELECT p.position, p.account, p.role, a.login, a.name, a.name_key
  FROM position_now AS p JOIN account AS a ON a.account = p.account
 WHERE p.desk = :desk AND p.from_day <= :day AND (p.to_day IS NULL OR p.to_day > :day)
   AND a.state = 'open'
 ORDER BY a.name_key, a.account, p.position LIMIT :limit;

-- name: account_doing one
-- A name, and in whose place an act of theirs was done.
-- types: absent:text?
SELECT a.name, b.name AS absent
  FROM account AS a LEFT JOIN stead AS s ON s.act = :act
  LEFT JOIN account AS b ON b.account = s.absent
 WHERE a.account = :account;

-- name: client_version_add journal client_version

-- name: client_set upsert client_now

-- name: client_get one
SELECT client, version, key, name, name_key, contact, desk, state, account FROM client_now
 WHERE client = :client;

-- name: client_with_key one
SELECT client FROM client_now WHERE key = :key;

-- name: clients_page many
-- By name, after a name and a client.
SELECT client, name_key FROM client_now WHERE (name_key, client) > (:name_key, :client)
 ORDER BY name_key, client LIMIT :limit;

-- name: client_doing one
-- The name of the system that did an act.
SELECT c.name FROM system_act AS s JOIN client_now AS c ON c.client = s.client
 WHERE s.act = :act;

-- name: client_credential_version_add journal client_credential_version

-- name: client_credential_set upsert client_credential_now

-- name: client_credential_get one
SELECT credential, version, client, kind, name, hash, made, expires, ended
  FROM client_credential_now WHERE credential = :credential;

-- name: client_credentials many
-- Those that hold, newest first.
-- types: now:time
SELECT credential, name, hash, made, expires FROM client_credential_now
 WHERE client = :client AND kind = :kind AND ended IS NULL AND expires > :now
 ORDER BY credential DESC LIMIT :limit;

-- name: agreement_add journal agreement

-- name: agreement_registry_add journal agreement_registry

-- name: agreement_end_add journal agreement_end

-- name: agreement_get one
-- types: ended:time? ender:id? end_reason:text?
SELECT a.agreement, a.client, a.purpose, a.basis, a.desk, a.may_read, a.may_write, a.from_day,
       a.last_day, a.requests, a.records, a.account, e.at AS ended, e.account AS ender,
       e.reason AS end_reason
  FROM agreement AS a LEFT JOIN agreement_end AS e ON e.agreement = a.agreement
 WHERE a.agreement = :agreement;

-- name: agreements_of many
-- Of a client, newest first, before one.
-- types: before:id
SELECT agreement FROM agreement WHERE client = :client AND agreement < :before
 ORDER BY agreement DESC LIMIT :limit;

-- name: agreement_registries many
SELECT registry, fields FROM agreement_registry WHERE agreement = :agreement
 ORDER BY registry LIMIT :limit;

-- name: agreements_over many
-- Those not ended of a client about a registry that have a day in common with others.
-- types: from:day last:day
SELECT a.agreement, r.fields, a.from_day, a.last_day
  FROM agreement_registry AS r JOIN agreement AS a ON a.agreement = r.agreement
 WHERE r.client = :client AND r.registry = :registry AND a.from_day <= :last
   AND a.last_day >= :from
   AND NOT EXISTS (SELECT 1 FROM agreement_end AS e WHERE e.agreement = a.agreement)
 ORDER BY r.agreement LIMIT :limit;

-- name: agreements_on many
-- What a client may do by agreements that hold on a day, registry by registry.
-- types: day:day
SELECT r.registry, a.agreement, a.may_read, a.may_write
  FROM agreement AS a JOIN agreement_registry AS r ON r.agreement = a.agreement
 WHERE a.client = :client AND a.from_day <= :day AND a.last_day >= :day
   AND NOT EXISTS (SELECT 1 FROM agreement_end AS e WHERE e.agreement = a.agreement)
 ORDER BY r.registry, a.agreement LIMIT :limit;

-- name: client_token_add insert client_token

-- name: client_token_get one
-- With whether all it rests on still stands.
SELECT t.client, t.certificate, t.scope, t.expires, c.name, c.state, k.expires AS proof_expires,
       k.ended
  FROM client_token AS t JOIN client_now AS c ON c.client = t.client
  JOIN client_credential_now AS k ON k.credential = t.credential
 WHERE t.hash = :hash;

-- name: client_tokens_sweep
-- types: now:time
DELETE FROM client_token WHERE hash IN
 (SELECT hash FROM client_token WHERE expires <= :now ORDER BY expires LIMIT :limit);

-- name: client_usage_set
-- The whole of a day, counted; not a difference, so that writing it twice is writing it once.
INSERT INTO client_usage (client, day, agreement, registry, requests, records, refused, last)
VALUES (:client, :day, :agreement, :registry, :requests, :records, :refused, :last)
ON CONFLICT (client, day, agreement, registry) DO UPDATE SET requests = excluded.requests,
 records = excluded.records, refused = excluded.refused, last = excluded.last;

-- name: client_usage_get one
SELECT requests, records, refused, last FROM client_usage
 WHERE client = :client AND day = :day AND agreement = :agreement AND registry = :registry;

-- name: client_usage_on many
-- What an agreement took on a day, registry by registry.
SELECT registry, requests, records, refused, last FROM client_usage
 WHERE client = :client AND day = :day AND agreement = :agreement
 ORDER BY registry LIMIT :limit;

-- name: client_usage_of many
-- From a day on, newest first.
-- types: first:day
SELECT day, agreement, registry, requests, records, refused, last FROM client_usage
 WHERE client = :client AND day >= :first ORDER BY day DESC, agreement, registry LIMIT :limit;
