/* measure/figure.c -- a figure as people see it: every reading with numerator
 * and denominator in words, beside what was published elsewhere.
 *
 * No difference is computed between the two.  The public sees whole periods that
 * are over, and of those what gives no small number away (public.h).  Floor 8. */
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "journal/journal_sql.h"
#include "measure/measure_sql.h"
#include "measure/public.h"

#define CHART_LEFT 76
#define CHART_STEP 100
#define CHART_TOP 20
#define CHART_BOTTOM 200

struct figure_in {
    Str figure, period;
};
static const struct field figure_fields[] = {
    FIELD(TEXT, struct figure_in, figure, .required = true, .max = 80,
          .help = "The indicator's key"),
    FIELD(TEXT, struct figure_in, period, .max = 7, .help = "2024-h1, 2024-q2 or 2024-06"),
};

/* Officials read what is counted now, everybody else what was published. */
static enum err
read_value(struct view *v, const struct reading *r, const struct period *p,
           struct public_value *out)
{
    *out = (struct public_value){ .state = PUBLIC_OPEN };
    if (!actor_may(v->who, S("measure.read")))
        return public_value_of(v, r, p, out);
    TRY(element_value(v, r->over.element, p, &out->over));
    return element_value(v, r->under.element, p, &out->under);
}

const struct reading *
indicator_ours(const struct indicator *i)
{
    for (int k = 0; k < i->n_readings; k++)
        if (i->ours.n == 1 && i->readings[k].letter == i->ours.p[0])
            return &i->readings[k];
    return &i->readings[0];
}

static Str
value_words(struct view *v, const struct public_value *x)
{
    if (x->state == PUBLIC_NOT_YET)
        return words(v->lang, "shown once the period is over");
    if (x->state != PUBLIC_OPEN)
        return words(v->lang, "not published");
    if (x->under == 0)
        return words(v->lang, "none in the period");
    return percent_text(v->arena, x->over, x->under, v->lang == LANG_EN);
}

static const struct json *
published_of(const struct indicator *i)
{
    const struct json *list = json_get(i->file, "published");

    return list != NULL ? list->first : NULL;
}

/* With its qualifier, as printed: "hơn 87%". */
static Str
published_words(struct view *v, const struct json *p)
{
    Str qualifier = json_text(p, "qualifier");

    return str_format(v->arena, "%.*s%s%.*s%.*s", STR_ARG(qualifier), qualifier.n ? " " : "",
                      STR_ARG(json_text(p, "value")), STR_ARG(json_text(p, "unit")));
}

/* -- the list ------------------------------------------------------------------------------ */

static enum err
list_item(struct view *v, const struct indicator *i, const struct period *p, struct json *items)
{
    struct json       *o = json_add(items, json_object(v->arena));
    const struct json *published = published_of(i);
    struct public_value x;

    TRY(read_value(v, indicator_ours(i), p, &x));
    json_put_text(v->arena, o, "key", i->key);
    json_put_text(v->arena, o, "name", pack_words(v->lang, i->name));
    json_put_text(v->arena, o, "value_words", value_words(v, &x));
    json_put_text(v->arena, o, "basis_words",
                  words_fill(v->arena, v->lang, "over: {1}",
                             pack_words(v->lang, indicator_ours(i)->under.words), STR_NONE));
    json_put_text(v->arena, o, "period_words", period_words(v->arena, v->lang, p));
    if (published != NULL)
        json_put_text(v->arena, o, "published_words",
                      words_fill(v->arena, v->lang, "published elsewhere: {1}",
                                 published_words(v, published), STR_NONE));
    return ERR_OK;
}

static enum err
list_run(struct view *v, const void *input, struct json *out)
{
    const struct indicator_list *all = indicators(v);
    struct period                p;
    struct json                 *items;

    (void)input;
    TRY(period_read(v->arena, STR_NONE, time_day(v->now), &p));
    json_put_time(v->arena, out, "as_of", v->now);
    json_put_text(v->arena, out, "as_of_words", when_moment(v->arena, v->lang, v->now));
    items = json_put_array(v->arena, out, "items");
    for (int i = 0; i < all->n; i++)
        TRY(list_item(v, &all->list[i], &p, items));
    return ERR_OK;
}

