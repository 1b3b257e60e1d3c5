/* pack/pattern_parts.h -- inside of a pattern: its program.  For pattern.c and
 * pattern_read.c only.  Floor 3. */
#ifndef PACK_PATTERN_PARTS_H
#define PACK_PATTERN_PARTS_H

#include "pack/pattern.h"

/* Characters from lo to hi, or of these Unicode categories (mask not 0). */
struct class_item {
    uint32_t lo, hi, mask;
    bool     negated;
};

struct class {
    bool               negated;
    int                n;
    struct class_item *item;
};

enum op {
    OP_CLASS, /* one character of `class` */
    OP_BEGIN, OP_END, OP_WORD, OP_NOT_WORD, /* places */
    OP_SPLIT, /* go on at x and at y */
    OP_JUMP,  /* go on at x */
    OP_MATCH
};

struct step {
    enum op             op;
    int                 x, y;
    const struct class *class;
};

struct pattern {
    struct step *step;
    int          n;
};

/* The tree that a pattern's text is read into. */
enum node_kind { NODE_EMPTY, NODE_CLASS, NODE_PLACE, NODE_BOTH, NODE_EITHER, NODE_REPEAT };
struct node {
    enum node_kind      kind;
    enum op             place;
    const struct class *class;
    struct node        *a, *b;
    int                 min, max; /* max -1: without end */
};

/* pattern_read.c */
enum err pattern_read(struct arena *, Str, struct node **out, const char **why) MUST_USE;

#endif
