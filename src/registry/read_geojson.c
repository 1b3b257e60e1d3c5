/* registry/read_geojson.c -- a FeatureCollection, feature by feature (read.h; RFC 7946).
 * Floor 6.
 *
 *      { "type": …, "features": [  f , f , f  ] , … }
 *      BEFORE                      WITHIN       BEHIND
 *
 * Only a feature is in memory at a time: it is cut out by its brackets, then read as any
 * JSON.  A fault within one is its row's; what stands between features must be right.
 */
#include "base/lang.h"
#include "registry/read_inside.h"

struct features {
    struct read_members *members;
    int                  id, geometry; /* columns; id -1: none */
    bool                 first, done;
    bool                 typed; /* "type": "FeatureCollection" was met */
};

static enum err
broken(struct reader *r)
{
    int c;

    if (read_skip_space(r, &c) == ERR_OK && c < 0)
        return read_fail(r, ERR_MALFORMED, r->line,
                         MSG("the file ends here in the middle; it was cut off"), STR_NONE,
                         STR_NONE);
    return read_fail(r, ERR_MALFORMED, r->line,
                     MSG("this is not GeoJSON: a comma, colon or bracket is missing"), STR_NONE,
                     STR_NONE);
}

/* The value that the window's rest begins with, not taken. */
static enum err
peek_value(struct reader *r, Str *out)
{
    for (;;) {
        Str      rest = read_window_rest(r->window);
        size_t   n = 0;
        enum err err;

        switch (read_json_extent(rest, read_window_last(r->window), &n)) {
        case EXTENT_WHOLE:
            *out = str_sub(rest, 0, n);
            return ERR_OK;
        case EXTENT_BAD:
            if (!read_window_last(r->window) || rest.n == 0 || memchr("{[\"", rest.p[0], 3) == NULL)
                return broken(r);
            return read_fail(r, ERR_MALFORMED, r->line,
                             MSG("the file ends in the middle of what begins here; it was cut off"),
                             STR_NONE, STR_NONE);
        case EXTENT_MORE:
            break;
        }
        err = read_window_more(r->window);
        if (err == ERR_TOO_LARGE && read_source_why(r->source) == NULL)
            return read_fail(r, err, r->line, MSG("what begins here is larger than 1 MB"), STR_NONE,
                             STR_NONE);
        if (err != ERR_OK)
            return read_broken(r, err);
    }
}

/* Takes this one byte. */
static enum err
expect(struct reader *r, char wanted)
{
    int c;

    TRY(read_skip_space(r, &c));
    if (c != wanted)
        return broken(r);
    read_take(r, 1);
    return ERR_OK;
}

/* -- members of the collection ------------------------------------------------------------ */

/* Coordinates are WGS 84; what an older file names, if it does, must be that. */
static bool
is_wgs84(const struct json *crs)
{
    Str name = json_text(json_get(crs, "properties"), "name");

    return crs->kind == JSON_NULL || str_ends(name, S("CRS84")) ||
           str_ends(name, S("EPSG::4326")) || str_eq(name, S("EPSG:4326"));
}

enum member { MEMBER_OTHER, MEMBER_TYPE, MEMBER_CRS, MEMBER_FEATURES };

static enum member
member_of(Str key)
{
    if (str_eq(key, S("\"type\"")))
        return MEMBER_TYPE;
    if (str_eq(key, S("\"crs\"")))
        return MEMBER_CRS;
    return str_eq(key, S("\"features\"")) ? MEMBER_FEATURES : MEMBER_OTHER;
}

