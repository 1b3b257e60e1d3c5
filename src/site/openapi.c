/* site/openapi.c -- see openapi.h.  Floor 12.
 *
 * Fields, rights and failures come from the tables that the door itself goes by,
 * so the document cannot promise what is not there. */
#include "site/openapi.h"

/* As a member, or as the whole object where `name` is NULL. */
static void
put_reference(struct arena *arena, struct json *to, const char *name, const char *kind, Str of)
{
    struct json *o = name != NULL ? json_put_object(arena, to, name) : to;

    json_put_text(arena, o, "$ref",
                  str_format(arena, "#/components/%s/%.*s", kind, STR_ARG(of)));
}

/* -- fields ----------------------------------------------------------------------------- */

static void
put_bounds(struct arena *arena, const struct field *f, struct json *s)
{
    if (f->type == FIELD_TEXT) {
        if (f->min > 0)
            json_put_int(arena, s, "minLength", f->min);
        json_put_int(arena, s, "maxLength", f->max ? f->max : 200);
    } else if (f->type == FIELD_INT && (f->min != 0 || f->max != 0)) {
        json_put_int(arena, s, "minimum", f->min);
        json_put_int(arena, s, "maximum", f->max);
    }
}

static struct json *
field_schema(struct arena *arena, const struct field *f)
{
    static const char *const type[] = {
        [FIELD_TEXT] = "string",  [FIELD_INT] = "integer", [FIELD_BOOL] = "boolean",
        [FIELD_ID] = "integer",   [FIELD_DAY] = "string",  [FIELD_TIME] = "string",
        [FIELD_MONEY] = "integer",
    };
    struct json *s = json_object(arena);

    if (f->type != FIELD_JSON) /* an object or a list */
        json_put_text(arena, s, "type", str_of(type[f->type]));
    if (f->type == FIELD_DAY)
        json_put_text(arena, s, "format", S("date"));
    if (f->type == FIELD_TIME)
        json_put_text(arena, s, "format", S("date-time"));
    put_bounds(arena, f, s);
    if (f->help != NULL)
        json_put_text(arena, s, "description", str_of(f->help));
    return s;
}

/* -- answers ------------------------------------------------------------------------------ */

/* "E422": all failures that answer with this status. */
static Str
failure_name(struct arena *arena, int status)
{
    return str_format(arena, "E%d", status);
}

static struct json *
content_of(struct arena *arena, struct json *to)
{
    return json_put_object(arena, json_put_object(arena, to, "content"), "application/json");
}

static void
put_failures(struct arena *arena, struct json *components)
{
    struct json *responses = json_put_object(arena, components, "responses"), *one;

    for (int e = ERR_OK + 1; e < ERR_COUNT; e++) {
        Str        name = failure_name(arena, err_http((enum err)e));
        struct buf what = BUF_MAX(4000);

        if (json_get_str(responses, name) != NULL)
            continue;
        for (int same = e; same < ERR_COUNT; same++)
            if (err_http((enum err)same) == err_http((enum err)e))
                buf_format(&what, "%s%s: %s", what.n > 0 ? "  " : "", err_name((enum err)same),
                           err_message((enum err)same));
        one = json_put(responses, name, json_object(arena));
        json_put_text(arena, one, "description", str_copy(arena, buf_str(&what)));
        put_reference(arena, content_of(arena, one), "schema", "schemas", S("Failure"));
        buf_free(&what);
    }
}

static struct json *
property(struct arena *arena, struct json *of, const char *name, const char *type,
         const char *help)
{
    struct json *p = json_put_object(arena, of, name);

    json_put_text(arena, p, "type", str_of(type));
    json_put_text(arena, p, "description", str_of(help));
    return p;
}

static struct json *
object_schema(struct arena *arena, struct json *schemas, const char *name, const char *required)
{
    struct json *o = json_put_object(arena, schemas, name), *list;
    Str          rest = str_of(required), one;

    json_put_text(arena, o, "type", S("object"));
    list = json_put_array(arena, o, "required");
    while (rest.n > 0) {
        str_cut(rest, ' ', &one, &rest);
        json_add(list, json_new_text(arena, one));
    }
    return json_put_object(arena, o, "properties");
}

