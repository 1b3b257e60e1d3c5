/* registry/read_encoding.c -- see read_encoding.h.  Floor 6.
 *
 * A byte order mark and valid UTF-8 tell for themselves.  Windows-1258 and TCVN3 use the same
 * bytes for other letters: the text is read as either, and the one in which it is Vietnamese
 * wins.  The tables are the C library's (iconv: CP1258, TCVN5712-1, whose upper half TCVN3
 * shares); what they leave as letter and mark, text_clean composes. */
#include "registry/read_encoding.h"

#include <errno.h>
#include <iconv.h>
#include <utf8proc.h>

#include "base/text.h"

#define SAMPLE_MAX   65536 /* bytes of a sample that are read as syllables */
#define RIGHT_SHARE  60    /* per cent of the words that must be Vietnamese */
#define UTF8_FOR_ONE 10    /* characters of UTF-8 that outweigh one byte that is not */

struct read_decoder {
    iconv_t to_utf8;
    bool    fonts; /* TCVN3 */
};

size_t
read_encoding_mark(Str start)
{
    if (str_starts(start, S("\xef\xbb\xbf")))
        return 3;
    return str_starts(start, S("\xff\xfe")) || str_starts(start, S("\xfe\xff")) ? 2 : 0;
}

/* -- out of Windows-1258 and TCVN3 ------------------------------------------------------ */

static void
decoder_close(void *what)
{
    iconv_close(((struct read_decoder *)what)->to_utf8);
}

enum err
read_decoder_new(struct arena *arena, enum read_encoding encoding, struct read_decoder **out)
{
    struct read_decoder *d = arena_make(arena, struct read_decoder);

    d->fonts = encoding == READ_TCVN3;
    d->to_utf8 = iconv_open("UTF-8", d->fonts ? "TCVN5712-1" : "CP1258");
    if (d->to_utf8 == (iconv_t)(intptr_t)-1)
        return ERR_INTERNAL;
    arena_defer(arena, decoder_close, d);
    *out = d;
    return ERR_OK;
}

static bool
is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* TCVN3 has no capitals with tones: its fonts .VnTimeH show small letters as capitals.  So
 * a text without small ASCII letters in which a word has two capital ones ("H¶I D­¬NG") is
 * in capitals altogether. */
static bool
is_in_capitals(Str bytes)
{
    int  capitals = 0;
    bool two = false;

    for (size_t i = 0; i < bytes.n; i++) {
        if (is_small(bytes.p[i]))
            return false;
        capitals = bytes.p[i] == ' ' ? 0 : capitals + is_capital(bytes.p[i]);
        two |= capitals >= 2;
    }
    return two;
}

/* Letter by letter; Vietnamese ones keep their number of bytes or nearly so. */
static Str
in_capitals(struct arena *arena, Str s)
{
    char            *p = arena_alloc_raw(arena, 2 * s.n + 4);
    size_t           n = 0;
    utf8proc_int32_t c;

    for (size_t i = 0; i < s.n;) {
        utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                              (utf8proc_ssize_t)(s.n - i), &c);

        if (k < 1)
            break;
        i += (size_t)k;
        n += (size_t)utf8proc_encode_char(utf8proc_toupper(c), (utf8proc_uint8_t *)p + n);
    }
    return (Str){ p, n };
}

enum err
read_decode(const struct read_decoder *d, struct arena *arena, Str bytes, Str *out)
{
    size_t room = 3 * bytes.n + 16, left = room, in_n = bytes.n;
    char  *start = arena_alloc_raw(arena, room), *to = start;
    char  *in = (char *)(uintptr_t)bytes.p;
    Str    text;

    (void)iconv(d->to_utf8, NULL, NULL, NULL, NULL);
    if (iconv(d->to_utf8, &in, &in_n, &to, &left) == (size_t)-1 ||
        iconv(d->to_utf8, NULL, NULL, &to, &left) == (size_t)-1)
        return ERR_INVALID;
    TRY(text_clean(arena, (Str){ start, room - left }, &text));
    *out = d->fonts && is_in_capitals(bytes) ? in_capitals(arena, text) : text;
    return ERR_OK;
}

/* -- which one --------------------------------------------------------------------------- */

static void
count_utf8(Str s, int64_t *right, int64_t *wrong)
{
    size_t i = 0;

    *right = *wrong = 0;
    while (i < s.n && i < 3 && ((unsigned char)s.p[i] & 0xc0) == 0x80)
        i++; /* the end of a character that begins before the sample */
    while (i < s.n) {
        utf8proc_int32_t c;
        utf8proc_ssize_t k;

        if ((unsigned char)s.p[i] < 0x80) {
            i++;
            continue;
        }
        k = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)(s.n - i), &c);
        if (k < 1 && s.n - i < 4)
            return; /* perhaps one that ends behind it */
        *right += k >= 1;
        *wrong += k < 1;
        i += k < 1 ? 1 : (size_t)k;
    }
}

/* Without a mark: every other byte of a text in UTF-16 is mostly zero. */
static enum read_encoding
wide_of(Str s)
{
    size_t zero[2] = { 0 }, n = s.n < 4096 ? s.n : 4096;

    for (size_t i = 0; i < n; i++)
        zero[i % 2] += s.p[i] == '\0';
    if (n >= 4 && zero[1] > n / 5 && zero[0] * 8 < zero[1])
        return READ_UTF16LE;
    if (n >= 4 && zero[0] > n / 5 && zero[1] * 8 < zero[0])
        return READ_UTF16BE;
    return READ_DETECT;
}

/* Per cent of the words that are Vietnamese when the sample is read so; -1: none is there. */
static int
share_of(Str sample, enum read_encoding encoding)
{
    struct arena        *arena = arena_new();
    struct read_decoder *d;
    int                  words = 0, right = 0;
    Str                  line, text;

    if (read_decoder_new(arena, encoding, &d) == ERR_OK) {
        while (sample.n > 0) {
            (void)str_cut(sample, '\n', &line, &sample);
            if (read_decode(d, arena, line, &text) == ERR_OK)
                read_syllables(text, &words, &right);
            else
                words++;
        }
    }
    arena_free(arena);
    return words > 0 ? right * 100 / words : -1;
}

enum read_encoding
read_encoding_of(Str sample)
{
    int64_t right, wrong;
    int     windows, tcvn;

    if (str_starts(sample, S("\xff\xfe")))
        return READ_UTF16LE;
    if (str_starts(sample, S("\xfe\xff")))
        return READ_UTF16BE;
    if (wide_of(sample) != READ_DETECT)
        return wide_of(sample);
    count_utf8(sample, &right, &wrong);
    if (wrong == 0 || right >= wrong * UTF8_FOR_ONE)
        return READ_UTF8;
    sample = str_sub(sample, 0, SAMPLE_MAX);
    windows = share_of(sample, READ_WINDOWS_1258);
    tcvn = share_of(sample, READ_TCVN3);
    if (windows < RIGHT_SHARE && tcvn < RIGHT_SHARE)
        return READ_DETECT;
    return tcvn > windows ? READ_TCVN3 : READ_WINDOWS_1258;
}
