/* The server through real sockets: kept and pipelined connections, refusals,
 * clients that are slow or vanish, answers from other threads, stopping. */
#include "web/http_server.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "check.h"
#include "unit/web/http_rig.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define POST(path, rest) "POST " path " HTTP/1.1\r\nHost: x\r\n" rest

static void
check_has(Str answer, const char *part)
{
    check(str_has(answer, str_of(part)), part);
}

/* -- requests and answers ---------------------------------------- */

void
test_web_http_server__an_answer_is_whole(void)
{
    struct rig rig;
    Str        answer;

    rig_prepare(&rig);
    rig_start(&rig);
    answer = client_ask(&rig, GET("/a"));
    check_str(answer, S("HTTP/1.1 200 OK\r\nDate: Mon, 01 Jul 2024 00:30:00 GMT\r\n"
                        "Content-Type: text/plain\r\nContent-Length: 8\r\n\r\nGET /a 0"));
    rig_stop(&rig);
}

void
test_web_http_server__kept_connections_serve_one_request_after_another(void)
{
    struct rig rig;
    int        fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    for (int i = 0; i < 100; i++) {
        client_send(fd, GET("/a"));
        check(str_ends(client_read(fd), S("GET /a 0")), "answered");
    }
    client_send(fd, "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    check_has(client_read_all(fd), "Connection: close\r\n");
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_server__bytes_may_come_one_by_one(void)
{
    static const char text[] = POST("/a", "Content-Length: 3\r\n\r\nabc")
        POST("/b", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n") GET("/c");
    struct rig rig;
    int        fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    for (size_t i = 0; i + 1 < sizeof text; i++)
        client_send(fd, (char[]){ text[i], '\0' });
    check(str_ends(client_read(fd), S("POST /a 3")), "first");
    check(str_ends(client_read(fd), S("POST /b 2")), "second");
    check(str_ends(client_read(fd), S("GET /c 0")), "third");
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_server__pipelined_requests_are_answered_in_order(void)
{
    struct rig rig;
    struct buf b = BUF_MAX(1000000);
    Str        all, rest;

    rig_prepare(&rig);
    rig_start(&rig);
    for (int i = 0; i < 500; i++)
        buf_format(&b, "POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", i);
    buf_byte(&b, '\0');
    all = client_ask(&rig, b.p);
    rest = all;
    for (int i = 0; i < 500; i++) {
        Str       expected = str_format(test_arena(), "POST /%d 3", i);
        ptrdiff_t at = str_find(rest, expected);

        check(at > 0, "in order");
        rest = str_sub(rest, (size_t)at + expected.n, rest.n);
    }
    check_int((int64_t)rest.n, 0);
    buf_free(&b);
    rig_stop(&rig);
}

void
test_web_http_server__bodies_and_forms_are_read(void)
{
    struct rig rig;

    rig_prepare(&rig);
    rig_start(&rig);
    check_has(client_ask(&rig, POST("/f", "Content-Length: 11\r\nContent-Type: "
                                          "application/x-www-form-urlencoded\r\n\r\na=1&b=%41+x")),
              "POST /f 0 a=1 b=A x");
    check_int(status_of_answer(
                  client_ask(&rig, POST("/f", "Content-Length: 3\r\nContent-Type: "
                                              "application/x-www-form-urlencoded\r\n\r\na=%"))),
              400);
    check_has(client_ask(&rig, POST("/e", "Content-Length: 0\r\n\r\n")), "POST /e 0");
    check_has(client_ask(&rig, POST("/e", "\r\n")), "POST /e 0");
    rig_stop(&rig);
}

void
test_web_http_server__head_and_not_modified_have_no_body(void)
{
    struct rig rig;
    Str        answer;

    rig_prepare(&rig);
    rig_start(&rig);
    answer = client_ask(&rig, "HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
    check_has(answer, "Content-Length: 11\r\n");
    check(str_ends(answer, S("\r\n\r\n")), "no body");
    answer = client_ask(&rig, GET("/none"));
    check_int(status_of_answer(answer), 304);
    check(!str_has(answer, S("Content-Length")), "nothing to measure");
    rig_stop(&rig);
}

void
test_web_http_server__large_answers_and_files_arrive_whole(void)
{
    struct rig rig;
    Str        answer;

    rig_prepare(&rig);
    rig_start(&rig);
    answer = client_ask(&rig, GET("/large"));
    check_has(answer, "Content-Length: 8388608\r\n");
    check(answer.n > 8388608 && answer.p[answer.n - 1] == 'L', "to the last byte");
    check(str_ends(client_ask(&rig, GET("/file")), S("\r\n\r\nfrom a file")), "file");
    check(str_ends(client_ask(&rig, "HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n"), S("\r\n\r\n")),
          "no file for HEAD");
    rig_stop(&rig);
}

void
test_web_http_server__a_header_with_a_line_end_is_not_sent(void)
{
    struct rig rig;
    Str        answer;

    rig_prepare(&rig);
    rig_start(&rig);
    answer = client_ask(&rig, GET("/bad-header"));
    check_int(status_of_answer(answer), 500);
    check(!str_has(answer, S("Set-Cookie")), "not split");
    rig_stop(&rig);
}

/* -- refusals ---------------------------------------- */

void
test_web_http_server__what_is_refused_is_answered_and_cut(void)
{
    static const struct {
        int         status;
        const char *text;
    } row[] = {
        { 400, "GET /\r\n\r\n" GET("/") },
        { 400, POST("/", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "0\r\n\r\n" GET("/")) },
        { 400, POST("/", "Transfer-Encoding: chunked\r\n\r\n0;x\r\n\r\n" GET("/")) },
        { 501, POST("/", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" GET("/")) },
        { 505, "GET / HTTP/1.0\r\nHost: x\r\n\r\n" },
        { 413, POST("/", "Content-Length: 1001\r\n\r\n" GET("/")) },
        { 413, POST("/", "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n") },
        { 413, POST("/no-body", "Content-Length: 1\r\n\r\na" GET("/")) },
        { 413, POST("/", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" GET("/")) },
        { 415, POST("/", "Content-Length: 5\r\nContent-Type: multipart/form-data; boundary=x"
                         "\r\n\r\n" GET("/")) },
        { 404, POST("/nothing", "Content-Length: 5\r\n\r\nhello" GET("/")) },
    };
    struct rig rig;

    rig_prepare(&rig);
    rig_start(&rig);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        Str answer = client_ask(&rig, row[i].text);

        check(status_of_answer(answer) == row[i].status, row[i].text);
        check(str_has(answer, S("Connection: close\r\n")), row[i].text);
        check(!str_has(answer, S("HTTP/1.1 200")), "what follows is not read");
    }
    check_int(atomic_load(&rig.handled), 0);
    rig_stop(&rig);
}

void
test_web_http_server__a_client_that_asks_is_told_to_go_on(void)
{
    struct rig rig;
    int        fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, POST("/", "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
    check_str(client_read(fd), S("HTTP/1.1 100 Continue\r\n\r\n"));
    client_send(fd, "hello");
    check(str_ends(client_read(fd), S("POST / 5")), "answered");
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_server__when_busy_it_says_so_early(void)
{
    struct rig rig;
    Str        answer;
    int        fd;

    rig_prepare(&rig);
    rig_start(&rig);
    atomic_store(&rig.busy, true);
    fd = client_open(&rig);
    client_send(fd, GET("/a"));
    answer = client_read(fd);
    check_int(status_of_answer(answer), 503);
    check_has(answer, "Retry-After: 2\r\n");
    client_send(fd, GET("/healthz"));
    check_int(status_of_answer(client_read(fd)), 200);
    atomic_store(&rig.busy, false);
    client_send(fd, GET("/a"));
    check_int(status_of_answer(client_read(fd)), 200);
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_server__parked_requests_are_capped(void)
{
    struct rig rig;
    int        one, two;

    rig_prepare(&rig);
    rig.options.max_parked = 1;
    rig_start(&rig);
    one = client_open(&rig);
    two = client_open(&rig);
    client_send(one, GET("/parked"));
    struct exchange *x = rig_take(&rig);
    client_send(two, GET("/a"));
    check_int(status_of_answer(client_read(two)), 503);
    exchange_answer(x, &(struct answer){ .status = 204 });
    check_int(status_of_answer(client_read(one)), 204);
    client_send(two, GET("/a"));
    check_int(status_of_answer(client_read(two)), 200);
    client_close(one);
    client_close(two);
    rig_stop(&rig);
}

void
test_web_http_server__one_connection_too_many_is_turned_away(void)
{
    struct rig rig;
    int        one, two;

    rig_prepare(&rig);
    rig.options.max_connections = 2;
    rig_start(&rig);
    one = client_open(&rig);
    two = client_open(&rig);
    client_send(one, GET("/a"));
    client_send(two, GET("/a"));
    check_int(status_of_answer(client_read(one)), 200);
    check_int(status_of_answer(client_read(two)), 200);
    check_int(status_of_answer(client_ask(&rig, "")), 503);
    client_close(one);
    client_close(two);
    rig_stop(&rig);
}

void
test_web_http_server__connections_of_one_address_can_be_limited(void)
{
    struct rig         rig;
    struct http_counts counts;
    int                one;

    rig_prepare(&rig);
    rig.options.max_per_address = 1;
    rig_start(&rig);
    for (int i = 0; i < 3; i++) {
        one = client_open(&rig);
        client_send(one, GET("/a"));
        check_int(status_of_answer(client_read(one)), 200);
        check_int(status_of_answer(client_ask(&rig, "")), 503);
        client_close(one);
        rig_wait_closed(&rig);
    }
    http_server_counts(rig.server, &counts);
    check_int((int64_t)counts.connections, 3);
    check_int((int64_t)counts.turned_away, 3);
    rig_stop(&rig);
}

/* Descriptors run out: it waits instead of spinning, and serves when there are some. */
void
test_web_http_server__it_outlasts_a_want_of_descriptors(void)
{
    struct rig         rig;
    struct rlimit      before, now;
    struct http_counts counts;
    int                fd;

    rig_prepare(&rig);
    rig_start(&rig);
    getrlimit(RLIMIT_NOFILE, &before);
    fd = dup(0); /* the lowest free one: none above it may be opened */
    now = (struct rlimit){ .rlim_cur = (rlim_t)fd + 1, .rlim_max = before.rlim_max };
    close(fd);
    setrlimit(RLIMIT_NOFILE, &now);
    fd = client_open(&rig); /* takes it; the kernel completes the connection */
    client_send(fd, GET("/a"));
    usleep(50000);
    http_server_counts(rig.server, &counts);
    check_int((int64_t)counts.connections, 0);
    setrlimit(RLIMIT_NOFILE, &before);
    check_int(status_of_answer(client_read(fd)), 200);
    client_close(fd);
    rig_stop(&rig);
}

/* -- slow clients: the server's clock is moved by hand ---------------------------------------- */

void
test_web_http_server__a_head_that_does_not_end_is_given_up(void)
{
    struct rig rig;
    int        silent, slow;

    rig_prepare(&rig);
    rig_start(&rig);
    silent = client_open(&rig);
    slow = client_open(&rig);
    client_send(slow, GET("/a") "GET / HT");
    check_int(status_of_answer(client_read(slow)), 200);
    rig_pass(&rig, HTTP_HEAD_TIME + TIME_SECOND);
    check_int(status_of_answer(client_read(slow)), 408);
    check(client_is_closed(slow), "and cut");
    check(client_is_closed(silent), "one that never spoke is closed without a word");
    client_close(silent);
    client_close(slow);
    rig_stop(&rig);
}

void
test_web_http_server__a_served_connection_may_idle_for_longer(void)
{
    struct rig rig;
    int        fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/a"));
    check_int(status_of_answer(client_read(fd)), 200);
    rig_pass(&rig, HTTP_HEAD_TIME + TIME_SECOND);
    client_send(fd, GET("/a"));
    check_int(status_of_answer(client_read(fd)), 200);
    rig_pass(&rig, HTTP_IDLE_TIME + TIME_SECOND);
    check(client_is_closed(fd), "at last");
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_server__a_body_that_trickles_is_given_up(void)
{
    struct rig rig;
    int        fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, POST("/", "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
    check_int(status_of_answer(client_read(fd)), 100);
    client_send(fd, "a");
    rig_pass(&rig, HTTP_GRACE_TIME + TIME_SECOND);
    check_int(status_of_answer(client_read(fd)), 408);
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_server__a_client_that_does_not_read_is_let_go(void)
{
    struct rig rig;
    int        fd;
    char       c;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/large"));
    check(recv(fd, &c, 1, MSG_PEEK) == 1, "the answer has begun");
    rig_pass(&rig, TIME_DAY); /* far past what eight megabytes may take */
    rig_wait_closed(&rig);
    client_close(fd);
    rig_stop(&rig);
}

/* -- answers from elsewhere ---------------------------------------- */

void
test_web_http_server__parked_requests_are_answered_by_another_thread(void)
{
    struct rig rig;
    int        fd[8];

    rig_prepare(&rig);
    rig_start(&rig);
    for (int i = 0; i < 8; i++) {
        fd[i] = client_open(&rig);
        client_send(fd[i], GET("/parked") GET("/after"));
    }
    for (int i = 0; i < 8; i++) {
        struct exchange *x = rig_take(&rig);
        Str body = str_format(exchange_arena(x), "loop %d of 2", exchange_loop(x));

        exchange_answer(x, &(struct answer){ .status = 201, .body = body });
    }
    for (int i = 0; i < 8; i++) {
        check_int(status_of_answer(client_read(fd[i])), 201);
        check(str_ends(client_read(fd[i]), S("GET /after 0")), "in order");
        client_close(fd[i]);
    }
    rig_stop(&rig);
}

void
test_web_http_server__an_exchange_outlives_its_client(void)
{
    struct rig         rig;
    struct http_counts counts;
    struct exchange   *x;
    struct linger      reset = { .l_onoff = 1, .l_linger = 0 };
    int                fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/parked"));
    x = rig_take(&rig);
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    client_close(fd); /* resets the connection */
    rig_wait_closed(&rig);
    http_server_counts(rig.server, &counts);
    check_int((int64_t)counts.parked, 1);
    check_str(exchange_request(x)->path, S("/parked"));
    exchange_answer(x, &(struct answer){ .status = 200,
                                         .body = str_copy(exchange_arena(x), S("late")) });
    rig_stop(&rig);
}

/* -- stopping ---------------------------------------- */

struct stopping {
    struct http_server *server;
    Time                patience;
    atomic_bool         stopped;
};

static void *
stop_server(void *of)
{
    struct stopping *s = of;

    http_server_stop(s->server, s->patience);
    atomic_store(&s->stopped, true);
    return NULL;
}

void
test_web_http_server__stopping_lets_requests_in_flight_finish(void)
{
    struct rig       rig;
    struct stopping  s = { .patience = TIME_HOUR };
    struct exchange *x;
    pthread_t        stopper;
    int              idle, parked;
    Str              answer;

    rig_prepare(&rig);
    rig.options.loops = 1; /* so that the idle one's end tells that the other's loop knows */
    rig_start(&rig);
    idle = client_open(&rig);
    parked = client_open(&rig);
    client_send(idle, GET("/a"));
    check_int(status_of_answer(client_read(idle)), 200);
    client_send(parked, GET("/parked") GET("/never"));
    x = rig_take(&rig);
    s.server = rig.server;
    pthread_create(&stopper, NULL, stop_server, &s);
    check(client_is_closed(idle), "idle connections go at once");
    check(!atomic_load(&s.stopped), "it waits for the parked one");
    exchange_answer(x, &(struct answer){ .status = 200, .body = S("in time") });
    answer = client_read_all(parked);
    check_has(answer, "Connection: close\r\n");
    check(str_ends(answer, S("in time")), "the next is not begun");
    client_close(idle);
    client_close(parked);
    pthread_join(stopper, NULL);
}

void
test_web_http_server__stopping_has_an_end(void)
{
    struct rig       rig;
    struct stopping  s = { .patience = TIME_SECOND };
    struct exchange *x;
    pthread_t        stopper;
    int              half, parked;

    rig_prepare(&rig);
    rig_start(&rig);
    half = client_open(&rig);
    parked = client_open(&rig);
    client_send(half, "GET /a HT");
    client_send(parked, GET("/parked"));
    x = rig_take(&rig);
    s.server = rig.server;
    pthread_create(&stopper, NULL, stop_server, &s);
    /* Passing a second once would race the stop's own reading of the clock. */
    do {
        rig_pass(&rig, TIME_SECOND);
        usleep(1000);
    } while (recv(parked, (char[1]){ 0 }, 1, MSG_DONTWAIT) < 0);
    check(!atomic_load(&s.stopped), "not before the exchange comes back");
    exchange_answer(x, &(struct answer){ .status = 200 });
    pthread_join(stopper, NULL);
    client_close(half);
    client_close(parked);
}

/* -- where it listens ---------------------------------------- */

void
test_web_http_server__a_local_socket_knows_who_asks(void)
{
    struct rig         rig;
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    Str                path = str_format(test_arena(), "%s/sock", test_folder());
    int                listening, left_over, fd = socket(AF_UNIX, SOCK_STREAM, 0);

    rig_prepare(&rig);
    check_ok(http_listen_unix(path, &left_over));
    check_err(http_listen_unix(path, &listening), ERR_CONFLICT);
    close(left_over); /* as a killed process leaves it */
    check_ok(http_listen_unix(path, &listening));
    check_ok(http_server_start(&rig.options, &listening, 1, &rig.server));
    memcpy(to.sun_path, path.p, path.n);
    check(connect(fd, (struct sockaddr *)&to, sizeof to) == 0, "connects");
    client_send(fd, GET("/who"));
    check(str_ends(client_read(fd), str_format(test_arena(), "uid %u", getuid())), "my own uid");
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_server__addresses_to_listen_at(void)
{
    static const struct {
        const char *text;
        enum err    err;
    } row[] = {
        { "127.0.0.1:0", ERR_OK },     { "localhost:0", ERR_OK },
        { "[::1]", ERR_MALFORMED },    { "127.0.0.1", ERR_MALFORMED },
        { "127.0.0.1:", ERR_MALFORMED }, { "127.0.0.1:65536", ERR_MALFORMED },
        { ":80", ERR_MALFORMED },      { "example.vn:80", ERR_MALFORMED },
        { "[::1:80", ERR_MALFORMED },  { "", ERR_MALFORMED },
        { "127.0.0.1:+1", ERR_MALFORMED },
    };
    Str taken;
    int fd, other;

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        fd = -1;
        check(http_listen(str_of(row[i].text), &fd) == row[i].err, row[i].text);
        if (fd >= 0)
            close(fd);
    }
    check_ok(http_listen(S("127.0.0.1:0"), &fd));
    taken = str_format(test_arena(), "127.0.0.1:%d", http_port(fd));
    check_err(http_listen(taken, &other), ERR_CONFLICT);
    close(fd);
}
