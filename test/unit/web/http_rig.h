/* A server on a port of its own choosing with a clock moved by hand, and blocking
 * clients to talk to it.  Handlers are chosen by path: see http_rig.c. */
#ifndef TEST_HTTP_RIG_H
#define TEST_HTTP_RIG_H

#include <pthread.h>
#include <stdatomic.h>

#include "web/http_server.h"

#define RIG_PARKED_MAX 64

struct rig {
    struct http_options options;
    struct clock        clock;
    struct http_server *server;
    _Atomic Time        now;
    atomic_bool         busy;
    atomic_int          handled;
    int                 port;
    char                spool[64];
    pthread_mutex_t     lock;
    pthread_cond_t      some;
    struct exchange    *parked[RIG_PARKED_MAX];
    int                 parked_count;
};

void rig_prepare(struct rig *); /* options may be changed between this and … */
void rig_start(struct rig *);   /* … this */
void rig_stop(struct rig *);
void rig_pass(struct rig *, Time); /* the server's clock goes forward */
void rig_wait_closed(const struct rig *); /* until no connection is open */
/* Waits until a request for /parked has come, and takes it. */
struct exchange *rig_take(struct rig *);
http_more rig_more; /* of a stream: its exchange may be taken again, for the next piece */

int  client_open(const struct rig *);
void client_send(int fd, const char *text);
/* Sends, ends the sending side, and reads all until the server closes. */
Str  client_ask(const struct rig *, const char *text);
/* Reads one answer, its body by Content-Length; "" when the server closed. */
Str  client_read(int fd);
Str  client_read_all(int fd); /* until the server closes */
bool client_is_closed(int fd); /* waits for the server to close without a word */
void client_close(int fd);
int  status_of_answer(Str answer); /* 0 when there is none */

#endif
