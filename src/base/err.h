/* base/err.h -- how a function says it failed.  Floor 0.
 *
 * Codes travel by return value; the story (which field, what to say, what only
 * the log may know) travels in the act or view.  The list is closed: err.def.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

enum err {
#define ERR(name, http, message) ERR_##name,
#include "base/err.def"
#undef ERR
    ERR_COUNT
};

/* The one macro allowed to return: functions own nothing that needs releasing. */
#define TRY(call)                                                              \
    do {                                                                       \
        enum err try_err_ = (call);                                            \
        if (try_err_ != ERR_OK)                                                \
            return try_err_;                                                   \
    } while (0)

const char *err_name(enum err);    /* "NOT_FOUND" */
int         err_http(enum err);    /* 404 */
const char *err_message(enum err); /* message key for po/ */

/* A broken invariant, never something a client can cause: logs and stops the
 * process, the open transaction rolls back, the supervisor restarts it. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
