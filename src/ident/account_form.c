/* ident/account_form.c -- the fields of the administrator's forms and of one's
 * own, as views/partials/field.html draws them.  Floor 5. */
#include "base/words.h"
#include "ident/delegation.h"
#include "ident/form.h"

enum err
position_fields_put(struct view *v, struct json *to)
{
    struct json        *list = json_put_array(v->arena, to, "fields"), *options;
    const struct roles *roles = roles_of(v);

    TRY(form_units(v, form_select(v, list, "unit", MSG("Unit"))));
    options = form_select(v, list, "role", MSG("Role"));
    form_option(v, options, S(""), words(v->lang, MSG("Choose a role")));
    for (int i = 0; i < roles->n_roles; i++)
        if (roles->role[i].n_rights > 0)
            form_option(v, options, roles->role[i].key,
                       pack_words(v->lang, roles->role[i].name));
    form_day(v, list, "from", MSG("From what day (empty: today)"));
    return ERR_OK;
}

enum err
many_fields_put(struct view *v, bool move, bool end, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "fields");

    if (move) {
        TRY(form_units(v, form_select(v, list, "unit", MSG("Unit"))));
        form_day(v, list, "from", MSG("From what day (empty: today)"));
    }
    if (end)
        form_day(v, list, "until", MSG("First day without a position (empty: today)"));
    return ERR_OK;
}

static void
put_second_factor(struct view *v, struct json *list)
{
    struct json *f = form_field(v, list, "second_factor", MSG("Second step of signing in"));
    struct json *o = json_put_array(v->arena, json_put_object(v->arena, f, "checks"), "options");

    o = form_option(v, o, S("on"), words(v->lang, MSG("With an authenticator app")));
    json_put_text(v->arena, o, "id", S("second_factor"));
    json_put_text(v->arena, o, "note", words(v->lang, MSG("Every officer needs one.")));
    json_put_bool(v->arena, o, "selected", true);
}

static enum err
run_form(struct view *v, const void *in, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "fields"), *f;

    (void)in;
    f = form_text(v, list, "account", MSG("Account"), "width-20");
    form_hint(v, f, MSG("Small letters, digits, . _ -; for example le.van-an"));
    form_text(v, list, "name", MSG("Name"), "width-20");
    f = form_text(v, list, "personal_number", MSG("Personal number"), "width-20");
    form_hint(v, f, MSG("Twelve digits"));
    form_optional(v, f);
    form_day(v, list, "born", MSG("Day of birth"));
    form_optional(v, form_text(v, list, "phone", MSG("Telephone"), "width-20"));
    form_optional(v, form_text(v, list, "email", MSG("E-mail"), "width-20"));
    TRY(form_units(v, form_select(v, list, "unit", MSG("Unit that looks after the account"))));
    put_second_factor(v, list);
    return ERR_OK;
}

const struct query query_account_form = {
    .name = "account.form", .right = "admin.accounts",
    .help = "The fields of a new account, for the page.", .run = run_form,
};

/* -- a delegation -------------------------------------------------------------------- */

#define PEOPLE_MAX 200

/* Positions that the actor may lend: the own, and for a leader those of the unit. */
static void
put_lent(struct view *v, const struct desk_people_row *all, int n, struct json *options)
{
    bool leads = actor_may(v->who, S("position.delegate"));

    if (leads)
        form_option(v, options, S(""), words(v->lang, MSG("Choose who is away")));
    for (int i = 0; i < n; i++) {
        const struct role *role = roles_find(roles_of(v), all[i].role);
        Str                what = role != NULL ? pack_words(v->lang, role->name) : all[i].role;
        struct json       *o;

        if (!leads && all[i].account != v->who->account)
            continue;
        o = form_option(v, options, str_int(v->arena, all[i].position),
                       str_format(v->arena, "%.*s – %.*s", STR_ARG(all[i].name), STR_ARG(what)));
        if (all[i].account == v->who->account)
            json_put_bool(v->arena, o, "selected", true);
    }
}

/* Each once, by name; one does not stand for oneself. */
static void
put_delegates(struct view *v, const struct desk_people_row *all, int n, struct json *options)
{
    bool leads = actor_may(v->who, S("position.delegate"));

    form_option(v, options, S(""), words(v->lang, MSG("Choose a colleague")));
    for (int i = 0; i < n; i++) {
        bool said = !leads && all[i].account == v->who->account;

        for (int k = 0; k < i && !said; k++)
            said = all[k].account == all[i].account;
        if (!said)
            form_option(v, options, all[i].login,
                       str_format(v->arena, "%.*s (%.*s)", STR_ARG(all[i].name),
                                  STR_ARG(all[i].login)));
    }
}

