/* registry/about.c -- one registry whole: what it is, whose, its fields, how fresh.  Floor 6.
 *
 * What a catalogue, a portal or a standard face says of a registry comes from here, so that no
 * two of them say it differently.
 *
 * Invariant: a field is listed only for who may see it; where counts alone are open, only the
 * fields that are counted. */
#include "journal/journal_sql.h"
#include "registry/record.h"
#include "registry/registry_sql.h"

struct about_in {
    Str registry;
};
static const struct field about_fields[] = {
    FIELD(TEXT, struct about_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
};

/* -- words ---------------------------------------------------------------------------------- */

static void
put_words(struct view *v, const struct registry *r, enum lang lang, const char *name,
          struct json *to)
{
    struct json       *o = json_put_object(v->arena, to, name), *list;
    const struct json *all = json_get(json_get(r->file, "x-keywords"), name);

    json_put_text(v->arena, o, "title", pack_words(lang, r->title));
    json_put_text(v->arena, o, "description", pack_words(lang, r->description));
    list = json_put_array(v->arena, o, "keywords");
    json_each(word, all)
        if (word->kind == JSON_TEXT && word->text.n > 0)
            json_add(list, json_new_text(v->arena, word->text));
}

static enum err
put_owner(struct view *v, const struct registry *r, struct json *o)
{
    struct unit unit;
    enum err    err = unit_by_code_ever(v, r->owner, time_day(v->now), &unit);

    if (err == ERR_OK)
        json_put_text(v->arena, o, "owner_title", unit.title);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* -- fields --------------------------------------------------------------------------------- */

static bool
lists(const struct onlooker *who, const struct registry_field *f)
{
    enum sight best = onlooker_best(who);

    /* Official of some rows sees there what the others of that right see. */
    if (who->may_read && who->v->who->client == 0 && who->r->unit_field >= 0)
        best = SIGHT_OFFICIAL;
    if (best >= SIGHT_OFFICIAL)
        return true;
    if (best == SIGHT_COUNTS)
        return f->read == READ_PUBLIC && f->count != COUNT_NONE;
    return sight_shows(best, f);
}

static void
put_values(struct view *v, const struct registry_field *f, struct json *o)
{
    const struct json *values = json_get(f->schema, "enum");
    struct json       *list;

    if (values == NULL)
        return;
    list = json_put_array(v->arena, o, "values");
    json_each(value, values)
    {
        struct json *one = json_add(list, json_object(v->arena));
        Str          said = pack_words(v->lang, json_get_str(f->words, value->text));

        json_put_text(v->arena, one, "value", value->text);
        json_put_text(v->arena, one, "title", said.n > 0 ? said : value->text);
    }
}

static void
put_field(struct view *v, const struct registry_field *f, struct json *o)
{
    static const char *const types[] = { "text", "integer", "number", "boolean", "date",
                                         "geometry" };
    static const char *const counts[] = { "", "value", "year", "month" };
    static const char *const reads[] = { "public", "official", "personal" };

    json_put_text(v->arena, o, "name", f->name);
    json_put_text(v->arena, o, "title", registry_field_title(v->lang, f));
    json_put_text(v->arena, o, "title_vi", registry_field_title(LANG_VI, f));
    json_put_text(v->arena, o, "title_en", registry_field_title(LANG_EN, f));
    json_put_text(v->arena, o, "type", str_of(types[f->type]));
    json_put_text(v->arena, o, "format", f->format);
    json_put_text(v->arena, o, "refers_to", f->ref);
    json_put_text(v->arena, o, "read", str_of(reads[f->read]));
    json_put_text(v->arena, o, "counted", str_of(counts[f->count]));
    json_put_bool(v->arena, o, "summed", f->sum);
    json_put_bool(v->arena, o, "indexed", f->indexed);
    json_put_bool(v->arena, o, "searched", f->search);
    json_put_bool(v->arena, o, "required", f->required);
    json_put_bool(v->arena, o, "key", f->is_key);
    put_values(v, f, o);
}

static void
put_role(struct view *v, const struct onlooker *who, int field, const char *name, struct json *o)
{
    if (field >= 0 && lists(who, &who->r->field[field]))
        json_put_text(v->arena, o, name, who->r->field[field].name);
}

static void
put_fields(struct view *v, const struct onlooker *who, struct json *o)
{
    const struct registry *r = who->r;
    struct json           *list = json_put_array(v->arena, o, "fields");

    for (int i = 0; i < r->n_fields; i++)
        if (lists(who, &r->field[i]))
            put_field(v, &r->field[i], json_add(list, json_object(v->arena)));
    list = json_put_array(v->arena, o, "key_fields");
    for (int i = 0; i < r->n_key; i++)
        if (lists(who, &r->field[r->key_field[i]]))
            json_add(list, json_new_text(v->arena, r->field[r->key_field[i]].name));
    put_role(v, who, r->title_field, "title_field", o);
    put_role(v, who, r->unit_field, "unit_field", o);
    put_role(v, who, r->geometry_field, "geometry_field", o);
}

/* -- when ------------------------------------------------------------------------------------ */

/* The first and the last act that wrote a record; 0: none did. */
static enum err
read_acts(struct view *v, const struct registry *r, int64_t *first, int64_t *last)
{
    struct registry_touched_get_row    touched = { 0 };
    struct registry_published_first_row *oldest;
    struct registry_published_of_row    *newest;
    int      n_oldest, n_newest;
    enum err err = registry_touched_get(v, r->key, &touched);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    TRY(registry_published_first(v, r->key, 1, &oldest, &n_oldest));
    TRY(registry_published_of(v, r->key, 1, &newest, &n_newest));
    *first = touched.first;
    *last = touched.last;
    if (n_oldest > 0 && (*first == 0 || oldest[0].act < *first))
        *first = oldest[0].act;
    if (n_newest > 0 && newest[0].act > *last)
        *last = newest[0].act;
    return ERR_OK;
}

static enum err
put_act(struct view *v, int64_t act, const char *name, struct json *o)
{
    struct entry_get_row entry;
    struct json         *to;
    enum err             err;

    if (act == 0)
        return ERR_OK;
    err = entry_get(v, act, &entry);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    to = json_put_object(v->arena, o, name);
    json_put_int(v->arena, to, "act", act);
    json_put_time(v->arena, to, "at", entry.occurred);
    return ERR_OK;
}

static enum err
put_freshness(struct view *v, const struct registry *r, struct json *o)
{
    struct registry_published_sample_row *sample;
    int64_t                               first, last;
    int                                   n;

    TRY(read_acts(v, r, &first, &last));
    TRY(put_act(v, first, "issued", o));
    TRY(put_act(v, last, "modified", o));
    TRY(registry_published_sample(v, r->key, 1, &sample, &n));
    json_put_bool(v->arena, o, "sample", n > 0);
    return ERR_OK;
}

static enum err
run_about(struct view *v, const void *input, struct json *out)
{
    const struct about_in *in = input;
    const struct registry *r;
    struct onlooker        who;
    struct json           *both;

    TRY(registry_named(v, in->registry, &r));
    TRY(onlooker_begin(v, r, &who));
    catalogue_put(v, r, out);
    TRY(put_owner(v, r, out));
    json_put_text(v->arena, out, "retention", r->retention);
    both = json_put_object(v->arena, out, "words");
    put_words(v, r, LANG_VI, "vi", both);
    put_words(v, r, LANG_EN, "en", both);
    TRY(catalogue_put_records(v, &who, out));
    put_fields(v, &who, out);
    return put_freshness(v, r, out);
}

const struct query registry_about = {
    .name = "registry.about", .right = "anyone",
    .help = "One registry: what it is, whose, its fields, since when and how fresh.",
    .fields = about_fields, .n_fields = 1, .in_size = sizeof(struct about_in), .run = run_about,
};
