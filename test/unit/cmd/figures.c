/* A month of public figures: every number shown is what a recount of the dossiers gives, and the
 * page and the file say the same. */
#include "cmd/months.h"
#include "dossier/dossier_sql.h"
#include "measure/measure_sql.h"
#include "measure/public.h"
#include "measure/suppress.h"
#include "province.h"

#define ROWS_MAX 5000
#define TIMES    100 /* a month as large as a province's: what it counts, a hundred times */
#define COUNTERS 60000
#define OPEN_MAX 200 /* open rows of one table */

static const struct actor nobody = { .account = 0 };

/* What an open row says, and what the dossiers do. */
struct counting {
    Id      unit;  /* with all below it; 0: any */
    Str     field; /* empty: any */
    int64_t over, under, n_over, n_under;
};

struct table_count {
    struct counting row[OPEN_MAX];
    int             n;
    struct view    *v;
};

static void
count_one(void *context, const struct dossier *d, const char *element, Day day)
{
    struct table_count     *all = context;
    const struct procedure *p;
    bool                    over = strcmp(element, "received_online") == 0;

    if ((!over && strcmp(element, "received") != 0) ||
        !str_eq(str_sub(day_text(test_arena(), day), 0, 7), S("2024-01")))
        return;
    check_ok(procedure_version(all->v, d->procedure, d->procedure_version, &p));
    for (int i = 0; i < all->n; i++) {
        struct counting *c = &all->row[i];
        bool             within = c->unit == 0;

        if (c->field.n > 0 && !str_eq(p->field_key, c->field))
            continue;
        if (c->unit != 0)
            check_ok(unit_is_within(all->v, d->competent_unit, c->unit, day_of(2024, 1, 31),
                                    &within));
        if (within)
            *(over ? &c->n_over : &c->n_under) += 1;
    }
}

static const struct json *
ask(struct house *h, const char *query, const char *by, Str at)
{
    struct json *input = json_object(test_arena());
    struct call  call = { .arena = test_arena(), .who = &nobody, .input = input,
                          .name = str_of(query), .occurred = time_at(day_of(2024, 7, 1), 450) };

    json_put_text(test_arena(), input, "figure", S("emc-online-dossiers"));
    json_put_text(test_arena(), input, "period", S("2024-01"));
    json_put_text(test_arena(), input, "by", str_of(by));
    json_put_text(test_arena(), input, "at", at);
    door_call_wait(h->door, &call);
    check(call.err == ERR_OK, query);
    return call.out;
}

/* Every dossier once, for all rows together. */
static void
recount(struct table_count *all)
{
    struct dossier_now_page_row *row;
    int                          n;

    check_ok(dossier_now_page(all->v, 0, ROWS_MAX, &row, &n));
    check(n > 0 && n < ROWS_MAX, "all dossiers are read");
    for (int i = 0; i < n; i++) {
        struct dossier d;

        check_ok(dossier_find(all->v, row[i].code, &d));
        check_ok(measure_elements(all->v, &d, count_one, all));
    }
    for (int i = 0; i < all->n; i++) {
        check_int(all->row[i].over, all->row[i].n_over * TIMES);
        check_int(all->row[i].under, all->row[i].n_under * TIMES);
    }
}

/* How many of the rows are open. */
static int
check_rows(struct house *h, struct view *v, const char *by)
{
    const struct json  *page = ask(h, "measure.table", by, S(""));
    Str                 csv = json_text(ask(h, "measure.table_csv", by, S("")), "csv");
    struct table_count *all = arena_make(test_arena(), struct table_count);

    all->v = v;
    json_each(row, json_get(page, "rows"))
    {
        struct counting c = { .unit = 0, .field = S("") };
        Str             href = json_text(row, "href"), key;
        struct unit     u;

        if (json_bool(row, "closed")) {
            check(json_get(row, "over") == NULL && json_get(row, "under") == NULL,
                  "a closed cell has no number");
            continue;
        }
        c.over = json_int(row, "over", -1);
        c.under = json_int(row, "under", -1);
        check(str_find(csv, str_format(test_arena(), ",%lld,%lld\r\n", (long long)c.over,
                                       (long long)c.under)) >= 0,
              "the file has the page's numbers");
        if (str_find(href, S("&o=")) < 0)
            continue;
        key = str_sub(href, (size_t)str_find(href, S("&o=")) + 3, href.n);
        if (strcmp(by, "unit") == 0) {
            check_ok(unit_by_code(v, key, day_of(2024, 1, 31), &u));
            c.unit = u.id;
        } else {
            c.field = key;
        }
        check(all->n < OPEN_MAX, "room for every row");
        if (all->n < OPEN_MAX)
            all->row[all->n++] = c;
    }
    recount(all);
    return all->n;
}

static void
enlarge(const struct dir *d)
{
    struct counter_page_row *row;
    struct counter_total_page_row *total;
    struct view              v = { .arena = test_arena() };
    struct store_options     o;
    struct rows              none;
    char                     why[256] = "";
    int                      n;

    dir_store(d, &o);
    check(db_open(&o, DB_WRITER, &v.db, why) == ERR_OK, why);
    check_ok(db_write_begin(v.db));
    check_ok(counter_page(&v, S(""), S(""), 0, S(""), S(""), COUNTERS, &row, &n));
    check(n > 0 && n < COUNTERS, "all counters are read");
    for (int i = 0; i < n; i++) {
        struct cell cell[6] = { cell_text(row[i].element), cell_text(row[i].grain),
                                cell_text(row[i].period), cell_int(row[i].unit),
                                cell_text(row[i].procedure), cell_int(row[i].n * (TIMES - 1)) };

        check_ok(db_run(v.db, &stmt_counter_add, cell, test_arena(), &none));
    }
    check_ok(counter_total_page(&v, S(""), S(""), 0, S(""), COUNTERS, &total, &n));
    check(n > 0 && n < COUNTERS, "all totals are read");
    for (int i = 0; i < n; i++) {
        struct cell cell[5] = { cell_text(total[i].element), cell_text(total[i].grain),
                                cell_text(total[i].period), cell_int(total[i].unit),
                                cell_int(total[i].n * (TIMES - 1)) };

        check_ok(db_run(v.db, &stmt_counter_total_add, cell, test_arena(), &none));
    }
    check_ok(db_commit(v.db));
    db_close(v.db);
}

static void
shown(const struct store_options *o)
{
    struct simulate_request r = { .from = 19723, .to = 19753, .dossiers = 500, .seed = 7 };
    struct dir              d;
    struct house            h;
    struct view             v;
    char                    why[256] = "";

    province_simulated(&d, o, r);
    enlarge(&d);
    check(house_open_in_order(&h, &d, why) == ERR_OK, why);
    months_publish(&h);
    v = province_house_view(&h);
    check(check_rows(&h, &v, "unit") > 0, "some districts are shown");
    check(check_rows(&h, &v, "procedure") > 0, "and some fields");
    db_close(v.db);
    house_close(&h);
}

void
test_cmd_figures__a_public_month_is_a_recount_or_closed(void)
{
    on_each_store(shown);
}
