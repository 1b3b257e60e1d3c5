/* dossier/worklist.c -- what waits at an officer's desk, what is one's own, what one
 * supports or follows.
 *
 * The list is one index read, sorted by urgency; so an ordinary officer's list costs what
 * an administrator's does.  A few words narrow a filter; what is looked for in
 * all that is at the desk is dossier.search.  Floor 7. */
#include "dossier/desk.h"

#include "dossier/complaint.h"
#include "dossier/dossier_sql.h"
#include "dossier/opinion.h"
#include "dossier/pages.h"
#include "dossier/transfer.h"
#include "ident/ident.h"

#define LIST_PAGE 20
#define FIND_MAX  500
#define COUNT_MAX 100 /* chips say "100+" beyond: to count on would cost more than the list */

struct worklist_in {
    Str  filter, q;
    Time after_urgency;
    Id   after;
};

static const struct field worklist_fields[] = {
    FIELD(TEXT, struct worklist_in, filter, .max = 20,
          .help = "waiting, mine, side, late, today, person, handover, asked, others, sent, "
                  "complaints or complaints_below"),
    FIELD(TEXT, struct worklist_in, q, .max = 60, .help = "A dossier's code, name or procedure"),
    FIELD(TIME, struct worklist_in, after_urgency, .help = "Page on from here"),
    FIELD(ID, struct worklist_in, after, .help = "Page on from here"),
};

