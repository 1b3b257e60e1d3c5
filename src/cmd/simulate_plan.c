/* cmd/simulate_plan.c -- reading simulation.json (simulate_plan.h).  Floor 13.
 *
 * Everything wrong with the file is reported.  Whether an answer's rule fits its
 * form is not judged here: what it gives is checked when a dossier is filed, by
 * the form itself. */
#include "cmd/simulate_plan.h"

#include "base/scan.h"

struct reading {
    struct pack_build      *build;
    const struct pack_file *file;
};

static void
wrong(struct reading *r, Str pointer, const char *message)
{
    pack_fault(r->build, r->file, pointer, message, STR_NONE, STR_NONE);
}

enum err
fixed_of(const struct json *v, int64_t *out)
{
    Str     whole, part;
    int64_t w, p = 0;

    if (v != NULL && v->kind == JSON_INT && v->number >= 0 && v->number <= INT32_MAX) {
        *out = v->number * WHOLE;
        return ERR_OK;
    }
    if (v == NULL || v->kind != JSON_DECIMAL || !str_cut(v->text, '.', &whole, &part) || part.n > 4)
        return ERR_INVALID;
    TRY(scan_int(whole, 0, INT32_MAX, &w));
    TRY(scan_digits(part, &p));
    for (size_t i = part.n; i < 4; i++)
        p *= 10;
    *out = w * WHOLE + p;
    return ERR_OK;
}

static int64_t
need_fixed(struct reading *r, const struct json *object, const char *at, const char *key)
{
    int64_t v = 0;

    if (fixed_of(json_get(object, key), &v) != ERR_OK)
        wrong(r, str_format(pack_arena(r->build), "%s/%s", at, key),
              MSG("is not a number from 0 with at most four decimals"));
    return v;
}

static const struct json *
need_object(struct reading *r, const struct json *object, const char *key)
{
    const struct json *v = json_get(object, key);

    if (v != NULL && v->kind == JSON_OBJECT)
        return v;
    wrong(r, str_of(key), MSG("is missing"));
    return NULL;
}

static void
read_days(struct reading *r, const struct json *arrivals, struct simulation *s)
{
    static const char *const name[] = { "sun", "mon", "tue", "wed",
                                        "thu", "fri", "sat", "holiday" };
    const struct json       *days = need_object(r, arrivals, "weekday");

    for (int i = 0; i <= HOLIDAY; i++)
        s->day[i] = need_fixed(r, days, "arrivals/weekday", name[i]);
}

/* {"7": 1, "8": 4}: hours that are not named have no arrivals. */
static void
read_hours(struct reading *r, const struct json *arrivals, const char *key, int64_t out[24])
{
    json_each(v, need_object(r, arrivals, key))
    {
        int64_t hour = 0, weight = 0;

        if (scan_int(v->key, 0, 23, &hour) != ERR_OK || fixed_of(v, &weight) != ERR_OK)
            wrong(r, str_format(pack_arena(r->build), "arrivals/%s/%.*s", key, STR_ARG(v->key)),
                  MSG("is an hour from 0 to 23 with its weight"));
        out[hour] = weight;
    }
}

static void
read_list(struct reading *r, const struct json *list, Str pointer, struct quantiles *q,
          int64_t *out)
{
    int n = 0;

    json_each(v, list)
    {
        if (n == QUANTILES_MAX || fixed_of(v, &out[n]) != ERR_OK) {
            wrong(r, pointer, MSG("needs lists p and x of up to twelve numbers"));
            return;
        }
        n++;
    }
    if (q->n != 0 && q->n != n)
        wrong(r, pointer, MSG("needs as many numbers in p as in x"));
    q->n = n;
}

static void
read_quantiles(struct reading *r, const struct json *of, const char *at, const char *key,
               struct quantiles *q)
{
    const struct json *v = json_get(of, key);
    Str                pointer = str_format(pack_arena(r->build), "%s/%s", at, key);

    q->n = 0;
    read_list(r, json_get(v, "p"), pointer, q, q->p);
    read_list(r, json_get(v, "x"), pointer, q, q->x);
    if (q->n < 2 || q->p[0] != 0 || q->p[q->n - 1] != WHOLE)
        wrong(r, pointer, MSG("needs quantiles from 0 to 1"));
}

