/* What a registry's pages ask of the stores goes along the index that is meant for it and sorts
 * nothing, however many records there are and whatever the store knows of them; on PostgreSQL by
 * the plan that a connection comes to after it has made some anew.  One record is found by an index
 * too, be it by a bitmap of it. */
#include "registry/compose.h"

#include "small_registry.h"
#include "store/pen.h"

#define ROWS "20000"
#define PG_MAKES_ANEW 5 /* times, before it compares with a plan to keep */

struct looking {
    enum store_kind        kind;
    struct db             *db;
    const struct registry *r;
    const char            *when;
    bool                   along; /* what is expected */
    int                    seen;
};

/* -- asking for plans ---------------------------------------------------------------- */

static const struct column texts[] = { { "id", CELL_INT, false }, { "parent", CELL_INT, false },
                                       { "notused", CELL_INT, false }, { "detail", CELL_TEXT, false } };

static struct rows
run_text(struct looking *l, Str sql, const struct stmt *of, int n_out)
{
    const char *text = str_c(test_arena(), sql);
    struct stmt s = { .name = of->name, .sql = { text, text }, .index = -1, .expect = -1,
                      .n_out = n_out, .out = n_out == 1 ? &texts[3] : texts };
    struct rows rows;

    if (l->kind == STORE_SQLITE) {
        s.n_in = of->n_in;
        s.in = of->in;
    }
    check_ok(db_run(l->db, &s, arena_array(test_arena(), struct cell, of->n_in + 1), test_arena(),
                    &rows));
    return rows;
}

static Str
details(const struct rows *rows, int n_out)
{
    Str all = S("");

    for (int i = 0; i < rows->n; i++)
        all = str_join(test_arena(), all, rows->cell[(i + 1) * n_out - 1].s, S("\n"));
    return all;
}

/* As a page in the middle would have it. */
static const char *
value(const struct column *c, bool down)
{
    if (strcmp(c->name, "open") == 0)
        return "-9223372036854775808";
    if (strcmp(c->name, "limit") == 0)
        return "51";
    if (strcmp(c->name, "ranges") == 0)
        return "{\"4000\":300,\"7000\":6001,\"9000\":9000}";
    if (strcmp(c->name, "bound") == 0)
        return c->type == CELL_TEXT ? down ? "" : "\xf4\x8f\xbf\xbf"
               : down               ? "-9223372036854775808"
                                    : "9223372036854775807";
    return c->type == CELL_TEXT ? "2024-07-01" : "300";
}

static Str
plan_of(struct looking *l, const struct stmt *s)
{
    static int  n;
    bool        down = strstr(s->sql[l->kind], " DESC") != NULL;
    Str         values = S("");
    struct rows rows = { 0 };

    if (l->kind == STORE_SQLITE) {
        rows = run_text(l, str_join(test_arena(), S("EXPLAIN QUERY PLAN "),
                                    str_of(s->sql[STORE_SQLITE]), S("")), s, 4);
        return details(&rows, 4);
    }
    for (int i = 0; i < s->n_in; i++)
        values = str_format(test_arena(), "%.*s%s'%s'", STR_ARG(values), i > 0 ? ", " : "",
                            value(&s->in[i], down));
    run_text(l, str_format(test_arena(), "PREPARE looked_at_%d AS %s", ++n, s->sql[STORE_PG]), s, 0);
    for (int i = 0; i <= PG_MAKES_ANEW; i++)
        rows = run_text(l, str_format(test_arena(), "EXPLAIN EXECUTE looked_at_%d(%.*s)", n,
                                      STR_ARG(values)), s, 1);
    return details(&rows, 1);
}

/* -- looking at them ------------------------------------------------------------------- */

static bool
goes_along(enum store_kind kind, Str plan, const char *index)
{
    static const char *const ways[] = { "Index Scan using", "Index Scan Backward using",
                                        "Index Only Scan using" };
    bool along = false;

    if (kind == STORE_SQLITE)
        return (str_has(plan, str_format(test_arena(), "INDEX %s (", index)) ||
                str_has(plan, str_format(test_arena(), "USING %s (", index))) &&
               !str_has(plan, S("TEMP B-TREE")) && !str_has(plan, S("SCAN r_orchard"));
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        along |= str_has(plan, str_format(test_arena(), "%s %s on ", ways[i], index));
    return along && str_has(plan, S("Index Cond")) && !str_has(plan, S("Sort")) &&
           !str_has(plan, S("Seq Scan")) && !str_has(plan, S("Bitmap"));
}

