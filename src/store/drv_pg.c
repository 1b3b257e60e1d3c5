/* store/drv_pg.c -- a connection to PostgreSQL.  Floor 1.
 *
 * A reader asks and waits.  The writer's connection lives in pipeline mode:
 * statements without results are queued; whoever needs a result, or asks with
 * flush, first reads the outcome of everything queued before.  After a failure
 * the pipeline is synchronised, the transaction is the caller's to roll back.
 *
 * Invariant: `pending` lists, in order, exactly the queued statements whose
 * outcome has not been read.  */
#include <arpa/inet.h>
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/driver.h"

#define PENDING_MAX 256 /* read outcomes at the latest after so many */
#define PARAMS_MAX  64

/* Queued: a statement (NULL: no rows expected), or the preparing of one. */
struct pending {
    const struct stmt *stmt, *prepares;
};

struct pg_db {
    struct db          db;
    PGconn            *conn;
    bool              *prepared; /* by stmt.index */
    int                n_prepared;
    struct pending     pending[PENDING_MAX];
    int                n_pending;
    bool               ending; /* a reader's COMMIT is on its way, its outcome not read */
};

static enum err
connection_failed(struct pg_db *p, const char *doing)
{
    snprintf(p->db.why, sizeof p->db.why, "%s: %s", doing, PQerrorMessage(p->conn));
    return ERR_STORE;
}

static enum err
err_of_state(const char *state)
{
    if (state == NULL)
        return ERR_STORE;
    if (strncmp(state, "23", 2) == 0)
        return ERR_CONFLICT;
    if (strcmp(state, "53100") == 0)
        return ERR_FULL;
    if (strncmp(state, "40", 2) == 0 || strcmp(state, "55P03") == 0)
        return ERR_BUSY;
    return ERR_STORE;
}

/* Success, or the reason; checks how many rows a write touched. */
static enum err
judge(struct pg_db *p, const struct stmt *stmt, PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        int touched = (int)strtol(PQcmdTuples(r), NULL, 10);

        if (stmt == NULL || stmt->expect < 0 || touched == stmt->expect)
            return ERR_OK;
        snprintf(p->db.why, sizeof p->db.why, "%s touched %d rows, expected %d", stmt->name,
                 touched, stmt->expect);
        return ERR_CONFLICT;
    }
    if (status == PGRES_PIPELINE_ABORTED)
        return ERR_STORE;
    snprintf(p->db.why, sizeof p->db.why, "%s: %s", stmt ? stmt->name : "transaction",
             PQresultErrorMessage(r));
    return err_of_state(PQresultErrorField(r, PG_DIAG_SQLSTATE));
}

static bool
pipelined(const struct pg_db *p)
{
    return PQpipelineStatus(p->conn) != PQ_PIPELINE_OFF;
}

/* One queued statement's result; the NULL that ends it is read too. */
static PGresult *
next_result(struct pg_db *p)
{
    PGresult *r = PQgetResult(p->conn);

    if (r != NULL && PQresultStatus(r) != PGRES_PIPELINE_SYNC) {
        PGresult *end = PQgetResult(p->conn);

        if (end != NULL)
            BUG("a statement gave two results");
    }
    return r;
}

static enum err
resync(struct pg_db *p)
{
    PGresult *r;

    if (!PQpipelineSync(p->conn))
        return connection_failed(p, "sync");
    do {
        r = PQgetResult(p->conn);
        if (r == NULL && PQstatus(p->conn) == CONNECTION_BAD)
            return connection_failed(p, "sync");
        if (r != NULL && PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
            PQclear(r);
            return ERR_OK;
        }
        PQclear(r);
    } while (true);
}

/* What was to be prepared behind a failure was skipped, and is not there. */
static enum err
outcome_of(struct pg_db *p, const struct pending *one, PGresult *r)
{
    enum err err = r != NULL ? judge(p, one->stmt, r) : connection_failed(p, "result");

    if (err != ERR_OK && one->prepares != NULL)
        p->prepared[one->prepares->index] = false;
    return err;
}

/* Reads the outcome of the first n pending statements; keeps the last result
 * when the caller wants it. */
