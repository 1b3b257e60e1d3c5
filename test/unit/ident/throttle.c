/* Tries are counted per key, come back with time, and the table does not grow. */
#include "ident/throttle.h"

#include "check.h"

#define PERIOD (6 * TIME_SECOND)

void
test_ident_throttle__a_burst_then_one_a_period(void)
{
    struct throttle *t = throttle_new(64, 3, PERIOD);
    Time             now = 100 * TIME_DAY;
    Str              here = S("192.0.2.1");

    for (int i = 0; i < 3; i++)
        check(throttle_take(t, here, now), "the burst");
    check(!throttle_take(t, here, now), "the fourth");
    check_int(throttle_wait(t, here, now), PERIOD);
    check(throttle_take(t, S("192.0.2.2"), now), "another address");
    check(!throttle_take(t, here, now + PERIOD - 1), "just before");
    check(throttle_take(t, here, now + PERIOD), "one more");
    check(!throttle_take(t, here, now + PERIOD), "only one");
    throttle_give_back(t, here, now + PERIOD);
    check(throttle_take(t, here, now + PERIOD), "given back");
    for (int i = 0; i < 3; i++)
        check(throttle_take(t, here, now + TIME_DAY), "after a quiet day");
    check(!throttle_take(t, here, now + TIME_DAY), "not more for having waited");
    throttle_free(t);
}

/* A clock set back must not open or close the door for good. */
void
test_ident_throttle__a_clock_set_back(void)
{
    struct throttle *t = throttle_new(64, 2, PERIOD);
    Time             now = 100 * TIME_DAY;

    check(throttle_take(t, S("a"), now), "first");
    check(!throttle_take(t, S("a"), now - TIME_DAY), "still counted");
    check(throttle_wait(t, S("a"), now - TIME_DAY) <= TIME_DAY + PERIOD, "and ends");
    throttle_free(t);
}

void
test_ident_throttle__strangers_push_out_the_quiet_first(void)
{
    struct throttle *t = throttle_new(256, 2, PERIOD);
    int              allowed = 0;

    for (int i = 0; i < 20000; i++) {
        Str key = str_format(test_arena(), "2001:db8::%d", i);

        throttle_take(t, key, i * TIME_SECOND / 100);
        allowed += throttle_take(t, S("loud"), i * TIME_SECOND / 100);
    }
    /* 200 seconds of trying: two at once and one every six seconds, though a
     * hundred strangers a second fill the table many times over. */
    check(allowed <= 2 + 200 / 6, "the loud one is not forgotten");
    throttle_free(t);
}
