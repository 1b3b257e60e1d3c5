/* The door on both stores: acts commit whole or not at all, a repeat gets the
 * stored answer, refusals leave nothing, numbers have no gaps. */
#include "journal/door.h"

#include <pthread.h>

#include "journal/journal_sql.h"
#include "stores.h"

struct note_in {
    int64_t n;
    Str     text;
    bool    refuse;
};

static const struct field note_fields[] = {
    FIELD(INT, struct note_in, n, .required = true, .max = 1000000),
    FIELD(TEXT, struct note_in, text, .max = 50),
    FIELD(BOOL, struct note_in, refuse, .required = false),
};

/* Writes one journaled row, then perhaps refuses. */
static enum err
apply_note(struct act *a, const void *plan, struct json *out)
{
    const struct note_in    *in = plan;
    struct disclosure_add_in row = { .n = in->n, .person = 7, .reader = 8, .subject = in->text,
                                     .fields = S("x"), .purpose = S("test"), .at = act_now(a) };

    TRY(disclosure_add(a, &row));
    act_subject(a, in->text);
    if (in->refuse)
        return view_refuse(act_view(a), ERR_FORBIDDEN, "refused after writing");
    json_put_int(act_arena(a), out, "n", in->n);
    json_put_int(act_arena(a), out, "act", act_number(a));
    return ERR_OK;
}

static const struct command note = {
    .name = "test.note", .right = "anyone", .help = "Writes a note.", .fields = note_fields,
    .n_fields = 3, .in_size = sizeof(struct note_in), .apply = apply_note,
};
static const struct command secret_note = {
    .name = "test.secret", .right = "test.secret", .fields = note_fields, .n_fields = 3,
    .in_size = sizeof(struct note_in), .apply = apply_note,
};

static const struct command hidden_note = {
    .name = "test.hidden", .right = "anyone", .fields = note_fields, .n_fields = 3,
    .in_size = sizeof(struct note_in), .apply = apply_note, .hidden_input = true,
};

static enum err
count_query(struct view *v, const void *in, struct json *out)
{
    struct entry_count_row row;

    (void)in;
    TRY(entry_count(v, &row));
    json_put_int(v->arena, out, "entries", row.n);
    return ERR_OK;
}

/* Shows personal data of two people. */
static enum err
reading_query(struct view *v, const void *in, struct json *out)
{
    (void)in;
    view_disclose(v, 7, S("x"), S("name"), S("test"));
    view_disclose(v, 9, S("x"), S("name"), S("test"));
    json_put_text(v->arena, out, "name", S("Nguyễn Văn A"));
    return ERR_OK;
}

static const struct query reading = { .name = "test.read", .right = "anyone",
                                      .run = reading_query };
static const struct query count = { .name = "test.count", .right = "anyone", .run = count_query };
static const struct command *const commands[] = { &note, &secret_note, &hidden_note,
                                                NULL };
static const struct query *const   queries[] = { &count, &reading, NULL };
static const struct door_table     table = { .commands = commands, .queries = queries };
static const struct door_table *const tables[] = { &table };
static const struct actor          anyone;

static int64_t
entries(struct door *door)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &anyone, "test.count", "{}", &call));
    return json_int(call.out, "entries", -1);
}

static void
writes_refuses_repeats(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door;
    struct call       call = { .arena = NULL };

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    door = test_door(store, tables, 1, NULL, &clock);
    check_ok(test_call(door, &anyone, "test.note", "{\"n\":1,\"text\":\"một\"}", &call));
    check_int(call.act, 1);
    check_err(test_call(door, &anyone, "test.note", "{\"n\":2,\"text\":\"x\",\"refuse\":true}",
                        &call), ERR_FORBIDDEN);
    check_str(str_of(call.why), S("refused after writing"));
    check_int(entries(door), 1);
    check_err(test_call(door, &anyone, "test.secret", "{\"n\":2}", &call), ERR_SIGN_IN);
    check_err(test_call(door, &anyone, "test.nothing", "{}", &call), ERR_NOT_FOUND);
    check_err(test_call(door, &anyone, "test.note", "{\"n\":-1,\"text\":5,\"what\":1}", &call),
              ERR_INVALID);
    check_int(call.faults.count, 3);
    call.key = S("key-1");
    check_ok(test_call(door, &anyone, "test.note", "{\"n\":3,\"text\":\"k\"}", &call));
    check_int(call.act, 2);
    call.key = S("key-1");
    check_ok(test_call(door, &anyone, "test.note", "{\"text\":\"k\",\"n\":3}", &call));
    check(call.repeated, "the stored answer");
    check_int(json_int(call.out, "act", 0), 2);
    call.key = S("key-1");
    check_err(test_call(door, &anyone, "test.note", "{\"text\":\"k\",\"n\":4}", &call),
              ERR_CONFLICT);
    clock.now -= 10 * TIME_SECOND;
    call.key = STR_NONE;
    check_err(test_call(door, &anyone, "test.note", "{\"n\":5}", &call), ERR_BUSY);
    clock.now += 20 * TIME_SECOND;
    call.key = STR_NONE;
    check_ok(test_call(door, &anyone, "test.note", "{\"n\":5}", &call));
    check_int(entries(door), 3);
    door_close(door);
    door = test_door(store, tables, 1, NULL, &clock);
    check_ok(test_call(door, &anyone, "test.note", "{\"n\":6}", &call));
    check_int(call.act, 4);
    door_close(door);
}

