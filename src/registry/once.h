/* registry/once.h -- what a person has said once: what registries hold about whoever asks, for a
 * form of theirs; and the record that a decision ends in.  For the rooms above.  Floor 6. */
#ifndef REGISTRY_ONCE_H
#define REGISTRY_ONCE_H

#include "registry/record.h"

/* May a form take the field, or the person be told of it: what is for officials alone stays
 * theirs, and a shape is no answer. */
bool once_may_take(const struct registry_field *);

/* What the one record in force about the person who asks says in a field; NULL: nobody asks,
 * there is no record, there are several, or it says nothing.  Never about anybody else: one's own
 * data are no disclosure. */
enum err once_known(struct view *, const struct registry *, const struct registry_field *,
                    const struct json **out) MUST_USE;

/* What became of a record that an act wrote beside its own work. */
struct once_put {
    bool          written; /* created, or its next version; or it said that already */
    Str           key;
    int64_t       since;
    const char   *why;    /* not written: this, */
    struct faults faults; /* or these */
};
/* The values, over those of the record in force under their key.  Whether whoever acts may is the
 * caller's to answer; the record must be about this person (an empty number: about nobody), or new.
 * An error is the store's: everything else is in *out, and the act goes on. */
enum err once_put(struct act *, const struct registry *, const struct json *values, Str number,
                  struct once_put *out) MUST_USE;

#endif
