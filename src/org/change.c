/* org/change.c -- a unit begins, or takes another name, on a day.
 *
 * All is checked inside the act, against what the act sees: two changes of one
 * unit cannot both have looked before either wrote.  Whoever changes units does
 * so below the unit of their own position.  Floor 4. */
#include "base/lang.h"
#include "org/commands.h"
#include "org/derive.h"
#include "org/unit.h"

#define CODE_MAX 40

struct change_in {
    Str code, parent, kind, type, name, name_en, decree, decree_url;
    Day from;
};

/* -- what both check ------------------------------------------------------------------ */

static enum err
done_checking(struct act *a)
{
    return faults_any(act_view(a)->faults) ? ERR_INVALID : ERR_OK;
}

static void
fault(struct act *a, const char *field, const char *message, Str one)
{
    fault_add(act_view(a)->faults, str_of(field), message, one, STR_NONE);
}

static bool
is_code(Str s)
{
    if (s.n == 0 || s.n > CODE_MAX || s.p[0] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') &&
            s.p[i] != '-')
            return false;
    return true;
}

static enum err
check_reach(struct act *a, Id unit)
{
    const struct actor *who = act_who(a);
    bool                within = who->system;

    if (!within)
        TRY(unit_is_within(act_view(a), unit, who->unit, time_day(act_now(a)), &within));
    if (!within)
        return view_refuse(act_view(a), ERR_FORBIDDEN,
                           MSG("This unit is not below the unit of your position."));
    return ERR_OK;
}

static enum err
check_code_free(struct act *a, Str code, Id unit, Day from)
{
    struct unit_code_taken_row taken;

    TRY(unit_code_taken(act_view(a), code, unit, DAY_STILL, from, &taken));
    if (taken.n > 0)
        fault(a, "code", MSG("{1} is another unit's code on that day or later"), code);
    return ERR_OK;
}

static Str
title_of(struct arena *arena, Str type, Str name)
{
    return type.n > 0 ? str_format(arena, "%.*s %.*s", STR_ARG(type), STR_ARG(name)) : name;
}

/* The English title of an area is its Vietnamese one: names of places are not
 * translated. */
static Str
title_en_of(const struct change_in *in, Str title)
{
    return in->name_en.n > 0 ? in->name_en : title;
}

static void
put_answer(struct act *a, struct json *out, Str code, Str title, Day from)
{
    act_subject(a, str_format(act_arena(a), "unit:%.*s", STR_ARG(code)));
    json_put_text(act_arena(a), out, "code", code);
    json_put_text(act_arena(a), out, "title", title);
    json_put_day(act_arena(a), out, "from", from);
}

/* -- unit.create ------------------------------------------------------------------------ */

static const struct {
    const char *kind;
    int64_t     level; /* 0: its parent's */
} kinds[] = {
    { "district", LEVEL_DISTRICT }, { "commune", LEVEL_COMMUNE }, { "office", 0 },
    { "department", 0 },            { "authority", 0 },           { "centre", 0 },
};

/* -1: no such kind. */
static int64_t
level_of(Str kind, const struct unit *parent)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kind, str_of(kinds[i].kind)))
            return kinds[i].level != 0 ? kinds[i].level : parent->level;
    return -1;
}

static enum err
check_new(struct act *a, const struct change_in *in, struct unit *parent, int64_t *level)
{
    enum err err = unit_by_code(act_view(a), in->parent, in->from, parent);

    if (err == ERR_NOT_FOUND) {
        fault(a, "parent", MSG("{1} is not the code of a unit on that day"), in->parent);
        return ERR_INVALID;
    }
    TRY(err);
    TRY(check_reach(a, parent->id));
    *level = level_of(in->kind, parent);
    if (*level < 0)
        fault(a, "kind", MSG("must be district, commune, office, department, authority or centre"),
              STR_NONE);
    else if (*level < parent->level || (*level > LEVEL_PROVINCE && in->type.n == 0))
        fault(a, *level < parent->level ? "parent" : "type",
              *level < parent->level ? MSG("{1} is of a lower level than the new unit")
                                     : MSG("is missing"),
              in->parent);
    if (!is_code(in->code))
        fault(a, "code", MSG("must be digits, small letters and -"), STR_NONE);
    TRY(check_code_free(a, in->code, 0, in->from));
    return done_checking(a);
}

static enum err
apply_create(struct act *a, const void *input, struct json *out)
{
    const struct change_in *in = input;
    struct unit             parent;
    int64_t                 level;
    Id                      unit, desk, event;
    struct unit_version_add_in version = { .n = 1, .begins = in->from, .code = in->code,
                                           .type = in->type, .name = in->name };

    TRY(check_new(a, in, &parent, &level));
    unit = act_new_id(a);
    desk = act_new_id(a);
    event = act_new_id(a);
    version.unit = unit;
    version.parent = parent.id;
    version.level = level;
    version.event = event;
    version.type = cell_text_set(in->type).s;
    version.title = title_of(act_arena(a), in->type, in->name);
    version.title_en = title_en_of(in, version.title);
    TRY(unit_add(a, unit, in->kind));
    TRY(unit_event_add(a, event, unit, S("create"), in->from, in->decree,
                       cell_text_set(in->decree_url).s));
    TRY(unit_version_add(a, &version));
    TRY(desk_add(a, desk, unit));
    TRY(desk_unit_add(a, desk, 1, in->from, unit));
    TRY(derive_unit(a, unit));
    TRY(derive_desk(a, desk));
    put_answer(a, out, in->code, version.title, in->from);
    return ERR_OK;
}