static void
put_schemas(struct arena *arena, struct json *components)
{
    struct json *schemas = json_put_object(arena, components, "schemas"), *p, *names;

    p = object_schema(arena, schemas, "Answer", "out");
    property(arena, p, "out", "object", "What the command did, or what was asked for");
    property(arena, p, "entry", "integer", "The journal's entry, when one was made");
    property(arena, p, "entry_url", "string", "Its page");
    property(arena, p, "repeated", "boolean", "The stored answer of an earlier call");
    property(arena, p, "simulated_data", "string", "There in a province of invented records");
    p = object_schema(arena, schemas, "Fault", "field text");
    property(arena, p, "field", "string", "The input's field, inner ones after a slash");
    property(arena, p, "text", "string", "What is wrong with it, in the language asked for");
    p = object_schema(arena, schemas, "Failure", "error message");
    names = json_put_array(arena, property(arena, p, "error", "string", "For programs"), "enum");
    for (int e = ERR_OK + 1; e < ERR_COUNT; e++)
        json_add(names, json_new_text(arena, str_of(err_name((enum err)e))));
    property(arena, p, "message", "string", "For people, in the language asked for");
    put_reference(arena, property(arena, p, "faults", "array", "Everything wrong with the input"),
                  "items", "schemas", S("Fault"));
    p = object_schema(arena, schemas, "Upload", "files faults");
    put_reference(arena, property(arena, p, "faults", "array", "Files that were not taken"),
                  "items", "schemas", S("Fault"));
    p = property(arena, p, "files", "array", "A ticket for each file that was taken");
    p = json_put_object(arena, p, "items");
    json_put_text(arena, p, "type", S("object"));
    p = json_put_object(arena, p, "properties");
    property(arena, p, "component", "string", "As the file's field named it");
    property(arena, p, "ticket", "string", "What a command calls it by");
}

static void
put_ways_in(struct arena *arena, struct json *components)
{
    struct json *ways = json_put_object(arena, components, "securitySchemes"), *way;

    way = json_put_object(arena, ways, "token");
    json_put_text(arena, way, "type", S("http"));
    json_put_text(arena, way, "scheme", S("bearer"));
    json_put_text(arena, way, "description", S("A personal token (token.create)"));
    way = json_put_object(arena, ways, "session");
    json_put_text(arena, way, "type", S("apiKey"));
    json_put_text(arena, way, "in", S("cookie"));
    json_put_text(arena, way, "name", S("phien"));
    json_put_text(arena, way, "description", S("What session.open answers as `session`"));
}

static void
put_answers(struct arena *arena, struct json *operation, const char *status, const char *well,
            Str schema)
{
    struct json *answers = json_put_object(arena, operation, "responses");
    struct json *good = json_put_object(arena, answers, status);

    json_put_text(arena, good, "description", str_of(well));
    put_reference(arena, content_of(arena, good), "schema", "schemas", schema);
    for (int e = ERR_OK + 1; e < ERR_COUNT; e++) {
        int  failed = err_http((enum err)e);
        char code[8] = { (char)('0' + failed / 100), (char)('0' + failed / 10 % 10),
                         (char)('0' + failed % 10), '\0' };

        if (json_get(answers, code) == NULL)
            put_reference(arena, answers, str_format(arena, "%s", code).p, "responses",
                          failure_name(arena, failed));
    }
}

/* -- operations ----------------------------------------------------------------------------- */

/* Anyone's, or with one of the ways in. */
static void
put_security(struct arena *arena, struct json *o, const char *right)
{
    struct json *list = json_put_array(arena, o, "security");

    if (str_eq(str_of(right), S("anyone")))
        json_add(list, json_object(arena));
    json_put_array(arena, json_add(list, json_object(arena)), "token");
    json_put_array(arena, json_add(list, json_object(arena)), "session");
}

