/* exchange/ckan_datastore.c -- datastore_search: a page of a registry's records.  Floor 10.
 *
 * Invariant: what a page costs depends on OFFSET_MAX and the page, never on how many records
 * there are.  `_links.next` leads on by key (`after`), to any depth; an offset that a client made
 * itself is walked to, and only so far. */
#include "base/csv.h"
#include "base/words.h"
#include "exchange/ckan.h"

#define PAGE_MAX   1000 /* as registry.list */
#define OFFSET_MAX 10000

struct search {
    const struct asked *a;
    struct dataset      d;
    int64_t             limit, offset;
    Str                 after, order, q;
    const struct json  *filters; /* as asked, or NULL */
    struct json        *where;
    struct json        *fields;  /* those shown, as registry.about has them */
    struct json        *rows;    /* of registry.list */
    bool                more;
    int64_t             total;   /* -1: not known */
};

static void
wrong(const struct search *s, const char *name, const char *message, Str one)
{
    fault_add(s->a->v->faults, str_of(name), message, one, STR_NONE);
}

static const struct json *
field_of(const struct search *s, Str name)
{
    json_each(f, json_get(s->d.about, "fields"))
        if (str_eq(json_text(f, "name"), name))
            return f;
    return NULL;
}

/* -- what is asked -------------------------------------------------------------------------- */

/* {field: value} or {field: [value]}. */
static void
read_filters(struct search *s)
{
    s->filters = ckan_object(s->a, "filters");
    json_each(f, s->filters)
    {
        const struct json *value = f;

        if (f->kind == JSON_ARRAY && f->count != 1) {
            wrong(s, "filters", MSG("{1}: one value a field"), f->key);
            continue;
        }
        if (f->kind == JSON_ARRAY)
            value = f->first;
        if (value->kind == JSON_OBJECT || value->kind == JSON_ARRAY || value->kind == JSON_NULL)
            wrong(s, "filters", MSG("{1}: one value a field"), f->key);
        else
            json_put(s->where, f->key, json_copy(s->a->v->arena, value));
    }
}

/* "field", "field asc", "field desc". */
static void
read_sort(struct search *s)
{
    Str sort = str_trim(ckan_text(s->a, "sort")), field, way;

    if (sort.n == 0)
        return;
    str_cut(sort, ' ', &field, &way);
    way = str_trim(way);
    if (str_has(sort, S(",")) || (way.n > 0 && !str_eq(way, S("asc")) && !str_eq(way, S("desc"))))
        wrong(s, "sort", MSG("is one field, then asc or desc"), STR_NONE);
    else
        s->order = str_eq(way, S("desc")) ? str_join(s->a->v->arena, S("-"), field, S("")) : field;
}

static void
read_fields(struct search *s)
{
    const struct json *names = ckan_list(s->a, "fields");

    s->fields = json_array(s->a->v->arena);
    json_each(name, names)
    {
        const struct json *f = name->kind == JSON_TEXT ? field_of(s, name->text) : NULL;

        if (f == NULL)
            wrong(s, "fields", MSG("{1} is no field that you may see here"), name->text);
        else
            json_add(s->fields, json_copy(s->a->v->arena, f));
    }
    if (names->count == 0)
        json_each(f, json_get(s->d.about, "fields"))
            json_add(s->fields, json_copy(s->a->v->arena, f));
}

/* One text, whose words may stand in any searched field.  {field: words} and the language of
 * PostgreSQL's queries are not known here. */
static void
read_q(struct search *s)
{
    const struct json *q = json_get(s->a->in, "q");

    if (q != NULL && (q->kind == JSON_OBJECT || str_starts(str_trim(q->text), S("{"))))
        wrong(s, "q", MSG("is one text: words are looked for in all searched fields"), STR_NONE);
    else
        s->q = str_trim(ckan_text(s->a, "q"));
    if (s->q.n > 0 && !ckan_bool(s->a, "plain", true))
        wrong(s, "plain", MSG("is not known here"), STR_NONE);
}

static enum err
find(struct search *s, const char *by)
{
    Str      id = ckan_text(s->a, by);
    enum err err;

    if (id.n == 0) {
        wrong(s, by, MSG("is missing"), STR_NONE);
        return ERR_INVALID;
    }
    err = dataset_read(s->a->v, id, &s->d);
    return err == ERR_NOT_FOUND ? ckan_resource_of(s->a->v, id, &s->d) : err;
}

static enum err
read_asked(struct search *s)
{
    TRY(find(s, "resource_id"));
    s->limit = ckan_int(s->a, "limit", 100, 0, PAGE_MAX);
    s->offset = ckan_int(s->a, "offset", 0, 0, INT64_MAX);
    s->after = ckan_text(s->a, "after");
    if (s->after.n == 0 && s->offset > OFFSET_MAX)
        wrong(s, "offset", MSG("leads too far: go on with _links.next, which has no end"),
              STR_NONE);
    read_q(s);
    if (ckan_bool(s->a, "distinct", false))
        wrong(s, "distinct", MSG("is not known here"), STR_NONE);
    read_filters(s);
    read_sort(s);
    read_fields(s);
    return faults_any(s->a->v->faults) ? ERR_INVALID : ERR_OK;
}

