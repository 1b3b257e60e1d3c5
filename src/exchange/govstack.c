/* exchange/govstack.c -- see govstack.h: what is read, as queries of this room.  Floor 10.
 *
 * Invariant: to find a record costs one reading by key, or a page of a registry by a filter that
 * has an index; a list is counted exactly or not at all. */
#include "exchange/govstack.h"

#include "base/scan.h"
#include "exchange/dataset.h"
#include "exchange/govstack_query.h"
#include "pack/pack.h"
#include "registry/registry.h"

#define PAGE_MAX  1000
#define WALK_MAX  10000 /* records from the list's beginning to a page that has no link */
#define COUNT_MAX 5000  /* records looked at to count those of a filter */
#define MASKED    S("•••")

/* -- what clients send ---------------------------------------------------------------------- */

struct json *
govstack_values(struct arena *arena, const struct json *content)
{
    struct json *out = json_object(arena);

    json_each(value, content)
        if (!str_eq(value->key, S("id")) &&
            !(value->kind == JSON_TEXT && str_eq(value->text, MASKED)))
            json_put(out, value->key, json_copy(arena, value));
    return out;
}

bool
govstack_has(struct arena *arena, const struct json *record, const struct json *values)
{
    json_each(value, values)
    {
        const struct json *have = json_get_str(record, value->key);

        if (value->kind == JSON_NULL ? have != NULL
                                     : have == NULL || !str_eq(json_string(arena, have),
                                                               json_string(arena, value)))
            return false;
    }
    return true;
}

const struct json *
govstack_content(const struct json *body, const char *wrapped_in)
{
    const struct json *inner = json_get(body, wrapped_in), *content;

    if (inner == NULL)
        inner = body;
    content = json_get(inner, "content");
    if (content == NULL)
        content = inner;
    return content != NULL && content->kind == JSON_OBJECT ? content : NULL;
}

int64_t
govstack_version(Str text)
{
    Str     whole, rest;
    int64_t n;

    if (str_cut(text, '.', &whole, &rest) && !str_eq(rest, S("0")))
        return -1;
    return scan_int(whole, 1, INT32_MAX, &n) == ERR_OK ? n : -1;
}

/* -- a registry by name and version --------------------------------------------------------- */

static enum err
registry_asked(struct view *v, Str key, Str version, const struct registry **out)
{
    *out = registry_by_key(v, key);
    if (*out == NULL)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no such registry."));
    if (govstack_version(version) != (*out)->version)
        return view_refuse(v, ERR_NOT_FOUND, MSG("This version of the registry is not the one in "
                                                 "force."));
    return ERR_OK;
}

/* A record as its clients know it. */
static struct json *
content_of(struct view *v, const struct registry *r, const struct json *row)
{
    struct json *o = json_object(v->arena);

    if (registry_field(r, S("id")) == NULL)
        json_put_text(v->arena, o, "id", json_text(row, "key"));
    json_each(value, json_get(row, "values"))
        json_put(o, value->key, json_copy(v->arena, value));
    return o;
}

/* -- one record ----------------------------------------------------------------------------- */

/* The key that the query gives, by `id` or by every field of it; STR_NONE. */
static Str
key_of(struct view *v, const struct registry *r, const struct json *query)
{
    const struct json *id = json_get(query, "id");
    struct buf         b = BUF_MAX(8192);
    Str                key;

    if (id != NULL && registry_field(r, S("id")) == NULL)
        return id->kind == JSON_TEXT ? id->text : json_string(v->arena, id);
    for (int i = 0; i < r->n_key; i++) {
        const struct json *part = json_get_str(query, r->field[r->key_field[i]].name);
        Str s = part == NULL ? STR_NONE
                             : part->kind == JSON_TEXT ? part->text : json_string(v->arena, part);

        if (s.n == 0) {
            buf_free(&b);
            return STR_NONE;
        }
        if (i > 0)
            buf_byte(&b, '/');
        for (size_t k = 0; k < s.n; k++)
            if (s.p[k] == '/' || s.p[k] == '%')
                buf_format(&b, "%%%02X", (unsigned)s.p[k]);
            else
                buf_byte(&b, s.p[k]);
    }
    key = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return key;
}

/* Every value that the query gives is the record's. */
static bool
agrees(struct view *v, const struct json *row, const struct json *query)
{
    json_each(want, query)
    {
        const struct json *have = json_get_str(json_get(row, "values"), want->key);

        if (str_eq(want->key, S("id")) && have == NULL)
            continue;
        if (have == NULL || !str_eq(json_string(v->arena, have), json_string(v->arena, want)))
            return false;
    }
    return true;
}

struct found {
    const struct json *row; /* NULL: none */
    bool               several;
};

static enum err
find_by_key(struct view *v, const struct registry *r, Str key, const struct json *query,
            struct found *out)
{
    struct json *in = json_object(v->arena), *row;
    enum err     err;

