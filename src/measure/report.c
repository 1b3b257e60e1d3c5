/* measure/report.c -- the report of a unit over a period: what came in, what was carried over,
 * how it was closed, what is left; by unit, procedure or field.
 *
 * Columns are those of the monthly report that systems send each other (new, carried over,
 * total, solved before time, in time, late, pending, pending late).  Only officials with the
 * right see it, and only of units their position reaches, so small cells stand as they are.
 * Floor 8. */
#include <stdlib.h>

#include "base/csv.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "dossier/procedure.h"
#include "dossier/say.h"
#include "ident/ident.h"
#include "measure/report_sums.h"

struct report_in {
    Str unit, by, period;
};

static const struct field report_fields[] = {
    FIELD(TEXT, struct report_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(TEXT, struct report_in, by, .max = 12, .help = "unit, procedure or field"),
    FIELD(TEXT, struct report_in, period, .max = 10, .help = "2024-h1, 2024-q2 or 2024-06"),
};

static const struct {
    const char *key, *label;
} ways[] = {
    { "unit", MSG("By unit") },
    { "procedure", MSG("By procedure") },
    { "field", MSG("By field") },
};
#define N_WAYS (sizeof ways / sizeof ways[0])

/* One report while it is made. */
struct report {
    struct view       *v;
    struct unit        unit;
    Day                on;
    size_t             way;
    struct period      period;
    struct report_sums sums;
};

/* -- the columns -------------------------------------------------------------------------- */

enum figure {
    RECEIVED,
    CARRIED,
    TOTAL,
    CLOSED,
    EARLY,
    ON_TIME,
    LATE,
    OTHERWISE,
    OPEN,
    OPEN_LATE,
    COLUMNS
};
static const struct {
    const char *key, *label;
} column[COLUMNS] = {
    [RECEIVED] = { "received", MSG("New") },
    [CARRIED] = { "carried", MSG("Carried over") },
    [TOTAL] = { "total", MSG("In all") },
    [CLOSED] = { "closed", MSG("Closed") },
    [EARLY] = { "early", MSG("Before time") },
    [ON_TIME] = { "on_time", MSG("On time") },
    [LATE] = { "late", MSG("Late") },
    [OTHERWISE] = { "otherwise", MSG("Stopped or withdrawn") },
    [OPEN] = { "open", MSG("Being handled") },
    [OPEN_LATE] = { "open_late", MSG("Being handled, late") },
};

static void
numbers_of(const struct report_row *r, int64_t out[COLUMNS])
{
    out[RECEIVED] = r->received;
    out[CARRIED] = report_carried(r);
    out[TOTAL] = out[RECEIVED] + out[CARRIED];
    out[CLOSED] = r->closed;
    out[EARLY] = r->early;
    out[ON_TIME] = r->in_time - r->early;
    out[LATE] = r->late;
    out[OTHERWISE] = r->closed - r->finished;
    out[OPEN] = report_open(r);
    out[OPEN_LATE] = report_open_late(r);
}

/* -- the rows' names ------------------------------------------------------------------------ */

struct named {
    Str     name, href, sort;
    int64_t n[COLUMNS];
};

struct named_list {
    int           n;
    struct named *list;
};

static const struct procedure *
newest(struct view *v, Str key)
{
    const struct procedure_list *all = procedures(v);

    for (int i = all->n - 1; i >= 0; i--)
        if (str_eq(all->list[i]->key, key))
            return all->list[i];
    return NULL;
}

static Str
name_of_procedure(struct view *v, Str key, bool field)
{
    const struct procedure *p = newest(v, key);

    if (p == NULL)
        return key;
    return pack_words(v->lang, field ? json_get(json_get(p->file, "field"), "name") : p->name);
}

static enum err
name_unit(const struct report *r, Id id, struct named *out)
{
    struct unit u;

    if (id == r->unit.id) {
        out->name = words_fill(r->v->arena, r->v->lang, "{1} itself", say_office(r->v, &r->unit),
                               STR_NONE);
        return ERR_OK;
    }
    TRY(unit_by_id(r->v, id, r->on, &u));
    out->name = u.title;
    out->href = str_format(r->v->arena, "/thong-ke?don-vi=%.*s&ky=%.*s", STR_ARG(u.code),
                           STR_ARG(r->period.key));
    return ERR_OK;
}

/* Rows of one name are one row: fields gather their procedures. */
static struct named *
row_named(struct arena *arena, struct named_list *all, Str name)
{
    for (int i = 0; i < all->n; i++)
        if (str_eq(all->list[i].name, name))
            return &all->list[i];
    all->list[all->n] = (struct named){ .name = name, .sort = text_sort_key(arena, name) };
    return &all->list[all->n++];
}

static int
by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;

    return str_cmp(x->sort, y->sort);
}

