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
#include "dossier/say.h"
#include "dossier/sheet.h"
#include "ident/ident.h"
#include "measure/asked.h"
#include "measure/measure_sql.h"
#include "measure/report_sums.h"

#define PROCEDURES_MAX 5000

struct report_in {
    Str unit, by, period, format; /* format: of a file alone */
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
    struct asked       asked;
    size_t             way;
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
    Str     name, href, late_href, sort;
    int64_t n[COLUMNS];
};

struct named_list {
    int           n;
    struct named *list;
};

static enum err
name_unit(const struct report *r, Id id, struct named *out)
{
    struct unit u;

    if (id == r->asked.unit.id) {
        out->name = words_fill(r->v->arena, r->v->lang, "{1} itself",
                               say_office(r->v, &r->asked.unit), STR_NONE);
        return ERR_OK;
    }
    TRY(unit_by_id(r->v, id, r->asked.on, &u));
    out->name = u.title;
    out->href = str_format(r->v->arena, "/thong-ke?don-vi=%.*s&ky=%.*s", STR_ARG(u.code),
                           STR_ARG(r->asked.period.key));
    out->late_href = asked_plain(&r->asked, "/thong-ke/tre-han", u.code);
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
            one.name = report_procedure_name(v, r->sums.row[i].procedure, r->way == 2);
        row = row_named(v->arena, out, one.name);
        row->href = one.href;
        row->late_href = one.late_href;
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
    *out = (struct named){ .name = words(r->v->lang, "Together"),
                           .late_href = asked_plain(&r->asked, "/thong-ke/tre-han",
                                                    r->asked.unit.code) };
    for (int i = 0; i < all->n; i++)
        for (int k = 0; k < COLUMNS; k++)
            out->n[k] += all->list[i].n[k];
}

/* -- reading one --------------------------------------------------------------------------- */

/* As asked for; else by unit where there are units below, and by procedure where not. */
static enum err
choose_way(struct report *r, Str by)
{
    struct unit *below;
    int          n;

    for (r->way = 0; r->way < N_WAYS; r->way++)
        if (str_eq(by, str_of(ways[r->way].key)))
            return ERR_OK;
    TRY(unit_children(r->v, r->asked.unit.id, r->asked.on, &below, &n));
    r->way = n > 0 ? 0 : 1;
    return ERR_OK;
}

static enum err
read_report(struct view *v, const struct report_in *in, struct report *r)
{
    *r = (struct report){ .v = v };
    TRY(asked_read(v, "/thong-ke", in->unit, in->period, &r->asked));
    TRY(choose_way(r, in->by));
    r->asked.more = str_format(v->arena, "&theo=%s", ways[r->way].key);
    return report_sums_read(v, r->way == 0 ? REPORT_UNITS : REPORT_PROCEDURES, REPORT_FLOW,
                            &r->asked.unit, r->asked.on, &r->asked.period, &r->sums);
}

/* -- the page ----------------------------------------------------------------------------- */

/* The same unit and period, at another path and in another way. */
static Str
address(const struct report *r, const char *path, const char *way)
{
    struct asked other = r->asked;

    other.more = str_format(r->v->arena, "&theo=%s", way);
    return asked_url(&other, path, other.unit.code, other.period.key);
}

static void
put_ways(const struct report *r, struct json *out)
{
    struct json *chips = json_put_array(r->v->arena, out, "ways");

    for (size_t i = 0; i < N_WAYS; i++)
        asked_chip(r->v, chips, words(r->v->lang, ways[i].label),
                   address(r, "/thong-ke", ways[i].key), i == r->way);
}

static void
put_row(const struct report *r, const struct named *row, struct json *o)
{
    int64_t finished = row->n[EARLY] + row->n[ON_TIME] + row->n[LATE];

    json_put_text(r->v->arena, o, "name", row->name);
    if (row->href.n > 0)
        json_put_text(r->v->arena, o, "href", row->href);
    if (row->late_href.n > 0 && row->n[LATE] > 0)
        json_put_text(r->v->arena, o, "late_href", row->late_href);
    for (int k = 0; k < COLUMNS; k++)
        json_put_int(r->v->arena, o, column[k].key, row->n[k]);
    json_put_text(r->v->arena, o, "in_time_words",
                  finished == 0 ? S("–")
                                : percent_text(r->v->arena, row->n[EARLY] + row->n[ON_TIME],
                                               finished, r->v->lang == LANG_EN));
}

/* What people said of the handling, of the unit and everything below it: nothing, when nobody
 * did. */
