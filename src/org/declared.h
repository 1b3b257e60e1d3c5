/* org/declared.h -- what packs declare about units and calendars, compiled.
 * Private to the room.  Floor 4. */
#ifndef ORG_DECLARED_H
#define ORG_DECLARED_H

#include "org/calendar.h"
#include "org/unit.h"
#include "pack/place.h"

/* A document that something rests on, as the pages show it. */
struct decree {
    Str title, url;
};

/* `ends` is the first day after: packs write the last day of being. */
struct declared_unit {
    Str           key, kind, parent; /* parent: a code or another's key */
    Str           title_vi, title_en;
    Day           begins, ends;      /* DAY_ALWAYS, DAY_STILL */
    struct decree begun_by, ended_by;
    const struct json *predecessors, *successors; /* lists of keys, or NULL */
};

/* Dates of all areas of a level, which the embedded list lacks. */
struct declared_level {
    int64_t       level;
    Day           begins, ends;
    struct decree ended_by;
};

/* What the desk of a unit of this level is called: "Bộ phận Một cửa {unit}". */
struct declared_desk {
    int64_t level;
    Day     begins, ends;
    Str     pattern_vi, pattern_en;
};

struct declared_units {
    Str                    agency; /* the province's code among agencies, "H23"; may be empty */
    struct declared_unit  *units;
    struct declared_level *levels;
    struct declared_desk  *desks;
    int                    n_units, n_levels, n_desks;
};

/* One calendar: the days of one list, the hours of one file. */
struct declared_calendar {
    Str                     name;
    const struct json      *units; /* codes it is for, with all below; NULL: the rest */
    const struct pack_file *hours;
    const struct pack_file *const *days; /* files of the list it uses, by year */
    int                     n_days;
    const struct calendar  *calendar;
};

struct declared_calendars {
    struct declared_calendar *list;
    int                       n;
};

extern const struct pack_section org_units_section, org_calendars_section;

/* The name of a unit's desk on a day, in the view's language. */
Str declared_desk_name(const struct view *, const struct unit *, Day);
/* The calendar a unit's day is counted by. */
enum err declared_calendar_of(struct view *, Id unit, const struct declared_calendar **out)
    MUST_USE;

#endif
