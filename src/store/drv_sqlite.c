/* store/drv_sqlite.c -- a connection to SQLite.  Floor 1.
 *
 * WAL, FULL sync on the writer, statements prepared once per connection.  All
 * readers share one WAL file with the writer; a snapshot is one transaction. */
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "store/driver.h"

#define FIXED_MAX 12

struct sqlite_db {
    struct db      db;
    sqlite3       *handle;
    sqlite3_stmt **prepared; /* by stmt.index */
    int            n_prepared;
    struct {
        const char   *sql; /* BEGIN, SAVEPOINT …: the store's own fixed texts */
        sqlite3_stmt *p;
    } fixed[FIXED_MAX];
    char           wal_path[512];
};

static enum err
failed(struct sqlite_db *s, const char *doing, int rc)
{
    snprintf(s->db.why, sizeof s->db.why, "%s: %s (%d)", doing, sqlite3_errmsg(s->handle),
             sqlite3_extended_errcode(s->handle));
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT: return ERR_CONFLICT;
    case SQLITE_FULL:       return ERR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:     return ERR_BUSY;
    default:                return ERR_STORE;
    }
}

static void
more_room(struct sqlite_db *s, int index)
{
    int n = index + 256;

    s->prepared = mem_resize(s->prepared, sizeof *s->prepared * (size_t)n);
    memset(s->prepared + s->n_prepared, 0, sizeof *s->prepared * (size_t)(n - s->n_prepared));
    s->n_prepared = n;
}

static enum err
prepare(struct sqlite_db *s, const struct stmt *stmt, sqlite3_stmt **out)
{
    bool kept = stmt->index >= 0;
    int  rc;

    if (kept && stmt->index >= s->n_prepared)
        more_room(s, stmt->index);
    if (kept && s->prepared[stmt->index] != NULL) {
        *out = s->prepared[stmt->index];
        return ERR_OK;
    }
    rc = sqlite3_prepare_v3(s->handle, stmt->sql[STORE_SQLITE], -1,
                            kept ? SQLITE_PREPARE_PERSISTENT : 0, out, NULL);
    if (rc != SQLITE_OK)
        return failed(s, stmt->name, rc);
    if (kept)
        s->prepared[stmt->index] = *out;
    return ERR_OK;
}

static void
bind_day(sqlite3_stmt *p, int at, Day day)
{
    struct civil c = day_civil(day);
    char         text[16];

    snprintf(text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.day);
    sqlite3_bind_text(p, at, text, 10, SQLITE_TRANSIENT);
}

/* Text is bound without a copy: it outlives the step, and is unbound after. */
static void
bind(sqlite3_stmt *p, int at, enum cell_type type, const struct cell *c)
{
    if (c->null)
        sqlite3_bind_null(p, at);
    else if (type == CELL_INT)
        sqlite3_bind_int64(p, at, c->i);
    else if (type == CELL_DAY)
        bind_day(p, at, (Day)c->i);
    else if (type == CELL_REAL)
        sqlite3_bind_double(p, at, cell_as_real(c));
    else if (type == CELL_TEXT)
        sqlite3_bind_text(p, at, c->s.p, (int)c->s.n, SQLITE_STATIC);
    else
        sqlite3_bind_blob(p, at, c->s.n ? c->s.p : "", (int)c->s.n, SQLITE_STATIC);
}

static enum err
read_cell(struct arena *arena, sqlite3_stmt *p, int at, enum cell_type type, struct cell *c)
{
    const void *bytes;
    Day         day;

    *c = (struct cell){ .null = sqlite3_column_type(p, at) == SQLITE_NULL };
    if (c->null)
        return ERR_OK;
    if (type == CELL_INT) {
        c->i = sqlite3_column_int64(p, at);
        return ERR_OK;
    }
    if (type == CELL_REAL) {
        *c = cell_real(sqlite3_column_double(p, at));
        return ERR_OK;
    }
    bytes = type == CELL_BYTES ? sqlite3_column_blob(p, at) : sqlite3_column_text(p, at);
    c->s = str_copy(arena, (Str){ bytes ? bytes : "", (size_t)sqlite3_column_bytes(p, at) });
    if (type != CELL_DAY)
        return ERR_OK;
    TRY(day_parse(c->s, &day));
    c->i = day;
    return ERR_OK;
}

static void
grow(struct arena *arena, struct rows *rows, int *room, int n_out)
{
    struct cell *more;

    if (rows->n < *room)
        return;
    *room = *room ? *room * 4 : 1;
    more = arena_array(arena, struct cell, *room * (n_out ? n_out : 1));
    if (rows->n > 0)
        memcpy(more, rows->cell, sizeof *more * (size_t)(rows->n * n_out));
    rows->cell = more;
}

