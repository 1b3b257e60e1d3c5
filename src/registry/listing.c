/* registry/listing.c -- see listing.h.  Floor 6. */
#include "registry/listing.h"

#include <stdlib.h>

#include "base/scan.h"
#include "journal/journal_sql.h"
#include "registry/registry_sql.h"
#include "registry/search.h"

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

static int
compare(const struct registry_field *f, const struct cell *a, const struct cell *b)
{
    if (f->type == REGISTRY_REAL)
        return (cell_as_real(a) > cell_as_real(b)) - (cell_as_real(a) < cell_as_real(b));
    if (f->type == REGISTRY_TEXT)
        return str_cmp(a->s, b->s);
    return (a->i > b->i) - (a->i < b->i);
}

/* Where records without a value stand. */
static struct cell
no_value(const struct registry_field *f)
{
    return f->type == REGISTRY_DAY ? cell_int(DAY_NONE) : registry_least(f);
}

/* The ends of the walk: of the order's field, or of the filter by it. */
static void
set_bounds(struct listing *l)
{
    const struct registry_field *f = l->order->field;
    struct cell                  from, to;

    l->after_id = l->down ? INT64_MAX : INT64_MIN;
    if (f == NULL)
        return;
    from = no_value(f);
    to = registry_greatest(f);
    for (int i = 0; i < l->n_filters; i++)
        if (l->filter[i].field == f) {
            from = l->filter[i].from;
            to = l->filter[i].to;
        }
    l->after = l->down ? to : from;
    l->bound = l->down ? from : to;
}

/* "ID" or "ID:VALUE", as listing_place wrote it; what lies before the beginning begins there. */
static void
read_after(struct listing *l, Str after)
{
    const struct registry_field *f = l->order->field;
    struct cell                  value = { 0 };
    Str                          id = after, text = S("");
    Id                           after_id;

    set_bounds(l);
    if (after.n == 0)
        return;
    str_cut(after, ':', &id, &text);
    if (f != NULL)
        value = no_value(f);
    if (scan_int(id, INT64_MIN, INT64_MAX, &after_id) != ERR_OK ||
        (f != NULL && text.n > 0 &&
         !cell_from_json(l, f, json_new_text(l->v->arena, text), &value))) {
        fault_add(l->v->faults, S("after"), MSG("is not where a page of this list ended"), STR_NONE,
                  STR_NONE);
        return;
    }
    if (f != NULL && (compare(f, &value, &l->after) < 0) != l->down &&
        compare(f, &value, &l->after) != 0)
        return;
    l->after = value;
    l->after_id = after_id;
}

/* -- walking ----------------------------------------------------------------------- */

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

/* As the order's statements take it. */
static struct cell
as_stored(const struct listing *l, const struct cell *c)
{
    if (l->order->field->type != REGISTRY_DAY)
        return *c;
    return cell_text(c->i == DAY_NONE ? S("") : day_text(l->v->arena, (Day)c->i));
}

/* Residual conditions leave few of what is read; else a page is what is asked for. */
static int64_t
portion(const struct listing *l)
{
    int beside = l->n_filters;

    for (int i = 0; i < l->n_filters; i++)
        beside -= l->filter[i].field == l->order->field;
    return beside > 0 || !l->who.owns ? 200 : l->limit + 1;
}

/* Rows that may have the words; the page ends where enough was looked at. */
static enum err
read_found(struct listing *l, struct rows *out)
{
    TRY(looking_next(l->looking, out, &l->more));
    if (out->n == 0)
        l->after_id = looking_at(l->looking);
    return ERR_OK;
}

/* Among records of the value where it stands, then beyond it: each a place in the index. */
static enum err
read_some(struct listing *l, struct rows *out)
{
    const struct registry_order *o = l->order;
    struct cell shapes = cell_int(!l->shapeless);
    struct cell in[5] = { cell_int(l->who.open), cell_int(l->after_id), cell_int(portion(l)),
                          shapes, shapes };

    if (l->upto > 0)
        return read_as_of(l, out);
    if (l->looking != NULL)
        return read_found(l, out);
    if (o->field == NULL)
        return view_run(l->v, l->down ? &o->down : &o->up, in, out);
    in[3] = in[2];
    in[2] = in[1];
    in[1] = as_stored(l, &l->after);
    if (!l->beyond) {
        TRY(view_run(l->v, l->down ? &o->same_down : &o->same_up, in, out));
        l->beyond = out->n < in[3].i;
        if (out->n > 0)
            return ERR_OK;
    }
    in[2] = as_stored(l, &l->bound);
    l->beyond = false;
    return view_run(l->v, l->down ? &o->down : &o->up, in, out);
}

static void
step_past(struct listing *l, const struct cell *row)
{
    l->after_id = row[ROW_ID].i;
    if (l->order->field == NULL)
        return;
    l->after = row[l->order->field->column];
    if (l->after.null)
        l->after = no_value(l->order->field);
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
        if (*sight < SIGHT_PUBLIC || !listing_passes(l, row) ||
            (l->looking != NULL && !looking_finds(l->looking, row, *sight)))
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
    if (l->order->field->type == REGISTRY_DAY && l->after.i == DAY_NONE)
        return str_join(arena, place, S(":"), S(""));
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
    if (l->n_filters > 1 || l->upto > 0 || l->looking != NULL ||
        onlooker_best(&l->who) < SIGHT_PUBLIC ||
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
listing_may_look(const struct listing *l)
{
    return looking_is_possible(&l->who);
}

bool
listing_is_wide(const struct listing *l)
{
    return l->looking != NULL && looking_is_wide(l->looking);
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

static void
read_order(struct listing *l, const struct listing_asked *asked)
{
    struct faults *faults = l->v->faults;

    if (l->upto == 0 && asked->q.n == 0) {
        choose_order(l, asked->order);
        return;
    }
    l->order = registry_order_of(l->r, NULL);
    if (asked->order.n > 0)
        fault_add(faults, S("order"), l->upto > 0
                      ? MSG("does not go with a version of the past")
                      : MSG("does not go with words to look for"), STR_NONE, STR_NONE);
    if (asked->q.n > 0 && l->upto > 0)
        fault_add(faults, S("q"), MSG("does not go with a version of the past"), STR_NONE,
                  STR_NONE);
}

enum err
listing_begin(struct view *v, const struct listing_asked *asked, struct listing *l)
{
    *l = (struct listing){ .v = v, .limit = asked->limit > 0 ? (int)asked->limit : 50,
                           .upto = asked->upto, .shapeless = asked->shapeless };
    TRY(registry_shown(v, asked->registry, &l->r));
    if (asked->who != NULL)
        l->who = *asked->who;
    else
        TRY(onlooker_begin(v, l->r, &l->who));
    if (l->who.base < SIGHT_PUBLIC && !l->who.may_read)
        return v->who->account == 0 && v->who->client == 0 ? ERR_SIGN_IN : ERR_FORBIDDEN;
    if (!l->who.owns && l->who.base < SIGHT_PUBLIC) /* official of some rows: of no others */
        l->who.base = SIGHT_NONE;
    json_each(j, asked->where)
        read_filter(l, j);
    read_order(l, asked);
    if (asked->q.n > 0 && looking_begin(&l->who, asked->q, &l->looking) != ERR_OK)
        return ERR_INVALID;
    if (faults_any(v->faults))
        return ERR_INVALID;
    read_after(l, asked->after);
    if (faults_any(v->faults))
        return ERR_INVALID;
    if (l->looking != NULL)
        looking_from(l->looking, l->after_id, !l->shapeless);
    return l->upto > 0 ? find_version(l) : ERR_OK;
}
