/* dossier/guide.c -- finding a procedure and reading its guide.  Floor 7. */
#include "dossier/cases.h"
#include "dossier/deadline.h"
#include "dossier/desk.h"
#include "dossier/fee.h"
#include "dossier/guide_rank.h"
#include "dossier/pages.h"
#include "dossier/rules.h"

struct list_in {
    Str q, event, field;
};
static const struct field list_fields[] = {
    FIELD(TEXT, struct list_in, q, .max = 100, .help = "Words, with or without diacritics"),
    FIELD(TEXT, struct list_in, event, .max = 40, .help = "A life event"),
    FIELD(TEXT, struct list_in, field, .max = 60, .help = "A field of administration"),
};

static Str
level_words(struct view *v, enum unit_level level)
{
    return words(v->lang, level == LEVEL_COMMUNE    ? MSG("At the commune or ward")
                          : level == LEVEL_DISTRICT ? MSG("At the district")
                                                    : MSG("At a provincial department"));
}

static Str
online_words(struct view *v, const struct procedure *p)
{
    return words(v->lang, p->service == SERVICE_FULL      ? MSG("Full online service")
                          : p->service == SERVICE_PARTIAL ? MSG("Partial online service")
                                                          : MSG("At the desk only"));
}

static bool
has_event(const struct procedure *p, Str event)
{
    json_each(e, json_get(p->file, "life_event"))
        if (str_eq(e->text, event))
            return true;
    return false;
}

/* Events of life, in the order of a life; the icon is one of icons.svg. */
static const struct {
    const char *key, *name, *icon;
} events[] = {
    { "birth", MSG("A child is born"), "baby" },
    { "study", MSG("Study"), "study" },
    { "work", MSG("Work"), "briefcase" },
    { "marriage", MSG("Marriage"), "ring" },
    { "home", MSG("A home"), "house" },
    { "business", MSG("Doing business"), "shop" },
    { "vehicle", MSG("A vehicle"), "car" },
    { "health", MSG("Illness and disability"), "heart" },
    { "retirement", MSG("Old age"), "cane" },
    { "farewell", MSG("A death in the family"), "farewell" },
};
#define N_EVENTS (sizeof events / sizeof events[0])

static Str
event_name(struct view *v, Str key)
{
    for (size_t i = 0; i < N_EVENTS; i++)
        if (str_eq(key, str_of(events[i].key)))
            return words(v->lang, events[i].name);
    return STR_NONE;
}

static void
add_chip(struct view *v, struct json *chips, Str label, Str field, int count, bool current)
{
    struct json *o = json_add(chips, json_object(v->arena));

    json_put_text(v->arena, o, "label", label);
    json_put_text(v->arena, o, "href",
                  field.n > 0 ? str_format(v->arena, "/thu-tuc?linh-vuc=%.*s", STR_ARG(field))
                              : S("/thu-tuc"));
    json_put_text(v->arena, o, "count", str_int(v->arena, count));
    if (current)
        json_put_bool(v->arena, o, "current", true);
}

/* A chip for each field that has procedures, with how many of them; the first for all. */
static void
put_field_chips(struct view *v, const struct procedure *const *list, int n, Str current,
                struct json *out)
{
    struct json *chips = json_put_array(v->arena, out, "chips");

    add_chip(v, chips, words(v->lang, "All"), STR_NONE, n, current.n == 0);
    for (int i = 0; i < n; i++) {
        const struct json *name = json_get(json_get(list[i]->file, "field"), "name");
        bool               first = true;
        int                count = 0;

        for (int k = 0; k < n; k++) {
            bool same = str_eq(list[k]->field_key, list[i]->field_key);

            first &= !same || k >= i;
            count += same;
        }
        if (first)
            add_chip(v, chips, pack_words(v->lang, name), list[i]->field_key, count,
                     str_eq(list[i]->field_key, current));
    }
}

