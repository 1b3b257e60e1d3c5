/* Days and moments: civil dates both ways, parsing whole or not at all. */
#include "base/time.h"

#include "check.h"

void
test_base_time__every_day_of_four_centuries_round_trips(void)
{
    Day first = day_of(1800, 1, 1), last = day_of(2200, 12, 31);
    int wrong = 0;

    for (Day d = first; d <= last; d++) {
        struct civil c = day_civil(d);

        wrong += day_of(c.year, c.month, c.day) != d;
        wrong += day_weekday(d + 1) != (day_weekday(d) + 1) % 7;
    }
    check_int(wrong, 0);
    check_int(day_weekday(day_of(2024, 7, 1)), 1);
}
