/* See tool.h. */
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>

const char *
tool_file(const char *name, Str bytes)
{
    Str   path = str_format(test_arena(), "%s/%s", test_folder(), name);
    char *c = str_c(test_arena(), path);
    FILE *f = fopen(c, "wb");

    if (f == NULL || (bytes.n > 0 && fwrite(bytes.p, 1, bytes.n, f) != bytes.n) || fclose(f) != 0)
        BUG("cannot write %s", c);
    return c;
}

Str
tool_run(const char *format, ...)
{
    struct buf printed = BUF_MAX(16 * 1024 * 1024);
    char       command[1024], some[4096];
    va_list    args;
    FILE      *pipe;
    size_t     n;
    Str        text;
    int        status;

    va_start(args, format);
    n = (size_t)vsnprintf(command, sizeof command - 6, format, args);
    va_end(args);
    if (n >= sizeof command - 6)
        BUG("command too long");
    memcpy(command + n, " 2>&1", 6);
    pipe = popen(command, "r");
    if (pipe == NULL)
        BUG("popen");
    for (n = fread(some, 1, sizeof some, pipe); n > 0; n = fread(some, 1, sizeof some, pipe))
        buf_bytes(&printed, some, n);
    status = pclose(pipe);
    text = str_copy(test_arena(), buf_str(&printed));
    buf_free(&printed);
    check(status == 0, str_c(test_arena(), str_format(test_arena(), "%s: %.*s", command,
                                                      STR_ARG(text))));
    return text;
}
