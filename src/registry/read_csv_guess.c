/* registry/read_csv_guess.c -- which mark parts the cells of a table, and which a number
 * (read_inside.h).  Floor 6. */
#include "registry/read_inside.h"

#define RECORDS 20 /* looked at for the delimiter */

/* How many of the first records have as many cells as the first of them, if that has more
 * than one; of equals the one with more cells wins. */
static int64_t
score(Str text, bool last, char delimiter)
{
    struct csv_cutter cutter;
    struct csv_cell   none;
    struct csv_record r = { .cell = &none, .max = 0 };
    int               cells = 0, alike = 0;

    csv_cutter(&cutter, delimiter);
    for (int i = 0; i < RECORDS && text.n > 0; i++) {
        enum csv_cut cut = csv_cut(&cutter, text, last, &r);

        if (cut != CSV_WHOLE)
            break;
        text = str_sub(text, r.size, text.n);
        if (cells == 0)
            cells = r.n;
        alike += r.n == cells;
    }
    return cells > 1 ? (int64_t)alike * (READ_COLUMNS_MAX + 1) +
                           (cells < READ_COLUMNS_MAX ? cells : READ_COLUMNS_MAX)
                     : 0;
}

char
read_guess_delimiter(Str text, bool last)
{
    static const char candidate[] = { ',', ';', '\t', '|' };
    int64_t           best = 0;
    char              found = ',';

    for (size_t i = 0; i < sizeof candidate; i++) {
        int64_t s = score(text, last, candidate[i]);

        if (s > best) {
            best = s;
            found = candidate[i];
        }
    }
    return found;
}

static size_t
digits(Str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9')
        n++;
    return n;
}

/* "1.234.567,8": two marks tell which one is last; one that comes twice groups; one that has
 * not three digits behind it, or more than three before, or a nought, parts the fraction.
 * "1.234" tells nothing. */
void
read_marks_note(struct read_marks *m, Str s)
{
    size_t at = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'), run = digits(s, at), whole = run;
    bool   nought = run > 0 && s.p[at] == '0';
    int    count[2] = { 0 };
    int    mark = -1;

    if (run == 0)
        return;
    for (at += run; at < s.n; at += run + 1) {
        int now = s.p[at] == ',' ? 1 : s.p[at] == '.' ? 0 : -1;

        run = digits(s, at + 1);
        if (now < 0 || run == 0 || (mark >= 0 && mark != now && count[now] > 0))
            return;
        mark = now;
        count[now]++;
    }
    if (mark < 0)
        return;
    if (count[mark] > 1)
        mark = 1 - mark; /* it groups, so a fraction would have the other */
    else if (count[1 - mark] == 0 && run == 3 && whole <= 3 && !nought)
        return;
    m->comma += mark;
    m->point += 1 - mark;
}
