-- name: opinion_add journal opinion

-- name: opinion_end_add journal opinion_end

-- name: opinion_open_add insert opinion_open

-- name: opinion_open_remove
-- expect: 1
DELETE FROM opinion_open WHERE dossier = :dossier AND n = :n;

-- name: opinion_open_move
-- The dossier stands at another desk now.
UPDATE opinion_open SET home = :home WHERE dossier = :dossier;

-- name: opinion_open_close
-- The dossier is closed: nobody need answer any more.
DELETE FROM opinion_open WHERE dossier = :dossier;

-- name: opinions_of many
-- What was asked for a dossier, the oldest first, and how each ended.
-- types: ended:time? account:id? how:text? answer:text? end_act:id?
SELECT o.n, o.version, o.act, o.at, o.asker, o.unit, o.asked_unit, o.question, o.due,
       e.at AS ended, e.account AS account, e.how AS how, e.text AS answer, e.act AS end_act
  FROM opinion AS o LEFT JOIN opinion_end AS e ON e.dossier = o.dossier AND e.n = o.n
 WHERE o.dossier = :dossier ORDER BY o.n LIMIT :limit;

-- name: opinions_asked many
-- What a desk was asked and has not answered, what is due first before the rest.
-- types: after:id
SELECT p.n, p.due, o.at, o.unit, o.question, d.code, d.procedure, d.procedure_version
  FROM opinion_open AS p
  JOIN opinion AS o ON o.dossier = p.dossier AND o.n = p.n
  JOIN dossier_now AS d ON d.dossier = p.dossier
 WHERE p.desk = :desk AND (p.due, p.n) > (:due, :after) ORDER BY p.due, p.n LIMIT :limit;

-- name: opinions_awaited many
-- What the dossiers of a desk wait for, the same way.
-- types: after:id
SELECT p.n, p.due, o.asked_unit, d.code
  FROM opinion_open AS p
  JOIN opinion AS o ON o.dossier = p.dossier AND o.n = p.n
  JOIN dossier_now AS d ON d.dossier = p.dossier
 WHERE p.home = :home AND (p.due, p.n) > (:due, :after) ORDER BY p.due, p.n LIMIT :limit;

-- name: opinion_open_wrong many
-- Current rows that do not follow from the records.
-- types: after:id
SELECT p.dossier, p.n FROM opinion_open AS p
  LEFT JOIN opinion AS o ON o.dossier = p.dossier AND o.n = p.n
  LEFT JOIN dossier_now AS d ON d.dossier = p.dossier
 WHERE p.n > :after
   AND (o.n IS NULL OR d.dossier IS NULL OR p.desk <> o.desk OR p.due <> o.due
     OR p.home <> d.desk OR d.waits NOT IN (1, 2)
     OR EXISTS (SELECT 1 FROM opinion_end AS e WHERE e.dossier = p.dossier AND e.n = p.n))
 ORDER BY p.n LIMIT :limit;

-- name: opinion_open_count one
-- How many current rows there are, and how many there should be.
-- types: have:count first:count
SELECT (SELECT COUNT(*) FROM opinion_open) AS have,
       (SELECT COUNT(*) FROM opinion AS o JOIN dossier_now AS d ON d.dossier = o.dossier
         WHERE d.waits IN (1, 2) AND NOT EXISTS
          (SELECT 1 FROM opinion_end AS e WHERE e.dossier = o.dossier AND e.n = o.n)) AS first;

-- name: opinion_erase
DELETE FROM opinion WHERE dossier = :dossier;

-- name: opinion_end_erase
DELETE FROM opinion_end WHERE dossier = :dossier;

-- name: dossier_transfer_add journal dossier_transfer

-- name: dossier_transfers many
-- Where it was before, the last first.
SELECT version, at, unit, to_unit FROM dossier_transfer WHERE dossier = :dossier
 ORDER BY version DESC LIMIT :limit;

-- name: dossier_transferred many
-- What a desk passed on, the last first.
-- types: before:id
SELECT t.dossier, t.at, t.to_unit, d.code, d.procedure, d.procedure_version
  FROM dossier_transfer AS t JOIN dossier_now AS d ON d.dossier = t.dossier
 WHERE t.desk = :desk AND (t.at, t.dossier) < (:at, :before)
 ORDER BY t.at DESC, t.dossier DESC LIMIT :limit;

-- name: dossier_transfer_erase
DELETE FROM dossier_transfer WHERE dossier = :dossier;

