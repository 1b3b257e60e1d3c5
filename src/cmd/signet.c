/* cmd/signet.c -- see signet.h; and `tinhso signet`: whose key signs results.
 * Floor 13. */
#include "cmd/signet.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/simulate.h"
#include "dossier/paper.h"
#include "org/unit.h"

#define LIFE       (3652 * TIME_DAY)     /* ten years; an authority's certificate has its own */
#define PEM_MAX    ((size_t)32 * 1024)
#define PEM_LINE   64

/* -- making one ------------------------------------------------------------------------- */

static bool
is_there(const struct dir *d)
{
    return d->documents.module.n > 0 ||
           access(str_format(d->arena, "%.*s/pair", STR_ARG(d->documents.folder)).p, F_OK) == 0;
}

static enum err
province_of(struct house *h, struct unit *out, char why[256])
{
    struct view v = { .arena = h->dir->arena, .lang = LANG_VI, .world = &h->world,
                      .packs = h->world.packs, .now = clock_now(&h->clock) };
    enum err    err = door_reader(h->door, &v.db, why);

    if (err != ERR_OK)
        return err;
    err = unit_by_code_ever(&v, h->dir->province, time_day(v.now), out);
    db_close(v.db);
    if (err != ERR_OK)
        snprintf(why, 256, "no unit on record has the province's code %.*s",
                 STR_ARG(h->dir->province));
    return err;
}

enum err
signet_make(struct house *h, char why[256])
{
    struct dir          *d = h->dir;
    Time                 now = clock_now(&wall_clock);
    struct signet_holder holder = { .from = now - TIME_HOUR, .until = now + LIFE };
    struct unit          province;
    enum err             err;

    if (is_there(d))
        return ERR_OK;
    TRY(province_of(h, &province, why));
    holder.organisation = province.title;
    holder.name = str_format(d->arena, "Ủy ban nhân dân %s %.*s",
                             str_eq(province.type, S("Tỉnh")) ? "tỉnh" : "thành phố",
                             STR_ARG(province.name));
    if (d->simulated) { /* its papers bear the days of its own clock */
        holder.name = S(PAPER_SIMULATED " – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ");
        holder.from = SIMULATION_BEGINS - 366 * TIME_DAY;
    }
    err = signet_create(d->documents.folder, &holder);
    if (err == ERR_OK || err == ERR_CONFLICT)
        return ERR_OK;
    snprintf(why, 256, "%.*s cannot be written", STR_ARG(d->documents.folder));
    return err;
}

enum err
signet_ready(struct dir *d, char why[256])
{
    struct house h;
    enum err     err;

    if (is_there(d))
        return ERR_OK;
    err = house_open(&h, d, -1, TIME_NONE, why);
    if (err == ERR_OK)
        err = signet_make(&h, why);
    house_close(&h);
    return err;
}

/* -- the command ------------------------------------------------------------------------- */

static void
print_pem(struct arena *arena, Str certificate)
{
    Str text = base64_text(arena, certificate);

    printf("-----BEGIN CERTIFICATE-----\n");
    for (; text.n > 0; text = str_sub(text, PEM_LINE, text.n))
        printf("%.*s\n", STR_ARG(str_sub(text, 0, PEM_LINE)));
    printf("-----END CERTIFICATE-----\n");
}

/* First words for people, then the certificates for programs. */
static int
show(const struct dir *d)
{
    struct signet    *s;
    struct cms_holder holder;
    const char       *why = "";
    enum err          err = signet_open(&d->documents, &s, &why);
    Str               rest;

    if (err != ERR_OK)
        return cli_fail(err, why);
    rest = signet_chain(s);
    if (cms_holder_of(d->arena, cms_certificate(rest), &holder) == ERR_OK)
        printf("# %.*s\n# issued by %.*s\n# from %.*s until %.*s\n# SHA-256 %.*s\n",
               STR_ARG(holder.name), STR_ARG(holder.issuer),
               STR_ARG(time_text(d->arena, holder.from)),
               STR_ARG(time_text(d->arena, holder.until)), STR_ARG(holder.fingerprint));
    while (rest.n > 0) {
        Str one = cms_certificate(rest);

        print_pem(d->arena, one);
        rest = str_sub(rest, one.n, one.n > 0 ? rest.n : 0);
    }
    signet_close(s);
    return EXIT_DONE;
}

static int
install(const struct dir *d, const char *key_path, const char *certificate_path)
{
    struct arena *arena = arena_new();
    Str           key = STR_NONE, certificates = STR_NONE;
    const char   *why = "the key or the certificate cannot be read";
    char          said[256];
    enum err      err = ERR_INVALID;

    if (cli_read(arena, str_of(key_path), PEM_MAX, &key) &&
        cli_read(arena, str_of(certificate_path), PEM_MAX, &certificates))
        err = signet_install(d->documents.folder, key, certificates, &why);
    if (key.n > 0)
        OPENSSL_cleanse((char *)(uintptr_t)key.p, key.n);
    arena_free(arena);
    if (err == ERR_OK)
        return show(d);
    cli_say(said, why, STR_NONE, STR_NONE);
    return cli_fail(err, said);
}

int
signet_main(int argc, char **argv)
{
    const char   *key = cli_option(&argc, argv, "--key");
    const char   *certificate = cli_option(&argc, argv, "--certificate");
    struct arena *arena;
    struct dir    d;
    char          why[256] = "";
    int           code;

    if (!cli_arguments(argc, argv, 1, 1, "signet DIR [--key FILE --certificate FILE]"))
        return EXIT_USAGE;
    if ((key == NULL) != (certificate == NULL)) {
        fprintf(stderr, "tinhso: a key and its certificate are put in place together\n");
        return EXIT_USAGE;
    }
    arena = arena_new();
    if (dir_open(arena, str_of(argv[1]), &d, why) != ERR_OK)
        code = cli_fail(ERR_STORE, why);
    else
        code = key != NULL ? install(&d, key, certificate) : show(&d);
    arena_free(arena);
    return code;
}
