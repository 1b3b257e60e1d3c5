/* web/http_secure.c -- see http_secure.h.  Floor 11. */
#include "web/http_secure.h"

#define HEADER(name, value) { { name, sizeof name - 1 }, { value, sizeof value - 1 } }

#define EVERYWHERE                                                                         \
    HEADER("X-Content-Type-Options", "nosniff"), HEADER("Referrer-Policy", "same-origin"), \
        HEADER("Cross-Origin-Resource-Policy", "same-origin")

/* Scripts and styles are files of ours: inline ones do not run, so markup that
 * slipped through an escape is only ugly.  data: and blob: are for pictures that
 * a page makes itself: QR codes, previews of what is about to be sent. */
static const struct header page[] = {
    HEADER("Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
           "img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; "
           "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    EVERYWHERE,
    HEADER("Cross-Origin-Opener-Policy", "same-origin"),
    HEADER("X-Frame-Options", "DENY"), /* for phones that predate frame-ancestors */
    HEADER("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=(), "
                                 "usb=(), serial=(), browsing-topics=()"),
};

static const struct header data[] = {
    HEADER("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    EVERYWHERE,
};

static const struct header file[] = {
    HEADER("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    EVERYWHERE,
};

/* In a sandbox of its own origin: no cookie, no address, nothing of ours in reach. */
static const struct header alone[] = {
    HEADER("Content-Security-Policy",
           "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
           "sandbox allow-scripts; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"),
    EVERYWHERE,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct header *
secure_headers(enum secure_kind kind, size_t *out_count)
{
    switch (kind) {
    case SECURE_PAGE:
        *out_count = COUNT(page);
        return page;
    case SECURE_DATA:
        *out_count = COUNT(data);
        return data;
    case SECURE_ALONE:
        *out_count = COUNT(alone);
        return alone;
    case SECURE_FILE:
        break;
    }
    *out_count = COUNT(file);
    return file;
}

void
answer_secure(struct arena *arena, struct answer *a, enum secure_kind kind)
{
    size_t               n;
    const struct header *safe = secure_headers(kind, &n);
    struct header       *all = arena_array(arena, struct header, n + a->header_count);

    memcpy(all, safe, n * sizeof *all);
    if (a->header_count > 0)
        memcpy(all + n, a->headers, a->header_count * sizeof *all);
    a->headers = all;
    a->header_count += n;
}
