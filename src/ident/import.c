/* ident/import.c -- officers' accounts from a table: looked at first, then all created in
 * one act, or none.  Floor 5.
 *
 * What each of them gets is what a single new account gets: a first password and a secret
 * for the authenticator app, shown once (credential.c), and beside them the position. */
#include "base/words.h"
#include "ident/import.h"

struct import_in {
    Str text;
};

static const struct field import_fields[] = {
    FIELD(TEXT, struct import_in, text, .required = true, .max = IMPORT_SIZE,
          .help = "CSV in UTF-8; its first line names the columns: account, name, unit, role, "
                  "email, phone, personal number, born, from, to"),
};

/* -- account.create_many ------------------------------------------------------------- */

static enum err
prepare_import(struct view *v, const void *in, void *plan)
{
    struct import *all = plan;

    TRY(import_read(v, ((const struct import_in *)in)->text, all));
    if (faults_any(v->faults))
        return ERR_INVALID;
    for (int i = 0; i < all->n; i++)
        TRY(credential_prepare(v, all->officer[i].account.login, STR_NONE, true,
                               &all->officer[i].credential));
    return ERR_OK;
}

static void
show_officer(struct act *a, const struct import_officer *o, struct json *made)
{
    struct arena *arena = act_arena(a);
    struct json  *item = json_add(made, json_object(arena));

    json_put_text(arena, item, "account", o->account.login);
    json_put_text(arena, item, "full_name", o->account.name);
    json_put_text(arena, item, "unit_name", o->unit_title);
    json_put_text(arena, item, "role_name", o->role_name);
    credential_show(a, &o->credential, o->account.login, item);
}

static enum err
create_officer(struct act *a, const struct import_officer *o, struct json *made)
{
    struct account_get_row        account = o->account;
    struct position_get_row       position = o->position;
    struct account_with_login_row taken;
    enum err err = account_with_login(act_view(a), account.login, &taken);

    if (err != ERR_NOT_FOUND)
        return err == ERR_OK ? ERR_CONFLICT : err;
    TRY(person_ensure(a, &o->person, &account.person));
    account.account = act_new_id(a);
    TRY(account_write(a, NULL, &account));
    TRY(credential_write(a, account.account, &o->credential));
    position.position = act_new_id(a);
    position.account = account.account;
    TRY(position_write(a, &position));
    show_officer(a, o, made);
    return ERR_OK;
}

static enum err
apply_import(struct act *a, const void *plan, struct json *out)
{
    const struct import *all = plan;
    struct json         *made = json_put_array(act_arena(a), out, "made");

    for (int i = 0; i < all->n; i++)
        TRY(create_officer(a, &all->officer[i], made));
    act_subject(a, str_format(act_arena(a), "accounts:%d", all->n));
    return ERR_OK;
}

const struct command command_account_create_many = {
    .name = "account.create_many", .right = "admin.accounts",
    .help = "Creates the accounts of a table of officers, all of them or none; what is made for "
            "them is shown once.",
    .fields = import_fields, .n_fields = 1, .in_size = sizeof(struct import_in),
    .plan_size = sizeof(struct import), .prepare = prepare_import, .apply = apply_import,
    .hidden_input = true, .job = true,
};

/* -- the page ------------------------------------------------------------------------ */

static void
put_columns(struct view *v, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "columns");

    for (int c = 0; c < IMPORT_COLUMNS; c++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "title", import_title(v->lang, (enum import_column)c));
        json_put_text(v->arena, o, "note", import_note(v->lang, (enum import_column)c));
        if (import_required((enum import_column)c))
            json_put_bool(v->arena, o, "required", true);
    }
}

static void
put_roles(struct view *v, struct json *out)
{
    const struct roles *roles = roles_of(v);
    struct json        *list = json_put_array(v->arena, out, "roles");

    for (int i = 0; i < roles->n_roles; i++)
        if (roles->role[i].n_rights > 0)
            json_add(list, json_new_text(v->arena, pack_words(v->lang, roles->role[i].name)));
}