static enum err
step_all(struct sqlite_db *s, const struct stmt *stmt, sqlite3_stmt *p, struct arena *arena,
         struct rows *out)
{
    int room = 0, rc = sqlite3_step(p);

    *out = (struct rows){ 0 };
    for (; rc == SQLITE_ROW; rc = sqlite3_step(p)) {
        grow(arena, out, &room, stmt->n_out);
        for (int i = 0; i < stmt->n_out; i++)
            TRY(read_cell(arena, p, i, stmt->out[i].type, &out->cell[out->n * stmt->n_out + i]));
        out->n++;
    }
    if (rc != SQLITE_DONE)
        return failed(s, stmt->name, rc);
    if (stmt->expect >= 0 && sqlite3_changes(s->handle) != stmt->expect) {
        snprintf(s->db.why, sizeof s->db.why, "%s touched %d rows, expected %d", stmt->name,
                 sqlite3_changes(s->handle), stmt->expect);
        return ERR_CONFLICT;
    }
    return ERR_OK;
}

static enum err
run(struct db *db, const struct stmt *stmt, const struct cell *in, struct arena *arena,
    struct rows *out)
{
    struct sqlite_db *s = (struct sqlite_db *)db;
    sqlite3_stmt     *p;
    enum err          err;

    TRY(prepare(s, stmt, &p));
    for (int i = 0; i < stmt->n_in; i++)
        bind(p, i + 1, stmt->in[i].type, &in[i]);
    err = step_all(s, stmt, p, arena, out);
    sqlite3_reset(p);
    sqlite3_clear_bindings(p);
    if (stmt->index < 0)
        sqlite3_finalize(p);
    return err;
}

static enum err
flush(struct db *db)
{
    (void)db;
    return ERR_OK;
}

static enum err
each_row(struct sqlite_db *s, const struct stmt *stmt, sqlite3_stmt *p, struct arena *arena,
         enum err (*row)(void *, const struct cell *), void *context)
{
    int rc = sqlite3_step(p);

    for (; rc == SQLITE_ROW; rc = sqlite3_step(p)) {
        struct cell *cell = arena_array(arena, struct cell, stmt->n_out);

        for (int i = 0; i < stmt->n_out; i++)
            TRY(read_cell(arena, p, i, stmt->out[i].type, &cell[i]));
        TRY(row(context, cell));
        arena_reset(arena);
    }
    return rc == SQLITE_DONE ? ERR_OK : failed(s, stmt->name, rc);
}

static enum err
each(struct db *db, const struct stmt *stmt, enum err (*row)(void *, const struct cell *),
     void *context)
{
    struct sqlite_db *s = (struct sqlite_db *)db;
    struct arena     *arena;
    sqlite3_stmt     *p;
    enum err          err;

    TRY(prepare(s, stmt, &p));
    arena = arena_new();
    err = each_row(s, stmt, p, arena, row, context);
    arena_free(arena);
    if (stmt->index < 0)
        sqlite3_finalize(p);
    else
        sqlite3_reset(p);
    return err;
}

/* Transaction words run for every act: prepared once, told apart by address. */
static sqlite3_stmt *
fixed_statement(struct sqlite_db *s, const char *sql)
{
    for (int i = 0; i < FIXED_MAX; i++) {
        if (s->fixed[i].sql == sql)
            return s->fixed[i].p;
        if (s->fixed[i].sql != NULL)
            continue;
        if (sqlite3_prepare_v3(s->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->fixed[i].p,
                               NULL) != SQLITE_OK)
            return NULL;
        s->fixed[i].sql = sql;
        return s->fixed[i].p;
    }
    return NULL;
}

static enum err
exec(struct db *db, const char *sql)
{
    struct sqlite_db *s = (struct sqlite_db *)db;
    sqlite3_stmt     *p = strchr(sql, ';') == NULL && strncmp(sql, "CREATE", 6) != 0
                              ? fixed_statement(s, sql) : NULL;
    int               rc;

    if (p == NULL) {
        rc = sqlite3_exec(s->handle, sql, NULL, NULL, NULL);
        return rc == SQLITE_OK ? ERR_OK : failed(s, sql, rc);
    }
    rc = sqlite3_step(p);
    if (rc == SQLITE_DONE) {
        sqlite3_reset(p);
        return ERR_OK;
    }
    rc = failed(s, sql, rc);
    sqlite3_reset(p);
    return (enum err)rc;
}

