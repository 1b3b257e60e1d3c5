/* site/visit.c -- from an exchange to a visit: who asks, in what language, by
 * which route; and the kinds of route that need no code.  Floor 12. */
#include "site/visit.h"

#include "base/log.h"
#include "ident/client.h"
#include "ident/ident.h"
#include "ident/session.h"
#include "ident/ticket.h"
#include "web/http_secure.h"

#define FORM_MAX  ((uint64_t)256 * 1024)
#define LOCAL_MAX ((uint64_t)24 << 20) /* the command line's: a whole pack, quoted */
#define FILES_MAX ((uint64_t)60 << 20)
#define PIECE_MAX ((uint64_t)1 << 20)
#define FILE_MAX  ((uint64_t)20 << 20)
#define KEYS_LIFE (12 * TIME_HOUR)

/* -- who ----------------------------------------------------------------------------------- */

static enum lang
language(struct visit *v)
{
    Str asked = pairs_get(&v->request->query, S("ngon-ngu"));
    Str kept = request_cookie(v->request, S("ngon-ngu"));

    if (str_eq(asked, S("vi")) || str_eq(asked, S("en"))) {
        visit_cookie(v, "ngon-ngu", asked, 400 * 24 * 3600);
        kept = asked;
    }
    if (kept.n > 0)
        return str_eq(kept, S("en")) ? LANG_EN : LANG_VI;
    return request_language(v->request);
}

struct view
visit_view(struct visit *v)
{
    const struct world *world = v->site->options.world;

    return (struct view){ .arena = v->arena, .db = v->reader, .now = v->now, .wall = v->wall,
                          .lang = v->lang, .who = &v->who, .faults = &v->call.faults,
                          .simulated = v->site->options.simulated, .world = world,
                          .packs = world->packs };
}

/* In use, a session does not end for idleness: a younger cookie now and then. */
static void
keep_session(struct visit *v, struct view *view)
{
    Str younger = ident_session_renew(view, v->session);

    if (younger.n > 0)
        visit_cookie(v, "phien", younger, SESSION_LIFE / TIME_SECOND);
}

static enum err
actor_of_request(struct visit *v, struct view *view)
{
    Str      bearer = request_header(v->request, S("Authorization"));
    enum err err;

    if (str_starts(bearer, S("Bearer "))) {
        v->by_token = true;
        bearer = str_sub(bearer, 7, bearer.n);
        return client_token_is(bearer)
                   ? client_actor_of_token(view, bearer, visit_certificate(v), &v->who)
                   : ident_actor_of_token(view, bearer, &v->who);
    }
    err = ident_actor_of_session(view, v->session, &v->who);
    if (err == ERR_OK)
        keep_session(v, view);
    if (err != ERR_SIGN_IN)
        return err;
    v->session = STR_NONE; /* an old cookie is no reason to refuse a public page */
    v->who = (struct actor){ .account = 0 };
    return ERR_OK;
}

static enum err
find_actor(struct visit *v)
{
    struct view view;
    enum err    err;

    v->session = request_cookie(v->request, S("phien"));
    if (v->session.n == 0 && request_header(v->request, S("Authorization")).n == 0)
        return ERR_OK;
    TRY(db_begin(v->reader));
    view = visit_view(v);
    err = actor_of_request(v, &view);
    db_end(v->reader);
    return err;
}

/* -- forms --------------------------------------------------------------------------------- */

static Str
csrf_text(const struct visit *v)
{
    return str_int(v->arena, v->who.session);
}

Str
visit_csrf(struct visit *v)
{
    return ticket_make(v->arena, v->site->options.world, "csrf", csrf_text(v),
                       v->wall + KEYS_LIFE);
}

