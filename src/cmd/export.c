/* cmd/export.c -- a registry as a file, from the command line.  Floor 13.
 *
 * Page by page, through the running server or with the folder's lock; the file is written under
 * another name until it is whole. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/cli_call.h"
#include "cmd/command.h"
#include "cmd/house.h"
#include "registry/export.h"
#include "store/files.h"

struct exporting {
    struct arena  *arena;
    struct dir     dir;
    struct house   house;
    bool           here; /* no server runs: the house is open */
    const char    *as;
    struct export *export;
    int            fd;
};

static enum err
to_file(void *context, Str bytes)
{
    struct exporting *x = context;

    return files_put(x->fd, bytes);
}

/* One page asked for; an exit code. */
static int
ask_page(struct exporting *x, struct arena *page, const struct json *in, const struct json **out)
{
    struct json *answer;
    struct call  call;
    Str          text;
    int          code;
    enum err     err;

    if (x->here) {
        err = house_call(&x->house, page, S("registry.export"), in, &call);
        *out = call.out;
        return err == ERR_OK ? EXIT_DONE : cli_fail(err, call.why);
    }
    code = cli_call(page, &x->dir, S("registry.export"), json_string(page, in), x->as, &text);
    if (code == EXIT_DONE && json_parse(page, text, &answer, NULL) != ERR_OK)
        return EXIT_OURS;
    *out = answer;
    return code;
}

static int
all_pages(struct exporting *x)
{
    int code = EXIT_DONE;

    while (code == EXIT_DONE && !export_is_whole(x->export)) {
        struct arena      *page = arena_new();
        const struct json *in = export_ask(x->export, page), *answer = NULL;

        code = ask_page(x, page, in, &answer);
        if (code == EXIT_DONE) {
            enum err err = export_take(x->export, answer);

            if (err != ERR_OK)
                code = cli_fail(err, err == ERR_NOT_FOUND ? "this registry has no geometry" : NULL);
        }
        arena_free(page);
    }
    return code;
}

/* Nobody serves: calls are made here, as the program itself, unless somebody is named. */
static int
open_here(struct exporting *x)
{
    char     why[256] = "";
    enum err err;

    if (x->as != NULL || cli_is_served(&x->dir))
        return EXIT_DONE;
    if (dir_lock(&x->dir, why) != ERR_OK)
        return cli_fail(ERR_BUSY, why);
    err = house_open(&x->house, &x->dir, -1, TIME_NONE, why);
    x->here = err == ERR_OK;
    if (err == ERR_OK)
        return EXIT_DONE;
    house_close(&x->house);
    dir_unlock(&x->dir);
    return cli_fail(err, why);
}

static int
to_named(struct exporting *x, const char *file)
{
    char *partial = str_c(x->arena, str_format(x->arena, "%s.partial", file));
    int   code;

    x->fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (x->fd < 0)
        return cli_fail(ERR_STORE, "the file cannot be written");
    code = all_pages(x);
    if (code == EXIT_DONE && (fsync(x->fd) != 0 || rename(partial, file) != 0))
        code = cli_fail(ERR_STORE, "the file cannot be written");
    if (code != EXIT_DONE)
        unlink(partial);
    close(x->fd);
    return code;
}

static int
export(struct exporting *x, const struct export_options *o, const char *file)
{
    int code = open_here(x);

    if (code != EXIT_DONE)
        return code;
    x->export = export_new(x->arena, o, to_file, x);
    x->fd = STDOUT_FILENO;
    code = file != NULL ? to_named(x, file) : all_pages(x);
    if (x->here) {
        house_close(&x->house);
        dir_unlock(&x->dir);
    }
    if (code == EXIT_DONE)
        fprintf(stderr, "tinhso: %lld records\n", (long long)export_rows(x->export));
    return code;
}

int
export_main(int argc, char **argv)
{
    static const char     usage[] = "export DIR REGISTRY [--format csv|xlsx|ndjson|geojson] "
                                    "[--out FILE] [--as ACCOUNT]";
    struct exporting      x = { .arena = arena_new() };
    const char           *format = cli_option(&argc, argv, "--format");
    const char           *file = cli_option(&argc, argv, "--out");
    struct export_options o = { .format = WRITE_CSV };
    char                  why[256] = "";
    int                   code = EXIT_USAGE;

    x.as = cli_option(&argc, argv, "--as");
    if (!cli_arguments(argc, argv, 2, 2, usage)) {
        code = EXIT_USAGE;
    } else if (format != NULL && !export_format(str_of(format), &o.format)) {
        fprintf(stderr, "tinhso: %s is none of csv, xlsx, ndjson, geojson\n", format);
    } else if (dir_open(x.arena, str_of(argv[1]), &x.dir, why) != ERR_OK) {
        code = cli_fail(ERR_STORE, why);
    } else {
        o.registry = str_of(argv[2]);
        code = export(&x, &o, file);
    }
    arena_free(x.arena);
    return code;
}
