/* A payload from outside: read as it is, and once more with its CRC put right,
 * since almost every mutation dies at the CRC.  Whatever is accepted must be
 * written again byte for byte. */
#include <stdio.h>

#include "dossier/vietqr.h"

int fuzz_vietqr(const unsigned char *p, size_t n);

static void
read_and_write(struct arena *arena, Str text)
{
    struct vietqr q;
    Str           again;

    if (vietqr_read(arena, text, &q) != ERR_OK)
        return;
    if (vietqr_write(arena, &q, &again) != ERR_OK || !str_eq(text, again))
        BUG("not canonical: %.*s", STR_ARG(text));
}

int
fuzz_vietqr(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           text = { (const char *)p, n };

    read_and_write(arena, text);
    if (n >= 4 && n <= VIETQR_MAX) {
        Str body = str_sub(text, 0, n - 4);

        read_and_write(arena, str_format(arena, "%.*s%04X", STR_ARG(body),
                                         (unsigned)vietqr_crc(body)));
    }
    arena_free(arena);
    return 0;
}
