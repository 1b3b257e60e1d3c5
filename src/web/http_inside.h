/* web/http_inside.h -- what the files of the server share, for no one else.
 * Floor 11.
 *
 * A connection is small and lives as long as its socket.  An exchange is large
 * (buffers, arena), is lent to a connection while a request is under way, and
 * goes back to its loop's pool: idle connections hold none.  Both belong to one
 * loop; a parked exchange is its holder's until its letter is read by the loop.
 *
 *     HEAD → BODY → SYNC → HANDED → WRITE → HEAD …      (kept connection)
 *       └──────┴──────┴─ refused ───┘ └→ LINGER → closed
 */
#ifndef WEB_HTTP_INSIDE_H
#define WEB_HTTP_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "web/http_body.h"
#include "web/http_server.h"
#include "web/http_timer.h"

#define IN_SIZE       (2 * HTTP_HEAD_MAX)
#define SPARES_MAX    64   /* exchanges a loop keeps for the next requests */
#define BODY_KEPT_MAX ((size_t)64 * 1024)
#define STREAM_RING   ((size_t)64 * 1024)
#define STREAM_PIECE  ((size_t)16 * 1024)

/* -- mail: how another thread hands something to a loop --------------------------- */

enum letter_kind {
    LETTER_CONNECTION, /* dealt by loop 0 */
    LETTER_ANSWER,     /* the exchange was answered, or its stream begun */
    LETTER_STREAM,     /* there is something to send, or room was made */
    LETTER_END,        /* the stream's writer is done with the exchange */
    LETTER_SYNCED,     /* its files are with the disk */
};

struct letter {
    struct letter   *next;
    enum letter_kind kind;
    void            *of; /* struct conn or struct exchange */
};

/* -- one request and its answer --------------------------------------------------- */

struct stream {
    pthread_mutex_t lock;
    pthread_cond_t  room;
    size_t          from, n; /* of ring; under lock */
    bool            gone;    /* the client; under lock */
    atomic_bool     told;    /* a LETTER_STREAM is under way */
    bool            whole;   /* by the writer, before LETTER_END */
    bool            ended;   /* by the loop, at LETTER_END */
    bool            closed;  /* the last chunk has been framed */
    bool            broken;  /* its head could not be sent */
    char            ring[STREAM_RING];
};

struct exchange {
    struct loop          *loop;
    struct conn          *conn; /* NULL once the client has vanished */
    struct exchange      *next; /* in the pool, or waiting for the disk */
    struct arena         *arena;
    struct request        request;
    struct http_admission admission;
    struct head_scan      scan;
    struct http_body      body;
    struct buf            body_bytes;
    struct multipart     *multipart; /* NULL unless the body is such a form */
    enum err              synced;
    bool                  head_read;     /* request is usable */
    bool                  in_handler;    /* by the loop's thread */
    bool                  answered_here; /* within the handler */
    atomic_bool           answered;
    struct answer         answer;
    struct stream        *stream;
    struct letter         letter, stream_letter, end_letter, sync_letter;

    struct buf out;     /* head and small body, or a framed piece of a stream */
    size_t     out_at;  /* of out and then answer.body */
    uint64_t   file_at;

    Time   started; /* first byte of the request */
    size_t head_n;  /* of in: what the request's texts point to */
    size_t in_n;
    char   in[IN_SIZE];
};

/* -- one connection ----------------------------------------------------------------- */

enum source { SOURCE_CONNECTION, SOURCE_LISTENER, SOURCE_MAIL };

enum conn_state { CONN_HEAD, CONN_BODY, CONN_SYNC, CONN_HANDED, CONN_WRITE, CONN_LINGER };

struct conn {
    enum source      source; /* first: epoll gives a pointer to it */
    enum conn_state  state;
    int              fd; /* -1 once closed, until the loop frees it */
    struct loop     *loop;
    struct exchange *x;
    struct conn     *next, **back; /* the loop's connections */
    struct conn     *later;        /* in loop->again or loop->dead */
    bool             queued;       /* in loop->again */
    bool             readable, writable;
    bool             half;  /* the client has sent its last byte */
    bool             close; /* after this answer */
    bool             linger; /* there may be unread bytes */
    bool             served; /* at least one answer has gone */
    struct timer     timer;
    Time             since; /* of this body or this writing */
    uint64_t         moved; /* bytes since then */
    struct letter    letter;
    struct peer      peer;
    char             address[48];
};

