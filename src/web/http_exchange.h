/* web/http_exchange.h -- one request and its answer from the inside, and how threads
 * hand it to each other; for the files of the server only.  Floor 11. */
#ifndef WEB_HTTP_EXCHANGE_H
#define WEB_HTTP_EXCHANGE_H

#include <pthread.h>
#include <stdatomic.h>

#include "web/http_body.h"
#include "web/http_server.h"

struct conn;
struct loop;
struct multipart;

#define IN_SIZE       (2 * HTTP_HEAD_MAX)
#define SPARES_MAX    512  /* exchanges a loop keeps for the next requests */
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

#endif
