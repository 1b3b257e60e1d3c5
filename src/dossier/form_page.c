/* dossier/form_page.c -- a page of a form as its view wants it: its questions or its papers,
 * what the other pages hold, its faults; and the check at the end.  Floor 7.
 *
 * What is shown was decided in form.c; nothing here chooses a page or finds a fault. */
#include "dossier/form_page.h"

#include "base/scan.h"
#include "dossier/cases.h"
#include "dossier/deadline.h"
#include "dossier/fee.h"
#include "dossier/intake.h"
#include "dossier/pages.h"
#include "dossier/record.h"
#include "dossier/submit.h"

const struct json *
form_group(const struct filling *f, int page)
{
    int n = 0;

    json_each(g, json_get(f->p->form, "x-pages"))
        if (++n == page)
            return g;
    return NULL;
}

/* Is it one to attach, as the form is answered so far? */
static bool
is_asked_for(const struct filling *f, const struct component *c)
{
    return c->attached && (c->when == NULL || component_is_required(c, f->typed));
}

bool
form_has_papers(const struct filling *f)
{
    for (int i = 0; i < f->p->n_components; i++)
        if (is_asked_for(f, &f->p->components[i]))
            return true;
    return false;
}

/* A fault of one choice among several ("change/0") is one of their question. */
static Str
question_name(Str field)
{
    Str name, which;

    str_cut(field, '/', &name, &which);
    return name;
}

bool
form_is_on_page(const struct json *group, Str field)
{
    json_each(name, json_get(group, "fields"))
        if (str_eq(name->text, question_name(field)))
            return true;
    return false;
}

/* "file-KEY" of the page, "files/KEY" of the command: the paper's own name. */
static const struct component *
component_of(const struct filling *f, Str field)
{
    for (int i = 0; i < f->p->n_components; i++) {
        const struct component *c = &f->p->components[i];

        if (str_ends(field, c->key) && field.n <= c->key.n + 6 && str_starts(field, S("file")))
            return c;
    }
    return NULL;
}

/* The question a fault names: the procedure's, or the desk's, which the command knows by
 * a shorter name. */
static Str
question_of(const struct filling *f, Str field)
{
    Str key = question_name(str_starts(field, S("form/")) ? str_sub(field, 5, field.n) : field);
    Str desk = str_join(f->v->arena, S(INTAKE), key, STR_NONE);

    return json_get_str(json_get(f->desk, "properties"), desk) != NULL ? desk : key;
}

static Str
anchor_of(const struct filling *f, Str field)
{
    const struct component *paper = component_of(f, field);
    Str                     name = question_of(f, field);

    if (paper != NULL)
        return str_format(f->v->arena, "#f-file-%.*s", STR_ARG(paper->key));
    return str_format(f->v->arena, "#f-%.*s", STR_ARG(name));
}

static Str
fault_label(const struct filling *f, Str field)
{
    Str                key = question_of(f, field);
    const struct json *schema = json_get_str(json_get(f->p->form, "properties"), key);

    if (schema == NULL)
        schema = json_get_str(json_get(f->desk, "properties"), key);
    if (schema != NULL)
        return pack_words(f->v->lang, json_get(schema, "title"));
    if (str_eq(field, S("unit")))
        return words(f->v->lang, "Where to file");
    if (component_of(f, field) != NULL)
        return pack_words(f->v->lang, component_of(f, field)->name);
    return words(f->v->lang, "Papers");
}

static void
put_faults(const struct filling *f, struct json *out)
{
    struct view *v = f->v;
    struct json *o, *items;

    if (f->faults.count == 0)
        return;
    o = json_put_object(v->arena, out, "faults");
    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, "There is {1} place to correct",
                              MSG("There are {1} places to correct"), f->faults.count));
    items = json_put_array(v->arena, o, "items");
    for (const struct fault *x = f->faults.first; x != NULL; x = x->next) {
        struct json *item = json_add(items, json_object(v->arena));
        Str text = words_fill(v->arena, v->lang, x->message, x->value[0], x->value[1]);

        json_put_text(v->arena, item, "href", anchor_of(f, x->field));
        json_put_text(v->arena, item, "text",
                      str_format(v->arena, "%.*s: %.*s", STR_ARG(fault_label(f, x->field)),
                                 STR_ARG(text)));
    }
}

