/* registry/compose.c -- see compose.h.  Floor 6.
 *
 * Invariant: every name in a text stands in quotation marks and is either one of
 * ours or passed `is_name` (declare.c); every value is a parameter. */
#include "registry/compose.h"

#include <stdarg.h>
#include <stdio.h>

#include "registry/place.h"

#define SQL_MAX ((size_t)1 << 16)

/* One text for both stores; they differ in parameters and types, and in how pages say what is in
 * force. */
struct both {
    struct arena *arena;
    struct buf    text[STORE_KINDS];
    int           only; /* what comes is for this store alone; -1: for both */
    int           n_in;
    struct column in[REGISTRY_FIELDS_MAX + 8];
};

__attribute__((format(printf, 2, 3))) static void
put(struct both *b, const char *format, ...)
{
    for (int k = 0; k < STORE_KINDS; k++) {
        va_list args;
        char    piece[512];

        if (b->only >= 0 && b->only != k)
            continue;
        va_start(args, format);
        vsnprintf(piece, sizeof piece, format, args);
        va_end(args);
        buf_add(&b->text[k], str_of(piece));
    }
}

static void
begin(struct both *b, struct arena *arena)
{
    *b = (struct both){ .arena = arena, .only = -1 };
    for (int k = 0; k < STORE_KINDS; k++)
        b->text[k] = BUF_MAX(SQL_MAX);
}

static void
end(struct both *b, const char *out[STORE_KINDS])
{
    for (int k = 0; k < STORE_KINDS; k++) {
        if (b->text[k].over)
            BUG("a composed statement over %zu bytes", SQL_MAX);
        out[k] = str_c(b->arena, buf_str(&b->text[k]));
        buf_free(&b->text[k]);
    }
}

static const char *
pg_type(enum cell_type type)
{
    return type == CELL_INT ? "bigint" : type == CELL_REAL ? "double precision" : "text";
}

/* The next parameter.  SQLite's are numbered too, so that one may be named twice. */
static int
param(struct both *b, const char *name, enum cell_type type, bool null)
{
    b->in[b->n_in++] = (struct column){ name, type, null };
    return b->n_in;
}

static void
put_param(struct both *b, int nth)
{
    if (b->only != STORE_PG)
        buf_format(&b->text[STORE_SQLITE], "?%d", nth);
    if (b->only != STORE_SQLITE)
        buf_format(&b->text[STORE_PG], "$%d::%s", nth, pg_type(b->in[nth - 1].type));
}

static void
put_new(struct both *b, const char *name, enum cell_type type, bool null)
{
    put_param(b, param(b, name, type, null));
}

static void
finish(struct both *b, struct stmt *s, const char *name, const struct column *out, int n_out)
{
    struct column *in = arena_array(b->arena, struct column, b->n_in + 1);

    memcpy(in, b->in, sizeof *in * (size_t)b->n_in);
    *s = (struct stmt){ .name = name, .index = db_statement_index(), .expect = -1,
                        .n_in = b->n_in, .in = in, .n_out = n_out, .out = out };
    end(b, s->sql);
}

/* -- the table ----------------------------------------------------------------------- */

static enum cell_type
cell_type_of(const struct registry_field *f)
{
    switch (f->type) {
    case REGISTRY_INT:
    case REGISTRY_BOOL: return CELL_INT;
    case REGISTRY_REAL: return CELL_REAL;
    case REGISTRY_DAY:  return CELL_DAY;
    default:            return CELL_TEXT;
    }
}

struct cell
registry_least(const struct registry_field *f)
{
    switch (cell_type_of(f)) {
    case CELL_INT:  return cell_int(INT64_MIN);
    case CELL_REAL: return cell_real(-1e308);
    case CELL_DAY:  return cell_int(DAY_MIN);
    default:        return cell_text(S(""));
    }
}

struct cell
registry_greatest(const struct registry_field *f)
{
    switch (cell_type_of(f)) {
    case CELL_INT:  return cell_int(INT64_MAX);
    case CELL_REAL: return cell_real(1e308);
    case CELL_DAY:  return cell_int(day_of(9999, 12, 31));
    default:        return cell_text(S("\xf4\x8f\xbf\xbf")); /* U+10FFFF */
    }
}

