/* Faults are kept in order, copied, and counted past the limit; failures have
 * a name, a status and a message each. */
#include "base/fault.h"

#include "check.h"

void
test_base_fault__all_are_counted_a_hundred_kept(void)
{
    struct faults f = { .arena = test_arena() };
    char          field[] = "form/a";
    int           kept = 0;

    check(!faults_any(&f), "none yet");
    fault_add(&f, (Str){ field, 6 }, "Too long: {1} of {2}.", S("12"), S("10"));
    field[5] = 'x';
    for (int i = 1; i < 250; i++)
        fault_add(&f, S("form/b"), "Missing.", STR_NONE, STR_NONE);
    for (const struct fault *x = f.first; x != NULL; x = x->next)
        kept++;
    check_int(f.count, 250);
    check_int(kept, FAULTS_MAX);
    check_str(f.first->field, S("form/a"));
    check_str(f.first->value[0], S("12"));
    check_str(f.first->value[1], S("10"));
    check_str(f.first->next->field, S("form/b"));
}

void
test_base_err__every_failure_is_named(void)
{
    for (int e = 0; e < ERR_COUNT; e++) {
        check(err_name((enum err)e)[0] != '\0' && err_message((enum err)e)[0] != '\0', "named");
        check((e == ERR_OK) == (err_http((enum err)e) < 300), "only success succeeds");
    }
    check_str(str_of(err_name(ERR_NOT_FOUND)), S("NOT_FOUND"));
    check_int(err_http(ERR_NOT_FOUND), 404);
}
