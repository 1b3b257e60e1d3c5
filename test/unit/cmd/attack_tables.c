/* test/unit/cmd/attack_tables.c -- see attack.h. */
#include "attack.h"

#include "measure/suppress.h"

/* -- a month's tables -------------------------------------------------------------------------- */

/* What a table may show of a node, as classes of a family (without how it was filed). */
#define SHOWN 6
static const struct shown {
    const char *name;
    unsigned    has, lacks;
} shown[2][SHOWN] = {
    { { "received", 0, 0 }, { "received_online", 1, 0 }, { "received_online_self", 3, 0 },
      { "received not online", 0, 1 }, { "received online by others", 1, 2 }, { NULL, 0, 0 } },
    { { "finished", 0, 0 }, { "finished_in_time", 1, 0 }, { "finished_electronic", 2, 0 },
      { "finished late", 0, 1 }, { "finished on paper", 0, 2 }, { NULL, 0, 0 } },
};

struct side {
    struct public_table t;
    int  class[600][4], sum[600][SHOWN]; /* variables */
    bool open[600][SHOWN];
    bool leaf[600];
    int  at_unit[600], at_procedure[600]; /* of the world; -1 */
};

static int
of_unit(struct view *v, const struct invented *w, const struct public_cell *c,
        const struct public_table *t, int i)
{
    struct unit u;
    Str         code = c->key.n > 0 ? c->key : c->parent > 0 ? t->cell[c->parent].key : S("");

    if (code.n == 0)
        return i == 1 ? -2 : -1; /* the agencies */
    check_ok(unit_by_code(v, code, day_of(2024, 1, 31), &u));
    for (int k = 0; k < w->n_units; k++)
        if (w->unit[k] == u.id)
            return k;
    return -1;
}

static int64_t
truth_of(const struct invented *w, int family, const struct side *s, int i, bool of_units, int class)
{
    int64_t n = 0;

    for (int u = 0; u < w->n_units; u++)
        for (int p = 0; p < w->n_procedures; p++) {
            bool agency = w->unit_level[u] == LEVEL_PROVINCE;
            bool mine = of_units ? (s->at_unit[i] == u && !agency) ||
                                       (s->at_unit[i] == -2 && agency)
                                 : s->at_procedure[i] == p;

            for (int c = class; mine && c < CLASSES; c += 4)
                n += w->n[family][u][p][c];
        }
    return n;
}

static void
place_leaf(struct view *v, const struct invented *w, struct side *s, int i, bool of_units)
{
    const struct public_cell *c = &s->t.cell[i];

    s->at_unit[i] = s->at_procedure[i] = -1;
    s->leaf[i] = !c->inner;
    if (!s->leaf[i])
        return;
    if (of_units)
        s->at_unit[i] = of_unit(v, w, c, &s->t, i);
    for (int p = 0; !of_units && p < w->n_procedures; p++)
        if (str_eq(w->procedure[p], c->key))
            s->at_procedure[i] = p;
}

static void
describe_node(int family, const int64_t truth[4], struct side *s, int i, struct system *sys)
{
    for (int c = 0; c < 4; c++)
        s->class[i][c] = variable(sys, truth[c]);
    if (family == 0)
        known(sys, s->class[i][2], 0); /* by oneself is online */
    for (int k = 0; k < SHOWN && shown[family][k].name != NULL; k++) {
        const struct shown *e = &shown[family][k];
        int64_t             n = 0;

        for (unsigned c = 0; c < 4; c++)
            n += (c & e->has) == e->has && (c & e->lacks) == 0 ? truth[c] : 0;
        s->sum[i][k] = variable(sys, n);
        begin(sys);
        add(sys, s->sum[i][k], -1);
        for (unsigned c = 0; c < 4; c++)
            if ((c & e->has) == e->has && (c & e->lacks) == 0)
                add(sys, s->class[i][c], 1);
        ends(sys, 0);
    }
}

/* Of a node, a class or (from 4) what is shown is that of the nodes below it. */
static void
add_up(const struct side *s, int i, int c, struct system *sys)
{
    begin(sys);
    add(sys, c < 4 ? s->class[i][c] : s->sum[i][c - 4], -1);
    for (int k = i + 1; k < s->t.n; k++)
        if (s->t.cell[k].parent == i)
            add(sys, c < 4 ? s->class[k][c] : s->sum[k][c - 4], 1);
    ends(sys, 0);
}

/* Variables of every node, and that parts add up. */
static void
describe(struct view *v, const struct invented *w, int family, bool of_units, struct side *s,
         struct system *sys)
{
    int64_t truth[600][4] = { { 0 } };

