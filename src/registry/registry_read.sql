-- name: registry_published_at one
-- types: upto:id
-- The last load that was in force behind an act.
SELECT load FROM registry_published
 WHERE registry = :registry AND act <= :upto ORDER BY load DESC LIMIT 1;

-- name: registry_sample_in one
-- Whether a load in force was of sample data.
SELECT load FROM registry_published
 WHERE registry = :registry AND sample > 0 ORDER BY load DESC LIMIT 1;

-- name: registry_day_add
-- expect: 1
INSERT INTO registry_day (registry, day, act, at, created, changed, corrected, ended)
 VALUES (:registry, :day, :act, :at, :created, :changed, :corrected, :ended)
ON CONFLICT (registry, day) DO UPDATE SET act = excluded.act, at = excluded.at,
 created = registry_day.created + excluded.created,
 changed = registry_day.changed + excluded.changed,
 corrected = registry_day.corrected + excluded.corrected,
 ended = registry_day.ended + excluded.ended;

-- name: registry_day_of many
-- A registry's days on which records changed one by one, newest first.
SELECT registry, day, act, at, created, changed, corrected, ended FROM registry_day
 WHERE registry = :registry ORDER BY day DESC LIMIT :limit;

-- name: registry_day_latest many
-- The same of all registries.
SELECT registry, day, act, at, created, changed, corrected, ended FROM registry_day
 ORDER BY act DESC LIMIT :limit;

-- name: registry_published_latest many
-- The loads of all registries, newest first.
SELECT registry, load, act, name, created, changed, ended, refused, same, sample
 FROM registry_published ORDER BY act DESC, registry LIMIT :limit;