static void
carry(struct view *v, struct json *carried, Str name, Str value)
{
    struct json *c = json_add(carried, json_object(v->arena));

    json_put_text(v->arena, c, "name", name);
    json_put_text(v->arena, c, "value", value);
}

static void
carry_answers(const struct filling *f, const struct json *answers, const struct json *group,
              struct json *carried)
{
    struct view *v = f->v;
    Str          text;

    json_each(a, answers)
    {
        if (group != NULL && form_is_on_page(group, a->key))
            continue;
        if (page_typed(v->arena, a, &text))
            carry(v, carried, a->key, text);
        json_each(one, a)
            if (a->kind == JSON_ARRAY && page_typed(v->arena, one, &text))
                carry(v, carried, a->key, text);
    }
}

/* All answers but those of the page itself; all files but when they are on it. */
static void
put_carried(const struct filling *f, int page, struct json *out)
{
    struct view *v = f->v;
    struct json *carried = json_put_array(v->arena, out, "carried");

    carry_answers(f, f->typed, page <= f->n_groups ? form_group(f, page) : NULL, carried);
    json_each(file, f->in->files)
        carry(v, carried,
              str_format(v->arena, "file:%.*s", STR_ARG(json_text(file, "component"))),
              json_text(file, "ticket"));
    if (f->in->like)
        carry(v, carried, S("theo"), S("true"));
    if (page == 1)
        return;
    carry_answers(f, f->whose, NULL, carried);
    if (f->in->unit.n > 0)
        carry(v, carried, S("unit"), f->in->unit);
}

static enum err
add_unit_options(const struct filling *f, Id parent, Str suffix, int level, Str chosen,
                 struct json *options)
{
    struct view *v = f->v;
    struct unit *list;
    int          n;

    TRY(unit_children(v, parent, time_day(v->now), &list, &n));
    for (int i = 0; i < n; i++) {
        Str          label = list[i].title;
        struct json *o;

        if (list[i].level < level && str_eq(list[i].kind, S("district")))
            TRY(add_unit_options(f, list[i].id, list[i].title, level, chosen, options));
        if (list[i].level != level || list[i].level == LEVEL_PROVINCE)
            continue;
        if (suffix.n > 0)
            label = str_format(v->arena, "%.*s, %.*s", STR_ARG(suffix), STR_ARG(label));
        o = json_add(options, json_object(v->arena));
        json_put_text(v->arena, o, "value", list[i].code);
        json_put_text(v->arena, o, "label", label);
        if (str_eq(list[i].code, chosen))
            json_put_bool(v->arena, o, "selected", true);
    }
    return ERR_OK;
}

/* A list of the units of one level; nobody should have to know a unit's code. */
static enum err
put_unit_choice(const struct filling *f, int level, Str chosen, struct json *field)
{
    struct view *v = f->v;
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, field, "select"),
                                          "options");
    struct json *none = json_add(options, json_object(v->arena));
    struct unit  province;

    TRY(unit_province(v, time_day(v->now), &province));
    json_put_text(v->arena, none, "value", S(""));
    json_put_text(v->arena, none, "label", words(v->lang, "Choose…"));
    return add_unit_options(f, province.id, STR_NONE, level, chosen, options);
}

