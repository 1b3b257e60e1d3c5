/* web/http_headers.c -- the headers of a request that mean something to the
 * toolkit itself: those that frame the body, name the host or keep the
 * connection.  Each has one way to be written.  Floor 11. */
#include "base/scan.h"
#include "web/http_reader.h"

Str
http_lower(struct arena *arena, Str s)
{
    char *p = arena_alloc_raw(arena, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    return (Str){ p, s.n };
}

Str
http_trim(Str s)
{
    while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = str_sub(s, 1, s.n);
    while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

/* -- headers with a meaning here -------------------------------------------------- */

static enum err
on_length(struct reader *r, Str value)
{
    int64_t length;

    if (scan_digits(value, &length) != ERR_OK || (value.n > 1 && value.p[0] == '0'))
        return http_refuse(r->why, 400, MSG("Content-Length is not a number."));
    if (r->out->framing != HTTP_NO_BODY)
        return http_refuse(r->why, 400,
                           MSG("Content-Length and Transfer-Encoding exclude each other."));
    r->out->framing = HTTP_BODY_LENGTH;
    r->out->length = (uint64_t)length;
    return ERR_OK;
}

static enum err
on_coding(struct reader *r, Str value)
{
    if (r->out->framing != HTTP_NO_BODY)
        return http_refuse(r->why, 400,
                           MSG("Content-Length and Transfer-Encoding exclude each other."));
    if (!str_eq_nocase(value, S("chunked")))
        return http_refuse(r->why, 501, MSG("This transfer coding is not known here."));
    r->out->framing = HTTP_BODY_CHUNKED;
    return ERR_OK;
}

static bool
is_host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_';
}

/* How much of `s` is a name, an IPv4 address or [IPv6]; 0 when it begins with
 * none of them. */
static size_t
name_length(Str s)
{
    size_t i = 0;

    if (s.n > 0 && s.p[0] == '[') {
        for (i = 1; i < s.n && (s.p[i] == ':' || is_host_byte(s.p[i])); i++)
            ;
        return i > 1 && i < s.n && s.p[i] == ']' ? i + 1 : 0;
    }
    while (i < s.n && is_host_byte(s.p[i]))
        i++;
    return i;
}

static bool
is_port(Str s)
{
    int64_t port;

    return scan_digits(s, &port) == ERR_OK && port > 0 && port < 65536;
}

static bool
is_host(Str s)
{
    size_t name = name_length(s);

    if (name == 0 || s.n > HTTP_HOST_MAX)
        return false;
    return name == s.n || (s.p[name] == ':' && is_port(str_sub(s, name + 1, s.n)));
}

static enum err
on_host(struct reader *r, Str value)
{
    if (!is_host(value))
        return http_refuse(r->why, 400, MSG("The Host header is not written correctly."));
    r->out->host = value;
    return ERR_OK;
}

static enum err
on_expect(struct reader *r, Str value)
{
    if (!str_eq_nocase(value, S("100-continue")))
        return http_refuse(r->why, 417, MSG("This expectation cannot be met."));
    r->out->expects_continue = true;
    return ERR_OK;
}

static enum err
on_connection(struct reader *r, Str value)
{
    Str option, rest = value;

    while (rest.n > 0) {
        str_cut(rest, ',', &option, &rest);
        option = http_trim(option);
        if (option.n > 0 && !http_is_token(option))
            return http_refuse(r->why, 400, MSG("The Connection header is not written correctly."));
        if (str_eq_nocase(option, S("close")))
            r->out->keep_alive = false;
    }
    return ERR_OK;
}

static Str
unquote(Str s)
{
    if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
        return str_sub(s, 1, s.n - 2);
    return s;
}

static enum err
bad_type(struct reader *r)
{
    return http_refuse(r->why, 400, MSG("The Content-Type header is not written correctly."));
}

static enum err
media_parameter(struct reader *r, Str parameter)
{
    Str name, value;

    if (!str_cut(parameter, '=', &name, &value) || !http_is_token(name) || value.n == 0)
        return bad_type(r);
    value = unquote(value);
    if (str_eq_nocase(name, S("boundary"))) {
        if (r->out->boundary.p != NULL)
            return bad_type(r);
        r->out->boundary = value;
    }
    if (str_eq_nocase(name, S("charset")) && !str_eq_nocase(value, S("utf-8")))
        return http_refuse(r->why, 415, MSG("Text must be sent as UTF-8."));
    return ERR_OK;
}

static enum err
on_content_type(struct reader *r, Str value)
{
    Str media, rest, type, subtype, parameter;

    str_cut(value, ';', &media, &rest);
    media = http_trim(media);
    if (!str_cut(media, '/', &type, &subtype) || !http_is_token(type) || !http_is_token(subtype))
        return bad_type(r);
    r->out->media = http_lower(r->arena, media);
    while (rest.n > 0) {
        str_cut(rest, ';', &parameter, &rest);
        parameter = http_trim(parameter);
        if (parameter.n > 0)
            TRY(media_parameter(r, parameter));
    }
    return ERR_OK;
}

/* Headers that may come once only: two of them would let two readers choose. */
static const struct {
    Str name;
    enum err (*on)(struct reader *, Str value);
} single[] = {
    { { "host", 4 }, on_host },
    { { "content-length", 14 }, on_length },
    { { "transfer-encoding", 17 }, on_coding },
    { { "content-type", 12 }, on_content_type },
    { { "expect", 6 }, on_expect },
    { { "cookie", 6 }, NULL },
    { { "origin", 6 }, NULL },
    { { "authorization", 13 }, NULL },
    { { "idempotency-key", 15 }, NULL },
    { { "x-forwarded-for", 15 }, NULL },
    { { "x-forwarded-proto", 17 }, NULL },
    { { "x-client-certificate", 20 }, NULL },
    { { "x-client-verify", 15 }, NULL },
};

enum err
http_judge_header(struct reader *r, const struct header *h)
{
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
        if (!str_eq_nocase(h->name, single[i].name))
            continue;
        if (r->seen & 1u << i)
            return http_refuse(r->why, 400, MSG("A header that may come once came twice."));
        r->seen |= 1u << i;
        return single[i].on ? single[i].on(r, h->value) : ERR_OK;
    }
    if (str_eq_nocase(h->name, S("connection")))
        return on_connection(r, h->value);
    return ERR_OK;
}
