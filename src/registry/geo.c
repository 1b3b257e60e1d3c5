/* registry/geo.c -- see geo.h.  Floor 6. */
#include "registry/geo.h"

#include <stdlib.h>

#include "base/words.h"

static const struct {
    const char *name, *words;
    int         depth; /* of lists around a position */
} kinds[] = {
    { "Point", MSG("point"), 0 },           { "MultiPoint", MSG("points"), 1 },
    { "LineString", MSG("line"), 1 },       { "MultiLineString", MSG("lines"), 2 },
    { "Polygon", MSG("area"), 2 },          { "MultiPolygon", MSG("areas"), 3 },
};
#define N_KINDS ((int)(sizeof kinds / sizeof kinds[0]))

struct looking {
    struct arena *arena;
    const char   *wrong; /* message key of the first fault */
    int           points;
    bool          rings;
};

static bool
number(struct looking *l, const struct json *j, double *out)
{
    if (j == NULL || (j->kind != JSON_INT && j->kind != JSON_DECIMAL))
        return false;
    *out = j->kind == JSON_INT ? (double)j->number : strtod(str_c(l->arena, j->text), NULL);
    return true;
}

static void
position(struct looking *l, const struct json *p)
{
    double x, y;

    l->points++;
    if (p->kind != JSON_ARRAY || p->count < 2 || p->count > 3 || !number(l, p->first, &x) ||
        !number(l, p->first->next, &y))
        l->wrong = MSG("a position is [longitude, latitude]");
    else if (x < -180 || x > 180 || y < -90 || y > 90)
        l->wrong = MSG("a longitude lies between -180 and 180, a latitude between -90 and 90");
    else if (l->points > GEOMETRY_POINTS_MAX)
        l->wrong = MSG("has more positions than a record may");
}

static bool
same_position(struct arena *arena, const struct json *a, const struct json *b)
{
    return str_eq(json_string(arena, a), json_string(arena, b));
}

static void
positions(struct looking *l, const struct json *list, int depth)
{
    if (depth == 0) {
        position(l, list);
        return;
    }
    if (list->kind != JSON_ARRAY || list->count == 0) {
        l->wrong = MSG("is not a list of positions as its type asks for");
        return;
    }
    json_each(one, list)
    {
        if (l->wrong != NULL)
            return;
        positions(l, one, depth - 1);
    }
    if (depth == 1 && l->rings && l->wrong == NULL &&
        (list->count < 4 || !same_position(l->arena, list->first, list->last)))
        l->wrong = MSG("a ring has four positions or more, the last being the first again");
}

static int
kind_of(Str type)
{
    for (int i = 0; i < N_KINDS; i++)
        if (str_eq(type, str_of(kinds[i].name)))
            return i;
    return -1;
}

void
geometry_check(struct arena *arena, const struct json *g, struct faults *faults, Str field)
{
    struct looking     l = { .arena = arena };
    int                kind = kind_of(json_text(g, "type"));
    const struct json *coordinates = json_get(g, "coordinates");

    if (kind < 0 || coordinates == NULL || g->count != 2) {
        fault_add(faults, field, MSG("is not a GeoJSON geometry: {\"type\", \"coordinates\"}"),
                  STR_NONE, STR_NONE);
        return;
    }
    l.rings = kind >= 4;
    if (coordinates->kind != JSON_ARRAY || coordinates->count == 0)
        l.wrong = MSG("is not a list of positions as its type asks for");
    else
        positions(&l, coordinates, kinds[kind].depth);
    if (l.wrong != NULL)
        fault_add(faults, field, l.wrong, STR_NONE, STR_NONE);
    else if (l.rings)
        geometry_check_shape(arena, g, faults, field);
}

Str
geometry_words(struct view *v, Str text)
{
    struct json *g;
    int          kind = -1;

    if (json_parse(v->arena, text, &g, NULL) == ERR_OK)
        kind = kind_of(json_text(g, "type"));
    return kind >= 0 ? words(v->lang, kinds[kind].words) : S("");
}
