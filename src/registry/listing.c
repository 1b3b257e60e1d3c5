/* registry/listing.c -- see listing.h.  Floor 6. */
#include "registry/listing.h"

#include <stdlib.h>

#include "base/scan.h"
#include "journal/journal_sql.h"
#include "registry/registry_sql.h"

/* -- what is asked ----------------------------------------------------------------- */

static const struct registry_field *
visible_field(struct listing *l, Str name, Str where)
{
    const struct registry_field *f = registry_field(l->r, name);

    if (f == NULL || !sight_shows(onlooker_best(&l->who), f)) {
        fault_add(l->v->faults, where, MSG("{1} is no field that you may see here"), name,
                  STR_NONE);
        return NULL;
    }
    if (!f->indexed) {
        fault_add(l->v->faults, where, MSG("{1} can be neither filtered by nor sorted by"), name,
                  STR_NONE);
        return NULL;
    }
    return f;
}

static bool
cell_from_json(struct listing *l, const struct registry_field *f, const struct json *j,
               struct cell *out)
{
    char *end;
    Day   day;
    Str   s = j->kind == JSON_TEXT || j->kind == JSON_DECIMAL ? j->text
                                                              : json_string(l->v->arena, j);

    switch (f->type) {
    case REGISTRY_INT:
        return scan_int(s, INT64_MIN, INT64_MAX, &out->i) == ERR_OK;
    case REGISTRY_REAL:
        *out = cell_real(strtod(str_c(l->v->arena, s), &end));
        return s.n > 0 && *end == '\0';
    case REGISTRY_BOOL:
        out->i = str_eq(s, S("true"));
        return out->i || str_eq(s, S("false"));
    case REGISTRY_DAY:
        if (day_parse(s, &day) != ERR_OK && day_parse_people(s, &day) != ERR_OK)
            return false;
        out->i = day;
        return true;
    default:
        *out = cell_text(s);
        return true;
    }
}

static void
read_bound(struct listing *l, struct listing_filter *f, const struct json *j, struct cell *out)
{
    if (j != NULL && !cell_from_json(l, f->field, j, out))
        fault_add(l->v->faults, str_join(l->v->arena, S("where/"), f->field->name, S("")),
                  MSG("is not a value of this field"), STR_NONE, STR_NONE);
}

static void
read_filter(struct listing *l, const struct json *j)
{
    struct listing_filter *f = &l->filter[l->n_filters];
    Str                    where = str_join(l->v->arena, S("where/"), j->key, S(""));

    if (l->n_filters == LISTING_FILTERS) {
        fault_add(l->v->faults, S("where"), MSG("has more conditions than one page may"), STR_NONE,
                  STR_NONE);
        return;
    }
    *f = (struct listing_filter){ .field = visible_field(l, j->key, where) };
    if (f->field == NULL)
        return;
    f->from = registry_least(f->field);
    f->to = registry_greatest(f->field);
    f->equal = j->kind != JSON_OBJECT;
    if (f->equal) {
        read_bound(l, f, j, &f->from);
        f->to = f->from;
    } else {
        read_bound(l, f, json_get(j, "from"), &f->from);
        read_bound(l, f, json_get(j, "to"), &f->to);
    }
    l->n_filters++;
}

/* By the order asked for; else along the index of a filter, an equal one first; else by _id. */
static void
choose_order(struct listing *l, Str order)
{
    const struct registry_field *f = NULL;

    l->down = str_starts(order, S("-"));
    if (l->down)
        order = str_sub(order, 1, order.n);
    if (order.n > 0)
        f = visible_field(l, order, S("order"));
    for (int i = 0; i < l->n_filters && order.n == 0; i++)
        if (f == NULL || l->filter[i].equal)
            f = l->filter[i].field;
    l->order = registry_order_of(l->r, f);
}