static void
list_item(struct view *v, const struct procedure *p, struct json *items)
{
    struct json *o = json_add(items, json_object(v->arena));

    json_put_text(v->arena, o, "key", p->key);
    json_put_text(v->arena, o, "name", pack_words(v->lang, p->name));
    json_put_text(v->arena, o, "where_words", level_words(v, p->decides));
    json_put_text(v->arena, o, "time_words", say_term(v, p));
    json_put_text(v->arena, o, "fee_words", fee_range(v, p));
    json_put_text(v->arena, o, "online_words", online_words(v, p));
}

/* One version of each procedure: the one of today. */
static int
in_force_today(struct view *v, const struct procedure **list)
{
    const struct procedure_list *all = procedures(v);
    const struct procedure      *now;
    int                          n = 0;

    for (int i = 0; i < all->n; i++)
        if (procedure_in_force(v, all->list[i]->key, time_day(v->now), &now) == ERR_OK &&
            now == all->list[i])
            list[n++] = now;
    return n;
}

static bool
is_wanted(const struct list_in *in, const struct procedure *p)
{
    return (in->event.n == 0 || has_event(p, in->event)) &&
           (in->field.n == 0 || str_eq(p->field_key, in->field));
}

/* What was asked for best first; of one rank, and without a question, in the list's order. */
static int64_t
put_items(struct view *v, const struct list_in *in, const struct procedure *const *list, int n,
          struct json *items)
{
    enum rank *rank = arena_array(v->arena, enum rank, n + 1);
    int64_t    count = 0;

    for (int i = 0; i < n; i++)
        rank[i] = !is_wanted(in, list[i]) ? RANK_NONE
                  : in->q.n == 0          ? RANK_BEGINS
                                          : guide_rank(v, list[i], in->q);
    for (int at = RANK_BEGINS; at > RANK_NONE; at--)
        for (int i = 0; i < n; i++)
            if (rank[i] == (enum rank)at) {
                list_item(v, list[i], items);
                count++;
            }
    return count;
}

static enum err
list_run(struct view *v, const void *input, struct json *out)
{
    const struct list_in    *in = input;
    const struct procedure **list = arena_array(v->arena, const struct procedure *,
                                                procedures(v)->n + 1);
    int                      n = in_force_today(v, list);
    Str                      event = event_name(v, in->event);

    if (in->q.n > 0)
        json_put_text(v->arena, out, "q", in->q);
    if (event.n > 0) {
        json_put_text(v->arena, out, "event_key", in->event);
        json_put_text(v->arena, out, "event_name", event);
    }
    if (in->field.n > 0)
        json_put_text(v->arena, out, "field_key", in->field);
    put_field_chips(v, list, n, in->field, out);
    json_put_int(v->arena, out, "count",
                 put_items(v, in, list, n, json_put_array(v->arena, out, "items")));
    return ERR_OK;
}

const struct query procedure_list_query = {
    .name = "procedure.list", .right = "anyone", .help = "Procedures in force today.",
    .fields = list_fields, .n_fields = 3, .in_size = sizeof(struct list_in), .run = list_run,
};

/* Those of today's procedures. */
static enum err
events_run(struct view *v, const void *input, struct json *out)
{
    const struct procedure **list = arena_array(v->arena, const struct procedure *,
                                                procedures(v)->n + 1);
    struct json             *found = json_put_array(v->arena, out, "events");
    int                      n = in_force_today(v, list);

    (void)input;
    for (size_t i = 0; i < N_EVENTS; i++) {
        bool         any = false;
        struct json *o;

        for (int k = 0; k < n; k++)
            any |= has_event(list[k], str_of(events[i].key));
        if (!any)
            continue;
        o = json_add(found, json_object(v->arena));
        json_put_text(v->arena, o, "key", str_of(events[i].key));
        json_put_text(v->arena, o, "name", words(v->lang, events[i].name));
        json_put_text(v->arena, o, "icon", str_of(events[i].icon));
    }
    return ERR_OK;
}

const struct query procedure_events = {
    .name = "procedure.events", .right = "anyone", .help = "Events of life that have procedures.",
    .run = events_run,
};

