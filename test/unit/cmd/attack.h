/* test/unit/cmd/attack.h -- the attack on public figures, in two files: a month's tables, and the
 * province's own figures over longer periods. */
#ifndef TEST_ATTACK_H
#define TEST_ATTACK_H

#include "attack_system.h"
#include "attack_world.h"
#include "measure/public.h"

/* The reading with these two parts; NULL: any other part. */
const struct reading *reading_of(struct view *, const char *over, const char *under);
/* How many units' numbers were open. */
int attack_month(struct view *, const struct invented *, int month);

#endif