static bool
is_found_by(enum store_kind kind, Str plan, const char *index)
{
    return goes_along(kind, plan, index) ||
           (kind == STORE_PG && !str_has(plan, S("Seq Scan")) && !str_has(plan, S("Sort")) &&
            str_has(plan, str_format(test_arena(), "Bitmap Index Scan on %s ", index)));
}

static void
look_by(struct looking *l, const struct stmt *s, const char *index,
        bool (*is_good)(enum store_kind, Str, const char *))
{
    Str plan = plan_of(l, s);

    l->seen++;
    check(is_good(l->kind, plan, index) == l->along,
          str_c(test_arena(), str_format(test_arena(), "%s, %s, %s: %.*s", l->when, s->name, index,
                                         STR_ARG(plan))));
}

static void
look(struct looking *l, const struct stmt *s, const char *index)
{
    look_by(l, s, index, goes_along);
}

static void
look_at_order(struct looking *l, const struct registry_order *o)
{
    const char *index = str_c(test_arena(), str_join(test_arena(), S("r_orchard__"),
                                                     o->field->name, S("")));

    look(l, &o->up, index);
    look(l, &o->down, index);
    look(l, &o->same_up, index);
    look(l, &o->same_down, index);
}

static void
look_at_all(struct looking *l, const char *when)
{
    const struct registry_sql *sql = l->r->sql;
    const char                *by_id = l->kind == STORE_PG ? "r_orchard_pkey" : "PRIMARY KEY";

    l->when = when;
    l->seen = 0;
    l->along = true;
    look_by(l, &sql->by_id, by_id, is_found_by);
    look_by(l, &sql->by_key, "r_orchard_key", is_found_by);
    look(l, &sql->as_of, by_id);
    look(l, &sql->order[0].up, by_id);
    look(l, &sql->order[0].down, by_id);
    for (int i = 1; i < sql->n_orders; i++)
        look_at_order(l, &sql->order[i]);
    look(l, &sql->places, "r_orchard___place");
    look(l, &sql->place_next, "r_orchard___place");
    check(l->seen >= 16, "there are orders by fields");
}

/* -- among how many ---------------------------------------------------------------------- */

static const char *const filled[] = {
    "INSERT INTO r_orchard (_id, _kind, _since, _unit, code, name, crop, area, since, grower,"
    " \"select\", place, _place, _until) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
    " FROM n WHERE i < " ROWS ") SELECT i, 1, -1, 1, 'V' || i, 'Vườn mẫu ' || i, CASE WHEN i % 2 = 0"
    " THEN 'lychee' ELSE 'longan' END, i % 900 + 1, '20' || (10 + i % 15) || '-07-01',"
    " '000187' || (100000 + i), i % 2, '{\"coordinates\":[106.3,20.9],\"type\":\"Point\"}',"
    " (i * 37) % " ROWS ", 0 FROM n;",
};
static const char *const known[STORE_KINDS] = { "SELECT 1;", "ANALYZE r_orchard;" };
static const char *const dropped = "DROP INDEX r_orchard___place; DROP INDEX r_orchard__area;";

static void
define(void *context, struct db *db)
{
    const char *const *sql = context;

    check_ok(db_write_begin(db));
    check_ok(db_define(db, sql));
    check_ok(db_commit(db));
}

static void
make(struct door *door, const char *lite, const char *pg)
{
    const char *sql[STORE_KINDS] = { lite, pg };

    pen_with_db(door_pen(door), define, sql);
}

static void
along_indexes(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct looking    l = { .kind = store->kind };
    struct view       v = { .world = test_world() };
    char              why[256] = "";

    check(door_reader(door, &l.db, why) == ERR_OK, why);
    l.r = registry_by_key(&v, S("orchard"));
    look_at_all(&l, "of none");
    make(door, filled[0], filled[0]);
    look_at_all(&l, "of many");
    make(door, known[STORE_SQLITE], known[STORE_PG]);
    look_at_all(&l, "of many that are known");
    make(door, dropped, dropped);
    db_close(l.db); /* SQLite explains by the tables as it last read them */
    check(door_reader(door, &l.db, why) == ERR_OK, why);
    l.along = false;
    l.when = "without its index";
    look(&l, &l.r->sql->places, "r_orchard___place");
    look_at_order(&l, registry_order_of(l.r, registry_field(l.r, S("area"))));
    db_close(l.db);
    orchard_close(door);
}
void
test_registry_plan__pages_go_along_an_index_and_sort_nothing(void)
{
    on_each_store(along_indexes);
}
