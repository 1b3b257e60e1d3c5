/* pack/embedded.h -- the packs inside the program, written by
 * tools/packembed.c from packs/.  Floor 3. */
#ifndef PACK_EMBEDDED_H
#define PACK_EMBEDDED_H

#include "pack/pack.h"

struct embedded_pack {
    Str                      name;
    const struct pack_input *files;
    int                      n_files;
};

extern const struct embedded_pack embedded_packs[];
extern const Str                  embedded_pack_names[];
extern const int                  n_embedded_packs;

#endif
