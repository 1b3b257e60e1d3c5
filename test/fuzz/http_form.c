/* Bytes as a path, as a query, and as a text to be put into an address: what is read
 * and written again is read the same. */
#include "base/text.h"
#include "web/http_form.h"
#include "web/http_parse.h"

int fuzz_http_form(const unsigned char *p, size_t n);

static void
try_path(struct arena *arena, Str raw)
{
    struct http_refusal why = { 0 };
    Str                 path, again;

    if (http_path_parse(arena, raw, &path, &why) != ERR_OK) {
        if (why.status < 400 || why.why == NULL)
            BUG("a path refused without a reason");
        return;
    }
    if (str_eq(path, S("*")))
        return;
    if (path.n == 0 || path.p[0] != '/' || !text_is_utf8(path) || str_has(path, S("/../")) ||
        str_has(path, S("//")))
        BUG("a path that leads elsewhere: %.*s", STR_ARG(path));
    if (http_path_parse(arena, percent_encode(arena, path, S("/")), &again, &why) != ERR_OK ||
        !str_eq(path, again))
        BUG("a path that does not read back: %.*s", STR_ARG(path));
}

static void
try_pairs(struct arena *arena, Str raw)
{
    struct http_refusal why = { 0 };
    struct pairs        pairs = { 0 }, again = { 0 };
    struct buf          b = BUF_MAX((size_t)1 << 20);

    if (http_pairs_parse(arena, raw, &pairs, &why) == ERR_OK) {
        for (size_t i = 0; i < pairs.count; i++) {
            if (pairs.at[i].name.n == 0 || !pairs_has(&pairs, pairs.at[i].name))
                BUG("a value without its name");
            buf_format(&b, "%s%.*s=%.*s", i > 0 ? "&" : "",
                       STR_ARG(percent_encode(arena, pairs.at[i].name, S(""))),
                       STR_ARG(percent_encode(arena, pairs.at[i].value, S(""))));
        }
        if (!b.over && (http_pairs_parse(arena, buf_str(&b), &again, &why) != ERR_OK ||
                        again.count != pairs.count))
            BUG("a query that does not read back");
        for (size_t i = 0; !b.over && i < pairs.count; i++)
            if (!str_eq(pairs.at[i].name, again.at[i].name) ||
                !str_eq(pairs.at[i].value, again.at[i].value))
                BUG("a query that reads back as another");
    }
    buf_free(&b);
}

int
fuzz_http_form(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           bytes = { (const char *)p, n }, again;

    try_path(arena, bytes);
    try_pairs(arena, bytes);
    if (percent_decode(arena, percent_encode(arena, bytes, S("")), n % 2 == 0, &again) != ERR_OK ||
        !str_eq(bytes, again))
        BUG("what was escaped is another when read");
    arena_free(arena);
    return 0;
}
