/* What people type to say who they are: a personal number, a password, a code; and
 * an authenticator's secret as a damaged row would hold it. */
#include "base/text.h"
#include "ident/ident.h"
#include "ident/password.h"
#include "ident/totp.h"
#include "journal/act.h"

int fuzz_ident_typed(const unsigned char *p, size_t n);

static void
try_number(Str s)
{
    const char *why = NULL;

    for (int simulated = 0; simulated < 2; simulated++) {
        bool good = personal_number_is_valid(s, simulated != 0, &why);

        if (good ? s.n != 12 : why == NULL)
            BUG("a number judged wrongly, or without a reason");
        if (good && str_starts(s, S("000")) != (simulated != 0))
            BUG("a real number in a simulation, or the other way");
    }
}

int
fuzz_ident_typed(const unsigned char *p, size_t n)
{
    struct arena      *arena = arena_new();
    struct world       world = { .secret = S("0123456789abcdef0123456789abcdef") };
    struct totp_secret secret = { { 1, 2, 3 } }, opened;
    Str                s = { (const char *)p, n }, login, password;
    Time               now = time_at(day_of(2024, 7, 1), 450);
    int64_t            step;

    try_number(s);
    str_cut(s, '\n', &login, &password);
    if (text_is_utf8(s) && password_fault(arena, password, true, login) == NULL &&
        (text_count(password) < PASSWORD_MIN_SECOND || text_count(password) > PASSWORD_MAX))
        BUG("a password beyond its length");
    step = totp_match(&secret, s, now, 0);
    if (step != 0 && (step < totp_step(now) - 1 || step > totp_step(now) + 1))
        BUG("a code of another time");
    if (totp_open(&world, 1, s, &opened) == ERR_OK)
        BUG("a secret that was never sealed");
    arena_free(arena);
    return 0;
}
