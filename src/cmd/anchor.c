/* cmd/anchor.c -- the journal shown to a time-stamp authority, in two steps with
 * the network between them.  Floor 13.
 *
 *   anchor ask DIR FOLDER ── checkpoint, request.tsq ── curl ── response.tsr ──
 *   ── anchor keep DIR FOLDER CA.pem: checked, kept, shown with every receipt
 *
 * The program speaks to no other host: a machine that must not reach the
 * network carries the two files by hand.  conf/tinhso-anchor does it daily. */
#include <stdio.h>

#include "base/json.h"
#include "cmd/cli_call.h"
#include "cmd/command.h"
#include "cmd/dir.h"
#include "journal/anchor.h"
#include "journal/note.h"
#include "journal/public.h"

static const char usage[] = "anchor ask DIR FOLDER | anchor keep DIR FOLDER CA-FILE";

static Str
inside(struct arena *arena, const char *folder, const char *name)
{
    return str_format(arena, "%s/%s", folder, name);
}

static bool
write_whole(struct arena *arena, const char *folder, const char *name, Str bytes)
{
    FILE *file = fopen(inside(arena, folder, name).p, "we");
    bool  done;

    if (file == NULL)
        return false;
    done = fwrite(bytes.p, 1, bytes.n, file) == bytes.n;
    return fclose(file) == 0 && done;
}

/* The newest signed head. */
static enum err
read_head(struct arena *arena, const struct dir *d, Str *out, char why[256])
{
    struct store_options store;
    struct view          v = { .arena = arena };
    enum err             err;

    dir_store(d, &store);
    TRY(db_open(&store, DB_READER, &v.db, why));
    err = db_begin(v.db);
    if (err == ERR_OK)
        err = public_checkpoint(&v, out);
    db_end(v.db);
    db_close(v.db);
    if (err == ERR_NOT_FOUND)
        cli_say(why, MSG("Nothing is signed yet: the journal is signed while the server runs."),
                STR_NONE, STR_NONE);
    return err;
}

static int
ask(struct arena *arena, const struct dir *d, const char *folder)
{
    Str      head = S("");
    uint64_t nonce;
    char     why[256] = "";
    enum err err = read_head(arena, d, &head, why);

    if (err != ERR_OK)
        return cli_fail(err, why);
    random_bytes(&nonce, sizeof nonce);
    if (write_whole(arena, folder, "checkpoint", head) &&
        write_whole(arena, folder, "request.tsq", anchor_request(arena, head, nonce)))
        return EXIT_DONE;
    cli_say(why, MSG("{1} cannot be written to."), str_of(folder), STR_NONE);
    return cli_fail(ERR_STORE, why);
}

/* What the command journal.anchor takes. */
static enum err
read_answer(struct arena *arena, const char *folder, const char *ca, struct json *in, char why[256])
{
    Str               head, response, authorities;
    struct note       note;
    struct checkpoint c;
    Str               path = inside(arena, folder, "checkpoint");

    if (!cli_read(arena, path, NOTE_MAX, &head) || note_parse(arena, head, &note) != ERR_OK ||
        checkpoint_parse(note.text, &c) != ERR_OK) {
        cli_say(why, MSG("{1} is not a signed head: run anchor ask first."), path, STR_NONE);
        return ERR_MALFORMED;
    }
    path = inside(arena, folder, "response.tsr");
    if (!cli_read(arena, path, ANCHOR_MAX, &response) ||
        !cli_read(arena, str_of(ca), ANCHOR_MAX, &authorities)) {
        cli_say(why, MSG("{1} or {2} cannot be read."), path, str_of(ca));
        return ERR_NOT_FOUND;
    }
    json_put_int(arena, in, "size", c.size);
    json_put_text(arena, in, "token", base64_text(arena, response));
    json_put_text(arena, in, "authorities", authorities);
    return ERR_OK;
}

static int
keep(struct arena *arena, struct dir *d, const char *folder, const char *ca)
{
    struct json *in = json_object(arena);
    char         why[256] = "";
    Str          out = S("");
    enum err     err = read_answer(arena, folder, ca, in, why);
    int          code;

    if (err != ERR_OK)
        return cli_fail(err, why);
    code = cli_call(arena, d, S("journal.anchor"), json_string(arena, in), NULL, &out);
    if (code == EXIT_DONE)
        printf("%.*s\n", STR_ARG(out));
    return code;
}

int
anchor_main(int argc, char **argv)
{
    struct arena *arena;
    struct dir    d;
    char          why[256] = "";
    bool          asks = argc > 1 && str_eq(str_of(argv[1]), S("ask"));
    bool          keeps = argc > 1 && str_eq(str_of(argv[1]), S("keep"));
    enum err      err;
    int           code;

    if (!cli_arguments(argc, argv, asks ? 3 : 4, asks ? 3 : 4, usage))
        return EXIT_USAGE;
    if (!asks && !keeps) {
        fprintf(stderr, "usage: tinhso %s\n", usage);
        return EXIT_USAGE;
    }
    arena = arena_new();
    err = dir_open(arena, str_of(argv[2]), &d, why);
    if (err != ERR_OK)
        code = cli_fail(err, why);
    else
        code = asks ? ask(arena, &d, argv[3]) : keep(arena, &d, argv[3], argv[4]);
    arena_free(arena);
    return code;
}
