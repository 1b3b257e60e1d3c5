/* dossier/paper_forms.h -- which papers a desk gives, and what each must say.
 * Floor 7.
 *
 * Forms 01 to 06 of the one-stop mechanism, and the result of a procedure.
 * Each builder turns plain facts into a struct paper; the lines of a form are a
 * table in paper_forms.c, in the order and under the labels of the official
 * form.  Sources and grades: docs/decisions/0006-paper.md.
 *
 * Facts are borrowed, and what is built borrows them: they, the paper and its
 * PDF belong to one arena or to ones that live longer.
 */
#ifndef DOSSIER_PAPER_FORMS_H
#define DOSSIER_PAPER_FORMS_H

#include "dossier/paper.h"

#define FEE_UNKNOWN (-1) /* says nothing of a fee; 0 says there is none */

/* What every form says of its case. */
struct case_facts {
    Str  superior, agency; /* as in paper.h */
    Str  number, place;
    Time made;
    Str  desk;    /* "Bộ phận Tiếp nhận và Trả kết quả UBND phường Bình Hàn" */
    Str  code;    /* the dossier's */
    Str  person;  /* whose dossier it is */
    Str  address, phone, email; /* of the person; an empty one leaves dots */
    Str  request; /* the procedure's name */
    Str  officer; /* who signs for the desk; may be empty */
    Str  track;   /* the address behind the picture */
    Str  site;    /* what a person types instead; empty: the whole address */
    Str  secret;  /* second fact for tracking without an account; may be empty */
    bool simulated;
};

struct item_facts {
    Str name;
    Str copies; /* "bản chính: 01"; may be empty */
};
struct items_facts {
    const struct item_facts *list;
    int                      count;
};

struct receipt_facts { /* form 01 */
    struct case_facts  about;
    struct items_facts items;
    int                sets; /* of the dossier */
    Str                term; /* "08 giờ làm việc" */
    Time               received, due; /* TIME_NONE leaves dots */
    Str                collect; /* where the result is to be had */
    int64_t            fee;     /* whole đồng, 0, or FEE_UNKNOWN */
    bool               paid;
    Str                pay;  /* VietQR payload while a fee is due; may be empty */
    Str                book; /* "Quyển số: 02, Số thứ tự: 117"; empty when none is kept */
};

struct supplement_facts { /* form 02 */
    struct case_facts  about;
    struct items_facts items; /* what is to be brought or mended */
    Str                reason;
    Day                until;   /* DAY_NONE: no day is set */
    Str                contact; /* "công chức tiếp nhận, số điện thoại …"; may be empty */
};

struct refusal_facts { /* form 03 */
    struct case_facts about;
    Str               reason;
    Str               contact;
};

struct extension_facts { /* form 04 */
    struct case_facts about;
    Str               reason;
    Time              received, due, until; /* promised before, and now */
};

struct stop_facts { /* form 05 */
    struct case_facts about;
    Str               reason;
    Time              received;
    Str               contact;
};

struct control_facts { /* form 06 */
    struct case_facts  about;
    Str                term;
    Time               received, due, ended; /* TIME_NONE leaves dots */
    struct items_facts steps; /* who had it, from when to when, in time or not */
};

struct result_facts { /* whatever a procedure ends in */
    Str                      superior, agency, number, place;
    Time                     made;
    Str                      title, subtitle;
    Str                      opening; /* a paragraph before the fields; may be empty */
    const struct paper_part *fields;  /* of any shape */
    int                      field_count;
    Str                      closing; /* a paragraph after them; may be empty */
    Str                      office, name; /* who signs; name may be empty */
    Str                      stead;        /* in whose place; may be empty */
    Str                      code;   /* the dossier's */
    Str                      verify; /* the address behind the picture */
    bool                     simulated;
};

void paper_receipt(struct arena *, const struct receipt_facts *, struct paper *out);
void paper_supplement(struct arena *, const struct supplement_facts *, struct paper *out);
void paper_extension(struct arena *, const struct extension_facts *, struct paper *out);
void paper_control(struct arena *, const struct control_facts *, struct paper *out);
void paper_stop(struct arena *, const struct stop_facts *, struct paper *out);
void paper_refusal(struct arena *, const struct refusal_facts *, struct paper *out);
void paper_result(struct arena *, const struct result_facts *, struct paper *out);

#endif
