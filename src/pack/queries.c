/* pack/queries.c -- the pages of packs: which are loaded, what one holds and
 * how well its facts are sourced, and which rules held on a day.  Floor 3. */
#include "base/when.h"
#include "base/words.h"
#include "pack/build.h"
#include "pack/commands.h"
#include "pack/pack_sql.h"

#define PACKS_MAX 100

/* -- what both pages need ----------------------------------------------------------- */

static void
put_facts(struct arena *arena, struct json *to, const struct pack_facts *f)
{
    json_put_int(arena, to, "v1", f->v1);
    json_put_int(arena, to, "v2", f->v2);
    json_put_int(arena, to, "unverified", f->unverified);
    json_put_int(arena, to, "none", f->none);
}

static int64_t
count_section(const struct pack *p, Str section)
{
    int64_t n = 0;

    for (int i = 0; i < p->n_files; i++)
        n += str_eq(p->files[i].section, section);
    return n;
}

static Str
title_of(const struct view *v, const struct pack *p)
{
    return v->lang == LANG_EN ? p->title_en : p->title_vi;
}

/* NULL: read from disk (--dev), not from the store. */
static const struct pack_versions_held_row *
find_held(const struct pack_versions_held_row *held, int n, const struct pack *p)
{
    for (int i = 0; i < n; i++)
        if (str_eq(held[i].pack, p->name) && held[i].version == p->version)
            return &held[i];
    return NULL;
}

/* -- pack.list ------------------------------------------------------------------------ */

static void
put_pack(struct view *v, struct json *rows, const struct pack *p,
         const struct pack_versions_held_row *held)
{
    struct json      *row = json_add(rows, json_object(v->arena));
    struct pack_facts facts = { 0 };

    for (int i = 0; i < p->n_files; i++)
        pack_count_facts(p->files[i].json, &facts);
    json_put_text(v->arena, row, "name", p->name);
    json_put_text(v->arena, row, "title", title_of(v, p));
    json_put_text(v->arena, row, "version",
                  str_int(v->arena, p->version));
    json_put_text(v->arena, row, "digest",
                  str_sub(hex_text(v->arena, hash_bytes(&p->digest)), 0, 8));
    json_put_text(v->arena, row, "loaded_words",
                  held != NULL ? day_people(v->arena, time_day(held->loaded))
                               : words(v->lang, MSG("read from disk")));
    json_put_int(v->arena, row, "procedures", count_section(p, S("procedures")));
    put_facts(v->arena, row, &facts);
}

static enum err
list_run(struct view *v, const void *in, struct json *out)
{
    const struct pack_set         *set = pack_of(v);
    struct json                   *rows = json_put_array(v->arena, out, "rows");
    struct pack_versions_held_row *held;
    int                            n;

    (void)in;
    TRY(pack_versions_held(v, INT64_MAX, PACKS_MAX, &held, &n));
    for (int i = 0; set != NULL && i < set->n_packs; i++)
        put_pack(v, rows, &set->packs[i], find_held(held, n, &set->packs[i]));
    return ERR_OK;
}

const struct query pack_list_query = {
    .name = "pack.list", .right = "anyone",
    .help = "The packs in use, their facts counted by how well they are sourced.",
    .run = list_run,
};

/* -- pack.one -------------------------------------------------------------------------- */

struct one_in {
    Str name;
};

static const struct field one_fields[] = {
    FIELD(TEXT, struct one_in, name, .required = true, .max = 60, .help = "Of the pack."),
};

/* What the days of a file make of it today; `to` is its last day. */
static Str
state_words(struct view *v, const struct json *file)
{
    Day today = time_day(v->now), from = DAY_NONE, to = DAY_NONE;

    if (day_parse(json_text(file, "from"), &from) == ERR_OK && from > today)
        return words(v->lang, MSG("comes into force"));
    if (day_parse(json_text(file, "to"), &to) != ERR_OK)
        return words(v->lang, MSG("in force today"));
    if (to < today)
        return words(v->lang, MSG("no longer in force"));
    return words_fill(v->arena, v->lang, MSG("in force today, until {1}"),
                      day_people(v->arena, to), STR_NONE);
}

