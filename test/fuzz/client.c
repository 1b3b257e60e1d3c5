/* Bytes as scopes, as a certificate in PEM, and as the list of an agreement's registries: what
 * is accepted is written again alike, and no more than there is room for. */
#include "base/hash.h"
#include "ident/client_inner.h"

int fuzz_client(const unsigned char *p, size_t n);

static void
try_scopes(struct arena *arena, Str text)
{
    struct client_scope *scope, *again;
    int                  n, m;
    Str                  written;

    if (client_scopes_parse(arena, text, &scope, &n) != ERR_OK)
        return;
    written = client_scopes_text(arena, scope, n);
    if (client_scopes_parse(arena, written, &again, &m) != ERR_OK || n != m ||
        !str_eq(client_scopes_text(arena, again, m), written))
        BUG("scopes that read back as others");
}

static void
try_registries(struct arena *arena, Str text)
{
    struct faults  faults = { .arena = arena };
    struct view    v = { .arena = arena, .faults = &faults };
    struct agreed *list;
    int            n;

    registries_parse(&v, text, "registries", &list, &n);
    if (n == 0 && !faults_any(&faults))
        BUG("nothing, and nothing wrong");
    if (n > REGISTRIES_MAX)
        BUG("more than there is room for");
    for (int i = 0; i < n; i++)
        if (!registry_key_is_valid(list[i].registry) || list[i].n_fields < 1 ||
            list[i].n_fields > GRANT_FIELDS_MAX)
            BUG("a registry that is none");
}

static void
try_certificate(struct arena *arena, Str text)
{
    struct certificate c;
    Hash               hash;

    if (certificate_read(arena, text, &c) == NULL &&
        (client_certificate_hash(arena, text, &hash) != ERR_OK || !hash_eq(&hash, &c.hash)))
        BUG("a certificate of two fingerprints");
}

int
fuzz_client(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           text = { (const char *)p, n };

    try_scopes(arena, text);
    try_registries(arena, text);
    try_certificate(arena, text);
    arena_free(arena);
    return 0;
}
