/* pack/schema_judge.h -- judging a schema: what schema_rules.c and schema_own.c
 * share.  Floor 3. */
#ifndef PACK_SCHEMA_JUDGE_H
#define PACK_SCHEMA_JUDGE_H

#include "pack/schema_parts.h"

struct judging {
    struct arena      *arena;
    const struct json *root;
    struct faults     *faults;
    bool               form;       /* of a form; else of records */
    const char *const *own;        /* words that the caller checks itself */
    struct schema     *read;       /* to hold examples against, and to walk along $ref */
    int                steps;      /* what is left of the work that may be done */
    unsigned           walk;       /* the last number of a walk */
};

/* One keyword of one schema. */
struct keyword {
    struct judging    *j;
    const struct json *schema, *value;
    Str                at;    /* where the schema stands */
    Str                place; /* where the keyword does */
};

void refuse(const struct keyword *, const char *message, Str one);
void refuse_in(const struct keyword *, Str name, const char *message, Str one);
void need(const struct keyword *, bool holds, const char *message);
/* A text, or {vi, en}. */
bool is_words(const struct json *);

typedef void rule_fn(const struct keyword *);
rule_fn rule_ref; /* schema_circle.c */
/* schema_own.c: words of forms */
rule_fn rule_prefill, rule_day, rule_labels, rule_pages;

#endif
