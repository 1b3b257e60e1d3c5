/* ident/client.c -- systems: registered by who administers their unit, and ended.  Floor 5.
 *
 * A system belongs to a unit as an account does: who holds admin.clients there or above sees it,
 * gives it secrets and agreements, and ends it.  Of another's nothing is told, not even that it
 * is there. */
#include "base/text.h"
#include "ident/client_inner.h"

#define KEY_BYTES 8

enum err
client_write(struct act *a, const struct client_get_row *before, struct client_get_row *after)
{
    struct client_version_add_in row;
    struct client_set_in         now;

    after->version = before != NULL ? before->version + 1 : 1;
    row = (struct client_version_add_in){
        .client = after->client, .version = after->version, .key = after->key,
        .name = after->name, .contact = after->contact, .desk = after->desk,
        .state = after->state, .account = after->account,
    };
    now = (struct client_set_in){
        .client = after->client, .version = after->version, .key = after->key,
        .name = after->name, .name_key = after->name_key, .contact = after->contact,
        .desk = after->desk, .state = after->state, .account = after->account,
    };
    TRY(client_version_add(a, &row));
    TRY(client_set(a, &now));
    client_subject(a, after);
    return ERR_OK;
}

void
client_subject(struct act *a, const struct client_get_row *client)
{
    act_subject(a, str_format(act_arena(a), "system:%.*s", STR_ARG(client->key)));
}

enum err
client_administer(struct view *v, const struct client_get_row *client)
{
    Id       unit;
    enum err err = desk_unit_on(v, client->desk, time_day(v->now), &unit);

    if (err == ERR_OK)
        err = ident_require(v, S("admin.clients"), unit);
    return err == ERR_FORBIDDEN ? ERR_NOT_FOUND : err;
}

enum err
client_find(struct view *v, Id client, struct client_get_row *out)
{
    struct client_get_row row;

    TRY(client_get(v, client, &row));
    TRY(client_administer(v, &row));
    *out = row;
    return ERR_OK;
}

enum err
client_is_open(struct view *v, const struct client_get_row *client)
{
    return str_eq(client->state, CLIENT_OPEN)
               ? ERR_OK
               : view_refuse(v, ERR_CONFLICT, MSG("This system was ended already."));
}

/* -- client.register ---------------------------------------------------------------------- */

struct register_in {
    Str unit, name, contact;
};

static const struct field register_fields[] = {
    FIELD(TEXT, struct register_in, unit, .max = 60,
          .help = "Code of the unit that answers for it"),
    FIELD(TEXT, struct register_in, name, .max = 120, .help = "What it is called"),
    FIELD(TEXT, struct register_in, contact, .max = 200,
          .help = "Whom to call: a body, a telephone, an e-mail"),
};

struct register_plan {
    Str name, contact, key;
    Id  desk;
};

static void
missing(struct view *v, const char *field, Str value)
{
    if (value.n == 0)
        fault_add(v->faults, str_of(field), MSG("is missing"), STR_NONE, STR_NONE);
}

static enum err
find_desk(struct view *v, Str code, Id *out)
{
    Day         today = time_day(v->now);
    struct unit unit;
    enum err    err = unit_by_code(v, code, today, &unit);

    if (err == ERR_NOT_FOUND) {
        fault_add(v->faults, S("unit"), MSG("there is no unit {1} today"), code, STR_NONE);
        return ERR_OK;
    }
    TRY(err);
    TRY(ident_require(v, S("admin.clients"), unit.id));
    return desk_of_unit(v, unit.id, today, out);
}

static enum err
prepare_register(struct view *v, const void *in_, void *plan_)
{
    const struct register_in *in = in_;
    struct register_plan     *plan = plan_;
    Str                       unit = str_trim(in->unit);
    unsigned char             raw[KEY_BYTES];

    plan->name = str_trim(in->name);
    plan->contact = str_trim(in->contact);
    missing(v, "name", plan->name);
    missing(v, "contact", plan->contact);
    missing(v, "unit", unit);
    if (unit.n > 0)
        TRY(find_desk(v, unit, &plan->desk));
    random_bytes(raw, sizeof raw);
    plan->key = str_format(v->arena, "ht-%.*s",
                           STR_ARG(hex_text(v->arena, (Str){ (const char *)raw, sizeof raw })));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
apply_register(struct act *a, const void *plan_, struct json *out)
{
    const struct register_plan *plan = plan_;
    struct client_get_row       client = {
        .client = act_new_id(a), .key = plan->key, .name = plan->name,
        .name_key = text_name_key(act_arena(a), plan->name), .contact = plan->contact,
        .desk = plan->desk, .state = CLIENT_OPEN, .account = act_who(a)->account,
    };

    TRY(client_write(a, NULL, &client));
    json_put_int(act_arena(a), out, "client", client.client);
    json_put_text(act_arena(a), out, "client_id", client.key);
    return ERR_OK;
}

const struct command command_client_register = {
    .name = "client.register", .right = "admin.clients",
    .help = "Registers a system of another body; answers its `client_id`.",
    .fields = register_fields, .n_fields = 3, .in_size = sizeof(struct register_in),
    .plan_size = sizeof(struct register_plan), .prepare = prepare_register,
    .apply = apply_register,
};

/* -- client.end --------------------------------------------------------------------------- */

struct end_in {
    Id client;
};

static const struct field end_fields[] = {
    FIELD(ID, struct end_in, client, .required = true),
};

static enum err
apply_end(struct act *a, const void *plan, struct json *out)
{
    struct view          *v = act_view(a);
    struct client_get_row before, after;

    (void)out;
    TRY(client_find(v, ((const struct end_in *)plan)->client, &before));
    TRY(client_is_open(v, &before));
    after = before;
    after.state = CLIENT_ENDED;
    return client_write(a, &before, &after);
}

const struct command command_client_end = {
    .name = "client.end", .right = "admin.clients",
    .help = "Ends a system for good: its tokens, secrets and agreements open nothing any more.",
    .fields = end_fields, .n_fields = 1, .in_size = sizeof(struct end_in), .apply = apply_end,
};