static void
put_procedure(struct view *v, struct json *list, const struct pack_file *f)
{
    struct json       *o = json_add(list, json_object(v->arena));
    struct pack_facts  facts = { 0 };
    const struct json *scenarios = json_get(f->json, "scenarios");
    Str number = str_int(v->arena, json_int(f->json, "version", 0));
    Day from;

    pack_count_facts(f->json, &facts);
    json_put_text(v->arena, o, "key", json_text(f->json, "procedure"));
    json_put_text(v->arena, o, "name", pack_words(v->lang, json_get(f->json, "name")));
    json_put_text(v->arena, o, "version_words",
                  day_parse(json_text(f->json, "from"), &from) == ERR_OK
                      ? words_fill(v->arena, v->lang, MSG("version {1}, from {2}"), number,
                                   day_people(v->arena, from))
                      : words_fill(v->arena, v->lang, MSG("version {1}"), number, STR_NONE));
    json_put_text(v->arena, o, "version", number);
    json_put_text(v->arena, o, "state_words", state_words(v, f->json));
    put_facts(v->arena, o, &facts);
    json_put_int(v->arena, o, "scenarios", scenarios != NULL ? (int64_t)scenarios->count : 0);
}

static Str
section_title(const struct view *v, const struct pack_set *set, Str section)
{
    for (int i = 0; i < set->sections.n; i++)
        if (str_eq(str_of(set->sections.list[i]->name), section) &&
            set->sections.list[i]->title != NULL)
            return words(v->lang, set->sections.list[i]->title);
    return section;
}

static void
put_sections(struct view *v, struct json *out, const struct pack_set *set, const struct pack *p)
{
    struct json *list = json_put_array(v->arena, out, "sections");

    for (int i = 0; i < p->n_files; i++) {
        Str          section = p->files[i].section;
        struct json *o;

        if (section.n == 0 || (i > 0 && str_eq(section, p->files[i - 1].section)))
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "name", section_title(v, set, section));
        json_put_text(v->arena, o, "files_words",
                      words_count(v->arena, v->lang, MSG("{1} file"), MSG("{1} files"),
                                  count_section(p, section)));
    }
}

static struct json *
put_source(struct view *v, struct json *list, const struct json *source)
{
    struct json *o = json_add(list, json_object(v->arena));
    Str          grade = json_text(source, "grade");
    Day          read;

    json_put_text(v->arena, o, "title", json_text(source, "title"));
    if (json_text(source, "url").n > 0)
        json_put_text(v->arena, o, "url", json_text(source, "url"));
    json_put_text(v->arena, o, "read_words",
                  day_parse(json_text(source, "read"), &read) == ERR_OK
                      ? day_people(v->arena, read) : S("–"));
    json_put_text(v->arena, o, "grade", grade);
    json_put_text(v->arena, o, "grade_words", pack_grade_words(v->lang, grade));
    return o;
}

/* A registry's sources are of the whole file: no facts are counted for them. */
static void
put_sources(struct view *v, struct json *list, const struct pack_file *f)
{
    json_each(source, json_get(f->json, "sources"))
        json_put_text(v->arena, put_source(v, list, source), "used_words",
                      words_count(v->arena, v->lang, MSG("used for {1} fact"),
                                  MSG("used for {1} facts"),
                                  pack_count_uses(f->json, source->key)));
    json_each(source, json_get(f->json, "x-sources"))
        put_source(v, list, source);
}

static Str
needs_words(struct view *v, const struct pack *p)
{
    Str all = STR_NONE;

    for (int i = 0; i < p->n_needs; i++)
        all = i == 0 ? p->needs[i]
                     : str_format(v->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(p->needs[i]));
    return all;
}

static enum err
put_head(struct view *v, struct json *out, const struct pack *p)
{
    struct pack_versions_held_row       *held;
    const struct pack_versions_held_row *mine;
    int                                  n;

    TRY(pack_versions_held(v, INT64_MAX, PACKS_MAX, &held, &n));
    mine = find_held(held, n, p);
    json_put_text(v->arena, out, "name", p->name);
    json_put_text(v->arena, out, "title", title_of(v, p));
    json_put_text(v->arena, out, "version",
                  str_int(v->arena, p->version));
    json_put_text(v->arena, out, "digest", hex_text(v->arena, hash_bytes(&p->digest)));
    json_put_text(v->arena, out, "loaded_words",
                  mine != NULL ? words_fill(v->arena, v->lang, MSG("loaded {1}"),
                                            when_moment(v->arena, v->lang, mine->loaded), STR_NONE)
                               : words(v->lang, MSG("read from disk")));
    if (p->n_needs > 0)
        json_put_text(v->arena, out, "needs_words", needs_words(v, p));
    if (mine != NULL)
        json_put_text(v->arena, out, "entry",
                      str_int(v->arena, mine->act));
    return ERR_OK;
}

