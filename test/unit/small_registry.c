/* unit/small_registry.c -- see small_registry.h. */
#include "small_registry.h"

#define RUN  70 /* rows of a run of the spool */
#define PACE 40 /* rows of a step */

const struct actor orchard_program = { .system = true };
const struct actor orchard_anyone;

Str
orchard_quoted(const char *text)
{
    char *p = str_c(test_arena(), str_of(text));

    for (char *c = p; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    return str_of(p);
}

/* -- a door -------------------------------------------------------------------------------- */

static void
new_loader(void)
{
    test_world()->loader = loader_new();
    loader_run(test_world()->loader, RUN);
    loader_pace(test_world()->loader, PACE);
}

static struct view
look(struct door *door, struct db **db)
{
    char why[256] = "";

    check(door_reader(door, db, why) == ERR_OK, why);
    return (struct view){ .arena = test_arena(), .db = *db, .who = &orchard_program,
                          .world = test_world() };
}

struct door *
orchard_open_with(const struct store_options *store, struct test_clock *clock, const char *file,
                  const struct door_table *more)
{
    static const struct door_table   *tables[6] = { &pack_table, &org_table, &ident_table,
                                                    &registry_table, &portal_table };
    static const struct pack_section *list[1];
    struct pack_sections sections = { .list = list, .n = 1, .simulated = true };
    struct pack_set     *set = NULL;
    struct call          c = { 0 };
    struct door         *door;
    struct db           *db;
    struct view          v;

    list[0] = registry_sections[0];
    tables[5] = more;
    test_clock_set(clock, DAY_1);
    door = test_door(store, tables, more != NULL ? 6 : 5, NULL, clock);
    v = look(door, &db);
    check_ok(pack_set_stored(&v, &sections, &set));
    db_close(db);
    pack_swap(test_world(), set);
    test_world()->folder = str_of(test_folder());
    new_loader();
    if (file != NULL)
        check_ok(orchard_load(door, "1", file, &c));
    return door;
}

struct door *
orchard_open(const struct store_options *store, struct test_clock *clock, const char *file)
{
    return orchard_open_with(store, clock, file, NULL);
}

void
orchard_close(struct door *door)
{
    loader_free(test_world()->loader);
    test_world()->loader = NULL;
    door_close(door);
    pack_free_all(test_world());
}

/* -- calls ----------------------------------------------------------------------------------- */

enum err
orchard_load(struct door *door, const char *version, const char *file, struct call *c)
{
    struct json *in = json_object(test_arena()), *files;
    Str pack = str_format(test_arena(),
                          "{\"pack\":\"p\",\"version\":%s,\"title\":{\"vi\":\"G\",\"en\":\"P\"},"
                          "\"needs\":[]}", version);
    Str texts[2][2] = { { S("pack.json"), pack },
                        { S("registries/orchard.json"), orchard_quoted(file) } };

    json_put_text(test_arena(), in, "pack", S("p"));
    files = json_put_array(test_arena(), in, "files");
    for (int i = 0; i < 2; i++) {
        struct json *f = json_add(files, json_object(test_arena()));

        json_put_text(test_arena(), f, "path", texts[i][0]);
        json_put_text(test_arena(), f, "text", texts[i][1]);
    }
    return test_call(door, &orchard_program, "pack.load",
                     str_c(test_arena(), json_string(test_arena(), in)), c);
}

enum err
orchard_call(struct door *door, const struct actor *who, const char *name, const char *json,
             struct call *c)
{
    return test_call(door, who, name, str_c(test_arena(), orchard_quoted(json)), c);
}

Str
orchard_text(const struct call *c)
{
    return json_string(test_arena(), c->out);
}

void
orchard_create(struct door *door, const char *values)
{
    struct call c = { 0 };
    char       *in = str_c(test_arena(), str_format(test_arena(),
                                                    "{'registry':'orchard','values':%s}", values));
    Str         field;

    check_ok(orchard_call(door, &orchard_program, "registry.create", in, &c));
    field = c.faults.first != NULL ? c.faults.first->field : S("");
    check(field.n == 0, str_c(test_arena(), field));
}

int64_t
orchard_findings(struct door *door, const struct derived_check *one)
{
    struct verify_report report = { .arena = test_arena() };
    struct db           *db;
    struct view          v = look(door, &db);

    check_ok(db_begin(db));
    check_ok(one->run(&v, &report));
    db_end(db);
    db_close(db);
    return report.found;
}

/* -- files of records ------------------------------------------------------------------------ */

int64_t
orchard_send(struct door *door, Str file, const char *more)
{
    struct call c = { 0 };
    Hash        hash;
    Str         in;

    check_ok(load_keep(test_world()->folder, file, &hash));
    in = str_format(test_arena(), "{'registry':'orchard','name':'vườn.csv','file':'%.*s'%s}",
                    STR_ARG(hex_text(test_arena(), hash_bytes(&hash))), more);
    check_ok(orchard_call(door, &orchard_program, "registry.load", str_c(test_arena(), in), &c));
    return json_int(c.out, "load", 0);
}

void
orchard_steps(struct door *door, int steps, bool forgets)
{
    for (int i = 0; i < steps; i++) {
        struct call c = { 0 };
        bool        more = true;
        enum err    err = follow_once(door, test_world(), &registry_loader, &more);

        check(err == ERR_OK || err == ERR_CONFLICT, err_name(err));
        more |= err == ERR_CONFLICT; /* somebody wrote what it was about to: it looks again */
        if (forgets) {
            loader_free(test_world()->loader);
            new_loader();
        }
        if (more)
            continue;
        check_ok(orchard_call(door, &orchard_program, "registry.load_due", "{}", &c));
        if (json_text(c.out, "registry").n == 0)
            return;
        check_ok(test_call(door, &orchard_program, "registry.publish",
                           str_c(test_arena(), json_string(test_arena(), c.out)), &c));
    }
}

static enum err
add_bytes(void *of, Str bytes)
{
    buf_add(of, bytes);
    return ERR_OK;
}

Str
orchard_rejected(struct door *door, const struct actor *who, int64_t load, int64_t *out_act)
{
    struct buf       b = BUF_MAX(1 << 20);
    struct call      c = { 0 };
    struct rejected *rejected;
    bool             more = true;
    Str              text;

    check_ok(orchard_call(door, who, "registry.load_rejected",
                          str_c(test_arena(), str_format(test_arena(),
                                "{'registry':'orchard','load':%lld}", (long long)load)), &c));
    *out_act = c.act;
    check_ok(rejected_open(test_arena(), test_world()->folder, LANG_VI, c.out, add_bytes, &b,
                           &rejected));
    while (more)
        check_ok(rejected_more(rejected, &more));
    text = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return text;
}
