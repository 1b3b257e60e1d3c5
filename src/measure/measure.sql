-- name: counter_add
-- expect: 1
INSERT INTO counter (element, grain, period, unit, procedure, n)
 VALUES (:element, :grain, :period, :unit, :procedure, :n)
ON CONFLICT (element, grain, period, unit, procedure) DO UPDATE SET n = counter.n + excluded.n;

-- name: open_due_add
-- expect: 1
INSERT INTO open_due (unit, waits, due, n) VALUES (:unit, :waits, :due, :n)
ON CONFLICT (unit, waits, due) DO UPDATE SET n = open_due.n + excluded.n;

-- name: counter_sum one
-- types: n:count from:text to:text
SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM counter
 WHERE element = :element AND grain = :grain AND period >= :from AND period <= :to AND unit = :unit;

-- name: counter_by_period many
-- types: n:count from:text to:text
SELECT period, CAST(SUM(n) AS BIGINT) AS n FROM counter
 WHERE element = :element AND grain = :grain AND period >= :from AND period <= :to AND unit = :unit
 GROUP BY period ORDER BY period LIMIT :limit;

-- name: counter_procedures many
-- types: n:count from:text to:text
SELECT procedure, CAST(SUM(n) AS BIGINT) AS n FROM counter
 WHERE element = :element AND grain = :grain AND period >= :from AND period <= :to AND unit = :unit
 GROUP BY procedure ORDER BY procedure LIMIT :limit;

-- name: counter_cells one
-- How many (unit, procedure) have any.
-- types: n:count from:text to:text
SELECT COUNT(*) AS n FROM (SELECT unit, procedure FROM counter
 WHERE element = :element AND grain = :grain AND period >= :from AND period <= :to AND unit <> 0
 GROUP BY unit, procedure HAVING SUM(n) > 0) AS cells;

-- name: counter_under one
-- types: day:day n:count
-- A day's count of a unit and everything below it.

SELECT CAST(COALESCE(SUM(k.n), 0) AS BIGINT) AS n
  FROM unit_closure c JOIN counter k ON k.unit = c.descendant
 WHERE c.ancestor = :ancestor AND c.begins <= :day AND c.ends > :day
   AND k.element = :element AND k.grain = :grain AND k.period = :period;

-- name: open_under one
-- Open dossiers of a unit and everything below it that fall due in [from, before).
-- types: n:count from:time before:time oldest:time? day:day
SELECT CAST(COALESCE(SUM(o.n), 0) AS BIGINT) AS n, MIN(o.due) AS oldest
  FROM unit_closure c JOIN open_due o ON o.unit = c.descendant
 WHERE c.ancestor = :ancestor AND c.begins <= :day AND c.ends > :day
   AND o.waits = :waits AND o.due >= :from AND o.due < :before AND o.n <> 0;

-- name: report_units many
-- What an element counts of each unit right below a unit, that unit's own subtree with it.
-- types: unit:id n:count from:text to:text day:day
SELECT c.ancestor AS unit, CAST(SUM(k.n) AS BIGINT) AS n
  FROM counter k JOIN unit_closure c
    ON c.descendant = k.unit AND c.begins <= :day AND c.ends > :day
 WHERE k.element = :element AND k.grain = :grain AND k.period >= :from AND k.period <= :to
   AND k.unit <> 0 AND c.ancestor IN (SELECT unit FROM unit_span
     WHERE parent = :parent AND begins <= :day AND ends > :day)
 GROUP BY c.ancestor ORDER BY c.ancestor LIMIT :limit;

-- name: report_procedures many
-- What an element counts of each procedure, in a unit and everything below it.
-- types: n:count from:text to:text day:day
SELECT k.procedure, CAST(SUM(k.n) AS BIGINT) AS n FROM counter k
 WHERE k.element = :element AND k.grain = :grain AND k.period >= :from AND k.period <= :to
   AND k.unit IN (SELECT descendant FROM unit_closure
     WHERE ancestor = :ancestor AND begins <= :day AND ends > :day)
 GROUP BY k.procedure ORDER BY k.procedure LIMIT :limit;

-- name: counter_page many
SELECT element, grain, period, unit, procedure, n FROM counter
 WHERE (element, grain, period, unit, procedure) > (:element, :grain, :period, :unit, :procedure)
 ORDER BY element, grain, period, unit, procedure LIMIT :limit;

-- name: open_due_page many
SELECT unit, waits, due, n FROM open_due
 WHERE (unit, waits, due) > (:unit, :waits, :due) ORDER BY unit, waits, due LIMIT :limit;

