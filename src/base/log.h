/* base/log.h -- one JSON object a line on standard error.  Floor 0.
 *
 * No secret and no personal data: callers log ids, names of commands, error
 * codes.  Time stamps come from the clock given by cmd.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/time.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_start(const struct clock *, enum log_level least);
/* event: a short fixed name, "pen.commit_failed"; then a printf text. */
void log_event(enum log_level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
