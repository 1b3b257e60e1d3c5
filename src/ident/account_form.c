/* ident/account_form.c -- the fields of the administrator's forms and of one's
 * own, as views/partials/field.html draws them.  Floor 5. */
#include "base/words.h"
#include "ident/delegation.h"

static struct json *
add_field(struct view *v, struct json *list, const char *name, const char *label)
{
    struct json *f = json_add(list, json_object(v->arena));

    json_put_text(v->arena, f, "id", str_of(name));
    json_put_text(v->arena, f, "name", str_of(name));
    json_put_text(v->arena, f, "label", words(v->lang, label));
    return f;
}

static struct json *
add_text(struct view *v, struct json *list, const char *name, const char *label, const char *width)
{
    struct json *f = add_field(v, list, name, label);
    struct json *t = json_put_object(v->arena, f, "text");

    json_put_text(v->arena, t, "type", S("text"));
    json_put_text(v->arena, t, "inputmode", S("text"));
    json_put_text(v->arena, t, "autocomplete", S("off"));
    json_put_text(v->arena, t, "width", str_of(width));
    return f;
}

static void
optional(struct view *v, struct json *field)
{
    json_put_bool(v->arena, field, "optional", true);
}

static void
hint(struct view *v, struct json *field, const char *text)
{
    json_put_text(v->arena, field, "hint", words(v->lang, text));
}

static struct json *
add_option(struct view *v, struct json *options, Str value, Str label)
{
    struct json *o = json_add(options, json_object(v->arena));

    json_put_text(v->arena, o, "value", value);
    json_put_text(v->arena, o, "label", label);
    return o;
}

static struct json *
add_select(struct view *v, struct json *list, const char *name, const char *label)
{
    struct json *f = add_field(v, list, name, label);

    return json_put_array(v->arena, json_put_object(v->arena, f, "select"), "options");
}

/* The units within the administrator's reach, by name. */
static enum err
put_units(struct view *v, struct json *options)
{
    struct unit *unit;
    int          n;
    bool         reaches;

    add_option(v, options, S(""), words(v->lang, MSG("Choose a unit")));
    TRY(unit_all(v, time_day(v->now), &unit, &n));
    for (int i = 0; i < n; i++) {
        TRY(ident_reaches(v, unit[i].id, &reaches));
        if (reaches)
            add_option(v, options, unit[i].code, unit[i].title);
    }
    return ERR_OK;
}

static void
put_day(struct view *v, struct json *list, const char *name, const char *label)
{
    struct json *f = add_field(v, list, name, label);

    json_put_object(v->arena, f, "date");
    optional(v, f);
}

enum err
position_fields_put(struct view *v, struct json *to)
{
    struct json        *list = json_put_array(v->arena, to, "fields"), *options;
    const struct roles *roles = roles_of(v);

    TRY(put_units(v, add_select(v, list, "unit", MSG("Unit"))));
    options = add_select(v, list, "role", MSG("Role"));
    add_option(v, options, S(""), words(v->lang, MSG("Choose a role")));
    for (int i = 0; i < roles->n_roles; i++)
        if (roles->role[i].n_rights > 0)
            add_option(v, options, roles->role[i].key,
                       pack_words(v->lang, roles->role[i].name));
    put_day(v, list, "from", MSG("From what day (empty: today)"));
    return ERR_OK;
}

enum err
many_fields_put(struct view *v, bool move, bool end, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "fields");

    if (move) {
        TRY(put_units(v, add_select(v, list, "unit", MSG("Unit"))));
        put_day(v, list, "from", MSG("From what day (empty: today)"));
    }
    if (end)
        put_day(v, list, "until", MSG("First day without a position (empty: today)"));
    return ERR_OK;
}

static void
put_second_factor(struct view *v, struct json *list)
{
    struct json *f = add_field(v, list, "second_factor", MSG("Second step of signing in"));
    struct json *o = json_put_array(v->arena, json_put_object(v->arena, f, "checks"), "options");

    o = add_option(v, o, S("on"), words(v->lang, MSG("With an authenticator app")));
    json_put_text(v->arena, o, "id", S("second_factor"));
    json_put_text(v->arena, o, "note", words(v->lang, MSG("Every officer needs one.")));
    json_put_bool(v->arena, o, "selected", true);
}

