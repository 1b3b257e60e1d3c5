/* cmd/simulate_draw.c -- see simulate_draw.h.  Floor 13. */
#include "cmd/simulate_draw.h"

#include "base/hash.h"

/* splitmix64 (Steele, Lea, Flood 2014): the state walks by an odd constant, the
 * output is mixed from it. */
uint64_t
draw_next(struct draw *d)
{
    d->state += UINT64_C(0x9e3779b97f4a7c15);
    return hash_spread(d->state);
}

/* The stream's number goes through the mixer first: streams 1 and 2 would else
 * be one sequence, a step apart. */
struct draw
draw_begin(uint64_t seed, uint64_t stream)
{
    struct draw d = { stream };

    d.state = draw_next(&d) ^ seed;
    d.state = draw_next(&d);
    return d;
}

int64_t
draw_below(struct draw *d, int64_t n)
{
    if (n > UINT32_MAX)
        return (int64_t)(draw_next(d) % (uint64_t)n);
    return (int64_t)(((draw_next(d) >> 32) * (uint64_t)n) >> 32);
}

int64_t
draw_between(struct draw *d, int64_t min, int64_t max)
{
    return min + draw_below(d, max - min + 1);
}

bool
draw_chance(struct draw *d, int64_t share)
{
    return draw_below(d, WHOLE) < share;
}

int
draw_weighted(struct draw *d, const int64_t *weight, int n)
{
    int64_t sum = 0, at;

    for (int i = 0; i < n; i++)
        sum += weight[i];
    if (sum <= 0)
        return 0;
    at = draw_below(d, sum);
    for (int i = 0; i < n; i++) {
        if (at < weight[i])
            return i;
        at -= weight[i];
    }
    return n - 1;
}

int64_t
draw_quantile(struct draw *d, const struct quantiles *q)
{
    int64_t u = draw_below(d, WHOLE);
    int     i = 1;

    while (i < q->n - 1 && u >= q->p[i])
        i++;
    if (q->n < 2 || q->p[i] <= q->p[i - 1])
        return q->n > 0 ? q->x[0] : 0;
    return q->x[i - 1] + (q->x[i] - q->x[i - 1]) * (u - q->p[i - 1]) / (q->p[i] - q->p[i - 1]);
}
