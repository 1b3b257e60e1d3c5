-- name: dossier_version_add journal dossier_version

-- name: dossier_now_put upsert dossier_now

-- name: dossier_form_add journal dossier_form

-- name: dossier_file_add journal dossier_file

-- name: dossier_note_add journal dossier_note

-- name: dossier_payment_add journal dossier_payment

-- name: dossier_rating_add journal dossier_rating

-- name: dossier_rating_get one
SELECT at, score, text FROM dossier_rating WHERE dossier = :dossier AND n = 1;

-- name: dossier_sequence_add
-- expect: 1
INSERT INTO dossier_sequence (unit, day, last) VALUES (:unit, :day, :last)
ON CONFLICT (unit, day) DO UPDATE SET last = dossier_sequence.last + excluded.last;

-- name: dossier_sequence_read one
SELECT last FROM dossier_sequence WHERE unit = :unit AND day = :day;

-- name: dossier_by_code one
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash
  FROM dossier_now WHERE code = :code;

-- name: dossier_versions many
-- The story of a dossier, oldest first.
SELECT version, act, at, action, actor, actor_unit, note, status, step, assignee, due,
       paused_since, competent_unit
  FROM dossier_version
 WHERE dossier = :dossier AND version > :version ORDER BY version LIMIT :limit;

-- name: dossier_extensions one
-- How often its term was extended.
-- types: n:count
SELECT COUNT(*) AS n FROM dossier_version WHERE dossier = :dossier AND action = 'extend';

-- name: dossier_answers many
SELECT version, answers
  FROM dossier_form WHERE dossier = :dossier ORDER BY version DESC LIMIT :limit;

-- name: dossier_files many
SELECT n, version, component, name, type, size, hash, copy FROM dossier_file
 WHERE dossier = :dossier AND n > :n ORDER BY n LIMIT :limit;

-- name: dossier_file_get one
SELECT n, component, name, type, size, hash FROM dossier_file WHERE dossier = :dossier AND n = :n;

-- name: dossier_notes many
SELECT act, at, author, text FROM dossier_note
 WHERE dossier = :dossier ORDER BY n DESC LIMIT :limit;

-- name: dossier_payments many
SELECT at, amount, way, reference, recorded_by
  FROM dossier_payment WHERE dossier = :dossier ORDER BY n LIMIT :limit;

-- name: dossier_waiting many
-- What waits for a role at a desk, the most pressing first.
-- types: after:id
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash
  FROM dossier_now
 WHERE desk = :desk AND role = :role AND waits = :waits AND (urgency, dossier) > (:urgency, :after)
 ORDER BY urgency, dossier LIMIT :limit;

-- name: dossier_of_mine many
-- What stands in an officer's own name at a desk, the same way.
-- types: after:id
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash
  FROM dossier_now
 WHERE assignee = :assignee AND desk = :desk AND waits = :waits
   AND (urgency, dossier) > (:urgency, :after)
 ORDER BY urgency, dossier LIMIT :limit;

-- name: dossier_at_side many
-- What an officer supports or follows there and is open, the same way.
-- types: after:id
SELECT d.dossier, d.version, d.act, d.at, d.action, d.actor, d.actor_unit, d.note, d.code,
       d.procedure, d.procedure_version, d.channel, d.entered_by, d.applicant, d.applicant_kind,
       d.applicant_name, d.received_unit, d.competent_unit, d.desk, d.status, d.step, d.role,
       d.back_step, d.assignee, d.filed, d.received, d.due, d.paused_since, d.supplements,
       d.ended, d.returned, d.fee, d.fee_state, d.result_hash
  FROM dossier_side_now AS s JOIN dossier_now AS d ON d.dossier = s.dossier
 WHERE s.account = :account AND s.desk = :desk AND s.open = 1
   AND (s.urgency, s.dossier) > (:urgency, :after)
 ORDER BY s.urgency, s.dossier LIMIT :limit;

