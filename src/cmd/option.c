/* cmd/option.c -- words of a command line, and what to say of a failure
 * (command.h).  Apart from main.c, so that tests can run commands.  Floor 13. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/words.h"
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

/* As gettext chooses: the first of these that is set. */
enum lang
cli_lang(void)
{
    static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0')
            return strncmp(value, "vi", 2) == 0 ? LANG_VI : LANG_EN;
    }
    return LANG_EN;
}

void
cli_say(char why[256], const char *key, Str one, Str two)
{
    struct arena *arena = arena_new();
    Str           text = words_fill(arena, cli_lang(), key, one, two);

    if (text.n > 255)
        for (text.n = 255; ((unsigned char)text.p[text.n] & 0xc0) == 0x80; text.n--)
            continue; /* whole characters */
    snprintf(why, 256, "%.*s", STR_ARG(text));
    arena_free(arena);
}

bool
cli_read(struct arena *arena, Str path, size_t max, Str *out)
{
    char   *p = arena_alloc_raw(arena, max + 1);
    int     fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, p, max + 1) : -1;

    if (fd >= 0)
        close(fd);
    if (n < 0 || (size_t)n > max)
        return false;
    *out = (Str){ p, (size_t)n };
    return true;
}

int
cli_fail(enum err err, const char *why)
{
    Str said = why[0] != '\0' ? str_of(why) : words(cli_lang(), err_message(err));

    fprintf(stderr, "tinhso: %.*s\n", STR_ARG(said));
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
