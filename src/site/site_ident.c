/* site/site_ident.c -- signing in and out, my account, accounts.  Floor 12.
 *
 * The session's token lives in a cookie that scripts cannot read; a page that
 * a person is sent back to is one of ours, never another site's. */
#include "ident/session.h"
#include "site/visit.h"

/* Where to go after signing in: our own paths only. */
static Str
way_back(const struct visit *v)
{
    Str to = visit_param(v, S("ve"));

    if (to.n > 0 && to.n < 500 && to.p[0] == '/' && !str_starts(to, S("//")) &&
        !str_has(to, S("\\")))
        return to;
    return S("/");
}

static void
put_demo(struct visit *v, struct json *model)
{
    if (v->site->options.simulated)
        json_put_text(v->arena, model, "demo_words",
                      words(v->lang, "A demonstration: accounts and passwords are in the file "
                                     "accounts.txt of its data folder."));
}

static void
sign_in_page(struct visit *v, int status, Str refused, Str locked)
{
    struct json *model = json_object(v->arena), *o, *items, *item;

    json_put_text(v->arena, model, "next", way_back(v));
    if (visit_param(v, S("account")).n > 0)
        json_put_text(v->arena, model, "account", visit_param(v, S("account")));
    if (locked.n > 0)
        json_put_text(v->arena, model, "locked_words", locked);
    if (refused.n > 0) {
        o = json_put_object(v->arena, model, "faults");
        json_put_text(v->arena, o, "title", words(v->lang, "You are not signed in"));
        items = json_put_array(v->arena, o, "items");
        item = json_add(items, json_object(v->arena));
        json_put_text(v->arena, item, "href", S("#account"));
        json_put_text(v->arena, item, "text", refused);
    }
    put_demo(v, model);
    visit_render(v, status, "sign_in", model);
}

static void
get_sign_in(struct visit *v)
{
    sign_in_page(v, 200, STR_NONE, STR_NONE);
}

static void
code_page(struct visit *v, int status, Str ticket, Str refused)
{
    struct json *model = json_object(v->arena), *o, *items, *item;

    json_put_text(v->arena, model, "ticket", ticket);
    json_put_text(v->arena, model, "next", way_back(v));
    if (refused.n > 0) {
        o = json_put_object(v->arena, model, "faults");
        json_put_text(v->arena, o, "title", words(v->lang, "You are not signed in"));
        items = json_put_array(v->arena, o, "items");
        item = json_add(items, json_object(v->arena));
        json_put_text(v->arena, item, "href", S("#totp"));
        json_put_text(v->arena, item, "text", refused);
        json_put_text(v->arena, model, "error", refused);
    }
    visit_render(v, status, "sign_in_code", model);
}

static void
signed_in(struct visit *v)
{
    visit_cookie(v, "phien", json_text(v->call.out, "session"), SESSION_LIFE / TIME_SECOND);
    visit_see(v, way_back(v));
}

static void
opened(struct visit *v)
{
    const struct json *out = v->call.out;

    if (v->call.err == ERR_INVALID)
        sign_in_page(v, 422, words(v->lang, "Write both the account and the password."), STR_NONE);
    else if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (v->wants_json)
        visit_json(v, 200, out);
    else if (json_text(out, "session").n > 0)
        signed_in(v);
    else if (json_bool(out, "needs_totp"))
        code_page(v, 200, json_text(out, "ticket"), STR_NONE);
    else
        sign_in_page(v, 422, json_text(out, "refused"), json_text(out, "locked_words"));
}

static void
post_sign_in(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "session.open", visit_input(v, "account password"), STR_NONE, opened);
}

static void
code_checked(struct visit *v)
{
    const struct json *out = v->call.out;

    if (v->call.err == ERR_INVALID)
        code_page(v, 422, visit_param(v, S("ticket")), words(v->lang, "Write the six digits."));
    else if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (json_text(out, "session").n > 0)
        signed_in(v);
    else if (json_text(out, "locked_words").n > 0)
        sign_in_page(v, 422, json_text(out, "refused"), json_text(out, "locked_words"));
    else
        code_page(v, 422, visit_param(v, S("ticket")), json_text(out, "refused"));
}

static void
post_code(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "session.totp", visit_input(v, "ticket code"), STR_NONE, code_checked);
}

static void
signed_out(struct visit *v)
{
    visit_cookie(v, "phien", S(""), 0);
    visit_notice(v, "ra");
    visit_see(v, S("/"));
}

static void
post_sign_out(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "session.close", json_object(v->arena), STR_NONE, signed_out);
}

const struct route routes_ident[] = {
    { HTTP_GET, "/dang-nhap", ROUTE_OWN, .view = "sign_in", .handle = get_sign_in },
    { HTTP_POST, "/dang-nhap", ROUTE_OWN, .handle = post_sign_in },
    { HTTP_POST, "/dang-nhap/ma", ROUTE_OWN, .view = "sign_in_code", .handle = post_code },
    { HTTP_POST, "/dang-xuat", ROUTE_OWN, .handle = post_sign_out },
    { HTTP_GET, "/toi", ROUTE_PAGE, .view = "me", .call = "me.show", .take = "before=sau" },
    { HTTP_POST, "/toi/mat-khau", ROUTE_ACT, .call = "account.change_password", .take = "old new",
      .go = "/toi" },
    { HTTP_POST, "/toi/ma/huy", ROUTE_ACT, .call = "token.revoke", .take = "token", .go = "/toi" },
    { HTTP_POST, "/toi/phien/huy", ROUTE_ACT, .call = "session.end", .take = "session",
      .go = "/toi" },
    { HTTP_GET, "/tai-khoan", ROUTE_PAGE, .view = "accounts", .call = "account.list",
      .take = "q filter=loc after=sau" },
    { HTTP_GET, "/tai-khoan/{account}", ROUTE_PAGE, .view = "account", .call = "account.show",
      .take = "account" },
    { .path = NULL },
};
