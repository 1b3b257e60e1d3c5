/* store/db.h -- one connection to one of the two stores.  Floor 1.
 *
 * Statements are generated from .sql files (tools/sqlgen): nothing here takes
 * SQL text.  A connection belongs to one thread.
 *
 * On PostgreSQL the pen's connection is pipelined: a writing statement without
 * results is queued and its outcome learnt at the next reading statement or at
 * db_flush, so an error may come later than the call that caused it.  On SQLite
 * everything happens at once.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/id.h"
#include "base/str.h"
#include "base/time.h"

enum store_kind { STORE_SQLITE, STORE_PG, STORE_KINDS };

enum cell_type { CELL_INT, CELL_TEXT, CELL_BYTES, CELL_DAY, CELL_REAL };

struct column {
    const char    *name;
    enum cell_type type;
    bool           null; /* may be NULL */
};

/* One value in or out.  A Day travels as its number; the driver writes ISO.  A number with
 * a fraction travels as the bits of its double, in `i`. */
struct cell {
    int64_t i;
    Str     s;
    bool    null;
};

struct stmt {
    const char          *name;
    const char          *sql[STORE_KINDS];
    int                  index;  /* among all statements of the program; -1: not kept prepared */
    bool                 writes;
    int                  expect; /* rows a write must touch; -1: any */
    int                  n_in, n_out;
    const struct column *in, *out;
};

struct rows {
    int          n;
    struct cell *cell; /* n × n_out, in the arena of the call */
};

/* How a table is vouched for: its rows are named by entries, or recomputed
 * from those that are, or left out for a reason that `verify` prints. */
enum table_kind { TABLE_JOURNALED, TABLE_DERIVED, TABLE_EXCLUDED };

struct table {
    const char          *name, *room, *reason;
    enum table_kind      kind;
    bool                 by_name; /* digests name columns and pass over NULLs: some may come */
    int                  n_columns, act_column; /* act_column: -1 if none */
    const struct column *columns;
    int                  n_key;
    const int           *key; /* indexes of columns */
    const struct stmt   *by_key, *page, *count; /* of journaled tables */
};

struct migration {
    int         version;
    const char *sql[STORE_KINDS];
};

/* What one room keeps in the store. */
struct room_sql {
    const char                *room;
    int                        n_migrations, n_tables, n_stmts;
    const struct migration    *migrations;
    const struct table *const *tables;
    const struct stmt *const  *stmts;
};

struct db;

enum db_role { DB_READER, DB_WRITER };

struct store_options {
    enum store_kind kind;
    const char     *where;      /* SQLite: path; PostgreSQL: connection URL */
    const struct room_sql *const *rooms;
    int             n_rooms;
    bool            no_sync;    /* only for unit tests that need many acts */
    bool            bulk;       /* nobody else writes: long transactions, and room for them */
};

/* ERR_STORE when it cannot be reached; `why` gets a text for the operator. */
enum err db_open(const struct store_options *, enum db_role, struct db **out, char why[256])
    MUST_USE;
void     db_close(struct db *);
const char *db_why(const struct db *); /* the driver's last error, for the log */

/* Runs one statement; results live in `arena`.  ERR_CONFLICT when a write
 * touched another number of rows than it expects or broke a constraint,
 * ERR_FULL when the disk is full, ERR_STORE otherwise. */
enum err db_run(struct db *, const struct stmt *, const struct cell *in, struct arena *,
                struct rows *out) MUST_USE;
enum err db_flush(struct db *) MUST_USE; /* first failure of what was queued */

/* -- tables that the program learns of while it runs (registry/compose.c alone) -- */
/* The next number for a statement made while the program runs; never given twice. */
int      db_statement_index(void);
/* Makes tables and indexes inside the transaction that is open: a script of the store's own
 * language, composed of names that were checked. */
enum err db_define(struct db *, const char *const sql[STORE_KINDS]) MUST_USE;
enum store_kind db_kind(const struct db *);

/* A reader's snapshot; one begun within another is the same.  NULL is a store that
 * cannot be reached: ERR_STORE.  Ending what was not begun does nothing. */
enum err db_begin(struct db *) MUST_USE;
bool     db_can_go_on(const struct db *); /* begun, and nothing in it failed */
void     db_end(struct db *);

/* A snapshot left open for what is read next: the one that is open, if it was begun at the
 * same `version` and nothing in it failed, else a new one.  Whoever counts `version` up
 * before telling anybody of a commit thereby shows every reader all that was told. */
enum err db_share(struct db *, int64_t version) MUST_USE;
void     db_unshare(struct db *);

/* The writer's transaction and its savepoint. */
enum err db_write_begin(struct db *) MUST_USE;
enum err db_commit(struct db *) MUST_USE; /* durable when it returns ERR_OK */
void     db_rollback(struct db *);
enum err db_savepoint(struct db *) MUST_USE;
enum err db_release(struct db *) MUST_USE;
enum err db_rollback_to(struct db *) MUST_USE;

/* Brings the schema up to date; ERR_STORE with why if it cannot. */
enum err db_migrate(struct db *, char why[256]) MUST_USE;
/* Settings read from the live connection, for reports: name and value. */
Str db_setting(struct db *, struct arena *, const char *name);
/* PostgreSQL: takes the province's advisory lock for this session. */
enum err db_lock_province(struct db *) MUST_USE;
int64_t db_wal_bytes(const struct db *); /* 0 on PostgreSQL */
enum err db_checkpoint(struct db *) MUST_USE;

/* Cells from and to C values; a sentinel stands for NULL where a column may be. */
static inline struct cell
cell_int(int64_t v)
{
    return (struct cell){ .i = v };
}
static inline struct cell
cell_id(Id v)
{
    return (struct cell){ .i = v, .null = v == 0 };
}
static inline struct cell
cell_time(Time v)
{
    return (struct cell){ .i = v, .null = v == TIME_NONE };
}
static inline struct cell
cell_day(Day v)
{
    return (struct cell){ .i = v, .null = v == DAY_NONE };
}
static inline struct cell
cell_real(double v)
{
    struct cell c = { 0 };

    memcpy(&c.i, &v, sizeof v);
    return c;
}
static inline double
cell_as_real(const struct cell *c)
{
    double v;

    memcpy(&v, &c->i, sizeof v);
    return v;
}
static inline struct cell
cell_text(Str v)
{
    return (struct cell){ .s = v, .null = v.p == NULL };
}
static inline struct cell
cell_text_set(Str v) /* a column that may not be NULL: absent text is empty */
{
    return (struct cell){ .s = v.p ? v : S("") };
}

#endif
