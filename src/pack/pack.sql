-- name: pack_version_add journal pack_version
-- name: pack_file_add journal pack_file

-- name: pack_version_last many
-- Of one pack, the newest first.
SELECT version, digest, files, loaded, act FROM pack_version WHERE pack = :pack
 ORDER BY version DESC LIMIT :limit;

-- name: pack_versions_held many
-- Of every pack the newest that was loaded before a moment.
-- types: moment:time
SELECT v.pack, v.version, v.digest, v.files, v.loaded, v.act FROM pack_version v
 WHERE v.loaded < :moment
   AND NOT EXISTS (SELECT 1 FROM pack_version w
                    WHERE w.pack = v.pack AND w.version > v.version AND w.loaded < :moment)
 ORDER BY v.pack LIMIT :limit;

-- name: pack_version_next many
-- What replaced a version.
SELECT version, loaded FROM pack_version WHERE pack = :pack AND version > :version
 ORDER BY version LIMIT :limit;

-- name: pack_last_act many
SELECT act FROM pack_version ORDER BY act DESC LIMIT :limit;

-- name: pack_files_stored many
SELECT section, name, body, digest FROM pack_file WHERE pack = :pack AND version = :version
 ORDER BY section, name LIMIT :limit;

-- name: pack_files_named many
-- Without their bodies.
SELECT section, name, digest FROM pack_file WHERE pack = :pack AND version = :version
 ORDER BY section, name LIMIT :limit;

-- name: pack_file_stored one
SELECT body, digest FROM pack_file
 WHERE pack = :pack AND version = :version AND section = :section AND name = :name;
