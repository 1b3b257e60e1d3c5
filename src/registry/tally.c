/* registry/tally.c -- how many records have which value, kept in the same act.
 * Floor 6.
 *
 * Invariant: what stands in registry_tally is what counting the rows in force
 * anew would give, at every commit. */
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

void
tally_each(struct arena *arena, const struct registry *r, const struct cell *row, int sign,
           tally_add_fn *add, void *context)
{
    add_under_all(arena, r, row, S("n"), sign, add, context);
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
