/* The journal's pages on both stores: every model is what its view declares,
 * the public sees no content, a receipt is proved and its row compared. */
#include "journal/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include "journal/checker.h"
#include "journal/journal_sql.h"
#include "journal/proof.h"
#include "sealed.h"
#include "web/template.h"
#include "web/views.h"

static const Str          rights[] = { { "journal.inspect", 15 }, { "journal.erase", 13 } };
static const struct actor inspector = { .account = 5, .n_rights = 2, .rights = rights };
static const struct actor anyone;

/* What the site puts around a model: the sample's own. */
static void
conforms(const char *view, struct json *model)
{
    static const char *const layout[] = { "lang", "other_lang", "other_lang_url", "province", "now",
                                          "now_words", "nav", "csrf", "idempotency_key" };
    const struct template   *t = template_find(views, str_of(view));
    Str                      path = str_format(test_arena(), "test/views/samples/%s.json", view);
    char                    *at = arena_alloc(test_arena(), 65536);
    struct json             *sample = NULL;
    Str                      why = STR_NONE;
    int                      fd = open(path.p, O_RDONLY | O_CLOEXEC);
    ssize_t                  n = read(fd, at, 65536);

    (void)close(fd);
    check_ok(json_parse(test_arena(), (Str){ at, n > 0 ? (size_t)n : 0 }, &sample, NULL));
    for (size_t i = 0; i < sizeof layout / sizeof layout[0]; i++)
        json_put(model, str_of(layout[i]), json_copy(test_arena(), json_get(sample, layout[i])));
    check(template_conforms(t, model, test_arena(), &why),
          str_format(test_arena(), "%s: %.*s", view, STR_ARG(why)).p);
}

static struct json *
ask(struct door *door, const struct actor *who, const char *name, const char *json)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(door, who, name, json, &call));
    return call.out != NULL ? call.out : json_object(test_arena());
}

static struct json *
check_text(struct door *door, Str text)
{
    struct json *in = json_object(test_arena());

    json_put_text(test_arena(), in, "receipt", text);
    return ask(door, &anyone, "journal.check", str_c(test_arena(), json_string(test_arena(), in)));
}

static Str
state_of(const struct json *model)
{
    return json_text(json_get(model, "verdict"), "state");
}

static void
receipts(struct door *door, const struct store_options *store)
{
    struct json *m = ask(door, &anyone, "journal.receipt", "{\"entry\":3}");
    Str          text = json_text(m, "text");
    struct buf   crlf = BUF_MAX(65536);
    struct call  call = { .arena = NULL };

    check_str(json_text(m, "name"), S("bien-nhan-3.txt"));
    check_err(test_call(door, &anyone, "journal.receipt", "{\"entry\":99}", &call), ERR_NOT_FOUND);
    m = check_text(door, text);
    check_str(state_of(m), S("good"));
    conforms("verify", m);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            buf_byte(&crlf, '\r');
        buf_byte(&crlf, text.p[i]);
    }
    check_str(state_of(check_text(door, buf_str(&crlf))), S("good"));
    buf_free(&crlf);
    m = check_text(door, S("not a receipt"));
    check_str(state_of(m), S("bad"));
    conforms("verify", m);
    conforms("verify", ask(door, &anyone, "journal.check", "{}"));
    sealed_sql(store, "UPDATE disclosure SET subject = 'x' WHERE act = 3");
    m = check_text(door, text);
    check_str(state_of(m), S("bad"));
    conforms("verify", m);
}

static void
lists(struct door *door)
{
    struct json *m = ask(door, &anyone, "journal.entries", "{}");

    check(json_get(m, "rows") != NULL && json_get(m, "rows")->count == 20, "a page of twenty");
    check(json_get(json_get(m, "rows")->first, "what") == NULL, "nothing of the content");
    check(json_get(m, "older_url") != NULL && json_get(m, "newer_url") == NULL, "ways on");
    conforms("journal", m);
    m = ask(door, &inspector, "journal.entries", "{\"before\":5}");
    check_int((int64_t)json_get(m, "rows")->count, 4);
    check(json_get(json_get(m, "rows")->first, "what") != NULL, "the inspector sees the command");
    conforms("journal", m);
    m = ask(door, &anyone, "journal.entry", "{\"entry\":2}");
    check(json_get(m, "covers") == NULL && json_get(m, "what") == NULL, "nothing of the content");
    conforms("entry", m);
    m = ask(door, &inspector, "journal.entry", "{\"entry\":2}");
    check(json_get(m, "covers") != NULL, "the inspector sees the rows");
    conforms("entry", m);
}

