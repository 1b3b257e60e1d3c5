/* pack/load.c -- a pack enters, or a newer version of one.
 *
 * prepare reads the files and compiles the whole new set beside the one in
 * use; apply stores the files as rows of the act; only after the commit does
 * the program begin to use the set.  A version that is loaded never changes:
 * the same number with other contents is refused.  Floor 3. */
#include "pack/loading.h"

#include "pack/build.h"
#include "pack/commands.h"
#include "pack/pack_sql.h"

struct load_in {
    Str                pack;
    const struct json *files;
};

/* The set between its making and its use; freed with the call if unused. */
struct load_result {
    struct pack_set *set;
    int64_t          act;
};

/* -- preparing --------------------------------------------------------------------- */

/* "hai-duong/units/a.json:12", "hai-duong/units/a.json#/departments/3/key" */
static void
pass_faults_on(struct view *v, const struct pack_fault *f)
{
    for (; f != NULL; f = f->next) {
        Str field = f->path;

        if (f->line > 0)
            field = str_format(v->arena, "%.*s:%d", STR_ARG(f->path), f->line);
        else if (f->pointer.n > 0)
            field = str_format(v->arena, "%.*s#/%.*s", STR_ARG(f->path), STR_ARG(f->pointer));
        fault_add(v->faults, field, f->message, f->value[0], f->value[1]);
    }
}

static enum err
read_files(struct view *v, Str name, const struct pack_input *files, int n, struct pack *out)
{
    struct pack_fault *faults = NULL;
    int                n_faults;
    enum err           err = pack_read_files(v->arena, name, files, n, out, &faults, &n_faults);

    pass_faults_on(v, faults);
    return err;
}

static enum err
read_input(struct view *v, const struct load_in *in, struct pack_input **out, int *out_n)
{
    struct pack_input *files = arena_array(v->arena, struct pack_input, in->files->count + 1);
    int                n = 0;

    json_each(file, in->files)
    {
        files[n++] = (struct pack_input){ .path = json_text(file, "path"),
                                          .bytes = json_text(file, "text") };
        if (json_text(file, "path").p == NULL || json_text(file, "text").p == NULL)
            fault_add(v->faults, str_format(v->arena, "files/%d", n - 1),
                      MSG("needs a path and a text"), STR_NONE, STR_NONE);
    }
    *out = files;
    *out_n = n;
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
check_version(struct view *v, struct pack_loading *p)
{
    struct pack_version_last_row *last;
    int                           n;
    Str                           number;

    TRY(pack_version_last(v, p->pack.name, 1, &last, &n));
    if (n == 0 || last[0].version < p->pack.version)
        return ERR_OK;
    p->unchanged = last[0].version == p->pack.version &&
                   str_eq(last[0].digest, hash_bytes(&p->pack.digest));
    if (p->unchanged)
        return ERR_OK;
    number = str_int(v->arena, last[0].version);
    fault_add(v->faults, str_format(v->arena, "%.*s/pack.json#/version", STR_ARG(p->pack.name)),
              MSG("must be above {1}, which is loaded with other contents"), number, STR_NONE);
    return ERR_INVALID;
}

static void
free_unused(void *what)
{
    struct load_result *r = what;

    if (r->set != NULL)
        pack_set_free(r->set);
}

/* The packs in use with this one in its place. */
static enum err
make_set(struct view *v, const struct pack_set *base, struct pack_loading *p)
{
    struct pack_fault_list faults = { .arena = v->arena };
    struct pack           *packs = arena_array(v->arena, struct pack, base->n_packs + 1);
    struct pack_sections   sections = base->sections;
    int                    n = 0;
    enum err               err;

    for (int i = 0; i < base->n_packs; i++)
        if (!str_eq(base->packs[i].name, p->pack.name))
            packs[n++] = base->packs[i];
    packs[n++] = p->pack;
    sections.before = base;
    err = pack_set_make(packs, n, &sections, 0, &faults, &p->result->set);
    pass_faults_on(v, faults.first);
    return err;
}

enum err
pack_load_prepare(struct view *v, Str name, const struct pack_input *files, int n,
                  struct pack_loading *p)
{
    const struct pack_set *base = pack_of(v);

    if (base == NULL)
        BUG("pack.load before the program had a set of packs");
    p->base = base->act;
    p->result = arena_make(v->arena, struct load_result);
    arena_defer(v->arena, free_unused, p->result);
    TRY(read_files(v, name, files, n, &p->pack));
    TRY(check_version(v, p));
    return p->unchanged ? ERR_OK : make_set(v, base, p);
}

const void *
pack_load_data(const struct pack_loading *p, const char *section)
{
    return p->result->set != NULL ? pack_set_data(p->result->set, section) : NULL;
}

static enum err
prepare(struct view *v, const void *input, void *plan)
{
    const struct load_in *in = input;
    struct pack_input    *files;
    int                   n;

    TRY(read_input(v, in, &files, &n));
    return pack_load_prepare(v, in->pack, files, n, plan);
}

/* -- applying ------------------------------------------------------------------------ */

/* Was another pack loaded since the set was made? */
static enum err
check_base(struct act *a, const struct pack_loading *p)
{
    struct pack_last_act_row *last;
    int                       n;

    TRY(pack_last_act(act_view(a), 1, &last, &n));
    if ((n > 0 ? last[0].act : 0) != p->base)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("Another pack was loaded in the meantime, or the packs in use come "
                               "from disk. Nothing was changed."));
    return ERR_OK;
}

