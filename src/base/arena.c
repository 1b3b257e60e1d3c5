/* base/arena.c -- see arena.h.  A list of blocks; each holds one run of
 * allocations.  A reset keeps the first block, so a steady request allocates
 * nothing from the system.  Floor 0. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#define GAP 8 /* a poisoned gap after each piece catches small overruns */
#else
#define POISON(p, n)   ((void)0)
#define UNPOISON(p, n) ((void)0)
#define GAP 0
#endif

#define FIRST_BLOCK ((size_t)16 * 1024)
#define BLOCK_MAX   ((size_t)1024 * 1024)
#define ALIGN       ((size_t)16)

struct block {
    struct block *next;
    size_t        size, used;
    _Alignas(16) unsigned char bytes[];
};

struct cleanup {
    struct cleanup *next;
    cleanup_fn     *run;
    void           *what;
};

struct arena {
    struct block   *now;      /* newest first; the oldest is kept by reset */
    struct cleanup *cleanups;
    size_t          handed_out;
};

static struct block *
block_new(size_t size, struct block *next)
{
    struct block *b = malloc(sizeof *b + size);

    if (b == NULL)
        BUG("out of memory (%zu bytes)", size);
    b->next = next;
    b->size = size;
    b->used = 0;
    POISON(b->bytes, size);
    return b;
}

struct arena *
arena_new(void)
{
    struct arena *a = mem_alloc(sizeof *a);

    a->now = block_new(FIRST_BLOCK, NULL);
    return a;
}

void
arena_reset(struct arena *a)
{
    while (a->cleanups != NULL) {
        struct cleanup *c = a->cleanups;

        a->cleanups = c->next;
        c->run(c->what);
    }
    while (a->now->next != NULL) {
        struct block *b = a->now;

        a->now = b->next;
        UNPOISON(b->bytes, b->size);
        free(b);
    }
    a->now->used = 0;
    a->handed_out = 0;
    POISON(a->now->bytes, a->now->size);
}

void
arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    arena_reset(a);
    UNPOISON(a->now->bytes, a->now->size);
    free(a->now);
    free(a);
}

static size_t
next_block_size(const struct arena *a, size_t need)
{
    size_t size = a->now->size * 2;

    if (size > BLOCK_MAX)
        size = BLOCK_MAX;
    return size < need ? need : size;
}

void *
arena_alloc_raw(struct arena *a, size_t size)
{
    size_t need = (size + GAP + ALIGN - 1) & ~(ALIGN - 1);
    void  *piece;

    if (size > SIZE_MAX / 4)
        BUG("arena asked for %zu bytes", size);
    if (a->now->size - a->now->used < need)
        a->now = block_new(next_block_size(a, need), a->now);
    piece = a->now->bytes + a->now->used;
    a->now->used += need;
    a->handed_out += size;
    UNPOISON(piece, size);
    return piece;
}

void *
arena_alloc(struct arena *a, size_t size)
{
    void *piece = arena_alloc_raw(a, size);

    memset(piece, 0, size);
    return piece;
}

void
arena_defer(struct arena *a, cleanup_fn *run, void *what)
{
    struct cleanup *c = arena_make(a, struct cleanup);

    c->run = run;
    c->what = what;
    c->next = a->cleanups;
    a->cleanups = c;
}

size_t
arena_used(const struct arena *a)
{
    return a->handed_out;
}

void *
mem_alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);

    if (p == NULL)
        BUG("out of memory (%zu bytes)", size);
    return p;
}

void *
mem_resize(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);

    if (p == NULL)
        BUG("out of memory (%zu bytes)", size);
    return p;
}

void
mem_free(void *p)
{
    free(p);
}
