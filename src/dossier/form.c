/* dossier/form.c -- filling in a procedure's form, one group of questions a
 * page, then checking the answers.
 *
 * Nothing is kept on the server before the dossier is filed: every page carries
 * the answers of the others.  So this is a query: from what was posted to the
 * next page's model.  Pages are the form's own groups, then the papers to
 * attach, then the check.  Floor 7. */
#include "dossier/dossier.h"
#include "dossier/form_page.h"
#include "dossier/forms.h"
#include "dossier/intake.h"
#include "dossier/rules.h"
#include "dossier/submit.h"
#include "ident/ident.h"

static const struct field form_fields[] = {
    FIELD(TEXT, struct form_in, procedure, .required = true, .max = 80,
          .help = "The procedure's key"),
    FIELD(TEXT, struct form_in, unit, .max = 40, .help = "Code of the unit that decides"),
    FIELD(TEXT, struct form_in, go, .max = 20, .help = "next, back, page-N, check"),
    FIELD(TEXT, struct form_in, drop, .max = 900, .help = "Ticket of a held file to remove"),
    FIELD(INT, struct form_in, page, .max = FORM_CHECK, .help = "The page that was posted, from 1"),
    FIELD(JSON, struct form_in, answers, .help = "Everything answered so far, as typed"),
    FIELD(JSON, struct form_in, files, .help = "[{component, ticket}] held so far"),
    FIELD(JSON, struct form_in, faults, .help = "[{field, text}] to show"),
    FIELD(JSON, struct form_in, intake,
          .help = "Whose dossier it is, when a desk files it; names begin with intake-"),
};

/* -- what the person's account already tells ------------------------------------------ */

static Str
known_of(struct view *v, const struct person *person, Str what)
{
    if (str_eq(what, S("account.name")))
        return person->name;
    if (str_eq(what, S("account.personal_number")))
        return person->personal_number;
    if (str_eq(what, S("account.phone")))
        return person->phone;
    if (str_eq(what, S("account.email")))
        return person->email;
    if (str_eq(what, S("account.born")) && person->born != DAY_NONE)
        return day_text(v->arena, person->born);
    return STR_NONE;
}

static void
prefill(struct filling *f)
{
    struct person person;

    if (f->in->page != 0 || f->v->who->person == 0 || f->desk != NULL ||
        person_by_id(f->v, f->v->who->person, &person) != ERR_OK)
        return;
    json_each(schema, json_get(f->p->form, "properties"))
    {
        Str known = known_of(f->v, &person, json_text(schema, "x-prefill"));

        if (known.n > 0 && json_get_str(f->typed, schema->key) == NULL)
            json_put(f->typed, schema->key, json_new_text(f->v->arena, known));
    }
}

/* At a desk: the office's own unit, when it is one that decides. */
static void
prefill_unit(struct filling *f, struct form_in *in)
{
    struct unit unit;

    if (f->desk != NULL && in->page == 0 && in->unit.n == 0 &&
        unit_by_id(f->v, f->v->who->unit, time_day(f->v->now), &unit) == ERR_OK &&
        unit.level == (int64_t)f->p->level)
        in->unit = unit.code;
}

/* -- the page's own faults -------------------------------------------------------------- */

static void
check_page(struct filling *f, int page)
{
    struct view       *v = f->v;
    struct faults      all = { .arena = v->arena }, *kept = v->faults;
    const struct json *answers = f->in->answers, *group = form_group(f, page);

    v->faults = &all;
    if (submit_check_form(v, f->p, time_day(v->now), &answers) != ERR_OK)
        all.count = 0;
    v->faults = kept;
    if (page == 1 && f->desk != NULL)
        intake_check(v, f->desk, f->whose, &f->faults);
    if (page == 1 && f->p->level != LEVEL_PROVINCE && f->in->unit.n == 0)
        fault_add(&f->faults, S("unit"), MSG("is missing"), STR_NONE, STR_NONE);
    for (const struct fault *x = all.first; x != NULL; x = x->next) {
        Str field = str_starts(x->field, S("form/")) ? str_sub(x->field, 5, x->field.n) : x->field;

        if (form_is_on_page(group, field))
            fault_add(&f->faults, x->field, x->message, x->value[0], x->value[1]);
    }
}

