/* site/site_load.c -- pages on which a file is loaded into a registry.  Floor 12.
 *
 *   file sent ─ looked at: which column is which field ─ begun ─ watched ─ published
 *                        └─ or rehearsed first: counted, then confirmed or taken back
 *
 * A file that was sent waits in the province's folder under its hash (registry/load.h), so the
 * pages pass only the hash on, and nothing is sent twice. */
#include <unistd.h>

#include "registry/load.h"
#include "site/visit.h"
#include "web/http_upload.h"
#include "web/partial.h"

#define GIVEN_MAX   ((size_t)64 << 20) /* a piece: lines of some 64 kB, or one long one */
#define COLUMNS_MAX 1000
#define SENT_AHEAD  S("tus:") /* as upload.js names the file of a field called "file" */

/* -- sent --------------------------------------------------------------------------------- */

struct receiving {
    struct visit        *visit;
    const struct upload *upload; /* NULL: it came in pieces */
    struct work          work;
};

static void
see_look(struct visit *v, const Hash *hash, Str name)
{
    struct buf b = BUF_MAX(8192);

    buf_add(&b, visit_address(v, "/du-lieu/{registry}/nap/xem"));
    buf_format(&b, "?file=%.*s&name=", STR_ARG(hex_text(v->arena, hash_bytes(hash))));
    buf_escaped(&b, name);
    if (visit_param(v, S("sample")).n > 0)
        buf_add(&b, S("&sample=true"));
    visit_see(v, str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
}

/* The page again. */
static void
sent_nothing(struct visit *v, const char *why)
{
    struct json *faults = json_put_object(v->arena, v->call.out, "faults");

    json_put_text(v->arena, faults, "title", words(v->lang, why));
    json_put_array(v->arena, faults, "items");
    visit_render(v, 422, "registry_loads", v->call.out);
}

/* One that came in pieces (site_tus.c), or again after Back.  ERR_NOT_FOUND: not, or not whole. */
static enum err
receive_partial(struct visit *v, Hash *out, Str *out_name)
{
    Str            spool = v->site->options.spool;
    struct partial p = { .length = 0 };
    int            held = -1;
    enum err       err = partial_hold(v->arena, spool, visit_param(v, SENT_AHEAD), &p, &held);

    if (err == ERR_OK && p.offset < p.length)
        err = ERR_NOT_FOUND;
    if (err == ERR_OK && p.kept) {
        *out = p.hash;
    } else if (err == ERR_OK) {
        err = load_receive(v->site->options.world->folder, str_c(v->arena, p.path), out);
        if (err == ERR_OK)
            err = partial_keep(v->arena, spool, &p, out);
        if (err == ERR_OK)
            unlink(str_c(v->arena, p.path));
    }
    if (held >= 0)
        close(held);
    *out_name = p.name;
    return err;
}

static void
receive_on_worker(struct work *work, struct db *reader)
{
    struct receiving *r = (struct receiving *)((char *)work - offsetof(struct receiving, work));
    struct visit     *v = r->visit;
    Str               name = r->upload != NULL ? r->upload->filename : S("");
    Hash              hash;
    enum err          err = r->upload == NULL
                                ? receive_partial(v, &hash, &name)
                                : load_receive(v->site->options.world->folder,
                                               str_c(v->arena, r->upload->path), &hash);

    (void)reader;
    if (err == ERR_OK)
        see_look(v, &hash, name);
    else if (err == ERR_NOT_FOUND && r->upload == NULL)
        sent_nothing(v, MSG("The file did not come whole. Choose it again."));
    else
        visit_fail(v, err, err_message(err));
}

/* The right is asked first: nobody else's file is kept. */
static void
may_send(struct visit *v)
{
    const struct upload *u = v->request->uploads;
    struct receiving    *r = arena_make(v->arena, struct receiving);

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    while (u != NULL && (u->size == 0 || !str_eq(u->field, S("file"))))
        u = u->next;
    if (u == NULL && visit_param(v, SENT_AHEAD).n == 0) {
        sent_nothing(v, MSG("No file was sent"));
        return;
    }
    *r = (struct receiving){ .visit = v, .upload = u, .work.run = receive_on_worker };
    v->reader = NULL;
    if (door_work(v->site->options.door, &r->work) != ERR_OK)
        visit_fail(v, ERR_BUSY, err_message(ERR_BUSY));
}

static void
post_file(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "registry.loads", visit_input(v, "registry"), STR_NONE, may_send);
}

/* -- begun ----------------------------------------------------------------------------------- */

/* heading-N and field-N, as the page of columns has them. */
static struct json *
posted_mapping(struct visit *v)
{
    struct json *mapping = json_object(v->arena);

    for (int i = 0; i < COLUMNS_MAX; i++) {
        Str heading = visit_param(v, str_format(v->arena, "heading-%d", i));
        Str field = visit_param(v, str_format(v->arena, "field-%d", i));

        if (heading.n > 0 && json_get_str(mapping, heading) == NULL)
            json_put(mapping, heading, json_new_text(v->arena, field.n > 0 ? field : S("")));
    }
    return mapping;
}