static bool
same_origin(const struct visit *v)
{
    Str site = request_header(v->request, S("Sec-Fetch-Site"));
    Str origin = request_header(v->request, S("Origin")), scheme, host;

    if (site.n > 0)
        return str_eq(site, S("same-origin")) || str_eq(site, S("none"));
    if (origin.n == 0)
        return true; /* no browser: a browser's cross-site post carries one of the two */
    str_cut(origin, ':', &scheme, &host);
    return str_eq_nocase(str_sub(host, 2, host.n), v->request->host);
}

static bool
has_csrf(struct visit *v)
{
    Str text;

    return ticket_read(v->arena, v->site->options.world, "csrf",
                       pairs_get(&v->request->form, S("csrf")), v->wall, &text) == ERR_OK &&
           str_eq(text, csrf_text(v));
}

bool
visit_is_ours(struct visit *v)
{
    if (v->by_token || v->request->peer.local)
        return true;
    if (!same_origin(v)) {
        visit_fail(v, ERR_FORBIDDEN,
                   MSG("This form was sent from another site, so it was not accepted."));
        return false;
    }
    if (v->who.account == 0 || has_csrf(v)) /* nothing of anyone's account, or our own form */
        return true;
    visit_fail(v, ERR_FORBIDDEN,
               MSG("This page stood open too long. Go back, reload it and send it again."));
    return false;
}

/* -- calling ------------------------------------------------------------------------------- */

static void
call_done(struct call *call)
{
    struct visit *v = call->context;

    tries_settle(v);
    v->then(v);
}

void
visit_call(struct visit *v, const char *name, struct json *input, Str key, visit_fn *then)
{
    v->call = (struct call){ .arena = v->arena, .who = &v->who, .lang = v->lang,
                             .name = str_of(name), .input = input, .key = key,
                             .occurred = TIME_NONE, .reader = v->reader, .done = call_done,
                             .context = v };
    v->then = then;
    if (!tries_take(v)) {
        then(v);
        return;
    }
    v->reader = NULL; /* lent to this call; the next may begin on another thread, or inside it */
    door_call(v->site->options.door, &v->call);
}

/* Remembered under the command too, so that one page may hold several forms. */
Str
visit_key(struct visit *v, const char *command)
{
    Str key = pairs_get(&v->request->form, S("idempotency_key"));

    if (key.n == 0)
        return STR_NONE;
    return str_format(v->arena, "%s:%.*s", command, STR_ARG(str_sub(key, 0, 80)));
}

static void
page_then(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_render(v, 200, v->route->view, v->call.out);
}

static void
act_then(struct visit *v)
{
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
    } else if (v->wants_json) {
        visit_json(v, 200, v->call.out);
    } else {
        visit_notice(v, "xong");
        visit_see(v, visit_address(v, v->route->go));
    }
}

static void
follow(struct visit *v)
{
    const struct route *r = v->route;

    switch (r->kind) {
    case ROUTE_PAGE:
        visit_call(v, r->call, visit_input(v, r->take), STR_NONE, page_then);
        break;
    case ROUTE_STATIC:
        visit_render(v, 200, r->view, json_object(v->arena));
        break;
    case ROUTE_ACT:
        if (visit_is_ours(v))
            visit_call(v, r->call, visit_input(v, r->take), visit_key(v, r->call), act_then);
        break;
    case ROUTE_FORM:
        visit_form(v);
        break;
    case ROUTE_OWN:
        r->handle(v);
        break;
    }
}

/* -- the toolkit's questions --------------------------------------------------------------- */

/* The loop's own.  Visits between two of its sleeps read one snapshot: to begin and end
 * one costs as much as to find a dossier.  One that cannot be begun is found out by the
 * first that reads. */
static struct db *
reader_of(struct site *site, int loop)
{
    if (site->reader == NULL)
        return NULL;
    if (db_share(site->reader[loop], door_answered(site->options.door)) != ERR_OK)
        log_event(LOG_WARN, "site.no_snapshot", "%s", db_why(site->reader[loop]));
    return site->reader[loop];
}

void
site_handed(void *context, int loop)
{
    struct site *site = context;

    if (site->reader != NULL)
        db_unshare(site->reader[loop]);
}

