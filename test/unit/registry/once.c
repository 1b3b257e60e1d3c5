/* Declare once, on both stores: what a registry holds about whoever asks, and about nobody else; a
 * record that an act writes beside its own work, and what becomes of one that cannot be. */
#include "registry/once.h"

#include "registry/registry_sql.h"

#include "small_registry.h"

#define AN   "000187004321"
#define BINH "000190001234"

/* -- commands that only a test has ----------------------------------------------------- */

struct person_in {
    Str number;
};
static const struct field person_fields[] = { FIELD(TEXT, struct person_in, number, .max = 12) };

static enum err
person_apply(struct act *a, const void *in, struct json *out)
{
    struct person p = { .name = S("Người mẫu"), .born = DAY_NONE,
                        .personal_number = ((const struct person_in *)in)->number };
    Id            id;

    TRY(person_ensure(a, &p, &id));
    json_put_int(act_arena(a), out, "person", id);
    return ERR_OK;
}

static const struct command person_command = {
    .name = "test.person", .right = "anyone", .help = "A person.", .fields = person_fields,
    .n_fields = 1, .in_size = sizeof(struct person_in), .apply = person_apply,
};

struct put_in {
    const struct json *values;
    Str                number;
};
static const struct field put_fields[] = {
    FIELD(JSON, struct put_in, values, .required = true),
    FIELD(TEXT, struct put_in, number, .max = 12),
};

static enum err
put_apply(struct act *a, const void *input, struct json *out)
{
    const struct put_in *in = input;
    struct once_put      done;
    struct json         *wrong = json_put_array(act_arena(a), out, "wrong");

    act_subject(a, S("test"));
    TRY(once_put(a, registry_by_key(act_view(a), S("orchard")), in->values, in->number, &done));
    json_put_bool(act_arena(a), out, "written", done.written);
    json_put_text(act_arena(a), out, "key", done.key);
    json_put_int(act_arena(a), out, "since", done.since);
    if (done.why != NULL)
        json_put_text(act_arena(a), out, "why", str_of(done.why));
    for (const struct fault *f = done.faults.first; f != NULL; f = f->next)
        json_add(wrong, json_new_text(act_arena(a), f->field));
    return ERR_OK;
}

static const struct command put_command = {
    .name = "test.put", .right = "anyone", .help = "A record.", .fields = put_fields,
    .n_fields = 2, .in_size = sizeof(struct put_in), .apply = put_apply,
};

struct known_in {
    Str field;
};
static const struct field known_fields[] = { FIELD(TEXT, struct known_in, field,
                                                         .max = 40) };

static enum err
known_run(struct view *v, const void *in, struct json *out)
{
    const struct registry *r = registry_by_key(v, S("orchard"));
    const struct json     *value;

    TRY(once_known(v, r, registry_field(r, ((const struct known_in *)in)->field), &value));
    if (value != NULL)
        json_put(out, S("value"), json_copy(v->arena, value));
    return ERR_OK;
}

static const struct query known_query = {
    .name = "test.known", .right = "anyone", .help = "What is known.", .fields = known_fields,
    .n_fields = 1, .in_size = sizeof(struct known_in), .run = known_run,
};

/* As an open load does it: load 7 ends V1 and brings V2. */
static enum err
load_apply(struct act *a, const void *in, struct json *out)
{
    const struct registry *r = registry_by_key(act_view(a), S("orchard"));
    struct cell           *row, back[3], add[REGISTRY_FIELDS_MAX + 8];
    struct rows            none;

    (void)in;
    (void)out;
    TRY(record_by_key(act_view(a), r, S("V1"), NO_LOAD, &row));
    back[0] = cell_int(-7);
    back[1] = row[ROW_ID];
    back[2] = cell_int(0);
    memcpy(add, row, sizeof *add * (size_t)(r->n_columns - 1));
    add[ROW_ID] = cell_int(1);
    add[ROW_SINCE] = cell_int(-7);
    add[registry_field(r, S("code"))->column] = cell_text(S("V2"));
    add[r->n_columns - 1] = cell_int(0);
    TRY(act_run(a, &r->sql->reopen, back, &none));
    TRY(act_run(a, &r->sql->add, add, &none));
    return registry_open_add(a, r->key, 7);
}