-- name: dossier_slices one
-- How many each filter of a work list holds, as far as :limit.
-- types: now:time tonight:time officer:count waiting:count late:count today:count
-- types: person:count handover:count mine:count side:count asked:count others:count sent:count
-- types: me:id
SELECT
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_transfer WHERE desk = :desk
   LIMIT :limit) AS j) AS sent,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM opinion_open WHERE desk = :desk
   LIMIT :limit) AS h) AS asked,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM opinion_open WHERE home = :desk
   LIMIT :limit) AS i) AS others,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_now WHERE assignee = :me AND desk = :desk
   AND waits = :officer LIMIT :limit) AS f) AS mine,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_side_now WHERE account = :me
   AND desk = :desk AND open = 1 LIMIT :limit) AS g) AS side,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_now WHERE desk = :desk AND role = :role
   AND waits = :officer LIMIT :limit) AS a) AS waiting,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_now WHERE desk = :desk AND role = :role
   AND waits = :officer AND urgency < :now LIMIT :limit) AS b) AS late,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_now WHERE desk = :desk AND role = :role
   AND waits = :officer AND urgency >= :now AND urgency < :tonight LIMIT :limit) AS c) AS today,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_now WHERE desk = :desk AND role = ''
   AND waits = :person LIMIT :limit) AS d) AS person,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier_now WHERE desk = :desk AND role = 'desk'
   AND waits = :handover LIMIT :limit) AS e) AS handover;

-- name: dossier_register many
-- What a unit received from a moment on, in that order; before: not included.
-- types: unit:id after:id received:time before:time
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash
  FROM dossier_now
 WHERE competent_unit = :unit AND received IS NOT NULL
   AND (received, dossier) > (:received, :after) AND received < :before
 ORDER BY received, dossier LIMIT :limit;

-- name: dossier_of_applicant many
SELECT dossier, code, procedure, procedure_version, status, step, due, paused_since, ended, filed
  FROM dossier_now
 WHERE applicant = :applicant AND dossier < :dossier ORDER BY dossier DESC LIMIT :limit;

-- name: dossier_sample many
-- types: after:id
SELECT dossier, code, version FROM dossier_now WHERE dossier > :after ORDER BY dossier LIMIT :limit;

-- name: dossier_version_full one
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash
  FROM dossier_version WHERE dossier = :dossier AND version = :version;

-- name: dossier_now_page many
-- types: after:id
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash,
       waits, urgency
  FROM dossier_now WHERE dossier > :after ORDER BY dossier LIMIT :limit;

-- name: dossier_count_all one
-- How many current rows there are, and how many dossiers.
-- types: have:count first:count
SELECT (SELECT COUNT(*) FROM dossier_now) AS have,
       (SELECT COUNT(*) FROM dossier_version WHERE version = 1) AS first;

-- name: dossier_acts many
-- Every act that wrote something of a dossier.
-- types: act:id after:id
SELECT act FROM (SELECT act FROM dossier_version WHERE dossier = :dossier
 UNION SELECT act FROM dossier_form WHERE dossier = :dossier
 UNION SELECT act FROM dossier_file WHERE dossier = :dossier
 UNION SELECT act FROM dossier_note WHERE dossier = :dossier
 UNION SELECT act FROM dossier_payment WHERE dossier = :dossier
 UNION SELECT act FROM dossier_side WHERE dossier = :dossier
 UNION SELECT act FROM dossier_transfer WHERE dossier = :dossier
 UNION SELECT act FROM opinion WHERE dossier = :dossier
 UNION SELECT act FROM opinion_end WHERE dossier = :dossier
 UNION SELECT act FROM complaint WHERE dossier = :dossier
 UNION SELECT act FROM complaint_step WHERE dossier = :dossier
 UNION SELECT act FROM dossier_rating WHERE dossier = :dossier) AS acts
 WHERE act > :after ORDER BY act LIMIT :limit;

-- name: dossier_files_alone many
-- Content that no other dossier names; goes through all files, so only where nobody waits.
SELECT DISTINCT hash FROM dossier_file AS own WHERE dossier = :dossier AND hash NOT IN
 (SELECT hash FROM dossier_file AS other WHERE dossier <> :dossier)
 ORDER BY hash LIMIT :limit;

-- name: named_given many
-- Every content that was given with a dossier, in the order of its key.
-- types: dossier:id n:id
SELECT dossier, n, hash FROM dossier_file
 WHERE (dossier, n) > (:dossier, :n) ORDER BY dossier, n LIMIT :limit;

