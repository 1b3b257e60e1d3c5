/* pack/schema.h -- forms and records: JSON Schema 2020-12, a closed list of
 * keywords (docs/forms.md).  Floor 3.
 *
 * Any other keyword is refused by name.  Checking collects every fault, each
 * with its field and words a person can act on.
 */
#ifndef PACK_SCHEMA_H
#define PACK_SCHEMA_H

#include "base/fault.h"
#include "base/time.h"

struct schema_options {
    struct arena *arena;
    bool          simulated; /* personal numbers begin with 000 there, nowhere else */
    Day           filed;     /* what x-not-after and x-not-before look at; 0: they bind nobody */
    Day           today;     /* a bound of this day is called so */
    bool (*unit_exists)(void *context, Str code); /* for format "unit"; NULL: any code */
    void         *context;
    /* More about a personal number of twelve digits (ident.h); NULL: no more. */
    bool (*personal_number)(Str, bool simulated, const char **out_why);
};

/* Is the schema itself one we accept?  Faults name places in it.  Of a form: only what its
 * pages can ask for. */
void schema_check_schema(const struct json *schema, struct faults *);
/* Of anything else: every keyword that is checked, and what only annotates.  `own` (NULL, or
 * a list that ends with NULL): words that the caller checks itself. */
void schema_check_record_schema(const struct json *schema, const char *const *own,
                                struct faults *);

/* Does the value hold?  Faults name "prefix/field".  The schema need not be one that we
 * accept; of what makes no sense in it nothing is asked. */
void schema_check(const struct schema_options *, const struct json *schema,
                  const struct json *value, struct faults *, Str prefix);

/* For many values under one schema: read once.  Keeps `schema`; lives in the arena; nothing
 * in it changes, so threads may share it. */
struct schema;
struct schema *schema_compile(struct arena *, const struct json *schema);
/* Yes or no, at the first fault.  What holds asks for no memory, but for uniqueItems and
 * patterns of more than 128 steps. */
bool schema_holds(const struct schema_options *, const struct schema *, const struct json *value);
/* As schema_check; true when there was no fault. */
bool schema_check_compiled(const struct schema_options *, const struct schema *,
                           const struct json *value, struct faults *, Str prefix);

/* What an HTML form sends as texts, as the schema's types: numbers, booleans,
 * days as ISO; trimmed; empty means absent.  What cannot be turned stays as it
 * is, for schema_check to report.  Typed values pass unchanged. */
struct json *schema_coerce(const struct schema_options *, const struct json *schema,
                           const struct json *value);

#endif
