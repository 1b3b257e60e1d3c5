/* pack/place.c -- see place.h.  Floor 3. */
#include "pack/place.h"

struct place
place_file(struct pack_build *b, const struct pack_file *f)
{
    return (struct place){ .build = b, .file = f, .at = f->json, .pointer = S("") };
}

static Str
below(const struct place *p, Str name)
{
    if (p->pointer.n == 0)
        return name;
    return str_format(pack_arena(p->build), "%.*s/%.*s", STR_ARG(p->pointer), STR_ARG(name));
}

struct place
place_in(const struct place *p, const char *member)
{
    struct place in = *p;

    in.at = json_get(p->at, member);
    in.pointer = below(p, str_of(member));
    return in;
}

struct place
place_nth(const struct place *p, int i, const struct json *element)
{
    struct place in = *p;

    in.at = element;
    in.pointer = below(p, str_format(pack_arena(p->build), "%d", i));
    return in;
}

void
place_fault(const struct place *p, const char *member, const char *message, Str one, Str two)
{
    Str pointer = member != NULL ? below(p, str_of(member)) : p->pointer;

    pack_fault(p->build, p->file, pointer, message, one, two);
}

static bool
is_known(Str key, const char *const *known)
{
    if (str_eq(key, S("note")) || str_eq(key, S("src")) || str_ends(key, S("_src")))
        return true;
    for (; *known != NULL; known++)
        if (str_eq(key, str_of(*known)))
            return true;
    return false;
}

void
place_only(const struct place *p, const char *const *known)
{
    if (p->at == NULL || p->at->kind != JSON_OBJECT) {
        place_fault(p, NULL, MSG("must be a JSON object"), STR_NONE, STR_NONE);
        return;
    }
    json_each(member, p->at)
        if (!is_known(member->key, known))
            pack_fault(p->build, p->file, below(p, member->key), MSG("is not known here"), STR_NONE,
                       STR_NONE);
}

Str
place_text(const struct place *p, const char *member)
{
    Str text = json_text(p->at, member);

    if (text.n == 0)
        place_fault(p, member, MSG("must be a text"), STR_NONE, STR_NONE);
    return text;
}

static Day
parse_day(const struct place *p, const char *member, const struct json *v)
{
    Day day = DAY_NONE;

    if (v == NULL || v->kind != JSON_TEXT || day_parse(v->text, &day) != ERR_OK)
        place_fault(p, member, MSG("must be a day such as 2024-07-01"), STR_NONE, STR_NONE);
    return day;
}

Day
place_day(const struct place *p, const char *member)
{
    return parse_day(p, member, json_get(p->at, member));
}

Day
place_day_or_null(const struct place *p, const char *member)
{
    const struct json *v = json_get(p->at, member);

    return v == NULL || v->kind == JSON_NULL ? DAY_NONE : parse_day(p, member, v);
}

bool
place_bool(const struct place *p, const char *member)
{
    const struct json *v = json_get(p->at, member);

    if (v == NULL || v->kind != JSON_BOOL)
        place_fault(p, member, MSG("must be true or false"), STR_NONE, STR_NONE);
    return json_bool(p->at, member);
}

const struct json *
place_words(const struct place *p, const char *member)
{
    const struct json *v = json_get(p->at, member);

    if (json_text(v, "vi").n == 0 || json_text(v, "en").n == 0)
        place_fault(p, member, MSG("needs words in Vietnamese (vi) and English (en)"), STR_NONE,
                    STR_NONE);
    return v;
}

const struct json *
place_list(const struct place *p, const char *member)
{
    const struct json *v = json_get(p->at, member);

    if (v != NULL && v->kind == JSON_ARRAY)
        return v;
    place_fault(p, member, MSG("must be a list"), STR_NONE, STR_NONE);
    return NULL;
}