-- name: named_results many
-- The same of results, as each version of a dossier has them.
-- types: dossier:id version:count
SELECT dossier, version, result_hash FROM dossier_version
 WHERE (dossier, version) > (:dossier, :version) ORDER BY dossier, version LIMIT :limit;

-- name: named_drafts many
-- The same of drafts: what they hold.
-- types: draft:id
SELECT draft, files FROM draft WHERE draft > :draft ORDER BY draft LIMIT :limit;

-- name: dossier_version_erase
DELETE FROM dossier_version WHERE dossier = :dossier;

-- name: dossier_form_erase
DELETE FROM dossier_form WHERE dossier = :dossier;

-- name: dossier_file_erase
DELETE FROM dossier_file WHERE dossier = :dossier;

-- name: dossier_note_erase
DELETE FROM dossier_note WHERE dossier = :dossier;

-- name: dossier_payment_erase
DELETE FROM dossier_payment WHERE dossier = :dossier;

-- name: dossier_rating_erase
DELETE FROM dossier_rating WHERE dossier = :dossier;

-- name: dossier_now_erase
-- expect: 1
DELETE FROM dossier_now WHERE dossier = :dossier;

-- name: draft_put upsert draft

-- name: draft_get one
SELECT draft, procedure, procedure_version, unit, page, answers, files, filling, version, begun,
       saved
  FROM draft WHERE person = :person AND procedure = :procedure;

-- name: drafts_of many
-- A person's own that were saved after a moment, the newest first.
SELECT draft, procedure, procedure_version, begun, saved FROM draft
 WHERE person = :person AND saved > :saved ORDER BY saved DESC, draft DESC LIMIT :limit;

-- name: draft_remove
DELETE FROM draft WHERE person = :person AND procedure = :procedure;

-- name: drafts_sweep
-- types: before:time
DELETE FROM draft WHERE draft IN
 (SELECT draft FROM draft WHERE saved <= :before ORDER BY saved, draft LIMIT :limit);

-- name: notice_add journal notice

-- name: notices_of many
-- A person's inbox, the newest first, with how the e-mail of each fared.
-- types: before:id state:text? mailed:time? answer:text? code:text due:time? competent_unit:id
-- types: procedure:text procedure_version:count
SELECT n.act, n.at, n.action, COALESCE(d.code, p.code, w.code) AS code,
       COALESCE(d.due, p.slot, w.due) AS due,
       COALESCE(d.competent_unit, p.unit, s.unit) AS competent_unit,
       COALESCE(d.procedure, w.procedure, '') AS procedure,
       COALESCE(d.procedure_version, w.procedure_version, 0) AS procedure_version,
       m.state AS state, m.at AS mailed, m.answer AS answer
  FROM notice AS n
  LEFT JOIN dossier_version AS d ON d.dossier = n.dossier AND d.version = n.version
  LEFT JOIN appointment_version AS p ON p.appointment = n.dossier AND p.version = n.version
  LEFT JOIN complaint_step AS s ON s.dossier = n.dossier AND s.step = n.version
  LEFT JOIN dossier_now AS w ON w.dossier = s.dossier
  LEFT JOIN notice_mail AS m ON m.act = n.act
 WHERE n.person = :person AND n.act < :before ORDER BY n.act DESC LIMIT :limit;

-- name: notices_unseen one
-- How many are newer than the last one seen, as far as :limit.
-- types: seen:id n:count
SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM notice WHERE person = :person AND act > :seen
                            LIMIT :limit) AS a;

-- name: notice_seen_get one
SELECT act FROM notice_seen WHERE person = :person;

-- name: notice_seen_put upsert notice_seen