static enum err
add_unit_field(const struct filling *f, struct json *fields)
{
    struct view *v = f->v;
    struct json *field;

    if (f->p->level == LEVEL_PROVINCE)
        return ERR_OK;
    field = json_add(fields, json_object(v->arena));
    json_put_text(v->arena, field, "id", S("f-unit"));
    json_put_text(v->arena, field, "name", S("unit"));
    json_put_text(v->arena, field, "label",
                  words(v->lang, f->p->level == LEVEL_COMMUNE
                                     ? MSG("Which commune or ward do you file with?")
                                     : MSG("Which district do you file with?")));
    for (const struct fault *x = f->faults.first; x != NULL; x = x->next)
        if (str_eq(x->field, S("unit")))
            json_put_text(v->arena, field, "error", words(v->lang, "Choose one from the list"));
    return put_unit_choice(f, (int)f->p->level, f->in->unit, field);
}

/* Where an answer comes from, as long as it is the one that was filled in. */
static void
put_origin(const struct filling *f, const struct json *question, struct json *field)
{
    struct arena        *arena = f->v->arena;
    const struct former *from;
    const struct json   *typed = json_get_str(f->typed, question->key);
    const struct json   *known = prefill_answer(&f->known, question, f->in->like, &from);

    if (typed != NULL && known != NULL &&
        str_eq(json_string(arena, typed), json_string(arena, known)))
        json_put_text(arena, field, "origin", prefill_origin(&f->known, from));
}

static enum err
put_group_fields(const struct filling *f, int page, struct json *out)
{
    struct json       *fields = json_put_array(f->v->arena, out, "fields");
    const struct json *group = form_group(f, page);

    if (page == 1) {
        json_each(question, json_get(f->desk, "properties"))
            json_add(fields, page_schema_field(f->v, f->desk, question->key, f->whose, &f->faults));
        TRY(add_unit_field(f, fields));
    }
    json_each(name, json_get(group, "fields"))
    {
        const struct json *schema = json_get_str(json_get(f->p->form, "properties"), name->text);
        struct json *field = page_schema_field(f->v, f->p->form, name->text, f->typed,
                                               &f->faults);

        json_add(fields, field);
        if (str_eq(json_text(schema, "format"), S("unit")))
            TRY(put_unit_choice(f, LEVEL_COMMUNE, json_text(field, "value"), field));
        put_origin(f, schema, field);
    }
    return ERR_OK;
}

static void
put_paper_fields(const struct filling *f, struct json *out)
{
    struct json *fields = json_put_array(f->v->arena, out, "fields");

    for (int i = 0; i < f->p->n_components; i++) {
        const struct component *c = &f->p->components[i];
        struct json            *field;
        Str                     name = str_format(f->v->arena, "file-%.*s", STR_ARG(c->key));

        if (!is_asked_for(f, c))
            continue;
        field = json_add(fields, page_file_field(f->v, c, page_held(f->v, f->in->files, c->key)));
        for (const struct fault *x = f->faults.first; x != NULL; x = x->next)
            if (str_eq(x->field, name))
                json_put_text(f->v->arena, field, "error",
                              words_fill(f->v->arena, f->v->lang, x->message, x->value[0],
                                         x->value[1]));
    }
}

enum err
form_put_page(const struct filling *f, int page, struct json *out)
{
    struct view *v = f->v;
    bool         papers = page > f->n_groups;

    json_put_text(v->arena, out, "view", S("form"));
    json_put_text(v->arena, out, "key", f->p->key);
    json_put_text(v->arena, out, "name", pack_words(v->lang, f->p->name));
    json_put_text(v->arena, out, "page", str_format(v->arena, "%d", page));
    json_put_text(v->arena, out, "progress_words",
                  words_fill(v->arena, v->lang, "step {1} of {2}", str_format(v->arena, "%d", page),
                             str_format(v->arena, "%d", f->n_pages + 1)));
    json_put_text(v->arena, out, "heading",
                  papers ? words(v->lang, "Papers to attach")
                         : pack_words(v->lang, json_get(form_group(f, page), "title")));
    put_faults(f, out);
    put_carried(f, page, out);
    if (page == 1)
        json_put_bool(v->arena, out, "first", true);
    if (!papers)
        return put_group_fields(f, page, out);
    put_paper_fields(f, out);
    return ERR_OK;
}