/* -- the guide ------------------------------------------------------------------------ */

struct guide_in {
    Str procedure;
};
static const struct field guide_fields[] = {
    FIELD(TEXT, struct guide_in, procedure, .required = true, .max = 80,
          .help = "The procedure's key"),
};

static void
put_fact(struct view *v, const struct procedure *p, struct json *facts, const char *name, Str value,
         const struct json *fact)
{
    struct json *o = json_add(facts, json_object(v->arena));

    json_put_text(v->arena, o, "name", words(v->lang, name));
    if (value.n > 0)
        json_put_text(v->arena, o, "value", value);
    say_source(v, p->file, fact, o);
}

static void
put_facts(struct view *v, const struct procedure *p, struct json *out)
{
    struct json *facts = json_put_array(v->arena, out, "facts");

    put_fact(v, p, facts, MSG("Code of the procedure"),
             json_text(json_get(p->file, "code"), "value"), json_get(p->file, "code"));
    put_fact(v, p, facts, MSG("Term"), say_term(v, p), json_get(p->file, "deadline"));
    put_fact(v, p, facts, MSG("Fee"), fee_range(v, p), json_get(p->file, "fee"));
    json_each(row, json_get(json_get(p->file, "fee"), "table"))
        put_fact(v, p, facts, MSG("A row of the table of fees"),
                 str_join(v->arena, fee_row_name(v, p, row), S(": "), fee_row_price(v, p, row)),
                 row);
    put_fact(v, p, facts, MSG("Result"), pack_words(v->lang, p->result_name),
             json_get(p->file, "result"));
    if (p->refusal_name != NULL)
        put_fact(v, p, facts, MSG("If it is refused"), pack_words(v->lang, p->refusal_name),
                 json_get(json_get(p->file, "result"), "refusal"));
    for (int i = 0; i < p->n_components; i++)
        put_fact(v, p, facts, MSG("A required paper"), pack_words(v->lang, p->components[i].name),
                 p->components[i].fact);
    json_each(law, json_get(p->file, "legal_basis"))
        put_fact(v, p, facts, MSG("Legal basis"), pack_words(v->lang, json_get(law, "name")), law);
}

static void
put_components(struct view *v, const struct procedure *p, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "components");

    for (int i = 0; i < p->n_components; i++) {
        const struct component *c = &p->components[i];
        struct json            *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "name", pack_words(v->lang, c->name));
        json_put_text(v->arena, o, "copy_words",
                      words(v->lang, !c->attached ? MSG("made from the form, or only shown")
                                                  : MSG("a photo or a scan")));
        if (c->required)
            json_put_bool(v->arena, o, "required", true);
        if (c->hint != NULL)
            json_put_text(v->arena, o, "when_words", pack_words(v->lang, c->hint));
    }
}

/* Whose the step is, where it is another unit's. */
static Str
step_where(struct view *v, const struct procedure *p, const struct step *s)
{
    struct unit unit;

    if (s->place == PLACE_LEVEL)
        return level_words(v, s->level);
    if (s->place == PLACE_UNIT && unit_by_code(v, s->at, time_day(v->now), &unit) == ERR_OK)
        return unit.title;
    if (s->place == PLACE_ANSWER)
        return pack_words(v->lang, json_get(json_get_str(json_get(p->form, "properties"), s->at),
                                            "title"));
    return p->has_places ? level_words(v, p->level) : S("");
}

static Str
step_who(struct view *v, const struct procedure *p, const struct step *s)
{
    Str role = words(v->lang, str_eq(s->role, S("desk"))     ? MSG("One-stop desk")
                              : str_eq(s->role, S("leader")) ? MSG("Leader")
                                                             : MSG("Case officer"));
    Str where = step_where(v, p, s);

    return where.n > 0 ? str_join(v->arena, role, S(" · "), where) : role;
}

