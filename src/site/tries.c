/* site/tries.c -- how often one address may try to sign in, complain, draw a number,
 * ask for access as a system.  Floor 12.
 *
 * A try is taken before the call and given back when it opened a session: an
 * office behind one address signs in as fast as its people type, and whoever
 * guesses waits.  Nothing here goes by the account: that would let anybody keep
 * its owner out.  Wrong tries of one account are ident/sign_in.c's, stored.
 * What anybody may write without an account is counted the same way. */
#include <arpa/inet.h>

#include "base/hash.h"
#include "ident/throttle.h"
#include "site/visit.h"

#define SLOTS 16384

/* `burst` at once; then one every `period`. */
static const struct {
    const char *call[3];
    int         burst;
    Time        period;
    bool        signed_in; /* counted for those signed in too */
    const char *why;
} counted[TRIES] = {
    { { "session.open", "session.totp" }, 20, 10 * TIME_SECOND, true,
      MSG("Too many sign-ins were tried from your network. Wait a moment and try again; your "
          "account is not locked.") },
    { { "complaint.file" }, 10, TIME_MINUTE, true,
      MSG("Too much was sent from your network in a short time. Wait a few minutes and send it "
          "again.") },
    { { "queue.draw", "appointment.check_in" }, 30, 10 * TIME_SECOND, false,
      MSG("Too many numbers were drawn from here in a short time. Wait a moment, or ask an "
          "officer.") },
    { { "client.token" }, 60, TIME_SECOND, true,
      MSG("Too much was tried from your network in a short time. Wait a moment.") },
};

/* -1: not counted. */
static int
kind_of(const struct visit *v)
{
    if (v->request->peer.local)
        return -1;
    for (int i = 0; i < TRIES; i++)
        for (int k = 0; counted[i].call[k] != NULL; k++)
            if (str_eq(v->call.name, str_of(counted[i].call[k])))
                return counted[i].signed_in || v->who.account == 0 ? i : -1;
    return -1;
}

void
tries_open(struct site *site)
{
    for (int i = 0; i < TRIES; i++)
        site->tries[i] = throttle_new(SLOTS, counted[i].burst, counted[i].period);
}

void
tries_close(struct site *site)
{
    for (int i = 0; i < TRIES; i++)
        throttle_free(site->tries[i]);
}

static bool
is_this_machine(Str address)
{
    return str_starts(address, S("127.")) || str_eq(address, S("::1"));
}

bool
visit_by_proxy(const struct visit *v)
{
    return !v->request->peer.local && is_this_machine(v->request->peer.address);
}

/* A proxy on this machine names its client (conf/nginx.conf: one address, its own
 * word); from anywhere else the header is a claim, and not read. */
static Str
client_address(const struct visit *v)
{
    Str named = request_header(v->request, S("X-Forwarded-For"));

    return visit_by_proxy(v) && named.n > 0 ? named : v->request->peer.address;
}

/* An IPv4 address as it is, the first 64 bits of an IPv6: who has one has them all. */
static Str
key_of(struct visit *v)
{
    Str            text = str_sub(client_address(v), 0, INET6_ADDRSTRLEN);
    unsigned char *six = arena_alloc(v->arena, sizeof(struct in6_addr));

    if (inet_pton(AF_INET6, str_c(v->arena, text), six) != 1)
        return text;
    if (IN6_IS_ADDR_V4MAPPED((struct in6_addr *)six))
        return (Str){ (const char *)six + 12, 4 };
    return (Str){ (const char *)six, 8 };
}

/* In letters that a ticket may carry. */
Str
visit_network(struct visit *v)
{
    return hex_text(v->arena, key_of(v));
}

bool
tries_take(struct visit *v)
{
    int kind = kind_of(v);
    Str key;

    if (kind < 0)
        return true;
    key = key_of(v);
    if (throttle_take(v->site->tries[kind], key, v->wall))
        return true;
    v->call.err = ERR_TOO_MANY;
    v->call.why = counted[kind].why;
    v->call.wait = throttle_wait(v->site->tries[kind], key, v->wall);
    return false;
}

/* What was refused for its faults was no complaint; a good sign-in was no guess. */
void
tries_settle(struct visit *v)
{
    int  kind = kind_of(v);
    bool back = kind == 0   ? v->call.err == ERR_OK && json_text(v->call.out, "session").n > 0
                : kind == 1 ? v->call.err == ERR_INVALID
                : kind == 3 ? v->call.err == ERR_OK && json_text(v->call.out, "refused").n == 0
                            : false;

    if (!back)
        return;
    throttle_give_back(v->site->tries[kind], key_of(v), v->wall);
    if (str_eq(v->call.name, S("session.totp")))
        throttle_give_back(v->site->tries[kind], key_of(v), v->wall); /* the first step's too */
}
