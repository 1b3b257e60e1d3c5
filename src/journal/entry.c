/* journal/entry.c -- see entry.h.  Floor 2. */
#include "journal/entry.h"

#include <endian.h>
#include <stdio.h>

Hash
entry_commitment(Str salt, Str payload)
{
    return hash_of2(salt, payload);
}

Str
entry_bytes(struct arena *arena, int64_t act, Time occurred, Time recorded,
            const Hash *commitment)
{
    Str b64 = base64_text(arena, hash_bytes(commitment));

    return str_format(arena, "tinhso-entry/1\n%lld\n%lld %lld\n%.*s\n", (long long)act,
                      (long long)(occurred / TIME_SECOND), (long long)(recorded / TIME_SECOND),
                      STR_ARG(b64));
}

static void
digest_bytes(struct buf *b, Str s)
{
    uint32_t n = htobe32((uint32_t)s.n);

    buf_byte(b, 'T');
    buf_bytes(b, &n, sizeof n);
    buf_add(b, s);
}

static void
digest_cell(struct buf *b, enum cell_type type, const struct cell *c)
{
    uint64_t     big = htobe64((uint64_t)c->i);
    struct civil day;
    char         iso[16];

    if (c->null) {
        buf_byte(b, 'N');
    } else if (type == CELL_INT) {
        buf_byte(b, 'I');
        buf_bytes(b, &big, sizeof big);
    } else if (type == CELL_REAL) {
        buf_byte(b, 'R');
        buf_bytes(b, &big, sizeof big);
    } else if (type == CELL_DAY) {
        day = day_civil((Day)c->i);
        snprintf(iso, sizeof iso, "%04d-%02d-%02d", day.year, day.month, day.day);
        digest_bytes(b, str_of(iso));
    } else {
        digest_bytes(b, c->s);
    }
}

#define ROW_MAX ((size_t)8 << 20)

Hash
row_digest(const struct table *table, const struct cell *row)
{
    struct buf b = BUF_MAX(ROW_MAX);
    Hash       h;

    digest_bytes(&b, str_of(table->name));
    for (int i = 0; i < table->n_columns; i++) {
        if (table->by_name && row[i].null)
            continue;
        if (table->by_name)
            digest_bytes(&b, str_of(table->columns[i].name));
        digest_cell(&b, table->columns[i].type, &row[i]);
    }
    if (b.over)
        BUG("a row of %s over %zu bytes", table->name, ROW_MAX);
    h = hash_of(buf_str(&b));
    buf_free(&b);
    return h;
}

void
row_key(struct buf *b, const struct table *table, const struct cell *row)
{
    for (int i = 0; i < table->n_key; i++) {
        const struct cell *c = &row[table->key[i]];

        if (i > 0)
            buf_byte(b, '/');
        if (table->columns[table->key[i]].type == CELL_INT)
            buf_int(b, c->i);
        else
            buf_add(b, c->s);
    }
}
