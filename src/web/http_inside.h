/* web/http_inside.h -- what the files of the server share, for no one else.  Floor 11.
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

#include "web/http_exchange.h"
#include "web/http_timer.h"

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
    atomic_int          posting; /* threads within loop_post */
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
    bool                handed; /* requests, since the last telling */
    atomic_size_t       open;
    _Atomic uint64_t    connections, requests, refused, turned_away;
};

struct address_count; /* http_address.c */
struct syncer;        /* http_sync.c */

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

void count_one(_Atomic uint64_t *); /* one writer each: a plain add, readable by any */

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
bool      stream_is_open(const struct exchange *);
enum turn stream_next(struct conn *);     /* all is sent: asks for the next, or ends */
void      stream_take(struct exchange *); /* its letter came: frames it */

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