    check(s->t.n <= 600, "room for a table");
    for (int i = 0; i < s->t.n; i++) {
        place_leaf(v, w, s, i, of_units);
        for (int c = 0; s->leaf[i] && c < 4; c++)
            truth[i][c] = truth_of(w, family, s, i, of_units, c);
    }
    for (int i = s->t.n - 1; i > 0; i--)
        for (int c = 0; c < 4; c++)
            truth[s->t.cell[i].parent][c] += truth[i][c];
    for (int i = 0; i < s->t.n; i++)
        describe_node(family, truth[i], s, i, sys);
    for (int i = 0; i < s->t.n; i++)
        for (int c = 0; s->t.cell[i].inner && c < 4 + SHOWN; c++)
            if (c < 4 || shown[family][c - 4].name != NULL)
                add_up(s, i, c, sys);
}

static int
shown_at(int family, Str element)
{
    for (int k = 0; k < SHOWN && shown[family][k].name != NULL; k++)
        if (str_eq(element, str_of(shown[family][k].name)))
            return k;
    return -1;
}

/* One figure's table: which numbers of its nodes are open. */
static void
read_figure(const struct public_table *t, int family, int over, int under, struct side *s,
            struct system *sys)
{
    check(t->n == s->t.n, "figures of one month have the same rows");
    for (int i = 0; i < t->n; i++) {
        if (t->cell[i].closed)
            continue;
        check(!cell_is_small(t->cell[i].over) && !cell_is_small(t->cell[i].under) &&
                  !cell_is_small(t->cell[i].under - t->cell[i].over),
              "no small number is shown");
        check(!t->cell[i].sensitive, "nor a sensitive one");
        known(sys, s->sum[i][over], t->cell[i].over);
        known(sys, s->sum[i][under], t->cell[i].under);
        s->open[i][over] = s->open[i][under] = true;
        for (int k = 0; k < SHOWN && shown[family][k].name != NULL; k++)
            if (k >= 3 && shown[family][k].lacks == (shown[family][over].has &
                                                     ~shown[family][under].has))
                s->open[i][k] = true; /* the rest of it */
    }
}

struct month {
    struct view        *v;
    const struct invented *w;
    struct period       period;
    struct side         units, procedures;
    struct system       sys;
};

static void
read_tables(struct month *m, int family)
{
    const struct indicator_list *all = indicators(m->v);
    bool                         first = true;

    for (int i = 0; i < all->n; i++) {
        const struct reading *r = indicator_ours(&all->list[i]);
        int over = shown_at(family, r->over.element), under = shown_at(family, r->under.element);
        struct public_table units, procedures;

        if (!public_has_table(r) || over < 0)
            continue;
        check_ok(public_tables(m->v, &all->list[i], &m->period, &units, &procedures));
        if (first) {
            memset(&m->units, 0, sizeof m->units);
            memset(&m->procedures, 0, sizeof m->procedures);
            m->units.t = units;
            m->procedures.t = procedures;
            describe(m->v, m->w, family, true, &m->units, &m->sys);
            describe(m->v, m->w, family, false, &m->procedures, &m->sys);
        }
        first = false;
        read_figure(&units, family, over, under, &m->units, &m->sys);
        read_figure(&procedures, family, over, under, &m->procedures, &m->sys);
    }
}

/* Both tables are of the same dossiers, and so are a level's units and its procedures. */
static void
join_tables(struct month *m)
{
    for (int c = 0; c < 4; c++) {
        begin(&m->sys);
        add(&m->sys, m->units.class[0][c], 1);
        add(&m->sys, m->procedures.class[0][c], -1);
        ends(&m->sys, 0);
    }
    for (int64_t level = LEVEL_PROVINCE; m->w->by_level && level <= LEVEL_COMMUNE; level++)
        for (int c = 0; c < 4; c++) {
            begin(&m->sys);
            for (int i = 0; i < m->units.t.n; i++) {
                const struct public_cell *cell = &m->units.t.cell[i];
                int64_t at = cell->key.n > 0 ? LEVEL_COMMUNE
                             : cell->parent > 0 ? LEVEL_DISTRICT
                                                : LEVEL_PROVINCE;

                if (m->units.leaf[i] && at == level)
                    add(&m->sys, m->units.class[i][c], 1);
            }
            for (int i = 0; i < m->procedures.t.n; i++)
                if (m->procedures.at_procedure[i] >= 0 &&
                    m->w->level[m->procedures.at_procedure[i]] == level)
                    add(&m->sys, m->procedures.class[i][c], -1);
            ends(&m->sys, 0);
        }
}