-- name: notices_after many
-- What e-mails have not been looked after yet, the oldest first.
-- types: after:id code:text due:time? competent_unit:id
SELECT n.act, n.person, n.at, n.action, COALESCE(d.code, p.code, w.code) AS code,
       COALESCE(d.due, p.slot, w.due) AS due,
       COALESCE(d.competent_unit, p.unit, s.unit) AS competent_unit
  FROM notice AS n
  LEFT JOIN dossier_version AS d ON d.dossier = n.dossier AND d.version = n.version
  LEFT JOIN appointment_version AS p ON p.appointment = n.dossier AND p.version = n.version
  LEFT JOIN complaint_step AS s ON s.dossier = n.dossier AND s.step = n.version
  LEFT JOIN dossier_now AS w ON w.dossier = s.dossier
 WHERE n.act > :after ORDER BY n.act LIMIT :limit;

-- name: notices_to_repeat many
-- E-mails that are tried again by now.
-- types: code:text due:time? competent_unit:id
SELECT n.act, n.person, n.at, n.action, COALESCE(d.code, p.code, w.code) AS code,
       COALESCE(d.due, p.slot, w.due) AS due,
       COALESCE(d.competent_unit, p.unit, s.unit) AS competent_unit
  FROM notice_mail AS m
  JOIN notice AS n ON n.act = m.act
  LEFT JOIN dossier_version AS d ON d.dossier = n.dossier AND d.version = n.version
  LEFT JOIN appointment_version AS p ON p.appointment = n.dossier AND p.version = n.version
  LEFT JOIN complaint_step AS s ON s.dossier = n.dossier AND s.step = n.version
  LEFT JOIN dossier_now AS w ON w.dossier = s.dossier
 WHERE m.state = 'waiting' AND m.next <= :next ORDER BY m.next, m.act LIMIT :limit;

-- name: notice_last one
-- The newest notice; 0 when there is none.
-- types: act:id
SELECT COALESCE(MAX(act), 0) AS act FROM notice;

-- name: notice_mail_get one
SELECT state, tries FROM notice_mail WHERE act = :act;

-- name: notice_mail_put upsert notice_mail

-- name: notice_mailed_get one
SELECT act FROM notice_mailed WHERE one = 1;

-- name: notice_mailed_put upsert notice_mailed

-- name: notice_mail_erase
DELETE FROM notice_mail WHERE act IN (SELECT act FROM notice WHERE dossier = :dossier);

-- name: notice_erase
DELETE FROM notice WHERE dossier = :dossier;

-- name: dossier_side_add journal dossier_side

-- name: dossier_side_put
-- expect: 1
INSERT INTO dossier_side_now (dossier, account, role, desk, open, urgency)
VALUES (:dossier, :account, :role, :desk, :open, :urgency)
ON CONFLICT (dossier, account) DO UPDATE SET role = excluded.role;

-- name: dossier_side_end
DELETE FROM dossier_side_now WHERE dossier = :dossier AND account = :account;

-- name: dossier_side_moved
-- The lists of those who support or follow it go with the dossier.
UPDATE dossier_side_now SET desk = :desk, open = :open, urgency = :urgency
 WHERE dossier = :dossier;

-- name: dossier_sides many
-- Who supports or follows a dossier now.
SELECT account, role FROM dossier_side_now WHERE dossier = :dossier
 ORDER BY account LIMIT :limit;

-- name: dossier_side_story many
-- What each became, and when.
SELECT version, account, role FROM dossier_side WHERE dossier = :dossier
 ORDER BY version, account LIMIT :limit;

-- name: dossier_side_wrong many
-- Current rows that do not follow from the records.
-- types: after:id
SELECT n.dossier, n.account FROM dossier_side_now AS n
  JOIN dossier_now AS d ON d.dossier = n.dossier
 WHERE n.dossier > :after
   AND (n.desk <> d.desk OR n.urgency <> d.urgency
     OR n.open <> CASE WHEN d.waits IN (1, 2) THEN 1 ELSE 0 END
     OR n.role <> (SELECT s.role FROM dossier_side AS s WHERE s.dossier = n.dossier
                     AND s.account = n.account ORDER BY s.version DESC LIMIT 1))
 ORDER BY n.dossier, n.account LIMIT :limit;

-- name: dossier_side_count one
-- How many current rows there are, and how many there should be.
-- types: have:count first:count
SELECT (SELECT COUNT(*) FROM dossier_side_now) AS have,
       (SELECT COUNT(*) FROM dossier_side AS s WHERE s.role <> 'none' AND NOT EXISTS
         (SELECT 1 FROM dossier_side AS l WHERE l.dossier = s.dossier
             AND l.account = s.account AND l.version > s.version)) AS first;

