/* pack/schema_parts.h -- what the files of the form validator share.  Floor 3. */
#ifndef PACK_SCHEMA_PARTS_H
#define PACK_SCHEMA_PARTS_H

#include "pack/decimal.h"
#include "pack/schema.h"

#define SCHEMA_DEPTH_MAX 100   /* of schemas within each other while checking */
#define SCHEMA_STEPS_MAX 200000 /* schemas applied to one value, all in all */

/* Why a text is not what its format says: a message key and values for it. */
struct format_fault {
    const char *message;
    Str         one, two;
};

typedef bool format_fn(const struct schema_options *, Str text, struct format_fault *why);
/* NULL: no such format. */
format_fn *schema_format(Str name);

/* A part of the schema `root`, where its $refs are looked up. */
void schema_check_within(const struct schema_options *, const struct json *root,
                         const struct json *schema, const struct json *value, struct faults *);

/* The same value: 1 and 1.0 are, members of objects in any order. */
bool schema_same(const struct json *, const struct json *);

/* What a local $ref ("#", "#/$defs/name") points to; NULL when nothing. */
const struct json *schema_target(struct arena *, const struct json *root, Str ref);

/* "a/b"; either may be empty. */
Str schema_path(struct arena *, Str above, Str name);
/* A value as a person reads it in a message; long ones are cut. */
Str schema_show(struct arena *, const struct json *);

#endif
