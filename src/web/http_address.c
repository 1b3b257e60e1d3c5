/* web/http_address.c -- how many connections each address has, for servers that
 * stand in the open.  Floor 11.
 *
 * Open addressing with linear probing, twice as many places as connections, so
 * it never fills; a place is removed by closing the gap behind it.  Entered by
 * the dealing loop, left by any: one lock, held for a few comparisons. */
#include "base/hash.h"
#include "web/http_inside.h"

#define ADDRESS_MAX 46 /* INET6_ADDRSTRLEN */

struct place {
    char   address[ADDRESS_MAX];
    size_t n, count; /* count 0: free */
};

struct address_count {
    pthread_mutex_t lock;
    size_t          size, max;
    uint64_t        seed; /* so that no one can choose addresses that collide */
    struct place   *at;
};

struct address_count *
addresses_new(size_t max_connections, size_t max_per_address)
{
    struct address_count *a = mem_alloc(sizeof *a);

    pthread_mutex_init(&a->lock, NULL);
    a->size = max_connections * 2 + 16;
    a->max = max_per_address;
    a->at = mem_alloc(a->size * sizeof *a->at);
    random_bytes(&a->seed, sizeof a->seed);
    return a;
}

void
addresses_free(struct address_count *a)
{
    if (a == NULL)
        return;
    pthread_mutex_destroy(&a->lock);
    mem_free(a->at);
    mem_free(a);
}

static size_t
home_of(const struct address_count *a, const char *p, size_t n)
{
    uint64_t h = a->seed;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
    return (size_t)((h ^ h >> 32) % a->size);
}

/* The address's place, or the free one where it would go. */
static size_t
find(const struct address_count *a, Str address)
{
    size_t i = home_of(a, address.p, address.n);

    while (a->at[i].count > 0 && !str_eq((Str){ a->at[i].address, a->at[i].n }, address))
        i = (i + 1) % a->size;
    return i;
}

bool
address_enter(struct address_count *a, Str address)
{
    struct place *p;
    bool          may;

    if (address.n > ADDRESS_MAX)
        return false;
    pthread_mutex_lock(&a->lock);
    p = &a->at[find(a, address)];
    may = p->count < a->max;
    if (may && p->count++ == 0) {
        memcpy(p->address, address.p, address.n);
        p->n = address.n;
    }
    pthread_mutex_unlock(&a->lock);
    return may;
}

/* Moves back what had to go past the freed place. */
static void
close_gap(struct address_count *a, size_t gap)
{
    size_t i = gap;

    for (;;) {
        size_t home;

        i = (i + 1) % a->size;
        if (a->at[i].count == 0)
            return;
        home = home_of(a, a->at[i].address, a->at[i].n);
        if ((i + a->size - home) % a->size >= (i + a->size - gap) % a->size) {
            a->at[gap] = a->at[i];
            a->at[i].count = 0;
            gap = i;
        }
    }
}

void
address_leave(struct address_count *a, Str address)
{
    size_t i;

    pthread_mutex_lock(&a->lock);
    i = find(a, address);
    if (a->at[i].count > 0 && --a->at[i].count == 0)
        close_gap(a, i);
    pthread_mutex_unlock(&a->lock);
}
