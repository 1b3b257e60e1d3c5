/* "path", a line feed, and a file's bytes, put into the pack of Hải Dương in place of
 * what has that path: the set is compiled whole, or refused with every fault placed. */
#include "cmd/simulate.h"
#include "dossier/dossier.h"
#include "ident/ident.h"
#include "measure/measure.h"
#include "org/unit.h"
#include "pack/embedded.h"

#define OURS S("hai-duong")

int fuzz_pack(const unsigned char *p, size_t n);

static int
all_sections(const struct pack_section *list[32])
{
    static const struct pack_section *const *const rooms[] = {
        org_sections, ident_sections, dossier_sections, measure_sections, simulate_sections,
        pack_kept_sections,
    };
    int n = 0;

    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
        for (const struct pack_section *const *s = rooms[i]; *s != NULL; s++)
            list[n++] = *s;
    return n;
}

static void
check_faults(enum err err, const struct pack_fault *f, int n)
{
    if ((err == ERR_OK) != (n == 0) || (n > 0 && f == NULL))
        BUG("refused without a fault, or taken with one");
    for (; f != NULL; f = f->next)
        if (f->message == NULL || f->path.n == 0)
            BUG("a fault without its words or its file");
}

static const struct embedded_pack *
ours(void)
{
    for (int i = 0; i < n_embedded_packs; i++)
        if (str_eq(embedded_packs[i].name, OURS))
            return &embedded_packs[i];
    BUG("our own pack is not there");
}

/* The procedures and tables are most of the pack, and only what speaks of them needs them. */
static bool
is_needed(Str one, Str path)
{
    bool speaks = str_eq(path, S("simulation.json")) || str_starts(path, S("tests/"));
    bool keeps = str_starts(path, S("registries/")) || str_starts(path, S("data/"));

    if (str_starts(one, S("data/")) || (str_starts(one, S("registries/")) && !keeps))
        return false;
    return !str_eq(one, path) && (speaks || !(str_starts(one, S("procedures/")) ||
                                              str_eq(one, S("simulation.json")) ||
                                              str_starts(one, S("tests/"))));
}

/* Our pack's files, one of them replaced or added. */
static enum err
read_changed(struct arena *arena, Str path, Str bytes, struct pack *out)
{
    const struct embedded_pack *whole = ours();
    struct pack_fault          *faults = NULL;
    struct pack_input          *in = arena_array(arena, struct pack_input, whole->n_files + 1);
    int                         n_faults = 0, n = 0;
    enum err                    err;

    for (int i = 0; i < whole->n_files; i++)
        if (is_needed(whole->files[i].path, path))
            in[n++] = whole->files[i];
    in[n++] = (struct pack_input){ path, bytes };
    err = pack_read_files(arena, OURS, in, n, out, &faults, &n_faults);
    check_faults(err, faults, n_faults);
    return err;
}

int
fuzz_pack(const unsigned char *p, size_t n)
{
    struct arena              *arena = arena_new();
    const struct pack_section *list[32];
    struct pack_sections       all = { .list = list, .n = all_sections(list), .simulated = true };
    struct pack                packs[2];
    struct pack_set           *set;
    struct pack_fault         *faults = NULL;
    int                        n_faults = 0;
    Str                        path, bytes;
    enum err                   err;

    str_cut((Str){ (const char *)p, n }, '\n', &path, &bytes);
    if (pack_read_embedded(arena, S("viet-nam"), &packs[0], &faults, &n_faults) != ERR_OK)
        BUG("the country's pack cannot be read");
    if (read_changed(arena, path, bytes, &packs[1]) == ERR_OK) {
        err = pack_compile(arena, packs, 2, &all, &set, &faults, &n_faults);
        check_faults(err, faults, n_faults);
    }
    arena_free(arena);
    return 0;
}
