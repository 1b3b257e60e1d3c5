/* cmd/simulate_show.c -- what was invented here, recorded and shown.  Floor 13.
 *
 * The page lists every parameter of simulation.json as it stands there; one that
 * is left out of the list would be one that nobody can check. */
#include "cmd/cmd_sql.h"
#include "cmd/simulate_inside.h"

/* -- beginning one ------------------------------------------------------------------- */

struct begin_in {
    Day     from, to;
    int64_t dossiers;
    Str     seed;
};

static const struct field begin_fields[] = {
    FIELD(DAY, struct begin_in, from, .required = true, .help = "The first day"),
    FIELD(DAY, struct begin_in, to, .required = true, .help = "The last day"),
    FIELD(INT, struct begin_in, dossiers, .max = 1000000000, .help = "How many dossiers"),
    FIELD(TEXT, struct begin_in, seed, .required = true, .max = 20,
          .help = "Decides all that is drawn"),
};

static enum err
begin_apply(struct act *a, const void *plan, struct json *out)
{
    const struct begin_in      *in = plan;
    struct simulation_list_row *row;
    int                         n;

    (void)out;
    if (!act_view(a)->simulated)
        return ERR_FORBIDDEN;
    TRY(simulation_list(act_view(a), 1, &row, &n));
    if (n > 0)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("This folder was simulated before. Make a new one: a seed says "
                               "nothing on top of other dossiers."));
    act_subject(a, S("simulation"));
    return simulation_add(a, in->from, in->to, in->dossiers, in->seed);
}

const struct command simulation_begin = {
    .name = "simulation.begin", .right = "simulation.begin",
    .help = "Records that invented dossiers follow, in a simulated folder.",
    .fields = begin_fields, .n_fields = sizeof begin_fields / sizeof begin_fields[0],
    .in_size = sizeof(struct begin_in), .apply = begin_apply,
};

/* -- showing it ------------------------------------------------------------------------- */

struct showing {
    struct view       *v;
    struct json       *list;
    const struct json *said; /* the reason that stands above */
};

/* A reason is said once, at the first of the parameters that it holds for. */
static void
put_parameter(struct showing *s, Str name, Str value, const struct json *why)
{
    struct json *o = json_add(s->list, json_object(s->v->arena));

    json_put_text(s->v->arena, o, "name", name);
    json_put_text(s->v->arena, o, "value", value);
    if (why != NULL && why != s->said)
        json_put_text(s->v->arena, o, "why", pack_words(s->v->lang, why));
    s->said = why;
}

static bool
holds_groups(const struct json *group)
{
    json_each(p, group)
        if (p->kind == JSON_OBJECT && !str_eq(p->key, S("note")))
            return true;
    return false;
}

/* Members of a group, those of groups inside it under "group.member"; why: the
 * nearest note. */
static void
put_group(struct showing *s, Str name, const struct json *group, const struct json *why)
{
    struct view       *v = s->v;
    const struct json *note = json_get(group, "note");

    why = note != NULL ? note : why;
    json_each(p, group)
    {
        Str key = str_format(v->arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(p->key));

        if (str_eq(p->key, S("note")))
            continue;
        if (p->kind == JSON_OBJECT && holds_groups(p))
            put_group(s, key, p, why);
        else
            put_parameter(s, key, json_string(v->arena, p), why);
    }
}

/* Objects in two languages are words, not parameters. */
static void
put_parameters(struct view *v, struct json *out, const struct simulation *plan)
{
    struct showing     s = { .v = v, .list = json_put_array(v->arena, out, "parameters") };
    const struct json *file = plan != NULL ? plan->file : NULL;

    json_each(p, file)
        if (p->kind == JSON_OBJECT && json_text(p, "vi").n == 0)
            put_group(&s, p->key, p, json_get(file, "why"));
}

/* Before anything was invented: no days, none of it. */
static enum err
show_run(struct view *v, const void *input, struct json *out)
{
    struct simulation_list_row *row;
    int                         n;

    (void)input;
    if (!v->simulated)
        return ERR_NOT_FOUND;
    TRY(simulation_list(v, 1, &row, &n));
    json_put_text(v->arena, out, "from_words",
                  n > 0 ? day_people(v->arena, row[0].first_day) : S("–"));
    json_put_text(v->arena, out, "to_words",
                  n > 0 ? day_people(v->arena, row[0].last_day) : S("–"));
    json_put_int(v->arena, out, "count", n > 0 ? row[0].dossiers : 0);
    json_put_text(v->arena, out, "seed", n > 0 ? row[0].seed : S("–"));
    put_parameters(v, out, simulation_of(v));
    return ERR_OK;
}

const struct query simulation_show = {
    .name = "simulation.show", .right = "anyone",
    .help = "What was invented in this simulated province, and every parameter.",
    .run = show_run,
};

/* -- the room's own ----------------------------------------------------------------------- */

static const struct command *const commands[] = { &simulation_begin, NULL };
static const struct query *const   queries[] = { &simulation_show, NULL };

const struct door_table          simulate_table = { .commands = commands, .queries = queries };
const struct pack_section *const simulate_sections[] = { &section_simulation, NULL };
