/* portal/records.c -- records of a registry: filtered, sorted or searched, a page at a time.
 * Floor 9.
 *
 * What is asked stands in the address: f.FIELD=value, or f.FIELD.tu and f.FIELD.den for from and
 * to; the site hands all of them on as one object; and q, words to look for.  What is wrong with
 * it is said at its field, on the same page. */
#include "dossier/pages.h"
#include "portal/inside.h"

#define ROWS        50
#define COLUMNS     7
#define VALUES_MAX  400
#define ADDRESS_MAX 8192

struct records_in {
    Str                registry, order, after, q;
    const struct json *where; /* {"crop": "lychee", "area_m2.tu": "100"} */
};
static const struct field records_fields[] = {
    FIELD(TEXT, struct records_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(JSON, struct records_in, where,
          .help = "As in the page's address: {FIELD: value, FIELD.tu: from, FIELD.den: to}"),
    FIELD(TEXT, struct records_in, order, .max = 41,
          .help = "A field; with - before it: downwards"),
    FIELD(TEXT, struct records_in, after, .max = 2000, .help = "`next` of the page before"),
    FIELD(TEXT, struct records_in, q, .max = 200, .help = "Words to look for"),
};

struct asking {
    struct view             *v;
    const struct records_in *in;
    struct listing           l;
    struct faults            faults; /* of the filters: they do not end the page */
};

/* -- what is asked ----------------------------------------------------------------- */

static Str
typed(const struct asking *a, Str name)
{
    const struct json *j = json_get_str(a->in->where, name);

    return j != NULL && j->kind == JSON_TEXT ? str_trim(j->text) : STR_NONE;
}

static Str
part(const struct asking *a, const struct registry_field *f, const char *which)
{
    return typed(a, str_format(a->v->arena, "%.*s.%s", STR_ARG(f->name), which));
}

/* Numbers as people write them here: without the points between groups, with a comma. */
static Str
plain_number(struct view *v, const struct registry_field *f, Str s)
{
    char  *p;
    size_t n = 0;

    if ((f->type != REGISTRY_INT && f->type != REGISTRY_REAL) || v->lang == LANG_EN)
        return s;
    p = arena_alloc(v->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '.' && s.p[i] != ' ')
            p[n++] = s.p[i] == ',' ? '.' : s.p[i];
    return (Str){ p, n };
}

/* The address's conditions as listing.h has them: a value, or {from, to}. */
static struct json *
conditions(const struct asking *a, const struct registry *r)
{
    struct arena *arena = a->v->arena;
    struct json  *where = json_object(arena);

    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];
        Str          one = plain_number(a->v, f, typed(a, f->name));
        Str          from = plain_number(a->v, f, part(a, f, "tu"));
        Str          to = plain_number(a->v, f, part(a, f, "den"));
        struct json *range;

        if (one.n > 0)
            json_put(where, f->name, json_new_text(arena, one));
        if (one.n > 0 || (from.n == 0 && to.n == 0))
            continue;
        range = json_put(where, f->name, json_object(arena));
        if (from.n > 0)
            json_put_text(arena, range, "from", from);
        if (to.n > 0)
            json_put_text(arena, range, "to", to);
    }
    return where;
}

/* -- the filters' own form --------------------------------------------------------- */

static void
put_error(struct asking *a, const struct registry_field *f, struct json *field)
{
    Str place = str_join(a->v->arena, S("where/"), f->name, S(""));

    for (const struct fault *fault = a->faults.first; fault != NULL; fault = fault->next)
        if (str_eq(fault->field, place))
            json_put_text(a->v->arena, field, "error",
                          words_fill(a->v->arena, a->v->lang, fault->message, fault->value[0],
                                     fault->value[1]));
}

