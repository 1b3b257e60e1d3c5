/* portal/catalogue.c -- every registry of the province: searched, narrowed, sorted.  Floor 9.
 *
 * The registries are in memory and their numbers a row each, so all of them are looked at; what
 * a page costs grows with how many registries there are, not with their records. */
#include <stdlib.h>

#include "dossier/pages.h"
#include "portal/inside.h"

struct catalogue_in {
    Str q, theme, owner, open, form, order;
};
static const struct field catalogue_fields[] = {
    FIELD(TEXT, struct catalogue_in, q, .max = 200, .help = "Words, with marks or without"),
    FIELD(TEXT, struct catalogue_in, theme, .max = 40, .help = "A theme's key"),
    FIELD(TEXT, struct catalogue_in, owner, .max = 80, .help = "Code of the unit that owns it"),
    FIELD(TEXT, struct catalogue_in, open, .max = 10, .help = "rows, counts or none"),
    FIELD(TEXT, struct catalogue_in, form, .max = 10, .help = "map: with a geometry"),
    FIELD(TEXT, struct catalogue_in, order, .max = 10,
          .help = "title, new (latest change first) or size"),
};

enum facet { FACET_THEME, FACET_OWNER, FACET_OPEN, FACET_FORM, FACETS };
static const struct {
    const char *title, *param;
} facets[FACETS] = {
    [FACET_THEME] = { MSG("Theme"), "chu-de" },
    [FACET_OWNER] = { MSG("Owner"), "don-vi" },
    [FACET_OPEN] = { MSG("How it is open"), "mo" },
    [FACET_FORM] = { MSG("Form"), "dang" },
};
static const struct {
    const char *key, *label;
} orders[] = { { "title", MSG("By name") }, { "new", MSG("Latest change first") },
               { "size", MSG("Most records first") } };

struct item {
    const struct registry *r;
    struct portal_fresh    fresh;
    struct json           *model;
    Str                    sort;
    int64_t                records;
};

struct browsing {
    struct view               *v;
    const struct catalogue_in *in;
    Str                        chosen[FACETS];
    const struct registries   *all;
    bool                      *found; /* of each: the words are in it */
};

/* -- what a registry is found by --------------------------------------------------- */

static void
add_words(struct buf *b, const struct json *of)
{
    if (of != NULL && of->kind == JSON_TEXT) {
        buf_add(b, of->text);
        buf_byte(b, ' ');
    }
    json_each(part, of)
        add_words(b, part);
}

static bool
is_found(struct browsing *b, const struct registry *r)
{
    struct buf text = BUF_MAX((size_t)1 << 18);
    bool       found;

    if (b->in->q.n == 0)
        return true;
    add_words(&text, r->title);
    add_words(&text, r->description);
    add_words(&text, json_get(r->file, "x-keywords"));
    for (int i = 0; i < r->n_fields; i++)
        add_words(&text, r->field[i].title);
    buf_add(&text, portal_theme(b->v, r->theme));
    buf_byte(&text, ' ');
    buf_add(&text, portal_owner(b->v, r));
    buf_byte(&text, ' ');
    buf_add(&text, r->key);
    found = page_has_words(b->v->arena, buf_str(&text), b->in->q);
    buf_free(&text);
    return found;
}

static Str
facet_value(const struct registry *r, enum facet f)
{
    switch (f) {
    case FACET_THEME: return r->theme;
    case FACET_OWNER: return r->owner;
    case FACET_OPEN:  return portal_open_key(r->open);
    default:          return portal_has_map(r) ? S("map") : S("");
    }
}

static Str
facet_words(struct view *v, const struct registry *r, enum facet f)
{
    switch (f) {
    case FACET_THEME: return portal_theme(v, r->theme);
    case FACET_OWNER: return portal_owner(v, r);
    case FACET_OPEN:  return portal_open(v, r->open);
    default:          return words(v->lang, MSG("with a map"));
    }
}