/* -- reading -------------------------------------------------------------------------------- */

/* registry.list names a fault by its own fields; they are said by CKAN's. */
static void
rename_faults(const struct search *s)
{
    for (struct fault *f = s->a->v->faults->first; f != NULL; f = f->next) {
        if (str_starts(f->field, S("where")))
            f->field = S("filters");
        else if (str_eq(f->field, S("order")))
            f->field = S("sort");
    }
}

static enum err
read_page(struct search *s, int64_t limit, struct json **out)
{
    struct arena *arena = s->a->v->arena;
    struct json  *in = json_object(arena);
    enum err      err;

    json_put_text(arena, in, "registry", s->d.key);
    if (s->where->count > 0)
        json_put(in, S("where"), json_copy(arena, s->where));
    if (s->order.n > 0)
        json_put_text(arena, in, "order", s->order);
    if (s->q.n > 0)
        json_put_text(arena, in, "q", s->q);
    if (s->after.n > 0)
        json_put_text(arena, in, "after", s->after);
    json_put_int(arena, in, "limit", limit);
    err = exchange_ask(s->a->v, "registry.list", in, out);
    if (err == ERR_INVALID)
        rename_faults(s);
    if (err != ERR_OK)
        return err;
    if (json_get(*out, "total") != NULL)
        s->total = json_int(*out, "total", -1);
    s->more = json_get(*out, "next") != NULL;
    s->after = json_text(*out, "next");
    return ERR_OK;
}

/* To the offset, where no page before said where it ended. */
static enum err
walk(struct search *s)
{
    int64_t left = s->after.n == 0 ? s->offset : 0;

    s->more = true;
    while (left > 0 && s->more) {
        struct json *page;

        TRY(read_page(s, left > PAGE_MAX ? PAGE_MAX : left, &page));
        left -= (int64_t)json_get(page, "rows")->count;
    }
    return ERR_OK;
}

/* A page of the registry may be short, or empty, and still not be the last one: it is filled up,
 * within reason. */
static enum err
read_rows(struct search *s)
{
    struct json *page;

    s->rows = json_array(s->a->v->arena);
    TRY(walk(s));
    if (s->limit == 0 && s->total < 0)
        TRY(read_page(s, 1, &page)); /* for the total */
    for (int tries = 0; s->more && (int64_t)s->rows->count < s->limit && tries < 10; tries++) {
        TRY(read_page(s, s->limit - (int64_t)s->rows->count, &page));
        json_each(row, json_get(page, "rows"))
            json_add(s->rows, json_copy(s->a->v->arena, row));
    }
    return ERR_OK;
}

/* -- answering ------------------------------------------------------------------------------ */

static const char *
type_of(const struct json *field)
{
    static const char *const types[][2] = { { "integer", "int8" }, { "number", "float8" },
                                            { "boolean", "bool" }, { "date", "date" },
                                            { "geometry", "json" } };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_eq(json_text(field, "type"), str_of(types[i][0])))
            return types[i][1];
    return "text";
}

static void
put_fields(const struct search *s, struct json *o)
{
    struct arena *arena = s->a->v->arena;
    struct json  *list = json_put_array(arena, o, "fields");

    json_each(f, s->fields)
    {
        struct json *to = json_add(list, json_object(arena)), *info;

        json_put_text(arena, to, "id", json_text(f, "name"));
        json_put_text(arena, to, "type", str_of(type_of(f)));
        info = json_put_object(arena, to, "info");
        json_put_text(arena, info, "label", json_text(f, "title"));
    }
}

static struct json *
value_of(const struct search *s, const struct json *row, const struct json *field)
{
    const struct json *j = json_get_str(json_get(row, "values"), json_text(field, "name"));

    return j != NULL ? json_copy(s->a->v->arena, j) : json_new_null(s->a->v->arena);
}

static Str
cell(const struct search *s, const struct json *j)
{
    if (j->kind == JSON_NULL)
        return S("");
    return j->kind == JSON_TEXT ? j->text : json_string(s->a->v->arena, j);
}

/* Without a head, as CKAN has it; a tab cannot stand in a cell. */
static void
put_separated(const struct search *s, bool tabs, struct json *o)
{
    struct buf b = BUF_MAX((size_t)16 << 20);
    Str       *line = arena_array(s->a->v->arena, Str, s->fields->count + 1);

    json_each(row, s->rows)
    {
        size_t n = 0;

        json_each(f, s->fields)
            line[n++] = cell(s, value_of(s, row, f));
        if (!tabs)
            csv_row(&b, line, n);
        for (size_t i = 0; tabs && i < n; i++) {
            for (size_t k = 0; k < line[i].n; k++)
                buf_byte(&b, strchr("\t\r\n", line[i].p[k]) != NULL ? ' ' : line[i].p[k]);
            buf_byte(&b, i + 1 < n ? '\t' : '\n');
        }
    }
    json_put_text(s->a->v->arena, o, "records", str_copy(s->a->v->arena, buf_str(&b)));
    buf_free(&b);
}

