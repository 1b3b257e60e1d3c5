/* ident/ticket.c -- see ticket.h.  Floor 5.
 *
 *     base64url(text) "." expiry in seconds "." base64url(HMAC-SHA-256)
 *
 * The seal's key is that of the purpose; what is sealed is the expiry's digits,
 * a line feed and the text, so no two tickets share one sealed message.  It is
 * checked before anything else is believed. */
#include "ident/ticket.h"

#include <sodium.h>

#include "base/hash.h"
#include "base/scan.h"
#include "journal/act.h"

#define TICKET_MAX (TICKET_TEXT_MAX * 4 / 3 + 80)

static Hash
seal_of(const struct world *world, const char *purpose, Str text, Str expiry)
{
    struct buf said = BUF_MAX(TICKET_MAX + 200);
    Hash       key, seal;

    buf_format(&said, "tinhso ticket for %s", purpose);
    key = hash_keyed(world->secret, buf_str(&said));
    buf_clear(&said);
    buf_add(&said, expiry);
    buf_byte(&said, '\n');
    buf_add(&said, text);
    if (said.over)
        BUG("a ticket for %s", purpose);
    seal = hash_keyed(hash_bytes(&key), buf_str(&said));
    buf_free(&said);
    sodium_memzero(&key, sizeof key);
    return seal;
}

Str
ticket_make(struct arena *arena, const struct world *world, const char *purpose, Str text,
            Time expires)
{
    Str  expiry = str_int(arena, expires / TIME_SECOND);
    Str  letters = base64url_text(arena, text), sealed;
    Hash seal;

    if (text.n > TICKET_TEXT_MAX)
        BUG("a ticket for %s of %zu bytes", purpose, text.n);
    seal = seal_of(world, purpose, text, expiry);
    sealed = base64url_text(arena, hash_bytes(&seal));
    return str_format(arena, "%.*s.%.*s.%.*s", STR_ARG(letters), STR_ARG(expiry),
                      STR_ARG(sealed));
}

/* The three parts; numbers and letters are judged later, under the seal. */
static bool
take_apart(Str ticket, Str *text, Str *expiry, Str *seal)
{
    Str rest;

    return ticket.n <= TICKET_MAX && str_cut(ticket, '.', text, &rest) &&
           str_cut(rest, '.', expiry, seal);
}

enum err
ticket_read(struct arena *arena, const struct world *world, const char *purpose, Str ticket,
            Time now, Str *out)
{
    Str     text, expiry, seal, plain, given;
    Hash    right;
    int64_t seconds;

    if (!take_apart(ticket, &text, &expiry, &seal) ||
        base64url_parse(arena, text, &plain) != ERR_OK ||
        base64url_parse(arena, seal, &given) != ERR_OK ||
        scan_int(expiry, 0, INT64_MAX / TIME_SECOND, &seconds) != ERR_OK)
        return ERR_FORBIDDEN;
    right = seal_of(world, purpose, plain, expiry);
    if (!str_eq_secret(hash_bytes(&right), given))
        return ERR_FORBIDDEN;
    if (seconds * TIME_SECOND <= now)
        return ERR_NOT_FOUND;
    *out = plain;
    return ERR_OK;
}

Time
ticket_expiry(Str ticket)
{
    Str     text, expiry, seal;
    int64_t seconds = 0;

    if (!take_apart(ticket, &text, &expiry, &seal) ||
        scan_int(expiry, 0, INT64_MAX / TIME_SECOND, &seconds) != ERR_OK)
        return TIME_NONE;
    return seconds * TIME_SECOND;
}