static enum err
check_member(struct reader *r, struct features *f, enum member member, Str value)
{
    struct json *v = NULL;

    if (member == MEMBER_OTHER)
        return ERR_OK;
    arena_reset(r->scratch);
    if (json_parse(r->scratch, value, &v, NULL) != ERR_OK)
        return broken(r);
    if (member == MEMBER_TYPE) {
        f->typed = v->kind == JSON_TEXT && str_eq(v->text, S("FeatureCollection"));
        if (!f->typed)
            return read_fail(r, ERR_MALFORMED, r->line,
                             MSG("this is GeoJSON, but not a FeatureCollection"), STR_NONE,
                             STR_NONE);
    } else if (!is_wgs84(v)) {
        return read_fail(r, ERR_MALFORMED, r->line,
                         MSG("the coordinates are in “{1}”; save them in WGS 84 (EPSG:4326)"),
                         json_text(json_get(v, "properties"), "name"), STR_NONE);
    }
    return ERR_OK;
}

/* A member's key; for "features" the opening bracket too, else its value. */
static enum err
take_member(struct reader *r, struct features *f, bool *features)
{
    enum member member;
    int         c;
    Str         text;

    TRY(read_skip_space(r, &c));
    if (c != '"')
        return broken(r);
    TRY(peek_value(r, &text));
    member = member_of(text);
    read_take(r, text.n);
    TRY(expect(r, ':'));
    TRY(read_skip_space(r, &c));
    *features = member == MEMBER_FEATURES;
    if (*features)
        return expect(r, '[');
    TRY(peek_value(r, &text));
    TRY(check_member(r, f, member, text));
    read_take(r, text.n);
    return ERR_OK;
}

/* Members up to the features, or to the end of the collection. */
static enum err
take_members(struct reader *r, struct features *f, bool *features)
{
    for (;;) {
        int c;

        TRY(take_member(r, f, features));
        if (*features)
            return ERR_OK;
        TRY(read_skip_space(r, &c));
        if (c == '}') {
            read_take(r, 1);
            return ERR_OK;
        }
        TRY(expect(r, ','));
    }
}

/* To the first feature. */
static enum err
begin(struct reader *r, struct features *f)
{
    bool features = false;

    f->first = true;
    f->done = false;
    TRY(read_window_begin(r));
    TRY(expect(r, '{'));
    TRY(take_members(r, f, &features));
    if (!features)
        return read_fail(r, ERR_MALFORMED, r->line,
                         MSG("this is not a GeoJSON FeatureCollection: it has no “features”"),
                         STR_NONE, STR_NONE);
    return ERR_OK;
}

/* From behind the last feature to the end of the file. */
static enum err
end(struct reader *r, struct features *f)
{
    bool again = false;
    int  c;

    TRY(expect(r, ']'));
    TRY(read_skip_space(r, &c));
    if (c == ',') {
        read_take(r, 1);
        TRY(take_members(r, f, &again));
        if (again)
            return broken(r);
    } else {
        TRY(expect(r, '}'));
    }
    TRY(read_skip_space(r, &c));
    if (c >= 0)
        return broken(r);
    if (!f->typed)
        return read_fail(r, ERR_MALFORMED, 0, MSG("this is GeoJSON, but not a FeatureCollection"),
                         STR_NONE, STR_NONE);
    f->done = true;
    return ERR_NOT_FOUND;
}

/* -- features ----------------------------------------------------------------------------- */

/* The next one's text, not taken. */
static enum err
next_feature(struct reader *r, struct features *f, Str *out)
{
    int c;

    if (f->done)
        return ERR_NOT_FOUND;
    TRY(read_skip_space(r, &c));
    if (c == ']')
        return end(r, f);
    if (!f->first) {
        TRY(expect(r, ','));
        TRY(read_skip_space(r, &c));
    }
    f->first = false;
    return peek_value(r, out);
}

