/* ident/scope.c -- where a right holds: the unit of the position in use and
 * everything below it, on the day of the act.  Floor 5.
 *
 * A head of district so reaches the district's communes; a department has
 * nothing below it and reaches its own desk; an inspector or a provincial
 * leader holds the position at the province itself. */
#include "ident/inner.h"

enum err
ident_reaches(struct view *v, Id unit, bool *out)
{
    const struct actor *who = v->who;

    *out = who->system;
    if (who->system || who->unit == 0 || unit == 0)
        return ERR_OK;
    return unit_is_within(v, unit, who->unit, time_day(v->now), out);
}

enum err
ident_require(struct view *v, Str right, Id unit)
{
    bool reaches;

    if (!actor_may(v->who, right))
        return v->who->account == 0 ? ERR_SIGN_IN : ERR_FORBIDDEN;
    TRY(ident_reaches(v, unit, &reaches));
    if (!reaches)
        return view_refuse(v, ERR_FORBIDDEN, MSG("This belongs to a unit outside your position."));
    return ERR_OK;
}
