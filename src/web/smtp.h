/* web/smtp.h -- a letter handed to a mail server.  Floor 11.
 *
 * By libcurl, which knows the protocol, TLS and every way to sign in.  Waits: for a thread of
 * its own.  Not the clock of the province: a letter's date is when it is really sent.
 */
#ifndef WEB_SMTP_H
#define WEB_SMTP_H

#include <stdatomic.h>

#include "base/str.h"
#include "base/time.h"

struct smtp_server {
    Str url;       /* smtp://HOST:PORT, smtps://HOST:PORT; empty: no e-mail is sent */
    Str from;      /* an address */
    Str user, password; /* empty: none */
    Str ca_file;   /* whom to trust beside the system's own; empty: nobody else */
};

struct smtp_letter {
    Str  to, subject, text; /* UTF-8; lines end in \n */
    Str  id;                /* of Message-ID, before its @ */
    Time date;
};

enum smtp_outcome {
    SMTP_SENT,
    SMTP_LATER,   /* the server took us, not this letter: try it again */
    SMTP_REFUSED, /* for good */
    SMTP_AWAY     /* no server, or it does not let us in: nothing was said of the letter */
};

/* What is wrong with the settings, or NULL.  TLS is asked of every server that is not on this
 * machine. */
const char *smtp_fault(const struct smtp_server *);

struct smtp; /* a connection, kept between letters */
/* NULL when there is no memory for it.  Gives up within a second once *stop is set. */
struct smtp *smtp_open(const struct smtp_server *, const atomic_bool *stop);
/* *answer: the last reply's codes, "550 5.1.1"; after SMTP_AWAY, what was wrong.  In the arena. */
enum smtp_outcome smtp_send(struct smtp *, struct arena *, const struct smtp_letter *,
                            Str *answer);
void smtp_close(struct smtp *);

#endif
