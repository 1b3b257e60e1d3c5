/* dossier/procedure_steps.c -- the steps of a procedure's file: who does what, and where each
 * action leads (reading.h).  Floor 7. */
#include "dossier/reading.h"

/* "2" or "0.5" hours as minutes; -1 when neither. */
static int
hours_to_minutes(const struct json *v)
{
    double hours;

    if (v == NULL)
        return -1;
    if (v->kind == JSON_INT && v->number >= 0 && v->number <= 4000)
        return (int)v->number * 60;
    if (v->kind != JSON_DECIMAL || v->text.n > 8)
        return -1;
    hours = 0;
    for (size_t i = 0, scale = 0; i < v->text.n; i++) {
        char c = v->text.p[i];

        if (c == '.' && scale == 0)
            scale = 1;
        else if (c < '0' || c > '9')
            return -1;
        else if (scale == 0)
            hours = hours * 10 + (c - '0');
        else
            hours += (c - '0') / (double)(scale *= 10);
    }
    return (int)(hours * 60 + 0.5);
}

static void
read_actions(struct reading *r, struct step *step, const struct json *actions, Str pointer)
{
    json_each(a, actions)
    {
        if (a->kind != JSON_TEXT || step->n_actions == STEP_ACTIONS_MAX) {
            reading_wrong(r, pointer, "lists at most eight actions, each with its target",
                          STR_NONE);
            return;
        }
        step->actions[step->n_actions++] = (struct step_action){ .word = a->key,
                                                                 .target = a->text };
    }
}

static void
at_level(struct reading *r, Str level, Str pointer, struct step *step)
{
    step->place = PLACE_LEVEL;
    if (!reading_level(level, &step->level) || step->level >= r->p->level)
        reading_wrong(r, pointer, "at: the level {1} is none above the one it is filed at", level);
}

static void
at_answer(struct reading *r, Str question, Str pointer, struct step *step)
{
    const struct json *asked = json_get_str(json_get(r->p->form, "properties"), question);

    step->place = PLACE_ANSWER;
    if (!str_eq(json_text(asked, "format"), S("unit")))
        reading_wrong(r, pointer, "at: {1} is no question about a unit; it names one whose format "
                                  "is unit", question);
}

static void
at_unit(struct reading *r, Str code, Str pointer, struct step *step)
{
    step->place = PLACE_UNIT;
    reading_unit(r, pointer, code);
}

/* at: {level}, {unit} or {answer}: with whom the step stands. */
static void
read_place(struct reading *r, const struct json *at, Str pointer, struct step *step)
{
    static const struct {
        const char *key;
        void (*read)(struct reading *, Str, Str, struct step *);
    } known[] = { { "level", at_level }, { "answer", at_answer }, { "unit", at_unit } };
    const struct json *one = at != NULL && at->count == 1 ? at->first : NULL;
    bool               plain = one != NULL && one->kind == JSON_TEXT && one->text.n > 0;

    if (at == NULL)
        return;
    r->p->has_places = true;
    for (size_t i = 0; plain && i < sizeof known / sizeof known[0]; i++)
        if (str_eq(one->key, str_of(known[i].key))) {
            step->at = one->text;
            known[i].read(r, one->text,
                          str_format(pack_arena(r->build), "%.*s/at/%s", STR_ARG(pointer),
                                     known[i].key), step);
            return;
        }
    reading_wrong(r, str_join(pack_arena(r->build), pointer, S("/at"), STR_NONE),
                  "at is one of level, unit and answer, with a text", STR_NONE);
}

static void
read_step(struct reading *r, const struct json *v, struct step *step)
{
    Str pointer = str_format(pack_arena(r->build), "steps/%.*s", STR_ARG(v->key));

    step->key = v->key;
    step->status = (int)json_int(v, "status", 0);
    if (step->status != 0) {
        if (step->status != 9)
            reading_wrong(r, pointer, "a terminal step has status 9", STR_NONE);
        return;
    }
    step->role = json_text(v, "role");
    if (!str_eq(step->role, S("desk")) && !str_eq(step->role, S("specialist")) &&
        !str_eq(step->role, S("leader")))
        reading_wrong(r, pointer, "needs a role: desk, specialist or leader", STR_NONE);
    step->name = json_get(v, "name");
    reading_words(r, step->name, pointer);
    step->minutes = hours_to_minutes(json_get(v, "hours"));
    if (step->minutes < 0)
        reading_wrong(r, pointer, "needs hours", STR_NONE);
    read_place(r, json_get(v, "at"), pointer, step);
    read_actions(r, step, json_get(v, "actions"), pointer);
}

static bool
is_action_word(Str word)
{
    static const char *const known[] = { "accept", "ask",  "refuse", "charge",
                                         "propose", "sign", "deny", "return", "stop" };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq(word, str_of(known[i])))
            return true;
    return false;
}

static bool
is_target(const struct procedure *p, Str target)
{
    return procedure_step(p, target) != NULL || str_eq(target, S(STEP_SUPPLEMENT)) ||
           str_eq(target, S(STEP_PAYMENT)) || str_eq(target, S(STEP_REFUSED)) ||
           str_eq(target, S(STEP_STOPPED));
}

static void
check_targets(struct reading *r)
{
    for (int i = 0; i < r->p->n_steps; i++)
        for (int k = 0; k < r->p->steps[i].n_actions; k++) {
            const struct step_action *a = &r->p->steps[i].actions[k];

            if (!is_action_word(a->word))
                reading_wrong(r, S("steps"), "{1} is not an action this program knows", a->word);
            if (str_eq(a->word, S("deny")) != str_eq(a->target, S(STEP_DENIED)))
                reading_wrong(r, S("steps"), "deny leads to the step denied, and nothing else does",
                              STR_NONE);
            if (!is_target(r->p, a->target))
                reading_wrong(r, S("steps"), "{1} is neither a step nor a state", a->target);
        }
}

/* A refusal that is signed is a paper with a name. */
static void
check_refusal(struct reading *r)
{
    const struct json *refusal = json_get(json_get(r->p->file, "result"), "refusal");
    const struct step *denied = procedure_step(r->p, S(STEP_DENIED));

    r->p->refusal_name = json_get(refusal, "name");
    if (denied != NULL && (denied->status == 0 || !json_bool(json_get(r->p->file, "result"),
                                                             "document")))
        reading_wrong(r, S("steps/denied"), "is a terminal step, of a procedure that ends in a "
                                            "document", STR_NONE);
    if ((denied != NULL) != (refusal != NULL))
        reading_wrong(r, S("result/refusal"), "stands beside a step denied, and only there",
                      STR_NONE);
    if (refusal != NULL)
        reading_words(r, r->p->refusal_name, S("result/refusal/name"));
}

void
reading_steps(struct reading *r)
{
    const struct json *steps = reading_need(r, "steps", JSON_OBJECT);
    struct step       *list;
    int                n = 0;

    if (steps == NULL)
        return;
    list = arena_array(pack_arena(r->build), struct step, steps->count + 1);
    json_each(v, steps) read_step(r, v, &list[n++]);
    r->p->steps = list;
    r->p->n_steps = n;
    if (n < 2 || list[0].status != 0 || list[n - 1].status != 9)
        reading_wrong(r, S("steps"), "begin with a first step and end with the finished one",
                      STR_NONE);
    if (n > 0 && list[0].place != PLACE_HOME)
        reading_wrong(r, S("steps"), "the first step stands where the dossier is filed", STR_NONE);
    check_targets(r);
    check_refusal(r);
}

