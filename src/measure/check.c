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
    h ^= c->key[1];
    h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
    h = (h ^ h >> 27) * 0x94d049bb133111ebu;
    return h ^ h >> 31;
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
    element_cells(c->v->arena, d, element, day, counted, c);
}

static enum err
count_dossier(struct checking *c, Str code)
{
    struct open_grain grain[3];
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

/* -- what the tables hold ------------------------------------------------------------- */

static enum err
read_counters(struct checking *c)
{
    struct counter_page_row  last = { .element = S(""), .grain = S(""), .period = S(""),
                                      .procedure = S("") };
    struct counter_page_row *row;
    struct arena            *kept[2] = { arena_new(), arena_new() }; /* the last row's, and the next */
    enum err                 err;
    int                      n, page = 0;

    do {
        struct view v = *c->v;

        v.arena = kept[page++ % 2];
        arena_reset(v.arena);
        err = counter_page(&v, last.element, last.grain, last.unit, last.period, last.procedure,
                           PAGE, &row, &n);
        for (int i = 0; err == ERR_OK && i < n; i++) {
            last = row[i];
            if (!str_starts(last.element, S("rated_")))
                add_cell(c, last.element, last.grain, last.period, last.unit, last.procedure,
                         last.n);
        }
        arena_reset(c->v->arena);
    } while (err == ERR_OK && n == PAGE);
    arena_free(kept[0]);
    arena_free(kept[1]);
    return err;
}

static enum err
read_open(struct checking *c)
{
    struct open_due_page_row  last = { .grain = S("") };
    struct open_due_page_row *row;
    char                      grain[8];
    int                       n;

    do {
        TRY(open_due_page(c->v, last.unit, last.waits, last.grain, last.due, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            last = row[i];
            add_open(c, last.unit, last.waits, last.grain, last.due, last.n);
        }
        if (last.grain.n >= sizeof grain)
            return ERR_STORE;
        memcpy(grain, last.grain.p, last.grain.n);
        last.grain.p = grain;
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
    c.side = TABLE;
    if (err == ERR_OK)
        err = read_counters(&c);
    if (err == ERR_OK)
        err = read_open(&c);
    for (int i = 0; err == ERR_OK && i < c.n; i++)
        if (c.list[i].dossiers != c.list[i].table)
            verify_found(r, FINDING_DERIVED, str_eq(c.list[i].element, S(OPEN)) ? S(OPEN) : S("counter"),
                         c.list[i].element, 0,
                         MSG("What is counted is not what the dossiers say."), STR_NONE, STR_NONE);
    arena_free(v.arena);
    return err;
}

const struct derived_check measure_counters_check = { .name = "counter", .run = run_counters };
