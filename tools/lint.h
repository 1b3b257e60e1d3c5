/* tools/lint.h -- one file under the eyes of the linter. */
#ifndef TOOLS_LINT_H
#define TOOLS_LINT_H

#include <stdbool.h>

#include "base/str.h"

struct lint_file {
    Str  path;
    Str  text;
    Str  code; /* C only: the text with comments and literals blanked, lines kept */
    bool c, product; /* product: under src/ */
    Str  room;       /* of a file under src/ */
};

/* Prints a fault as compilers do, with what to do about it, unless tools/lint.allow
 * names it: "rule path[:word]  reason". */
void lint_fault(const struct lint_file *, const char *rule, size_t at, Str word,
                const char *advice);

void lint_layout(const struct lint_file *); /* any text: width, blanks, length */
void lint_code(const struct lint_file *);   /* C: calls, conditions, macros */
Str  lint_blank(struct arena *, Str text);

static inline bool
lint_is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

#endif
