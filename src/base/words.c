/* base/words.c -- see words.h.  Floor 0.
 *
 * The one static is --dev's table: the process has one translation, whoever
 * asks.  It is swapped whole and the old one stays in its arena, so a reader on
 * another thread keeps what it found; a real server leaves it NULL. */
#include "base/words.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/po.h"
#include "base/words_table.h"

#define PO_MAX ((size_t)8 << 20)

static _Atomic(const struct words_table *) dev_table;

static Str
table_find(const struct words_table *t, Str key, uint32_t hash)
{
    for (uint32_t i = hash & t->mask; t->slot[i].id.p != NULL; i = (i + 1) & t->mask)
        if (t->slot[i].hash == hash && str_eq(t->slot[i].id, key))
            return t->slot[i].text;
    return key;
}

Str
words_hashed(enum lang lang, Str key, uint32_t hash)
{
    const struct words_table *dev;

    if (lang == LANG_EN)
        return key;
    dev = atomic_load_explicit(&dev_table, memory_order_acquire);
    return table_find(dev != NULL ? dev : &words_vi, key, hash);
}

Str
words(enum lang lang, const char *key)
{
    Str s = str_of(key);

    return lang == LANG_EN ? s : words_hashed(lang, s, words_hash(s));
}

/* "{1}" or "{2}" at s.p[i]: its index, else -1. */
static int
value_at(Str s, size_t i)
{
    if (i + 2 >= s.n || s.p[i] != '{' || s.p[i + 2] != '}')
        return -1;
    return s.p[i + 1] == '1' || s.p[i + 1] == '2' ? s.p[i + 1] - '1' : -1;
}

Str
words_fill(struct arena *arena, enum lang lang, const char *key, Str one, Str two)
{
    Str        s = words(lang, key), result;
    Str        value[2] = { one, two };
    struct buf out = BUF_MAX((size_t)1 << 20);
    size_t     from = 0;

    for (size_t i = 0; i < s.n; i++) {
        int n = value_at(s, i);

        if (n < 0)
            continue;
        buf_add(&out, str_sub(s, from, i - from));
        buf_add(&out, value[n]);
        from = i + 3;
        i += 2;
    }
    buf_add(&out, str_sub(s, from, s.n));
    result = str_copy(arena, buf_str(&out));
    buf_free(&out);
    return result;
}

/* 1234567 in groups of three, by language. */
static Str
grouped(struct arena *arena, enum lang lang, int64_t n)
{
    uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    char     digits[32], *end = digits + sizeof digits, *p = end;

    for (int i = 0; i == 0 || u > 0; i++, u /= 10) {
        if (i > 0 && i % 3 == 0)
            *--p = lang == LANG_EN ? ',' : '.';
        *--p = (char)('0' + u % 10);
    }
    if (n < 0)
        *--p = '-';
    return str_copy(arena, (Str){ p, (size_t)(end - p) });
}

Str
words_count(struct arena *arena, enum lang lang, const char *one, const char *many, int64_t n)
{
    const char *key = lang == LANG_EN && n == 1 ? one : many;

    return words_fill(arena, lang, key, grouped(arena, lang, n), STR_NONE);
}

static enum err
file_read(struct arena *arena, const char *path, Str *out)
{
    struct stat st;
    int         fd = open(path, O_RDONLY | O_CLOEXEC);
    char       *p;
    ssize_t     n = -1;

    if (fd < 0)
        return ERR_NOT_FOUND;
    if (fstat(fd, &st) == 0 && st.st_size >= 0 && (size_t)st.st_size <= PO_MAX) {
        p = arena_alloc_raw(arena, (size_t)st.st_size + 1);
        n = read(fd, p, (size_t)st.st_size);
        if (n == st.st_size)
            *out = (Str){ p, (size_t)n };
    }
    close(fd);
    return n == st.st_size ? ERR_OK : ERR_INVALID;
}

static void
table_add(struct words_slot *slot, uint32_t mask, const struct po_entry *e)
{
    uint32_t hash = words_hash(e->id), i = hash & mask;

    while (slot[i].id.p != NULL && !str_eq(slot[i].id, e->id))
        i = (i + 1) & mask;
    slot[i] = (struct words_slot){ hash, e->id, e->text };
}

static const struct words_table *
table_new(struct arena *arena, const struct po *po)
{
    struct words_table *t = arena_make(arena, struct words_table);
    uint32_t            n = words_slots(po->count);
    struct words_slot  *slot = arena_array(arena, struct words_slot, n);

    for (const struct po_entry *e = po->first; e != NULL; e = e->next)
        if (!e->fuzzy && e->text.n > 0)
            table_add(slot, n - 1, e);
    t->slot = slot;
    t->mask = n - 1;
    return t;
}

enum err
words_load_dev(struct arena *arena, const char *path, Str *why)
{
    Str       bytes;
    struct po po;

    if (path == NULL) {
        atomic_store_explicit(&dev_table, NULL, memory_order_release);
        return ERR_OK;
    }
    if (file_read(arena, path, &bytes) != ERR_OK || !text_is_utf8(bytes)) {
        *why = str_format(arena, "%s: cannot be read as UTF-8 text", path);
        return ERR_INVALID;
    }
    if (po_parse(arena, bytes, &po) != ERR_OK) {
        *why = str_format(arena, "%s:%d: %s", path, po.line, po.why);
        return ERR_INVALID;
    }
    atomic_store_explicit(&dev_table, table_new(arena, &po), memory_order_release);
    return ERR_OK;
}
