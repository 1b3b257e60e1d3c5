/* portal/map.c -- shapes of records on a plane, for an SVG drawn by the server.  Floor 9.
 *
 * Longitude is shortened by the cosine of the middle latitude, so that shapes keep their form.
 * There is no ground under them: no border is drawn that no source gave; a grid in degrees and a
 * scale say where they are and how large. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "portal/inside.h"

#define WIDTH      640.0
#define HEIGHT     480.0
#define MARGIN     24.0
#define POINTS_MAX 20000
#define SHAPES_MAX 500
#define TO_METRES  111320.0 /* of a degree of latitude, on a sphere of the mean radius */

struct shape {
    const struct json *geometry;
    Str                title, href;
};

struct portal_map {
    struct view *v;
    struct shape shape[SHAPES_MAX];
    int          n, points;
    double       west, south, east, north;
    double       scale, squeeze, left, top; /* of the drawing */
};

struct portal_map *
portal_map_new(struct view *v)
{
    struct portal_map *m = arena_make(v->arena, struct portal_map);

    m->v = v;
    m->west = m->south = 1e9;
    m->east = m->north = -1e9;
    return m;
}

static double
number(struct arena *arena, const struct json *j)
{
    return j->kind == JSON_INT ? (double)j->number : strtod(str_c(arena, j->text), NULL);
}

static bool
is_position(const struct json *list)
{
    return list->first != NULL && list->first->kind != JSON_ARRAY;
}

static void
widen(struct portal_map *m, const struct json *list)
{
    if (list->kind != JSON_ARRAY || list->count == 0)
        return;
    if (is_position(list)) {
        double x = number(m->v->arena, list->first), y = number(m->v->arena, list->first->next);

        m->points++;
        m->west = fmin(m->west, x);
        m->east = fmax(m->east, x);
        m->south = fmin(m->south, y);
        m->north = fmax(m->north, y);
        return;
    }
    json_each(part, list)
        widen(m, part);
}

bool
portal_map_add(struct portal_map *m, Str geometry, Str title, Str href)
{
    struct json *g;

    if (m->n == SHAPES_MAX || m->points > POINTS_MAX)
        return false;
    if (json_parse(m->v->arena, geometry, &g, NULL) != ERR_OK ||
        json_get(g, "coordinates") == NULL)
        return true;
    widen(m, json_get(g, "coordinates"));
    m->shape[m->n++] = (struct shape){ .geometry = g, .title = title, .href = href };
    return true;
}

/* -- drawing ----------------------------------------------------------------------- */

