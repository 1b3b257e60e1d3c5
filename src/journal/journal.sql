-- name: log_last many
SELECT number, origin, first_act, vkey FROM log ORDER BY number DESC LIMIT :limit;

-- name: log_add insert log

-- name: entry_add insert entry

-- name: entry_by_key one
SELECT act, occurred, recorded, payload, answer FROM entry WHERE key = :key;

-- name: entry_get one
SELECT act, log, occurred, recorded, salt, payload, commitment, erased_by
  FROM entry WHERE act = :act;

-- name: entry_page many
-- Entries from an act on, for tiles, verification and the journal's page.
SELECT act, log, occurred, recorded, salt, payload, commitment, erased_by FROM entry
 WHERE act >= :act ORDER BY act LIMIT :limit;

-- name: entry_before many
SELECT act, log, occurred, recorded, payload, erased_by FROM entry
 WHERE act < :act ORDER BY act DESC LIMIT :limit;

-- name: entry_last many
SELECT act, log, occurred, recorded FROM entry ORDER BY act DESC LIMIT :limit;

-- name: entry_count one
-- types: n:count
SELECT COUNT(*) AS n FROM entry;

-- name: entry_erase
-- Removes what could tell who did what; the commitment, and so the leaf, stays.
-- expect: 1
UPDATE entry SET salt = NULL, payload = NULL, answer = NULL, erased_by = :erased_by
 WHERE act = :act;

-- name: tile_add insert tile

-- name: tile_get one
SELECT hashes FROM tile WHERE log = :log AND level = :level AND position = :position;

-- name: tile_roots many
SELECT position, root FROM tile
 WHERE log = :log AND level = :level AND position >= :position ORDER BY position LIMIT :limit;

-- name: tile_page many
SELECT level, position, hashes, root FROM tile
 WHERE log = :log AND level = :level AND position >= :position ORDER BY position LIMIT :limit;

-- name: checkpoint_add
INSERT INTO checkpoint (log, size, signed_at, note) VALUES (:log, :size, :signed_at, :note)
ON CONFLICT (log, size) DO NOTHING;

-- name: checkpoint_last many
SELECT log, size, signed_at, note FROM checkpoint WHERE log = :log ORDER BY size DESC LIMIT :limit;

-- name: checkpoint_covering many
-- The first signed head that holds an entry.
SELECT log, size, signed_at, note
  FROM checkpoint WHERE log = :log AND size >= :size ORDER BY size LIMIT :limit;

-- name: checkpoint_page many
SELECT log, size, signed_at, note
  FROM checkpoint WHERE log = :log AND size > :size ORDER BY size LIMIT :limit;

-- name: anchor_add insert anchor

-- name: anchor_covering many
SELECT log, size, authority, stamped, token FROM anchor
 WHERE log = :log AND size >= :size ORDER BY size, authority LIMIT :limit;

-- name: anchor_last many
SELECT log, size, authority, stamped
  FROM anchor WHERE log = :log ORDER BY size DESC, authority LIMIT :limit;

-- name: anchor_page many
SELECT log, size, authority, stamped, token FROM anchor
 WHERE log = :log AND size > :size ORDER BY size, authority LIMIT :limit;

-- name: disclosure_add journal disclosure

-- name: disclosures_of many
SELECT act, n, reader, unit, subject, fields, purpose, at FROM disclosure
 WHERE person = :person AND act < :act ORDER BY act DESC, n LIMIT :limit;

-- name: stead_add journal stead

-- name: stead_erase
DELETE FROM stead WHERE act = :act;

-- name: stead_acts many
-- What was done by one delegation, newest first.
-- types: before:id
SELECT e.act, e.occurred, e.payload FROM stead s JOIN entry e ON e.act = s.act
 WHERE s.delegation = :delegation AND s.act < :before ORDER BY s.act DESC LIMIT :limit;

-- name: system_act_add journal system_act

-- name: system_act_erase
DELETE FROM system_act WHERE act = :act;

