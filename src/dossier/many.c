/* dossier/many.c -- see many.h; and the page on which several are taken, or given to a
 * colleague.  Floor 7. */
#include "dossier/many.h"

#include "dossier/desk.h"
#include "dossier/pages.h"
#include "ident/ident.h"

/* A code alone, or with the version that was read. */
static bool
read_one(const struct json *item, struct flow_in *out)
{
    if (item->kind == JSON_TEXT)
        out->code = item->text;
    else if (item->kind == JSON_OBJECT) {
        out->code = json_text(item, "code");
        out->seen = json_int(item, "seen", 0);
    }
    return out->code.n > 0 && out->code.n <= 60;
}

bool
many_read(struct view *v, const struct json *codes, struct flow_in *in)
{
    int n = 0;

    if (codes->kind == JSON_ARRAY && codes->count >= 1 && codes->count <= SIGN_MANY_MAX)
        json_each(item, codes)
            n += read_one(item, &in[n]) ? 1 : 0;
    if (n > 0 && (size_t)n == codes->count)
        return true;
    fault_add(v->faults, S("codes"), MSG("is a list of 1 to 100 codes of dossiers"), STR_NONE,
              STR_NONE);
    return false;
}

struct json *
many_input(struct arena *arena, const struct flow_in *in)
{
    struct json *o = json_object(arena);

    json_put_text(arena, o, "code", in->code);
    if (in->seen != 0)
        json_put_int(arena, o, "seen", in->seen);
    if (in->main != 0)
        json_put_int(arena, o, "main", in->main);
    return o;
}

enum err
many_check(const struct view *v, const struct flow_in *in, const char *word, struct view *own,
           struct flow_plan *plan)
{
    struct faults *faults = arena_make(v->arena, struct faults);
    enum err       err;

    faults->arena = v->arena;
    *own = *v;
    own->faults = faults;
    err = flow_prepare(own, in, plan, word);
    return err == ERR_OK && faults_any(faults) ? ERR_INVALID : err;
}

/* -- taking and assigning ---------------------------------------------------------------- */

struct many_in {
    const struct json *codes;
    Id                 main;
};

static const struct field take_fields[] = {
    FIELD(JSON, struct many_in, codes, .required = true, .help = MANY_HELP),
};
static const struct field assign_fields[] = {
    FIELD(JSON, struct many_in, codes, .required = true, .help = MANY_HELP),
    FIELD(ID, struct many_in, main, .required = true, .min = 1, .max = INT64_MAX,
          .help = "Account of who handles them from then on"),
};

/* A whole page taken at once must not take what a colleague is at; who left is at nothing. */
static enum err
check_free(struct view *v, const struct flow_plan *plan)
{
    bool there = false;

    if (plan->before.assignee != 0)
        TRY(assign_is_there(v, plan->before.competent_unit, plan->before.assignee, &there));
    if (!there)
        return ERR_OK;
    return view_refuse(v, ERR_CONFLICT,
                       plan->before.assignee == actor_works_as(v->who)
                           ? MSG("It stands in your name already.")
                           : MSG("It stands in a colleague's name. Open it to take it over."));
}

static const char *const cannot_have =
    MSG("Whom you chose has it already, or does not hold the position that its step asks for.");

static void
prepare_one(struct view *v, const struct flow_in *in, const char *word, struct act_part *part)
{
    struct flow_plan *plan = arena_make(v->arena, struct flow_plan);
    struct view       own;
    enum err          err = many_check(v, in, word, &own, plan);

    if (err == ERR_OK && strcmp(word, "take") == 0)
        err = check_free(&own, plan);
    if (err == ERR_INVALID && own.why == NULL)
        own.why = cannot_have;
    *part = (struct act_part){ .name = in->code, .input = many_input(v->arena, in), .plan = plan,
                               .err = err, .why = own.why };
}

