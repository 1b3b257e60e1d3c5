/* site/site_ident.c -- signing in and out, my account, accounts.  Floor 12.
 *
 * The session's token lives in a cookie that scripts cannot read; a page that
 * a person is sent back to is one of ours, never another site's. */
#include "ident/session.h"
#include "site/visit.h"

#define KNOWN_LIFE ((int64_t)400 * 24 * 3600) /* seconds; as ident/sign_in.c has it */

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

/* In, and where the way leads: to a password of one's own first, if need be. */
static void
signed_in(struct visit *v)
{
    const struct json *out = v->call.out;
    Str                back = way_back(v);

    visit_cookie(v, "phien", json_text(out, "session"), SESSION_LIFE / TIME_SECOND);
    visit_cookie(v, "thiet-bi", json_text(out, "known"), KNOWN_LIFE);
    if (json_bool(out, "change_password"))
        back = str_format(v->arena, "/doi-mat-khau?ve=%.*s",
                          STR_ARG(percent_encode(v->arena, back, S("/"))));
    visit_see(v, back);
}

/* What the steps take, and what tells this device from others. */
static struct json *
step_input(struct visit *v, const char *take)
{
    struct json *input = visit_input(v, take);
    Str          known = request_cookie(v->request, S("thiet-bi"));

    if (known.n > 0)
        json_put_text(v->arena, input, "known", known);
    return input;
}

/* Too fast, from here or for this account: the page says how long. */
static void
too_many(struct visit *v)
{
    if (v->wants_json) {
        visit_fail_call(v);
        return;
    }
    visit_wait(v);
    sign_in_page(v, err_http(ERR_TOO_MANY), STR_NONE, words(v->lang, v->call.why));
}

static void
opened(struct visit *v)
{
    const struct json *out = v->call.out;

    if (v->call.err == ERR_INVALID)
        sign_in_page(v, 422, words(v->lang, "Write both the account and the password."), STR_NONE);
    else if (v->call.err == ERR_TOO_MANY)
        too_many(v);
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
        visit_call(v, "session.open", step_input(v, "account password"), STR_NONE, opened);
}

