/* registry/day_check.c -- what is kept of days on which records changed one by one, against the
 * records' own versions, in little memory.  Floor 6.
 *
 * As in tally_check.c each day and kind of change has a weight that nobody knows before; the
 * versions give one sum, the table the other.  The last act of a day must have occurred on it. */
#include "base/hash.h"
#include "journal/journal_sql.h"
#include "registry/check.h"
#include "registry/record.h"
#include "registry/registry_sql.h"

#define PAGE 500

struct checking {
    struct view            v; /* its arena is emptied page by page */
    struct verify_report  *report;
    const struct registry *r;
    uint64_t               key;
    uint64_t               versions, table;
};

static uint64_t
weight(const struct checking *c, Day day, int kind)
{
    uint64_t h = c->key ^ ((uint64_t)(uint32_t)day << 3 | (uint64_t)kind);

    return hash_spread(h);
}

static enum err
read_versions(struct checking *c)
{
    const struct table *t = &c->r->sql->journaled;
    int64_t             id = INT64_MIN, since = INT64_MIN;
    struct rows         rows = { .n = PAGE };

    while (rows.n == PAGE) {
        struct cell in[3] = { cell_int(id), cell_int(since), cell_int(PAGE) };

        arena_reset(c->v.arena);
        TRY(view_run(&c->v, &c->r->sql->vouch_page, in, &rows));
        for (int i = 0; i < rows.n; i++) {
            const struct cell   *row = rows.cell + (ptrdiff_t)i * t->n_columns;
            struct entry_get_row entry;

            id = row[ROW_ID].i;
            since = row[ROW_SINCE].i;
            TRY(entry_get(&c->v, since, &entry));
            c->versions += weight(c, time_day(entry.occurred), (int)row[ROW_KIND].i);
        }
    }
    return ERR_OK;
}

static enum err
check_last(struct checking *c, const struct registry_day_of_row *row)
{
    struct entry_get_row entry = { .occurred = TIME_NONE };
    enum err             err = entry_get(&c->v, row->act, &entry);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (entry.occurred != row->at || time_day(row->at) != row->day)
        verify_found(c->report, FINDING_DERIVED, S("registry_day"),
                     str_format(c->v.arena, "%.*s/%.*s", STR_ARG(c->r->key),
                                STR_ARG(day_text(c->v.arena, row->day))), row->act,
                     MSG("The day's last change is not what the journal says."), STR_NONE,
                     STR_NONE);
    return ERR_OK;
}

static enum err
read_table(struct checking *c)
{
    struct registry_day_of_row *row;
    int                         n;

    arena_reset(c->v.arena);
    TRY(registry_day_of(&c->v, c->r->key, INT64_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        int64_t count[] = { 0, row[i].created, row[i].changed, row[i].corrected, row[i].ended };

        for (int kind = KIND_CREATED; kind <= KIND_ENDED; kind++)
            c->table += (uint64_t)count[kind] * weight(c, row[i].day, kind);
        TRY(check_last(c, &row[i]));
    }
    return ERR_OK;
}

static enum err
run(struct view *given, struct verify_report *report)
{
    const struct registries *all = registries_of(given);
    struct checking          c = { .v = *given, .report = report };
    enum err                 err = ERR_OK;

    c.v.arena = arena_new();
    random_bytes(&c.key, sizeof c.key);
    for (int i = 0; i < all->n && err == ERR_OK; i++) {
        c.r = all->list[i];
        c.versions = c.table = 0;
        err = read_versions(&c);
        if (err == ERR_OK)
            err = read_table(&c);
        if (err == ERR_OK && c.versions != c.table)
            verify_found(report, FINDING_DERIVED, S("registry_day"), c.r->key, 0,
                         MSG("What is counted is not what the records say."), STR_NONE, STR_NONE);
    }
    arena_free(c.v.arena);
    return err;
}

const struct derived_check registry_check_days = { "registry_day", run };
