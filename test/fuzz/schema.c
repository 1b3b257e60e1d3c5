/* [schema, value]: any schema is judged; one that is taken checks any value, finds
 * the same faults twice and under a schema read once, says yes only when there are none, and
 * what it coerced once it leaves alone.  A form's schema is one of records too, but for
 * words of pages. */
#include "pack/schema.h"

int fuzz_schema(const unsigned char *p, size_t n);

static int
faults_of(struct arena *arena, const struct schema_options *o, const struct json *schema,
          const struct json *value)
{
    struct faults f = { .arena = arena };

    schema_check(o, schema, value, &f, S("form"));
    for (const struct fault *one = f.first; one != NULL; one = one->next)
        if (one->message == NULL || !str_starts(one->field, S("form")))
            BUG("a fault without its place or its words");
    return f.count;
}

static const char *const pages[] = { "x-pages", "x-prefill", NULL };

static void
check_compiled(struct arena *arena, const struct schema_options *o, const struct json *schema,
               const struct json *value)
{
    const struct schema *compiled = schema_compile(arena, schema);
    struct faults        f = { .arena = arena };
    bool                 held = schema_check_compiled(o, compiled, value, &f, S("form"));

    if (f.count != faults_of(arena, o, schema, value))
        BUG("read once, judged otherwise");
    if (held == faults_any(&f) || held != schema_holds(o, compiled, value))
        BUG("yes or no is not what the faults say");
}

int
fuzz_schema(const unsigned char *p, size_t n)
{
    struct arena         *arena = arena_new();
    struct json          *both = NULL, *once;
    const struct json    *schema, *value;
    struct schema_options o = { .arena = arena, .simulated = n % 2 == 0,
                                   .filed = (Day)n };
    struct faults         own = { .arena = arena }, form = own;

    if (json_parse(arena, (Str){ (const char *)p, n }, &both, NULL) == ERR_OK &&
        both->kind == JSON_ARRAY && both->count == 2) {
        schema = both->first;
        value = schema->next;
        schema_check_schema(schema, &form);
        schema_check_record_schema(schema, pages, &own);
        if (faults_any(&own) && !faults_any(&form))
            BUG("taken for forms, refused for records");
        if (!faults_any(&own)) {
            if (faults_of(arena, &o, schema, value) != faults_of(arena, &o, schema, value))
                BUG("checked twice, judged twice");
            check_compiled(arena, &o, schema, value);
            once = schema_coerce(&o, schema, value);
            if (!str_eq(json_string(arena, schema_coerce(&o, schema, once)),
                        json_string(arena, once)))
                BUG("coerced twice is another value");
            (void)faults_of(arena, &o, schema, once);
        }
    }
    arena_free(arena);
    return 0;
}
