/* measure/check.c -- counters against a recount, in little memory.
 *
 * Every cell of a counter has a weight, drawn anew each time from a key that nobody knows
 * before; a side is the sum of its cells' numbers, each times its weight.  The dossiers
 * give one side, cell by cell as each counts, the table the other: they are equal when
 * every cell is, and with one chance in 2^64 otherwise.  So a million cells need a sum for
 * each element, and what differs is named by its element.
 *
 * Ratings are counted when they are given and are not taken back with an erased dossier:
 * no dossier says them again, so they are left out.  Floor 8. */
#include "measure/check.h"

#include "base/hash.h"
#include "dossier/complaint.h"
#include "dossier/dossier_sql.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"

#define PAGE         500
#define ELEMENTS_MAX 40
#define OPEN         "open_due"

struct sides {
    Str      element;
    uint64_t dossiers, table;
};

struct checking {
    struct view         *v; /* its arena is emptied page by page */
    struct arena        *arena;
    uint64_t             key[2];
    struct sides         list[ELEMENTS_MAX];
    int                  n;
    const char          *element; /* the one whose cells come */
    enum { DOSSIERS, TABLE } side;
};

/* FNV-1a from a secret beginning, its bits mixed so that cells which differ alike do not have
 * weights that differ alike. */
static uint64_t
weight(const struct checking *c, Str cell)
{
    uint64_t h = c->key[0];

    for (size_t i = 0; i < cell.n; i++)
        h = (h ^ (unsigned char)cell.p[i]) * 1099511628211u;
    return hash_spread(h ^ c->key[1]);
}

static void
add(struct checking *c, Str element, Str cell, int64_t n)
{
    struct sides *s = NULL;

    for (int i = 0; i < c->n && s == NULL; i++)
        if (str_eq(c->list[i].element, element))
            s = &c->list[i];
    if (s == NULL && c->n == ELEMENTS_MAX)
        BUG("more than %d elements", ELEMENTS_MAX);
    if (s == NULL) {
        s = &c->list[c->n++];
        *s = (struct sides){ .element = str_copy(c->arena, element) };
    }
    *(c->side == DOSSIERS ? &s->dossiers : &s->table) += (uint64_t)n * weight(c, cell);
}

static void
add_cell(struct checking *c, Str element, Str grain, Str period, Id unit, Str procedure, int64_t n)
{
    add(c, element,
        str_format(c->v->arena, "%.*s %.*s %.*s %lld %.*s", STR_ARG(element), STR_ARG(grain),
                   STR_ARG(period), (long long)unit, STR_ARG(procedure)),
        n);
}

static void
add_open(struct checking *c, Id unit, int64_t waits, Str grain, Time due, int64_t n)
{
    add(c, S(OPEN),
        str_format(c->v->arena, "%lld %lld %.*s %lld", (long long)unit, (long long)waits,
                   STR_ARG(grain), (long long)due),
        n);
}

/* -- what the dossiers say ---------------------------------------------------------- */

static void
counted(void *context, Str grain, Str period, Id unit, Str procedure)
{
    struct checking *c = context;

    add_cell(c, str_of(c->element), grain, period, unit, procedure, 1);
}

static void
count_element(void *context, const struct dossier *d, const char *element, Day day)
{
    struct checking *c = context;

    c->element = element;
    element_cells(c->v->arena, &(struct counting_for){ d->competent_unit, d->procedure }, element,
                  day, counted, c);
}

static enum err
count_dossier(struct checking *c, Str code)
{
    struct open_grain grain[4];
    struct dossier    d;
    enum err          err = dossier_find(c->v, code, &d);

    if (err == ERR_NOT_FOUND)
        return ERR_OK; /* dossier_now's own check says so */
    TRY(err);
    TRY(measure_elements(c->v, &d, count_element, c));
    for (int i = 0, n = open_grains(&d, grain); i < n; i++)
        add_open(c, d.competent_unit, dossier_waits(&d), grain[i].grain, grain[i].due, 1);
    return ERR_OK;
}

