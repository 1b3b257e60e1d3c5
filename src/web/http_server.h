/* web/http_server.h -- an epoll loop per core, and requests handed to one
 * function.  Floor 11.
 *
 * Each loop is a thread that never waits for a disk, a lock held long or
 * another loop.  A complete request becomes a `struct exchange`, which the
 * handler answers at once or parks; any thread answers it later, and the answer
 * is handed back to its loop.
 *
 *     handler ──┬─ exchange_answer ───────────────────────────┐
 *               └─ (parked) … any thread … exchange_answer ─ mail ─ loop ─ client
 *
 * Invariant: every exchange handed out is answered exactly once, by
 * exchange_answer or exchange_stream.  Until then it and its arena are valid, even
 * if the client has vanished; afterwards neither may be touched, save between a
 * stream's `more` and its exchange_piece.
 */
#ifndef WEB_HTTP_SERVER_H
#define WEB_HTTP_SERVER_H

#include "web/http_parse.h"

struct exchange;
struct http_server;

/* What a handler answers.  Texts and headers are *kept* until sent: they live
 * in the exchange's arena or for ever. */
struct answer {
    int                  status;
    Str                  type; /* of the content; none when there is none */
    const struct header *headers;
    size_t               header_count;
    Str                  body;
    int                  file; /* instead of body when above 0: *gives* the descriptor */
    uint64_t             file_length; /* sent from its start */
    bool                 close;
};

typedef void http_handler(void *context, struct exchange *x);

/* Decides by the head alone, on the loop's thread, what body may follow. */
struct http_admission {
    struct http_refusal refuse; /* answered instead when its status is not 0 */
    uint64_t max_body; /* 0: no body */
    bool     even_busy; /* answered even when busy: health, metrics */
    /* multipart/form-data is accepted only with a spool folder. */
    Str      spool;
    uint64_t max_file; /* per file; max_body holds for all together */
    size_t   max_files;
};
typedef void http_admit(void *context, const struct request *head, struct http_admission *out);

/* Fills the answer for what the toolkit itself refuses.  `request` may be NULL
 * (its head could not be read).  The default is one line of plain text. */
typedef void http_page(void *context, const struct request *request, struct http_refusal,
                       struct arena *arena, struct answer *out);

struct http_options {
    const struct clock *clock; /* for the Date header */
    Time (*monotonic)(void *context); /* for timeouts */
    void *monotonic_context;

    http_handler *handle;
    http_admit   *admit; /* NULL: no bodies */
    http_page    *page;  /* NULL: plain text */
    bool (*busy)(void *context); /* NULL: never; true: 503 with Retry-After */
    /* NULL, or called by a loop that handed requests over, before it sleeps or reads
     * on: the moment to wake whoever answers, with all of them at once. */
    void (*handed)(void *context, int loop);
    void *context; /* given to all five */

    int    loops;           /* at least 1 */
    size_t max_connections; /* 0: 10,000; one more is answered 503 and closed */
    size_t max_per_address; /* 0: no limit, as behind a proxy */
    size_t max_parked;      /* 0: no limit; past it new requests are answered 503 */
    Time   head_time, idle_time, grace_time; /* 0: as in http_limits.h */
};

/* Opening comes before dropping privileges, serving after.
 * "127.0.0.1:8080", "[::1]:0".  ERR_MALFORMED: not an address; ERR_CONFLICT:
 * taken; ERR_FORBIDDEN; ERR_INTERNAL: see errno. */
enum err http_listen(Str address, int *out_fd) MUST_USE;
/* A socket in the file system, mode 0600, replacing one nobody listens at. */
enum err http_listen_unix(Str path, int *out_fd) MUST_USE;
int http_port(int fd); /* of a listening socket, for port 0 */

/* Starts the loops; *gives* the listening sockets to the server.  The options
 * are copied; the clock they point to is *kept*. */
enum err http_server_start(const struct http_options *, const int *listening, size_t count,
                           struct http_server **out) MUST_USE;

/* Stops accepting, lets requests in flight finish for `patience`, then closes
 * what is left.  Returns, with the server freed, once every exchange handed out
 * has been answered: so stop this before what answers. */
void http_server_stop(struct http_server *, Time patience);

struct http_counts {
    uint64_t connections, requests, refused, turned_away; /* since the start */
    uint64_t open, parked;                                /* now */
};
void http_server_counts(const struct http_server *, struct http_counts *out);

const struct request *exchange_request(const struct exchange *);
struct arena         *exchange_arena(struct exchange *);
int                   exchange_loop(const struct exchange *); /* 0 … loops-1 */

/* From any thread, once.  *copies* the struct, *keeps* what it points to. */
void exchange_answer(struct exchange *, const struct answer *);

/* An answer whose length is not known, sent in chunks as it is made.  In place of
 * exchange_answer, with no body in `head`.  The loop calls `more` on its own thread
 * when all that was made is sent: never while a client is behind, and never again
 * once it is gone, so what the maker holds belongs in the exchange's arena. */
typedef void http_more(void *context, struct exchange *);
void exchange_stream(struct exchange *, const struct answer *head, http_more *, void *context);

enum piece {
    PIECE_MORE,  /* ask again; bytes may be none */
    PIECE_LAST,
    PIECE_BROKEN /* the connection is cut, so that the client knows it has not all */
};
/* Once after each `more`, from any thread, within it or later.  *keeps* the bytes
 * until `more` is called again or the exchange's arena is reset. */
void exchange_piece(struct exchange *, Str bytes, enum piece);

#endif