static void
rollback(struct db *db)
{
    struct sqlite_db *s = (struct sqlite_db *)db;

    if (!sqlite3_get_autocommit(s->handle))
        sqlite3_exec(s->handle, "ROLLBACK", NULL, NULL, NULL);
}

static enum err
commit(struct db *db)
{
    return exec(db, "COMMIT");
}

static Str
setting(struct db *db, struct arena *arena, const char *name)
{
    struct sqlite_db *s = (struct sqlite_db *)db;
    sqlite3_stmt     *p;
    Str               sql = str_format(arena, "PRAGMA %s", name), value = S("?");

    if (sqlite3_prepare_v2(s->handle, sql.p, (int)sql.n, &p, NULL) != SQLITE_OK)
        return value;
    if (sqlite3_step(p) == SQLITE_ROW)
        value = str_copy(arena, str_of((const char *)sqlite3_column_text(p, 0)));
    sqlite3_finalize(p);
    return value;
}

static void
close_db(struct db *db)
{
    struct sqlite_db *s = (struct sqlite_db *)db;

    for (int i = 0; i < s->n_prepared; i++)
        sqlite3_finalize(s->prepared[i]);
    for (int i = 0; i < FIXED_MAX; i++)
        sqlite3_finalize(s->fixed[i].p);
    sqlite3_close(s->handle);
    mem_free(s->prepared);
    mem_free(s);
}

static const struct driver sqlite_driver = {
    .run = run, .flush = flush, .exec = exec, .close = close_db, .commit = commit,
    .rollback = rollback, .setting = setting, .each = each,
    .begin_read = "BEGIN", .begin_write = "BEGIN IMMEDIATE",
};

static enum err
settle(struct sqlite_db *s, const struct store_options *options, enum db_role role)
{
    sqlite3_busy_timeout(s->handle, 5000);
    /* Else a plan that looked at a bound value is made anew at every execution. */
    sqlite3_db_config(s->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    TRY(exec(&s->db, "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA temp_store=MEMORY;"
                     "PRAGMA foreign_keys=OFF; PRAGMA mmap_size=1099511627776;"
                     "PRAGMA trusted_schema=OFF"));
    if (role == DB_READER)
        return exec(&s->db, "PRAGMA cache_size=-4096; PRAGMA query_only=ON");
    /* A commit may look through the whole cache's table: not larger than a batch needs.
     * What is deleted is overwritten: an erased dossier is not to be read out of the file. */
    TRY(exec(&s->db, "PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=8000;"
                     "PRAGMA journal_size_limit=67108864;" /* a log grown long shrinks again */
                     "PRAGMA secure_delete=ON"));
    if (options->bulk)
        TRY(exec(&s->db, "PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=32000;"
                         "PRAGMA journal_size_limit=268435456"));
    return exec(&s->db, options->no_sync ? "PRAGMA synchronous=OFF" : "PRAGMA synchronous=FULL");
}

static int
count_stmts(const struct store_options *options)
{
    int most = 0;

    for (int i = 0; i < options->n_rooms; i++)
        for (int k = 0; k < options->rooms[i]->n_stmts; k++)
            if (options->rooms[i]->stmts[k]->index >= most)
                most = options->rooms[i]->stmts[k]->index + 1;
    return most;
}

enum err
sqlite_open(const struct store_options *options, enum db_role role, struct db **out, char why[256])
{
    struct sqlite_db *s = mem_alloc(sizeof *s);
    int               flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    enum err          err;

    s->db.driver = &sqlite_driver;
    snprintf(s->wal_path, sizeof s->wal_path, "%s-wal", options->where);
    if (sqlite3_open_v2(options->where, &s->handle, flags, NULL) != SQLITE_OK)
        err = failed(s, options->where, SQLITE_CANTOPEN);
    else
        err = settle(s, options, role);
    if (err != ERR_OK) {
        snprintf(why, 256, "%s", s->db.why);
        close_db(&s->db);
        return ERR_STORE;
    }
    s->n_prepared = count_stmts(options);
    s->prepared = mem_alloc(sizeof *s->prepared * (size_t)(s->n_prepared + 1));
    *out = &s->db;
    return ERR_OK;
}

int64_t
sqlite_wal_bytes(const struct db *db)
{
    const struct sqlite_db *s = (const struct sqlite_db *)db;
    struct stat             st;

    return stat(s->wal_path, &st) == 0 ? (int64_t)st.st_size : 0;
}

enum err
sqlite_checkpoint(struct db *db)
{
    struct sqlite_db *s = (struct sqlite_db *)db;
    int rc = sqlite3_wal_checkpoint_v2(s->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

    return rc == SQLITE_OK ? ERR_OK : failed(s, "checkpoint", rc);
}
