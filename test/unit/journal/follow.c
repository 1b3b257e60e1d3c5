/* A follower holds up nobody: what is asked and done while it plans is answered, and the end
 * of the program waits for one slice at most. */
#include "journal/follow.h"

#include <pthread.h>

#include "../org/unit_tool.h"

static struct {
    pthread_mutex_t lock;
    pthread_cond_t  changed;
    bool            planning, may_go;
} gate = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false };

static void
set(bool *flag)
{
    pthread_mutex_lock(&gate.lock);
    *flag = true;
    pthread_cond_broadcast(&gate.changed);
    pthread_mutex_unlock(&gate.lock);
}

static void
await(const bool *flag)
{
    pthread_mutex_lock(&gate.lock);
    while (!*flag)
        pthread_cond_wait(&gate.changed, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
}

/* As one that has everything on record before it. */
static enum err
plan_long(struct view *v, void **out_plan)
{
    (void)v, (void)out_plan;
    set(&gate.planning);
    await(&gate.may_go);
    return ERR_OK;
}

static enum err
write_nothing(struct act *a, const void *plan)
{
    (void)a, (void)plan;
    return ERR_OK;
}

static const struct follower slow = { .name = "slow", .plan = plan_long, .write = write_nothing };

static void
serves_meanwhile(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, NULL);
    struct following *following;
    struct call       call = { .arena = NULL };

    gate.planning = gate.may_go = false;
    check_ok(follow_start(door, test_world(), &slow, &following));
    await(&gate.planning);
    check_ok(test_call(door, &unit_anyone, "org.units", "{}", &call));
    check_ok(test_call(door, &unit_program, "unit.rename",
                       "{\"code\":\"10507\",\"name\":\"Mẫu\",\"from\":\"2024-08-01\",\"decree\":\"mẫu\"}",
                       &call));
    set(&gate.may_go);
    follow_stop(following);
    door_close(door);
}

void
test_journal_follow__what_it_reads_holds_up_nobody(void)
{
    on_each_store(serves_meanwhile);
}
