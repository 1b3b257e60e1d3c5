/* registry/load_seed.c -- data that came with packs and were not loaded yet.  Floor 6. */
#include "registry/load_inside.h"
#include "registry/registry_sql.h"

struct seed {
    const struct pack_file *file;
    bool                    sample;
};

static bool
is_named(const struct pack_file *f, const struct registry *r, bool sample)
{
    Str rest;

    if (!str_eq(f->section, PACK_DATA) || !str_starts(f->name, r->key))
        return false;
    rest = str_sub(f->name, r->key.n, f->name.n);
    return sample ? str_eq(rest, PACK_SAMPLE) : rest.n == 0;
}

/* The registry's data; invented ones only in a simulated province where there are no others. */
static bool
find_seed(struct view *v, const struct registry *r, struct seed *out)
{
    int                n;
    const struct pack *packs = pack_list(pack_of(v), &n);

    for (int sample = 0; sample <= (v->simulated ? 1 : 0); sample++)
        for (int i = 0; i < n; i++)
            for (int k = 0; k < packs[i].n_files; k++)
                if (is_named(&packs[i].files[k], r, sample)) {
                    *out = (struct seed){ &packs[i].files[k], sample };
                    return true;
                }
    return false;
}

static enum err
was_loaded(struct view *v, const struct registry *r, bool *out)
{
    struct registry_load_list_row *rows;
    int                            n;

    TRY(registry_load_list(v, r->key, 1, &rows, &n));
    *out = n > 0;
    return ERR_OK;
}

/* Everything it points to has its data, if there are any for it. */
static enum err
is_ready(struct view *v, const struct registry *r, bool *out)
{
    struct seed seed;

    *out = true;
    for (int i = 0; i < r->n_fields && *out; i++) {
        const struct registry *to = registry_by_key(v, r->field[i].ref);

        if (to == NULL || to == r || !find_seed(v, to, &seed))
            continue;
        TRY(was_loaded(v, to, out));
    }
    return ERR_OK;
}

static enum err
run_seed(struct view *v, const void *in, struct json *out)
{
    const struct registries *all = registries_of(v);

    (void)in;
    for (int i = 0; i < all->n; i++) {
        const struct registry *r = all->list[i];
        struct seed            seed;
        bool                   loaded, ready;

        if (!find_seed(v, r, &seed))
            continue;
        TRY(was_loaded(v, r, &loaded));
        TRY(is_ready(v, r, &ready));
        if (loaded || !ready)
            continue;
        json_put_text(v->arena, out, "registry", r->key);
        json_put_text(v->arena, out, "name", str_join(v->arena, seed.file->name, S(".csv"), S("")));
        json_put_text(v->arena, out, "text", seed.file->bytes);
        json_put_bool(v->arena, out, "sample", seed.sample);
        return ERR_OK;
    }
    return ERR_OK;
}

const struct query registry_seed = {
    .name = "registry.seed", .right = "system",
    .help = "Data that came with a pack and wait to be loaded.", .run = run_seed,
};
