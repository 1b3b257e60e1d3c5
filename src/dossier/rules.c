/* dossier/rules.c -- see rules.h.  Floor 7. */
#include "dossier/rules.h"

struct dated_rule {
    Str         what;
    Day         from, to; /* DAY_NONE: always, still */
    struct rule rule;
};

struct rules {
    int                n;
    struct dated_rule *list;
};

struct reading {
    struct pack_build      *build;
    const struct pack_file *file;
};

static void
wrong(const struct reading *r, const char *message, Str one)
{
    pack_fault(r->build, r->file, S("rules"), message, one, STR_NONE);
}

static Day
read_day(const struct reading *r, const struct json *rule, const char *key)
{
    Str s = json_text(rule, key);
    Day d = DAY_NONE;

    if (s.p != NULL && day_parse(s, &d) != ERR_OK)
        wrong(r, "{1} is not a day such as 2024-07-01", s);
    return d;
}

static void
check_filing(const struct reading *r, const struct json *rule)
{
    if (!json_bool(rule, "here") && (!str_starts(json_text(rule, "url"), S("https://")) ||
                                     json_get(rule, "name") == NULL))
        wrong(r, "needs the portal's name and its https address", STR_NONE);
}

static void
check_extension(const struct reading *r, const struct json *rule)
{
    if (json_int(rule, "times", -1) < 0 || json_int(rule, "days_before", -1) < 0)
        wrong(r, "needs times and days_before, whole numbers", STR_NONE);
}

/* Within what the room's own setting may say (appointment.h). */
static void
check_appointments(const struct reading *r, const struct json *rule)
{
    int64_t minutes = json_int(rule, "minutes", 0), places = json_int(rule, "places", -1);
    int64_t ahead = json_int(rule, "days_ahead", 0);

    if (minutes < 5 || minutes > 240 || places < 0 || places > 50 || ahead < 1 || ahead > 60)
        wrong(r, "needs minutes (5 to 240), places (0 to 50) and days_ahead (1 to 60)", STR_NONE);
}

static void
check_days(const struct reading *r, const struct json *rule)
{
    if (json_text(json_get(rule, "note"), "vi").n == 0 ||
        json_text(json_get(rule, "note"), "en").n == 0)
        wrong(r, "needs a note in both languages", STR_NONE);
}

static void
check_complaints(const struct reading *r, const struct json *rule)
{
    const struct json *words = json_get(rule, "legal_words");

    if (json_int(rule, "refuse", 0) < 1 || json_int(rule, "answer", 0) < 1)
        wrong(r, MSG("needs refuse and answer, whole working days"), STR_NONE);
    if (words == NULL || words->kind != JSON_ARRAY || words->count == 0)
        wrong(r, MSG("needs legal_words, a list of texts"), STR_NONE);
    json_each(word, words)
        if (word->text.n == 0)
            wrong(r, MSG("needs legal_words, a list of texts"), STR_NONE);
}

static const struct {
    const char *what;
    void (*check)(const struct reading *, const struct json *rule);
} kinds[] = {
    { "online-filing", check_filing },
    { "extension", check_extension },
    { "appointments", check_appointments },
    { "calendar-days", check_days },
    { "complaints", check_complaints },
};

static void
read_file(const struct reading *r, struct rules *all)
{
    Str    what = json_text(r->file->json, "rules_of");
    size_t kind = 0;

    while (kind < sizeof kinds / sizeof kinds[0] && !str_eq(what, str_of(kinds[kind].what)))
        kind++;
    if (kind == sizeof kinds / sizeof kinds[0]) {
        wrong(r, "{1} is nothing this program has rules of", what);
        return;
    }
    json_each(says, json_get(r->file->json, "rules"))
    {
        all->list[all->n++] = (struct dated_rule){
            .what = what, .from = read_day(r, says, "from"), .to = read_day(r, says, "to"),
            .rule = { .says = says, .file = r->file->json },
        };
        kinds[kind].check(r, says);
    }
}

static bool
holds_on(const struct dated_rule *rule, Day day)
{
    return (rule->from == DAY_NONE || rule->from <= day) &&
           (rule->to == DAY_NONE || day <= rule->to);
}

/* They share a day if the later of their beginnings lies in both. */
static bool
overlap(const struct dated_rule *a, const struct dated_rule *b)
{
    Day from = a->from;

    if (a->from == DAY_NONE || (b->from != DAY_NONE && b->from > a->from))
        from = b->from;
    return from == DAY_NONE || (holds_on(a, from) && holds_on(b, from));
}

static void
check_overlaps(const struct reading *r, const struct rules *all)
{
    for (int i = 0; i < all->n; i++)
        for (int k = 0; k < i; k++)
            if (str_eq(all->list[i].what, all->list[k].what) &&
                overlap(&all->list[i], &all->list[k]))
                wrong(r, "two rules of {1} hold on one day", all->list[i].what);
}

static enum err
compile(struct pack_build *build, void **out)
{
    int                     n, rules = 0;
    const struct pack_file *files = pack_files(build, "rules", &n);
    struct rules           *all = arena_make(pack_arena(build), struct rules);

    for (int i = 0; i < n; i++)
        json_each(v, json_get(files[i].json, "rules")) rules += v != NULL;
    all->list = arena_array(pack_arena(build), struct dated_rule, rules + 1);
    for (int i = 0; i < n; i++)
        read_file(&(struct reading){ .build = build, .file = &files[i] }, all);
    if (n > 0)
        check_overlaps(&(struct reading){ .build = build, .file = &files[0] }, all);
    *out = all;
    return ERR_OK;
}

const struct pack_section section_rules = { .name = "rules", .compile = compile,
                                            .title = MSG("Rules of handling") };

bool
rule_on(const struct view *v, const char *what, Day day, struct rule *out)
{
    const struct rules *all = pack_data(v, "rules");

    for (int i = 0; all != NULL && i < all->n; i++)
        if (str_eq(all->list[i].what, str_of(what)) && holds_on(&all->list[i], day)) {
            *out = all->list[i].rule;
            return true;
        }
    return false;
}

enum err
rule_filed_here(struct view *v)
{
    struct rule rule;

    if (!rule_on(v, "online-filing", time_day(v->now), &rule) || json_bool(rule.says, "here"))
        return ERR_OK;
    return view_refuse(v, ERR_FORBIDDEN,
                       MSG("Online dossiers are now filed on the national portal. The procedure's "
                           "page leads there; a desk can also help you."));
}

struct extension_rule
rule_extension(const struct view *v)
{
    struct rule rule;

    if (!rule_on(v, "extension", time_day(v->now), &rule))
        return (struct extension_rule){ 0, 0 };
    return (struct extension_rule){ json_int(rule.says, "times", 0),
                                    json_int(rule.says, "days_before", 0) };
}
