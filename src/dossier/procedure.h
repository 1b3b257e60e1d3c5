/* dossier/procedure.h -- a procedure as its pack file declares it.  Floor 7.
 *
 * Compiled once from the section `procedures`; constant afterwards.  A dossier
 * keeps the version it was received under.
 */
#ifndef DOSSIER_PROCEDURE_H
#define DOSSIER_PROCEDURE_H

#include "base/id.h"
#include "org/unit.h"
#include "pack/pack.h"

#define STEP_ACTIONS_MAX 8

/* Built-in targets of an action, beside the procedure's own steps. */
#define STEP_SUPPLEMENT "supplement"
#define STEP_PAYMENT    "payment"
#define STEP_REFUSED    "refused"
#define STEP_STOPPED    "stopped"
#define STEP_WITHDRAWN  "withdrawn"
#define STEP_DONE       "done"   /* finished: the result was signed, */
#define STEP_DENIED     "denied" /* or the refusal was */

struct step_action {
    Str word, target;
};

/* With whom a step stands (place.h). */
enum step_place { PLACE_HOME, PLACE_LEVEL, PLACE_UNIT, PLACE_ANSWER };

struct step {
    Str                key, role;
    enum step_place    place;
    enum unit_level    level; /* PLACE_LEVEL */
    Str                at;    /* the unit's code, or the question that names one */
    const struct json *name; /* {vi, en} */
    int                minutes;
    int                n_actions;
    struct step_action actions[STEP_ACTIONS_MAX];
    int                status; /* of a terminal step; 0 otherwise */
};

struct component {
    Str                key;
    const struct json *name, *hint, *copy, *accept;
    bool               required, attached; /* attached: a file is given */
    const struct json *when; /* required only then (cases.h); NULL: by `required` */
    const struct json *fact;
};

/* What a term is counted in. */
enum term_unit { TERM_MINUTES, TERM_WORKING_DAYS, TERM_DAYS };

enum service { SERVICE_NONE, SERVICE_PARTIAL, SERVICE_FULL };

struct procedure {
    Str                    key;
    int64_t                version;
    Day                    from, to; /* to: the last day; DAY_NONE: still */
    const struct pack_file *source;
    const struct json     *file, *name, *summary, *form;
    enum unit_level        level;   /* where it is filed, */
    enum unit_level        decides; /* and where it is decided, as a rule the same */
    bool                   has_places; /* some step stands with another unit */
    Str                    department; /* its code, at province level */
    enum service           service;
    bool                   sensitive;
    enum term_unit         term_in; /* of the deadline: working minutes, working days, days */
    int                    term;    /* so many; -1: unknown */
    int                    cut_off; /* minute of the day; -1: none */
    Money                  fee;     /* -1: unknown */
    const struct json     *fee_row, *fee_exempt; /* what it follows from (fee.h); NULL */
    Str                    field_key;
    int                    n_steps, n_components;
    const struct step     *steps;
    const struct component *components;
    Str                    result_key;
    const struct json     *result_name, *refusal_name; /* refusal: NULL where none is given */
    bool                   result_is_document;
    const struct json     *record; /* what a granted result becomes (outcome.h); NULL: nothing */
};

struct procedure_list {
    int                            n;
    const struct procedure *const *list; /* by key, then version */
};

const struct procedure_list *procedures(const struct view *);
/* ERR_NOT_FOUND when none is in force on that day. */
enum err procedure_in_force(struct view *, Str key, Day, const struct procedure **out) MUST_USE;
enum err procedure_version(struct view *, Str key, int64_t version,
                           const struct procedure **out) MUST_USE;
const struct step *procedure_step(const struct procedure *, Str key); /* NULL */
/* Where `word` leads from this step; STR_NONE when it is not offered there. */
Str step_target(const struct step *, Str word);
/* The paper that is attached under this key; NULL: none. */
const struct component *procedure_paper(const struct procedure *, Str key);
bool component_is_required(const struct component *, const struct json *form);

extern const struct pack_section section_procedures;

#endif