/* "ID" or "ID:VALUE", as put_next wrote it. */
static void
read_after(struct listing *l, Str after)
{
    Str id = after, value = S("");

    l->after_id = l->down ? INT64_MAX : INT64_MIN;
    if (l->order->field != NULL)
        l->after = l->down ? registry_greatest(l->order->field) : registry_least(l->order->field);
    if (after.n == 0)
        return;
    str_cut(after, ':', &id, &value);
    if (scan_int(id, INT64_MIN, INT64_MAX, &l->after_id) == ERR_OK &&
        (l->order->field == NULL || value.n == 0 ||
         cell_from_json(l, l->order->field, json_new_text(l->v->arena, value), &l->after)))
        return;
    fault_add(l->v->faults, S("after"), MSG("is not where a page of this list ended"), STR_NONE,
              STR_NONE);
}

/* -- walking ----------------------------------------------------------------------- */

static int
compare(const struct registry_field *f, const struct cell *a, const struct cell *b)
{
    if (f->type == REGISTRY_REAL)
        return (cell_as_real(a) > cell_as_real(b)) - (cell_as_real(a) < cell_as_real(b));
    if (f->type == REGISTRY_TEXT)
        return str_cmp(a->s, b->s);
    return (a->i > b->i) - (a->i < b->i);
}

bool
listing_passes(const struct listing *l, const struct cell *row)
{
    for (int i = 0; i < l->n_filters; i++) {
        const struct listing_filter *f = &l->filter[i];
        const struct cell           *c = &row[f->field->column];

        if (c->null || compare(f->field, c, &f->from) < 0 || compare(f->field, c, &f->to) > 0)
            return false;
    }
    return true;
}

static enum err
read_as_of(struct listing *l, struct rows *out)
{
    struct cell in[4] = { cell_int(l->after_id), cell_int(l->upto), cell_int(-l->load),
                          cell_int(l->n_filters > 0 || !l->who.owns ? 200 : l->limit + 1) };

    return view_run(l->v, &l->r->sql->as_of, in, out);
}

/* The walk begins at the bound that is asked for, not at the index's end. */
static void
begin_at(struct listing *l, const struct listing_filter *f)
{
    if (!l->down && compare(f->field, &f->from, &l->after) > 0) {
        l->after = f->from;
        l->after_id = INT64_MIN;
    } else if (l->down && compare(f->field, &f->to, &l->after) < 0) {
        l->after = f->to;
        l->after_id = INT64_MAX;
    }
}

static enum err
read_some(struct listing *l, struct rows *out)
{
    const struct listing_filter *f = NULL;
    const struct stmt           *s = l->down ? &l->order->down : &l->order->up;
    struct cell                  in[6] = { cell_int(l->who.open) };
    int                          n = 1;

    if (l->upto > 0)
        return read_as_of(l, out);
    for (int i = 0; i < l->n_filters; i++)
        if (l->filter[i].field == l->order->field)
            f = &l->filter[i];
    if (f != NULL && l->order->field != NULL)
        begin_at(l, f);
    if (l->order->field != NULL) {
        in[n++] = f != NULL ? f->from : registry_least(l->order->field);
        in[n++] = f != NULL ? f->to : registry_greatest(l->order->field);
        in[n++] = l->after;
    }
    in[n++] = cell_int(l->after_id);
    in[n] = cell_int(l->n_filters > (f != NULL) || !l->who.owns ? 200 : l->limit + 1);
    return view_run(l->v, s, in, out);
}

static void
step_past(struct listing *l, const struct cell *row)
{
    l->after_id = row[ROW_ID].i;
    if (l->order->field == NULL)
        return;
    l->after = row[l->order->field->column];
    if (l->after.null)
        l->after = registry_least(l->order->field);
}