static void
frame(struct portal_map *m)
{
    double middle = (m->south + m->north) / 2 * M_PI / 180, wide, high, least = 0.002;

    m->squeeze = fmax(cos(middle), 0.01);
    if (m->east - m->west < least) {
        m->west -= least;
        m->east += least;
    }
    if (m->north - m->south < least) {
        m->south -= least;
        m->north += least;
    }
    wide = (m->east - m->west) * m->squeeze;
    high = m->north - m->south;
    m->scale = fmin((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high);
    m->left = (WIDTH - wide * m->scale) / 2;
    m->top = (HEIGHT - high * m->scale) / 2;
}

static double
across(const struct portal_map *m, double longitude)
{
    return m->left + (longitude - m->west) * m->squeeze * m->scale;
}

static double
down(const struct portal_map *m, double latitude)
{
    return m->top + (m->north - latitude) * m->scale;
}

static void
put_position(struct portal_map *m, struct buf *b, char move, const struct json *p)
{
    buf_format(b, "%c%.1f %.1f", move, across(m, number(m->v->arena, p->first)),
               down(m, number(m->v->arena, p->first->next)));
}

/* A list of positions as a line; a ring is closed. */
static void
put_line(struct portal_map *m, struct buf *b, const struct json *list, bool ring)
{
    char move = 'M';

    json_each(p, list)
    {
        if (p->kind != JSON_ARRAY || p->count < 2)
            return;
        put_position(m, b, move, p);
        move = 'L';
    }
    if (ring)
        buf_byte(b, 'Z');
}

/* A point is a line of no length with round ends. */
static void
put_path(struct portal_map *m, struct buf *b, const struct json *list, bool ring)
{
    if (list->kind != JSON_ARRAY || list->count == 0)
        return;
    if (is_position(list)) {
        put_position(m, b, 'M', list);
        buf_add(b, S("h0"));
    } else if (list->first->kind == JSON_ARRAY && is_position(list->first) &&
               list->first->count > 0) {
        put_line(m, b, list, ring);
    } else {
        json_each(part, list)
            put_path(m, b, part, ring);
    }
}

static void
put_points(struct portal_map *m, struct buf *b, const struct json *list)
{
    if (list->kind != JSON_ARRAY || list->count == 0)
        return;
    if (is_position(list)) {
        put_path(m, b, list, false);
        return;
    }
    json_each(part, list)
        put_points(m, b, part);
}

static void
put_shape(struct portal_map *m, const struct shape *s, struct json *list)
{
    Str                kind = json_text(s->geometry, "type");
    const struct json *at = json_get(s->geometry, "coordinates");
    struct json       *o = json_add(list, json_object(m->v->arena));
    struct buf         b = BUF_MAX((size_t)2 << 20);

    if (str_ends(kind, S("Point")))
        put_points(m, &b, at);
    else
        put_path(m, &b, at, str_ends(kind, S("Polygon")));
    json_put_text(m->v->arena, o, "kind", str_ends(kind, S("Point"))     ? S("point")
                                          : str_ends(kind, S("Polygon")) ? S("area")
                                                                         : S("line"));
    json_put_text(m->v->arena, o, "d", str_copy(m->v->arena, buf_str(&b)));
    json_put_text(m->v->arena, o, "title", s->title);
    json_put_text(m->v->arena, o, "href", s->href);
    buf_free(&b);
}

/* The largest of 1, 2, 5 times a power of ten that is not over `max`. */
static double
round_step(double max)
{
    double power = pow(10, floor(log10(max)));

    return max >= 5 * power ? 5 * power : max >= 2 * power ? 2 * power : power;
}

static Str
degrees(struct view *v, double value, double step)
{
    int places = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    Str s = str_format(v->arena, "%.*f°", places, value), whole, part;

    if (v->lang == LANG_VI && str_cut(s, '.', &whole, &part))
        s = str_format(v->arena, "%.*s,%.*s", STR_ARG(whole), STR_ARG(part));
    return s;
}

static void
put_grid(struct portal_map *m, struct json *out)
{
    struct view *v = m->v;
    struct json *xs = json_put_array(v->arena, out, "meridians");
    struct json *ys = json_put_array(v->arena, out, "parallels");
    double       span = (WIDTH / m->scale) / 3, step = round_step(span);
    double       west = m->west - m->left / (m->squeeze * m->scale);
    double       north = m->north + m->top / m->scale;

    for (double x = ceil(west / step) * step; across(m, x) < WIDTH; x += step) {
        struct json *o = json_add(xs, json_object(v->arena));

        json_put_text(v->arena, o, "x", str_format(v->arena, "%.1f", across(m, x)));
        json_put_text(v->arena, o, "text", degrees(v, x, step));
    }
    for (double y = floor(north / step) * step; down(m, y) < HEIGHT; y -= step) {
        struct json *o = json_add(ys, json_object(v->arena));

        json_put_text(v->arena, o, "y", str_format(v->arena, "%.1f", down(m, y)));
        json_put_text(v->arena, o, "text", degrees(v, y, step));
    }
}

static void
put_ruler(struct portal_map *m, struct json *out)
{
    double metres = round_step(WIDTH / 4 / m->scale * TO_METRES);
    Str    text = metres >= 1000 ? str_format(m->v->arena, "%.0f km", metres / 1000)
                                 : str_format(m->v->arena, "%.0f m", metres);

    json_put_text(m->v->arena, out, "ruler_words", text);
    json_put_text(m->v->arena, out, "ruler",
                  str_format(m->v->arena, "%.1f", metres / TO_METRES * m->scale));
}

void
portal_map_put(struct portal_map *m, Str title, struct json *out)
{
    struct view *v = m->v;
    struct json *o, *shapes;

    if (m->n == 0)
        return;
    frame(m);
    o = json_put_object(v->arena, out, "map");
    json_put_text(v->arena, o, "label",
                  words_fill(v->arena, v->lang, MSG("Map of {1} records of “{2}”"),
                             str_int(v->arena, m->n), title));
    json_put_int(v->arena, o, "shapes_count", m->n);
    put_grid(m, o);
    put_ruler(m, o);
    shapes = json_put_array(v->arena, o, "shapes");
    for (int i = 0; i < m->n; i++)
        put_shape(m, &m->shape[i], shapes);
}
