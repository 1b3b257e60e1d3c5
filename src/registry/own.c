/* registry/own.c -- a registry from one file, put on record by a data officer while the program
 * serves.  Floor 6.
 *
 *   file ─ looked at (registry.look) ─ what would be, or every fault
 *        └ registry.declare ─ the next version of the province's own pack ─ table, pages, faces
 *
 * The pack REGISTRY_OWN_PACK holds all files that came this way; each declaration loads it anew
 * with this one in its place, through the same door as any pack.  Who declares must reach the
 * unit that answers for the registry, and for the one of that key that is in force. */
#include "base/words.h"
#include "ident/client.h"
#include "pack/loading.h"
#include "registry/record.h"

#define FILE_CHARS 300000
#define PACK_HEAD \
    "{\"pack\":\"%.*s\",\"version\":%lld,\"title\":{\"vi\":\"Cơ sở dữ liệu do tỉnh khai báo\"," \
    "\"en\":\"Registries declared by the province\"},\"needs\":[]}"

struct own_in {
    Str file;
};

struct own_plan {
    struct pack_loading    loading;
    const struct registry *r;         /* as it would be */
    const struct registry *before;    /* in force; NULL: there is none */
    bool                   unchanged; /* in force with these very bytes */
};

/* -- the pack with the file in it -------------------------------------------------- */

static Str
path_of(struct arena *arena, Str key)
{
    return str_format(arena, "registries/%.*s.json", STR_ARG(key));
}

static const struct pack *
own_pack(struct view *v)
{
    const struct pack_set *set = pack_of(v);

    return set != NULL ? pack_by_name(set, REGISTRY_OWN_PACK) : NULL;
}

static int
put_together(struct view *v, const struct pack *old, Str key, Str text, struct pack_input **out)
{
    int                n_old = old != NULL ? old->n_files : 0, n = 0;
    struct pack_input *in = arena_array(v->arena, struct pack_input, n_old + 2);
    int64_t            version = old != NULL ? old->version + 1 : 1;

    in[n++] = (struct pack_input){ .path = S("pack.json"),
                                   .bytes = str_format(v->arena, PACK_HEAD,
                                                       STR_ARG(REGISTRY_OWN_PACK),
                                                       (long long)version) };
    in[n++] = (struct pack_input){ .path = path_of(v->arena, key), .bytes = text };
    for (int i = 0; i < n_old; i++) {
        Str path = pack_file_path(v->arena, &old->files[i]);

        if (old->files[i].section.n > 0 && !str_eq(path, in[1].path))
            in[n++] = (struct pack_input){ .path = path, .bytes = old->files[i].bytes };
    }
    *out = in;
    return n;
}

/* -- faults ------------------------------------------------------------------------ */

/* Those of the file by their place in it, "file/properties/area/type"; those of other files
 * as the pack's loading says them. */
static void
pass_on(struct view *v, const struct faults *faults, Str key)
{
    Str path = path_of(v->arena, key);
    Str ours = str_format(v->arena, "%.*s/%.*s", STR_ARG(REGISTRY_OWN_PACK), STR_ARG(path));

    for (const struct fault *f = faults->first; f != NULL; f = f->next) {
        Str field = f->field;

        if (str_starts(field, ours)) {
            field = str_sub(field, ours.n, field.n);
            field = str_join(v->arena, S("file"),
                             str_starts(field, S("#")) ? str_sub(field, 1, field.n) : field, S(""));
        }
        fault_add(v->faults, field, f->message, f->value[0], f->value[1]);
    }
}

