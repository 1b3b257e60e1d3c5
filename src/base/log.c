/* base/log.c -- see log.h.  Floor 0.  The two statics are the process's one
 * log; set once by cmd before any thread starts. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"

static const struct clock *log_clock;
static enum log_level      log_least = LOG_INFO;

void
log_start(const struct clock *clock, enum log_level least)
{
    log_clock = clock;
    log_least = least;
}

void
log_event(enum log_level level, const char *event, const char *format, ...)
{
    static const char *const name[] = { "debug", "info", "warn", "error" };
    char                     text[1024];
    struct buf               line = BUF_MAX(8192);
    va_list                  args;

    if (level < log_least)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buf_format(&line, "{\"at\":%lld,\"level\":\"%s\",\"event\":",
               log_clock ? (long long)clock_now(log_clock) : 0LL, name[level]);
    json_write_text(&line, str_of(event));
    buf_add(&line, S(",\"text\":"));
    json_write_text(&line, str_of(text));
    buf_add(&line, S("}\n"));
    if (write(STDERR_FILENO, line.p, line.n) < 0) {
        /* nowhere left to complain */
    }
    buf_free(&line);
}
