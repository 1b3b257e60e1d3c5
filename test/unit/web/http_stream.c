/* Answers made piece by piece, through real sockets: whole, cut short, for clients that
 * are slow or vanish, and when the server stops. */
#include <sys/socket.h>
#include <unistd.h>

#include "web/http_body.h"
#include "check.h"
#include "unit/web/http_rig.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define GET_LAST(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
#define WHOLE_MAX 60000000

/* Content of a chunked body that ends where it says; `rest` is what comes after. */
static bool
unchunk(Str answer, Str *out, Str *rest)
{
    struct request      q = { .framing = HTTP_BODY_CHUNKED };
    struct http_body    body;
    struct http_refusal why;
    struct buf          b = BUF_MAX(WHOLE_MAX);
    enum http_step      step = HTTP_MORE;
    ptrdiff_t           head = str_find(answer, S("\r\n\r\n"));
    Str                 piece;

    check(str_has(str_sub(answer, 0, (size_t)head), S("Transfer-Encoding: chunked")), "in chunks");
    check_ok(http_body_start(&body, &q, WHOLE_MAX));
    *rest = str_sub(answer, (size_t)head + 4, answer.n);
    while (step == HTTP_MORE && rest->n > 0) {
        size_t used;

        step = http_body_next(&body, *rest, &used, &piece, &why);
        buf_add(&b, piece);
        *rest = str_sub(*rest, used, rest->n);
    }
    *out = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return step == HTTP_DONE;
}

/* -- makers ----------------------------------------------------------------------- */

/* Makes pieces at once, each in the place of the one before. */
struct export {
    int        asked, pieces;
    size_t     size;
    atomic_int seen; /* asked, for the test's thread */
    char       piece[65536];
};

static void
make_piece(void *of, struct exchange *x)
{
    struct export *e = of;
    bool           last = ++e->asked == e->pieces;

    atomic_store(&e->seen, e->asked);
    memset(e->piece, 'a' + e->asked % 26, e->size);
    exchange_piece(x, (Str){ e->piece, e->size }, last ? PIECE_LAST : PIECE_MORE);
}

static bool
is_export(Str body, int pieces, size_t size)
{
    bool right = body.n == (size_t)pieces * size;

    for (size_t i = 0; right && i < body.n; i++)
        right = body.p[i] == 'a' + (int)(i / size + 1) % 26;
    return right;
}

static void
begin(struct exchange *x, http_more *more, void *context)
{
    exchange_stream(x, &(struct answer){ .status = 200, .type = S("text/csv") }, more, context);
}

/* A thread that makes pieces elsewhere, some of them empty. */
struct maker {
    struct rig *rig;
    int         pieces;
};

static void *
make_elsewhere(void *of)
{
    struct maker *m = of;
    char         *piece = mem_alloc(1000);

    memset(piece, 's', 1000);
    begin(rig_take(m->rig), rig_more, m->rig);
    for (int i = 0; i < m->pieces; i++)
        exchange_piece(rig_take(m->rig), (Str){ piece, i % 10 == 0 ? 0 : 1000 }, PIECE_MORE);
    exchange_piece(rig_take(m->rig), STR_NONE, PIECE_LAST);
    mem_free(piece);
    return NULL;
}

static void
mark(void *flag)
{
    atomic_store((atomic_bool *)flag, true);
}

static void
close_by_reset(int fd)
{
    struct linger reset = { .l_onoff = 1, .l_linger = 0 };

    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    client_close(fd);
}

/* Until nothing was asked for a while: the client is behind. */
static int
wait_until_behind(struct export *e)
{
    int before = -1;

    for (int i = 0; i < 100 && (atomic_load(&e->seen) != before || before <= 0); i++) {
        before = atomic_load(&e->seen);
        usleep(200000);
    }
    return before;
}

/* -- whole -------------------------------------------------------------------------- */

