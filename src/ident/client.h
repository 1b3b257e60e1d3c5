/* ident/client.h -- systems of other bodies: who one is, and what it may read and write.
 * Floor 5.
 *
 *     client ── secret or certificate ── /oauth/token ── access token (ten minutes)
 *        └───── agreement: registries and fields, a unit, a purpose, from a day to a day
 *
 * A system (client) has no account and no position; `ident_require` refuses it everywhere.
 * What it may do is said by agreements alone, one at most for a registry on any day, and is
 * looked up at each use: an agreement that ended, a day that is over, a client or a credential
 * that was ended counts at once, whatever the token was granted.  A token carries scopes
 * ("registry:KEY:read", "registry:KEY:write"), which narrow an agreement and never widen it.
 *
 * What a room that holds registries does when v->who->client != 0, and only then:
 *
 *     TRY(client_may(v, key, CLIENT_READ, &grant));       // may it at all; counts one request
 *     … rows of units for which client_reaches says yes, fields for which client_sees does …
 *     TRY(client_took(v, &grant, n));                     // counts the rows that leave
 *     view_disclose(v, person, subject, fields, grant.purpose);   // of an unmasked person
 *
 * The entry of the act, and of a reading that was disclosed, then names client and agreement.
 */
#ifndef IDENT_CLIENT_H
#define IDENT_CLIENT_H

#include "ident/ident.h"

/* Rights of an actor whose token has any scope to read, or to write: enough to be let through
 * the door, never enough by itself. */
#define CLIENT_READS  S("registry.read")
#define CLIENT_WRITES S("registry.write")

#define CLIENT_TOKEN_LIFE (10 * TIME_MINUTE)
#define REGISTRY_KEY_MAX  40 /* lower-case letters, digits, "_"; begins with a letter */
/* What a registry, and each of its fields, may be called. */
bool registry_key_is_valid(Str);

enum client_use { CLIENT_READ, CLIENT_WRITE };

/* What one agreement gives for one registry; texts live in the view's arena. */
struct client_grant {
    Id         client, agreement;
    Str        registry;
    Str        purpose;  /* as agreed, in Vietnamese: fit for view_disclose */
    Id         unit;     /* it holds for this unit and all below it, today */
    bool       province; /* which is the province itself: rows of no unit too */
    bool       all;      /* all fields but personal ones */
    int        n_fields;
    const Str *field;    /* named, personal ones among them */
    int64_t    limit;    /* rows a day */
    int64_t    left;     /* of them, today */
};

/* May the system that asks use this registry so?  Sets v->agreement and counts one request,
 * once a call.  ERR_SIGN_IN: not a system; ERR_FORBIDDEN: no scope, or no agreement in force;
 * ERR_TOO_MANY with v->wait: this minute's requests or today's rows are used up. */
enum err client_may(struct view *, Str registry, enum client_use, struct client_grant *out)
    MUST_USE;
/* Does its token say anything of this registry?  Counts nothing. */
bool     client_has_scope(const struct actor *, Str registry, enum client_use);
/* May it see or set this field?  A personal one only when it was named. */
bool     client_sees(const struct client_grant *, Str field, bool personal);
/* Does the agreement hold for rows of this unit (0: of none)? */
enum err client_reaches(struct view *, const struct client_grant *, Id unit, bool *out) MUST_USE;
/* Counts rows before they leave; ERR_TOO_MANY, nothing counted, when they are more than are
 * left: ask for at most grant.left.  Written rows count like read ones. */
enum err client_took(struct view *, const struct client_grant *, int64_t rows) MUST_USE;
/* What the system is called, of a client's id: "Sàn thương mại điện tử A". */
enum err client_name(struct view *, Id client, Str *out) MUST_USE;

/* -- scopes ------------------------------------------------------------------------------ */
struct client_scope {
    Str             registry;
    enum client_use use;
};
/* "registry:KEY:read registry:KEY:write", each once, in any order; ERR_MALFORMED for anything
 * else.  An empty text is no scope at all. */
enum err client_scopes_parse(struct arena *, Str, struct client_scope **out, int *n) MUST_USE;
Str      client_scopes_text(struct arena *, const struct client_scope *, int n);

/* -- requests ------------------------------------------------------------------------------ */
/* What is left of the quota, told with the answer (RateLimit); filled by client_may. */
struct client_quota {
    bool    known;
    int64_t limit, left; /* requests of this minute */
    Time    resets;      /* until the next */
};

struct client_bearer {
    int                        n_scopes;
    const struct client_scope *scope;
    struct client_quota       *quota;
};

/* Is it an access token of a system, by its looks? */
bool     client_token_is(Str token);
/* From the token to an actor in the view's arena: account 0, `client` set.  `certificate`: the
 * SHA-256 of the certificate the connection was verified with, or STR_NONE; a token issued over
 * one holds only with it (RFC 8705 3).  ERR_SIGN_IN when it is not or no longer good. */
enum err client_actor_of_token(struct view *, Str token, Str certificate,
                               struct actor *out) MUST_USE;

/* What the site saw of a connection, sealed for `client.token`: from what address it came,
 * and the certificate's SHA-256 or STR_NONE. */
Str      client_peer_seal(struct view *, Str address, Str certificate);

/* SHA-256 over the DER of one certificate in PEM.  ERR_MALFORMED when it is no such text. */
enum err client_certificate_hash(struct arena *, Str pem, Hash *out) MUST_USE;

#endif