static void
read_delays(struct reading *r, const struct json *file, struct simulation *s)
{
    static const char *const officer[] = { "desk", "specialist", "leader" };
    static const char *const person[] = { "supply", "pay", "collect" };
    const struct json       *of = need_object(r, file, "officer_delay");

    for (int i = 0; i < OFFICERS; i++)
        read_quantiles(r, of, "officer_delay", officer[i], &s->officer[i]);
    of = need_object(r, file, "person_delay");
    for (int i = 0; i < PERSON_DELAYS; i++)
        read_quantiles(r, of, "person_delay", person[i], &s->person[i]);
}

static void
read_outcomes(struct reading *r, const struct json *file, struct simulation *s)
{
    const struct json *o = need_object(r, file, "outcomes");
    const struct json *result = need_object(r, file, "result");

    s->taken = need_fixed(r, o, "outcomes", "taken");
    s->supplement = need_fixed(r, o, "outcomes", "supplement");
    s->supplement_at_desk = need_fixed(r, o, "outcomes", "supplement_at_desk");
    s->second_supplement = need_fixed(r, o, "outcomes", "second_supplement");
    s->refused = need_fixed(r, o, "outcomes", "refused");
    s->withdrawn = need_fixed(r, o, "outcomes", "withdrawn");
    s->stopped = need_fixed(r, o, "outcomes", "stopped");
    s->returned = need_fixed(r, o, "outcomes", "returned_by_leader");
    s->pays_online = need_fixed(r, need_object(r, file, "payment"), "payment", "online");
    s->optional_answer = need_fixed(r, need_object(r, file, "answers"), "answers", "optional");
    s->result[ON_SCREEN] = need_fixed(r, result, "result", "electronic");
    s->result[POSTED] = need_fixed(r, result, "result", "post");
    s->result[HANDED_OVER] = need_fixed(r, result, "result", "in_person");
}

static void
read_simulated(struct reading *r, const struct json *v, struct simulated *p)
{
    const struct json *channel = json_get(v, "channel");

    p->key = v->key;
    p->share = need_fixed(r, v, "procedures", "share");
    p->channel[IN_PERSON] = need_fixed(r, channel, "procedures/channel", "in_person");
    p->channel[ONLINE] = need_fixed(r, channel, "procedures/channel", "online");
    p->channel[BY_POST] = need_fixed(r, channel, "procedures/channel", "post");
    p->applicant = json_text(v, "applicant");
    p->answers = json_get(v, "answers");
}

static void
read_procedures(struct reading *r, const struct json *file, struct simulation *s)
{
    json_each(v, need_object(r, file, "procedures"))
    {
        if (s->n == SIMULATED_MAX) {
            wrong(r, S("procedures"), MSG("names more than 64 procedures"));
            return;
        }
        read_simulated(r, v, &s->procedure[s->n++]);
    }
    if (json_get(file, "others") != NULL)
        read_simulated(r, json_get(file, "others"), &s->others);
}

static enum err
compile(struct pack_build *build, void **out)
{
    int                     n;
    const struct pack_file *files = pack_files(build, "simulation", &n);
    struct simulation      *s;
    struct reading          r;
    const struct json      *arrivals;

    if (n == 0)
        return ERR_OK;
    /* The last pack wins: a province's own comes after what it needs. */
    r = (struct reading){ .build = build, .file = &files[n - 1] };
    s = arena_make(pack_arena(build), struct simulation);
    s->file = r.file->json;
    s->seed = json_int(s->file, "seed", 0);
    arrivals = need_object(&r, s->file, "arrivals");
    read_days(&r, arrivals, s);
    read_hours(&r, arrivals, "hour_in_person", s->hour[IN_PERSON]);
    read_hours(&r, arrivals, "hour_online", s->hour[ONLINE]);
    read_procedures(&r, s->file, s);
    read_delays(&r, s->file, s);
    read_outcomes(&r, s->file, s);
    s->notes = need_object(&r, s->file, "notes");
    s->names = need_object(&r, s->file, "names");
    *out = s;
    return ERR_OK;
}

const struct pack_section section_simulation = { .name = "simulation", .compile = compile,
                                                 .title = MSG("Parameters of the simulation") };

const struct simulation *
simulation_of(const struct view *v)
{
    return pack_data(v, "simulation");
}
