/* cmd/simulate_draw.h -- drawing by seed: the same on every machine.  Floor 13.
 *
 * Whole numbers throughout: shares and multiples are counted in ten-thousandths,
 * so that no rounding of a processor or a library decides anything.
 */
#ifndef CMD_SIMULATE_DRAW_H
#define CMD_SIMULATE_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#define WHOLE 10000 /* one, in ten-thousandths */

/* One stream of numbers (splitmix64).  Each dossier has its own, so what is
 * drawn for one does not depend on when another is worked on. */
struct draw {
    uint64_t state;
};

struct draw draw_begin(uint64_t seed, uint64_t stream);
uint64_t    draw_next(struct draw *);
/* 0 … n-1; n from 1. */
int64_t draw_below(struct draw *, int64_t n);
/* min … max, both included. */
int64_t draw_between(struct draw *, int64_t min, int64_t max);
bool    draw_chance(struct draw *, int64_t share);
/* An index by weight; 0 when all are 0. */
int draw_weighted(struct draw *, const int64_t *weight, int n);

#define QUANTILES_MAX 12

/* A distribution by quantiles, straight between them. */
struct quantiles {
    int     n;
    int64_t p[QUANTILES_MAX], x[QUANTILES_MAX]; /* ten-thousandths */
};
int64_t draw_quantile(struct draw *, const struct quantiles *);

#endif
