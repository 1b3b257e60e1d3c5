/* exchange/govstack_databases.c -- GovStack's Digital Registries: which registries there are, and
 * what their records hold.  Floor 10. */
#include "base/words.h"
#include "exchange/dataset.h"
#include "exchange/govstack_query.h"

static struct json *
schema_of(struct view *v, const struct dataset *d)
{
    struct json *o = json_object(v->arena), *properties, *required;

    json_put_text(v->arena, o, "type", S("object"));
    properties = json_put_object(v->arena, o, "properties");
    required = json_put_array(v->arena, o, "required");
    json_each(f, json_get(d->about, "fields"))
    {
        Str          type = json_text(f, "type"), name = json_text(f, "name");
        bool         text = str_eq(type, S("text")) || str_eq(type, S("date"));
        struct json *p = json_put(properties, name, json_object(v->arena));

        json_put_text(v->arena, p, "type", text ? S("string")
                                           : str_eq(type, S("geometry")) ? S("object") : type);
        if (str_eq(type, S("date")))
            json_put_text(v->arena, p, "format", S("date"));
        json_put_text(v->arena, p, "description", json_text(f, "title"));
        json_put_bool(v->arena, p, "primaryKey", json_bool(f, "key"));
        if (json_bool(f, "required"))
            json_add(required, json_new_text(v->arena, name));
    }
    return o;
}

static struct json *
database_of(struct view *v, const struct dataset *d)
{
    struct json *o = json_object(v->arena), *key;

    json_put_text(v->arena, o, "version",
                  str_format(v->arena, "%lld.0", (long long)json_int(d->about, "version", 0)));
    json_put_text(v->arena, o, "name", d->key);
    json_put_text(v->arena, o, "description", json_text(d->about, "description"));
    json_put_text(v->arena, o, "institution", json_text(d->about, "owner_title"));
    json_put(o, S("schema"), schema_of(v, d));
    key = json_add(json_put_array(v->arena, o, "fieldsUniques"), json_array(v->arena));
    json_each(name, json_get(d->about, "key_fields"))
        json_add(key, json_new_text(v->arena, name->text));
    json_put_bool(v->arena, o, "isDraft", false);
    json_put_bool(v->arena, o, "isDisabled", false);
    json_put_bool(v->arena, o, "isArchived", false);
    if (d->modified != TIME_NONE)
        json_put_text(v->arena, o, "modifiedAt", time_text_utc(v->arena, d->modified));
    return o;
}

/* The specification's answer is one group of databases; all registries are one. */
static enum err
run_databases(struct view *v, const void *input, struct json *out)
{
    const struct govstack_databases_in *in = input;
    struct dataset                      one, *list;
    struct json                        *group, *databases;
    int                                 n;

    if (in->registry.n > 0) {
        TRY(dataset_read(v, in->registry, &one));
        json_put(out, S("database"), database_of(v, &one));
        return ERR_OK;
    }
    TRY(datasets_read(v, &list, &n));
    group = json_put_object(v->arena, out, "group");
    json_put_text(v->arena, group, "name", words(v->lang, MSG("Open data portal")));
    json_put_text(v->arena, group, "code", S("registries"));
    databases = json_put_array(v->arena, group, "databases");
    for (int i = 0; i < n; i++)
        json_add(databases, database_of(v, &list[i]));
    return ERR_OK;
}

static const struct field databases_fields[] = {
    FIELD(TEXT, struct govstack_databases_in, registry, .max = 40, .help = "Only this one"),
};

const struct query govstack_databases = {
    .name = "govstack.databases", .right = "anyone",
    .help = "The registries as GovStack's Digital Registries has them.",
    .fields = databases_fields, .n_fields = 1, .in_size = sizeof(struct govstack_databases_in),
    .run = run_databases, .heavy = true,
};
