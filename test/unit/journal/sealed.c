/* test/unit/journal/sealed.c -- see sealed.h. */
#include "sealed.h"

#include <stdio.h>

#include "journal/journal_sql.h"

static enum err
sign(void *context, struct arena *arena, Str origin, int64_t from, int64_t size, const Hash *root,
     const struct tree_path *growth, Str *out_note)
{
    struct fake_keeper *k = context;

    (void)origin;
    if (from != k->at.size || (from > 0 && !tree_has_grown(from, &k->at.root, size, root, growth))) {
        k->refused++;
        return ERR_CONFLICT;
    }
    k->at.size = size;
    k->at.root = *root;
    k->note = note_seal(test_arena(), checkpoint_text(test_arena(), &k->at), &k->key);
    if (k->swallow)
        return ERR_STORE;
    *out_note = str_copy(arena, k->note);
    return ERR_OK;
}

static enum err
ask(void *context, struct arena *arena, Str *out_note)
{
    struct fake_keeper *k = context;

    *out_note = str_copy(arena, k->note);
    return ERR_OK;
}

static void
lost(void *context, const char *why)
{
    ((struct fake_keeper *)context)->lost = why;
}

void
keeper_fake(struct fake_keeper *k)
{
    *k = (struct fake_keeper){ .at = { .origin = S(SEALED_ORIGIN) } };
    check_ok(note_secret_new(S(SEALED_ORIGIN), NOTE_LOG, &k->key));
    k->vkey = note_key_text(test_arena(), &k->key.open);
    k->at.root = hash_of(S(""));
    k->note = note_seal(test_arena(), checkpoint_text(test_arena(), &k->at), &k->key);
}

struct head_signer
keeper_signer(struct fake_keeper *k)
{
    return (struct head_signer){ .sign = sign, .ask = ask, .lost = lost, .context = k };
}

/* -- the command -------------------------------------------------------------- */

struct note_in {
    int64_t n;
    Str     text;
};

static const struct field note_fields[] = {
    FIELD(INT, struct note_in, n, .required = true, .max = 1000000),
    FIELD(TEXT, struct note_in, text, .max = 50),
};

static enum err
apply_note(struct act *a, const void *plan, struct json *out)
{
    const struct note_in    *in = plan;
    struct disclosure_add_in row = { .n = in->n, .person = 7, .reader = 8, .subject = in->text,
                                     .fields = S("x"), .purpose = S("test"), .at = act_now(a) };

    TRY(disclosure_add(a, &row));
    act_subject(a, in->text);
    json_put_int(act_arena(a), out, "n", in->n);
    return ERR_OK;
}

static const struct command note_command = {
    .name = "test.note", .right = "anyone", .help = "Writes a note.", .fields = note_fields,
    .n_fields = 2, .in_size = sizeof(struct note_in), .apply = apply_note,
};
static const struct command *const commands[] = { &note_command, NULL };
const struct door_table            sealed_table = { .commands = commands };

static const struct actor anyone;

struct door *
sealed_door_of(const struct store_options *store, struct fake_keeper *k, struct test_clock *clock,
               const struct door_table *const *tables, int n, struct world *world)
{
    struct head_signer *signer = arena_make(test_arena(), struct head_signer);
    struct door_options o = {
        .store = *store, .tables = tables, .n_tables = n, .clock = &clock->clock,
        .wall = &clock->clock, .monotonic = test_monotonic, .world = world, .workers = 2,
        .queue_max = 2000, .batch_max = 200, .signer = signer, .origin = S(SEALED_ORIGIN),
        .vkey = k->vkey,
    };
    struct door *door = NULL;
    char         why[256] = "";

    *signer = keeper_signer(k);
    check(door_open(&o, &door, why) == ERR_OK, why);
    return door;
}

struct door *
sealed_door(const struct store_options *store, struct fake_keeper *k, struct test_clock *clock)
{
    static const struct door_table *const tables[] = { &sealed_table };

    test_clock_set(clock, time_at(day_of(2024, 7, 1), 450));
    return sealed_door_of(store, k, clock, tables, 1, NULL);
}

void
sealed_notes(struct door *door, int from, int to)
{
    for (int i = from; i <= to; i++) {
        struct call call = { .arena = NULL };
        char        json[64];

        snprintf(json, sizeof json, "{\"n\":1,\"text\":\"note %d\"}", i);
        check_ok(test_call(door, &anyone, "test.note", json, &call));
        check_int(call.act, i);
    }
}

struct view
sealed_view(const struct store_options *store)
{
    struct view v = { .arena = test_arena() };
    char        why[256] = "";

    check(db_open(store, DB_READER, &v.db, why) == ERR_OK, why);
    return v;
}

void
sealed_sql(const struct store_options *store, const char *sql)
{
    struct db *db = NULL;
    char       why[256] = "";

    check(db_open(store, DB_WRITER, &db, why) == ERR_OK, why);
    check_ok(db_write_begin(db));
    check(db->driver->exec(db, sql) == ERR_OK, sql);
    check(db_commit(db) == ERR_OK, sql);
    db_close(db);
}
