/* store/migrate.c -- brings a store's tables to what this program expects.
 *
 * Each room numbers its migrations from 1; the table `migration` says how far
 * each room came.  All of them run in one transaction, so a store is at the
 * old state or at the new.  A store that is further than this program is
 * refused rather than guessed at.  Floor 1. */
#include <stdio.h>

#include "store/driver.h"

static const struct column room_column = { "room", CELL_TEXT, false };
static const struct column both_columns[] = { { "room", CELL_TEXT, false },
                                              { "version", CELL_INT, false } };
static const struct stmt   read_version = {
      .name = "migration_version",
      .sql = { "SELECT version FROM migration WHERE room = :room",
               "SELECT version FROM migration WHERE room = $1::text" },
      .index = -1, .expect = -1, .n_in = 1, .in = &room_column, .n_out = 1, .out = &both_columns[1],
};
static const struct stmt write_version = {
    .name = "migration_set",
    .sql = { "INSERT INTO migration (room, version) VALUES (:room, :version) "
             "ON CONFLICT (room) DO UPDATE SET version = excluded.version",
             "INSERT INTO migration (room, version) VALUES ($1::text, $2::bigint) "
             "ON CONFLICT (room) DO UPDATE SET version = excluded.version" },
    .index = -1, .expect = 1, .writes = true, .n_in = 2, .in = both_columns,
};

static enum err
room_version(struct db *db, struct arena *arena, Str room, int *out)
{
    struct cell in = cell_text(room);
    struct rows rows;

    TRY(db->driver->run(db, &read_version, &in, arena, &rows));
    *out = rows.n == 1 ? (int)rows.cell[0].i : 0;
    return ERR_OK;
}

static enum err
migrate_room(struct db *db, struct arena *arena, const struct room_sql *room)
{
    int         have, want = room->n_migrations;
    struct cell in[2] = { cell_text(str_of(room->room)), cell_int(want) };
    struct rows none;

    TRY(room_version(db, arena, str_of(room->room), &have));
    if (have > want) {
        snprintf(db->why, sizeof db->why,
                 "the store's %s tables are of version %d, this program knows %d: use a newer one",
                 room->room, have, want);
        return ERR_STORE;
    }
    for (int i = have; i < want; i++)
        TRY(db->driver->exec(db, room->migrations[i].sql[db->kind]));
    if (have == want)
        return ERR_OK;
    return db->driver->run(db, &write_version, in, arena, &none);
}

static enum err
migrate_all(struct db *db, struct arena *arena)
{
    static const char *const make[STORE_KINDS] = {
        "CREATE TABLE IF NOT EXISTS migration (room TEXT PRIMARY KEY, version INTEGER NOT NULL) "
        "STRICT",
        "CREATE TABLE IF NOT EXISTS migration (room TEXT PRIMARY KEY, version BIGINT NOT NULL)",
    };

    TRY(db_write_begin(db));
    TRY(db->driver->exec(db, make[db->kind]));
    for (int i = 0; i < db->n_rooms; i++)
        TRY(migrate_room(db, arena, db->rooms[i]));
    return db_commit(db);
}

enum err
db_migrate(struct db *db, char why[256])
{
    struct arena *arena = arena_new();
    enum err      err = migrate_all(db, arena);

    if (err != ERR_OK) {
        db_rollback(db);
        snprintf(why, 256, "%s", db->why);
    }
    arena_free(arena);
    return err;
}
