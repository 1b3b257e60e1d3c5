/* web/asset.c -- see asset.h.  Floor 11. */
#include "web/asset.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/http_accept.h"
#include "web/http_secure.h"

#define HEADERS_MAX 4

/* What one answer is made of. */
struct making {
    struct arena  *arena;
    struct answer *out;
    struct header *headers;
};

const struct asset *
asset_find(const struct assets *assets, Str name)
{
    size_t low = 0, high = assets->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int    order = str_cmp(assets->at[middle].name, name);

        if (order == 0)
            return &assets->at[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

Str
asset_url(const void *context, Str name)
{
    const struct asset *a = asset_find(context, name);

    return a != NULL ? a->url : S("#");
}

static void
add_header(struct making *m, Str name, Str value)
{
    m->headers[m->out->header_count++] = (struct header){ name, value };
}

/* The smallest form the client takes; the version's mark differs with it, since a
 * strong ETag names bytes. */
static Str
choose_form(struct making *m, const struct asset *a, const struct request *q, Str *out_mark)
{
    enum http_coding coding = request_coding(q);

    if (coding == HTTP_BROTLI && a->brotli.n > 0) {
        add_header(m, S("Content-Encoding"), S("br"));
        *out_mark = S("-br");
        return a->brotli;
    }
    if (coding != HTTP_IDENTITY && a->gzip.n > 0) {
        add_header(m, S("Content-Encoding"), S("gzip"));
        *out_mark = S("-gz");
        return a->gzip;
    }
    *out_mark = S("");
    return a->body;
}

/* A whole page among the assets is meant to be saved, not to run here. */
static void
add_safety(struct making *m, const struct asset *a)
{
    if (str_starts(a->type, S("text/html")))
        add_header(m, S("Content-Disposition"), S("attachment"));
    m->out->headers = m->headers;
    answer_secure(m->arena, m->out, SECURE_FILE);
}

static void
answer_embedded(struct making *m, const struct asset *a, const struct request *q)
{
    bool same = str_eq(pairs_get(&q->query, S("v")), a->digest);
    Str  mark, body = choose_form(m, a, q, &mark), etag;

    etag = str_format(m->arena, "\"%.*s%.*s\"", STR_ARG(a->digest), STR_ARG(mark));
    add_header(m, S("ETag"), etag);
    add_header(m, S("Vary"), S("Accept-Encoding"));
    add_header(m, S("Cache-Control"),
               same ? S("public, max-age=31536000, immutable") : S("no-cache"));
    if (request_has_version(q, etag)) {
        m->out->status = 304;
    } else {
        m->out->status = 200;
        m->out->type = a->type;
        m->out->body = body;
    }
    add_safety(m, a);
}

static Str
type_of(Str name)
{
    static const struct {
        Str end, type;
    } row[] = {
        { { ".css", 4 }, { "text/css; charset=utf-8", 23 } },
        { { ".js", 3 }, { "text/javascript; charset=utf-8", 30 } },
        { { ".svg", 4 }, { "image/svg+xml", 13 } },
        { { ".woff2", 6 }, { "font/woff2", 10 } },
        { { ".html", 5 }, { "text/html; charset=utf-8", 24 } },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (str_ends(name, row[i].end))
            return row[i].type;
    return S("application/octet-stream");
}

/* The smallest form that is there and that the client takes. */
static int
open_form(struct making *m, Str root, Str name, const struct request *q)
{
    static const struct {
        const char *end, *coding;
    } form[] = { [HTTP_GZIP] = { ".gz", "gzip" }, [HTTP_BROTLI] = { ".br", "br" } };
    enum http_coding coding = request_coding(q);
    Str              path = str_format(m->arena, "%.*s/%.*s", STR_ARG(root), STR_ARG(name));
    int              fd = -1;

    if (coding != HTTP_IDENTITY)
        fd = open(str_format(m->arena, "%s%s", path.p, form[coding].end).p,
                  O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    add_header(m, S("Content-Encoding"), str_of(form[coding].coding));
    return fd;
}

/* One name within the folder: no slash can be in it, and no hidden file. */
static void
answer_from_disk(struct making *m, Str root, Str name, const struct request *q)
{
    struct stat st;
    int         fd;

    if (name.n == 0 || name.p[0] == '.' || str_has(name, S("/")))
        return;
    fd = open_form(m, root, name, q);
    if (fd < 0)
        return;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return;
    }
    m->out->status = 200;
    m->out->type = type_of(name);
    m->out->file = fd;
    m->out->file_length = (uint64_t)st.st_size;
    add_header(m, S("Cache-Control"), S("no-cache"));
    add_safety(m, &(struct asset){ .type = m->out->type });
}

void
asset_answer(const struct assets *assets, const struct request *q, struct arena *arena,
             struct answer *out)
{
    struct making       m = { arena, out, arena_array(arena, struct header, HEADERS_MAX + 1) };
    Str                 name = str_sub(q->path, sizeof ASSET_PATH - 1, q->path.n);
    const struct asset *a;

    *out = (struct answer){ .status = 404 };
    if (!str_starts(q->path, S(ASSET_PATH)))
        return;
    if (assets->dev_root.n > 0) {
        answer_from_disk(&m, assets->dev_root, name, q);
        return;
    }
    a = asset_find(assets, name);
    if (a != NULL)
        answer_embedded(&m, a, q);
}