static enum err
write_rows(struct act *a, const struct pack *p)
{
    for (int i = 0; i < p->n_files; i++) {
        const struct pack_file *f = &p->files[i];

        TRY(pack_file_add(a, p->name, p->version, f->section, f->name, f->bytes,
                          hash_bytes(&f->digest)));
    }
    return pack_version_add(a, p->name, p->version, hash_bytes(&p->digest), p->n_files,
                            act_now(a));
}

static enum err
install(struct act *a, const struct pack_loading *p)
{
    const struct pack_set *set = p->result->set, *base = pack_of(act_view(a));

    for (int i = 0; i < set->sections.n; i++) {
        const struct pack_section *s = set->sections.list[i];

        if (s->install != NULL)
            TRY(s->install(a, set->data[i], base != NULL ? base->data[i] : NULL));
    }
    return ERR_OK;
}

enum err
pack_load_apply(struct act *a, const struct pack_loading *p)
{
    if (p->unchanged)
        return ERR_OK;
    TRY(check_base(a, p));
    TRY(write_rows(a, &p->pack));
    TRY(install(a, p));
    p->result->act = act_number(a);
    return ERR_OK;
}

static enum err
apply(struct act *a, const void *plan, struct json *out)
{
    const struct pack_loading *p = plan;
    struct arena              *arena = act_arena(a);

    TRY(pack_load_apply(a, p));
    act_subject(a, str_format(arena, "pack:%.*s", STR_ARG(p->pack.name)));
    json_put_text(arena, out, "pack", p->pack.name);
    json_put_int(arena, out, "version", p->pack.version);
    json_put_int(arena, out, "files", p->pack.n_files);
    json_put_text(arena, out, "digest", hex_text(arena, hash_bytes(&p->pack.digest)));
    json_put_bool(arena, out, "unchanged", p->unchanged);
    return ERR_OK;
}

void
pack_load_committed(struct view *v, const struct pack_loading *p)
{
    if (p->unchanged)
        return;
    p->result->set->act = p->result->act;
    pack_swap(v->world, p->result->set);
    p->result->set = NULL;
}

static void
committed(struct view *v, const void *plan)
{
    pack_load_committed(v, plan);
}

static const struct field fields[] = {
    FIELD(TEXT, struct load_in, pack, .required = true, .max = 60,
          .help = "The pack's name, as faults shall call it."),
    FIELD(JSON, struct load_in, files, .required = true,
          .help = "[{path, text}]: every file of the pack, pack.json among them."),
};

const struct command pack_load = {
    .name = "pack.load", .right = "admin.packs",
    .help = "Loads a pack, or a newer version of one; checked whole before anything changes.",
    .fields = fields, .n_fields = 2, .in_size = sizeof(struct load_in),
    .plan_size = sizeof(struct pack_loading), .prepare = prepare, .apply = apply,
    .committed = committed, .job = true,
};
