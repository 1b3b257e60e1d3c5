/* site/form.c -- forms that stand on a page of something else: an account, my
 * own.  Floor 12.
 *
 *   post ─ command ─┬─ done ──────────> 303, or a page with what is shown once
 *                   └─ refused, faults ─> the form's page again, filled as typed
 *
 * A row of a table says all of it (struct form, visit.h).  What the command
 * found wrong is put beside the fields of the page's own model, so whoever adds
 * a field to a command adds nothing here. */
#include "dossier/pages.h"
#include "site/visit.h"

/* Between the command and the query that draws the page. */
struct refusal {
    struct json *faults; /* [{field, text}] */
    const char  *why;
    enum err     err;
    const char  *view;
    struct json *answer; /* what is shown once */
};

/* The page's own model, so its members may be changed. */
#define each_own(child, of) \
    for (struct json *child = (of) != NULL ? (of)->first : NULL; child != NULL; child = child->next)

/* -- what was posted ----------------------------------------------------------------- */

/* A date is posted in three parts, and judged as one. */
Str
visit_date(struct visit *v, Str name)
{
    static const char *const part[] = { "day", "month", "year" };
    Str                      value[3];
    size_t                   n = 0;

    for (int i = 0; i < 3; i++) {
        Str posted = str_format(v->arena, "%.*s-%s", STR_ARG(name), part[i]);

        value[i] = str_trim(visit_param(v, posted));
        n += value[i].n;
    }
    return n == 0 ? STR_NONE
                  : str_format(v->arena, "%.*s/%.*s/%.*s", STR_ARG(value[0]), STR_ARG(value[1]),
                               STR_ARG(value[2]));
}

static const struct command *
command_named(struct visit *v, Str name)
{
    int                             n;
    const struct door_table *const *tables = door_tables(v->site->options.door, &n);

    for (int i = 0; i < n; i++)
        for (const struct command *const *c = tables[i]->commands; c && *c; c++)
            if (str_eq(str_of((*c)->name), name))
                return *c;
    return NULL;
}

/* Boxes of one name are a list; an empty one says that there is a list. */
struct json *
visit_list(struct visit *v, Str name)
{
    const struct pairs *form = &v->request->form;
    struct json        *list = json_array(v->arena);
    bool                posted = false;

    for (size_t i = 0; i < form->count; i++) {
        if (!str_eq(form->at[i].name, name))
            continue;
        posted = true;
        if (form->at[i].value.n > 0)
            json_add(list, json_new_text(v->arena, form->at[i].value));
    }
    return posted ? list : NULL;
}

/* Every field the command declares, as far as it was posted. */
static struct json *
input_of(struct visit *v, const struct command *command)
{
    struct json *input = json_object(v->arena);

    for (int i = 0; i < command->n_fields; i++) {
        const struct field *f = &command->fields[i];
        Str                 name = str_of(f->name);
        Str value = f->type == FIELD_DAY ? visit_date(v, name) : visit_param(v, name);
        struct json *list = f->type == FIELD_JSON ? visit_list(v, name) : NULL;

        if (list != NULL)
            json_put(input, name, list);
        else if (value.p != NULL)
            json_put(input, name, json_new_text(v->arena, value));
    }
    return input;
}

static struct json *
form_input(struct visit *v, const struct form *f)
{
    struct json *input = visit_input(v, v->route->take);
    Str          rest = str_of(f->days ? f->days : ""), name, value;

    while (rest.n > 0) {
        str_cut(rest, ' ', &name, &rest);
        value = visit_date(v, name);
        if (value.p != NULL)
            json_put(input, name, json_new_text(v->arena, value));
    }
    return input;
}

/* -- the page again ------------------------------------------------------------------ */

/* A member of the field's control, whichever it is. */
static struct json *
own_member(struct json *of, Str key)
{
    each_own(member, of)
        if (str_eq(member->key, key))
            return member;
    return NULL;
}

static struct json *
control(struct json *field, const char *kind)
{
    return own_member(field, str_of(kind));
}

