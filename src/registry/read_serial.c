/* registry/read_serial.c -- numbers of a spreadsheet, and those that are dates (read_inside.h;
 * ECMA-376 part 1, 18.8.30 and 18.17.4).  Floor 6.
 *
 * A date is a number; only the cell's format tells.  Days count from the end of 1899, in a
 * calendar with a 29 February 1900 that never was (number 60), or from 1 January 1904. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "registry/read_inside.h"

#define DAY_1900    (-25569) /* number 0 as a Day, from number 61 on */
#define DAY_1904    (-24107)
#define SERIAL_MAX  2958466.0 /* 1 January 10000 */
#define DIGITS      15        /* that a spreadsheet keeps and shows */
#define DAY_SECONDS 86400

struct read_number_format
read_format_builtin(int id)
{
    struct read_number_format f = { STYLE_PLAIN, 0 };

    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 54) || id == 36 ||
        id == 57 || id == 58)
        f.style = STYLE_DAY;
    else if (id == 22)
        f.style = STYLE_MOMENT;
    else if ((id >= 18 && id <= 21) || id == 45 || id == 47 || (id >= 32 && id <= 35) ||
             id == 55 || id == 56)
        f.style = STYLE_CLOCK;
    else if (id == 46)
        f.style = STYLE_ELAPSED;
    return f;
}

/* Behind "[…]"; *elapsed: it was [h], [mm], … and no colour or language. */
static size_t
skip_bracket(Str s, size_t at, bool *elapsed)
{
    size_t end = at;
    bool   only = true;

    while (end < s.n && s.p[end] != ']')
        end++;
    for (size_t i = at + 1; i < end; i++)
        only &= memchr("hHmMsS", s.p[i], 6) != NULL;
    *elapsed |= only && end > at + 1;
    return end;
}

/* The letters of its first section that are no literal. */
struct read_number_format
read_format_code(Str s)
{
    struct read_number_format f = { STYLE_PLAIN, 0 };
    bool                      day = false, clock = false, month = false, elapsed = false;
    int                       zeros = 0;
    bool                      only_zeros = true;

    for (size_t i = 0; i < s.n && s.p[i] != ';'; i++) {
        char c = s.p[i];

        if (c == '"') {
            for (i++; i < s.n && s.p[i] != '"'; i++)
                ;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == '[') {
            i = skip_bracket(s, i, &elapsed);
        } else {
            day |= memchr("dDyY", c, 4) != NULL;
            clock |= memchr("hHsS", c, 4) != NULL;
            month |= c == 'm' || c == 'M';
            zeros += c == '0';
            only_zeros &= c == '0';
        }
    }
    if (elapsed)
        f.style = STYLE_ELAPSED;
    else if (clock)
        f.style = day ? STYLE_MOMENT : STYLE_CLOCK;
    else if (day || (month && zeros == 0 && !str_eq_nocase(s, S("General"))))
        f.style = STYLE_DAY;
    else if (only_zeros && zeros > 1)
        f.zeros = zeros;
    return f;
}

/* Without an exponent, 15 digits that count. */
static Str
plain_number(struct arena *arena, double x, int zeros)
{
    int magnitude = x == 0 ? 0 : (int)floor(log10(fabs(x)));
    int decimals = DIGITS - 1 - magnitude;
    Str s;

    if (x == floor(x) && fabs(x) < 1e15)
        return zeros > 0 && x >= 0 ? str_format(arena, "%0*.0f", zeros < 32 ? zeros : 32, x)
                                   : str_format(arena, "%.0f", x == 0 ? 0.0 : x);
    s = str_format(arena, "%.*f", decimals < 0 ? 0 : decimals, x);
    if (decimals > 0) {
        while (s.p[s.n - 1] == '0')
            s.n--;
        s.n -= s.p[s.n - 1] == '.';
    }
    return s;
}

static Str
clock_text(struct arena *arena, int64_t seconds)
{
    return str_format(arena, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                      (int)(seconds % 60));
}

static bool
serial_day(double whole, bool mac, Day *out)
{
    if (!mac && whole == 60)
        return false;
    *out = (Day)whole + (mac ? DAY_1904 : whole < 60 ? DAY_1900 + 1 : DAY_1900);
    return true;
}

/* A moment to the second, rounded, as a spreadsheet shows it. */
static struct read_cell
moment(struct arena *arena, double x, enum read_style style, bool mac)
{
    struct read_cell none = { READ_MISSING, STR_NONE };
    double           whole = floor(x);
    int64_t          seconds = (int64_t)llround((x - whole) * DAY_SECONDS);
    Day              day;

    if (x < 0 || x >= SERIAL_MAX)
        return none;
    if (style == STYLE_ELAPSED)
        return (struct read_cell){ READ_CLOCK,
                                   clock_text(arena, (int64_t)llround(x * DAY_SECONDS)) };
    if (seconds == DAY_SECONDS) {
        seconds = 0;
        whole++;
    }
    if (style == STYLE_CLOCK && whole == 0)
        return (struct read_cell){ READ_CLOCK, clock_text(arena, seconds) };
    if (!serial_day(whole, mac, &day))
        return none;
    if (style == STYLE_DAY)
        return (struct read_cell){ READ_DAY, day_text(arena, day) };
    return (struct read_cell){ READ_MOMENT, str_join(arena, day_text(arena, day), S("T"),
                                                     clock_text(arena, seconds)) };
}

struct read_cell
read_serial(struct arena *arena, Str number, struct read_number_format f, bool mac)
{
    char   text[64], *end;
    double x;

    if (number.n == 0 || number.n >= sizeof text)
        return (struct read_cell){ READ_MISSING, STR_NONE };
    for (size_t i = 0; i < number.n; i++) /* strtod also reads "nan" and "0x12" */
        if (memchr("0123456789-+.eE", number.p[i], 15) == NULL)
            return (struct read_cell){ READ_MISSING, STR_NONE };
    memcpy(text, number.p, number.n);
    text[number.n] = '\0';
    x = strtod(text, &end);
    if (end != text + number.n || !isfinite(x) || fabs(x) > 1e300)
        return (struct read_cell){ READ_MISSING, STR_NONE };
    if (f.style == STYLE_PLAIN)
        return (struct read_cell){ READ_NUMBER, plain_number(arena, x, f.zeros) };
    return moment(arena, x, f.style, mac);
}

Str
read_serial_day(struct arena *arena, Str number, bool mac)
{
    struct read_cell cell = read_serial(arena, number,
                                        (struct read_number_format){ STYLE_DAY, 0 }, mac);

    return cell.kind == READ_DAY ? cell.text : S("");
}
