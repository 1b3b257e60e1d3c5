/* dossier/procedure.c -- reading procedure files (procedure.h).  Floor 7.
 *
 * Everything wrong with a file is reported; nothing half read is kept. */
#include "dossier/procedure.h"

#include <stdlib.h>

#include "dossier/cases.h"
#include "dossier/deadline.h"
#include "dossier/reading.h"

void
reading_wrong(struct reading *r, Str pointer, const char *message, Str one)
{
    pack_fault(r->build, r->file, pointer, message, one, STR_NONE);
}

static Str
at(struct reading *r, const char *list, int i, const char *member)
{
    return str_format(pack_arena(r->build), "%s/%d/%s", list, i, member);
}

const struct json *
reading_need(struct reading *r, const char *key, enum json_kind kind)
{
    const struct json *v = json_get(r->p->file, key);

    if (v != NULL && v->kind == kind)
        return v;
    reading_wrong(r, str_of(key), v ? "is not of the right kind" : MSG("is missing"), STR_NONE);
    return NULL;
}

static Day
read_day(struct reading *r, const char *key)
{
    Str s = json_text(r->p->file, key);
    Day d = DAY_NONE;

    if (s.p != NULL && day_parse(s, &d) != ERR_OK)
        reading_wrong(r, str_of(key), "{1} is not a day such as 2024-07-01", s);
    return d;
}

void
reading_words(struct reading *r, const struct json *v, Str pointer)
{
    if (json_text(v, "vi").n == 0)
        reading_wrong(r, pointer, "needs a Vietnamese text under \"vi\"", STR_NONE);
    if (json_text(v, "en").n == 0)
        reading_wrong(r, pointer, "needs an English text under \"en\"", STR_NONE);
}

/* Other names that people have for it: {vi: ["làm giấy khai sinh"]}, texts alone. */
static void
read_also(struct reading *r)
{
    const struct json *also = json_get(r->p->file, "also");

    if (also != NULL && also->kind != JSON_OBJECT) {
        reading_wrong(r, S("also"), "is not of the right kind", STR_NONE);
        return;
    }
    json_each(list, also)
    {
        bool good = list->kind == JSON_ARRAY && list->count > 0;

        json_each(name, list)
            good &= name->kind == JSON_TEXT && str_trim(name->text).n > 0;
        if (!good)
            reading_wrong(r, str_format(pack_arena(r->build), "also/%.*s", STR_ARG(list->key)),
                  MSG("is not a list of texts"), STR_NONE);
    }
}

static void
read_deadline(struct reading *r)
{
    const struct json *d = reading_need(r, "deadline", JSON_OBJECT);
    struct procedure  *p = r->p;
    Str                cut = json_text(d, "cut_off");

    p->cut_off = -1;
    p->term = -1;
    if (d == NULL)
        return;
    if (!deadline_read(d, &p->term_in, &p->term) && json_get(d, "unknown") == NULL)
        reading_wrong(r, S("deadline"), deadline_wrong, STR_NONE);
    if (cut.p != NULL && minute_parse(cut, &p->cut_off) != ERR_OK)
        reading_wrong(r, S("deadline/cut_off"), "{1} is not a time of day such as 15:00", cut);
}

static void
read_component(struct reading *r, const struct json *v, int i, struct component *c)
{
    c->key = json_text(v, "key");
    c->name = json_get(v, "name");
    c->hint = json_get(v, "hint");
    c->copy = json_get(v, "copy");
    c->accept = json_get(v, "accept");
    c->required = json_bool(v, "required");
    c->attached = !json_bool(v, "from_form") && !json_bool(v, "show_only");
    c->fact = v;
    c->when = json_get(v, "required_if");
    if (c->key.n == 0)
        reading_wrong(r, at(r, "components", i, "key"), MSG("is missing"), STR_NONE);
    reading_words(r, c->name, at(r, "components", i, "name"));
}

static void
read_components(struct reading *r)
{
    const struct json *v = reading_need(r, "components", JSON_ARRAY);
    struct component  *list;
    int                n = 0;

    if (v == NULL)
        return;
    list = arena_array(pack_arena(r->build), struct component, v->count + 1);
    json_each(c, v)
    {
        read_component(r, c, n, &list[n]);
        n++;
    }
    r->p->components = list;
    r->p->n_components = n;
}

