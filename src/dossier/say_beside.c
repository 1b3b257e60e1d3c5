/* dossier/say_beside.c -- who and what stands beside a dossier: other units, accounts, terms of
 * their own (say.h).  Floor 7. */
#include "dossier/say.h"

#include "ident/ident.h"

Str
say_unit_at(struct view *v, Id unit, Time at)
{
    struct unit u;

    if (unit_by_id(v, unit, time_day(at), &u) == ERR_OK ||
        unit_by_id(v, unit, time_day(v->now), &u) == ERR_OK)
        return say_office(v, &u);
    return S("–");
}

Str
say_account(struct view *v, Id account)
{
    Str name;

    return ident_account_name(v, account, &name) == ERR_OK ? name : S("–");
}

/* As a dossier's runs that is in work and due then. */
enum err
say_term_clock(struct view *v, Id unit, Time due, struct json *out)
{
    struct dossier d = { .status = STATUS_IN_WORK, .received = v->now, .due = due };
    struct saying  s = { .v = v, .d = &d };

    d.paused_since = d.ended = d.returned = TIME_NONE;
    TRY(calendar_of_unit(v, unit, &s.calendar));
    say_clock(&s, out);
    return ERR_OK;
}
