/* exchange/ckan_search.c -- package_search: which data sets a question means, in what order, how
 * many have which value.  Floor 10.
 *
 * The catalogue is some hundreds of entries and is looked through; records never are. */
#include "exchange/ckan.h"

#include "base/text.h"

#define ROWS_MAX      1000
#define DATASET_WORDS 600

/* -- values one filters and counts by ------------------------------------------------------- */

static int
add_value(Str *out, int n, Str value)
{
    if (value.n == 0 || n == CKAN_VALUES_MAX)
        return n;
    for (int i = 0; i < n; i++)
        if (str_eq(out[i], value))
            return n;
    out[n] = value;
    return n + 1;
}

static int
tags_of(const struct dataset *d, Str *out)
{
    const struct json *both = json_get(d->about, "words");
    int                n = 0;

    json_each(tag, json_get(json_get(both, "vi"), "keywords"))
        n = add_value(out, n, tag->text);
    json_each(tag, json_get(json_get(both, "en"), "keywords"))
        n = add_value(out, n, tag->text);
    return n;
}

static int
formats_of(const struct dataset *d, Str *out)
{
    int n = 0;

    for (int i = 0; i < dataset_forms(d); i++)
        n = add_value(out, n, str_of(dataset_form(i)->name));
    return n;
}

int
ckan_values(struct view *v, const struct dataset *d, Str field, Str out[CKAN_VALUES_MAX])
{
    (void)v;
    if (str_eq(field, S("tags")))
        return tags_of(d, out);
    if (str_eq(field, S("res_format")))
        return formats_of(d, out);
    if (str_eq(field, S("name")) || str_eq(field, S("id")))
        return add_value(out, 0, d->key);
    if (str_eq(field, S("organization")) || str_eq(field, S("owner_org")))
        return add_value(out, 0, json_text(d->about, "owner"));
    if (str_eq(field, S("groups")))
        return add_value(out, 0, json_text(d->about, "theme"));
    if (str_eq(field, S("license_id")))
        return add_value(out, 0, licence_of(json_text(d->about, "licence")).id);
    if (str_eq(field, S("state")))
        return add_value(out, 0, S("active"));
    if (str_eq(field, S("type")) || str_eq(field, S("dataset_type")))
        return add_value(out, 0, S("dataset"));
    if (str_eq(field, S("capacity")))
        return add_value(out, 0, S("public"));
    return -1;
}

static bool
is_text_field(Str field)
{
    return field.n == 0 || str_eq(field, S("text")) || str_eq(field, S("title")) ||
           str_eq(field, S("notes"));
}

static bool
is_time_field(Str field)
{
    return str_eq(field, S("metadata_modified")) || str_eq(field, S("metadata_created"));
}

/* -- matching ------------------------------------------------------------------------------- */

static void
add_words(struct view *v, Str text, Str *word, int *n)
{
    *n += text_words(v->arena, text, word + *n, DATASET_WORDS - *n);
}

/* The folded words of a data set, in both languages. */
static int
words_of(struct view *v, const struct dataset *d, Str field, Str *out)
{
    static const char *const  langs[] = { "vi", "en" };
    bool                      all = field.n == 0 || str_eq(field, S("text"));
    int                       n = 0;
    Str                       tag[CKAN_VALUES_MAX];

    for (int i = 0; i < 2; i++) {
        const struct json *w = json_get(json_get(d->about, "words"), langs[i]);

        if (all || str_eq(field, S("title")))
            add_words(v, json_text(w, "title"), out, &n);
        if (all || str_eq(field, S("notes")))
            add_words(v, json_text(w, "description"), out, &n);
    }
    if (!all)
        return n;
    add_words(v, d->key, out, &n);
    add_words(v, json_text(d->about, "owner_title"), out, &n);
    for (int i = 0, tags = tags_of(d, tag); i < tags; i++)
        add_words(v, tag[i], out, &n);
    json_each(f, json_get(d->about, "fields"))
        add_words(v, json_text(f, "title"), out, &n);
    return n;
}

/* The words of `value` stand in `have` one behind the other; the last may be a beginning only. */
static bool
has_words(struct view *v, const Str *have, int n, Str value, bool beginning)
{
    Str want[CKAN_WORDS_MAX];
    int n_want = text_words(v->arena, value, want, CKAN_WORDS_MAX);

    for (int at = 0; at + n_want <= n; at++) {
        int k = 0;

        while (k < n_want && (str_eq(have[at + k], want[k]) ||
                              (beginning && k == n_want - 1 && str_starts(have[at + k], want[k]))))
            k++;
        if (k == n_want)
            return true;
    }
    return n_want == 0;
}

