/* ident/client_inner.h -- what the files about systems share.  Private to the room.  Floor 5. */
#ifndef IDENT_CLIENT_INNER_H
#define IDENT_CLIENT_INNER_H

#include "ident/client.h"
#include "ident/inner.h"

#define CLIENT_OPEN  S("open")
#define CLIENT_ENDED S("ended")

#define KIND_SECRET      S("secret")
#define KIND_CERTIFICATE S("certificate")

#define SECRET_LIFE      (366 * TIME_DAY)
#define SECRET_OVERLAP   (7 * TIME_DAY) /* how long the one before still holds */
#define SECRETS_MAX      2
#define CERTIFICATES_MAX 10
#define AGREEMENT_DAYS   1827 /* at most: five years */
#define REGISTRIES_MAX   50   /* of one agreement */
#define GRANT_FIELDS_MAX 200  /* of one registry */
#define REQUESTS_MAX     100000
#define RECORDS_MAX      1000000000
#define WORDS_MAX        300 /* of a purpose, a basis, a reason */

/* -- clients (client.c) ------------------------------------------------------------------- */
/* The next version; `before` NULL: a new one. */
enum err client_write(struct act *, const struct client_get_row *before,
                      struct client_get_row *after) MUST_USE;
/* May the actor administer this client: the right, and its unit within reach? */
enum err client_administer(struct view *, const struct client_get_row *) MUST_USE;
/* Both: ERR_NOT_FOUND of another's tells nothing. */
enum err client_find(struct view *, Id client, struct client_get_row *out) MUST_USE;
/* ERR_CONFLICT once it was ended. */
enum err client_is_open(struct view *, const struct client_get_row *) MUST_USE;
void     client_subject(struct act *, const struct client_get_row *);

/* -- credentials (client_credential.c, client_certificate.c) ------------------------------ */
struct certificate {
    Hash hash;
    Str  subject; /* one line, cut to 200 */
    Time from, until;
};
/* One X.509 certificate in PEM; NULL, or why not (a message key). */
const char *certificate_read(struct arena *, Str pem, struct certificate *out);

/* -- agreements (client_agreement.c) ------------------------------------------------------ */
enum agreement_state { AGREEMENT_COMING, AGREEMENT_HOLDS, AGREEMENT_OVER, AGREEMENT_ENDED };
enum agreement_state agreement_state(const struct agreement_get_row *, Day today);

struct agreed {
    Str registry;
    int n_fields;
    Str field[GRANT_FIELDS_MAX];
};
/* "planting_area: code, name" a line; "KEY" alone and "KEY: *": all but personal fields.
 * Faults name `field`. */
void registries_parse(struct view *, Str text, const char *field, struct agreed **out, int *n);

/* -- the commands and queries ------------------------------------------------------------- */
extern const struct command command_client_register, command_client_end, command_client_secret,
    command_client_certificate, command_client_drop, command_client_token,
    command_agreement_make, command_agreement_end;
extern const struct query query_client_list, query_client_show;

/* -- pages (client_form.c) ---------------------------------------------------------------- */
enum err client_fields_put(struct view *, struct json *to) MUST_USE;
void     certificate_fields_put(struct view *, struct json *to);
enum err agreement_fields_put(struct view *, struct json *to) MUST_USE;

#endif
