/* registry/tally_check.c -- counts and places of registries against a recount, in little memory.
 * Floor 6.
 *
 * Every cell of the counts has a weight, drawn anew each time from a key that nobody knows before.
 * The records in force give one sum, the table the other; they are equal when every cell is, and
 * with one chance in 2^64 otherwise.  So a million values need two numbers, and what differs is
 * named by what is counted and by which field.  In the same walk each record's place is computed
 * again from its geometry. */
#include "registry/check.h"

#include "base/hash.h"
#include "registry/record.h"
#include "registry/registry_sql.h"

#define PAGE      500
#define SIDES_MAX 1024
#define NAME      48 /* of a field; longer ones are none */

struct side {
    char     what[NAME], field[NAME];
    uint64_t records, table;
};

struct checking {
    struct view            v; /* its arena is emptied page by page */
    struct verify_report  *report;
    const struct registry *r;
    uint64_t               key[2];
    bool                   table; /* the side whose cells come */
    int                    n;
    struct side            side[SIDES_MAX];
};

/* -- sums ------------------------------------------------------------------------------ */

static uint64_t
weight(const struct checking *c, Str what, Str field, Str value)
{
    Str      part[3] = { what, field, value };
    uint64_t h = c->key[0];

    for (int i = 0; i < 3; i++) {
        for (size_t k = 0; k < part[i].n; k++)
            h = (h ^ (unsigned char)part[i].p[k]) * 1099511628211u;
        h = (h ^ 256) * 1099511628211u;
    }
    return hash_spread(h ^ c->key[1]);
}

static bool
is(const char name[NAME], Str s)
{
    return strlen(name) == s.n && memcmp(name, s.p, s.n) == 0;
}

static struct side *
side_of(struct checking *c, Str what, Str field)
{
    struct side *s;

    for (int i = 0; i < c->n; i++)
        if (is(c->side[i].what, what) && is(c->side[i].field, field))
            return &c->side[i];
    if (c->n == SIDES_MAX || what.n >= NAME || field.n >= NAME)
        return NULL;
    s = &c->side[c->n++];
    *s = (struct side){ .table = 0 };
    memcpy(s->what, what.p, what.n);
    memcpy(s->field, field.p, field.n);
    return s;
}

static void
add(void *context, Str what, Str field, Str value, int64_t n)
{
    struct checking *c = context;
    struct side     *s = side_of(c, what, field);

    if (s == NULL)
        verify_found(c->report, FINDING_SURPLUS, S("registry_tally"), c->r->key, 0,
                     MSG("What is counted is no field of the registry."), STR_NONE, STR_NONE);
    else
        *(c->table ? &s->table : &s->records) += (uint64_t)n * weight(c, what, field, value);
}

/* -- the two sides --------------------------------------------------------------------- */

static void
check_place(struct checking *c, const struct cell *row)
{
    const struct registry *r = c->r;

    if (r->place_column < 0)
        return;
    if (row[r->place_column].null || row[r->place_column].i != record_place(r, row))
        verify_found(c->report, FINDING_DERIVED, str_of(r->sql->name),
                     record_key_text(c->v.arena, r, row), 0,
                     MSG("Column {1} does not follow from the record."), S("_place"), STR_NONE);
}

static enum err
read_records(struct checking *c)
{
    int64_t     open, after = INT64_MIN;
    struct rows rows = { .n = PAGE };

    c->table = false;
    TRY(registry_open_load(&c->v, c->r, &open));
    while (rows.n == PAGE) {
        struct cell in[4] = { cell_int(open), cell_int(after), cell_int(PAGE), cell_int(true) };

        arena_reset(c->v.arena);
        TRY(view_run(&c->v, &c->r->sql->order[0].up, in, &rows));
        for (int i = 0; i < rows.n; i++) {
            const struct cell *row = rows.cell + (ptrdiff_t)i * (c->r->n_columns - 1);

            after = row[ROW_ID].i;
            check_place(c, row);
            tally_each(c->v.arena, c->r, row, 1, add, c);
        }
    }
    return ERR_OK;
}

static enum err
read_table(struct checking *c)
{
    struct registry_tally_page_row *row;
    struct arena                   *kept = arena_new();
    Str                             what = S(""), field = S(""), value = S("");
    enum err                        err;
    int                             n = PAGE;

    c->table = true;
    do {
        arena_reset(c->v.arena);
        err = registry_tally_page(&c->v, c->r->key, what, field, value, PAGE, &row, &n);
        for (int i = 0; err == ERR_OK && i < n; i++)
            add(c, row[i].what, row[i].field, row[i].value, row[i].n);
        if (err == ERR_OK && n > 0) {
            arena_reset(kept);
            what = str_copy(kept, row[n - 1].what);
            field = str_copy(kept, row[n - 1].field);
            value = str_copy(kept, row[n - 1].value);
        }
    } while (err == ERR_OK && n == PAGE);
    arena_free(kept);
    return err;
}

static void
compare(struct checking *c)
{
    for (int i = 0; i < c->n; i++)
        if (c->side[i].records != c->side[i].table)
            verify_found(c->report, FINDING_DERIVED, S("registry_tally"),
                         str_format(c->v.arena, "%.*s/%s/%s", STR_ARG(c->r->key), c->side[i].what,
                                    c->side[i].field), 0,
                         MSG("What is counted is not what the records say."), STR_NONE, STR_NONE);
}

static enum err
run(struct view *given, struct verify_report *report)
{
    const struct registries *all = registries_of(given);
    struct checking         *c = mem_alloc(sizeof *c);
    enum err                 err = ERR_OK;

    *c = (struct checking){ .v = *given, .report = report };
    c->v.arena = arena_new();
    random_bytes(c->key, sizeof c->key);
    for (int i = 0; i < all->n && err == ERR_OK; i++) {
        c->r = all->list[i];
        c->n = 0;
        err = read_records(c);
        if (err == ERR_OK)
            err = read_table(c);
        if (err == ERR_OK)
            compare(c);
    }
    arena_free(c->v.arena);
    mem_free(c);
    return err;
}

const struct derived_check registry_check_counts = { "registry_tally", run };
