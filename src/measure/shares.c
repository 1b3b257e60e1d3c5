/* measure/shares.c -- two reports of a unit with percentages, each beside what it is of.
 *
 * The monthly report that systems send each other over the province's platform (LGSP): new,
 * carried over, in all, solved, in time, late, pending, pending late, by organisation, of a month
 * or a year.  What ended otherwise (stopped, withdrawn) is a column of its own: so "in all" is
 * always solved and pending, and solved is the three behind it.
 *
 * And what is measured of online services (EMC): filed online, by people themselves, for full
 * services; results returned electronically; ratings; by unit, procedure or field.
 *
 * Counters alone are read (report_sums.h).  Floor 8. */
#include <stdlib.h>

#include "base/csv.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "dossier/procedure.h"
#include "dossier/say.h"
#include "dossier/sheet.h"
#include "measure/asked.h"
#include "measure/report_sums.h"

struct shares_in {
    Str unit, period, by, format; /* format: of a file alone */
};

/* -- the columns -------------------------------------------------------------------------- */

enum figure {
    NEW, CARRIED, TOTAL, SOLVED, IN_TIME, LATE, OTHERWISE, PENDING, PENDING_LATE, RESULTS,
    ONLINE, SELF, FULL, FINISHED, ELECTRONIC, RATED, GOOD, N
};

/* of: which number a percentage of it is of; 0: none is given. */
struct share_column {
    enum figure at;
    const char *key, *label, *share_key, *share;
    enum figure of;
};

#define COLUMNS_MAX 12
struct kind {
    const char         *path, *title, *file;
    enum report_columns columns;
    bool                by_unit; /* alone */
    int                 n;
    struct share_column       column[COLUMNS_MAX];
};

static const struct kind monthly = {
    "/thong-ke/thang", MSG("Report on the handling of dossiers"), "bao-cao", REPORT_WHOLE_DAYS,
    true, 9,
    { { .at = NEW, .key = "new", .label = MSG("New") },
      { .at = CARRIED, .key = "carried", .label = MSG("Carried over") },
      { .at = TOTAL, .key = "total", .label = MSG("In all") },
      { .at = SOLVED, .key = "solved", .label = MSG("Solved") },
      { IN_TIME, "in_time", MSG("Solved in time"), "in_time_words", MSG("In time, %"), RESULTS },
      { LATE, "late", MSG("Solved late"), "late_words", MSG("Late, %"), RESULTS },
      { .at = OTHERWISE, .key = "otherwise", .label = MSG("Stopped or withdrawn") },
      { .at = PENDING, .key = "pending", .label = MSG("Pending") },
      { PENDING_LATE, "pending_late", MSG("Pending, late"), "pending_late_words",
        MSG("Pending late, %"), PENDING } },
};

static const struct kind online = {
    "/thong-ke/truc-tuyen", MSG("Report on online services"), "truc-tuyen", REPORT_ONLINE, false,
    8,
    { { .at = NEW, .key = "received", .label = MSG("Received") },
      { ONLINE, "online", MSG("Filed online"), "online_words", MSG("Online, %"), NEW },
      { SELF, "self", MSG("By the people themselves"), "self_words", MSG("By themselves, %"),
        ONLINE },
      { FULL, "full", MSG("Full-process online"), "full_words", MSG("Full-process, %"), NEW },
      { .at = FINISHED, .key = "finished", .label = MSG("With a result") },
      { ELECTRONIC, "electronic", MSG("Electronic results"), "electronic_words",
        MSG("Electronic, %"), FINISHED },
      { .at = RATED, .key = "rated", .label = MSG("Ratings") },
      { GOOD, "good", MSG("Of 4 and 5 points"), "good_words", MSG("4 and 5 points, %"), RATED } },
};
#define CELLS_MAX 14 /* a name, the columns of either and their percentages */

static const struct {
    const char *key, *label;
} ways[] = {
    { "unit", MSG("By unit") },
    { "procedure", MSG("By procedure") },
    { "field", MSG("By field") },
};
#define N_WAYS (sizeof ways / sizeof ways[0])