/* Which index a filter reads, and which part of it. */
struct slice {
    const char *key, *label;
    enum waits  waits;
    enum whose  whose;
};
static const struct slice slices[] = {
    { "waiting", MSG("Waiting for me"), WAITS_OFFICER, WHOSE_ROLE },
    { "mine", MSG("In my name"), WAITS_OFFICER, WHOSE_OWN },
    { "side", MSG("I support or follow"), WAITS_OFFICER, WHOSE_SIDE },
    { "late", MSG("Late"), WAITS_OFFICER, WHOSE_ROLE },
    { "today", MSG("Due today"), WAITS_OFFICER, WHOSE_ROLE },
    { "person", MSG("Waiting for the person"), WAITS_PERSON, WHOSE_ROLE },
    { "handover", MSG("To hand over"), WAITS_HANDOVER, WHOSE_ROLE },
    { "asked", MSG("Our opinion is asked"), WAITS_NOBODY, WHOSE_ROLE },
    { "others", MSG("Waiting for another unit"), WAITS_NOBODY, WHOSE_ROLE },
    { "sent", MSG("Passed on"), WAITS_NOBODY, WHOSE_ROLE },
    { "complaints", MSG("Complaints to answer"), WAITS_NOBODY, WHOSE_ROLE },
    { "complaints_below", MSG("Complaints late at units below"), WAITS_NOBODY, WHOSE_ROLE },
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

/* Lists of another make than dossiers that wait: not narrowed, and their chip stands only
 * where there is something. */
static bool
is_aside(const struct slice *s)
{
    return s->waits == WAITS_NOBODY;
}

static struct json *
add_filter(struct view *v, struct json *filters, const char *label, const char *key, bool current)
{
    struct json *o = json_add(filters, json_object(v->arena));

    json_put_text(v->arena, o, "label", words(v->lang, label));
    json_put_text(v->arena, o, "key", str_of(key));
    if (current)
        json_put_bool(v->arena, o, "current", true);
    return o;
}

/* Of a list that is narrowed nothing is counted. */
static void
put_narrowing(struct view *v, const struct slice *current, struct json *out)
{
    struct json *filters = json_put_array(v->arena, out, "filters");

    for (size_t i = 0; i < N_SLICES; i++)
        if (!is_aside(&slices[i]))
            add_filter(v, filters, slices[i].label, slices[i].key, &slices[i] == current);
}

static enum err
put_filters(struct view *v, Id desk, const struct slice *current, struct json *out, int64_t *out_n)
{
    struct json              *filters = json_put_array(v->arena, out, "filters");
    struct dossier_slices_row n;
    struct complaint_counts_row said = { .waiting = 0 };
    struct dossier_slices_in  in = { .desk = desk, .role = role_of_actor(v->who), .now = v->now,
                                     .tonight = time_at(time_day(v->now) + 1, 0),
                                     .officer = WAITS_OFFICER, .person = WAITS_PERSON,
                                     .handover = WAITS_HANDOVER, .me = actor_works_as(v->who),
                                     .limit = COUNT_MAX };

    TRY(dossier_slices(v, &in, &n));
    if (actor_may(v->who, S("dossier.approve")))
        TRY(complaint_counts(v, desk, v->now, COUNT_MAX, &said));
    for (size_t i = 0; i < N_SLICES; i++) {
        const int64_t count[N_SLICES] = { n.waiting,  n.mine,  n.side,   n.late, n.today,
                                          n.person, n.handover, n.asked, n.others, n.sent,
                                          said.waiting, said.below };
        struct json  *o;

        if (is_aside(&slices[i]) && count[i] == 0 && &slices[i] != current)
            continue;
        o = add_filter(v, filters, slices[i].label, slices[i].key, &slices[i] == current);
        json_put_text(v->arena, o, "count",
                      str_join(v->arena, str_int(v->arena, count[i]),
                               count[i] >= COUNT_MAX ? S("+") : S(""), STR_NONE));
        if (&slices[i] == current)
            *out_n = count[i];
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
    json_put_text(v->arena, row, "value",
                  str_format(v->arena, "%.*s@%lld", STR_ARG(d->code), (long long)d->version));
    json_put_text(v->arena, row, "step",
                  step != NULL && step->name != NULL ? pack_words(v->lang, step->name)
                                                     : say_state(v->lang, d));
    json_put_text(v->arena, row, "waiting_words", say_holder(s));
    return ERR_OK;
}

static const struct slice *
slice_named(Str key)
{
    for (size_t i = 0; i < N_SLICES; i++)
        if (str_eq(key, str_of(slices[i].key)))
            return &slices[i];
    return NULL;
}

bool
worklist_has_filter(Str key)
{
    return slice_named(key) != NULL;
}

static struct dossier_place
place_of(struct view *v, Id desk, const struct slice *slice)
{
    return (struct dossier_place){ .whose = slice->whose, .desk = desk,
                                   .account = actor_works_as(v->who),
                                   .role = role_for(slice, v->who), .waits = slice->waits,
                                   .urgency = slice_begin(slice, v->now) };
}

/* The slice's rows, from where the reader stands, and the way on. */
static enum err
put_slice(struct view *v, Id desk, const struct slice *slice, const struct worklist_in *in,
          struct json *out)
{
    struct json         *rows = json_put_array(v->arena, out, "rows");
    struct dossier_place place = place_of(v, desk, slice);
    Time                 end = slice_end(slice, v->now);
    struct saying        s = { 0 };
    struct dossier      *d;
    int                  n, k = 0;

    if (in->after_urgency != TIME_NONE) {
        place.urgency = in->after_urgency;
        place.after = in->after;
    }
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

/* Of the list that was read, those that hold every word. */
struct finding {
    struct view  *v;
    Str           q;
    struct saying s;
    struct json  *rows;
};

static enum err
look_at(struct finding *f, const struct dossier *d)
{
    struct view            *v = f->v;
    const struct procedure *p;

    if (f->rows->count >= LIST_PAGE)
        return ERR_OK;
    TRY(procedure_version(v, d->procedure, d->procedure_version, &p));
    if (!page_has_words(v->arena,
                        str_format(v->arena, "%.*s %.*s %.*s", STR_ARG(d->code),
                                   STR_ARG(d->applicant_name),
                                   STR_ARG(pack_words(v->lang, p->name))),
                        f->q))
        return ERR_OK;
    return put_row(v, d, &f->s, f->rows);
}

/* The filter's own list, as far as hold a code, a name or a procedure like that; of each the
 * first FIND_MAX are looked at. */
static enum err
put_found(struct view *v, Id desk, const struct slice *slice, Str q, struct json *out)
{
    struct finding       f = { .v = v, .q = q, .rows = json_put_array(v->arena, out, "rows") };
    struct dossier_place place = place_of(v, desk, slice);
    struct dossier      *d;
    int                  n;

    put_narrowing(v, slice, out);
    TRY(dossier_wait(v, &place, FIND_MAX, &d, &n));
    for (int k = 0; k < n && dossier_urgency(&d[k]) < slice_end(slice, v->now); k++)
        TRY(look_at(&f, &d[k]));
    json_put_text(v->arena, out, "q", q);
    put_count(v, (int64_t)f.rows->count, out);
    return ERR_OK;
}

/* Boxes stand where whoever looks could take what is listed, or give it to a colleague. */
static void
put_tools(struct view *v, const struct slice *slice, struct json *out)
{
    bool handles = actor_may(v->who, S("dossier.process")) ||
                   actor_may(v->who, S("dossier.approve"));

    if (slice->waits != WAITS_OFFICER)
        return;
    if (handles || actor_may(v->who, S("dossier.receive")))
        json_put_bool(v->arena, json_put_object(v->arena, out, "tools"), "assign", handles);
    if (actor_may(v->who, S("dossier.approve")) && !v->who->no_signing)
        json_put_text(v->arena, out, "sign_url", S("/viec/ky"));
}

/* A list of every make stands in the model; those that are not shown are empty. */
static void
put_empty(struct view *v, struct json *out)
{
    static const char *const list[] = { "rows", "asked", "sent", "complained" };

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        if (json_get(out, list[i]) == NULL)
            json_put_array(v->arena, out, list[i]);
}

static enum err
put_aside(struct view *v, Id desk, const struct slice *slice, const struct worklist_in *in,
          struct json *out)
{
    json_put_bool(v->arena, out, "fixed", true);
    if (strcmp(slice->key, "others") == 0)
        return opinion_put_awaited(v, desk, in->after_urgency, in->after, out);
    json_put_bool(v->arena, out, "aside", true);
    if (strcmp(slice->key, "asked") == 0)
        return opinion_put_asked(v, desk, in->after_urgency, in->after, out);
    if (str_starts(str_of(slice->key), S("complaints")))
        return complaint_put_list(v, desk, strcmp(slice->key, "complaints_below") == 0,
                                  in->after_urgency, in->after, out);
    return transfer_put_sent(v, desk, in->after_urgency, in->after, out);
}

static enum err
put_list(struct view *v, const struct worklist_in *in, struct json *out)
{
    const struct slice *slice = slice_named(in->filter);
    Str                 q = in->q.p != NULL ? str_trim(in->q) : S("");
    struct unit         unit;
    Id                  desk;
    int64_t             count = 0;

    if (slice == NULL)
        slice = &slices[0];
    TRY(unit_by_id(v, v->who->unit, time_day(v->now), &unit));
    TRY(desk_of_unit(v, unit.id, time_day(v->now), &desk));
    json_put_text(v->arena, out, "unit_words", say_office(v, &unit));
    json_put_text(v->arena, out, "loc", str_of(slice->key));
    put_tools(v, slice, out);
    if (is_aside(slice))
        q = S(""); /* not narrowed, nor kept as a view */
    TRY(worklist_views_put(v, str_of(slice->key), q, out));
    if (q.n > 0)
        return put_found(v, desk, slice, q, out);
    TRY(put_filters(v, desk, slice, out, &count));
    put_count(v, count, out);
    return is_aside(slice) ? put_aside(v, desk, slice, in, out)
                           : put_slice(v, desk, slice, in, out);
}

static enum err
worklist_run(struct view *v, const void *input, struct json *out)
{
    TRY(put_list(v, input, out));
    put_empty(v, out);
    return ERR_OK;
}

const struct query dossier_worklist = {
    .name = "dossier.worklist", .right = "dossier.read",
    .help = "What waits at my desk for my role, the most pressing first.",
    .fields = worklist_fields, .n_fields = 4, .in_size = sizeof(struct worklist_in),
    .run = worklist_run,
};