const struct query measure_list = { .name = "measure.list", .right = "anyone",
                                    .help = "The public figures.", .run = list_run };

/* -- one figure ---------------------------------------------------------------------------- */

enum err
indicator_find(struct view *v, Str key, const struct indicator **out)
{
    const struct indicator_list *all = indicators(v);

    for (int i = 0; i < all->n; i++)
        if (str_eq(all->list[i].key, key)) {
            *out = &all->list[i];
            return ERR_OK;
        }
    return ERR_NOT_FOUND;
}

static void
put_chips(struct view *v, const struct indicator *i, const struct period *now, struct json *out)
{
    struct json  *chips = json_put_array(v->arena, out, "chips");
    struct civil  c = day_civil(now->last);
    Str           keys[3] = { str_format(v->arena, "%04d-h%d", c.year, (c.month - 1) / 6 + 1),
                              str_format(v->arena, "%04d-q%d", c.year, (c.month - 1) / 3 + 1),
                              str_format(v->arena, "%04d-%02d", c.year, c.month) };

    for (int k = 0; k < 3; k++) {
        struct period p;
        struct json  *o;

        if (period_read(v->arena, keys[k], now->last, &p) != ERR_OK)
            continue;
        o = json_add(chips, json_object(v->arena));
        json_put_text(v->arena, o, "label", period_words(v->arena, v->lang, &p));
        json_put_text(v->arena, o, "href",
                      str_format(v->arena, "/so-lieu/%.*s?ky=%.*s", STR_ARG(i->key),
                                 STR_ARG(keys[k])));
        if (str_eq(keys[k], now->key))
            json_put_bool(v->arena, o, "current", true);
    }
}

static enum err
put_readings(struct view *v, const struct indicator *i, const struct period *p, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "readings");

    for (int k = 0; k < i->n_readings; k++) {
        const struct reading *r = &i->readings[k];
        struct json          *o = json_add(list, json_object(v->arena));
        struct public_value   x;

        TRY(read_value(v, r, p, &x));
        json_put_text(v->arena, o, "letter", str_format(v->arena, "%c", r->letter));
        if (r == indicator_ours(i))
            json_put_bool(v->arena, o, "ours", true);
        json_put_text(v->arena, o, "over_words", pack_words(v->lang, r->over.words));
        json_put_text(v->arena, o, "under_words", pack_words(v->lang, r->under.words));
        if (x.state != PUBLIC_OPEN) {
            json_put_text(v->arena, o, "hidden_words", value_words(v, &x));
            continue;
        }
        json_put_text(v->arena, o, "value_words", value_words(v, &x));
        json_put_int(v->arena, o, "over", x.over);
        json_put_int(v->arena, o, "under", x.under);
    }
    return ERR_OK;
}

/* The pack's word for it when it is none of ours. */
static Str
published_period(struct view *v, Str key)
{
    struct period p;

    if (key.n == 0 || period_read(v->arena, key, time_day(v->now), &p) != ERR_OK)
        return key;
    return period_words(v->arena, v->lang, &p);
}

static void
put_published(struct view *v, const struct indicator *i, struct json *out)
{
    const struct json *p = published_of(i), *c = json_get(p, "citation");
    struct json       *o;
    Day                read;

    if (p == NULL)
        return;
    o = json_put_object(v->arena, out, "published");
    json_put_text(v->arena, o, "value_words", published_words(v, p));
    json_put_text(v->arena, o, "says",
                  str_format(v->arena, "“…%.*s…”", STR_ARG(json_text(c, "quote"))));
    json_put_text(v->arena, o, "title", json_text(c, "title"));
    if (json_text(c, "url").n > 0)
        json_put_text(v->arena, o, "url", json_text(c, "url"));
    json_put_text(v->arena, o, "date_words", published_period(v, json_text(p, "period")));
    json_put_text(v->arena, o, "read_words",
                  day_parse(json_text(c, "read"), &read) == ERR_OK ? day_people(v->arena, read)
                                                                   : S("–"));
}