static enum err
parse(struct view *v, Str text, struct json **out)
{
    struct json_where where = { 0 };

    if (json_parse(v->arena, text, out, &where) != ERR_OK)
        fault_add(v->faults, str_format(v->arena, "file:%d", where.line), where.why, STR_NONE,
                  STR_NONE);
    else if ((*out)->kind != JSON_OBJECT)
        fault_add(v->faults, S("file"), MSG("must be a JSON object"), STR_NONE, STR_NONE);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

/* -- preparing --------------------------------------------------------------------- */

static const struct registry *
find(const struct registries *all, Str key)
{
    for (int i = 0; all != NULL && i < all->n; i++)
        if (str_eq(all->list[i]->key, key))
            return all->list[i];
    return NULL;
}

static enum err
load(struct view *v, Str key, Str text, struct own_plan *p)
{
    struct view        own = *v;
    struct faults      faults = { .arena = v->arena };
    struct pack_input *files;
    int                n = put_together(v, own_pack(v), key, text, &files);
    enum err           err;

    own.faults = &faults;
    err = pack_load_prepare(&own, REGISTRY_OWN_PACK, files, n, &p->loading);
    pass_on(v, &faults, key);
    if (err != ERR_OK && own.why != NULL)
        v->why = own.why;
    return err;
}

/* Whose it would be, or is. */
static enum err
check_reach(struct view *v, const struct registry *r)
{
    enum err err = record_require(v, r, S("registry.declare"), 0);

    if (err != ERR_FORBIDDEN)
        return err;
    v->why = NULL;
    fault_add(v->faults, S("file/x-owner"), MSG("belongs to a unit outside your position"),
              STR_NONE, STR_NONE);
    return ERR_OK;
}

static enum err
read_before(struct view *v, Str key, const Hash *digest, struct own_plan *p)
{
    p->r = p->before = registry_by_key(v, key);
    if (p->before == NULL)
        return ERR_OK;
    p->unchanged = hash_eq(&p->before->digest, digest);
    return check_reach(v, p->before);
}

static enum err
read_file(struct view *v, Str text, struct own_plan *p)
{
    Hash         digest = hash_of(text);
    struct json *file;
    Str          key;

    TRY(parse(v, text, &file));
    key = json_text(file, "x-registry");
    if (!registry_key_is_valid(key)) /* which is said with everything else that is wrong */
        key = S("unnamed");
    TRY(read_before(v, key, &digest, p));
    if (p->unchanged)
        return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
    TRY(load(v, key, text, p));
    p->r = find(pack_load_data(&p->loading, "registries"), key);
    if (p->r == NULL)
        return ERR_INVALID;
    /* A file older than the one in force is set aside by the set, not taken. */
    if (!hash_eq(&p->r->digest, &digest))
        fault_add(v->faults, S("file/x-version"), MSG("must be above {1}, which is in force with "
                                                      "other contents"),
                  str_int(v->arena, p->r->version), STR_NONE);
    TRY(check_reach(v, p->r));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
prepare(struct view *v, const void *input, void *plan)
{
    return read_file(v, ((const struct own_in *)input)->file, plan);
}

static enum err
apply(struct act *a, const void *plan, struct json *out)
{
    const struct own_plan *p = plan;

    if (!p->unchanged)
        TRY(pack_load_apply(a, &p->loading));
    act_subject(a, str_format(act_arena(a), "registry:%.*s", STR_ARG(p->r->key)));
    json_put_text(act_arena(a), out, "registry", p->r->key);
    json_put_int(act_arena(a), out, "version", p->r->version);
    json_put_bool(act_arena(a), out, "unchanged", p->unchanged);
    return ERR_OK;
}

static void
committed(struct view *v, const void *plan)
{
    const struct own_plan *p = plan;

    if (!p->unchanged)
        pack_load_committed(v, &p->loading);
}

/* -- a look ------------------------------------------------------------------------ */

static void
put_faults(struct view *v, const struct faults *faults, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "wrong"), *list;

    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, "There is {1} place to correct",
                              MSG("There are {1} places to correct"), faults->count));
    list = json_put_array(v->arena, o, "rows");
    for (const struct fault *f = faults->first; f != NULL; f = f->next) {
        struct json *row = json_add(list, json_object(v->arena));
        Str          where = str_sub(f->field, str_starts(f->field, S("file")) ? 4 : 0, f->field.n);

        if (str_starts(where, S(":")))
            where = words_fill(v->arena, v->lang, MSG("Line {1}"), str_sub(where, 1, where.n),
                               STR_NONE);
        json_put_text(v->arena, row, "where", where.n > 0 ? where
                                                          : words(v->lang, MSG("The file")));
        json_put_text(v->arena, row, "text",
                      words_fill(v->arena, v->lang, f->message, f->value[0], f->value[1]));
    }
    if (faults->count > FAULTS_MAX)
        json_put_text(v->arena, o, "more_words",
                      words(v->lang, MSG("The first hundred are listed.")));
}

static const char *
type_words(const struct registry_field *f)
{
    switch (f->type) {
    case REGISTRY_INT:      return MSG("whole number");
    case REGISTRY_REAL:     return MSG("number");
    case REGISTRY_BOOL:     return MSG("yes or no");
    case REGISTRY_DAY:      return MSG("day");
    case REGISTRY_GEOMETRY: return MSG("place on the map");
    default:
        return json_get(f->schema, "enum") != NULL ? MSG("one of a list") : MSG("text");
    }
}

static void
put_note(struct view *v, struct json *notes, bool holds, const char *note)
{
    if (holds)
        json_add(notes, json_new_text(v->arena, words(v->lang, note)));
}