static void
code_checked(struct visit *v)
{
    const struct json *out = v->call.out;

    if (v->call.err == ERR_INVALID)
        code_page(v, 422, visit_param(v, S("ticket")), words(v->lang, "Write the six digits."));
    else if (v->call.err == ERR_TOO_MANY)
        too_many(v);
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
        visit_call(v, "session.totp", step_input(v, "ticket code"), STR_NONE, code_checked);
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

/* -- a password of one's own, before anything else ------------------------------------------- */

static void
draw_change(struct visit *v)
{
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    json_put_text(v->arena, v->call.out, "next", way_back(v));
    visit_render(v, 200, "new_password", v->call.out);
}

static void
get_change(struct visit *v)
{
    visit_call(v, "me.password_form", json_object(v->arena), STR_NONE, draw_change);
}

static void
post_change(struct visit *v)
{
    v->own_go = way_back(v);
    visit_form(v);
}

/* -- the forms of a page ----------------------------------------------------------------- */

static const struct form change_form = {
    .view = "new_password", .query = "me.password_form", .fields = "password_fields",
    .twice = true,
};
static const struct form password_form = {
    .view = "me", .query = "me.show", .fields = "password_fields", .twice = true,
};
static const struct form token_form = {
    .view = "me", .query = "me.show", .fields = "token_fields", .shows = "new_token",
    .done_view = "me", .done_query = "me.show",
};
static const struct form totp_form = {
    .view = "me", .query = "me.show", .fields = "totp_fields", .shows = "fresh",
    .done_view = "me", .done_query = "me.show",
};
static const struct form contact_form = { .view = "me", .query = "me.show",
                                          .fields = "contact_fields" };
static const struct form new_account_form = {
    .view = "account_new", .query = "account.form", .fields = "fields", .days = "born",
    .shows = "fresh", .done_view = "account", .done_query = "account.show",
    .done_take = "account",
};
static const struct form position_form = {
    .view = "account", .query = "account.show", .query_take = "account", .fields = "fields",
    .days = "from",
};
static const struct form account_form = {
    .view = "account", .query = "account.show", .query_take = "account", .fields = "fields",
    .shows = "fresh", .done_view = "account", .done_query = "account.show",
    .done_take = "account",
};

static const struct form delegation_form = {
    .view = "delegations", .query = "delegation.mine", .fields = "fields", .days = "from until",
};

const struct route routes_ident[] = {
    { HTTP_GET, "/dang-nhap", ROUTE_OWN, .view = "sign_in", .handle = get_sign_in },
    { HTTP_POST, "/dang-nhap", ROUTE_OWN, .handle = post_sign_in },
    { HTTP_POST, "/dang-nhap/ma", ROUTE_OWN, .view = "sign_in_code", .handle = post_code },
    { HTTP_POST, "/dang-xuat", ROUTE_OWN, .handle = post_sign_out },
    { HTTP_GET, "/doi-mat-khau", ROUTE_OWN, .view = "new_password", .call = "me.password_form",
      .handle = get_change },
    { HTTP_POST, "/doi-mat-khau", ROUTE_OWN, .call = "account.change_password", .take = "old new",
      .form = &change_form, .handle = post_change },
    { HTTP_GET, "/toi", ROUTE_PAGE, .view = "me", .call = "me.show", .take = "before=sau" },
    { HTTP_POST, "/toi/vi-tri", ROUTE_ACT, .call = "position.use", .take = "position",
      .go = "/toi" },
    { HTTP_GET, "/uy-quyen", ROUTE_PAGE, .view = "delegations", .call = "delegation.mine",
      .take = "last=ngay before=sau" },
    { HTTP_POST, "/uy-quyen", ROUTE_FORM, .call = "delegation.make",
      .take = "position delegate may_sign reason", .go = "/uy-quyen", .form = &delegation_form },
    { HTTP_GET, "/uy-quyen/{delegation}", ROUTE_PAGE, .view = "delegation",
      .call = "delegation.show", .take = "delegation before=sau" },
    { HTTP_POST, "/uy-quyen/{delegation}/ket-thuc", ROUTE_ACT, .call = "delegation.end",
      .take = "delegation", .go = "/uy-quyen" },
    { HTTP_POST, "/toi/mat-khau", ROUTE_FORM, .call = "account.change_password",
      .take = "old new", .go = "/toi", .form = &password_form },
    { HTTP_POST, "/toi/lien-he", ROUTE_FORM, .call = "person.change_contact",
      .take = "phone email address", .go = "/toi", .form = &contact_form },
    { HTTP_POST, "/toi/ma-xac-thuc", ROUTE_FORM, .call = "account.set_totp",
      .take = "password", .go = "/toi", .form = &totp_form },
    { HTTP_POST, "/toi/ma", ROUTE_FORM, .call = "token.create", .take = "name days",
      .go = "/toi", .form = &token_form },
    { HTTP_POST, "/toi/ma/huy", ROUTE_ACT, .call = "token.revoke", .take = "token", .go = "/toi" },
    { HTTP_POST, "/toi/phien/huy", ROUTE_ACT, .call = "session.end", .take = "session",
      .go = "/toi" },
    { HTTP_GET, "/tai-khoan", ROUTE_PAGE, .view = "accounts", .call = "account.list",
      .take = "q filter=loc after=sau" },
    { HTTP_GET, "/tai-khoan/moi", ROUTE_PAGE, .view = "account_new", .call = "account.form" },
    { HTTP_POST, "/tai-khoan/moi", ROUTE_FORM, .call = "account.create",
      .take = "account name personal_number phone email unit second_factor",
      .go = "/tai-khoan/{account}", .form = &new_account_form },
    { HTTP_GET, "/tai-khoan/{account}", ROUTE_PAGE, .view = "account", .call = "account.show",
      .take = "account" },
    { HTTP_POST, "/tai-khoan/{account}/vi-tri", ROUTE_FORM, .call = "position.give",
      .take = "account unit role", .go = "/tai-khoan/{account}", .form = &position_form },
    { HTTP_POST, "/tai-khoan/{account}/vi-tri/thoi", ROUTE_FORM, .call = "position.end",
      .take = "position", .go = "/tai-khoan/{account}", .form = &account_form },
    { HTTP_POST, "/tai-khoan/{account}/khoa", ROUTE_FORM, .call = "account.lock",
      .take = "account", .go = "/tai-khoan/{account}", .form = &account_form },
    { HTTP_POST, "/tai-khoan/{account}/mo", ROUTE_FORM, .call = "account.unlock",
      .take = "account", .go = "/tai-khoan/{account}", .form = &account_form },
    { HTTP_POST, "/tai-khoan/{account}/dat-lai", ROUTE_FORM, .call = "account.reset_password",
      .take = "account", .go = "/tai-khoan/{account}", .form = &account_form },
    { .path = NULL },
};