static const struct command load_command = {
    .name = "test.load", .right = "anyone", .help = "A load is open.", .apply = load_apply,
};

static const struct command *const commands[] = { &person_command, &put_command, &load_command,
                                                  NULL };
static const struct query *const   queries[] = { &known_query, NULL };
static const struct door_table     extra = { commands, queries };

/* -- a door with them -------------------------------------------------------------------- */

static struct door *
begin(const struct store_options *store, struct test_clock *clock)
{
    return orchard_open_with(store, clock, ORCHARD("1", "none", ""), &extra);
}

static struct actor
person(struct door *door, const char *number)
{
    struct call c = { 0 };

    check_ok(orchard_call(door, &orchard_program, "test.person",
                          str_format(test_arena(), "{'number':'%s'}", number).p, &c));
    return (struct actor){ .account = 7, .person = json_int(c.out, "person", 0) };
}

/* The value as JSON; "" when nothing is known. */
static Str
known(struct door *door, const struct actor *who, const char *field)
{
    struct call        c = { 0 };
    const struct json *value;

    check_ok(orchard_call(door, who, "test.known",
                          str_format(test_arena(), "{'field':'%s'}", field).p, &c));
    value = json_get(c.out, "value");
    return value != NULL ? json_string(test_arena(), value) : S("");
}

static Str
put(struct door *door, const char *values, const char *number)
{
    struct call c = { 0 };

    check_ok(orchard_call(door, &orchard_program, "test.put",
                          str_format(test_arena(), "{'values':%s,'number':'%s'}", values,
                                     number).p, &c));
    return orchard_text(&c);
}

static Str
record(struct door *door, const char *key)
{
    struct call c = { 0 };

    check_ok(orchard_call(door, &orchard_program, "registry.one",
                          str_format(test_arena(), "{'registry':'orchard','key':'%s',"
                                                   "'unmask':true}", key).p, &c));
    return orchard_text(&c);
}

/* -- what is known --------------------------------------------------------------------------- */

static void
ones_own(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);
    struct actor      an = person(door, AN), binh = person(door, BINH);
    struct call       c = { 0 };

    orchard_create(door, "{'code':'V1','name':'Vườn mẫu','crop':'lychee','area':1200,'share':0.5,"
                         "'since':'2020-02-01','grower':'" AN "','select':true}");
    orchard_create(door, "{'code':'V2','crop':'longan','area':9}");
    check_str(known(door, &an, "code"), S("\"V1\""));
    check_str(known(door, &an, "area"), S("1200"));
    check_str(known(door, &an, "share"), S("0.5"));
    check_str(known(door, &an, "since"), S("\"2020-02-01\""));
    check_str(known(door, &an, "grower"), S("\"" AN "\""));
    check_str(known(door, &an, "select"), S(""));
    check_str(known(door, &an, "place"), S(""));
    check_str(known(door, &binh, "code"), S(""));
    check_str(known(door, &orchard_anyone, "code"), S(""));
    check_str(known(door, &orchard_program, "code"), S(""));
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'V1','values':{'code':'V1','crop':"
                          "'longan','grower':'" AN "'}}", &c));
    check_str(known(door, &an, "crop"), S("\"longan\""));
    check_str(known(door, &an, "area"), S(""));
    orchard_create(door, "{'code':'V3','crop':'lychee','grower':'" AN "'}");
    check_str(known(door, &an, "code"), S(""));
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'V1'}", &c));
    check_str(known(door, &an, "code"), S("\"V3\""));
    orchard_close(door);
}

void
test_registry_once__of_whoever_asks_the_one_record_is_known_and_of_nobody_else(void)
{
    on_each_store(ones_own);
}

/* -- found by the index -------------------------------------------------------------------- */

