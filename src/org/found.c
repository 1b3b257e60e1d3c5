/* org/found.c -- the first act of a province: all its units at once.
 *
 * Areas come from the embedded list, departments and the dates of levels from
 * packs.  Every unit gets a desk of its own; where a unit follows others, it
 * takes over their desks on its first day, so that what stands there follows.
 * Floor 4. */
#include "org/areas.h"
#include "org/commands.h"
#include "org/declared.h"
#include "org/derive.h"

struct planned {
    Str           code, kind, type, name, title, title_en;
    int64_t       level;
    int           parent;    /* index, -1 for the province */
    int           successor; /* index, or -1 */
    Day           begins, ends;
    struct decree begun_by, ended_by;
    const struct json *predecessors;
};

struct found_plan {
    struct planned *unit;
    int             n;
};

struct found_in {
    Str province;
};

/* -- planning -------------------------------------------------------------------- */

static int
find_planned(const struct found_plan *p, Str code)
{
    for (int i = 0; i < p->n; i++)
        if (str_eq(p->unit[i].code, code))
            return i;
    return -1;
}

static void
set_level_dates(const struct declared_units *d, struct planned *u)
{
    u->begins = DAY_ALWAYS;
    u->ends = DAY_STILL;
    u->begun_by = u->ended_by = (struct decree){ S(""), S("") };
    for (int i = 0; d != NULL && i < d->n_levels; i++)
        if (d->levels[i].level == u->level) {
            u->begins = d->levels[i].begins;
            u->ends = d->levels[i].ends;
            u->ended_by = d->levels[i].ended_by;
        }
}

static void
plan_areas(struct arena *arena, struct found_plan *p, const struct area_province *province,
           const struct declared_units *d)
{
    static const char *const kinds[] = { "province", "district", "commune" };
    Str                      lines = province->lines;
    struct area              area;

    while (area_next(&lines, &area)) {
        int             parent = find_planned(p, area.parent);
        struct planned *u = &p->unit[p->n++];

        *u = (struct planned){ .code = area.code, .type = area.type, .name = area.name,
                               .parent = parent, .successor = -1 };
        u->level = parent < 0 ? LEVEL_PROVINCE : p->unit[parent].level + 1;
        u->kind = str_of(kinds[u->level - 1]);
        u->title = u->title_en = str_format(arena, "%.*s %.*s", STR_ARG(area.type),
                                            STR_ARG(area.name));
        set_level_dates(d, u);
    }
}

/* "Hải Dương" is "Thành phố Hải Dương" in Vietnamese only; names of areas are
 * not translated, departments' titles are. */
static void
plan_declared(struct found_plan *p, const struct declared_unit *d, int parent)
{
    p->unit[p->n++] = (struct planned){
        .code = d->key, .kind = d->kind, .type = S(""), .name = d->title_vi,
        .title = d->title_vi, .title_en = d->title_en, .level = p->unit[parent].level,
        .parent = parent, .successor = -1, .begins = d->begins, .ends = d->ends,
        .begun_by = d->begun_by, .ended_by = d->ended_by, .predecessors = d->predecessors,
    };
}

/* Those whose parent is planned, until none is added: units of another
 * province stay out by themselves. */
static void
plan_departments(struct found_plan *p, const struct declared_units *d)
{
    int before = -1;

    while (before != p->n) {
        before = p->n;
        for (int i = 0; i < d->n_units; i++) {
            int parent = find_planned(p, d->units[i].parent);

            if (parent >= 0 && find_planned(p, d->units[i].key) < 0)
                plan_declared(p, &d->units[i], parent);
        }
    }
}

static void
link_successors(struct found_plan *p)
{
    for (int i = 0; i < p->n; i++)
        json_each(key, p->unit[i].predecessors)
        {
            int before = find_planned(p, key->text);

            if (before >= 0 && p->unit[before].ends == p->unit[i].begins)
                p->unit[before].successor = i;
        }
}

