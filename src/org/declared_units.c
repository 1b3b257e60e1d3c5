/* org/declared_units.c -- the section `units`: departments, what desks are
 * called, dates of levels.  Floor 4. */
#include "org/declared.h"

#include "org/areas.h"
#include "org/derive.h"

struct unit_build {
    struct declared_units *out;
    struct place           file;
};

static int64_t
level_of(Str word)
{
    static const char *const names[] = { "province", "district", "commune" };

    for (int i = 0; i < 3; i++)
        if (str_eq(word, str_of(names[i])))
            return i + 1;
    return 0;
}

static int64_t
place_level(const struct place *p)
{
    int64_t level = level_of(place_text(p, "level"));

    if (level == 0)
        place_fault(p, "level", MSG("must be province, district or commune"), STR_NONE, STR_NONE);
    return level;
}

static void
place_dates(const struct place *p, Day *begins, Day *ends)
{
    Day from = place_day_or_null(p, "from"), to = place_day_or_null(p, "to");

    *begins = from == DAY_NONE ? DAY_ALWAYS : from;
    *ends = to == DAY_NONE ? DAY_STILL : to + 1;
    if (*begins >= *ends)
        place_fault(p, "to", MSG("The last day is before the first."), STR_NONE, STR_NONE);
}

static struct decree
place_decree(const struct place *p, const char *name)
{
    struct pack_source s;

    if (pack_source_at(p->file->json, p->at, name, &s))
        return (struct decree){ .title = s.title, .url = s.url };
    return (struct decree){ .title = S(""), .url = S("") };
}

/* -- departments ------------------------------------------------------------------ */

static Str
place_kind(const struct place *p)
{
    static const char *const kinds[] = { "office", "department", "authority", "desk" };
    Str kind = place_text(p, "kind");

    for (int i = 0; i < 4; i++)
        if (str_eq(kind, str_of(kinds[i])))
            return i == 3 ? S("centre") : kind;
    place_fault(p, "kind", MSG("must be office, department, authority or desk"), STR_NONE,
                STR_NONE);
    return kind;
}

static void
read_unit(struct declared_units *out, const struct place *p)
{
    static const char *const known[] = { "key", "kind", "name", "parent", "from", "to",
                                         "predecessors", "successors", NULL };
    struct declared_unit u = { .key = place_text(p, "key"), .kind = place_kind(p),
                               .parent = place_text(p, "parent"),
                               .predecessors = json_get(p->at, "predecessors"),
                               .successors = json_get(p->at, "successors") };
    const struct json *name = place_words(p, "name");

    place_only(p, known);
    u.title_vi = json_text(name, "vi");
    u.title_en = json_text(name, "en");
    place_dates(p, &u.begins, &u.ends);
    u.begun_by = place_decree(p, "from");
    u.ended_by = place_decree(p, "to");
    for (int i = 0; i < out->n_units; i++)
        if (str_eq(out->units[i].key, u.key))
            place_fault(p, "key", MSG("is there twice"), STR_NONE, STR_NONE);
    out->units[out->n_units++] = u;
}

static void
read_desk(struct declared_units *out, const struct place *p)
{
    static const char *const known[] = { "key", "level", "kind", "name", "pattern", "from", "to",
                                         "predecessors", NULL };
    struct declared_desk d = { .level = place_level(p) };
    const struct json   *pattern = place_words(p, "pattern");

    place_only(p, known);
    place_dates(p, &d.begins, &d.ends);
    d.pattern_vi = json_text(pattern, "vi");
    d.pattern_en = json_text(pattern, "en");
    if (!str_has(d.pattern_vi, S("{unit}")) || !str_has(d.pattern_en, S("{unit}")))
        place_fault(p, "pattern", MSG("must hold {unit}"), STR_NONE, STR_NONE);
    out->desks[out->n_desks++] = d;
}

static void
read_level(struct declared_units *out, const struct place *p)
{
    static const char *const known[] = { "level", "from", "to", NULL };
    struct declared_level l = { .level = place_level(p) };

    place_only(p, known);
    place_dates(p, &l.begins, &l.ends);
    l.ended_by = place_decree(p, "to");
    out->levels[out->n_levels++] = l;
}

static void
read_position(struct declared_units *out, const struct place *p)
{
    static const char *const known[] = { "key", "name", NULL };

    (void)out;
    place_only(p, known);
    place_text(p, "key");
    place_words(p, "name");
}

/* -- the whole --------------------------------------------------------------------- */

typedef void read_fn(struct declared_units *, const struct place *);

static const struct part {
    const char *name;
    read_fn    *read;
} part[] = { { "departments", read_unit },
             { "desks", read_desk },
             { "levels", read_level },
             { "positions", read_position } };
enum { PARTS = sizeof part / sizeof part[0] };