static enum err
name_rows(const struct report *r, struct named_list *out)
{
    struct view *v = r->v;

    *out = (struct named_list){ .list = arena_array(v->arena, struct named, r->sums.n + 1) };
    for (int i = 0; i < r->sums.n; i++) {
        struct named one = { .href = STR_NONE }, *row;
        int64_t      n[COLUMNS];

        if (r->way == 0)
            TRY(name_unit(r, r->sums.row[i].unit, &one));
        else
            one.name = name_of_procedure(v, r->sums.row[i].procedure, r->way == 2);
        row = row_named(v->arena, out, one.name);
        row->href = one.href;
        numbers_of(&r->sums.row[i], n);
        for (int k = 0; k < COLUMNS; k++)
            row->n[k] += n[k];
    }
    qsort(out->list, (size_t)out->n, sizeof *out->list, by_name);
    return ERR_OK;
}

static void
sum_up(const struct report *r, const struct named_list *all, struct named *out)
{
    *out = (struct named){ .name = words(r->v->lang, "Together") };
    for (int i = 0; i < all->n; i++)
        for (int k = 0; k < COLUMNS; k++)
            out->n[k] += all->list[i].n[k];
}

/* -- reading one --------------------------------------------------------------------------- */

static enum err
find_unit(struct view *v, Str code, Day on, struct unit *out)
{
    if (code.n == 0)
        return unit_by_id(v, v->who->unit, on, out);
    return unit_by_code(v, code, on, out);
}

/* As asked for; else by unit where there are units below, and by procedure where not. */
static enum err
choose_way(struct report *r, Str by)
{
    struct unit *below;
    int          n;

    for (r->way = 0; r->way < N_WAYS; r->way++)
        if (str_eq(by, str_of(ways[r->way].key)))
            return ERR_OK;
    TRY(unit_children(r->v, r->unit.id, r->on, &below, &n));
    r->way = n > 0 ? 0 : 1;
    return ERR_OK;
}

static enum err
read_report(struct view *v, const struct report_in *in, struct report *r)
{
    Day today = time_day(v->now);

    *r = (struct report){ .v = v };
    if (period_read(v->arena, in->period, today, &r->period) != ERR_OK) {
        fault_add(v->faults, S("period"),
                  MSG("{1} is not a period such as 2024-h1, 2024-q2 or 2024-06"), in->period,
                  STR_NONE);
        return ERR_INVALID;
    }
    r->on = r->period.last < today ? r->period.last : today;
    TRY(find_unit(v, in->unit, r->on, &r->unit));
    TRY(ident_require(v, S("measure.read"), r->unit.id));
    TRY(choose_way(r, in->by));
    return report_sums_read(v, r->way == 0 ? REPORT_UNITS : REPORT_PROCEDURES, &r->unit, r->on,
                            &r->period, &r->sums);
}

/* -- the page ----------------------------------------------------------------------------- */

static Str
address(const struct report *r, const char *path, const char *way, Str period)
{
    return str_format(r->v->arena, "/thong-ke%s?don-vi=%.*s&theo=%s&ky=%.*s", path,
                      STR_ARG(r->unit.code), way, STR_ARG(period));
}

static void
add_chip(const struct report *r, struct json *chips, Str label, Str href, bool current)
{
    struct json *o = json_add(chips, json_object(r->v->arena));

    json_put_text(r->v->arena, o, "label", label);
    json_put_text(r->v->arena, o, "href", href);
    if (current)
        json_put_bool(r->v->arena, o, "current", true);
}

static void
put_ways(const struct report *r, struct json *out)
{
    struct json *chips = json_put_array(r->v->arena, out, "ways");

    for (size_t i = 0; i < N_WAYS; i++)
        add_chip(r, chips, words(r->v->lang, ways[i].label),
                 address(r, "", ways[i].key, r->period.key), i == r->way);
}

/* This month, the one before, this quarter, this half-year and the one before. */
static void
put_periods(const struct report *r, struct json *out)
{
    struct json *chips = json_put_array(r->v->arena, out, "periods");
    struct civil c = day_civil(time_day(r->v->now));
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
    };

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct period p;
        Str key = str_format(r->v->arena, list[i].format, list[i].year, list[i].part);

        if (period_read(r->v->arena, key, time_day(r->v->now), &p) == ERR_OK)
            add_chip(r, chips, period_words(r->v->arena, r->v->lang, &p),
                     address(r, "", ways[r->way].key, key), str_eq(key, r->period.key));
    }
}

