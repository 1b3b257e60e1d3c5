/* base/when.h -- moments and sizes in the reader's words.  Floor 0. */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include "base/lang.h"
#include "base/time.h"

/* "Thứ Hai, 01/07/2024, 07:30" · "Monday, 01/07/2024, 07:30" */
Str when_moment(struct arena *, enum lang, Time);
/* "Thứ Hai, 01/07/2024" */
Str when_day(struct arena *, enum lang, Day);
/* "Thứ Hai" · "Monday"; 0 is Sunday, as day_weekday has it. */
Str when_weekday(enum lang, int weekday);
/* Working minutes: "3 giờ làm việc", "2 ngày làm việc" (of eight hours), "25 phút" */
Str when_working(struct arena *, enum lang, int64_t minutes);
/* "1,2 MB", "340 kB" */
Str when_size(struct arena *, enum lang, int64_t bytes);

#endif
