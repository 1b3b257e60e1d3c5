/* site/layout.c -- what every page has: language, menu, who is signed in, the
 * notice of the last act, the keys of its forms.  Floor 12. */
#include "site/visit.h"

/* The menu: a link stands for those who may open it. */
static const struct {
    const char *href, *label, *right;
    bool        citizens_only;
} links[] = {
    { "/viec", MSG("My work"), "dossier.read", false },
    { "/quay", MSG("My counter"), "dossier.receive", false },
    { "/tim", MSG("Find a dossier"), "dossier.read", false },
    { "/hom-nay", MSG("Today"), "measure.lead", false },
    { "/thong-ke", MSG("Statistics"), "measure.read", false },
    { "/toan-ven", MSG("Integrity check"), "journal.inspect", false },
    { "/nhat-ky/tim", MSG("Search in the log"), "journal.search", false },
    { "/tai-khoan", MSG("Accounts"), "admin.accounts", false },
    { "/ra-soat-quyen", MSG("Access review"), "access.review", false },
    { "/he-thong", MSG("Connected systems"), "admin.clients", false },
    { "/du-lieu/moi", MSG("Declare a registry"), "registry.declare", false },
    { "/ho-so", MSG("My dossiers"), "signed-in", true },
    { "/hen", MSG("My appointments"), "signed-in", true },
    { "/hop-thu", MSG("Inbox"), "signed-in", true },
    { "/thu-tuc", MSG("Procedures"), "anyone", false },
    { "/tra-cuu", MSG("Track a dossier"), "anyone", true },
    { "/so-lieu", MSG("Figures"), "anyone", false },
    { "/du-lieu", MSG("Open data"), "anyone", false },
    { "/kiem-tra", MSG("Check a receipt"), "anyone", false },
};

static void
put_menu(struct visit *v, struct json *model)
{
    struct json *nav = json_put_array(v->arena, model, "nav");
    bool         officer = v->who.unit != 0; /* in a position, not for themselves */

    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        Str          href = str_of(links[i].href);
        struct json *o;

        if (!actor_may(&v->who, str_of(links[i].right)) || (officer && links[i].citizens_only))
            continue;
        o = json_add(nav, json_object(v->arena));
        json_put_text(v->arena, o, "href", href);
        json_put_text(v->arena, o, "label", words(v->lang, links[i].label));
        if (str_eq(v->request->path, href))
            json_put_bool(v->arena, o, "current", true);
    }
}

/* Notices are named, not carried: nobody can make us say something else. */
static const struct {
    const char *code, *text;
} notices[] = {
    { "xong", MSG("Done.") },
    { "bo-sung", MSG("Sent. The clock goes on.") },
    { "rut", MSG("The dossier has been withdrawn.") },
    { "ra", MSG("You are signed out.") },
    { "ghi-chu", MSG("The note is kept.") },
    { "bo-nhap", MSG("The draft is dropped.") },
};

static void
put_notice(struct visit *v, struct json *model)
{
    Str          code = request_cookie(v->request, S("thong-bao"));
    struct json *o;

    if (code.n == 0)
        return;
    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++)
        if (str_eq(code, str_of(notices[i].code))) {
            o = json_put_object(v->arena, model, "notice");
            json_put_text(v->arena, o, "kind", S("done"));
            json_put_text(v->arena, o, "text", words(v->lang, notices[i].text));
        }
    visit_cookie(v, "thong-bao", S(""), 0);
}

/* The same address in the other language. */
static Str
other_language(struct visit *v)
{
    struct buf b = BUF_MAX(4096);
    Str        s;

    buf_byte(&b, '?');
    for (size_t i = 0; i < v->request->query.count; i++) {
        struct pair *p = &v->request->query.at[i];

        if (str_eq(p->name, S("ngon-ngu")))
            continue;
        buf_add(&b, percent_encode(v->arena, p->name, S("")));
        buf_byte(&b, '=');
        buf_add(&b, percent_encode(v->arena, p->value, S("")));
        buf_byte(&b, '&');
    }
    buf_add(&b, v->lang == LANG_VI ? S("ngon-ngu=en") : S("ngon-ngu=vi"));
    s = b.over ? S("?ngon-ngu=vi") : str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static void
put_person(struct visit *v, struct json *model)
{
    struct json *o;

    if (v->who.account == 0)
        return;
    o = json_put_object(v->arena, model, "signed_in");
    json_put_text(v->arena, o, "name", v->who.name);
    if (v->who.position.n > 0)
        json_put_text(v->arena, o, "position", v->who.position);
}

/* In whose place one acts, on every page; or that this is over. */
static void
put_standin(struct visit *v, struct json *model)
{
    const struct actor *who = &v->who;
    bool                signs = actor_may(who, S("dossier.approve")) && !who->no_signing;
    const char         *text = who->stood_down ? MSG("You stand for {1} no more. You act in your "
                                                     "own position again.")
                               : signs ? MSG("You act in place of {1}.")
                                       : MSG("You act in place of {1}, and do not sign results.");
    struct json        *o;

    if (who->stands_for == 0 && !who->stood_down)
        return;
    o = json_put_object(v->arena, model, "standin");
    json_put_text(v->arena, o, "text",
                  words_fill(v->arena, v->lang, text, who->absent, STR_NONE));
    if (who->stood_down)
        json_put_bool(v->arena, o, "over", true);
}

/* A form's key.  The pages of one form hand on the first one's: whoever goes Back after
 * filing and sends again is answered with the dossier that there is. */
static Str
form_key(struct visit *v)
{
    Str           posted = pairs_get(&v->request->form, S("idempotency_key"));
    unsigned char made[18];

    if (v->step && posted.n > 0)
        return posted;
    random_bytes(made, sizeof made);
    return base64url_text(v->arena, (Str){ (const char *)made, sizeof made });
}

void
layout_put(struct visit *v, struct json *model)
{
    json_put_text(v->arena, model, "lang", v->lang == LANG_VI ? S("vi") : S("en"));
    json_put_text(v->arena, model, "other_lang", v->lang == LANG_VI ? S("en") : S("vi"));
    json_put_text(v->arena, model, "other_lang_url", other_language(v));
    json_put_text(v->arena, model, "province", v->site->options.province);
    if (v->site->options.simulated)
        json_put_bool(v->arena, model, "simulated", true);
    json_put_time(v->arena, model, "now", v->now);
    json_put_text(v->arena, model, "now_words", when_moment(v->arena, v->lang, v->now));
    put_person(v, model);
    put_standin(v, model);
    put_menu(v, model);
    put_notice(v, model);
    json_put_text(v->arena, model, "csrf", visit_csrf(v));
    json_put_text(v->arena, model, "idempotency_key", form_key(v));
}
