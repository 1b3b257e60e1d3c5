/* web/http_accept.c -- see http_accept.h.  Floor 11. */
#include "web/http_accept.h"

#include "web/http_reader.h"

/* "0", "0.8", "0.125", "1", "1.000" (RFC 9110 12.4.2) to thousandths, else -1. */
static int
parse_quality(Str s)
{
    int value, scale = 100;

    if (s.n == 0 || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1'))
        return -1;
    value = s.p[0] == '1' ? 1000 : 0;
    if (s.n > 1 && s.p[1] != '.')
        return -1;
    for (size_t i = 2; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return -1;
        value += (s.p[i] - '0') * scale;
        scale /= 10;
    }
    return value <= 1000 ? value : -1;
}

/* "text/html;level=1;q=0.5": the part before the first ';', and its quality. */
static Str
split_quality(Str item, int *out_quality)
{
    Str token, rest, parameter;

    *out_quality = 1000;
    str_cut(item, ';', &token, &rest);
    while (rest.n > 0) {
        str_cut(rest, ';', &parameter, &rest);
        parameter = http_trim(parameter);
        if (parameter.n > 2 && (parameter.p[0] == 'q' || parameter.p[0] == 'Q') &&
            parameter.p[1] == '=')
            *out_quality = parse_quality(str_sub(parameter, 2, parameter.n));
    }
    return http_trim(token);
}

int
http_quality(Str header, Str wanted)
{
    Str item, rest = header;

    while (rest.n > 0) {
        int quality;
        Str token;

        str_cut(rest, ',', &item, &rest);
        token = split_quality(item, &quality);
        if (str_eq_nocase(token, wanted))
            return quality;
    }
    return -1;
}

int
http_type_quality(Str accept, Str type)
{
    Str  major, minor;
    char any[64];
    int  quality;

    if (accept.n == 0)
        return 1000;
    quality = http_quality(accept, type);
    if (quality >= 0)
        return quality;
    str_cut(type, '/', &major, &minor);
    if (major.n + 2 <= sizeof any) {
        memcpy(any, major.p, major.n);
        memcpy(any + major.n, "/*", 2);
        quality = http_quality(accept, (Str){ any, major.n + 2 });
        if (quality >= 0)
            return quality;
    }
    quality = http_quality(accept, S("*/*"));
    return quality >= 0 ? quality : 0;
}

bool
request_wants_json(const struct request *request)
{
    Str accept = request_header(request, S("accept"));

    return http_type_quality(accept, S("application/json")) >
           http_type_quality(accept, S("text/html"));
}

/* "en", "en-US", "EN_gb": what stands before the first '-'. */
static bool
is_language(Str token, Str language)
{
    Str main, rest;

    str_cut(token, '-', &main, &rest);
    return str_eq_nocase(main, language);
}

enum lang
request_language(const struct request *request)
{
    Str rest = request_header(request, S("accept-language")), item;
    int best[LANGS] = { 0, 0 };

    while (rest.n > 0) {
        int quality;
        Str token;

        str_cut(rest, ',', &item, &rest);
        token = split_quality(item, &quality);
        if (is_language(token, S("vi")) && quality > best[LANG_VI])
            best[LANG_VI] = quality;
        if (is_language(token, S("en")) && quality > best[LANG_EN])
            best[LANG_EN] = quality;
    }
    return best[LANG_EN] > best[LANG_VI] ? LANG_EN : LANG_VI;
}

enum http_coding
request_coding(const struct request *request)
{
    Str accept = request_header(request, S("accept-encoding"));

    if (http_quality(accept, S("br")) > 0)
        return HTTP_BROTLI;
    if (http_quality(accept, S("gzip")) > 0)
        return HTTP_GZIP;
    return HTTP_IDENTITY;
}

static Str
strong_part(Str etag)
{
    return str_starts(etag, S("W/")) ? str_sub(etag, 2, etag.n) : etag;
}

bool
request_has_version(const struct request *request, Str etag)
{
    Str rest = request_header(request, S("if-none-match")), item;

    if (str_eq(rest, S("*")))
        return true;
    while (rest.n > 0) {
        str_cut(rest, ',', &item, &rest);
        if (str_eq(strong_part(http_trim(item)), strong_part(etag)))
            return true;
    }
    return false;
}

Str
request_cookie(const struct request *request, Str name)
{
    Str rest = request_header(request, S("cookie")), item, key, value;

    while (rest.n > 0) {
        str_cut(rest, ';', &item, &rest);
        if (str_cut(http_trim(item), '=', &key, &value) && str_eq(key, name))
            return value;
    }
    return STR_NONE;
}
