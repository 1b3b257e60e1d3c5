/* portal/charts.c -- the counted fields of a registry, each as bars in their table.  Floor 9.
 *
 * A chart is its table: whoever does not see the bars reads the same.  Yes-or-no fields share
 * one.  Numbers come from facts.h, closed where they are small. */
#include <stdlib.h>

#include "portal/inside.h"

#define BARS_MAX 12

struct bar {
    Str     label, value;
    int64_t n; /* -1: closed */
};

static int
by_number(const void *a, const void *b)
{
    const struct bar *x = a, *y = b;

    return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : str_cmp(x->value, y->value);
}

/* Where records are seen and can be filtered, a bar leads to its own. */
static void
put_href(struct onlooker *who, const struct registry_field *f, Str value, struct json *o)
{
    struct buf b = BUF_MAX(4096);

    if (!portal_sees_rows(who) || !f->indexed || f->count != COUNT_VALUE || value.n == 0)
        return;
    buf_format(&b, "/du-lieu/%.*s/ban-ghi?f.%.*s=", STR_ARG(who->r->key), STR_ARG(f->name));
    buf_escaped(&b, value);
    json_put_text(who->v->arena, o, "href", str_copy(who->v->arena, buf_str(&b)));
    buf_free(&b);
}

static void
put_bar(struct onlooker *who, const struct registry_field *f, const struct bar *bar, int64_t most,
        int64_t total, struct json *list)
{
    struct view *v = who->v;
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "label", bar->label);
    if (bar->n < 0) {
        json_put_bool(v->arena, o, "closed", true);
        return;
    }
    json_put_int(v->arena, o, "n", bar->n);
    json_put_text(v->arena, o, "length", str_int(v->arena, most > 0 ? bar->n * 100 / most : 0));
    if (total > 0)
        json_put_text(v->arena, o, "share_words",
                      percent_text(v->arena, bar->n, total, v->lang == LANG_EN));
    put_href(who, f, bar->value, o);
}

static struct json *
new_chart(struct onlooker *who, Str title, struct json *charts)
{
    struct json *o = json_add(charts, json_object(who->v->arena));

    json_put_text(who->v->arena, o, "title", title);
    return o;
}

/* Values in the file's order, years and months in time's, others by number. */
static void
sort_bars(const struct registry_field *f, struct bar *bar, int n)
{
    const struct json *list = json_get(f->schema, "enum");
    struct bar         kept;
    int                at = 0;

    if (list == NULL && f->count == COUNT_VALUE) {
        qsort(bar, (size_t)n, sizeof *bar, by_number);
        return;
    }
    json_each(value, list)
        for (int i = at; i < n; i++)
            if (str_eq(bar[i].value, value->text)) {
                kept = bar[i];
                memmove(&bar[at + 1], &bar[at], sizeof *bar * (size_t)(i - at));
                bar[at++] = kept;
                break;
            }
}

static enum err
put_chart(struct onlooker *who, const struct registry_field *f, int64_t total,
          struct json *charts)
{
    struct view           *v = who->v;
    struct registry_value *value;
    struct bar            *bar;
    struct json           *o, *list;
    int64_t                most = 0;
    int                    n, from;

    TRY(registry_values(who, f, NULL, &value, &n));
    if (n == 0)
        return ERR_OK;
    bar = arena_array(v->arena, struct bar, n);
    for (int i = 0; i < n; i++)
        bar[i] = (struct bar){ .value = value[i].value, .n = value[i].n };
    sort_bars(f, bar, n);
    from = f->count != COUNT_VALUE && n > BARS_MAX ? n - BARS_MAX : 0; /* the latest of time */
    o = new_chart(who, registry_field_title(v->lang, f), charts);
    list = json_put_array(v->arena, o, "bars");
    for (int i = from; i < n && i < from + BARS_MAX; i++)
        most = bar[i].n > most ? bar[i].n : most;
    for (int i = from; i < n && i < from + BARS_MAX; i++) {
        bar[i].label = registry_value_words(v, f, bar[i].value);
        put_bar(who, f, &bar[i], most, total, list);
    }
    if (n > BARS_MAX)
        json_put_text(v->arena, o, "note_words",
                      words_fill(v->arena, v->lang,
                                 from > 0 ? MSG("The latest {1} of {2}")
                                          : MSG("The {1} largest of {2}"),
                                 str_int(v->arena, BARS_MAX), str_int(v->arena, n)));
    return ERR_OK;
}

/* One bar a yes-or-no field: how many say yes. */
static enum err
put_truths(struct onlooker *who, int64_t total, struct json *charts)
{
    struct view *v = who->v;
    struct json *list = NULL;

    for (int i = 0; i < who->r->n_fields; i++) {
        const struct registry_field *f = &who->r->field[i];
        struct bar                   bar = { .value = S("true") };
        struct registry_value       *value;
        int                          n;

        if (f->type != REGISTRY_BOOL || !registry_counts_shown(who, f))
            continue;
        TRY(registry_values(who, f, NULL, &value, &n));
        for (int k = 0; k < n; k++)
            if (str_eq(value[k].value, bar.value))
                bar.n = value[k].n;
        bar.label = registry_field_title(v->lang, f);
        if (n > 0 && list == NULL)
            list = json_put_array(v->arena,
                                  new_chart(who, words(v->lang, MSG("How many say yes")), charts),
                                  "bars");
        if (n > 0)
            put_bar(who, f, &bar, total, total, list);
    }
    return ERR_OK;
}

enum err
portal_put_charts(struct onlooker *who, struct json *out)
{
    struct json *charts = json_put_array(who->v->arena, out, "charts");
    int64_t      total;

    TRY(registry_told_total(who, &total));
    for (int i = 0; i < who->r->n_fields; i++) {
        const struct registry_field *f = &who->r->field[i];

        if (f->type != REGISTRY_BOOL && registry_counts_shown(who, f))
            TRY(put_chart(who, f, total, charts));
    }
    return put_truths(who, total, charts);
}
