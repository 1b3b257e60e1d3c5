/* pack/schema_parts.h -- what the files of the validator share.
 *
 * A schema is read once into rules (schema_read.c), one for each schema within
 * it, and rules are then held against values (schema.c and beside it).  A rule
 * is read when it is first needed, or all of them before anybody looks: then
 * nothing changes any more and threads may share them.  Floor 3. */
#ifndef PACK_SCHEMA_PARTS_H
#define PACK_SCHEMA_PARTS_H

#include "pack/decimal.h"
#include "pack/pattern.h"
#include "pack/schema.h"

#define SCHEMA_DEPTH_MAX 100   /* of schemas within each other while checking */
#define SCHEMA_STEPS_MAX 200000 /* schemas applied to one value, all in all */

/* -- values: schema_value.c ------------------------------------------------------------ */

/* The same value: 1 and 1.0 are, members of objects in any order. */
bool schema_same(const struct json *, const struct json *);
/* Equal for what is the same. */
uint64_t schema_hash(const struct json *);
uint64_t schema_hash_text(Str);
/* The first element of a list that stands in it again; NULL when none does, or when
 * *steps, about one for each element, are used up (then 0). */
const struct json *schema_twice(struct arena *, const struct json *list, int *steps);

/* What a local $ref ("#", "#/$defs/name") points to; NULL when nothing. */
const struct json *schema_target(struct arena *, const struct json *root, Str ref);

/* "a/b"; either may be empty. */
Str schema_path(struct arena *, Str above, Str name);
/* A value as a person reads it in a message; long ones are cut. */
Str schema_show(struct arena *, const struct json *);

/* -- formats: schema_format.c, schema_codes.c -------------------------------------------- */

/* Why a text is not what its format says: a message key and values for it. */
struct format_fault {
    const char *message;
    Str         one, two;
};

typedef bool format_fn(const struct schema_options *, Str text, struct format_fault *why);
/* NULL: no such format. */
format_fn *schema_format(Str name);
/* All of them, as people list them: "date, email, …". */
Str schema_formats(struct arena *);
bool format_wrong(struct format_fault *why, const char *message, Str one); /* false */
Str  format_digits(struct arena *, Str); /* how many digits there are in it */
format_fn format_tax_code, format_invoice, format_invoice_symbol, format_invoice_number,
    format_authority_code, format_planting_area, format_packing_house, format_agency,
    format_administrative_unit;

/* -- rules: schema_table.c, schema_read.c ------------------------------------------------ */

enum { TYPE_NULL = 1, TYPE_BOOL = 2, TYPE_INTEGER = 4, TYPE_NUMBER = 8, TYPE_TEXT = 16,
       TYPE_LIST = 32, TYPE_OBJECT = 64 };

struct rule;

/* Names to numbers from 0, found in one step. */
struct names {
    Str     *name;
    int      n;
    int32_t *slot; /* a number + 1, or 0; a power of two of them */
    uint32_t mask;
};

struct choices {
    const struct json **value;
    uint64_t           *hash;
    size_t              n;
};

struct text_rule {
    format_fn      *format;
    int64_t         min, max;
    struct pattern *pattern;
    bool            bad_pattern, not_after, not_before;
};

struct bound {
    const struct json *shown; /* NULL: not set */
    struct decimal     d;
};
struct number_rule {
    struct bound least, most, above, below, step;
    bool         whole; /* all that are set are JSON_INT: a whole number needs no decimal */
};

struct list_rule {
    int64_t       min, max, contains_min, contains_max;
    bool          unique;
    struct rule  *items, *contains;
    struct rule **prefix;
    size_t        n_prefix;
};

struct object_rule {
    int64_t            min, max;
    struct names       names;    /* of properties and what is required */
    struct rule      **own;      /* by number; NULL: only required */
    bool              *required; /* by number */
    int                n_required;
    const struct json *required_list;
    struct pattern_rule {
        struct pattern *pattern;
        struct rule    *rule;
    }           *patterns;
    int          n_patterns;
    struct rule *others, *naming;
    struct dependent {
        Str                name;
        const struct json *needs; /* dependentRequired, or */
        struct rule       *rule;  /* dependentSchemas */
    }  *dependents;
    int n_dependents;
};

struct rules {
    struct rule **rule;
    size_t        n;
};
struct place_rule {
    struct rules all, any, one;
    struct rule *not, *condition, *then, *otherwise;
    Str          ref;
    struct rule *target; /* NULL: points to nothing */
};

/* One schema.  What it does not ask for is NULL. */
struct rule {
    const struct json  *source;
    bool                read, never /* the schema false */, typed;
    unsigned            types; /* any of these */
    const char         *type_message;
    const struct json  *constant;
    uint64_t            constant_hash;
    struct choices     *choices;
    struct text_rule   *text;
    struct number_rule *number;
    struct list_rule   *list;
    struct object_rule *object;
    struct place_rule  *place;
    unsigned            seen; /* the walk that came by last: schema_rules.c */
};

struct schema {
    struct arena      *arena;
    const struct json *root;
    struct rule       *top;
    struct rule      **made; /* all of them, in the order they were asked for */
    size_t             n, size;
    int32_t           *slot; /* by the address of the JSON: a number + 1, or 0 */
    size_t             mask;
};

/* Nothing is read yet.  Keeps `root`. */
struct schema *schema_open(struct arena *, const struct json *root);
struct rule   *schema_rule(struct schema *, const struct json *);
void           rule_read(struct schema *, struct rule *);
/* Room for `most` names; then they are added, each once, and keep their numbers. */
void names_open(struct arena *, struct names *, size_t most);
int  names_add(struct names *, Str);
/* -1 when there is none; `hint`, where it is looked for first. */
int names_find(const struct names *, Str, int hint);

/* -- checking: schema.c, schema_scalar.c, schema_list.c ------------------------------------- */

struct checking {
    const struct schema_options *o;
    struct schema               *reading; /* NULL: all is read */
    struct faults               *faults;
    bool                         quiet; /* under `if`: only yes or no */
    bool                         given_up;
    int                          depth, steps;
};

/* Where a value stands; written out only for a fault. */
struct at {
    const struct at *above;
    Str              name;
    size_t           number;
    bool             in_list;
};

bool check_rule(struct checking *, struct rule *, const struct json *, const struct at *);
/* The same, and nothing is told. */
bool check_quietly(struct checking *, struct rule *, const struct json *, const struct at *);
bool check_type(struct checking *, const struct rule *, const struct json *, const struct at *);
bool check_choice(struct checking *, const struct rule *, const struct json *, const struct at *);
bool check_text(struct checking *, const struct text_rule *, const struct json *,
                const struct at *);
bool check_number(struct checking *, const struct number_rule *, const struct json *,
                  const struct at *);
bool check_list(struct checking *, const struct list_rule *, const struct json *,
                const struct at *);
/* Does the pattern match?  Counts the work. */
bool check_match(struct checking *, const struct pattern *, Str);

/* All give false: the fault was told, if anything is. */
bool check_fail(struct checking *, const struct at *, const char *message, Str one, Str two);
bool check_fail_value(struct checking *, const struct at *, const char *message,
                      const struct json *shown);
bool check_fail_count(struct checking *, const struct at *, const char *message, int64_t one,
                      int64_t two);

/* A part of a schema; *steps is what is left of the work that may be done. */
void schema_check_part(struct schema *, const struct schema_options *, const struct json *part,
                       const struct json *value, struct faults *, int *steps);

#endif
