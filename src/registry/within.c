/* registry/within.c -- see within.h.  Floor 6. */
#include "registry/within.h"

#include <math.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/scan.h"
#include "registry/geo.h"
#include "registry/registry_sql.h"

#define ROWS   200 /* read at a time at most */
#define FEW    8
#define BESIDE 3 /* of so many, one more that is not wanted */

/* -- what is asked ----------------------------------------------------------------- */

static bool
read_numbers(struct arena *arena, Str text, double out[6], int *n)
{
    Str  rest = text, part;
    bool more = true;

    for (*n = 0; more && *n < 6; ++*n) {
        char *end, *s;

        more = str_cut(rest, ',', &part, &rest);
        s = str_c(arena, str_trim(part));
        out[*n] = strtod(s, &end);
        if (*s == '\0' || *end != '\0' || !isfinite(out[*n]))
            return false;
    }
    return !more && (*n == 4 || *n == 6);
}

static bool
is_on_earth(const struct box *b)
{
    return b->west >= -180 && b->west <= 180 && b->east >= -180 && b->east <= 180 &&
           b->south >= -90 && b->north <= 90 && b->south <= b->north;
}

static void
read_bbox(struct within *w, Str text)
{
    struct view *v = w->l.v;
    double       at[6];
    int          n;
    struct box   b = { 0 };

    if (read_numbers(v->arena, text, at, &n))
        b = (struct box){ at[0], at[1], at[n / 2], at[n / 2 + 1] };
    else
        b.south = 1; /* no rectangle */
    if (!is_on_earth(&b)) {
        fault_add(v->faults, S("bbox"), MSG("is four numbers: west, south, east, north, in "
                                            "degrees, a comma between them"), STR_NONE, STR_NONE);
        return;
    }
    w->n_windows = b.west > b.east ? 2 : 1;
    w->window[0] = w->window[1] = b;
    if (w->n_windows == 2) {
        w->window[0].east = 180;
        w->window[1].west = -180;
    }
}

static void
check_geometry(struct within *w)
{
    const struct registry       *r = w->l.r;
    const struct registry_field *f = r->geometry_field >= 0 ? &r->field[r->geometry_field] : NULL;

    if (f == NULL)
        fault_add(w->l.v->faults, S("bbox"), MSG("this registry has no geometry"), STR_NONE,
                  STR_NONE);
    else if (!sight_shows(onlooker_best(&w->l.who), f))
        fault_add(w->l.v->faults, S("bbox"), MSG("{1} is no field that you may see here"), f->name,
                  STR_NONE);
}

