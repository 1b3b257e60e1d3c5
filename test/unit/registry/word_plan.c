/* What the search for words asks of the stores goes by keys: no statement of it walks a table, on
 * either store, however small the tables were when the plan was made. */
#include "small_registry.h"

#include "registry/compose.h"
#include "registry/registry_sql.h"
#include "store/pen.h"

struct plans {
    enum store_kind    kind;
    const struct stmt *by_ids;
    int                seen;
};

static Str
explain(struct db *db, enum store_kind kind, const struct stmt *s)
{
    static const struct column lite[] = { { "id", CELL_INT, false }, { "parent", CELL_INT, false },
                                          { "notused", CELL_INT, false },
                                          { "detail", CELL_TEXT, false } };
    struct arena              *arena = test_arena();
    const char *sql = str_c(arena, str_format(arena, "%s %s", kind == STORE_PG ? "EXPLAIN"
                                                                               : "EXPLAIN QUERY PLAN",
                                              s->sql[kind]));
    struct stmt  asked = { .name = s->name, .sql = { sql, sql }, .index = -1, .expect = -1,
                           .n_in = s->n_in, .in = s->in, .n_out = kind == STORE_PG ? 1 : 4,
                           .out = kind == STORE_PG ? &lite[3] : lite };
    struct cell *in = arena_array(arena, struct cell, s->n_in + 1);
    struct rows  rows;
    Str          all = S("");

    for (int i = 0; i < s->n_in; i++)
        in[i] = s->in[i].type == CELL_TEXT ? cell_text(S("[]")) : (struct cell){ .i = 1 };
    check_ok(db_run(db, &asked, in, arena, &rows));
    for (int i = 0; i < rows.n; i++)
        all = str_format(arena, "%.*s%.*s\n", STR_ARG(all),
                         STR_ARG(rows.cell[(i + 1) * asked.n_out - 1].s));
    return all;
}

/* Of a list of ours SQLite says SCAN too; tables have these names and letters. */
static bool
walks(enum store_kind kind, Str plan)
{
    static const char *const of_sqlite[] = { "SCAN w\n", "SCAN e\n", "SCAN o\n", "SCAN registry_word",
                                             "SCAN r_orchard" };

    if (kind == STORE_PG)
        return str_has(plan, S("Seq Scan")) || str_has(plan, S("Filter: (word =")) ||
               str_has(plan, S("hashed SubPlan"));
    for (size_t i = 0; i < sizeof of_sqlite / sizeof of_sqlite[0]; i++)
        if (str_has(plan, str_of(of_sqlite[i])))
            return true;
    return false;
}

static void
look_at(struct plans *p, struct db *db, const struct stmt *s)
{
    Str plan = explain(db, p->kind, s);

    p->seen++;
    check(!walks(p->kind, plan),
          str_c(test_arena(), str_format(test_arena(), "%s walks a table:\n%.*s", s->name,
                                         STR_ARG(plan))));
}

static void
look_at_all(void *context, struct db *db)
{
    struct plans *p = context;

    check_ok(db_write_begin(db));
    for (int i = 0; i < registry_sql.n_stmts; i++)
        if (str_starts(str_of(registry_sql.stmts[i]->name), S("registry_word_")))
            look_at(p, db, registry_sql.stmts[i]);
    look_at(p, db, p->by_ids);
    db_rollback(db);
}

static void
by_keys(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct view       v = { .world = test_world(), .packs = test_world()->packs };
    struct plans      p = { .kind = store->kind,
                            .by_ids = &registry_by_key(&v, S("orchard"))->sql->by_ids };

    pen_with_db(door_pen(door), look_at_all, &p);
    check_int(p.seen, 9);
    orchard_close(door);
}
void
test_registry_word_plan__goes_by_keys(void)
{
    on_each_store(by_keys);
}