bool
reading_level(Str word, enum unit_level *out)
{
    static const struct {
        const char     *word;
        enum unit_level level;
    } known[] = { { "commune", LEVEL_COMMUNE },
                  { "district", LEVEL_DISTRICT },
                  { "province", LEVEL_PROVINCE } };

    for (int i = 0; i < 3; i++)
        if (str_eq(word, str_of(known[i].word))) {
            *out = known[i].level;
            return true;
        }
    return false;
}

void
reading_unit(struct reading *r, Str pointer, Str code)
{
    if (!unit_is_declared(r->build, code, r->p->from, r->p->to))
        reading_wrong(r, pointer, "{1} is no unit of these days: name the key of a department that "
                                  "a pack declares, or an area's code", code);
}

/* Where it is decided, and where it is filed when that is another level. */
static void
read_level(struct reading *r)
{
    const struct json *v = reading_need(r, "level", JSON_ARRAY);
    const struct json *filed = json_get(r->p->file, "filed_at");
    Str                level = v != NULL && v->first != NULL ? v->first->text : S("");

    if (!reading_level(level, &r->p->decides))
        reading_wrong(r, S("level"), "is commune, district or province", STR_NONE);
    r->p->level = r->p->decides;
    if (filed != NULL &&
        (filed->kind != JSON_TEXT || !reading_level(filed->text, &r->p->level)))
        reading_wrong(r, S("filed_at"), "is commune, district or province", STR_NONE);
    r->p->department = json_text(r->p->file, "department");
    if (r->p->level == LEVEL_PROVINCE && r->p->department.n == 0)
        reading_wrong(r, S("department"), "is missing at province level", STR_NONE);
    if (r->p->department.n > 0)
        reading_unit(r, S("department"), r->p->department);
}

static enum service
read_service(Str s)
{
    return str_eq(s, S("full"))      ? SERVICE_FULL
           : str_eq(s, S("partial")) ? SERVICE_PARTIAL
                                     : SERVICE_NONE;
}

static void
read_procedure(struct reading *r)
{
    struct procedure  *p = r->p;
    const struct json *v;

    p->file = r->file->json;
    v = reading_need(r, "procedure", JSON_TEXT);
    p->key = v ? v->text : S("");
    p->version = json_int(p->file, "version", 0);
    if (p->version < 1)
        reading_wrong(r, S("version"), "is a whole number from 1", STR_NONE);
    p->from = read_day(r, "from");
    p->to = read_day(r, "to");
    if (p->from == DAY_NONE)
        reading_wrong(r, S("from"), MSG("is missing"), STR_NONE);
    p->name = reading_need(r, "name", JSON_OBJECT);
    reading_words(r, p->name, S("name"));
    p->summary = json_get(p->file, "summary");
    read_also(r);
    read_level(r);
    p->service = read_service(json_text(p->file, "service"));
    p->sensitive = json_bool(p->file, "sensitive");
    p->field_key = json_text(json_get(p->file, "field"), "key");
    read_deadline(r);
    p->fee = json_int(json_get(p->file, "fee"), "dong", -1);
    read_components(r);
    reading_form(r);
    reading_steps(r);
    v = json_get(p->file, "result");
    p->result_key = json_text(v, "key");
    p->result_name = json_get(v, "name");
    p->result_is_document = json_bool(v, "document");
    reading_words(r, p->result_name, S("result/name"));
    p->record = json_get(v, "record");
    reading_registries(r);
    cases_check(r->build, r->file, p);
}

static int
by_key_and_version(const void *a, const void *b)
{
    const struct procedure *const *x = a, *const *y = b;
    int                            c = str_cmp((*x)->key, (*y)->key);

    return c ? c : ((*x)->version > (*y)->version) - ((*x)->version < (*y)->version);
}

static void
check_repeats(struct pack_build *build, const struct procedure **list, int n)
{
    for (int i = 1; i < n; i++)
        if (by_key_and_version(&list[i - 1], &list[i]) == 0)
            pack_fault(build, list[i]->source, S("version"),
                       "two files declare {1} in one version", list[i]->key, STR_NONE);
}

/* A field of administration has one name, wherever it is named. */
static void
check_fields(struct pack_build *build, const struct procedure **list, int n)
{
    for (int i = 1; i < n; i++)
        for (int k = 0; k < i; k++) {
            const struct json *a = json_get(json_get(list[i]->file, "field"), "name");
            const struct json *b = json_get(json_get(list[k]->file, "field"), "name");

            if (str_eq(list[i]->field_key, list[k]->field_key) &&
                !str_eq(json_text(a, "vi"), json_text(b, "vi")))
                pack_fault(build, list[i]->source, S("field"),
                           "the field {1} has two names", list[i]->field_key, STR_NONE);
        }
}