/* The value in its order: NULL as the least. */
static void
put_ordered(struct both *b, const struct registry_field *f)
{
    const char *name = str_c(b->arena, f->name);

    switch (cell_type_of(f)) {
    case CELL_INT:
        put(b, "COALESCE(\"%s\", -9223372036854775808)", name);
        return;
    case CELL_REAL:
        buf_format(&b->text[STORE_SQLITE], "COALESCE(\"%s\", -1e308)", name);
        buf_format(&b->text[STORE_PG], "COALESCE(\"%s\", '-1e308'::double precision)", name);
        return;
    default:
        put(b, "COALESCE(\"%s\", '')", name);
    }
}

static void
put_type(struct both *b, enum cell_type type)
{
    static const char *const names[STORE_KINDS][CELL_REAL + 1] = {
        { "INTEGER", "TEXT", "BLOB", "TEXT", "REAL" },
        { "BIGINT", "TEXT COLLATE \"C\"", "BYTEA", "TEXT COLLATE \"C\"", "DOUBLE PRECISION" },
    };

    for (int k = 0; k < STORE_KINDS; k++)
        buf_add(&b->text[k], str_of(names[k][type]));
}

static void
put_columns(struct both *b, const struct column *columns, int n)
{
    for (int i = 0; i < n; i++)
        put(b, "%s\"%s\"", i > 0 ? ", " : "", columns[i].name);
}

static void
put_create(struct both *b, const struct registry *r, const struct registry_sql *sql)
{
    const struct table *t = &sql->whole;

    put(b, "CREATE TABLE IF NOT EXISTS \"%s\" (", sql->name);
    for (int i = 0; i < t->n_columns; i++) {
        put(b, "\"%s\" ", t->columns[i].name);
        put_type(b, t->columns[i].type);
        put(b, "%s, ", t->columns[i].null ? "" : " NOT NULL");
    }
    put(b, "PRIMARY KEY (\"_id\", \"_since\"))");
    buf_add(&b->text[STORE_SQLITE], S(" WITHOUT ROWID, STRICT"));
    put(b, ";\nCREATE UNIQUE INDEX IF NOT EXISTS \"%s_key\" ON \"%s\" (", sql->name, sql->name);
    for (int i = 0; i < r->n_key; i++)
        put(b, "\"%s\", ", str_c(b->arena, r->field[r->key_field[i]].name));
    put(b, "\"_until\");\n");
}

static void
put_add_columns(struct both *b, const struct registry *r, const struct registry *before,
                const struct registry_sql *sql)
{
    for (int i = 0; i < r->n_fields; i++) {
        if (registry_field(before, r->field[i].name) != NULL)
            continue;
        put(b, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" ", sql->name,
            str_c(b->arena, r->field[i].name));
        put_type(b, cell_type_of(&r->field[i]));
        put(b, ";\n");
    }
    if (r->place_column >= 0 && before->place_column < 0) {
        put(b, "ALTER TABLE \"%s\" ADD COLUMN \"_place\" ", sql->name);
        put_type(b, CELL_INT);
        put(b, " DEFAULT %d;\n", PLACE_NONE);
    }
}

/* Whom a record is about is looked up (once.h), though nobody may filter by it. */
static bool
has_index(const struct registry_field *f)
{
    return f->indexed || f->person;
}

/* An index has the field's name: those that are there stay. */
static void
put_indexes(struct both *b, const struct registry *r, const struct registry_sql *sql)
{
    for (int i = 0; i < r->n_fields; i++) {
        if (!has_index(&r->field[i]))
            continue;
        put(b, "CREATE INDEX IF NOT EXISTS \"%s__%s\" ON \"%s\" (", sql->name,
            str_c(b->arena, r->field[i].name), sql->name);
        put_ordered(b, &r->field[i]);
        put(b, ", \"_id\") WHERE \"_until\" <= 0;\n");
    }
    if (r->place_column >= 0)
        put(b, "CREATE INDEX IF NOT EXISTS \"%s___place\" ON \"%s\" (\"_place\", \"_id\") "
            "WHERE \"_until\" <= 0;\n", sql->name, sql->name);
}