static void
put_steps(struct view *v, const struct procedure *p, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "steps");

    for (int i = 0; i < p->n_steps; i++) {
        const struct step *s = &p->steps[i];
        struct json       *o;

        if (s->status != 0)
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "name", pack_words(v->lang, s->name));
        json_put_text(v->arena, o, "who", step_who(v, p, s));
        json_put_text(v->arena, o, "time_words", when_working(v->arena, v->lang, s->minutes));
    }
}

/* The calendar of the province serves where no unit is chosen yet. */
static void
put_due_if_now(struct view *v, const struct procedure *p, struct json *out)
{
    const struct calendar *calendar;
    struct unit            province;
    Time                   due;

    if (unit_province(v, time_day(v->now), &province) != ERR_OK ||
        calendar_of_unit(v, province.id, &calendar) != ERR_OK ||
        deadline_start(p, calendar, v->now, &due) != ERR_OK) {
        json_put_array(v->arena, out, "skipped");
        return;
    }
    say_moment(v, out, "due_if_now", due);
    say_skipped(v, p, calendar, v->now, v->now, due, out);
}

/* The one button: here, on the national portal, or for whoever files at a desk. */
static void
put_way_in(struct view *v, const struct procedure *p, struct json *out)
{
    struct rule  rule;
    struct json *o;

    if (actor_may(v->who, S("dossier.receive"))) {
        json_put_bool(v->arena, out, "desk", true);
    } else if (p->service == SERVICE_NONE) {
        json_put_text(v->arena, out, "closed_words",
                      words(v->lang, "This procedure is handled at the desk."));
    } else if (!rule_on(v, "online-filing", time_day(v->now), &rule) ||
               json_bool(rule.says, "here")) {
        json_put_object(v->arena, out, "apply");
    } else {
        o = json_put_object(v->arena, out, "elsewhere");
        json_put_text(v->arena, o, "url", json_text(rule.says, "url"));
        json_put_text(v->arena, o, "portal", pack_words(v->lang, json_get(rule.says, "name")));
        json_put_text(v->arena, o, "note", pack_words(v->lang, json_get(rule.says, "note")));
        say_source(v, rule.file, rule.says, o);
    }
}

static enum err
guide_run(struct view *v, const void *input, struct json *out)
{
    const struct guide_in  *in = input;
    const struct procedure *p;
    Str                     note;

    TRY(procedure_in_force(v, in->procedure, time_day(v->now), &p));
    json_put_text(v->arena, out, "key", p->key);
    json_put_text(v->arena, out, "name", pack_words(v->lang, p->name));
    json_put_text(v->arena, out, "field_name",
                  pack_words(v->lang, json_get(json_get(p->file, "field"), "name")));
    json_put_text(v->arena, out, "result_words",
                  p->summary ? pack_words(v->lang, p->summary)
                             : pack_words(v->lang, p->result_name));
    json_put_text(v->arena, out, "time_words", say_term(v, p));
    note = pack_words(v->lang, json_get(json_get(p->file, "deadline"), "note"));
    if (note.n > 0)
        json_put_text(v->arena, out, "cut_off_words", note);
    put_due_if_now(v, p, out);
    cases_say(v, p, out);
    json_put_text(v->arena, out, "fee_words", fee_range(v, p));
    fee_put_table(v, p, out);
    json_put_text(v->arena, out, "where_words", level_words(v, p->decides));
    json_put_text(v->arena, out, "online_words", online_words(v, p));
    json_put_text(v->arena, out, "version_words",
                  words_fill(v->arena, v->lang, "version {1}, in force from {2}",
                             str_int(v->arena, p->version),
                             day_people(v->arena, p->from)));
    put_components(v, p, out);
    put_steps(v, p, out);
    put_way_in(v, p, out);
    put_facts(v, p, out);
    return ERR_OK;
}

const struct query procedure_guide = {
    .name = "procedure.guide", .right = "anyone",
    .help = "A procedure's guide, every fact with its source.",
    .fields = guide_fields, .n_fields = 1, .in_size = sizeof(struct guide_in),
    .run = guide_run,
};