/* The page's own choice gives way to what was posted. */
static void
set_chosen(struct visit *v, struct json *option, bool chosen)
{
    struct json *flag = control(option, "selected");

    if (flag != NULL)
        flag->flag = chosen;
    else
        json_put_bool(v->arena, option, "selected", chosen);
}

static void
choose(struct visit *v, struct json *control, Str value)
{
    each_own(list, control)
        if (list->kind == JSON_ARRAY)
            each_own(option, list)
                set_chosen(v, option, str_eq(json_text(option, "value"), value));
}

/* Of boxes any number was posted. */
static void
tick(struct visit *v, struct json *control, Str name)
{
    const struct json *list = visit_list(v, name);

    each_own(options, control)
        if (options->kind == JSON_ARRAY)
            each_own(option, options)
            {
                bool chosen = false;

                json_each(one, list)
                    chosen = chosen || str_eq(one->text, json_text(option, "value"));
                set_chosen(v, option, chosen);
            }
}

static void
keep_typed(struct visit *v, struct json *field)
{
    static const char *const part[] = { "day", "month", "year" };
    Str          name = json_text(field, "name"), value = visit_param(v, name);
    struct json *text = control(field, "text"), *select = control(field, "select");
    struct json *checks = control(field, "checks"), *date = control(field, "date");
    struct json *radios = control(field, "radios");

    if ((text != NULL && value.n > 0 && !str_eq(json_text(text, "type"), S("password"))) ||
        (control(field, "area") != NULL && value.n > 0))
        json_put_text(v->arena, field, "value", value);
    if (radios != NULL && value.n > 0)
        choose(v, radios, value);
    if (select != NULL)
        choose(v, select, value);
    if (checks != NULL)
        tick(v, checks, name);
    for (int i = 0; date != NULL && i < 3; i++)
        json_put_text(v->arena, date, part[i],
                      visit_param(v, str_format(v->arena, "%.*s-%s", STR_ARG(name), part[i])));
}

/* The fault's words at its field; the summary calls the field by its label. */
static void
put_fault(struct visit *v, struct json *fields, const struct json *fault, struct json *items)
{
    Str          name = json_text(fault, "field"), text = json_text(fault, "text");
    struct json *item = json_add(items, json_object(v->arena));

    each_own(field, fields)
    {
        if (!str_eq(json_text(field, "name"), name))
            continue;
        if (json_get(field, "error") == NULL)
            json_put_text(v->arena, field, "error", text);
        json_put_text(v->arena, item, "href",
                      str_format(v->arena, "#%.*s", STR_ARG(json_text(field, "id"))));
        json_put_text(v->arena, item, "text",
                      str_format(v->arena, "%.*s: %.*s", STR_ARG(json_text(field, "label")),
                                 STR_ARG(text)));
        return;
    }
    json_put_text(v->arena, item, "href", S("#"));
    json_put_text(v->arena, item, "text", text);
}

/* "fields", or "part.fields". */
static struct json *
fields_of(struct json *model, Str path)
{
    Str part, rest;

    while (model != NULL && str_cut(path, '.', &part, &rest)) {
        model = own_member(model, part);
        path = rest;
    }
    return model != NULL ? own_member(model, path) : NULL;
}

static void
put_refusal(struct visit *v, const struct refusal *r, struct json *model)
{
    struct json *fields = fields_of(model, str_of(v->route->form->fields)), *o, *items;

    each_own(field, fields)
        keep_typed(v, field);
    if (r->err == ERR_OK)
        return;
    o = json_put_object(v->arena, model, "faults");
    items = json_put_array(v->arena, o, "items");
    json_each(fault, r->faults)
        put_fault(v, fields, fault, items);
    json_put_text(v->arena, o, "title",
                  r->faults->count == 0
                      ? words(v->lang, r->why)
                      : words_count(v->arena, v->lang, "There is {1} place to correct",
                                    MSG("There are {1} places to correct"),
                                    (int64_t)r->faults->count));
}

