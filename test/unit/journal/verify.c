/* Verification on both stores: what was altered, taken out or put in is found
 * and named exactly, one finding for one deed. */
#include "journal/verify.h"

#include <stdio.h>

#include "journal/journal_sql.h"
#include "sealed.h"

static const struct {
    const char       *sql;
    enum finding_kind kind;
    const char       *table, *key;
} deeds[] = {
    { "UPDATE disclosure SET subject = 'x' WHERE act = 5", FINDING_ALTERED, "disclosure", "5/1" },
    { "UPDATE disclosure SET unit = 3 WHERE act = 300", FINDING_ALTERED, "disclosure", "300/1" },
    { "DELETE FROM disclosure WHERE act = 7", FINDING_MISSING, "disclosure", "7/1" },
    { "INSERT INTO disclosure SELECT act, 99, person, reader, unit, subject, fields, purpose, at "
      "FROM disclosure WHERE act = 9", FINDING_SURPLUS, "disclosure", "9/99" },
    { "INSERT INTO disclosure SELECT 9000, 1, person, reader, unit, subject, fields, purpose, at "
      "FROM disclosure WHERE act = 9", FINDING_SURPLUS, "disclosure", "9000/1" },
    { "UPDATE entry SET payload = payload || ' ' WHERE act = 11", FINDING_ALTERED, "entry", "11" },
    { "UPDATE entry SET payload = replace(payload, '12/1', '13/1') WHERE act = 12",
      FINDING_ALTERED, "entry", "12" },
    { "UPDATE entry SET salt = commitment WHERE act = 13", FINDING_ALTERED, "entry", "13" },
    { "UPDATE entry SET salt = NULL, payload = NULL WHERE act = 14", FINDING_MISSING, "entry", "14" },
    { "UPDATE entry SET recorded = recorded + 5000000 WHERE act = 20", FINDING_ALTERED, "entry", "20" },
    { "UPDATE entry SET occurred = occurred + 5000000 WHERE act = 290", FINDING_ALTERED, "entry",
      "257…300" },
    { "DELETE FROM entry WHERE act = 30", FINDING_MISSING, "entry", "30" },
    { "DELETE FROM entry WHERE act = 300", FINDING_MISSING, "entry", "300" },
    { "DELETE FROM tile", FINDING_MISSING, "tile", "1/0/0" },
    { "UPDATE tile SET root = hashes", FINDING_ALTERED, "tile", "1/0/0" },
    { "UPDATE tile SET root = (SELECT commitment FROM entry WHERE act = 3)", FINDING_ALTERED, "tile",
      "1/0/0" },
    { "UPDATE checkpoint SET note = replace(note, 'test.invalid', 'best.invalid') WHERE size = 256",
      FINDING_ALTERED, "checkpoint", "1/256" },
    { "UPDATE checkpoint SET size = 255 WHERE size = 256", FINDING_ALTERED, "checkpoint", "1/255" },
    { "UPDATE log SET vkey = 'x'", FINDING_ALTERED, "log", "1" },
    { "UPDATE log SET origin = 'test.invalid/other'", FINDING_ALTERED, "log", "1" },
};

static const char *const kept[] = { "disclosure", "entry", "tile", "checkpoint", "log" };

static void
run(const struct store_options *store, const struct fake_keeper *k, struct verify_report *r)
{
    struct verify_options o = { .rooms = store->rooms, .n_rooms = store->n_rooms, .vkey = k->vkey,
                                .head = k->note };
    struct view           v = sealed_view(store);

    *r = (struct verify_report){ .arena = test_arena() };
    check_ok(verify_run(&v, &o, r));
    db_close(v.db);
}

static void
put_back(const struct store_options *store)
{
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        sealed_sql(store, str_format(test_arena(), "DELETE FROM %s", kept[i]).p);
        sealed_sql(store, str_format(test_arena(), "INSERT INTO %s SELECT * FROM kept_%s", kept[i],
                                     kept[i]).p);
    }
}

static void
one_deed(const struct store_options *store, const struct fake_keeper *k, size_t i)
{
    struct verify_report r;

    sealed_sql(store, deeds[i].sql);
    run(store, k, &r);
    check(r.found == 1, str_format(test_arena(), "%s: %lld findings", deeds[i].sql, (long long)r.found).p);
    for (const struct finding *f = r.first; f != NULL && r.found != 1; f = f->next)
        fprintf(stderr, "    %s %.*s %.*s %s\n", finding_name(f->kind).p, STR_ARG(f->table),
                STR_ARG(f->key), f->words);
    if (r.first != NULL) {
        check(r.first->kind == deeds[i].kind, deeds[i].sql);
        check_str(r.first->table, str_of(deeds[i].table));
        check_str(r.first->key, str_of(deeds[i].key));
    }
    put_back(store);
}

static void
names_each(const struct store_options *given)
{
    struct store_options store = *given;
    struct test_clock    clock;
    struct fake_keeper   k;
    struct door         *door;
    struct verify_report r;

    store.no_sync = true; /* three hundred acts one by one */
    keeper_fake(&k);
    door = sealed_door(&store, &k, &clock);
    sealed_notes(door, 1, 256);
    check_ok(door_seal(door));
    sealed_notes(door, 257, 300);
    check_ok(door_seal(door));
    door_close(door);
    run(&store, &k, &r);
    check_int(r.found, 0);
    check_int(r.entries, 300);
    check_int(r.rows, 300);
    check_int(r.head_size, 300);
    check(hash_eq(&r.head_root, &k.at.root), "the root that was signed");
    sealed_sql(&store, "DELETE FROM checkpoint WHERE size <> 256 AND size <> 300");
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        sealed_sql(&store, str_format(test_arena(), "CREATE TABLE kept_%s AS SELECT * FROM %s",
                                      kept[i], kept[i]).p);
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        one_deed(&store, &k, i);
    run(&store, &k, &r);
    check_int(r.found, 0);
}

void
test_journal_verify__every_deed_is_named(void)
{
    on_each_store(names_each);
}

/* A sample is the same for the same seed, and finds what it draws. */
static void
draws(const struct store_options *given)
{
    struct store_options  store = *given;
    struct test_clock     clock;
    struct fake_keeper    k;
    struct door          *door;
    struct verify_options o = { .rooms = store.rooms, .n_rooms = store.n_rooms, .sample = 20,
                                .seed = 240701 };
    struct verify_report  r[2];
    struct view           v;

    store.no_sync = true;
    keeper_fake(&k);
    door = sealed_door(&store, &k, &clock);
    sealed_notes(door, 1, 10);
    check_ok(door_seal(door));
    door_close(door);
    for (int i = 0; i < 2; i++) {
        r[i] = (struct verify_report){ .arena = test_arena() };
        v = sealed_view(&store);
        check_ok(verify_run(&v, &o, &r[i]));
        db_close(v.db);
        check_int(r[i].found, 0);
    }
    for (const struct sampled *a = r[0].sample, *b = r[1].sample; a && b; a = a->next, b = b->next)
        check(a->act == b->act && str_eq(a->key, b->key), "the same rows");
    sealed_sql(&store, "UPDATE disclosure SET subject = 'x'");
    r[0] = (struct verify_report){ .arena = test_arena() };
    v = sealed_view(&store);
    check_ok(verify_run(&v, &o, &r[0]));
    db_close(v.db);
    check(r[0].sample != NULL && !r[0].sample->good && r[0].found > 0, "altered rows are drawn");
}

void
test_journal_verify__a_sample_can_be_drawn_again(void)
{
    on_each_store(draws);
}
