/* cmd/simulate_form.h -- invented answers to a form, by its schema.  Floor 13. */
#ifndef CMD_SIMULATE_FORM_H
#define CMD_SIMULATE_FORM_H

#include "cmd/simulate_plan.h"

/* Answers that hold under the form: what it requires, its conditions too, and a
 * share of what it does not.  `communes`: codes to choose from where the form
 * asks for a unit.  Whether they hold is the form's to say, when they are filed. */
struct invent {
    struct arena            *arena;
    struct draw             *draw;
    const struct simulation *plan;
    const struct json       *rules;  /* by answer; may be NULL */
    const struct json       *sample; /* answers that hold on SAMPLE_DAY; NULL: by rules alone */
    Str                      named;  /* which answer of the sample is the applicant's name */
    const Str               *communes;
    int                      n_communes;
    Day                      today;
};

/* The day on which the sample of every procedure's file holds (packs/README.md). */
#define SAMPLE_DAY day_of(2024, 7, 1)

/* Without rules: the sample, its days moved to today, its identities and units others. */
struct json *invent_answers(struct invent *, const struct json *form);
Str          invent_name(struct invent *, Str sex); /* "female", "male"; else either */
/* One of a list of texts; empty when there is none. */
Str          invent_one_of(struct draw *, const struct json *list);

#endif
