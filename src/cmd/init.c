/* cmd/init.c -- making a province's folder.  Floor 13.
 *
 * tinhso.json is written last: a folder without it is not a province, so a
 * failed init can be begun again. */
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/house.h"
#include "cmd/loads.h"
#include "cmd/pack.h"
#include "cmd/signet.h"
#include "journal/keeper.h"
#include "pack/pack.h"

#define PACKS_MAX 16

static enum err
load_pack(struct house *h, struct arena *arena, const struct pack *pack, char why[256])
{
    struct call call;
    enum err    err = house_call(h, arena, S("pack.load"), pack_load_input(arena, pack), &call);

    if (err == ERR_OK)
        return ERR_OK;
    snprintf(why, 256, "the pack %.*s was not loaded: %s", STR_ARG(pack->name), call.why);
    for (const struct fault *f = call.faults.first; f != NULL; f = f->next)
        fprintf(stderr, "  %.*s: %s %.*s %.*s\n", STR_ARG(f->field), f->message,
                STR_ARG(f->value[0]), STR_ARG(f->value[1]));
    return err;
}

static const struct json *
head_of(const struct pack *pack)
{
    for (int i = 0; i < pack->n_files; i++)
        if (pack->files[i].section.n == 0 && str_eq(pack->files[i].name, S("pack")))
            return pack->files[i].json;
    return NULL;
}

/* What one province decided says nothing of another. */
static bool
is_of(const struct pack *pack, Str province)
{
    Str only = json_text(head_of(pack), "province");

    return only.n == 0 || str_eq(only, province);
}

/* A pack may be loaded once those it needs are. */
static bool
is_ready(const struct pack *pack, const bool *loaded, const Str *names, int n)
{
    json_each(need, json_get(head_of(pack), "needs"))
        for (int i = 0; i < n; i++)
            if (str_eq(names[i], need->text) && !loaded[i])
                return false;
    return true;
}

static enum err
read_embedded(struct arena *arena, Str name, struct pack *out, char why[256])
{
    struct pack_fault *faults;
    int                n_faults;

    if (pack_read_embedded(arena, name, out, &faults, &n_faults) == ERR_OK)
        return ERR_OK;
    snprintf(why, 256, "the pack %.*s inside this program is damaged", STR_ARG(name));
    return ERR_INTERNAL;
}

static enum err
load_embedded(struct house *h, struct arena *arena, char why[256])
{
    bool       loaded[PACKS_MAX] = { false };
    int        n, left;
    const Str *names = pack_embedded_names(&n);

    left = n < PACKS_MAX ? n : PACKS_MAX;
    for (int round = 0; left > 0 && round < n; round++)
        for (int i = 0; i < n && i < PACKS_MAX; i++) {
            struct pack pack;

            if (loaded[i])
                continue;
            TRY(read_embedded(arena, names[i], &pack, why));
            if (!is_ready(&pack, loaded, names, n))
                continue;
            if (is_of(&pack, h->dir->province))
                TRY(load_pack(h, arena, &pack, why));
            loaded[i] = true;
            left--;
        }
    return ERR_OK;
}

static enum err
load_folder(struct house *h, struct arena *arena, const char *path, char why[256])
{
    struct pack        pack;
    struct pack_fault *faults;
    int                n_faults;
    enum err           err = pack_read_folder(arena, str_of(path), &pack, &faults, &n_faults);

    if (err == ERR_OK)
        return load_pack(h, arena, &pack, why);
    snprintf(why, 256, "%s cannot be read as a pack: see tinhso pack check %s", path, path);
    return err;
}

static enum err
found(struct house *h, struct arena *arena, char why[256])
{
    struct json *input = json_object(arena);
    struct call  call;
    enum err     err;

    json_put_text(arena, input, "province", h->dir->province);
    err = house_call(h, arena, S("org.found"), input, &call);
    if (err != ERR_OK)
        snprintf(why, 256, "the units of province %.*s: %s", STR_ARG(h->dir->province), call.why);
    return err;
}

static enum err
fill(struct dir *d, char **packs, int n_packs, bool data, char why[256])
{
    struct house  h;
    struct arena *arena = arena_new();
    enum err      err = keeper_create(dir_keeper(d), d->origin);

    if (err != ERR_OK)
        snprintf(why, 256, "the keeper's folder could not be made");
    if (err == ERR_OK)
        err = house_open(&h, d, -1, TIME_NONE, why);
    if (err == ERR_OK) {
        err = load_embedded(&h, arena, why);
        for (int i = 0; err == ERR_OK && i < n_packs; i++)
            err = load_folder(&h, arena, packs[i], why);
        if (err == ERR_OK)
            err = found(&h, arena, why);
        if (err == ERR_OK && data)
            err = loads_seed(&h);
        if (err == ERR_OK)
            err = signet_make(&h, why);
        house_close(&h);
    }
    arena_free(arena);
    return err;
}

int
init_main(int argc, char **argv)
{
    static const char usage[] = "init DIR [--store sqlite:PATH|postgresql:URL] [--pack PATH]… "
                                "[--province CODE] [--simulated] [--without-data]";
    const char   *store = cli_option(&argc, argv, "--store");
    const char   *province = cli_option(&argc, argv, "--province");
    bool          simulated = cli_flag(&argc, argv, "--simulated");
    bool          data = !cli_flag(&argc, argv, "--without-data"); /* of packs' registries */
    char         *packs[PACKS_MAX];
    int           n_packs;
    struct arena *arena;
    struct dir    d;
    char          why[256] = "";
    enum err      err;

    for (n_packs = 0; n_packs < PACKS_MAX; n_packs++) {
        packs[n_packs] = (char *)(uintptr_t)cli_option(&argc, argv, "--pack");
        if (packs[n_packs] == NULL)
            break;
    }
    if (!cli_arguments(argc, argv, 1, 1, usage))
        return EXIT_USAGE;
    arena = arena_new();
    err = dir_create(arena, str_of(argv[1]), str_of(store), str_of(province ? province : "30"),
                     simulated, &d, why);
    if (err == ERR_OK)
        err = dir_lock(&d, why);
    if (err == ERR_OK) {
        err = fill(&d, packs, n_packs, data, why);
        if (err == ERR_OK)
            err = dir_save(&d, why);
        dir_unlock(&d);
    }
    if (err == ERR_OK)
        printf("%.*s is ready. Serve it with: tinhso serve %s\n", STR_ARG(d.path), argv[1]);
    arena_free(arena);
    return err == ERR_OK ? EXIT_DONE : cli_fail(err, why);
}
