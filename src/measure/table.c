/* measure/table.c -- a month of a figure by unit, or by field and procedure: the public's page
 * of it and the same as CSV.  Who has the right to more reads it at /thong-ke.  Floor 8. */
#include "base/csv.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "measure/asked.h"
#include "measure/measure_sql.h"
#include "measure/public.h"

#define MONTHS 6

struct table_in {
    Str figure, period, by, at;
};
static const struct field table_fields[] = {
    FIELD(TEXT, struct table_in, figure, .required = true, .max = 80,
          .help = "The indicator's key"),
    FIELD(TEXT, struct table_in, period, .max = 7, .help = "2024-06; empty: the last whole month"),
    FIELD(TEXT, struct table_in, by, .max = 10, .help = "unit or procedure"),
    FIELD(TEXT, struct table_in, at, .max = 60,
          .help = "The cells below this unit's code or this field's key"),
};

struct page {
    struct view            *v;
    const struct indicator *figure;
    struct period           month, last; /* last: the last that is over */
    bool                    by_procedure;
    struct public_table     table;
    int                     at; /* the cell whose parts are shown */
};

static enum err
month_before(struct view *v, Day day, struct period *out)
{
    struct civil c = day_civil(day - day_civil(day).day);

    return period_read(v->arena, str_format(v->arena, "%04d-%02d", c.year, c.month), day, out);
}

/* Before any was published: the last that is over. */
static enum err
last_published(struct view *v, struct period *out)
{
    struct published_last_row *row;
    int                        n;

    TRY(published_last(v, 1, &row, &n));
    if (n > 0)
        return period_read(v->arena, row[0].month, time_day(v->now), out);
    return month_before(v, time_day(v->now), out);
}

/* A month that is over; anything else is refused at its field. */
static enum err
read_month(struct page *p, Str period)
{
    struct view *v = p->v;

    TRY(last_published(v, &p->last));
    if (period.n == 0) {
        p->month = p->last;
        return ERR_OK;
    }
    if (period_read(v->arena, period, time_day(v->now), &p->month) != ERR_OK ||
        p->month.months != 1)
        fault_add(v->faults, S("period"), MSG("{1} is not a month such as 2024-06"), period,
                  STR_NONE);
    else if (p->month.last >= time_day(v->now))
        fault_add(v->faults, S("period"),
                  MSG("{1} is not over yet: a month is published when it is"), period, STR_NONE);
    else
        return ERR_OK;
    return ERR_INVALID;
}

/* Over, but not published yet: within the first minutes of the next. */
static enum err
not_published(struct page *p)
{
    fault_add(p->v->faults, S("period"),
              MSG("{1} is not over yet: a month is published when it is"), p->month.key,
              STR_NONE);
    return ERR_INVALID;
}

static enum err
read_page(struct view *v, const struct table_in *in, struct page *p)
{
    struct public_table units, procedures;
    enum err            err;

    *p = (struct page){ .v = v, .by_procedure = str_eq(in->by, S("procedure")) };
    TRY(indicator_find(v, in->figure, &p->figure));
    if (!public_has_table(indicator_ours(p->figure)))
        return ERR_NOT_FOUND;
    TRY(read_month(p, in->period));
    err = public_tables(v, p->figure, &p->month, &units, &procedures);
    if (err == ERR_NOT_FOUND)
        return not_published(p);
    TRY(err);
    p->table = p->by_procedure ? procedures : units;
    for (int i = 1; in->at.n > 0 && i < p->table.n; i++)
        if (p->table.cell[i].inner && str_eq(p->table.cell[i].key, in->at))
            p->at = i;
    return in->at.n > 0 && p->at == 0 ? ERR_NOT_FOUND : ERR_OK;
}

/* -- the page --------------------------------------------------------------------------------- */

static Str
address(const struct page *p, const char *ending, Str month, bool by_procedure, Str at)
{
    return str_format(p->v->arena, "/so-lieu/%.*s/bang%s?ky=%.*s&theo=%s%s%.*s",
                      STR_ARG(p->figure->key), ending, STR_ARG(month),
                      by_procedure ? "procedure" : "unit", at.n > 0 ? "&o=" : "", STR_ARG(at));
}

