/* ident/ident.h -- people, accounts, sessions; who may do what, and where.
 * Floor 5.
 *
 * A right is a name ("dossier.receive"); a role (desk, specialist, leader,
 * inspector, administrator, …) is a list of rights declared by a pack; a
 * position gives an account a role at a unit from a day to a day.  A right
 * holds for the unit of the position in use and everything below it.
 */
#ifndef IDENT_IDENT_H
#define IDENT_IDENT_H

#include "journal/door.h"
#include "org/unit.h"

/* Does the actor's position reach this unit today?  Citizens and anonymous: no.
 * The system: yes. */
enum err ident_reaches(struct view *, Id unit, bool *out) MUST_USE;
/* ERR_FORBIDDEN unless the actor has the right and reaches the unit. */
enum err ident_require(struct view *, Str right, Id unit) MUST_USE;

struct person {
    Id  id;
    Str name, personal_number, phone, email, address;
    Day born;
};
enum err person_by_id(struct view *, Id, struct person *out) MUST_USE;
enum err person_by_number(struct view *, Str personal_number, struct person *out) MUST_USE;
/* A number that is on record belongs to the name on record, marks and case aside; faults
 * name `field`.  An empty number is no fault. */
enum err person_check_number(struct view *, Str field, Str number, Str name) MUST_USE;
/* Finds by personal number or creates, inside the act. */
enum err person_ensure(struct act *, const struct person *, Id *out) MUST_USE;

/* Personal numbers: twelve digits, a known province or country code.  A real
 * directory refuses numbers that begin with 000, a simulated one all others. */
bool personal_number_is_valid(Str, bool simulated, const char **out_why);

/* Who holds a role at a unit on a day: accounts with their names, by name. */
struct holder {
    Id  account;
    Str name, role;
};
enum err ident_holders(struct view *, Id unit, Str role, Day, struct holder **out, int *n) MUST_USE;
enum err ident_account_name(struct view *, Id account, Str *out) MUST_USE;
/* The same of who did something, with in whose place: "Nguyễn A in place of Trần B". */
enum err ident_account_did(struct view *, Id account, Id act, Str *out) MUST_USE;
/* The same of one whose work is looked at by another: recorded as a disclosure of `fields`. */
enum err ident_account_shown(struct view *, Id account, const char *fields, const char *purpose,
                             Str *out) MUST_USE;

/* -- while one is away (delegation.h) ---------------------------------------- */
/* By what the actor acts in another's position; ERR_NOT_FOUND in one's own. */
struct stead {
    Str name; /* of the one who is away */
    Day from, last;
};
enum err ident_stead(struct view *, struct stead *out) MUST_USE;
/* Who of a unit is away today, until when, and who stands in; empty: nobody can any more. */
struct away {
    Id  account;
    Str name, delegate;
    Day last;
};
enum err ident_away(struct view *, Id unit, struct away **out, int *n) MUST_USE;
/* "away until 05/07/2024; Nguyễn A stands in" */
Str      ident_away_words(struct view *, const struct away *);

/* -- requests ---------------------------------------------------------------- */
/* From a session token (cookie) or a personal token (Authorization: Bearer) to
 * an actor in the view's arena; ERR_SIGN_IN when it is not or no longer good. */
enum err ident_actor_of_session(struct view *, Str token, struct actor *out) MUST_USE;
enum err ident_actor_of_token(struct view *, Str token, struct actor *out) MUST_USE;
/* By login, for the command line's --as; no password is asked. */
enum err ident_actor_of_login(struct view *, Str login, struct actor *out) MUST_USE;

extern const struct door_table          ident_table;
extern const struct pack_section *const ident_sections[]; /* roles */

#endif
