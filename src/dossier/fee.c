/* dossier/fee.c -- see fee.h.  Floor 7. */
#include "dossier/fee.h"

#include "base/text.h"
#include "dossier/dossier_sql.h"

/* -- summing -------------------------------------------------------------------------- */

static bool
times(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_mul_overflow(a, b, out) && *out <= FEE_MAX;
}

static bool
plus(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_add_overflow(a, b, out) && *out <= FEE_MAX;
}

/* One row for so many units, so many times.  `first` of the units cost `dong` each, `later`
 * those after. */
struct sum {
    int64_t dong, beyond, first, later; /* of the units */
    int64_t each;                       /* before it is multiplied, bounded */
    bool    bounded;
    int64_t many;
    int64_t all;
};

static bool
sum_up(const struct json *row, int64_t units, int64_t many, struct sum *out)
{
    const struct json *beyond = json_get(row, "beyond");
    int64_t            from = json_int(beyond, "from", INT64_MAX);
    int64_t            most = json_int(row, "at_most", FEE_MAX), low, high;
    struct sum         s = { .dong = json_int(row, "dong", 0),
                             .beyond = json_int(beyond, "dong", 0), .many = many };

    s.first = units < from ? units : from - 1;
    s.later = units - s.first;
    if (!times(s.first, s.dong, &low) || !times(s.later, s.beyond, &high) ||
        !plus(low, high, &s.each))
        return false;
    s.bounded = s.each > most;
    s.each = s.bounded ? most : s.each;
    if (!times(s.each, s.many, &s.all))
        return false;
    *out = s;
    return true;
}

/* How often a row counts by the answer to its question; one that is not named: once. */
static bool
answered(const struct json *row, const char *member, const struct json *answers, int64_t *out)
{
    Str                question = json_text(row, member);
    const struct json *given = json_get_str(answers, question);

    *out = 1;
    if (question.n == 0)
        return true;
    if (given == NULL || given->kind != JSON_INT || given->number < 0)
        return false;
    *out = given->number;
    return true;
}

static bool
sum_of(const struct json *row, const struct json *answers, struct sum *out)
{
    int64_t units, many;

    return answered(row, "per", answers, &units) && answered(row, "times", answers, &many) &&
           sum_up(row, units, many, out);
}

static const struct json *
exemption_of(struct view *v, const struct json *fee, const struct json *answers)
{
    json_each(one, json_get(fee, "exempt"))
        if (json_get(one, "when") != NULL && when_holds(v, json_get(one, "when"), answers))
            return one;
    return NULL;
}

void
fee_take(struct view *v, const struct json *answers, int64_t channel, struct procedure *p)
{
    const struct json *fee = json_get(p->file, "fee");
    struct sum         s;

    p->fee_exempt = exemption_of(v, fee, answers);
    if (p->fee_exempt != NULL) {
        p->fee = 0;
        return;
    }
    p->fee_row = case_of(v, json_get(fee, "table"), answers, channel);
    if (p->fee_row != NULL)
        p->fee = sum_of(p->fee_row, answers, &s) ? s.all : -1;
}

/* -- saying --------------------------------------------------------------------------- */

static Str
number(struct view *v, int64_t n)
{
    return number_text(v->arena, n, v->lang == LANG_EN);
}

static Str
dong(struct view *v, int64_t n)
{
    return words_fill(v->arena, v->lang, "{1} đồng", number(v, n), STR_NONE);
}

static Str
added(struct view *v, Str all, const char *between, Str more)
{
    return str_join(v->arena, all, all.n > 0 && more.n > 0 ? str_of(between) : S(""), more);
}

/* "2 × 2.000 + 3 × 1.000 = 7.000 đồng, at most 5.000 đồng; × 5 = 25.000 đồng" */
static Str
sum_words(struct view *v, const struct json *row, const struct sum *s)
{
    Str all = S("");

    if (json_get(row, "per") != NULL) {
        all = str_join(v->arena, number(v, s->first), S(" × "), number(v, s->dong));
        if (s->later > 0)
            all = str_format(v->arena, "%.*s + %.*s × %.*s", STR_ARG(all),
                             STR_ARG(number(v, s->later)), STR_ARG(number(v, s->beyond)));
        if (s->bounded)
            all = words_fill(v->arena, v->lang, MSG("{1}, at most {2} đồng"), all,
                             number(v, s->each));
        else
            all = str_join(v->arena, all, S(" = "), dong(v, s->each));
    }
    if (json_get(row, "times") != NULL)
        all = added(v, all.n > 0 ? all : dong(v, s->each), "; ",
                    str_join(v->arena, S("× "), number(v, s->many),
                             str_join(v->arena, S(" = "), dong(v, s->all), STR_NONE)));
    return all;
}

