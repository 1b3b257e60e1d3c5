/* registry/compose_read.c -- the statements by which a registry is read: by key, in pages of an
 * order, as it was, by person and by place, and for what vouches for it.  Floor 6. */
#include "registry/compose_inside.h"

/* What everybody sees, told of the load that is open. */
static void
put_holds(struct both *b, int open)
{
    both_put(b, "(\"_until\" = 0 OR \"_until\" = ");
    both_put_param(b, open);
    both_put(b, ") AND \"_since\" <> ");
    both_put_param(b, open);
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
    both_put(b, "CASE WHEN \"_until\" = 0 OR \"_until\" = ");
    both_put_param(b, open);
    both_put(b, " THEN \"_since\" <> ");
    both_put_param(b, open);
    both_put(b, " ELSE FALSE END");
    b->only = -1;
}

static void
put_columns_of(struct both *b, const struct table *t)
{
    both_put(b, "SELECT ");
    both_put_columns(b, t->columns, t->n_columns);
    both_put(b, " FROM \"%s\" WHERE ", t->name);
}

static void
compose_by_key(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    const struct table *t = &sql->whole;
    struct both         b;

    both_begin(&b, arena);
    both_put_select(&b, sql, false);
    both_put(&b, "\"_id\" = ");
    both_put_new(&b, "id", CELL_INT, false);
    both_put(&b, " AND ");
    put_holds(&b, both_param(&b, "open", CELL_INT, false));
    both_finish(&b, &sql->by_id, "registry_by_id", t->columns, t->n_columns - 1);
    both_begin(&b, arena);
    both_put_select(&b, sql, false);
    for (int i = 0; i < r->n_key; i++) {
        const struct column *c = &t->columns[r->field[r->key_field[i]].column];

        both_put(&b, "\"%s\" = ", c->name);
        both_put_new(&b, c->name, c->type, false);
        both_put(&b, " AND ");
    }
    put_holds(&b, both_param(&b, "open", CELL_INT, false));
    both_finish(&b, &sql->by_key, "registry_by_key", t->columns, t->n_columns - 1);
    both_begin(&b, arena);
    both_put_select(&b, sql, true);
    both_put(&b, "\"_id\" = ");
    both_put_new(&b, "id", CELL_INT, false);
    both_put(&b, " ORDER BY CASE WHEN \"_since\" < 0 THEN -\"_since\" ELSE \"_since\" END LIMIT ");
    both_put_new(&b, "limit", CELL_INT, false);
    both_finish(&b, &sql->versions, "registry_versions", t->columns, t->n_columns);
}

/* Loads have numbers of their own, which grow as they are published; the mark of an end, whose
 * _until is NULL, never holds.  CASE as in put_page_holds. */
static void
compose_as_of(struct arena *arena, struct registry_sql *sql)
{
    struct both b;
    int         act, load;

    both_begin(&b, arena);
    both_put_select(&b, sql, false);
    both_put(&b, "\"_id\" > ");
    both_put_new(&b, "after", CELL_INT, false);
    act = both_param(&b, "act", CELL_INT, false);
    load = both_param(&b, "load", CELL_INT, false);
    both_put(&b, " AND CASE WHEN (\"_since\" > 0 AND \"_since\" <= ");
    both_put_param(&b, act);
    both_put(&b, ") OR (\"_since\" < 0 AND \"_since\" >= ");
    both_put_param(&b, load);
    both_put(&b, ") THEN \"_until\" = 0 OR \"_until\" > ");
    both_put_param(&b, act);
    both_put(&b, " OR \"_until\" < ");
    both_put_param(&b, load);
    both_put(&b, " ELSE FALSE END ORDER BY \"_id\" LIMIT ");
    both_put_new(&b, "limit", CELL_INT, false);
    both_finish(&b, &sql->as_of, "registry_as_of", sql->whole.columns, sql->whole.n_columns - 1);
}

static void
compose_vouching(struct arena *arena, struct registry_sql *sql)
{
    static const struct column count = { "n", CELL_INT, false };
    const struct table        *t = &sql->journaled;
    struct both                b;

    both_begin(&b, arena);
    put_columns_of(&b, t);
    both_put(&b, "\"_id\" = ");
    both_put_new(&b, "id", CELL_INT, false);
    both_put(&b, " AND \"_since\" = ");
    both_put_new(&b, "since", CELL_INT, false);
    both_finish(&b, &sql->vouch_key, "registry_vouch_key", t->columns, t->n_columns);
    both_begin(&b, arena);
    put_columns_of(&b, t);
    both_put(&b, "\"_since\" > 0 AND (\"_id\", \"_since\") > (");
    both_put_new(&b, "id", CELL_INT, false);
    both_put(&b, ", ");
    both_put_new(&b, "since", CELL_INT, false);
    both_put(&b, ") ORDER BY \"_id\", \"_since\" LIMIT ");
    both_put_new(&b, "limit", CELL_INT, false);
    both_finish(&b, &sql->vouch_page, "registry_vouch_page", t->columns, t->n_columns);
    both_begin(&b, arena);
    both_put(&b, "SELECT COUNT(*) AS n FROM \"%s\" WHERE \"_since\" > 0", sql->name);
    both_finish(&b, &sql->vouch_count, "registry_vouch_count", &count, 1);
}