static void
drawn_again(struct visit *v)
{
    const struct refusal *r = v->own;

    /* No such page for this visitor any more: what was refused is the truer answer. */
    if (v->call.err != ERR_OK) {
        v->call.err = r->err;
        v->call.why = r->why;
        visit_fail_call(v);
        return;
    }
    put_refusal(v, r, v->call.out);
    visit_render(v, err_http(r->err), r->view, v->call.out);
}

void
visit_form_again(struct visit *v)
{
    visit_form_again_with(v, visit_input(v, v->route->form->query_take));
}

void
visit_form_again_with(struct visit *v, struct json *input)
{
    const struct form *f = v->route->form;
    struct refusal    *r = arena_make(v->arena, struct refusal);

    *r = (struct refusal){ .faults = visit_fault_list(v), .why = v->call.why, .err = v->call.err,
                           .view = f->view };
    v->own = r;
    visit_call(v, f->query, input, STR_NONE, drawn_again);
}

/* -- done ---------------------------------------------------------------------------- */

/* The secret of an authenticator is also a picture to hold the telephone at. */
static void
put_once(struct visit *v, const struct json *answer, struct json *model)
{
    Str          what = str_of(v->route->form->shows);
    struct json *once = json_copy(v->arena, json_get_str(answer, what)), *qr;
    struct view  view = visit_view(v);
    Str          address = json_text(once, "totp_address");

    qr = address.n > 0 ? page_qr(&view, address,
                                 words(v->lang, MSG("QR code for the authenticator app")))
                       : NULL;
    if (qr != NULL)
        json_put(once, S("qr"), qr);
    json_put(model, what, once);
}

static void
drawn_once(struct visit *v)
{
    const struct refusal *r = v->own;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    put_once(v, r->answer, v->call.out);
    visit_render(v, 200, v->route->form->done_view, v->call.out);
}

static void
done(struct visit *v)
{
    const struct form *f = v->route->form;
    struct refusal    *r;

    if (f->shows == NULL || json_get(v->call.out, f->shows) == NULL) {
        visit_notice(v, "xong");
        visit_see(v, v->own_go.n > 0 ? v->own_go : visit_address(v, v->route->go));
        return;
    }
    r = arena_make(v->arena, struct refusal);
    r->answer = v->call.out;
    v->own = r;
    visit_call(v, f->done_query, visit_input(v, f->done_take), STR_NONE, drawn_once);
}

static void
answered(struct visit *v)
{
    enum err err = v->call.err;

    if (err == ERR_OK && v->wants_json)
        visit_json(v, 200, v->call.out);
    else if (err == ERR_OK)
        done(v);
    else if (!v->wants_json && (err == ERR_INVALID || err == ERR_CONFLICT))
        visit_form_again(v);
    else
        visit_fail_call(v);
}

/* Nobody sees what is typed into a password's field, so it is typed twice. */
static bool
is_repeated(struct visit *v)
{
    if (!v->route->form->twice || str_eq(visit_param(v, S("new")), visit_param(v, S("again"))))
        return true;
    fault_add(&v->call.faults, S("again"), MSG("is not the same as the new password"), STR_NONE,
              STR_NONE);
    v->call.err = ERR_INVALID;
    v->call.why = err_message(ERR_INVALID);
    return false;
}

void
visit_form_of(struct visit *v, Str command)
{
    const struct command *c = command_named(v, command);

    if (!visit_is_ours(v))
        return;
    if (c == NULL)
        visit_fail(v, ERR_NOT_FOUND, err_message(ERR_NOT_FOUND));
    else
        visit_call(v, c->name, input_of(v, c), visit_key(v, c->name), answered);
}

void
visit_form(struct visit *v)
{
    const struct route *r = v->route;

    if (!visit_is_ours(v))
        return;
    if (is_repeated(v))
        visit_call(v, r->call, form_input(v, r->form), visit_key(v, r->call), answered);
    else
        answered(v);
}
