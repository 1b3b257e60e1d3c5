/* org/unit_page.c -- one unit: its versions, what it came from and became, its
 * desks.  Who holds which position there is not known on this floor.
 * Floor 4. */
#include "base/words.h"
#include "org/commands.h"
#include "org/declared.h"
#include "org/derive.h"
#include "org/page.h"

#define EVENTS_MAX 200

struct unit_in {
    Str code;
};

static Str
from_words(const struct view *v, Day begins)
{
    return begins == DAY_ALWAYS ? words(v->lang, MSG("before the records begin"))
                                : day_people(v->arena, begins);
}

static void
put_span(const struct view *v, struct json *o, Day begins, Day ends)
{
    json_put_text(v->arena, o, "from_words", from_words(v, begins));
    if (ends != DAY_STILL)
        json_put_text(v->arena, o, "to_words", day_people(v->arena, ends - 1));
}

enum err
unit_ever(struct view *v, Id unit, Day day, struct unit *out)
{
    struct unit_spans_row *span;
    int                    n;
    enum err               err = unit_by_id(v, unit, day, out);

    if (err != ERR_NOT_FOUND)
        return err;
    TRY(unit_spans(v, unit, UNIT_VERSIONS_MAX, &span, &n));
    return n > 0 ? unit_by_id(v, unit, span[n - 1].begins, out) : ERR_NOT_FOUND;
}

/* -- over time -------------------------------------------------------------------------- */

/* The version that a span comes from: of one day, the one written last. */
static const struct unit_versions_told_row *
told_of(const struct unit_versions_told_row *told, int n, Day begins)
{
    const struct unit_versions_told_row *found = NULL;

    for (int i = 0; i < n; i++)
        if (told[i].begins == begins && !told[i].gone)
            found = &told[i];
    return found;
}

static enum err
put_versions(struct view *v, Id unit, struct json *out)
{
    struct json                   *list = json_put_array(v->arena, out, "versions");
    struct unit_spans_row         *span;
    struct unit_versions_told_row *told;
    int                            n, n_told;

    TRY(unit_spans(v, unit, UNIT_VERSIONS_MAX, &span, &n));
    TRY(unit_versions_told(v, unit, UNIT_VERSIONS_MAX, &told, &n_told));
    for (int i = 0; i < n; i++) {
        const struct unit_versions_told_row *t = told_of(told, n_told, span[i].begins);
        struct json                         *o = json_add(list, json_object(v->arena));

        put_span(v, o, span[i].begins, span[i].ends);
        json_put_text(v->arena, o, "name",
                      v->lang == LANG_EN ? span[i].title_en : span[i].title);
        json_put_text(v->arena, o, "code", span[i].code);
        if (t != NULL && t->decree.n > 0)
            json_put_text(v->arena, o, "decree", t->decree);
        if (t != NULL && t->decree_url.n > 0)
            json_put_text(v->arena, o, "decree_url", t->decree_url);
    }
    return ERR_OK;
}

/* -- events ------------------------------------------------------------------------------- */

/* The titles of what flowed in (or out of, for `outwards`), joined by commas. */
static enum err
flow_titles(struct view *v, const struct unit_events_of_row *e, Id unit, bool outwards, Str *out)
{
    struct unit_flows_of_event_row *flow;
    struct unit                     other;
    int                             n;
    Str                             all = STR_NONE;

    TRY(unit_flows_of_event(v, e->id, EVENTS_MAX, &flow, &n));
    for (int i = 0; i < n; i++) {
        if ((outwards ? flow[i].source : flow[i].target) != unit)
            continue;
        TRY(unit_ever(v, outwards ? flow[i].target : flow[i].source, e->day, &other));
        all = all.n == 0 ? other.title
                         : str_format(v->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(other.title));
    }
    *out = all;
    return ERR_OK;
}

static enum err
event_words(struct view *v, const struct unit_events_of_row *e, Id unit, Str *out)
{
    struct unit named;
    Str         others;

    TRY(flow_titles(v, e, unit, e->unit != unit, &others));
    if (e->unit != unit)
        *out = words_fill(v->arena, v->lang, MSG("Became part of {1}"), others, STR_NONE);
    else if (str_eq(e->kind, S("rename"))) {
        TRY(unit_by_id(v, unit, e->day, &named));
        *out = words_fill(v->arena, v->lang, MSG("Renamed {1}"), named.title, STR_NONE);
    } else if (str_eq(e->kind, S("abolish")))
        *out = words(v->lang, MSG("Ceased to be"));
    else if (others.n > 0)
        *out = words_fill(v->arena, v->lang, MSG("Formed from {1}"), others, STR_NONE);
    else
        *out = words(v->lang, MSG("Established"));
    return ERR_OK;
}

