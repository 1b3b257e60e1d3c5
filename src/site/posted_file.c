/* site/posted_file.c -- a file of a form that is read whole, and forgotten: its spooled copy
 * goes with the exchange; and the page that shows again what was found in it.  Floor 12. */
#include <fcntl.h>
#include <unistd.h>

#include "site/visit.h"
#include "web/http_upload.h"

static const struct upload *
posted(const struct visit *v, Str name)
{
    for (const struct upload *u = v->request->uploads; u != NULL; u = u->next)
        if (str_eq(u->field, name) && u->size > 0)
            return u;
    return NULL;
}

bool
visit_has_file(const struct visit *v, Str name)
{
    return posted(v, name) != NULL;
}

static enum err
read_whole(struct visit *v, const struct upload *u, size_t max, Str *out)
{
    char   *p;
    int     fd;
    ssize_t n;

    if (u->size > max)
        return ERR_TOO_LARGE;
    p = arena_alloc_raw(v->arena, max + 1);
    fd = open(str_c(v->arena, u->path), O_RDONLY | O_CLOEXEC);
    n = fd >= 0 ? read(fd, p, max + 1) : -1;
    if (fd >= 0)
        close(fd);
    if (n < 0 || (uint64_t)n != u->size)
        return ERR_STORE;
    *out = (Str){ p, (size_t)n };
    return ERR_OK;
}

struct reading {
    struct visit        *visit;
    const struct upload *upload;
    size_t               max;
    visit_bytes_fn      *then;
    struct work          work;
};

static void
read_on_worker(struct work *work, struct db *reader)
{
    struct reading *r = (struct reading *)((char *)work - offsetof(struct reading, work));
    Str             bytes = STR_NONE;
    enum err        err = read_whole(r->visit, r->upload, r->max, &bytes);

    (void)reader;
    r->then(r->visit, err, bytes);
}

void
visit_read_file(struct visit *v, Str name, size_t max, visit_bytes_fn *then)
{
    struct reading *r = arena_make(v->arena, struct reading);

    *r = (struct reading){ .visit = v, .upload = posted(v, name), .max = max, .then = then,
                           .work.run = read_on_worker };
    v->reader = NULL;
    if (door_work(v->site->options.door, &r->work) != ERR_OK)
        visit_fail(v, ERR_BUSY, err_message(ERR_BUSY));
}

/* -- looked at --------------------------------------------------------------------------- */

struct looking {
    const struct look *look;
    const char        *refused;
};

static void
looked(struct visit *v)
{
    const struct looking *l = v->own;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (l->refused != NULL)
        json_put_text(v->arena, v->call.out, "refused_words", words(v->lang, l->refused));
    visit_render(v, l->refused != NULL || json_get(v->call.out, "wrong") != NULL ? 422 : 200,
                 l->look->view, v->call.out);
}

void
visit_look(struct visit *v, const struct look *look, Str text, const char *refused)
{
    struct looking *l = arena_make(v->arena, struct looking);
    struct json    *input = json_object(v->arena);

    *l = (struct looking){ .look = look, .refused = refused };
    if (text.n > 0)
        json_put_text(v->arena, input, look->field, text);
    v->own = l;
    visit_call(v, look->query, input, STR_NONE, looked);
}
