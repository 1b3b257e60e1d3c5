/* dossier/handling.c -- see handling.h.  Floor 7. */
#include "dossier/handling.h"

#include "dossier/dossier_sql.h"
#include "ident/ident.h"

#define VERSIONS_MAX 200

struct reading {
    const struct saying               *s;
    const struct dossier_versions_row *row;
    int                                n;
    struct stretch                    *list;
    int                                n_list;
};

static bool
is_over(int64_t status)
{
    struct dossier d = { .status = status };

    return !dossier_is_open(&d);
}

static const struct step *
step_of(const struct reading *r, int i)
{
    return procedure_step(r->s->p, r->row[i].step);
}

/* What earlier stretches of the same step took of its time. */
static int64_t
left_of(const struct reading *r, const struct step *step)
{
    int64_t left = step->minutes;

    for (int i = 0; i < r->n_list; i++)
        if (r->list[i].step == step)
            left -= r->list[i].minutes;
    return left > 0 ? left : 0;
}

static enum err
add_stretch(struct reading *r, int from, int to)
{
    const struct step *step = step_of(r, from);
    struct stretch    *one = &r->list[r->n_list];
    Time               end = to < r->n ? r->row[to].at : r->s->v->now;

    *one = (struct stretch){ .step = step, .from = r->row[from].at,
                             .unit = r->row[from].competent_unit,
                             .to = to < r->n ? r->row[to].at : TIME_NONE,
                             .actor = to < r->n ? r->row[to].actor : 0,
                             .act = to < r->n ? r->row[to].act : 0 };
    TRY(calendar_minutes_between(r->s->calendar, one->from, end, &one->minutes));
    one->allowed = step != NULL ? left_of(r, step) : 0;
    r->n_list++;
    return ERR_OK;
}

/* The first version with a step of its own after this one: notes and takings change none. */
static int
next_change(const struct reading *r, int i)
{
    int k = i + 1;

    while (k < r->n && str_eq(r->row[k].step, r->row[i].step) && !is_over(r->row[k].status))
        k++;
    return k;
}

enum err
handling_read(const struct saying *s, struct stretches *out)
{
    struct dossier_versions_row *row;
    struct reading               r = { .s = s };
    int                          i = 0;

    TRY(dossier_versions(s->v, s->d->dossier, 0, VERSIONS_MAX, &row, &r.n));
    while (r.n > 0 && row[r.n - 1].version > s->d->version)
        r.n--;
    r.row = row;
    r.list = arena_array(s->v->arena, struct stretch, r.n + 1);
    while (i < r.n && !str_eq(row[i].action, S("accept")))
        i++;
    while (i < r.n && !is_over(row[i].status)) {
        int next = next_change(&r, i);

        TRY(add_stretch(&r, i, next));
        i = next;
    }
    *out = (struct stretches){ .n = r.n_list, .list = r.list };
    return ERR_OK;
}

static int64_t
overrun(const struct stretch *one)
{
    return one->step != NULL ? one->minutes - one->allowed : 0;
}

const struct stretch *
handling_slowest(const struct stretches *all)
{
    const struct stretch *most = NULL;

    for (int i = 0; i < all->n; i++)
        if (overrun(&all->list[i]) > 0 &&
            (most == NULL || overrun(&all->list[i]) > overrun(most)))
            most = &all->list[i];
    return most;
}

Str
handling_role(const struct saying *s, const struct stretch *one)
{
    struct unit unit = s->competent;

    if (one->unit != unit.id &&
        unit_by_id(s->v, one->unit, time_day(one->from), &unit) != ERR_OK)
        unit = s->competent;
    return say_role_at(s->v, one->step->role, &unit);
}

/* -- on a page ---------------------------------------------------------------------------- */

static Str
who_words(const struct saying *s, const struct stretch *one)
{
    Str name;

    if (one->step == NULL)
        return words(s->v->lang, "The person who filed");
    if (one->actor != 0 && ident_account_did(s->v, one->actor, one->act, &name) == ERR_OK)
        return name;
    return handling_role(s, one);
}

static Str
step_words(const struct saying *s, const struct stretch *one)
{
    return one->step != NULL ? pack_words(s->v->lang, one->step->name)
                             : words(s->v->lang, "Waiting for the person");
}

static void
say_one(const struct saying *s, const struct stretch *one, struct json *o)
{
    struct view *v = s->v;

    json_put_text(v->arena, o, "name", step_words(s, one));
    json_put_text(v->arena, o, "who", who_words(s, one));
    say_moment(v, o, "from", one->from);
    say_moment(v, o, "to", one->to);
    json_put_text(v->arena, o, "spent_words", when_working(v->arena, v->lang, one->minutes));
    json_put_text(v->arena, o, "allowed_words",
                  one->step != NULL ? when_working(v->arena, v->lang, one->allowed)
                                    : words(v->lang, "not counted"));
    if (overrun(one) > 0)
        json_put_bool(v->arena, o, "late", true);
}

enum err
handling_say(const struct saying *s, struct json *out)
{
    struct view          *v = s->v;
    struct json          *list = json_put_array(v->arena, out, "steps_taken");
    struct stretches      all;
    const struct stretch *slow;
    enum err              err = handling_read(s, &all);

    if (err == ERR_UNKNOWN) /* beyond the published calendar nobody counts */
        return ERR_OK;
    TRY(err);
    for (int i = 0; i < all.n; i++)
        say_one(s, &all.list[i], json_add(list, json_object(v->arena)));
    slow = handling_slowest(&all);
    if (slow != NULL && dossier_is_late(s->d, v->now))
        json_put_text(v->arena, out, "slow_words",
                      words_fill(v->arena, v->lang, "Longest over its time: {1}, by {2}",
                                 step_words(s, slow),
                                 when_working(v->arena, v->lang, overrun(slow))));
    return ERR_OK;
}
