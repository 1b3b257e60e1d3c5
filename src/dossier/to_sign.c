/* dossier/to_sign.c -- what waits for a leader's signature, to be signed together.
 * Floor 7. */
#include "base/words.h"
#include "dossier/desk.h"
#include "ident/ident.h"
#include "org/unit.h"

struct to_sign_in {
    Str chosen;
};
static const struct field to_sign_fields[] = {
    FIELD(TEXT, struct to_sign_in, chosen, .max = 10, .help = "all: every box is ticked"),
};

/* The code with the version that is shown, so that what is signed is what was read. */
static enum err
put_row(struct view *v, const struct dossier *d, struct saying *s, bool chosen, struct json *rows)
{
    struct json *row;

    TRY(saying_next(v, d, s));
    if (step_target(procedure_step(s->p, d->step), S("sign")).n == 0)
        return ERR_OK;
    row = json_add(rows, json_object(v->arena));
    json_put_text(v->arena, row, "value",
                  str_format(v->arena, "%.*s@%lld", STR_ARG(d->code), (long long)d->version));
    if (chosen)
        json_put_bool(v->arena, row, "chosen", true);
    say_row(s, row);
    return ERR_OK;
}

static enum err
to_sign_run(struct view *v, const void *input, struct json *out)
{
    const struct to_sign_in *in = input;
    struct json             *rows;
    struct dossier_place     place = { .role = S("leader"), .waits = WAITS_OFFICER,
                                       .urgency = INT64_MIN + 1 };
    struct saying            s = { 0 };
    struct unit              unit;
    struct dossier          *d;
    int                      n;

    TRY(flow_may_sign(v));
    TRY(unit_by_id(v, v->who->unit, time_day(v->now), &unit));
    TRY(desk_of_unit(v, unit.id, time_day(v->now), &place.desk));
    TRY(dossier_wait(v, &place, SIGN_MANY_MAX, &d, &n));
    json_put_text(v->arena, out, "unit_words", say_office(v, &unit));
    rows = json_put_array(v->arena, out, "rows");
    for (int i = 0; i < n; i++)
        TRY(put_row(v, &d[i], &s, str_eq(in->chosen, S("all")), rows));
    json_put_int(v->arena, out, "count", (int64_t)rows->count);
    json_put_text(v->arena, out, "count_words",
                  words_count(v->arena, v->lang, "{1} dossier", MSG("{1} dossiers"),
                              (int64_t)rows->count));
    return ERR_OK;
}

const struct query dossier_to_sign = {
    .name = "dossier.to_sign", .right = "dossier.approve",
    .help = "What waits for my signature, the most pressing first; up to 100.",
    .fields = to_sign_fields, .n_fields = 1, .in_size = sizeof(struct to_sign_in),
    .run = to_sign_run,
};
