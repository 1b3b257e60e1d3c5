/* registry/write_csv.c -- rows as RFC 4180 has them (write.h).  Floor 6.
 *
 * A spreadsheet runs a cell that begins with = + - @, a tab or a carriage return; such a text
 * gets an apostrophe in front unless it is a number below zero.  A text that begins with
 * apostrophes before such a sign gets one more, so that reading takes off exactly what was
 * put on (csv_unguarded).  What is missing is nothing, an empty text is "". */
#include "base/csv.h"
#include "registry/write_inside.h"

static bool
is_number(Str s)
{
    size_t i = s.n > 0 && s.p[0] == '-', digits = 0;

    for (; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if ((s.p[i] != '.' && s.p[i] != ',') || digits == 0 || i + 1 == s.n)
            return false;
    }
    return digits > 0;
}

static bool
is_guarded(Str s)
{
    size_t i = 0;

    while (i < s.n && s.p[i] == '\'')
        i++;
    return i < s.n && memchr("=+-@\t\r", s.p[i], 6) != NULL && !(i == 0 && is_number(s));
}

static bool
is_plain(Str s, char delimiter)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == delimiter || memchr("\"\r\n", s.p[i], 3) != NULL)
            return false;
    return s.n > 0;
}

static void
put(struct writer *w, Str s, bool guard)
{
    bool plain = is_plain(s, w->options.delimiter);

    guard = guard && is_guarded(s);
    if (!plain)
        buf_byte(&w->out, '"');
    if (guard)
        buf_byte(&w->out, '\'');
    while (s.n > 0) {
        const char *quote = memchr(s.p, '"', s.n);
        size_t      n = quote != NULL ? (size_t)(quote - s.p) + 1 : s.n;

        buf_add(&w->out, str_sub(s, 0, n));
        if (quote != NULL)
            buf_byte(&w->out, '"');
        s = str_sub(s, n, s.n);
    }
    if (!plain)
        buf_byte(&w->out, '"');
}

static Str
with_decimal(struct writer *w, Str number)
{
    ptrdiff_t at = str_find(number, S("."));
    char     *p;

    if (w->options.decimal == '.' || at < 0)
        return number;
    p = str_c(w->scratch, number);
    p[at] = w->options.decimal;
    return (Str){ p, number.n };
}

static void
end_line(struct writer *w, Str note)
{
    if (w->options.note.n > 0) {
        buf_byte(&w->out, w->options.delimiter);
        put(w, note, true);
    }
    buf_add(&w->out, S("\r\n"));
}

static enum err
begin(struct writer *w)
{
    if (w->options.bom)
        buf_add(&w->out, CSV_BOM);
    for (int i = 0; i < w->options.n_columns; i++) {
        if (i > 0)
            buf_byte(&w->out, w->options.delimiter);
        put(w, w->options.column[i].name, true);
    }
    end_line(w, w->options.note_column);
    return ERR_OK;
}

static enum err
row(struct writer *w, const struct write_cell *cell)
{
    for (int i = 0; i < w->options.n_columns; i++) {
        enum write_kind kind = w->options.column[i].kind;
        Str             s = write_text(w, kind, &cell[i]);

        if (i > 0)
            buf_byte(&w->out, w->options.delimiter);
        if (cell[i].null)
            continue;
        put(w, kind == WRITE_NUMBER ? with_decimal(w, s) : s,
            kind != WRITE_INT && kind != WRITE_NUMBER);
    }
    end_line(w, w->options.note);
    return ERR_OK;
}

static enum err
end(struct writer *w)
{
    (void)w;
    return ERR_OK;
}

const struct write_maker write_maker_csv = { begin, row, end };