static void
put_text(struct asking *a, struct json *field, Str value, bool digits)
{
    struct json *t = json_put_object(a->v->arena, field, "text");

    json_put_text(a->v->arena, t, "type", S("text"));
    json_put_text(a->v->arena, t, "inputmode", digits ? S("decimal") : S("text"));
    json_put_text(a->v->arena, t, "autocomplete", S("off"));
    json_put_text(a->v->arena, t, "width", S("full"));
    if (value.n > 0)
        json_put_text(a->v->arena, field, "value", value);
}

static struct json *
new_field(struct asking *a, const struct registry_field *f, const char *tail, const char *label)
{
    Str name = str_format(a->v->arena, "f.%.*s%s", STR_ARG(f->name), tail);
    Str title = registry_field_title(a->v->lang, f);

    if (label != NULL)
        title = str_format(a->v->arena, "%.*s: %.*s", STR_ARG(title),
                           STR_ARG(words(a->v->lang, label)));
    return page_field(a->v, name, title, false);
}

static void
put_option(struct asking *a, struct json *options, Str value, Str label, Str chosen)
{
    struct json *o = page_option(a->v, options, value, label);

    if (str_eq(value, chosen))
        json_put_bool(a->v->arena, o, "selected", true);
}

/* A list to choose from, where there is one that is not too long. */
static enum err
put_choice(struct asking *a, const struct registry_field *f, struct json *fields, bool *done)
{
    struct registry_value *value;
    struct json           *field, *options;
    Str                    chosen = typed(a, f->name);
    int                    n;

    *done = false;
    if (f->count != COUNT_VALUE || f->ref.n > 0)
        return ERR_OK;
    TRY(registry_values(&a->l.who, f, NULL, &value, &n));
    if (n == 0 || n > VALUES_MAX)
        return ERR_OK;
    *done = true;
    field = json_add(fields, new_field(a, f, "", NULL));
    options = json_put_array(a->v->arena, json_put_object(a->v->arena, field, "select"),
                             "options");
    put_option(a, options, S(""), words(a->v->lang, MSG("all")), chosen);
    for (int i = 0; i < n; i++)
        if (value[i].value.n > 0)
            put_option(a, options, value[i].value, registry_value_words(a->v, f, value[i].value),
                       chosen);
    put_error(a, f, field);
    return ERR_OK;
}

static void
put_range(struct asking *a, const struct registry_field *f, struct json *fields)
{
    struct json *from = json_add(fields, new_field(a, f, ".tu", MSG("from")));
    struct json *to = json_add(fields, new_field(a, f, ".den", MSG("up to")));

    put_text(a, from, part(a, f, "tu"), f->type != REGISTRY_DAY);
    put_text(a, to, part(a, f, "den"), f->type != REGISTRY_DAY);
    put_error(a, f, from);
    if (f->type == REGISTRY_DAY) {
        json_put_text(a->v->arena, from, "hint", words(a->v->lang, MSG("dd/mm/yyyy")));
        json_put_text(a->v->arena, to, "hint", words(a->v->lang, MSG("dd/mm/yyyy")));
    }
}

/* Also for columns that the table has no room for, and for a phone, where it has no head. */
static void
put_orders(struct asking *a, struct json *fields)
{
    struct view *v = a->v;
    struct json *field = json_add(fields, page_field(v, S("xep"),
                                                     words(v->lang, MSG("Sort by")), false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, field, "select"),
                                          "options");

    put_option(a, options, S(""), words(v->lang, MSG("as they came")), a->in->order);
    for (int i = 0; i < a->l.r->n_fields; i++) {
        const struct registry_field *f = &a->l.r->field[i];
        Str                          title = registry_field_title(v->lang, f);

        if (!f->indexed || !sight_shows(onlooker_best(&a->l.who), f))
            continue;
        put_option(a, options, f->name, words_fill(v->arena, v->lang, MSG("{1}, upwards"), title,
                                                   STR_NONE), a->in->order);
        put_option(a, options, str_join(v->arena, S("-"), f->name, S("")),
                   words_fill(v->arena, v->lang, MSG("{1}, downwards"), title, STR_NONE),
                   a->in->order);
    }
}