/* What no pack knows any more is never shown, so it is no row. */
static bool
is_row(const struct page *p, int i)
{
    const struct public_cell *c = &p->table.cell[i];

    return c->parent == p->at && (c->key.n > 0 || !c->sensitive);
}

static Str
value_of(const struct page *p, const struct public_cell *c)
{
    if (c->closed)
        return words(p->v->lang, "not published");
    if (c->under == 0)
        return words(p->v->lang, "none");
    return percent_text(p->v->arena, c->over, c->under, p->v->lang == LANG_EN);
}

static void
put_cell(const struct page *p, const struct public_cell *c, struct json *o)
{
    struct arena *arena = p->v->arena;

    json_put_text(arena, o, "name", c->name);
    json_put_text(arena, o, "value_words", value_of(p, c));
    if (c->closed) {
        json_put_bool(arena, o, "closed", true);
        return;
    }
    json_put_int(arena, o, "over", c->over);
    json_put_int(arena, o, "under", c->under);
    if (c->inner && c->parent >= 0)
        json_put_text(arena, o, "href",
                      address(p, "", p->month.key, p->by_procedure, c->key));
    if (c->under > 0)
        json_put_text(arena, o, "share",
                      str_format(arena, "%lld", (long long)(c->over * 100 / c->under)));
}

static enum err
put_months(const struct page *p, struct json *out)
{
    struct json  *chips = json_put_array(p->v->arena, out, "chips");
    struct period month = p->last;

    for (int k = 0; k < MONTHS; k++) {
        asked_chip(p->v, chips, period_words(p->v->arena, p->v->lang, &month),
                   address(p, "", month.key, p->by_procedure, p->table.cell[p->at].key),
                   str_eq(month.key, p->month.key));
        TRY(month_before(p->v, month.last, &month));
    }
    return ERR_OK;
}

static void
put_ways(const struct page *p, struct json *out)
{
    struct json *ways = json_put_array(p->v->arena, out, "ways");

    asked_chip(p->v, ways, words(p->v->lang, "By unit"),
               address(p, "", p->month.key, false, S("")), !p->by_procedure);
    asked_chip(p->v, ways, words(p->v->lang, "By field and procedure"),
               address(p, "", p->month.key, true, S("")), p->by_procedure);
}

/* The entry that holds this month; a correction of the province's own number leaves the tables as
 * they are. */
static enum err
put_published(const struct page *p, struct json *out)
{
    struct view                   *v = p->v;
    struct published_table_get_row row;
    struct public_edition          edition;
    enum err err = published_table_get(v, p->month.key, p->figure->key, &row);
    int64_t  version = err == ERR_OK ? row.version : p->figure->version;

    json_put_text(v->arena, out, "rule_words",
                  words_fill(v->arena, v->lang, "rule version {1}, from {2}",
                             str_int(v->arena, version), day_people(v->arena, p->figure->from)));
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    TRY(public_edition_of(v, &p->month, &edition));
    json_put_text(v->arena, out, "published_words",
                  words_fill(v->arena, v->lang, "Published on {1}, journal entry {2}",
                             day_people(v->arena, time_day(row.at)), str_int(v->arena, row.act)));
    json_put_text(v->arena, out, "published_url",
                  str_format(v->arena, "/nhat-ky/%lld", (long long)row.act));
    if (edition.corrected)
        json_put_text(v->arena, out, "corrected_words",
                      words_fill(v->arena, v->lang,
                                 "The province's own number was corrected on {1}; this table stays "
                                 "as it was published.",
                                 day_people(v->arena, time_day(edition.at)), STR_NONE));
    return ERR_OK;
}