static enum err
drain(struct pg_db *p, PGresult **last)
{
    enum err first = ERR_OK;

    if (!PQsendFlushRequest(p->conn) || PQflush(p->conn) < 0)
        return connection_failed(p, "flush");
    for (int i = 0; i < p->n_pending; i++) {
        PGresult *r = next_result(p);
        enum err  err = outcome_of(p, &p->pending[i], r);

        if (first == ERR_OK)
            first = err;
        if (last != NULL && i == p->n_pending - 1 && first == ERR_OK)
            *last = r;
        else
            PQclear(r);
        if (r == NULL)
            break;
    }
    p->n_pending = 0;
    if (first != ERR_OK && PQstatus(p->conn) == CONNECTION_OK &&
        PQpipelineStatus(p->conn) == PQ_PIPELINE_ABORTED)
        TRY(resync(p));
    return first;
}

static enum err
flush(struct db *db)
{
    struct pg_db *p = (struct pg_db *)db;

    return pipelined(p) && p->n_pending > 0 ? drain(p, NULL) : ERR_OK;
}

static enum err
note_pending(struct pg_db *p, struct pending one)
{
    p->pending[p->n_pending++] = one;
    return p->n_pending == PENDING_MAX ? drain(p, NULL) : ERR_OK;
}

/* A reader that ends its snapshot waits for nothing: the outcome is read before what it asks
 * next, and by then it is there. */
static enum err
send_end(struct pg_db *p)
{
    if (!PQsendQuery(p->conn, "COMMIT"))
        return connection_failed(p, "COMMIT");
    p->ending = true;
    return ERR_OK;
}

static enum err
await_end(struct pg_db *p)
{
    enum err err = ERR_OK;

    if (!p->ending)
        return ERR_OK;
    p->ending = false;
    for (PGresult *r = PQgetResult(p->conn); r != NULL; r = PQgetResult(p->conn)) {
        if (err == ERR_OK)
            err = judge(p, NULL, r);
        PQclear(r);
    }
    return err;
}

static enum err
exec(struct db *db, const char *sql)
{
    struct pg_db *p = (struct pg_db *)db;
    bool          script = strchr(sql, ';') != NULL;
    PGresult     *r;
    enum err      err;

    TRY(await_end(p));
    if (db->role == DB_READER && db->depth == 0 && strcmp(sql, "COMMIT") == 0)
        return send_end(p);
    if (pipelined(p) && !script) {
        if (!PQsendQueryParams(p->conn, sql, 0, NULL, NULL, NULL, NULL, 0))
            return connection_failed(p, sql);
        return note_pending(p, (struct pending){ .stmt = NULL });
    }
    if (pipelined(p)) {
        TRY(flush(db));
        TRY(resync(p));
        if (!PQexitPipelineMode(p->conn))
            return connection_failed(p, "leaving the pipeline");
        r = PQexec(p->conn, sql);
        err = judge(p, NULL, r);
        PQclear(r);
        return PQenterPipelineMode(p->conn) ? err : connection_failed(p, "pipeline");
    }
    r = PQexec(p->conn, sql);
    err = judge(p, NULL, r);
    PQclear(r);
    return err;
}

/* Parameters in binary: integers big-endian, text and bytes as they are. */
struct params {
    const char *value[PARAMS_MAX];
    int         length[PARAMS_MAX], format[PARAMS_MAX];
    uint64_t    number[PARAMS_MAX];
    char        day[PARAMS_MAX][16];
};

static void
fill_params(struct params *q, const struct stmt *stmt, const struct cell *in)
{
    for (int i = 0; i < stmt->n_in; i++) {
        struct civil c;

        q->format[i] = 1;
        q->length[i] = 0;
        q->value[i] = NULL;
        if (in[i].null)
            continue;
        switch (stmt->in[i].type) {
        case CELL_INT:
        case CELL_REAL:
            q->number[i] = htobe64((uint64_t)in[i].i);
            q->value[i] = (const char *)&q->number[i];
            q->length[i] = 8;
            break;
        case CELL_DAY:
            c = day_civil((Day)in[i].i);
            snprintf(q->day[i], sizeof q->day[i], "%04d-%02d-%02d", c.year, c.month, c.day);
            q->value[i] = q->day[i];
            q->length[i] = 10;
            break;
        default:
            q->value[i] = in[i].s.n ? in[i].s.p : "";
            q->length[i] = (int)in[i].s.n;
        }
    }
}

