/* registry/declare.c -- a file of a pack becomes a registry: the section
 * `registries`.  Floor 6.
 *
 * Every fault of a file is said; a set with one is not taken.  A file that did
 * not change stays the registry that it was, so that loading another pack prepares
 * no statement anew. */
#include "registry/declare.h"

#include <stdlib.h>

#include "ident/client.h"
#include "pack/schema.h"
#include "registry/compose.h"
#include "registry/word.h"

void
declare_wrong(struct declaring *d, Str pointer, const char *message, Str one)
{
    pack_fault(d->build, d->file, pointer, message, one, STR_NONE);
}

void
declare_words(struct declaring *d, const struct json *v, Str pointer)
{
    if (json_text(v, "vi").n == 0)
        declare_wrong(d, pointer, MSG("needs a Vietnamese text under \"vi\""), STR_NONE);
    if (json_text(v, "en").n == 0)
        declare_wrong(d, pointer, MSG("needs an English text under \"en\""), STR_NONE);
}

/* -- words from a closed list -------------------------------------------------------- */

static const char *const themes[] = {
    "agriculture", "economy", "education", "energy", "environment", "government", "health",
    "justice", "population", "regions", "science", "transport", NULL
};
static const char *const frequencies[] = { "day", "week", "month", "quarter", "year", "irregular",
                                           NULL };
static const char *const opens[] = { "none", "counts", "rows", NULL };

/* Its place in the list; -1 when it is not there, which is said. */
static int
one_of(struct declaring *d, const char *word, const char *const *list)
{
    Str s = json_text(d->file->json, word);

    for (int i = 0; list[i] != NULL; i++)
        if (str_eq(s, str_of(list[i])))
            return i;
    if (json_get(d->file->json, word) != NULL)
        declare_wrong(d, str_of(word), MSG("{1} is not one of the values it may have"), s);
    return -1;
}

static void
read_about(struct declaring *d)
{
    const struct json *f = d->file->json;
    struct registry   *r = d->r;
    int                open;

    r->key = json_text(f, "x-registry");
    r->version = json_int(f, "x-version", 0);
    r->title = json_get(f, "title");
    r->description = json_get(f, "description");
    r->owner = json_text(f, "x-owner");
    r->theme = json_text(f, "x-theme");
    r->licence = json_text(f, "x-licence");
    r->frequency = json_text(f, "x-frequency");
    r->retention = json_text(f, "x-retention");
    if (!registry_key_is_valid(r->key) || !str_eq(r->key, d->file->name))
        declare_wrong(d, S("x-registry"), MSG("must be the file's name: lower-case letters, "
                                              "digits and _, beginning with a letter"), STR_NONE);
    if (r->version < 1)
        declare_wrong(d, S("x-version"), MSG("must be a whole number from 1"), STR_NONE);
    declare_words(d, r->title, S("title"));
    declare_words(d, r->description, S("description"));
    one_of(d, "x-theme", themes);
    one_of(d, "x-frequency", frequencies);
    open = one_of(d, "x-public", opens);
    r->open = open > 0 ? (enum registry_public)open : PUBLIC_NONE;
    if (r->open == PUBLIC_ROWS && r->licence.n == 0)
        declare_wrong(d, S("x-licence"), MSG("is needed where everybody sees the records"),
                      STR_NONE);
    if (r->owner.n == 0 || !unit_is_declared(d->build, r->owner, DAY_MIN, DAY_NONE))
        declare_wrong(d, S("x-owner"), MSG("{1} is no unit of a pack"), r->owner);
}

/* -- fields ---------------------------------------------------------------------------- */

static int
field_index(const struct registry *r, Str name)
{
    for (int i = 0; i < r->n_fields; i++)
        if (str_eq(r->field[i].name, name))
            return i;
    return -1;
}

/* The field that a word of the registry names; -1 when absent. */
static int
named_field(struct declaring *d, const char *word)
{
    const struct json *v = json_get(d->file->json, word);
    int                at = v != NULL ? field_index(d->r, v->text) : -1;

    if (v != NULL && at < 0)
        declare_wrong(d, str_of(word), MSG("names no field of this registry"), STR_NONE);
    return at;
}