static Str
column_title(struct view *v, Str field)
{
    for (int c = 0; c < IMPORT_COLUMNS; c++)
        if (str_eq(field, str_of(import_field((enum import_column)c))))
            return import_title(v->lang, (enum import_column)c);
    return STR_NONE;
}

/* "12/email" as "Line 12, E-mail"; line 0 is the file. */
static Str
place_words(struct view *v, Str field)
{
    Str line, column;

    str_cut(field, '/', &line, &column);
    column = column_title(v, column);
    if (str_eq(line, S("0")))
        return words(v->lang, MSG("The file"));
    if (column.n == 0)
        return words_fill(v->arena, v->lang, MSG("Line {1}"), line, STR_NONE);
    return words_fill(v->arena, v->lang, MSG("Line {1}, column {2}"), line, column);
}

static void
put_wrong(struct view *v, const struct faults *faults, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "wrong"), *list;

    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, "There is {1} place to correct",
                              MSG("There are {1} places to correct"), faults->count));
    list = json_put_array(v->arena, o, "rows");
    for (const struct fault *f = faults->first; f != NULL; f = f->next) {
        struct json *row = json_add(list, json_object(v->arena));

        json_put_text(v->arena, row, "where", place_words(v, f->field));
        json_put_text(v->arena, row, "text",
                      words_fill(v->arena, v->lang, f->message, f->value[0], f->value[1]));
    }
    if (faults->count > FAULTS_MAX)
        json_put_text(v->arena, o, "more_words",
                      words(v->lang, MSG("The first hundred are listed.")));
}

static void
put_officer(struct view *v, const struct import_officer *o, struct json *rows)
{
    struct json *row = json_add(rows, json_object(v->arena));
    Str          from = day_people(v->arena, o->position.from_day);

    json_put_text(v->arena, row, "line", str_int(v->arena, o->line));
    json_put_text(v->arena, row, "account", o->account.login);
    json_put_text(v->arena, row, "name", o->account.name);
    json_put_text(v->arena, row, "role_name", o->role_name);
    json_put_text(v->arena, row, "unit_name", o->unit_title);
    json_put_text(v->arena, row, "days_words",
                  o->position.to_day == DAY_NONE
                      ? words_fill(v->arena, v->lang, MSG("from {1}"), from, STR_NONE)
                      : words_fill(v->arena, v->lang, MSG("from {1} to {2}"), from,
                                   day_people(v->arena, o->position.to_day - 1)));
}

struct form_in {
    Str text;
};

static const struct field form_fields[] = {
    FIELD(TEXT, struct form_in, text, .max = IMPORT_SIZE, .help = "The table; absent: none yet"),
};

static enum err
put_table(struct view *v, Str text, struct json *out)
{
    struct view   own = *v;
    struct faults faults = { .arena = v->arena };
    struct import all;
    struct json  *rows;

    own.faults = &faults;
    TRY(import_read(&own, text, &all));
    if (faults_any(&faults)) {
        put_wrong(v, &faults, out);
        return ERR_OK;
    }
    rows = json_put_array(v->arena, json_put_object(v->arena, out, "good"), "rows");
    for (int i = 0; i < all.n; i++)
        put_officer(v, &all.officer[i], rows);
    json_put_text(v->arena, out, "text", text);
    json_put_text(v->arena, out, "title",
                  words_count(v->arena, v->lang, "{1} account can be created",
                              MSG("{1} accounts can be created"), all.n));
    return ERR_OK;
}

static enum err
run_form(struct view *v, const void *in, struct json *out)
{
    Str text = ((const struct form_in *)in)->text;

    put_columns(v, out);
    put_roles(v, out);
    return text.n > 0 ? put_table(v, text, out) : ERR_OK;
}

const struct query query_account_import_form = {
    .name = "account.import_form", .right = "admin.accounts",
    .help = "A table of officers looked at: what is wrong with it and where, or what would be "
            "created.",
    .fields = form_fields, .n_fields = 1, .in_size = sizeof(struct form_in), .run = run_form,
    .heavy = true,
};
