/* cmd/import.c -- a file into a registry, a registry into a file, from the command line.
 * Floor 13.
 *
 * With a server running, it loads and this waits and tells how far it has come; without one it
 * is done here.  Either way a load that was stopped goes on the next time. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/cli_call.h"
#include "cmd/command.h"
#include "cmd/house.h"
#include "cmd/loads.h"
#include "registry/load.h"
#include "store/files.h"

#define WAIT_MS 200

struct importing {
    struct arena *arena;
    struct dir    dir;
    Str           registry;
    int64_t       load;
    const char   *as;
    bool          begins; /* and does not wait */
};

static void
put_option(struct arena *arena, struct json *in, int *argc, char **argv, const char *option,
           const char *field)
{
    const char *value = cli_option(argc, argv, option);

    if (value != NULL)
        json_put_text(arena, in, field, str_of(value));
}

/* What registry.load is given; the file's name as people call it without its folders. */
static struct json *
read_options(struct arena *arena, int *argc, char **argv)
{
    struct json *in = json_object(arena);
    const char  *header = cli_option(argc, argv, "--header");

    put_option(arena, in, argc, argv, "--format", "format");
    put_option(arena, in, argc, argv, "--encoding", "encoding");
    put_option(arena, in, argc, argv, "--delimiter", "delimiter");
    put_option(arena, in, argc, argv, "--decimal", "decimal");
    put_option(arena, in, argc, argv, "--sheet", "sheet");
    put_option(arena, in, argc, argv, "--mapping", "mapping");
    if (header != NULL)
        json_put_text(arena, in, "header", str_of(header));
    json_put_bool(arena, in, "sample", cli_flag(argc, argv, "--sample"));
    json_put_bool(arena, in, "dry", cli_flag(argc, argv, "--dry"));
    return in;
}

/* The load as registry.loads tells it, or the latest of the registry (0); NULL: it could not be
 * asked, or there is none. */
static const struct json *
ask(struct importing *i)
{
    Str          in = str_format(i->arena, "{\"registry\":\"%.*s\",\"load\":%lld}",
                                 STR_ARG(i->registry), (long long)i->load), text;
    struct json *out;

    if (cli_call(i->arena, &i->dir, S("registry.loads"), in, i->as, &text) != EXIT_DONE ||
        json_parse(i->arena, text, &out, NULL) != ERR_OK)
        return NULL;
    return json_get(out, "loads") != NULL ? json_get(out, "loads")->first : NULL;
}

static bool
has_hash(struct arena *arena, const char *file, Str hex)
{
    int      fd = open(file, O_RDONLY | O_CLOEXEC);
    enum err err = ERR_NOT_FOUND;
    uint64_t size;
    Hash     hash;

    if (fd < 0)
        return false;
    hash = hash_file(fd, &size, &err);
    close(fd);
    return err == ERR_OK && str_eq(hex, hex_text(arena, hash_bytes(&hash)));
}

/* Whether this very file is being loaded: whoever was stopped gives the same command again. */
static bool
is_under_way(struct importing *i, const struct json *in, const char *file)
{
    const struct json *latest = ask(i);

    if (latest == NULL || !json_bool(latest, "working") ||
        json_bool(latest, "dry") != json_bool(in, "dry") ||
        !has_hash(i->arena, file, json_text(latest, "file")))
        return false;
    i->load = json_int(latest, "load", 0);
    return true;
}

static int
load_here(struct importing *i)
{
    struct house h;
    char         why[256] = "";
    enum err     err;

    if (dir_lock(&i->dir, why) != ERR_OK)
        return cli_fail(ERR_BUSY, why);
    err = house_open_to_load(&h, &i->dir, why);
    if (err == ERR_OK)
        err = loads_run(&h);
    house_close(&h);
    dir_unlock(&i->dir);
    return err == ERR_OK ? EXIT_DONE : cli_fail(err, why[0] != '\0' ? why : NULL);
}

static bool
waits_or_over(const struct json *load)
{
    return json_bool(load, "over") || str_eq(json_text(load, "phase"), S("checked"));
}

static int
watch(struct importing *i)
{
    for (;;) {
        const struct json *load = ask(i);

        if (load == NULL)
            return EXIT_REFUSED;
        if (waits_or_over(load))
            return EXIT_DONE;
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r%.*s %lld %% ", STR_ARG(json_text(load, "phase")),
                    (long long)json_int(load, "percent", 0));
        usleep(WAIT_MS * 1000);
    }
}

