/* org/units_page.c -- units as they stood on a day: one unit's children, or
 * what a search found.  A province has a few hundred units, so a search reads
 * them all.  Floor 4. */
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "org/commands.h"
#include "org/derive.h"
#include "org/page.h"

#define PAGE_ROWS 50

struct units_in {
    Str q, under, after;
    Day day;
};

struct units_page {
    struct view                    *v;
    const struct units_in          *in;
    Day                             day;
    struct unit                     top;   /* whose children are shown */
    Str                             query; /* folded */
    struct unit_children_counts_row *below;
    int                             n_below;
    struct json                    *rows;
    int64_t                         count;
    int                             put;
    bool                            begun, more;
    Str                             last;
};

Str
page_level_words(enum lang lang, Str kind)
{
    static const struct {
        const char *kind, *words;
    } row[] = {
        { "province", MSG("province") },
        { "district", MSG("district level") },
        { "commune", MSG("commune level") },
        { "department", MSG("department of the province") },
        { "office", MSG("office of the province") },
        { "authority", MSG("authority of the province") },
        { "centre", MSG("public administration service centre") },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (str_eq(kind, str_of(row[i].kind)))
            return words(lang, row[i].words);
    return kind;
}

/* -- addresses ------------------------------------------------------------------------ */

static void
put_part(struct buf *b, const char *name, Str value)
{
    if (value.n == 0)
        return;
    buf_byte(b, str_has(buf_str(b), S("?")) ? '&' : '?');
    buf_format(b, "%s=", name);
    buf_escaped(b, value);
}

static Str
list_address(struct view *v, Str q, Str under, Day day, Str after)
{
    struct buf b = BUF_MAX(4000);
    Str        address;

    buf_add(&b, S("/don-vi"));
    put_part(&b, "q", q);
    put_part(&b, "duoi", under);
    put_part(&b, "ngay", day != time_day(v->now) ? day_text(v->arena, day) : S(""));
    put_part(&b, "sau", after);
    address = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return address;
}

Str
page_unit_address(struct arena *arena, Str code)
{
    return str_format(arena, "/don-vi/%.*s", STR_ARG(code));
}

/* -- rows -------------------------------------------------------------------------------- */

static int64_t
count_below(const struct units_page *p, Id unit)
{
    for (int i = 0; i < p->n_below; i++)
        if (p->below[i].parent == unit)
            return p->below[i].n;
    return 0;
}

static void
put_row(struct units_page *p, const struct unit *u)
{
    struct view *v = p->v;
    struct json *row = json_add(p->rows, json_object(v->arena));
    int64_t      below = count_below(p, u->id);

    json_put_text(v->arena, row, "code", u->code);
    json_put_text(v->arena, row, "name", u->title);
    json_put_text(v->arena, row, "level_words", page_level_words(v->lang, u->kind));
    if (below > 0)
        json_put_text(v->arena, row, "below_words",
                      words_count(v->arena, v->lang, "{1} unit", MSG("{1} units"), below));
    json_put_text(v->arena, row, "href",
                  below > 0 ? list_address(v, STR_NONE, u->code, p->day, STR_NONE)
                            : page_unit_address(v->arena, u->code));
    if (u->to != DAY_NONE)
        json_put_text(v->arena, row, "ended_words",
                      words_fill(v->arena, v->lang, MSG("until {1}"),
                                 day_people(v->arena, u->to - 1), STR_NONE));
}

/* A page of the list: after the last code of the page before. */
static void
take(struct units_page *p, const struct unit *u)
{
    p->count++;
    if (!p->begun) {
        p->begun = str_eq(u->code, p->in->after);
        return;
    }
    if (p->put == PAGE_ROWS) {
        p->more = true;
        return;
    }
    put_row(p, u);
    p->put++;
    p->last = u->code;
}

static bool
is_found(const struct units_page *p, const struct unit *u)
{
    return str_starts(u->code, p->query) ||
           str_has(text_fold(p->v->arena, u->title), p->query);
}

static enum err
list_rows(struct units_page *p)
{
    struct view *v = p->v;
    struct unit *list;
    int          n;
    bool         within = true;

    if (p->query.n == 0)
        TRY(unit_children(v, p->top.id, p->day, &list, &n));
    else
        TRY(unit_all(v, p->day, &list, &n));
    for (int i = 0; i < n; i++) {
        if (p->query.n > 0 && !is_found(p, &list[i]))
            continue;
        if (p->query.n > 0 && p->in->under.n > 0)
            TRY(unit_is_within(v, list[i].id, p->top.id, p->day, &within));
        if (within)
            take(p, &list[i]);
    }
    return ERR_OK;
}

/* -- the page ----------------------------------------------------------------------------- */

static enum err
find_top(struct units_page *p)
{
    struct unit_any_row *first;
    int                  n;

    if (p->in->under.n > 0)
        return unit_by_code_ever(p->v, p->in->under, p->day, &p->top);
    if (unit_province(p->v, p->day, &p->top) == ERR_OK)
        return ERR_OK;
    /* A day on which there was no province: still say of whom we speak. */
    TRY(unit_any(p->v, 1, &first, &n));
    return n > 0 ? unit_ever(p->v, first[0].id, p->day, &p->top) : ERR_NOT_FOUND;
}

static enum err
put_crumbs(struct units_page *p, struct json *out)
{
    struct view *v = p->v;
    struct json *list = json_put_array(v->arena, out, "crumbs");
    struct unit *path;
    int          n = 0;
    enum err     err = unit_path(v, p->top.id, p->day, &path, &n);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    for (int i = 0; i + 1 < n; i++) {
        struct json *crumb = json_add(list, json_object(v->arena));

        json_put_text(v->arena, crumb, "name", path[i].title);
        json_put_text(v->arena, crumb, "href",
                      list_address(v, STR_NONE, i > 0 ? path[i].code : STR_NONE, p->day,
                                   STR_NONE));
    }
    return ERR_OK;
}

static enum err
units_run(struct view *v, const void *input, struct json *out)
{
    const struct units_in *in = input;
    struct units_page      p = { .v = v, .in = in, .begun = in->after.n == 0,
                                 .day = in->day != DAY_NONE ? in->day : time_day(v->now),
                                 .query = text_fold(v->arena, in->q) };

    TRY(find_top(&p));
    TRY(unit_children_counts(v, p.day, UNIT_UNITS_MAX, &p.below, &p.n_below));
    json_put_day(v->arena, out, "day", p.day);
    json_put_text(v->arena, out, "day_typed", day_people(v->arena, p.day));
    json_put_text(v->arena, out, "day_words", when_day(v->arena, v->lang, p.day));
    if (in->q.n > 0)
        json_put_text(v->arena, out, "q", in->q);
    TRY(put_crumbs(&p, out));
    json_put_text(v->arena, out, "unit_name", p.top.title);
    json_put_text(v->arena, out, "unit_href", page_unit_address(v->arena, p.top.code));
    p.rows = json_array(v->arena);
    TRY(list_rows(&p));
    json_put_int(v->arena, out, "count", p.count);
    json_put(out, S("rows"), p.rows);
    if (p.more)
        json_put_text(v->arena, out, "older_url",
                      list_address(v, in->q, in->under, p.day, p.last));
    return ERR_OK;
}

static const struct field fields[] = {
    FIELD(TEXT, struct units_in, q, .max = 100, .help = "Part of a name, or how a code begins."),
    FIELD(DAY, struct units_in, day, .help = "As the units stood; today when absent."),
    FIELD(TEXT, struct units_in, under, .max = 40, .help = "Code of the unit above."),
    FIELD(TEXT, struct units_in, after, .max = 40, .help = "Code of the last one seen."),
};

const struct query org_units_query = {
    .name = "org.units", .right = "anyone",
    .help = "The units below one on a day, or those a search finds.", .fields = fields,
    .n_fields = 4, .in_size = sizeof(struct units_in), .run = units_run,
};
