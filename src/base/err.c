/* base/err.c -- the tables behind base/err.h.  Floor 0. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    int         http;
    const char *message;
} row[ERR_COUNT] = {
#define ERR(name, http, message) { #name, http, message },
#include "base/err.def"
#undef ERR
};

const char *
err_name(enum err err)
{
    return row[err].name;
}

int
err_http(enum err err)
{
    return row[err].http;
}

const char *
err_message(enum err err)
{
    return row[err].message;
}

void
bug_at(const char *file, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fprintf(stderr, "BUG %s:%d: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}
