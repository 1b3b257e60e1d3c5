/* test/unit/cmd/attack_world.c -- see attack_world.h. */
#include "attack_world.h"

#include "measure/measure_sql.h"

const struct element elements[N_ELEMENTS] = {
    { "received", 0, 0, 0, 0 },
    { "received_online", 0, 0, 1, 0 },
    { "received_online_self", 0, 0, 3, 0 },
    { "received_offering_online", 0, SERVICE_PARTIAL, 0, 0 },
    { "received_online_full", 0, SERVICE_FULL, 1, 0 },
    { "finished", 1, 0, 0, 0 },
    { "finished_in_time", 1, 0, 1, 0 },
    { "finished_electronic", 1, 0, 2, 0 },
    { "finished_online", 1, 0, 4, 0 },
    { "finished_online_electronic", 1, 0, 6, 0 },
};

static unsigned
draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

bool
counts(const struct element *e, int class, int kind)
{
    return ((unsigned)class & e->has) == e->has && ((unsigned)class & e->lacks) == 0 &&
           (e->kind_min == 0 || (kind >= e->kind_min));
}

static void
fill(struct invented *w, unsigned *seed)
{
    static const unsigned size[] = { 3, 12, 40, 150 };
    unsigned              most = size[draw(seed, 4)];

    for (int u = 0; u < w->n_units; u++)
        for (int p = 0; p < w->n_procedures; p++) {
            if (draw(seed, w->by_level ? 3 : 2) == 0 || (w->by_level && w->level[p] != w->unit_level[u]))
                continue;
            for (int f = 0; f < 2; f++)
                for (int c = 0; c < CLASSES; c++) {
                    bool none = f == 0 && (c > 3 || c == 2 || (c > 0 && w->kind[p] == 0));

                    if (!none && draw(seed, 3) > 0)
                        w->n[f][u][p][c] = draw(seed, draw(seed, 8) == 0 ? 2 * most : most / 3 + 1);
                }
        }
}

/* Each service was used once: their number alone tells it of each. */
static void
fill_thinly(struct invented *w)
{
    for (int p = 0; p < w->n_procedures; p++) {
        w->n[0][0][p][0] = 50;
        w->n[0][0][p][3] = w->kind[p] != SERVICE_NONE;
    }
}

/* Two districts with some communes, and one agency. */
static void
choose(struct view *v, struct invented *w, unsigned *seed)
{
    const struct procedure_list *all = procedures(v);
    struct unit                 *list, province;
    int                          n, districts = 0, agencies = 0, skip = (int)draw(seed, 6);
    Id                           district = 0;

    check_ok(unit_province(v, day_of(2024, 1, 31), &province));
    check_ok(unit_all(v, day_of(2024, 1, 31), &list, &n));
    for (int i = 0; i < n && w->n_units < ACTIVE; i++) {
        bool is_district = str_eq(list[i].kind, S("district"));
        bool is_commune = str_eq(list[i].kind, S("commune")) && list[i].parent == district;

        if (is_district && skip-- <= 0 && districts++ < 2)
            district = list[i].id;
        else if (!is_commune && (is_district || list[i].parent != province.id || agencies++ > 0))
            continue;
        if (is_commune && draw(seed, 3) == 0)
            continue;
        w->unit[w->n_units] = list[i].id;
        w->unit_level[w->n_units++] = is_commune    ? LEVEL_COMMUNE
                                      : is_district ? LEVEL_DISTRICT
                                                    : LEVEL_PROVINCE;
    }
    for (int i = 0; i < all->n && w->n_procedures < PROCS_MAX; i++) {
        const struct procedure *p = all->list[i];

        if (i > 0 && str_eq(p->key, all->list[i - 1]->key))
            continue;
        w->kind[w->n_procedures] = (int)p->service;
        w->level[w->n_procedures] = p->level;
        w->procedure[w->n_procedures++] = str_copy(test_arena(), p->key);
    }
}

struct invented *
world_make(struct view *v, unsigned seed, bool by_level, bool thin)
{
    struct invented *w = arena_make(test_arena(), struct invented);

    w->by_level = by_level && !thin;
    choose(v, w, &seed);
    if (thin)
        fill_thinly(w);
    else
        fill(w, &seed);
    return w;
}

Str
month_key(int m)
{
    return str_format(test_arena(), "%04d-%02d", 2024 + m / 12, m % 12 + 1);
}

void
count(struct view *v, const char *element, Str month, Id unit, Str procedure, int64_t n)
{
    struct cell cell[6] = { cell_text(str_of(element)), cell_text(S("m")), cell_text(month),
                            cell_int(unit), cell_text(procedure), cell_int(n) };
    struct cell total[5] = { cell[0], cell[1], cell[2], cell[3], cell[5] };
    struct rows none;

    if (n == 0)
        return;
    check_ok(db_run(v->db, &stmt_counter_add, cell, test_arena(), &none));
    check_ok(db_run(v->db, &stmt_counter_total_add, total, test_arena(), &none));
}

static int64_t
count_pair(const struct invented *w, const struct element *e, int u, int p)
{
    int64_t n = 0;

    for (int c = 0; c < CLASSES; c++)
        n += counts(e, c, w->kind[p]) ? w->n[e->family][u][p][c] : 0;
    return n;
}

void
world_store(struct view *v, const struct invented *w, Str month)
{
    for (int e = 0; e < N_ELEMENTS; e++)
        for (int p = 0; p < w->n_procedures; p++) {
            int64_t sum = 0;

            for (int u = 0; u < w->n_units; u++) {
                int64_t n = count_pair(w, &elements[e], u, p);

                count(v, elements[e].name, month, w->unit[u], w->procedure[p], n);
                sum += n;
            }
            count(v, elements[e].name, month, 0, w->procedure[p], sum);
        }
}

struct view
writer(const struct dir *d)
{
    struct view          v = { .arena = test_arena() };
    struct store_options o;
    char                 why[256] = "";

    dir_store(d, &o);
    check(db_open(&o, DB_WRITER, &v.db, why) == ERR_OK, why);
    check_ok(db_write_begin(v.db));
    return v;
}

void
written(struct view *v)
{
    check_ok(db_commit(v->db));
    db_close(v->db);
}