static void
put_row(const struct report *r, const struct named *row, struct json *o)
{
    int64_t finished = row->n[EARLY] + row->n[ON_TIME] + row->n[LATE];

    json_put_text(r->v->arena, o, "name", row->name);
    if (row->href.n > 0)
        json_put_text(r->v->arena, o, "href", row->href);
    for (int k = 0; k < COLUMNS; k++)
        json_put_int(r->v->arena, o, column[k].key, row->n[k]);
    json_put_text(r->v->arena, o, "in_time_words",
                  finished == 0 ? S("–")
                                : percent_text(r->v->arena, row->n[EARLY] + row->n[ON_TIME],
                                               finished, r->v->lang == LANG_EN));
}

static enum err
put_crumbs(const struct report *r, struct json *out)
{
    struct view *v = r->v;

    return unit_crumbs(v, &r->unit, r->on, S("/thong-ke?don-vi="),
                       str_format(v->arena, "&theo=%s&ky=%.*s", ways[r->way].key,
                                  STR_ARG(r->period.key)),
                       out);
}

static enum err
report_run(struct view *v, const void *input, struct json *out)
{
    struct report     r;
    struct named_list all;
    struct named      sum;
    struct json      *rows;

    TRY(read_report(v, input, &r));
    TRY(name_rows(&r, &all));
    sum_up(&r, &all, &sum);
    json_put_text(v->arena, out, "unit_name", say_office(v, &r.unit));
    json_put_text(v->arena, out, "period_words", period_words(v->arena, v->lang, &r.period));
    json_put_time(v->arena, out, "as_of", v->now);
    json_put_text(v->arena, out, "as_of_words", when_moment(v->arena, v->lang, v->now));
    TRY(put_crumbs(&r, out));
    put_ways(&r, out);
    put_periods(&r, out);
    json_put_text(v->arena, out, "heading", words(v->lang, ways[r.way].label));
    rows = json_put_array(v->arena, out, "rows");
    for (int i = 0; i < all.n; i++)
        put_row(&r, &all.list[i], json_add(rows, json_object(v->arena)));
    put_row(&r, &sum, json_put_object(v->arena, out, "sum"));
    json_put_text(v->arena, out, "csv_url", address(&r, ".csv", ways[r.way].key, r.period.key));
    return ERR_OK;
}

const struct query measure_report = {
    .name = "measure.report", .right = "measure.read",
    .help = "What came in, was closed and is left, of a unit and a period.",
    .fields = report_fields, .n_fields = 3, .in_size = sizeof(struct report_in),
    .run = report_run, .heavy = true,
};

/* -- as a file ------------------------------------------------------------------------------ */

static void
csv_line(const struct report *r, const struct named *row, struct buf *b)
{
    Str cell[COLUMNS + 1] = { row->name };

    for (int k = 0; k < COLUMNS; k++)
        cell[k + 1] = str_int(r->v->arena, row->n[k]);
    csv_row(b, cell, COLUMNS + 1);
}

static enum err
csv_run(struct view *v, const void *input, struct json *out)
{
    struct report     r;
    struct named_list all;
    struct named      sum;
    struct buf        b = BUF_MAX((size_t)1 << 20);
    Str               head[COLUMNS + 1], simulated = S("SỐ LIỆU MÔ PHỎNG");

    TRY(read_report(v, input, &r));
    TRY(name_rows(&r, &all));
    sum_up(&r, &all, &sum);
    buf_add(&b, CSV_BOM);
    if (v->simulated)
        csv_row(&b, &simulated, 1);
    head[0] = str_format(v->arena, "%.*s, %.*s", STR_ARG(say_office(v, &r.unit)),
                         STR_ARG(period_words(v->arena, v->lang, &r.period)));
    for (int k = 0; k < COLUMNS; k++)
        head[k + 1] = words(v->lang, column[k].label);
    csv_row(&b, head, COLUMNS + 1);
    for (int i = 0; i < all.n; i++)
        csv_line(&r, &all.list[i], &b);
    csv_line(&r, &sum, &b);
    json_put_text(v->arena, out, "name",
                  str_format(v->arena, "thong-ke-%.*s-%.*s.csv", STR_ARG(r.unit.code),
                             STR_ARG(r.period.key)));
    json_put_text(v->arena, out, "csv", str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
    return ERR_OK;
}

const struct query measure_report_csv = {
    .name = "measure.report_csv", .right = "measure.read", .help = "The same as CSV.",
    .fields = report_fields, .n_fields = 3, .in_size = sizeof(struct report_in), .run = csv_run,
    .heavy = true,
};
