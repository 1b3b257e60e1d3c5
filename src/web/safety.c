/* web/safety.c -- see safety.h.  Floor 11. */
#include "web/safety.h"

#define HEADER(name, value) { { name, sizeof name - 1 }, { value, sizeof value - 1 } }
#define POLICY                                                                            \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "     \
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "          \
    "frame-ancestors 'none'"

static const struct header headers[] = {
    HEADER("Content-Security-Policy", POLICY),
    HEADER("X-Content-Type-Options", "nosniff"),
    HEADER("Referrer-Policy", "same-origin"),
    HEADER("Cross-Origin-Opener-Policy", "same-origin"),
    HEADER("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
};

const struct header *
safety_headers(size_t *n)
{
    *n = sizeof headers / sizeof headers[0];
    return headers;
}
