/* org/unit.h -- the administration's units as dated versions, and the desks
 * that dossiers and positions point to.  Floor 4.
 *
 * A unit is never deleted; what it is called, its code, level and parent hold
 * from a day to a day (`to` exclusive; DAY_NONE: still).  A desk belongs to a
 * unit from a day to a day, so a reorganisation is rows committed beforehand.
 */
#ifndef ORG_UNIT_H
#define ORG_UNIT_H

#include "base/id.h"
#include "journal/act.h"

/* `from` of a unit that was there before the records begin. */
#define UNIT_ALWAYS DAY_MIN

enum unit_level { LEVEL_PROVINCE = 1, LEVEL_DISTRICT = 2, LEVEL_COMMUNE = 3 };

struct unit {
    Id   id, parent;
    Str  kind;     /* "province" "district" "commune"; "department" "office" "authority";
                      "centre": where people go for public services */
    Str  code;     /* "30", "288", "10507"; departments: their key */
    Str  type;     /* "Phường"; departments: empty */
    Str  name;     /* "Cẩm Thượng" */
    Str  title;    /* "Phường Cẩm Thượng"; a department's in the view's language */
    int64_t level; /* enum unit_level; departments have the province's */
    Day  from, to;
};

/* Whether this is the unit as it was on that day. */
bool unit_is_on(const struct unit *, Id, Day);
/* ERR_NOT_FOUND when there was no such unit on that day. */
enum err unit_by_id(struct view *, Id, Day, struct unit *out) MUST_USE;
/* What several were at any time, for a page that names many: ids as JSON. */
enum err unit_several(struct view *, Str ids, struct unit **out, int *n) MUST_USE;
enum err unit_by_code(struct view *, Str code, Day, struct unit *out) MUST_USE;
/* As on the day; else as it last was, or first will be. */
enum err unit_by_code_ever(struct view *, Str code, Day, struct unit *out) MUST_USE;
/* Every unit of the day, by name. */
enum err unit_all(struct view *, Day, struct unit **out, int *n) MUST_USE;
/* Children by name in Vietnamese order. */
enum err unit_children(struct view *, Id parent, Day, struct unit **out, int *n) MUST_USE;
/* The province, and then downwards to the unit itself. */
enum err unit_path(struct view *, Id, Day, struct unit **out, int *n) MUST_USE;
enum err unit_is_within(struct view *, Id unit, Id ancestor, Day, bool *out) MUST_USE;
enum err unit_province(struct view *, Day, struct unit *out) MUST_USE;
/* While packs are compiled: a unit that one of them declares for some of these days (to: the
 * last; DAY_NONE: no end), or an area of the country's list. */
struct pack_build; /* pack/pack.h */
bool unit_is_declared(struct pack_build *, Str code, Day from, Day to);
/* What codes of dossiers begin with: the province's code among agencies, as its pack has it;
 * "000" where none says. */
Str unit_agency_code(const struct view *);

/* The desk where a unit's new dossiers stand; all the desks it has, with those
 * of units it took over; and whose desk it is on a day. */
enum err desk_of_unit(struct view *, Id unit, Day, Id *out) MUST_USE;
/* Those of the units below it too. */
enum err desks_below(struct view *, Id unit, Day, Id **out, int *n) MUST_USE;
enum err desks_of_unit(struct view *, Id unit, Day, Id **out, int *n) MUST_USE;
enum err desk_unit_on(struct view *, Id desk, Day, Id *out) MUST_USE;

struct calendar; /* org/calendar.h */
/* The working calendar of a unit, compiled from packs. */
enum err calendar_of_unit(struct view *, Id unit, const struct calendar **out) MUST_USE;

extern const struct pack_section *const org_sections[]; /* NULL-terminated: calendars, units */
extern const struct door_table          org_table;

#endif