static bool
fits(const struct browsing *b, const struct registry *r, int but)
{
    for (int f = 0; f < FACETS; f++)
        if (f != but && b->chosen[f].n > 0 &&
            !str_eq(b->chosen[f], facet_value(r, (enum facet)f)))
            return false;
    return true;
}

/* -- addresses --------------------------------------------------------------------- */

static void
add_param(struct buf *b, const char *name, Str value)
{
    if (value.n == 0)
        return;
    buf_format(b, "%c%s=", b->n > sizeof "/du-lieu" - 1 ? '&' : '?', name);
    buf_escaped(b, value);
}

/* The page as asked for, but for one facet (or, with FACETS, the order). */
static Str
address(struct browsing *b, int facet, Str value)
{
    struct buf text = BUF_MAX(4096);
    Str        s;

    buf_add(&text, S("/du-lieu"));
    add_param(&text, "q", b->in->q);
    for (int f = 0; f < FACETS; f++)
        add_param(&text, facets[f].param, f == facet ? value : b->chosen[f]);
    add_param(&text, "xep", facet == FACETS ? value : b->in->order);
    s = str_copy(b->v->arena, buf_str(&text));
    buf_free(&text);
    return s;
}

struct choice {
    const struct registry *r; /* the first that has it */
    Str                    value;
    int64_t                n;
};

static int
by_count(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;

    return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : str_cmp(x->value, y->value);
}

/* Each value once, with how many registries fit it and what else was chosen. */
static int
gather(const struct browsing *b, enum facet f, struct choice *out)
{
    int n = 0;

    for (int i = 0; i < b->all->n; i++) {
        Str value = facet_value(b->all->list[i], f);
        int k = 0;

        while (k < n && !str_eq(out[k].value, value))
            k++;
        if (value.n == 0)
            continue;
        if (k == n)
            out[n++] = (struct choice){ .r = b->all->list[i], .value = value };
        out[k].n += fits(b, b->all->list[i], (int)f) && b->found[i];
    }
    qsort(out, (size_t)n, sizeof *out, by_count);
    return n;
}

static void
put_facet(struct browsing *b, enum facet f, struct json *list)
{
    struct choice *choice = arena_array(b->v->arena, struct choice, b->all->n + 1);
    int            n = gather(b, f, choice);

    for (int i = 0; i < n; i++) {
        bool         chosen = str_eq(b->chosen[f], choice[i].value);
        struct json *o;

        if (choice[i].n == 0 && !chosen)
            continue;
        o = json_add(list, json_object(b->v->arena));
        json_put_text(b->v->arena, o, "label", facet_words(b->v, choice[i].r, f));
        json_put_text(b->v->arena, o, "href",
                      address(b, (int)f, chosen ? STR_NONE : choice[i].value));
        json_put_text(b->v->arena, o, "count", str_int(b->v->arena, choice[i].n));
        if (chosen)
            json_put_bool(b->v->arena, o, "current", true);
    }
}

static void
put_facets(struct browsing *b, struct json *out)
{
    struct json *list = json_put_array(b->v->arena, out, "facets");

    for (int f = 0; f < FACETS; f++) {
        struct json *o = json_add(list, json_object(b->v->arena));

        json_put_text(b->v->arena, o, "title", words(b->v->lang, facets[f].title));
        put_facet(b, (enum facet)f, json_put_array(b->v->arena, o, "chips"));
        if (b->chosen[f].n > 0)
            json_put_bool(b->v->arena, out, "narrowed", true);
    }
}

static void
put_orders(struct browsing *b, struct json *out)
{
    struct json *list = json_put_array(b->v->arena, out, "orders");
    Str          now = b->in->order.n > 0 ? b->in->order : S("title");

    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        struct json *o = json_add(list, json_object(b->v->arena));

        json_put_text(b->v->arena, o, "label", words(b->v->lang, orders[i].label));
        json_put_text(b->v->arena, o, "href", address(b, FACETS, str_of(orders[i].key)));
        if (str_eq(now, str_of(orders[i].key)))
            json_put_bool(b->v->arena, o, "current", true);
    }
}

