/* dossier/file_look.c -- see file_look.h.  Floor 7. */
#include "dossier/file_look.h"

#include <zlib.h>

#include "base/lang.h"

#define NAME_MAX_BYTES 127 /* of a PDF's name; ISO 32000-1, annex C */
#define PIECE          ((size_t)64 << 10)

static const char *const says_program =
    MSG("carries a program (JavaScript or a command) and was not kept; print it to a new PDF, or "
        "take a photo of it");
static const char *const says_swells =
    MSG("unpacks to more than it may and was not kept; print it to a new PDF, or take a photo of "
        "it");
static const char *const says_points =
    MSG("has more than 100 million points; make the picture smaller");

static unsigned
byte_at(Str b, size_t i)
{
    return i < b.n ? (unsigned char)b.p[i] : 0;
}

/* -- pictures -------------------------------------------------------------------------------- */

static int64_t
big_endian(Str b, size_t at, int bytes)
{
    int64_t n = 0;

    for (int i = 0; i < bytes; i++)
        n = n << 8 | byte_at(b, at + (size_t)i);
    return n;
}

static bool
is_vast(int64_t width, int64_t height)
{
    return height > 0 && width > LOOK_POINTS_MAX / height;
}

/* Eight bytes of signature, then IHDR: length, name, width, height. */
static bool
png_is_vast(Str b)
{
    return is_vast(big_endian(b, 16, 4), big_endian(b, 20, 4));
}

/* A frame header is FF C0 … CF, but for C4, C8 and CC. */
static bool
is_frame(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool
jpg_is_vast(Str b)
{
    size_t at = 2;

    while (at + 9 < b.n && byte_at(b, at) == 0xFF) {
        unsigned marker = byte_at(b, at + 1);

        if (is_frame(marker))
            return is_vast(big_endian(b, at + 7, 2), big_endian(b, at + 5, 2));
        at += marker == 0xFF ? 1 : 2 + (size_t)big_endian(b, at + 2, 2);
    }
    return false;
}

/* -- PDF --------------------------------------------------------------------------------------- */

static bool
is_regular(unsigned c)
{
    return c > ' ' && c != 127 && strchr("()<>[]{}/%", (int)c) == NULL;
}

static int
hex_digit(unsigned c)
{
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    if (c >= 'A' && c <= 'F')
        return (int)(c - 'A') + 10;
    return c >= 'a' && c <= 'f' ? (int)(c - 'a') + 10 : -1;
}

/* The name that begins after a slash, "#4A" read as J; its bytes in `out`. */
static size_t
read_name(Str b, size_t at, char out[NAME_MAX_BYTES])
{
    size_t n = 0;

    while (n < NAME_MAX_BYTES && at < b.n && is_regular(byte_at(b, at))) {
        int high = hex_digit(byte_at(b, at + 1)), low = hex_digit(byte_at(b, at + 2));

        if (byte_at(b, at) == '#' && high >= 0 && low >= 0) {
            out[n++] = (char)(high << 4 | low);
            at += 3;
        } else {
            out[n++] = b.p[at++];
        }
    }
    return n;
}

static bool
has_name(Str b, Str wanted)
{
    char      name[NAME_MAX_BYTES];
    ptrdiff_t slash = str_find(b, S("/"));

    while (slash >= 0) {
        b = str_sub(b, (size_t)slash + 1, b.n);
        if (str_eq((Str){ name, read_name(b, 0, name) }, wanted))
            return true;
        slash = str_find(b, S("/"));
    }
    return false;
}

/* The kinds of action that run something (ISO 32000-1, 12.6.4): each says its whole name, which
 * no bytes have by chance; JS alone would stand in one of a thousand pictures. */
static bool
is_program(Str objects)
{
    return has_name(objects, S("JavaScript")) || has_name(objects, S("Launch")) ||
           has_name(objects, S("Rendition"));
}

/* Objects packed in a stream; *swell counts what they unpack to. */
static const char *
look_packed(Str packed, struct buf *room, size_t *swell)
{
    z_stream z = { .next_in = (Bytef *)packed.p, .avail_in = (uInt)packed.n };
    int      rc = Z_OK;

    if (inflateInit(&z) != Z_OK)
        return NULL;
    buf_clear(room);
    while (rc == Z_OK) {
        char *to = buf_room(room, PIECE);

        if (to == NULL)
            break;
        z.next_out = (Bytef *)to;
        z.avail_out = (uInt)PIECE;
        rc = inflate(&z, Z_NO_FLUSH);
        room->n += PIECE - z.avail_out;
        *swell += PIECE - z.avail_out;
        if (*swell > LOOK_SWELL_MAX)
            break;
    }
    inflateEnd(&z);
    if (*swell > LOOK_SWELL_MAX || room->over)
        return says_swells;
    return is_program(buf_str(room)) ? says_program : NULL;
}

/* "stream", its line end, bytes, "endstream": where the bytes begin and end.  False: no more. */
static bool
next_stream(Str rest, size_t *out_begin, size_t *out_end)
{
    ptrdiff_t begin = str_find(rest, S("stream")), end;

    if (begin < 0)
        return false;
    *out_begin = (size_t)begin + 6;
    end = str_find(str_sub(rest, *out_begin, rest.n), S("endstream"));
    *out_end = end < 0 ? rest.n : *out_begin + (size_t)end;
    return true;
}

/* The stream's bytes without the line end that comes first. */
static Str
content_of(Str rest, size_t begin, size_t end)
{
    if (byte_at(rest, begin) == '\r')
        begin++;
    if (byte_at(rest, begin) == '\n')
        begin++;
    return begin < end ? str_sub(rest, begin, end - begin) : S("");
}

static const char *
look_pdf(Str rest)
{
    struct buf  room = BUF_MAX(LOOK_SWELL_MAX + 2 * PIECE);
    const char *why = NULL;
    size_t      begin, end, swell = 0;

    while (why == NULL && next_stream(rest, &begin, &end)) {
        Str before = str_sub(rest, 0, begin);

        if (is_program(before))
            why = says_program;
        else if (has_name(before, S("ObjStm")))
            why = look_packed(content_of(rest, begin, end), &room, &swell);
        rest = str_sub(rest, end < rest.n ? end + 9 : rest.n, rest.n);
    }
    buf_free(&room);
    if (why != NULL)
        return why;
    return is_program(rest) ? says_program : NULL;
}

const char *
file_look(Str bytes, Str type)
{
    if (str_eq(type, S("pdf")))
        return look_pdf(bytes);
    return (str_eq(type, S("png")) ? png_is_vast(bytes) : jpg_is_vast(bytes)) ? says_points : NULL;
}
