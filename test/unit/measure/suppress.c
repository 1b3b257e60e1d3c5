/* What is closed in public tables cannot be computed from what is open: many invented provinces
 * are published, by unit and by procedure, and a reader who knows linear algebra tries.  He has
 * every open number of both tables, counts and splits, and of the province's figures over a
 * kind of service; he eliminates, and he bounds each cell by what is left for it. */
#include "measure/suppress.h"

#include "check.h"

#define UNITS      9 /* nodes: the province, its agencies, two districts with offices and communes */
#define PROCEDURES 9 /* nodes: all, a closed field, two open ones, their procedures */
#define KINDS      3
#define VARIABLES  (UNITS * PROCEDURES * 2)
#define EQUATIONS  200
#define PRIME      2147483629LL

static const int  unit_parent[UNITS] = { -1, 0, 0, 2, 2, 2, 0, 6, 6 };
static const bool unit_leaf[UNITS] = { 0, 1, 0, 1, 1, 1, 0, 1, 1 };
static const int  procedure_parent[PROCEDURES] = { -1, 0, 1, 1, 0, 4, 4, 0, 7 };
static const bool procedure_leaf[PROCEDURES] = { 0, 0, 1, 1, 0, 1, 1, 0, 1 };
static const int  kind[PROCEDURES] = { 0, 0, 2, 2, 0, 2, 1, 0, 2 };

struct world {
    int64_t      n[UNITS][PROCEDURES][2];
    struct cells units[2], procedures[2]; /* counts, split */
};

static unsigned
draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static struct cells
close_one(const struct world *w, bool of_units, bool split, const int *atom, const bool *before)
{
    int           n = of_units ? UNITS : PROCEDURES, other = of_units ? PROCEDURES : UNITS;
    int           n_classes = other * KINDS;
    struct cells  c = { .n = n, .parent = of_units ? unit_parent : procedure_parent,
                        .n_classes = n_classes, .split = split,
                        .over = arena_array(test_arena(), int64_t, n * n_classes),
                        .rest = arena_array(test_arena(), int64_t, n * n_classes),
                        .closed = arena_array(test_arena(), bool, n),
                        .atom = arena_array(test_arena(), int, n) };

    for (int i = 0; i < n; i++)
        c.closed[i] = (!of_units && i >= 1 && i <= 3) || (before != NULL && before[i]);
    for (int u = 0; u < UNITS; u++)
        for (int p = 0; p < PROCEDURES; p++) {
            int class = (of_units ? (atom[p] >= 0 ? atom[p] : p) : u) * KINDS + kind[p];
            int at = (of_units ? u : p) * n_classes + class;

            c.over[at] += split ? w->n[u][p][0] : w->n[u][p][0] + w->n[u][p][1];
            c.rest[at] += split ? w->n[u][p][1] : 0;
        }
    suppress(test_arena(), &c);
    return c;
}

static struct world *
make_world(unsigned seed)
{
    static const unsigned size[] = { 4, 14, 40, 120 };
    struct world         *w = arena_make(test_arena(), struct world);

    for (int u = 0; u < UNITS; u++)
        for (int p = 0; p < PROCEDURES; p++)
            for (int k = 0; k < 2; k++)
                if (unit_leaf[u] && procedure_leaf[p] && draw(&seed, 4) > 0)
                    w->n[u][p][k] = draw(&seed, size[draw(&seed, 4)]);
    for (int k = 0; k < 2; k++) {
        w->procedures[k] = close_one(w, false, k, NULL, k ? w->procedures[0].closed : NULL);
        w->units[k] = close_one(w, true, k, w->procedures[k].atom, k ? w->units[0].closed : NULL);
        suppress_both(&w->units[k], &w->procedures[k]);
    }
    return w;
}

/* -- what a reader knows ------------------------------------------------------------------------- */

struct knowledge {
    int     n;
    int64_t row[EQUATIONS][VARIABLES];
};

static bool
is_below(const int *parent, int node, int top)
{
    while (node > top)
        node = parent[node];
    return node == top;
}