static void
put_feature(struct reader *r, struct features *f, const struct json *v, struct read_row *row)
{
    const struct json *properties = json_get(v, "properties"), *geometry = json_get(v, "geometry");
    const struct json *id = json_get(v, "id");

    if (v->kind != JSON_OBJECT || !str_eq(json_text(v, "type"), S("Feature"))) {
        read_row_fault(row, MSG("this is not a GeoJSON feature"), STR_NONE, STR_NONE);
        return;
    }
    if (properties != NULL && properties->kind == JSON_OBJECT)
        read_members_fill(r, f->members, properties, row);
    else if (properties != NULL && properties->kind != JSON_NULL)
        read_row_fault(row, MSG("the feature's properties are not an object"), STR_NONE, STR_NONE);
    if (id != NULL && f->id >= 0 && (id->kind == JSON_TEXT || id->kind == JSON_INT))
        r->cell[f->id] = (struct read_cell){ id->kind == JSON_TEXT ? READ_TEXT : READ_NUMBER,
                                             id->text };
    if (geometry != NULL && geometry->kind == JSON_OBJECT)
        r->cell[f->geometry] = (struct read_cell){ READ_GEOMETRY,
                                                   json_string(r->scratch, geometry) };
    else if (geometry != NULL && geometry->kind != JSON_NULL)
        read_row_fault(row, MSG("the feature's geometry is not an object"), STR_NONE, STR_NONE);
}

static enum err
geojson_next(struct reader *r, struct read_row *row)
{
    struct features  *f = r->own;
    struct json_where where;
    struct json      *v = NULL;
    Str               text;

    TRY(next_feature(r, f, &text));
    read_row_begin(r, row, r->line);
    if (json_parse(r->scratch, text, &v, &where) != ERR_OK) {
        read_row_fault(row, MSG("the feature is not JSON: {1}"), STR_NONE, STR_NONE);
        row->fault.reason = where.why;
    } else {
        put_feature(r, f, v, row);
    }
    read_take(r, text.n);
    return ERR_OK;
}

/* -- columns ------------------------------------------------------------------------------ */

static enum err
note_columns(struct reader *r, struct features *f, bool *ids)
{
    Str text;

    for (int i = 0; i < r->options.sample; i++) {
        struct json *v = NULL;
        enum err     err = next_feature(r, f, &text);

        if (err == ERR_NOT_FOUND)
            break;
        TRY(err);
        arena_reset(r->scratch);
        if (json_parse(r->scratch, text, &v, NULL) == ERR_OK && v->kind == JSON_OBJECT) {
            read_members_note(f->members, json_get(v, "properties"));
            *ids |= json_get(v, "id") != NULL;
        }
        read_take(r, text.n);
    }
    return ERR_OK;
}

/* Properties, then the feature's own id if no property is called so, then its geometry. */
static enum err
set_columns(struct reader *r, struct features *f, bool ids)
{
    Str        name[READ_COLUMNS_MAX + 2];
    const Str *property;
    int        n = read_members_list(f->members, &property);

    memcpy(name, property, (size_t)n * sizeof *name);
    f->id = ids && read_members_find(f->members, S("id")) < 0 ? n : -1;
    if (f->id >= 0)
        name[n++] = S("id");
    f->geometry = n;
    name[n++] = S("geometry");
    if (n > READ_COLUMNS_MAX)
        return read_fail(r, ERR_TOO_LARGE, 0, MSG("more than 1000 columns"), STR_NONE, STR_NONE);
    return read_set_columns(r, name, n);
}

static enum err
geojson_open(struct reader *r)
{
    struct features *f = arena_make(r->arena, struct features);
    bool             ids = false;

    r->own = f;
    f->members = read_members_new(r->arena);
    TRY(begin(r, f));
    TRY(note_columns(r, f, &ids));
    TRY(set_columns(r, f, ids));
    return begin(r, f);
}

static enum err
geojson_seek(struct reader *r, struct read_place place)
{
    struct features *f = r->own;

    TRY(read_window_seek(r->window, place.byte));
    r->line = place.line;
    f->first = place.row == 0;
    return ERR_OK;
}

const struct read_parser read_parser_geojson = { geojson_open, geojson_next, geojson_seek, NULL };