static struct visit *
begin(struct site *site, struct exchange *x)
{
    struct visit *v = arena_make(exchange_arena(x), struct visit);

    v->site = site;
    v->x = x;
    v->request = exchange_request(x);
    v->arena = exchange_arena(x);
    v->reader = reader_of(site, exchange_loop(x));
    v->now = clock_now(site->options.clock);
    v->wall = clock_now(site->options.wall);
    v->lang = language(v);
    v->wants_json = request_wants_json(v->request);
    v->call.faults.arena = v->arena;
    return v;
}

/* What remains to somebody whose password was made by another. */
static bool
is_open_before_change(const struct visit *v)
{
    static const char *const open[] = { "/doi-mat-khau", "/dang-xuat", "/dang-nhap",
                                        "/dang-nhap/ma", "/healthz",
                                        "/api/command/account.change_password",
                                        "/api/command/session.close" };
    Str                      path = v->request->path;

    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        if (str_eq(path, str_of(open[i])))
            return true;
    return str_starts(path, S("/assets/")) || str_starts(path, S("/log/"));
}

static void
ask_change(struct visit *v)
{
    if (v->request->method == HTTP_GET && !v->wants_json &&
        !str_starts(v->request->path, S("/api/")))
        visit_see(v, str_format(v->arena, "/doi-mat-khau?ve=%.*s",
                                STR_ARG(percent_encode(v->arena, v->request->path, S("/")))));
    else
        visit_fail(v, ERR_FORBIDDEN,
                   MSG("Choose a password of your own before anything else."));
}

/* Who asks, and on to the route: on a thread that may read. */
static void
enter(struct visit *v)
{
    enum err err = find_actor(v);

    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
    else if (v->who.must_change && !is_open_before_change(v))
        ask_change(v);
    else
        follow(v);
}

static void
enter_on_worker(struct work *work, struct db *reader)
{
    struct visit *v = (struct visit *)((char *)work - offsetof(struct visit, work));

    v->reader = reader;
    enter(v);
}

void
site_handle(void *context, struct exchange *x)
{
    struct visit *v = begin(context, x);
    bool          other;

    v->route = route_find(v, &other);
    if (v->route == NULL) {
        visit_fail(v, ERR_NOT_FOUND, other ? MSG("This address does not take that method.")
                                           : err_message(ERR_NOT_FOUND));
        return;
    }
    v->work.run = enter_on_worker;
    if (v->reader != NULL)
        enter(v);
    else if (door_work(v->site->options.door, &v->work) != ERR_OK)
        visit_fail(v, ERR_BUSY, err_message(ERR_BUSY));
}

void
site_admit(void *context, const struct request *head, struct http_admission *out)
{
    struct site        *site = context;
    struct visit        v = { .site = site, .request = head };
    bool                other;
    const struct route *r = route_find(&v, &other);

    *out = (struct http_admission){ .max_body = 0 };
    out->even_busy = str_eq(head->path, S("/healthz")) || str_eq(head->path, S("/metrics"));
    if (r != NULL && r->method == HTTP_PATCH)
        out->max_body = PIECE_MAX;
    if (r == NULL || (r->method != HTTP_POST && r->method != HTTP_PUT))
        return;
    out->max_body = head->peer.local ? LOCAL_MAX : FORM_MAX;
    if (!r->multipart)
        return;
    out->max_body = FILES_MAX;
    out->spool = site->options.spool;
    out->max_file = FILE_MAX;
    out->max_files = 40;
}

bool
site_is_busy(void *context)
{
    struct site *site = context;

    return door_is_busy(site->options.door);
}

static const char *
name_of_status(int status)
{
    for (int err = 0; err < ERR_COUNT; err++)
        if (err_http((enum err)err) == status)
            return err_name((enum err)err);
    return err_name(ERR_MALFORMED);
}