-- name: dossier_side_erase
DELETE FROM dossier_side WHERE dossier = :dossier;

-- name: dossier_side_now_erase
DELETE FROM dossier_side_now WHERE dossier = :dossier;

-- name: worklist_views many
SELECT name, filter, q FROM worklist_view WHERE account = :account ORDER BY name LIMIT :limit;

-- name: worklist_view_put
-- expect: 1
INSERT INTO worklist_view (account, name, filter, q) VALUES (:account, :name, :filter, :q)
ON CONFLICT (account, name) DO UPDATE SET filter = excluded.filter, q = excluded.q;

-- name: worklist_view_remove
DELETE FROM worklist_view WHERE account = :account AND name = :name;

-- name: queue_ticket_put upsert queue_ticket

-- name: queue_by_key one
SELECT ticket, unit, day, number, key, service, rank, turn, drawn, state, waited, called, shown,
       calls, counter, officer
  FROM queue_ticket WHERE key = :key;

-- name: queue_by_id one
SELECT ticket, unit, day, number, key, service, rank, turn, drawn, state, waited, called, shown,
       calls, counter, officer
  FROM queue_ticket WHERE ticket = :ticket;

-- name: queue_of_officer many
-- What an officer has called and not yet done with.
SELECT ticket, unit, day, number, key, service, rank, turn, drawn, state, waited, called, shown,
       calls, counter, officer
  FROM queue_ticket WHERE officer = :officer AND state = 'called' ORDER BY ticket DESC LIMIT :limit;

-- name: queue_in_state many
-- A unit's numbers of a day, those before others first.
SELECT ticket, unit, day, number, key, service, rank, turn, drawn, state, waited, called, shown,
       calls, counter, officer
  FROM queue_ticket WHERE unit = :unit AND day = :day AND state = :state
 ORDER BY rank, turn, ticket LIMIT :limit;

-- name: queue_shown many
-- The same, those announced last first.
SELECT ticket, unit, day, number, key, service, rank, turn, drawn, state, waited, called, shown,
       calls, counter, officer
  FROM queue_ticket WHERE unit = :unit AND day = :day AND state = :state
 ORDER BY shown DESC, ticket DESC LIMIT :limit;

-- name: queue_sweep
-- types: before:day
DELETE FROM queue_ticket WHERE unit = :unit AND day < :before;

-- name: queue_sequence_add
-- expect: 1
INSERT INTO queue_sequence (unit, day, last) VALUES (:unit, :day, :last)
ON CONFLICT (unit, day) DO UPDATE SET last = queue_sequence.last + excluded.last;

-- name: queue_sequence_read one
SELECT last FROM queue_sequence WHERE unit = :unit AND day = :day;

-- name: queue_end_add journal queue_end

-- name: queue_days many
-- What became of a unit's numbers, the newest day first; seconds are sums over those served.
-- types: from:day served:count absent:count gone:count waited:count spent:count
SELECT day,
       CAST(SUM(CASE WHEN outcome = 'served' THEN 1 ELSE 0 END) AS BIGINT) AS served,
       CAST(SUM(CASE outcome WHEN 'absent' THEN 1 WHEN 'back' THEN -1 ELSE 0 END) AS BIGINT)
         AS absent,
       CAST(SUM(CASE WHEN outcome = 'left' THEN 1 ELSE 0 END) AS BIGINT) AS gone,
       CAST(SUM(CASE WHEN outcome = 'served' THEN waited ELSE 0 END) AS BIGINT) AS waited,
       CAST(SUM(CASE WHEN outcome = 'served' THEN spent ELSE 0 END) AS BIGINT) AS spent
  FROM queue_end WHERE unit = :unit AND day >= :from
 GROUP BY day ORDER BY day DESC LIMIT :limit;

-- name: queue_seat_put upsert queue_seat

-- name: queue_seat_get one
SELECT counter, service FROM queue_seat WHERE account = :account;

-- name: appointment_version_add journal appointment_version

-- name: appointment_now_put upsert appointment_now

