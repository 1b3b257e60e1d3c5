/* dossier/fee.h -- what a procedure costs.  Floor 7.
 *
 *   fee: { dong: the one sum, or null,
 *          table: [ { name, when, channel, dong, per, beyond, at_most, times, src } … ],
 *          exempt: [ { key, name, when, src } … ] }
 *
 * The first row that holds counts; where none does, the one sum.  `dong` is the row's sum, or
 * with `per` (a question whose answer is a whole number) that of each unit; from the unit
 * `beyond.from` on each costs `beyond.dong` instead.  `at_most` bounds what comes of it, and
 * `times` (another such question) multiplies it then.  Who is exempt pays nothing.
 *
 * Whole đồng throughout.  A file whose questions could lead beyond FEE_MAX is refused when it
 * is loaded, so that no sum can overflow later. */
#ifndef DOSSIER_FEE_H
#define DOSSIER_FEE_H

#include "dossier/cases.h"
#include "dossier/say.h"

#define FEE_MAX 10000000000

/* Puts the fee of these answers into the procedure: its sum (-1: not known), row, exemption. */
void fee_take(struct view *, const struct json *answers, int64_t channel, struct procedure *);
/* How the sum came about: the row that holds, or "2 × 2.000 + 3 × 1.000 = 7.000 đồng"; who is
 * exempt.  STR_NONE of a sum that needs no words. */
Str fee_how(struct view *, const struct procedure *, const struct json *answers);
/* how_words? of a dossier, where it explains the sum that stands. */
void say_fee_how(const struct saying *, struct json *out);
/* Of the procedure before anything is answered: "2.000.000 to 12.000.000 đồng". */
Str fee_range(struct view *, const struct procedure *);
/* A row's name and price as the guide says them. */
Str fee_row_name(struct view *, const struct procedure *, const struct json *row);
Str fee_row_price(struct view *, const struct procedure *, const struct json *row);
/* fee_table?{rows[name, amount]}, fee_exempt[name]; for the guide. */
void fee_put_table(struct view *, const struct procedure *, struct json *out);
/* Faults of the table and of the exemptions name where. */
void fee_check(const struct checking *, const struct procedure *);

#endif
