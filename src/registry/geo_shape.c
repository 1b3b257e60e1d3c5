/* registry/geo_shape.c -- whether a geometry is one, and whether it meets a rectangle, by
 * libgeos.  Floor 6.
 *
 * libgeos is asked only about what passed geometry_check, or is on record. */
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
#include <stdlib.h>

#include "registry/geo.h"

struct shape {
    struct arena       *arena;
    GEOSContextHandle_t geos;
    GEOSGeometry       *geometry; /* NULL: libgeos makes none of it */
};

/* -- from GeoJSON to libgeos, in two dimensions ------------------------------------ */

static double
number(struct arena *arena, const struct json *j)
{
    return j->kind == JSON_INT ? (double)j->number : strtod(str_c(arena, j->text), NULL);
}

static GEOSCoordSequence *
sequence(struct shape *s, const struct json *positions)
{
    GEOSCoordSequence *seq = GEOSCoordSeq_create_r(s->geos, (unsigned)positions->count, 2);
    unsigned           i = 0;

    json_each(p, positions)
    {
        double x = number(s->arena, p->first), y = number(s->arena, p->first->next);

        if (seq != NULL)
            GEOSCoordSeq_setXY_r(s->geos, seq, i++, x, y);
    }
    return seq;
}

/* A part for each member; NULL when one of them is none. */
static GEOSGeometry **
parts_of(struct shape *s, const struct json *list,
         GEOSGeometry *(*part)(struct shape *, const struct json *))
{
    GEOSGeometry **parts = arena_array(s->arena, GEOSGeometry *, (int)list->count + 1);
    int            n = 0;

    json_each(one, list)
    {
        parts[n] = part(s, one);
        if (parts[n++] != NULL)
            continue;
        for (int i = 0; i < n - 1; i++)
            GEOSGeom_destroy_r(s->geos, parts[i]);
        return NULL;
    }
    return parts;
}

static GEOSGeometry *
point(struct shape *s, const struct json *position)
{
    return GEOSGeom_createPointFromXY_r(s->geos, number(s->arena, position->first),
                                        number(s->arena, position->first->next));
}

static GEOSGeometry *
line(struct shape *s, const struct json *positions)
{
    GEOSCoordSequence *seq = sequence(s, positions);

    return seq != NULL ? GEOSGeom_createLineString_r(s->geos, seq) : NULL;
}

static GEOSGeometry *
ring(struct shape *s, const struct json *positions)
{
    GEOSCoordSequence *seq = sequence(s, positions);

    return seq != NULL ? GEOSGeom_createLinearRing_r(s->geos, seq) : NULL;
}

static GEOSGeometry *
area(struct shape *s, const struct json *rings)
{
    GEOSGeometry **parts = parts_of(s, rings, ring);

    return parts != NULL ? GEOSGeom_createPolygon_r(s->geos, parts[0], parts + 1,
                                                    (unsigned)rings->count - 1) : NULL;
}

static const struct {
    const char *name;
    GEOSGeometry *(*make)(struct shape *, const struct json *);
    int collection; /* -1: one alone */
} kinds[] = {
    { "Point", point, -1 },     { "MultiPoint", point, GEOS_MULTIPOINT },
    { "LineString", line, -1 }, { "MultiLineString", line, GEOS_MULTILINESTRING },
    { "Polygon", area, -1 },    { "MultiPolygon", area, GEOS_MULTIPOLYGON },
};

static GEOSGeometry *
many(struct shape *s, const struct json *list, size_t kind)
{
    GEOSGeometry **parts = parts_of(s, list, kinds[kind].make);

    return parts != NULL ? GEOSGeom_createCollection_r(s->geos, kinds[kind].collection, parts,
                                                       (unsigned)list->count) : NULL;
}

/* Of what passed geometry_check. */
static struct shape
shape_open(struct arena *arena, const struct json *g)
{
    struct shape       s = { .arena = arena, .geos = GEOS_init_r() };
    const struct json *coordinates = json_get(g, "coordinates");

    for (size_t i = 0; coordinates != NULL && i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(json_text(g, "type"), str_of(kinds[i].name)))
            s.geometry = kinds[i].collection < 0 ? kinds[i].make(&s, coordinates)
                                                 : many(&s, coordinates, i);
    return s;
}

static void
shape_close(struct shape *s)
{
    if (s->geometry != NULL)
        GEOSGeom_destroy_r(s->geos, s->geometry);
    GEOS_finish_r(s->geos);
}

/* -- what it says ------------------------------------------------------------------ */

/* What libgeos calls it, and what we do. */
static const struct {
    const char *reason, *words;
} reasons[] = {
    { "Self-intersection", MSG("has lines that cross each other near {1}") },
    { "Ring Self-intersection", MSG("has a ring that touches or crosses itself near {1}") },
    { "Hole lies outside shell", MSG("has a hole outside its area near {1}") },
    { "Holes are nested", MSG("has a hole within a hole near {1}") },
    { "Interior is disconnected", MSG("falls into parts that meet in points alone near {1}") },
    { "Nested shells", MSG("has an area within another near {1}") },
    { "Duplicate Rings", MSG("has the same ring twice near {1}") },
    { "Too few points in geometry component",
      MSG("has a ring of fewer than three different positions near {1}") },
};

static const char *
words_of(const char *reason)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (str_eq(str_of(reason), str_of(reasons[i].reason)))
            return reasons[i].words;
    return MSG("is no whole shape near {1}");
}

static Str
place_words(struct arena *arena, GEOSContextHandle_t geos, const GEOSGeometry *at)
{
    double x, y;

    if (at == NULL || GEOSGeomGetX_r(geos, at, &x) != 1 || GEOSGeomGetY_r(geos, at, &y) != 1)
        return S("?");
    return str_format(arena, "[%.6f, %.6f]", x, y);
}

void
geometry_check_shape(struct arena *arena, const struct json *g, struct faults *faults, Str field)
{
    struct shape  s = shape_open(arena, g);
    GEOSGeometry *at = NULL;
    char         *reason = NULL;

    if (s.geometry == NULL)
        fault_add(faults, field, MSG("is no whole shape near {1}"), S("?"), STR_NONE);
    else if (GEOSisValidDetail_r(s.geos, s.geometry, 0, &reason, &at) != 1)
        fault_add(faults, field, words_of(reason != NULL ? reason : ""),
                  place_words(arena, s.geos, at), STR_NONE);
    if (at != NULL)
        GEOSGeom_destroy_r(s.geos, at);
    if (reason != NULL)
        GEOSFree_r(s.geos, reason);
    shape_close(&s);
}

bool
geometry_meets(struct arena *arena, Str geometry, const struct box *window)
{
    struct box    box;
    struct shape  s;
    struct json  *g;
    GEOSGeometry *rectangle;
    bool          meets;

    if (!place_box(geometry, &box) || !place_meets(window, &box))
        return false;
    if (place_holds(window, &box) || json_parse(arena, geometry, &g, NULL) != ERR_OK)
        return true;
    s = shape_open(arena, g);
    rectangle = GEOSGeom_createRectangle_r(s.geos, window->west, window->south, window->east,
                                           window->north);
    /* Where libgeos makes nothing of one of them, their rectangles have decided. */
    meets = s.geometry == NULL || rectangle == NULL ||
            GEOSIntersects_r(s.geos, s.geometry, rectangle) == 1;
    if (rectangle != NULL)
        GEOSGeom_destroy_r(s.geos, rectangle);
    shape_close(&s);
    return meets;
}
