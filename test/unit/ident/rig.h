/* test/unit/ident/rig.h -- a small province with an administrator, for tests of
 * who may do what. */
#ifndef TEST_IDENT_RIG_H
#define TEST_IDENT_RIG_H

#include "ident/ident.h"
#include "ident/totp.h"
#include "stores.h"

/* Hải Dương as founded, on Monday 2024-07-01, 07:30; the program may do all. */
struct rig {
    struct test_clock clock;
    struct door      *door;
    struct db        *db;
    struct call       call; /* the last one */
};
extern const struct actor rig_program, rig_nobody;
extern const struct door_table rig_extra; /* account.c: what only a burglar could do */
extern const struct query      rig_reading; /* client.c: a room that lets systems in */

void rig_open(struct rig *, const struct store_options *);
void rig_close(struct rig *);
/* A view of what is committed, as somebody, at the clock's time. */
struct view rig_view(struct rig *, const struct actor *);

/* Calls; the JSON may use ' for ". */
enum err rig_call(struct rig *, const struct actor *, const char *name, const char *json);
/* The same, with values put into the JSON as printf does. */
enum err rig_callf(struct rig *, const struct actor *, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
Str rig_text(const struct rig *, const char *key); /* of the last answer */

/* A code of the secret that account.create showed, at the wall clock's time. */
Str rig_code(struct rig *, Str totp_secret);

/* An officer with a role at a unit, who never signs in: a dormant account. */
struct actor rig_officer(struct rig *, const char *login, const char *role, const char *unit);
/* The actor of a login, today. */
struct actor rig_actor(struct rig *, const char *login);
/* Signs in (both steps) and gives the actor of the session. */
struct actor rig_session(struct rig *, const char *login, Str password, Str totp_secret);

#endif
