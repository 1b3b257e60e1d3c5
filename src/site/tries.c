/* site/tries.c -- how often one address may try to sign in.  Floor 12.
 *
 * A try is taken before the call and given back when it opened a session: an
 * office behind one address signs in as fast as its people type, and whoever
 * guesses waits.  Nothing here goes by the account: that would let anybody keep
 * its owner out.  Wrong tries of one account are ident/sign_in.c's, stored. */
#include <arpa/inet.h>

#include "ident/throttle.h"
#include "site/visit.h"

#define SLOTS  16384
#define BURST  20 /* at once; then one every PERIOD */
#define PERIOD (10 * TIME_SECOND)

struct throttle *
tries_new(void)
{
    return throttle_new(SLOTS, BURST, PERIOD);
}

static bool
is_counted(const struct visit *v)
{
    Str name = v->call.name;

    return !v->request->peer.local &&
           (str_eq(name, S("session.open")) || str_eq(name, S("session.totp")));
}

static bool
is_this_machine(Str address)
{
    return str_starts(address, S("127.")) || str_eq(address, S("::1"));
}

/* A proxy on this machine names its client (conf/nginx.conf: one address, its own
 * word); from anywhere else the header is a claim, and not read. */
static Str
client_address(const struct visit *v)
{
    Str named = request_header(v->request, S("X-Forwarded-For"));

    return is_this_machine(v->request->peer.address) && named.n > 0 ? named
                                                                    : v->request->peer.address;
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

bool
tries_take(struct visit *v)
{
    Str key;

    if (!is_counted(v))
        return true;
    key = key_of(v);
    if (throttle_take(v->site->tries, key, v->wall))
        return true;
    v->call.err = ERR_TOO_MANY;
    v->call.why = MSG("Too many sign-ins were tried from your network. Wait a moment and try "
                      "again; your account is not locked.");
    v->call.wait = throttle_wait(v->site->tries, key, v->wall);
    return false;
}

void
tries_settle(struct visit *v)
{
    if (!is_counted(v) || v->call.err != ERR_OK || json_text(v->call.out, "session").n == 0)
        return;
    throttle_give_back(v->site->tries, key_of(v), v->wall);
    if (str_eq(v->call.name, S("session.totp")))
        throttle_give_back(v->site->tries, key_of(v), v->wall); /* the first step's too */
}