static const struct procedure *
version_in(const struct procedure_list *all, Str key, int64_t version)
{
    for (int i = 0; i < all->n; i++)
        if (all->list[i]->version == version && str_eq(all->list[i]->key, key))
            return all->list[i];
    return NULL;
}

/* Dossiers keep the version they were filed under and stand in its steps: neither may go away.
 * An end (`to`) is how a version stops being filed. */
static void
check_kept(struct pack_build *build, const struct procedure_list *before,
           const struct procedure_list *now)
{
    for (int i = 0; before != NULL && i < before->n; i++) {
        const struct procedure *old = before->list[i];
        const struct procedure *new = version_in(now, old->key, old->version);

        if (new == NULL)
            pack_fault(build, old->source, S("version"),
                       MSG("version {1} of {2} has been in use and dossiers keep it: leave its "
                           "file in the pack, and end it with \"to\""),
                       str_int(pack_arena(build), old->version), old->key);
        for (int k = 0; new != NULL && k < old->n_steps; k++)
            if (procedure_step(new, old->steps[k].key) == NULL)
                pack_fault(build, new->source, S("steps"),
                           MSG("the step {1} of version {2} has been in use and dossiers may stand "
                               "in it: keep it, or write another version"),
                           old->steps[k].key, str_int(pack_arena(build), old->version));
    }
}

static enum err
compile(struct pack_build *build, void **out)
{
    int                      n;
    const struct pack_file  *files = pack_files(build, "procedures", &n);
    struct arena            *arena = pack_arena(build);
    struct procedure_list   *all = arena_make(arena, struct procedure_list);
    const struct procedure **list = arena_array(arena, const struct procedure *, n + 1);

    for (int i = 0; i < n; i++) {
        struct reading r = { .build = build, .file = &files[i],
                             .p = arena_make(arena, struct procedure) };

        r.p->source = &files[i];
        read_procedure(&r);
        list[i] = r.p;
    }
    qsort(list, (size_t)n, sizeof *list, by_key_and_version);
    check_repeats(build, list, n);
    check_fields(build, list, n);
    all->n = n;
    all->list = list;
    if (pack_goes_on_record(build)) /* while one is being written, anything may be tried */
        check_kept(build, pack_before(build, "procedures"), all);
    *out = all;
    return ERR_OK;
}

const struct pack_section section_procedures = { .name = "procedures", .compile = compile,
                                                 .title = MSG("Procedures") };

const struct procedure_list *
procedures(const struct view *v)
{
    static const struct procedure_list none;
    const struct procedure_list       *all = pack_data(v, "procedures");

    return all != NULL ? all : &none;
}

enum err
procedure_in_force(struct view *v, Str key, Day day, const struct procedure **out)
{
    const struct procedure_list *all = procedures(v);

    for (int i = all->n - 1; i >= 0; i--) {
        const struct procedure *p = all->list[i];

        if (!str_eq(p->key, key) || day < p->from || (p->to != DAY_NONE && day > p->to))
            continue;
        *out = p;
        return ERR_OK;
    }
    return ERR_NOT_FOUND;
}

enum err
procedure_version(struct view *v, Str key, int64_t version, const struct procedure **out)
{
    const struct procedure *found = version_in(procedures(v), key, version);

    if (found == NULL)
        return ERR_NOT_FOUND;
    *out = found;
    return ERR_OK;
}

const struct step *
procedure_step(const struct procedure *p, Str key)
{
    for (int i = 0; i < p->n_steps; i++)
        if (str_eq(p->steps[i].key, key))
            return &p->steps[i];
    return NULL;
}

Str
step_target(const struct step *step, Str word)
{
    for (int i = 0; step != NULL && i < step->n_actions; i++)
        if (str_eq(step->actions[i].word, word))
            return step->actions[i].target;
    return STR_NONE;
}

const struct component *
procedure_paper(const struct procedure *p, Str key)
{
    for (int i = 0; i < p->n_components; i++)
        if (p->components[i].attached && str_eq(p->components[i].key, key))
            return &p->components[i];
    return NULL;
}

bool
component_is_required(const struct component *c, const struct json *form)
{
    return c->when != NULL ? when_holds(NULL, c->when, form) : c->required;
}