static void
read_fields(struct declaring *d)
{
    const struct json *properties = json_get(d->file->json, "properties");

    if (properties == NULL || properties->kind != JSON_OBJECT || properties->count == 0 ||
        properties->count > REGISTRY_FIELDS_MAX) {
        declare_wrong(d, S("properties"), MSG("needs between one and {1} fields"),
                      str_int(pack_arena(d->build), REGISTRY_FIELDS_MAX));
        return;
    }
    json_each(schema, properties)
        declare_field(d, schema, &d->r->field[d->r->n_fields++]);
    json_each(name, json_get(d->file->json, "required"))
    {
        int i = field_index(d->r, name->text);

        if (i < 0)
            declare_wrong(d, S("required"), MSG("{1} is no field of this registry"), name->text);
        else
            d->r->field[i].required = true;
    }
}

static void
read_key(struct declaring *d)
{
    const struct json *key = json_get(d->file->json, "x-key");
    struct registry   *r = d->r;

    if (key == NULL || key->kind != JSON_ARRAY || key->count == 0 ||
        key->count > REGISTRY_KEY_FIELDS) {
        declare_wrong(d, S("x-key"), MSG("needs one to four fields that name a record"), STR_NONE);
        return;
    }
    json_each(name, key)
    {
        int i = field_index(r, name->text);

        if (i < 0 || !r->field[i].required || r->field[i].type == REGISTRY_GEOMETRY) {
            declare_wrong(d, S("x-key"), MSG("{1} is not a required field"), name->text);
            continue;
        }
        /* A key stands in addresses, lists and the journal. */
        if (r->field[i].read == READ_PERSONAL)
            declare_wrong(d, S("x-key"), MSG("{1} is personal and cannot name a record"),
                          name->text);
        r->key_field[r->n_key++] = i;
        r->field[i].is_key = r->field[i].indexed = true;
    }
}

static void
read_roles(struct declaring *d)
{
    struct registry *r = d->r;

    r->title_field = named_field(d, "x-title");
    r->unit_field = named_field(d, "x-unit");
    r->geometry_field = named_field(d, "x-geometry");
    r->person_field = -1;
    for (int i = 0; i < r->n_fields; i++)
        if (r->field[i].person)
            r->person_field = i;
    if (r->title_field >= 0)
        r->field[r->title_field].indexed = true;
    /* By a person's name nobody is looked for. */
    if (r->title_field >= 0 && r->field[r->title_field].read != READ_PERSONAL)
        r->field[r->title_field].search = true;
    if (r->unit_field >= 0 && !str_eq(r->field[r->unit_field].format, S("unit")))
        declare_wrong(d, S("x-unit"), MSG("must name a field of format unit"), STR_NONE);
    if (r->unit_field >= 0)
        r->field[r->unit_field].indexed = true;
    if (r->geometry_field >= 0 && r->field[r->geometry_field].type != REGISTRY_GEOMETRY)
        declare_wrong(d, S("x-geometry"), MSG("must name a field of format geometry"), STR_NONE);
}

/* Columns go by name, so that a digest does not depend on the order in a file. */
static void
number_columns(struct registry *r)
{
    for (int i = 0; i < r->n_fields; i++) {
        int before = 0;

        for (int k = 0; k < r->n_fields; k++)
            before += str_cmp(r->field[k].name, r->field[i].name) < 0;
        r->field[i].column = ROW_FIELDS + before;
    }
    r->place_column = r->geometry_field >= 0 ? ROW_FIELDS + r->n_fields : -1;
    r->n_columns = ROW_FIELDS + r->n_fields + (r->place_column >= 0) + 1;
}