/* What the search's own form carries on. */
static void
put_hidden(struct browsing *b, struct json *out)
{
    struct json *list = json_put_array(b->v->arena, out, "hidden");

    for (int f = 0; f <= FACETS; f++) {
        Str          value = f == FACETS ? b->in->order : b->chosen[f];
        struct json *o;

        if (value.n == 0)
            continue;
        o = json_add(list, json_object(b->v->arena));
        json_put_text(b->v->arena, o, "name", f == FACETS ? S("xep") : str_of(facets[f].param));
        json_put_text(b->v->arena, o, "value", value);
    }
}

/* -- the list ---------------------------------------------------------------------- */

static int
by_title(const void *a, const void *b)
{
    return str_cmp(((const struct item *)a)->sort, ((const struct item *)b)->sort);
}

static int
by_change(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int64_t            p = x->fresh.changed ? x->fresh.last.act : 0;
    int64_t            q = y->fresh.changed ? y->fresh.last.act : 0;

    return p != q ? (p < q) - (p > q) : by_title(a, b);
}

static int
by_size(const void *a, const void *b)
{
    const struct item *x = a, *y = b;

    return x->records != y->records ? (x->records < y->records) - (x->records > y->records)
                                    : by_title(a, b);
}

static enum err
read_item(struct browsing *b, const struct registry *r, struct item *out)
{
    struct onlooker who;

    *out = (struct item){ .r = r, .model = json_object(b->v->arena) };
    TRY(onlooker_begin(b->v, r, &who));
    TRY(portal_put_about(&who, out->model));
    TRY(portal_fresh(b->v, r, &out->fresh));
    portal_put_fresh(b->v, &out->fresh, out->model);
    if (portal_has_map(r))
        json_put_bool(b->v->arena, out->model, "map", true);
    out->records = json_int(out->model, "records", -1);
    out->sort = text_sort_key(b->v->arena, json_text(out->model, "title"));
    return ERR_OK;
}

static enum err
put_items(struct browsing *b, struct json *out)
{
    struct item *item = arena_array(b->v->arena, struct item, b->all->n + 1);
    struct json *list;
    int          n = 0;

    for (int i = 0; i < b->all->n; i++)
        if (fits(b, b->all->list[i], -1) && b->found[i])
            TRY(read_item(b, b->all->list[i], &item[n++]));
    qsort(item, (size_t)n, sizeof *item,
          str_eq(b->in->order, S("new"))    ? by_change
          : str_eq(b->in->order, S("size")) ? by_size
                                            : by_title);
    json_put_int(b->v->arena, out, "count", n);
    list = json_put_array(b->v->arena, out, "items");
    for (int i = 0; i < n; i++)
        json_add(list, item[i].model);
    return ERR_OK;
}

static enum err
run_catalogue(struct view *v, const void *input, struct json *out)
{
    const struct catalogue_in *in = input;
    struct browsing b = { .v = v, .in = in, .chosen = { in->theme, in->owner, in->open, in->form },
                          .all = registries_of(v) };

    b.found = arena_array(v->arena, bool, b.all->n + 1);
    for (int i = 0; i < b.all->n; i++)
        b.found[i] = is_found(&b, b.all->list[i]);
    if (in->q.n > 0)
        json_put_text(v->arena, out, "q", in->q);
    put_hidden(&b, out);
    put_facets(&b, out);
    put_orders(&b, out);
    return put_items(&b, out);
}

const struct query data_catalogue = {
    .name = "data.catalogue", .right = "anyone",
    .help = "The catalogue of registries: searched, narrowed by theme, owner, openness, sorted.",
    .fields = catalogue_fields, .n_fields = 6, .in_size = sizeof(struct catalogue_in),
    .run = run_catalogue, .heavy = true,
};
