/* base/arena.h -- memory with a lifetime instead of an owner.  Floor 0.
 *
 * One arena per request, per job, per loaded pack set.  Memory is freed by
 * resetting the arena, never piece by piece; what needs more than memory
 * (files, statements) registers a cleanup, run in reverse order at reset.
 * Nothing in one arena points into a shorter-lived one.
 *
 * Under AddressSanitizer what is not handed out is poisoned.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

typedef void cleanup_fn(void *what);

/* Never NULL: everything that enters is capped first, so running out is a bug
 * or a dying machine, and the process stops. */
struct arena *arena_new(void);
void          arena_free(struct arena *);
void          arena_reset(struct arena *);

/* Zeroed, aligned for any type; never NULL. */
void *arena_alloc(struct arena *, size_t size);
void *arena_alloc_raw(struct arena *, size_t size); /* not zeroed, 8-aligned */
void  arena_defer(struct arena *, cleanup_fn *, void *what);
size_t arena_used(const struct arena *); /* bytes handed out since reset */

#define arena_make(arena, type)     ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(n)))

/* For what outlives every arena (queues, connections): allocate or die. */
void *mem_alloc(size_t size);              /* zeroed */
void *mem_resize(void *old, size_t size);  /* new part not zeroed */
void  mem_free(void *);

#endif