static enum err
put_filters(struct asking *a, struct json *out)
{
    const struct registry *r = a->l.r;
    struct json           *fields = json_put_array(a->v->arena, out, "filters");

    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];
        struct json                 *field;
        bool                         done;

        if (!f->indexed || !sight_shows(onlooker_best(&a->l.who), f))
            continue;
        TRY(put_choice(a, f, fields, &done));
        if (done)
            continue;
        if (f->type == REGISTRY_TEXT || f->type == REGISTRY_BOOL) {
            field = json_add(fields, new_field(a, f, "", NULL));
            put_text(a, field, typed(a, f->name), false);
            put_error(a, f, field);
        } else {
            put_range(a, f, fields);
        }
    }
    if (a->in->q.n == 0)
        put_orders(a, fields);
    return ERR_OK;
}

/* The box for words: what is filtered stays so. */
static void
put_search(struct asking *a, struct json *out)
{
    struct arena *arena = a->v->arena;
    struct json  *o, *kept;

    if (!listing_may_look(&a->l))
        return;
    o = json_put_object(arena, out, "search");
    if (a->in->q.n > 0)
        json_put_text(arena, o, "typed", a->in->q);
    kept = json_put_array(arena, o, "kept");
    json_each(condition, a->in->where)
    {
        struct json *one;

        if (condition->kind != JSON_TEXT || str_trim(condition->text).n == 0)
            continue;
        one = json_add(kept, json_object(arena));
        json_put_text(arena, one, "name", str_join(arena, S("f."), condition->key, S("")));
        json_put_text(arena, one, "value", str_trim(condition->text));
    }
    for (const struct fault *f = a->faults.first; f != NULL; f = f->next)
        if (str_eq(f->field, S("q")))
            json_put_text(arena, o, "error", words_fill(arena, a->v->lang, f->message,
                                                        f->value[0], f->value[1]));
}

static void
put_faults(struct asking *a, struct json *out)
{
    struct json *o, *items;

    if (!faults_any(&a->faults))
        return;
    o = json_put_object(a->v->arena, out, "faults");
    json_put_text(a->v->arena, o, "title",
                  words_count(a->v->arena, a->v->lang, "There is {1} place to correct",
                              MSG("There are {1} places to correct"), a->faults.count));
    items = json_put_array(a->v->arena, o, "items");
    for (const struct fault *f = a->faults.first; f != NULL; f = f->next) {
        struct json *item = json_add(items, json_object(a->v->arena));
        bool         words_asked = str_eq(f->field, S("q"));
        Str          name = words_asked ? STR_NONE
                                        : str_sub(f->field, sizeof "where/" - 1, f->field.n);
        const struct registry_field *field = registry_field(a->l.r, name);
        bool                         range = typed(a, name).n == 0;
        Str text = words_fill(a->v->arena, a->v->lang, f->message, f->value[0], f->value[1]);

        json_put_text(a->v->arena, item, "href",
                      field != NULL && field->indexed
                          ? str_format(a->v->arena, "#f-f.%.*s%s", STR_ARG(name),
                                       range ? ".tu" : "")
                      : words_asked ? S("#q") : S("#"));
        json_put_text(a->v->arena, item, "text",
                      field != NULL ? str_format(a->v->arena, "%.*s: %.*s",
                                                 STR_ARG(registry_field_title(a->v->lang, field)),
                                                 STR_ARG(text))
                                    : text);
    }
}

/* -- addresses --------------------------------------------------------------------- */

static void
add_param(struct buf *b, Str name, Str value)
{
    if (value.n == 0)
        return;
    if (b->n > 0)
        buf_byte(b, '&');
    buf_escaped(b, name);
    buf_byte(b, '=');
    buf_escaped(b, value);
}

