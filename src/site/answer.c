/* site/answer.c -- every way a visit ends.  Floor 12. */
#include "site/visit.h"

#include "web/asset.h"
#include "web/http_secure.h"
#include "web/views.h"

#define PAGE_MAX ((size_t)4 << 20)

void
visit_header(struct visit *v, Str name, Str value)
{
    if (v->n_headers == HEADERS_MAX)
        BUG("more than %d headers", HEADERS_MAX);
    v->headers[v->n_headers++] = (struct header){ .name = name, .value = value };
}

void
visit_cookie(struct visit *v, const char *name, Str value, int64_t seconds)
{
    bool secure = str_starts(v->site->options.world->base_url, S("https:"));
    Str  begin = str_format(v->arena, "%s=", name);
    Str  text = str_format(v->arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                           name, STR_ARG(value), (long long)seconds, secure ? "; Secure" : "");

    for (size_t i = 0; i < v->n_headers; i++)
        if (str_eq(v->headers[i].name, S("Set-Cookie")) && str_starts(v->headers[i].value, begin)) {
            v->headers[i].value = text; /* the last word counts */
            return;
        }
    visit_header(v, S("Set-Cookie"), text);
}

void
visit_notice(struct visit *v, const char *code)
{
    visit_cookie(v, "thong-bao", str_of(code), 60);
}

static struct answer
answer_as(struct visit *v, enum secure_kind kind, int status, Str type, Str body)
{
    size_t               n;
    const struct header *safety = secure_headers(kind, &n);
    struct header       *all;
    struct answer        a = { .status = status, .type = type, .body = body };

    visit_quota(v);
    all = arena_array(v->arena, struct header, n + v->n_headers + 1);
    a.headers = all;
    memcpy(all, safety, sizeof *all * n);
    memcpy(all + n, v->headers, sizeof *all * v->n_headers);
    a.header_count = n + v->n_headers;
    return a;
}

static void
send_as(struct visit *v, enum secure_kind kind, int status, Str type, Str body)
{
    struct answer a = answer_as(v, kind, status, type, body);

    exchange_answer(v->x, &a);
}

static void
send(struct visit *v, int status, Str type, Str body)
{
    bool page = str_starts(type, S("text/html"));

    send_as(v, page ? SECURE_PAGE : SECURE_DATA, status, type, body);
}

void
visit_alone(struct visit *v, Str name, Str html)
{
    visit_header(v, S("Content-Disposition"),
                 str_format(v->arena, "inline; filename=\"%.*s\"", STR_ARG(name)));
    visit_header(v, S("Cache-Control"), S("no-cache"));
    send_as(v, SECURE_ALONE, 200, S("text/html; charset=utf-8"), html);
}

void
visit_text(struct visit *v, int status, Str type, Str body)
{
    visit_header(v, S("Cache-Control"), v->step ? S("private, no-cache") : S("no-store"));
    send(v, status, type, body);
}

static void
free_arena(void *of)
{
    arena_free(of);
}

/* What the piece before was made in is free: it is sent. */
static void
next_piece(void *of, struct exchange *x)
{
    struct visit *v = of;

    (void)x;
    arena_reset(v->arena);
    v->more(v);
}

void
visit_stream(struct visit *v, Str type, Str name, visit_fn *more)
{
    struct answer head;

    visit_header(v, S("Content-Disposition"),
                 str_format(v->arena, "attachment; filename=\"%.*s\"", STR_ARG(name)));
    visit_header(v, S("Cache-Control"), S("no-store"));
    head = answer_as(v, SECURE_DATA, 200, type, STR_NONE);
    v->more = more;
    v->arena = arena_new();
    arena_defer(exchange_arena(v->x), free_arena, v->arena);
    exchange_stream(v->x, &head, next_piece, v);
}

void
visit_piece(struct visit *v, Str bytes, enum piece which)
{
    exchange_piece(v->x, bytes, which);
}

void
visit_bytes(struct visit *v, Str type, Str name, Str body)
{
    visit_header(v, S("Content-Disposition"),
                 str_format(v->arena, "inline; filename=\"%.*s\"", STR_ARG(name)));
    visit_text(v, 200, type, body);
}

void
visit_file_ready(struct visit *v)
{
    const struct json *out = v->call.out;
    Str                bytes;

    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (base64_parse(v->arena, json_text(out, "base64"), &bytes) != ERR_OK)
        visit_fail(v, ERR_INTERNAL, err_message(ERR_INTERNAL));
    else
        visit_bytes(v, json_text(out, "type"), json_text(out, "name"), bytes);
}

void
visit_json(struct visit *v, int status, const struct json *value)
{
    visit_text(v, status, S("application/json; charset=utf-8"), json_string(v->arena, value));
}

void
visit_see(struct visit *v, Str address)
{
    visit_header(v, S("Location"), address);
    send(v, 303, STR_NONE, STR_NONE);
}

/* What derives from simulated records says so, in JSON as on a page. */
static void
mark_simulated(struct visit *v, struct json *model)
{
    if (v->site->options.simulated)
        json_put_text(v->arena, model, "simulated_data", S("SỐ LIỆU MÔ PHỎNG"));
}

