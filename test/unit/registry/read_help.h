/* test/unit/registry/read_help.h -- a file's rows as one text, for tables of cases. */
#ifndef TEST_REGISTRY_READ_HELP_H
#define TEST_REGISTRY_READ_HELP_H

#include "check.h"
#include "registry/read.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A file that has no name, closed with the test's arena. */
int read_help_file(Str bytes);
/* "name|name" and a line a row: "a|b", "~" for what is missing, " !" and the message of a
 * row's fault; at last, if the reading failed, "ERR_NAME line: message". */
Str read_help_all(Str bytes, const struct read_options *);
/* The rows alone, from a reader. */
Str read_help_rows(struct reader *, int max);
struct reader *read_help_open(Str bytes, const struct read_options *);
/* gzip's wrapping; a .zip with one file or more, with minizip (level 0: stored). */
Str read_help_gzip(Str bytes);
struct read_help_part {
    const char *name;
    Str         bytes;
};
Str read_help_zip(const struct read_help_part *, size_t n, const char *password);
/* UTF-8 into an encoding, by the C library. */
Str  read_help_encoded(Str text, const char *encoding);
bool read_help_can(Str text, const char *encoding); /* has all of its characters */
Str  read_help_slurp(const char *path);

#endif
