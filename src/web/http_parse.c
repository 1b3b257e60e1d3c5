/* web/http_parse.c -- see http_parse.h.  Floor 11.
 *
 * A head is a request line and header lines, each ended by CR LF, then an empty
 * line.  No byte of it may be a control character other than those line ends
 * and tabs within values.  The lines that frame the body (Content-Length,
 * Transfer-Encoding, Host and a few more) may come once only. */
#include "web/http_parse.h"

#include "web/http_reader.h"

enum err
http_refuse(struct http_refusal *why, int status, const char *message)
{
    *why = (struct http_refusal){ status, message };
    return ERR_MALFORMED;
}

/* -- is a whole head there? ---------------------------------------------------- */

static enum http_step
too_long(bool first_line, struct http_refusal *why)
{
    if (first_line)
        (void)http_refuse(why, 414, MSG("The address is too long."));
    else
        (void)http_refuse(why, 431, MSG("The request's headers are too large."));
    return HTTP_REFUSED;
}

enum http_step
http_head_scan(struct head_scan *scan, Str bytes, size_t *out_length, struct http_refusal *why)
{
    while (scan->at < bytes.n) {
        const char *from = bytes.p + scan->at;
        const char *lf = memchr(from, '\n', bytes.n - scan->at);
        size_t      end = lf ? (size_t)(lf - bytes.p) : bytes.n;

        scan->at = end;
        if (end - scan->line > HTTP_LINE_MAX || end >= HTTP_HEAD_MAX)
            return too_long(scan->lines == 0, why);
        if (lf == NULL)
            return HTTP_MORE;
        if (end == scan->line || bytes.p[end - 1] != '\r') {
            (void)http_refuse(why, 400, MSG("A line of the request does not end in CR LF."));
            return HTTP_REFUSED;
        }
        scan->at++;
        if (end - scan->line == 1) {
            *out_length = scan->at;
            return HTTP_DONE;
        }
        scan->line = scan->at;
        scan->lines++;
    }
    return HTTP_MORE;
}

/* -- bytes ---------------------------------------------------------------------- */

static bool
is_token_byte(char c)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && memchr(marks, c, sizeof marks - 1) != NULL);
}

bool
http_is_token(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_token_byte(s.p[i]))
            return false;
    return s.n > 0;
}

bool
http_is_value(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* Visible ASCII without what no browser leaves unescaped in an address. */
static bool
is_target(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= 0x20 || s.p[i] >= 0x7f || memchr("\"#<>\\", s.p[i], 5) != NULL)
            return false;
    return s.n > 0;
}

/* -- the request line ------------------------------------------------------------ */

static const Str method_name[HTTP_METHOD_COUNT] = {
    [HTTP_GET] = { "GET", 3 },         [HTTP_HEAD] = { "HEAD", 4 },
    [HTTP_POST] = { "POST", 4 },       [HTTP_PUT] = { "PUT", 3 },
    [HTTP_PATCH] = { "PATCH", 5 },     [HTTP_DELETE] = { "DELETE", 6 },
    [HTTP_OPTIONS] = { "OPTIONS", 7 },
};

Str
http_method_name(enum http_method m)
{
    return method_name[m];
}

static enum err
read_method(struct reader *r, Str s)
{
    if (!http_is_token(s) || s.n > HTTP_METHOD_MAX)
        return http_refuse(r->why, 400, MSG("The request line is not written correctly."));
    for (int m = 0; m < HTTP_METHOD_COUNT; m++)
        if (str_eq(s, method_name[m])) {
            r->out->method = (enum http_method)m;
            return ERR_OK;
        }
    return http_refuse(r->why, 501, MSG("This method is not known here."));
}

/* "HTTP/" digit "." digit; 1.1 alone is spoken.  An HTTP/1.0 client would need
 * rules of its own for keeping and framing, and there is none left to serve. */
static enum err
read_version(struct reader *r, Str s)
{
    if (s.n != 8 || !str_starts(s, S("HTTP/")) || s.p[5] < '0' || s.p[5] > '9' ||
        s.p[6] != '.' || s.p[7] < '0' || s.p[7] > '9')
        return http_refuse(r->why, 400, MSG("The request line is not written correctly."));
    if (!str_eq(s, S("HTTP/1.1")))
        return http_refuse(r->why, 505, MSG("Only HTTP/1.1 is spoken here."));
    return ERR_OK;
}

/* http://authority/path: the authority must be the Host header's, see
 * check_host.  What is left is the origin form. */
