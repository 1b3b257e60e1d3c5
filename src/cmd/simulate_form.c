/* cmd/simulate_form.c -- see simulate_form.h.
 *
 * An answer comes from its rule in simulation.json if there is one, else from
 * its type, enum, format or pattern; so a form that the pack says nothing about
 * is filled too.  Identities are such as nobody has: personal numbers and tax
 * codes begin with 000, telephone numbers with 0000, mail ends in
 * example.invalid.  Floor 13. */
#include "cmd/simulate_form.h"

#include "base/scan.h"
#include "pack/schema.h"

#define LENGTH_MAX 200 /* of an invented text */

Str
invent_one_of(struct draw *d, const struct json *list)
{
    int64_t at;

    if (list == NULL || list->count == 0)
        return S("");
    at = draw_below(d, (int64_t)list->count);
    json_each(v, list)
        if (at-- == 0)
            return v->text;
    return S("");
}

Str
invent_name(struct invent *in, Str sex)
{
    const struct json *names = in->plan->names;
    bool female = str_eq(sex, S("female")) || (!str_eq(sex, S("male")) && draw_below(in->draw, 2));
    Str  family = invent_one_of(in->draw, json_get(names, "family"));
    Str  middle = invent_one_of(in->draw,
                                json_get(names, female ? "middle_female" : "middle_male"));
    Str  given = invent_one_of(in->draw, json_get(names, female ? "given_female" : "given_male"));

    return str_format(in->arena, "%.*s %.*s %.*s", STR_ARG(family), STR_ARG(middle),
                      STR_ARG(given));
}

/* -- by a rule ------------------------------------------------------------------------ */

static struct json *
by_weights(struct invent *in, const struct json *weights)
{
    int64_t sum = 0, weight = 0, at;

    json_each(v, weights) sum += fixed_of(v, &weight) == ERR_OK ? weight : 0;
    at = sum > 0 ? draw_below(in->draw, sum) : 0;
    json_each(v, weights)
    {
        if (fixed_of(v, &weight) == ERR_OK && at < weight)
            return json_new_text(in->arena, v->key);
        at -= weight;
    }
    return NULL;
}

static int64_t
nth(const struct json *list, int n, int64_t otherwise)
{
    json_each(v, list)
        if (n-- == 0)
            return v->kind == JSON_INT ? v->number : otherwise;
    return otherwise;
}

static struct json *
by_rule(struct invent *in, const struct json *rule)
{
    const struct json *v;
    int64_t            min, step;

    v = json_get(rule, "name");
    if (v != NULL)
        return json_new_text(in->arena, invent_name(in, v->text));
    v = json_get(rule, "words");
    if (v != NULL)
        return json_new_text(in->arena, invent_one_of(in->draw, v));
    v = json_get(rule, "weights");
    if (v != NULL)
        return by_weights(in, v);
    v = json_get(rule, "days");
    if (v != NULL)
        return json_new_text(in->arena,
                             day_text(in->arena,
                                      in->today + (Day)draw_between(in->draw, nth(v, 0, 0),
                                                                    nth(v, 1, 0))));
    v = json_get(rule, "number");
    if (v == NULL)
        return NULL;
    min = nth(v, 0, 0);
    step = nth(v, 2, 1);
    return json_new_int(in->arena,
                        min + step * draw_between(in->draw, 0, (nth(v, 1, min) - min) / step));
}

/* -- by a pattern ---------------------------------------------------------------------- */

/* One place of a pattern: the characters it may be. */
struct place {
    char   may[128];
    int    n;
    size_t after; /* where the pattern goes on; 0: not understood */
};

static void
add_range(struct place *p, char from, char to)
{
    for (int c = from; c <= to && p->n < (int)sizeof p->may; c++)
        p->may[p->n++] = (char)c;
}

static void
read_set(Str pattern, size_t at, struct place *p)
{
    for (; at < pattern.n && pattern.p[at] != ']'; at++) {
        if (pattern.p[at] == '\\' || pattern.p[at] == '^' || (pattern.p[at] & 0x80))
            return;
        if (at + 2 < pattern.n && pattern.p[at + 1] == '-' && pattern.p[at + 2] != ']') {
            add_range(p, pattern.p[at], pattern.p[at + 2]);
            at += 2;
        } else {
            add_range(p, pattern.p[at], pattern.p[at]);
        }
    }
    p->after = p->n > 0 ? at + 1 : 0;
}

static void
read_place(Str pattern, size_t at, struct place *p)
{
    char c = pattern.p[at];

    *p = (struct place){ .after = 0 };
    if (c == '[') {
        read_set(pattern, at + 1, p);
    } else if (c == '\\' && at + 1 < pattern.n && pattern.p[at + 1] == 'd') {
        add_range(p, '0', '9');
        p->after = at + 2;
    } else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '/' || c == ':' || c == ' ') {
        add_range(p, c, c);
        p->after = at + 1;
    }
}

