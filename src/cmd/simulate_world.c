/* cmd/simulate_world.c -- what a run reads before its first dossier.  Floor 13.
 *
 * The reading connection is closed again: a snapshot held open for the whole run
 * would keep SQLite from folding its log back. */
#include <stdio.h>

#include "cmd/simulate_inside.h"
#include "dossier/paper.h"
#include "org/unit.h"
#include "store/files.h"

struct reading {
    struct view                    *v;
    const struct simulate_request  *request;
    struct sim_world               *w;
    struct unit                    *unit; /* all of the first day */
    int                             n_units;
    char                           *why;
};

static enum err
refuse(struct reading *r, enum err err, const char *words, Str about)
{
    snprintf(r->why, 256, "%s%s%.*s", words, about.n ? ": " : "", STR_ARG(about));
    return err;
}

/* Competent are the units of the procedure's level that are there all the time;
 * at province level its department. */
static bool
is_competent(struct reading *r, const struct procedure *p, const struct unit *u)
{
    if (u->to != DAY_NONE && u->to <= r->request->to)
        return false;
    if (p->level == LEVEL_PROVINCE)
        return str_eq(u->code, p->department);
    return u->level == (int64_t)p->level &&
           str_eq(u->kind, p->level == LEVEL_COMMUNE ? S("commune") : S("district"));
}

/* Communes that a question about one may name: the unit's own, or any. */
static void
read_communes(struct reading *r, const struct unit *of, struct sim_unit *out)
{
    Str *list = arena_array(r->w->arena, Str, r->n_units + 1);

    for (int i = 0; i < r->n_units; i++) {
        const struct unit *u = &r->unit[i];

        if (!str_eq(u->kind, S("commune")))
            continue;
        if (of->level == LEVEL_PROVINCE || u->id == of->id || u->parent == of->id)
            list[out->n_communes++] = str_copy(r->w->arena, u->code);
    }
    out->communes = list;
}

static const struct unit *
unit_with(const struct reading *r, Id id)
{
    for (int i = 0; i < r->n_units; i++)
        if (r->unit[i].id == id)
            return &r->unit[i];
    return NULL;
}

/* As dossier/place.c has it.  A unit that an answer names is not known before the answer is: its
 * officers' deeds are written down to the home unit. */
static Id
place_of(const struct reading *r, const struct step *step, const struct unit *home)
{
    const struct unit *u = home;

    if (step->place == PLACE_LEVEL)
        while (u != NULL && u->level > (int64_t)step->level)
            u = unit_with(r, u->parent);
    for (int i = 0; step->place == PLACE_UNIT && i < r->n_units; i++)
        if (str_eq(r->unit[i].code, step->at))
            u = &r->unit[i];
    return u != NULL ? u->id : home->id;
}

static void
read_places(const struct reading *r, const struct procedure *p, const struct unit *u,
            struct sim_unit *out)
{
    Id *at = arena_array(r->w->arena, Id, p->n_steps + 1);

    for (int i = 0; i < p->n_steps; i++)
        at[i] = place_of(r, &p->steps[i], u);
    out->at = at;
}

static enum err
read_unit(struct reading *r, const struct procedure *p, const struct unit *u,
          struct sim_unit *out)
{
    *out = (struct sim_unit){ .id = u->id, .code = str_copy(r->w->arena, u->code) };
    TRY(calendar_of_unit(r->v, u->id, &out->calendar));
    if (!calendar_knows(out->calendar, r->request->from) ||
        !calendar_knows(out->calendar, r->request->to))
        return refuse(r, ERR_INVALID, "the working calendar is not published for these days",
                      u->code);
    read_communes(r, u, out);
    read_places(r, p, u, out);
    return ERR_OK;
}

/* Turns are taken in an order the seed decides. */
static void
shuffle(struct sim_procedure *p, uint64_t seed)
{
    struct draw d = draw_begin(seed, UINT64_MAX);

    for (int i = p->n_units - 1; i > 0; i--) {
        int             k = (int)draw_below(&d, i + 1);
        struct sim_unit swap = p->units[i];

        p->units[i] = p->units[k];
        p->units[k] = swap;
    }
}

static enum err
read_procedure(struct reading *r, const struct simulated *says, struct sim_procedure *out)
{
    const struct procedure *last;

    out->says = says;
    if (procedure_in_force(r->v, says->key, r->request->from, &out->procedure) != ERR_OK ||
        procedure_in_force(r->v, says->key, r->request->to, &last) != ERR_OK ||
        last != out->procedure)
        return refuse(r, ERR_INVALID,
                      "no single version of this procedure is in force on all the days", says->key);
    out->units = arena_array(r->w->arena, struct sim_unit, r->n_units + 1);
    for (int i = 0; i < r->n_units; i++)
        if (is_competent(r, out->procedure, &r->unit[i]))
            TRY(read_unit(r, out->procedure, &r->unit[i], &out->units[out->n_units++]));
    if (out->n_units == 0)
        return refuse(r, ERR_INVALID, "no unit decides this procedure", says->key);
    shuffle(out, r->request->seed);
    return ERR_OK;
}

