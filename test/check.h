/* test/check.h -- what a unit test sees.
 *
 * A test is `void test_room_file__claim(void)` with its name at the start of a
 * line; it is listed by its name.  A failed check is counted, reported with
 * its place, and the test goes on.  Tests that touch data run once per store:
 * see test/stores.h.
 */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include "base/str.h"

struct unit_test {
    const char *name;
    void (*run)(void);
};
extern const struct unit_test unit_tests[];

#define check(claim, why) check_at(__FILE__, __LINE__, (claim), #claim, (why))
#define check_ok(call)    check_err_at(__FILE__, __LINE__, (call), ERR_OK, #call)
#define check_err(call, expected) check_err_at(__FILE__, __LINE__, (call), (expected), #call)
#define check_str(got, expected) check_str_at(__FILE__, __LINE__, (got), (expected))
#define check_int(got, expected) check_int_at(__FILE__, __LINE__, (got), (expected), #got)

void check_at(const char *file, int line, bool claim, const char *text, const char *why);
void check_err_at(const char *file, int line, enum err got, enum err expected, const char *text);
void check_str_at(const char *file, int line, Str got, Str expected);
void check_int_at(const char *file, int line, int64_t got, int64_t expected, const char *text);

/* A folder of this test's own, removed at the end; terminated text. */
const char *test_folder(void);
struct arena *test_arena(void); /* reset after each test */

#endif
