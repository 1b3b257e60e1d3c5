/* registry/declare.h -- inside of the room: registry files being read.  Floor 6. */
#ifndef REGISTRY_DECLARE_H
#define REGISTRY_DECLARE_H

#include "registry/registry.h"

/* One file in the reading. */
struct declaring {
    struct pack_build      *build;
    const struct pack_file *file;
    struct registry        *r;
};

void declare_wrong(struct declaring *, Str pointer, const char *message, Str one);
void declare_words(struct declaring *, const struct json *vi_en, Str pointer);
/* A member of `properties`. */
void declare_field(struct declaring *, const struct json *schema, struct registry_field *out);
/* What a newer file may not do: fields taken away, other types, another key. */
void declare_compare(struct declaring *, const struct registry *before);

#endif
