/* site/site_many.c -- many dossiers at once: a leader's signatures; an officer's own, taken or
 * given to a colleague.  Floor 12.
 *
 *   page with boxes ─ post ─ dossier.…_many ─ a page: what was done, what was not and why */
#include "base/scan.h"
#include "site/visit.h"

/* "CODE@VERSION", as the page's boxes have it. */
static void
add_code(struct visit *v, struct json *codes, Str value)
{
    Str          code, version;
    int64_t      seen;
    struct json *o;

    if (!str_cut(value, '@', &code, &version) || scan_int(version, 1, INT64_MAX, &seen) != ERR_OK) {
        json_add(codes, json_new_text(v->arena, value));
        return;
    }
    o = json_add(codes, json_object(v->arena));
    json_put_text(v->arena, o, "code", code);
    json_put_int(v->arena, o, "seen", seen);
}

static struct json *
posted_codes(struct visit *v)
{
    struct json *input = json_object(v->arena);
    struct json *codes = json_put_array(v->arena, input, "codes");

    for (size_t i = 0; i < v->request->form.count; i++)
        if (str_eq(v->request->form.at[i].name, S("codes")))
            add_code(v, codes, v->request->form.at[i].value);
    return input;
}

/* The parts of the answer, as the page shows them. */
static void
put_outcome(struct visit *v, const struct json *answer, const char *one, const char *more,
            struct json *model)
{
    struct json *o = json_put_object(v->arena, model, "outcome");
    struct json *done = json_put_array(v->arena, o, "done");
    struct json *refused = json_put_array(v->arena, o, "refused");
    int64_t      n = 0;

    json_each(part, json_get(answer, "done"))
    {
        json_put_text(v->arena, json_add(done, json_object(v->arena)), "code",
                      json_text(part, "name"));
        n++;
    }
    json_each(part, json_get(answer, "refused"))
    {
        struct json *row = json_add(refused, json_object(v->arena));

        json_put_text(v->arena, row, "code", json_text(part, "name"));
        json_put_text(v->arena, row, "words", json_text(part, "message"));
    }
    json_put_text(v->arena, o, "title", words_count(v->arena, v->lang, one, more, n));
}

static void
put_fault(struct visit *v, Str title, const char *href, Str text, struct json *model)
{
    struct json *f = json_put_object(v->arena, model, "faults"), *item;
    struct json *items = json_put_array(v->arena, f, "items");

    json_put_text(v->arena, f, "title", title);
    if (href == NULL)
        return;
    item = json_add(items, json_object(v->arena));
    json_put_text(v->arena, item, "href", str_of(href));
    json_put_text(v->arena, item, "text", text);
}

static const char *const nothing_ticked = MSG("Nothing was ticked.");

static void
drawn(struct visit *v)
{
    const struct json *answer = v->own;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (answer != NULL)
        put_outcome(v, answer, "{1} result is signed", MSG("{1} results are signed"),
                    v->call.out);
    else
        put_fault(v, words(v->lang, nothing_ticked), NULL, STR_NONE, v->call.out);
    visit_render(v, answer != NULL ? 200 : 422, "sign_many", v->call.out);
}

static void
signed_many(struct visit *v)
{
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (v->wants_json) {
        visit_json(v, 200, v->call.out);
        return;
    }
    v->own = v->call.out;
    visit_call(v, "dossier.to_sign", json_object(v->arena), STR_NONE, drawn);
}

static void
post_many(struct visit *v)
{
    struct json *input;

    if (!visit_is_ours(v))
        return;
    input = posted_codes(v);
    if (json_get(input, "codes")->count == 0)
        visit_call(v, "dossier.to_sign", json_object(v->arena), STR_NONE, drawn);
    else
        visit_call(v, "dossier.sign_many", input, visit_key(v, "dossier.sign_many"), signed_many);
}

/* -- taken or assigned ------------------------------------------------------------------ */

/* Which of the two buttons, and what came of it. */
struct many {
    bool               take;
    struct json       *codes; /* the input of dossier.chosen */
    const struct json *answer;
};

static bool
chose_nobody(struct visit *v)
{
    return !((struct many *)v->own)->take &&
           pairs_get(&v->request->form, S("main")).p != NULL;
}

static void
put_nobody(struct visit *v, struct json *model)
{
    Str          text = words(v->lang, MSG("Choose a colleague"));
    struct json *field = (struct json *)(uintptr_t)json_get(model, "fields")->first;

    put_fault(v, words_count(v->arena, v->lang, "There is {1} place to correct",
                             MSG("There are {1} places to correct"), 1),
              "#f-main", text, model);
    json_put_text(v->arena, field, "error", text);
}

/* The page that asks to whom. */
static void
asked(struct visit *v)
{
    const struct many *m = v->own;
    bool               nobody = chose_nobody(v), nothing;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    nothing = json_get(m->codes, "codes")->count == 0;
    if (nothing)
        put_fault(v, words(v->lang, nothing_ticked), NULL, STR_NONE, v->call.out);
    else if (nobody)
        put_nobody(v, v->call.out);
    visit_render(v, nothing || nobody ? 422 : 200, "many", v->call.out);
}

static void
done_many(struct visit *v)
{
    struct many *m = v->own;
    struct json *model;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (v->wants_json) {
        visit_json(v, 200, v->call.out);
        return;
    }
    model = json_object(v->arena);
    json_put_array(v->arena, model, "rows");
    json_put_array(v->arena, model, "fields");
    json_put_int(v->arena, model, "count", 0);
    json_put_text(v->arena, model, "count_words", S(""));
    if (m->take)
        put_outcome(v, v->call.out, "{1} dossier stands in your name",
                    MSG("{1} dossiers stand in your name"), model);
    else
        put_outcome(v, v->call.out, "{1} dossier is assigned", MSG("{1} dossiers are assigned"),
                    model);
    visit_render(v, 200, "many", model);
}

static void
post_labels(struct visit *v)
{
    struct json *codes = posted_codes(v);

    if (json_get(codes, "codes")->count > 0)
        visit_call(v, "dossier.labels", codes, STR_NONE, visit_file_ready);
    else
        visit_see(v, S("/viec"));
}

static void
post_work(struct visit *v)
{
    struct many *m = arena_make(v->arena, struct many);
    Str          main = pairs_get(&v->request->form, S("main"));

    if (!visit_is_ours(v))
        return;
    if (str_eq(pairs_get(&v->request->form, S("go")), S("labels"))) {
        post_labels(v);
        return;
    }
    m->take = str_eq(pairs_get(&v->request->form, S("go")), S("take"));
    m->codes = posted_codes(v);
    v->own = m;
    if (json_get(m->codes, "codes")->count == 0 || (!m->take && main.n == 0)) {
        visit_call(v, "dossier.chosen", m->codes, STR_NONE, asked);
    } else if (m->take) {
        visit_call(v, "dossier.take_many", m->codes, visit_key(v, "dossier.take_many"), done_many);
    } else {
        json_put_text(v->arena, m->codes, "main", main);
        visit_call(v, "dossier.assign_many", m->codes, visit_key(v, "dossier.assign_many"),
                   done_many);
    }
}

const struct route routes_many[] = {
    { HTTP_GET, "/viec/ky", ROUTE_PAGE, .view = "sign_many", .call = "dossier.to_sign",
      .take = "chosen=chon" },
    { HTTP_POST, "/viec/ky", ROUTE_OWN, .handle = post_many },
    { HTTP_POST, "/viec/nhieu", ROUTE_OWN, .handle = post_work },
    { .path = NULL },
};
