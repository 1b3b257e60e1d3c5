/* cmd/schema.c -- prints the machine interface.  Floor 13. */
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/house.h"
#include "site/openapi.h"

int
schema_main(int argc, char **argv)
{
    struct arena *arena;
    struct dir    d;
    char          why[256] = "";
    int           n, code;

    if (!cli_arguments(argc, argv, 1, 1, "schema DIR"))
        return EXIT_USAGE;
    arena = arena_new();
    if (dir_open(arena, str_of(argv[1]), &d, why) == ERR_OK) {
        const struct door_table *const *tables = house_tables(&n);
        Str text = json_string(arena, openapi_document(arena, tables, n, d.base_url));

        printf("%.*s\n", STR_ARG(text));
        code = EXIT_DONE;
    } else {
        code = cli_fail(ERR_STORE, why);
    }
    arena_free(arena);
    return code;
}