/* Of a cell: which of the numbers behind it are summed; k 0: over, 1: rest, 2: both. */
static void
sum_of(bool of_units, int node, int k, int64_t out[VARIABLES])
{
    for (int u = 0; u < UNITS; u++)
        for (int p = 0; p < PROCEDURES; p++)
            for (int s = 0; s < 2; s++) {
                bool in = of_units ? is_below(unit_parent, u, node)
                                   : is_below(procedure_parent, p, node);

                out[(u * PROCEDURES + p) * 2 + s] =
                    in && unit_leaf[u] && procedure_leaf[p] && (k == 2 || k == s);
            }
}

static int64_t
power(int64_t a, int64_t e)
{
    int64_t r = 1;

    for (; e > 0; e >>= 1, a = a * a % PRIME)
        r = e & 1 ? r * a % PRIME : r;
    return r;
}

/* What is left of a row after all that is known; false: nothing, it can be computed. */
static bool
reduce(const struct knowledge *k, int64_t row[VARIABLES])
{
    bool left = false;

    for (int i = 0; i < k->n; i++) {
        int     lead = 0;
        int64_t by;

        while (k->row[i][lead] == 0)
            lead++;
        by = row[lead];
        for (int j = 0; by != 0 && j < VARIABLES; j++)
            row[j] = ((row[j] - by * k->row[i][j]) % PRIME + PRIME) % PRIME;
    }
    for (int j = 0; j < VARIABLES; j++)
        left |= row[j] != 0;
    return left;
}

static void
learn(struct knowledge *k, int64_t row[VARIABLES])
{
    int     lead = 0;
    int64_t by;

    if (!reduce(k, row))
        return;
    while (row[lead] == 0)
        lead++;
    by = power(row[lead], PRIME - 2);
    for (int j = 0; j < VARIABLES; j++)
        k->row[k->n][j] = row[j] * by % PRIME;
    k->n++;
}

static void
learn_table(struct knowledge *k, const struct cells c[2], bool of_units)
{
    int64_t row[VARIABLES];

    for (int i = 0; i < c[0].n; i++) {
        if (!c[0].closed[i]) {
            sum_of(of_units, i, 2, row);
            learn(k, row);
        }
        for (int s = 0; !c[1].closed[i] && s < 2; s++) {
            sum_of(of_units, i, s, row);
            learn(k, row);
        }
    }
}

/* Nothing is nothing of each part of it. */
static void
learn_nothing(struct knowledge *k, const struct world *w, const struct cells c[2], bool of_units)
{
    for (int i = 0; i < c[0].n; i++)
        for (int s = 0; s < 3; s++) {
            int64_t cells[VARIABLES], sum = 0;

            if (c[s < 2].closed[i])
                continue;
            sum_of(of_units, i, s, cells);
            for (int j = 0; j < VARIABLES; j++)
                sum += cells[j] * w->n[j / 2 / PROCEDURES][j / 2 % PROCEDURES][j % 2];
            for (int j = 0; sum == 0 && j < VARIABLES; j++) {
                int64_t one[VARIABLES] = { 0 };

                one[j] = cells[j];
                learn(k, one);
            }
        }
}

/* The province's figure over procedures of one kind: counts, and of them on one side. */
static void
learn_kinds(struct knowledge *k, const struct world *w)
{
    for (int s = 0; s < 2; s++)
        for (int of = 0; of < KINDS && !w->units[s].closed[0] && !w->procedures[s].closed[0]; of++) {
            int64_t row[VARIABLES];

            sum_of(true, 0, s ? 0 : 2, row);
            for (int j = 0; j < VARIABLES; j++)
                row[j] = kind[j / 2 % PROCEDURES] == of ? row[j] : 0;
            learn(k, row);
        }
}

/* -- and what he makes of it ----------------------------------------------------------------------- */

static int
attack(const struct world *w, const struct knowledge *k, const struct cells c[2], bool of_units)
{
    int n = 0;

    for (int i = 0; i < c[0].n; i++)
        for (int s = 0; s < 3; s++) {
            int64_t row[VARIABLES], sum = 0;

            if (!c[s < 2].closed[i])
                continue;
            sum_of(of_units, i, s, row);
            for (int j = 0; j < VARIABLES; j++)
                sum += row[j] * w->n[j / 2 / PROCEDURES][j / 2 % PROCEDURES][j % 2];
            if (sum == 0)
                continue; /* nobody stands behind it */
            n++;
            check(reduce(k, row), of_units ? "a unit's closed cell was computed"
                                           : "a procedure's closed cell was computed");
        }
    return n;
}