static int
chart_y(const struct public_value *x)
{
    if (x->under <= 0)
        return CHART_BOTTOM;
    return CHART_BOTTOM - (int)(x->over * (CHART_BOTTOM - CHART_TOP) / x->under);
}

static void
put_grid(struct view *v, struct json *chart)
{
    struct json *grid = json_put_array(v->arena, chart, "grid");

    for (int k = 0; k <= 4; k++) {
        struct json *o = json_add(grid, json_object(v->arena));

        json_put_int(v->arena, o, "y", CHART_BOTTOM - k * (CHART_BOTTOM - CHART_TOP) / 4);
        json_put_text(v->arena, o, "text", str_format(v->arena, "%d%%", k * 25));
    }
}

/* Of a month that was published more than once: when, and what it was before. */
static enum err
corrected_words(struct view *v, const struct reading *r, const struct period *p, Str *out)
{
    struct public_edition edition;
    struct public_value   before;
    enum err              err;

    *out = STR_NONE;
    if (p->months != 1 || actor_may(v->who, S("measure.read")))
        return ERR_OK;
    err = public_edition_of(v, p, &edition);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && !edition.corrected))
        return ERR_OK;
    TRY(err);
    TRY(public_value_before(v, r, p, &edition, &before));
    if (before.state == PUBLIC_OPEN)
        *out = words_fill(v->arena, v->lang, "corrected on {1}, before: {2}",
                          day_people(v->arena, time_day(edition.at)),
                          str_format(v->arena, "%.*s (%lld/%lld)", STR_ARG(value_words(v, &before)),
                                     (long long)before.over, (long long)before.under));
    return ERR_OK;
}

/* What is drawn, and the same as a table. */
struct drawing {
    struct json *dots, *marks, *rows;
    struct buf   line;
    int          first, last; /* where the line begins and ends; 0: nothing is drawn */
};

static void
put_month(struct view *v, struct drawing *d, const struct period *p, const struct public_value *x,
          Str corrected, int at)
{
    struct json *mark = json_add(d->marks, json_object(v->arena));
    struct json *row = json_add(d->rows, json_object(v->arena));

    json_put_int(v->arena, mark, "x", at);
    json_put_text(v->arena, mark, "text",
                  words_fill(v->arena, v->lang, MSG("M{1}"),
                             str_format(v->arena, "%d", (int)day_civil(p->last).month), STR_NONE));
    json_put_text(v->arena, row, "period_words", period_words(v->arena, v->lang, p));
    json_put_text(v->arena, row, "value_words", value_words(v, x));
    if (corrected.n > 0)
        json_put_text(v->arena, row, "corrected_words", corrected);
    if (x->state != PUBLIC_OPEN)
        return;
    json_put_int(v->arena, row, "over", x->over);
    json_put_int(v->arena, row, "under", x->under);
    mark = json_add(d->dots, json_object(v->arena));
    json_put_int(v->arena, mark, "x", at);
    json_put_int(v->arena, mark, "y", chart_y(x));
    buf_format(&d->line, "%c%d %d", d->first ? 'L' : 'M', at, chart_y(x));
    d->first = d->first ? d->first : at;
    d->last = at;
}

static enum err
draw_months(struct view *v, const struct indicator *i, const struct period *now,
            struct drawing *d)
{
    for (int k = 0; k < 6; k++) {
        Day           day = day_add_months(now->last, k - 5);
        struct civil  c = day_civil(day);
        struct period p;
        struct public_value x;
        Str           corrected;

        TRY(period_read(v->arena, str_format(v->arena, "%04d-%02d", c.year, c.month), day, &p));
        TRY(read_value(v, indicator_ours(i), &p, &x));
        TRY(corrected_words(v, indicator_ours(i), &p, &corrected));
        put_month(v, d, &p, &x, corrected, CHART_LEFT + k * CHART_STEP);
    }
    return ERR_OK;
}

