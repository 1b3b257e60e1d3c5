/* One call, many acts, on both stores: each is an entry of its own, refused alone, and a
 * repeat of the call finds each by its key. */
#include "journal/door.h"

#include "journal/journal_sql.h"
#include "stores.h"

struct note_in {
    Str  text;
    bool refuse;
};
static const struct field note_fields[] = {
    FIELD(TEXT, struct note_in, text, .max = 50),
    FIELD(BOOL, struct note_in, refuse, .required = false),
};

static enum err
apply_note(struct act *a, const void *plan, struct json *out)
{
    const struct note_in    *in = plan;
    struct disclosure_add_in row = { .n = 1, .person = 7, .reader = 8, .subject = in->text,
                                     .fields = S("x"), .purpose = S("test"), .at = act_now(a) };

    TRY(disclosure_add(a, &row));
    act_subject(a, in->text);
    if (in->refuse)
        return view_refuse(act_view(a), ERR_FORBIDDEN, "refused after writing");
    json_put_int(act_arena(a), out, "act", act_number(a));
    return ERR_OK;
}

static const struct command note = {
    .name = "test.note", .right = "anyone", .fields = note_fields, .n_fields = 2,
    .in_size = sizeof(struct note_in), .apply = apply_note,
};

struct many_in {
    const struct json *texts;
};
static const struct field many_fields[] = { FIELD(JSON, struct many_in, texts, .required = true) };

/* "-x" is refused before the pen, "+x" in it. */
static void
make_part(struct view *v, Str text, struct act_part *p)
{
    struct note_in *in = arena_make(v->arena, struct note_in);
    struct json    *input = json_object(v->arena);

    in->text = text;
    in->refuse = str_starts(text, S("+"));
    json_put_text(v->arena, input, "text", text);
    *p = (struct act_part){ .name = text, .input = input, .plan = in };
    if (str_starts(text, S("-")))
        *p = (struct act_part){ .name = text, .input = input, .err = ERR_CONFLICT,
                            .why = "refused before" };
}

static enum err
prepare_many(struct view *v, const void *input, void *plan)
{
    const struct many_in *in = input;
    struct act_parts         *parts = plan;

    parts->part = arena_array(v->arena, struct act_part, in->texts->count + 1);
    json_each(text, in->texts)
        make_part(v, text->text, &parts->part[parts->n++]);
    return ERR_OK;
}

static const struct command many = {
    .name = "test.many", .right = "anyone", .fields = many_fields, .n_fields = 1,
    .in_size = sizeof(struct many_in), .plan_size = sizeof(struct act_parts),
    .prepare = prepare_many, .each = &note,
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

static const struct query count = { .name = "test.count", .right = "anyone", .run = count_query };
static const struct command *const    commands[] = { &note, &many, NULL };
static const struct query *const      queries[] = { &count, NULL };
static const struct door_table        table = { .commands = commands, .queries = queries };
static const struct door_table *const tables[] = { &table };
static const struct actor             anyone;

static int64_t
entries(struct door *door)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &anyone, "test.count", "{}", &call));
    return json_int(call.out, "entries", -1);
}

static size_t
listed(const struct call *call, const char *list)
{
    const struct json *l = json_get(call->out, list);

    return l != NULL ? l->count : 9999;
}

static void
each_alone(const struct store_options *store)
{
    const char       *mixed = "{\"texts\":[\"một\",\"-hai\",\"ba\",\"+bốn\",\"năm\"]}";
    struct test_clock clock;
    struct door      *door;
    struct call       call = { .arena = NULL };
    const struct json *refused;

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    door = test_door(store, tables, 1, NULL, &clock);
    check_ok(test_call(door, &anyone, "test.many", mixed, &call));
    check_int((int64_t)listed(&call, "done"), 3);
    check_int((int64_t)listed(&call, "refused"), 2);
    check_str(json_text(json_get(call.out, "done")->first->next, "name"), S("ba"));
    check(json_int(json_get(json_get(call.out, "done")->first, "answer"), "act", 0) > 0, "acts");
    refused = json_get(call.out, "refused")->first;
    check_str(json_text(refused, "name"), S("-hai"));
    check_str(json_text(refused, "message"), S("refused before"));
    check_str(json_text(refused, "error"), S("CONFLICT"));
    check_str(json_text(refused->next, "message"), S("refused after writing"));
    check_int(entries(door), 3);
    call.key = STR_NONE;
    check_ok(test_call(door, &anyone, "test.many", "{\"texts\":[]}", &call));
    check_int((int64_t)listed(&call, "done"), 0);
    door_close(door);
}

void
test_journal_parts__each_is_an_act_and_refused_alone(void)
{
    on_each_store(each_alone);
}

/* As after a break in the middle: two of four are on record, the whole is sent again. */
static void
sent_again(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door;
    struct call       call = { .key = S("K") };

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    door = test_door(store, tables, 1, NULL, &clock);
    check_ok(test_call(door, &anyone, "test.many", "{\"texts\":[\"a\",\"b\"]}", &call));
    check_int(entries(door), 2);
    call.key = S("K");
    check_ok(test_call(door, &anyone, "test.many", "{\"texts\":[\"a\",\"b\",\"c\",\"d\"]}", &call));
    check_int((int64_t)listed(&call, "done"), 4);
    check_int(entries(door), 4);
    check_int(json_int(json_get(json_get(call.out, "done")->first, "answer"), "act", 0), 1);
    call.key = S("K");
    check_ok(test_call(door, &anyone, "test.many", "{\"texts\":[\"a\",\"b\",\"c\",\"d\"]}", &call));
    check_int((int64_t)listed(&call, "done"), 4);
    check_int(entries(door), 4);
    door_close(door);
}

void
test_journal_parts__sent_again_nothing_is_done_twice(void)
{
    on_each_store(sent_again);
}

static void
a_hundred(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door;
    struct call       call = { .arena = NULL };
    struct buf        b = BUF_MAX(65536);

    buf_add(&b, S("{\"texts\":["));
    for (int i = 0; i < 100; i++)
        buf_format(&b, "%s\"%s%d\"", i > 0 ? "," : "", i % 10 == 3 ? "+" : "", i);
    buf_add(&b, S("]}"));
    buf_byte(&b, '\0');
    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    door = test_door(store, tables, 1, NULL, &clock);
    check_ok(test_call(door, &anyone, "test.many", b.p, &call));
    check_int((int64_t)listed(&call, "done"), 90);
    check_int((int64_t)listed(&call, "refused"), 10);
    check_int(entries(door), 90);
    door_close(door);
    buf_free(&b);
}

void
test_journal_parts__a_hundred_share_commits(void)
{
    on_each_store(a_hundred);
}