static enum err
put_complaints(const struct report *r, struct json *out)
{
    static const char *const element[] = { "complaint", "complaint_in_time", "complaint_late" };
    static const char *const key[] = { "received", "in_time", "late" };
    struct view *v = r->v;
    struct json *o = json_object(v->arena);
    int64_t      any = 0;

    for (int i = 0; i < 3; i++) {
        struct report_procedures_in in = { .element = str_of(element[i]), .grain = S("m"),
                                           .from = r->asked.period.from,
                                           .to = r->asked.period.to,
                                           .ancestor = r->asked.unit.id, .day = r->asked.on,
                                           .limit = PROCEDURES_MAX };
        struct report_procedures_row *row;
        int64_t                       sum = 0;
        int                           n;

        TRY(report_procedures(v, &in, &row, &n));
        for (int k = 0; k < n; k++)
            sum += row[k].n;
        json_put_int(v->arena, o, key[i], sum);
        any += sum;
    }
    if (any > 0)
        json_put(out, S("complaints"), o);
    return ERR_OK;
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
    TRY(asked_put(&r.asked, out));
    put_ways(&r, out);
    json_put_text(v->arena, out, "heading", words(v->lang, ways[r.way].label));
    rows = json_put_array(v->arena, out, "rows");
    for (int i = 0; i < all.n; i++)
        put_row(&r, &all.list[i], json_add(rows, json_object(v->arena)));
    put_row(&r, &sum, json_put_object(v->arena, out, "sum"));
    json_put_text(v->arena, out, "csv_url", address(&r, "/thong-ke.csv", ways[r.way].key));
    json_put_text(v->arena, out, "xlsx_url", address(&r, "/thong-ke.xlsx", ways[r.way].key));
    json_put_text(v->arena, out, "pdf_url", address(&r, "/thong-ke.pdf", ways[r.way].key));
    return put_complaints(&r, out);
}

const struct query measure_report = {
    .name = "measure.report", .right = "measure.read",
    .help = "What came in, was closed and is left, of a unit and a period.",
    .fields = report_fields, .n_fields = 3, .in_size = sizeof(struct report_in),
    .run = report_run, .heavy = true,
};

/* -- as a file ------------------------------------------------------------------------------ */

static Str
file_name(const struct report *r)
{
    return str_format(r->v->arena, "thong-ke-%.*s-%.*s-%s", STR_ARG(r->asked.unit.code),
                      STR_ARG(r->asked.period.key), ways[r->way].key);
}

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
    head[0] = str_format(v->arena, "%.*s, %.*s", STR_ARG(say_office(v, &r.asked.unit)),
                         STR_ARG(period_words(v->arena, v->lang, &r.asked.period)));
    for (int k = 0; k < COLUMNS; k++)
        head[k + 1] = words(v->lang, column[k].label);
    csv_row(&b, head, COLUMNS + 1);
    for (int i = 0; i < all.n; i++)
        csv_line(&r, &all.list[i], &b);
    csv_line(&r, &sum, &b);
    json_put_text(v->arena, out, "name", str_join(v->arena, file_name(&r), S(".csv"), STR_NONE));
    json_put_text(v->arena, out, "csv", str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
    return ERR_OK;
}

const struct query measure_report_csv = {
    .name = "measure.report_csv", .right = "measure.read", .help = "The same as CSV.",
    .fields = report_fields, .n_fields = 3, .in_size = sizeof(struct report_in), .run = csv_run,
    .heavy = true,
};

/* -- for paper or a spreadsheet ---------------------------------------------------------------- */

static const struct field file_fields[] = {
    FIELD(TEXT, struct report_in, unit, .max = 60,
          .help = "Code of a unit; empty: one's own"),
    FIELD(TEXT, struct report_in, by, .max = 12, .help = "unit, procedure or field"),
    FIELD(TEXT, struct report_in, period, .max = 10,
          .help = "2024-h1, 2024-q2 or 2024-06"),
    FIELD(TEXT, struct report_in, format, .required = true, .max = 4,
          .help = "pdf or xlsx"),
};

/* Rows on their way into a file; the sum is the last. */
struct copying {
    const struct named_list *all;
    const struct named      *sum;
    int                      at;
};

static enum err
next_row(void *context, struct sheet_cell *cell)
{
    struct copying     *c = context;
    const struct named *row = c->at < c->all->n ? &c->all->list[c->at] : c->sum;

    if (c->at++ > c->all->n)
        return ERR_NOT_FOUND;
    cell[0].text = row->name;
    cell[0].strong = row == c->sum;
    for (int k = 0; k < COLUMNS; k++)
        cell[k + 1].number = row->n[k];
    return ERR_OK;
}

static enum err
file_run(struct view *v, const void *input, struct json *out)
{
    const struct report_in *in = input;
    struct report                r;
    struct named_list            all;
    struct named                 sum;
    struct copying               c = { .all = &all, .sum = &sum };
    struct sheet_column          col[COLUMNS + 1];
    struct sheet s = { .made = v->now, .lang = v->lang, .simulated = v->simulated, .columns = col,
                       .n_columns = COLUMNS + 1, .row = next_row, .context = &c };

    TRY(read_report(v, in, &r));
    TRY(name_rows(&r, &all));
    sum_up(&r, &all, &sum);
    s.title = words(v->lang, "Statistics of dossiers");
    s.agency = say_office(v, &r.asked.unit);
    s.subtitle = str_format(v->arena, "%.*s · %.*s",
                            STR_ARG(period_words(v->arena, v->lang, &r.asked.period)),
                            STR_ARG(when_moment(v->arena, v->lang, v->now)));
    col[0] = (struct sheet_column){ words(v->lang, ways[r.way].label), SHEET_TEXT, 73 };
    for (int k = 0; k < COLUMNS; k++)
        col[k + 1] = (struct sheet_column){ words(v->lang, column[k].label), SHEET_NUMBER, 20 };
    return sheet_answer(v->arena, &s, in->format, file_name(&r), out);
}

const struct query measure_report_file = {
    .name = "measure.report_file", .right = "measure.read",
    .help = "The same for paper or a spreadsheet.",
    .fields = file_fields, .n_fields = 4, .in_size = sizeof(struct report_in),
    .run = file_run, .heavy = true,
};