static const struct field create_fields[] = {
    FIELD(TEXT, struct change_in, code, .required = true, .max = CODE_MAX,
          .help = "Of the new unit: digits, or a key as \"health\"."),
    FIELD(TEXT, struct change_in, parent, .required = true, .max = CODE_MAX,
          .help = "Code of the unit above."),
    FIELD(TEXT, struct change_in, kind, .required = true, .max = 20,
          .help = "district, commune, office, department, authority or centre."),
    FIELD(TEXT, struct change_in, type, .max = 40, .help = "Of an area: Phường, Xã, Thị trấn …"),
    FIELD(TEXT, struct change_in, name, .required = true, .min = 1, .max = 150,
          .help = "Without the type."),
    FIELD(TEXT, struct change_in, name_en, .max = 150, .help = "Of a department, in English."),
    FIELD(DAY, struct change_in, from, .required = true, .help = "Its first day."),
    FIELD(TEXT, struct change_in, decree, .required = true, .min = 1, .max = 300,
          .help = "The decision it rests on."),
    FIELD(TEXT, struct change_in, decree_url, .max = 500, .help = "Where that can be read."),
};

const struct command unit_create = {
    .name = "unit.create", .right = "admin.units", .help = "A new unit, from a day on.",
    .fields = create_fields, .n_fields = sizeof create_fields / sizeof create_fields[0],
    .in_size = sizeof(struct change_in), .apply = apply_create,
};

/* -- unit.rename ---------------------------------------------------------------------------- */

/* The version in force on the day, and that nothing but its end comes later. */
static enum err
find_version(struct act *a, const struct unit *unit, Day from, struct unit_versions_row *out,
             int64_t *next)
{
    struct unit_versions_row *version;
    int                       n, at = -1;
    Day                       later = DAY_NONE;

    TRY(unit_versions(act_view(a), unit->id, UNIT_VERSIONS_MAX, &version, &n));
    for (int i = 0; i < n; i++) {
        if (version[i].begins > from && !version[i].gone)
            later = version[i].begins;
        if (version[i].begins == unit->from && !version[i].gone)
            at = i;
    }
    if (at < 0)
        return ERR_INTERNAL;
    if (later != DAY_NONE)
        fault(a, "from", MSG("another change of this unit is recorded for {1}"),
              day_people(act_arena(a), later));
    *out = version[at];
    *next = n + 1;
    return done_checking(a);
}

static enum err
apply_rename(struct act *a, const void *input, struct json *out)
{
    const struct change_in  *in = input;
    struct unit              unit;
    struct unit_versions_row old;
    int64_t                  n;
    Id                       event;
    struct unit_version_add_in version = { .begins = in->from, .name = in->name };
    enum err                 err = unit_by_code(act_view(a), in->code, in->from, &unit);

    if (err == ERR_NOT_FOUND) {
        fault(a, "code", MSG("{1} is not the code of a unit on that day"), in->code);
        return ERR_INVALID;
    }
    TRY(err);
    TRY(check_reach(a, unit.id));
    TRY(find_version(a, &unit, in->from, &old, &n));
    event = act_new_id(a);
    version.unit = unit.id;
    version.n = n;
    version.code = old.code;
    version.type = in->type.n > 0 ? in->type : old.type;
    version.title = title_of(act_arena(a), version.type, in->name);
    version.title_en = title_en_of(in, version.title);
    version.parent = old.parent;
    version.level = old.level;
    version.event = event;
    TRY(unit_event_add(a, event, unit.id, S("rename"), in->from, in->decree,
                       cell_text_set(in->decree_url).s));
    TRY(unit_version_add(a, &version));
    TRY(derive_unit(a, unit.id));
    put_answer(a, out, old.code, version.title, in->from);
    return ERR_OK;
}

static const struct field rename_fields[] = {
    FIELD(TEXT, struct change_in, code, .required = true, .max = CODE_MAX,
          .help = "Of the unit on that day."),
    FIELD(TEXT, struct change_in, type, .max = 40, .help = "When it changes too: Phường, Xã …"),
    FIELD(TEXT, struct change_in, name, .required = true, .min = 1, .max = 150,
          .help = "Without the type."),
    FIELD(TEXT, struct change_in, name_en, .max = 150, .help = "Of a department, in English."),
    FIELD(DAY, struct change_in, from, .required = true, .help = "First day of the new name."),
    FIELD(TEXT, struct change_in, decree, .required = true, .min = 1, .max = 300,
          .help = "The decision it rests on."),
    FIELD(TEXT, struct change_in, decree_url, .max = 500, .help = "Where that can be read."),
};

const struct command unit_rename = {
    .name = "unit.rename", .right = "admin.units",
    .help = "Another name for a unit, from a day on; what happened before keeps the old one.",
    .fields = rename_fields, .n_fields = sizeof rename_fields / sizeof rename_fields[0],
    .in_size = sizeof(struct change_in), .apply = apply_rename,
};
