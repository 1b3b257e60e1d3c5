/* test/unit/cmd/province.c -- see province.h. */
#include "province.h"

#include <stdio.h>
#include <unistd.h>

#include "cmd/command.h"
#include "journal/keeper.h"
#include "store/driver.h"

static int names; /* folders of one test differ */

Str
province_path(const char *kind)
{
    return str_format(test_arena(), "%s/%s%d", test_folder(), kind, ++names);
}

Str
province_store(const struct store_options *o)
{
    return str_format(test_arena(), o->kind == STORE_SQLITE ? "sqlite:%s" : "%s", o->where);
}

void
province_found(struct dir *d, const struct store_options *o)
{
    Str   path = province_path("dir");
    char *argv[] = { str_c(test_arena(), S("init")), str_c(test_arena(), path),
                     str_c(test_arena(), S("--store")), str_c(test_arena(), province_store(o)),
                     str_c(test_arena(), S("--simulated")), NULL };
    char  why[256] = "";

    check_int(init_main(5, argv), EXIT_DONE);
    check(dir_open(test_arena(), path, d, why) == ERR_OK, why);
}

void
province_simulated(struct dir *d, const struct store_options *o, struct simulate_request r)
{
    struct simulate_summary sum;
    struct house            h;
    char                    why[256] = "";

    province_found(d, o);
    check(house_open_in_order(&h, d, why) == ERR_OK, why);
    check(simulate_run(&h, &r, &sum, why) == ERR_OK, why);
    house_close(&h);
}

struct view
province_view(const struct dir *d)
{
    struct view          v = { .arena = test_arena() };
    struct store_options o;
    char                 why[256] = "";

    dir_store(d, &o);
    check(db_open(&o, DB_READER, &v.db, why) == ERR_OK, why);
    check_ok(db_begin(v.db));
    return v;
}

void
province_view_end(struct view *v)
{
    db_end(v->db);
    db_close(v->db);
}

struct view
province_house_view(struct house *h)
{
    struct view v = { .arena = test_arena(), .world = &h->world, .packs = h->world.packs };
    char        why[256] = "";

    check(door_reader(h->door, &v.db, why) == ERR_OK, why);
    return v;
}

static void *
keep(void *context)
{
    struct keeping *k = context;

    while (keeper_serve(k->keeper, k->pair[0]) == ERR_OK)
        continue;
    return NULL;
}

void
province_open(struct house *h, struct dir *d, struct keeping *k)
{
    const char *keeper_why = "";
    char        why[256] = "";

    check(keeper_open(dir_keeper(d), &k->keeper, &keeper_why) == ERR_OK, keeper_why);
    keeper_documents(k->keeper, &d->documents);
    check_ok(keeper_pair(k->pair));
    check_int(pthread_create(&k->thread, NULL, keep, k), 0);
    check(house_open(h, d, k->pair[1], TIME_NONE, why) == ERR_OK, why);
}

void
province_close(struct house *h, struct keeping *k)
{
    house_close(h);
    close(k->pair[1]);
    pthread_join(k->thread, NULL);
    close(k->pair[0]);
    keeper_close(k->keeper);
}

/* One act, signed; its receipt as a file. */
Str
province_receipt(struct dir *d, int64_t act)
{
    struct house   h;
    struct keeping k;
    struct call    call;
    struct json   *in = json_object(test_arena());
    Str            path = province_path("receipt"), text;
    FILE          *file;

    province_open(&h, d, &k);
    check_ok(door_seal(h.door));
    json_put_int(test_arena(), in, "entry", act);
    check_ok(house_call(&h, test_arena(), S("journal.receipt"), in, &call));
    text = json_text(call.out, "text");
    file = fopen(path.p, "w");
    check(file != NULL && fwrite(text.p, 1, text.n, file) == text.n, "the receipt is written");
    if (file != NULL)
        fclose(file);
    province_close(&h, &k);
    return path;
}

int
province_verify(const struct dir *d, Str receipt)
{
    char *argv[] = { str_c(test_arena(), S("verify")), str_c(test_arena(), d->path),
                     str_c(test_arena(), receipt), NULL };

    return verify_main(receipt.n > 0 ? 3 : 2, argv);
}

void
province_sql(const struct dir *d, const char *statement)
{
    struct store_options o;
    struct db           *db = NULL;
    char                 why[256] = "";

    dir_store(d, &o);
    check(db_open(&o, DB_WRITER, &db, why) == ERR_OK, why);
    check_ok(db_write_begin(db));
    check(db->driver->exec(db, statement) == ERR_OK, statement);
    check_ok(db_commit(db));
    db_close(db);
}