static enum err
one_run(struct view *v, const void *input, struct json *out)
{
    const struct one_in   *in = input;
    const struct pack_set *set = pack_of(v);
    const struct pack     *p = set != NULL ? pack_by_name(set, in->name) : NULL;
    struct json           *procedures, *sources;

    if (p == NULL)
        return ERR_NOT_FOUND;
    TRY(put_head(v, out, p));
    procedures = json_put_array(v->arena, out, "procedures");
    put_sections(v, out, set, p);
    sources = json_put_array(v->arena, out, "sources");
    for (int i = 0; i < p->n_files; i++) {
        if (str_eq(p->files[i].section, S("procedures")))
            put_procedure(v, procedures, &p->files[i]);
        put_sources(v, sources, &p->files[i]);
    }
    return ERR_OK;
}

const struct query pack_one_query = {
    .name = "pack.one", .right = "anyone", .help = "One pack: procedures, sections, sources.",
    .fields = one_fields, .n_fields = 1, .in_size = sizeof(struct one_in), .run = one_run,
};

/* -- pack.rules ---------------------------------------------------------------------- */

struct rules_in {
    Day day;
    Str pack, section, name;
};

static const struct field rules_fields[] = {
    FIELD(DAY, struct rules_in, day, .help = "Its end counts; today when absent."),
    FIELD(TEXT, struct rules_in, pack, .max = 60, .help = "Of this pack alone."),
    FIELD(TEXT, struct rules_in, section, .max = 60, .help = "Of this section alone."),
    FIELD(TEXT, struct rules_in, name, .max = 60,
          .help = "The file of this name; with pack and section its text is given too."),
};

static bool
is_wanted(Str wanted, Str have)
{
    return wanted.n == 0 || str_eq(wanted, have);
}

static enum err
put_body(struct view *v, const struct rules_in *in, const struct pack_versions_held_row *held,
         struct json *row)
{
    struct pack_file_stored_row file;

    if (in->pack.n == 0 || in->section.n == 0 || in->name.n == 0)
        return ERR_OK;
    TRY(pack_file_stored(v, held->pack, held->version, in->section, in->name, &file));
    json_put_text(v->arena, row, "text", file.body);
    return ERR_OK;
}

static enum err
put_rules(struct view *v, const struct rules_in *in, const struct pack_versions_held_row *held,
          struct json *rows)
{
    struct pack_files_named_row  *file;
    struct pack_version_next_row *next;
    int                           n, n_next;

    TRY(pack_files_named(v, held->pack, held->version, PACK_FILES_MAX, &file, &n));
    TRY(pack_version_next(v, held->pack, held->version, 1, &next, &n_next));
    for (int i = 0; i < n; i++) {
        struct json *row;

        if (!is_wanted(in->section, file[i].section) || !is_wanted(in->name, file[i].name))
            continue;
        row = json_add(rows, json_object(v->arena));
        json_put_text(v->arena, row, "pack", held->pack);
        json_put_int(v->arena, row, "version", held->version);
        json_put_text(v->arena, row, "section", file[i].section);
        json_put_text(v->arena, row, "name", file[i].name);
        json_put_text(v->arena, row, "digest", hex_text(v->arena, file[i].digest));
        json_put_int(v->arena, row, "entry", held->act);
        json_put_time(v->arena, row, "from", held->loaded);
        json_put_time(v->arena, row, "to", n_next > 0 ? next[0].loaded : TIME_NONE);
        TRY(put_body(v, in, held, row));
    }
    return ERR_OK;
}

static enum err
rules_run(struct view *v, const void *input, struct json *out)
{
    const struct rules_in         *in = input;
    Day                            day = in->day != DAY_NONE ? in->day : time_day(v->now);
    struct pack_versions_held_row *held;
    struct json                   *rows;
    int                            n;

    json_put_day(v->arena, out, "day", day);
    rows = json_put_array(v->arena, out, "rows");
    TRY(pack_versions_held(v, time_at(day + 1, 0), PACKS_MAX, &held, &n));
    for (int i = 0; i < n; i++)
        if (is_wanted(in->pack, held[i].pack))
            TRY(put_rules(v, in, &held[i], rows));
    return ERR_OK;
}

const struct query pack_rules_query = {
    .name = "pack.rules", .right = "anyone",
    .help = "Which version of which file held at the end of a day.",
    .fields = rules_fields, .n_fields = 4, .in_size = sizeof(struct rules_in), .run = rules_run,
};
