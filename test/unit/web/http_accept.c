/* What clients say they would like. */
#include "web/http_accept.h"

#include "check.h"

static struct request
with(const char *name, const char *value)
{
    struct request q = { .headers = arena_make(test_arena(), struct header), .header_count = 1 };

    q.headers[0] = (struct header){ str_of(name), str_of(value) };
    return q;
}

void
test_web_http_accept__languages_are_chosen_by_quality(void)
{
    static const struct {
        const char        *header;
        enum lang   language;
    } row[] = {
        { "", LANG_VI },          { "en", LANG_EN },
        { "vi", LANG_VI },        { "en-US,en;q=0.9,vi;q=0.8", LANG_EN },
        { "fr", LANG_VI },        { "vi-VN,vi;q=0.9,en-US;q=0.6,en;q=0.5", LANG_VI },
        { "EN-gb", LANG_EN },     { "en;q=0", LANG_VI },
        { "en;q=x", LANG_VI },    { "en;q=0.5,vi;q=0.5", LANG_VI },
        { "english", LANG_VI },   { ",,;q,en;q=0.001", LANG_EN },
        { "en;q=2.0", LANG_VI },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct request q = with("Accept-Language", row[i].header);

        check(request_language(&q) == row[i].language, row[i].header);
    }
}

void
test_web_http_accept__json_is_for_those_who_prefer_it(void)
{
    static const struct {
        const char *header;
        bool        json;
    } row[] = {
        { "", false },
        { "*/*", false },
        { "application/json", true },
        { "application/json, text/html", false },
        { "application/*;q=0.9, text/html;q=0.8", true },
        { "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false },
        { "application/json, */*;q=0.1", true },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct request q = with("accept", row[i].header);

        check(request_wants_json(&q) == row[i].json, row[i].header);
    }
    check_int(http_type_quality(S("text/*;q=0.5"), S("text/csv")), 500);
    check_int(http_type_quality(S("text/csv;q=0, */*"), S("text/csv")), 0);
    check_int(http_type_quality(S("image/png"), S("text/csv")), 0);
}

void
test_web_http_accept__codings(void)
{
    static const struct {
        const char      *header;
        enum http_coding coding;
    } row[] = {
        { "", HTTP_IDENTITY },
        { "gzip, deflate, br", HTTP_BROTLI },
        { "gzip, deflate", HTTP_GZIP },
        { "br;q=0, gzip;q=0.1", HTTP_GZIP },
        { "deflate", HTTP_IDENTITY },
        { "brr", HTTP_IDENTITY },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct request q = with("Accept-Encoding", row[i].header);

        check(request_coding(&q) == row[i].coding, row[i].header);
    }
}

void
test_web_http_accept__a_known_version_is_recognised(void)
{
    static const struct {
        const char *header;
        bool        has;
    } row[] = {
        { "", false },          { "\"a\"", true },        { "W/\"a\"", true },
        { "\"b\"", false },     { "\"b\", \"a\"", true }, { "*", true },
        { "a", false },         { "\"a", false },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct request q = with("If-None-Match", row[i].header);

        check(request_has_version(&q, S("\"a\"")) == row[i].has, row[i].header);
    }
}

void
test_web_http_accept__cookies(void)
{
    struct request q = with("Cookie", "a=1; __Host-session=x=y;b=; a=2;c");

    check_str(request_cookie(&q, S("a")), S("1"));
    check_str(request_cookie(&q, S("__Host-session")), S("x=y"));
    check(request_cookie(&q, S("b")).p != NULL, "there, and empty");
    check(request_cookie(&q, S("c")).p == NULL, "no value at all");
    check(request_cookie(&q, S("d")).p == NULL, "absent");
}
