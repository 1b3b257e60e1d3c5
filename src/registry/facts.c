/* registry/facts.c -- see facts.h.  Floor 6.
 *
 * Invariant: of a registry that is open by counts alone, nobody outside learns a number under
 * SMALL, nor one that the others would give by subtraction. */
#include "registry/facts.h"

#include "base/text.h"
#include "base/words.h"
#include "org/unit.h"
#include "registry/registry_sql.h"

#define SMALL      10
#define VALUES_MAX 1000

static enum err
tally(struct view *v, const struct registry *r, Str what, Str field, Str value, int64_t *out)
{
    struct registry_tally_get_row row = { 0 };
    enum err err = registry_tally_get(v, r->key, what, field, value, &row);

    *out = row.n;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
registry_total(struct view *v, const struct registry *r, int64_t *out)
{
    return tally(v, r, S("n"), S(""), S(""), out);
}

enum err
registry_told_total(const struct onlooker *who, int64_t *out)
{
    enum sight sight = onlooker_best(who);
    int64_t    n;

    TRY(registry_total(who->v, who->r, &n));
    *out = sight >= SIGHT_PUBLIC || (sight == SIGHT_COUNTS && n >= SMALL) ? n : -1;
    return ERR_OK;
}

bool
registry_counts_shown(const struct onlooker *who, const struct registry_field *f)
{
    return f->count != COUNT_NONE && onlooker_best(who) >= SIGHT_COUNTS &&
           (f->read == READ_PUBLIC || onlooker_best(who) >= SIGHT_OFFICIAL);
}

/* Closes cells under SMALL, and one more where a single closed one would be what the others
 * leave of the total. */
static void
close_small(struct registry_value *rows, int n)
{
    int closed = 0, least = -1;

    for (int i = 0; i < n; i++)
        if (rows[i].n < SMALL) {
            rows[i].n = -1;
            closed++;
        }
    for (int i = 0; i < n; i++)
        if (rows[i].n >= 0 && (least < 0 || rows[i].n < rows[least].n))
            least = i;
    if (closed == 1 && least >= 0)
        rows[least].n = -1;
}

enum err
registry_values(const struct onlooker *who, const struct registry_field *f,
                const struct registry_field *sum, struct registry_value **out, int *n)
{
    struct registry_tally_of_row *row;

    TRY(registry_tally_of(who->v, who->r->key, sum != NULL ? sum->name : S("n"), f->name,
                          VALUES_MAX, &row, n));
    *out = arena_array(who->v->arena, struct registry_value, *n + 1);
    for (int i = 0; i < *n; i++)
        (*out)[i] = (struct registry_value){ .value = row[i].value, .n = row[i].n };
    if (onlooker_best(who) == SIGHT_COUNTS)
        close_small(*out, *n);
    return ERR_OK;
}

Str
registry_value_words(struct view *v, const struct registry_field *f, Str value)
{
    Str         said = pack_words(v->lang, json_get_str(f->words, value));
    struct unit unit;

    if (value.n == 0)
        return words(v->lang, MSG("not given"));
    if (said.n > 0)
        return said;
    if (f->type == REGISTRY_BOOL)
        return words(v->lang, str_eq(value, S("true")) ? MSG("Yes") : MSG("No"));
    if (f->count == COUNT_MONTH && value.n == 7)
        return str_format(v->arena, "%.*s/%.*s", STR_ARG(str_sub(value, 5, 2)),
                          STR_ARG(str_sub(value, 0, 4)));
    if (str_eq(f->format, S("unit")) &&
        unit_by_code_ever(v, value, time_day(v->now), &unit) == ERR_OK)
        return unit.title;
    return value;
}

enum err
registry_filled(struct view *v, const struct registry *r, const struct registry_field *f,
                int64_t total, int64_t *out)
{
    *out = total;
    return f->required ? ERR_OK : tally(v, r, TALLY_FILLED, f->name, S(""), out);
}

enum err
registry_fill_by_unit(struct view *v, const struct registry *r, struct registry_unit_fill **out,
                      int *n)
{
    const struct registry_field  *f = r->unit_field >= 0 ? &r->field[r->unit_field] : NULL;
    struct registry_tally_of_row *row, *cells;
    int                           n_cells, k = 0;

    *n = 0;
    if (f == NULL || f->count != COUNT_VALUE)
        return ERR_OK;
    TRY(registry_tally_of(v, r->key, S("n"), f->name, VALUES_MAX, &row, n));
    TRY(registry_tally_of(v, r->key, TALLY_CELLS, f->name, VALUES_MAX, &cells, &n_cells));
    *out = arena_array(v->arena, struct registry_unit_fill, *n + 1);
    for (int i = 0; i < *n; i++) { /* both by value */
        while (k < n_cells && str_cmp(cells[k].value, row[i].value) < 0)
            k++;
        (*out)[i] = (struct registry_unit_fill){ .unit = row[i].value, .records = row[i].n };
        if (k < n_cells && str_eq(cells[k].value, row[i].value))
            (*out)[i].cells = cells[k].n;
    }
    return ERR_OK;
}
