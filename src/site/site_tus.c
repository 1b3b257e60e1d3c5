/* site/site_tus.c -- a file sent in pieces that a broken network does not undo: tus 1.0.0
 * (https://tus.io/protocols/resumable-upload), with creation, expiration and termination.
 * Floor 12.
 *
 *   POST /api/tus ─▶ 201 Location: /api/tus/ID
 *   PATCH /api/tus/ID  (bytes from Upload-Offset) ─▶ 204 Upload-Offset
 *   HEAD /api/tus/ID ─▶ 200 Upload-Offset      after a broken line: where to go on
 *
 * A form then posts `tus:COMPONENT` = ID in place of the file itself, and the file is judged
 * as if it had come with the form (filing.c, site_load.c).  Every answer needs the header
 * Tus-Resumable, which no other site's page can send here. */
#include "base/hash.h"
#include "base/scan.h"
#include "base/text.h"
#include "dossier/upload.h"
#include "registry/load.h"
#include "site/visit.h"
#include "web/partial.h"

#define VERSION  S("1.0.0")
#define NAME_MAX_BYTES 255

static void
put_headers(struct visit *v, const struct partial *p)
{
    visit_header(v, S("Tus-Resumable"), VERSION);
    visit_header(v, S("Cache-Control"), S("no-store"));
    if (p == NULL)
        return;
    visit_header(v, S("Upload-Offset"), str_int(v->arena, p->offset));
    visit_header(v, S("Upload-Length"), str_int(v->arena, p->length));
}

static void
answer(struct visit *v, int status)
{
    exchange_answer(v->x, &(struct answer){ .status = status, .headers = v->headers,
                                            .header_count = v->n_headers });
}

static void
refuse(struct visit *v, enum err err, const char *why)
{
    v->wants_json = true;
    visit_header(v, S("Tus-Resumable"), VERSION);
    visit_fail(v, err, why);
}

static bool
speaks_tus(struct visit *v)
{
    if (str_eq(request_header(v->request, S("Tus-Resumable")), VERSION))
        return true;
    visit_header(v, S("Tus-Version"), VERSION);
    answer(v, 412);
    return false;
}

static bool
header_number(const struct visit *v, Str name, int64_t *out)
{
    return scan_int(request_header(v->request, name), 0, INT64_MAX, out) == ERR_OK;
}

/* Files of whoever may load them into a registry are larger than papers of a dossier. */
static int64_t
size_max(const struct visit *v)
{
    return actor_may(&v->who, S("registry.load")) ? LOAD_SENT_MAX : UPLOAD_SIZE_MAX;
}

static void
options(struct visit *v)
{
    put_headers(v, NULL);
    visit_header(v, S("Tus-Version"), VERSION);
    visit_header(v, S("Tus-Max-Size"), str_int(v->arena, size_max(v)));
    visit_header(v, S("Tus-Extension"), S("creation,expiration,termination"));
    answer(v, 204);
}

/* Each touches the disk, so each is a worker's. */
static void
on_worker(struct visit *v, void (*run)(struct work *, struct db *))
{
    enum err err;

    if (!speaks_tus(v))
        return;
    v->reader = NULL;
    v->work.run = run;
    err = door_work(v->site->options.door, &v->work);
    if (err != ERR_OK)
        refuse(v, err, err_message(err));
}

static struct visit *
visit_of(struct work *work)
{
    return (struct visit *)((char *)work - offsetof(struct visit, work));
}

/* -- creation ---------------------------------------------------------------------------------- */

/* "filename d29ybGQ=,type …" */
static Str
metadata_name(struct visit *v)
{
    Str rest = request_header(v->request, S("Upload-Metadata")), one, key, value, name;

    while (rest.n > 0) {
        str_cut(rest, ',', &one, &rest);
        if (str_cut(str_trim(one), ' ', &key, &value) && str_eq(key, S("filename")) &&
            base64_parse(v->arena, str_trim(value), &name) == ERR_OK &&
            text_clean(v->arena, name, &name) == ERR_OK)
            return text_start(name, NAME_MAX_BYTES);
    }
    return S("");
}

