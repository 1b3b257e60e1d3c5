/* Numbers, hexadecimal and base64: what is accepted has one spelling. */
#include "base/hash.h"
#include "base/scan.h"

int fuzz_scan(const unsigned char *p, size_t n);

int
fuzz_scan(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           s = { (const char *)p, n }, out;
    unsigned char bytes[8];
    int64_t       v;

    if (scan_int(s, INT64_MIN, INT64_MAX, &v) == ERR_OK &&
        !str_eq(str_format(arena, "%lld", (long long)v), s))
        BUG("a number in two spellings");
    if (scan_digits(s, &v) == ERR_OK && (v < 0 || n > 18))
        BUG("digits that are no number");
    if (scan_hex(s, bytes, sizeof bytes) == ERR_OK &&
        !str_eq_nocase(hex_text(arena, (Str){ (char *)bytes, sizeof bytes }), s))
        BUG("hexadecimal that reads back as another");
    if (base64_parse(arena, s, &out) == ERR_OK && !str_eq(base64_text(arena, out), s))
        BUG("base64 in two spellings");
    if (base64url_parse(arena, s, &out) == ERR_OK && !str_eq(base64url_text(arena, out), s))
        BUG("base64url in two spellings");
    arena_free(arena);
    return 0;
}
