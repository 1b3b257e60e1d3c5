/* dossier/form.c -- filling in a procedure's form, one group of questions a
 * page, then checking the answers.
 *
 * Every page carries the answers of the others, so this is a query: from what was
 * posted to the next page's model.  A draft (draft.h) is kept beside it, for people who
 * are signed in; no page depends on one.  Pages are the form's own groups, then the
 * papers to attach, then the check.  Floor 7. */
#include "base/words.h"
#include "dossier/dossier.h"
#include "dossier/dossier_sql.h"
#include "dossier/draft.h"
#include "dossier/draft_files.h"
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
    FIELD(TEXT, struct form_in, go, .max = 20, .help = "next, back, page-N, check, keep"),
    FIELD(TEXT, struct form_in, drop, .max = 900, .help = "Ticket of a held file to remove"),
    FIELD(INT, struct form_in, page, .max = FORM_CHECK, .help = "The page that was posted, from 1"),
    FIELD(JSON, struct form_in, answers, .help = "Everything answered so far, as typed"),
    FIELD(JSON, struct form_in, files, .help = "[{component, ticket}] held so far"),
    FIELD(JSON, struct form_in, faults, .help = "[{field, text}] to show"),
    FIELD(JSON, struct form_in, intake,
          .help = "Whose dossier it is, when a desk files it; names begin with intake-"),
    FIELD(BOOL, struct form_in, like, .help = "Fill in what a former dossier of mine answered"),
    FIELD(INT, struct form_in, seen, .help = "The version of the draft the page was opened on"),
    FIELD(INT, struct form_in, version, .help = "The procedure's version that the page shows"),
};

/* -- what the person gave before ------------------------------------------------------ */

