/* measure/asked.c -- see asked.h.  Floor 8. */
#include "measure/asked.h"

#include "base/when.h"
#include "base/words.h"
#include "dossier/say.h"
#include "ident/ident.h"
#include "measure/measure_sql.h"

static enum err
find_unit(struct view *v, Str code, Day on, struct unit *out)
{
    if (code.n == 0)
        return unit_by_id(v, v->who->unit, on, out);
    return unit_by_code(v, code, on, out);
}

enum err
asked_read(struct view *v, const char *path, Str unit, Str period, struct asked *out)
{
    Day today = time_day(v->now);

    *out = (struct asked){ .v = v, .path = path, .more = S("") };
    if (period_read_long(v->arena, period, today, &out->period) != ERR_OK) {
        fault_add(v->faults, S("period"),
                  MSG("{1} is not a period such as 2024, 2024-h1, 2024-q2 or 2024-06"), period,
                  STR_NONE);
        return ERR_INVALID;
    }
    out->on = out->period.last < today ? out->period.last : today;
    TRY(find_unit(v, unit, out->on, &out->unit));
    return ident_require(v, S("measure.read"), out->unit.id);
}

Str
asked_url(const struct asked *a, const char *path, Str unit, Str period)
{
    return str_format(a->v->arena, "%s?don-vi=%.*s&ky=%.*s%.*s", path, STR_ARG(unit),
                      STR_ARG(period), STR_ARG(a->more));
}

Str
asked_plain(const struct asked *a, const char *path, Str unit)
{
    return str_format(a->v->arena, "%s?don-vi=%.*s&ky=%.*s", path, STR_ARG(unit),
                      STR_ARG(a->period.key));
}

void
asked_chip(struct view *v, struct json *chips, Str label, Str href, bool current)
{
    struct json *o = json_add(chips, json_object(v->arena));

    json_put_text(v->arena, o, "label", label);
    json_put_text(v->arena, o, "href", href);
    if (current)
        json_put_bool(v->arena, o, "current", true);
}

/* This month, the one before, this quarter, this half-year and the one before, this year. */
static void
put_periods(const struct asked *a, struct json *out)
{
    struct view *v = a->v;
    struct json *chips = json_put_array(v->arena, out, "periods");
    struct civil c = day_civil(time_day(v->now));
    int          last_month = c.month == 1 ? 12 : c.month - 1;
    int          half = c.month <= 6 ? 1 : 2;
    const struct {
        const char *format;
        int         year, part;
    } list[] = {
        { "%04d-%02d", c.year, c.month },
        { "%04d-%02d", c.month == 1 ? c.year - 1 : c.year, last_month },
        { "%04d-q%d", c.year, (c.month + 2) / 3 },
        { "%04d-h%d", c.year, half },
        { "%04d-h%d", half == 1 ? c.year - 1 : c.year, 3 - half },
        { "%04d", c.year, 0 },
    };

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct period p;
        Str           key = str_format(v->arena, list[i].format, list[i].year, list[i].part);

        if (period_read_long(v->arena, key, time_day(v->now), &p) == ERR_OK)
            asked_chip(v, chips, period_words(v->arena, v->lang, &p),
                       asked_url(a, a->path, a->unit.code, key), str_eq(key, a->period.key));
    }
}

static void
put_pages(const struct asked *a, struct json *out)
{
    static const struct {
        const char *path, *label;
    } list[] = {
        { "/thong-ke", MSG("Numbers") },
        { "/thong-ke/thang", MSG("Monthly report") },
        { "/thong-ke/truc-tuyen", MSG("Online") },
        { "/thong-ke/tre-han", MSG("Why late") },
        { "/thong-ke/can-bo", MSG("By officer") },
    };
    struct json *chips = json_put_array(a->v->arena, out, "pages");

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        asked_chip(a->v, chips, words(a->v->lang, list[i].label),
                   asked_plain(a, list[i].path, a->unit.code),
                   strcmp(list[i].path, a->path) == 0);
}

enum err
asked_put(const struct asked *a, struct json *out)
{
    struct view *v = a->v;

    json_put_text(v->arena, out, "unit_name", say_office(v, &a->unit));
    json_put_text(v->arena, out, "period_words", period_words(v->arena, v->lang, &a->period));
    json_put_time(v->arena, out, "as_of", v->now);
    json_put_text(v->arena, out, "as_of_words", when_moment(v->arena, v->lang, v->now));
    put_pages(a, out);
    put_periods(a, out);
    return unit_crumbs(v, &a->unit, a->on, str_format(v->arena, "%s?don-vi=", a->path),
                       str_format(v->arena, "&ky=%.*s%.*s", STR_ARG(a->period.key),
                                  STR_ARG(a->more)),
                       out);
}

enum err
asked_put_units(const struct asked *a, const struct asked_count *row, int n, struct json *out)
{
    struct view *v = a->v;
    struct json *rows = NULL;
    struct unit *below;
    int          n_below;

    TRY(unit_children(v, a->unit.id, a->on, &below, &n_below)); /* by name */
    for (int i = 0; i < n_below; i++)
        for (int k = 0; k < n; k++)
            if (row[k].unit == below[i].id && row[k].n > 0) {
                struct json *o;

                if (rows == NULL)
                    rows = json_put_array(v->arena, json_put_object(v->arena, out, "below"),
                                          "units");
                o = json_add(rows, json_object(v->arena));
                json_put_text(v->arena, o, "name", below[i].title);
                json_put_text(v->arena, o, "href",
                              asked_plain(a, a->path, below[i].code));
                json_put_int(v->arena, o, "n", row[k].n);
            }
    return ERR_OK;
}

enum err
asked_put_below(const struct asked *a, const char *element, struct json *out)
{
    struct report_units_in in = { .day = a->on, .element = str_of(element), .grain = S("m"),
                                  .from = a->period.from, .to = a->period.to,
                                  .parent = a->unit.id, .limit = ASKED_UNITS_MAX };
    struct report_units_row *row;
    struct asked_count      *list;
    int                      n;

    TRY(report_units(a->v, &in, &row, &n));
    list = arena_array(a->v->arena, struct asked_count, n + 1);
    for (int i = 0; i < n; i++)
        list[i] = (struct asked_count){ row[i].unit, row[i].n };
    return asked_put_units(a, list, n, out);
}
