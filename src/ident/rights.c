/* ident/rights.c -- the matrix of rights, printed for people, and the list of
 * what this room offers.  Floor 5. */
#include "ident/client_inner.h"

static void
put_roles(struct view *v, const struct roles *roles, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "roles");

    for (int i = 0; i < roles->n_roles; i++) {
        const struct role *role = &roles->role[i];
        struct json       *item = json_add(list, json_object(v->arena));
        struct json       *rights;

        json_put_text(v->arena, item, "key", role->key);
        json_put_text(v->arena, item, "name", pack_words(v->lang, role->name));
        rights = json_put_array(v->arena, item, "rights");
        for (int k = 0; k < role->n_rights; k++)
            json_add(rights, json_new_text(v->arena, role->rights[k]));
    }
}

/* The names of commands and queries that ask for a right. */
static void
put_asking(struct view *v, Str right, struct json *item)
{
    const struct world *w = v->world;
    struct json        *commands = json_put_array(v->arena, item, "commands");
    struct json        *queries = json_put_array(v->arena, item, "queries");

    for (int i = 0; i < w->n_tables; i++) {
        for (const struct command *const *c = w->tables[i]->commands; c && *c; c++)
            if (str_eq(str_of((*c)->right), right))
                json_add(commands, json_new_text(v->arena, str_of((*c)->name)));
        for (const struct query *const *q = w->tables[i]->queries; q && *q; q++)
            if (str_eq(str_of((*q)->right), right))
                json_add(queries, json_new_text(v->arena, str_of((*q)->name)));
    }
}

static void
put_right(struct view *v, const struct roles *roles, Str key, const struct json *name,
          struct json *list)
{
    struct json *item = json_add(list, json_object(v->arena));
    struct json *holders;

    json_put_text(v->arena, item, "key", key);
    if (name != NULL)
        json_put_text(v->arena, item, "name", pack_words(v->lang, name));
    holders = json_put_array(v->arena, item, "roles");
    for (int i = 0; i < roles->n_roles; i++)
        if (role_grants(&roles->role[i], key))
            json_add(holders, json_new_text(v->arena, roles->role[i].key));
    put_asking(v, key, item);
}

static enum err
run_matrix(struct view *v, const void *in, struct json *out)
{
    const struct roles *roles = roles_of(v);
    struct json        *list;

    (void)in;
    put_roles(v, roles, out);
    list = json_put_array(v->arena, out, "rights");
    put_right(v, roles, S("anyone"), NULL, list);
    put_right(v, roles, S("signed-in"), NULL, list);
    for (int i = 0; i < roles->n_rights; i++)
        put_right(v, roles, roles->right[i].key, roles->right[i].name, list);
    return ERR_OK;
}

const struct query query_rights_matrix = {
    .name = "rights.matrix", .right = "anyone",
    .help = "Which role has which right, and what each right opens.", .run = run_matrix,
};

static const struct command *const commands[] = {
    &command_session_open, &command_session_totp, &command_session_close, &command_session_end,
    &command_account_create, &command_account_create_many, &command_account_move,
    &command_account_move_many, &command_account_end_positions,
    &command_account_end_positions_many, &command_account_close_many,
    &command_account_lock, &command_account_unlock, &command_account_close,
    &command_account_reset, &command_account_change_password, &command_account_set_totp,
    &command_position_give, &command_position_end, &command_position_use, &command_token_create,
    &command_token_revoke, &command_person_change_contact, &command_access_review,
    &command_delegation_make, &command_delegation_end,
    &command_client_register, &command_client_end, &command_client_secret,
    &command_client_certificate, &command_client_drop, &command_client_token,
    &command_agreement_make, &command_agreement_end, NULL,
};

static const struct query *const queries[] = {
    &query_account_list, &query_account_show, &query_account_form,
    &query_account_import_form, &query_account_chosen, &query_me_show, &query_me_password_form,
    &query_me_disclosures, &query_rights_matrix, &query_access_units, &query_access_unit,
    &query_log_search, &query_log_file, &query_delegation_mine, &query_delegation_show,
    &query_client_list, &query_client_show, NULL,
};

const struct door_table          ident_table = { .commands = commands, .queries = queries };
const struct pack_section *const ident_sections[] = { &roles_section, NULL };
