/* Requests from bytes: a head and what of its body is there.  Whatever comes, the
 * reader ends; and it says the same whether bytes come at once or one by one. */
#include "web/http_accept.h"
#include "web/http_body.h"

int fuzz_http_parse(const unsigned char *p, size_t n);

static enum http_step
scan(Str bytes, size_t piece, size_t *out_length, struct http_refusal *why)
{
    struct head_scan s = { 0 };
    enum http_step   step = HTTP_MORE;

    for (size_t n = 0; n < bytes.n && step == HTTP_MORE;) {
        n = n + piece < bytes.n ? n + piece : bytes.n;
        step = http_head_scan(&s, (Str){ bytes.p, n }, out_length, why);
    }
    return step;
}

static void
read_body(const struct request *q, Str rest)
{
    struct http_body    body;
    struct http_refusal why;
    enum http_step      step = HTTP_MORE;
    uint64_t            content = 0;

    if (http_body_start(&body, q, 1000) != ERR_OK)
        return;
    while (step == HTTP_MORE && rest.n > 0) {
        size_t used;
        Str    piece;

        step = http_body_next(&body, rest, &used, &piece, &why);
        if (used > rest.n || piece.n > used || (used == 0 && step == HTTP_MORE))
            BUG("a body that takes what is not there, or nothing");
        content += piece.n;
        rest = str_sub(rest, used, rest.n);
    }
    if (content > 1000)
        BUG("more content than allowed");
}

int
fuzz_http_parse(const unsigned char *p, size_t n)
{
    Str                 bytes = { (const char *)p, n };
    struct arena       *arena = arena_new();
    struct request      q = { 0 };
    struct http_refusal why = { 0 }, other = { 0 };
    size_t              length = 0, length_other = 0;
    enum http_step      step = scan(bytes, n, &length, &why);

    if (scan(bytes, 1, &length_other, &other) != step || length != length_other ||
        why.status != other.status)
        BUG("pieces are read differently");
    if (step == HTTP_DONE &&
        http_head_parse(arena, str_sub(bytes, 0, length), &q, &why) == ERR_OK) {
        if (q.path.n == 0 || q.host.n == 0)
            BUG("accepted without path or host");
        (void)request_wants_json(&q);
        (void)request_language(&q);
        (void)request_coding(&q);
        (void)request_has_version(&q, S("\"a\""));
        (void)request_cookie(&q, S("a"));
        read_body(&q, str_sub(bytes, length, bytes.n));
    }
    arena_free(arena);
    return 0;
}
