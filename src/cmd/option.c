/* cmd/option.c -- words of a command line, and what to say of a failure
 * (command.h).  Apart from main.c, so that tests can run commands.  Floor 13. */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"

const char *
cli_option(int *argc, char **argv, const char *name)
{
    for (int i = 1; i + 1 < *argc; i++)
        if (strcmp(argv[i], name) == 0) {
            const char *value = argv[i + 1];

            memmove(&argv[i], &argv[i + 2], sizeof *argv * (size_t)(*argc - i - 2));
            *argc -= 2;
            return value;
        }
    return NULL;
}

bool
cli_flag(int *argc, char **argv, const char *name)
{
    for (int i = 1; i < *argc; i++)
        if (strcmp(argv[i], name) == 0) {
            memmove(&argv[i], &argv[i + 1], sizeof *argv * (size_t)(*argc - i - 1));
            *argc -= 1;
            return true;
        }
    return false;
}

bool
cli_arguments(int argc, char **argv, int min, int max, const char *usage)
{
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "--", 2) == 0) {
            fprintf(stderr, "tinhso: %s is not an option here\nusage: tinhso %s\n", argv[i], usage);
            return false;
        }
    if (argc - 1 >= min && argc - 1 <= max)
        return true;
    fprintf(stderr, "usage: tinhso %s\n", usage);
    return false;
}

int
cli_fail(enum err err, const char *why)
{
    fprintf(stderr, "tinhso: %s\n", why[0] != '\0' ? why : err_message(err));
    switch (err) {
    case ERR_OK:        return EXIT_DONE;
    case ERR_INVALID:
    case ERR_MALFORMED:
    case ERR_SIGN_IN:
    case ERR_FORBIDDEN:
    case ERR_NOT_FOUND:
    case ERR_CONFLICT:  return EXIT_REFUSED;
    case ERR_STORE:
    case ERR_FULL:
    case ERR_BUSY:      return EXIT_STORE;
    default:            return EXIT_OURS;
    }
}
