/* journal/integrity.c -- "Kiểm tra toàn vẹn": starting a verification, and what
 * the last one found.  Floor 2. */
#include "journal/pages.h"

#include "base/text.h"

/* -- starting -------------------------------------------------------------------- */

struct verify_in {
    Str     scope;
    int64_t sample, seed;
};
static const struct field verify_fields[] = {
    FIELD(TEXT, struct verify_in, scope, .required = true, .max = 10, .help = "all, or sample"),
    FIELD(INT, struct verify_in, sample, .min = 1, .max = SAMPLE_MAX,
          .help = "How many rows to draw"),
    FIELD(INT, struct verify_in, seed, .min = 0, .max = INT64_MAX,
          .help = "Number that draws them"),
};

static bool
is_sample(const struct verify_in *in)
{
    return str_eq(in->scope, S("sample"));
}

static enum err
verify_apply(struct act *a, const void *plan, struct json *out)
{
    const struct verify_in *in = plan;
    struct view            *v = act_view(a);

    (void)out;
    if (!is_sample(in) && !str_eq(in->scope, S("all"))) {
        fault_add(v->faults, S("scope"), MSG("is all or sample"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    if (v->world == NULL || v->world->checker == NULL)
        return view_refuse(v, ERR_UNKNOWN, MSG("No check can be run from here."));
    if (checker_is_running(v->world->checker))
        return view_refuse(v, ERR_CONFLICT, MSG("A check is running already."));
    act_subject(a, in->scope);
    return ERR_OK;
}

/* Whoever asked at the same moment finds the other's check running. */
static void
verify_committed(struct view *v, const void *plan)
{
    const struct verify_in *in = plan;
    uint64_t                seed = (uint64_t)in->seed;

    if (is_sample(in) && seed == 0)
        seed = (uint64_t)(v->now / TIME_SECOND); /* shown, so that it can be repeated */
    if (checker_start(v->world->checker, is_sample(in) ? (in->sample > 0 ? in->sample : 20) : 0,
                      seed) != ERR_OK)
        return;
}

const struct command journal_verify = {
    .name = "journal.verify", .right = "journal.inspect",
    .help = "Compares the records with the journal, wholly or by a random sample.",
    .fields = verify_fields, .n_fields = 3, .in_size = sizeof(struct verify_in),
    .apply = verify_apply, .committed = verify_committed,
};

/* -- what was found ---------------------------------------------------------------- */

static Str
grouped(struct view *v, int64_t n)
{
    return number_text(v->arena, n, v->lang == LANG_EN);
}

static void
put_running(struct view *v, const struct checker_state *s, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "running");

    json_put_text(v->arena, o, "percent",
                  str_format(v->arena, "%lld",
                             (long long)(s->total > 0 ? s->done * 100 / s->total : 0)));
    json_put_text(v->arena, o, "words",
                  words_fill(v->arena, v->lang, MSG("{1} of {2} entries"), grouped(v, s->done),
                             grouped(v, s->total)));
    json_put_text(v->arena, o, "started_words",
                  words_fill(v->arena, v->lang, MSG("Begun {1}"),
                             when_moment(v->arena, v->lang, s->began), STR_NONE));
}

static Str
took_words(struct view *v, Time took)
{
    long long tenths = (long long)(took / (TIME_SECOND / 10));

    return words_fill(v->arena, v->lang, MSG("{1} seconds"),
                      str_format(v->arena, v->lang == LANG_EN ? "%lld.%lld" : "%lld,%lld",
                                 tenths / 10, tenths % 10), STR_NONE);
}

static Str
verdict_words(struct view *v, const struct checker_state *s, const struct verify_report *r)
{
    if (s->err != ERR_OK)
        return words(v->lang, MSG("The check could not be finished"));
    if (r->found > 0)
        return words_count(v->arena, v->lang, "Does not agree: {1} finding",
                           MSG("Does not agree: {1} findings"), r->found);
    if (s->sampled)
        return words(v->lang, MSG("The sample agrees; what was not drawn was not looked at"));
    return words(v->lang, MSG("All agrees: nothing altered, missing or surplus"));
}

static void
put_last(struct view *v, const struct checker_state *s, const struct verify_report *r,
         struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "last");
    bool         bad = r->found > 0 || s->err != ERR_OK;

    json_put_text(v->arena, o, "state", bad ? S("bad") : S("good"));
    json_put_text(v->arena, o, "verdict", verdict_words(v, s, r));
    json_put_time(v->arena, o, "at", s->at);
    json_put_text(v->arena, o, "at_words", when_moment(v->arena, v->lang, s->at));
    json_put_int(v->arena, o, "entries", r->entries);
    json_put_int(v->arena, o, "rows_checked", r->rows);
    json_put_text(v->arena, o, "took_words", took_words(v, r->took));
    if (s->sampled) /* the head is what all entries together give */
        return;
    json_put_int(v->arena, o, "head_size", r->head_size);
    json_put_text(v->arena, o, "head_root", hex_text(v->arena, hash_bytes(&r->head_root)));
}

static const char *const kind_words[] = { MSG("Altered"), MSG("Missing"), MSG("Surplus"),
                                          MSG("Recomputed otherwise") };

static enum err
put_finding(struct view *v, const struct finding *f, struct json *list)
{
    struct json         *o = json_add(list, json_object(v->arena));
    struct entry_get_row e;
    enum err             err;

    json_put_text(v->arena, o, "kind", finding_name(f->kind));
    json_put_text(v->arena, o, "kind_words", words(v->lang, kind_words[f->kind]));
    json_put_text(v->arena, o, "table", f->table);
    json_put_text(v->arena, o, "key", f->key);
    json_put_text(v->arena, o, "words", finding_words(v->arena, v->lang, f));
    if (f->act == 0)
        return ERR_OK;
    err = entry_get(v, f->act, &e);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    json_put_text(v->arena, o, "entry", str_int(v->arena, f->act));
    json_put_text(v->arena, o, "entry_at_words", time_people(v->arena, e.recorded));
    return ERR_OK;
}

#define SHOWN_MAX 200

static enum err
put_findings(struct view *v, struct verify_report *r, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "findings");
    int          n = 0;

    if (r->found > 0)
        json_put_int(v->arena, out, "found", r->found);
    for (const struct finding *f = r->first; f != NULL && n < SHOWN_MAX; f = f->next, n++)
        TRY(put_finding(v, f, list));
    return ERR_OK;
}

