/* test/unit/cmd/attack_system.h -- what a reader knows as equations over whole numbers that are not
 * negative: he bounds each, and eliminates.  The truth goes along, so that nothing false is
 * believed. */
#ifndef TEST_ATTACK_SYSTEM_H
#define TEST_ATTACK_SYSTEM_H

#include "base/arena.h"
#include "check.h"

#define VARS  9000
#define TERMS 300000

struct term {
    int     var;
    int64_t times; /* 1 or -1 */
};
struct equation {
    int     from, to; /* terms */
    int64_t is;
};
struct system {
    struct arena   *arena;
    int             n_vars, n_equations, n_terms;
    int64_t         low[VARS], high[VARS], truth[VARS];
    struct equation equation[2 * VARS];
    struct term     term[TERMS];
};
struct matrix {
    int       n_rows, width;
    int      *column; /* of a variable; -1: settled by its bounds */
    int      *lead;
    int64_t **row;
};

int  variable(struct system *, int64_t truth);
void known(struct system *, int var, int64_t n);
void begin(struct system *); /* an equation: its terms, and what they come to */
void add(struct system *, int var, int64_t times);
void ends(struct system *, int64_t is);

void          narrow(struct system *);
struct matrix eliminate(const struct system *);
/* Fails when this number, behind which somebody stands, is found, or that it is below ten. */
void attack(const struct system *, const struct matrix *, int var, const char *what, Str where);
extern int attacked_numbers;

#endif