static void
create_work(struct work *work, struct db *reader)
{
    struct visit  *v = visit_of(work);
    struct partial p;
    int64_t        length;
    enum err       err;

    (void)reader;
    if (!header_number(v, S("Upload-Length"), &length) || length == 0) {
        refuse(v, ERR_MALFORMED, MSG("Upload-Length is missing."));
        return;
    }
    if (length > size_max(v)) {
        refuse(v, ERR_TOO_LARGE, size_max(v) == UPLOAD_SIZE_MAX
                                     ? MSG("One file may have 20 MB at most.")
                                     : MSG("One file may have 1 GB at most."));
        return;
    }
    partial_sweep(v->site->options.spool, v->wall - PARTIAL_LIFE);
    err = partial_begin(v->arena, v->site->options.spool, length, metadata_name(v), &p);
    if (err != ERR_OK) {
        refuse(v, err, err_message(err));
        return;
    }
    put_headers(v, &p);
    visit_header(v, S("Location"), str_join(v->arena, S("/api/tus/"), p.id, STR_NONE));
    answer(v, 201);
}

static void
create(struct visit *v)
{
    on_worker(v, create_work);
}

/* -- pieces ------------------------------------------------------------------------------------ */

static bool
find(struct visit *v, struct partial *p)
{
    enum err err = partial_find(v->arena, v->site->options.spool, visit_param(v, S("id")), p);

    if (err != ERR_OK)
        refuse(v, err, MSG("This file is not being sent, or nothing came of it for a day. Send "
                           "it again."));
    return err == ERR_OK;
}

static void
head_work(struct work *work, struct db *reader)
{
    struct visit  *v = visit_of(work);
    struct partial p;

    (void)reader;
    if (!find(v, &p))
        return;
    put_headers(v, &p);
    answer(v, 200);
}

static void
head(struct visit *v)
{
    on_worker(v, head_work);
}

static void
patch_work(struct work *work, struct db *reader)
{
    struct visit  *v = visit_of(work);
    struct partial p;
    int64_t        at;
    enum err       err;

    (void)reader;
    if (!find(v, &p))
        return;
    if (!header_number(v, S("Upload-Offset"), &at) ||
        !str_eq(v->request->media, S("application/offset+octet-stream"))) {
        refuse(v, ERR_MALFORMED, MSG("A piece is application/offset+octet-stream and says its "
                                     "Upload-Offset."));
        return;
    }
    err = p.kept || at != p.offset ? ERR_CONFLICT : partial_add(&p, at, v->request->body);
    if (err != ERR_OK) {
        refuse(v, err, err_message(err));
        return;
    }
    put_headers(v, &p);
    answer(v, 204);
}

static void
patch(struct visit *v)
{
    on_worker(v, patch_work);
}

static void
delete_work(struct work *work, struct db *reader)
{
    struct visit  *v = visit_of(work);
    struct partial p;

    (void)reader;
    if (!find(v, &p))
        return;
    partial_drop(v->arena, v->site->options.spool, p.id);
    put_headers(v, NULL);
    answer(v, 204);
}

static void
delete(struct visit *v)
{
    on_worker(v, delete_work);
}

const struct route routes_tus[] = {
    { HTTP_OPTIONS, "/api/tus", ROUTE_OWN, .handle = options },
    { HTTP_POST, "/api/tus", ROUTE_OWN, .handle = create },
    { HTTP_GET, "/api/tus/{id}", ROUTE_OWN, .handle = head },
    { HTTP_PATCH, "/api/tus/{id}", ROUTE_OWN, .handle = patch },
    { HTTP_DELETE, "/api/tus/{id}", ROUTE_OWN, .handle = delete },
    { .path = NULL },
};