static void
check_papers(struct filling *f)
{
    for (int i = 0; i < f->p->n_components; i++) {
        const struct component *c = &f->p->components[i];
        bool                    held = !c->attached || !component_is_required(c, f->typed);

        Str                     name = str_format(f->v->arena, "file-%.*s", STR_ARG(c->key));

        json_each(file, f->in->files) held |= str_eq(json_text(file, "component"), c->key);
        json_each(x, f->in->faults) /* a wrong one came */
            held |= str_eq(json_text(x, "field"), name);
        if (!held)
            fault_add(&f->faults, name, MSG("needs a file: {1}"),
                      pack_words(f->v->lang, c->name), STR_NONE);
    }
}

/* Which page comes, from the page that was posted and the button pressed. */
static int
next_page(struct filling *f)
{
    int  page = (int)f->in->page;
    Str  go = f->in->go;
    bool wrong_file = f->in->faults != NULL && f->in->faults->count > 0;

    if (page == 0)
        return 1;
    if (str_starts(go, S("page-")) && go.n == 6)
        return go.p[5] - '0' < 1 || go.p[5] - '0' > f->n_pages ? 1 : go.p[5] - '0';
    if (str_eq(go, S("back")))
        return page > f->n_pages ? f->n_pages : page > 1 ? page - 1 : 1;
    if (f->in->drop.n > 0 || page > f->n_pages)
        return page;
    if (page > f->n_groups)
        check_papers(f);
    else
        check_page(f, page);
    return wrong_file || f->faults.count > 0 ? page : page + 1;
}

static void
drop_file(struct form_in *in, struct arena *arena)
{
    struct json *kept = json_array(arena);

    json_each(file, in->files)
        if (!str_eq(json_text(file, "ticket"), in->drop))
            json_add(kept, json_copy(arena, file));
    in->files = kept;
}

static void
take_faults(struct filling *f)
{
    json_each(x, f->in->faults)
        fault_add(&f->faults, json_text(x, "field"), str_c(f->v->arena, json_text(x, "text")),
                  STR_NONE, STR_NONE);
}

static enum err
form_run(struct view *v, const void *input, struct json *out)
{
    struct form_in in = *(const struct form_in *)input;
    struct filling f = { .v = v, .in = &in, .faults = { .arena = v->arena } };
    struct schema_options o = { .arena = v->arena, .simulated = v->simulated };
    int            page;

    TRY(procedure_in_force(v, in.procedure, time_day(v->now), &f.p));
    f.desk = intake_form(v);
    if (f.desk == NULL)
        TRY(rule_filed_here(v));
    if (f.desk != NULL)
        f.whose = intake_answers(v, f.desk, in.intake);
    if (in.answers == NULL)
        in.answers = json_object(v->arena);
    if (in.drop.n > 0)
        drop_file(&in, v->arena);
    f.typed = schema_coerce(&o, f.p->form, in.answers);
    json_each(g, json_get(f.p->form, "x-pages")) f.n_groups += g != NULL;
    f.n_pages = f.n_groups + form_has_papers(f.p);
    prefill(&f);
    prefill_unit(&f, &in);
    page = next_page(&f);
    take_faults(&f);
    return page > f.n_pages ? form_put_check(&f, out) : form_put_page(&f, page, out);
}

const struct query dossier_form = {
    .name = "dossier.form", .right = "anyone", .help = "The next page of a procedure's form.",
    .fields = form_fields, .n_fields = sizeof form_fields / sizeof form_fields[0],
    .in_size = sizeof(struct form_in), .run = form_run,
};