-- name: system_act_get one
SELECT client, agreement FROM system_act WHERE act = :act;

-- name: erasure_add journal erasure

-- name: log_all many
SELECT number, origin, first_act, vkey FROM log ORDER BY number LIMIT :limit;

-- name: erasure_named one
-- Whether an act erased that entry.
SELECT n, reason FROM erasure WHERE act = :act AND target = :target;

-- name: disclosure_erase
DELETE FROM disclosure WHERE act = :act;

-- name: find_cursor_get one
SELECT upto FROM find_cursor WHERE one = :one;

-- name: find_cursor_put
INSERT INTO find_cursor (one, upto) VALUES (:one, :upto)
ON CONFLICT (one) DO UPDATE SET upto = excluded.upto;

-- name: find_add
-- [[kind, value, act], …]; those of an entry erased meanwhile are left out.
-- types: rows:json
-- sqlite:
INSERT INTO entry_find (kind, value, act)
SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2 FROM json_each(:rows) AS r
 WHERE EXISTS (SELECT 1 FROM entry AS e WHERE e.act = r.value ->> 2 AND e.payload IS NOT NULL)
ON CONFLICT (kind, value, act) DO NOTHING
-- postgresql:
INSERT INTO entry_find (kind, value, act)
SELECT (r.value ->> 0)::bigint, r.value ->> 1, (r.value ->> 2)::bigint
  FROM json_array_elements(:rows::json) AS r
 WHERE EXISTS (SELECT 1 FROM entry AS e
                WHERE e.act = (r.value ->> 2)::bigint AND e.payload IS NOT NULL)
ON CONFLICT (kind, value, act) DO NOTHING;

-- name: find_remove
-- types: rows:json
-- sqlite:
DELETE FROM entry_find WHERE (kind, value, act) IN
 (SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2 FROM json_each(:rows) AS r)
-- postgresql:
DELETE FROM entry_find WHERE (kind, value, act) IN
 (SELECT (r.value ->> 0)::bigint, r.value ->> 1, (r.value ->> 2)::bigint
    FROM json_array_elements(:rows::json) AS r);

-- name: find_there one
-- How many of these rows are there.
-- types: rows:json n:count
-- sqlite:
SELECT COUNT(*) AS n FROM json_each(:rows) AS r CROSS JOIN entry_find AS f
 WHERE f.kind = r.value ->> 0 AND f.value = r.value ->> 1 AND f.act = r.value ->> 2
-- postgresql:
SELECT COUNT(*) AS n FROM json_array_elements(:rows::json) AS r CROSS JOIN entry_find AS f
 WHERE f.kind = (r.value ->> 0)::bigint AND f.value = r.value ->> 1
   AND f.act = (r.value ->> 2)::bigint;

-- name: find_page many
SELECT kind, value, act FROM entry_find WHERE (kind, value, act) > (:kind, :value, :act)
 ORDER BY kind, value, act LIMIT :limit;

-- name: find_all one
-- types: n:count
SELECT COUNT(*) AS n FROM entry_find;

-- name: entry_found many
-- Entries under one value, newest first.
-- types: first:id before:id
SELECT e.act, e.occurred, e.recorded, e.payload FROM entry_find f JOIN entry e ON e.act = f.act
 WHERE f.kind = :kind AND f.value = :value AND f.act >= :first AND f.act < :before
 ORDER BY f.act DESC LIMIT :limit;

-- name: entry_walked many
-- The same of all entries.
-- types: first:id before:id
SELECT e.act, e.occurred, e.recorded, e.payload FROM entry e
 WHERE e.act >= :first AND e.act < :before ORDER BY e.act DESC LIMIT :limit;

-- name: entry_disclosing many
-- Entries by which somebody read of a person, newest first.
-- types: first:id before:id
SELECT e.act, e.occurred, e.recorded, e.payload FROM disclosure d JOIN entry e ON e.act = d.act
 WHERE d.person = :person AND d.act >= :first AND d.act < :before
 ORDER BY d.act DESC, d.n LIMIT :limit;
