/* registry/declare_field.c -- one field of a registry's file.  Floor 6. */
#include "ident/client.h"
#include "registry/declare.h"

static Str
at(struct declaring *d, const struct registry_field *f, const char *word)
{
    return str_format(pack_arena(d->build), "properties/%.*s/%s", STR_ARG(f->name), word);
}

static void
wrong(struct declaring *d, const struct registry_field *f, const char *word, const char *message)
{
    declare_wrong(d, at(d, f, word), message, f->name);
}

/* Words that are ours stay out of the schema that a record is held against; so does the
 * format of a geometry, which the room checks itself. */
static struct json *
without_our_words(struct declaring *d, const struct json *schema, bool geometry)
{
    struct arena *arena = pack_arena(d->build);
    struct json  *out = json_object(arena);

    json_each(member, schema)
        if (!str_starts(member->key, S("x-")) &&
            !(geometry && str_eq(member->key, S("format"))))
            json_put(out, member->key, json_copy(arena, member));
    return out;
}

static void
read_type(struct declaring *d, const struct json *schema, struct registry_field *f)
{
    Str type = json_text(schema, "type");

    f->format = json_text(schema, "format");
    if (json_get(schema, "enum") != NULL || str_eq(type, S("string")))
        f->type = str_eq(f->format, S("date")) ? REGISTRY_DAY : REGISTRY_TEXT;
    else if (str_eq(type, S("integer")))
        f->type = REGISTRY_INT;
    else if (str_eq(type, S("number")))
        f->type = REGISTRY_REAL;
    else if (str_eq(type, S("boolean")))
        f->type = REGISTRY_BOOL;
    else if (str_eq(type, S("object")) && str_eq(f->format, S("geometry")))
        f->type = REGISTRY_GEOMETRY;
    else
        wrong(d, f, "type", MSG("must be string, integer, number, boolean, an enum of texts, or an "
                                "object of format geometry"));
    json_each(value, json_get(schema, "enum"))
        if (value->kind != JSON_TEXT)
            wrong(d, f, "enum", MSG("may hold texts alone"));
}

static bool
names_a_person(Str format)
{
    return str_eq(format, S("personal-number")) || str_eq(format, S("phone")) ||
           str_eq(format, S("email"));
}

static void
read_reading(struct declaring *d, const struct json *schema, struct registry_field *f)
{
    Str read = json_text(schema, "x-read");

    f->person = json_bool(schema, "x-person");
    if (str_eq(read, S("personal")))
        f->read = READ_PERSONAL;
    else if (str_eq(read, S("official")))
        f->read = READ_OFFICIAL;
    else if (str_eq(read, S("public")))
        f->read = READ_PUBLIC;
    else if (json_get(schema, "x-read") == NULL)
        f->read = names_a_person(f->format) ? READ_PERSONAL : READ_PUBLIC;
    else
        wrong(d, f, "x-read", MSG("must be public, official or personal"));
    if (f->person && (f->read != READ_PERSONAL || !str_eq(f->format, S("personal-number"))))
        wrong(d, f, "x-person", MSG("needs a personal field of format personal-number"));
}

static void
read_count(struct declaring *d, const struct json *schema, struct registry_field *f)
{
    const struct json *count = json_get(schema, "x-count");
    bool coded = json_get(schema, "enum") != NULL || f->type == REGISTRY_BOOL || f->ref.n > 0 ||
                 str_eq(f->format, S("unit"));

    if (count == NULL)
        return;
    if (f->read == READ_PERSONAL)
        wrong(d, f, "x-count", MSG("a personal field is not counted"));
    if (count->kind == JSON_BOOL && count->flag && coded)
        f->count = COUNT_VALUE;
    else if (f->type == REGISTRY_DAY && str_eq(count->text, S("year")))
        f->count = COUNT_YEAR;
    else if (f->type == REGISTRY_DAY && str_eq(count->text, S("month")))
        f->count = COUNT_MONTH;
    else
        wrong(d, f, "x-count", MSG("must be true of an enum, a boolean, a unit or a reference; "
                                   "\"year\" or \"month\" of a date"));
}

static void
read_words(struct declaring *d, const struct json *schema, struct registry_field *f)
{
    f->title = json_get(schema, "title");
    f->words = json_get(schema, "x-words");
    declare_words(d, f->title, at(d, f, "title"));
    json_each(value, json_get(schema, "enum"))
        if (json_get_str(f->words, value->text) == NULL)
            declare_wrong(d, at(d, f, "x-words"), MSG("has no words for {1}"), value->text);
}

static const char *const words[] = { "x-words", "x-index", "x-count", "x-sum", "x-search", "x-ref",
                                     "x-read", "x-person" };

static void
check_words(struct declaring *d, const struct json *schema, const struct registry_field *f)
{
    json_each(member, schema)
    {
        bool known = !str_starts(member->key, S("x-"));

        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            known |= str_eq(member->key, str_of(words[i]));
        if (!known)
            declare_wrong(d, at(d, f, str_c(pack_arena(d->build), member->key)),
                          MSG("is not a word of a registry's field"), STR_NONE);
    }
}

void
declare_field(struct declaring *d, const struct json *schema, struct registry_field *f)
{
    *f = (struct registry_field){ .name = schema->key };
    if (!registry_key_is_valid(f->name))
        wrong(d, f, "", MSG("{1} is no name of a field: lower-case letters, digits and _, "
                            "beginning with a letter"));
    if (schema->kind != JSON_OBJECT) {
        wrong(d, f, "", MSG("must be a JSON object"));
        return;
    }
    check_words(d, schema, f);
    read_type(d, schema, f);
    f->ref = json_text(schema, "x-ref");
    f->search = json_bool(schema, "x-search");
    f->sum = json_bool(schema, "x-sum");
    read_reading(d, schema, f);
    read_count(d, schema, f);
    read_words(d, schema, f);
    f->indexed = f->type != REGISTRY_GEOMETRY &&
                 (json_bool(schema, "x-index") || f->count != COUNT_NONE || f->ref.n > 0);
    f->schema = without_our_words(d, schema, f->type == REGISTRY_GEOMETRY);
    if (f->sum && (f->type != REGISTRY_INT || f->read == READ_PERSONAL))
        wrong(d, f, "x-sum", MSG("must stand with an integer that is not personal"));
    if (f->search && f->type != REGISTRY_TEXT)
        wrong(d, f, "x-search", MSG("must stand with a text"));
    if (f->search && f->read == READ_PERSONAL)
        wrong(d, f, "x-search", MSG("a personal field is not searched"));
    if (f->ref.n > 0 && f->type != REGISTRY_TEXT)
        wrong(d, f, "x-ref", MSG("must stand with a text"));
}