static int
by_start(const void *a, const void *b)
{
    const struct place_range *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

/* In order; those of two windows may overlap. */
static void
join_ranges(struct within *w)
{
    int n = 0;

    qsort(w->range, (size_t)w->n_ranges, sizeof *w->range, by_start);
    for (int i = 0; i < w->n_ranges; i++)
        if (n > 0 && w->range[i].from <= w->range[n - 1].to + 1)
            w->range[n - 1].to = w->range[i].to > w->range[n - 1].to ? w->range[i].to
                                                                     : w->range[n - 1].to;
        else
            w->range[n++] = w->range[i];
    w->n_ranges = n;
}

static enum err
make_ranges(struct within *w)
{
    struct registry_tally_get_row wide = { .n = 0 };
    enum err err = registry_tally_get(w->l.v, w->l.r->key, TALLY_WIDE, S(""), S(""), &wide);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    w->range = arena_array(w->l.v->arena, struct place_range, 2 * PLACE_RANGES + 1);
    if (w->absent)
        w->range[w->n_ranges++] = (struct place_range){ PLACE_NONE, PLACE_NONE };
    for (int i = 0; i < w->n_windows; i++)
        w->n_ranges += place_ranges(&w->window[i], wide.n == 0, w->range + w->n_ranges);
    join_ranges(w);
    return ERR_OK;
}

/* "PLACE:ID", as within_place wrote it. */
static void
read_after(struct within *w, Str after)
{
    Str place, id;

    w->after_place = INT64_MIN;
    w->after_id = INT64_MIN;
    if (after.n == 0)
        return;
    if (!str_cut(after, ':', &place, &id) ||
        scan_int(place, INT64_MIN, INT64_MAX, &w->after_place) != ERR_OK ||
        scan_int(id, INT64_MIN, INT64_MAX, &w->after_id) != ERR_OK)
        fault_add(w->l.v->faults, S("after"), MSG("is not where a page of this list ended"),
                  STR_NONE, STR_NONE);
}

enum err
within_begin(struct view *v, const struct listing_asked *asked, Str bbox, bool absent,
             struct within *out)
{
    struct listing_asked rest = *asked;

    rest.order = rest.after = S("");
    *out = (struct within){ .absent = absent };
    TRY(listing_begin(v, &rest, &out->l));
    read_bbox(out, bbox);
    check_geometry(out);
    read_after(out, asked->after);
    if (faults_any(v->faults))
        return ERR_INVALID;
    return make_ranges(out);
}

/* -- walking ----------------------------------------------------------------------- */

/* What is left of the ranges, as the statement takes them. */
static Str
ranges_left(struct within *w)
{
    struct buf b = BUF_MAX(PLACE_RANGES * 100);
    Str        out;

    for (int i = w->at_range; i < w->n_ranges; i++) {
        bool begun = w->range[i].from <= w->after_place;

        buf_add(&b, b.n > 0 ? S(",\"") : S("{\""));
        buf_int(&b, w->range[i].to);
        buf_add(&b, S("\":"));
        buf_int(&b, begun ? w->after_place : w->range[i].from);
    }
    buf_byte(&b, '}');
    out = str_copy(w->l.v->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

/* Of what is read some lies beside: a page is to come in one piece, and little in vain. */
static int
portion(const struct within *w)
{
    int left = w->l.limit + 1 - w->l.taken, some = left + left / BESIDE + FEW;

    return some < ROWS && w->l.n_filters == 0 ? some : ROWS;
}

static enum err
read_some(struct within *w)
{
    int         limit = portion(w);
    struct cell in[5] = { { 0 }, cell_int(w->after_place), cell_int(w->after_id),
                          cell_int(w->l.who.open), cell_int(limit) };

    w->l.at = w->l.rows.n = 0;
    while (w->at_range < w->n_ranges && w->range[w->at_range].to < w->after_place)
        w->at_range++;
    if (w->at_range == w->n_ranges)
        return ERR_OK;
    in[0] = cell_text(ranges_left(w));
    TRY(view_run(w->l.v, &w->l.r->sql->places, in, &w->l.rows));
    if (w->l.rows.n < limit)
        w->at_range = w->n_ranges;
    return ERR_OK;
}

static bool
meets(struct within *w, const struct cell *row)
{
    const struct registry *r = w->l.r;
    const struct cell     *geometry = &row[r->field[r->geometry_field].column];

    if (geometry->null)
        return w->absent;
    for (int i = 0; i < w->n_windows; i++)
        if (geometry_meets(w->l.v->arena, geometry->s, &w->window[i]))
            return true;
    return false;
}

/* No store promises the order of what is joined: in another one pages would lose records. */
static bool
comes_before(const struct within *w, const struct cell *row)
{
    int64_t place = row[w->l.r->place_column].i;

    return place < w->after_place || (place == w->after_place && row[ROW_ID].i < w->after_id);
}

static enum err
wrong_order(const struct registry *r)
{
    log_event(LOG_ERROR, "registry.places", "%.*s: records came in another order than that of "
              "their places", STR_ARG(r->key));
    return ERR_INTERNAL;
}

enum err
within_next(struct within *w, const struct cell **out, enum sight *sight)
{
    struct listing *l = &w->l;

    *out = NULL;
    while (!l->more) {
        const struct cell *row;

        if (l->at == l->rows.n) {
            TRY(read_some(w));
            if (l->rows.n == 0)
                return ERR_OK;
        }
        l->more = l->taken == l->limit || l->looked == LISTING_LOOK;
        if (l->more)
            return ERR_OK;
        row = l->rows.cell + (ptrdiff_t)l->at++ * (l->r->n_columns - 1);
        l->looked++;
        if (comes_before(w, row))
            return wrong_order(l->r);
        w->after_place = row[l->r->place_column].i;
        w->after_id = row[ROW_ID].i;
        TRY(onlooker_sight(&l->who, row[ROW_UNIT].i, sight));
        if (*sight < SIGHT_PUBLIC || !listing_passes(l, row) || !meets(w, row))
            continue;
        l->taken++;
        *out = row;
        return registry_took(l->v, l->r, 1);
    }
    return ERR_OK;
}

Str
within_place(struct within *w)
{
    return str_format(w->l.v->arena, "%lld:%lld", (long long)w->after_place,
                      (long long)w->after_id);
}

/* -- the query --------------------------------------------------------------------- */

struct within_in {
    struct listing_asked asked;
    Str                  bbox;
};
static const struct field within_fields[] = {
    { .name = "registry", .type = FIELD_TEXT, .offset = offsetof(struct within_in, asked.registry),
      .required = true, .max = 40, .help = "The registry's key" },
    FIELD(TEXT, struct within_in, bbox, .required = true, .max = 200,
          .help = "west,south,east,north in degrees"),
    { .name = "where", .type = FIELD_JSON, .offset = offsetof(struct within_in, asked.where),
      .help = "{field: value} or {field: {from, to}}" },
    { .name = "after", .type = FIELD_TEXT, .offset = offsetof(struct within_in, asked.after),
      .max = 100, .help = "`next` of the page before" },
    { .name = "limit", .type = FIELD_INT, .offset = offsetof(struct within_in, asked.limit),
      .min = 0, .max = 1000, .help = "Rows of a page; 50" },
};

static enum err
run_within(struct view *v, const void *input, struct json *out)
{
    const struct within_in *in = input;
    struct within           w;
    struct json            *list;
    const struct cell      *row;
    enum sight              sight;

    TRY(within_begin(v, &in->asked, in->bbox, false, &w));
    json_put_text(v->arena, out, "registry", w.l.r->key);
    list = json_put_array(v->arena, out, "rows");
    for (;;) {
        TRY(within_next(&w, &row, &sight));
        if (row == NULL)
            break;
        listing_put_row(&w.l, row, sight, list);
    }
    if (w.l.more)
        json_put_text(v->arena, out, "next", within_place(&w));
    return ERR_OK;
}

const struct query registry_within = {
    .name = "registry.within", .right = "anyone",
    .help = "A page of a registry's records in force whose geometry meets a rectangle.",
    .fields = within_fields, .n_fields = 5, .in_size = sizeof(struct within_in),
    .run = run_within,
};