struct organisation {
    Str     name, href, late_href, sort;
    int64_t n[N];
};

struct shares {
    struct view         *v;
    const struct kind   *kind;
    size_t               way;
    struct asked         asked;
    struct report_sums   sums;
    int                  n;
    struct organisation *list; /* by name; the sum is behind the last */
};

static void
numbers_of(const struct report_row *r, int64_t out[N])
{
    out[NEW] = r->received;
    out[CARRIED] = report_carried(r);
    out[TOTAL] = out[NEW] + out[CARRIED];
    out[SOLVED] = r->closed;
    out[IN_TIME] = r->in_time;
    out[LATE] = r->late;
    out[OTHERWISE] = r->closed - r->finished;
    out[PENDING] = report_open(r);
    out[PENDING_LATE] = report_open_late(r);
    out[RESULTS] = r->in_time + r->late;
    out[ONLINE] = r->online;
    out[SELF] = r->self;
    out[FULL] = r->full;
    out[FINISHED] = r->finished;
    out[ELECTRONIC] = r->electronic;
    out[RATED] = r->rated;
    out[GOOD] = r->rated_good;
}

static Str
share_of(const struct shares *m, const struct organisation *o, const struct share_column *c)
{
    return o->n[c->of] == 0 ? S("–") : percent_text(m->v->arena, o->n[c->at], o->n[c->of],
                                                    m->v->lang == LANG_EN);
}

/* -- reading one -------------------------------------------------------------------------- */

static enum err
name_unit(const struct shares *m, Id id, struct organisation *o)
{
    struct unit u;

    if (id == m->asked.unit.id) {
        o->name = words_fill(m->v->arena, m->v->lang, "{1} itself",
                             say_office(m->v, &m->asked.unit), STR_NONE);
        return ERR_OK;
    }
    TRY(unit_by_id(m->v, id, m->asked.on, &u));
    o->name = u.title;
    o->href = asked_plain(&m->asked, m->kind->path, u.code);
    o->late_href = asked_plain(&m->asked, "/thong-ke/tre-han", u.code);
    return ERR_OK;
}

static int
by_name(const void *a, const void *b)
{
    const struct organisation *x = a, *y = b;

    return str_cmp(x->sort, y->sort);
}

/* Rows of one name are one row: fields gather their procedures. */
static struct organisation *
row_named(struct shares *m, Str name)
{
    for (int i = 0; i < m->n; i++)
        if (str_eq(m->list[i].name, name))
            return &m->list[i];
    m->list[m->n] = (struct organisation){ .name = name,
                                           .sort = text_sort_key(m->v->arena, name) };
    return &m->list[m->n++];
}

static enum err
name_all(struct shares *m)
{
    struct organisation *sum;

    m->list = arena_array(m->v->arena, struct organisation, m->sums.n + 1);
    for (int i = 0; i < m->sums.n; i++) {
        struct organisation one = { .href = STR_NONE }, *row;
        int64_t             n[N];

        if (m->way == 0)
            TRY(name_unit(m, m->sums.row[i].unit, &one));
        else
            one.name = report_procedure_name(m->v, m->sums.row[i].procedure, m->way == 2);
        row = row_named(m, one.name);
        row->href = one.href;
        row->late_href = one.late_href;
        numbers_of(&m->sums.row[i], n);
        for (int k = 0; k < N; k++)
            row->n[k] += n[k];
    }
    qsort(m->list, (size_t)m->n, sizeof *m->list, by_name);
    sum = &m->list[m->n];
    sum->name = words(m->v->lang, "Together");
    sum->late_href = asked_plain(&m->asked, "/thong-ke/tre-han", m->asked.unit.code);
    for (int i = 0; i < m->n; i++)
        for (int k = 0; k < N; k++)
            sum->n[k] += m->list[i].n[k];
    return ERR_OK;
}

static Str
last_whole_month(struct view *v)
{
    Day today = time_day(v->now);

    return str_sub(day_text(v->arena, today - day_civil(today).day), 0, 7);
}

