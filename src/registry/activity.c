/* registry/activity.c -- when a registry changed last, and what changed day by day.  Floor 6.
 *
 * Records that change one by one are counted in registry_day, in the same act; what a load did
 * stands in registry_published. */
#include "journal/journal_sql.h"
#include "registry/facts.h"
#include "registry/record.h"
#include "registry/registry_sql.h"

enum err
activity_note(struct act *a, const struct registry *r, int kind)
{
    Time                       now = act_now(a);
    struct registry_day_add_in in = {
        .registry = r->key, .day = time_day(now), .act = act_number(a), .at = now,
        .created = kind == KIND_CREATED, .changed = kind == KIND_CHANGED,
        .corrected = kind == KIND_CORRECTED, .ended = kind == KIND_ENDED,
    };

    return registry_day_add(a, &in);
}

static enum err
when_was(struct view *v, int64_t act, Time *out)
{
    struct entry_get_row entry;

    TRY(entry_get(v, act, &entry));
    *out = entry.occurred;
    return ERR_OK;
}

static enum err
of_load(struct view *v, Str registry, int64_t act, Str name, const int64_t count[5], bool sample,
        struct registry_change *out)
{
    *out = (struct registry_change){ .registry = registry, .act = act, .load = true, .name = name,
                                     .created = count[0], .changed = count[1], .ended = count[2],
                                     .refused = count[3], .same = count[4], .sample = sample };
    return when_was(v, act, &out->at);
}

static struct registry_change
of_day(Str registry, Day day, int64_t act, Time at, int64_t created, int64_t changed,
       int64_t corrected, int64_t ended)
{
    return (struct registry_change){ .registry = registry, .act = act, .at = at, .day = day,
                                     .created = created, .changed = changed,
                                     .corrected = corrected, .ended = ended };
}

/* Two lists, each newest first, into one. */
static int
merge(struct registry_change *out, int max, const struct registry_change *a, int n_a,
      const struct registry_change *b, int n_b)
{
    int i = 0, k = 0, n = 0;

    while (n < max && (i < n_a || k < n_b))
        out[n++] = k == n_b || (i < n_a && a[i].act > b[k].act) ? a[i++] : b[k++];
    return n;
}

static enum err
changes_of(struct view *v, const struct registry *r, int max, struct registry_change *load,
           int *n_loads, struct registry_change *day, int *n_days)
{
    struct registry_published_of_row *p;
    struct registry_day_of_row       *d;

    TRY(registry_published_of(v, r->key, max, &p, n_loads));
    TRY(registry_day_of(v, r->key, max, &d, n_days));
    for (int i = 0; i < *n_loads; i++) {
        int64_t count[5] = { p[i].created, p[i].changed, p[i].ended, p[i].refused, p[i].same };

        TRY(of_load(v, r->key, p[i].act, p[i].name, count, p[i].sample > 0, &load[i]));
    }
    for (int i = 0; i < *n_days; i++)
        day[i] = of_day(r->key, d[i].day, d[i].act, d[i].at, d[i].created, d[i].changed,
                        d[i].corrected, d[i].ended);
    return ERR_OK;
}

static enum err
changes_of_all(struct view *v, int max, struct registry_change *load, int *n_loads,
               struct registry_change *day, int *n_days)
{
    struct registry_published_latest_row *p;
    struct registry_day_latest_row       *d;

    TRY(registry_published_latest(v, max, &p, n_loads));
    TRY(registry_day_latest(v, max, &d, n_days));
    for (int i = 0; i < *n_loads; i++) {
        int64_t count[5] = { p[i].created, p[i].changed, p[i].ended, p[i].refused, p[i].same };

        TRY(of_load(v, p[i].registry, p[i].act, p[i].name, count, p[i].sample > 0, &load[i]));
    }
    for (int i = 0; i < *n_days; i++)
        day[i] = of_day(d[i].registry, d[i].day, d[i].act, d[i].at, d[i].created, d[i].changed,
                        d[i].corrected, d[i].ended);
    return ERR_OK;
}

enum err
registry_changes(struct view *v, const struct registry *r, int max, struct registry_change **out,
                 int *n)
{
    struct registry_change *load = arena_array(v->arena, struct registry_change, max);
    struct registry_change *day = arena_array(v->arena, struct registry_change, max);
    int                     n_loads, n_days;

    if (r != NULL)
        TRY(changes_of(v, r, max, load, &n_loads, day, &n_days));
    else
        TRY(changes_of_all(v, max, load, &n_loads, day, &n_days));
    *out = arena_array(v->arena, struct registry_change, max);
    *n = merge(*out, max, load, n_loads, day, n_days);
    return ERR_OK;
}

enum err
registry_last_change(struct view *v, const struct registry *r, struct registry_change *out)
{
    struct registry_change *list;
    int                     n;

    TRY(registry_changes(v, r, 1, &list, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    *out = list[0];
    return ERR_OK;
}
