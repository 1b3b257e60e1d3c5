/* ident/client_meter.h -- how much each system asks for, and the quotas of its agreements.
 * Floor 5.
 *
 * Counted in the memory of the one server of a province, under one lock, so exact while it
 * runs: requests by the minute of the real clock, which are forgotten with the process, and
 * rows by the province's day, which go on from what was stored.  What was counted is stored in
 * batches (client_usage_writer): after a crash up to METER_BATCH of it is missing.
 *
 * Stored are the whole sums of a day, not differences: writing one twice is writing it once. */
#ifndef IDENT_CLIENT_METER_H
#define IDENT_CLIENT_METER_H

#include "journal/follow.h"

#define METER_BATCH (5 * TIME_SECOND) /* while requests come; at once when they stop */
#define METER_MAX   8192              /* agreements × registries × days at once; more are refused */

struct client_meter *client_meter_new(void);
void                 client_meter_free(struct client_meter *); /* NULL: nothing */

/* Of what is counted: an agreement's use of a registry. */
struct meter_key {
    Id  client, agreement; /* 0: none was in force */
    Str registry;
    Day day;
};

struct client_quota;
struct meter_limits {
    int64_t requests, records; /* a minute, a day */
};
/* One request.  ERR_TOO_MANY with *out_wait when the minute's are used up, or the day's rows;
 * counted as refused then.  Any thread; reads what was stored of the day the first time. */
enum err meter_request(struct view *, const struct meter_key *, const struct meter_limits *,
                       struct client_quota *out_quota, int64_t *out_left,
                       Time *out_wait) MUST_USE;
/* Rows that leave; ERR_TOO_MANY when they are more than are left: none are counted. */
enum err meter_records(struct view *, const struct meter_key *, int64_t limit,
                       int64_t rows) MUST_USE;
/* One that was refused for want of a scope or an agreement. */
enum err meter_refused(struct view *, const struct meter_key *) MUST_USE;

extern const struct follower client_usage_writer;

#endif