enum err
listing_next(struct listing *l, const struct cell **out, enum sight *sight)
{
    *out = NULL;
    while (!l->more) {
        const struct cell *row;

        if (l->at == l->rows.n) {
            l->at = 0;
            TRY(read_some(l, &l->rows));
            if (l->rows.n == 0)
                return ERR_OK;
        }
        l->more = l->taken == l->limit || l->looked == LISTING_LOOK;
        if (l->more)
            return ERR_OK;
        row = l->rows.cell + (ptrdiff_t)l->at++ * (l->r->n_columns - 1);
        l->looked++;
        TRY(onlooker_sight(&l->who, row[ROW_UNIT].i, sight));
        step_past(l, row);
        if (*sight < SIGHT_PUBLIC || !listing_passes(l, row))
            continue;
        l->taken++;
        *out = row;
        return registry_took(l->v, l->r, 1);
    }
    return ERR_OK;
}

Str
listing_place(struct listing *l)
{
    struct arena *arena = l->v->arena;
    Str           place = str_int(arena, l->after_id);
    struct json  *j;

    if (l->order->field == NULL)
        return place;
    j = record_value(arena, l->order->field, &l->after);
    return str_join(arena, place, S(":"), j->kind == JSON_INT || j->kind == JSON_BOOL
                                              ? json_string(arena, j) : j->text);
}

/* Exact where counts are kept for what is asked; else nothing is said. */
enum err
listing_total(struct listing *l, int64_t *out)
{
    struct registry_tally_get_row row = { 0 };
    const struct listing_filter  *f = l->n_filters == 1 ? &l->filter[0] : NULL;
    Str                           field = S(""), value = S("");
    enum err                      err;

    *out = -1;
    if (l->n_filters > 1 || l->upto > 0 || onlooker_best(&l->who) < SIGHT_PUBLIC ||
        (f != NULL && (!f->equal || f->field->count != COUNT_VALUE)))
        return ERR_OK;
    if (f != NULL) {
        field = f->field->name;
        value = tally_value(l->v->arena, f->field, &f->from);
    }
    err = registry_tally_get(l->v, l->r->key, S("n"), field, value, &row);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    *out = row.n;
    return ERR_OK;
}

bool
listing_shows(const struct listing *l, const struct registry_field *f)
{
    return sight_shows(l->who.may_read ? SIGHT_OFFICIAL : l->who.base, f);
}

/* -- beginning --------------------------------------------------------------------- */

/* Only what is over stays as it is.  Loads are numbered as they are published. */
static enum err
find_version(struct listing *l)
{
    struct registry_published_at_row row;
    struct entry_last_row           *last;
    enum err                         err;
    int                              n;

    TRY(entry_last(l->v, 1, &last, &n));
    if (n == 0 || last[0].act < l->upto)
        return view_refuse(l->v, ERR_NOT_FOUND, MSG("The journal has no such entry."));
    err = registry_published_at(l->v, l->r->key, l->upto, &row);
    l->load = err == ERR_OK ? row.load : 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
listing_begin(struct view *v, const struct listing_asked *asked, struct listing *l)
{
    *l = (struct listing){ .v = v, .limit = asked->limit > 0 ? (int)asked->limit : 50,
                           .upto = asked->upto };
    TRY(registry_shown(v, asked->registry, &l->r));
    TRY(onlooker_begin(v, l->r, &l->who));
    if (l->who.base < SIGHT_PUBLIC && !l->who.may_read)
        return v->who->account == 0 && v->who->client == 0 ? ERR_SIGN_IN : ERR_FORBIDDEN;
    if (!l->who.owns && l->who.base < SIGHT_PUBLIC) /* official of some rows: of no others */
        l->who.base = SIGHT_NONE;
    json_each(j, asked->where)
        read_filter(l, j);
    if (l->upto == 0)
        choose_order(l, asked->order);
    else if (asked->order.n > 0)
        fault_add(v->faults, S("order"), MSG("does not go with a version of the past"), STR_NONE,
                  STR_NONE);
    else
        l->order = registry_order_of(l->r, NULL);
    if (faults_any(v->faults))
        return ERR_INVALID;
    read_after(l, asked->after);
    if (faults_any(v->faults))
        return ERR_INVALID;
    return l->upto > 0 ? find_version(l) : ERR_OK;
}
