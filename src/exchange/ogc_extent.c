/* exchange/ogc_extent.c -- the rectangle around a collection, from its index of places.
 * Floor 10.
 *
 * Cells that hold something are cut in four, those at the edge of what is known, PROBES times at
 * most; so it is larger than the records' own rectangle by a part of it, never smaller, and costs
 * the same whatever there is. */
#include "exchange/ogc_inside.h"

#define PROBES 160
#define CELLS  64

/* A cell by its corner and the logarithm of its sides, on the last level; with what it grows to
 * (place.h) it reaches twice as far. */
struct part {
    int64_t x, y;
    int     shift;
    bool    whole; /* something lies in the cell itself: it is not cut */
};

struct extent {
    struct view           *v;
    const struct registry *r;
    int                    probes, n;
    struct part            part[CELLS];
};

/* Is there anything from one place to another? */
static enum err
probe(struct extent *e, int64_t from, int64_t to, bool *out)
{
    struct cell in = cell_int(from);
    struct rows next;

    e->probes++;
    TRY(view_run(e->v, &e->r->sql->place_next, &in, &next));
    *out = next.n > 0 && next.cell[0].i <= to;
    return ERR_OK;
}

static enum err
add_if_any(struct extent *e, struct part p)
{
    int64_t cell = place_cell(p.x, p.y, p.shift), half = (int64_t)1 << (2 * p.shift);
    bool    any, own = false;

    TRY(probe(e, cell - half + 1, cell + half - 1, &any));
    if (!any)
        return ERR_OK;
    TRY(probe(e, cell, cell, &own));
    p.whole = own || p.shift == 0;
    if (e->n == CELLS)
        BUG("more cells than were to be cut");
    e->part[e->n++] = p;
    return ERR_OK;
}

static struct box
reach(const struct part *p)
{
    return place_reach(p->x, p->y, p->shift);
}

static struct box
around(const struct extent *e)
{
    struct box all = reach(&e->part[0]);

    for (int i = 1; i < e->n; i++) {
        struct box b = reach(&e->part[i]);

        all.west = b.west < all.west ? b.west : all.west;
        all.south = b.south < all.south ? b.south : all.south;
        all.east = b.east > all.east ? b.east : all.east;
        all.north = b.north > all.north ? b.north : all.north;
    }
    return all;
}

/* The largest that touches an edge and may be cut; -1: none. */
static int
next_to_cut(const struct extent *e)
{
    struct box all = around(e);
    int        found = -1;

    for (int i = 0; i < e->n; i++) {
        struct box b = reach(&e->part[i]);
        bool       edge = b.west <= all.west || b.south <= all.south || b.east >= all.east ||
                          b.north >= all.north;

        if (!e->part[i].whole && edge && (found < 0 || e->part[i].shift > e->part[found].shift))
            found = i;
    }
    return found;
}

static enum err
cut(struct extent *e, int i)
{
    struct part p = e->part[i];
    int64_t     half = (int64_t)1 << (p.shift - 1);

    e->part[i] = e->part[--e->n];
    for (int k = 0; k < 4; k++)
        TRY(add_if_any(e, (struct part){ .x = p.x + (k & 1) * half, .y = p.y + (k >> 1) * half,
                                         .shift = p.shift - 1 }));
    return ERR_OK;
}

enum err
ogc_extent(struct view *v, const struct registry *r, struct box *out, bool *known)
{
    struct extent   e = { .v = v, .r = r };
    struct onlooker who;

    *known = false;
    TRY(onlooker_begin(v, r, &who));
    if (r->place_column < 0 || onlooker_best(&who) < SIGHT_PUBLIC ||
        !sight_shows(onlooker_best(&who), &r->field[r->geometry_field]))
        return ERR_OK;
    TRY(add_if_any(&e, (struct part){ .shift = PLACE_LEVELS }));
    while (e.n > 0 && e.n + 3 <= CELLS && e.probes + 8 <= PROBES) {
        int i = next_to_cut(&e);

        if (i < 0)
            break;
        TRY(cut(&e, i));
    }
    *known = e.n > 0;
    if (*known)
        *out = around(&e);
    return ERR_OK;
}