const struct reading *
reading_of(struct view *v, const char *over, const char *under)
{
    const struct indicator_list *all = indicators(v);

    for (int i = 0; i < all->n; i++)
        for (int k = 0; k < all->list[i].n_readings; k++) {
            const struct reading *r = &all->list[i].readings[k];

            if (str_eq(r->over.element, str_of(over)) &&
                (under == NULL || str_eq(r->under.element, str_of(under))))
                return r;
        }
    check(false, over);
    return NULL;
}

/* The province's number over one kind of service and above. */
static void
join_kind(struct month *m, const struct reading *r, bool of_under, int kind_min, int k)
{
    struct public_value x;

    check_ok(public_value_of(m->v, r, &m->period, &x));
    if (x.state != PUBLIC_OPEN)
        return;
    begin(&m->sys);
    for (int i = 0; i < m->procedures.t.n; i++)
        if (m->procedures.at_procedure[i] >= 0 &&
            m->w->kind[m->procedures.at_procedure[i]] >= kind_min)
            add(&m->sys, m->procedures.sum[i][k], 1);
    ends(&m->sys, of_under ? x.under : x.over);
}

/* How many services were used: of those whose number is closed each used one has one at least, so
 * none has more than what is left for it. */
static void
use_services(struct month *m)
{
    struct public_value x;
    struct system      *s = &m->sys;
    int64_t             used, sum = 0, could = 0;

    check_ok(public_value_of(m->v, reading_of(m->v, "services_online_used", NULL), &m->period, &x));
    if (x.state != PUBLIC_OPEN || !m->procedures.open[0][1])
        return;
    used = x.over;
    sum = s->truth[m->procedures.sum[0][1]];
    for (int i = 0; i < m->procedures.t.n; i++)
        if (m->procedures.leaf[i] && m->procedures.open[i][1]) {
            used -= s->truth[m->procedures.sum[i][1]] > 0;
            sum -= s->truth[m->procedures.sum[i][1]];
        } else if (m->procedures.leaf[i]) {
            could += s->high[m->procedures.sum[i][1]] > 0;
        }
    for (int i = 0; i < m->procedures.t.n; i++) {
        int var = m->procedures.sum[i][1];

        if (!m->procedures.leaf[i] || m->procedures.open[i][1])
            continue;
        if (used > 0 && s->high[var] > sum - used + 1)
            s->high[var] = sum - used + 1;
        if (used == could && s->high[var] > 0)
            s->low[var] = s->low[var] > 1 ? s->low[var] : 1;
    }
    narrow(s);
}

static void
attack_side(const struct month *m, const struct matrix *matrix, const struct side *s, int family)
{
    for (int i = 0; i < s->t.n; i++)
        for (int k = 0; k < SHOWN && shown[family][k].name != NULL; k++)
            if (!s->open[i][k])
                attack(&m->sys, matrix, s->sum[i][k], shown[family][k].name,
                       str_format(test_arena(), "%.*s in %.*s", STR_ARG(s->t.cell[i].name),
                                  STR_ARG(m->period.key)));
}

int
attack_month(struct view *v, const struct invented *w, int at)
{
    struct arena *arena = arena_new();
    struct month *m = arena_make(arena, struct month);
    int           open = 0;

    m->sys.arena = arena;
    m->v = v;
    m->w = w;
    check_ok(period_read(test_arena(), month_key(at), day_of(2030, 1, 1), &m->period));
    for (int family = 0; family < 2; family++) {
        struct matrix matrix;

        m->sys.n_vars = m->sys.n_equations = m->sys.n_terms = 0;
        read_tables(m, family);
        if (!m->units.open[0][0])
            continue; /* nothing is published */
        join_tables(m);
        if (family == 0) {
            join_kind(m, reading_of(v, "received_online_full", NULL), false, SERVICE_FULL, 1);
            join_kind(m, reading_of(v, "received_online", "received_offering_online"), true,
                      SERVICE_PARTIAL, 0);
            narrow(&m->sys);
            use_services(m);
        }
        narrow(&m->sys);
        matrix = eliminate(&m->sys);
        attack_side(m, &matrix, &m->units, family);
        attack_side(m, &matrix, &m->procedures, family);
        for (int i = 1; i < m->units.t.n; i++)
            open += m->units.open[i][0] && m->sys.truth[m->units.sum[i][0]] > 0;
    }
    arena_free(arena);
    return open;
}