static enum err
read_int(const char *bytes, int n, int64_t *out)
{
    uint64_t big;
    uint32_t small;

    if (n == 8) {
        memcpy(&big, bytes, 8);
        *out = (int64_t)be64toh(big);
        return ERR_OK;
    }
    if (n == 4) {
        memcpy(&small, bytes, 4);
        *out = (int32_t)ntohl(small);
        return ERR_OK;
    }
    if (n != 1)
        return ERR_STORE;
    *out = bytes[0];
    return ERR_OK;
}

static enum err
read_cell(struct pg_db *p, struct arena *arena, PGresult *r, int row, int at,
          const struct column *column, struct cell *c)
{
    int n = PQgetlength(r, row, at);
    Day day;

    *c = (struct cell){ .null = PQgetisnull(r, row, at) };
    if (c->null)
        return ERR_OK;
    if (column->type == CELL_INT || column->type == CELL_REAL) {
        if (read_int(PQgetvalue(r, row, at), n, &c->i) == ERR_OK)
            return ERR_OK;
        snprintf(p->db.why, sizeof p->db.why, "column %s is %d bytes long", column->name, n);
        return ERR_STORE;
    }
    c->s = str_copy(arena, (Str){ PQgetvalue(r, row, at), (size_t)n });
    if (column->type != CELL_DAY)
        return ERR_OK;
    TRY(day_parse(c->s, &day));
    c->i = day;
    return ERR_OK;
}

static enum err
read_rows(struct pg_db *p, const struct stmt *stmt, PGresult *r, struct arena *arena,
          struct rows *out)
{
    out->n = PQntuples(r);
    out->cell = arena_array(arena, struct cell, out->n * stmt->n_out + 1);
    if (out->n > 0 && PQnfields(r) != stmt->n_out)
        BUG("%s gives %d columns, expected %d", stmt->name, PQnfields(r), stmt->n_out);
    for (int i = 0; i < out->n; i++)
        for (int k = 0; k < stmt->n_out; k++)
            TRY(read_cell(p, arena, r, i, k, &stmt->out[k], &out->cell[i * stmt->n_out + k]));
    return ERR_OK;
}

static enum err
send_one(struct pg_db *p, const struct stmt *stmt, const struct params *q)
{
    char name[16];

    if (stmt->index < 0) {
        if (!PQsendQueryParams(p->conn, stmt->sql[STORE_PG], stmt->n_in, NULL, q->value,
                               q->length, q->format, 1))
            return connection_failed(p, stmt->name);
        return ERR_OK;
    }
    snprintf(name, sizeof name, "s%d", stmt->index);
    if (!PQsendQueryPrepared(p->conn, name, stmt->n_in, q->value, q->length, q->format, 1))
        return connection_failed(p, stmt->name);
    return ERR_OK;
}

static void
more_room(struct pg_db *p, int index)
{
    int n = index + 256;

    p->prepared = mem_resize(p->prepared, sizeof *p->prepared * (size_t)n);
    memset(p->prepared + p->n_prepared, 0, sizeof *p->prepared * (size_t)(n - p->n_prepared));
    p->n_prepared = n;
}

static enum err
make_ready(struct pg_db *p, const struct stmt *stmt)
{
    char      name[16];
    PGresult *r;
    enum err  err;

    if (stmt->index >= p->n_prepared)
        more_room(p, stmt->index);
    if (stmt->index < 0 || p->prepared[stmt->index])
        return ERR_OK;
    snprintf(name, sizeof name, "s%d", stmt->index);
    if (pipelined(p)) {
        if (!PQsendPrepare(p->conn, name, stmt->sql[STORE_PG], 0, NULL))
            return connection_failed(p, stmt->name);
        p->prepared[stmt->index] = true;
        return note_pending(p, (struct pending){ .prepares = stmt });
    }
    r = PQprepare(p->conn, name, stmt->sql[STORE_PG], 0, NULL);
    err = judge(p, NULL, r);
    PQclear(r);
    p->prepared[stmt->index] = err == ERR_OK;
    return err;
}

