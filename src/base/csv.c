/* base/csv.c -- see csv.h.  Floor 0. */
#include "base/csv.h"

static bool
is_formula(Str s)
{
    return s.n > 0 && memchr("=+-@\t\r", s.p[0], 6) != NULL;
}

static bool
is_plain(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (memchr(",\"\r\n", s.p[i], 4) != NULL)
            return false;
    return true;
}

static void
put_cell(struct buf *out, Str s)
{
    bool plain = is_plain(s);

    if (!plain)
        buf_byte(out, '"');
    if (is_formula(s))
        buf_byte(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, s.p[i]);
    }
    if (!plain)
        buf_byte(out, '"');
}

void
csv_row(struct buf *out, const Str *cell, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_byte(out, ',');
        put_cell(out, cell[i]);
    }
    buf_add(out, S("\r\n"));
}