static enum err
put_events(struct view *v, Id unit, struct json *out)
{
    struct json               *list = json_put_array(v->arena, out, "events");
    struct unit_events_of_row *e;
    int                        n;

    TRY(unit_events_of(v, unit, EVENTS_MAX, &e, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));
        Str          what;

        TRY(event_words(v, &e[i], unit, &what));
        json_put_text(v->arena, o, "day_words", day_people(v->arena, e[i].day));
        json_put_text(v->arena, o, "words", what);
        if (e[i].decree.n > 0)
            json_put_text(v->arena, o, "decree", e[i].decree);
    }
    return ERR_OK;
}

/* -- desks ----------------------------------------------------------------------------------- */

/* A desk is called as it is today, or was at its last day here. */
static Day
day_of_name(const struct view *v, Day begins, Day ends)
{
    Day today = time_day(v->now);

    return today < begins ? begins : today >= ends ? ends - 1 : today;
}

static enum err
put_desk(struct view *v, const struct unit *u, const struct desk_spans_of_unit_row *span,
         struct json *list)
{
    struct desk_made_for_row made;
    struct unit              first;
    struct json             *o = json_add(list, json_object(v->arena));
    Str                      name;

    TRY(desk_made_for(v, span->desk, &made));
    name = declared_desk_name(v, u, day_of_name(v, span->begins, span->ends));
    if (made.unit != u->id) {
        TRY(unit_ever(v, made.unit, span->begins, &first));
        name = words_fill(v->arena, v->lang, MSG("taken over from {1}"), first.title, STR_NONE);
    }
    json_put_text(v->arena, o, "name", name);
    put_span(v, o, span->begins, span->ends);
    return ERR_OK;
}

static enum err
put_desks(struct view *v, const struct unit *u, struct json *out)
{
    struct json                   *list = json_put_array(v->arena, out, "desks");
    struct desk_spans_of_unit_row *span;
    int                            n;

    TRY(desk_spans_of_unit(v, u->id, UNIT_VERSIONS_MAX, &span, &n));
    for (int i = 0; i < n; i++) {
        if (u->to != DAY_NONE && span[i].ends > u->to)
            span[i].ends = u->to; /* a desk is nobody's after its unit's last day */
        TRY(put_desk(v, u, &span[i], list));
    }
    return ERR_OK;
}

/* -- the page ---------------------------------------------------------------------------------- */

static enum err
put_parent(struct view *v, const struct unit *u, Day day, struct json *out)
{
    struct unit parent;

    if (u->parent == 0)
        return ERR_OK;
    TRY(unit_ever(v, u->parent, day, &parent));
    json_put_text(v->arena, out, "parent_name", parent.title);
    json_put_text(v->arena, out, "parent_href", page_unit_address(v->arena, parent.code));
    return ERR_OK;
}

static enum err
unit_run(struct view *v, const void *input, struct json *out)
{
    const struct unit_in          *in = input;
    Day                            today = time_day(v->now);
    struct unit_children_count_row below;
    struct unit                    u;

    TRY(unit_by_code_ever(v, in->code, today, &u));
    TRY(unit_children_count(v, u.id, today, &below));
    json_put_text(v->arena, out, "code", u.code);
    json_put_text(v->arena, out, "name", u.title);
    json_put_text(v->arena, out, "level_words", page_level_words(v->lang, u.kind));
    TRY(put_parent(v, &u, today, out));
    if (below.n > 0)
        json_put_text(v->arena, out, "children_href",
                      str_format(v->arena, "/don-vi?duoi=%.*s", STR_ARG(u.code)));
    TRY(put_versions(v, u.id, out));
    TRY(put_events(v, u.id, out));
    TRY(put_desks(v, &u, out));
    json_put_array(v->arena, out, "positions");
    return ERR_OK;
}

static const struct field fields[] = {
    FIELD(TEXT, struct unit_in, code, .required = true, .max = 40, .help = "Of the unit."),
};

const struct query org_unit_query = {
    .name = "org.unit", .right = "anyone",
    .help = "One unit: its names over time, events and desks.", .fields = fields, .n_fields = 1,
    .in_size = sizeof(struct unit_in), .run = unit_run,
};
