/* ident/inner.h -- what the room's files share.  Private to the room.  Floor 5.
 *
 * Written facts (persons, accounts, credentials, positions, tokens) are
 * versions, inserted only; beside them stands the current row, and each pair
 * is written by one function here, so that the two never part.
 */
#ifndef IDENT_INNER_H
#define IDENT_INNER_H

#include "ident/ident.h"
#include "ident/ident_sql.h"
#include "ident/password.h"
#include "ident/roles.h"
#include "ident/totp.h"

#define STATE_OPEN   S("open")
#define STATE_LOCKED S("locked")
#define STATE_CLOSED S("closed")

#define POSITIONS_MAX 20 /* that one account may hold at once */

/* An officer who has not signed in for IDLE_LIFE: TCVN 14423:2026 has idle accounts off after
 * 45 days (read at second hand).  A new password from the administrator opens it again. */
#define IDLE_LIFE (45 * TIME_DAY)
bool credential_is_idle(const struct credential_get_row *, bool officer, Time now);

/* Who administers changes the password every two months, to none of the last ten: TCVN
 * 14423:2026 for level 3 (read at second hand).  Sixty days are never more than two months. */
#define ADMIN_PASSWORD_LIFE (60 * TIME_DAY)
#define ADMIN_PASSWORDS     10
/* Whether the account holds a position today that administers. */
enum err account_administers(struct view *, Id account, bool *out) MUST_USE;
/* Whether it does, and its password is of before that. */
enum err credential_is_old(struct view *, Id account, Time made, bool *out) MUST_USE;

/* -- persons (person.c) ---------------------------------------------------------- */
/* NULL, or why this phone or e-mail cannot stand (a message key). */
void contact_check(struct view *, Str phone, Str email);

/* -- accounts (account.c) ---------------------------------------------------------- */
/* A login as it is kept: lower case, spaces around it gone. */
Str login_of(struct arena *, Str typed);
bool login_is_reserved(Str login); /* for an address of the site */
/* Can a new account be called so?  Faults name the field `account`. */
enum err login_check(struct view *, Str login) MUST_USE;
/* Refuses as a fault of the field `account` unless there is one. */
enum err account_by_login(struct view *, Str login, struct account_get_row *out) MUST_USE;
/* The next version; `before` NULL: a new account. */
enum err account_write(struct act *, const struct account_get_row *before,
                       struct account_get_row *after) MUST_USE;
/* May the actor administer this account?  Its home unit and the units of all its
 * positions must be within reach, and it must be another's. */
enum err account_administer(struct view *, const struct account_get_row *) MUST_USE;
/* ERR_CONFLICT unless the account is still at the version that was prepared. */
enum err account_unchanged(struct act *, const struct account_get_row *) MUST_USE;

/* -- credentials (credential.c) ------------------------------------------------------ */
struct credential_plan {
    Str                hash;    /* of the password; empty: as before */
    bool               has_totp, new_totp;
    struct totp_secret totp;    /* when new_totp */
    bool               fresh;   /* made for another: to be changed */
    Str                made;    /* the password in words, when the program made it */
};
/* Makes what an account gets: the password given, or else one of our own. */
enum err credential_prepare(struct view *, Str login, Str password, bool totp,
                            struct credential_plan *out) MUST_USE;
/* A new authenticator secret alone. */
void credential_prepare_totp(struct view *, struct credential_plan *out);
/* The next version.  A plan without a new secret keeps the one there is. */
enum err credential_write(struct act *, Id account, const struct credential_plan *) MUST_USE;
/* A fault of `field` when an administrator had this password before. */
enum err credential_check_new(struct view *, Id account, Str password, const char *field) MUST_USE;
/* Shows once what was made: `password`, `totp_secret`, `totp_address`. */
void credential_show(struct act *, const struct credential_plan *, Str login, struct json *out);
/* False when the row differs from what its journaled version vouches for. */
enum err credential_is_intact(struct view *, const struct credential_get_row *, bool *out) MUST_USE;

