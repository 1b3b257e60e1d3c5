/* portal/words.c -- what a registry's words mean to people.  Floor 9. */
#include <stdarg.h>
#include <stdio.h>

#include "portal/inside.h"

struct meaning {
    const char *key, *words;
};

static Str
meant(struct view *v, const struct meaning *list, size_t n, Str key)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(key, str_of(list[i].key)))
            return words(v->lang, list[i].words);
    return key;
}
#define MEANT(v, list, key) meant(v, list, sizeof(list) / sizeof(list)[0], key)

Str
portal_theme(struct view *v, Str key)
{
    static const struct meaning themes[] = {
        { "agriculture", MSG("Agriculture and food") },
        { "economy", MSG("Economy and finance") },
        { "education", MSG("Education, culture and sport") },
        { "energy", MSG("Energy") },
        { "environment", MSG("Environment") },
        { "government", MSG("Government and public sector") },
        { "health", MSG("Health") },
        { "justice", MSG("Justice and public safety") },
        { "population", MSG("Population and society") },
        { "regions", MSG("Regions and towns") },
        { "science", MSG("Science and technology") },
        { "transport", MSG("Transport") },
    };

    return MEANT(v, themes, key);
}

Str
portal_open_key(enum registry_public open)
{
    static const char *const keys[] = { "none", "counts", "rows" };

    return str_of(keys[open]);
}

Str
portal_open(struct view *v, enum registry_public open)
{
    static const char *const kinds[] = { MSG("Not open"), MSG("Open as totals"),
                                         MSG("Open, record by record") };

    return words(v->lang, kinds[open]);
}

Str
portal_frequency(struct view *v, Str key)
{
    static const struct meaning list[] = {
        { "day", MSG("every day") },         { "week", MSG("every week") },
        { "month", MSG("every month") },     { "quarter", MSG("every quarter") },
        { "year", MSG("every year") },       { "irregular", MSG("when something changes") },
        { "", MSG("not said") },
    };

    return MEANT(v, list, key);
}

Str
portal_licence(struct view *v, Str address)
{
    static const struct meaning list[] = {
        { "https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0" },
        { "https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0" },
    };

    return MEANT(v, list, address);
}

Str
portal_type(struct view *v, const struct registry_field *f)
{
    static const struct meaning formats[] = {
        { "unit", MSG("unit, by its code") },
        { "personal-number", MSG("personal number") },
        { "tax-code", MSG("tax code") },
        { "phone", MSG("telephone") },
        { "email", MSG("e-mail address") },
    };
    static const char *const types[] = {
        [REGISTRY_TEXT] = MSG("text"),    [REGISTRY_INT] = MSG("whole number"),
        [REGISTRY_REAL] = MSG("number"),  [REGISTRY_BOOL] = MSG("yes or no"),
        [REGISTRY_DAY] = MSG("day"),      [REGISTRY_GEOMETRY] = MSG("shape on the map (GeoJSON)"),
    };
    Str named = MEANT(v, formats, f->format);

    if (f->ref.n > 0)
        return words(v->lang, MSG("key of a record elsewhere"));
    if (json_get(f->schema, "enum") != NULL)
        return words(v->lang, MSG("one of these"));
    return f->format.n > 0 && !str_eq(named, f->format) ? named : words(v->lang, types[f->type]);
}

Str
portal_reading(struct view *v, const struct registry_field *f)
{
    static const char *const kinds[] = { MSG("everybody"), MSG("officials by right"),
                                         MSG("nobody, until it is asked for and recorded"),
                                         MSG("nobody") };

    return words(v->lang, kinds[f->read]);
}

Str
portal_owner(struct view *v, const struct registry *r)
{
    struct unit unit;

    return unit_by_code_ever(v, r->owner, time_day(v->now), &unit) == ERR_OK ? unit.title
                                                                             : r->owner;
}

Str
portal_number(struct view *v, int64_t n)
{
    return number_text(v->arena, n, v->lang == LANG_EN);
}

Str
portal_address(struct view *v, const char *format, ...)
{
    va_list args;
    char    text[4096];

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return str_join(v->arena, v->world->base_url, str_of(text), S(""));
}

Str
portal_referred(struct view *v, Str value)
{
    struct buf b = BUF_MAX(8192);
    Str        s;

    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '/' || value.p[i] == '%')
            buf_format(&b, "%%%02X", (unsigned)value.p[i]);
        else
            buf_byte(&b, value.p[i]);
    s = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

Str
portal_record_href(struct view *v, Str registry, Str record)
{
    struct buf b = BUF_MAX(32768);
    Str        rest = record, part, s;
    bool       more;

    buf_format(&b, "/du-lieu/%.*s/ban-ghi", STR_ARG(registry));
    do {
        more = str_cut(rest, '/', &part, &rest);
        buf_byte(&b, '/');
        buf_escaped(&b, part);
    } while (more);
    s = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}