static Str
plan_of(struct db *db, enum store_kind kind, const struct stmt *s)
{
    static const struct column lite[] = { { "id", CELL_INT, false }, { "parent", CELL_INT, false },
                                          { "notused", CELL_INT, false },
                                          { "detail", CELL_TEXT, false } };
    const char *sql = str_format(test_arena(), "%s %s", kind == STORE_PG ? "EXPLAIN"
                                                                         : "EXPLAIN QUERY PLAN",
                                 s->sql[kind]).p;
    struct stmt asked = { .name = s->name, .sql = { sql, sql }, .index = -1, .expect = -1,
                          .n_in = s->n_in, .in = s->in, .n_out = kind == STORE_PG ? 1 : 4,
                          .out = kind == STORE_PG ? &lite[3] : lite };
    struct cell in[3] = { cell_int(NO_LOAD), cell_text(S(AN)), cell_int(2) };
    struct rows rows;
    Str         all = S("");

    check_ok(db_run(db, &asked, in, test_arena(), &rows));
    for (int i = 0; i < rows.n; i++)
        all = str_join(test_arena(), all, rows.cell[(i + 1) * asked.n_out - 1].s, S("\n"));
    return all;
}

static void
by_the_index(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);
    struct db        *db;
    struct view       v = { .world = test_world() };
    char              why[256] = "";
    Str               plan;

    for (int i = 0; i < 3; i++)
        orchard_create(door, str_format(test_arena(), "{'code':'V%d','crop':'lychee','grower':'"
                                                      "00018700%04d'}", i, i).p);
    check(door_reader(door, &db, why) == ERR_OK, why);
    plan = plan_of(db, store->kind, &registry_by_key(&v, S("orchard"))->sql->of_person);
    check(str_has(plan, S("r_orchard__grower")), plan.p);
    db_close(db);
    orchard_close(door);
}

void
test_registry_once__a_persons_record_is_found_by_an_index(void)
{
    on_each_store(by_the_index);
}

/* -- what is written ------------------------------------------------------------------------ */

static void
beside_an_act(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);
    struct call       c = { 0 };
    Str               said;

    said = put(door, "{'code':'V1','crop':'lychee','area':10,'grower':'" AN "'}", AN);
    check(str_has(said, S("\"written\":true,\"key\":\"V1\"")), said.p);
    check(str_has(record(door, "V1"), S("\"area\":10")), "created");
    said = put(door, "{'code':'V1','area':20}", AN);
    check(str_has(said, S("\"written\":true")), said.p);
    check(str_has(record(door, "V1"), S("\"area\":20")), "its next version");
    check(str_has(record(door, "V1"), S("lychee")), "what is not said stays");
    said = put(door, "{'code':'V1','area':20}", AN);
    check(str_has(said, S("\"written\":true")), "the same again is no version");
    check_ok(orchard_call(door, &orchard_program, "registry.one",
                          "{'registry':'orchard','key':'V1','versions':true}", &c));
    check_int((int64_t)json_get(c.out, "versions")->count, 2);
    said = put(door, "{'code':'V1','area':30}", BINH);
    check(str_has(said, S("\"written\":false")) && str_has(said, S("about another person")), said.p);
    said = put(door, "{'code':'V1','area':30}", "");
    check(str_has(said, S("about another person")), said.p);
    check(str_has(record(door, "V1"), S("\"area\":20")), "untouched");
    said = put(door, "{'code':'V9','area':0}", AN);
    check(str_has(said, S("\"written\":false")) && str_has(said, S("\"crop\"")) &&
              str_has(said, S("\"area\"")), said.p);
    said = put(door, "{'crop':'lychee'}", AN);
    check(str_has(said, S("\"wrong\":[\"code\"]")), said.p);
    said = put(door, "{'code':'ABCDEFGHIJKLMNOPQRSTUVW','crop':'lychee'}", AN);
    check(str_has(said, S("\"written\":false")) && str_has(said, S("code")), said.p);
    check_ok(orchard_call(door, &orchard_program, "registry.list", "{'registry':'orchard'}", &c));
    check_int(json_int(c.out, "total", 0), 1);
    check_ok(orchard_call(door, &orchard_program, "test.load", "{}", &c));
    said = put(door, "{'code':'V1','area':40}", AN);
    check(str_has(said, S("\"written\":false")) && str_has(said, S("being loaded")), said.p);
    said = put(door, "{'code':'V2','crop':'longan'}", AN);
    check(str_has(said, S("\"written\":false")) && str_has(said, S("being loaded")), said.p);
    said = put(door, "{'code':'V3','crop':'longan'}", AN);
    check(str_has(said, S("\"written\":true")), said.p);
    orchard_close(door);
}

void
test_registry_once__a_record_is_written_beside_an_act_which_stands_whatever_becomes_of_it(void)
{
    on_each_store(beside_an_act);
}