/* The query of the page's address with another order, or going on after a place. */
static Str
query_of(struct asking *a, Str order, Str after)
{
    struct buf b = BUF_MAX(ADDRESS_MAX);
    Str        s;

    json_each(condition, a->in->where)
        if (condition->kind == JSON_TEXT)
            add_param(&b, str_join(a->v->arena, S("f."), condition->key, S("")),
                      str_trim(condition->text));
    add_param(&b, S("q"), a->in->q);
    add_param(&b, S("xep"), order);
    add_param(&b, S("sau"), after);
    s = str_copy(a->v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static Str
page_address(struct asking *a, Str order, Str after)
{
    Str query = query_of(a, order, after);

    return str_format(a->v->arena, "/du-lieu/%.*s/ban-ghi%s%.*s", STR_ARG(a->l.r->key),
                      query.n > 0 ? "?" : "", STR_ARG(query));
}

/* A head that can be sorted by leads to its order; one that is the order, to the other way. */
static void
put_sorting(struct asking *a, struct json *out)
{
    struct json *heads = (struct json *)(uintptr_t)json_get(out, "heads");
    Str          order = a->in->order;
    bool         down = str_starts(order, S("-"));
    Str          by = down ? str_sub(order, 1, order.n) : order;

    for (struct json *head = heads->first; head != NULL; head = head->next) {
        const struct registry_field *f = registry_field(a->l.r, json_text(head, "name"));
        bool                         mine = str_eq(by, f->name);

        if (!f->indexed || a->in->q.n > 0 || !sight_shows(onlooker_best(&a->l.who), f))
            continue;
        json_put_text(a->v->arena, head, "href",
                      page_address(a, mine && !down
                                          ? str_join(a->v->arena, S("-"), f->name, S(""))
                                          : f->name, STR_NONE));
        json_put_text(a->v->arena, head, "sorted", !mine  ? S("none")
                                                   : down ? S("descending")
                                                          : S("ascending"));
        if (mine)
            json_put_bool(a->v->arena, head, down ? "down" : "up", true);
    }
}

/* -- the page ---------------------------------------------------------------------- */

/* "12", or "more than 50", or on a later page nothing; of words that are frequent, how many there
 * were among the records looked through. */
static enum err
put_count(struct asking *a, int64_t rows, struct json *out)
{
    struct view *v = a->v;
    int64_t      total;

    TRY(listing_total(&a->l, &total));
    if (total >= 0)
        json_put_text(v->arena, out, "count_words",
                      words_count(v->arena, v->lang, "{1} record", MSG("{1} records"), total));
    else if (a->in->after.n == 0 && !a->l.more)
        json_put_text(v->arena, out, "count_words",
                      words_count(v->arena, v->lang, "{1} record", MSG("{1} records"), rows));
    else if (a->in->q.n > 0 && rows < ROWS)
        json_put_text(v->arena, out, "count_words",
                      words_fill(v->arena, v->lang, MSG("{1} found so far"),
                                 portal_number(v, rows), STR_NONE));
    else if (a->in->after.n == 0 && rows > 0)
        json_put_text(v->arena, out, "count_words",
                      words_fill(v->arena, v->lang, MSG("more than {1} records"),
                                 portal_number(v, rows), STR_NONE));
    return ERR_OK;
}

static enum err
put_rows(struct asking *a, struct json *out)
{
    struct json       *list = json_put_array(a->v->arena, out, "rows");
    const struct cell *row;
    enum sight         sight;

    portal_put_heads(&a->l, COLUMNS, out);
    for (;;) {
        TRY(listing_next(&a->l, &row, &sight));
        if (row == NULL)
            break;
        portal_put_cells(&a->l, COLUMNS, row, sight, json_add(list, json_object(a->v->arena)));
    }
    if (a->in->after.n > 0)
        json_put_text(a->v->arena, out, "newer_url", page_address(a, a->in->order, STR_NONE));
    if (a->l.more)
        json_put_text(a->v->arena, out, "older_url",
                      page_address(a, a->in->order, listing_place(&a->l)));
    if (a->in->q.n > 0 && a->l.more && (int)list->count < ROWS)
        json_put_bool(a->v->arena, out, "cut", true);
    if (listing_is_wide(&a->l))
        json_put_bool(a->v->arena, out, "too_wide", true);
    put_sorting(a, out);
    return put_count(a, (int64_t)list->count, out);
}

/* A condition of the address that is about no field. */
static void
check_names(struct asking *a, const struct registry *r)
{
    json_each(condition, a->in->where)
    {
        Str name, tail;
        bool range = str_cut(condition->key, '.', &name, &tail);

        if (registry_field(r, name) == NULL ||
            (range && !str_eq(tail, S("tu")) && !str_eq(tail, S("den"))))
            fault_add(&a->faults, str_join(a->v->arena, S("where/"), condition->key, S("")),
                      MSG("{1} is no field that you may see here"), condition->key, STR_NONE);
    }
}

/* Faults of the filters are the page's, not the call's. */
static enum err
begin(struct asking *a)
{
    const struct registry *r;
    struct faults         *outer = a->v->faults;
    struct listing_asked   asked = { .registry = a->in->registry, .order = a->in->order,
                                     .after = a->in->after, .q = a->in->q, .limit = ROWS,
                                     .shapeless = true };
    enum err               err;

    TRY(registry_named(a->v, a->in->registry, &r));
    a->faults.arena = a->v->arena;
    asked.where = conditions(a, r);
    check_names(a, r);
    a->v->faults = &a->faults;
    err = listing_begin(a->v, &asked, &a->l);
    a->v->faults = outer;
    return err == ERR_INVALID ? ERR_OK : err;
}

static enum err
run_records(struct view *v, const void *input, struct json *out)
{
    struct asking a = { .v = v, .in = input };
    bool          writes;

    TRY(begin(&a));
    TRY(portal_put_head(&a.l.who, "records", out));
    TRY(put_filters(&a, out));
    put_search(&a, out);
    put_faults(&a, out);
    writes = actor_may(v->who, S("registry.write"));
    if (writes)
        json_put_bool(v->arena, out, "may_write", true);
    if (a.in->where != NULL && a.in->where->count > 0)
        json_put_bool(v->arena, out, "filtered", true);
    if (a.in->order.n > 0)
        json_put_text(v->arena, out, "order", a.in->order);
    if (a.in->q.n == 0) { /* files are made by filters alone */
        json_put_bool(v->arena, out, "has_files", true);
        portal_put_files(v, a.l.r, 0, faults_any(&a.faults) ? STR_NONE
                                                            : query_of(&a, STR_NONE, STR_NONE),
                         out);
    }
    if (faults_any(&a.faults)) {
        json_put_array(v->arena, out, "rows");
        portal_put_heads(&a.l, 0, out);
        return ERR_OK;
    }
    return put_rows(&a, out);
}

/* -- the same conditions for a file ------------------------------------------------ */

static enum err
run_where(struct view *v, const void *input, struct json *out)
{
    struct asking          a = { .v = v, .in = input, .faults = { .arena = v->arena } };
    const struct registry *r;

    TRY(registry_named(v, a.in->registry, &r));
    check_names(&a, r);
    for (const struct fault *f = a.faults.first; f != NULL; f = f->next)
        fault_add(v->faults, f->field, f->message, f->value[0], f->value[1]);
    json_put(out, S("where"), conditions(&a, r));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

const struct query data_where = {
    .name = "data.where", .right = "anyone",
    .help = "Conditions of a page's address as registry.list and registry.export take them.",
    .fields = records_fields, .n_fields = 5, .in_size = sizeof(struct records_in),
    .run = run_where,
};

const struct query data_records = {
    .name = "data.records", .right = "anyone",
    .help = "Records of a registry as people read them: filtered, sorted, a page at a time.",
    .fields = records_fields, .n_fields = 5, .in_size = sizeof(struct records_in),
    .run = run_records, .heavy = true,
};
