/* pack/schema_self.c -- is a schema one that we accept?  The closed list of
 * keywords; any other is refused by name, so that no form means less than its
 * author wrote.  Floor 3. */
#include "base/lang.h"
#include "pack/format.h"
#include "pack/pattern.h"
#include "pack/schema.h"

#define DEPTH_MAX 16

struct keyword {
    const char    *name;
    enum json_kind kind;
    bool           any; /* of several kinds: checked by hand */
};

static const struct keyword keywords[] = {
    { "type", JSON_TEXT, true },          { "properties", JSON_OBJECT, false },
    { "required", JSON_ARRAY, false },    { "additionalProperties", JSON_BOOL, true },
    { "items", JSON_OBJECT, true },       { "minItems", JSON_INT, false },
    { "maxItems", JSON_INT, false },      { "uniqueItems", JSON_BOOL, false },
    { "enum", JSON_ARRAY, false },        { "const", JSON_NULL, true },
    { "pattern", JSON_TEXT, false },      { "minLength", JSON_INT, false },
    { "maxLength", JSON_INT, false },     { "minimum", JSON_INT, true },
    { "maximum", JSON_INT, true },        { "multipleOf", JSON_INT, false },
    { "format", JSON_TEXT, false },       { "if", JSON_OBJECT, true },
    { "then", JSON_OBJECT, true },        { "else", JSON_OBJECT, true },
    { "$defs", JSON_OBJECT, false },      { "$ref", JSON_TEXT, false },
    { "title", JSON_OBJECT, true },       { "description", JSON_OBJECT, true },
    { "default", JSON_NULL, true },       { "examples", JSON_ARRAY, false },
    { "x-pages", JSON_ARRAY, false },     { "x-prefill", JSON_TEXT, false },
    { "x-labels", JSON_OBJECT, false },
};

struct looking {
    struct faults     *faults;
    const struct json *root;
    int                depth;
};

static void look(struct looking *, const struct json *schema, Str path);

static Str
under(struct looking *l, Str path, Str name)
{
    if (path.n == 0)
        return name;
    return str_format(l->faults->arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(name));
}

static const struct keyword *
keyword_named(Str name)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (str_eq(name, str_of(keywords[i].name)))
            return &keywords[i];
    return NULL;
}

static bool
is_type_name(Str s)
{
    static const char *const types[] = { "object", "array", "string", "integer", "number", "boolean", "null" };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_eq(s, str_of(types[i])))
            return true;
    return false;
}

static void
look_type(struct looking *l, const struct json *v, Str path)
{
    bool good = v->kind == JSON_TEXT ? is_type_name(v->text) : v->kind == JSON_ARRAY && v->count > 0;

    if (v->kind == JSON_ARRAY)
        json_each(t, v) good &= t->kind == JSON_TEXT && is_type_name(t->text);
    if (!good)
        fault_add(l->faults, path, MSG("is not a JSON type"), STR_NONE, STR_NONE);
}

static void
look_members(struct looking *l, const struct json *v, Str path)
{
    json_each(member, v) look(l, member, under(l, path, member->key));
}

static void
look_required(struct looking *l, const struct json *schema, const struct json *v, Str path)
{
    const struct json *properties = json_get(schema, "properties");

    json_each(name, v)
        if (name->kind != JSON_TEXT ||
            (properties != NULL && json_get_str(properties, name->text) == NULL))
            fault_add(l->faults, path, MSG("{1} is required but not declared"), name->text, STR_NONE);
}

static void
look_value(struct looking *l, const struct json *schema, const struct json *v, Str path)
{
    Str k = v->key;

    if (str_eq(k, S("type")))
        look_type(l, v, path);
    else if (str_eq(k, S("properties")) || str_eq(k, S("$defs")))
        look_members(l, v, path);
    else if (str_eq(k, S("items")) || str_eq(k, S("if")) || str_eq(k, S("then")) ||
             str_eq(k, S("else")) || (str_eq(k, S("additionalProperties")) && v->kind != JSON_BOOL))
        look(l, v, path);
    else if (str_eq(k, S("required")))
        look_required(l, schema, v, path);
    else if (str_eq(k, S("format")) && !format_is_known(v->text))
        fault_add(l->faults, path, MSG("{1} is not a format this program knows"), v->text, STR_NONE);
    else if (str_eq(k, S("pattern")) && !pattern_is_safe(v->text))
        fault_add(l->faults, path, MSG("{1} is not a pattern this program takes"), v->text, STR_NONE);
    else if (str_eq(k, S("$ref")) &&
             (!str_starts(v->text, S("#/$defs/")) ||
              json_get_str(json_get(l->root, "$defs"), str_sub(v->text, 8, v->text.n)) == NULL))
        fault_add(l->faults, path, MSG("{1} leads nowhere in this file"), v->text, STR_NONE);
}

static void
look(struct looking *l, const struct json *schema, Str path)
{
    if (schema->kind == JSON_BOOL)
        return;
    if (schema->kind != JSON_OBJECT || l->depth >= DEPTH_MAX) {
        fault_add(l->faults, path, MSG("is not a schema"), STR_NONE, STR_NONE);
        return;
    }
    l->depth++;
    json_each(v, schema)
    {
        const struct keyword *k = keyword_named(v->key);
        Str                   here = under(l, path, v->key);

        if (k == NULL)
            fault_add(l->faults, here, MSG("{1} is not a keyword this program takes"), v->key, STR_NONE);
        else if (!k->any && v->kind != k->kind)
            fault_add(l->faults, here, MSG("is not of the right kind"), STR_NONE, STR_NONE);
        else
            look_value(l, schema, v, here);
    }
    l->depth--;
}

void
schema_check_schema(const struct json *schema, struct faults *faults)
{
    struct looking l = { .faults = faults, .root = schema };

    look(&l, schema, S(""));
}
