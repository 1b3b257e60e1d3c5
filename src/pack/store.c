/* pack/store.c -- sets out of the store, and which set the program uses.
 *
 * A set made here owns an arena with all it points to, files included; sets
 * form a chain behind world->packs and are freed together at the end.  Loads
 * are rare and a set is small, so keeping old ones costs less than knowing when
 * the last reader has gone.  Floor 3. */
#include <stdatomic.h>

#include "base/log.h"
#include "pack/build.h"
#include "pack/pack_sql.h"

#define PACKS_MAX 100

enum err
pack_copy(struct arena *arena, const struct pack *from, struct pack *out)
{
    struct pack_input *in = arena_array(arena, struct pack_input, from->n_files + 1);
    struct pack_fault *faults;
    int                n_faults;

    for (int i = 0; i < from->n_files; i++) {
        in[i] = (struct pack_input){ .path = pack_file_path(arena, &from->files[i]),
                                     .bytes = str_copy(arena, from->files[i].bytes) };
    }
    return pack_read_files(arena, str_copy(arena, from->name), in, from->n_files, out, &faults,
                           &n_faults);
}

enum err
pack_set_make(const struct pack *packs, int n, const struct pack_sections *sections, int64_t act,
              struct pack_fault_list *faults, struct pack_set **out)
{
    struct arena      *arena = arena_new();
    struct pack       *own = arena_array(arena, struct pack, n + 1);
    struct pack_set   *set = NULL;
    struct pack_fault *found = NULL;
    int                n_found = 0;
    enum err           err = ERR_OK;

    for (int i = 0; i < n && err == ERR_OK; i++)
        err = pack_copy(arena, &packs[i], &own[i]);
    if (err == ERR_OK)
        err = pack_compile(arena, own, n, sections, &set, &found, &n_found);
    for (; found != NULL; found = found->next)
        pack_fault_add(faults, found);
    if (err != ERR_OK) {
        arena_free(arena);
        return err;
    }
    set->arena = arena;
    set->act = act;
    *out = set;
    return ERR_OK;
}

void
pack_set_free(struct pack_set *set)
{
    if (set->arena != NULL)
        arena_free(set->arena); /* the set is in it */
}

/* -- from rows --------------------------------------------------------------------- */

static enum err
read_stored(struct view *v, Str name, int64_t version, struct pack *out)
{
    struct pack_files_stored_row *row;
    struct pack_input            *in;
    struct pack_fault            *faults;
    int                           n, n_faults;

    TRY(pack_files_stored(v, name, version, PACK_FILES_MAX, &row, &n));
    in = arena_array(v->arena, struct pack_input, n + 1);
    for (int i = 0; i < n; i++) {
        struct pack_file f = { .section = row[i].section, .name = row[i].name };

        in[i] = (struct pack_input){ .path = pack_file_path(v->arena, &f), .bytes = row[i].body };
    }
    return pack_read_files(v->arena, name, in, n, out, &faults, &n_faults);
}

/* Stored packs compiled when they were loaded; that they no longer do means
 * another program, or altered rows.  The operator must learn where. */
static void
log_faults(const struct pack_fault_list *faults)
{
    for (const struct pack_fault *f = faults->first; f != NULL; f = f->next)
        log_event(LOG_ERROR, "pack.fault", "%.*s %.*s: %s (%.*s)", STR_ARG(f->path),
                  STR_ARG(f->pointer), f->message, STR_ARG(f->value[0]));
}

enum err
pack_set_stored(struct view *v, const struct pack_sections *sections, struct pack_set **out)
{
    struct pack_fault_list         faults = { .arena = v->arena };
    struct pack_versions_held_row *held;
    struct pack                   *packs;
    int64_t                        act = 0;
    int                            n;
    enum err                       err;

    TRY(pack_versions_held(v, INT64_MAX, PACKS_MAX, &held, &n));
    packs = arena_array(v->arena, struct pack, n + 1);
    for (int i = 0; i < n; i++) {
        TRY(read_stored(v, held[i].pack, held[i].version, &packs[i]));
        act = held[i].act > act ? held[i].act : act;
    }
    err = pack_set_make(packs, n, sections, act, &faults, out);
    log_faults(&faults);
    if (err == ERR_INVALID)
        return view_refuse(v, err, MSG("The packs in the store do not suit this program."));
    return err;
}

/* -- the set in use ------------------------------------------------------------------ */

void
pack_swap(const struct world *world, struct pack_set *set)
{
    struct world *mine = (struct world *)(uintptr_t)world; /* cmd's, and not constant in this */

    set->before = (struct pack_set *)(uintptr_t)atomic_exchange(&mine->packs, set);
}

static bool
is_in_use(const struct pack_set *set, const struct pack *packs, int n)
{
    const struct pack *used;

    for (int i = 0; i < n; i++) {
        used = set != NULL ? pack_by_name(set, packs[i].name) : NULL;
        if (used == NULL || !hash_eq(&used->digest, &packs[i].digest))
            return false;
    }
    return true;
}

/* Those given, and of those in use the ones they do not replace (a province's own). */
static struct pack *
in_place(struct arena *arena, const struct pack_set *used, const struct pack *packs, int n,
         int *out_n)
{
    int          n_used = used != NULL ? used->n_packs : 0;
    struct pack *all = arena_array(arena, struct pack, n + n_used + 1);

    *out_n = 0;
    for (int i = 0; i < n; i++)
        all[(*out_n)++] = packs[i];
    for (int i = 0; i < n_used; i++) {
        bool replaced = false;

        for (int k = 0; k < n; k++)
            replaced |= str_eq(used->packs[i].name, packs[k].name);
        if (!replaced)
            all[(*out_n)++] = used->packs[i];
    }
    return all;
}

enum err
pack_stand_in(struct arena *arena, const struct world *world, const struct pack *packs, int n,
              const struct pack_sections *sections, struct pack_fault **out_faults)
{
    struct pack_fault_list faults = { .arena = arena };
    const struct pack_set *used = atomic_load(&world->packs);
    struct pack_sections   mine = *sections;
    struct pack_set       *set;
    struct pack           *all;
    enum err               err;

    *out_faults = NULL;
    if (is_in_use(used, packs, n))
        return ERR_OK;
    mine.stand_in = true;
    mine.before = used;
    all = in_place(arena, used, packs, n, &n);
    err = pack_set_make(all, n, &mine, 0, &faults, &set);
    *out_faults = faults.first;
    if (err == ERR_OK)
        pack_swap(world, set);
    return err;
}

enum err
pack_keep_up(struct view *v)
{
    const struct pack_set   *now = atomic_load(&v->world->packs);
    struct pack_last_act_row *last;
    struct pack_set          *set;
    int                       n;

    TRY(pack_last_act(v, 1, &last, &n));
    if (now == NULL || n == 0 || last[0].act == now->act)
        return ERR_OK;
    TRY(pack_set_stored(v, &now->sections, &set));
    pack_swap(v->world, set);
    return ERR_OK;
}

void
pack_free_all(struct world *world)
{
    struct pack_set *set = (struct pack_set *)(uintptr_t)atomic_exchange(&world->packs, NULL);

    while (set != NULL) {
        struct pack_set *before = set->before;

        pack_set_free(set);
        set = before;
    }
}
