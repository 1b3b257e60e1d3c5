/* site/openapi.c -- see openapi.h.  Floor 12. */
#include "site/openapi.h"

static struct json *
field_schema(struct arena *arena, const struct field *f)
{
    struct json *s = json_object(arena);
    bool         number = f->type == FIELD_INT || f->type == FIELD_ID || f->type == FIELD_MONEY;

    json_put_text(arena, s, "type",
                  number                    ? S("integer")
                  : f->type == FIELD_BOOL   ? S("boolean")
                  : f->type == FIELD_JSON   ? S("object")
                                            : S("string"));
    if (f->type == FIELD_DAY)
        json_put_text(arena, s, "format", S("date"));
    if (f->type == FIELD_TIME)
        json_put_text(arena, s, "format", S("date-time"));
    if (f->type == FIELD_TEXT)
        json_put_int(arena, s, "maxLength", f->max ? f->max : 200);
    if (f->type == FIELD_JSON)
        s = json_object(arena); /* an object or a list */
    if (f->help != NULL)
        json_put_text(arena, s, "description", str_of(f->help));
    return s;
}

static void
put_answers(struct arena *arena, struct json *operation)
{
    struct json *answers = json_put_object(arena, operation, "responses");

    json_put_text(arena, json_put_object(arena, answers, "200"), "description",
                  S("Durable and visible: {out, entry?, entry_url?, repeated?}"));
    json_put_text(arena, json_put_object(arena, answers, "default"), "description",
                  S("Nothing was changed: {error, message, faults?: [{field, text}]}"));
}

static struct json *
operation(struct arena *arena, const char *name, const char *help, const char *right)
{
    struct json *o = json_object(arena);

    json_put_text(arena, o, "operationId", str_of(name));
    json_put_text(arena, o, "summary", help ? str_of(help) : S(""));
    json_put_text(arena, o, "x-right", str_of(right));
    return o;
}

static void
put_command(struct arena *arena, const struct command *c, struct json *paths)
{
    struct json *o = operation(arena, c->name, c->help, c->right), *schema, *properties, *required;

    schema = json_object(arena);
    json_put_text(arena, schema, "type", S("object"));
    json_put_bool(arena, schema, "additionalProperties", false);
    properties = json_put_object(arena, schema, "properties");
    required = json_array(arena);
    for (int i = 0; i < c->n_fields; i++) {
        json_put(properties, str_of(c->fields[i].name), field_schema(arena, &c->fields[i]));
        if (c->fields[i].required)
            json_add(required, json_new_text(arena, str_of(c->fields[i].name)));
    }
    if (required->count > 0)
        json_put(schema, S("required"), required);
    json_put(json_put_object(arena, json_put_object(arena, json_put_object(arena, o, "requestBody"),
                                                    "content"), "application/json"),
             S("schema"), schema);
    put_answers(arena, o);
    json_put(json_put_object(arena, paths, str_format(arena, "/api/command/%s", c->name).p),
             S("post"), o);
}

static void
put_query(struct arena *arena, const struct query *q, struct json *paths)
{
    struct json *o = operation(arena, q->name, q->help, q->right);
    struct json *parameters = json_put_array(arena, o, "parameters");

    for (int i = 0; i < q->n_fields; i++) {
        struct json *p = json_add(parameters, json_object(arena));

        json_put_text(arena, p, "name", str_of(q->fields[i].name));
        json_put_text(arena, p, "in", S("query"));
        json_put_bool(arena, p, "required", q->fields[i].required);
        json_put(p, S("schema"), field_schema(arena, &q->fields[i]));
    }
    put_answers(arena, o);
    json_put(json_put_object(arena, paths, str_format(arena, "/api/query/%s", q->name).p),
             S("get"), o);
}

struct json *
openapi_document(struct arena *arena, const struct door_table *const *tables, int n, Str server)
{
    struct json *o = json_object(arena), *info, *paths, *one;

    json_put_text(arena, o, "openapi", S("3.1.0"));
    info = json_put_object(arena, o, "info");
    json_put_text(arena, info, "title", S("Tỉnh Số"));
    json_put_text(arena, info, "version", S("1"));
    one = json_put_object(arena, info, "license");
    json_put_text(arena, one, "name", S("Apache-2.0"));
    json_put_text(arena, one, "identifier", S("Apache-2.0"));
    one = json_add(json_put_array(arena, o, "servers"), json_object(arena));
    json_put_text(arena, one, "url", server);
    paths = json_put_object(arena, o, "paths");
    for (int i = 0; i < n; i++) {
        for (const struct command *const *c = tables[i]->commands; c && *c; c++)
            put_command(arena, *c, paths);
        for (const struct query *const *q = tables[i]->queries; q && *q; q++)
            put_query(arena, *q, paths);
    }
    return o;
}