static void
put_sample(struct view *v, const struct verify_report *r, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "sample"), *rows;
    int64_t      n = 0;

    rows = json_put_array(v->arena, o, "rows");
    for (const struct sampled *s = r->sample; s != NULL; s = s->next, n++) {
        struct json *row = json_add(rows, json_object(v->arena));

        json_put_text(v->arena, row, "table", s->table);
        json_put_text(v->arena, row, "key", s->key);
        json_put_text(v->arena, row, "entry", str_int(v->arena, s->act));
        json_put_text(v->arena, row, "at_words", time_people(v->arena, s->recorded));
        json_put_text(v->arena, row, "state", s->good ? S("good") : S("bad"));
        json_put_text(v->arena, row, "verdict",
                      words(v->lang, s->good ? MSG("agrees") : MSG("does not agree")));
    }
    json_put_text(v->arena, o, "seed_words",
                  words_fill(v->arena, v->lang, MSG("{1} rows, drawn with the number {2}"),
                             grouped(v, n),
                             str_format(v->arena, "%llu", (unsigned long long)r->seed)));
}

static void
put_excluded(struct view *v, struct json *out)
{
    struct json                  *list = json_put_array(v->arena, out, "excluded");
    const struct checker_options *o;

    if (v->world == NULL || v->world->checker == NULL)
        return;
    o = checker_options(v->world->checker);
    for (int i = 0; i < o->store.n_rooms; i++)
        for (int k = 0; k < o->store.rooms[i]->n_tables; k++) {
            const struct table *t = o->store.rooms[i]->tables[k];
            struct json        *row;

            if (t->kind != TABLE_EXCLUDED)
                continue;
            row = json_add(list, json_object(v->arena));
            json_put_text(v->arena, row, "table", str_of(t->name));
            json_put_text(v->arena, row, "why", words(v->lang, t->reason));
        }
}

/* What no check from inside can say: that the records are as old as they claim. */
static enum err
put_anchor(struct view *v, struct json *out)
{
    struct log_last_row        *log;
    struct checkpoint_last_row *head;
    int                         n, n_heads;

    TRY(log_last(v, 1, &log, &n));
    if (n == 0) {
        json_put_bool(v->arena, out, "anchors_none", true);
        (void)json_put_array(v->arena, out, "anchors");
        return ERR_OK;
    }
    TRY(checkpoint_last(v, log[0].number, 1, &head, &n_heads));
    return page_anchors(v, log[0].number, n_heads > 0 ? head[0].size : 0, 1, out);
}

static enum err
integrity_run(struct view *v, const void *input, struct json *out)
{
    struct checker_state state = { .ever = false };
    struct verify_report report = { .arena = v->arena };
    struct checker      *c = v->world != NULL ? v->world->checker : NULL;
    const char          *lost = v->world != NULL ? atomic_load(&v->world->log_lost) : NULL;

    (void)input;
    if (c != NULL) {
        checker_read(c, v->arena, &state, &report);
        json_put_bool(v->arena, out, "can_run", !state.running);
    }
    if (state.running)
        put_running(v, &state, out);
    if (lost != NULL)
        verify_found(&report, FINDING_MISSING, S("keeper"), S("head"), 0, lost, STR_NONE, STR_NONE);
    if (state.ever)
        put_last(v, &state, &report, out);
    TRY(put_findings(v, &report, out));
    if (state.ever && state.sampled)
        put_sample(v, &report, out);
    put_excluded(v, out);
    return put_anchor(v, out);
}

const struct query journal_integrity = {
    .name = "journal.integrity", .right = "journal.inspect",
    .help = "What the last check of the records against the journal found.",
    .run = integrity_run,
};