static void
put_records(const struct search *s, Str format, struct json *o)
{
    struct arena *arena = s->a->v->arena;
    bool          lists = str_eq(format, S("lists"));
    struct json  *records;

    if (str_eq(format, S("csv")) || str_eq(format, S("tsv"))) {
        put_separated(s, str_eq(format, S("tsv")), o);
        return;
    }
    records = json_put_array(arena, o, "records");
    json_each(row, s->rows)
    {
        struct json *to = json_add(records, lists ? json_array(arena) : json_object(arena));

        json_each(f, s->fields)
            if (lists)
                json_add(to, value_of(s, row, f));
            else
                json_put(to, json_text(f, "name"), value_of(s, row, f));
    }
}

static void
put_pair(struct buf *b, char before, const char *name, Str value)
{
    buf_format(b, "%c%s=", before, name);
    buf_escaped(b, value);
}

static Str
link_to(const struct search *s, int64_t offset, Str after)
{
    struct arena *arena = s->a->v->arena;
    struct buf    b = BUF_MAX(65536);
    Str           out, names = S("");

    if (ckan_list(s->a, "fields")->count > 0)
        json_each(f, s->fields)
            names = str_join(arena, names, names.n > 0 ? S(",") : S(""), json_text(f, "name"));
    buf_add(&b, S("/api/3/action/datastore_search"));
    put_pair(&b, '?', "resource_id", s->d.key);
    put_pair(&b, '&', "limit", str_int(arena, s->limit));
    if (s->filters != NULL)
        put_pair(&b, '&', "filters", json_string(arena, s->filters));
    if (s->q.n > 0)
        put_pair(&b, '&', "q", s->q);
    if (ckan_text(s->a, "sort").n > 0)
        put_pair(&b, '&', "sort", ckan_text(s->a, "sort"));
    if (names.n > 0)
        put_pair(&b, '&', "fields", names);
    if (offset > 0)
        put_pair(&b, '&', "offset", str_int(arena, offset));
    if (after.n > 0)
        put_pair(&b, '&', "after", after);
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

enum err
ckan_datastore_search(const struct asked *a, struct json **out)
{
    struct arena *arena = a->v->arena;
    struct search s = { .a = a, .where = json_object(arena), .total = -1 };
    Str           format = ckan_text(a, "records_format");
    bool          wants_total = ckan_bool(a, "include_total", true);
    struct json  *o = json_object(arena), *links;

    if (format.n > 0 && !str_eq(format, S("objects")) && !str_eq(format, S("lists")) &&
        !str_eq(format, S("csv")) && !str_eq(format, S("tsv")))
        wrong(&s, "records_format", MSG("is objects, lists, csv or tsv"), STR_NONE);
    TRY(read_asked(&s));
    TRY(read_rows(&s));
    json_put_text(arena, o, "resource_id", s.d.key);
    put_fields(&s, o);
    put_records(&s, format, o);
    json_put_text(arena, o, "records_format", format.n > 0 ? format : S("objects"));
    json_put_int(arena, o, "limit", s.limit);
    json_put_int(arena, o, "offset", s.offset);
    if (s.filters != NULL)
        json_put(o, S("filters"), json_copy(arena, s.filters));
    if (s.q.n > 0)
        json_put_text(arena, o, "q", s.q);
    links = json_put_object(arena, o, "_links");
    json_put_text(arena, links, "start", link_to(&s, 0, S("")));
    if (s.more && s.limit > 0)
        json_put_text(arena, links, "next",
                      link_to(&s, s.offset + (int64_t)s.rows->count, s.after));
    json_put_bool(arena, o, "include_total", wants_total);
    if (wants_total && s.total >= 0) {
        json_put_int(arena, o, "total", s.total);
        json_put_bool(arena, o, "total_was_estimated", false);
    }
    *out = o;
    return ERR_OK;
}

enum err
ckan_datastore_info(const struct asked *a, struct json **out)
{
    struct search s = { .a = a };
    struct json  *o = json_object(a->v->arena), *meta;

    TRY(find(&s, "id"));
    s.fields = json_array(a->v->arena);
    json_each(f, json_get(s.d.about, "fields"))
        json_add(s.fields, json_copy(a->v->arena, f));
    meta = json_put_object(a->v->arena, o, "meta");
    json_put_text(a->v->arena, meta, "id", s.d.key);
    json_put_text(a->v->arena, meta, "table_type", S("BASE TABLE"));
    if (json_get(s.d.about, "records") != NULL)
        json_put_int(a->v->arena, meta, "count", json_int(s.d.about, "records", 0));
    put_fields(&s, o);
    *out = o;
    return ERR_OK;
}