/* "{8}", "{6,19}"; nothing: once.  False when it is something else. */
static bool
read_times(Str pattern, size_t *at, int64_t *min, int64_t *max)
{
    ptrdiff_t end;
    Str       first, second;

    *min = *max = 1;
    if (*at >= pattern.n || pattern.p[*at] != '{')
        return *at >= pattern.n || strchr("+*?|()", pattern.p[*at]) == NULL;
    end = str_find(str_sub(pattern, *at, pattern.n), S("}"));
    if (end < 0)
        return false;
    if (!str_cut(str_sub(pattern, *at + 1, (size_t)end - 1), ',', &first, &second))
        second = first;
    *at += (size_t)end + 1;
    return scan_int(first, 0, LENGTH_MAX, min) == ERR_OK &&
           scan_int(second, *min, LENGTH_MAX, max) == ERR_OK;
}

/* A text for "^[0-9]{6,19}$" and the like; STR_NONE for what is richer. */
static Str
by_pattern(struct invent *in, Str pattern)
{
    char   text[LENGTH_MAX];
    size_t n = 0, at = 1;

    if (pattern.n < 2 || pattern.p[0] != '^' || pattern.p[pattern.n - 1] != '$')
        return STR_NONE;
    pattern.n--;
    while (at < pattern.n) {
        struct place p;
        int64_t      min, max, times;

        read_place(pattern, at, &p);
        at = p.after;
        if (p.after == 0 || !read_times(pattern, &at, &min, &max))
            return STR_NONE;
        times = draw_between(in->draw, min, max);
        for (int64_t i = 0; i < times && n < sizeof text; i++)
            text[n++] = p.may[draw_below(in->draw, p.n)];
    }
    return str_copy(in->arena, (Str){ text, n });
}

/* -- by a format ------------------------------------------------------------------------ */

/* 000, a digit for century and sex, two for the year, six more. */
static Str
personal_number(struct invent *in, Str sex)
{
    int64_t odd = str_eq(sex, S("male"))     ? 0
                  : str_eq(sex, S("female")) ? 1
                                             : draw_below(in->draw, 2);

    return str_format(in->arena, "000%lld%02lld%06lld", (long long)odd,
                      (long long)draw_between(in->draw, 50, 99),
                      (long long)draw_below(in->draw, 1000000));
}

/* Ten digits, the last one a check digit over the nine before it; where that
 * would be ten no code has these nine, and others are drawn. */
static Str
tax_code(struct invent *in)
{
    static const int weight[9] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };
    char             text[11] = "0000000000";
    int              check = 10;

    while (check == 10) {
        int sum = 0;

        for (int i = 3; i < 9; i++)
            text[i] = (char)('0' + draw_below(in->draw, 10));
        for (int i = 0; i < 9; i++)
            sum += weight[i] * (text[i] - '0');
        check = 10 - sum % 11;
    }
    text[9] = (char)('0' + check);
    return str_copy(in->arena, (Str){ text, 10 });
}

static Str
by_format(struct invent *in, const struct json *schema, const struct json *rule)
{
    Str format = json_text(schema, "format");

    if (str_eq(format, S("personal-number")))
        return personal_number(in, json_text(rule, "sex"));
    if (str_eq(format, S("tax-code")))
        return tax_code(in);
    if (str_eq(format, S("date")) && json_get(schema, "x-not-before") != NULL)
        return day_text(in->arena, in->today + (Day)draw_between(in->draw, 0, 30));
    if (str_eq(format, S("date")))
        return day_text(in->arena, in->today - (Day)draw_between(in->draw, 1, 365));
    if (str_eq(format, S("phone")))
        return str_format(in->arena, "0000%06lld", (long long)draw_below(in->draw, 1000000));
    if (str_eq(format, S("email")))
        return str_format(in->arena, "mo-phong-%lld@example.invalid",
                          (long long)draw_below(in->draw, 1000000));
    if (str_eq(format, S("uri")))
        return S("https://example.invalid/mo-phong");
    if (str_eq(format, S("unit")) && in->n_communes > 0)
        return in->communes[draw_below(in->draw, in->n_communes)];
    return STR_NONE;
}

static Str
by_length(struct invent *in, const struct json *schema)
{
    int64_t min = json_int(schema, "minLength", 0), max = json_int(schema, "maxLength", LENGTH_MAX);
    Str     text = str_format(in->arena, "Mô phỏng %lld", (long long)draw_below(in->draw, 1000));
    Str     longer = text;

    while ((int64_t)longer.n < min * 2 && longer.n < 4000) /* bytes: never fewer than characters */
        longer = str_format(in->arena, "%.*s; %.*s", STR_ARG(longer), STR_ARG(text));
    return max < 12 ? str_sub(S("xxxxxxxxxxxx"), 0, (size_t)max) : longer;
}

