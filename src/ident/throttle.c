/* ident/throttle.c -- see throttle.h.  Floor 5.
 *
 * A bucket keeps one number: the moment at which it will be full again
 * ("full_at").  Each try moves it a period further; it may not lie more than
 * burst periods ahead. */
#include "ident/throttle.h"

#include <pthread.h>
#include <sodium.h>

#include "base/hash.h"

#define WAYS 4 /* places a key may take */

struct bucket {
    uint64_t key;
    Time     full_at;
};

struct throttle {
    pthread_mutex_t lock;
    unsigned char   secret[crypto_shorthash_KEYBYTES]; /* so that nobody can aim at a corner */
    size_t          corners;
    int             burst;
    Time            period;
    struct bucket   bucket[]; /* corners × WAYS */
};

struct throttle *
throttle_new(int slots, int burst, Time period)
{
    size_t           corners = (size_t)(slots + WAYS - 1) / WAYS;
    struct throttle *t;

    if (slots < 1 || burst < 1 || period < 1)
        BUG("a throttle of %d slots, burst %d", slots, burst);
    t = mem_alloc(sizeof *t + corners * WAYS * sizeof t->bucket[0]);
    pthread_mutex_init(&t->lock, NULL);
    random_bytes(t->secret, sizeof t->secret);
    t->corners = corners;
    t->burst = burst;
    t->period = period;
    return t;
}

void
throttle_free(struct throttle *t)
{
    if (t == NULL)
        return;
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}

/* The key's bucket, or the one of its corner that is full soonest, made new. */
static struct bucket *
find(struct throttle *t, Str key, Time now)
{
    uint64_t       hash;
    struct bucket *corner, *oldest;

    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key.p, key.n, t->secret);
    corner = oldest = &t->bucket[hash % t->corners * WAYS];
    for (int i = 0; i < WAYS; i++) {
        if (corner[i].key == hash)
            return &corner[i];
        if (corner[i].full_at < oldest->full_at)
            oldest = &corner[i];
    }
    *oldest = (struct bucket){ .key = hash, .full_at = now };
    return oldest;
}

static Time
ahead(const struct bucket *b, Time now)
{
    return b->full_at > now ? b->full_at - now : 0;
}

bool
throttle_take(struct throttle *t, Str key, Time now)
{
    struct bucket *b;
    bool           allowed;

    pthread_mutex_lock(&t->lock);
    b = find(t, key, now);
    allowed = ahead(b, now) <= (t->burst - 1) * t->period;
    if (allowed)
        b->full_at = now + ahead(b, now) + t->period;
    pthread_mutex_unlock(&t->lock);
    return allowed;
}

void
throttle_give_back(struct throttle *t, Str key, Time now)
{
    struct bucket *b;

    pthread_mutex_lock(&t->lock);
    b = find(t, key, now);
    if (ahead(b, now) > 0)
        b->full_at -= t->period;
    pthread_mutex_unlock(&t->lock);
}

Time
throttle_wait(struct throttle *t, Str key, Time now)
{
    Time most = (t->burst - 1) * t->period, wait;

    pthread_mutex_lock(&t->lock);
    wait = ahead(find(t, key, now), now) - most;
    pthread_mutex_unlock(&t->lock);
    return wait > 0 ? wait : 0;
}