/* Days are texts in the store, and none of them sorts as the empty one. */
static enum cell_type
order_type(const struct registry_field *f)
{
    return f->type == REGISTRY_DAY ? CELL_TEXT : compose_type(f);
}

/* As both_put_select, but shapes come only where the parameter of this number, the last of all,
 * asks for them: a page of a table shows none, and they may be most of a row. */
static void
put_page_select(struct both *b, const struct registry_sql *sql, int shapes)
{
    both_put(b, "SELECT ");
    for (int i = 0; i < sql->whole.n_columns - 1; i++) {
        const char *name = sql->whole.columns[i].name;

        both_put(b, "%s", i > 0 ? ", " : "");
        if (sql->shape == NULL || !sql->shape[i]) {
            both_put(b, "\"%s\"", name);
            continue;
        }
        buf_format(&b->text[STORE_SQLITE], "CASE WHEN ?%d <> 0 THEN", shapes);
        buf_format(&b->text[STORE_PG], "CASE WHEN $%d::bigint <> 0 THEN", shapes);
        both_put(b, " \"%s\" END AS \"%s\"", name, name);
    }
    both_put(b, " FROM \"%s\" WHERE ", sql->name);
}

static void
finish_page(struct both *b, struct stmt *out, const char *name, const struct registry_sql *sql)
{
    if (sql->shape != NULL)
        both_param(b, "shapes", CELL_INT, false);
    both_finish(b, out, name, sql->whole.columns, sql->whole.n_columns - 1);
}

/* Those that a search led to; ids: [1, 2, …]. */
static void
compose_by_ids(struct arena *arena, struct registry_sql *sql)
{
    struct both b;
    int         ids;

    both_begin(&b, arena);
    put_page_select(&b, sql, 4);
    ids = both_param(&b, "ids", CELL_TEXT, false);
    buf_format(&b.text[STORE_SQLITE], "\"_id\" IN (SELECT value FROM json_each(?%d))", ids);
    buf_format(&b.text[STORE_PG], "\"_id\" = ANY (ARRAY(SELECT l.value::text::bigint "
                                  "FROM json_array_elements($%d::text::json) AS l))", ids);
    both_put(&b, " AND ");
    put_holds(&b, both_param(&b, "open", CELL_INT, false));
    both_put(&b, " ORDER BY \"_id\" LIMIT ");
    both_put_new(&b, "limit", CELL_INT, false);
    finish_page(&b, &sql->by_ids, "registry_by_ids", sql);
}

static void
begin_page(struct both *b, struct arena *arena, const struct registry_sql *sql,
           const struct registry_field *f)
{
    both_begin(b, arena);
    put_page_select(b, sql, 5);
    put_page_holds(b, both_param(b, "open", CELL_INT, false));
    both_put(b, " AND \"_until\" <= 0 AND ");
    both_put_ordered(b, f);
}

static void
compose_page(struct arena *arena, const struct registry_sql *sql, const struct registry_field *f,
             bool down, struct stmt *out)
{
    const char    *way = down ? " DESC" : "";
    enum cell_type type = order_type(f);
    struct both    b;

    begin_page(&b, arena, sql, f);
    both_put(&b, down ? " < " : " > ");
    both_put_new(&b, "after", type, false);
    both_put(&b, " AND ");
    both_put_ordered(&b, f);
    both_put(&b, down ? " >= " : " <= ");
    both_put_new(&b, "bound", type, false);
    both_put(&b, " ORDER BY ");
    both_put_ordered(&b, f);
    both_put(&b, "%s, \"_id\"%s LIMIT ", way, way);
    both_put_new(&b, "limit", CELL_INT, false);
    finish_page(&b, out, down ? "registry_page_down" : "registry_page_up", sql);
}

static void
compose_same(struct arena *arena, const struct registry_sql *sql, const struct registry_field *f,
             bool down, struct stmt *out)
{
    struct both b;

    begin_page(&b, arena, sql, f);
    both_put(&b, " = ");
    both_put_new(&b, "value", order_type(f), false);
    both_put(&b, " AND \"_id\" %s ", down ? "<" : ">");
    both_put_new(&b, "after_id", CELL_INT, false);
    both_put(&b, " ORDER BY \"_id\"%s LIMIT ", down ? " DESC" : "");
    both_put_new(&b, "limit", CELL_INT, false);
    finish_page(&b, out, "registry_page_same", sql);
}

static void
compose_page_by_id(struct arena *arena, const struct registry_sql *sql, bool down,
                   struct stmt *out)
{
    struct both b;

