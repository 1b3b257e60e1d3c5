/* pack/place.h -- for compile functions: reading a file's members strictly,
 * each fault with its place.  Floor 3. */
#ifndef PACK_PLACE_H
#define PACK_PLACE_H

#include "pack/pack.h"

/* An object or array inside a file, and the pointer to it. */
struct place {
    struct pack_build      *build;
    const struct pack_file *file;
    const struct json      *at;
    Str                     pointer;
};

struct place place_file(struct pack_build *, const struct pack_file *);
/* A member, or an array's element; `at` is NULL when there is none. */
struct place place_in(const struct place *, const char *member);
struct place place_nth(const struct place *, int i, const struct json *element);

void place_fault(const struct place *, const char *member, const char *message, Str one, Str two);
/* Every member not in the list (NULL-terminated) is a fault; "note", "src" and
 * NAME_src are always known. */
void place_only(const struct place *, const char *const *known);

/* A required member, a fault and the default (empty, DAY_NONE) when it is
 * missing or of another kind. */
Str  place_text(const struct place *, const char *member);
Day  place_day(const struct place *, const char *member);
/* null or absent: DAY_NONE without a fault. */
Day  place_day_or_null(const struct place *, const char *member);
bool place_bool(const struct place *, const char *member);
/* {vi, en}, both needed. */
const struct json *place_words(const struct place *, const char *member);
/* An array, perhaps empty; NULL after a fault. */
const struct json *place_list(const struct place *, const char *member);

#endif
