/* tools/sqlgen -- from named SQL statements to typed C wrappers.
 *
 * Reads src/ROOM/schema.sql (migrations) and src/ROOM/ROOM*.sql (statements) of
 * every room in the order of FLOORS, prepares each statement in an in-memory
 * SQLite holding the schema, and emits build/gen/ROOM/ROOM_sql.{h,c}.
 *
 * What it refuses, with file and line: a statement SQLite cannot prepare; a
 * write to a table of another room; a read of a table of a room above; a
 * journaled table written otherwise than by a whole-row insert; a list without
 * LIMIT; LIKE; a parameter whose type nothing tells.
 *
 * A host tool: it may leak, and it stops at the first fault.
 */
#ifndef SQLGEN_H
#define SQLGEN_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MAX_ROOMS   32
#define MAX_TABLES  200
#define MAX_COLUMNS 64
#define MAX_STMTS   1000
#define MAX_TOUCHED 16

/* The types a schema speaks; `TIME` is microseconds, `DAY` ISO text. */
enum type { T_ID, T_COUNT, T_MONEY, T_TIME, T_BOOL, T_DAY, T_TEXT, T_JSON, T_BYTES, T_TYPES };
struct type_row {
    const char *word, *c, *sqlite, *pg, *cell;
};
extern const struct type_row type_of[T_TYPES];

struct col {
    char      name[64];
    enum type type;
    bool      null;
};

struct tab {
    char       name[64];
    int        room;
    char       kind; /* j, d, x */
    char       reason[200];
    int        n_cols, n_key;
    struct col cols[MAX_COLUMNS];
    int        key[8];
};

enum shape { SHAPE_DO, SHAPE_ONE, SHAPE_MANY, SHAPE_JOURNAL };

struct st {
    char       name[64], doc[400];
    int        room, line, expect;
    const char *file;
    enum shape shape;
    bool       writes, internal; /* internal: generated for a table, no wrapper */
    char      *body[2]; /* for each store, with :names */
    char      *pg;      /* the PostgreSQL text, numbered and cast */
    int        n_in, n_out;
    struct col in[MAX_COLUMNS], out[MAX_COLUMNS];
    struct col hint[MAX_COLUMNS];
    int        n_hint;
    int        table; /* of a journal insert */
};

struct migration_text {
    int   room, version;
    char *sqlite, *pg;
};

struct house {
    char   room[MAX_ROOMS][32];
    int    floor[MAX_ROOMS], n_rooms;
    struct tab            tabs[MAX_TABLES];
    int                   n_tabs;
    struct st             sts[MAX_STMTS];
    int                   n_sts;
    struct migration_text migrations[100];
    int                   n_migrations;
    sqlite3              *db;
};

_Noreturn void die(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
char *read_file(const char *path); /* NULL when absent */
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));
int   type_by_word(const char *word, size_t n); /* -1 */
int   tab_by_name(const struct house *, const char *name); /* -1 */

void read_schema(struct house *, int room, const char *path);
void read_statements(struct house *, int room, const char *path);
void add_table_statements(struct house *, int table);
void prepare_statement(struct house *, struct st *);
void emit_room(const struct house *, int room, const char *folder);
void emit_rooms(const struct house *, const char *folder);

#endif
