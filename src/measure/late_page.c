/* measure/late_page.c -- why dossiers of a unit were late in a period: whom they waited for, at
 * which step, how long; by unit below; and the unit's own, one by one.
 *
 * Numbers are sums over counters (late.h); but for steps that stood with another unit they agree
 * with the column "late" of the statistics.  Dossiers are listed at their unit alone, paged by
 * key.  Rows say a code, a procedure and which officer had it, who is told so: nothing of who
 * filed it.  Floor 8. */
#include <stdlib.h>

#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "dossier/procedure.h"
#include "ident/ident.h"
#include "measure/asked.h"
#include "measure/late.h"

#define STEPS_MAX  5000 /* (role, procedure, step) of a subtree: a province has a few hundred */
#define STEPS_SHOW 12
#define LIST_PAGE  50

struct late_in {
    Str  unit, period, role;
    Time before;
    Id   after;
};

static const struct field late_fields[] = {
    FIELD(TEXT, struct late_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(TEXT, struct late_in, period, .max = 10, .help = "2024-h1, 2024-q2 or 2024-06"),
    FIELD(TEXT, struct late_in, role, .max = 20,
          .help = "List only what waited for: desk, specialist, leader, others or none"),
    FIELD(TIME, struct late_in, before, .help = "Page on from here"),
    FIELD(ID, struct late_in, after, .help = "Page on from here"),
};

static const struct {
    const char *key, *role, *label;
} roles[] = {
    { "desk", "desk", MSG("One-stop desk") },
    { "specialist", "specialist", MSG("Case officer") },
    { "leader", "leader", MSG("Leader") },
    { "others", LATE_OTHERS, MSG("Another unit's opinion") },
    { "none", "", MSG("No step over its own time") },
};
#define N_ROLES (sizeof roles / sizeof roles[0])

/* What one row of a table says. */
struct cause {
    Str     role, name;
    int64_t n[LATE_ELEMENTS]; /* in late_counts' order */
};
enum { LATE, OVERRUN, LATENESS, WAITED, WAITED_TIME };

struct causes {
    int           n;
    struct cause *list;
};

struct late_page {
    struct asked  asked;
    struct causes by_step, by_role;
    struct cause  sum;
};

static Str
role_words(enum lang lang, Str role)
{
    for (size_t i = 0; i < N_ROLES; i++)
        if (str_eq(role, str_of(roles[i].role)))
            return words(lang, roles[i].label);
    return role;
}

static Str
step_words(struct view *v, Str procedure, int64_t version, Str key)
{
    const struct procedure *p;
    const struct step      *step;

    if (key.n == 0 || procedure_version(v, procedure, version, &p) != ERR_OK)
        return key.n == 0 ? S("–") : key;
    step = procedure_step(p, key);
    return step != NULL ? pack_words(v->lang, step->name) : key;
}

/* As the newest version that has the step calls it. */
static Str
step_named(struct view *v, Str procedure, Str key)
{
    const struct procedure_list *all = procedures(v);

    for (int i = all->n - 1; i >= 0; i--)
        if (str_eq(all->list[i]->key, procedure) && procedure_step(all->list[i], key) != NULL)
            return step_words(v, procedure, all->list[i]->version, key);
    return key.n == 0 ? S("–") : key;
}

/* Steps of one name and role are one row, whatever their procedures. */
static struct cause *
cause_of(struct causes *all, Str role, Str name)
{
    for (int i = 0; i < all->n; i++)
        if (str_eq(all->list[i].role, role) && str_eq(all->list[i].name, name))
            return &all->list[i];
    all->list[all->n] = (struct cause){ .role = role, .name = name };
    return &all->list[all->n++];
}

static enum err
read_element(struct late_page *r, const char *element, int at)
{
    struct view           *v = r->asked.v;
    struct late_steps_row *row;
    int                    n;

    TRY(late_steps(v, str_of(element), r->asked.period.from, r->asked.period.to, r->asked.unit.id,
                   r->asked.on, STEPS_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        Str name = step_named(v, row[i].procedure, row[i].step);

        if (r->by_step.n < STEPS_MAX)
            cause_of(&r->by_step, row[i].role, name)->n[at] += row[i].n;
        cause_of(&r->by_role, row[i].role, STR_NONE)->n[at] += row[i].n;
        r->sum.n[at] += row[i].n;
    }
    return ERR_OK;
}

static int
by_number(const void *a, const void *b)
{
    const struct cause *x = a, *y = b;

    if (x->n[LATE] != y->n[LATE])
        return x->n[LATE] < y->n[LATE] ? 1 : -1;
    return x->n[OVERRUN] != y->n[OVERRUN] ? (x->n[OVERRUN] < y->n[OVERRUN] ? 1 : -1)
                                          : str_cmp(x->name, y->name);
}

static enum err
read_causes(struct late_page *r)
{
    static const char *const element[LATE_ELEMENTS] = { "late", "overrun", "lateness", "waited",
                                                        "waited_time" };
    struct arena *arena = r->asked.v->arena;

    r->by_step.list = arena_array(arena, struct cause, STEPS_MAX + 1);
    r->by_role.list = arena_array(arena, struct cause, STEPS_MAX + 1);
    for (int i = 0; i < LATE_ELEMENTS; i++)
        TRY(read_element(r, element[i], i));
    qsort(r->by_step.list, (size_t)r->by_step.n, sizeof(struct cause), by_number);
    qsort(r->by_role.list, (size_t)r->by_role.n, sizeof(struct cause), by_number);
    return ERR_OK;
}

/* -- the tables ----------------------------------------------------------------------------- */

static void
put_time(struct view *v, struct json *o, const char *key, int64_t minutes, int64_t n)
{
    json_put_text(v->arena, o, key,
                  n > 0 && minutes > 0 ? when_working(v->arena, v->lang, minutes / n) : S("–"));
}

static void
put_cause(const struct late_page *r, const struct cause *c, struct json *o)
{
    struct view *v = r->asked.v;
    int64_t      n = c->n[LATE];

    json_put_text(v->arena, o, "who", role_words(v->lang, c->role));
    json_put_int(v->arena, o, "n", n);
    json_put_text(v->arena, o, "share_words",
                  r->sum.n[LATE] > 0
                      ? percent_text(v->arena, n, r->sum.n[LATE], v->lang == LANG_EN)
                      : S("–"));
    put_time(v, o, "over_words", c->n[OVERRUN], 1);
    put_time(v, o, "each_words", c->n[OVERRUN], n);
}

static Str
list_url(const struct asked *a, const char *role)
{
    Str url = asked_plain(a, "/thong-ke/tre-han", a->unit.code);

    return str_format(a->v->arena, "%.*s&cho=%s#danh-sach", STR_ARG(url), role);
}

static void
put_roles(const struct late_page *r, struct json *out)
{
    struct json *rows = json_put_array(r->asked.v->arena, out, "by_role");

    for (int i = 0; i < r->by_role.n; i++)
        put_cause(r, &r->by_role.list[i], json_add(rows, json_object(r->asked.v->arena)));
}

/* The first twelve, and the others together. */
static void
put_steps(const struct late_page *r, struct json *out)
{
    struct view *v = r->asked.v;
    struct json *rows = json_put_array(v->arena, out, "by_step"), *o;
    struct cause others = { .role = STR_NONE };

    for (int i = 0; i < r->by_step.n; i++) {
        const struct cause *c = &r->by_step.list[i];

        if (i >= STEPS_SHOW) {
            for (int k = 0; k < LATE_ELEMENTS; k++)
                others.n[k] += c->n[k];
            continue;
        }
        o = json_add(rows, json_object(v->arena));
        put_cause(r, c, o);
        json_put_text(v->arena, o, "step", c->name);
    }
    if (others.n[LATE] == 0)
        return;
    o = json_add(rows, json_object(v->arena));
    put_cause(r, &others, o);
    json_put_text(v->arena, o, "step", words(v->lang, "Other steps"));
    json_put_text(v->arena, o, "who", S("–"));
}

static void
put_sum(const struct late_page *r, struct json *out)
{
    struct view          *v = r->asked.v;
    const struct cause   *c = &r->sum;
    struct json          *o = json_put_object(v->arena, out, "sum");

    json_put_int(v->arena, o, "n", c->n[LATE]);
    put_time(v, o, "late_words", c->n[LATENESS], c->n[LATE]);
    if (c->n[WAITED] > 0)
        json_put_text(v->arena, o, "waited_words",
                      words_fill(v->arena, v->lang,
                                 "{1} of them also waited for the person, {2} together; that "
                                 "time is not counted against anybody.",
                                 str_int(v->arena, c->n[WAITED]),
                                 when_working(v->arena, v->lang, c->n[WAITED_TIME])));
}

static enum err
put_below(const struct late_page *r, struct json *out)
{
    const struct asked    *a = &r->asked;
    struct late_below_row *row;
    struct asked_count    *list;
    int                    n;

    TRY(late_below(a->v, a->on, a->unit.id, S("late"), a->period.from, a->period.to,
                   ASKED_UNITS_MAX, &row, &n));
    list = arena_array(a->v->arena, struct asked_count, n + 1);
    for (int i = 0; i < n; i++)
        list[i] = (struct asked_count){ row[i].unit, row[i].n };
    return asked_put_units(a, list, n, out);
}

/* -- one by one ------------------------------------------------------------------------------ */

/* Officers named on this page: each is told once who looked. */
struct shown {
    int n;
    Id  account[LIST_PAGE];
    Str name[LIST_PAGE];
};

static enum err
officer_shown(struct view *v, struct shown *shown, Id account, Str *out)
{
    for (int i = 0; i < shown->n; i++)
        if (shown->account[i] == account) {
            *out = shown->name[i];
            return ERR_OK;
        }
    TRY(ident_account_shown(v, account, MSG("figures of work"), MSG("dossiers that ended late"),
                            out));
    shown->account[shown->n] = account;
    shown->name[shown->n++] = *out;
    return ERR_OK;
}

static enum err
put_dossier(struct view *v, const struct late_list_row *d, struct shown *shown, struct json *o)
{
    const struct procedure *p;
    Str                     name;

    TRY(procedure_version(v, d->procedure, d->procedure_version, &p));
    json_put_text(v->arena, o, "code", d->code);
    json_put_text(v->arena, o, "procedure", pack_words(v->lang, p->name));
    json_put_time(v->arena, o, "due", d->due);
    json_put_text(v->arena, o, "due_words", when_moment(v->arena, v->lang, d->due));
    json_put_time(v->arena, o, "ended", d->ended);
    json_put_text(v->arena, o, "ended_words", when_moment(v->arena, v->lang, d->ended));
    put_time(v, o, "late_words", d->lateness, 1);
    json_put_text(v->arena, o, "step",
                  d->step.n > 0 ? step_words(v, d->procedure, d->procedure_version, d->step)
                                : role_words(v->lang, S("")));
    put_time(v, o, "over_words", d->overrun, 1);
    if (d->account != 0 && officer_shown(v, shown, d->account, &name) == ERR_OK)
        json_put_text(v->arena, o, "who", name);
    else if (d->role.n > 0)
        json_put_text(v->arena, o, "who", role_words(v->lang, d->role));
    return ERR_OK;
}

static enum err
read_list(const struct asked *a, const struct late_in *in, int role, struct late_list_row **out,
          int *out_n)
{
    Day  first = DAY_NONE;
    Time from, before = in->before;
    struct late_list_of_row *of;

    TRY(day_parse(str_join(a->v->arena, a->period.from, S("-01"), STR_NONE), &first));
    from = time_at(first, 0);
    if (before == TIME_NONE || before > time_at(a->period.last + 1, 0))
        before = time_at(a->period.last + 1, 0);
    if (role < 0)
        return late_list(a->v, a->unit.id, from, before, in->after, LIST_PAGE + 1, out, out_n);
    TRY(late_list_of(a->v, a->unit.id, str_of(roles[role].role), from, before, in->after,
                     LIST_PAGE + 1, &of, out_n));
    *out = arena_array(a->v->arena, struct late_list_row, *out_n + 1);
    for (int i = 0; i < *out_n; i++)
        (*out)[i] = (struct late_list_row){
            .dossier = of[i].dossier, .code = of[i].code, .procedure = of[i].procedure,
            .procedure_version = of[i].procedure_version, .role = of[i].role,
            .step = of[i].step, .account = of[i].account, .due = of[i].due,
            .ended = of[i].ended, .overrun = of[i].overrun, .lateness = of[i].lateness,
        };
    return ERR_OK;
}

static int
role_named(Str key)
{
    for (size_t i = 0; i < N_ROLES; i++)
        if (str_eq(key, str_of(roles[i].key)))
            return (int)i;
    return -1;
}

static void
put_chips(const struct asked *a, int role, struct json *out)
{
    struct json *chips = json_put_array(a->v->arena, out, "chips");

    asked_chip(a->v, chips, words(a->v->lang, "All"), list_url(a, ""), role < 0);
    for (int i = 0; i < (int)N_ROLES; i++)
        asked_chip(a->v, chips, words(a->v->lang, roles[i].label), list_url(a, roles[i].key),
                   i == role);
}

/* Only of a unit that has late dossiers itself. */
static enum err
put_list(const struct asked *a, const struct late_in *in, struct json *out)
{
    struct view          *v = a->v;
    struct json          *rows;
    int                   role = role_named(in->role), n;
    struct late_list_row *row;
    struct shown          shown = { .n = 0 };

    TRY(read_list(a, in, role, &row, &n));
    if (n == 0 && role < 0)
        return ERR_OK;
    out = json_put_object(v->arena, out, "own");
    rows = json_put_array(v->arena, out, "rows");
    put_chips(a, role, out);
    for (int i = 0; i < n && i < LIST_PAGE; i++)
        TRY(put_dossier(v, &row[i], &shown, json_add(rows, json_object(v->arena))));
    if (n > LIST_PAGE) {
        const struct late_list_row *last = &row[LIST_PAGE - 1];
        Str                         url = asked_plain(a, "/thong-ke/tre-han", a->unit.code);

        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "%.*s&cho=%s&moc=%.*s&sau=%lld#danh-sach", STR_ARG(url),
                                 role < 0 ? "" : roles[role].key,
                                 STR_ARG(time_text_utc(v->arena, last->ended)),
                                 (long long)last->dossier));
    }
    return ERR_OK;
}

static enum err
late_run(struct view *v, const void *input, struct json *out)
{
    const struct late_in *in = input;
    struct late_page      r = { .sum.n = { 0 } };

    TRY(asked_read(v, "/thong-ke/tre-han", in->unit, in->period, &r.asked));
    TRY(asked_put(&r.asked, out));
    TRY(read_causes(&r));
    put_sum(&r, out);
    put_roles(&r, out);
    put_steps(&r, out);
    TRY(put_below(&r, out));
    return put_list(&r.asked, in, out);
}

const struct query measure_late = {
    .name = "measure.late", .right = "measure.read",
    .help = "Why a unit's dossiers were late in a period: which step, waiting for whom, how long.",
    .fields = late_fields, .n_fields = sizeof late_fields / sizeof late_fields[0],
    .in_size = sizeof(struct late_in), .run = late_run, .heavy = true,
};
