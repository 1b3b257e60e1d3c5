/* What PostgreSQL says of every statement of the program, held against what the
 * generated code binds and reads.  The build prepares each statement on SQLite; here
 * the other store has its say, on the tables that the migrations made.
 *
 * The driver sends binary values and names no types (store/drv_pg.c), so a parameter
 * that the server takes for a smallint, or a column of numeric, would fail only on
 * the day that it is first used. */
#include <dirent.h>
#include <libpq-fe.h>
#include <stdio.h>

#include "check.h"
#include "cmd/rooms_sql.h"
#include "stores.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25, OID_FLOAT8 = 701 };

static int described; /* statements, by the test that runs now */

/* As fill_params sends it. */
static bool
can_send(enum cell_type type, Oid oid)
{
    switch (type) {
    case CELL_INT:   return oid == OID_INT8;
    case CELL_BYTES: return oid == OID_BYTEA;
    case CELL_TEXT:
    case CELL_DAY:   return oid == OID_TEXT;
    case CELL_REAL:  return oid == OID_FLOAT8;
    }
    return false;
}

/* As read_cell reads it: numbers of eight, four and one byte. */
static bool
can_read(enum cell_type type, Oid oid)
{
    return can_send(type, oid) || (type == CELL_INT && (oid == OID_INT4 || oid == OID_BOOL));
}

/* NULL, or what does not fit. */
static const char *
misfit(const struct stmt *s, const PGresult *r)
{
    if (PQnparams(r) != s->n_in)
        return "other parameters than the code gives";
    if (PQnfields(r) != s->n_out)
        return "other columns than the code reads";
    for (int i = 0; i < s->n_in; i++)
        if (!can_send(s->in[i].type, PQparamtype(r, i)))
            return s->in[i].name;
    for (int i = 0; i < s->n_out; i++)
        if (!can_read(s->out[i].type, PQftype(r, i)) ||
            !str_eq(str_of(PQfname(r, i)), str_of(s->out[i].name)))
            return s->out[i].name;
    return NULL;
}

/* NULL when the server takes it as the code means it. */
static const char *
fault_of(PGconn *conn, const struct stmt *s)
{
    PGresult   *r = PQprepare(conn, "", s->sql[STORE_PG], 0, NULL);
    const char *fault = NULL;

    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fault = str_c(test_arena(), str_of(PQerrorMessage(conn)));
    PQclear(r);
    if (fault != NULL)
        return fault;
    r = PQdescribePrepared(conn, "");
    fault = PQresultStatus(r) == PGRES_COMMAND_OK ? misfit(s, r) : "cannot be described";
    PQclear(r);
    return fault;
}

static void
describe_one(PGconn *conn, const struct stmt *s)
{
    const char *fault = fault_of(conn, s);

    check(fault == NULL, str_c(test_arena(), str_format(test_arena(), "%s: %s", s->name,
                                                        fault ? fault : "")));
    described++;
}

/* -- with the tables of every room ---------------------------------------------------- */

static void
with_tables(const struct store_options *o, void (*fn)(PGconn *))
{
    struct db *db = NULL;
    PGconn    *conn;
    char       why[256] = "";

    if (o->kind != STORE_PG)
        return;
    check(db_open(o, DB_WRITER, &db, why) == ERR_OK && db_migrate(db, why) == ERR_OK, why);
    conn = PQconnectdb(o->where);
    check(PQstatus(conn) == CONNECTION_OK, PQerrorMessage(conn));
    fn(conn);
    PQfinish(conn);
    db_close(db);
}

static void
describe_all(PGconn *conn)
{
    for (int i = 0; i < n_all_rooms; i++) {
        const struct room_sql *room = all_rooms[i];

        for (int k = 0; k < room->n_stmts; k++)
            describe_one(conn, room->stmts[k]);
        check(room->stmts[room->n_stmts] == NULL, "the list ends where its length says");
    }
}

static void
all_statements(const struct store_options *o)
{
    with_tables(o, describe_all);
}

void
test_store_describe__postgresql_takes_every_statement_as_the_code_means_it(void)
{
    described = 0;
    on_each_store(all_statements);
    check(described >= 200, "the program has some hundreds of statements");
}

