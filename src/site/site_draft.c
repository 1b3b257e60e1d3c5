/* site/site_draft.c -- a form that is kept while it is filled in.  Floor 12.
 *
 * With every page that is posted (`filing_keep`), without JavaScript; between them from
 * draft.js, at an address of its own.  A draft that cannot be saved holds nobody up: the
 * page says so and carries everything, as it did before there were drafts. */
#include "site/filing.h"

/* -- drawing ------------------------------------------------------------------------------- */

void
filing_draw(struct visit *v, struct json *model)
{
    const char *view = str_eq(json_text(model, "view"), S("check")) ? "check" : "form";

    v->step = true;
    model->first = model->first->next; /* "view" is for us, and stands first */
    model->count--;
    visit_render(v, 200, view, model);
}

/* The page's own model, so its member may be changed. */
static struct json *
member(struct json *of, const char *key)
{
    for (struct json *m = of != NULL ? of->first : NULL; m != NULL; m = m->next)
        if (str_eq(m->key, str_of(key)))
            return m;
    return NULL;
}

static void
say(struct visit *v, struct json *draft, const char *key, Str text)
{
    struct json *there = member(draft, key);

    if (there != NULL)
        there->text = text;
    else
        json_put_text(v->arena, draft, key, text);
}

/* -- saving ---------------------------------------------------------------------------------- */

/* What draft.save takes, but the page: the one that comes, or the one that stands open. */
static struct json *
draft_input(struct visit *v, const struct filing *f, const char *take)
{
    struct json *input = filing_input(v, take);

    json_put(input, S("answers"), json_copy(v->arena, f->answers));
    json_put(input, S("files"), json_copy(v->arena, f->files));
    json_put_text(v->arena, input, "filling", visit_key(v, "dossier.submit"));
    return input;
}

static void
ask_clash(struct visit *v, visit_fn *then)
{
    struct json *input = visit_input(v, "procedure=key");

    json_put_text(v->arena, input, "filling", visit_key(v, "dossier.submit"));
    visit_call(v, "draft.clash", input, STR_NONE, then);
}

static void
clash_known(struct visit *v)
{
    struct filing *f = v->own;

    if (v->call.err == ERR_OK)
        json_put(member(f->model, "draft"), S("clash"),
                 json_copy(v->arena, json_get(v->call.out, "clash")));
    filing_draw(v, f->model);
}

static void
kept(struct visit *v)
{
    struct filing *f = v->own;
    struct json   *draft = member(f->model, "draft");

    if (v->call.err == ERR_CONFLICT) {
        ask_clash(v, clash_known);
        return;
    }
    if (v->call.err != ERR_OK) {
        say(v, draft, "saved_words",
            str_format(v->arena, "%.*s %.*s", STR_ARG(words(v->lang, MSG("Not saved."))),
                       STR_ARG(words(v->lang, v->call.why))));
    } else {
        say(v, draft, "seen", str_int(v->arena, json_int(v->call.out, "seen", 0)));
        say(v, draft, "saved_words", json_text(v->call.out, "saved_words"));
        if (json_text(v->call.out, "gone_words").n > 0)
            say(v, draft, "gone_words", json_text(v->call.out, "gone_words"));
    }
    filing_draw(v, f->model);
}

void
filing_keep(struct visit *v, struct json *model)
{
    struct filing *f = v->own;
    struct json   *input;
    Str            page = json_text(model, "page");

    if (json_get(model, "draft") == NULL) {
        filing_draw(v, model);
        return;
    }
    f->model = model;
    input = draft_input(v, f, "procedure=key unit seen=draft");
    say(v, input, "page", page.n > 0 ? page : str_int(v->arena, FORM_CHECK));
    if (str_eq(f->go, S("keep")))
        json_put_bool(v->arena, input, "over", true);
    visit_call(v, "draft.save", input, STR_NONE, kept);
}

/* -- as one types ------------------------------------------------------------------------------ */

static void
typed_clash(struct visit *v)
{
    if (v->call.err == ERR_OK)
        visit_json(v, err_http(ERR_CONFLICT), v->call.out);
    else
        visit_fail_call(v);
}

/* With a young ticket for the form: a page that is typed on does not grow too old. */
static void
typed_saved(struct visit *v)
{
    if (v->call.err == ERR_CONFLICT) {
        ask_clash(v, typed_clash);
        return;
    }
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    json_put_text(v->arena, v->call.out, "csrf", visit_csrf(v));
    visit_json(v, 200, v->call.out);
}

static void
typed_read(struct visit *v)
{
    visit_call(v, "draft.save", draft_input(v, v->own, "procedure=key unit seen=draft"), STR_NONE,
               typed_saved);
}

static void
post_typed(struct visit *v)
{
    v->wants_json = true;
    if (visit_is_ours(v))
        filing_take(v, typed_read);
}

/* -- opening and dropping ------------------------------------------------------------------- */

static void
opened(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        filing_draw(v, v->call.out);
}

static void
get_opened(struct visit *v)
{
    visit_call(v, "draft.open", visit_input(v, "procedure=key"), STR_NONE, opened);
}

static void
dropped(struct visit *v)
{
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (v->wants_json) {
        visit_json(v, 200, v->call.out);
        return;
    }
    visit_notice(v, "bo-nhap");
    visit_see(v, visit_param(v, S("lai")).n > 0 ? visit_address(v, "/thu-tuc/{key}/nop")
                                                : S("/ho-so"));
}

static void
post_drop(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "draft.drop", visit_input(v, "procedure=key"), visit_key(v, "draft.drop"),
                   dropped);
}

const struct route routes_draft[] = {
    { HTTP_POST, "/thu-tuc/{key}/nop/luu", ROUTE_OWN, .handle = post_typed },
    { HTTP_GET, "/thu-tuc/{key}/nop/tiep-tuc", ROUTE_OWN, .view = "form", .handle = get_opened },
    { HTTP_GET, "/thu-tuc/{key}/nop/bo", ROUTE_PAGE, .view = "draft_drop", .call = "draft.about",
      .take = "procedure=key again=lai" },
    { HTTP_POST, "/thu-tuc/{key}/nop/bo", ROUTE_OWN, .handle = post_drop },
    { .path = NULL },
};