static void
put_words(const struct page *p, struct json *out)
{
    struct view          *v = p->v;
    const struct reading *r = indicator_ours(p->figure);

    json_put_text(v->arena, out, "name", pack_words(v->lang, p->figure->name));
    json_put_text(v->arena, out, "figure_url",
                  str_format(v->arena, "/so-lieu/%.*s", STR_ARG(p->figure->key)));
    json_put_text(v->arena, out, "period_words", period_words(v->arena, v->lang, &p->month));
    json_put_time(v->arena, out, "as_of", v->now);
    json_put_text(v->arena, out, "as_of_words", when_moment(v->arena, v->lang, v->now));
    json_put_text(v->arena, out, "over_words", pack_words(v->lang, r->over.words));
    json_put_text(v->arena, out, "under_words", pack_words(v->lang, r->under.words));
    json_put_text(v->arena, out, "whole_name", p->table.cell[p->at].name);
    if (p->at > 0)
        json_put_text(v->arena, out, "above_url",
                      address(p, "", p->month.key, p->by_procedure, S("")));
    if (actor_may(v->who, S("measure.read")))
        json_put_text(v->arena, out, "statistics_url",
                      str_format(v->arena, "/thong-ke/truc-tuyen?ky=%.*s%s%.*s",
                                 STR_ARG(p->month.key), p->at > 0 && !p->by_procedure
                                                            ? "&don-vi=" : "",
                                 STR_ARG(p->at > 0 && !p->by_procedure ? p->table.cell[p->at].key
                                                                       : S(""))));
    json_put_text(v->arena, out, "csv_url",
                  address(p, ".csv", p->month.key, p->by_procedure, p->table.cell[p->at].key));
}

static enum err
table_run(struct view *v, const void *input, struct json *out)
{
    struct page  p;
    struct json *rows;
    bool         open;

    TRY(read_page(v, input, &p));
    put_words(&p, out);
    TRY(put_published(&p, out));
    TRY(put_months(&p, out));
    put_ways(&p, out);
    put_cell(&p, &p.table.cell[p.at], json_put_object(v->arena, out, "whole"));
    open = !p.table.cell[p.at].closed;
    rows = json_put_array(v->arena, out, "rows");
    for (int i = 1; i < p.table.n; i++)
        if (is_row(&p, i)) {
            put_cell(&p, &p.table.cell[i], json_add(rows, json_object(v->arena)));
            open |= !p.table.cell[i].closed;
        }
    if (!open)
        json_put_bool(v->arena, out, "none", true);
    return ERR_OK;
}

const struct query measure_table_page = {
    .name = "measure.table", .right = "anyone",
    .help = "A month of a figure by unit, or by field and procedure.",
    .fields = table_fields, .n_fields = 4, .in_size = sizeof(struct table_in), .run = table_run,
    .heavy = true,
};

/* -- CSV -------------------------------------------------------------------------------------- */

static void
csv_line(const struct page *p, const struct public_cell *c, struct buf *b)
{
    Str cell[4] = { c->name, value_of(p, c), S(""), S("") };

    if (!c->closed) {
        cell[2] = str_int(p->v->arena, c->over);
        cell[3] = str_int(p->v->arena, c->under);
    }
    csv_row(b, cell, 4);
}

static enum err
csv_run(struct view *v, const void *input, struct json *out)
{
    struct page           p;
    struct buf            b = BUF_MAX((size_t)1 << 20);
    Str                   simulated = S("SỐ LIỆU MÔ PHỎNG"), head[4];
    const struct reading *r;

    TRY(read_page(v, input, &p));
    r = indicator_ours(p.figure);
    head[0] = str_format(v->arena, "%.*s, %.*s", STR_ARG(p.table.cell[p.at].name),
                         STR_ARG(period_words(v->arena, v->lang, &p.month)));
    head[1] = pack_words(v->lang, p.figure->name);
    head[2] = pack_words(v->lang, r->over.words);
    head[3] = pack_words(v->lang, r->under.words);
    buf_add(&b, CSV_BOM);
    if (v->simulated)
        csv_row(&b, &simulated, 1);
    csv_row(&b, head, 4);
    for (int i = 1; i < p.table.n; i++)
        if (is_row(&p, i))
            csv_line(&p, &p.table.cell[i], &b);
    csv_line(&p, &p.table.cell[p.at], &b);
    json_put_text(v->arena, out, "name",
                  str_format(v->arena, "%.*s-%.*s.csv", STR_ARG(p.figure->key),
                             STR_ARG(p.month.key)));
    json_put_text(v->arena, out, "csv", str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
    return ERR_OK;
}

const struct query measure_table_csv = {
    .name = "measure.table_csv", .right = "anyone", .help = "The same as CSV.",
    .fields = table_fields, .n_fields = 4, .in_size = sizeof(struct table_in), .run = csv_run,
    .heavy = true,
};