/* As asked for; else by unit where there are units below, and by procedure where not. */
static enum err
choose_way(struct shares *m, Str by)
{
    struct unit *below;
    int          n;

    if (m->kind->by_unit)
        return ERR_OK;
    for (m->way = 0; m->way < N_WAYS; m->way++)
        if (str_eq(by, str_of(ways[m->way].key)))
            return ERR_OK;
    TRY(unit_children(m->v, m->asked.unit.id, m->asked.on, &below, &n));
    m->way = n > 0 ? 0 : 1;
    return ERR_OK;
}

static enum err
read_shares(struct view *v, const struct kind *kind, const struct shares_in *in,
            struct shares *m)
{
    *m = (struct shares){ .v = v, .kind = kind };
    TRY(asked_read(v, kind->path, in->unit, in->period.n > 0 ? in->period : last_whole_month(v),
                   &m->asked));
    TRY(choose_way(m, in->by));
    if (!kind->by_unit)
        m->asked.more = str_format(v->arena, "&theo=%s", ways[m->way].key);
    TRY(report_sums_read(v, m->way == 0 ? REPORT_UNITS : REPORT_PROCEDURES, kind->columns,
                         &m->asked.unit, m->asked.on, &m->asked.period, &m->sums));
    return name_all(m);
}

/* What runs says so, and up to when its numbers are. */
static Str
running_words(const struct shares *m)
{
    struct view *v = m->v;
    Day          today = time_day(v->now), first = DAY_NONE;

    if (m->asked.period.last < today)
        return STR_NONE;
    if (day_parse(str_join(v->arena, m->asked.period.from, S("-01"), STR_NONE), &first) ==
            ERR_OK && first > today)
        return words(v->lang, "This period has not begun.");
    if (m->kind->columns == REPORT_WHOLE_DAYS)
        return words_fill(v->arena, v->lang,
                          "This period is not over: all numbers are those of the end of {1}.",
                          day_people(v->arena, today - 1), STR_NONE);
    return words_fill(v->arena, v->lang, "This period is not over: the numbers are those of {1}.",
                      when_moment(v->arena, v->lang, v->now), STR_NONE);
}

/* -- the page ------------------------------------------------------------------------------ */

static void
put_row(const struct shares *m, const struct organisation *o, struct json *out)
{
    struct arena *arena = m->v->arena;

    json_put_text(arena, out, "name", o->name);
    if (o->href.n > 0)
        json_put_text(arena, out, "href", o->href);
    if (m->kind == &monthly && o->late_href.n > 0 && o->n[LATE] > 0)
        json_put_text(arena, out, "late_href", o->late_href);
    for (int k = 0; k < m->kind->n; k++) {
        const struct share_column *c = &m->kind->column[k];

        json_put_int(arena, out, c->key, o->n[c->at]);
        if (c->share_key != NULL)
            json_put_text(arena, out, c->share_key, share_of(m, o, c));
    }
}

/* The same, at another path and in another way. */
static Str
address(const struct shares *m, const char *ending, Str more)
{
    return str_format(m->v->arena, "%s%s?don-vi=%.*s&ky=%.*s%.*s", m->kind->path, ending,
                      STR_ARG(m->asked.unit.code), STR_ARG(m->asked.period.key), STR_ARG(more));
}

static void
put_ways(const struct shares *m, struct json *out)
{
    struct json *chips = json_put_array(m->v->arena, out, "ways");

    for (size_t i = 0; i < N_WAYS; i++)
        asked_chip(m->v, chips, words(m->v->lang, ways[i].label),
                   address(m, "", str_format(m->v->arena, "&theo=%s", ways[i].key)), i == m->way);
    json_put_text(m->v->arena, out, "heading", words(m->v->lang, ways[m->way].label));
}