static void
describe_wrong(PGconn *conn)
{
    static const struct column number[] = { { "n", CELL_INT, false } };
    static const struct column text[] = { { "n", CELL_TEXT, false } };
    static const struct stmt   row[] = {
        { .name = "as it must be", .sql = { NULL, "SELECT $1::bigint AS n" },
          .n_in = 1, .in = number, .n_out = 1, .out = number },
        { .name = "a smallint", .sql = { NULL, "SELECT 1::smallint AS n" },
          .n_out = 1, .out = number },
        { .name = "a sum", .sql = { NULL, "SELECT SUM(act) AS n FROM entry" },
          .n_out = 1, .out = number },
        { .name = "bytes for text", .sql = { NULL, "SELECT salt AS n FROM entry" },
          .n_out = 1, .out = text },
        { .name = "an integer parameter", .sql = { NULL, "SELECT 1 AS n WHERE $1 = 1::integer" },
          .n_in = 1, .in = number, .n_out = 1, .out = number },
        { .name = "another name", .sql = { NULL, "SELECT 1::bigint AS m" },
          .n_out = 1, .out = number },
        { .name = "one column more", .sql = { NULL, "SELECT 1::bigint AS n, 2 AS m" },
          .n_out = 1, .out = number },
        { .name = "one parameter less", .sql = { NULL, "SELECT 1::bigint AS n" },
          .n_in = 1, .in = number, .n_out = 1, .out = number },
        { .name = "no such table", .sql = { NULL, "SELECT n FROM nowhere" },
          .n_out = 1, .out = number },
    };

    check(fault_of(conn, &row[0]) == NULL, row[0].name);
    for (size_t i = 1; i < sizeof row / sizeof row[0]; i++, described++)
        check(fault_of(conn, &row[i]) != NULL, row[i].name);
}

static void
wrong_statements(const struct store_options *o)
{
    with_tables(o, describe_wrong);
}

void
test_store_describe__another_type_is_seen(void)
{
    described = 0;
    on_each_store(wrong_statements);
    check_int(described, 8);
}

/* -- every statement that is written is among them ------------------------------------ */

static bool
has_statement(const struct room_sql *room, Str name)
{
    for (int i = 0; i < room->n_stmts; i++)
        if (str_eq(str_of(room->stmts[i]->name), name))
            return true;
    return false;
}

/* What a journaled table is verified by is listed too. */
static void
check_tables(const struct room_sql *room)
{
    for (int i = 0; i < room->n_tables; i++) {
        const struct table *t = room->tables[i];

        if (t->kind == TABLE_JOURNALED)
            check(has_statement(room, str_of(t->by_key->name)) &&
                  has_statement(room, str_of(t->page->name)) &&
                  has_statement(room, str_of(t->count->name)), t->name);
    }
}

/* How many statements ROOM.sql names; each must be in the room's list. */
static int
count_named(const struct room_sql *room)
{
    Str    path = str_format(test_arena(), "src/%s/%s.sql", room->room, room->room);
    FILE  *f = fopen(path.p, "rb");
    char  *bytes = arena_alloc(test_arena(), 1 << 18);
    Str    rest = { bytes, f != NULL ? fread(bytes, 1, 1 << 18, f) : 0 }, line, name;
    int    count = 0;

    check(f != NULL, path.p);
    if (f != NULL)
        fclose(f);
    while (rest.n > 0) {
        str_cut(rest, '\n', &line, &rest);
        if (!str_starts(line, S("-- name: ")))
            continue;
        str_cut(str_sub(line, 9, line.n), ' ', &name, &line);
        check(has_statement(room, name), str_c(test_arena(), name));
        count++;
    }
    return count;
}

void
test_store_describe__every_statement_written_is_listed(void)
{
    int named = 0, folders = 0;
    DIR *src = opendir("src");

    for (int i = 0; i < n_all_rooms; i++) {
        named += count_named(all_rooms[i]);
        check_tables(all_rooms[i]);
    }
    for (struct dirent *e = src ? readdir(src) : NULL; e != NULL; e = readdir(src)) {
        FILE *f = e->d_name[0] == '.' ? NULL
                                      : fopen(str_format(test_arena(), "src/%s/%s.sql", e->d_name,
                                                         e->d_name).p, "rb");

        if (f != NULL) {
            fclose(f);
            folders++;
        }
    }
    if (src != NULL)
        closedir(src);
    check(named > 100, "the rooms name more than a hundred");
    check_int(n_all_rooms, folders);
}
