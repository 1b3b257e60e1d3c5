/* dossier/diagram.c -- a procedure drawn from its file: who does what, how long, where it can
 * turn off; the same as a list; and its versions, with the days they hold.  Floor 7.
 *
 *     gutter │ desk │ case officer │ leader │ ways off
 *       ┌────┼─[ 1 ]┼──────────────┼────────┼─> refused
 *       │    │      └─────>[ 2 ]   │        │
 *       └────┼─────────────────────┼──[ 3 ] │            (returned: by the gutter)
 *
 * One step a row, so that a line across a row meets that row's box alone.  The view draws
 * what stands here; all of it is numbers and text, which the template escapes. */
#include "base/text.h"
#include "dossier/desk.h"
#include "dossier/pages.h"
#include "dossier/rules.h"

#define LANES   3
#define LANE_W  208
#define BOX_W   184
#define OFF_W   216
#define GUTTER  64
#define HEAD_H  44
#define LINE_H  20
#define PAD     10
#define GAP     44 /* between rows: room for an arrow and its word */
#define CHARS   20 /* of a line in a box, at fifteen pixels */
#define LINES   6

struct lane {
    const char *role;
    const char *name;
    int         at; /* which column; -1: nothing stands in it */
};

struct drawing {
    struct view            *v;
    const struct procedure *p;
    struct lane             lane[LANES];
    int                     n_lanes, returns;
    int                    *top, *height; /* of each step's row */
    struct json            *boxes, *lines, *labels, *offs;
};

static const struct {
    const char *word, *label;
} action_words[] = {
    { "accept", MSG("received") },      { "propose", MSG("proposed") },
    { "sign", MSG("signed") },          { "return", MSG("returned") },
    { "ask", MSG("supplement asked") }, { "charge", MSG("fee charged") },
    { "refuse", MSG("refused") },       { "stop", MSG("stopped") },
    { "deny", MSG("refused in writing") },
};

static Str
action_label(struct view *v, Str word)
{
    for (size_t i = 0; i < sizeof action_words / sizeof action_words[0]; i++)
        if (str_eq(word, str_of(action_words[i].word)))
            return words(v->lang, action_words[i].label);
    return word;
}

/* The ways that leave the steps: they wait for the person, or end. */
static const struct {
    const char *target, *what;
    bool        ends;
} ways[] = {
    { STEP_SUPPLEMENT, MSG("A supplement is asked for: the clock stands until it comes, then this "
                           "step again"), false },
    { STEP_PAYMENT, MSG("A fee is charged: the clock stands until it is paid, then this step "
                        "again"), false },
    { STEP_REFUSED, MSG("Refused, with the reason: the end"), true },
    { STEP_STOPPED, MSG("Stopped, with the reason: the end"), true },
};
#define N_WAYS ((int)(sizeof ways / sizeof ways[0]))

static int
way_of(Str target)
{
    for (int i = 0; i < N_WAYS; i++)
        if (str_eq(target, str_of(ways[i].target)))
            return i;
    return -1;
}

static int
step_index(const struct procedure *p, Str key)
{
    for (int i = 0; i < p->n_steps; i++)
        if (str_eq(p->steps[i].key, key))
            return i;
    return -1;
}

/* -- lanes and lines of text --------------------------------------------------------- */

static void
find_lanes(struct drawing *d)
{
    static const struct lane all[LANES] = {
        { "desk", MSG("One-stop desk"), -1 }, { "specialist", MSG("Case officer"), -1 },
        { "leader", MSG("Leader"), -1 },
    };

    for (int i = 0; i < LANES; i++) {
        d->lane[i] = all[i];
        for (int k = 0; k < d->p->n_steps && d->lane[i].at < 0; k++)
            if (str_eq(d->p->steps[k].role, str_of(all[i].role)) ||
                (i == 0 && d->p->steps[k].status != 0))
                d->lane[i].at = d->n_lanes++;
    }
}

