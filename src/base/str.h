/* base/str.h -- text as pointer and length, and a bounded buffer.  Floor 0.
 *
 * A Str that crosses a module boundary is valid UTF-8 in NFC unless its
 * function says "bytes".  It is not terminated; str_c makes a terminated copy.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

typedef struct {
    const char *p;
    size_t      n;
} Str;

#define S(literal) ((Str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE   ((Str){ NULL, 0 })
/* For printf: "%.*s", STR_ARG(s) */
#define STR_ARG(s) (int)(s).n, (s).p

static inline Str
str_of(const char *c)
{
    return (Str){ c, c ? strlen(c) : 0 };
}

static inline bool
str_eq(Str a, Str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int  str_cmp(Str a, Str b); /* byte order, as COLLATE "C" */
bool str_eq_nocase(Str a, Str b); /* ASCII letters only */
bool str_starts(Str s, Str head);
bool str_ends(Str s, Str tail);
bool str_has(Str s, Str part);
Str  str_sub(Str s, size_t from, size_t n); /* clipped to s */
Str  str_trim(Str s);                       /* ASCII white space both ends */
ptrdiff_t str_find(Str s, Str part);        /* -1 when absent */
/* Splits at the first `at`; false when absent (then *head is s, *rest empty). */
bool str_cut(Str s, char at, Str *head, Str *rest);

Str   str_copy(struct arena *, Str);
char *str_c(struct arena *, Str); /* terminated */
Str   str_join(struct arena *, Str, Str, Str);
Str   str_int(struct arena *, int64_t); /* in decimal */
Str   str_format(struct arena *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Compares secrets without telling by time where they differ. */
bool str_eq_secret(Str a, Str b);

/* A buffer that grows up to its ceiling.  Past it, further output is dropped
 * and `over` is set: check once at the end. */
struct buf {
    char  *p;
    size_t n, size, max;
    bool   over;
};

#define BUF_MAX(ceiling) ((struct buf){ .max = (ceiling) })
void buf_free(struct buf *);
void buf_clear(struct buf *); /* keeps memory */
void buf_add(struct buf *, Str);
void buf_byte(struct buf *, char);
void buf_bytes(struct buf *, const void *, size_t);
void buf_format(struct buf *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *, int64_t);
/* As text or attribute of XML. */
void buf_xml(struct buf *, Str);
/* As a part of an address: all but letters, digits, - _ . as %XX. */
void buf_escaped(struct buf *, Str);
/* Room for n more bytes, or NULL past the ceiling; commit with buf->n += used. */
char *buf_room(struct buf *, size_t n);
static inline Str
buf_str(const struct buf *b)
{
    return (Str){ b->p, b->n };
}

#endif
