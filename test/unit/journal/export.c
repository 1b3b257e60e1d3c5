/* The journal a page at a time, on both stores: whole, in order, up to where it began. */
#include "journal/journal.h"
#include "sealed.h"

static const Str          rights[] = { { "journal.inspect", 15 }, { "journal.erase", 13 } };
static const struct actor inspector = { .account = 5, .unit = 3, .n_rights = 2, .rights = rights };
static const struct actor officer = { .account = 6 };
static const struct actor anyone;

static const struct json *
page(struct door *door, int64_t after, int64_t upto)
{
    struct call call = { .arena = NULL };
    Str         in = upto == 0 ? str_format(test_arena(), "{\"after\":%lld}", (long long)after)
                               : str_format(test_arena(), "{\"after\":%lld,\"upto\":%lld}",
                                            (long long)after, (long long)upto);

    check_ok(test_call(door, &inspector, "journal.export", in.p, &call));
    return call.out != NULL ? call.out : json_object(test_arena());
}

/* The last entry of a page whose entries follow each other from `first` on. */
static int64_t
last_of(const struct json *m, int64_t first)
{
    int64_t next = first;

    json_each(row, json_get(m, "rows"))
    {
        check_int(json_int(row, "entry", 0), next++);
        check_int((int64_t)json_text(row, "leaf").n, 64);
    }
    return next - 1;
}

static void
whole(struct door *door)
{
    const struct json *m = page(door, 0, 0);

    check_int(json_int(m, "upto", 0), 450);
    check_int(last_of(m, 1), 200);
    check_int(json_int(m, "next", 0), 200);
    sealed_notes(door, 451, 460); /* while somebody is at it */
    m = page(door, 200, 450);
    check_int(last_of(m, 201), 400);
    m = page(door, 400, 450);
    check_int(last_of(m, 401), 450);
    check(json_get(m, "next") == NULL, "the journal as it was at the first page");
    check_int(json_int(m, "upto", 0), 450);
}

static void
ranges(struct door *door)
{
    static const struct {
        int64_t after, upto, first, last, of;
        bool    more;
    } row[] = {
        { 0, 1, 1, 1, 1, false },       { 9, 12, 10, 12, 12, false },
        { 459, 0, 460, 460, 460, false }, { 460, 0, 461, 460, 460, false },
        { 50, 20, 51, 50, 20, false },  { 0, INT64_MAX, 1, 200, 460, true },
        { 250, 450, 251, 450, 450, false }, { 249, 450, 250, 449, 450, true },
        { INT64_MAX, 0, 1, 0, 460, false },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const struct json *m = page(door, row[i].after, row[i].upto);

        check_int(last_of(m, row[i].first), row[i].last);
        check_int(json_int(m, "upto", 0), row[i].of);
        check_int(json_get(m, "next") != NULL, row[i].more);
    }
}

static void
content(struct door *door)
{
    struct call        call = { .arena = NULL };
    const struct json *m, *first;

    check_ok(test_call(door, &inspector, "journal.erase",
                       "{\"entries\":[3],\"reason\":\"request 7\"}", &call));
    m = page(door, 2, 4);
    first = json_get(m, "rows")->first;
    check(json_bool(first, "erased"), "erased");
    check(json_get(first, "command") == NULL, "with nothing of its content");
    check_str(json_text(first->next, "command"), S("test.note"));
    m = page(door, 460, 0);
    first = json_get(m, "rows")->first;
    check_str(json_text(first, "command"), S("journal.erase"));
    check_str(json_text(first, "subject"), S("erasure"));
    check_int(json_int(first, "account", 0), 5);
    check_int(json_int(first, "unit", 0), 3);
    check_err(test_call(door, &anyone, "journal.export", "{}", &call), ERR_SIGN_IN);
    check_err(test_call(door, &officer, "journal.export", "{}", &call), ERR_FORBIDDEN);
    check_err(test_call(door, &inspector, "journal.export", "{\"after\":-1}", &call), ERR_INVALID);
    m = page(door, 460, 0);
    check_int(last_of(m, 461), 461); /* nor was anything recorded of the reading */
}

static void
exports(const struct store_options *store)
{
    static const struct door_table *const tables[] = { &sealed_table, &journal_table };
    struct test_clock                     clock;
    struct fake_keeper                    k;
    struct world                         *world = arena_make(test_arena(), struct world);
    struct door                          *door;

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    keeper_fake(&k);
    door = sealed_door_of(store, &k, &clock, tables, 2, world);
    sealed_notes(door, 1, 450);
    whole(door);
    ranges(door);
    content(door);
    door_close(door);
}

void
test_journal_export__each_entry_once_up_to_where_it_began(void)
{
    on_each_store(exports);
}