static enum err
strip_absolute(struct reader *r, Str *target, Str *authority)
{
    Str    s = *target;
    size_t skip, slash = 0;

    *authority = STR_NONE;
    if (s.n > 0 && s.p[0] == '/')
        return ERR_OK;
    if (str_eq(s, S("*")) && r->out->method == HTTP_OPTIONS)
        return ERR_OK;
    if (str_eq_nocase(str_sub(s, 0, 7), S("http://")))
        skip = 7;
    else if (str_eq_nocase(str_sub(s, 0, 8), S("https://")))
        skip = 8;
    else
        return http_refuse(r->why, 400, MSG("The address is not written correctly."));
    s = str_sub(s, skip, s.n);
    while (slash < s.n && s.p[slash] != '/')
        slash++;
    if (slash == 0 || slash == s.n)
        return http_refuse(r->why, 400, MSG("The address is not written correctly."));
    *authority = str_sub(s, 0, slash);
    *target = str_sub(s, slash, s.n);
    return ERR_OK;
}

static enum err
read_target(struct reader *r, Str s, Str *authority)
{
    Str origin = s, path, query;

    if (s.n > HTTP_TARGET_MAX)
        return http_refuse(r->why, 414, MSG("The address is too long."));
    if (!is_target(s))
        return http_refuse(r->why, 400, MSG("The address is not written correctly."));
    r->out->target = s;
    TRY(strip_absolute(r, &origin, authority));
    if (str_eq(origin, S("*"))) {
        r->out->path = origin;
        return ERR_OK;
    }
    str_cut(origin, '?', &path, &query);
    TRY(http_path_parse(r->arena, path, &r->out->path, r->why));
    return http_pairs_parse(r->arena, query, &r->out->query, r->why);
}

/* Exactly two single spaces: "GET /path HTTP/1.1". */
static enum err
read_request_line(struct reader *r, Str line, Str *authority)
{
    Str method, rest, target, version;

    if (!str_cut(line, ' ', &method, &rest) || !str_cut(rest, ' ', &target, &version))
        return http_refuse(r->why, 400, MSG("The request line is not written correctly."));
    TRY(read_method(r, method));
    TRY(read_version(r, version));
    return read_target(r, target, authority);
}

/* -- header lines ---------------------------------------------------------------- */

/* A name, a colon at once, a value.  A line that begins with a blank would be
 * the old folded form; a blank before the colon has hidden a length before. */
static enum err
read_header(struct reader *r, Str line)
{
    struct request *q = r->out;
    struct header  *h = &q->headers[q->header_count];
    Str             value;

    if (q->header_count >= HTTP_HEADERS_MAX)
        return http_refuse(r->why, 431, MSG("The request has too many headers."));
    if (!str_cut(line, ':', &h->name, &value) || !http_is_token(h->name) || !http_is_value(value))
        return http_refuse(r->why, 400, MSG("A header is not written correctly."));
    h->value = http_trim(value);
    q->header_count++;
    return http_judge_header(r, h);
}

static enum err
check_whole(struct reader *r, Str authority)
{
    struct request *q = r->out;
    bool            has_body = q->framing == HTTP_BODY_CHUNKED || q->length > 0;

    if (q->host.n == 0)
        return http_refuse(r->why, 400, MSG("The Host header is missing."));
    if (authority.n > 0 && !str_eq_nocase(authority, q->host))
        return http_refuse(r->why, 400, MSG("The address and the Host header disagree."));
    if (has_body && (q->method == HTTP_GET || q->method == HTTP_HEAD))
        return http_refuse(r->why, 400, MSG("This method takes no body."));
    return ERR_OK;
}

static size_t
count_lines(Str head)
{
    size_t n = 0;

    for (size_t i = 0; i < head.n; i++)
        n += head.p[i] == '\n';
    return n;
}

bool
http_next_line(Str *rest, Str *line)
{
    ptrdiff_t end = str_find(*rest, S("\r\n"));

    if (end < 0)
        return false;
    *line = str_sub(*rest, 0, (size_t)end);
    *rest = str_sub(*rest, (size_t)end + 2, rest->n);
    return true;
}

enum err
http_head_parse(struct arena *arena, Str head, struct request *out, struct http_refusal *why)
{
    struct reader r = { arena, out, why, 0 };
    size_t        lines = count_lines(head);
    Str           rest = head, line, authority = STR_NONE;

    out->keep_alive = true;
    if (lines > HTTP_HEADERS_MAX + 2)
        return http_refuse(why, 431, MSG("The request has too many headers."));
    out->headers = arena_alloc_raw(arena, (lines + 1) * sizeof *out->headers);
    if (!http_next_line(&rest, &line))
        return http_refuse(why, 400, MSG("The request line is not written correctly."));
    TRY(read_request_line(&r, line, &authority));
    for (;;) {
        if (!http_next_line(&rest, &line))
            return http_refuse(why, 400, MSG("The request's headers do not end."));
        if (line.n == 0)
            break;
        TRY(read_header(&r, line));
    }
    if (rest.n != 0)
        return http_refuse(why, 400, MSG("The request's headers do not end."));
    return check_whole(&r, authority);
}

Str
request_header(const struct request *request, Str name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (str_eq_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return STR_NONE;
}
