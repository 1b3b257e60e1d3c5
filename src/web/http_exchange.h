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

/* -- mail: how another thread hands something to a loop --------------------------- */

enum letter_kind {
    LETTER_CONNECTION, /* dealt by loop 0 */
    LETTER_ANSWER,     /* the exchange was answered, or its stream begun */
    LETTER_PIECE,      /* a stream's next piece is made */
    LETTER_SYNCED,     /* its files are with the disk */
};

struct letter {
    struct letter   *next;
    enum letter_kind kind;
    void            *of; /* struct conn or struct exchange */
};

/* -- one request and its answer --------------------------------------------------- */

enum stream_state {
    STREAM_NONE,   /* an answer of known length */
    STREAM_NEXT,   /* what was made is sent, or being sent; then ask */
    STREAM_MAKING, /* asked: the exchange is the maker's until its letter */
    STREAM_LAST,   /* nothing more is asked for */
    STREAM_BROKEN, /* to be cut */
    STREAM_OVER    /* the last chunk is framed */
};

struct stream {
    http_more        *more;
    void             *context;
    enum stream_state state;
    Time              asked_at;
    bool              begun; /* a chunk waits for the line end that closes it */
    atomic_bool       asked;
    Str               bytes; /* by the maker, before its letter; with `which` */
    enum piece        which;
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
    struct stream         stream;
    struct letter         letter, piece_letter, sync_letter;

    struct buf out;     /* head and small body, or what frames a stream's piece */
    size_t     out_at;  /* of out and then answer.body */
    uint64_t   file_at;

    Time   started; /* first byte of the request */
    size_t head_n;  /* of in: what the request's texts point to */
    size_t in_n;
    char   in[IN_SIZE];
};

#endif
