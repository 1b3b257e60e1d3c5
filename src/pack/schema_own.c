/* pack/schema_own.c -- the words of a schema that are ours: what a form is
 * prefilled with, pages, words of choices, days.  Floor 3. */
#include "base/lang.h"
#include "pack/schema_judge.h"

/* {registry, take}; whether they are there is asked by whoever knows registries. */
static bool
names_a_registry(const struct json *v)
{
    return v->kind == JSON_OBJECT && v->count == 2 && json_text(v, "registry").n > 0 &&
           json_text(v, "take").n > 0;
}

void
rule_prefill(const struct keyword *k)
{
    static const char *const known[] = {
        "account.name",  "account.born",            "account.personal_number", "account.phone",
        "account.email", "account.enterprise_name", "account.tax_code",        "account.address",
    };

    if (names_a_registry(k->value))
        return;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (k->value->kind == JSON_TEXT && str_eq(k->value->text, str_of(known[i])))
            return;
    refuse(k, MSG("{1} is nothing that a form can be prefilled with"),
           schema_show(k->j->arena, k->value));
}

/* One word is known: a form is read on other days than it is written. */
void
rule_day(const struct keyword *k)
{
    if (k->value->kind != JSON_TEXT || !str_eq(k->value->text, S("today")))
        refuse(k, MSG("must be today: the day of filing is the one bound that is known"),
               STR_NONE);
    if (!str_eq(json_text(k->schema, "format"), S("date")))
        refuse(k, MSG("binds a date: format must be date"), STR_NONE);
}

void
rule_labels(const struct keyword *k)
{
    const struct json *list = json_get(k->schema, "enum");

    if (k->value->kind != JSON_OBJECT || list == NULL) {
        refuse(k, MSG("must give words for each value of an enum"), STR_NONE);
        return;
    }
    json_each(choice, list)
        if (!is_words(json_get_str(k->value, schema_show(k->j->arena, choice))))
            refuse_in(k, schema_show(k->j->arena, choice),
                      MSG("needs words in Vietnamese (vi) and English (en)"), STR_NONE);
}

static int
count_on_pages(const struct json *pages, Str name)
{
    int n = 0;

    json_each(page, pages)
        json_each(field, json_get(page, "fields"))
            n += field->kind == JSON_TEXT && str_eq(field->text, name);
    return n;
}

static void
judge_page(const struct keyword *k, const struct json *page, Str number)
{
    const struct json *properties = json_get(k->schema, "properties");

    if (!is_words(json_get(page, "title")) || json_get(page, "fields") == NULL) {
        refuse_in(k, number, MSG("needs a title and fields"), STR_NONE);
        return;
    }
    json_each(field, json_get(page, "fields"))
        if (field->kind != JSON_TEXT || json_get_str(properties, field->text) == NULL)
            refuse_in(k, number, MSG("{1} is not among the properties"),
                      schema_show(k->j->arena, field));
}

void
rule_pages(const struct keyword *k)
{
    int i = 0;

    if (k->value->kind != JSON_ARRAY) {
        refuse(k, MSG("must be a list"), STR_NONE);
        return;
    }
    json_each(page, k->value)
        judge_page(k, page, str_format(k->j->arena, "%d", i++));
    json_each(property, json_get(k->schema, "properties"))
        if (count_on_pages(k->value, property->key) != 1)
            refuse(k, MSG("{1} must be on exactly one page"), property->key);
}
