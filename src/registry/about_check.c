/* registry/about_check.c -- when records were written first and last, held against their versions.
 * Floor 6. */
#include "registry/check.h"

#include "registry/record.h"
#include "registry/registry_sql.h"

#define PAGE 500

/* The first and the last act of the versions that were written one by one; 0: there is none. */
static enum err
read_versions(struct view *v, const struct registry *r, int64_t *first, int64_t *last)
{
    int64_t     id = INT64_MIN, since = 0;
    struct rows rows = { .n = PAGE };

    *first = *last = 0;
    while (rows.n == PAGE) {
        struct cell in[3] = { cell_int(id), cell_int(since), cell_int(PAGE) };

        arena_reset(v->arena);
        TRY(view_run(v, &r->sql->vouch_page, in, &rows));
        for (int i = 0; i < rows.n; i++) {
            const struct cell *row = rows.cell + (ptrdiff_t)i * r->sql->journaled.n_columns;

            id = row[ROW_ID].i;
            since = row[ROW_SINCE].i;
            if (*first == 0 || since < *first)
                *first = since;
            if (since > *last)
                *last = since;
        }
    }
    return ERR_OK;
}

static enum err
check(struct view *v, const struct registry *r, struct verify_report *report)
{
    struct registry_touched_get_row row = { 0 };
    int64_t                         first, last;
    enum err                        err;

    TRY(read_versions(v, r, &first, &last));
    err = registry_touched_get(v, r->key, &row);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (row.first != first || row.last != last)
        verify_found(report, FINDING_DERIVED, S("registry_touched"), r->key, 0,
                     MSG("The first and the last act are not those of the records."), STR_NONE,
                     STR_NONE);
    return ERR_OK;
}

static enum err
run(struct view *given, struct verify_report *report)
{
    const struct registries *all = registries_of(given);
    struct view              v = *given;
    enum err                 err = ERR_OK;

    v.arena = arena_new();
    for (int i = 0; i < all->n && err == ERR_OK; i++)
        err = check(&v, all->list[i], report);
    arena_free(v.arena);
    return err;
}

const struct derived_check registry_check_acts = { "registry_touched", run };
