/* What search asks of the stores goes by keys: no statement of it walks a table, on either
 * store, however small the tables were when the plan was made. */
#include "../org/unit_tool.h"
#include "dossier/dossier.h"
#include "dossier/dossier_sql.h"
#include "store/pen.h"

struct plan {
    enum store_kind kind;
    int             seen;
};

/* Those of `verify`, which goes through everything. */
static bool
walks_by_right(Str name)
{
    return str_eq(name, S("search_words_all")) || str_eq(name, S("search_words_page"));
}

static Str
explain(struct db *db, enum store_kind kind, const struct stmt *s)
{
    static const struct column lite[] = { { "id", CELL_INT, false }, { "parent", CELL_INT, false },
                                          { "notused", CELL_INT, false },
                                          { "detail", CELL_TEXT, false } };
    struct arena              *arena = test_arena();
    const char *sql = str_format(arena, "%s %s", kind == STORE_PG ? "EXPLAIN" : "EXPLAIN QUERY PLAN",
                                 s->sql[kind]).p;
    struct stmt  asked = { .name = s->name, .sql = { sql, sql }, .index = -1, .expect = -1,
                           .n_in = s->n_in, .in = s->in, .n_out = kind == STORE_PG ? 1 : 4,
                           .out = kind == STORE_PG ? &lite[3] : lite };
    struct cell *in = arena_array(arena, struct cell, s->n_in + 1);
    struct rows  rows;
    struct buf   b = BUF_MAX(20000);
    Str          all;

    for (int i = 0; i < s->n_in; i++)
        in[i] = s->in[i].type == CELL_TEXT ? cell_text(S("[]")) : (struct cell){ .i = 1 };
    check_ok(db_run(db, &asked, in, arena, &rows));
    for (int i = 0; i < rows.n; i++)
        buf_format(&b, "%.*s\n", STR_ARG(rows.cell[(i + 1) * asked.n_out - 1].s));
    all = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return all;
}

/* SQLite says SCAN of a list of ours too (a virtual table, a subquery); of tables it says
 * SCAN and their names or the letters they have in these statements. */
static bool
walks(enum store_kind kind, Str plan)
{
    static const char *const of_sqlite[] = { "SCAN v\n", "SCAN f\n", "SCAN n\n", "SCAN o\n", "SCAN w\n",
                                             "SCAN c\n", "SCAN later", "SCAN p\n", "SCAN entry",
                                             "SCAN dossier" };

    if (kind == STORE_PG) /* or all words of a desk, in the key's order, but not by it */
        return str_find(plan, S("Seq Scan")) >= 0 || str_find(plan, S("Filter: (word =")) >= 0;
    for (size_t i = 0; i < sizeof of_sqlite / sizeof of_sqlite[0]; i++)
        if (str_find(plan, str_of(of_sqlite[i])) >= 0)
            return true;
    return false;
}

static void
look_at_all(void *context, struct db *db)
{
    struct plan *p = context;

    check_ok(db_write_begin(db));
    for (int i = 0; i < dossier_sql.n_stmts; i++) {
        const struct stmt *s = dossier_sql.stmts[i];
        Str                plan;

        if (!str_starts(str_of(s->name), S("search_")) || walks_by_right(str_of(s->name)))
            continue;
        plan = explain(db, p->kind, s);
        p->seen++;
        check(!walks(p->kind, plan),
              str_format(test_arena(), "%s walks a table:\n%.*s", s->name, STR_ARG(plan)).p);
    }
    db_rollback(db);
}

static void
by_keys(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, &dossier_table);
    struct plan       p = { .kind = store->kind };

    pen_with_db(door_pen(door), look_at_all, &p);
    check(p.seen >= 12, "there are statements of search");
    door_close(door);
}

void
test_dossier_search_plan__goes_by_keys(void)
{
    on_each_store(by_keys);
}
