/* pack/embedded.c -- `init` needs no folder of packs: the program carries
 * those it was built with.  Floor 3. */
#include "pack/embedded.h"

const Str *
pack_embedded_names(int *n)
{
    *n = n_embedded_packs;
    return embedded_pack_names;
}

enum err
pack_read_embedded(struct arena *arena, Str name, struct pack *out, struct pack_fault **out_faults,
                   int *n_faults)
{
    for (int i = 0; i < n_embedded_packs; i++)
        if (str_eq(embedded_packs[i].name, name))
            return pack_read_files(arena, name, embedded_packs[i].files,
                                   embedded_packs[i].n_files, out, out_faults, n_faults);
    *out_faults = NULL;
    *n_faults = 0;
    return ERR_NOT_FOUND;
}