void
test_journal_door__writes_refuses_and_repeats(void)
{
    on_each_store(writes_refuses_repeats);
}

/* A command whose input and answer are secret leaves neither behind, so that
 * its repeat can only be refused. */
static void
keeps_no_secret(const struct store_options *store)
{
    struct test_clock       clock;
    struct door            *door;
    struct db              *db = NULL;
    struct call             call = { .arena = NULL };
    struct entry_by_key_row row;
    char                    why[256];
    Hash                    plain = hash_of(S("{\"n\":1,\"text\":\"mật khẩu\"}"));

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    door = test_door(store, tables, 1, NULL, &clock);
    call.key = S("key-1");
    check_ok(test_call(door, &anyone, "test.hidden", "{\"n\":1,\"text\":\"mật khẩu\"}", &call));
    check_int(json_int(call.out, "n", 0), 1);
    call.key = S("key-1");
    check_err(test_call(door, &anyone, "test.hidden", "{\"n\":1,\"text\":\"mật khẩu\"}", &call),
              ERR_CONFLICT);
    check_ok(door_reader(door, &db, why));
    struct view view = { .arena = test_arena(), .db = db };
    check_ok(entry_by_key(&view, S("key-1"), &row));
    check(row.answer.p == NULL, "the answer is not kept");
    check(!str_has(row.payload, hex_text(test_arena(), hash_bytes(&plain))), "nor a digest");
    db_close(db);
    door_close(door);
}

void
test_journal_door__keeps_nothing_of_a_hidden_input(void)
{
    on_each_store(keeps_no_secret);
}

/* Every reading is an entry of its own, salted, without what was read. */
static void
readings(const struct store_options *store)
{
    struct test_clock           clock;
    struct door                *door;
    struct db                  *db = NULL;
    struct call                 call = { .arena = NULL };
    struct disclosures_of_row  *row;
    struct entry_page_row      *entry;
    char                        why[256];
    int                         n;

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    door = test_door(store, tables, 1, NULL, &clock);
    for (int i = 1; i <= 3; i++) {
        check_ok(test_call(door, &anyone, "test.read", "{}", &call));
        check_str(json_text(call.out, "name"), S("Nguyễn Văn A"));
        check_int(call.act, i);
    }
    check_ok(door_reader(door, &db, why));
    struct view view = { .arena = test_arena(), .db = db };
    check_ok(disclosures_of(&view, 7, INT64_MAX, 10, &row, &n));
    check_int(n, 3);
    check_ok(entry_page(&view, 1, 10, &entry, &n));
    check_int(n, 3);
    check(!str_eq(entry[0].salt, entry[1].salt), "salted");
    db_close(db);
    door_close(door);
}

void
test_journal_door__every_reading_is_an_entry(void)
{
    on_each_store(readings);
}

/* -- many at once, some refused after they wrote: the batch must not suffer ---- */

enum { THREADS = 8, CALLS = 60 };

struct crowd {
    struct door *door;
    int          first, accepted;
};

static void *
crowd_thread(void *argument)
{
    struct crowd *c = argument;

    for (int i = 0; i < CALLS; i++) {
        struct arena *arena = arena_new();
        struct json  *input = json_object(arena);
        struct call   call = { .arena = arena, .who = &anyone, .name = S("test.note"),
                               .input = input, .occurred = TIME_NONE };

        json_put_int(arena, input, "n", c->first + i);
        json_put_bool(arena, input, "refuse", i % 7 == 3);
        door_call_wait(c->door, &call);
        c->accepted += call.err == ERR_OK;
        arena_free(arena);
    }
    return NULL;
}

static void
crowd(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door;
    struct crowd      c[THREADS];
    pthread_t         thread[THREADS];
    int               accepted = 0, expected = 0;

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    door = test_door(store, tables, 1, NULL, &clock);
    for (int i = 0; i < CALLS; i++)
        expected += i % 7 != 3;
    for (int i = 0; i < THREADS; i++) {
        c[i] = (struct crowd){ .door = door, .first = i * 1000 };
        pthread_create(&thread[i], NULL, crowd_thread, &c[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        accepted += c[i].accepted;
    }
    check_int(accepted, THREADS * expected);
    check_int(entries(door), accepted);
    door_close(door);
}

void
test_journal_door__a_refused_act_does_not_harm_its_batch(void)
{
    on_each_store(crowd);
}
