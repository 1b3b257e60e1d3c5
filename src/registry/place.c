/* registry/place.c -- see place.h.  Floor 6. */
#include "registry/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE      ((int64_t)1 << PLACE_LEVELS) /* the world's, in cells of the last level */
#define GAP       16   /* of what is asked for on both sides, so much may be a gap */
#define EDGE_MAX  2048 /* cells looked at on the level on which looking ends */
#define DIGITS    64  /* of a number in a geometry */

/* -- from degrees to cells --------------------------------------------------------- */

struct cells {
    int64_t x0, y0, x1, y1; /* on the last level, both included */
};

static int64_t
cell_at(double degrees, double half)
{
    double at = floor((degrees + half) / (2 * half) * (double)SIDE);

    return at < 0 ? 0 : at >= (double)SIDE ? SIDE - 1 : (int64_t)at;
}

static struct cells
cells_of(const struct box *b)
{
    return (struct cells){ cell_at(b->west, 180), cell_at(b->south, 90), cell_at(b->east, 180),
                           cell_at(b->north, 90) };
}

/* A bit of place between any two. */
static int64_t
spread(int64_t x)
{
    x = (x | x << 16) & 0x0000ffff0000ffff;
    x = (x | x << 8) & 0x00ff00ff00ff00ff;
    x = (x | x << 4) & 0x0f0f0f0f0f0f0f0f;
    x = (x | x << 2) & 0x3333333333333333;
    return (x | x << 1) & 0x5555555555555555;
}

/* Bits of x and y in turn, y's above x's. */
static int64_t
interleave(int64_t x, int64_t y)
{
    return spread(x) | spread(y) << 1;
}

int64_t
place_cell(int64_t x, int64_t y, int shift)
{
    return (interleave(x >> shift, y >> shift) << 1 | 1) << (2 * shift);
}

int64_t
place_number(const struct box *b)
{
    struct cells c = cells_of(b);
    int          shift = 0;

    while (shift < PLACE_LEVELS &&
           (c.x1 - c.x0 >= (int64_t)1 << shift || c.y1 - c.y0 >= (int64_t)1 << shift))
        shift++;
    return place_cell(c.x0, c.y0, shift);
}

bool
place_is_small(int64_t place)
{
    return (place & 1) != 0;
}

static double
degrees_at(int64_t cell, double half)
{
    return (double)(cell < SIDE ? cell : SIDE) / (double)SIDE * 2 * half - half;
}

struct box
place_reach(int64_t x, int64_t y, int shift)
{
    int64_t side = (int64_t)2 << shift;

    return (struct box){ degrees_at(x, 180), degrees_at(y, 90), degrees_at(x + side, 180),
                         degrees_at(y + side, 90) };
}

bool
place_meets(const struct box *a, const struct box *b)
{
    return a->west <= b->east && b->west <= a->east && a->south <= b->north &&
           b->south <= a->north;
}

bool
place_holds(const struct box *window, const struct box *b)
{
    return window->west <= b->west && b->east <= window->east && window->south <= b->south &&
           b->north <= window->north;
}

/* -- what a rectangle asks for ----------------------------------------------------- */

struct covering {
    struct cells        window;
    bool                small; /* nothing is larger than a cell of the last level */
    int                 last;  /* the shift at which looking ends */
    int                 n;
    struct place_range *out;
};

/* The parts come in order.  One that follows closely, or for which there is no room, makes the
 * last one grow: a little more is looked at than need be, in fewer pieces; nothing is missed. */
static void
add_range(struct covering *c, int64_t from, int64_t to)
{
    struct place_range *before = c->n > 0 ? &c->out[c->n - 1] : NULL;
    int64_t             both = before != NULL ? before->to - before->from + to - from : 0;

    if (before != NULL && (from - before->to <= 1 + both / GAP || c->n == PLACE_RANGES))
        before->to = to > before->to ? to : before->to;
    else
        c->out[c->n++] = (struct place_range){ from, to };
}

/* All below the cell.  The numbers at both ends are of cells above, which are asked for
 * anyway, or of none: with them, neighbours join. */
static void
add_whole(struct covering *c, int64_t cell, int shift)
{
    int64_t half = (int64_t)1 << (2 * shift);

    add_range(c, cell - half, cell + half);
}

static void
visit(struct covering *c, int64_t x, int64_t y, int shift)
{
    const struct cells *w = &c->window;
    int64_t             side = (int64_t)1 << shift, half = side / 2, cell;
    int64_t             reach = c->small ? side : 2 * side;
    int64_t             x1 = x + reach - 1, y1 = y + reach - 1;

    if (x > w->x1 || x1 < w->x0 || y > w->y1 || y1 < w->y0)
        return;
    cell = place_cell(x, y, shift);
    if (shift <= c->last || (x >= w->x0 && x1 <= w->x1 && y >= w->y0 && y1 <= w->y1)) {
        add_whole(c, cell, shift);
        return;
    }
    visit(c, x, y, shift - 1);
    visit(c, x + half, y, shift - 1);
    if (!c->small)
        add_range(c, cell, cell);
    visit(c, x, y + half, shift - 1);
    visit(c, x + half, y + half, shift - 1);
}

int
place_ranges(const struct box *window, bool small, struct place_range out[PLACE_RANGES])
{
    struct covering c = { .window = cells_of(window), .small = small, .out = out };
    int64_t         w = c.window.x1 - c.window.x0, h = c.window.y1 - c.window.y0;

    if (window->west > window->east || window->south > window->north)
        return 0;
    while (((w >> c.last) + 3) * ((h >> c.last) + 3) > EDGE_MAX)
        c.last++;
    visit(&c, 0, 0, PLACE_LEVELS);
    return c.n;
}

/* -- from a geometry's text -------------------------------------------------------- */

static bool
is_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static bool
take_number(const char **p, const char *end, double *out)
{
    char   digits[DIGITS];
    size_t n = 0;

    while (*p < end && is_number(**p) && n + 1 < sizeof digits)
        digits[n++] = *(*p)++;
    digits[n] = '\0';
    *out = strtod(digits, NULL);
    return n > 0;
}

static void
widen(struct box *b, double x, double y)
{
    b->west = x < b->west ? x : b->west;
    b->east = x > b->east ? x : b->east;
    b->south = y < b->south ? y : b->south;
    b->north = y > b->north ? y : b->north;
}

bool
place_box(Str geometry, struct box *out)
{
    static const char name[] = "\"coordinates\":";
    const char *end = geometry.p + geometry.n;
    const char *p = memmem(geometry.p, geometry.n, name, sizeof name - 1);
    double      x, y;

    *out = (struct box){ INFINITY, INFINITY, -INFINITY, -INFINITY };
    for (p = p != NULL ? p + sizeof name - 1 : end; p < end && *p != '}'; p++) {
        if (*p != '[' || p + 1 == end || !is_number(p[1]))
            continue;
        p++;
        if (!take_number(&p, end, &x) || p == end || *p++ != ',' || !take_number(&p, end, &y))
            return false;
        widen(out, x, y);
        while (p < end && *p != ']') /* a height */
            p++;
    }
    return out->west <= out->east;
}
