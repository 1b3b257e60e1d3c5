/* registry/load_check.c -- do the rows that loads brought still have the digests that were
 * published?  Floor 6.
 *
 * Rows written one by one are vouched for by their entries (journal/verify.h); a load's rows
 * together, by the digest in registry_published, whose own row an entry lists. */
#include "registry/check.h"

#include "registry/load_inside.h"
#include "registry/registry_sql.h"

#define PAGE      1024
#define LOADS_MAX 10000 /* of a registry */

struct checked {
    int64_t            load;
    Hash               published;
    struct load_digest digest;
};

struct checking {
    struct view           *v;
    struct verify_report  *report;
    const struct registry *r;
    int64_t                open; /* the load that is open, or 0 */
    int                    n;
    struct checked        *of;   /* by load */
    struct arena          *arena; /* of a page */
};

static struct checked *
find(struct checking *c, int64_t load)
{
    int from = 0, to = c->n;

    while (from < to) {
        int at = (from + to) / 2;

        if (c->of[at].load == load)
            return &c->of[at];
        if (c->of[at].load < load)
            from = at + 1;
        else
            to = at;
    }
    return NULL;
}

static enum err
read_published(struct checking *c)
{
    struct registry_published_page_row *rows;
    struct registry_open_get_row        open;
    enum err                            err = registry_open_get(c->v, c->r->key, &open);

    c->open = err == ERR_OK ? open.load : 0;
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    TRY(registry_published_page(c->v, c->r->key, 0, LOADS_MAX, &rows, &c->n));
    c->of = arena_array(c->v->arena, struct checked, c->n + 1);
    for (int i = 0; i < c->n; i++) {
        c->of[i].load = rows[i].load;
        if (rows[i].digest.n == HASH_SIZE)
            memcpy(c->of[i].published.b, rows[i].digest.p, HASH_SIZE);
    }
    return ERR_OK;
}

static void
take_row(struct checking *c, const struct cell *row)
{
    struct checked *load = find(c, -row[ROW_SINCE].i);

    if (load != NULL)
        load_digest_row(&load->digest, c->r, row);
    else if (-row[ROW_SINCE].i != c->open)
        verify_found(c->report, FINDING_SURPLUS, str_of(c->r->sql->name),
                     record_key_text(c->arena, c->r, row), 0,
                     MSG("No load that was published brought this row."), STR_NONE, STR_NONE);
}

static enum err
walk(struct checking *c)
{
    int64_t     at[2] = { INT64_MIN, INT64_MIN };
    struct view own = *c->v;
    struct rows rows = { .n = PAGE };

    own.arena = c->arena;
    while (rows.n == PAGE) {
        struct cell in[3] = { cell_int(at[0]), cell_int(at[1]), cell_int(PAGE) };

        arena_reset(c->arena);
        TRY(view_run(&own, &c->r->sql->bulk, in, &rows));
        for (int i = 0; i < rows.n; i++) {
            const struct cell *row = rows.cell + (ptrdiff_t)i * (c->r->n_columns - 1);

            take_row(c, row);
            at[0] = row[ROW_ID].i;
            at[1] = row[ROW_SINCE].i;
        }
    }
    return ERR_OK;
}

static void
compare(struct checking *c)
{
    for (int i = 0; i < c->n; i++) {
        Hash now = load_digest_end(&c->of[i].digest);

        if (!hash_eq(&now, &c->of[i].published))
            verify_found(c->report, FINDING_ALTERED, str_of(c->r->sql->name),
                         str_int(c->v->arena, c->of[i].load), 0,
                         MSG("The rows of load {1} are not those that were published."),
                         str_int(c->v->arena, c->of[i].load), STR_NONE);
    }
}

static enum err
check_loads(struct view *v, struct verify_report *report)
{
    const struct registries *all = registries_of(v);
    struct checking          c = { .v = v, .report = report, .arena = arena_new() };
    enum err                 err = ERR_OK;

    for (int i = 0; i < all->n && err == ERR_OK; i++) {
        c.r = all->list[i];
        err = read_published(&c);
        if (err == ERR_OK)
            err = walk(&c);
        compare(&c);
    }
    arena_free(c.arena);
    return err;
}

const struct derived_check registry_check_loads = { "registry_published", check_loads };
