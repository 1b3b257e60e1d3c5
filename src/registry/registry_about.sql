-- name: registry_touch
-- A record was written one by one with this act.
-- expect: 1
INSERT INTO registry_touched (registry, first, last) VALUES (:registry, :first, :last)
ON CONFLICT (registry) DO UPDATE SET last = excluded.last;

-- name: registry_touched_get one
SELECT first, last FROM registry_touched WHERE registry = :registry;

-- name: registry_published_first many
-- The first load of a registry.
SELECT load, act FROM registry_published WHERE registry = :registry
 ORDER BY load LIMIT :limit;

-- name: registry_published_sample many
-- A load in force that brought data made up as a sample.
SELECT load FROM registry_published WHERE registry = :registry AND sample <> 0
 ORDER BY load LIMIT :limit;
