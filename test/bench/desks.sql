-- What work lists and counters read of a province with @OPEN@ thousand open dossiers and
-- @CLOSED@ thousand closed ones: rows of dossier_now and the counters over them, made by the
-- store itself, since filing eleven million would take hours.  They have no entries, so only
-- a benchmark's folder may hold them.  A fifth of all is at the desk made for 10510.  The same
-- text for both stores.
CREATE TABLE bench_k AS
 WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < 9999)
 SELECT i FROM k;
CREATE TABLE bench_day (n INTEGER PRIMARY KEY, day TEXT NOT NULL, month TEXT NOT NULL);
INSERT INTO bench_day VALUES @DAYS@;
CREATE TABLE bench_procedure (n INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO bench_procedure VALUES @PROCEDURES@;
CREATE TABLE bench_desk AS
 SELECT ROW_NUMBER() OVER (ORDER BY desk) - 1 AS n, desk, unit
   FROM desk_span WHERE begins <= '@TODAY@' AND ends > '@TODAY@';
CREATE UNIQUE INDEX bench_desk_n ON bench_desk (n);
CREATE TABLE bench_busy AS
 SELECT d.n AS n, (SELECT COUNT(*) FROM bench_desk) AS desks
   FROM bench_desk AS d JOIN desk AS k ON k.id = d.desk JOIN unit_span AS u ON u.unit = k.unit
  WHERE u.code = '10510';
CREATE TABLE bench_from AS SELECT * FROM dossier_now ORDER BY dossier LIMIT 1;

-- open: x from 0; waiting for one of three roles, every tenth for the person
INSERT INTO dossier_now (dossier, version, act, at, action, actor, actor_unit, note, code,
       procedure, procedure_version, channel, entered_by, applicant, applicant_kind,
       applicant_name, received_unit, competent_unit, desk, status, step, role, back_step,
       assignee, filed, received, due, paused_since, supplements, ended, returned, fee,
       fee_state, result_hash, waits, urgency)
SELECT 900000000000000 + x * 4096, 1, t.act, t.at, t.action, t.actor, NULL, '', 'BENCH-' || x,
       t.procedure, t.procedure_version, t.channel, t.entered_by, NULL, t.applicant_kind,
       t.applicant_name, d.unit, d.unit, d.desk, CASE WHEN x % 10 = 9 THEN 5 ELSE 4 END, t.step,
       CASE WHEN x % 10 = 9 THEN '' WHEN x % 3 = 0 THEN 'desk' WHEN x % 3 = 1 THEN 'specialist'
            ELSE 'leader' END, '', CASE WHEN x % 2 = 0 THEN @OFFICER@ END,
       @NOW@ - 2592000000000 + x % 1000, @NOW@ - 2500000000000 + x % 1000, s.due,
       CASE WHEN x % 10 = 9 THEN @NOW@ END, 0, NULL, NULL, 0, 'none', NULL,
       CASE WHEN x % 10 = 9 THEN 2 ELSE 1 END, s.due
  FROM (SELECT x, @NOW@ + ((x * 104729) % 43200 - 7200) * 60000000 AS due,
               CASE WHEN x % 5 = 0 THEN b.n ELSE (x * 7919) % b.desks END AS at_desk
          FROM (SELECT CAST(a.i AS BIGINT) * 1000 + c.i AS x FROM bench_k AS a, bench_k AS c
                 WHERE a.i < @OPEN@ AND c.i < 1000) AS s, bench_busy AS b) AS s
  JOIN bench_desk AS d ON d.n = s.at_desk, bench_from AS t;

-- closed: over 720 days
INSERT INTO dossier_now (dossier, version, act, at, action, actor, actor_unit, note, code,
       procedure, procedure_version, channel, entered_by, applicant, applicant_kind,
       applicant_name, received_unit, competent_unit, desk, status, step, role, back_step,
       assignee, filed, received, due, paused_since, supplements, ended, returned, fee,
       fee_state, result_hash, waits, urgency)
SELECT 910000000000000 + x * 4096, 5, t.act, t.at, t.action, t.actor, NULL, '', 'BENCHED-' || x,
       p.name, t.procedure_version, t.channel, t.entered_by, NULL, t.applicant_kind,
       t.applicant_name, d.unit, d.unit, d.desk, 10, t.step, '', '',
       CASE WHEN x % 2 = 0 THEN @OFFICER@ END, s.filed, s.filed, s.filed + 604800000000, NULL, 0,
       s.filed + 432000000000, s.filed + 432000000000, 0, 'none', NULL, 0, s.filed + 604800000000
  FROM (SELECT x, kind, @FIRST@ + day * 86400000000 AS filed,
               CASE WHEN x % 5 = 0 THEN b.n ELSE (x * 7919) % b.desks END AS at_desk
          FROM (SELECT CAST(a.i AS BIGINT) * 1000 + c.i AS x, (a.i * 31 + c.i * 7) % 720 AS day,
                       (a.i / 3 + c.i / 11) % @KINDS@ AS kind FROM bench_k AS a, bench_k AS c
                 WHERE a.i < @CLOSED@ AND c.i < 1000) AS s, bench_busy AS b) AS s
  JOIN bench_desk AS d ON d.n = s.at_desk
  JOIN bench_procedure AS p ON p.n = s.kind, bench_from AS t;

DELETE FROM open_due;
CREATE TABLE bench_open AS
 SELECT competent_unit AS unit, waits, due, COUNT(*) AS n FROM dossier_now
  WHERE waits IN (1, 2) AND due IS NOT NULL GROUP BY competent_unit, waits, due;
INSERT INTO open_due (unit, waits, grain, due, n)
SELECT unit, waits, 't', 0, SUM(n) FROM bench_open GROUP BY unit, waits;
INSERT INTO open_due (unit, waits, grain, due, n) SELECT unit, waits, 'x', due, n FROM bench_open;
INSERT INTO open_due (unit, waits, grain, due, n)
SELECT unit, waits, 'h', due / 3600000000 * 3600000000, SUM(n) FROM bench_open
 GROUP BY unit, waits, due / 3600000000 * 3600000000;
INSERT INTO open_due (unit, waits, grain, due, n)
SELECT unit, waits, 'd', (due + 25200000000) / 86400000000 * 86400000000 - 25200000000, SUM(n)
  FROM bench_open
 GROUP BY unit, waits, (due + 25200000000) / 86400000000 * 86400000000 - 25200000000;

-- each element a report sums, by month and by day
DELETE FROM counter;
CREATE TABLE bench_cell AS
 SELECT b.day, b.month, d.competent_unit AS unit, d.procedure, COUNT(*) AS n
   FROM dossier_now AS d JOIN bench_day AS b ON b.n = (d.filed - @FIRST@) / 86400000000
  WHERE d.waits = 0 GROUP BY b.day, b.month, d.competent_unit, d.procedure;
CREATE TABLE bench_element (name TEXT PRIMARY KEY);
INSERT INTO bench_element VALUES ('received'), ('closed'), ('due'), ('due_and_closed'),
 ('finished'), ('finished_in_time'), ('finished_late'), ('finished_early');
INSERT INTO counter (element, grain, period, unit, procedure, n)
SELECT e.name, 'm', month, unit, procedure, SUM(n) FROM bench_cell, bench_element AS e
 GROUP BY e.name, month, unit, procedure;
INSERT INTO counter (element, grain, period, unit, procedure, n)
SELECT e.name, 'd', day, unit, procedure, n FROM bench_cell, bench_element AS e
 WHERE e.name IN ('due', 'due_and_closed');
INSERT INTO counter (element, grain, period, unit, procedure, n)
SELECT e.name, 'y', SUBSTR(month, 1, 4), unit, procedure, SUM(n)
  FROM bench_cell, bench_element AS e
 WHERE e.name IN ('received', 'closed', 'due', 'due_and_closed')
 GROUP BY e.name, SUBSTR(month, 1, 4), unit, procedure;
INSERT INTO counter (element, grain, period, unit, procedure, n)
SELECT element, grain, period, 0, procedure, SUM(n) FROM counter
 GROUP BY element, grain, period, procedure;
DELETE FROM counter_total;
INSERT INTO counter_total (element, grain, period, unit, n)
SELECT element, grain, period, unit, SUM(n) FROM counter GROUP BY element, grain, period, unit;
INSERT INTO counter_total (element, grain, period, unit, n)
SELECT e.name, 'd', day, unit, SUM(n) FROM bench_cell, bench_element AS e
 WHERE e.name NOT IN ('due', 'due_and_closed') GROUP BY e.name, day, unit;
INSERT INTO counter_total (element, grain, period, unit, n)
SELECT element, grain, period, 0, SUM(n) FROM counter_total
 WHERE grain = 'd' AND element NOT IN ('due', 'due_and_closed') GROUP BY element, grain, period;