/* Read at each request, an asset is asked for by its plain name. */
static bool
dev_assets(const struct visit *v)
{
    return v->site->assets.dev_root.n > 0;
}

Str
visit_page(struct visit *v, const char *view, struct json *model)
{
    const struct template *t = template_find(views, str_of(view));
    struct buf             b = BUF_MAX(PAGE_MAX);
    struct render          r = { .out = &b, .lang = v->lang, .asset_context = &v->site->assets,
                                 .asset = dev_assets(v) ? NULL : asset_url };
    Str                    why, body;

    if (t == NULL)
        BUG("there is no view %s", view);
    layout_put(v, model);
    if (v->site->options.dev && !template_conforms(t, model, v->arena, &why))
        BUG("the model of %s: %.*s", view, STR_ARG(why));
    t->run(&r, model);
    if (b.over)
        BUG("the page %s is over %zu bytes", view, PAGE_MAX);
    body = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return body;
}

void
visit_render(struct visit *v, int status, const char *view, struct json *model)
{
    Str body;

    if (v->wants_json) {
        mark_simulated(v, model);
        visit_json(v, status, model);
        return;
    }
    body = visit_page(v, view, model);
    visit_header(v, S("Vary"), S("Accept, Accept-Language, Cookie"));
    visit_text(v, status, S("text/html; charset=utf-8"), body);
}

/* -- failing ------------------------------------------------------------------------------ */

struct json *
visit_fault_list(struct visit *v)
{
    struct json *list = json_array(v->arena);

    for (const struct fault *f = v->call.faults.first; f != NULL; f = f->next) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "field", f->field);
        json_put_text(v->arena, o, "text",
                      words_fill(v->arena, v->lang, f->message, f->value[0], f->value[1]));
    }
    return list;
}

void
visit_put_faults(struct visit *v, struct json *model)
{
    struct json *list = visit_fault_list(v), *o, *items;

    if (list->count == 0)
        return;
    o = json_put_object(v->arena, model, "faults");
    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, "There is {1} place to correct",
                              MSG("There are {1} places to correct"), (int64_t)list->count));
    items = json_put_array(v->arena, o, "items");
    json_each(f, list)
    {
        struct json *item = json_add(items, json_object(v->arena));
        Str          field = json_text(f, "field"), text = json_text(f, "text");

        json_put_text(v->arena, item, "href", str_format(v->arena, "#%.*s", STR_ARG(field)));
        json_put_text(v->arena, item, "text",
                      str_format(v->arena, "%.*s: %.*s", STR_ARG(field), STR_ARG(text)));
    }
}

static const char *
error_flag(const struct visit *v, enum err err)
{
    if (err == ERR_CONFLICT && v->call.repeated)
        return "again";
    switch (err) {
    case ERR_NOT_FOUND: return "missing";
    case ERR_SIGN_IN:
    case ERR_FORBIDDEN: return "forbidden";
    case ERR_CONFLICT:  return "conflict";
    case ERR_BUSY:
    case ERR_TOO_MANY:
    case ERR_STORE:     return "busy";
    case ERR_INTERNAL:
    case ERR_FULL:      return "broken";
    default:            return "invalid";
    }
}

static void
fail_json(struct visit *v, enum err err, const char *why)
{
    struct json *o = json_object(v->arena);

    json_put_text(v->arena, o, "error", str_of(err_name(err)));
    json_put_text(v->arena, o, "message", words(v->lang, why));
    if (v->call.faults.count > 0)
        json_put(o, S("faults"), visit_fault_list(v));
    visit_json(v, err_http(err), o);
}

static void
fail_page(struct visit *v, enum err err, const char *why)
{
    struct json *model = json_object(v->arena);
    int          status = err_http(err);

    json_put_text(v->arena, model, "status", str_format(v->arena, "%d", status));
    json_put_bool(v->arena, model, error_flag(v, err), true);
    if (err == ERR_SIGN_IN)
        json_put_text(v->arena, model, "sign_in_url", S("/dang-nhap"));
    visit_put_faults(v, model);
    json_put_text(v->arena, model, "detail_words", words(v->lang, why));
    visit_render(v, status, "error", model);
}

void
visit_wait(struct visit *v)
{
    Time seconds = (v->call.wait + TIME_SECOND - 1) / TIME_SECOND;

    if (v->call.err == ERR_TOO_MANY && seconds > 0)
        visit_header(v, S("Retry-After"), str_int(v->arena, seconds));
}

void
visit_fail(struct visit *v, enum err err, const char *why)
{
    if (err == ERR_BUSY || err == ERR_STORE)
        visit_header(v, S("Retry-After"), S("3"));
    visit_wait(v);
    visit_challenge(v, err);
    if (v->wants_json || v->by_token) /* a program, whatever it accepts */
        fail_json(v, err, why);
    else if (err == ERR_SIGN_IN && v->request->method == HTTP_GET)
        visit_see(v, str_format(v->arena, "/dang-nhap?ve=%.*s",
                                STR_ARG(percent_encode(v->arena, v->request->path, S("/")))));
    else
        fail_page(v, err, why);
}

void
visit_fail_call(struct visit *v)
{
    visit_fail(v, v->call.err, v->call.why);
}
