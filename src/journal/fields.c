/* journal/fields.c -- see fields.h.  Floor 2. */
#include "journal/fields.h"

#include "base/id.h"
#include "base/scan.h"
#include "base/text.h"

#define TEXT_MAX_DEFAULT 200

struct binding {
    struct arena        *arena;
    struct faults       *faults;
    const struct field  *field;
    const struct json   *value;
    void                *to;
};

static void
fault(const struct binding *b, const char *message, Str one, Str two)
{
    fault_add(b->faults, str_of(b->field->name), message, one, two);
}

static Str
number(const struct binding *b, int64_t v)
{
    return str_int(b->arena, v);
}

static void
bind_text(const struct binding *b)
{
    int64_t max = b->field->max ? b->field->max : TEXT_MAX_DEFAULT;
    Str     s = b->value->text;
    size_t  n;

    if (b->value->kind != JSON_TEXT) {
        fault(b, MSG("must be text"), STR_NONE, STR_NONE);
        return;
    }
    n = text_count(s);
    if ((int64_t)n > max)
        fault(b, MSG("is too long: at most {1} characters, now {2}"), number(b, max),
              number(b, (int64_t)n));
    else if ((int64_t)n < b->field->min)
        fault(b, MSG("is too short: at least {1} characters"), number(b, b->field->min), STR_NONE);
    else
        *(Str *)b->to = s;
}

static void
bind_int(const struct binding *b)
{
    int64_t v, min = b->field->min, max = b->field->max;

    if (min == 0 && max == 0)
        max = INT64_MAX;
    if (b->value->kind == JSON_INT)
        v = b->value->number;
    else if (b->value->kind != JSON_TEXT ||
             scan_int(str_trim(b->value->text), INT64_MIN, INT64_MAX, &v) != ERR_OK) {
        fault(b, MSG("must be a whole number"), STR_NONE, STR_NONE);
        return;
    }
    if (v < min || v > max)
        fault(b, MSG("must be from {1} to {2}"), number(b, min), number(b, max));
    else
        *(int64_t *)b->to = v;
}

static void
bind_bool(const struct binding *b)
{
    Str s = b->value->text;

    if (b->value->kind == JSON_BOOL)
        *(bool *)b->to = b->value->flag;
    else if (b->value->kind == JSON_TEXT && (str_eq(s, S("on")) || str_eq(s, S("true"))))
        *(bool *)b->to = true;
    else if (b->value->kind == JSON_TEXT && (str_eq(s, S("off")) || str_eq(s, S("false"))))
        *(bool *)b->to = false;
    else
        fault(b, MSG("must be true or false"), STR_NONE, STR_NONE);
}

static void
bind_day(const struct binding *b)
{
    if (b->value->kind != JSON_TEXT || day_parse_people(b->value->text, b->to) != ERR_OK)
        fault(b, MSG("{1} is not in the calendar; write day/month/year, for example 28/02/2024"),
              b->value->text, STR_NONE);
}

static void
bind_time(const struct binding *b)
{
    if (b->value->kind != JSON_TEXT || time_parse(b->value->text, b->to) != ERR_OK)
        fault(b, MSG("must be a time such as 2024-07-01T07:30"), STR_NONE, STR_NONE);
}

static void
bind_json(const struct binding *b)
{
    struct json *v;

    if (b->value->kind == JSON_OBJECT || b->value->kind == JSON_ARRAY)
        *(const struct json **)b->to = b->value;
    else if (b->value->kind == JSON_TEXT &&
             json_parse(b->arena, b->value->text, &v, NULL) == ERR_OK &&
             (v->kind == JSON_OBJECT || v->kind == JSON_ARRAY))
        *(const struct json **)b->to = v;
    else
        fault(b, MSG("must be a JSON object"), STR_NONE, STR_NONE);
}

static void
bind_one(const struct binding *b)
{
    switch (b->field->type) {
    case FIELD_TEXT:  bind_text(b); break;
    case FIELD_BOOL:  bind_bool(b); break;
    case FIELD_DAY:   bind_day(b); break;
    case FIELD_TIME:  bind_time(b); break;
    case FIELD_JSON:  bind_json(b); break;
    case FIELD_INT:
    case FIELD_ID:
    case FIELD_MONEY: bind_int(b); break;
    }
}

static void
set_absent(const struct field *f, void *to)
{
    if (f->type == FIELD_DAY)
        *(Day *)to = DAY_NONE;
    if (f->type == FIELD_TIME)
        *(Time *)to = TIME_NONE;
}

static bool
is_absent(const struct json *v)
{
    return v == NULL || v->kind == JSON_NULL || (v->kind == JSON_TEXT && v->text.n == 0);
}

static bool
is_declared(const struct field *fields, int n, Str name)
{
    for (int i = 0; i < n; i++)
        if (str_eq(str_of(fields[i].name), name))
            return true;
    return false;
}

void
fields_bind(struct arena *arena, const struct field *fields, int n, const struct json *input,
            void *out, struct faults *faults)
{
    for (int i = 0; i < n; i++) {
        struct binding b = { .arena = arena, .faults = faults, .field = &fields[i],
                             .value = json_get(input, fields[i].name),
                             .to = (char *)out + fields[i].offset };

        set_absent(b.field, b.to);
        if (!is_absent(b.value))
            bind_one(&b);
        else if (b.field->required)
            fault(&b, MSG("is missing"), STR_NONE, STR_NONE);
    }
    json_each(v, input)
        if (!is_declared(fields, n, v->key))
            fault_add(faults, v->key, "is not known here", STR_NONE, STR_NONE);
}
