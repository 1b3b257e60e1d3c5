/* base/fault.h -- everything wrong with an input, collected.  Floor 0.
 *
 * Validation reports every fault at once, each with the field, a message key
 * (English text, translated by po/) and up to two values to put into it, as
 * "{1}" and "{2}".
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/json.h"

#define FAULTS_MAX 100 /* more are counted, not kept */

struct fault {
    struct fault *next;
    Str           field;   /* JSON pointer without the first slash: "form/child_born" */
    const char   *message; /* key */
    Str           value[2];
};

struct faults {
    struct arena *arena;
    struct fault *first, *last;
    int           count;
};

void fault_add(struct faults *, Str field, const char *message, Str one, Str two);
static inline bool
faults_any(const struct faults *f)
{
    return f->count > 0;
}

#endif
