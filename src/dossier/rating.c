/* dossier/rating.c -- see rating.h.  Floor 7. */
#include "dossier/rating.h"

#include "dossier/dossier_sql.h"
#include "dossier/pages.h"

#define SATISFIED_FROM 3 /* below it the person is asked what was wrong */

const char rating_source[] = "rating";

static const char *const score_key[RATING_MAX + 1] = {
    NULL,
    MSG("Very dissatisfied"),
    MSG("Dissatisfied"),
    MSG("Neither nor"),
    MSG("Satisfied"),
    MSG("Very satisfied"),
};

/* -- the command -------------------------------------------------------------------------- */

struct rate_in {
    Str     code, secret, text;
    int64_t score;
};

static const struct field rate_fields[] = {
    FIELD(TEXT, struct rate_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct rate_in, secret, .max = 40, .help = "The receipt's secret"),
    FIELD(INT, struct rate_in, score, .required = true, .min = 1, .max = RATING_MAX,
          .help = "1 very dissatisfied … 5 very satisfied"),
    FIELD(TEXT, struct rate_in, text, .max = 1000, .help = "What was good or bad"),
};

struct rate_plan {
    const struct rate_in *in;
    struct dossier        d;
};

static enum err
is_rated(struct view *v, Id dossier, bool *out)
{
    struct dossier_rating_get_row row;
    enum err                      err = dossier_rating_get(v, dossier, &row);

    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The person's word on how it went: only theirs, only when it is over, only once. */
static enum err
check(struct view *v, const struct rate_in *in, struct dossier *d)
{
    bool     rated;
    enum err err = dossier_find(v, in->code, d);

    if (err == ERR_NOT_FOUND || (err == ERR_OK && !dossier_is_ones_own(v, d, in->secret)))
        return view_refuse(v, ERR_NOT_FOUND,
                           MSG("No dossier has this code and this secret together."));
    TRY(err);
    if (d->ended == TIME_NONE)
        return view_refuse(v, ERR_CONFLICT, MSG("A dossier is rated when its handling is over."));
    TRY(is_rated(v, d->dossier, &rated));
    return rated ? view_refuse(v, ERR_CONFLICT, MSG("You have rated this dossier already."))
                 : ERR_OK;
}

static enum err
prepare(struct view *v, const void *input, void *p)
{
    struct rate_plan *plan = p;

    plan->in = input;
    return check(v, plan->in, &plan->d);
}

static enum err
apply(struct act *a, const void *p, struct json *out)
{
    const struct rate_plan *plan = p;
    struct dossier          d;
    struct rated            rated = { .dossier = &d, .score = plan->in->score };

    TRY(check(act_view(a), plan->in, &d));
    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(d.code)));
    json_put_text(act_arena(a), out, "code", d.code);
    TRY(dossier_rating_add(a, d.dossier, 1, act_now(a), plan->in->score,
                           plan->in->text.p != NULL ? str_trim(plan->in->text) : S("")));
    return act_announce(a, &(struct change){ .source = rating_source, .subject = d.dossier,
                                             .new = &rated });
}

const struct command dossier_rate = {
    .name = "dossier.rate", .right = "anyone",
    .help = "The person says how satisfied they are with the handling; once.",
    .fields = rate_fields, .n_fields = sizeof rate_fields / sizeof rate_fields[0],
    .in_size = sizeof(struct rate_in), .plan_size = sizeof(struct rate_plan),
    .prepare = prepare, .apply = apply,
};

/* -- on pages ------------------------------------------------------------------------------- */

static void
put_fields(struct view *v, struct json *fields, struct json *out)
{
    struct json *f = json_add(fields, page_field(v, S("score"),
                                                 words(v->lang, "How satisfied are you?"), false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "radios"),
                                          "options");

    for (int i = RATING_MAX; i >= 1; i--) {
        struct json *o = json_add(options, json_object(v->arena));

        json_put_text(v->arena, o, "id",
                      i == RATING_MAX ? S("f-score-0")
                                      : str_format(v->arena, "f-score-%d", RATING_MAX - i));
        json_put_text(v->arena, o, "value", str_int(v->arena, i));
        json_put_text(v->arena, o, "label", words(v->lang, score_key[i]));
    }
    json_put_bool(v->arena, out, "rate", true);
    json_add(fields, page_note_field(v, "text", words(v->lang, "What was good, or what was not?"),
                                     true));
}

enum err
rating_say(const struct saying *s, bool for_person, struct json *out)
{
    struct view                  *v = s->v;
    struct dossier_rating_get_row row;
    struct json                  *o, *fields = NULL;
    enum err                      err;

    if (for_person)
        fields = json_put_array(v->arena, out, "rate_fields");
    if (s->d->ended == TIME_NONE)
        return ERR_OK;
    err = dossier_rating_get(v, s->d->dossier, &row);
    if (err == ERR_NOT_FOUND && for_person)
        put_fields(v, fields, out);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    o = json_put_object(v->arena, out, "rated");
    json_put_text(v->arena, o, "score_words",
                  words(v->lang, score_key[row.score >= 1 && row.score <= RATING_MAX ? row.score
                                                                                     : 3]));
    if (row.score < SATISFIED_FROM)
        json_put_bool(v->arena, o, "low", true);
    if (row.text.n > 0)
        json_put_text(v->arena, o, "text", row.text);
    return ERR_OK;
}