-- name: dossiers_at many
-- A unit's open dossiers by urgency, with who holds each.
-- types: after:id
SELECT dossier, code, urgency FROM dossier_now
 WHERE desk = :desk AND role = :role AND waits = :waits AND (urgency, dossier) > (:urgency, :after)
 ORDER BY urgency, dossier LIMIT :limit;

-- name: late_step_add
-- expect: 1
INSERT INTO late_step (element, unit, period, role, procedure, step, n)
 VALUES (:element, :unit, :period, :role, :procedure, :step, :n)
ON CONFLICT (element, unit, period, role, procedure, step)
 DO UPDATE SET n = late_step.n + excluded.n;

-- name: late_dossier_put upsert late_dossier

-- name: late_dossier_erase
DELETE FROM late_dossier WHERE dossier = :dossier;

-- name: late_dossier_get one
SELECT dossier, code, unit, procedure, procedure_version, role, step, account, due, ended, overrun,
       lateness, waited
  FROM late_dossier WHERE dossier = :dossier;

-- name: late_steps many
-- What an element counts by step, in a unit and everything below it.
-- types: n:count from:text to:text day:day
SELECT role, procedure, step, CAST(SUM(n) AS BIGINT) AS n FROM late_step
 WHERE element = :element AND period >= :from AND period <= :to
   AND unit IN (SELECT descendant FROM unit_closure
     WHERE ancestor = :ancestor AND begins <= :day AND ends > :day)
 GROUP BY role, procedure, step ORDER BY role, procedure, step LIMIT :limit;

-- name: late_list many
-- A unit's own dossiers that ended late, the last first; before: not included.
-- types: after:id from:time before:time
SELECT dossier, code, procedure, procedure_version, role, step, account, due, ended, overrun,
       lateness
  FROM late_dossier
 WHERE unit = :unit AND ended >= :from AND (ended, dossier) < (:before, :after)
 ORDER BY ended DESC, dossier DESC LIMIT :limit;

-- name: late_list_of many
-- The same of one role.
-- types: after:id from:time before:time
SELECT dossier, code, procedure, procedure_version, role, step, account, due, ended, overrun,
       lateness
  FROM late_dossier
 WHERE unit = :unit AND role = :role AND ended >= :from AND (ended, dossier) < (:before, :after)
 ORDER BY ended DESC, dossier DESC LIMIT :limit;

-- name: late_step_page many
SELECT element, unit, period, role, procedure, step, n FROM late_step
 WHERE (element, unit, period, role, procedure, step)
     > (:element, :unit, :period, :role, :procedure, :step)
 ORDER BY element, unit, period, role, procedure, step LIMIT :limit;

-- name: handled_add
-- expect: 1
INSERT INTO handled (unit, period, role, account, element, n)
 VALUES (:unit, :period, :role, :account, :element, :n)
ON CONFLICT (unit, period, role, account, element) DO UPDATE SET n = handled.n + excluded.n;

-- name: held_due_add
-- expect: 1
INSERT INTO held_due (unit, role, account, due, n) VALUES (:unit, :role, :account, :due, :n)
ON CONFLICT (unit, role, account, due) DO UPDATE SET n = held_due.n + excluded.n;

-- name: handled_by many
-- types: n:count from:text to:text
SELECT role, account, element, CAST(SUM(n) AS BIGINT) AS n FROM handled
 WHERE unit = :unit AND period >= :from AND period <= :to
 GROUP BY role, account, element HAVING SUM(n) <> 0 ORDER BY role, account, element LIMIT :limit;

-- name: held_by many
-- types: n:count late:count now:time
SELECT role, account, CAST(SUM(n) AS BIGINT) AS n,
       CAST(SUM(CASE WHEN due < :now THEN n ELSE 0 END) AS BIGINT) AS late
  FROM held_due WHERE unit = :unit AND n <> 0
 GROUP BY role, account ORDER BY role, account LIMIT :limit;

-- name: handled_page many
SELECT unit, period, role, account, element, n FROM handled
 WHERE (unit, period, role, account, element) > (:unit, :period, :role, :account, :element)
 ORDER BY unit, period, role, account, element LIMIT :limit;

-- name: held_due_page many
SELECT unit, role, account, due, n FROM held_due
 WHERE (unit, role, account, due) > (:unit, :role, :account, :due)
 ORDER BY unit, role, account, due LIMIT :limit;

-- name: counter_month many
-- A month of an element, by unit and procedure.
-- types: n:count
SELECT unit, procedure, n FROM counter
 WHERE element = :element AND grain = 'm' AND period = :period AND unit <> 0 AND n <> 0
 ORDER BY unit, procedure LIMIT :limit;