struct range {
    int64_t low, high;
};

/* Bounds of each node's number (s: side, 2: both) from open ones and from sums over children,
 * narrowed until nothing moves. */
static void
narrow(const struct cells *c, const int64_t *truth, struct range *r)
{
    bool moved = true;

    for (int i = 0; i < c->n; i++)
        r[i] = c->closed[i] ? (struct range){ 0, 1000000 } : (struct range){ truth[i], truth[i] };
    while (moved) {
        moved = false;
        for (int i = 0; i < c->n; i++) {
            int64_t low = 0, high = 0;
            bool    inner = false;

            for (int k = i + 1; k < c->n; k++)
                if (c->parent[k] == i) {
                    inner = true;
                    low += r[k].low;
                    high += r[k].high;
                }
            if (!inner)
                continue;
            if (low > r[i].low || high < r[i].high)
                moved = true;
            r[i].low = low > r[i].low ? low : r[i].low;
            r[i].high = high < r[i].high ? high : r[i].high;
            for (int k = i + 1; k < c->n; k++)
                if (c->parent[k] == i) {
                    int64_t most = r[i].high - (low - r[k].low);
                    int64_t least = r[i].low - (high - r[k].high);

                    if (most < r[k].high || least > r[k].low)
                        moved = true;
                    r[k].high = most < r[k].high ? most : r[k].high;
                    r[k].low = least > r[k].low ? least : r[k].low;
                }
        }
    }
}

static void
bound(const struct world *w, const struct cells c[2], bool of_units)
{
    for (int s = 0; s < 3; s++) {
        int64_t      truth[PROCEDURES + UNITS];
        struct range r[PROCEDURES + UNITS];

        for (int i = 0; i < c[0].n; i++) {
            int64_t row[VARIABLES];

            truth[i] = 0;
            sum_of(of_units, i, s, row);
            for (int j = 0; j < VARIABLES; j++)
                truth[i] += row[j] * w->n[j / 2 / PROCEDURES][j / 2 % PROCEDURES][j % 2];
        }
        narrow(&c[s < 2], truth, r);
        for (int i = 0; i < c[0].n; i++)
            if (c[s < 2].closed[i] && truth[i] > 0)
                check(r[i].high - r[i].low >= CELL_WIDTH, "a closed cell was bounded narrowly");
    }
}

void
test_measure_suppress__nobody_computes_what_is_closed(void)
{
    struct knowledge *k = arena_make(test_arena(), struct knowledge);
    int               closed = 0, open = 0;

    for (unsigned seed = 1; seed <= 400; seed++) {
        struct world *w = make_world(seed);

        k->n = 0;
        learn_table(k, w->units, true);
        learn_table(k, w->procedures, false);
        learn_nothing(k, w, w->units, true);
        learn_nothing(k, w, w->procedures, false);
        learn_kinds(k, w);
        closed += attack(w, k, w->units, true) + attack(w, k, w->procedures, false);
        bound(w, w->units, true);
        bound(w, w->procedures, false);
        for (int i = 0; i < UNITS; i++)
            open += !w->units[1].closed[i];
    }
    check(closed > 1000, "cells were closed");
    check(open > 200, "and many were not");
}

void
test_measure_suppress__small_ones_are_closed_and_none_is_shown(void)
{
    for (unsigned seed = 1; seed <= 50; seed++) {
        struct world *w = make_world(seed);

        for (int i = 0; i < UNITS; i++) {
            int64_t over = 0, rest = 0;

            for (int k = 0; k < w->units[1].n_classes; k++) {
                over += w->units[1].over[i * w->units[1].n_classes + k];
                rest += w->units[1].rest[i * w->units[1].n_classes + k];
            }
            check(w->units[1].closed[i] || (!cell_is_small(over) && !cell_is_small(rest) &&
                                            !cell_is_small(over + rest)),
                  "a number below ten is closed");
            check(!w->units[0].closed[i] || w->units[1].closed[i],
                  "what is closed of the counts is closed of the split");
        }
    }
    check(!cell_is_small(0) && cell_is_small(1) && cell_is_small(9) && !cell_is_small(10),
          "zero is shown: nobody stands behind it");
}
