/* org/areas_read.c -- see areas.h.  Floor 4. */
#include "org/areas.h"

const struct area_province *
area_province(Str code)
{
    for (int i = 0; i < n_area_provinces; i++)
        if (str_eq(area_provinces[i].code, code))
            return &area_provinces[i];
    return NULL;
}

bool
area_next(Str *lines, struct area *out)
{
    Str line, rest;

    if (!str_cut(*lines, '\n', &line, lines))
        return false;
    str_cut(line, '\t', &out->code, &rest);
    str_cut(rest, '\t', &out->parent, &rest);
    str_cut(rest, '\t', &out->type, &out->name);
    return true;
}

Str
area_name(Str code)
{
    const struct area_province *p = area_province(code);
    Str                         lines = p != NULL ? p->lines : S("");
    struct area                 first;

    return area_next(&lines, &first) ? first.name : code;
}
