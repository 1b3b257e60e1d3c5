-- name: counter_add
-- expect: 1
INSERT INTO counter (element, grain, period, unit, procedure, n)
 VALUES (:element, :grain, :period, :unit, :procedure, :n)
ON CONFLICT (element, grain, unit, period, procedure) DO UPDATE SET n = counter.n + excluded.n;

-- name: counter_total_add
-- expect: 1
INSERT INTO counter_total (element, grain, period, unit, n)
 VALUES (:element, :grain, :period, :unit, :n)
ON CONFLICT (element, grain, unit, period) DO UPDATE SET n = counter_total.n + excluded.n;

-- name: open_due_add
-- expect: 1
INSERT INTO open_due (unit, waits, grain, due, n) VALUES (:unit, :waits, :grain, :due, :n)
ON CONFLICT (unit, waits, grain, due) DO UPDATE SET n = open_due.n + excluded.n;

-- name: counter_sum one
-- types: n:count from:text to:text
SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM counter_total
 WHERE element = :element AND grain = :grain AND period >= :from AND period <= :to AND unit = :unit;

-- name: counter_by_period many
-- types: from:text to:text
SELECT period, n FROM counter_total
 WHERE element = :element AND grain = :grain AND period >= :from AND period <= :to AND unit = :unit
 ORDER BY period LIMIT :limit;

-- name: counter_procedures many
-- types: n:count from:text to:text
SELECT procedure, CAST(SUM(n) AS BIGINT) AS n FROM counter
 WHERE element = :element AND grain = :grain AND period >= :from AND period <= :to AND unit = :unit
 GROUP BY procedure ORDER BY procedure LIMIT :limit;

-- name: counter_cells one
-- How many (unit, procedure) have any.
-- types: n:count from:text to:text
SELECT COUNT(*) AS n FROM (SELECT k.unit, k.procedure FROM unit u CROSS JOIN counter k
 WHERE k.unit = u.id AND k.element = :element AND k.grain = :grain
   AND k.period >= :from AND k.period <= :to
 GROUP BY k.unit, k.procedure HAVING SUM(k.n) > 0) AS cells;

-- name: counter_under one
-- types: day:day n:count
-- A day's count of a unit and everything below it.

SELECT CAST(COALESCE(SUM(k.n), 0) AS BIGINT) AS n
  FROM unit_closure c CROSS JOIN counter_total k
 WHERE k.unit = c.descendant AND c.ancestor = :ancestor AND c.begins <= :day AND c.ends > :day
   AND k.element = :element AND k.grain = :grain AND k.period = :period;

-- name: open_range many
-- Each unit's open dossiers that fall due in [from, before) of a grain: how many, and the first.
-- types: n:count first:time from:time before:time
SELECT unit, CAST(SUM(n) AS BIGINT) AS n, MIN(due) AS first FROM open_due
 WHERE waits = :waits AND grain = :grain AND due >= :from AND due < :before AND n <> 0
 GROUP BY unit ORDER BY unit LIMIT :limit;

-- name: open_range_of one
-- The same of one unit.
-- types: n:count first:time from:time before:time
SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n, COALESCE(MIN(due), 0) AS first FROM open_due
 WHERE unit = :unit AND waits = :waits AND grain = :grain AND due >= :from AND due < :before
   AND n <> 0;

-- name: unit_tops many
-- Which unit right below one each unit stands under, itself included.
-- types: unit:id top:id day:day
SELECT c.descendant AS unit, c.ancestor AS top FROM unit_closure c
 WHERE c.begins <= :day AND c.ends > :day AND c.ancestor IN (SELECT unit FROM unit_span
   WHERE parent = :parent AND begins <= :day AND ends > :day)
 ORDER BY c.descendant LIMIT :limit;

-- name: report_units many
-- What an element counts of each unit right below a unit, that unit's own subtree with it.  Here
-- and below CROSS JOIN tells SQLite to go from the units to what they have.
-- types: unit:id n:count from:text to:text day:day
SELECT c.ancestor AS unit, CAST(SUM(k.n) AS BIGINT) AS n
  FROM unit_closure c CROSS JOIN counter_total k
 WHERE k.unit = c.descendant AND c.begins <= :day AND c.ends > :day
   AND c.ancestor IN (SELECT unit FROM unit_span
     WHERE parent = :parent AND begins <= :day AND ends > :day)
   AND k.element = :element AND k.grain = :grain AND k.period >= :from AND k.period <= :to
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
 WHERE (element, grain, unit, period, procedure) > (:element, :grain, :unit, :period, :procedure)
 ORDER BY element, grain, unit, period, procedure LIMIT :limit;

-- name: counter_total_page many
SELECT element, grain, period, unit, n FROM counter_total
 WHERE (element, grain, unit, period) > (:element, :grain, :unit, :period)
 ORDER BY element, grain, unit, period LIMIT :limit;

-- name: open_due_page many
SELECT unit, waits, grain, due, n FROM open_due
 WHERE (unit, waits, grain, due) > (:unit, :waits, :grain, :due)
 ORDER BY unit, waits, grain, due LIMIT :limit;

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

-- name: late_below many
-- What an element counts of each unit right below a unit, that unit's own subtree with it.
-- types: unit:id n:count from:text to:text day:day
SELECT c.ancestor AS unit, CAST(SUM(k.n) AS BIGINT) AS n
  FROM unit_closure c CROSS JOIN late_step k
 WHERE k.unit = c.descendant AND c.begins <= :day AND c.ends > :day
   AND c.ancestor IN (SELECT unit FROM unit_span
     WHERE parent = :parent AND begins <= :day AND ends > :day)
   AND k.element = :element AND k.period >= :from AND k.period <= :to
 GROUP BY c.ancestor ORDER BY c.ancestor LIMIT :limit;

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
SELECT k.unit, k.procedure, k.n FROM unit u CROSS JOIN counter k
 WHERE k.unit = u.id AND k.element = :element AND k.grain = 'm' AND k.period = :period AND k.n <> 0
 ORDER BY k.unit, k.procedure LIMIT :limit;

-- name: counter_first many
-- The months that an element counted anything in, the first one first.
SELECT period FROM counter_total
 WHERE element = :element AND grain = :grain AND unit = :unit AND n <> 0
 ORDER BY period LIMIT :limit;

-- name: published_add journal published_month

-- name: published_table_add journal published_table

-- name: published_months many
-- All editions of some months.
-- types: from:text to:text
SELECT month, n, act, at, numbers FROM published_month
 WHERE month >= :from AND month <= :to ORDER BY month, n LIMIT :limit;

-- name: published_last many
SELECT month FROM published_month ORDER BY month DESC LIMIT :limit;

-- name: published_table_get one
SELECT act, at, version, tables FROM published_table WHERE month = :month AND figure = :figure;

-- name: dossier_codes many
-- types: after:id
SELECT dossier, code FROM dossier_now WHERE dossier > :after ORDER BY dossier LIMIT :limit;
