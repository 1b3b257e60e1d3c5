/* measure/suppress.c -- see suppress.h.  Floor 8.
 *
 * Everything below a closed cell is closed.  The closed children of one open parent, with all
 * below them, are an atom: of it only the sum can be known.  A closed cell is safe when enough
 * of its dossiers could change places with others of its atom and of the same class: neither
 * the cells outside the atom nor what is published by class would show it.  Where that is not
 * enough, the atom grows by its smallest open sibling; without one, the parent is closed. */
#include "measure/suppress.h"

struct closing {
    struct cells *c;
    int64_t      *flip, *total; /* flip by class, total of a node */
    int          *top;          /* the highest closed cell above a closed one */
    int64_t      *atom_over, *atom_rest, *atom_flip; /* of one atom, by class */
};

bool
cell_is_small(int64_t n)
{
    return n > 0 && n < CELL_MIN;
}

static void
sum_up(struct closing *s, const int64_t *flip)
{
    struct cells *c = s->c;

    for (int i = 0; i < c->n * c->n_classes; i++)
        s->flip[i] = flip != NULL ? flip[i] : c->over[i];
    for (int i = c->n - 1; i > 0; i--)
        for (int k = 0; k < c->n_classes; k++) {
            int from = i * c->n_classes + k, to = c->parent[i] * c->n_classes + k;

            c->over[to] += c->over[from];
            c->rest[to] += c->rest[from];
            s->flip[to] += s->flip[from];
        }
}

/* The primary ones. */
static void
close_small(struct closing *s)
{
    struct cells *c = s->c;

    for (int i = 0; i < c->n; i++) {
        int64_t over = 0, rest = 0;

        for (int k = 0; k < c->n_classes; k++) {
            over += c->over[i * c->n_classes + k];
            rest += c->rest[i * c->n_classes + k];
        }
        s->total[i] = over + rest;
        c->closed[i] |= cell_is_small(over + rest);
        if (c->split)
            c->closed[i] |= cell_is_small(over) || cell_is_small(rest);
    }
}

static void
close_below(struct closing *s)
{
    struct cells *c = s->c;

    for (int i = 0; i < c->n; i++) {
        if (i > 0 && c->closed[c->parent[i]]) {
            c->closed[i] = true;
            s->top[i] = s->top[c->parent[i]];
        } else {
            s->top[i] = i;
        }
        c->atom[i] = c->closed[i] ? (s->top[i] > 0 ? c->parent[s->top[i]] : 0) : -1;
    }
}

static int64_t
least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void
gather(struct closing *s, int atom)
{
    struct cells *c = s->c;

    for (int k = 0; k < c->n_classes; k++)
        s->atom_over[k] = s->atom_rest[k] = s->atom_flip[k] = 0;
    for (int i = 1; i < c->n; i++)
        if (c->closed[i] && s->top[i] == i && c->parent[i] == atom)
            for (int k = 0; k < c->n_classes; k++) {
                s->atom_over[k] += c->over[i * c->n_classes + k];
                s->atom_rest[k] += c->rest[i * c->n_classes + k];
                s->atom_flip[k] += s->flip[i * c->n_classes + k];
            }
}

/* By how much a cell's number can differ while all that is open stays as it is: counts by
 * dossiers that go to others of the atom and come from them, a split by pairs of dossiers that
 * change sides in opposite ways. */
static int64_t
width(const struct closing *s, int node)
{
    const struct cells *c = s->c;
    int64_t             sum = 0;

    for (int k = 0; k < c->n_classes; k++) {
        int     at = node * c->n_classes + k;
        int64_t all = c->over[at] + c->rest[at];
        int64_t others = s->atom_over[k] + s->atom_rest[k] - all;

        if (!c->split)
            sum += all > 0 && others > 0 ? all + others : 0;
        else
            sum += least(s->flip[at], s->atom_rest[k] - c->rest[at]) +
                   least(c->rest[at], s->atom_flip[k] - s->flip[at]);
    }
    return sum;
}

/* Would it give this closed cell anything to change places with? */
static bool
helps(const struct closing *s, int other, int node)
{
    const struct cells *c = s->c;
    int64_t             sum = 0;

    for (int k = 0; k < c->n_classes; k++) {
        int a = node * c->n_classes + k, b = other * c->n_classes + k;

        sum += c->split ? least(s->flip[a], c->rest[b]) + least(c->rest[a], s->flip[b])
                        : least(c->over[a], c->over[b]);
    }
    return sum > 0;
}

/* Closes one more cell for the sake of a closed one of this atom. */
static void
grow(struct closing *s, int atom, int node)
{
    struct cells *c = s->c;
    int           best = atom;

    for (int i = 1; i < c->n; i++)
        if (c->parent[i] == atom && !c->closed[i] && helps(s, i, node) &&
            (best == atom || s->total[i] < s->total[best]))
            best = i;
    c->closed[best] = true;
}

/* Of one side there is nobody in the whole atom: who is on the other is told by the counts
 * alone, and those were settled before. */
static bool
is_one_sided(const struct closing *s)
{
    int64_t over = 0, rest = 0;

    for (int k = 0; k < s->c->n_classes; k++) {
        over += s->atom_over[k];
        rest += s->atom_rest[k];
    }
    return s->c->split && (over == 0 || rest == 0);
}

/* True: nothing had to be closed. */
static bool
is_safe(struct closing *s)
{
    struct cells *c = s->c;

    for (int atom = 0; atom < c->n; atom++) {
        if (c->closed[atom])
            continue;
        gather(s, atom);
        if (is_one_sided(s))
            continue;
        for (int i = 1; i < c->n; i++)
            if (c->closed[i] && c->atom[i] == atom && s->total[i] > 0 &&
                width(s, i) < CELL_WIDTH) {
                grow(s, atom, i);
                return false;
            }
    }
    return true;
}

void
suppress(struct arena *arena, struct cells *c)
{
    size_t         n = (size_t)(c->n * c->n_classes + 1), classes = (size_t)c->n_classes + 1;
    struct closing s = { .c = c,
                         .flip = arena_array(arena, int64_t, n),
                         .total = arena_array(arena, int64_t, (size_t)c->n + 1),
                         .top = arena_array(arena, int, (size_t)c->n + 1),
                         .atom_over = arena_array(arena, int64_t, classes),
                         .atom_rest = arena_array(arena, int64_t, classes),
                         .atom_flip = arena_array(arena, int64_t, classes) };

    sum_up(&s, c->flip);
    close_small(&s);
    do
        close_below(&s);
    while (!is_safe(&s));
}

void
suppress_both(struct cells *a, struct cells *b)
{
    if (!a->closed[0] && !b->closed[0])
        return;
    for (int i = 0; i < a->n; i++)
        a->closed[i] = true;
    for (int i = 0; i < b->n; i++)
        b->closed[i] = true;
}