static enum err
read_dossiers(struct checking *c)
{
    struct dossier_codes_row *row;
    int64_t                   after = 0;
    int                       n;

    c->side = DOSSIERS;
    do {
        TRY(dossier_codes(c->v, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            TRY(count_dossier(c, row[i].code));
            after = row[i].dossier;
        }
        arena_reset(c->v->arena);
    } while (n == PAGE);
    return ERR_OK;
}

/* Few dossiers have any, so they are not asked of each. */
struct complaining {
    struct checking *c;
    Str              procedure;
};

static void
count_complaint(void *context, const struct complaint *said, const char *element, Day day)
{
    struct complaining *of = context;

    of->c->element = element;
    element_cells(of->c->v->arena, &(struct counting_for){ said->unit, of->procedure }, element,
                  day, counted, of->c);
}

static enum err
count_complaints(struct checking *c, const struct complaint_dossiers_row *row)
{
    struct complaining of = { c, row->procedure };
    struct complaint  *all;
    int                n;

    TRY(complaints_all(c->v, row->dossier, &all, &n));
    for (int i = 0; i < n; i++)
        measure_complaint_elements(&all[i], count_complaint, &of);
    return ERR_OK;
}

static enum err
read_complaints(struct checking *c)
{
    struct complaint_dossiers_row *row;
    int64_t                        after = 0;
    int                            n;

    do {
        TRY(complaint_dossiers(c->v, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            TRY(count_complaints(c, &row[i]));
            after = row[i].dossier;
        }
        arena_reset(c->v->arena);
    } while (n == PAGE);
    return ERR_OK;
}

/* -- what the tables hold ------------------------------------------------------------- */

/* A key that outlives its page. */
struct key {
    Str  element, grain, period, procedure;
    Id   unit;
    char text[4][128];
};

static Str
keep(char text[128], Str s)
{
    size_t n = s.n < 128 ? s.n : 127; /* names of ours; a longer one would be read twice */

    memcpy(text, s.p, n);
    return (Str){ text, n };
}

static void
keep_key(struct key *k, Str element, Str grain, Id unit, Str period, Str procedure)
{
    k->element = keep(k->text[0], element);
    k->grain = keep(k->text[1], grain);
    k->period = keep(k->text[2], period);
    k->procedure = keep(k->text[3], procedure);
    k->unit = unit;
}

static void
add_row(struct checking *c, Str element, Str grain, Str period, Id unit, Str procedure, int64_t n)
{
    if (!str_starts(element, S("rated_")))
        add_cell(c, element, grain, period, unit, procedure, n);
}

static enum err
read_counters(struct checking *c)
{
    struct key               k;
    struct counter_page_row *row;
    int                      n;

    keep_key(&k, S(""), S(""), 0, S(""), S(""));
    do {
        TRY(counter_page(c->v, k.element, k.grain, k.unit, k.period, k.procedure, PAGE, &row, &n));
        for (int i = 0; i < n; i++)
            add_row(c, row[i].element, row[i].grain, row[i].period, row[i].unit,
                    row[i].procedure, row[i].n);
        if (n > 0)
            keep_key(&k, row[n - 1].element, row[n - 1].grain, row[n - 1].unit,
                     row[n - 1].period, row[n - 1].procedure);
        arena_reset(c->v->arena);
    } while (n == PAGE);
    return ERR_OK;
}

static enum err
read_totals(struct checking *c)
{
    struct key                     k;
    struct counter_total_page_row *row;
    int                            n;

    keep_key(&k, S(""), S(""), 0, S(""), S(""));
    do {
        TRY(counter_total_page(c->v, k.element, k.grain, k.unit, k.period, PAGE, &row, &n));
        for (int i = 0; i < n; i++)
            add_row(c, row[i].element, row[i].grain, row[i].period, row[i].unit, S(""), row[i].n);
        if (n > 0)
            keep_key(&k, row[n - 1].element, row[n - 1].grain, row[n - 1].unit,
                     row[n - 1].period, S(""));
        arena_reset(c->v->arena);
    } while (n == PAGE);
    return ERR_OK;
}

static enum err
read_open(struct checking *c)
{
    struct open_due_page_row  last = { .grain = S("") };
    struct open_due_page_row *row;
    struct key                k;
    int                       n;

    do {
        TRY(open_due_page(c->v, last.unit, last.waits, last.grain, last.due, PAGE, &row, &n));
        for (int i = 0; i < n; i++)
            add_open(c, row[i].unit, row[i].waits, row[i].grain, row[i].due, row[i].n);
        if (n > 0) {
            last = row[n - 1];
            last.grain = keep(k.text[0], last.grain);
        }
        arena_reset(c->v->arena);
    } while (n == PAGE);
    return ERR_OK;
}

static enum err
run_counters(struct view *given, struct verify_report *r)
{
    struct view     v = *given;
    struct checking c = { .v = &v, .arena = given->arena };
    enum err        err;

    v.arena = arena_new();
    random_bytes(c.key, sizeof c.key);
    err = read_dossiers(&c);
    if (err == ERR_OK)
        err = read_complaints(&c);
    c.side = TABLE;
    if (err == ERR_OK)
        err = read_counters(&c);
    if (err == ERR_OK)
        err = read_totals(&c);
    if (err == ERR_OK)
        err = read_open(&c);
    for (int i = 0; err == ERR_OK && i < c.n; i++)
        if (c.list[i].dossiers != c.list[i].table)
            verify_found(r, FINDING_DERIVED,
                         str_eq(c.list[i].element, S(OPEN)) ? S(OPEN) : S("counter"),
                         c.list[i].element, 0, MSG("What is counted is not what the dossiers say."),
                         STR_NONE, STR_NONE);
    arena_free(v.arena);
    return err;
}

const struct derived_check measure_counters_check = { .name = "counter", .run = run_counters };
