/* journal/verdict.h -- what the page of checking says: a verdict, and a line for each
 * thing that was looked at, so that nobody has to believe the first word of it.  Floor 2. */
#ifndef JOURNAL_VERDICT_H
#define JOURNAL_VERDICT_H

#include "base/words.h"
#include "journal/act.h"

struct verdict {
    struct view *v;
    struct json *o, *lines;
    bool         bad; /* a line was */
};

void verdict_begin(struct view *, struct verdict *);
/* state: "good", "bad", "unknown" */
void verdict_line(struct verdict *, const char *state, Str what, Str said);
/* verdict{state, title, words, lines[state, what, words]} */
void verdict_end(struct verdict *, const char *title, Str words, struct json *out);

#endif
