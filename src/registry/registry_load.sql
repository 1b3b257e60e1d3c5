-- name: registry_load_next many
-- What the loader has to do (1), what is to be published (2); the oldest first.
SELECT registry, load, phase, serial, state FROM registry_load
 WHERE working = :working ORDER BY load LIMIT :limit;

-- name: registry_load_get one
SELECT phase, working, serial, state FROM registry_load WHERE registry = :registry AND load = :load;

-- name: registry_load_list many
-- Loads of a registry, newest first.
SELECT load, phase, working, serial, state FROM registry_load
 WHERE registry = :registry ORDER BY load DESC LIMIT :limit;

-- name: registry_load_add
-- expect: 1
INSERT INTO registry_load (registry, load, phase, working, serial, state)
 VALUES (:registry, :load, :phase, :working, 1, :state);

-- name: registry_load_step
-- expect: 1
UPDATE registry_load SET phase = :phase, working = :working, serial = serial + 1, state = :state
 WHERE registry = :registry AND load = :load AND serial = :serial;

-- name: registry_open_add
-- expect: 1
INSERT INTO registry_open (registry, load) VALUES (:registry, :load);

-- name: registry_open_drop
DELETE FROM registry_open WHERE registry = :registry AND load = :load;

-- name: registry_pending_add
-- expect: 1
INSERT INTO registry_pending (registry, what, field, value, n)
 VALUES (:registry, :what, :field, :value, :n)
ON CONFLICT (registry, what, field, value) DO UPDATE SET n = registry_pending.n + excluded.n;

-- name: registry_pending_all many
SELECT what, field, value, n FROM registry_pending
 WHERE registry = :registry ORDER BY what, field, value LIMIT :limit;

-- name: registry_pending_drop
DELETE FROM registry_pending WHERE registry = :registry;

-- name: registry_heading_set
-- expect: 1
INSERT INTO registry_heading (registry, heading, field) VALUES (:registry, :heading, :field)
ON CONFLICT (registry, heading) DO UPDATE SET field = excluded.field;

-- name: registry_heading_all many
SELECT heading, field FROM registry_heading WHERE registry = :registry LIMIT :limit;

-- name: registry_published_add journal registry_published
