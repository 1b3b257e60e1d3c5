/* measure/asked.h -- which unit and which months a page of statistics is asked for, and what
 * all of them have at their head.  Private to the room.  Floor 8. */
#ifndef MEASURE_ASKED_H
#define MEASURE_ASKED_H

#include "measure/inside.h"
#include "org/unit.h"

#define ASKED_UNITS_MAX 2000 /* right below one */

struct asked_count {
    Id      unit;
    int64_t n;
};

struct asked {
    struct view  *v;
    struct unit   unit;
    Day           on; /* units stand as on this day: the period's last, or today */
    struct period period;
    const char   *path; /* of this page: "/thong-ke" */
    Str           more; /* what else its address says, kept from period to period: "&theo=unit" */
};

/* Only units within reach of somebody who may read figures.  ERR_INVALID with the fault at
 * `period`. */
enum err asked_read(struct view *, const char *path, Str unit, Str period, struct asked *out)
    MUST_USE;
/* The same page, of another unit and period. */
Str asked_url(const struct asked *, const char *path, Str unit, Str period);
/* Another page of this period. */
Str asked_plain(const struct asked *, const char *path, Str unit);
/* unit_name, period_words, as_of, as_of_words, crumbs, pages, periods */
enum err asked_put(const struct asked *, struct json *out) MUST_USE;
/* below?{units[name, href, n]}: what an element counts of each unit right below, of which any;
 * each leads to this page of that unit. */
enum err asked_put_below(const struct asked *, const char *element, struct json *out) MUST_USE;
/* The same of numbers that are known. */
enum err asked_put_units(const struct asked *, const struct asked_count *, int n,
                         struct json *out) MUST_USE;
void     asked_chip(struct view *, struct json *chips, Str label, Str href, bool current);

#endif