static void
checks(struct door *door, struct checker *c)
{
    struct json *m = ask(door, &inspector, "journal.integrity", "{}");
    struct call  call = { .arena = NULL };

    conforms("integrity", m);
    check_err(test_call(door, &anyone, "journal.verify", "{\"scope\":\"all\"}", &call), ERR_SIGN_IN);
    check_ok(test_call(door, &inspector, "journal.verify", "{\"scope\":\"all\"}", &call));
    checker_wait(c);
    m = ask(door, &inspector, "journal.integrity", "{}");
    check_int(json_int(m, "found", 0), 1);
    check_str(json_text(json_get(m, "findings")->first, "key"), S("3/1"));
    conforms("integrity", m);
    check_ok(test_call(door, &inspector, "journal.verify",
                       "{\"scope\":\"sample\",\"sample\":\"5\",\"seed\":\"7\"}", &call));
    checker_wait(c);
    m = ask(door, &inspector, "journal.integrity", "{}");
    check_int((int64_t)json_get(json_get(m, "sample"), "rows")->count, 5);
    check(json_get(json_get(m, "last"), "head_root") == NULL, "a sample says nothing of the head");
    conforms("integrity", m);
}

static void
erases(struct door *door, struct checker *c)
{
    struct json *m;
    struct call  call = { .arena = NULL };

    check_ok(test_call(door, &inspector, "journal.erase",
                       "{\"entries\":[3,4],\"reason\":\"request 7\"}", &call));
    check_err(test_call(door, &inspector, "journal.erase",
                        "{\"entries\":[4],\"reason\":\"again\"}", &call), ERR_CONFLICT);
    m = ask(door, &inspector, "journal.entry", "{\"entry\":3}");
    check(json_get(m, "erased_words") != NULL, "says so");
    conforms("entry", m);
    check_ok(test_call(door, &inspector, "journal.verify", "{\"scope\":\"all\"}", &call));
    checker_wait(c);
    m = ask(door, &inspector, "journal.integrity", "{}");
    check_int(json_int(m, "found", 0), 0);
}

/* Both pages say that nothing confirms the journal, then by whom and how far it is. */
static void
anchors(struct door *door, const struct store_options *store)
{
    static const char *const name[] = { "journal.integrity", "journal.entries" };
    struct json             *m;

    for (size_t i = 0; i < 2; i++) {
        m = ask(door, &inspector, name[i], "{}");
        check(json_bool(m, "anchors_none"), "says that there is none");
        check(json_get(m, "unanchored_words") == NULL, "and counts nothing after it");
    }
    sealed_sql(store, "INSERT INTO anchor (log, size, authority, stamped, token)"
                      " SELECT checkpoint.log, size - 3, 'CN=Old', signed_at, e.commitment"
                      " FROM checkpoint JOIN entry e ON e.act = 1"
                      " WHERE size = (SELECT max(size) FROM checkpoint)");
    sealed_sql(store, "INSERT INTO anchor (log, size, authority, stamped, token)"
                      " SELECT checkpoint.log, size - 1, 'CN=New', signed_at, e.commitment"
                      " FROM checkpoint JOIN entry e ON e.act = 1"
                      " WHERE size = (SELECT max(size) FROM checkpoint)");
    for (size_t i = 0; i < 2; i++) {
        m = ask(door, &inspector, name[i], "{}");
        check(json_get(m, "anchors_none") == NULL, "there is one");
        check_int((int64_t)json_get(m, "anchors")->count, (int64_t)i + 1);
        check_str(json_text(json_get(m, "anchors")->first, "who"), S("CN=New"));
        check(json_get(m, "unanchored_words") != NULL, "and an entry after it");
        conforms(i == 0 ? "integrity" : "journal", m);
    }
}

static void
all_pages(const struct store_options *store)
{
    static const struct door_table *const tables[] = { &sealed_table, &journal_table };
    struct test_clock                     clock;
    struct fake_keeper                    k;
    struct world                         *world = arena_make(test_arena(), struct world);
    struct checker_options                o = { .store = *store, .world = world,
                                                .monotonic = test_monotonic };
    struct door                          *door;

    test_clock_set(&clock, time_at(day_of(2024, 7, 1), 450));
    keeper_fake(&k);
    o.clock = &clock.clock;
    o.vkey = k.vkey;
    world->checker = checker_new(&o);
    door = sealed_door_of(store, &k, &clock, tables, 2, world);
    sealed_notes(door, 1, 25);
    check_ok(door_seal(door));
    lists(door);
    receipts(door, store);
    checks(door, world->checker);
    erases(door, world->checker);
    anchors(door, store);
    door_close(door);
    checker_free(world->checker);
}

void
test_journal_pages__each_model_is_what_its_view_declares(void)
{
    on_each_store(all_pages);
}
