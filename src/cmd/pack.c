/* cmd/pack.c -- checking a pack before anyone sees it, and loading one.
 * Floor 13. */
#include <stdio.h>

#include "base/words.h"
#include "cmd/cli_call.h"
#include "cmd/command.h"
#include "cmd/house.h"
#include "cmd/pack.h"
#include "pack/pack.h"

static void
print_faults(struct arena *arena, const struct pack_fault *faults)
{
    for (const struct pack_fault *f = faults; f != NULL; f = f->next) {
        Str text = words_fill(arena, LANG_EN, f->message, f->value[0], f->value[1]);

        fprintf(stderr, "%.*s:%d: %.*s%s%.*s\n", STR_ARG(f->path), f->line, STR_ARG(f->pointer),
                f->pointer.n ? ": " : "", STR_ARG(text));
    }
}

static void
print_grades(const struct pack *pack)
{
    struct pack_facts all = { 0 };

    for (int i = 0; i < pack->n_files; i++)
        pack_count_facts(pack->files[i].json, &all);
    printf("%.*s: %d files; facts: %lld read in official texts (V1), "
           "%lld in secondary sources (V2), %lld not verified (U), %lld without a source\n",
           STR_ARG(pack->name), pack->n_files, (long long)all.v1, (long long)all.v2,
           (long long)all.unverified, (long long)all.none);
}

/* The pack at PATH beside the packs of this program, compiled whole. */
static int
check(struct arena *arena, const char *path)
{
    struct pack_sections sections = { .simulated = false };
    struct pack          packs[16];
    struct pack_fault   *faults;
    struct pack_set     *set;
    int                  n_names, n = 0, n_faults;
    const Str           *names = pack_embedded_names(&n_names);

    if (pack_read_folder(arena, str_of(path), &packs[n++], &faults, &n_faults) != ERR_OK) {
        print_faults(arena, faults);
        return EXIT_FOUND;
    }
    for (int i = 0; i < n_names && n < 16; i++)
        if (!str_eq(names[i], packs[0].name) &&
            pack_read_embedded(arena, names[i], &packs[n], &faults, &n_faults) == ERR_OK)
            n++;
    sections.list = house_sections(&sections.n);
    if (pack_compile(arena, packs, n, &sections, &set, &faults, &n_faults) != ERR_OK) {
        print_faults(arena, faults);
        return EXIT_FOUND;
    }
    print_grades(&packs[0]);
    return EXIT_DONE;
}

/* What pack.load takes: {pack, files: [{path, text}]}. */
struct json *
pack_load_input(struct arena *arena, const struct pack *pack)
{
    struct json *input = json_object(arena), *files = json_put_array(arena, input, "files");

    json_put_text(arena, input, "pack", pack->name);
    for (int i = 0; i < pack->n_files; i++) {
        const struct pack_file *f = &pack->files[i];
        struct json            *o = json_add(files, json_object(arena));

        json_put_text(arena, o, "path", pack_file_path(arena, f));
        json_put_text(arena, o, "text", f->bytes);
    }
    return input;
}

static int
load(struct arena *arena, const char *folder, const char *path)
{
    struct pack        pack;
    struct pack_fault *faults;
    struct dir         d;
    Str                answer;
    char               why[256] = "";
    int                n_faults;

    if (dir_open(arena, str_of(folder), &d, why) != ERR_OK)
        return cli_fail(ERR_STORE, why);
    if (pack_read_folder(arena, str_of(path), &pack, &faults, &n_faults) != ERR_OK) {
        print_faults(arena, faults);
        return EXIT_FOUND;
    }
    return cli_call(arena, &d, S("pack.load"), json_string(arena, pack_load_input(arena, &pack)),
                    NULL, &answer);
}

int
pack_main(int argc, char **argv)
{
    static const char usage[] = "pack check PATH | pack load DIR PATH";
    struct arena     *arena;
    int               code = EXIT_USAGE;

    if (!cli_arguments(argc, argv, 2, 3, usage))
        return EXIT_USAGE;
    arena = arena_new();
    if (strcmp(argv[1], "check") == 0 && argc == 3)
        code = check(arena, argv[2]);
    else if (strcmp(argv[1], "load") == 0 && argc == 4)
        code = load(arena, argv[2], argv[3]);
    else
        fprintf(stderr, "usage: tinhso %s\n", usage);
    arena_free(arena);
    return code;
}
