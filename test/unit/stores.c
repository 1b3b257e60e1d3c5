/* test/unit/stores.c -- see test/stores.h. */
#include "stores.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/rooms_sql.h"

static int           schemas; /* one for each test on PostgreSQL */
static struct world *world_now;

static void
quiet(void *context, const char *message)
{
    (void)context, (void)message;
}

static void
on_sqlite(store_test *test)
{
    struct store_options o = { .kind = STORE_SQLITE, .rooms = all_rooms, .n_rooms = n_all_rooms };
    Str path = str_format(test_arena(), "%s/%d.db", test_folder(), ++schemas);

    o.where = path.p;
    test(&o);
}

static void
on_postgresql(store_test *test)
{
    const char          *url = getenv("TINHSO_PG");
    struct store_options o = { .kind = STORE_PG, .rooms = all_rooms, .n_rooms = n_all_rooms };
    Str                  sql, where;
    PGconn              *conn;
    PGresult            *r;

    check(url != NULL, "TINHSO_PG: run through test/with_postgres.sh");
    if (url == NULL)
        return;
    schemas++;
    conn = PQconnectdb(url);
    PQsetNoticeProcessor(conn, quiet, NULL);
    sql = str_format(test_arena(), "CREATE SCHEMA t%d_%d", (int)getpid(), schemas);
    r = PQexec(conn, sql.p);
    check(PQresultStatus(r) == PGRES_COMMAND_OK, PQerrorMessage(conn));
    PQclear(r);
    where = str_format(test_arena(), "%s&options=-csearch_path%%3Dt%d_%d", url, (int)getpid(),
                       schemas);
    o.where = where.p;
    test(&o);
    sql = str_format(test_arena(), "DROP SCHEMA t%d_%d CASCADE", (int)getpid(), schemas);
    r = PQexec(conn, sql.p);
    PQclear(r);
    PQfinish(conn);
}

void
on_each_store(store_test *test)
{
    on_sqlite(test);
    on_postgresql(test);
}

static Time
read_test_clock(void *context)
{
    return ((struct test_clock *)context)->now;
}

static Time
read_test_wall(void *context)
{
    const struct test_clock *c = context;

    return c->now + c->wall_ahead;
}

void
test_clock_set(struct test_clock *c, Time now)
{
    c->now = now;
    c->wall_ahead = 0;
    c->clock = (struct clock){ .read = read_test_clock, .context = c };
    c->wall = (struct clock){ .read = read_test_wall, .context = c };
}

Time
test_monotonic(void *context)
{
    struct timespec t;

    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (Time)t.tv_sec * TIME_SECOND + t.tv_nsec / 1000;
}

struct door *
test_door(const struct store_options *store, const struct door_table *const *tables, int n_tables,
          listener_fn *const *listeners, struct test_clock *clock)
{
    struct world       *world = arena_make(test_arena(), struct world);
    struct door_options o = {
        .store = *store, .tables = tables, .n_tables = n_tables, .listeners = listeners,
        .clock = &clock->clock, .wall = &clock->wall, .monotonic = test_monotonic,
        .world = world, .simulated = true, .workers = 4, .queue_max = 2000, .batch_max = 200,
        .origin = S("test.invalid/tinhso/1"), .vkey = S(""),
    };
    struct door *door = NULL;
    char         why[256] = "";

    world_now = world;
    world->folder = str_of(test_folder());
    world->secret = S("0123456789abcdef0123456789abcdef");
    world->base_url = S("http://127.0.0.1:8080");
    check(door_open(&o, &door, why) == ERR_OK, why);
    return door;
}

struct world *
test_world(void)
{
    return world_now;
}

enum err
test_call(struct door *door, const struct actor *who, const char *name, const char *json,
          struct call *out)
{
    struct json *input = NULL;

    if (json_parse(test_arena(), str_of(json), &input, NULL) != ERR_OK)
        BUG("the test's own JSON: %s", json);
    *out = (struct call){ .arena = test_arena(), .who = who, .name = str_of(name),
                          .input = input, .occurred = TIME_NONE, .key = out->key };
    door_call_wait(door, out);
    out->key = STR_NONE;
    return out->err;
}