struct listener {
    enum source source;
    int         fd;
    bool        local;
    bool        paused; /* out of descriptors */
};

/* -- one loop ------------------------------------------------------------------------ */

struct loop {
    enum source         source; /* SOURCE_MAIL: the eventfd is registered with the loop */
    struct http_server *server;
    int                 index, epoll, wake;
    pthread_t           thread, self; /* for joining; by the thread itself */
    _Atomic(struct letter *) mail;
    atomic_bool         asleep;
    Time                now;
    Time                date_second;
    char                date[40]; /* "Date: …\r\n" */
    size_t              date_n;
    struct exchange    *spare;
    size_t              spare_count;
    size_t              lent; /* exchanges not in the pool */
    struct conn        *conns, *again, *dead;
    struct wheel        wheel;
    bool                draining;
    atomic_size_t       open;
    _Atomic uint64_t    connections, requests, refused, turned_away;
};

struct address_count; /* http_address.c */
struct syncer;        /* http_sync.c */
struct multipart;

struct http_server {
    struct http_options  options;
    struct loop         *loops;
    struct listener     *listeners;
    size_t               listener_count;
    struct address_count *addresses; /* NULL unless limited */
    struct syncer        *syncer;
    atomic_size_t        open, parked;
    atomic_bool          stopping, dealt; /* dealt: no more LETTER_CONNECTION will come */
    _Atomic Time         stop_at;
};

/* Statistics have one writer each: a plain add, readable by any. */
static inline void
count_one(_Atomic uint64_t *c)
{
    atomic_store_explicit(c, atomic_load_explicit(c, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

/* http_loop.c */
void *loop_main(void *loop);
void  loop_post(struct loop *, struct letter *);
void  loop_wake(struct loop *);
struct exchange *loop_lend(struct loop *);
void  loop_take_back(struct exchange *);
void  loop_close_all(struct loop *, bool idle_only);

/* http_deal.c */
void deal_connections(struct loop *, struct listener *);
void deal_again(struct loop *); /* after a pause for want of descriptors */
void deal_stop(struct loop *);  /* closes the listeners */

/* http_conn.c */
void conn_adopt(struct conn *);
void conn_run(struct conn *);
void conn_close(struct conn *);
void conn_event(struct conn *, unsigned events);
void conn_expire(void *loop, struct timer *);
void conn_answered(struct exchange *); /* a letter came: write */
void conn_await_head(struct conn *);   /* sets its deadline */
void conn_await_bytes(struct conn *);
void conn_give_back(struct exchange *); /* to its loop, fit for the next request */

/* What one step of a connection says. */
enum turn { TURN_ON, TURN_WAIT, TURN_GONE };

enum turn conn_fill(struct conn *); /* reads what there is */

/* http_serve.c */
enum turn serve_head(struct conn *);
enum turn serve_body(struct conn *);
enum turn serve_refuse(struct conn *, struct http_refusal);
void      conn_synced(struct exchange *); /* its files are safe: hand over */

/* http_answer.c */
void      answer_begin(struct conn *); /* makes the head out of x->answer */
enum turn answer_write(struct conn *);
void      answer_refuse(struct conn *, struct http_refusal, bool keep);

/* http_stream.c */
enum turn stream_fill(struct conn *); /* the next piece into x->out */
void      stream_gone(struct exchange *);
void      stream_free(struct exchange *);

/* http_sync.c: the thread that waits for the disk */
struct syncer *syncer_start(void);
void syncer_add(struct syncer *, struct exchange *);
void syncer_stop(struct syncer *);

/* http_address.c: how many connections an address has. */
struct address_count *addresses_new(size_t max_connections, size_t max_per_address);
void addresses_free(struct address_count *);
bool address_enter(struct address_count *, Str address); /* false: one too many */
void address_leave(struct address_count *, Str address);

#endif
