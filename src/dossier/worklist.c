/* dossier/worklist.c -- what waits at an officer's desk.
 *
 * The list is one index read: desk, role, whom it waits for, urgency; so an
 * ordinary officer's list costs what an administrator's does.  Floor 7. */
#include "dossier/desk.h"

#include "dossier/dossier_sql.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define LIST_PAGE 20
#define COUNT_MAX 100 /* chips say "100+" beyond: to count on would cost more than the list */

struct worklist_in {
    Str  filter;
    Time after_urgency;
    Id   after;
};

static const struct field worklist_fields[] = {
    FIELD(TEXT, struct worklist_in, filter, .max = 20,
          .help = "waiting, late, today, person or handover"),
    FIELD(TIME, struct worklist_in, after_urgency, .help = "Page on from here"),
    FIELD(ID, struct worklist_in, after, .help = "Page on from here"),
};

/* Which part of the index a filter reads; in the order of dossier_slices' columns. */
struct slice {
    const char *key, *label;
    enum waits  waits;
};
static const struct slice slices[] = {
    { "waiting", MSG("Waiting for me"), WAITS_OFFICER },
    { "late", MSG("Late"), WAITS_OFFICER },
    { "today", MSG("Due today"), WAITS_OFFICER },
    { "person", MSG("Waiting for the person"), WAITS_PERSON },
    { "handover", MSG("To hand over"), WAITS_HANDOVER },
};
#define N_SLICES (sizeof slices / sizeof slices[0])

/* The role under which the actor works: the first right that fits. */
static Str
role_of_actor(const struct actor *who)
{
    if (actor_may(who, S("dossier.approve")))
        return S("leader");
    if (actor_may(who, S("dossier.process")))
        return S("specialist");
    return S("desk");
}

static Str
role_for(const struct slice *s, const struct actor *who)
{
    if (s->waits == WAITS_PERSON)
        return S("");
    if (s->waits == WAITS_HANDOVER)
        return S("desk");
    return role_of_actor(who);
}

/* Urgency below which a slice ends: now for late, tonight for today. */
static Time
slice_end(const struct slice *s, Time now)
{
    if (strcmp(s->key, "late") == 0)
        return now;
    if (strcmp(s->key, "today") == 0)
        return time_at(time_day(now) + 1, 0);
    return INT64_MAX;
}

static Time
slice_begin(const struct slice *s, Time now)
{
    return strcmp(s->key, "today") == 0 ? now : INT64_MIN + 1;
}

static enum err
put_chips(struct view *v, Id desk, const struct slice *current, struct json *out, int64_t *out_n)
{
    struct json              *chips = json_put_array(v->arena, out, "chips");
    struct dossier_slices_row n;
    struct dossier_slices_in  in = { .desk = desk, .role = role_of_actor(v->who), .now = v->now,
                                     .tonight = time_at(time_day(v->now) + 1, 0),
                                     .officer = WAITS_OFFICER, .person = WAITS_PERSON,
                                     .handover = WAITS_HANDOVER, .limit = COUNT_MAX };

    TRY(dossier_slices(v, &in, &n));
    for (size_t i = 0; i < N_SLICES; i++) {
        const int64_t count[N_SLICES] = { n.waiting, n.late, n.today, n.person, n.handover };
        struct json  *o = json_add(chips, json_object(v->arena));

        json_put_text(v->arena, o, "label", words(v->lang, slices[i].label));
        json_put_text(v->arena, o, "href", str_format(v->arena, "/viec?loc=%s", slices[i].key));
        json_put_text(v->arena, o, "count",
                      str_join(v->arena, str_int(v->arena, count[i]),
                               count[i] >= COUNT_MAX ? S("+") : S(""), STR_NONE));
        if (&slices[i] == current) {
            json_put_bool(v->arena, o, "current", true);
            *out_n = count[i];
        }
    }
    return ERR_OK;
}

/* Past its ceiling a count says no more than that. */
static void
put_count(struct view *v, int64_t n, struct json *out)
{
    json_put_int(v->arena, out, "count", n);
    json_put_text(v->arena, out, "count_words",
                  n >= COUNT_MAX
                      ? words_fill(v->arena, v->lang, "{1} dossiers or more",
                                   str_int(v->arena, n), STR_NONE)
                      : words_count(v->arena, v->lang, "{1} dossier", MSG("{1} dossiers"), n));
}

static enum err
put_row(struct view *v, const struct dossier *d, struct saying *s, struct json *rows)
{
    struct json       *row = json_add(rows, json_object(v->arena));
    const struct step *step;

    TRY(saying_next(v, d, s));
    step = procedure_step(s->p, d->step);
    say_row(s, row);
    json_put_text(v->arena, row, "step",
                  step != NULL && step->name != NULL ? pack_words(v->lang, step->name)
                                                     : say_status(v->lang, d->status));
    json_put_text(v->arena, row, "waiting_words", say_holder(s));
    return ERR_OK;
}

static const struct slice *
slice_named(Str key)
{
    for (size_t i = 0; i < N_SLICES; i++)
        if (str_eq(key, str_of(slices[i].key)))
            return &slices[i];
    return &slices[0];
}

/* The slice's rows, from where the reader stands, and the way on. */
static enum err
put_slice(struct view *v, Id desk, const struct slice *slice, const struct worklist_in *in,
          struct json *out)
{
    struct json         *rows = json_put_array(v->arena, out, "rows");
    struct dossier_place place = { .desk = desk, .role = role_for(slice, v->who),
                                   .waits = slice->waits, .urgency = in->after_urgency,
                                   .after = in->after };
    Time                 end = slice_end(slice, v->now);
    struct saying        s = { 0 };
    struct dossier      *d;
    int                  n, k = 0;

    if (place.urgency == TIME_NONE)
        place.urgency = slice_begin(slice, v->now);
    TRY(dossier_wait(v, &place, LIST_PAGE + 1, &d, &n));
    for (; k < n && k < LIST_PAGE && dossier_urgency(&d[k]) < end; k++)
        TRY(put_row(v, &d[k], &s, rows));
    if (k == LIST_PAGE && n > k && dossier_urgency(&d[k]) < end)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/viec?loc=%s&moc=%.*s&sau=%lld", slice->key,
                                 STR_ARG(time_text_utc(v->arena, dossier_urgency(&d[k - 1]))),
                                 (long long)d[k - 1].dossier));
    return ERR_OK;
}

static enum err
worklist_run(struct view *v, const void *input, struct json *out)
{
    const struct worklist_in *in = input;
    const struct slice       *slice = slice_named(in->filter);
    struct unit               unit;
    Id                        desk;
    int64_t                   count = 0;

    TRY(unit_by_id(v, v->who->unit, time_day(v->now), &unit));
    TRY(desk_of_unit(v, unit.id, time_day(v->now), &desk));
    json_put_text(v->arena, out, "unit_words", say_office(v, &unit));
    if (str_eq(role_of_actor(v->who), S("leader")))
        json_put_text(v->arena, out, "sign_url", S("/viec/ky"));
    TRY(put_chips(v, desk, slice, out, &count));
    put_count(v, count, out);
    return put_slice(v, desk, slice, in, out);
}

const struct query dossier_worklist = {
    .name = "dossier.worklist", .right = "dossier.read",
    .help = "What waits at my desk for my role, the most pressing first.",
    .fields = worklist_fields, .n_fields = 3, .in_size = sizeof(struct worklist_in),
    .run = worklist_run,
};
