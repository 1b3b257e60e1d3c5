/* portal/cite.c -- files to take away, how to cite a version, and what it is in schema.org's
 * words.  Floor 9.
 *
 * A version is the registry as it was behind one entry of the journal: its address gives the same
 * rows for ever (registry/export.h), and the entry has its receipt. */
#include "portal/inside.h"
#include "registry/export.h"

static const struct {
    enum write_format format;
    const char       *label;
} files[] = { { WRITE_CSV, MSG("CSV, for spreadsheets and programs") },
              { WRITE_XLSX, MSG("Excel workbook (XLSX)") },
              { WRITE_NDJSON, MSG("JSON, a record a line (NDJSON)") },
              { WRITE_GEOJSON, MSG("GeoJSON, for maps") } };

/* query: what follows "?", without `ban`; may be empty. */
void
portal_put_files(struct view *v, const struct registry *r, int64_t upto, Str query,
                 struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "files");

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct json *o;
        Str          href = str_format(v->arena, "/du-lieu/%.*s.%s", STR_ARG(r->key),
                                       export_format_name(files[i].format));

        if (files[i].format == WRITE_GEOJSON && r->geometry_field < 0)
            continue;
        if (query.n > 0)
            href = str_join(v->arena, href, S("?"), query);
        else if (upto > 0)
            href = str_format(v->arena, "%.*s?ban=%lld", STR_ARG(href), (long long)upto);
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "format", str_of(export_format_name(files[i].format)));
        json_put_text(v->arena, o, "label", words(v->lang, files[i].label));
        json_put_text(v->arena, o, "href", href);
    }
}

/* Owner (year). Title, version N of a day. Address */
void
portal_put_citation(struct view *v, const struct registry *r, const struct portal_fresh *fresh,
                    int64_t upto, struct json *out)
{
    int64_t      act = upto > 0 ? upto : fresh->changed ? fresh->last.act : 0;
    struct json *o;
    Str          address, day = day_people(v->arena, time_day(fresh->last.at));

    if (act == 0)
        return;
    address = portal_address(v, "/du-lieu/%.*s?ban=%lld", STR_ARG(r->key), (long long)act);
    o = json_put_object(v->arena, out, "citation");
    json_put_text(v->arena, o, "version", str_int(v->arena, act));
    json_put_text(v->arena, o, "address", address);
    json_put_text(v->arena, o, "href", str_format(v->arena, "/du-lieu/%.*s?ban=%lld",
                                                  STR_ARG(r->key), (long long)act));
    json_put_text(v->arena, o, "entry_url", str_format(v->arena, "/nhat-ky/%lld",
                                                       (long long)act));
    json_put_text(v->arena, o, "text",
                  upto > 0 ? str_format(v->arena, "%.*s. %.*s. %.*s",
                                        STR_ARG(portal_owner(v, r)),
                                        STR_ARG(pack_words(v->lang, r->title)), STR_ARG(address))
                           : str_format(v->arena, "%.*s (%04d). %.*s, %.*s. %.*s",
                                        STR_ARG(portal_owner(v, r)),
                                        day_civil(time_day(fresh->last.at)).year,
                                        STR_ARG(pack_words(v->lang, r->title)), STR_ARG(day),
                                        STR_ARG(address)));
}

/* -- schema.org -------------------------------------------------------------------- */

static void
put_distribution(struct view *v, const struct registry *r, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "distribution");

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct json *o;

        if (files[i].format == WRITE_GEOJSON && !portal_has_map(r))
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "@type", S("DataDownload"));
        json_put_text(v->arena, o, "encodingFormat",
                      str_of(export_media_type(files[i].format)));
        json_put_text(v->arena, o, "contentUrl",
                      portal_address(v, "/du-lieu/%.*s.%s", STR_ARG(r->key),
                                     export_format_name(files[i].format)));
    }
}

static void
put_variables(struct view *v, const struct registry *r, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "variableMeasured");

    for (int i = 0; i < r->n_fields; i++) {
        struct json *o;

        if (r->field[i].read != READ_PUBLIC)
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "@type", S("PropertyValue"));
        json_put_text(v->arena, o, "name", r->field[i].name);
        json_put_text(v->arena, o, "description", registry_field_title(v->lang, &r->field[i]));
    }
}

static struct json *
put_named(struct view *v, struct json *out, const char *key, const char *type, Str name, Str url)
{
    struct json *o = json_put_object(v->arena, out, key);

    json_put_text(v->arena, o, "@type", str_of(type));
    json_put_text(v->arena, o, "name", name);
    json_put_text(v->arena, o, "url", url);
    return o;
}

static void
put_keywords(struct view *v, const struct registry *r, struct json *out)
{
    const struct json *words_of = json_get(r->file, "x-keywords");
    const struct json *mine = json_get(words_of, v->lang == LANG_VI ? "vi" : "en");
    struct json       *list = json_put_array(v->arena, out, "keywords");

    json_each(word, mine)
        json_add(list, json_new_text(v->arena, word->text));
    if (r->theme.n > 0)
        json_add(list, json_new_text(v->arena, portal_theme(v, r->theme)));
}

Str
portal_linked(struct onlooker *who, const struct portal_fresh *fresh, int64_t records, bool sample)
{
    struct view           *v = who->v;
    const struct registry *r = who->r;
    struct json           *o = json_object(v->arena);
    Str                    here = portal_address(v, "/du-lieu/%.*s", STR_ARG(r->key));
    Str                    about = pack_words(v->lang, r->description);

    if (sample)
        about = str_join(v->arena, words(v->lang, MSG("Sample data")), S(". "), about);
    if (v->simulated)
        about = str_join(v->arena, words(v->lang, MSG("SIMULATED DATA")), S(". "), about);
    json_put_text(v->arena, o, "@context", S("https://schema.org/"));
    json_put_text(v->arena, o, "@type", S("Dataset"));
    json_put_text(v->arena, o, "@id", here);
    json_put_text(v->arena, o, "name", pack_words(v->lang, r->title));
    json_put_text(v->arena, o, "description", about);
    json_put_text(v->arena, o, "url", here);
    json_put_text(v->arena, o, "identifier", here);
    json_put_text(v->arena, o, "inLanguage", v->lang == LANG_VI ? S("vi") : S("en"));
    json_put_bool(v->arena, o, "isAccessibleForFree", r->open != PUBLIC_NONE);
    if (r->licence.n > 0)
        json_put_text(v->arena, o, "license", r->licence);
    if (fresh->changed) {
        json_put_text(v->arena, o, "version", str_int(v->arena, fresh->last.act));
        json_put_time(v->arena, o, "dateModified", fresh->last.at);
    }
    if (records >= 0)
        json_put_text(v->arena, o, "size",
                      words_count(v->arena, v->lang, "{1} record", MSG("{1} records"), records));
    put_keywords(v, r, o);
    put_named(v, o, "creator", "GovernmentOrganization", portal_owner(v, r),
              portal_address(v, "/don-vi/%.*s", STR_ARG(r->owner)));
    put_named(v, o, "includedInDataCatalog", "DataCatalog",
              words(v->lang, MSG("Open data of the province")), portal_address(v, "/du-lieu"));
    put_variables(v, r, o);
    if (r->open == PUBLIC_ROWS)
        put_distribution(v, r, o);
    return json_string(v->arena, o);
}
