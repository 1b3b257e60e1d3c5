/* measure/suppress.h -- which cells of a public table stay closed.  Private to the room.
 * Floor 8.
 *
 * Cell suppression as statistical offices do it: a cell under ten is closed (primary), and as
 * many others with it as keep anybody from computing it out of the totals (secondary).  The
 * reasons, and why it holds, are in docs/decisions/0015-public-figures.md.
 *
 * A table is a tree of cells (units, or fields and procedures) whose leaves are split by a
 * second dimension (the classes) that is not published together with it.  Each dossier counts
 * as `over` or as `rest`; a table of counts has no rest.
 *
 * Invariant: for each closed cell there are other tables that everybody would see published in
 * exactly the same way, and over them the cell's number moves by CELL_WIDTH or more. */
#ifndef MEASURE_SUPPRESS_H
#define MEASURE_SUPPRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define CELL_MIN   10
#define CELL_WIDTH 10

struct cells {
    int            n;      /* nodes; the root is the first, a parent before its children */
    const int     *parent; /* -1: the root */
    int            n_classes;
    int64_t       *over, *rest; /* [node * n_classes + class]; leaves filled in */
    const int64_t *flip;  /* of over: what may change sides, a part of it; NULL: all */
    bool           split; /* over and rest are published, else only their sum */
    bool          *closed; /* in: never to be opened; out: closed */
    int           *atom; /* out: closed cells of one number are told apart by nobody; -1: open */
};

/* Sums the leaves upwards and closes what must be.  The same table gives the same answer. */
void suppress(struct arena *, struct cells *);

/* Two tables of the same dossiers: where the whole of one is closed, so is the other. */
void suppress_both(struct cells *, struct cells *);

/* Zero is shown: nobody stands behind it. */
bool cell_is_small(int64_t n);

#endif