    json_put_text(v->arena, in, "registry", r->key);
    json_put_text(v->arena, in, "key", key);
    err = exchange_ask(v, "registry.one", in, &row);
    if (err == ERR_OK && agrees(v, row, query))
        out->row = row;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The first two that have these values: pages of a filter may be empty and not yet the last. */
static enum err
find_by_values(struct view *v, const struct registry *r, const struct json *query,
               struct found *out)
{
    Str after = S("");
    int seen = 0;

    if (query->count == 0) {
        fault_add(v->faults, S("query"), MSG("is missing"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    for (int looks = 0; looks < 10; looks++) {
        struct json *in = json_object(v->arena), *page;

        json_put_text(v->arena, in, "registry", r->key);
        json_put(in, S("where"), json_copy(v->arena, query));
        json_put_int(v->arena, in, "limit", 2);
        if (after.n > 0)
            json_put_text(v->arena, in, "after", after);
        TRY(exchange_ask(v, "registry.list", in, &page));
        json_each(row, json_get(page, "rows"))
            if (seen++ == 0)
                out->row = row;
        out->several = seen > 1;
        after = json_text(page, "next");
        if (after.n == 0 || seen > 1)
            return ERR_OK;
    }
    return ERR_OK;
}

static enum err
run_read(struct view *v, const void *input, struct json *out)
{
    const struct govstack_read_in *in = input;
    const struct registry         *r;
    struct found                   found = { .row = NULL };
    Str                            key;

    TRY(registry_asked(v, in->registry, in->version, &r));
    key = in->key.n > 0 ? in->key : key_of(v, r, in->query);
    if (key.n > 0)
        TRY(find_by_key(v, r, key, in->query, &found));
    else
        TRY(find_by_values(v, r, in->query, &found));
    json_put_bool(v->arena, out, "found", found.row != NULL);
    json_put_bool(v->arena, out, "several", found.several);
    if (found.row == NULL)
        return ERR_OK;
    json_put_text(v->arena, out, "key", json_text(found.row, "key"));
    json_put_int(v->arena, out, "since", json_int(found.row, "since", 0));
    json_put(out, S("content"), content_of(v, r, found.row));
    return ERR_OK;
}

/* -- a list --------------------------------------------------------------------------------- */

struct listing {
    struct view           *v;
    const struct registry *r;
    const struct json     *asked; /* parameters of the address, all texts */
    struct json           *where;
    Str                    order, after;
    int64_t                page, size;
    int64_t                total; /* -1 */
};

static int64_t
number(struct listing *l, const char *name, int64_t otherwise, int64_t max)
{
    Str     s = json_text(l->asked, name);
    int64_t n = otherwise;

    if (s.n > 0 && scan_int(s, 1, max, &n) != ERR_OK)
        fault_add(l->v->faults, str_of(name), MSG("must be a whole number from 1 to {1}"),
                  str_int(l->v->arena, max), STR_NONE);
    return n;
}

static void
read_order(struct listing *l)
{
    Str ordering = json_text(l->asked, "ordering"), by = json_text(l->asked, "filter");

    if (ordering.n == 0)
        return;
    if (by.n == 0)
        by = l->r->field[l->r->key_field[0]].name;
    if (str_eq(ordering, S("descending")))
        l->order = str_join(l->v->arena, S("-"), by, S(""));
    else if (str_eq(ordering, S("ascending")))
        l->order = by;
    else
        fault_add(l->v->faults, S("ordering"), MSG("is ascending or descending"), STR_NONE,
                  STR_NONE);
}

/* search and filter: a value and the field it is looked for in; query.FIELD: a value of it. */
static void
read_where(struct listing *l)
{
    Str search = json_text(l->asked, "search"), filter = json_text(l->asked, "filter");

    l->where = json_object(l->v->arena);
    if (search.n > 0 && filter.n == 0)
        fault_add(l->v->faults, S("search"),
                  MSG("needs a field to search in, given as `filter`"), STR_NONE, STR_NONE);
    else if (search.n > 0)
        json_put_text(l->v->arena, l->where, str_c(l->v->arena, filter), search);
    json_each(p, l->asked)
        if (str_starts(p->key, S("query.")))
            json_put(l->where, str_sub(p->key, 6, p->key.n), json_copy(l->v->arena, p));
}

static enum err
read_page(struct listing *l, int64_t limit, struct json **out)
{
    struct json *in = json_object(l->v->arena);

    json_put_text(l->v->arena, in, "registry", l->r->key);
    if (l->where->count > 0)
        json_put(in, S("where"), json_copy(l->v->arena, l->where));
    if (l->order.n > 0)
        json_put_text(l->v->arena, in, "order", l->order);
    if (l->after.n > 0)
        json_put_text(l->v->arena, in, "after", l->after);
    json_put_int(l->v->arena, in, "limit", limit);
    TRY(exchange_ask(l->v, "registry.list", in, out));
    l->after = json_text(*out, "next");
    if (json_get(*out, "total") != NULL)
        l->total = json_int(*out, "total", -1);
    return ERR_OK;
}

/* `want` records, or as many as there are; into `rows` unless it is NULL.  *got: how many. */
static enum err
read_some(struct listing *l, int64_t want, struct json *rows, int64_t *got)
{
    *got = 0;
    for (int looks = 0; *got < want && looks < 12; looks++) {
        struct json *page;

        TRY(read_page(l, want - *got > PAGE_MAX ? PAGE_MAX : want - *got, &page));
        json_each(row, json_get(page, "rows"))
            if (rows != NULL)
                json_add(rows, content_of(l->v, l->r, row));
        *got += (int64_t)json_get(page, "rows")->count;
        if (l->after.n == 0)
            return ERR_OK;
    }
    return ERR_OK;
}

/* Where no count is kept for what is asked: to its end, if that is near. */
static enum err
count_rest(struct listing *l, int64_t so_far)
{
    Str     next = l->after;
    int64_t more = 0;

    if (l->total >= 0)
        return ERR_OK;
    if (l->after.n > 0)
        TRY(read_some(l, COUNT_MAX, NULL, &more));
    if (l->after.n == 0)
        l->total = so_far + more;
    l->after = next;
    return ERR_OK;
}

static void
put_link(struct listing *l, const char *name, int64_t page, Str after, struct json *out)
{
    struct buf b = BUF_MAX(65536);

    buf_format(&b, "%.*s/govstack/registries/data/%.*s/%lld?page=%lld",
               STR_ARG(l->v->world->base_url), STR_ARG(l->r->key), (long long)l->r->version,
               (long long)page);
    json_each(p, l->asked)
        if (p->kind == JSON_TEXT && !str_eq(p->key, S("page")) && !str_eq(p->key, S("after"))) {
            buf_byte(&b, '&');
            buf_escaped(&b, p->key);
            buf_byte(&b, '=');
            buf_escaped(&b, p->text);
        }
    if (after.n > 0) {
        buf_add(&b, S("&after="));
        buf_escaped(&b, after);
    }
    json_put_text(l->v->arena, out, name, str_copy(l->v->arena, buf_str(&b)));
    buf_free(&b);
}

static enum err
begin_list(struct listing *l)
{
    l->page = number(l, "page", 1, INT32_MAX);
    l->size = number(l, "pageSize", 50, PAGE_MAX);
    l->after = json_text(l->asked, "after");
    l->total = -1;
    if (l->after.n == 0 && (l->page - 1) * l->size > WALK_MAX)
        fault_add(l->v->faults, S("page"), MSG("leads too far: go on with `next`, which has no "
                                               "end"), STR_NONE, STR_NONE);
    read_where(l);
    read_order(l);
    return faults_any(l->v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
run_list(struct view *v, const void *input, struct json *out)
{
    const struct govstack_list_in *in = input;
    struct listing                 l = { .v = v, .asked = in->asked };
    struct json                   *rows = json_array(v->arena);
    int64_t                        got, skipped = 0;

    if (l.asked == NULL)
        l.asked = json_object(v->arena);
    TRY(registry_asked(v, in->registry, in->version, &l.r));
    TRY(begin_list(&l));
    if (l.after.n == 0 && l.page > 1) {
        TRY(read_some(&l, (l.page - 1) * l.size, NULL, &skipped));
        if (l.after.n == 0) { /* the list ended before this page */
            json_put_int(v->arena, out, "count", l.total >= 0 ? l.total : skipped);
            json_put(out, S("results"), rows);
            return ERR_OK;
        }
    }
    TRY(read_some(&l, l.size, rows, &got));
    if (l.after.n > 0)
        put_link(&l, "next", l.page + 1, l.after, out);
    if (l.page > 1 && (l.page - 2) * l.size <= WALK_MAX)
        put_link(&l, "previous", l.page - 1, S(""), out);
    TRY(count_rest(&l, (l.page - 1) * l.size + got));
    if (l.total >= 0)
        json_put_int(v->arena, out, "count", l.total);
    json_put(out, S("results"), rows);
    return ERR_OK;
}

/* -- the rows of the table ------------------------------------------------------------------ */

#define NAMED(in_struct) \
    FIELD(TEXT, in_struct, registry, .required = true, .max = 40, .help = "The registry's key"), \
    FIELD(TEXT, in_struct, version, .required = true, .max = 20, .help = "1 or 1.0")

static const struct field list_fields[] = {
    NAMED(struct govstack_list_in),
    FIELD(JSON, struct govstack_list_in, asked, .help = "The parameters of the address"),
};
static const struct field read_fields[] = {
    NAMED(struct govstack_read_in),
    FIELD(TEXT, struct govstack_read_in, key, .max = 1000, .help = "The record's key"),
    FIELD(JSON, struct govstack_read_in, query, .help = "Values that the record has"),
};
const struct query govstack_list = {
    .name = "govstack.list", .right = "anyone",
    .help = "A page of a registry as GovStack's Digital Registries has it.",
    .fields = list_fields, .n_fields = 3, .in_size = sizeof(struct govstack_list_in),
    .run = run_list, .heavy = true,
};

const struct query govstack_read = {
    .name = "govstack.read", .right = "anyone",
    .help = "The record that has these values, as GovStack's Digital Registries has it.",
    .fields = read_fields, .n_fields = 4, .in_size = sizeof(struct govstack_read_in),
    .run = run_read,
};