static enum err
run_form(struct view *v, const void *in, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "fields"), *f;

    (void)in;
    f = add_text(v, list, "account", MSG("Account"), "width-20");
    hint(v, f, MSG("Small letters, digits, . _ -; for example le.van-an"));
    add_text(v, list, "name", MSG("Name"), "width-20");
    f = add_text(v, list, "personal_number", MSG("Personal number"), "width-20");
    hint(v, f, MSG("Twelve digits"));
    optional(v, f);
    put_day(v, list, "born", MSG("Day of birth"));
    optional(v, add_text(v, list, "phone", MSG("Telephone"), "width-20"));
    optional(v, add_text(v, list, "email", MSG("E-mail"), "width-20"));
    TRY(put_units(v, add_select(v, list, "unit", MSG("Unit that looks after the account"))));
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
        add_option(v, options, S(""), words(v->lang, MSG("Choose who is away")));
    for (int i = 0; i < n; i++) {
        const struct role *role = roles_find(roles_of(v), all[i].role);
        Str                what = role != NULL ? pack_words(v->lang, role->name) : all[i].role;
        struct json       *o;

        if (!leads && all[i].account != v->who->account)
            continue;
        o = add_option(v, options, str_int(v->arena, all[i].position),
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

    add_option(v, options, S(""), words(v->lang, MSG("Choose a colleague")));
    for (int i = 0; i < n; i++) {
        bool said = !leads && all[i].account == v->who->account;

        for (int k = 0; k < i && !said; k++)
            said = all[k].account == all[i].account;
        if (!said)
            add_option(v, options, all[i].login,
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
    struct json *f = add_field(v, list, "may_sign", MSG("Signing"));
    struct json *o = json_put_array(v->arena, json_put_object(v->arena, f, "checks"), "options");

    o = add_option(v, o, S("on"), words(v->lang, MSG("May also sign results")));
    json_put_text(v->arena, o, "id", S("may_sign"));
    json_put_text(v->arena, o, "note",
                  words(v->lang, MSG("Only for a position that signs. The result then says in "
                                     "whose place it was signed.")));
    optional(v, f);
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
    put_lent(v, all, n, add_select(v, list, "position", MSG("Who is away, and the position")));
    put_delegates(v, all, n, add_select(v, list, "delegate", MSG("Who stands in")));
    put_day(v, list, "from", MSG("First day (empty: today)"));
    f = add_field(v, list, "until", MSG("Last day"));
    json_put_object(v->arena, f, "date");
    json_put_text(v->arena, f, "hint",
                  words_fill(v->arena, v->lang, MSG("Itself counted; {1} days at most"),
                             str_int(v->arena, DELEGATION_DAYS), STR_NONE));
    put_signing(v, list);
    f = add_text(v, list, "reason", MSG("Reason"), "width-20");
    hint(v, f, MSG("For example: leave, a course, a journey on duty. Do not write of an illness."));
    return ERR_OK;
}

/* -- one's own: password, authenticator, token --------------------------------------- */

/* What managers of passwords go by is `autocomplete`. */
static struct json *
add_password(struct view *v, struct json *list, const char *name, const char *label,
             const char *autocomplete)
{
    struct json *f = add_field(v, list, name, label);
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
    hint(v, f, second_factor ? MSG("At least 8 characters")
                             : MSG("At least 14 characters; a sentence is good"));
    add_password(v, list, "again", MSG("The new password once more"), "new-password");
}

/* What stands on record is there to be changed. */
void
contact_fields_put(struct view *v, Str phone, Str email, Str address, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "contact_fields"), *f;

    f = add_text(v, list, "phone", MSG("Telephone"), "width-20");
    json_put_text(v->arena, f, "value", phone);
    optional(v, f);
    f = add_text(v, list, "email", MSG("E-mail"), "width-20");
    json_put_text(v->arena, f, "value", email);
    hint(v, f, MSG("We write there when something happens to a dossier of yours."));
    optional(v, f);
    f = add_text(v, list, "address", MSG("Postal address"), "width-20");
    json_put_text(v->arena, f, "value", address);
    optional(v, f);
}

void
own_fields_put(struct view *v, bool second_factor, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "token_fields"), *f;

    add_text(v, list, "name", MSG("What is it for"), "width-20");
    f = add_text(v, list, "days", MSG("Valid for how many days"), "width-4");
    json_put_text(v->arena, f, "value", S("30"));
    list = json_put_array(v->arena, to, "totp_fields");
    if (second_factor)
        add_password(v, list, "password", MSG("Present password"), "current-password");
    password_fields_put(v, second_factor, to);
}