static void
put_field(struct view *v, const struct own_plan *p, const struct registry_field *f,
          struct json *rows)
{
    static const char *const reads[] = { MSG("everybody"), MSG("officers"),
                                         MSG("hidden; each reading is recorded") };
    struct json *o = json_add(rows, json_object(v->arena)), *notes;
    bool         is_new = p->before != NULL && registry_field(p->before, f->name) == NULL;

    json_put_text(v->arena, o, "name", f->name);
    json_put_text(v->arena, o, "title", registry_field_title(v->lang, f));
    json_put_text(v->arena, o, "type_words", words(v->lang, type_words(f)));
    json_put_text(v->arena, o, "read_words",
                  p->r->open == PUBLIC_ROWS || f->read != READ_PUBLIC
                      ? words(v->lang, reads[f->read]) : words(v->lang, reads[READ_OFFICIAL]));
    notes = json_put_array(v->arena, o, "notes");
    put_note(v, notes, is_new, MSG("new"));
    put_note(v, notes, f->is_key, MSG("names a record"));
    put_note(v, notes, f->required, MSG("needed"));
    put_note(v, notes, f->indexed, MSG("filtered and sorted by"));
    put_note(v, notes, f->count != COUNT_NONE, MSG("counted"));
    put_note(v, notes, f->sum, MSG("summed"));
    put_note(v, notes, f->search, MSG("searched"));
    if (f->ref.n > 0)
        json_add(notes, json_new_text(v->arena, words_fill(v->arena, v->lang,
                                                           MSG("points to {1}"), f->ref,
                                                           STR_NONE)));
}

static enum err
put_about(struct view *v, const struct own_plan *p, struct json *o)
{
    static const char *const opens[] = {
        [PUBLIC_NONE] = MSG("nobody outside"), [PUBLIC_COUNTS] = MSG("counts alone"),
        [PUBLIC_ROWS] = MSG("the records"),
    };
    struct unit owner;
    enum err    err = unit_by_code_ever(v, p->r->owner, time_day(v->now), &owner);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_text(v->arena, o, "key", p->r->key);
    json_put_text(v->arena, o, "title", pack_words(v->lang, p->r->title));
    json_put_text(v->arena, o, "description", pack_words(v->lang, p->r->description));
    json_put_text(v->arena, o, "owner_name", err == ERR_OK ? owner.title : p->r->owner);
    json_put_text(v->arena, o, "public_words", words(v->lang, opens[p->r->open]));
    json_put_int(v->arena, o, "version", p->r->version);
    if (p->before != NULL)
        json_put_int(v->arena, o, "before_version", p->before->version);
    if (p->unchanged)
        json_put_bool(v->arena, o, "unchanged", true);
    return ERR_OK;
}

static enum err
run_look(struct view *v, const void *input, struct json *out)
{
    Str             text = ((const struct own_in *)input)->file;
    struct view     own = *v;
    struct faults   faults = { .arena = v->arena };
    struct own_plan p = { .r = NULL };
    struct json    *good, *rows;
    enum err        err;

    if (text.n == 0)
        return ERR_OK;
    json_put_text(v->arena, out, "text", text);
    own.faults = &faults;
    err = read_file(&own, text, &p);
    if (err == ERR_INVALID && faults_any(&faults)) {
        put_faults(v, &faults, out);
        return ERR_OK;
    }
    if (err != ERR_OK)
        v->why = own.why;
    TRY(err);
    good = json_put_object(v->arena, out, "good");
    TRY(put_about(v, &p, good));
    rows = json_put_array(v->arena, good, "rows");
    for (int i = 0; i < p.r->n_fields; i++)
        put_field(v, &p, &p.r->field[i], rows);
    return ERR_OK;
}

/* -- the rows of the tables -------------------------------------------------------- */

static const struct field declare_fields[] = {
    FIELD(TEXT, struct own_in, file, .required = true, .max = FILE_CHARS,
          .help = "The registry's file, a JSON Schema with our words, as text"),
};
static const struct field look_fields[] = {
    FIELD(TEXT, struct own_in, file, .max = FILE_CHARS, .help = "The file; absent: none yet"),
};

const struct command registry_declare = {
    .name = "registry.declare", .right = "registry.declare",
    .help = "Puts a new registry, or a newer file of one, on record: its table, pages and "
            "interfaces are there with the answer.",
    .fields = declare_fields, .n_fields = 1, .in_size = sizeof(struct own_in),
    .plan_size = sizeof(struct own_plan), .prepare = prepare, .apply = apply,
    .committed = committed, .job = true,
};

const struct query registry_look = {
    .name = "registry.look", .right = "registry.declare",
    .help = "A registry's file looked at: every fault with its place, or what would be made.",
    .fields = look_fields, .n_fields = 1, .in_size = sizeof(struct own_in), .run = run_look,
    .heavy = true,
};
