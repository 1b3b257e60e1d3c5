/* cmd/simulate_stage.c -- what a demonstration shows its guests: a citizen's own
 * dossiers, each in another state, and work that waits for every officer of one
 * commune.  Floor 13.
 *
 * Each deed is the real command at the moment the table says, one after another,
 * as in simulate_run.c; only what becomes of a dossier is written down here
 * instead of drawn.  The last deed lies before the morning on which a simulated
 * province begins. */
#include <stdio.h>

#include "cmd/simulate_inside.h"
#include "ident/ident.h"

#define DEEDS_MAX 5

/* A deed so many days before that morning, at a minute of the day. */
struct cue {
    enum deed deed;
    int       before, hour, minute;
};

static const struct scene {
    const char *procedure;
    bool        own; /* the account's; else nobody's in particular */
    struct cue  cue[DEEDS_MAX];
} scenes[] = {
    { "birth-registration", true, /* finished */
      { { DEED_SUBMIT, 7, 8, 5 }, { DEED_ACCEPT, 7, 8, 30 }, { DEED_PROPOSE, 7, 9, 20 },
        { DEED_SIGN, 7, 10, 5 } } },
    { "household-business-registration", true, /* a fee is due */
      { { DEED_SUBMIT, 5, 20, 15 }, { DEED_ACCEPT, 4, 7, 50 }, { DEED_TAKE, 4, 8, 30 },
        { DEED_CHARGE, 4, 10, 0 } } },
    { "birth-registration", true, /* a supplement is asked for */
      { { DEED_SUBMIT, 4, 9, 10 }, { DEED_ACCEPT, 4, 9, 40 }, { DEED_ASK, 4, 10, 30 } } },
    { "household-business-registration", true, /* in work */
      { { DEED_SUBMIT, 4, 14, 0 }, { DEED_ACCEPT, 4, 15, 0 }, { DEED_TAKE, 3, 8, 0 } } },
    { "birth-registration", false, /* for the leader */
      { { DEED_SUBMIT, 3, 13, 50 }, { DEED_ACCEPT, 3, 14, 10 }, { DEED_PROPOSE, 3, 16, 20 } } },
    { "birth-registration", false,
      { { DEED_SUBMIT, 3, 14, 5 }, { DEED_ACCEPT, 3, 14, 40 }, { DEED_PROPOSE, 3, 16, 40 } } },
    { "birth-registration", false, /* for the specialist */
      { { DEED_SUBMIT, 3, 15, 5 }, { DEED_ACCEPT, 3, 15, 30 } } },
    { "birth-registration", false,
      { { DEED_SUBMIT, 3, 15, 10 }, { DEED_ACCEPT, 3, 16, 0 } } },
    { "birth-registration", false, { { DEED_SUBMIT, 3, 15, 20 } } }, /* for the desk */
    { "birth-registration", true, { { DEED_SUBMIT, 3, 16, 40 } } },
    { "birth-registration", false, { { DEED_SUBMIT, 1, 20, 30 } } },
};

struct stage {
    struct house           *house;
    struct arena           *arena;
    struct sim_world        world;
    struct simulate_request request;
    struct actor            person;
    struct person           who;
    Str                     commune, district;
    char                   *why;
};

/* -- what is needed before the first deed --------------------------------------------------- */

static enum err
say(struct stage *s, enum err err, const char *what, Str of)
{
    snprintf(s->why, 256, "%s: %.*s", what, STR_ARG(of));
    return err;
}

static enum err
read_people(struct stage *s, struct view *v, Str login)
{
    struct unit unit, above;

    if (ident_actor_of_login(v, login, &s->person) != ERR_OK || s->person.person == 0)
        return say(s, ERR_NOT_FOUND, "there is no such account", login);
    TRY(person_by_id(v, s->person.person, &s->who));
    if (unit_by_code(v, s->commune, time_day(v->now), &unit) != ERR_OK ||
        unit_by_id(v, unit.parent, time_day(v->now), &above) != ERR_OK)
        return say(s, ERR_NOT_FOUND, "there is no such commune", s->commune);
    s->district = above.code;
    return ERR_OK;
}

static enum err
read_stage(struct stage *s, Str login)
{
    static const struct actor program = { .system = true };
    struct view v = { .arena = s->arena, .who = &program, .world = &s->house->world,
                      .packs = s->house->world.packs, .simulated = true, .lang = LANG_VI,
                      .now = SIMULATION_BEGINS };
    struct db  *db;
    enum err    err;

    TRY(sim_world_read(s->house, &s->request, s->arena, &s->world, s->why));
    TRY(door_reader(s->house->door, &db, s->why));
    v.db = db;
    err = db_begin(db);
    if (err == ERR_OK)
        err = read_people(s, &v, login);
    db_end(db);
    db_close(db);
    return err;
}

