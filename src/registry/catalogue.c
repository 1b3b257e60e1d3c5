/* registry/catalogue.c -- which registries there are, and how many records.  Floor 6.
; numbers as facts.c lets
 * them be known. */
#include "registry/facts.h"

struct counts_in {
    Str registry, field, what;
};
static const struct field counts_fields[] = {
    FIELD(TEXT, struct counts_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(TEXT, struct counts_in, field, .max = 40, .help = "A counted field; empty: in all"),
    FIELD(TEXT, struct counts_in, what, .max = 40,
          .help = "A summed field; empty: the number of records"),
};

void
catalogue_put(struct view *v, const struct registry *r, struct json *o)
{
    static const char *const opens[] = { "none", "counts", "rows" };

    json_put_text(v->arena, o, "key", r->key);
    json_put_int(v->arena, o, "version", r->version);
    json_put_text(v->arena, o, "title", pack_words(v->lang, r->title));
    json_put_text(v->arena, o, "description", pack_words(v->lang, r->description));
    json_put_text(v->arena, o, "owner", r->owner);
    json_put_text(v->arena, o, "theme", r->theme);
    json_put_text(v->arena, o, "public", str_of(opens[r->open]));
    json_put_text(v->arena, o, "licence", r->licence);
    json_put_text(v->arena, o, "frequency", r->frequency);
}

enum err
catalogue_put_records(struct view *v, const struct onlooker *who, struct json *o)
{
    int64_t n;

    TRY(registry_told_total(who, &n));
    if (n >= 0)
        json_put_int(v->arena, o, "records", n);
    return ERR_OK;
}

static enum err
run_catalogue(struct view *v, const void *in, struct json *out)
{
    const struct registries *all = registries_of(v);
    struct json             *list = json_put_array(v->arena, out, "registries");

    (void)in;
    for (int i = 0; i < all->n; i++) {
        struct json    *o = json_add(list, json_object(v->arena));
        struct onlooker who;

        catalogue_put(v, all->list[i], o);
        TRY(onlooker_begin(v, all->list[i], &who));
        TRY(catalogue_put_records(v, &who, o));
    }
    return ERR_OK;
}

static void
put_values(struct view *v, const struct registry_field *f,
           const struct registry_value *rows, int n, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "values");

    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));
        Str          said = pack_words(v->lang, json_get_str(f->words, rows[i].value));

        json_put_text(v->arena, o, "value", rows[i].value);
        json_put_text(v->arena, o, "title", said.n > 0 ? said : rows[i].value);
        if (rows[i].n >= 0)
            json_put_int(v->arena, o, "n", rows[i].n);
        else
            json_put(o, S("n"), json_new_null(v->arena));
    }
}

static enum err
run_counts(struct view *v, const void *input, struct json *out)
{
    const struct counts_in       *in = input;
    const struct registry        *r;
    const struct registry_field  *f, *sum;
    struct registry_value        *rows;
    struct onlooker               who;
    int                           n;

    TRY(registry_shown(v, in->registry, &r));
    TRY(onlooker_begin(v, r, &who));
    f = registry_field(r, in->field);
    sum = registry_field(r, in->what);
    if (onlooker_best(&who) < SIGHT_COUNTS)
        return v->who->account == 0 && v->who->client == 0 ? ERR_SIGN_IN : ERR_FORBIDDEN;
    if (f == NULL || !registry_counts_shown(&who, f))
        fault_add(v->faults, S("field"), MSG("is no counted field of this registry"), STR_NONE,
                  STR_NONE);
    /* A sum over few tells of single ones: only where the rows themselves are seen. */
    if (in->what.n > 0 && (sum == NULL || !sum->sum || !sight_shows(onlooker_best(&who), sum)))
        fault_add(v->faults, S("what"), MSG("is no summed field that you may see here"), STR_NONE,
                  STR_NONE);
    if (faults_any(v->faults))
        return ERR_INVALID;
    TRY(registry_values(&who, f, in->what.n > 0 ? sum : NULL, &rows, &n));
    put_values(v, f, rows, n, out);
    return ERR_OK;
}

const struct query registry_catalogue = {
    .name = "registry.catalogue", .right = "anyone",
    .help = "Every registry: what it is, whose, how many records.", .run = run_catalogue,
};

const struct query registry_counts = {
    .name = "registry.counts", .right = "anyone",
    .help = "How many records have which value of a counted field.",
    .fields = counts_fields, .n_fields = 3, .in_size = sizeof(struct counts_in),
    .run = run_counts,
};