void
test_web_http_stream__pieces_from_another_thread_arrive_whole(void)
{
    struct rig   rig;
    struct maker m = { .rig = &rig, .pieces = 2000 };
    pthread_t    thread;
    int          fd;
    Str          body, rest;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/parked") GET_LAST("/after"));
    pthread_create(&thread, NULL, make_elsewhere, &m);
    check(unchunk(client_read_all(fd), &body, &rest), "to its last chunk");
    check_int((int64_t)body.n, 1800000);
    check(str_ends(rest, S("GET /after 0")), "and the connection goes on");
    pthread_join(thread, NULL);
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_stream__a_thousand_pieces_take_the_memory_of_one(void)
{
    struct rig    rig;
    struct export e = { .pieces = 1000, .size = 20000 };
    int           fd;
    Str           body, rest;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET_LAST("/parked"));
    begin(rig_take(&rig), make_piece, &e);
    check(unchunk(client_read_all(fd), &body, &rest) && rest.n == 0, "to its last chunk");
    check(is_export(body, 1000, 20000), "none was made anew before it was sent");
    check_int(e.asked, 1000);
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_stream__nothing_at_all_is_an_answer_too(void)
{
    struct rig    rig;
    struct export e = { .pieces = 1, .size = 0 };
    int           fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET_LAST("/parked"));
    begin(rig_take(&rig), make_piece, &e);
    check(str_ends(client_read_all(fd), S("\r\n\r\n0\r\n\r\n")), "the last chunk alone");
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_stream__for_head_nothing_is_made(void)
{
    struct rig    rig;
    struct export e = { .pieces = 3, .size = 10 };
    int           fd;
    Str           answer;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, "HEAD /parked HTTP/1.1\r\nHost: x\r\n\r\n");
    begin(rig_take(&rig), make_piece, &e);
    answer = client_read(fd);
    check(str_has(answer, S("Transfer-Encoding: chunked")), "the head of the same");
    client_send(fd, GET("/a"));
    check(str_ends(client_read(fd), S("GET /a 0")), "next on the same connection");
    check_int(e.asked, 0);
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_stream__a_bad_head_is_a_failure_and_nothing_is_made(void)
{
    static const struct header bad = { { "X", 1 }, { "a\r\nb: c", 7 } };
    static const struct answer heads[] = {
        { .status = 200, .headers = &bad, .header_count = 1 },
        { .status = 204 },
    };
    struct rig    rig;
    struct export e = { .pieces = 3, .size = 10 };

    rig_prepare(&rig);
    rig_start(&rig);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        int fd = client_open(&rig);

        client_send(fd, GET("/parked"));
        exchange_stream(rig_take(&rig), &heads[i], make_piece, &e);
        check_int(status_of_answer(client_read_all(fd)), 500);
        client_close(fd);
    }
    check_int(e.asked, 0);
    rig_stop(&rig);
}

/* -- cut short ------------------------------------------------------------------------ */

void
test_web_http_stream__one_broken_off_does_not_look_whole(void)
{
    struct rig rig;
    int        fd;
    Str        answer, body, rest;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/parked"));
    begin(rig_take(&rig), rig_more, &rig);
    exchange_piece(rig_take(&rig), S("half"), PIECE_MORE);
    exchange_piece(rig_take(&rig), S("not this"), PIECE_BROKEN);
    answer = client_read_all(fd);
    check(!unchunk(answer, &body, &rest), "no last chunk");
    check_str(body, S("half"));
    client_close(fd);
    rig_stop(&rig);
}

void
test_web_http_stream__a_client_gone_while_a_piece_is_made_frees_nothing(void)
{
    struct rig       rig;
    struct exchange *x;
    atomic_bool      freed = false;
    int              fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/parked"));
    x = rig_take(&rig);
    arena_defer(exchange_arena(x), mark, &freed);
    begin(x, rig_more, &rig);
    exchange_piece(rig_take(&rig), S("first"), PIECE_MORE);
    x = rig_take(&rig);
    close_by_reset(fd);
    rig_wait_closed(&rig);
    check(!atomic_load(&freed), "the maker has it still");
    check_str(exchange_request(x)->path, S("/parked"));
    exchange_piece(x, str_copy(exchange_arena(x), S("late")), PIECE_MORE);
    rig_stop(&rig);
    check(atomic_load(&freed), "and no longer");
    check_int(rig.parked_count, 0);
}

void
test_web_http_stream__a_client_gone_in_the_middle_is_asked_for_no_more(void)
{
    struct rig       rig;
    struct export    e = { .pieces = 1000, .size = 65536 };
    struct exchange *x;
    atomic_bool      freed = false;
    int              fd, asked;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/parked"));
    x = rig_take(&rig);
    arena_defer(exchange_arena(x), mark, &freed);
    begin(x, make_piece, &e);
    asked = wait_until_behind(&e);
    close_by_reset(fd);
    rig_wait_closed(&rig);
    check(atomic_load(&freed), "what it held is free");
    check_int(e.asked, asked);
    rig_stop(&rig);
}

/* -- slow clients ------------------------------------------------------------------------ */