/* Any SQL tool reads this.  A view cannot gain columns in their order: made anew. */
static void
put_view(struct both *b, const struct registry *r, const struct registry_sql *sql)
{
    const char *key = str_c(b->arena, r->key);

    put(b, "DROP VIEW IF EXISTS \"%s\";\nCREATE VIEW \"%s\" AS", key, key);
    put(b, " SELECT \"_id\", \"_since\", \"_unit\"");
    for (int i = 0; i < r->n_fields; i++)
        put(b, ", \"%s\"", str_c(b->arena, r->field[i].name));
    put(b, " FROM \"%s\" WHERE (\"_until\" = 0 OR \"_until\" = (SELECT -load FROM registry_open"
           " WHERE registry = '%s')) AND \"_since\" <> COALESCE((SELECT -load FROM registry_open"
           " WHERE registry = '%s'), 0);\n", sql->name, key, key);
}

void
compose_definition(struct arena *arena, const struct registry *r, const struct registry *before,
                   const char *out[STORE_KINDS])
{
    struct both b;

    begin(&b, arena);
    if (before == NULL)
        put_create(&b, r, r->sql);
    else
        put_add_columns(&b, r, before, r->sql);
    put_indexes(&b, r, r->sql);
    put_view(&b, r, r->sql);
    end(&b, out);
}

bool
compose_differs(const struct registry *r, const struct registry *before)
{
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i], *old = registry_field(before, f->name);

        if (old == NULL || (has_index(f) && !has_index(old)))
            return true;
    }
    return (r->place_column >= 0) != (before->place_column >= 0);
}

/* -- the statements -------------------------------------------------------------------- */

/* What everybody sees, told of the load that is open. */
static void
put_holds(struct both *b, int open)
{
    put(b, "(\"_until\" = 0 OR \"_until\" = ");
    put_param(b, open);
    put(b, ") AND \"_since\" <> ");
    put_param(b, open);
}

/* The same for pages, which walk an index.  PostgreSQL guesses that one row in a table passes the
 * second half (a load's rows have one _since) and would read and sort the table for each page; of
 * a CASE it assumes half. */
static void
put_page_holds(struct both *b, int open)
{
    b->only = STORE_SQLITE;
    put_holds(b, open);
    b->only = STORE_PG;
    put(b, "CASE WHEN \"_until\" = 0 OR \"_until\" = ");
    put_param(b, open);
    put(b, " THEN \"_since\" <> ");
    put_param(b, open);
    put(b, " ELSE FALSE END");
    b->only = -1;
}

static void
put_select(struct both *b, const struct registry_sql *sql, bool whole)
{
    put(b, "SELECT ");
    put_columns(b, sql->whole.columns, sql->whole.n_columns - (whole ? 0 : 1));
    put(b, " FROM \"%s\" WHERE ", sql->name);
}

static void
put_columns_of(struct both *b, const struct table *t)
{
    put(b, "SELECT ");
    put_columns(b, t->columns, t->n_columns);
    put(b, " FROM \"%s\" WHERE ", t->name);
}

static void
compose_writes(struct arena *arena, struct registry_sql *sql)
{
    const struct table *t = &sql->whole;
    struct both         b;

    begin(&b, arena);
    put(&b, "INSERT INTO \"%s\" (", sql->name);
    put_columns(&b, t->columns, t->n_columns);
    put(&b, ") VALUES (");
    for (int i = 0; i < t->n_columns; i++) {
        put(&b, "%s", i > 0 ? ", " : "");
        put_new(&b, t->columns[i].name, t->columns[i].type, t->columns[i].null);
    }
    put(&b, ")");
    finish(&b, &sql->add, "registry_add", NULL, 0);
    begin(&b, arena);
    put(&b, "UPDATE \"%s\" SET \"_until\" = ", sql->name);
    put_new(&b, "until", CELL_INT, false);
    put(&b, " WHERE \"_id\" = ");
    put_new(&b, "id", CELL_INT, false);
    put(&b, " AND \"_since\" = ");
    put_new(&b, "since", CELL_INT, false);
    put(&b, " AND \"_until\" = 0");
    finish(&b, &sql->end, "registry_end", NULL, 0);
    sql->add.writes = sql->end.writes = true;
    sql->add.expect = sql->end.expect = 1;
}