/* One's own form, on the page it begins with. */
static void
prefill(struct filling *f)
{
    const struct former *from;

    if (f->in->page != 0)
        return;
    json_each(question, json_get(f->p->form, "properties"))
    {
        const struct json *known = prefill_answer(&f->known, question, f->in->like, &from);

        if (known != NULL && json_get_str(f->typed, question->key) == NULL)
            json_put(f->typed, question->key, json_copy(f->v->arena, known));
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

/* A file is held for the paper; one of another kind is a fault. */
static bool
holds_paper(struct filling *f, const struct component *c, Str name)
{
    bool held = false;

    json_each(file, f->in->files)
    {
        struct upload_file u;

        if (!str_eq(json_text(file, "component"), c->key))
            continue;
        held = true;
        if (upload_of_ticket(f->v, json_text(file, "ticket"), &u) == ERR_OK && !upload_fits(c, &u))
            fault_add(&f->faults, name, MSG("takes only {1}"),
                      upload_kinds(f->v->arena, c->accept), STR_NONE);
    }
    json_each(x, f->in->faults) /* a wrong one came */
        held |= str_eq(json_text(x, "field"), name);
    return held;
}

static void
check_papers(struct filling *f)
{
    for (int i = 0; i < f->p->n_components; i++) {
        const struct component *c = &f->p->components[i];
        Str                     name = str_format(f->v->arena, "file-%.*s", STR_ARG(c->key));

        if (c->attached && !holds_paper(f, c, name) && component_is_required(c, f->typed))
            fault_add(&f->faults, name, MSG("needs a file: {1}"),
                      pack_words(f->v->lang, c->name), STR_NONE);
    }
}

static void
check_one(struct filling *f, int page)
{
    if (page > f->n_groups)
        check_papers(f);
    else
        check_page(f, page);
}

/* Back to the first page that was done with and is not any more; else it stays where it was, to
 * be looked through once more. */
static int
page_after_change(struct filling *f)
{
    int page = f->in->page > f->n_pages ? f->n_pages + 1 : (int)f->in->page;

    for (int i = 1; i < page; i++) {
        check_one(f, i);
        if (f->faults.count > 0)
            return i;
    }
    return page;
}

/* Nothing is judged where a file is taken out, a draft is kept, or everything was judged. */
static bool
stays(const struct filling *f, int page)
{
    return f->in->drop.n > 0 || str_eq(f->in->go, S("keep")) || page > f->n_pages;
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
    if (f->changed)
        return page_after_change(f);
    if (str_starts(go, S("page-")) && go.n == 6)
        return go.p[5] - '0' < 1 || go.p[5] - '0' > f->n_pages ? 1 : go.p[5] - '0';
    if (str_eq(go, S("back")))
        return page > f->n_pages ? f->n_pages : page > 1 ? page - 1 : 1;
    if (stays(f, page))
        return page;
    check_one(f, page);
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
        if (!str_eq(json_text(x, "field"), S("version"))) /* said by put_changed */
            fault_add(&f->faults, json_text(x, "field"), str_c(f->v->arena, json_text(x, "text")),
                      STR_NONE, STR_NONE);
}

/* A page that stood open for days: its files are not lost while a draft names them. */
static enum err
renew_files(struct filling *f, struct form_in *in)
{
    struct draft_get_row now;
    struct json         *kept;
    enum err             err = draft_find(f->v, f->p->key, &now);

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    TRY(json_parse(f->v->arena, now.files, &kept, NULL));
    in->files = draft_files_renew(f->v, in->files, kept);
    return ERR_OK;
}

static void
put_changed(const struct filling *f, struct json *out)
{
    struct view *v = f->v;
    Str          said = words(v->lang, MSG("The form has changed since you began it. Please look "
                                           "through your answers once more."));

    json_put_text(v->arena, out, "version", str_int(v->arena, f->p->version));
    if (f->left_out.n > 0)
        said = str_join(v->arena, said, S(" "),
                        words_fill(v->arena, v->lang,
                                   MSG("No longer asked for, and left out: {1}."), f->left_out,
                                   STR_NONE));
    if (f->changed)
        json_put_text(v->arena, out, "changed_words", said);
}

/* The first former dossier that would fill in more than is filled in already; or NULL. */
static const struct former *
more_to_fill_in(const struct filling *f)
{
    const struct former *from;

    json_each(question, json_get(f->p->form, "properties"))
        if (json_get_str(f->typed, question->key) == NULL &&
            prefill_answer(&f->known, question, true, &from) != NULL &&
            (from == NULL || from->registry == NULL))
            return from;
    return NULL;
}

static void
put_former(const struct filling *f, struct json *out)
{
    struct view         *v = f->v;
    const struct former *from = f->in->like ? NULL : more_to_fill_in(f);
    struct json         *o;

    if (from == NULL)
        return;
    o = json_put_object(v->arena, out, "former");
    json_put_text(v->arena, o, "words",
                  words_fill(v->arena, v->lang, MSG("Fill in as in dossier {1}, {2}"), from->code,
                             day_people(v->arena, time_day(from->filed))));
    json_put_text(v->arena, o, "url",
                  str_format(v->arena, "/thu-tuc/%.*s/nop?theo=true", STR_ARG(f->p->key)));
}

/* What stands beside the questions, for a person who files for themselves. */
static enum err
put_kept(const struct filling *f, struct json *out)
{
    const struct opened_draft *opened = f->in->opened;
    struct json               *draft;

    if (!draft_is_kept(f->v))
        return ERR_OK;
    draft = draft_put_form(f->v, f->in->seen, opened ? opened->saved : TIME_NONE, out);
    if (opened != NULL && opened->gone.n > 0)
        json_put_text(f->v->arena, draft, "gone_words", draft_gone_words(f->v, opened->gone));
    if (f->in->page != 0)
        return ERR_OK;
    put_former(f, out);
    return draft_put_resume(f->v, f->p, out);
}

/* -- another version came into force meanwhile ------------------------------------------- */

static void
name_left_out(struct filling *f, const struct json *name, Str key)
{
    Str title = name != NULL ? pack_words(f->v->lang, name) : key;

    f->left_out = f->left_out.n > 0 ? str_join(f->v->arena, f->left_out, S("; "), title) : title;
}

static void
keep_asked(struct filling *f, struct form_in *in, const struct procedure *old)
{
    const struct json *now = json_get(f->p->form, "properties");
    const struct json *then = json_get(old->form, "properties");
    struct json       *kept = json_object(f->v->arena);

    json_each(a, in->answers)
        if (json_get_str(now, a->key) != NULL)
            json_put(kept, a->key, json_copy(f->v->arena, a));
        else
            name_left_out(f, json_get(json_get_str(then, a->key), "title"), a->key);
    in->answers = kept;
}

static void
keep_papers(struct filling *f, struct form_in *in, const struct procedure *old)
{
    struct json *kept = json_array(f->v->arena);

    json_each(file, in->files)
    {
        Str                     key = json_text(file, "component");
        const struct component *was = procedure_paper(old, key);

        if (procedure_paper(f->p, key) != NULL)
            json_add(kept, json_copy(f->v->arena, file));
        else
            name_left_out(f, was != NULL ? was->name : NULL, key);
    }
    in->files = kept;
}

/* What this version does not ask goes no further, and is named; a unit of another level, too. */
static enum err
follow_change(struct filling *f, struct form_in *in)
{
    int64_t                 shown = in->opened != NULL ? in->opened->version : in->version;
    const struct procedure *old = f->p;
    struct unit             unit;
    enum err                err;

    f->changed = in->page != 0 && shown != 0 && shown != f->p->version;
    if (!f->changed)
        return ERR_OK;
    if (procedure_version(f->v, f->p->key, shown, &old) != ERR_OK)
        old = f->p;
    keep_asked(f, in, old);
    keep_papers(f, in, old);
    err = unit_by_code(f->v, in->unit, time_day(f->v->now), &unit);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && unit.level != (int64_t)f->p->level))
        in->unit = S("");
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Who fills it in, and what they answered so far. */
static enum err
begin(struct filling *f, struct form_in *in)
{
    struct view          *v = f->v;
    struct schema_options o = { .arena = v->arena, .simulated = v->simulated };

    f->desk = intake_form(v);
    if (f->desk == NULL)
        TRY(rule_filed_here(v));
    else
        f->whose = intake_answers(v, f->desk, in->intake);
    if (in->answers == NULL)
        in->answers = json_object(v->arena);
    if (in->drop.n > 0)
        drop_file(in, v->arena);
    if (draft_is_kept(v)) {
        TRY(prefill_read(v, f->p, &f->known));
        if (in->files != NULL && in->files->count > 0 && in->opened == NULL)
            TRY(renew_files(f, in));
    }
    TRY(follow_change(f, in));
    f->typed = schema_coerce(&o, f->p->form, in->answers);
    json_each(g, json_get(f->p->form, "x-pages")) f->n_groups += g != NULL;
    f->n_pages = f->n_groups + form_has_papers(f);
    return ERR_OK;
}

enum err
form_show(struct view *v, const struct form_in *given, struct json *out)
{
    struct form_in in = *given;
    struct filling f = { .v = v, .in = &in, .faults = { .arena = v->arena } };
    int            page;
    enum err       err = procedure_in_force(v, in.procedure, time_day(v->now), &f.p);

    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("No procedure of this name is in force today."));
    TRY(err);
    TRY(begin(&f, &in));
    prefill(&f);
    prefill_unit(&f, &in);
    page = next_page(&f);
    take_faults(&f);
    TRY(page > f.n_pages ? form_put_check(&f, out) : form_put_page(&f, page, out));
    put_changed(&f, out);
    return put_kept(&f, out);
}

static enum err
form_run(struct view *v, const void *input, struct json *out)
{
    return form_show(v, input, out);
}

const struct query dossier_form = {
    .name = "dossier.form", .right = "anyone", .help = "The next page of a procedure's form.",
    .fields = form_fields, .n_fields = sizeof form_fields / sizeof form_fields[0],
    .in_size = sizeof(struct form_in), .run = form_run,
};
