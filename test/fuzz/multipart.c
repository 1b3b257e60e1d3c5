/* Forms with files from bytes: boundary, a zero byte, then the body.  The parts are
 * the same whether bytes come at once, in threes or one by one. */
#include "web/multipart.h"

int fuzz_multipart(const unsigned char *p, size_t n);

static enum err
on_begin(void *context, const struct multipart_part *part, struct http_refusal *why)
{
    (void)why;
    if (part->field.n == 0 || part->filename.n > MULTIPART_NAME_MAX)
        BUG("a part without name, or with too long a one");
    buf_format(context, "%.*s|%.*s|%.*s=", STR_ARG(part->field), STR_ARG(part->filename),
               STR_ARG(part->type));
    return ERR_OK;
}

static enum err
on_data(void *context, Str bytes, struct http_refusal *why)
{
    (void)why;
    buf_add(context, bytes);
    return ERR_OK;
}

static enum err
on_end(void *context, struct http_refusal *why)
{
    (void)why;
    buf_byte(context, '\n');
    return ERR_OK;
}

static enum err
read_form(struct arena *arena, Str boundary, Str bytes, size_t piece, struct buf *out)
{
    struct multipart_sink sink = { out, on_begin, on_data, on_end };
    struct http_refusal   why = { 0 };
    struct multipart     *m;

    TRY(multipart_start(arena, boundary, &sink, &m, &why));
    for (size_t at = 0; at < bytes.n; at += piece)
        TRY(multipart_feed(m, str_sub(bytes, at, piece), &why));
    return multipart_end(m, &why);
}

int
fuzz_multipart(const unsigned char *p, size_t n)
{
    static const size_t piece[] = { 1, 3, 100000 };
    struct arena       *arena = arena_new();
    struct buf          out[3] = { BUF_MAX(1000000), BUF_MAX(1000000), BUF_MAX(1000000) };
    enum err            e[3];
    Str                 boundary, body;

    str_cut((Str){ (const char *)p, n }, '\0', &boundary, &body);
    for (int i = 0; i < 3; i++)
        e[i] = read_form(arena, boundary, body, piece[i], &out[i]);
    for (int i = 1; i < 3; i++)
        if (e[i] != e[0] || !str_eq(buf_str(&out[i]), buf_str(&out[0])))
            BUG("pieces are read differently");
    for (int i = 0; i < 3; i++)
        buf_free(&out[i]);
    arena_free(arena);
    return 0;
}