/* The papers held stand among the answers, each under the name it was given. */
static void
put_held_papers(const struct filling *f, struct json *groups)
{
    struct view *v = f->v;
    struct json *g, *rows;

    if (!form_has_papers(f))
        return;
    g = json_add(groups, json_object(v->arena));
    json_put_int(v->arena, g, "page", f->n_pages);
    json_put_text(v->arena, g, "heading", words(v->lang, "Papers to attach"));
    rows = json_put_array(v->arena, g, "rows");
    for (int i = 0; i < f->p->n_components; i++) {
        const struct component *c = &f->p->components[i];

        json_each(held, page_held(f->v, f->in->files, c->key))
        {
            struct json *row = json_add(rows, json_object(v->arena));

            json_put_text(v->arena, row, "label", pack_words(v->lang, c->name));
            json_put_text(v->arena, row, "value", json_text(held, "name"));
        }
    }
}

/* Whose dossier the desk files stands before the answers. */
static void
put_whose(const struct filling *f, struct json *groups)
{
    struct view *v = f->v;
    struct json *g, *fields;

    if (f->desk == NULL)
        return;
    g = json_add(groups, json_object(v->arena));
    fields = json_array(v->arena);
    json_each(q, json_get(f->desk, "properties")) json_add(fields, json_new_text(v->arena, q->key));
    json_put_int(v->arena, g, "page", 1);
    json_put_text(v->arena, g, "heading", words(v->lang, "Filed at the desk"));
    page_rows(v, f->desk, fields, f->whose, g);
}

static int64_t
channel_of(const struct filling *f)
{
    int64_t channel = CHANNEL_ONLINE;

    if (f->desk != NULL && scan_int(json_text(f->whose, INTAKE "channel"), CHANNEL_DESK,
                                    CHANNEL_POST, &channel) != ERR_OK)
        channel = CHANNEL_DESK;
    return channel;
}

static void
put_fee_how(const struct filling *f, struct json *out)
{
    Str how = fee_how(f->v, f->p, f->typed);

    if (how.n > 0)
        json_put_text(f->v->arena, out, "fee_how_words", how);
}

enum err
form_put_check(struct filling *f, struct json *out)
{
    struct view           *v = f->v;
    const struct calendar *calendar;
    struct unit            unit = { .id = 0 };
    struct json           *groups;
    Time                   due;

    f->p = procedure_as(v, f->p, f->typed, channel_of(f));
    json_put_text(v->arena, out, "view", S("check"));
    json_put_text(v->arena, out, "key", f->p->key);
    json_put_text(v->arena, out, "name", pack_words(v->lang, f->p->name));
    put_faults(f, out);
    groups = json_put_array(v->arena, out, "groups");
    put_whose(f, groups);
    page_answers(v, f->p, f->typed, true, groups);
    put_held_papers(f, groups);
    put_carried(f, f->n_pages + 1, out);
    json_put_text(v->arena, out, "fee_words", say_fee_of(v, f->p));
    put_fee_how(f, out);
    TRY(submit_competent_unit(v, f->p, f->in->unit, &unit));
    json_put_text(v->arena, out, "unit_words", unit.id ? say_office(v, &unit) : S(""));
    if (unit.id == 0 || calendar_of_unit(v, unit.id, &calendar) != ERR_OK ||
        deadline_start(f->p, calendar, v->now, &due) != ERR_OK || due == TIME_NONE) {
        json_put_array(v->arena, out, "skipped");
        return ERR_OK;
    }
    json_put_text(v->arena, out, "due_words", when_moment(v->arena, v->lang, due));
    say_skipped(v, f->p, calendar, v->now, v->now, due, out);
    return ERR_OK;
}
