/* dossier/rules.h -- dated rules of handling that are no procedure's own: where dossiers are
 * filed online, how often a term may be extended.  Floor 7.
 *
 * A file of a pack's rules/ says what it rules (`rules_of`) and lists rules, each from a day
 * to a day; for a day at most one of them holds.  Which rule it was is asked with the day of
 * the act, so old dossiers are judged by the law of theirs. */
#ifndef DOSSIER_RULES_H
#define DOSSIER_RULES_H

#include "pack/pack.h"

struct rule {
    const struct json *says, *file; /* the rule, and the file with its sources */
};

/* False when no pack says. */
bool rule_on(const struct view *, const char *what, Day, struct rule *out);

/* "online-filing": {here, url, name, note}.  ERR_FORBIDDEN, with where to go, when online
 * dossiers are filed elsewhere today. */
enum err rule_filed_here(struct view *) MUST_USE;
/* "extension": how often, and how many days before the promised day it is told at the
 * latest.  Without a rule: never. */
struct extension_rule {
    int64_t times, days_before;
};
struct extension_rule rule_extension(const struct view *);

/* "complaints": {refuse, answer, legal_words[]}: working days; the words that speak of khiếu nại
 * or tố cáo. */
/* "calendar-days": {note}, how a term of days is counted; said where its last day was off. */

extern const struct pack_section section_rules;

#endif