/* -- playing it ------------------------------------------------------------------------------- */

static const struct sim_unit *
unit_of(const struct sim_procedure *p, const struct stage *s)
{
    for (int i = 0; i < p->n_units; i++)
        if (str_eq(p->units[i].code, s->commune) || str_eq(p->units[i].code, s->district))
            return &p->units[i];
    return NULL;
}

static struct sim_procedure *
procedure_of(struct stage *s, const char *key)
{
    for (int i = 0; i < s->world.n_procedures; i++)
        if (str_eq(s->world.procedure[i].procedure->key, str_of(key)))
            return &s->world.procedure[i];
    return NULL;
}

static Time
moment_of(const struct cue *c)
{
    return time_at(time_day(SIMULATION_BEGINS) - c->before, c->hour * 60 + c->minute);
}

/* In the form too it is the account's own dossier: whoever the procedure names as
 * the applicant is that person. */
static void
put_own(struct stage *s, const struct sim_dossier *d, struct json *input)
{
    struct json *form = NULL;
    Str          name = d->of->says->applicant, number;

    for (struct json *m = input->first; m != NULL; m = m->next) {
        if (str_eq(m->key, S("form")))
            form = m;
        if (str_eq(m->key, S("applicant_name")))
            m->text = s->who.name;
    }
    if (form == NULL || !str_ends(name, S("_name")))
        return;
    number = str_format(s->arena, "%.*s_id", (int)(name.n - 5), name.p);
    for (struct json *m = form->first; m != NULL; m = m->next) {
        if (str_eq(m->key, name))
            m->text = s->who.name;
        if (str_eq(m->key, number) && s->who.personal_number.n > 0)
            m->text = s->who.personal_number;
    }
}

static enum err
play_cue(struct stage *s, const struct scene *scene, const struct cue *c, struct sim_dossier *d)
{
    struct arena *arena = arena_new();
    struct call   call = { .arena = arena };
    enum err      err;

    d->next_deed = c->deed;
    d->at = moment_of(c);
    sim_call_fill(&s->world, d, &call);
    if (scene->own && c->deed == DEED_SUBMIT) {
        call.who = &s->person;
        put_own(s, d, (struct json *)(uintptr_t)call.input);
    }
    door_call_wait(s->house->door, &call);
    err = call.err;
    if (err == ERR_OK)
        sim_call_learn(d, call.out);
    else
        snprintf(s->why, 256, "dossier.%s of %s: %s %.*s", deed_word(c->deed), scene->procedure,
                 call.why, call.faults.first ? (int)call.faults.first->field.n : 0,
                 call.faults.first ? call.faults.first->field.p : "");
    arena_free(arena);
    return err;
}

static enum err
play(struct stage *s, const struct scene *scene, int number)
{
    struct sim_procedure  *p = procedure_of(s, scene->procedure);
    const struct sim_unit *unit = p != NULL ? unit_of(p, s) : NULL;
    struct sim_dossier     d;

    if (unit == NULL)
        return say(s, ERR_NOT_FOUND, "nobody there decides", str_of(scene->procedure));
    TRY(fate_begin(s->world.plan, &d, s->request.seed, number, p, unit,
                   time_day(SIMULATION_BEGINS)));
    d.channel = ONLINE;
    d.result = ON_SCREEN;
    for (int i = 0; i < DEEDS_MAX && scene->cue[i].deed != DEED_NONE; i++)
        TRY(play_cue(s, scene, &scene->cue[i], &d));
    return ERR_OK;
}

enum err
simulate_stage(struct house *h, Str login, Str commune, int *out_dossiers, char why[256])
{
    Day          begins = time_day(SIMULATION_BEGINS);
    struct stage s = { .house = h, .arena = arena_new(), .commune = commune, .why = why,
                       .request = { .from = begins - 7, .to = begins, .seed = 1 } };
    int          n = (int)(sizeof scenes / sizeof scenes[0]);
    enum err     err;

    *out_dossiers = 0;
    why[0] = '\0';
    err = h->dir->simulated ? ERR_OK
                            : say(&s, ERR_INVALID, "these are real records", h->dir->path);
    if (err == ERR_OK)
        err = read_stage(&s, login);
    for (int i = 0; i < n && err == ERR_OK; i++) {
        err = play(&s, &scenes[i], i);
        *out_dossiers += err == ERR_OK;
    }
    if (err != ERR_OK && why[0] == '\0')
        snprintf(why, 256, "%s", err_message(err));
    arena_free(s.arena);
    return err;
}