static int
count_lines(Str s)
{
    int n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

static enum err
prepare(struct view *v, const void *input, void *plan)
{
    const struct found_in       *in = input;
    struct found_plan           *p = plan;
    const struct area_province  *province = area_province(in->province);
    const struct declared_units *d = pack_data(v, "units");

    if (province == NULL) {
        fault_add(v->faults, S("province"), MSG("{1} is not the code of a province"), in->province,
                  STR_NONE);
        return ERR_INVALID;
    }
    p->unit = arena_array(v->arena, struct planned,
                          count_lines(province->lines) + (d != NULL ? d->n_units : 0));
    plan_areas(v->arena, p, province, d);
    if (d != NULL)
        plan_departments(p, d);
    link_successors(p);
    return ERR_OK;
}

/* -- writing --------------------------------------------------------------------- */

struct founding {
    struct act           *act;
    const struct planned *unit;
    int                   n;
    Id                   *id, *desk, *begun, *ended; /* of units, desks, events */
};

static void
give_ids(struct founding *f)
{
    struct arena *arena = act_arena(f->act);

    f->id = arena_array(arena, Id, f->n);
    f->desk = arena_array(arena, Id, f->n);
    f->begun = arena_array(arena, Id, f->n);
    f->ended = arena_array(arena, Id, f->n);
    for (int i = 0; i < f->n; i++) {
        f->id[i] = act_new_id(f->act);
        f->desk[i] = act_new_id(f->act);
        if (f->unit[i].begins != DAY_ALWAYS)
            f->begun[i] = act_new_id(f->act);
    }
    for (int i = 0; i < f->n; i++)
        if (f->unit[i].successor >= 0)
            f->ended[i] = f->begun[f->unit[i].successor];
        else if (f->unit[i].ends != DAY_STILL)
            f->ended[i] = act_new_id(f->act);
}

static enum err
write_events(struct founding *f, int i)
{
    const struct planned *u = &f->unit[i];
    bool                  merged = u->predecessors != NULL && u->predecessors->count > 0;

    if (f->begun[i] != 0)
        TRY(unit_event_add(f->act, f->begun[i], f->id[i], merged ? S("merge") : S("create"),
                           u->begins, u->begun_by.title, cell_text_set(u->begun_by.url).s));
    if (f->ended[i] != 0 && u->successor < 0)
        TRY(unit_event_add(f->act, f->ended[i], f->id[i], S("abolish"), u->ends,
                           u->ended_by.title, cell_text_set(u->ended_by.url).s));
    if (u->successor >= 0)
        TRY(unit_flow_add(f->act, f->ended[i], f->id[i], f->id[u->successor], S("all"),
                          1000000));
    return ERR_OK;
}

static enum err
write_unit(struct founding *f, int i)
{
    const struct planned      *u = &f->unit[i];
    struct unit_version_add_in version = {
        .unit = f->id[i], .n = 1, .begins = u->begins, .code = u->code, .type = u->type,
        .name = u->name, .title = u->title, .title_en = u->title_en,
        .parent = u->parent >= 0 ? f->id[u->parent] : 0, .level = u->level,
        .event = f->begun[i],
    };

    TRY(unit_add(f->act, f->id[i], u->kind));
    TRY(unit_version_add(f->act, &version));
    if (u->ends != DAY_STILL) {
        version.n = 2;
        version.begins = u->ends;
        version.gone = true;
        version.event = f->ended[i];
        TRY(unit_version_add(f->act, &version));
    }
    TRY(write_events(f, i));
    TRY(desk_add(f->act, f->desk[i], f->id[i]));
    TRY(desk_unit_add(f->act, f->desk[i], 1, u->begins, f->id[i]));
    if (u->successor >= 0)
        TRY(desk_unit_add(f->act, f->desk[i], 2, u->ends, f->id[u->successor]));
    return ERR_OK;
}

static enum err
apply(struct act *a, const void *plan, struct json *out)
{
    const struct found_plan *p = plan;
    struct founding          f = { .act = a, .unit = p->unit, .n = p->n };
    struct unit_any_row     *any;
    int                      n;

    TRY(unit_any(act_view(a), 1, &any, &n));
    if (n > 0)
        return view_refuse(act_view(a), ERR_CONFLICT, MSG("This province is founded already."));
    give_ids(&f);
    for (int i = 0; i < f.n; i++)
        TRY(write_unit(&f, i));
    for (int i = 0; i < f.n; i++) {
        TRY(derive_unit(a, f.id[i]));
        TRY(derive_desk(a, f.desk[i]));
    }
    act_subject(a, str_format(act_arena(a), "unit:%.*s", STR_ARG(p->unit[0].code)));
    json_put_text(act_arena(a), out, "province", p->unit[0].title);
    json_put_int(act_arena(a), out, "units", f.n);
    return ERR_OK;
}

static const struct field fields[] = {
    FIELD(TEXT, struct found_in, province, .required = true, .max = 2,
          .help = "Two digits, as 30 for Hải Dương."),
};

const struct command org_found = {
    .name = "org.found", .right = "system",
    .help = "Creates a province's units: areas, and departments that packs declare.",
    .fields = fields, .n_fields = 1, .in_size = sizeof(struct found_in),
    .plan_size = sizeof(struct found_plan), .prepare = prepare, .apply = apply, .job = true,
};