Str
fee_how(struct view *v, const struct procedure *p, const struct json *answers)
{
    struct sum s;
    Str        name;

    if (p->fee_exempt != NULL)
        return words_fill(v->arena, v->lang, MSG("Exempt: {1}"),
                          pack_words(v->lang, json_get(p->fee_exempt, "name")), STR_NONE);
    if (p->fee_row == NULL || !sum_of(p->fee_row, answers, &s))
        return STR_NONE;
    name = pack_words(v->lang, json_get(p->fee_row, "name"));
    return added(v, name, ": ", sum_words(v, p->fee_row, &s));
}

void
say_fee_how(const struct saying *s, struct json *out)
{
    struct dossier_answers_row *form;
    struct json                *answers = NULL;
    const struct procedure     *p;
    int                         n;
    Str                         how;

    if (dossier_answers(s->v, s->d->dossier, 1, &form, &n) != ERR_OK || n == 0 ||
        json_parse(s->v->arena, form[0].answers, &answers, NULL) != ERR_OK)
        return;
    p = procedure_as(s->v, s->p, answers, s->d->channel);
    how = fee_how(s->v, p, answers);
    if (how.n > 0 && p->fee == s->d->fee) /* an officer may have asked for another sum */
        json_put_text(s->v->arena, out, "how_words", how);
}

/* "2.000 đồng × pages; from the 3rd 1.000 đồng; at most 200.000 đồng; × copies" */
Str
fee_row_price(struct view *v, const struct procedure *p, const struct json *row)
{
    const struct json *questions = json_get(p->form, "properties"), *beyond;
    const struct json *per = json_get_str(questions, json_text(row, "per"));
    const struct json *many = json_get_str(questions, json_text(row, "times"));
    Str                all = dong(v, json_int(row, "dong", 0));

    if (per != NULL)
        all = added(v, all, " × ", pack_words(v->lang, json_get(per, "title")));
    beyond = json_get(row, "beyond");
    if (beyond != NULL)
        all = added(v, all, "; ",
                    words_fill(v->arena, v->lang, MSG("from number {1} on {2} đồng each"),
                               number(v, json_int(beyond, "from", 0)),
                               number(v, json_int(beyond, "dong", 0))));
    if (json_get(row, "at_most") != NULL)
        all = added(v, all, "; ",
                    words_fill(v->arena, v->lang, MSG("at most {1} đồng"),
                               number(v, json_int(row, "at_most", 0)), STR_NONE));
    if (many != NULL)
        all = added(v, all, "; × ", pack_words(v->lang, json_get(many, "title")));
    return all;
}

Str
fee_range(struct view *v, const struct procedure *p)
{
    int64_t low = INT64_MAX, high = -1;

    json_each(row, json_get(json_get(p->file, "fee"), "table"))
    {
        int64_t n = json_int(row, "dong", 0);

        if (json_get(row, "per") != NULL || json_get(row, "times") != NULL)
            return words(v->lang, MSG("By the table of fees"));
        low = n < low ? n : low;
        high = n > high ? n : high;
    }
    if (p->fee >= 0) {
        low = p->fee < low ? p->fee : low;
        high = p->fee > high ? p->fee : high;
    }
    if (high < 0 || low == high)
        return say_fee_of(v, p);
    return words_fill(v->arena, v->lang, MSG("{1} to {2} đồng"), number(v, low), number(v, high));
}

static void
put_price(struct view *v, Str name, Str amount, struct json *rows)
{
    struct json *o = json_add(rows, json_object(v->arena));

    json_put_text(v->arena, o, "name", name);
    json_put_text(v->arena, o, "amount", amount);
}

Str
fee_row_name(struct view *v, const struct procedure *p, const struct json *row)
{
    Str name = pack_words(v->lang, json_get(row, "name"));

    return name.n > 0 ? name : condition_words(v, p, row);
}