static void
read_file(struct declared_units *out, const struct place *file)
{
    static const char *const known[] = { "units",  "day",       "departments", "desks",
                                         "levels", "positions", "agency",      "sources",
                                         NULL };
    Str agency = json_text(json_get(file->at, "agency"), "code");

    place_only(file, known);
    place_text(file, "units");
    if (agency.n > 0)
        out->agency = agency;
    for (int k = 0; k < PARTS; k++) {
        const struct json *list = json_get(file->at, part[k].name);
        struct place       within = place_in(file, part[k].name);
        int                i = 0;

        if (list == NULL)
            continue;
        json_each(element, place_list(file, part[k].name))
        {
            struct place p = place_nth(&within, i++, element);

            part[k].read(out, &p);
        }
    }
}

/* Keys that predecessors and successors name must be there. */
static void
check_links(struct declared_units *out, struct pack_build *b, const struct pack_file *f)
{
    struct place file = place_file(b, f);

    json_each(unit, json_get(f->json, "departments"))
    {
        const struct json *lists[2] = { json_get(unit, "predecessors"),
                                        json_get(unit, "successors") };

        for (int k = 0; k < 2; k++)
            json_each(key, lists[k])
            {
                bool found = false;

                for (int i = 0; i < out->n_units; i++)
                    found |= key->kind == JSON_TEXT && str_eq(out->units[i].key, key->text);
                if (!found)
                    place_fault(&file, "departments", MSG("{1} is not a unit declared here"),
                                key->text, STR_NONE);
            }
    }
}

static size_t
count_of(const struct pack_file *files, int n, const char *list)
{
    size_t total = 0;

    for (int i = 0; i < n; i++) {
        const struct json *v = json_get(files[i].json, list);

        total += v != NULL ? v->count : 0;
    }
    return total;
}

static enum err
compile(struct pack_build *b, void **out)
{
    struct arena           *arena = pack_arena(b);
    struct declared_units  *units = arena_make(arena, struct declared_units);
    int                     n;
    const struct pack_file *files = pack_files(b, "units", &n);

    units->units = arena_array(arena, struct declared_unit, count_of(files, n, "departments") + 1);
    units->desks = arena_array(arena, struct declared_desk, count_of(files, n, "desks") + 1);
    units->levels = arena_array(arena, struct declared_level, count_of(files, n, "levels") + 1);
    for (int i = 0; i < n; i++) {
        struct place file = place_file(b, &files[i]);

        read_file(units, &file);
    }
    for (int i = 0; i < n; i++)
        check_links(units, b, &files[i]);
    *out = units;
    return ERR_OK;
}

const struct pack_section org_units_section = { .name = "units", .compile = compile,
                                                 .title = MSG("Units") };

/* Areas of the embedded list have no dates of their own. */
static bool
is_area(Str code)
{
    struct area area;

    for (int i = 0; i < n_area_provinces; i++) {
        Str lines = area_provinces[i].lines;

        while (area_next(&lines, &area))
            if (str_eq(area.code, code))
                return true;
    }
    return false;
}

bool
unit_is_declared(struct pack_build *b, Str code, Day from, Day to)
{
    const struct declared_units *all = pack_built(b, "units");

    if (all == NULL) /* nobody reads units here */
        return true;
    for (int i = 0; i < all->n_units; i++)
        if (str_eq(all->units[i].key, code) && all->units[i].ends > from &&
            (to == DAY_NONE || all->units[i].begins <= to))
            return true;
    return is_area(code);
}

Str
unit_agency_code(const struct view *v)
{
    const struct declared_units *d = pack_data(v, "units");

    return d != NULL && d->agency.n > 0 ? d->agency : S("000");
}

/* -- what a desk is called ------------------------------------------------------------ */

static Str
fill_unit(struct arena *arena, Str pattern, Str title)
{
    ptrdiff_t at = str_find(pattern, S("{unit}"));
    size_t    head = (size_t)at;

    if (at < 0)
        return pattern;
    return str_format(arena, "%.*s%.*s%.*s", (int)head, pattern.p, STR_ARG(title),
                      STR_ARG(str_sub(pattern, head + 6, pattern.n)));
}

Str
declared_desk_name(const struct view *v, const struct unit *unit, Day day)
{
    const struct declared_units *d = pack_data(v, "units");

    /* Departments and centres receive under their own name. */
    for (int i = 0; d != NULL && unit->type.n > 0 && i < d->n_desks; i++)
        if (d->desks[i].level == unit->level && d->desks[i].begins <= day &&
            d->desks[i].ends > day)
            return fill_unit(v->arena,
                             v->lang == LANG_EN ? d->desks[i].pattern_en : d->desks[i].pattern_vi,
                             unit->title);
    return unit->title;
}
