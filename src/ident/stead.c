/* ident/stead.c -- who did something in whose place, and who is away today, as other rooms say
 * it.  Floor 5. */
#include "base/words.h"
#include "ident/delegation.h"

#define AWAY_MAX 100 /* of a unit at once */

/* A system of another body, where one did it. */
static enum err
system_did(struct view *v, Id act, Str *out)
{
    struct client_doing_row row;

    TRY(client_doing(v, act, &row));
    *out = words_fill(v->arena, v->lang, MSG("system {1}"), row.name, STR_NONE);
    return ERR_OK;
}

enum err
ident_account_did(struct view *v, Id account, Id act, Str *out)
{
    struct account_doing_row row;

    if (account == 0)
        return system_did(v, act, out);
    TRY(account_doing(v, act, account, &row));
    *out = row.absent.p == NULL ? row.name
                                : words_fill(v->arena, v->lang, MSG("{1} in place of {2}"),
                                             row.name, row.absent);
    return ERR_OK;
}

enum err
ident_stead(struct view *v, struct stead *out)
{
    struct delegation_get_row d;

    if (v->who->stands_for == 0)
        return ERR_NOT_FOUND;
    TRY(delegation_get(v, v->who->delegation, &d));
    *out = (struct stead){ .name = v->who->absent, .from = d.from_day, .last = d.last_day };
    return ERR_OK;
}

static enum err
add_away(struct view *v, Id delegation, struct away *to, int *n)
{
    struct delegation_get_row d;
    enum delegation_state     state;

    TRY(delegation_get(v, delegation, &d));
    TRY(delegation_state(v, &d, &state));
    to[*n] = (struct away){ .account = d.absent, .delegate = S(""), .last = d.last_day };
    TRY(ident_account_name(v, d.absent, &to[*n].name));
    if (state == DELEGATION_HOLDS)
        TRY(ident_account_name(v, d.delegate, &to[*n].delegate));
    ++*n;
    return ERR_OK;
}

enum err
ident_away(struct view *v, Id unit, struct away **out, int *n)
{
    struct away *list = arena_array(v->arena, struct away, AWAY_MAX);
    Day          today = time_day(v->now);
    Id          *desk;
    int          n_desks, count = 0;

    TRY(desks_of_unit(v, unit, today, &desk, &n_desks));
    for (int i = 0; i < n_desks; i++) {
        struct delegations_at_row *row;
        int                        found;

        TRY(delegations_at(v, desk[i], today, today, AWAY_MAX, &row, &found));
        for (int k = 0; k < found && count < AWAY_MAX; k++)
            TRY(add_away(v, row[k].delegation, list, &count));
    }
    *out = list;
    *n = count;
    return ERR_OK;
}

Str
ident_away_words(struct view *v, const struct away *a)
{
    Str last = day_people(v->arena, a->last);

    return a->delegate.n > 0
               ? words_fill(v->arena, v->lang, MSG("away until {1}; {2} stands in"), last,
                            a->delegate)
               : words_fill(v->arena, v->lang, MSG("away until {1}; nobody stands in any more"),
                            last, STR_NONE);
}
