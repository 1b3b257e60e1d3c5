/* site/site_sign.c -- a leader's signatures, many at once.  Floor 12.
 *
 *   page with boxes ─ post ─ dossier.sign_many ─ the page again: what was signed, what was
 *                                                not and why, and what is left */
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
put_outcome(struct visit *v, const struct json *answer, struct json *model)
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
    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, "{1} result is signed",
                              MSG("{1} results are signed"), n));
}

static void
drawn(struct visit *v)
{
    const struct json *answer = v->own;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (answer != NULL)
        put_outcome(v, answer, v->call.out);
    else {
        struct json *f = json_put_object(v->arena, v->call.out, "faults");

        json_put_text(v->arena, f, "title", words(v->lang, MSG("Nothing was ticked.")));
        json_put_array(v->arena, f, "items");
    }
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

const struct route routes_sign[] = {
    { HTTP_GET, "/viec/ky", ROUTE_PAGE, .view = "sign_many", .call = "dossier.to_sign",
      .take = "chosen=chon" },
    { HTTP_POST, "/viec/ky", ROUTE_OWN, .handle = post_many },
    { .path = NULL },
};