static enum err
to_file(void *context, Str bytes)
{
    return files_put(*(int *)context, bytes);
}

static enum err
write_rejected(struct importing *i, const struct json *answer, const char *path)
{
    int              fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    struct rejected *rejected;
    bool             more = true;
    enum err         err;

    if (fd < 0)
        return ERR_STORE;
    err = rejected_open(i->arena, i->dir.path, LANG_VI, answer, to_file, &fd, &rejected);
    while (err == ERR_OK && more)
        err = rejected_more(rejected, &more);
    close(fd);
    return err;
}

/* Beside what the load keeps of them, and taken away with it. */
static void
tell_rejected(struct importing *i, const struct json *load)
{
    Str in = str_format(i->arena, "{\"registry\":\"%.*s\",\"load\":%lld}", STR_ARG(i->registry),
                        (long long)i->load), text;
    const char  *path = str_c(i->arena, str_join(i->arena, load_folder(i->arena, i->dir.path,
                                                                       i->registry, i->load),
                                                 S("/rejected.csv"), S("")));
    struct json *answer;

    fprintf(stderr, "tinhso: %lld rows were refused", (long long)json_int(load, "refused", 0));
    if (cli_call(i->arena, &i->dir, S("registry.load_rejected"), in, i->as, &text) == EXIT_DONE &&
        json_parse(i->arena, text, &answer, NULL) == ERR_OK &&
        write_rejected(i, answer, path) == ERR_OK)
        fprintf(stderr, ": %s, for 30 days", path);
    fprintf(stderr, "\n");
}

/* How it ended; what was refused stands in a file, which is named. */
static int
tell(struct importing *i)
{
    const struct json *load = ask(i);
    Str                phase = json_text(load, "phase");

    if (load == NULL)
        return EXIT_REFUSED;
    printf("%.*s\n", STR_ARG(json_string(i->arena, load)));
    if (json_int(load, "refused", 0) > 0)
        tell_rejected(i, load);
    if (str_eq(phase, S("failed")) || str_eq(phase, S("cancelled")))
        return EXIT_REFUSED;
    return json_int(load, "refused", 0) > 0 ? EXIT_FOUND : EXIT_DONE;
}

/* Sends the file and begins its load. */
static int
begin_load(struct importing *i, struct json *in, const char *file)
{
    const char  *slash = strrchr(file, '/');
    struct json *began;
    Hash         hash;
    Str          text;
    int          code;
    enum err     err = load_receive(i->dir.path, file, &hash);

    if (err != ERR_OK)
        return cli_fail(err, err == ERR_NOT_FOUND ? "the file cannot be read" : NULL);
    json_put_text(i->arena, in, "registry", i->registry);
    json_put_text(i->arena, in, "name", str_of(slash != NULL ? slash + 1 : file));
    json_put_text(i->arena, in, "file", hex_text(i->arena, hash_bytes(&hash)));
    code = cli_call(i->arena, &i->dir, S("registry.load"), json_string(i->arena, in), i->as, &text);
    if (code != EXIT_DONE)
        return code;
    if (json_parse(i->arena, text, &began, NULL) != ERR_OK)
        return EXIT_OURS;
    i->load = json_int(began, "load", 0);
    return EXIT_DONE;
}

static int
import(struct importing *i, struct json *in, const char *file)
{
    int code = is_under_way(i, in, file) ? EXIT_DONE : begin_load(i, in, file);

    if (code != EXIT_DONE)
        return code;
    if (i->begins) {
        printf("{\"load\":%lld}\n", (long long)i->load);
        return EXIT_DONE;
    }
    code = cli_is_served(&i->dir) ? watch(i) : load_here(i);
    return code == EXIT_DONE ? tell(i) : code;
}

int
import_main(int argc, char **argv)
{
    struct importing i = { .arena = arena_new() };
    struct json     *in = read_options(i.arena, &argc, argv);
    char             why[256] = "";
    int              code = EXIT_USAGE;

    i.as = cli_option(&argc, argv, "--as");
    i.begins = cli_flag(&argc, argv, "--begin");
    if (cli_arguments(argc, argv, 3, 3, "import DIR REGISTRY FILE [--sample] [--dry] [--begin] "
                                        "[--mapping JSON] [--as ACCOUNT]")) {
        i.registry = str_of(argv[2]);
        code = dir_open(i.arena, str_of(argv[1]), &i.dir, why) != ERR_OK
                   ? cli_fail(ERR_STORE, why)
                   : import(&i, in, argv[3]);
    }
    arena_free(i.arena);
    return code;
}
