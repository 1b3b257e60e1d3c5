/* dossier/complaint.h -- what a person says is wrong with how their dossier is handled (phản
 * ánh, kiến nghị), and what the office answers.  Private to the room but for the announcement.
 * Floor 7.
 *
 *   file ─▶ open ──answer──▶ answered          the head of the deciding unit; of the unit above,
 *            │ ▲ └─refuse──▶ refused           once it is late or was forwarded
 *            └─┴ forward: to the unit above, the term goes on
 *
 * A dossier has one that is open at most.  Who worked on the dossier does not answer what is said
 * of it: they forward it, or a colleague answers (complaint_may_decide).  Its term is a dated rule
 * of a pack (rules.h); without one there is none.
 *
 * Khiếu nại and tố cáo have legal channels of their own.  Who chooses them is told so and nothing
 * is filed; who writes of them is told, and sends it here knowingly or not at all.
 *
 * Nothing of it is published; whoever reads it is recorded; it is erased with its dossier. */
#ifndef DOSSIER_COMPLAINT_H
#define DOSSIER_COMPLAINT_H

#include "dossier/say.h"
#include "journal/door.h"

#define COMPLAINTS_MAX 20         /* of one dossier, ever */
#define COMPLAINT_STEPS_MAX 100   /* of all of them */
#define COMPLAINT_WITHOUT_DUE (INT64_MAX - 1)

struct complaint_step {
    Id   step, n;
    Time at;
    Id   account;
    Str  how, text; /* "forward", "answer", "refuse" */
    Id   unit, desk, above;
};

struct complaint {
    Id   dossier, n;
    Time at;
    Str  kind, text, contact;
    bool told;
    Id   unit;                /* whose handling it is about */
    Id   desk, above;         /* who has it now, and whom that one forwards it to; 0: nobody */
    Id   holder;              /* the unit that has it now */
    Time refuse_by, due;      /* TIME_NONE: no rule says */
    Time ended;
    Str  how;                 /* of its end */
    int  n_steps;
    const struct complaint_step *steps;
};

/* The kinds, in their order on the form. */
struct complaint_kind {
    const char *key, *label, *note;
};
const struct complaint_kind *complaint_kinds(int *n);
Str complaint_kind_words(enum lang, Str key);

/* Of a dossier, the oldest first. */
enum err complaints_all(struct view *, Id dossier, struct complaint **out, int *n) MUST_USE;
enum err complaint_find(struct view *, Id dossier, Id n, struct complaint *out) MUST_USE;
bool complaint_is_open(const struct complaint *);
bool complaint_is_in_time(const struct complaint *); /* of one that ended */
/* Do the words speak of khiếu nại or tố cáo, as the rule of the day knows them? */
bool complaint_is_legal(struct view *, Str text);

/* ERR_FORBIDDEN unless the actor heads the unit that has it, or one above. */
enum err complaint_require(struct view *, const struct complaint *) MUST_USE;
/* May they answer or refuse it themselves?  Not who worked on the dossier, where the unit above
 * has somebody to answer. */
enum err complaint_may_decide(struct view *, const struct dossier *, const struct complaint *,
                              bool *out) MUST_USE;
/* Is there somebody above to forward it to?  Their unit. */
enum err complaint_above(struct view *, const struct complaint *, Id *out_unit, bool *out_any)
    MUST_USE;
/* Takes those of a dossier out, with what was counted for them. */
enum err complaint_erase_all(struct act *, const struct dossier *) MUST_USE;

/* For the person: complaints[…], complain_words?, complain_fields[…], legal_words?, complaining?;
 * `typed` is what was typed and not sent. */
struct complaint_typed {
    Str  kind, text;
    bool any;
};
enum err complaint_say(const struct saying *, const struct complaint_typed *, struct json *out)
    MUST_USE;
/* complaint_url? of the officer's page, for those who may answer it. */
enum err complaint_put_link(const struct saying *, struct json *out) MUST_USE;
/* The two lists: what a desk has to answer, and what is late at those right below it. */
enum err complaint_put_list(struct view *, Id desk, bool below, Time after_due, Id after,
                            struct json *out) MUST_USE;

/* What is announced: change.source "complaint", old and new are struct complained. */
extern const char complaint_source[];
struct complained {
    const struct complaint *complaint;
    Str                     procedure;
};

extern const struct command complaint_file, complaint_decide;
extern const struct query   complaint_read;

#endif