/* -- an account as it is administered (account_state.c) ------------------------------ */
struct account_in {
    Str account;
};
struct account_plan {
    struct account_get_row account;
    struct credential_plan credential;
};

/* -- positions and sessions ------------------------------------------------------------ */
/* The actor behind an account, in the position wanted or else the first one held
 * today; in another's, when a session names a delegation that holds.  ERR_SIGN_IN unless the
 * account is open. */
enum err actor_of_account(struct view *, Id account, Id session, Id position,
                          struct actor *out) MUST_USE;
/* The next version of a position, or its first. */
enum err position_write(struct act *, const struct position_get_row *) MUST_USE;
/* Ends one on a day from today on. */
enum err position_stop(struct act *, Id position, Day until) MUST_USE;
/* Can it be given?  Faults name the fields role, from, until. */
void     position_check(struct view *, Str role, Day from, Day until);
/* "Chuyên viên, Phường Cẩm Thượng", and the unit whose desk it is today. */
enum err position_title(struct view *, Id desk, Str role, Id *out_unit, Str *out) MUST_USE;
/* {role, unit, unit_name, …} of positions, for pages. */
enum err positions_put(struct view *, Id account, bool all, struct json *to) MUST_USE;
/* "Chuyên viên, Phường Cẩm Thượng" of what is held today, joined by "; ". */
enum err positions_words(struct view *, Id account, Str *out) MUST_USE;

Str  session_cookie(struct view *, Str secret);
/* Counted tries of one login; keyed, so the table tells no names. */
Hash sign_in_key(const struct view *, Str login);
/* ERR_TOO_MANY while this key is locked. */
enum err wrong_tries_locked(struct view *, const Hash *key) MUST_USE;
/* One more: how long nothing more is tried, or 0. */
enum err wrong_tries_add(struct act *, const Hash *key, Time *out_locked) MUST_USE;

/* -- the room's commands and queries ------------------------------------------------- */
extern const struct command command_session_open, command_session_totp, command_session_close,
    command_session_end, command_position_use;
extern const struct command command_account_create, command_account_create_many,
    command_account_move, command_account_move_many, command_account_end_positions,
    command_account_end_positions_many, command_account_close_many, command_account_close,
    command_account_lock,
    command_account_unlock, command_account_reset, command_account_set_totp,
    command_account_change_password;
extern const struct command command_access_review;
extern const struct query   query_access_units, query_access_unit, query_log_search,
    query_log_file;
extern const struct command command_position_give, command_position_end;
extern const struct command command_delegation_make, command_delegation_end;
extern const struct query   query_delegation_mine, query_delegation_show;
extern const struct command command_token_create, command_token_revoke;
extern const struct command command_person_change_contact;
extern const struct query query_account_list, query_account_show, query_account_form,
    query_account_import_form, query_account_chosen, query_me_show, query_me_password_form,
    query_me_disclosures, query_rights_matrix;

/* -- the log, as pages say it (log.c) -------------------------------------------------- */
Str  log_act_words(enum lang, Str command);
/* about, about_url? of an entry's subject. */
void log_put_about(struct view *, Str subject, struct json *row);

/* -- pages --------------------------------------------------------------------------- */
/* The fields of views/account.html and account_new.html, as partials/field.html
 * draws them. */
enum err position_fields_put(struct view *, struct json *to) MUST_USE;
/* What is asked before several accounts are moved, or lose their positions. */
enum err many_fields_put(struct view *, bool move, bool end, struct json *to) MUST_USE;
/* Those of a new password of one's own; of everything on one's own page. */
void password_fields_put(struct view *, bool second_factor, struct json *to);
void own_fields_put(struct view *, bool second_factor, struct json *to);
/* Of a new delegation, where the actor may give one: positions and colleagues of the unit. */
enum err delegation_fields_put(struct view *, struct json *to) MUST_USE;
void contact_fields_put(struct view *, Str phone, Str email, Str address, struct json *to);

#endif
