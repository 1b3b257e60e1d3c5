/* An input object bound to declared fields.  Bound without a fault, every value is
 * what its field allows. */
#include "journal/fields.h"

#include "base/text.h"

int fuzz_fields(const unsigned char *p, size_t n);

struct bound {
    Str                code, note;
    int64_t            count, money;
    bool               yes;
    Day                day;
    Time               at;
    const struct json *list;
};

static const struct field fields[] = {
    FIELD(TEXT, struct bound, code, .required = true, .min = 2, .max = 8),
    FIELD(TEXT, struct bound, note, .help = "A text"),
    FIELD(INT, struct bound, count, .min = -3, .max = 1000),
    FIELD(MONEY, struct bound, money, .help = "Đồng"),
    FIELD(BOOL, struct bound, yes, .help = "A choice"),
    FIELD(DAY, struct bound, day, .help = "A day"),
    FIELD(TIME, struct bound, at, .help = "A moment"),
    FIELD(JSON, struct bound, list, .help = "A list"),
};

static void
check_bound(const struct bound *b)
{
    size_t code = text_count(b->code);

    if (code < 2 || code > 8 || text_count(b->note) > 200)
        BUG("a text beyond its length");
    if (b->count < -3 || b->count > 1000 || b->money < 0)
        BUG("a number beyond its range");
    if (b->day != DAY_NONE && (b->day < DAY_MIN || b->day > DAY_MAX))
        BUG("a day that is none");
    if (b->list != NULL && b->list->kind != JSON_OBJECT && b->list->kind != JSON_ARRAY)
        BUG("neither an object nor a list");
}

int
fuzz_fields(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    struct json  *input = NULL;
    struct bound  b = { .count = 0 };
    struct faults faults = { .arena = arena };

    if (json_parse(arena, (Str){ (const char *)p, n }, &input, NULL) == ERR_OK &&
        input->kind == JSON_OBJECT) {
        fields_bind(arena, fields, sizeof fields / sizeof fields[0], input, &b, &faults);
        if (!faults_any(&faults))
            check_bound(&b);
    }
    arena_free(arena);
    return 0;
}
