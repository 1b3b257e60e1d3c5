-- name: unit_add journal unit
-- name: unit_event_add journal unit_event
-- name: unit_version_add journal unit_version
-- name: unit_flow_add journal unit_flow
-- name: desk_add journal desk
-- name: desk_unit_add journal desk_unit

-- name: unit_kind one
SELECT kind FROM unit WHERE id = :id;

-- name: unit_any many
SELECT id FROM unit ORDER BY id LIMIT :limit;

-- name: unit_page many
SELECT id, kind FROM unit WHERE id > :id ORDER BY id LIMIT :limit;

-- name: unit_versions many
SELECT n, begins, gone, code, type, name, title, title_en, parent, level, event FROM unit_version
 WHERE unit = :unit ORDER BY n LIMIT :limit;

-- name: unit_versions_told many
-- With the event that brought each about.
-- types: event:id? decree:text? decree_url:text?
SELECT v.n, v.begins, v.gone, v.code, v.title, v.title_en, v.event AS event, e.decree AS decree,
       e.decree_url AS decree_url
  FROM unit_version v LEFT JOIN unit_event e ON e.id = v.event
 WHERE v.unit = :unit ORDER BY v.n LIMIT :limit;

-- name: unit_events_of many
-- Its own, and those that something flowed in from or out of.
SELECT id, unit, kind, day, decree, decree_url FROM unit_event
 WHERE unit = :unit
    OR id IN (SELECT event FROM unit_flow WHERE source = :unit)
    OR id IN (SELECT event FROM unit_flow WHERE target = :unit)
 ORDER BY day, id LIMIT :limit;

-- name: unit_flows_of_event many
SELECT source, target, basis, weight FROM unit_flow WHERE event = :event
 ORDER BY source, target, basis LIMIT :limit;

-- name: unit_span_on one
-- types: day:day
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level FROM unit_span
 WHERE unit = :unit AND begins <= :day AND ends > :day;

-- name: unit_spans_of many
-- What several units ever were; units: [id, …].
-- types: units:json
-- sqlite:
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level FROM unit_span
 WHERE unit IN (SELECT l.value FROM json_each(:units) AS l) ORDER BY unit, begins LIMIT :limit
-- postgresql:
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level FROM unit_span
 WHERE unit = ANY (ARRAY(SELECT l.value::text::bigint FROM json_array_elements(:units::json) AS l))
 ORDER BY unit, begins LIMIT :limit;

-- name: unit_span_by_code one
-- types: day:day
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level FROM unit_span
 WHERE code = :code AND begins <= :day AND ends > :day ORDER BY begins DESC LIMIT 1;

-- name: unit_span_last one
-- The unit that bears the code, or last did, or will first.
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level FROM unit_span
 WHERE code = :code ORDER BY begins DESC LIMIT 1;

-- name: unit_span_children many
-- types: day:day
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level FROM unit_span
 WHERE parent = :parent AND begins <= :day AND ends > :day ORDER BY sort, unit LIMIT :limit;

-- name: unit_span_roots many
-- types: day:day
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level FROM unit_span
 WHERE parent IS NULL AND begins <= :day AND ends > :day ORDER BY sort, unit LIMIT :limit;

-- name: unit_span_all many
-- types: day:day
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level, sort
  FROM unit_span
 WHERE begins <= :day AND ends > :day ORDER BY sort, unit LIMIT :limit;

-- name: unit_span_path many
-- types: day:day
SELECT s.unit, s.begins, s.ends, s.kind, s.code, s.type, s.name, s.title, s.title_en, s.parent,
       s.level
  FROM unit_closure c JOIN unit_span s ON s.unit = c.ancestor AND s.begins <= :day AND s.ends > :day
 WHERE c.descendant = :unit AND c.begins <= :day AND c.ends > :day ORDER BY s.level, s.unit
 LIMIT :limit;

