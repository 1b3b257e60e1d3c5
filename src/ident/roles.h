/* ident/roles.h -- what roles may do, as the packs in force say.  Floor 5.
 *
 * The section `roles`: rights with their words, and roles as lists of rights.
 * The words of a right are what an administrator reads; its key is what a
 * command names.
 */
#ifndef IDENT_ROLES_H
#define IDENT_ROLES_H

#include "pack/pack.h"

struct right {
    Str                key;
    const struct json *name; /* {vi, en} */
};

struct role {
    Str                key;
    const struct json *name;
    int                n_rights;
    const Str         *rights;
};

/* How often each position is looked at again; dated, so that a change of the rule is too. */
struct review_rule {
    Day     from, to; /* DAY_NONE: always, still */
    int64_t months, notice_days;
};

struct roles {
    int                 n_rights, n_roles, n_reviews;
    const struct right *right;
    const struct role  *role;
    const struct review_rule *review;
};

extern const struct pack_section roles_section;

/* Never NULL: without such a section there are no roles. */
const struct roles *roles_of(const struct view *);
const struct role  *roles_find(const struct roles *, Str key);         /* NULL */
const struct right *roles_right(const struct roles *, Str key);        /* NULL */
/* Of that day; NULL when no pack has one. */
const struct review_rule *roles_review(const struct roles *, Day);
bool                role_grants(const struct role *, Str right);

/* Rights that a role grants and no command or query asks for, and rights asked
 * for that no role grants: for a warning at start-up.  Rights that code asks
 * for itself (ident_require) are no command's, so the list is not a fault. */
void roles_compare(struct arena *, const struct roles *, const struct door_table *const *tables,
                   int n_tables, const Str **out_unasked, int *n_unasked,
                   const Str **out_ungranted, int *n_ungranted);

#endif
