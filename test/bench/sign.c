/* A leader's hundred: how long signing 100 results takes, whole (checked, drawn, signed by
 * the keeper in a process of its own, kept, recorded), on SQLite in FOLDER or on STORE.
 * `make build/release/bench-sign && build/release/bench-sign FOLDER [STORE]`; beside it
 * what the keeper alone takes for 100 digests. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/house.h"
#include "cmd/simulate.h"
#include "dossier/dossier_sql.h"
#include "dossier/record.h"
#include "journal/keeper.h"
#include "org/unit.h"

#define MANY   100
#define ROUNDS 5

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
must(bool done, const char *what)
{
    if (!done) {
        fprintf(stderr, "bench-sign: %s\n", what);
        exit(1);
    }
}

static struct view
reader(struct arena *arena, struct house *h)
{
    struct view v = { .arena = arena, .world = &h->world, .packs = h->world.packs };
    char        why[256] = "";

    must(door_reader(h->door, &v.db, why) == ERR_OK, why);
    return v;
}

/* -- a province with work for its leader ------------------------------------------------------ */

static void
found(struct arena *arena, const char *folder, const char *store, struct dir *d)
{
    const char *words[] = { "init", folder, "--simulated", "--store", store };
    char       *argv[6] = { NULL }, why[256] = "";
    struct simulate_request r = { .from = day_of(2024, 1, 2), .to = day_of(2024, 1, 12),
                                  .dossiers = 4000, .seed = 5 };
    struct simulate_summary sum;
    struct house            h;

    for (int i = 0; i < 5; i++)
        argv[i] = str_c(arena, str_of(words[i]));
    must(init_main(store != NULL ? 5 : 3, argv) == EXIT_DONE, "init");
    must(dir_open(arena, str_of(folder), d, why) == ERR_OK, why);
    must(house_open_in_order(&h, d, why) == ERR_OK, why);
    must(simulate_run(&h, &r, &sum, why) == ERR_OK, why);
    house_close(&h);
}

static int
keep(struct dir *d)
{
    int pair[2];

    must(keeper_pair(pair) == ERR_OK, "a pair of sockets");
    if (fork() == 0) {
        const char *why = "";

        close(pair[0]);
        must(keeper_run(pair[1], dir_keeper(d), &d->documents, &why) == ERR_OK, why);
        _exit(0);
    }
    close(pair[1]);
    return pair[0];
}

static void
move_on(struct house *h, struct arena *arena, Str code, const char *word)
{
    struct json *in = json_object(arena);
    struct call  call;

    json_put_text(arena, in, "code", code);
    (void)!house_call(h, arena, str_of(word), in, &call);
}

/* The next hundred that wait for a leader. */
static void
next_hundred(struct house *h, struct arena *arena, Id *after, struct json *list)
{
    static const char *const     words[] = { "dossier.accept", "dossier.take", "dossier.propose" };
    struct view                  v = reader(arena, h);
    struct dossier_now_page_row *row;
    int                          n;

    while (list->count < MANY) {
        must(dossier_now_page(&v, *after, 50, &row, &n) == ERR_OK && n > 0, "too few dossiers");
        for (int i = 0; i < n && list->count < MANY; i++) {
            struct dossier d;

            *after = row[i].dossier;
            for (int k = 0; k < 3 && row[i].ended == TIME_NONE; k++)
                move_on(h, arena, row[i].code, words[k]);
            if (dossier_find(&v, row[i].code, &d) == ERR_OK && str_eq(d.role, S("leader")))
                json_add(list, json_new_text(arena, row[i].code));
        }
    }
    db_close(v.db);
}

/* -- measuring ------------------------------------------------------------------------------------ */

static void
sign_hundred(struct house *h, const struct actor *leader, Id *after)
{
    struct arena *arena = arena_new();
    struct json  *in = json_object(arena);
    struct call   call = { .arena = arena, .who = leader, .name = S("dossier.sign_many"),
                           .input = in, .occurred = TIME_NONE };
    double        begun;

    next_hundred(h, arena, after, json_put_array(arena, in, "codes"));
    begun = now();
    door_call_wait(h->door, &call);
    begun = now() - begun;
    must(call.err == ERR_OK && json_get(call.out, "done")->count == MANY, "not all were signed");
    printf("%d results signed in %.0f ms\n", MANY, begun);
    arena_free(arena);
}

static void
keeper_alone(struct house *h)
{
    struct arena *arena = arena_new();
    Hash          digest[MANY];
    Str           made[MANY];
    double        begun = now();

    for (int i = 0; i < MANY; i++)
        digest[i] = hash_of(str_int(arena, i));
    must(keeper_sign_documents(h->keeper, arena, digest, MANY, made) == ERR_OK, "the keeper");
    printf("%d digests signed by the keeper in %.1f ms\n", MANY, now() - begun);
    arena_free(arena);
}

int
main(int argc, char **argv)
{
    static const Str rights[] = { { "dossier.approve", 15 }, { "dossier.read", 12 } };
    struct arena *arena = arena_new();
    struct actor  leader = { .account = 900, .n_rights = 2, .rights = rights };
    struct dir    d;
    struct house  h;
    struct view   v;
    struct unit   province;
    Id            after = 0;
    char          why[256] = "";

    if (argc < 2)
        return 2;
    found(arena, argv[1], argc > 2 ? argv[2] : NULL, &d);
    must(house_open(&h, &d, keep(&d), TIME_NONE, why) == ERR_OK, why);
    v = reader(arena, &h);
    must(unit_by_code_ever(&v, S("30"), day_of(2024, 1, 4), &province) == ERR_OK, "the province");
    db_close(v.db);
    leader.unit = province.id;
    for (int i = 0; i < ROUNDS; i++)
        sign_hundred(&h, &leader, &after);
    keeper_alone(&h);
    house_close(&h);
    arena_free(arena);
    return 0;
}
