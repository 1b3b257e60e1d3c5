/* pack/compile.c -- packs into a set: whole, or not at all.
 *
 * Order: packs that are needed before those that need them, then sections in
 * the order they are registered.  A section is compiled even when one before
 * it had faults, as long as it asks for nothing that is missing: faults are
 * best seen together.  Floor 3. */
#include <stdatomic.h>

#include "pack/build.h"

struct arena *
pack_arena(struct pack_build *b)
{
    return b->arena;
}

bool
pack_is_simulated(const struct pack_build *b)
{
    return b->set->sections.simulated;
}

bool
pack_goes_on_record(const struct pack_build *b)
{
    return !b->set->sections.stand_in;
}

void
pack_fault(struct pack_build *b, const struct pack_file *f, Str pointer, const char *message,
           Str one, Str two)
{
    Str path = str_format(b->arena, "%.*s/%.*s", STR_ARG(f->pack),
                          STR_ARG(pack_file_path(b->arena, f)));

    pack_fault_add(&b->faults, &(struct pack_fault){ .path = path, .pointer = pointer,
                                                     .message = message, .value = { one, two } });
}

int
pack_fault_count(const struct pack_build *b)
{
    return b->faults.count;
}

static int
section_index(const struct pack_sections *s, Str name)
{
    for (int i = 0; i < s->n; i++)
        if (str_eq(str_of(s->list[i]->name), name))
            return i;
    return -1;
}

const struct pack_file *
pack_files(struct pack_build *b, const char *section, int *n)
{
    const struct pack_set *set = b->set;
    struct pack_file      *list;
    int                    total = 0;

    for (int i = 0; i < set->n_packs; i++)
        total += set->packs[i].n_files;
    list = arena_array(b->arena, struct pack_file, total + 1);
    *n = 0;
    for (int i = 0; i < set->n_packs; i++)
        for (int k = 0; k < set->packs[i].n_files; k++)
            if (str_eq(set->packs[i].files[k].section, str_of(section)))
                list[(*n)++] = set->packs[i].files[k];
    return list;
}

const void *
pack_built(struct pack_build *b, const char *section)
{
    int i = section_index(&b->set->sections, str_of(section));

    return i >= 0 && i < b->n_built ? b->set->data[i] : NULL;
}

const void *
pack_set_data(const struct pack_set *set, const char *section)
{
    int i = set != NULL ? section_index(&set->sections, str_of(section)) : -1;

    return i >= 0 ? set->data[i] : NULL;
}

const void *
pack_before(const struct pack_build *b, const char *section)
{
    return pack_set_data(b->set->sections.before, section);
}

/* -- the order of packs ------------------------------------------------------------- */

static const struct pack *
find_pack(const struct pack *packs, int n, Str name)
{
    for (int i = 0; i < n; i++)
        if (str_eq(packs[i].name, name))
            return &packs[i];
    return NULL;
}

/* Faults belong to a pack's pack.json, which is its first file. */
static void
head_fault(struct pack_build *b, const struct pack *p, Str pointer, const char *message, Str one)
{
    pack_fault(b, &p->files[0], pointer, message, one, STR_NONE);
}

static bool
is_ready(const struct pack *p, const struct pack *done, int n_done)
{
    for (int i = 0; i < p->n_needs; i++)
        if (find_pack(done, n_done, p->needs[i]) == NULL)
            return false;
    return true;
}

static void
check_needs(struct pack_build *b, const struct pack *packs, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < packs[i].n_needs; k++)
            if (find_pack(packs, n, packs[i].needs[k]) == NULL)
                head_fault(b, &packs[i], str_format(b->arena, "needs/%d", k),
                           MSG("{1} is not among the packs loaded"), packs[i].needs[k]);
    for (int i = 0; i < n; i++)
        if (find_pack(packs, i, packs[i].name) != NULL)
            head_fault(b, &packs[i], S("pack"), MSG("is there twice"), STR_NONE);
}