/* Everybody at the desks of the actor's unit today. */
static enum err
read_people(struct view *v, struct desk_people_row *all, int *n)
{
    Id *desk;
    int n_desks;

    *n = 0;
    TRY(desks_of_unit(v, v->who->unit, time_day(v->now), &desk, &n_desks));
    for (int i = 0; i < n_desks; i++) {
        struct desk_people_row *row;
        int                     found;

        TRY(desk_people(v, desk[i], time_day(v->now), PEOPLE_MAX, &row, &found));
        for (int k = 0; k < found && *n < PEOPLE_MAX; k++)
            all[(*n)++] = row[k];
    }
    return ERR_OK;
}

static void
put_signing(struct view *v, struct json *list)
{
    struct json *f = form_field(v, list, "may_sign", MSG("Signing"));
    struct json *o = json_put_array(v->arena, json_put_object(v->arena, f, "checks"), "options");

    o = form_option(v, o, S("on"), words(v->lang, MSG("May also sign results")));
    json_put_text(v->arena, o, "id", S("may_sign"));
    json_put_text(v->arena, o, "note",
                  words(v->lang, MSG("Only for a position that signs. The result then says in "
                                     "whose place it was signed.")));
    form_optional(v, f);
}

enum err
delegation_fields_put(struct view *v, struct json *to)
{
    struct desk_people_row *all = arena_array(v->arena, struct desk_people_row, PEOPLE_MAX);
    struct json            *list = json_put_array(v->arena, to, "fields"), *f;
    int                     n;

    if (v->who->unit == 0 || v->who->stands_for != 0)
        return ERR_OK;
    json_put_bool(v->arena, to, "give", true);
    TRY(read_people(v, all, &n));
    put_lent(v, all, n, form_select(v, list, "position", MSG("Who is away, and the position")));
    put_delegates(v, all, n, form_select(v, list, "delegate", MSG("Who stands in")));
    form_day(v, list, "from", MSG("First day (empty: today)"));
    f = form_field(v, list, "until", MSG("Last day"));
    json_put_object(v->arena, f, "date");
    json_put_text(v->arena, f, "hint",
                  words_fill(v->arena, v->lang, MSG("Itself counted; {1} days at most"),
                             str_int(v->arena, DELEGATION_DAYS), STR_NONE));
    put_signing(v, list);
    f = form_text(v, list, "reason", MSG("Reason"), "width-20");
    form_hint(v, f,
              MSG("For example: leave, a course, a journey on duty. Do not write of an illness."));
    return ERR_OK;
}

/* -- one's own: password, authenticator, token --------------------------------------- */

/* What managers of passwords go by is `autocomplete`. */
static struct json *
add_password(struct view *v, struct json *list, const char *name, const char *label,
             const char *autocomplete)
{
    struct json *f = form_field(v, list, name, label);
    struct json *t = json_put_object(v->arena, f, "text");

    json_put_text(v->arena, t, "type", S("password"));
    json_put_text(v->arena, t, "inputmode", S("text"));
    json_put_text(v->arena, t, "autocomplete", str_of(autocomplete));
    json_put_text(v->arena, t, "width", S("width-20"));
    return f;
}

void
password_fields_put(struct view *v, bool second_factor, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "password_fields"), *f;

    add_password(v, list, "old", MSG("Present password"), "current-password");
    f = add_password(v, list, "new", MSG("New password"), "new-password");
    form_hint(v, f, second_factor ? MSG("At least 8 characters")
                             : MSG("At least 14 characters; a sentence is good"));
    add_password(v, list, "again", MSG("The new password once more"), "new-password");
}

/* What stands on record is there to be changed. */
void
contact_fields_put(struct view *v, Str phone, Str email, Str address, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "contact_fields"), *f;

    f = form_text(v, list, "phone", MSG("Telephone"), "width-20");
    json_put_text(v->arena, f, "value", phone);
    form_optional(v, f);
    f = form_text(v, list, "email", MSG("E-mail"), "width-20");
    json_put_text(v->arena, f, "value", email);
    form_hint(v, f, MSG("We write there when something happens to a dossier of yours."));
    form_optional(v, f);
    f = form_text(v, list, "address", MSG("Postal address"), "width-20");
    json_put_text(v->arena, f, "value", address);
    form_optional(v, f);
}

void
own_fields_put(struct view *v, bool second_factor, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "token_fields"), *f;

    form_text(v, list, "name", MSG("What is it for"), "width-20");
    f = form_text(v, list, "days", MSG("Valid for how many days"), "width-4");
    json_put_text(v->arena, f, "value", S("30"));
    list = json_put_array(v->arena, to, "totp_fields");
    if (second_factor)
        add_password(v, list, "password", MSG("Present password"), "current-password");
    password_fields_put(v, second_factor, to);
}