static enum err
ask(struct pg_db *p, const struct stmt *stmt, const struct params *q, PGresult **out)
{
    enum err err;

    *out = NULL;
    TRY(send_one(p, stmt, q));
    if (pipelined(p)) {
        p->pending[p->n_pending++] = (struct pending){ .stmt = stmt };
        return drain(p, out);
    }
    *out = PQgetResult(p->conn);
    while (*out != NULL) { /* the NULL that ends it */
        PGresult *more = PQgetResult(p->conn);

        if (more == NULL)
            break;
        PQclear(more);
    }
    err = *out ? judge(p, stmt, *out) : connection_failed(p, stmt->name);
    if (err != ERR_OK) {
        PQclear(*out);
        *out = NULL;
    }
    return err;
}

static enum err
run(struct db *db, const struct stmt *stmt, const struct cell *in, struct arena *arena,
    struct rows *out)
{
    struct pg_db *p = (struct pg_db *)db;
    struct params q;
    PGresult     *r;
    enum err      err;

    *out = (struct rows){ 0 };
    if (stmt->n_in > PARAMS_MAX)
        BUG("%s has %d parameters", stmt->name, stmt->n_in);
    TRY(await_end(p));
    fill_params(&q, stmt, in);
    TRY(make_ready(p, stmt));
    if (pipelined(p) && stmt->n_out == 0) {
        TRY(send_one(p, stmt, &q));
        return note_pending(p, (struct pending){ .stmt = stmt });
    }
    TRY(ask(p, stmt, &q, &r));
    err = read_rows(p, stmt, r, arena, out);
    PQclear(r);
    return err;
}

static void
rollback(struct db *db)
{
    struct pg_db *p = (struct pg_db *)db;

    if (PQstatus(p->conn) != CONNECTION_OK)
        return;
    if (pipelined(p) && flush(db) != ERR_OK && PQstatus(p->conn) != CONNECTION_OK)
        return;
    if (exec(db, "ROLLBACK") == ERR_OK && flush(db) != ERR_OK)
        p->n_pending = 0;
}

static enum err
commit(struct db *db)
{
    struct pg_db *p = (struct pg_db *)db;

    TRY(flush(db)); /* a failure before COMMIT must not be mistaken for one of it */
    TRY(exec(db, "COMMIT"));
    TRY(flush(db));
    return pipelined(p) ? resync(p) : ERR_OK;
}

static Str
setting(struct db *db, struct arena *arena, const char *name)
{
    static const struct column text = { "value", CELL_TEXT, true };
    static const struct stmt   show = {
          .name = "setting",
          .sql = { "", "SELECT current_setting($1::text, true)" },
          .index = -1, .expect = -1, .n_in = 1, .in = &text, .n_out = 1, .out = &text,
    };
    struct cell in = cell_text(str_of(name));
    struct rows rows;

    if (run(db, &show, &in, arena, &rows) != ERR_OK || rows.n != 1 || rows.cell[0].null)
        return S("?");
    return rows.cell[0].s;
}

/* A cursor: the server hands out a table slice by slice, and never whole. */
static enum err
each_slice(struct db *db, const struct stmt *fetch, struct arena *arena,
           enum err (*row)(void *, const struct cell *), void *context)
{
    struct rows rows;

    do {
        arena_reset(arena);
        TRY(run(db, fetch, NULL, arena, &rows));
        for (int i = 0; i < rows.n; i++)
            TRY(row(context, rows.cell + (ptrdiff_t)i * fetch->n_out));
    } while (rows.n > 0);
    return ERR_OK;
}

static enum err
each(struct db *db, const struct stmt *stmt, enum err (*row)(void *, const struct cell *),
     void *context)
{
    struct arena *arena = arena_new();
    struct stmt   fetch = *stmt;
    Str           open = str_format(arena, "DECLARE each_row NO SCROLL CURSOR FOR %s",
                                    stmt->sql[STORE_PG]);
    enum err      err = exec(db, open.p);

    fetch.sql[STORE_PG] = "FETCH 200 FROM each_row";
    if (err == ERR_OK)
        err = each_slice(db, &fetch, arena, row, context);
    if (err == ERR_OK)
        err = exec(db, "CLOSE each_row");
    arena_free(arena);
    return err;
}