static struct json *
text_by_schema(struct invent *in, const struct json *schema, const struct json *rule)
{
    Str                format = json_text(schema, "format"), pattern = json_text(schema, "pattern");
    const struct json *values = json_get(schema, "enum"), *examples = json_get(schema, "examples");
    Str                text = STR_NONE;

    if (values != NULL)
        text = invent_one_of(in->draw, values);
    else if (pattern.n > 0)
        text = by_pattern(in, pattern);
    else if (format.n > 0)
        text = by_format(in, schema, rule);
    else
        text = by_length(in, schema);
    if (text.n == 0 && examples != NULL && examples->first != NULL)
        text = examples->first->text;
    return text.n > 0 ? json_new_text(in->arena, text) : NULL;
}

static struct json *by_rules(struct invent *in, const struct json *form);

static struct json *
by_schema(struct invent *in, const struct json *schema, const struct json *rule)
{
    Str                type = json_text(schema, "type");
    const struct json *fixed = json_get(schema, "const");
    int64_t            min = json_int(schema, "minimum", 0);

    if (fixed != NULL)
        return json_copy(in->arena, fixed);
    if (str_eq(type, S("boolean")))
        return json_new_bool(in->arena, draw_below(in->draw, 2));
    if (str_eq(type, S("integer")) || str_eq(type, S("number")))
        return json_new_int(in->arena,
                            draw_between(in->draw, min, json_int(schema, "maximum", min + 1000)));
    if (str_eq(type, S("object")))
        return by_rules(in, schema);
    if (str_eq(type, S("array"))) {
        struct json *list = json_array(in->arena), *one;

        one = by_schema(in, json_get(schema, "items"), NULL);
        return one != NULL && json_add(list, one) != NULL ? list : NULL;
    }
    return text_by_schema(in, schema, rule);
}

/* -- the whole form ----------------------------------------------------------------------- */

static bool
names(const struct json *list, Str key)
{
    json_each(v, list)
        if (str_eq(v->text, key))
            return true;
    return false;
}

static struct json *
invent_one(struct invent *in, const struct json *schema)
{
    const struct json *rule = json_get_str(in->rules, schema->key);
    struct json       *v = rule != NULL ? by_rule(in, rule) : NULL;

    return v != NULL ? v : by_schema(in, schema, rule);
}

/* The branch of if, then and else that these answers are under; NULL: neither. */
static const struct json *
branch_of(struct invent *in, const struct json *form, const struct json *answers)
{
    struct schema_options o = { .arena = in->arena, .simulated = true };
    struct faults         faults = { .arena = in->arena };
    const struct json    *condition = json_get(form, "if");

    if (condition == NULL)
        return NULL;
    schema_check(&o, condition, answers, &faults, S(""));
    return json_get(form, faults_any(&faults) ? "else" : "then");
}

static bool
is_volunteered(struct invent *in, Str key)
{
    const struct json *rule = json_get_str(in->rules, key);
    int64_t            share = in->plan->optional_answer;

    if (json_get(rule, "given") != NULL && fixed_of(json_get(rule, "given"), &share) != ERR_OK)
        share = 0;
    return draw_chance(in->draw, share);
}

/* First what is always required, since conditions ask for that; then the rest. */
static struct json *
by_rules(struct invent *in, const struct json *form)
{
    const struct json *properties = json_get(form, "properties");
    const struct json *required = json_get(form, "required"), *more;
    struct json       *answers = json_object(in->arena);

    json_each(p, properties)
    {
        struct json *v = names(required, p->key) ? invent_one(in, p) : NULL;

        if (v != NULL)
            json_put(answers, p->key, v);
    }
    more = json_get(branch_of(in, form, answers), "required");
    json_each(p, properties)
    {
        struct json *v = NULL;

        if (!names(required, p->key) && (names(more, p->key) || is_volunteered(in, p->key)))
            v = invent_one(in, p);
        if (v != NULL)
            json_put(answers, p->key, v);
    }
    return answers;
}

/* -- by a sample ------------------------------------------------------------------------ */

static struct json *
like_sample(struct invent *in, const struct json *schema, const struct json *answer)
{
    Str format = json_text(schema, "format"), text;
    Day day;

    if (str_eq(answer->key, in->named))
        return json_new_text(in->arena, invent_name(in, STR_NONE));
    if (str_eq(format, S("date")) && day_parse(answer->text, &day) == ERR_OK)
        return json_new_text(in->arena, day_text(in->arena, day + (in->today - SAMPLE_DAY)));
    text = by_format(in, schema, NULL);
    return text.n > 0 ? json_new_text(in->arena, text) : json_copy(in->arena, answer);
}

static struct json *
by_sample(struct invent *in, const struct json *form)
{
    const struct json *properties = json_get(form, "properties");
    struct json       *answers = json_object(in->arena);

    json_each(a, in->sample)
        json_put(answers, a->key, like_sample(in, json_get_str(properties, a->key), a));
    return answers;
}

struct json *
invent_answers(struct invent *in, const struct json *form)
{
    return in->sample != NULL ? by_sample(in, form) : by_rules(in, form);
}