static bool
text_holds(struct view *v, const struct dataset *d, const struct ckan_clause *c)
{
    Str *have = arena_array(v->arena, Str, DATASET_WORDS);
    int  n = words_of(v, d, c->field, have);

    if (c->kind == CKAN_ANY)
        return true;
    for (int i = 0; i < c->n; i++)
        if (has_words(v, have, n, c->word[i], c->kind != CKAN_PHRASE))
            return true;
    return false;
}

static bool
value_holds(struct view *v, const struct dataset *d, const struct ckan_clause *c)
{
    Str have[CKAN_VALUES_MAX];
    int n = ckan_values(v, d, c->field, have);

    if (c->kind == CKAN_ANY)
        return n > 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < c->n; k++) {
            Str a = text_fold_case(v->arena, have[i]), b = text_fold_case(v->arena, c->word[k]);

            if (c->kind == CKAN_PREFIX ? str_starts(a, b) : str_eq(a, b))
                return true;
        }
    return false;
}

static bool
bound(struct view *v, Str text, Time open, Time *out)
{
    *out = open;
    if (str_eq(text, S("*")))
        return true;
    *out = v->now;
    if (str_eq(text, S("NOW")))
        return true;
    return time_parse(text, out) == ERR_OK;
}

static bool
time_holds(struct view *v, const struct dataset *d, const struct ckan_clause *c)
{
    Time at = str_eq(c->field, S("metadata_created")) ? d->issued : d->modified, from, to;

    if (c->kind == CKAN_ANY)
        return at != TIME_NONE;
    return at != TIME_NONE && bound(v, c->word[0], INT64_MIN, &from) &&
           bound(v, c->word[1], INT64_MAX, &to) && at >= from && at <= to;
}

static bool
holds(struct view *v, const struct dataset *d, const struct ckan_query *q)
{
    for (int i = 0; i < q->n; i++) {
        const struct ckan_clause *c = &q->clause[i];
        bool is = is_text_field(c->field) ? text_holds(v, d, c)
                  : is_time_field(c->field) ? time_holds(v, d, c) : value_holds(v, d, c);

        if ((is != c->no) == q->either)
            return q->either;
    }
    return !q->either || q->n == 0;
}

/* A field that is not there, a range of words: a message, or NULL. */
static const char *
wrong_clause(struct view *v, const struct ckan_clause *c)
{
    struct dataset none = { .key = S("") };
    Str            value[CKAN_VALUES_MAX];
    Time           at;

    if (is_time_field(c->field)) {
        if (c->kind == CKAN_ANY)
            return NULL;
        if (c->kind != CKAN_RANGE || !bound(v, c->word[0], 0, &at) || !bound(v, c->word[1], 0, &at))
            return MSG("A moment is asked for as a range: [2024-07-01T00:00:00Z TO *].");
        return NULL;
    }
    if (c->kind == CKAN_RANGE)
        return MSG("A range can be of metadata_modified and metadata_created only.");
    if (!is_text_field(c->field) && ckan_values(v, &none, c->field, value) < 0)
        return MSG("A field that is asked for is not known here.");
    return NULL;
}

static enum err
read_query(const struct asked *a, Str text, struct ckan_query *out)
{
    const char *why;

    if (ckan_query_read(a->v->arena, text, out, &why) != ERR_OK)
        return view_refuse(a->v, ERR_MALFORMED, why);
    for (int i = 0; i < out->n; i++) {
        why = wrong_clause(a->v, &out->clause[i]);
        if (why != NULL)
            return view_refuse(a->v, ERR_MALFORMED, why);
    }
    return ERR_OK;
}

/* -- order ---------------------------------------------------------------------------------- */

static int
compare_by(struct view *v, const struct dataset *a, const struct dataset *b, Str field)
{
    if (str_eq(field, S("metadata_modified")))
        return (a->modified > b->modified) - (a->modified < b->modified);
    if (str_eq(field, S("metadata_created")))
        return (a->issued > b->issued) - (a->issued < b->issued);
    if (str_eq(field, S("title")) || str_eq(field, S("title_string")))
        return str_cmp(text_sort_key(v->arena, json_text(a->about, "title")),
                       text_sort_key(v->arena, json_text(b->about, "title")));
    if (str_eq(field, S("name")) || str_eq(field, S("id")))
        return str_cmp(a->key, b->key);
    return 0; /* score: all that match match alike */
}

static bool
is_order(Str field, Str way)
{
    static const char *const fields[] = { "metadata_modified", "metadata_created", "title", "name",
                                          "title_string", "id", "score", "rank" };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (str_eq(field, str_of(fields[i])))
            return way.n == 0 || str_eq(way, S("asc")) || str_eq(way, S("desc"));
    return false;
}

static int
compare(struct view *v, const struct dataset *a, const struct dataset *b, Str sort)
{
    while (sort.n > 0) {
        Str one, field, way;
        int c;

        str_cut(sort, ',', &one, &sort);
        str_cut(str_trim(one), ' ', &field, &way);
        c = compare_by(v, a, b, field);
        if (c != 0)
            return str_eq(str_trim(way), S("desc")) ? -c : c;
    }
    return str_cmp(a->key, b->key);
}