/* Those whose needs are met, in the order given, until none is left. */
static void
order_packs(struct pack_build *b, const struct pack *packs, int n)
{
    struct pack *done = arena_array(b->arena, struct pack, n + 1);
    int          n_done = 0, before = -1;

    check_needs(b, packs, n);
    while (b->faults.count == 0 && n_done < n && n_done != before) {
        before = n_done;
        for (int i = 0; i < n; i++)
            if (find_pack(done, n_done, packs[i].name) == NULL &&
                is_ready(&packs[i], done, n_done))
                done[n_done++] = packs[i];
    }
    for (int i = 0; i < n && n_done < n && b->faults.count == 0; i++)
        if (find_pack(done, n_done, packs[i].name) == NULL)
            head_fault(b, &packs[i], S("needs"), MSG("needs a pack that needs this one"), STR_NONE);
    b->set->packs = done;
    b->set->n_packs = n_done;
}

/* -- the whole ------------------------------------------------------------------------ */

static void
check_files(struct pack_build *b, const struct pack *packs, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < packs[i].n_files; k++) {
            const struct pack_file *f = &packs[i].files[k];

            if (f->section.n > 0 && section_index(&b->set->sections, f->section) < 0)
                pack_fault(b, f, S(""), MSG("{1} is no section that this program knows"),
                           f->section, STR_NONE);
            pack_check_sources(b, f);
        }
}

static enum err
compile_sections(struct pack_build *b)
{
    const struct pack_sections *s = &b->set->sections;

    for (int i = 0; i < s->n; i++) {
        void    *data = NULL;
        enum err err = s->list[i]->compile != NULL ? s->list[i]->compile(b, &data) : ERR_OK;

        /* Beyond faults, which are collected, nothing can go wrong here. */
        if (err != ERR_OK && err != ERR_INVALID)
            return err;
        if (err == ERR_INVALID && b->faults.count == 0)
            BUG("the section %s refused without a fault", s->list[i]->name);
        b->set->data[i] = data;
        b->n_built = i + 1;
    }
    return ERR_OK;
}

enum err
pack_compile(struct arena *arena, const struct pack *packs, int n,
             const struct pack_sections *sections, struct pack_set **out,
             struct pack_fault **out_faults, int *n_faults)
{
    struct pack_set  *set = arena_make(arena, struct pack_set);
    struct pack_build b = { .arena = arena, .set = set, .faults.arena = arena };
    enum err          err = ERR_OK;

    set->sections = *sections;
    set->data = arena_array(arena, const void *, sections->n + 1);
    order_packs(&b, packs, n);
    check_files(&b, packs, n);
    if (b.set->n_packs == n)
        err = compile_sections(&b);
    set->sections.before = NULL;
    set->sections.stand_in = false;
    *out_faults = b.faults.first;
    *n_faults = b.faults.count;
    if (err == ERR_OK && b.faults.count > 0)
        err = ERR_INVALID;
    if (err == ERR_OK)
        *out = set;
    return err;
}

/* -- reading a set ---------------------------------------------------------------------- */

const struct pack *
pack_list(const struct pack_set *set, int *n)
{
    *n = set->n_packs;
    return set->packs;
}

const struct pack *
pack_by_name(const struct pack_set *set, Str name)
{
    return find_pack(set->packs, set->n_packs, name);
}

const struct pack_sections *
pack_set_sections(const struct pack_set *set)
{
    return &set->sections;
}

int64_t
pack_set_act(const struct pack_set *set)
{
    return set->act;
}

const struct pack_set *
pack_of(const struct view *v)
{
    if (v->packs != NULL)
        return v->packs;
    return v->world != NULL ? atomic_load(&v->world->packs) : NULL;
}

const void *
pack_data(const struct view *v, const char *section)
{
    return pack_set_data(pack_of(v), section);
}
