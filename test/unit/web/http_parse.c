/* Every way of writing a request that two readers could read differently is a row
 * here, and is refused whether it comes whole or byte by byte. */
#include "web/http_parse.h"

#include "web/http_body.h"
#include "check.h"

#define HEAD(rest) "POST /a HTTP/1.1\r\nHost: x\r\n" rest "\r\n"

/* `bytes` may hold NUL: lengths are counted by the compiler. */
#define ROW(status, why, text) { status, why, text, sizeof text - 1 }

static const struct {
    int         status; /* 0: accepted */
    const char *why, *bytes;
    size_t      n;
} probe[] = {
    ROW(0, "a plain request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(0, "a length", HEAD("Content-Length: 5\r\n")),
    ROW(0, "chunks", HEAD("Transfer-Encoding: chunked\r\n")),
    ROW(0, "a value with nothing in it", HEAD("X:\r\n")),
    ROW(0, "blanks around a value", HEAD("X: \t y \t\r\n")),
    ROW(0, "bytes above ASCII in a value", HEAD("X: H\xc3\xa0\r\n")),
    ROW(0, "a host with a port", "GET / HTTP/1.1\r\nHost: a.vn:8080\r\n\r\n"),
    ROW(0, "an IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
    ROW(0, "the absolute form", "GET http://a.vn/b?c=d HTTP/1.1\r\nHost: A.vn\r\n\r\n"),
    ROW(0, "a body that waits for leave",
        HEAD("Content-Length: 5\r\nExpect: 100-continue\r\n")),
    ROW(0, "OPTIONS for the server", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),

    ROW(400, "two lengths that differ", HEAD("Content-Length: 5\r\nContent-Length: 6\r\n")),
    ROW(400, "two lengths alike", HEAD("Content-Length: 5\r\nContent-Length: 5\r\n")),
    ROW(400, "two lengths in one", HEAD("Content-Length: 5, 5\r\n")),
    ROW(400, "a length with chunks",
        HEAD("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")),
    ROW(400, "chunks with a length",
        HEAD("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")),
    ROW(400, "chunks with a length of nothing",
        HEAD("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n")),
    ROW(501, "an unknown coding", HEAD("Transfer-Encoding: gzip\r\n")),
    ROW(501, "a coding before chunks", HEAD("Transfer-Encoding: gzip, chunked\r\n")),
    ROW(501, "chunks twice in one", HEAD("Transfer-Encoding: chunked, chunked\r\n")),
    ROW(501, "xchunked", HEAD("Transfer-Encoding: xchunked\r\n")),
    ROW(501, "chunked in quotes", HEAD("Transfer-Encoding: \"chunked\"\r\n")),
    ROW(501, "an empty coding", HEAD("Transfer-Encoding:\r\n")),
    ROW(400, "two codings",
        HEAD("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")),
    ROW(400, "a vertical tab in the coding", HEAD("Transfer-Encoding: \vchunked\r\n")),
    ROW(400, "a blank before the colon", HEAD("Content-Length : 5\r\n")),
    ROW(400, "a tab before the colon", HEAD("Content-Length\t: 5\r\n")),
    ROW(400, "a folded line", HEAD("X: a\r\n b\r\n")),
    ROW(400, "a folded first line", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
    ROW(400, "a line without colon", HEAD("Host\r\n")),
    ROW(400, "a header without name", HEAD(": x\r\n")),
    ROW(400, "no host", "GET / HTTP/1.1\r\n\r\n"),
    ROW(400, "an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    ROW(400, "two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
    ROW(400, "two hosts alike", "GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n"),
    ROW(400, "two hosts in one", "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n"),
    ROW(400, "a host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"),
    ROW(400, "a host with a user", "GET / HTTP/1.1\r\nHost: a@x\r\n\r\n"),
    ROW(400, "a host with port 0", "GET / HTTP/1.1\r\nHost: x:0\r\n\r\n"),
    ROW(400, "a host with an empty port", "GET / HTTP/1.1\r\nHost: x:\r\n\r\n"),
    ROW(400, "NUL in a value", HEAD("X: a\0b\r\n")),
    ROW(400, "NUL in a name", HEAD("X\0: a\r\n")),
    ROW(400, "NUL in the target", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "DEL in a value", HEAD("X: a\x7f\r\n")),
    ROW(400, "a line ended by LF", "GET / HTTP/1.1\nHost: x\r\n\r\n"),
    ROW(400, "a header ended by LF", "GET / HTTP/1.1\r\nHost: x\n\r\n"),
    ROW(400, "the head ended by LF", "GET / HTTP/1.1\r\nHost: x\r\n\n"),
    ROW(400, "a CR within a value", HEAD("X: a\rY: b\r\n")),
    ROW(400, "two CRs at a line's end", HEAD("X: a\r\r\n")),
    ROW(400, "an empty line first", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "+5", HEAD("Content-Length: +5\r\n")),
    ROW(400, "-5", HEAD("Content-Length: -5\r\n")),
    ROW(400, "5 with junk", HEAD("Content-Length: 5x\r\n")),
    ROW(400, "0x5", HEAD("Content-Length: 0x5\r\n")),
    ROW(400, "05", HEAD("Content-Length: 05\r\n")),
    ROW(400, "no digits", HEAD("Content-Length:\r\n")),
    ROW(400, "more than fits", HEAD("Content-Length: 99999999999999999999\r\n")),
    ROW(400, "letters above ASCII in a name", HEAD("X\xc3\xa0: a\r\n")),
    ROW(400, "a quote in a name", HEAD("X\"Y: a\r\n")),
    ROW(400, "a method that is not a token", "GE(T / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "a long method", "ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(501, "an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(501, "TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(501, "a method in lower case", "get / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(501, "CONNECT", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n"),
    ROW(400, "two blanks before the target", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "two blanks after the target", "GET /  HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "a tab after the method", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "a blank in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "a blank after the version", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
    ROW(400, "no version", "GET /\r\nHost: x\r\n\r\n"),
    ROW(505, "HTTP/1.0", "GET / HTTP/1.0\r\nHost: x\r\n\r\n"),
    ROW(505, "HTTP/2.0", "GET / HTTP/2.0\r\nHost: x\r\n\r\n"),
    ROW(505, "HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n\r\n"),
    ROW(400, "http/1.1", "GET / http/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "HTTP/1.10", "GET / HTTP/1.10\r\nHost: x\r\n\r\n"),
    ROW(400, "HTTP/+1.1", "GET / HTTP/+1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "a target without slash", "GET a HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "* for GET", "GET * HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "the absolute form of another host",
        "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "the absolute form of another port",
        "GET http://x:81/ HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "the absolute form with a user",
        "GET http://a@x/ HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "the absolute form without path", "GET http://x HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "another scheme", "GET file:///etc HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "a fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(400, "raw UTF-8 in the target", "GET /h\xc3\xa0 HTTP/1.1\r\nHost: x\r\n\r\n"),
    ROW(417, "an unknown expectation", HEAD("Expect: 200-ok\r\n")),
    ROW(400, "a body with GET", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"),
    ROW(400, "chunks with HEAD",
        "HEAD / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"),
    ROW(400, "two cookies", HEAD("Cookie: a=1\r\nCookie: a=2\r\n")),
    ROW(400, "two content types",
        HEAD("Content-Type: text/plain\r\nContent-Type: text/html\r\n")),
    ROW(400, "a content type without slash", HEAD("Content-Type: text\r\n")),
    ROW(400, "two boundaries",
        HEAD("Content-Type: multipart/form-data; boundary=a; boundary=b\r\n")),
    ROW(415, "another charset", HEAD("Content-Type: text/plain; charset=latin1\r\n")),
    ROW(400, "a Connection that is no list", HEAD("Connection: cl(ose\r\n")),
};

/* The status it ends with: 0 accepted, -1 not ended. */
static int
read_pieces(Str bytes, size_t piece)
{
    struct head_scan    scan = { 0 };
    struct request      q = { 0 };
    struct http_refusal why = { 0 };
    size_t              length;

    for (size_t n = 0; n < bytes.n;) {
        n = n + piece < bytes.n ? n + piece : bytes.n;
        switch (http_head_scan(&scan, (Str){ bytes.p, n }, &length, &why)) {
        case HTTP_MORE:
            continue;
        case HTTP_REFUSED:
            return why.status;
        case HTTP_DONE:
            break;
        }
        if (http_head_parse(test_arena(), (Str){ bytes.p, length }, &q, &why) != ERR_OK)
            return why.status;
        return 0;
    }
    return -1;
}

void
test_web_http_parse__every_probe_is_answered_as_its_row_says(void)
{
    for (size_t i = 0; i < sizeof probe / sizeof probe[0]; i++) {
        Str bytes = { probe[i].bytes, probe[i].n };

        check(read_pieces(bytes, bytes.n) == probe[i].status, probe[i].why);
        check(read_pieces(bytes, 1) == probe[i].status, probe[i].why);
        check(read_pieces(bytes, 7) == probe[i].status, probe[i].why);
    }
}

/* -- sizes ----------------------------------------------------------------------------- */

static int
status_of(struct buf *b)
{
    int status = read_pieces(buf_str(b), b->n);

    check_int(read_pieces(buf_str(b), 1), status);
    buf_free(b);
    return status;
}

static void
fill_with(struct buf *b, char c, size_t n)
{
    while (n-- > 0)
        buf_byte(b, c);
}

static int
status_of_target(size_t n)
{
    struct buf b = BUF_MAX(100000);

    buf_add(&b, S("GET /"));
    fill_with(&b, 'a', n - 1);
    buf_add(&b, S(" HTTP/1.1\r\nHost: x\r\n\r\n"));
    return status_of(&b);
}

static int
status_of_header(size_t n, size_t times)
{
    struct buf b = BUF_MAX(100000);

    buf_add(&b, S("GET / HTTP/1.1\r\nHost: x\r\n"));
    for (size_t i = 0; i < times; i++) {
        buf_add(&b, S("X: "));
        fill_with(&b, 'a', n);
        buf_add(&b, S("\r\n"));
    }
    buf_add(&b, S("\r\n"));
    return status_of(&b);
}

void
test_web_http_parse__sizes_are_capped(void)
{
    struct buf endless = BUF_MAX(100000);

    check_int(status_of_target(HTTP_TARGET_MAX), 0);
    check_int(status_of_target(HTTP_TARGET_MAX + 1), 414);
    check_int(status_of_target(HTTP_LINE_MAX + 1), 414);
    check_int(status_of_header(4000, 1), 0);
    check_int(status_of_header(HTTP_LINE_MAX, 1), 431);
    check_int(status_of_header(4000, 5), 431);
    check_int(status_of_header(1, HTTP_HEADERS_MAX - 1), 0);
    check_int(status_of_header(1, HTTP_HEADERS_MAX), 431);
    fill_with(&endless, 'A', HTTP_LINE_MAX + 2);
    check_int(status_of(&endless), 414);
}

/* -- what is read out of it --------------------------------------------------------------- */

static struct request
parsed(const char *head)
{
    struct request      q = { 0 };
    struct http_refusal why = { 0, "" };

    check_ok(http_head_parse(test_arena(), str_of(head), &q, &why));
    return q;
}

void
test_web_http_parse__a_request_is_read(void)
{
    struct request q = parsed("PATCH /h%e1%bb%93-s%C6%A1/?a=1&b=x+y&a=%20 HTTP/1.1\r\n"
                              "Host: haiduong.example:8080\r\nconnection: Close\r\n"
                              "CONTENT-TYPE: Text/HTML ; charset=\"UTF-8\"\r\n"
                              "Content-Length: 12\r\n\r\n");

    check_int(q.method, HTTP_PATCH);
    check_str(q.path, S("/hồ-sơ/"));
    check_str(q.host, S("haiduong.example:8080"));
    check_int((int64_t)q.query.count, 3);
    check_str(q.query.at[2].value, S(" "));
    check_str(pairs_get(&q.query, S("b")), S("x y"));
    check_int((int64_t)pairs_count(&q.query, S("a")), 2);
    check_str(q.media, S("text/html"));
    check_int((int64_t)q.length, 12);
    check(!q.keep_alive, "Connection: close");
    check_str(request_header(&q, S("Connection")), S("Close"));
    check(request_header(&q, S("nothing")).p == NULL, "absent");
}

void
test_web_http_parse__the_absolute_form_gives_the_path(void)
{
    struct request q = parsed("GET http://x/y?z HTTP/1.1\r\nHost: x\r\n\r\n");

    check_str(q.path, S("/y"));
    check(pairs_has(&q.query, S("z")), "a name without value");
}

void
test_web_http_parse__the_boundary_is_read(void)
{
    struct request q = parsed("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n"
                              "Content-Type: multipart/form-data; boundary=\"a b\"\r\n\r\n");

    check_str(q.boundary, S("a b"));
    check_int(q.framing, HTTP_BODY_CHUNKED);
}

/* -- bodies --------------------------------------------------------------------------------- */

static const struct {
    const char *framing; /* a number, or "chunked" */
    const char *bytes, *content, *rest; /* content NULL: refused with `status` */
    int         status;
} body_row[] = {
    { "5", "helloGET", "hello", "GET", 0 },
    { "chunked", "5\r\nhello\r\n0\r\n\r\nGET", "hello", "GET", 0 },
    { "chunked", "1\r\na\r\n00A\r\n0123456789\r\n0\r\n\r\n", "a0123456789", "", 0 },
    { "chunked", "0\r\n\r\n", "", "", 0 },
    { "chunked", "5;x=y\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "5 \r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", " 5\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "+5\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "-5\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "0x5\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "5\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "5\r\nhelloX\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "5\r\nhello\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "5\r\nhello0\r\n\r\n", NULL, "", 400 },
    { "chunked", "\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "g\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "0\r\nTrailer: x\r\n\r\n", NULL, "", 400 },
    { "chunked", "0\r\n\n", NULL, "", 400 },
    { "chunked", "000000005\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n", NULL, "", 400 },
    { "chunked", "ffffffff\r\nhello\r\n0\r\n\r\n", NULL, "", 413 },
    { "chunked", "14\r\n01234567890123456789\r\n1\r\nx\r\n0\r\n\r\n", NULL, "", 413 },
};

static enum http_step
read_body(struct http_body *body, Str bytes, size_t piece, struct buf *out, size_t *used,
          struct http_refusal *why)
{
    enum http_step step = HTTP_MORE;

    for (size_t seen = 0; step == HTTP_MORE && *used < bytes.n;) {
        size_t n;
        Str    content;

        seen = seen + piece < bytes.n ? seen + piece : bytes.n;
        while (step == HTTP_MORE && *used < seen) {
            step = http_body_next(body, str_sub(bytes, *used, seen - *used), &n, &content, why);
            buf_add(out, content);
            *used += n;
        }
    }
    return step;
}

static void
check_body(size_t row, size_t piece)
{
    bool                chunked = str_eq(str_of(body_row[row].framing), S("chunked"));
    struct request      q = { .framing = chunked ? HTTP_BODY_CHUNKED : HTTP_BODY_LENGTH,
                              .length = chunked ? 0 : 5 };
    struct http_refusal why = { 0 };
    struct http_body    body;
    struct buf          out = BUF_MAX(1000);
    Str                 bytes = str_of(body_row[row].bytes);
    size_t              used = 0;
    enum http_step      step;

    check_ok(http_body_start(&body, &q, 20));
    step = read_body(&body, bytes, piece, &out, &used, &why);
    if (body_row[row].content != NULL) {
        check_int(step, HTTP_DONE);
        check_str(buf_str(&out), str_of(body_row[row].content));
        check_str(str_sub(bytes, used, bytes.n), str_of(body_row[row].rest));
    } else {
        check(step == HTTP_REFUSED, body_row[row].bytes);
        check(why.status == body_row[row].status, body_row[row].bytes);
    }
    buf_free(&out);
}

void
test_web_http_parse__bodies_are_framed_in_one_way(void)
{
    for (size_t i = 0; i < sizeof body_row / sizeof body_row[0]; i++) {
        check_body(i, 1000);
        check_body(i, 1);
        check_body(i, 3);
    }
}

void
test_web_http_parse__a_declared_length_is_judged_before_it_comes(void)
{
    struct request   q = { .framing = HTTP_BODY_LENGTH, .length = 21 };
    struct http_body body;

    check_err(http_body_start(&body, &q, 20), ERR_TOO_LARGE);
    q.length = 20;
    check_ok(http_body_start(&body, &q, 20));
}