static struct json *
load_input(struct visit *v)
{
    struct json *input = visit_input(v, "registry file name encoding decimal sheet sample");

    json_put(input, S("mapping"), posted_mapping(v));
    return input;
}

static void
looked_again(struct visit *v)
{
    const struct json *refused = v->own;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (refused != NULL)
        json_put(v->call.out, S("faults"), json_copy(v->arena, refused));
    visit_render(v, refused != NULL ? 422 : 200, "registry_load_look", v->call.out);
}

static void
begun(struct visit *v)
{
    struct json *model;

    if (v->wants_json && v->call.err == ERR_OK) {
        visit_json(v, 200, v->call.out);
        return;
    }
    if (v->call.err == ERR_OK) {
        visit_see(v, visit_address(v, "/du-lieu/{registry}/nap/{load}"));
        return;
    }
    if (v->wants_json || v->call.err != ERR_INVALID) {
        visit_fail_call(v);
        return;
    }
    model = json_object(v->arena);
    visit_put_faults(v, model);
    v->own = (void *)(uintptr_t)json_get(model, "faults");
    visit_call(v, "registry.load_look", load_input(v), STR_NONE, looked_again);
}

static void
post_begin(struct visit *v)
{
    struct json *input;
    Str          go = visit_param(v, S("go"));

    if (!visit_is_ours(v))
        return;
    input = load_input(v);
    if (str_eq(go, S("look"))) {
        visit_call(v, "registry.load_look", input, STR_NONE, looked_again);
        return;
    }
    json_put_bool(v->arena, input, "dry", str_eq(go, S("rehearse")));
    visit_call(v, "registry.load", input, visit_key(v, "registry.load"), begun);
}

/* -- what was refused ------------------------------------------------------------------------- */

struct giving {
    struct rejected *rejected;
    struct buf       piece;
};

static void
close_given(void *what)
{
    buf_free(&((struct giving *)what)->piece);
}

static enum err
take_bytes(void *of, Str bytes)
{
    struct giving *g = of;

    buf_add(&g->piece, bytes);
    return g->piece.over ? ERR_TOO_LARGE : ERR_OK;
}

static void
give_piece(struct visit *v)
{
    struct giving *g = v->own;
    bool           more;
    enum err       err = rejected_more(g->rejected, &more);
    Str            bytes = str_copy(v->arena, buf_str(&g->piece));

    buf_clear(&g->piece);
    visit_piece(v, bytes, err != ERR_OK ? PIECE_BROKEN : more ? PIECE_MORE : PIECE_LAST);
}

/* registry.load_rejected was allowed, and where personal data are in it, recorded. */
static void
give_rejected(struct visit *v)
{
    struct giving *g;
    enum err       err;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    g = arena_make(v->arena, struct giving);
    g->piece = BUF_MAX(GIVEN_MAX);
    arena_defer(v->arena, close_given, g);
    err = rejected_open(v->arena, v->site->options.world->folder, v->lang, v->call.out, take_bytes,
                        g, &g->rejected);
    if (err != ERR_OK) {
        visit_fail(v, err, err_message(err));
        return;
    }
    v->own = g;
    visit_stream(v, S("text/csv; charset=utf-8"), S("bi-tu-choi.csv"), give_piece);
}

static void
get_rejected(struct visit *v)
{
    visit_call(v, "registry.load_rejected", visit_input(v, "registry load"), STR_NONE,
               give_rejected);
}

const struct route routes_load[] = {
    { HTTP_GET, "/du-lieu/{registry}/nap", ROUTE_PAGE, .view = "registry_loads",
      .call = "registry.loads", .take = "registry" },
    { HTTP_POST, "/du-lieu/{registry}/nap", ROUTE_OWN, .handle = post_file, .multipart = true,
      .too_large = MSG("A file above 20 MB is sent in pieces, which takes JavaScript in the "
                       "browser; above 1 GB with the command tinhso import, or let the province "
                       "pull it. Nothing was sent. Go back and choose the file again.") },
    { HTTP_GET, "/du-lieu/{registry}/nap/xem", ROUTE_PAGE, .view = "registry_load_look",
      .call = "registry.load_look", .take = "registry file name encoding decimal sheet sample" },
    { HTTP_POST, "/du-lieu/{registry}/nap/xem", ROUTE_OWN, .handle = post_begin },
    { HTTP_GET, "/du-lieu/{registry}/nap/{load}", ROUTE_PAGE, .view = "registry_load",
      .call = "registry.load_one", .take = "registry load" },
    { HTTP_POST, "/du-lieu/{registry}/nap/{load}/ghi", ROUTE_ACT, .call = "registry.load_go",
      .take = "registry load", .go = "/du-lieu/{registry}/nap/{load}" },
    { HTTP_POST, "/du-lieu/{registry}/nap/{load}/huy", ROUTE_ACT, .call = "registry.load_cancel",
      .take = "registry load", .go = "/du-lieu/{registry}/nap/{load}" },
    { HTTP_GET, "/du-lieu/{registry}/nap/{load}/bi-tu-choi.csv", ROUTE_OWN,
      .handle = get_rejected },
    { .path = NULL },
};