static void
compose_reads(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    const struct table *t = &sql->whole;
    struct both         b;

    begin(&b, arena);
    put_select(&b, sql, false);
    put(&b, "\"_id\" = ");
    put_new(&b, "id", CELL_INT, false);
    put(&b, " AND ");
    put_holds(&b, param(&b, "open", CELL_INT, false));
    finish(&b, &sql->by_id, "registry_by_id", t->columns, t->n_columns - 1);
    begin(&b, arena);
    put_select(&b, sql, false);
    for (int i = 0; i < r->n_key; i++) {
        const struct column *c = &t->columns[r->field[r->key_field[i]].column];

        put(&b, "\"%s\" = ", c->name);
        put_new(&b, c->name, c->type, false);
        put(&b, " AND ");
    }
    put_holds(&b, param(&b, "open", CELL_INT, false));
    finish(&b, &sql->by_key, "registry_by_key", t->columns, t->n_columns - 1);
    begin(&b, arena);
    put_select(&b, sql, true);
    put(&b, "\"_id\" = ");
    put_new(&b, "id", CELL_INT, false);
    put(&b, " ORDER BY CASE WHEN \"_since\" < 0 THEN -\"_since\" ELSE \"_since\" END LIMIT ");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, &sql->versions, "registry_versions", t->columns, t->n_columns);
}

/* Loads have numbers of their own, which grow as they are published; the mark of an end, whose
 * _until is NULL, never holds.  CASE as in put_page_holds. */
static void
compose_as_of(struct arena *arena, struct registry_sql *sql)
{
    struct both b;
    int         act, load;

    begin(&b, arena);
    put_select(&b, sql, false);
    put(&b, "\"_id\" > ");
    put_new(&b, "after", CELL_INT, false);
    act = param(&b, "act", CELL_INT, false);
    load = param(&b, "load", CELL_INT, false);
    put(&b, " AND CASE WHEN (\"_since\" > 0 AND \"_since\" <= ");
    put_param(&b, act);
    put(&b, ") OR (\"_since\" < 0 AND \"_since\" >= ");
    put_param(&b, load);
    put(&b, ") THEN \"_until\" = 0 OR \"_until\" > ");
    put_param(&b, act);
    put(&b, " OR \"_until\" < ");
    put_param(&b, load);
    put(&b, " ELSE FALSE END ORDER BY \"_id\" LIMIT ");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, &sql->as_of, "registry_as_of", sql->whole.columns, sql->whole.n_columns - 1);
}

static void
compose_vouching(struct arena *arena, struct registry_sql *sql)
{
    static const struct column count = { "n", CELL_INT, false };
    const struct table        *t = &sql->journaled;
    struct both                b;

    begin(&b, arena);
    put_columns_of(&b, t);
    put(&b, "\"_id\" = ");
    put_new(&b, "id", CELL_INT, false);
    put(&b, " AND \"_since\" = ");
    put_new(&b, "since", CELL_INT, false);
    finish(&b, &sql->vouch_key, "registry_vouch_key", t->columns, t->n_columns);
    begin(&b, arena);
    put_columns_of(&b, t);
    put(&b, "\"_since\" > 0 AND (\"_id\", \"_since\") > (");
    put_new(&b, "id", CELL_INT, false);
    put(&b, ", ");
    put_new(&b, "since", CELL_INT, false);
    put(&b, ") ORDER BY \"_id\", \"_since\" LIMIT ");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, &sql->vouch_page, "registry_vouch_page", t->columns, t->n_columns);
    begin(&b, arena);
    put(&b, "SELECT COUNT(*) AS n FROM \"%s\" WHERE \"_since\" > 0", sql->name);
    finish(&b, &sql->vouch_count, "registry_vouch_count", &count, 1);
}