/* The finished dossier is handed over at the desk. */
static int
column_of(const struct drawing *d, const struct step *s)
{
    for (int i = 0; i < LANES; i++)
        if (str_eq(s->role, str_of(d->lane[i].role)))
            return d->lane[i].at;
    return d->lane[0].at;
}

static int
left_of(const struct drawing *d, const struct step *s)
{
    return GUTTER + column_of(d, s) * LANE_W + (LANE_W - BOX_W) / 2;
}

/* Broken at spaces; what does not fit ends in an ellipsis, and stands whole in the list. */
static int
wrap(struct arena *arena, Str text, int chars, Str out[LINES])
{
    int n = 0;
    Str word, line = STR_NONE;

    while (text.n > 0) {
        Str longer;

        str_cut(text, ' ', &word, &text);
        longer = line.n > 0 ? str_format(arena, "%.*s %.*s", STR_ARG(line), STR_ARG(word)) : word;
        if (line.n == 0 || text_count(longer) <= (size_t)chars) {
            line = longer;
            continue;
        }
        if (n == LINES - 1) {
            out[n++] = str_format(arena, "%.*s…", STR_ARG(line));
            return n;
        }
        out[n++] = line;
        line = word;
    }
    if (line.n > 0)
        out[n++] = line;
    return n;
}

static void
put_xy(struct view *v, struct json *o, int x, int y)
{
    json_put_text(v->arena, o, "x", str_int(v->arena, x));
    json_put_text(v->arena, o, "y", str_int(v->arena, y));
}

static void
put_box(struct view *v, struct json *o, int x, int y, int w, int h)
{
    put_xy(v, o, x, y);
    json_put_text(v->arena, o, "w", str_int(v->arena, w));
    json_put_text(v->arena, o, "h", str_int(v->arena, h));
}

static void
put_lines(struct view *v, struct json *o, const Str *line, int n, int x, int y)
{
    struct json *list = json_put_array(v->arena, o, "texts");

    for (int i = 0; i < n; i++) {
        struct json *t = json_add(list, json_object(v->arena));

        put_xy(v, t, x, y + i * LINE_H);
        json_put_text(v->arena, t, "text", line[i]);
    }
}

static void
put_path(struct drawing *d, Str path, bool back)
{
    struct json *o = json_add(d->lines, json_object(d->v->arena));

    json_put_text(d->v->arena, o, "d", path);
    if (back)
        json_put_bool(d->v->arena, o, "back", true);
}

static void
put_label(struct drawing *d, Str text, int x, int y)
{
    struct json *o = json_add(d->labels, json_object(d->v->arena));

    put_xy(d->v, o, x, y);
    json_put_text(d->v->arena, o, "text", text);
}

/* -- rows ---------------------------------------------------------------------------- */

static Str
step_name(const struct drawing *d, const struct step *s)
{
    if (s->status == 0)
        return pack_words(d->v->lang, s->name);
    if (str_eq(s->key, S(STEP_DENIED)))
        return words(d->v->lang, MSG("Refused: the written answer is handed over"));
    return words_fill(d->v->arena, d->v->lang, MSG("Done: {1} is handed over"),
                      pack_words(d->v->lang, d->p->result_name), STR_NONE);
}

static int
way_lines(const struct drawing *d, int way, Str out[LINES])
{
    return wrap(d->v->arena, words(d->v->lang, ways[way].what), CHARS + 6, out);
}

/* How high a row must be for its box, and for its ways off beside it. */
static int
row_height(const struct drawing *d, const struct step *s)
{
    Str line[LINES];
    int n = wrap(d->v->arena, step_name(d, s), CHARS, line) + (s->status == 0);
    int box = 2 * PAD + LINE_H * n, off = 0;

    for (int i = 0; i < s->n_actions; i++)
        if (way_of(s->actions[i].target) >= 0)
            off += 2 * PAD + LINE_H * way_lines(d, way_of(s->actions[i].target), line) + PAD;
    return box > off ? box : off;
}