static enum err
sort_by(const struct asked *a, Str sort, struct dataset *list, int n)
{
    Str rest = sort, one, field, way;

    while (rest.n > 0) {
        str_cut(rest, ',', &one, &rest);
        str_cut(str_trim(one), ' ', &field, &way);
        if (!is_order(field, str_trim(way)))
            return view_refuse(a->v, ERR_MALFORMED, MSG("An order that is asked for is not known "
                                                        "here."));
    }
    for (int i = 1; i < n; i++) {
        struct dataset d = list[i];
        int            at = i;

        for (; at > 0 && compare(a->v, &d, &list[at - 1], sort) < 0; at--)
            list[at] = list[at - 1];
        list[at] = d;
    }
    return ERR_OK;
}

/* -- the action ----------------------------------------------------------------------------- */

static enum err
keep_matching(const struct asked *a, Str text, struct dataset *list, int *n)
{
    struct ckan_query q;
    int               kept = 0;

    TRY(read_query(a, text, &q));
    for (int i = 0; i < *n; i++)
        if (holds(a->v, &list[i], &q))
            list[kept++] = list[i];
    *n = kept;
    return ERR_OK;
}

enum err
ckan_package_search(const struct asked *a, struct json **out)
{
    Str             sort = ckan_text(a, "sort");
    int64_t         start = ckan_int(a, "start", 0, 0, INT32_MAX);
    int64_t         rows = ckan_int(a, "rows", 10, 0, ROWS_MAX);
    struct json    *o = json_object(a->v->arena), *results;
    struct dataset *list;
    int             n;

    if (sort.n == 0 || str_eq(sort, S("rank")))
        sort = S("score desc, metadata_modified desc");
    TRY(datasets_read(a->v, &list, &n));
    TRY(keep_matching(a, ckan_text(a, "q"), list, &n));
    TRY(keep_matching(a, ckan_text(a, "fq"), list, &n));
    json_each(fq, ckan_list(a, "fq_list"))
        if (fq->kind == JSON_TEXT)
            TRY(keep_matching(a, fq->text, list, &n));
    TRY(sort_by(a, sort, list, n));
    json_put_int(a->v->arena, o, "count", n);
    json_put_text(a->v->arena, o, "sort", sort);
    TRY(ckan_put_facets(a, list, n, o));
    results = json_put_array(a->v->arena, o, "results");
    for (int64_t i = start; i < n && i - start < rows; i++)
        json_add(results, ckan_package(a->v, &list[i]));
    *out = o;
    return ERR_OK;
}

/* Those changed last first. */
static enum err
page_of_latest(const struct asked *a, int64_t limit, struct dataset **out, int *n)
{
    int64_t offset = ckan_int(a, "offset", 0, 0, INT32_MAX);

    TRY(datasets_read(a->v, out, n));
    TRY(sort_by(a, S("metadata_modified desc"), *out, *n));
    if (offset > *n)
        offset = *n;
    *n -= (int)offset;
    *out += offset;
    if (*n > limit)
        *n = (int)limit;
    return ERR_OK;
}

enum err
ckan_with_resources(const struct asked *a, struct json **out)
{
    struct dataset *list;
    int             n;

    *out = json_array(a->v->arena);
    TRY(page_of_latest(a, ckan_int(a, "limit", ROWS_MAX, 0, ROWS_MAX), &list, &n));
    for (int i = 0; i < n; i++)
        json_add(*out, ckan_package(a->v, &list[i]));
    return ERR_OK;
}

enum err
ckan_recently_changed(const struct asked *a, struct json **out)
{
    struct arena   *arena = a->v->arena;
    struct dataset *list;
    int             n;

    *out = json_array(arena);
    TRY(page_of_latest(a, ckan_int(a, "limit", 31, 0, 100), &list, &n));
    for (int i = 0; i < n; i++) {
        int64_t      act = json_int(json_get(list[i].about, "modified"), "act", 0);
        struct json *o;

        if (list[i].modified == TIME_NONE)
            continue;
        o = json_add(*out, json_object(arena));
        json_put_text(arena, o, "id",
                      str_format(arena, "%.*s-%lld", STR_ARG(list[i].key), (long long)act));
        json_put(o, S("timestamp"), ckan_time(arena, list[i].modified));
        json_put(o, S("user_id"), json_new_null(arena));
        json_put_text(arena, o, "object_id", list[i].key);
        json_put_text(arena, o, "activity_type", S("changed package"));
        json_put(json_put_object(arena, o, "data"), S("package"), ckan_package(a->v, &list[i]));
    }
    return ERR_OK;
}