/* The schema that a record is held against: as in the file, without words that begin with x-. */
static void
make_check(struct declaring *d)
{
    struct arena      *arena = pack_arena(d->build);
    struct json       *check = json_object(arena), *properties;
    const struct json *required = json_get(d->file->json, "required");
    struct faults      faults = { .arena = arena };

    json_put_text(arena, check, "type", S("object"));
    json_put_bool(arena, check, "additionalProperties", false);
    if (required != NULL)
        json_put(check, S("required"), json_copy(arena, required));
    properties = json_put_object(arena, check, "properties");
    for (int i = 0; i < d->r->n_fields; i++)
        json_put(properties, d->r->field[i].name, json_copy(arena, d->r->field[i].schema));
    schema_check_record_schema(check, NULL, &faults);
    for (const struct fault *f = faults.first; f != NULL; f = f->next)
        pack_fault(d->build, d->file, f->field, f->message, f->value[0], f->value[1]);
    d->r->check = check;
    if (!faults_any(&faults))
        d->r->compiled = schema_compile(arena, check);
}

/* -- the section --------------------------------------------------------------------------- */

static const char *const words[] = {
    "$schema", "$id", "x-registry", "x-version", "title", "description", "x-owner", "x-theme",
    "x-keywords", "x-public", "x-licence", "x-frequency", "x-retention", "x-sources", "type",
    "additionalProperties", "required", "x-key", "x-title", "x-unit", "x-geometry", "properties",
    "$comment", NULL
};

static void
check_words(struct declaring *d)
{
    json_each(member, d->file->json)
    {
        bool known = false;

        for (int i = 0; words[i] != NULL; i++)
            known |= str_eq(member->key, str_of(words[i]));
        if (!known)
            declare_wrong(d, member->key, MSG("is not a word of a registry's file"), STR_NONE);
    }
}

static const struct registry *
find(const struct registries *all, Str key)
{
    for (int i = 0; all != NULL && i < all->n; i++)
        if (str_eq(all->list[i]->key, key))
            return all->list[i];
    return NULL;
}

static const struct registry *
read_registry(struct pack_build *b, const struct pack_file *file, const struct registry *before)
{
    struct declaring d = { .build = b, .file = file,
                           .r = arena_make(pack_arena(b), struct registry) };
    int              faults = pack_fault_count(b);

    d.r->file = file->json;
    d.r->digest = file->digest;
    check_words(&d);
    read_about(&d);
    read_fields(&d);
    read_key(&d);
    read_roles(&d);
    word_levels(d.r);
    number_columns(d.r);
    make_check(&d);
    if (before != NULL && pack_fault_count(b) == faults)
        declare_compare(&d, before);
    if (pack_fault_count(b) > faults)
        return NULL;
    /* Whole, since its statements point to its fields.  Sets stay as long as the program runs. */
    if (before != NULL && hash_eq(&before->digest, &d.r->digest))
        return before;
    d.r->sql = compose(pack_arena(b), d.r);
    return d.r;
}

static int
by_key(const void *a, const void *b)
{
    return str_cmp((*(const struct registry *const *)a)->key,
                   (*(const struct registry *const *)b)->key);
}

static void
make_rooms(struct arena *arena, struct registries *all)
{
    const struct table **journaled = arena_array(arena, const struct table *, all->n + 1);
    const struct table **whole = arena_array(arena, const struct table *, all->n + 1);

    for (int i = 0; i < all->n; i++) {
        journaled[i] = &all->list[i]->sql->journaled;
        whole[i] = &all->list[i]->sql->whole;
    }
    all->journaled = (struct room_sql){ .room = "records", .n_tables = all->n,
                                        .tables = journaled };
    all->whole = (struct room_sql){ .room = "records", .n_tables = all->n, .tables = whole };
}

/* A newer file of a registry that came with another pack stands in the province's own pack
 * (or the other way round, once that pack caught up): the one with the higher version counts. */
static bool
is_set_aside(const struct pack_file *files, int n, int at)
{
    const struct pack_file *f = &files[at];

    for (int i = 0; i < n; i++) {
        const struct pack_file *other = &files[i];
        bool own = str_eq(f->pack, REGISTRY_OWN_PACK) || str_eq(other->pack, REGISTRY_OWN_PACK);
        int64_t mine = json_int(f->json, "x-version", 0);
        int64_t theirs = json_int(other->json, "x-version", 0);

        if (i != at && own && str_eq(other->name, f->name) &&
            (theirs > mine || (i < at && theirs == mine && hash_eq(&other->digest, &f->digest))))
            return true;
    }
    return false;
}