static int
lay_rows(struct drawing *d)
{
    int y = HEAD_H + GAP / 2;

    d->top = arena_array(d->v->arena, int, d->p->n_steps + 1);
    d->height = arena_array(d->v->arena, int, d->p->n_steps + 1);
    for (int i = 0; i < d->p->n_steps; i++) {
        d->top[i] = y;
        d->height[i] = row_height(d, &d->p->steps[i]);
        y += d->height[i] + GAP;
    }
    return y - GAP / 2;
}

static void
draw_step(struct drawing *d, int i)
{
    struct view       *v = d->v;
    const struct step *s = &d->p->steps[i];
    struct json       *o = json_add(d->boxes, json_object(v->arena));
    Str                line[LINES + 1];
    int                n = wrap(v->arena, step_name(d, s), CHARS, line), x = left_of(d, s);

    put_box(v, o, x, d->top[i], BOX_W, d->height[i]);
    put_lines(v, o, line, n, x + PAD, d->top[i] + PAD + 15);
    if (s->status != 0) {
        json_put_bool(v->arena, o, "done", true);
        return;
    }
    o = json_put_object(v->arena, o, "time");
    put_xy(v, o, x + PAD, d->top[i] + PAD + 15 + n * LINE_H);
    json_put_text(v->arena, o, "text", when_working(v->arena, v->lang, s->minutes));
}

/* -- arrows -------------------------------------------------------------------------- */

/* To the next row: down, across, down. */
static void
draw_on(struct drawing *d, int from, int to, Str label)
{
    int x = left_of(d, &d->p->steps[from]) + BOX_W / 2, y = d->top[from] + d->height[from];
    int x2 = left_of(d, &d->p->steps[to]) + BOX_W / 2, middle = y + GAP / 2;

    put_path(d, str_format(d->v->arena, "M%d %dV%dH%dV%d", x, y, middle, x2, d->top[to] - 2),
             false);
    put_label(d, label, x + 6, middle - 6);
}

/* Back, or over rows: by the gutter, each on a line of its own. */
static void
draw_round(struct drawing *d, int from, int to, Str label)
{
    int gutter = GUTTER - 14 - 12 * (d->returns++ % 4);
    int x = left_of(d, &d->p->steps[from]), y = d->top[from] + 2 * PAD;
    int x2 = left_of(d, &d->p->steps[to]), y2 = d->top[to] + d->height[to] - PAD;

    put_path(d, str_format(d->v->arena, "M%d %dH%dV%dH%d", x, y, gutter, y2, x2 - 2), true);
    put_label(d, label, gutter + 6, y - 9);
}

/* A way off the steps, at the right. */
static int
draw_off(struct drawing *d, int i, int way, int y)
{
    struct view *v = d->v;
    struct json *o = json_add(d->offs, json_object(v->arena));
    Str          line[LINES];
    int          n = way_lines(d, way, line), h = 2 * PAD + n * LINE_H;
    int          x = GUTTER + d->n_lanes * LANE_W + 8;
    int          from = left_of(d, &d->p->steps[i]) + BOX_W;

    put_box(v, o, x, y, OFF_W, h);
    put_lines(v, o, line, n, x + PAD, y + PAD + 15);
    if (ways[way].ends)
        json_put_bool(v->arena, o, "ends", true);
    put_path(d, str_format(v->arena, "M%d %dH%d", from, y + h / 2, x - 2), false);
    return y + h + PAD;
}

static void
draw_ways(struct drawing *d, int i)
{
    const struct step *s = &d->p->steps[i];
    int                y = d->top[i];

    for (int k = 0; k < s->n_actions; k++) {
        const struct step_action *a = &s->actions[k];
        int                       to = step_index(d->p, a->target), way = way_of(a->target);
        Str                       label = action_label(d->v, a->word);

        if (way >= 0)
            y = draw_off(d, i, way, y);
        else if (to == i + 1)
            draw_on(d, i, to, label);
        else if (to >= 0 && to != i)
            draw_round(d, i, to, label);
    }
}