/* What loads take back, count and are checked by. */
static void
compose_load_writes(struct arena *arena, struct registry_sql *sql)
{
    struct both b;

    begin(&b, arena);
    put(&b, "DELETE FROM \"%s\" WHERE \"_id\" = ", sql->name);
    put_new(&b, "id", CELL_INT, false);
    put(&b, " AND \"_since\" = ");
    put_new(&b, "since", CELL_INT, false);
    finish(&b, &sql->drop, "registry_drop", NULL, 0);
    begin(&b, arena);
    put(&b, "UPDATE \"%s\" SET \"_until\" = ", sql->name);
    put_new(&b, "until", CELL_INT, false);
    put(&b, " WHERE \"_id\" = ");
    put_new(&b, "id", CELL_INT, false);
    put(&b, " AND \"_until\" = ");
    put_new(&b, "before", CELL_INT, false);
    finish(&b, &sql->reopen, "registry_reopen", NULL, 0);
    sql->drop.writes = sql->reopen.writes = true;
    sql->drop.expect = sql->reopen.expect = 1;
}

static void
compose_load_reads(struct arena *arena, struct registry_sql *sql)
{
    static const struct column id = { "_id", CELL_INT, false };
    struct both                b;

    begin(&b, arena);
    put(&b, "SELECT COALESCE(MAX(\"_id\"), 0) AS \"_id\" FROM \"%s\" WHERE \"_id\" < %lld",
        sql->name, (long long)FIRST_ONE_BY_ONE);
    finish(&b, &sql->top, "registry_top", &id, 1);
    begin(&b, arena);
    put_select(&b, sql, false);
    put(&b, "\"_since\" < 0 AND (\"_id\", \"_since\") > (");
    put_new(&b, "after", CELL_INT, false);
    put(&b, ", ");
    put_new(&b, "since", CELL_INT, false);
    put(&b, ") ORDER BY \"_id\", \"_since\" LIMIT ");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, &sql->bulk, "registry_bulk", sql->whole.columns, sql->whole.n_columns - 1);
    begin(&b, arena);
    put(&b, "SELECT \"_id\" FROM \"%s\" WHERE \"_until\" = ", sql->name);
    put_new(&b, "until", CELL_INT, false);
    put(&b, " AND \"_id\" > ");
    put_new(&b, "after", CELL_INT, false);
    put(&b, " ORDER BY \"_id\" LIMIT ");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, &sql->ended, "registry_ended", &id, 1);
}

/* Days are texts in the store, and none of them sorts as the empty one. */
static enum cell_type
order_type(const struct registry_field *f)
{
    return f->type == REGISTRY_DAY ? CELL_TEXT : cell_type_of(f);
}

static void
begin_page(struct both *b, struct arena *arena, const struct registry_sql *sql,
           const struct registry_field *f)
{
    begin(b, arena);
    put_select(b, sql, false);
    put_page_holds(b, param(b, "open", CELL_INT, false));
    put(b, " AND \"_until\" <= 0 AND ");
    put_ordered(b, f);
}

static void
compose_page(struct arena *arena, const struct registry_sql *sql, const struct registry_field *f,
             bool down, struct stmt *out)
{
    const char    *way = down ? " DESC" : "";
    enum cell_type type = order_type(f);
    struct both    b;

    begin_page(&b, arena, sql, f);
    put(&b, down ? " < " : " > ");
    put_new(&b, "after", type, false);
    put(&b, " AND ");
    put_ordered(&b, f);
    put(&b, down ? " >= " : " <= ");
    put_new(&b, "bound", type, false);
    put(&b, " ORDER BY ");
    put_ordered(&b, f);
    put(&b, "%s, \"_id\"%s LIMIT ", way, way);
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, out, down ? "registry_page_down" : "registry_page_up", sql->whole.columns,
           sql->whole.n_columns - 1);
}

static void
compose_same(struct arena *arena, const struct registry_sql *sql, const struct registry_field *f,
             bool down, struct stmt *out)
{
    struct both b;

    begin_page(&b, arena, sql, f);
    put(&b, " = ");
    put_new(&b, "value", order_type(f), false);
    put(&b, " AND \"_id\" %s ", down ? "<" : ">");
    put_new(&b, "after_id", CELL_INT, false);
    put(&b, " ORDER BY \"_id\"%s LIMIT ", down ? " DESC" : "");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, out, "registry_page_same", sql->whole.columns, sql->whole.n_columns - 1);
}

