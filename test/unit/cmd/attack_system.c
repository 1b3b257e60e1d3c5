/* test/unit/cmd/attack_system.c -- see attack_system.h. */
#include "attack_system.h"

#include "measure/suppress.h"

#define PRIME 2147483629LL
#define MUCH  1000000

int
variable(struct system *s, int64_t truth)
{
    check(s->n_vars < VARS, "room for a variable");
    s->low[s->n_vars] = 0;
    s->high[s->n_vars] = MUCH;
    s->truth[s->n_vars] = truth;
    return s->n_vars++;
}

void
begin(struct system *s)
{
    check(s->n_equations < VARS * 2, "room for an equation");
    s->equation[s->n_equations++] = (struct equation){ .from = s->n_terms, .to = s->n_terms };
}

void
add(struct system *s, int var, int64_t times)
{
    check(s->n_terms < TERMS, "room for a term");
    s->term[s->n_terms++] = (struct term){ var, times };
    s->equation[s->n_equations - 1].to = s->n_terms;
}

void
ends(struct system *s, int64_t is)
{
    struct equation *e = &s->equation[s->n_equations - 1];
    int64_t          sum = 0;

    e->is = is;
    for (int i = e->from; i < e->to; i++)
        sum += s->term[i].times * s->truth[s->term[i].var];
    check(sum == is, "what the reader believes is true");
}

void
known(struct system *s, int var, int64_t n)
{
    check(s->truth[var] == n, "what is published is true");
    s->low[var] = s->high[var] = n;
}

/* Each by what the bounds of the others leave for it; all coefficients are 1 or -1. */
static bool
tighten(struct system *s, const struct equation *e)
{
    int64_t low = 0, high = 0;
    bool    moved = false;

    for (int i = e->from; i < e->to; i++) {
        const struct term *t = &s->term[i];

        low += t->times > 0 ? s->low[t->var] : -s->high[t->var];
        high += t->times > 0 ? s->high[t->var] : -s->low[t->var];
    }
    for (int i = e->from; i < e->to; i++) {
        const struct term *t = &s->term[i];
        int64_t           *a = &s->low[t->var], *b = &s->high[t->var], least, most;

        if (t->times > 0) {
            least = e->is - (high - *b);
            most = e->is - (low - *a);
        } else {
            least = low + *b - e->is;
            most = high + *a - e->is;
        }
        if (least <= *a && most >= *b)
            continue;
        moved = true;
        low += t->times > 0 ? (least > *a ? least - *a : 0) : (most < *b ? *b - most : 0);
        high -= t->times > 0 ? (most < *b ? *b - most : 0) : (least > *a ? least - *a : 0);
        *a = least > *a ? least : *a;
        *b = most < *b ? most : *b;
    }
    return moved;
}

void
narrow(struct system *s)
{
    bool moved = true;

    for (int round = 0; moved && round < 300; round++) {
        moved = false;
        for (int i = 0; i < s->n_equations; i++)
            moved |= tighten(s, &s->equation[i]);
    }
    for (int i = 0; i < s->n_vars; i++)
        check(s->low[i] <= s->truth[i] && s->truth[i] <= s->high[i], "the truth is within");
}

/* -- elimination, modulo a prime, of what is not settled by bounds ----------------------------- */

static int64_t
power(int64_t a, int64_t e)
{
    int64_t r = 1;

    for (; e > 0; e >>= 1, a = a * a % PRIME)
        r = e & 1 ? r * a % PRIME : r;
    return r;
}

/* The first column that is left; width: nothing. */
static int
reduce(const struct matrix *m, int64_t *row)
{
    for (int i = 0; i < m->n_rows; i++) {
        int64_t by = row[m->lead[i]];

        for (int j = m->lead[i]; by != 0 && j < m->width; j++)
            if (m->row[i][j] != 0)
                row[j] = ((row[j] - by * m->row[i][j]) % PRIME + PRIME) % PRIME;
    }
    for (int j = 0; j < m->width; j++)
        if (row[j] != 0)
            return j;
    return m->width;
}

static void
learn(struct matrix *m, const struct system *s, const struct equation *e)
{
    int64_t *row = arena_array(s->arena, int64_t, m->width + 1);
    int      lead;

    for (int i = e->from; i < e->to; i++) {
        int column = m->column[s->term[i].var];

        if (column >= 0)
            row[column] = ((row[column] + s->term[i].times) % PRIME + PRIME) % PRIME;
    }
    lead = reduce(m, row);
    if (lead == m->width)
        return;
    for (int64_t by = power(row[lead], PRIME - 2), j = lead; j < m->width; j++)
        row[j] = row[j] * by % PRIME;
    m->lead[m->n_rows] = lead;
    m->row[m->n_rows++] = row;
}

struct matrix
eliminate(const struct system *s)
{
    struct matrix m = { .column = arena_array(s->arena, int, s->n_vars + 1),
                        .lead = arena_array(s->arena, int, s->n_equations + 1),
                        .row = arena_array(s->arena, int64_t *, s->n_equations + 1) };

    for (int i = 0; i < s->n_vars; i++)
        m.column[i] = s->low[i] == s->high[i] ? -1 : m.width++;
    for (int i = 0; i < s->n_equations; i++)
        learn(&m, s, &s->equation[i]);
    return m;
}

int attacked_numbers;

/* A closed number behind which somebody stands. */
void
attack(const struct system *s, const struct matrix *m, int var, const char *what, Str where)
{
    int64_t *row;

    if (s->truth[var] == 0)
        return;
    attacked_numbers++;
    if (s->high[var] >= CELL_MIN && m->column[var] >= 0) {
        row = arena_array(s->arena, int64_t, m->width + 1);
        row[m->column[var]] = 1;
        if (reduce(m, row) < m->width)
            return;
    }
    check(false, str_c(test_arena(), str_format(test_arena(), "%s of %.*s is %lld: in %lld to %lld",
                                                what, STR_ARG(where), (long long)s->truth[var],
                                                (long long)s->low[var],
                                                (long long)s->high[var])));
}