static void
draw_lanes(struct drawing *d, int height, struct json *to)
{
    struct json *list = json_put_array(d->v->arena, to, "lanes");

    for (int i = 0; i < LANES; i++) {
        struct json *o;
        int          x = GUTTER + d->lane[i].at * LANE_W;

        if (d->lane[i].at < 0)
            continue;
        o = json_add(list, json_object(d->v->arena));
        put_box(d->v, o, x, 0, LANE_W, height);
        json_put_text(d->v->arena, o, "middle", str_int(d->v->arena, x + LANE_W / 2));
        json_put_text(d->v->arena, o, "name", words(d->v->lang, d->lane[i].name));
        if (d->lane[i].at % 2 == 1)
            json_put_bool(d->v->arena, o, "odd", true);
    }
}

static void
draw(struct view *v, const struct procedure *p, struct json *out)
{
    struct drawing d = { .v = v, .p = p };
    struct json   *o = json_put_object(v->arena, out, "drawing");
    int            height;

    find_lanes(&d);
    height = lay_rows(&d);
    json_put_text(v->arena, o, "width",
                  str_int(v->arena, GUTTER + d.n_lanes * LANE_W + OFF_W + 16));
    json_put_text(v->arena, o, "height", str_int(v->arena, height));
    draw_lanes(&d, height, o);
    d.lines = json_put_array(v->arena, o, "lines");
    d.boxes = json_put_array(v->arena, o, "boxes");
    d.offs = json_put_array(v->arena, o, "offs");
    d.labels = json_put_array(v->arena, o, "labels");
    for (int i = 0; i < p->n_steps; i++) {
        draw_step(&d, i);
        draw_ways(&d, i);
    }
}

/* -- the same as a list -------------------------------------------------------------- */

static Str
role_words(struct view *v, Str role)
{
    return words(v->lang, str_eq(role, S("desk"))     ? MSG("One-stop desk")
                          : str_eq(role, S("leader")) ? MSG("Leader")
                                                      : MSG("Case officer"));
}

static void
put_ways(struct view *v, const struct procedure *p, const struct step *s, struct json *o)
{
    struct json *list = json_put_array(v->arena, o, "ways");

    for (int i = 0; i < s->n_actions; i++) {
        const struct step *to = procedure_step(p, s->actions[i].target);
        int                way = way_of(s->actions[i].target);
        Str text = way >= 0         ? words(v->lang, ways[way].what)
                   : to == NULL     ? s->actions[i].target
                   : to->status != 0
                       ? words_fill(v->arena, v->lang, MSG("{1}: done"),
                                    action_label(v, s->actions[i].word), STR_NONE)
                       : words_fill(v->arena, v->lang, MSG("{1}: on to “{2}”"),
                                    action_label(v, s->actions[i].word),
                                    pack_words(v->lang, to->name));

        json_add(list, json_new_text(v->arena, text));
    }
}

static void
put_list(struct view *v, const struct procedure *p, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "steps");
    int64_t      sum = 0;

    for (int i = 0; i < p->n_steps; i++) {
        const struct step *s = &p->steps[i];
        struct json       *o;

        if (s->status != 0)
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "name", pack_words(v->lang, s->name));
        json_put_text(v->arena, o, "who", role_words(v, s->role));
        json_put_text(v->arena, o, "time_words", when_working(v->arena, v->lang, s->minutes));
        put_ways(v, p, s, o);
        sum += s->minutes;
    }
    json_put_text(v->arena, out, "sum_words", when_working(v->arena, v->lang, sum));
    json_put_text(v->arena, out, "term_words", say_term(v, p));
}

static void
put_extension(struct view *v, struct json *out)
{
    struct extension_rule rule = rule_extension(v);

    json_put_text(v->arena, out, "extension_words",
                  rule.times == 0
                      ? words(v->lang, MSG("The term is not extended."))
                      : words_fill(v->arena, v->lang,
                                   MSG("Extension: {1} at most, with an apology at least {2} "
                                       "before the promised day."),
                                   words_count(v->arena, v->lang, "{1} time", MSG("{1} times"),
                                               rule.times),
                                   words_count(v->arena, v->lang, "{1} day", MSG("{1} days"),
                                               rule.days_before)));
}