void
fee_put_table(struct view *v, const struct procedure *p, struct json *out)
{
    const struct json *fee = json_get(p->file, "fee"), *table = json_get(fee, "table");
    struct json       *rows, *exempt = json_put_array(v->arena, out, "fee_exempt");

    json_each(one, json_get(fee, "exempt"))
        json_put_text(v->arena, json_add(exempt, json_object(v->arena)), "name",
                      pack_words(v->lang, json_get(one, "name")));
    if (table == NULL)
        return;
    rows = json_put_array(v->arena, json_put_object(v->arena, out, "fee_table"), "rows");
    json_each(row, table)
        put_price(v, fee_row_name(v, p, row), fee_row_price(v, p, row), rows);
    if (p->fee >= 0)
        put_price(v, words(v->lang, MSG("Otherwise")), dong(v, p->fee), rows);
}

/* -- checking ------------------------------------------------------------------------- */

static bool
is_sum(const struct json *v)
{
    return v != NULL && v->kind == JSON_INT && v->number >= 0 && v->number <= FEE_MAX;
}

/* The most that the question may be answered with; -1 when it is none that counts. */
static int64_t
most_of(const struct checking *c, const struct json *row, const char *member)
{
    const struct json *asked = json_get_str(c->questions, json_text(row, member));

    if (json_get(row, member) == NULL)
        return 1;
    if (!str_eq(json_text(asked, "type"), S("integer")) || json_int(asked, "minimum", -1) < 0)
        return -1;
    return json_int(asked, "maximum", -1);
}

static void
check_names(const struct checking *c, Str at, const struct json *row)
{
    static const char *const known[] = { "name", "when", "channel", "dong", "per", "beyond",
                                         "at_most", "times", "src", "note" };

    json_each(member, row)
    {
        bool found = false;

        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            found |= str_eq(member->key, str_of(known[i]));
        if (!found)
            check_wrong(c, at, "{1} is nothing that a row of fees has", member->key);
    }
    if (json_get(row, "src") == NULL)
        check_wrong(c, at, "needs a source (src; null when none is known)", STR_NONE);
}

static void
check_sums(const struct checking *c, Str at, const struct json *row)
{
    const struct json *beyond = json_get(row, "beyond");
    int64_t            units = most_of(c, row, "per"), many = most_of(c, row, "times");
    struct sum         s;

    if (!is_sum(json_get(row, "dong")) ||
        (json_get(row, "at_most") != NULL && !is_sum(json_get(row, "at_most"))) ||
        (beyond != NULL && !is_sum(json_get(beyond, "dong")))) {
        check_wrong(c, at, "sums are whole đồng, up to ten billion", STR_NONE);
        return;
    }
    if (beyond != NULL && (json_get(row, "per") == NULL || json_int(beyond, "from", 0) < 2))
        check_wrong(c, at, "beyond needs per, and from: a whole number from 2", STR_NONE);
    else if (units < 0 || many < 0)
        check_wrong(c, at, "per and times name questions with a whole number from minimum to "
                           "maximum", STR_NONE);
    else if (!sum_up(row, units, many, &s))
        check_wrong(c, at, "could come to more than ten billion đồng", STR_NONE);
}

void
fee_check(const struct checking *c, const struct procedure *p)
{
    const struct json *fee = json_get(p->file, "fee"), *table = json_get(fee, "table");
    bool               always = false;
    int                i = 0;

    if (json_get(fee, "cases") != NULL)
        check_wrong(c, S("fee/cases"), "is called table", STR_NONE);
    if (table != NULL && (table->kind != JSON_ARRAY || table->count == 0))
        check_wrong(c, S("fee/table"), "is a list of rows", STR_NONE);
    json_each(row, table)
    {
        Str at = str_format(pack_arena(c->build), "fee/table/%d", i++);

        if (always)
            check_wrong(c, at, "stands after a row that always holds", STR_NONE);
        always |= json_get(row, "when") == NULL && json_get(row, "channel") == NULL;
        check_names(c, at, row);
        check_sums(c, at, row);
        check_condition(c, at, row);
    }
    json_each(one, json_get(fee, "exempt"))
        check_condition(c, S("fee/exempt"), one);
}