/* Six months up to the period's last, drawn by the server on 640 × 240. */
static enum err
put_chart(struct view *v, const struct indicator *i, const struct period *now, struct json *out)
{
    struct json   *chart;
    struct drawing d = { .dots = json_array(v->arena), .marks = json_array(v->arena),
                         .rows = json_array(v->arena), .line = BUF_MAX(1000) };
    Str            path;
    enum err       err;

    if (str_starts(indicator_ours(i)->over.element, S("services")))
        return ERR_OK; /* services are counted over the whole period only */
    err = draw_months(v, i, now, &d);
    path = str_copy(v->arena, buf_str(&d.line));
    buf_free(&d.line);
    TRY(err);
    chart = json_put_object(v->arena, out, "chart");
    json_put_text(v->arena, chart, "label",
                  words_fill(v->arena, v->lang, "{1} by month, in percent",
                             pack_words(v->lang, i->name), STR_NONE));
    json_put_text(v->arena, chart, "line", path);
    json_put_text(v->arena, chart, "base",
                  d.first == 0 ? S("")
                               : str_format(v->arena, "%.*sL%d %dL%d %dZ", STR_ARG(path), d.last,
                                            CHART_BOTTOM, d.first, CHART_BOTTOM));
    json_put(chart, S("dots"), d.dots);
    json_put(chart, S("marks"), d.marks);
    put_grid(v, chart);
    json_put(chart, S("rows"), d.rows);
    return ERR_OK;
}

/* What was published stands in an entry of its own; what is counted now, behind the last. */
static enum err
put_source(struct view *v, const struct period *p, struct json *out)
{
    struct public_edition  edition;
    struct period          last;
    struct entry_last_row *entry;
    int                    n;
    Str                    month = str_sub(day_text(v->arena, p->last), 0, 7);
    enum err               err;

    TRY(period_read(v->arena, month, time_day(v->now), &last));
    err = public_edition_of(v, &last, &edition);
    if (err == ERR_OK && !actor_may(v->who, S("measure.read"))) {
        json_put_text(v->arena, out, "proof_url",
                      str_format(v->arena, "/nhat-ky/%lld", (long long)edition.act));
        json_put_text(v->arena, out, "proof_words",
                      words_fill(v->arena, v->lang, "Published on {1}, journal entry {2}",
                                 day_people(v->arena, time_day(edition.at)),
                                 str_int(v->arena, edition.act)));
        return ERR_OK;
    }
    if (err != ERR_NOT_FOUND)
        TRY(err);
    TRY(entry_last(v, 1, &entry, &n));
    json_put_text(v->arena, out, "proof_url",
                  n > 0 ? str_format(v->arena, "/nhat-ky/%lld", (long long)entry[0].act)
                        : S("/nhat-ky"));
    json_put_text(v->arena, out, "proof_words",
                  words_fill(v->arena, v->lang,
                             "Counted in the same acts as the dossiers, up to journal entry {1}",
                             str_format(v->arena, "%lld", n > 0 ? (long long)entry[0].act : 0LL),
                             STR_NONE));
    return ERR_OK;
}

static void
put_links(struct view *v, const struct indicator *i, const struct period *p, struct json *out)
{
    bool is_over = p->last < time_day(v->now - TIME_HOUR);
    Str  month = p->months == 1 && is_over ? p->key : S("");

    json_put_text(v->arena, out, "csv_url",
                  str_format(v->arena, "/so-lieu/%.*s.csv?ky=%.*s", STR_ARG(i->key),
                             STR_ARG(p->key)));
    if (public_has_table(indicator_ours(i)))
        json_put_text(v->arena, out, "table_url",
                      str_format(v->arena, "/so-lieu/%.*s/bang%s%.*s", STR_ARG(i->key),
                                 month.n > 0 ? "?ky=" : "", STR_ARG(month)));
    if (actor_may(v->who, S("measure.read")))
        json_put_text(v->arena, out, "statistics_url",
                      str_format(v->arena, "/thong-ke?ky=%.*s", STR_ARG(p->key)));
    json_put_text(v->arena, out, "json_url",
                  str_format(v->arena, "/api/query/measure.figure?figure=%.*s&period=%.*s",
                             STR_ARG(i->key), STR_ARG(p->key)));
}