/* -- versions ------------------------------------------------------------------------ */

/* "in force today", "from 01/08/2024", "until 31/07/2024" */
static void
put_state(struct view *v, const struct procedure *p, const struct procedure *now, struct json *o)
{
    Day today = time_day(v->now);

    json_put_text(v->arena, o, "state",
                  p == now ? S("now") : p->from > today ? S("next") : S("done"));
    json_put_text(v->arena, o, "state_words",
                  p == now          ? words(v->lang, MSG("in force today"))
                  : p->from > today ? words(v->lang, MSG("comes into force"))
                                    : words(v->lang, MSG("no longer in force")));
    json_put_text(v->arena, o, "from_words", day_people(v->arena, p->from));
    if (p->to != DAY_NONE)
        json_put_text(v->arena, o, "to_words", day_people(v->arena, p->to));
}

static void
put_versions(struct view *v, const struct procedure *shown, struct json *out)
{
    const struct procedure_list *all = procedures(v);
    const struct procedure      *now = NULL;
    struct json                 *list = json_put_array(v->arena, out, "versions");

    if (procedure_in_force(v, shown->key, time_day(v->now), &now) != ERR_OK)
        now = NULL;
    for (int i = 0; i < all->n; i++) {
        struct json *o;

        if (!str_eq(all->list[i]->key, shown->key))
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "version", str_int(v->arena, all->list[i]->version));
        json_put_text(v->arena, o, "href",
                      str_format(v->arena, "/thu-tuc/%.*s/so-do?ban=%lld", STR_ARG(shown->key),
                                 (long long)all->list[i]->version));
        if (all->list[i] == shown)
            json_put_bool(v->arena, o, "shown", true);
        put_state(v, all->list[i], now, o);
    }
}

/* -- procedure.diagram --------------------------------------------------------------- */

struct diagram_in {
    Str     procedure;
    int64_t version;
};

static const struct field diagram_fields[] = {
    FIELD(TEXT, struct diagram_in, procedure, .required = true, .max = 80,
          .help = "The procedure's key"),
    FIELD(INT, struct diagram_in, version, .min = 1, .max = INT64_MAX,
          .help = "Absent: the one in force today, else the last"),
};

/* Of today; before its first day and after its last, the newest there is. */
static enum err
find(struct view *v, const struct diagram_in *in, const struct procedure **out)
{
    const struct procedure_list *all = procedures(v);

    if (in->version > 0)
        return procedure_version(v, in->procedure, in->version, out);
    if (procedure_in_force(v, in->procedure, time_day(v->now), out) == ERR_OK)
        return ERR_OK;
    for (int i = all->n - 1; i >= 0; i--)
        if (str_eq(all->list[i]->key, in->procedure)) {
            *out = all->list[i];
            return ERR_OK;
        }
    return ERR_NOT_FOUND;
}

static enum err
diagram_run(struct view *v, const void *input, struct json *out)
{
    const struct procedure *p;

    TRY(find(v, input, &p));
    json_put_text(v->arena, out, "key", p->key);
    json_put_text(v->arena, out, "name", pack_words(v->lang, p->name));
    json_put_text(v->arena, out, "version", str_int(v->arena, p->version));
    put_versions(v, p, out);
    draw(v, p, out);
    put_list(v, p, out);
    put_extension(v, out);
    return ERR_OK;
}

const struct query procedure_diagram = {
    .name = "procedure.diagram", .right = "anyone",
    .help = "A procedure's steps with who, how long and where each may lead, as a drawing and as "
            "a list; its versions with their days.",
    .fields = diagram_fields, .n_fields = 2, .in_size = sizeof(struct diagram_in),
    .run = diagram_run,
};
