/* store/db.c -- the part of a connection that both stores share.  Floor 1. */
#include "store/db.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>

#include "store/driver.h"

enum err
db_open(const struct store_options *options, enum db_role role, struct db **out, char why[256])
{
    struct db *db;
    int        n = 0;

    if (options->kind == STORE_SQLITE)
        TRY(sqlite_open(options, role, &db, why));
    else
        TRY(pg_open(options, role, &db, why));
    for (int i = 0; i < options->n_rooms; i++)
        n += options->rooms[i]->n_stmts;
    db->kind = options->kind;
    db->role = role;
    db->rooms = options->rooms;
    db->n_rooms = options->n_rooms;
    db->n_stmts = n;
    *out = db;
    return ERR_OK;
}

void
db_close(struct db *db)
{
    if (db != NULL)
        db->driver->close(db);
}

const char *
db_why(const struct db *db)
{
    return db->why;
}

enum err
db_run(struct db *db, const struct stmt *stmt, const struct cell *in, struct arena *arena,
       struct rows *out)
{
    enum err err;

    if (stmt->writes && db->role != DB_WRITER)
        BUG("%s writes, and this connection reads", stmt->name);
    err = db->driver->run(db, stmt, in, arena, out);
    db->failed |= err != ERR_OK;
    return err;
}

enum err
db_flush(struct db *db)
{
    return db->driver->flush(db);
}

#define MADE_FROM 8192 /* beyond what the build numbers */

int
db_statement_index(void)
{
    static atomic_int made;

    return MADE_FROM + atomic_fetch_add(&made, 1);
}

enum err
db_define(struct db *db, const char *const sql[STORE_KINDS])
{
    enum err err;

    if (db->role != DB_WRITER)
        BUG("a reader defines tables");
    err = db->driver->exec(db, sql[db->kind]);
    db->failed |= err != ERR_OK;
    return err;
}

enum store_kind
db_kind(const struct db *db)
{
    return db->kind;
}

enum err
db_begin(struct db *db)
{
    if (db == NULL)
        return ERR_STORE;
    if (db->depth == 0) {
        TRY(db->driver->exec(db, db->driver->begin_read));
        db->failed = false;
    }
    db->depth++;
    return ERR_OK;
}

bool
db_can_go_on(const struct db *db)
{
    return db->depth > 0 && !db->failed;
}

void
db_end(struct db *db)
{
    if (db == NULL || db->depth == 0 || --db->depth > 0)
        return;
    if (db->driver->exec(db, "COMMIT") != ERR_OK)
        db->driver->rollback(db);
}

enum err
db_share(struct db *db, int64_t version)
{
    if (db->shared && (db->version != version || db->failed))
        db_unshare(db);
    if (db->shared)
        return ERR_OK;
    TRY(db_begin(db));
    db->shared = true;
    db->version = version;
    return ERR_OK;
}

void
db_unshare(struct db *db)
{
    if (!db->shared)
        return;
    db->shared = false;
    db_end(db);
}

enum err
db_write_begin(struct db *db)
{
    return db->driver->exec(db, db->driver->begin_write);
}

enum err
db_commit(struct db *db)
{
    return db->driver->commit(db);
}

void
db_rollback(struct db *db)
{
    db->driver->rollback(db);
}

enum err
db_savepoint(struct db *db)
{
    return db->driver->exec(db, "SAVEPOINT act");
}

enum err
db_release(struct db *db)
{
    return db->driver->exec(db, "RELEASE SAVEPOINT act");
}

enum err
db_rollback_to(struct db *db)
{
    TRY(db->driver->exec(db, "ROLLBACK TO SAVEPOINT act"));
    return db_release(db);
}

Str
db_setting(struct db *db, struct arena *arena, const char *name)
{
    return db->driver->setting(db, arena, name);
}

int64_t
db_wal_bytes(const struct db *db)
{
    return db->kind == STORE_SQLITE ? sqlite_wal_bytes(db) : 0;
}

enum err
db_checkpoint(struct db *db)
{
    return db->kind == STORE_SQLITE ? sqlite_checkpoint(db) : ERR_OK;
}

#define LOCK_TRIES 40 /* a session that has just ended may hold it a moment more */
#define LOCK_PAUSE 50 /* milliseconds */

/* The advisory lock is the session's: when the connection goes, so does the
 * lock, and with it any chance that this pen commits.  PostgreSQL notices the
 * end of a session a little after the client. */
enum err
db_lock_province(struct db *db)
{
    static const struct column got = { "got", CELL_INT, false };
    static const struct stmt   lock = {
          .name = "province_lock",
          .sql = { "SELECT 1", "SELECT pg_try_advisory_lock(8453102777)::int::bigint" },
          .index = -1, .expect = -1, .n_out = 1, .out = &got,
    };
    struct arena *arena = arena_new();
    struct rows   rows;
    enum err      err;

    for (int tries = 0;; tries++) {
        err = db->driver->run(db, &lock, NULL, arena, &rows);
        if (err != ERR_OK || (rows.n == 1 && rows.cell[0].i == 1) || tries == LOCK_TRIES)
            break;
        poll(NULL, 0, LOCK_PAUSE);
    }
    if (err == ERR_OK && (rows.n != 1 || rows.cell[0].i != 1))
        err = ERR_BUSY;
    arena_free(arena);
    return err;
}
