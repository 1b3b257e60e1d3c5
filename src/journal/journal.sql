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

-- name: erasure_add journal erasure

-- name: log_all many
SELECT number, origin, first_act, vkey FROM log ORDER BY number LIMIT :limit;

-- name: erasure_named one
-- Whether an act erased that entry.
SELECT n, reason FROM erasure WHERE act = :act AND target = :target;

-- name: disclosure_erase
DELETE FROM disclosure WHERE act = :act;
