/* base/csv_cut.c -- one record of a table at a time, from bytes that come in pieces (csv.h).
 * Floor 0.
 *
 * Nothing is copied and nothing decoded: what parts cells and records is ASCII in every
 * encoding that tables come in here but UTF-16, so a record is cut before its encoding is
 * looked at.  Every loop moves forward and stops at `end`. */
#include "base/csv.h"

void
csv_cutter(struct csv_cutter *c, char delimiter)
{
    memset(c, 0, sizeof *c);
    c->delimiter = delimiter;
    c->stop[(unsigned char)delimiter] = true;
    c->stop['\n'] = true;
    c->stop['\r'] = true;
}

static int
count_lines(Str s)
{
    const char *p = s.p, *end = s.p + s.n;
    int         n = 0;

    while (p < end) {
        p = memchr(p, '\n', (size_t)(end - p));
        if (p == NULL)
            break;
        p++;
        n++;
    }
    return n;
}

/* From behind the opening quote; NULL when none closes it. */
static const char *
cut_quoted(const char *p, const char *end, bool last, struct csv_cell *out)
{
    const char *start = p;

    out->quoted = true;
    for (;;) {
        p = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
        if (p == NULL || (p + 1 == end && !last))
            return NULL;
        if (p + 1 == end || p[1] != '"')
            break;
        out->doubled = true;
        p += 2;
    }
    out->text = (Str){ start, (size_t)(p - start) };
    return p + 1;
}

static inline bool
is_stop(const struct csv_cutter *c, const char *p, const char *end)
{
    return p == end || c->stop[(unsigned char)*p];
}

static const char *
line_end(const char *p, const char *end)
{
    while (p < end && *p != '\n' && *p != '\r')
        p++;
    return p;
}

/* Takes the line end at p, where a record ends. */
static enum csv_cut
finish(struct csv_record *r, Str bytes, const char *p, bool last, enum csv_cut cut)
{
    const char *end = bytes.p + bytes.n;

    r->ended = p < end;
    if (p < end && *p == '\r') {
        if (p + 1 == end && !last)
            return CSV_MORE;
        p++;
        if (p < end && *p == '\n')
            p++;
    } else if (p < end) {
        p++;
    } else if (!last) {
        return CSV_MORE;
    }
    r->size = (size_t)(p - bytes.p);
    return cut;
}

enum csv_cut
csv_cut(const struct csv_cutter *c, Str bytes, bool last, struct csv_record *r)
{
    const char *p = bytes.p, *end = p + bytes.n;

    r->n = 0;
    r->lines = 1;
    r->within_quotes = false;
    for (;; p++) {
        struct csv_cell cell = { .quoted = false };

        if (p < end && *p == '"') {
            p = cut_quoted(p + 1, end, last, &cell);
            if (p == NULL) {
                r->within_quotes = true;
                return last ? CSV_UNCLOSED : CSV_MORE;
            }
            r->lines += count_lines(cell.text);
            if (!is_stop(c, p, end))
                return finish(r, bytes, line_end(p, end), last, CSV_STRAY);
        } else {
            const char *start = p;

            while (!is_stop(c, p, end))
                p++;
            cell.text = (Str){ start, (size_t)(p - start) };
        }
        if (r->n < r->max)
            r->cell[r->n] = cell;
        r->n++;
        if (p == end || *p != c->delimiter)
            return finish(r, bytes, p, last, CSV_WHOLE);
    }
}

size_t
csv_undouble(char *to, Str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        to[n++] = text.p[i];
        i += text.p[i] == '"';
    }
    return n;
}

Str
csv_unguarded(Str s)
{
    size_t i = 0;

    while (i < s.n && s.p[i] == '\'')
        i++;
    return i > 0 && i < s.n && memchr("=+-@\t\r", s.p[i], 6) != NULL ? str_sub(s, 1, s.n) : s;
}