static enum err
figure_run(struct view *v, const void *input, struct json *out)
{
    const struct figure_in *in = input;
    const struct indicator *i;
    struct period           p;
    Str                     corrected;

    TRY(indicator_find(v, in->figure, &i));
    if (period_read(v->arena, in->period, time_day(v->now), &p) != ERR_OK) {
        fault_add(v->faults, S("period"),
                  MSG("{1} is not a period such as 2024-h1, 2024-q2 or 2024-06"), in->period,
                  STR_NONE);
        return ERR_INVALID;
    }
    json_put_text(v->arena, out, "name", pack_words(v->lang, i->name));
    json_put_text(v->arena, out, "period_words", period_words(v->arena, v->lang, &p));
    json_put_time(v->arena, out, "as_of", v->now);
    json_put_text(v->arena, out, "as_of_words", when_moment(v->arena, v->lang, v->now));
    put_chips(v, i, &p, out);
    TRY(put_readings(v, i, &p, out));
    put_published(v, i, out);
    json_put_text(v->arena, out, "definition", pack_words(v->lang, i->why));
    json_put_text(v->arena, out, "rule_words",
                  words_fill(v->arena, v->lang, "rule version {1}, from {2}",
                             str_int(v->arena, i->version),
                             day_people(v->arena, i->from)));
    TRY(put_chart(v, i, &p, out));
    TRY(corrected_words(v, indicator_ours(i), &p, &corrected));
    if (corrected.n > 0)
        json_put_text(v->arena, out, "corrected_words", corrected);
    put_links(v, i, &p, out);
    return put_source(v, &p, out);
}

const struct query measure_figure = {
    .name = "measure.figure", .right = "anyone", .help = "One figure under each of its readings.",
    .fields = figure_fields, .n_fields = 2, .in_size = sizeof(struct figure_in), .run = figure_run,
};

/* -- CSV ----------------------------------------------------------------------------------- */

static enum err
csv_run(struct view *v, const void *input, struct json *out)
{
    const struct figure_in *in = input;
    const struct indicator *i;
    struct period           p;
    struct buf              b = BUF_MAX(65536);

    TRY(indicator_find(v, in->figure, &i));
    TRY(period_read(v->arena, in->period, time_day(v->now), &p));
    if (v->simulated)
        buf_add(&b, S("SỐ LIỆU MÔ PHỎNG\r\n"));
    buf_add(&b, S("indicator,version,period,reading,numerator_element,numerator,"
                  "denominator_element,denominator\r\n"));
    for (int k = 0; k < i->n_readings; k++) {
        const struct reading *r = &i->readings[k];
        struct public_value   x;

        TRY(read_value(v, r, &p, &x));
        buf_format(&b, "%.*s,%lld,%.*s,%c,%.*s,", STR_ARG(i->key), (long long)i->version,
                   STR_ARG(p.key), r->letter, STR_ARG(r->over.element));
        if (x.state != PUBLIC_OPEN)
            buf_format(&b, ",%.*s,\r\n", STR_ARG(r->under.element));
        else
            buf_format(&b, "%lld,%.*s,%lld\r\n", (long long)x.over, STR_ARG(r->under.element),
                       (long long)x.under);
    }
    json_put_text(v->arena, out, "name",
                  str_format(v->arena, "%.*s-%.*s.csv", STR_ARG(i->key), STR_ARG(p.key)));
    json_put_text(v->arena, out, "csv", str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
    return ERR_OK;
}

const struct query measure_csv = {
    .name = "measure.csv", .right = "anyone", .help = "A figure's counts as CSV.",
    .fields = figure_fields, .n_fields = 2, .in_size = sizeof(struct figure_in), .run = csv_run,
};