static enum err
take_rows(struct pg_db *p, const char *copy, Str rows)
{
    PGresult *r = PQexec(p->conn, copy);
    bool      ready = PQresultStatus(r) == PGRES_COPY_IN;
    enum err  err = ready ? ERR_OK : judge(p, NULL, r);

    PQclear(r);
    if (!ready)
        return err == ERR_OK ? ERR_STORE : err;
    while (rows.n > 0 && err == ERR_OK) {
        Str part = str_sub(rows, 0, 1 << 20);

        if (PQputCopyData(p->conn, part.p, (int)part.n) != 1)
            err = connection_failed(p, copy);
        rows = str_sub(rows, part.n, rows.n);
    }
    if (PQputCopyEnd(p->conn, NULL) != 1)
        return connection_failed(p, copy);
    for (r = PQgetResult(p->conn); r != NULL; r = PQgetResult(p->conn)) {
        enum err one = judge(p, NULL, r);

        err = err == ERR_OK ? one : err;
        PQclear(r);
    }
    return err;
}

/* COPY knows no pipeline: it is left for as long. */
static enum err
take(struct db *db, const char *copy, Str rows)
{
    struct pg_db *p = (struct pg_db *)db;
    enum err      err;

    if (!pipelined(p))
        return take_rows(p, copy, rows);
    TRY(flush(db));
    TRY(resync(p));
    if (!PQexitPipelineMode(p->conn))
        return connection_failed(p, "leaving the pipeline");
    err = take_rows(p, copy, rows);
    return PQenterPipelineMode(p->conn) ? err : connection_failed(p, "pipeline");
}

static void
close_db(struct db *db)
{
    struct pg_db *p = (struct pg_db *)db;

    PQfinish(p->conn);
    mem_free(p->prepared);
    mem_free(p);
}

static const struct driver pg_driver = {
    .run = run, .flush = flush, .exec = exec, .close = close_db, .commit = commit,
    .rollback = rollback, .setting = setting, .each = each, .take = take,
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .begin_write = "BEGIN",
};

static enum err
settle(struct pg_db *p, const struct store_options *options, enum db_role role)
{
    TRY(exec(&p->db, "SET client_min_messages = warning; SET client_encoding = 'UTF8';"
                     "SET default_transaction_isolation = 'read committed';"
                     "SET jit = off")); /* statements of some ms are not worth compiling */
    /* The pen's statements go by keys.  A plan made while its tables are small is kept, and
     * must not be one that walks them when they are large. */
    if (role == DB_WRITER)
        TRY(exec(&p->db, "SET enable_seqscan = off; SET enable_hashjoin = off;"
                         "SET enable_mergejoin = off"));
    if (role == DB_READER)
        return exec(&p->db,
                    "SET statement_timeout = '60s'; SET default_transaction_read_only = on");
    TRY(exec(&p->db, options->no_sync ? "SET synchronous_commit = off"
                                      : "SET synchronous_commit = on"));
    return PQenterPipelineMode(p->conn) ? ERR_OK : connection_failed(p, "pipeline");
}

static void
quiet(void *context, const char *message)
{
    (void)context, (void)message;
}

enum err
pg_open(const struct store_options *options, enum db_role role, struct db **out, char why[256])
{
    struct pg_db *p = mem_alloc(sizeof *p);
    int           most = 0;

    p->db.driver = &pg_driver;
    for (int i = 0; i < options->n_rooms; i++)
        for (int k = 0; k < options->rooms[i]->n_stmts; k++)
            if (options->rooms[i]->stmts[k]->index >= most)
                most = options->rooms[i]->stmts[k]->index + 1;
    p->n_prepared = most;
    p->prepared = mem_alloc((size_t)most + 1);
    p->conn = PQconnectdb(options->where);
    PQsetNoticeProcessor(p->conn, quiet, NULL);
    if (PQstatus(p->conn) != CONNECTION_OK)
        connection_failed(p, "connect");
    else if (settle(p, options, role) == ERR_OK) {
        *out = &p->db;
        return ERR_OK;
    }
    snprintf(why, 256, "%s", p->db.why);
    close_db(&p->db);
    return ERR_STORE;
}
