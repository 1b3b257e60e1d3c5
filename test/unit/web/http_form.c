/* Addresses and forms: decoded once, judged after. */
#include "web/http_form.h"

#include "web/http_parse.h"
#include "check.h"

static const struct {
    const char *raw, *path; /* path NULL: refused */
} path_row[] = {
    { "/", "/" },
    { "/a/b", "/a/b" },
    { "/a/b/", "/a/b/" },
    { "/a%20b", "/a b" },
    { "/%41", "/A" },
    { "/%c4%90%C3%B4ng", "/Đông" },
    { "/Ho%CC%80a", "/Hòa" }, /* decomposed: comes out in NFC */
    { "/a+b", "/a+b" },
    { "/.well-known/x", "/.well-known/x" },
    { "/...", "/..." },
    { "/a%2e", "/a." },

    { "", NULL },
    { "a", NULL },
    { "//", NULL },
    { "/a//b", NULL },
    { "/.", NULL },
    { "/..", NULL },
    { "/a/../b", NULL },
    { "/a/./b", NULL },
    { "/a/..", NULL },
    { "/%2e%2e/b", NULL },
    { "/a/%2E.", NULL },
    { "/a%2fb", NULL },
    { "/a%2Fb", NULL },
    { "/..%2fb", NULL },
    { "/a%5cb", NULL },
    { "/a%00", NULL },
    { "/a%0d%0a", NULL },
    { "/a%09", NULL },
    { "/a%7f", NULL },
    { "/%", NULL },
    { "/%4", NULL },
    { "/%4g", NULL },
    { "/%u1ea1", NULL },
    { "/%c0%af", NULL },       /* an overlong slash */
    { "/%ed%a0%80", NULL },    /* a surrogate */
    { "/%ff", NULL },
    { "/%c3", NULL },
    { "/%f4%90%80%80", NULL }, /* past the last code point */
};

void
test_web_http_form__paths_are_plain_text_or_refused(void)
{
    for (size_t i = 0; i < sizeof path_row / sizeof path_row[0]; i++) {
        struct http_refusal why = { 0 };
        Str                 path = STR_NONE;
        enum err e = http_path_parse(test_arena(), str_of(path_row[i].raw), &path, &why);

        if (path_row[i].path != NULL) {
            check(e == ERR_OK, path_row[i].raw);
            check_str(path, str_of(path_row[i].path));
        } else {
            check(e == ERR_MALFORMED && why.status == 400, path_row[i].raw);
        }
    }
}

/* Pairs written as name=value; joined, so that a row is one text. */
static Str
shown(const struct pairs *pairs)
{
    struct buf b = BUF_MAX(1000);
    Str        out;

    for (size_t i = 0; i < pairs->count; i++)
        buf_format(&b, "%.*s=%.*s;", STR_ARG(pairs->at[i].name), STR_ARG(pairs->at[i].value));
    out = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return out;
}

static const struct {
    const char *raw, *pairs;
} form_row[] = {
    { "", "" },
    { "a", "a=;" },
    { "a=", "a=;" },
    { "a=1&b=2&a=3", "a=1;b=2;a=3;" },
    { "a=b=c", "a=b=c;" },
    { "a=1&&b=2&", "a=1;b=2;" },
    { "t%C3%AAn=Nguy%E1%BB%85n+V%C4%83n+%C4%90%C3%B4ng", "tên=Nguyễn Văn Đông;" },
    { "a=a%CC%81", "a=á;" },
    { "a=1%0D%0A2", "a=1\n2;" }, /* lines of a text area */
    { "a=%2B+%26", "a=+ &;" },
    { "=1", NULL },
    { "a=%", NULL },
    { "a=%zz", NULL },
    { "a=%00", NULL },
    { "a=%1b", NULL },
    { "a=%ff", NULL },
    { "%ff=1", NULL },
};

void
test_web_http_form__forms_are_pairs_in_order_or_refused(void)
{
    for (size_t i = 0; i < sizeof form_row / sizeof form_row[0]; i++) {
        struct http_refusal why = { 0 };
        struct pairs        pairs = { 0 };
        enum err e = http_pairs_parse(test_arena(), str_of(form_row[i].raw), &pairs, &why);

        if (form_row[i].pairs != NULL) {
            check(e == ERR_OK, form_row[i].raw);
            check_str(shown(&pairs), str_of(form_row[i].pairs));
        } else {
            check(e == ERR_MALFORMED && why.status == 400, form_row[i].raw);
        }
    }
}

void
test_web_http_form__the_number_of_fields_is_capped(void)
{
    struct buf          b = BUF_MAX(100000);
    struct pairs        pairs = { 0 };
    struct http_refusal why = { 0 };

    for (int i = 0; i < HTTP_PAIRS_MAX; i++)
        buf_add(&b, S("a=1&"));
    check_ok(http_pairs_parse(test_arena(), buf_str(&b), &pairs, &why));
    check_int((int64_t)pairs.count, HTTP_PAIRS_MAX);
    check_err(http_pairs_parse(test_arena(), S("b=1"), &pairs, &why), ERR_MALFORMED);
    check_int(why.status, 413);
    buf_free(&b);
}

void
test_web_http_form__encoding_is_undone_by_decoding(void)
{
    Str text = S("Hồ sơ/2024?a=b&c+d%"), encoded, decoded;

    encoded = percent_encode(test_arena(), text, S("/"));
    check_str(encoded, S("H%E1%BB%93%20s%C6%A1/2024%3Fa%3Db%26c%2Bd%25"));
    check_ok(percent_decode(test_arena(), encoded, false, &decoded));
    check_str(decoded, text);
}
