-- name: registry_open_get one
-- The load that is open in a registry.
SELECT load FROM registry_open WHERE registry = :registry;

-- name: registry_tally_add
-- expect: 1
INSERT INTO registry_tally (registry, what, field, value, n)
 VALUES (:registry, :what, :field, :value, :n)
ON CONFLICT (registry, what, field, value) DO UPDATE SET n = registry_tally.n + excluded.n;

-- name: registry_tally_get one
SELECT n FROM registry_tally
 WHERE registry = :registry AND what = :what AND field = :field AND value = :value;

-- name: registry_tally_of many
-- A field's values, with how many records have each.
SELECT value, n FROM registry_tally
 WHERE registry = :registry AND what = :what AND field = :field AND n <> 0
 ORDER BY value LIMIT :limit;

-- name: registry_tally_page many
-- types: n:count
-- For the recount.
SELECT what, field, value, n FROM registry_tally
 WHERE registry = :registry AND n <> 0 AND (what, field, value) > (:what, :field, :value)
 ORDER BY what, field, value LIMIT :limit;

-- name: registry_published_of many
-- The loads in force of a registry, newest first.
SELECT load, act, name, created, changed, ended, refused, same, sample FROM registry_published
 WHERE registry = :registry ORDER BY load DESC LIMIT :limit;

-- name: registry_published_one one
SELECT act, sample FROM registry_published WHERE registry = :registry AND load = :load;

-- name: registry_published_page many
-- For verification.
-- types: after:count
SELECT registry, load, digest FROM registry_published
 WHERE registry = :registry AND load > :after ORDER BY load LIMIT :limit;