static struct json *
operation(struct arena *arena, const char *name, const char *help, const char *right)
{
    struct json *o = json_object(arena);
    Str          room, rest;

    str_cut(str_of(name), '.', &room, &rest);
    json_put_text(arena, o, "operationId", str_of(name));
    json_add(json_put_array(arena, o, "tags"), json_new_text(arena, room));
    json_put_text(arena, o, "summary", help ? str_of(help) : S(""));
    json_put_text(arena, o, "x-right", str_of(right));
    put_security(arena, o, right);
    return o;
}

static void
put_command(struct arena *arena, const struct command *c, struct json *paths)
{
    struct json *o = operation(arena, c->name, c->help, c->right), *schema, *properties;
    struct json *required = json_array(arena), *body;

    schema = json_object(arena);
    json_put_text(arena, schema, "type", S("object"));
    json_put_bool(arena, schema, "additionalProperties", false);
    properties = json_put_object(arena, schema, "properties");
    for (int i = 0; i < c->n_fields; i++) {
        json_put(properties, str_of(c->fields[i].name), field_schema(arena, &c->fields[i]));
        if (c->fields[i].required)
            json_add(required, json_new_text(arena, str_of(c->fields[i].name)));
    }
    if (required->count > 0)
        json_put(schema, S("required"), required);
    put_reference(arena, json_add(json_put_array(arena, o, "parameters"), json_object(arena)),
                  NULL, "parameters", S("IdempotencyKey"));
    body = json_put_object(arena, o, "requestBody");
    json_put_bool(arena, body, "required", true);
    json_put(content_of(arena, body), S("schema"), schema);
    put_answers(arena, o, "200", "Durable and visible", S("Answer"));
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
    put_answers(arena, o, "200", "What is committed", S("Answer"));
    json_put(json_put_object(arena, paths, str_format(arena, "/api/query/%s", q->name).p),
             S("get"), o);
}

/* Files come before the command that names them; what tells them is the ticket. */
static void
put_upload(struct arena *arena, struct json *paths)
{
    static const char help[] = "Takes files named file-COMPONENT; answers a ticket for each, "
                               "which dossier.submit and dossier.supply name.";
    struct json *o = operation(arena, "upload", help, "anyone");
    struct json *body = json_put_object(arena, o, "requestBody"), *content, *s;

    content = json_put_object(arena, json_put_object(arena, body, "content"),
                              "multipart/form-data");
    s = json_put_object(arena, content, "schema");
    json_put_text(arena, s, "type", S("object"));
    s = json_put_object(arena, s, "additionalProperties");
    json_put_text(arena, s, "type", S("string"));
    json_put_text(arena, s, "contentMediaType", S("application/octet-stream"));
    put_answers(arena, o, "201", "Kept for a while", S("Upload"));
    json_put(json_put_object(arena, paths, "/api/upload"), S("post"), o);
}

static void
put_components(struct arena *arena, struct json *document)
{
    struct json *components = json_put_object(arena, document, "components"), *key;

    put_schemas(arena, components);
    put_failures(arena, components);
    put_ways_in(arena, components);
    key = json_put_object(arena, json_put_object(arena, components, "parameters"),
                          "IdempotencyKey");
    json_put_text(arena, key, "name", S("Idempotency-Key"));
    json_put_text(arena, key, "in", S("header"));
    json_put_text(arena, key, "description",
                  S("The same key again is answered as the first time, and done once"));
    json_put_text(arena, json_put_object(arena, key, "schema"), "type", S("string"));
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
    put_upload(arena, paths);
    for (int i = 0; i < n; i++) {
        for (const struct command *const *c = tables[i]->commands; c && *c; c++)
            put_command(arena, *c, paths);
        for (const struct query *const *q = tables[i]->queries; q && *q; q++)
            put_query(arena, *q, paths);
    }
    put_components(arena, o);
    return o;
}