void
test_web_http_stream__slow_clients_hold_nobody(void)
{
    enum { CLIENTS = 3, PIECES = 300 };
    struct rig    rig;
    struct export e[CLIENTS];
    int           fd[CLIENTS];
    Str           body, rest;

    rig_prepare(&rig);
    rig.options.loops = 1;
    rig_start(&rig);
    for (int i = 0; i < CLIENTS; i++) {
        memset(&e[i], 0, sizeof e[i]);
        e[i].pieces = PIECES;
        e[i].size = sizeof e[i].piece;
        fd[i] = client_open(&rig);
        client_send(fd[i], GET_LAST("/parked"));
        begin(rig_take(&rig), make_piece, &e[i]);
    }
    for (int i = 0; i < CLIENTS; i++)
        check(wait_until_behind(&e[i]) < PIECES, "no more is made than the client takes");
    check_int(status_of_answer(client_ask(&rig, GET("/a"))), 200);
    for (int i = 0; i < CLIENTS; i++) {
        check(unchunk(client_read_all(fd[i]), &body, &rest), "to its last chunk");
        check(is_export(body, PIECES, sizeof e[i].piece), "as it was made");
        client_close(fd[i]);
    }
    rig_stop(&rig);
}

void
test_web_http_stream__a_client_that_reads_nothing_is_let_go(void)
{
    struct rig    rig;
    struct export e = { .pieces = 1000, .size = 65536 };
    int           fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/parked"));
    begin(rig_take(&rig), make_piece, &e);
    (void)wait_until_behind(&e);
    rig_pass(&rig, TIME_DAY);
    rig_wait_closed(&rig);
    client_close(fd);
    rig_stop(&rig);
}

/* A day for the first piece; then a client that is behind has its grace still. */
void
test_web_http_stream__the_time_of_making_is_not_the_clients(void)
{
    struct rig         rig;
    struct http_counts counts;
    struct exchange   *x;
    int                fd;
    Str                large, body, rest;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET_LAST("/parked"));
    begin(rig_take(&rig), rig_more, &rig);
    x = rig_take(&rig);
    rig_pass(&rig, TIME_DAY);
    usleep(300000); /* some ticks, in which an elapsed timer would be seen */
    large = (Str){ arena_alloc(test_arena(), 32000000), 32000000 };
    exchange_piece(x, large, PIECE_LAST);
    usleep(300000);
    rig_pass(&rig, HTTP_GRACE_TIME / 2);
    usleep(300000);
    http_server_counts(rig.server, &counts);
    check_int((int64_t)counts.open, 1);
    check(unchunk(client_read_all(fd), &body, &rest) && body.n == large.n, "to its last chunk");
    client_close(fd);
    rig_stop(&rig);
}

/* -- stopping -------------------------------------------------------------------------------- */

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
test_web_http_stream__stopping_lets_one_finish(void)
{
    struct rig       rig;
    struct stopping  s = { .patience = TIME_HOUR };
    struct exchange *x;
    pthread_t        stopper;
    int              fd, idle;
    Str              body, rest;

    rig_prepare(&rig);
    rig.options.loops = 1; /* so that the idle one's end tells that the loop knows */
    rig_start(&rig);
    idle = client_open(&rig);
    client_send(idle, GET("/a"));
    check_int(status_of_answer(client_read(idle)), 200);
    fd = client_open(&rig);
    client_send(fd, GET("/parked"));
    begin(rig_take(&rig), rig_more, &rig);
    exchange_piece(rig_take(&rig), S("first, "), PIECE_MORE);
    x = rig_take(&rig);
    s.server = rig.server;
    pthread_create(&stopper, NULL, stop_server, &s);
    check(client_is_closed(idle), "idle connections go at once");
    exchange_piece(x, S("second, "), PIECE_MORE);
    exchange_piece(rig_take(&rig), S("third"), PIECE_LAST);
    check(unchunk(client_read_all(fd), &body, &rest), "to its last chunk");
    check_str(body, S("first, second, third"));
    pthread_join(stopper, NULL);
    client_close(fd);
    client_close(idle);
}

void
test_web_http_stream__stopping_waits_for_the_maker_alone(void)
{
    struct rig       rig;
    struct stopping  s = { .patience = TIME_SECOND };
    struct exchange *x;
    pthread_t        stopper;
    int              fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, GET("/parked"));
    begin(rig_take(&rig), rig_more, &rig);
    x = rig_take(&rig);
    check_int(status_of_answer(client_read(fd)), 200);
    s.server = rig.server;
    pthread_create(&stopper, NULL, stop_server, &s);
    do { /* passing a second once would race the stop's own reading of the clock */
        rig_pass(&rig, TIME_SECOND);
        usleep(1000);
    } while (recv(fd, (char[1]){ 0 }, 1, MSG_DONTWAIT) < 0);
    check(!atomic_load(&s.stopped), "not before the piece comes back");
    exchange_piece(x, S("too late"), PIECE_MORE);
    pthread_join(stopper, NULL);
    client_close(fd);
}
