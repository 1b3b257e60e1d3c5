/* unit/registry/orchard.c -- see orchard.h. */
#include "unit/registry/orchard.h"

static const struct door_table *const tables[] = { &pack_table, &org_table, &ident_table,
                                                   &registry_table };
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

struct door *
orchard_open(const struct store_options *store, struct test_clock *clock)
{
    static const struct pack_section *list[1];
    struct pack_sections sections = { .list = list, .n = 1, .simulated = true };
    struct pack_set     *set = NULL;
    struct door         *door;
    struct db           *db;
    struct view          v;
    char                 why[256] = "";

    list[0] = registry_sections[0];
    test_clock_set(clock, DAY_1);
    door = test_door(store, tables, 4, NULL, clock);
    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &orchard_program,
                       .world = test_world() };
    check_ok(pack_set_stored(&v, &sections, &set));
    db_close(db);
    pack_swap(test_world(), set);
    return door;
}

void
orchard_close(struct door *door)
{
    door_close(door);
    pack_free_all(test_world());
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