/* The same version on all the days. */
static bool
is_lasting(struct reading *r, const struct procedure *p)
{
    const struct procedure *first, *last;

    return procedure_in_force(r->v, p->key, r->request->from, &first) == ERR_OK &&
           procedure_in_force(r->v, p->key, r->request->to, &last) == ERR_OK && first == p &&
           last == p;
}

static bool
is_named(const struct simulation *plan, Str key)
{
    for (int i = 0; i < plan->n; i++)
        if (str_eq(plan->procedure[i].key, key))
            return true;
    return false;
}

/* What has no rule of its own is simulated by its file's sample, all such procedures alike. */
static enum err
read_others(struct reading *r)
{
    const struct simulation     *plan = r->w->plan;
    const struct procedure_list *all = procedures(r->v);
    int                          first = r->w->n_procedures, others;

    for (int i = 0; plan->others.share > 0 && i < all->n; i++) {
        struct simulated *says;

        if (is_named(plan, all->list[i]->key) || !is_lasting(r, all->list[i]) ||
            json_get(all->list[i]->file, "sample") == NULL)
            continue;
        says = arena_make(r->w->arena, struct simulated);
        *says = plan->others;
        says->key = all->list[i]->key;
        says->applicant = json_text(all->list[i]->file, "applicant_field");
        TRY(read_procedure(r, says, &r->w->procedure[r->w->n_procedures++]));
    }
    others = r->w->n_procedures - first;
    for (int i = first; i < r->w->n_procedures; i++)
        r->w->share[i] = plan->others.share / others;
    return ERR_OK;
}

static enum err
read_procedures(struct reading *r)
{
    const struct simulation *plan = r->w->plan;
    int                      most = plan->n + procedures(r->v)->n;

    r->w->n_procedures = plan->n;
    r->w->procedure = arena_array(r->w->arena, struct sim_procedure, most + 1);
    r->w->share = arena_array(r->w->arena, int64_t, most + 1);
    for (int i = 0; i < plan->n; i++) {
        r->w->share[i] = plan->procedure[i].share;
        TRY(read_procedure(r, &plan->procedure[i], &r->w->procedure[i]));
    }
    return read_others(r);
}

/* The one file that stands for whatever a person would have scanned. */
static enum err
keep_paper(struct reading *r)
{
    const struct paper_part words = {
        .shape = PAPER_TEXT,
        .value = S("Tệp này thay cho giấy tờ mà người nộp hồ sơ đính kèm. Nó do chương trình "
                   "mô phỏng tạo ra, dùng chung cho mọi hồ sơ mô phỏng, không phải giấy tờ "
                   "của ai."),
    };
    struct paper paper = { .superior = S(""), .agency = S(""), .number = S(""), .place = S(""),
                           .made = time_at(r->request->from, 0), .subtitle = S(""),
                           .title = S("MẪU – SỐ LIỆU MÔ PHỎNG"), .parts = &words, .part_count = 1,
                           .simulated = true };
    Str          pdf;

    TRY(paper_write(r->v->arena, &paper, &pdf));
    r->w->paper_size = (int64_t)pdf.n;
    return files_write(r->w->world->folder, pdf, &r->w->paper);
}

static enum err
read_all(struct reading *r)
{
    struct unit province;

    r->w->plan = simulation_of(r->v);
    if (r->w->plan == NULL || r->w->plan->n == 0)
        return refuse(r, ERR_INVALID, "no pack brings a simulation.json", S(""));
    TRY(unit_all(r->v, r->request->from, &r->unit, &r->n_units));
    TRY(unit_province(r->v, r->request->from, &province));
    TRY(calendar_of_unit(r->v, province.id, &r->w->calendar));
    TRY(read_procedures(r));
    return keep_paper(r);
}

enum err
sim_world_read(struct house *h, const struct simulate_request *request, struct arena *arena,
               struct sim_world *out, char why[256])
{
    struct actor   program = { .system = true };
    struct view    v = { .arena = arena, .who = &program, .world = &h->world,
                         .packs = h->world.packs, .simulated = true, .lang = LANG_VI,
                         .now = time_at(request->from, 0) };
    struct reading r = { .v = &v, .request = request, .w = out, .why = why };
    struct db     *db;
    enum err       err;

    *out = (struct sim_world){ .arena = arena, .world = &h->world };
    TRY(door_reader(h->door, &db, why));
    v.db = db;
    err = db_begin(db);
    if (err == ERR_OK)
        err = read_all(&r);
    if (err != ERR_OK && why[0] == '\0')
        snprintf(why, 256, "the units and calendars could not be read: %s", db_why(db));
    db_end(db);
    db_close(db);
    return err;
}