static void
compose_page_by_id(struct arena *arena, const struct registry_sql *sql, bool down,
                   struct stmt *out)
{
    struct both b;

    begin(&b, arena);
    put_select(&b, sql, false);
    put_page_holds(&b, param(&b, "open", CELL_INT, false));
    put(&b, " AND \"_id\" %s ", down ? "<" : ">");
    put_new(&b, "after_id", CELL_INT, false);
    put(&b, " ORDER BY \"_id\"%s LIMIT ", down ? " DESC" : "");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, out, "registry_page_by_id", sql->whole.columns, sql->whole.n_columns - 1);
}

static void
compose_orders(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    struct registry_order *o = arena_array(arena, struct registry_order, r->n_fields + 1);

    compose_page_by_id(arena, sql, false, &o[0].up);
    compose_page_by_id(arena, sql, true, &o[0].down);
    sql->n_orders = 1;
    for (int i = 0; i < r->n_fields; i++) {
        if (!r->field[i].indexed)
            continue;
        o[sql->n_orders].field = &r->field[i];
        compose_page(arena, sql, &r->field[i], false, &o[sql->n_orders].up);
        compose_page(arena, sql, &r->field[i], true, &o[sql->n_orders].down);
        compose_same(arena, sql, &r->field[i], false, &o[sql->n_orders].same_up);
        compose_same(arena, sql, &r->field[i], true, &o[sql->n_orders].same_down);
        sql->n_orders++;
    }
    sql->order = o;
}

/* Along the index of the x-person field, whose order is put_ordered. */
static void
compose_of_person(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    struct both b;

    begin(&b, arena);
    put_select(&b, sql, false);
    put_holds(&b, param(&b, "open", CELL_INT, false));
    put(&b, " AND \"_until\" <= 0 AND ");
    put_ordered(&b, &r->field[r->person_field]);
    put(&b, " = ");
    put_new(&b, "number", CELL_TEXT, false);
    put(&b, " ORDER BY \"_id\" LIMIT ");
    put_new(&b, "limit", CELL_INT, false);
    finish(&b, &sql->of_person, "registry_of_person", sql->whole.columns,
           sql->whole.n_columns - 1);
}

/* The ranges as a table.  Of the first place records behind one are wanted, of others all. */
static void
put_ranges(struct both *b)
{
    int ranges = param(b, "ranges", CELL_TEXT, false);
    int place = param(b, "after_place", CELL_INT, false);
    int id = param(b, "after_id", CELL_INT, false);

    b->only = STORE_SQLITE;
    put(b, "(SELECT value AS \"_from\", CAST(key AS INTEGER) AS \"_to\", CASE value WHEN ");
    put_param(b, place);
    put(b, " THEN ");
    put_param(b, id);
    put(b, " ELSE %d END AS \"_after\" FROM json_each(", ID_BEFORE_ANY);
    put_param(b, ranges);
    put(b, ")");
    b->only = STORE_PG;
    put(b, "(SELECT \"_from\", \"_to\", CASE \"_from\" WHEN ");
    put_param(b, place);
    put(b, " THEN ");
    put_param(b, id);
    put(b, " ELSE %d END AS \"_after\" FROM (SELECT value::bigint AS \"_from\", "
        "key::bigint AS \"_to\" FROM json_each_text(", ID_BEFORE_ANY);
    put_param(b, ranges);
    put(b, "::json) OFFSET 0) AS \"_one\"");
    b->only = -1;
    put(b, ") AS \"_range\" CROSS JOIN ");
}

static void
put_limit(struct both *b, int limit)
{
    put(b, " LIMIT (SELECT ");
    put_param(b, limit);
    put(b, ")");
}

/* What is in force in the ranges, along the index of places: stores take one range after the other
 * and stop at the limit.  PostgreSQL sees the value of no parameter, not even of the limit: so what
 * it plans for them looks no cheaper than the plan it keeps, which it does.  Told the first place
 * once more it knows that a range is little; told the limit within, that the order matters. */