-- name: unit_spans many
SELECT begins, ends, kind, code, type, name, title, title_en, parent, level, sort FROM unit_span
 WHERE unit = :unit ORDER BY begins LIMIT :limit;

-- name: unit_span_add insert unit_span

-- name: unit_spans_clear
DELETE FROM unit_span WHERE unit = :unit;

-- name: unit_span_count one
-- types: n:count
SELECT COUNT(*) AS n FROM unit_span;

-- name: unit_code_taken one
-- Does another unit bear this code on any day of a span?
-- types: n:count from_day:day to_day:day other:id
SELECT COUNT(*) AS n FROM unit_span
 WHERE code = :code AND unit <> :other AND begins < :to_day AND ends > :from_day;

-- name: unit_closures many
SELECT ancestor, begins, ends FROM unit_closure WHERE descendant = :descendant
 ORDER BY ancestor, begins LIMIT :limit;

-- name: unit_closure_add insert unit_closure

-- name: unit_closures_clear
DELETE FROM unit_closure WHERE descendant = :descendant;

-- name: unit_closure_count one
-- types: n:count
SELECT COUNT(*) AS n FROM unit_closure;

-- name: unit_closure_on one
-- types: n:count day:day
SELECT COUNT(*) AS n FROM unit_closure
 WHERE descendant = :descendant AND ancestor = :ancestor AND begins <= :day AND ends > :day;

-- name: unit_children_ever many
SELECT DISTINCT unit FROM unit_span WHERE parent = :parent ORDER BY unit LIMIT :limit;

-- name: unit_children_counts many
-- types: n:count day:day parent:id
SELECT parent, COUNT(*) AS n FROM unit_span
 WHERE begins <= :day AND ends > :day AND parent IS NOT NULL
 GROUP BY parent ORDER BY parent LIMIT :limit;

-- name: unit_children_count one
-- types: n:count day:day
SELECT COUNT(*) AS n FROM unit_span WHERE parent = :parent AND begins <= :day AND ends > :day;

-- name: desk_page many
SELECT id FROM desk WHERE id > :id ORDER BY id LIMIT :limit;

-- name: desk_made_for one
SELECT unit FROM desk WHERE id = :id;

-- name: desk_units many
SELECT n, begins, unit FROM desk_unit WHERE desk = :desk ORDER BY n LIMIT :limit;

-- name: desk_span_add insert desk_span

-- name: desk_spans_clear
DELETE FROM desk_span WHERE desk = :desk;

-- name: desk_spans many
SELECT begins, ends, unit FROM desk_span WHERE desk = :desk ORDER BY begins LIMIT :limit;

-- name: desk_span_count one
-- types: n:count
SELECT COUNT(*) AS n FROM desk_span;

-- name: desk_span_of_unit one
-- Its own before those it took over.
-- types: day:day desk:id
SELECT s.desk AS desk FROM desk_span s JOIN desk d ON d.id = s.desk
 WHERE s.unit = :unit AND s.begins <= :day AND s.ends > :day
 ORDER BY CASE WHEN d.unit = :unit THEN 0 ELSE 1 END, s.desk LIMIT 1;

-- name: desk_spans_below many
-- Of a unit and of those below it.
-- types: day:day
SELECT s.desk FROM unit_closure AS c JOIN desk_span AS s ON s.unit = c.descendant
 WHERE c.ancestor = :unit AND c.begins <= :day AND c.ends > :day
   AND s.begins <= :day AND s.ends > :day ORDER BY s.desk LIMIT :limit;

-- name: desk_spans_of_unit_on many
-- types: day:day
SELECT desk FROM desk_span WHERE unit = :unit AND begins <= :day AND ends > :day
 ORDER BY desk LIMIT :limit;

-- name: desk_span_on one
-- types: day:day
SELECT unit FROM desk_span WHERE desk = :desk AND begins <= :day AND ends > :day;

-- name: desk_spans_of_unit many
SELECT desk, begins, ends FROM desk_span WHERE unit = :unit ORDER BY begins, desk LIMIT :limit;