/* What to do about it, where there is something to do. */
static const char *
refusal_words(struct site *site, const struct request *request, struct http_refusal refusal)
{
    struct visit        v = { .site = site, .request = request };
    bool                other;
    const struct route *r = request != NULL ? route_find(&v, &other) : NULL;

    if (refusal.status == 413 && r != NULL && r->too_large != NULL)
        return r->too_large;
    if (refusal.status == 413)
        return MSG("One file may have 20 MB at most, all files of a page together 60 MB. Nothing "
                   "was sent. Go back: what you typed is still there; choose a smaller file or a "
                   "smaller photo.");
    return refusal.why;
}

/* A program gets the JSON that it would get from a handler. */
static void
refuse_program(const struct request *request, int status, const char *why, struct arena *arena,
               struct answer *out)
{
    struct json *o = json_object(arena);

    json_put_text(arena, o, "error", str_of(name_of_status(status)));
    json_put_text(arena, o, "message", words(request_language(request), why));
    out->type = S("application/json; charset=utf-8");
    out->body = json_string(arena, o);
}

/* -- what the toolkit itself refuses --------------------------------------------------------- */

static const char *
refusal_flag(int status)
{
    if (status == 404)
        return "missing";
    if (status == 503)
        return "busy";
    return status >= 500 ? "broken" : "invalid";
}

/* Asked in one line: programs, and those whose request could not be read. */
static void
plain_refusal(const char *why, struct arena *arena, struct answer *out)
{
    Str vi = words(LANG_VI, why);

    out->type = S("text/plain; charset=utf-8");
    out->body = str_format(arena, "%.*s\n%s\n", STR_ARG(vi), why);
}

/* A page like every other, for whoever has no account here: nobody was looked up. */
void
site_page(void *context, const struct request *request, struct http_refusal refusal,
          struct arena *arena, struct answer *out)
{
    struct site  *site = context;
    struct visit *v = arena_make(arena, struct visit);
    struct json  *model = json_object(arena);
    const char   *why = refusal_words(site, request, refusal);

    out->status = refusal.status;
    if (request != NULL &&
        (request_wants_json(request) || str_starts(request->path, S("/api/")))) {
        refuse_program(request, refusal.status, why, arena, out);
        return;
    }
    if (request == NULL || http_type_quality(request_header(request, S("Accept")),
                                             S("text/html")) <= 0) {
        plain_refusal(why, arena, out);
        return;
    }
    *v = (struct visit){ .site = site, .request = request, .arena = arena,
                         .now = clock_now(site->options.clock),
                         .wall = clock_now(site->options.wall) };
    v->lang = language(v);
    json_put_text(arena, model, "status", str_format(arena, "%d", refusal.status));
    json_put_bool(arena, model, refusal_flag(refusal.status), true);
    json_put_text(arena, model, "detail_words", words(v->lang, why));
    out->type = S("text/html; charset=utf-8");
    out->body = visit_page(v, "error", model);
    answer_secure(arena, out, SECURE_PAGE);
}

enum err
site_open(const struct site_options *options, struct site **out, char why[256])
{
    struct site *site = mem_alloc(sizeof *site);

    site->options = *options;
    site->assets = (struct assets){ .at = asset_table, .count = asset_table_count,
                                    .dev_root = options->dev_assets };
    tries_open(site);
    if (door_reads_at_once(options->door))
        site->reader = mem_alloc(sizeof(struct db *) * (size_t)options->loops);
    for (int i = 0; site->reader != NULL && i < options->loops; i++) {
        enum err err = door_reader(options->door, &site->reader[i], why);

        if (err != ERR_OK) {
            site_close(site);
            return err;
        }
    }
    *out = site;
    return ERR_OK;
}

void
site_close(struct site *site)
{
    for (int i = 0; site->reader != NULL && i < site->options.loops; i++)
        db_close(site->reader[i]);
    mem_free(site->reader);
    tries_close(site);
    mem_free(site);
}