/* The tables are those of the store: a set of no load brings none along. */
static void
refuse_new_tables(struct pack_build *b, const struct pack_file *file, const struct registry *r,
                  const struct registry *before)
{
    if (!pack_goes_on_record(b) && (before == NULL || compose_differs(r, before)))
        pack_fault(b, file, S(""), MSG("needs its table made or changed: load the pack (tinhso "
                                       "pack load DIR FOLDER)"), STR_NONE, STR_NONE);
}

static void
refuse_missing(struct pack_build *b, const struct pack_file *file, const struct registries *all,
               const struct registries *before)
{
    for (int i = 0; before != NULL && i < before->n; i++)
        if (find(all, before->list[i]->key) == NULL && pack_fault_count(b) == 0)
            pack_fault(b, file, S(""), MSG("the registry {1} is there and cannot be taken "
                                           "away by a pack"), before->list[i]->key, STR_NONE);
}

static enum err
compile(struct pack_build *b, void **out)
{
    int                       n;
    const struct pack_file   *files = pack_files(b, "registries", &n);
    struct registries        *all = arena_make(pack_arena(b), struct registries);
    const struct registries  *before = pack_before(b, "registries");
    const struct registry   **list = arena_array(pack_arena(b), const struct registry *, n + 1);

    all->list = list;
    for (int i = 0; i < n; i++) {
        const struct registry *old = find(before, files[i].name);
        const struct registry *r = is_set_aside(files, n, i) ? NULL
                                                             : read_registry(b, &files[i], old);

        if (r == NULL)
            continue;
        refuse_new_tables(b, &files[i], r, old);
        if (find(all, r->key) != NULL)
            pack_fault(b, &files[i], S("x-registry"), MSG("another pack has {1} already"),
                       r->key, STR_NONE);
        list[all->n++] = r;
    }
    if (n > 0)
        refuse_missing(b, &files[0], all, before);
    qsort(list, (size_t)all->n, sizeof(const struct registry *), by_key);
    make_rooms(pack_arena(b), all);
    *out = all;
    return ERR_OK;
}

/* Makes the tables of a set that is about to take the place of another. */
static enum err
install(struct act *a, const void *data, const void *data_before)
{
    const struct registries *all = data, *before = data_before;

    for (int i = 0; i < all->n; i++) {
        const struct registry *r = all->list[i], *old = find(before, r->key);
        const char            *sql[STORE_KINDS];

        if (old != NULL && old->sql == r->sql)
            continue;
        compose_definition(act_arena(a), r, old, sql);
        TRY(act_define(a, sql));
        if (old != NULL)
            TRY(tally_relaxed(a, r, old));
        if (old != NULL && word_levels_differ(r, old))
            TRY(record_words_anew(a, r));
    }
    return ERR_OK;
}

enum err
registry_define_all(struct view *v)
{
    const struct registries *all = registries_of(v);

    for (int i = 0; i < all->n; i++) {
        const char *sql[STORE_KINDS];

        compose_definition(v->arena, all->list[i], NULL, sql);
        TRY(db_define(v->db, sql));
    }
    return ERR_OK;
}

static const struct pack_section section = { .name = "registries", .compile = compile,
                                             .install = install, .title = MSG("Registries") };

const struct pack_section *const registry_sections[] = { &section, NULL };

const struct registries *
registries_of(const struct view *v)
{
    static const struct registries none;
    const struct registries       *all = pack_data(v, "registries");

    return all != NULL ? all : &none;
}

const struct room_sql *
registry_journaled(const struct view *v)
{
    return &registries_of(v)->journaled;
}

const struct registry *
registry_by_key(const struct view *v, Str key)
{
    return find(registries_of(v), key);
}

const struct registry_field *
registry_field(const struct registry *r, Str name)
{
    int i = field_index(r, name);

    return i >= 0 ? &r->field[i] : NULL;
}

Str
registry_field_title(enum lang lang, const struct registry_field *f)
{
    Str words_of = pack_words(lang, f->title);

    return words_of.n > 0 ? words_of : f->name;
}
