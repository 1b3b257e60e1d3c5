/* test/unit/cmd/open.c -- what waits, is due and is late under each unit, against the
 * dossiers themselves, at several moments. */
#include "measure/open.h"

#include "dossier/dossier_sql.h"
#include "province.h"

#define DOSSIERS_MAX 2000

struct open_rig {
    struct view    v;
    struct dossier list[DOSSIERS_MAX];
    int            n;
};

static bool
stands_under(struct view *v, Id unit, Id above)
{
    struct unit *path;
    int          n;

    check_ok(unit_path(v, unit, time_day(v->now), &path, &n));
    for (int i = 0; i < n; i++)
        if (path[i].id == above)
            return true;
    return false;
}

/* By each dossier's own moment: of the unit's desk alone, or of all that stands under it. */
static struct open_numbers
recount(struct open_rig *r, Id unit, bool alone)
{
    struct open_numbers k = { .oldest = DAY_NONE };
    Day                 today = time_day(r->v.now);

    for (int i = 0; i < r->n; i++) {
        const struct dossier *d = &r->list[i];

        if (!dossier_is_open(d) || dossier_waits(d) != WAITS_OFFICER ||
            !(alone ? d->competent_unit == unit : stands_under(&r->v, d->competent_unit, unit)))
            continue;
        k.waiting++;
        if (d->due != TIME_NONE && d->due < r->v.now) {
            k.late++;
            if (k.oldest == DAY_NONE || time_day(d->due) < k.oldest)
                k.oldest = time_day(d->due);
        } else if (d->due != TIME_NONE && time_day(d->due) == today) {
            k.due++;
        }
    }
    return k;
}

/* Adds what was late and due there, so that the test knows there was something. */
static void
check_unit(struct open_rig *r, Id unit, int64_t seen[2])
{
    struct open_list all;
    struct unit     *below;
    int              n;

    check_ok(open_read(&r->v, unit, &all));
    check_ok(unit_children(&r->v, unit, time_day(r->v.now), &below, &n));
    for (int i = -1; i < n; i++) {
        Id                   at = i < 0 ? unit : below[i].id;
        struct open_numbers *k = open_of(&all, at), want = recount(r, at, i < 0);

        check(k != NULL, "each unit is among them");
        if (k == NULL)
            continue;
        check_int(k->waiting, want.waiting);
        check_int(k->late, want.late);
        check_int(k->due, want.due);
        check_int(k->oldest, want.oldest);
        seen[0] += want.late;
        seen[1] += want.due;
    }
}

/* At a moment, from the unit of a dossier up to the province. */
static void
check_at_moment(struct open_rig *r, Id unit, Time now, int64_t seen[2])
{
    struct unit *path;
    int          n;

    r->v.now = now;
    check_ok(unit_path(&r->v, unit, time_day(now), &path, &n));
    for (int i = 0; i < n; i++)
        check_unit(r, path[i].id, seen);
}

static void
counted(const struct store_options *o)
{
    struct simulate_request r = { .from = 19723, .to = 19740, .dossiers = 700, .seed = 5 };
    struct open_rig        *g = arena_make(test_arena(), struct open_rig);
    struct dossier_now_page_row *row;
    struct dir              d;
    int64_t                 seen[2] = { 0, 0 };
    int                     moments = 0;

    province_simulated(&d, o, r);
    g->v = province_view(&d);
    check_ok(dossier_now_page(&g->v, 0, DOSSIERS_MAX, &row, &g->n));
    for (int i = 0; i < g->n; i++)
        check_ok(dossier_find(&g->v, row[i].code, &g->list[i]));
    for (int i = 0; i < g->n && moments < 6; i++) {
        const struct dossier *x = &g->list[i];

        if (!dossier_is_open(x) || dossier_waits(x) != WAITS_OFFICER || x->due == TIME_NONE)
            continue;
        check_at_moment(g, x->competent_unit, x->due - 90 * TIME_MINUTE, seen);
        check_at_moment(g, x->competent_unit, x->due, seen);
        check_at_moment(g, x->competent_unit, x->due + TIME_MINUTE, seen);
        moments++;
    }
    check(seen[0] > 0 && seen[1] > 0, "some are late and some are due");
    province_view_end(&g->v);
}

void
test_cmd_open__numbers_are_what_the_dossiers_say(void)
{
    on_each_store(counted);
}
