/* registry/tally.c -- how many records have which value, and how many have a field at all, kept in
 * the same act.  Floor 6.
 *
 * Fields that every record must have are not counted as filled, so that they cost nothing.
 *
 * Invariant: what stands in registry_tally is what counting the rows in force
 * anew would give, at every commit. */
#include "registry/place.h"
#include "registry/record.h"
#include "registry/registry_sql.h"

static const struct fold fold = { .add = &stmt_registry_tally_add,
                                  .read = &stmt_registry_tally_get };

Str
tally_value(struct arena *arena, const struct registry_field *f, const struct cell *c)
{
    struct civil day;

    if (c->null)
        return S("");
    switch (f->count) {
    case COUNT_YEAR:
    case COUNT_MONTH:
        day = day_civil((Day)c->i);
        return f->count == COUNT_YEAR ? str_format(arena, "%04d", day.year)
                                      : str_format(arena, "%04d-%02d", day.year, day.month);
    default:
        if (f->type == REGISTRY_BOOL)
            return c->i ? S("true") : S("false");
        return f->type == REGISTRY_TEXT ? c->s : str_int(arena, c->i);
    }
}

/* One measure (the number of records, a sum) under every counted field, and in all. */
static void
add_under_all(struct arena *arena, const struct registry *r, const struct cell *row, Str what,
              int64_t n, tally_add_fn *add, void *context)
{
    if (n == 0)
        return;
    add(context, what, S(""), S(""), n);
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];

        if (f->count != COUNT_NONE)
            add(context, what, f->name, tally_value(arena, f, &row[f->column]), n);
    }
}

/* The field by whose values filled cells are summed, or NULL. */
static const struct registry_field *
counted_unit(const struct registry *r)
{
    const struct registry_field *f = r->unit_field >= 0 ? &r->field[r->unit_field] : NULL;

    return f != NULL && f->count == COUNT_VALUE ? f : NULL;
}

static void
add_filled(struct arena *arena, const struct registry *r, const struct cell *row, int sign,
           tally_add_fn *add, void *context)
{
    const struct registry_field *unit = counted_unit(r);
    int64_t                      cells = 0;

    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];

        if (f->required || row[f->column].null)
            continue;
        add(context, TALLY_FILLED, f->name, S(""), sign);
        cells++;
    }
    if (unit != NULL && cells > 0)
        add(context, TALLY_CELLS, unit->name, tally_value(arena, unit, &row[unit->column]),
            sign * cells);
}

void
tally_each(struct arena *arena, const struct registry *r, const struct cell *row, int sign,
           tally_add_fn *add, void *context)
{
    add_under_all(arena, r, row, S("n"), sign, add, context);
    add_filled(arena, r, row, sign, add, context);
    if (r->place_column >= 0 && !row[r->place_column].null &&
        !place_is_small(row[r->place_column].i))
        add(context, TALLY_WIDE, S(""), S(""), sign);
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];

        if (f->sum && !row[f->column].null)
            add_under_all(arena, r, row, f->name, sign * row[f->column].i, add, context);
    }
}

struct folding {
    struct act            *a;
    const struct registry *r;
};

static void
fold_one(void *context, Str what, Str field, Str value, int64_t n)
{
    struct folding *f = context;

    tally_add(f->a, f->r, what, field, value, n);
}

void
tally_add(struct act *a, const struct registry *r, Str what, Str field, Str value, int64_t n)
{
    struct cell key[4] = { cell_text_set(r->key), cell_text_set(what), cell_text_set(field),
                           cell_text_set(value) };

    if (n != 0)
        act_fold(a, &fold, key, n);
}

void
tally_fold(struct act *a, const struct registry *r, const struct cell *row, int sign)
{
    struct folding f = { a, r };

    tally_each(act_arena(a), r, row, sign, fold_one, &f);
}

/* What is on record has every field that need not be there any more. */
enum err
tally_relaxed(struct act *a, const struct registry *r, const struct registry *before)
{
    const struct registry_field  *unit = counted_unit(r);
    struct registry_tally_get_row all = { 0 };
    struct registry_tally_of_row *row;
    int64_t                       relaxed = 0;
    int                           n;
    enum err err = registry_tally_get(act_view(a), r->key, S("n"), S(""), S(""), &all);

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *old = registry_field(before, r->field[i].name);

        if (old == NULL || !old->required || r->field[i].required)
            continue;
        tally_add(a, r, TALLY_FILLED, r->field[i].name, S(""), all.n);
        relaxed++;
    }
    if (unit == NULL || relaxed == 0)
        return ERR_OK;
    TRY(registry_tally_of(act_view(a), r->key, S("n"), unit->name, INT64_MAX, &row, &n));
    for (int i = 0; i < n; i++)
        tally_add(a, r, TALLY_CELLS, unit->name, row[i].value, relaxed * row[i].n);
    return ERR_OK;
}