static void
put_places(struct both *b, const struct registry_sql *sql)
{
    int open = param(b, "open", CELL_INT, false), limit = param(b, "limit", CELL_INT, false);

    b->only = STORE_SQLITE;
    put(b, "\"%s\" WHERE ", sql->name);
    b->only = STORE_PG;
    put(b, "LATERAL (");
    put_select(b, sql, false);
    b->only = -1;
    put_page_holds(b, open);
    put(b, " AND \"_until\" <= 0 AND (\"_place\", \"_id\") > (\"_from\", \"_after\") AND "
        "\"_place\" <= \"_to\"");
    b->only = STORE_PG;
    put(b, " AND \"_place\" >= \"_from\" ORDER BY \"_place\", \"_id\"");
    put_limit(b, limit);
    put(b, ") AS \"_row\"");
    b->only = -1;
    put_limit(b, limit);
}

static void
compose_places(struct arena *arena, struct registry_sql *sql)
{
    static const struct column place = { "place", CELL_INT, false };
    struct both                b;

    begin(&b, arena);
    put(&b, "SELECT ");
    put_columns(&b, sql->whole.columns, sql->whole.n_columns - 1);
    put(&b, " FROM ");
    put_ranges(&b);
    put_places(&b, sql);
    finish(&b, &sql->places, "registry_places", sql->whole.columns, sql->whole.n_columns - 1);
    begin(&b, arena);
    put(&b, "SELECT \"_place\" AS place FROM \"%s\" WHERE \"_until\" <= 0 AND \"_place\" >= ",
        sql->name);
    put_new(&b, "from", CELL_INT, false);
    put(&b, " ORDER BY \"_place\", \"_id\" LIMIT 1");
    finish(&b, &sql->place_next, "registry_place_next", &place, 1);
}

static void
make_table(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    struct column *c = arena_array(arena, struct column, r->n_columns);
    int           *key = arena_array(arena, int, 2);

    c[ROW_ID] = (struct column){ "_id", CELL_INT, false };
    c[ROW_KIND] = (struct column){ "_kind", CELL_INT, false };
    c[ROW_SINCE] = (struct column){ "_since", CELL_INT, false };
    c[ROW_UNIT] = (struct column){ "_unit", CELL_INT, false };
    for (int i = 0; i < r->n_fields; i++)
        c[r->field[i].column] = (struct column){ str_c(arena, r->field[i].name),
                                                 cell_type_of(&r->field[i]), true };
    if (r->place_column >= 0)
        c[r->place_column] = (struct column){ "_place", CELL_INT, true };
    c[r->n_columns - 1] = (struct column){ "_until", CELL_INT, true };
    key[0] = ROW_ID;
    key[1] = ROW_SINCE;
    sql->whole = (struct table){ .name = sql->name, .room = "registry", .by_name = true,
                                 .kind = TABLE_JOURNALED, .n_columns = r->n_columns,
                                 .act_column = ROW_SINCE, .columns = c, .n_key = 2, .key = key,
                                 .by_key = &sql->vouch_key, .page = &sql->vouch_page,
                                 .count = &sql->vouch_count };
    sql->journaled = sql->whole;
    sql->journaled.n_columns = ROW_FIELDS + r->n_fields;
}

const struct registry_sql *
compose(struct arena *arena, const struct registry *r)
{
    struct registry_sql *sql = arena_make(arena, struct registry_sql);

    sql->name = str_c(arena, str_format(arena, "r_%.*s", STR_ARG(r->key)));
    make_table(arena, r, sql);
    compose_writes(arena, sql);
    compose_reads(arena, r, sql);
    compose_as_of(arena, sql);
    compose_vouching(arena, sql);
    compose_load_writes(arena, sql);
    compose_load_reads(arena, sql);
    compose_orders(arena, r, sql);
    if (r->person_field >= 0)
        compose_of_person(arena, r, sql);
    if (r->place_column >= 0)
        compose_places(arena, sql);
    return sql;
}

const struct registry_order *
registry_order_of(const struct registry *r, const struct registry_field *f)
{
    for (int i = 0; i < r->sql->n_orders; i++)
        if (r->sql->order[i].field == f)
            return &r->sql->order[i];
    return NULL;
}