static enum err
page_of(struct view *v, const struct kind *kind, const void *input, struct json *out)
{
    static const struct {
        const char *key, *ending;
    } files[] = { { "csv_url", ".csv" }, { "xlsx_url", ".xlsx" }, { "pdf_url", ".pdf" } };
    struct shares m;
    struct json  *rows;
    Str           running;

    TRY(read_shares(v, kind, input, &m));
    TRY(asked_put(&m.asked, out));
    running = running_words(&m);
    if (running.n > 0)
        json_put_text(v->arena, out, "running_words", running);
    if (!kind->by_unit)
        put_ways(&m, out);
    rows = json_put_array(v->arena, out, "rows");
    for (int i = 0; i < m.n; i++)
        put_row(&m, &m.list[i], json_add(rows, json_object(v->arena)));
    put_row(&m, &m.list[m.n], json_put_object(v->arena, out, "sum"));
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        json_put_text(v->arena, out, files[i].key, address(&m, files[i].ending, m.asked.more));
    return ERR_OK;
}

/* -- as a file ------------------------------------------------------------------------------ */

static Str
file_name(const struct shares *m)
{
    return str_format(m->v->arena, "%s-%.*s-%.*s%s%s", m->kind->file,
                      STR_ARG(m->asked.unit.code), STR_ARG(m->asked.period.key),
                      m->kind->by_unit ? "" : "-", m->kind->by_unit ? "" : ways[m->way].key);
}

/* One line: the name, each number, and its percentage behind it; o NULL: the heads. */
static int
line_of(const struct shares *m, const struct organisation *o, Str out[CELLS_MAX])
{
    int n = 0;

    out[n++] = o != NULL ? o->name
                         : str_format(m->v->arena, "%.*s, %.*s",
                                      STR_ARG(say_office(m->v, &m->asked.unit)),
                                      STR_ARG(period_words(m->v->arena, m->v->lang,
                                                           &m->asked.period)));
    for (int k = 0; k < m->kind->n; k++) {
        const struct share_column *c = &m->kind->column[k];

        out[n++] = o != NULL ? str_int(m->v->arena, o->n[c->at]) : words(m->v->lang, c->label);
        if (c->share != NULL)
            out[n++] = o != NULL ? share_of(m, o, c) : words(m->v->lang, c->share);
    }
    return n;
}

static enum err
csv_answer(const struct shares *m, struct json *out)
{
    struct buf b = BUF_MAX((size_t)1 << 20);
    Str simulated = S("SỐ LIỆU MÔ PHỎNG"), cell[CELLS_MAX], running = running_words(m);

    buf_add(&b, CSV_BOM);
    if (m->v->simulated)
        csv_row(&b, &simulated, 1);
    if (running.n > 0)
        csv_row(&b, &running, 1);
    for (int i = -1; i <= m->n; i++) {
        int n = line_of(m, i < 0 ? NULL : &m->list[i], cell);

        csv_row(&b, cell, (size_t)n);
    }
    json_put_text(m->v->arena, out, "name",
                  str_join(m->v->arena, file_name(m), S(".csv"), STR_NONE));
    json_put_text(m->v->arena, out, "csv", str_copy(m->v->arena, buf_str(&b)));
    buf_free(&b);
    return ERR_OK;
}

/* Rows on their way into a file; the sum is the last. */
struct copying {
    const struct shares *m;
    int                  at;
};

static enum err
next_row(void *context, struct sheet_cell *cell)
{
    struct copying            *c = context;
    const struct organisation *o = &c->m->list[c->at];
    int                        n = 0;

    if (c->at > c->m->n)
        return ERR_NOT_FOUND;
    cell[n].strong = c->at++ == c->m->n;
    cell[n++].text = o->name;
    for (int k = 0; k < c->m->kind->n; k++) {
        const struct share_column *column = &c->m->kind->column[k];

        cell[n++].number = o->n[column->at];
        if (column->share != NULL)
            cell[n++].text = share_of(c->m, o, column);
    }
    return ERR_OK;
}