static enum err
prepare_many(struct view *v, const struct many_in *many, struct act_parts *parts,
             const char *word)
{
    struct flow_in *in = arena_array(v->arena, struct flow_in, SIGN_MANY_MAX + 1);

    if (!many_read(v, many->codes, in))
        return ERR_INVALID;
    parts->n = (int)many->codes->count;
    parts->part = arena_array(v->arena, struct act_part, parts->n);
    for (int i = 0; i < parts->n; i++) {
        in[i].main = many->main;
        prepare_one(v, &in[i], word, &parts->part[i]);
    }
    return ERR_OK;
}

static enum err
take_prepare(struct view *v, const void *input, void *plan)
{
    return prepare_many(v, input, plan, "take");
}

static enum err
assign_prepare(struct view *v, const void *input, void *plan)
{
    return prepare_many(v, input, plan, "assign");
}

const struct command dossier_take_many = {
    .name = "dossier.take_many", .right = "dossier.read",
    .help = "Takes up to 100 dossiers into one's own hands; none that a colleague has.",
    .fields = take_fields, .n_fields = 1, .in_size = sizeof(struct many_in),
    .plan_size = sizeof(struct act_parts), .prepare = take_prepare, .each = &dossier_take,
};

const struct command dossier_assign_many = {
    .name = "dossier.assign_many", .right = "dossier.read",
    .help = "Gives up to 100 dossiers to a colleague to handle.",
    .fields = assign_fields, .n_fields = 2, .in_size = sizeof(struct many_in),
    .plan_size = sizeof(struct act_parts), .prepare = assign_prepare, .each = &dossier_assign,
};

/* -- the page -------------------------------------------------------------------------------- */

static enum err
put_chosen(struct view *v, const struct flow_in *in, struct saying *s, struct json *rows)
{
    struct dossier *d = arena_make(v->arena, struct dossier);
    struct json    *row;

    TRY(dossier_find(v, in->code, d));
    TRY(ident_require(v, S("dossier.read"), d->competent_unit));
    TRY(saying_next(v, d, s));
    row = json_add(rows, json_object(v->arena));
    json_put_text(v->arena, row, "value",
                  str_format(v->arena, "%.*s@%lld", STR_ARG(d->code),
                             (long long)(in->seen != 0 ? in->seen : d->version)));
    say_row(s, row);
    return ERR_OK;
}

static enum err
put_people(struct view *v, struct json *out)
{
    struct json *fields = json_put_array(v->arena, out, "fields");
    struct json *f = json_add(fields, page_field(v, S("main"),
                                                 words(v->lang, "Who handles it"), false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "select"),
                                          "options"), *none;

    none = json_add(options, json_object(v->arena));
    json_put_text(v->arena, none, "value", S(""));
    json_put_text(v->arena, none, "label", words(v->lang, "Choose a colleague"));
    return assign_put_people(v, v->who->unit, options);
}

static enum err
many_run(struct view *v, const void *input, struct json *out)
{
    const struct many_in *many = input;
    struct flow_in       *in = arena_array(v->arena, struct flow_in, SIGN_MANY_MAX + 1);
    struct json          *rows = json_put_array(v->arena, out, "rows");
    struct saying         s = { 0 };

    if (many->codes->count > 0 && !many_read(v, many->codes, in))
        return ERR_INVALID;
    for (size_t i = 0; i < many->codes->count; i++)
        TRY(put_chosen(v, &in[i], &s, rows));
    json_put_int(v->arena, out, "count", (int64_t)rows->count);
    json_put_text(v->arena, out, "count_words",
                  words_count(v->arena, v->lang, "{1} dossier", MSG("{1} dossiers"),
                              (int64_t)rows->count));
    return put_people(v, out);
}

const struct query dossier_chosen = {
    .name = "dossier.chosen", .right = "dossier.read",
    .help = "Dossiers chosen from a list, and the colleagues they can be given to.",
    .fields = take_fields, .n_fields = 1, .in_size = sizeof(struct many_in), .run = many_run,
};
