/* pack/facts.c -- where a fact comes from, and how well it was read.
 *
 * A fact is an object that holds "src", or a member beside a NAME_src; the
 * value is a key into the file's own `sources`, or null when nobody said.
 * A form is somebody's questions, not facts: it is not looked into.  The
 * schema of a registry names its sources in `x-sources`, as a whole.  Floor 3. */
#include "base/words.h"
#include "pack/build.h"

static bool
is_src_key(Str key)
{
    return str_eq(key, S("src")) || str_ends(key, S("_src"));
}

static bool
is_cited(const struct json *member)
{
    return is_src_key(member->key) && (member->kind == JSON_TEXT || member->kind == JSON_NULL);
}

static bool
is_looked_into(const struct json *member)
{
    return !str_eq(member->key, S("sources")) && !str_eq(member->key, S("form"));
}

Str
pack_words(enum lang lang, const struct json *vi_en)
{
    Str mine, other;

    if (vi_en == NULL || vi_en->kind == JSON_TEXT)
        return vi_en != NULL ? vi_en->text : STR_NONE;
    mine = json_text(vi_en, lang == LANG_EN ? "en" : "vi");
    other = json_text(vi_en, lang == LANG_EN ? "vi" : "en");
    return mine.n > 0 ? mine : other;
}

static bool
source_by_key(const struct json *file, Str key, struct pack_source *out)
{
    const struct json *s = json_get_str(json_get(file, "sources"), key);
    Day                read = DAY_NONE;

    if (s == NULL || key.n == 0)
        return false;
    if (day_parse(json_text(s, "read"), &read) != ERR_OK)
        read = DAY_NONE;
    *out = (struct pack_source){ .key = key, .title = json_text(s, "title"),
                                 .url = json_text(s, "url"), .grade = json_text(s, "grade"),
                                 .read = read };
    return true;
}

bool
pack_source_of(const struct json *file, const struct json *fact, struct pack_source *out)
{
    return source_by_key(file, json_text(fact, "src"), out);
}

bool
pack_source_at(const struct json *file, const struct json *object, const char *name,
               struct pack_source *out)
{
    json_each(member, object)
        if (str_ends(member->key, S("_src")) && member->kind == JSON_TEXT &&
            str_eq(str_sub(member->key, 0, member->key.n - 4), str_of(name)))
            return source_by_key(file, member->text, out);
    return false;
}

Str
pack_grade_words(enum lang lang, Str grade)
{
    if (str_eq(grade, S("V1")))
        return words(lang, MSG("read in an official or primary text"));
    if (str_eq(grade, S("V2")))
        return words(lang, MSG("read in a secondary source"));
    if (str_eq(grade, S("U")))
        return words(lang, MSG("inferred, not verified"));
    return words(lang, MSG("source not known"));
}

void
pack_put_source(const struct view *v, struct json *to, const struct pack_source *s)
{
    struct json *o;

    if (s == NULL) {
        json_put(to, S("source"), json_new_null(v->arena));
        return;
    }
    o = json_put_object(v->arena, to, "source");
    json_put_text(v->arena, o, "title", s->title);
    if (s->url.n > 0)
        json_put_text(v->arena, o, "url", s->url);
    json_put_text(v->arena, o, "read_words",
                  s->read != DAY_NONE ? day_people(v->arena, s->read) : S("–"));
    json_put_text(v->arena, o, "grade", s->grade);
    json_put_text(v->arena, o, "grade_words", pack_grade_words(v->lang, s->grade));
}

/* -- counting --------------------------------------------------------------------- */

static void
count_one(const struct json *file, Str key, struct pack_facts *add_to)
{
    struct pack_source s;

    if (!source_by_key(file, key, &s))
        add_to->none++;
    else if (str_eq(s.grade, S("V1")))
        add_to->v1++;
    else if (str_eq(s.grade, S("V2")))
        add_to->v2++;
    else
        add_to->unverified++;
}

static void
count_below(const struct json *file, const struct json *at, struct pack_facts *add_to)
{
    json_each(member, at)
    {
        if (is_cited(member))
            count_one(file, member->text, add_to);
        else if (is_looked_into(member))
            count_below(file, member, add_to);
    }
}

void
pack_count_facts(const struct json *file, struct pack_facts *add_to)
{
    count_below(file, file, add_to);
}

static int64_t
uses_below(const struct json *at, Str key)
{
    int64_t n = 0;

    json_each(member, at)
    {
        if (is_cited(member))
            n += member->kind == JSON_TEXT && str_eq(member->text, key);
        else if (is_looked_into(member))
            n += uses_below(member, key);
    }
    return n;
}

int64_t
pack_count_uses(const struct json *file, Str source_key)
{
    return uses_below(file, source_key);
}

/* -- checking ---------------------------------------------------------------------- */

static void
check_source(struct pack_build *b, const struct pack_file *f, const char *list,
             const struct json *s)
{
    Str grade = json_text(s, "grade");
    Str place = str_format(b->arena, "%s/%.*s", list, STR_ARG(s->key));
    const struct json *url = json_get(s, "url");
    Day read;

    if (json_text(s, "title").n == 0)
        pack_fault(b, f, place, MSG("needs a title"), STR_NONE, STR_NONE);
    if (!str_eq(grade, S("V1")) && !str_eq(grade, S("V2")) && !str_eq(grade, S("U")))
        pack_fault(b, f, place, MSG("needs a grade: V1, V2 or U"), STR_NONE, STR_NONE);
    if (day_parse(json_text(s, "read"), &read) != ERR_OK)
        pack_fault(b, f, place, MSG("needs the day it was read, for example 2024-07-01"), STR_NONE,
                   STR_NONE);
    if (url == NULL || (url->kind != JSON_NULL && !str_starts(url->text, S("http://")) &&
                        !str_starts(url->text, S("https://"))))
        pack_fault(b, f, place, MSG("needs a url beginning http:// or https://, or null"),
                   STR_NONE, STR_NONE);
}

static void
check_below(struct pack_build *b, const struct pack_file *f, const struct json *at, Str pointer)
{
    const struct json *sources = json_get(f->json, "sources");
    int                i = 0;

    json_each(member, at)
    {
        Str name = at->kind == JSON_ARRAY ? str_format(b->arena, "%d", i++) : member->key;
        Str here = pointer.n > 0 ? str_format(b->arena, "%.*s/%.*s", STR_ARG(pointer),
                                              STR_ARG(name))
                                 : name;

        if (is_cited(member) && member->kind == JSON_TEXT) {
            if (json_get_str(sources, member->text) == NULL)
                pack_fault(b, f, here, MSG("{1} is not among this file's sources"), member->text,
                           STR_NONE);
        } else if (member->first != NULL && is_looked_into(member)) {
            check_below(b, f, member, here);
        }
    }
}

void
pack_check_sources(struct pack_build *b, const struct pack_file *f)
{
    json_each(source, json_get(f->json, "sources"))
        check_source(b, f, "sources", source);
    json_each(source, json_get(f->json, "x-sources"))
        check_source(b, f, "x-sources", source);
    check_below(b, f, f->json, S(""));
}