-- name: complaint_add journal complaint

-- name: complaint_step_add journal complaint_step

-- name: complaint_open_add insert complaint_open

-- name: complaint_open_move
-- expect: 1
UPDATE complaint_open SET desk = :desk, above = :above WHERE dossier = :dossier AND n = :n;

-- name: complaint_open_remove
-- expect: 1
DELETE FROM complaint_open WHERE dossier = :dossier AND n = :n;

-- name: complaints_of many
-- Those of a dossier, the oldest first.
SELECT n, at, kind, text, contact, told, unit, desk, above, refuse_by, due FROM complaint
 WHERE dossier = :dossier ORDER BY n LIMIT :limit;

-- name: complaint_steps many
-- What became of them, in its order.
SELECT step, n, at, account, how, text, unit, desk, above FROM complaint_step
 WHERE dossier = :dossier ORDER BY step LIMIT :limit;

-- name: complaints_waiting many
-- Those a desk has to answer, what is due first before the rest.
-- types: after:id
SELECT p.n, p.due, c.unit, c.kind, d.code, d.procedure, d.procedure_version
  FROM complaint_open AS p
  JOIN complaint AS c ON c.dossier = p.dossier AND c.n = p.n
  JOIN dossier_now AS d ON d.dossier = p.dossier
 WHERE p.desk = :desk AND (p.due, p.n) > (:due, :after) ORDER BY p.due, p.n LIMIT :limit;

-- name: complaints_late_below many
-- Those that are late at desks right below one, the same way.
-- types: after:id now:time
SELECT p.n, p.due, c.unit, c.kind, d.code, d.procedure, d.procedure_version
  FROM complaint_open AS p
  JOIN complaint AS c ON c.dossier = p.dossier AND c.n = p.n
  JOIN dossier_now AS d ON d.dossier = p.dossier
 WHERE p.above = :above AND p.due < :now AND (p.due, p.n) > (:due, :after)
 ORDER BY p.due, p.n LIMIT :limit;

-- name: complaint_counts one
-- How many wait at a desk, how many of them are late, and how many at those right below it; as far
-- as :limit.
-- types: waiting:count late:count below:count now:time
SELECT
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM complaint_open WHERE desk = :desk AND due < :now
   LIMIT :limit) AS a) AS late,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM complaint_open WHERE desk = :desk
   LIMIT :limit) AS b) AS waiting,
 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM complaint_open WHERE above = :desk AND due < :now
   LIMIT :limit) AS c) AS below;

-- name: complaint_open_wrong many
-- Current rows that do not follow from the records.
-- types: after:id
SELECT p.dossier, p.n FROM complaint_open AS p
  LEFT JOIN complaint AS c ON c.dossier = p.dossier AND c.n = p.n
  LEFT JOIN complaint_step AS s ON s.dossier = p.dossier AND s.step =
   (SELECT MAX(l.step) FROM complaint_step AS l WHERE l.dossier = p.dossier AND l.n = p.n)
 WHERE p.dossier > :after
   AND (c.n IS NULL OR p.due <> COALESCE(c.due, 9223372036854775806)
     OR p.desk <> COALESCE(s.desk, c.desk) OR p.above <> COALESCE(s.above, c.above)
     OR COALESCE(s.how, '') IN ('answer', 'refuse'))
 ORDER BY p.dossier LIMIT :limit;

-- name: complaint_open_count one
-- How many current rows there are, and how many there should be.
-- types: have:count first:count
SELECT (SELECT COUNT(*) FROM complaint_open) AS have,
       (SELECT COUNT(*) FROM complaint AS c WHERE NOT EXISTS
         (SELECT 1 FROM complaint_step AS s WHERE s.dossier = c.dossier AND s.n = c.n
             AND s.how IN ('answer', 'refuse'))) AS first;

-- name: complaint_dossiers many
-- Dossiers that any was said of.
-- types: after:id
SELECT d.dossier, d.procedure FROM
 (SELECT DISTINCT dossier FROM complaint WHERE dossier > :after ORDER BY dossier LIMIT :limit) AS c
  JOIN dossier_now AS d ON d.dossier = c.dossier ORDER BY d.dossier LIMIT :limit;

-- name: complaint_erase
DELETE FROM complaint WHERE dossier = :dossier;

-- name: complaint_step_erase
DELETE FROM complaint_step WHERE dossier = :dossier;