static enum err
sheet_of(const struct shares *m, Str format, struct json *out)
{
    struct view        *v = m->v;
    struct sheet_column col[CELLS_MAX];
    struct copying      c = { .m = m };
    struct sheet        s = { .made = v->now, .lang = v->lang, .simulated = v->simulated,
                              .columns = col, .row = next_row, .context = &c };
    Str                 running = running_words(m);

    s.title = words(v->lang, m->kind->title);
    s.agency = say_office(v, &m->asked.unit);
    s.subtitle = str_format(v->arena, "%.*s · %.*s",
                            STR_ARG(period_words(v->arena, v->lang, &m->asked.period)),
                            STR_ARG(running.n > 0 ? running
                                                  : when_moment(v->arena, v->lang, v->now)));
    col[s.n_columns++] = (struct sheet_column){
        words(v->lang, m->kind->by_unit ? MSG("Organisation") : ways[m->way].label), SHEET_TEXT,
        57 };
    for (int k = 0; k < m->kind->n; k++) {
        const struct share_column *column = &m->kind->column[k];

        col[s.n_columns++] = (struct sheet_column){ words(v->lang, column->label), SHEET_NUMBER,
                                                    16 };
        if (column->share != NULL)
            col[s.n_columns++] = (struct sheet_column){ words(v->lang, column->share), SHEET_TEXT,
                                                        17 };
    }
    return sheet_answer(v->arena, &s, format, file_name(m), out);
}

static enum err
file_of(struct view *v, const struct kind *kind, const void *input, struct json *out)
{
    const struct shares_in *in = input;
    struct shares           m;

    TRY(read_shares(v, kind, in, &m));
    return str_eq(in->format, S("csv")) ? csv_answer(&m, out) : sheet_of(&m, in->format, out);
}

/* -- what is offered ------------------------------------------------------------------------ */

static const struct field monthly_fields[] = {
    FIELD(TEXT, struct shares_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(TEXT, struct shares_in, period, .max = 10,
          .help = "2024-06, or 2024 for the year; empty: the last whole month"),
    FIELD(TEXT, struct shares_in, format, .required = true, .max = 4, .help = "csv, pdf or xlsx"),
};
static const struct field online_fields[] = {
    FIELD(TEXT, struct shares_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(TEXT, struct shares_in, period, .max = 10,
          .help = "2024-06, or 2024 for the year; empty: the last whole month"),
    FIELD(TEXT, struct shares_in, by, .max = 12, .help = "unit, procedure or field"),
    FIELD(TEXT, struct shares_in, format, .required = true, .max = 4, .help = "csv, pdf or xlsx"),
};

static enum err
monthly_run(struct view *v, const void *input, struct json *out)
{
    return page_of(v, &monthly, input, out);
}

static enum err
monthly_file_run(struct view *v, const void *input, struct json *out)
{
    return file_of(v, &monthly, input, out);
}

static enum err
online_run(struct view *v, const void *input, struct json *out)
{
    return page_of(v, &online, input, out);
}

static enum err
online_file_run(struct view *v, const void *input, struct json *out)
{
    return file_of(v, &online, input, out);
}

const struct query measure_monthly = {
    .name = "measure.monthly", .right = "measure.read",
    .help = "The monthly report by organisation: new, carried over, solved, pending.",
    .fields = monthly_fields, .n_fields = 2, .in_size = sizeof(struct shares_in),
    .run = monthly_run, .heavy = true,
};

const struct query measure_monthly_file = {
    .name = "measure.monthly_file", .right = "measure.read",
    .help = "The same as CSV, for paper or a spreadsheet.",
    .fields = monthly_fields, .n_fields = 3, .in_size = sizeof(struct shares_in),
    .run = monthly_file_run, .heavy = true,
};

const struct query measure_online = {
    .name = "measure.online", .right = "measure.read",
    .help = "Online filing, electronic results and ratings by unit, procedure or field.",
    .fields = online_fields, .n_fields = 3, .in_size = sizeof(struct shares_in),
    .run = online_run, .heavy = true,
};

const struct query measure_online_file = {
    .name = "measure.online_file", .right = "measure.read",
    .help = "The same as CSV, for paper or a spreadsheet.",
    .fields = online_fields, .n_fields = 4, .in_size = sizeof(struct shares_in),
    .run = online_file_run, .heavy = true,
};