-- name: appointment_by_code one
SELECT appointment, version, at, action, code, unit, service, person, slot, until, state
  FROM appointment_now WHERE code = :code;

-- name: appointment_at one
-- How many hold a place at a moment, as far as :limit.
-- types: n:count
SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM appointment_now
 WHERE unit = :unit AND held = 1 AND slot = :slot LIMIT :limit) AS a;

-- name: appointment_open_of one
-- How many a person holds from a moment on, as far as :limit.
-- types: n:count now:time
SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM appointment_now
 WHERE person = :person AND slot > :now AND held = 1 LIMIT :limit) AS a;

-- name: appointment_taken many
-- How many places are taken, moment by moment.
-- types: n:count from:time before:time
SELECT slot, COUNT(*) AS n FROM appointment_now
 WHERE unit = :unit AND held = 1 AND slot >= :from AND slot < :before
 GROUP BY slot ORDER BY slot LIMIT :limit;

-- name: appointment_of_person many
-- A person's own, the latest first.
-- types: before:time
SELECT appointment, version, at, action, code, unit, service, person, slot, until, state
  FROM appointment_now WHERE person = :person AND slot < :before
 ORDER BY slot DESC, appointment DESC LIMIT :limit;

-- name: appointment_of_day many
-- Those a unit waits for, in their order.
-- types: from:time before:time
SELECT appointment, version, at, action, code, unit, service, person, slot, until, state
  FROM appointment_now
 WHERE unit = :unit AND held = 1 AND slot >= :from AND slot < :before AND state = 'booked'
 ORDER BY slot, appointment LIMIT :limit;

-- name: appointment_coming many
-- All that are booked, in the order of their time, after one.
-- types: after:id
SELECT appointment, version, at, action, code, unit, service, person, slot, until, state
  FROM appointment_now WHERE state = 'booked' AND (slot, appointment) > (:slot, :after)
 ORDER BY slot, appointment LIMIT :limit;

-- name: appointment_wrong many
-- Current rows that do not follow from the records.
-- types: after:id
SELECT n.appointment FROM appointment_now AS n
  LEFT JOIN appointment_version AS v ON v.appointment = n.appointment AND v.version = n.version
 WHERE n.appointment > :after
   AND (v.appointment IS NULL OR v.act <> n.act OR v.at <> n.at OR v.action <> n.action
     OR v.code <> n.code OR v.unit <> n.unit OR v.service <> n.service OR v.person <> n.person
     OR v.slot <> n.slot OR v.until <> n.until OR v.state <> n.state
     OR n.held <> CASE WHEN v.state IN ('booked', 'arrived') THEN 1 ELSE 0 END
     OR EXISTS (SELECT 1 FROM appointment_version AS l
                 WHERE l.appointment = n.appointment AND l.version > n.version))
 ORDER BY n.appointment LIMIT :limit;

-- name: appointment_count one
-- How many current rows there are, and how many there should be.
-- types: have:count first:count
SELECT (SELECT COUNT(*) FROM appointment_now) AS have,
       (SELECT COUNT(*) FROM appointment_version WHERE version = 1) AS first;

-- name: appointment_rule_add journal appointment_rule

-- name: appointment_rule_on one
-- The setting that counts on a day.
-- types: day:day
SELECT begins, minutes, places, days_ahead FROM appointment_rule
 WHERE unit = :unit AND begins <= :day ORDER BY begins DESC, n DESC LIMIT 1;

-- name: appointment_rules many
SELECT at, begins, minutes, places, days_ahead FROM appointment_rule WHERE unit = :unit
 ORDER BY begins DESC, n DESC LIMIT :limit;

-- name: dossier_outcome_put upsert dossier_outcome

-- name: dossier_outcome_get one
SELECT act FROM dossier_outcome WHERE dossier = :dossier;

-- name: dossier_outcome_erase
DELETE FROM dossier_outcome WHERE dossier = :dossier;

-- name: dossier_due many
-- Results that are to become records, in the order they were filed.
-- types: after:id
SELECT o.dossier, d.code FROM dossier_outcome AS o JOIN dossier_now AS d ON d.dossier = o.dossier
 WHERE o.dossier > :after ORDER BY o.dossier LIMIT :limit;