    both_begin(&b, arena);
    put_page_select(&b, sql, 4);
    put_page_holds(&b, both_param(&b, "open", CELL_INT, false));
    both_put(&b, " AND \"_id\" %s ", down ? "<" : ">");
    both_put_new(&b, "after_id", CELL_INT, false);
    both_put(&b, " ORDER BY \"_id\"%s LIMIT ", down ? " DESC" : "");
    both_put_new(&b, "limit", CELL_INT, false);
    finish_page(&b, out, "registry_page_by_id", sql);
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

/* Along the index of the x-person field, whose order is both_put_ordered. */
static void
compose_of_person(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    struct both b;

    both_begin(&b, arena);
    both_put_select(&b, sql, false);
    put_holds(&b, both_param(&b, "open", CELL_INT, false));
    both_put(&b, " AND \"_until\" <= 0 AND ");
    both_put_ordered(&b, &r->field[r->person_field]);
    both_put(&b, " = ");
    both_put_new(&b, "number", CELL_TEXT, false);
    both_put(&b, " ORDER BY \"_id\" LIMIT ");
    both_put_new(&b, "limit", CELL_INT, false);
    both_finish(&b, &sql->of_person, "registry_of_person", sql->whole.columns,
                sql->whole.n_columns - 1);
}

/* The ranges as a table.  Of the first place records behind one are wanted, of others all. */
static void
put_ranges(struct both *b)
{
    int ranges = both_param(b, "ranges", CELL_TEXT, false);
    int place = both_param(b, "after_place", CELL_INT, false);
    int id = both_param(b, "after_id", CELL_INT, false);

    b->only = STORE_SQLITE;
    both_put(b, "(SELECT value AS \"_from\", CAST(key AS INTEGER) AS \"_to\", CASE value WHEN ");
    both_put_param(b, place);
    both_put(b, " THEN ");
    both_put_param(b, id);
    both_put(b, " ELSE %d END AS \"_after\" FROM json_each(", ID_BEFORE_ANY);
    both_put_param(b, ranges);
    both_put(b, ")");
    b->only = STORE_PG;
    both_put(b, "(SELECT \"_from\", \"_to\", CASE \"_from\" WHEN ");
    both_put_param(b, place);
    both_put(b, " THEN ");
    both_put_param(b, id);
    both_put(b, " ELSE %d END AS \"_after\" FROM (SELECT value::bigint AS \"_from\", "
             "key::bigint AS \"_to\" FROM json_each_text(", ID_BEFORE_ANY);
    both_put_param(b, ranges);
    both_put(b, "::json) OFFSET 0) AS \"_one\"");
    b->only = -1;
    both_put(b, ") AS \"_range\" CROSS JOIN ");
}

static void
put_limit(struct both *b, int limit)
{
    both_put(b, " LIMIT (SELECT ");
    both_put_param(b, limit);
    both_put(b, ")");
}

/* What is in force in the ranges, along the index of places: stores take one range after the other
 * and stop at the limit.  PostgreSQL sees the value of no parameter, not even of the limit: so what
 * it plans for them looks no cheaper than the plan it keeps, which it does.  Told the first place
 * once more it knows that a range is little; told the limit within, that the order matters. */
static void
put_places(struct both *b, const struct registry_sql *sql)
{
    int open = both_param(b, "open", CELL_INT, false);
    int limit = both_param(b, "limit", CELL_INT, false);

    b->only = STORE_SQLITE;
    both_put(b, "\"%s\" WHERE ", sql->name);
    b->only = STORE_PG;
    both_put(b, "LATERAL (");
    both_put_select(b, sql, false);
    b->only = -1;
    put_page_holds(b, open);
    both_put(b, " AND \"_until\" <= 0 AND (\"_place\", \"_id\") > (\"_from\", \"_after\") AND "
             "\"_place\" <= \"_to\"");
    b->only = STORE_PG;
    both_put(b, " AND \"_place\" >= \"_from\" ORDER BY \"_place\", \"_id\"");
    put_limit(b, limit);
    both_put(b, ") AS \"_row\"");
    b->only = -1;
    put_limit(b, limit);
}

static void
compose_places(struct arena *arena, struct registry_sql *sql)
{
    static const struct column place = { "place", CELL_INT, false };
    struct both                b;

    both_begin(&b, arena);
    both_put(&b, "SELECT ");
    both_put_columns(&b, sql->whole.columns, sql->whole.n_columns - 1);
    both_put(&b, " FROM ");
    put_ranges(&b);
    put_places(&b, sql);
    both_finish(&b, &sql->places, "registry_places", sql->whole.columns, sql->whole.n_columns - 1);
    both_begin(&b, arena);
    both_put(&b, "SELECT \"_place\" AS place FROM \"%s\" WHERE \"_until\" <= 0 AND \"_place\" >= ",
             sql->name);
    both_put_new(&b, "from", CELL_INT, false);
    both_put(&b, " ORDER BY \"_place\", \"_id\" LIMIT 1");
    both_finish(&b, &sql->place_next, "registry_place_next", &place, 1);
}

void
compose_reads(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    compose_by_key(arena, r, sql);
    compose_by_ids(arena, sql);
    compose_as_of(arena, sql);
    compose_vouching(arena, sql);
    compose_orders(arena, r, sql);
    if (r->person_field >= 0)
        compose_of_person(arena, r, sql);
    if (r->place_column >= 0)
        compose_places(arena, sql);
}
