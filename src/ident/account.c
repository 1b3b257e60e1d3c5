/* ident/account.c -- accounts: written, found, administered.  Floor 5.
 *
 *      create ──> open <──lock, unlock──> locked
 *                   └────────close──────────┴──> closed, for good
 *
 * An account belongs to a person.  It has a home desk, whose administrators
 * (and those above) look after it; accounts without one are the province's. */
#include <stdlib.h>

#include "base/text.h"
#include "ident/inner.h"

#define WORDS_MAX 20 /* of a name and a login, for finding */

Str
login_of(struct arena *arena, Str typed)
{
    Str   s = str_trim(typed);
    char *p = str_c(arena, s);

    for (size_t i = 0; i < s.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + 32);
    return (Str){ p, s.n };
}

enum err
account_by_login(struct view *v, Str login, struct account_get_row *out)
{
    struct account_with_login_row row;
    enum err err = account_with_login(v, login_of(v->arena, login), &row);

    if (err == ERR_NOT_FOUND) {
        fault_add(v->faults, S("account"), MSG("there is no account {1}"), login, STR_NONE);
        return ERR_INVALID;
    }
    TRY(err);
    return account_get(v, row.account, out);
}

/* -- writing ------------------------------------------------------------------------ */

static void
tally(struct act *a, const struct account_get_row *row, int64_t difference)
{
    static const struct fold count = { .add = &stmt_account_tally_add,
                                       .read = &stmt_account_tally_get };
    const struct cell key[] = { cell_int(row->officer), cell_text(row->state) };

    act_fold(a, &count, key, difference);
}

static int
by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

/* The folded words of the name, and the login, each once. */
static enum err
write_words(struct act *a, const struct account_get_row *row)
{
    Str word[WORDS_MAX + 1], rest = text_fold(act_arena(a), row->name);
    int n = 0;

    word[n++] = row->login;
    while (rest.n > 0 && n < WORDS_MAX) {
        str_cut(rest, ' ', &word[n], &rest);
        n += word[n].n > 0;
    }
    qsort(word, (size_t)n, sizeof *word, by_bytes);
    for (int i = 0; i < n; i++)
        if (i == 0 || !str_eq(word[i], word[i - 1]))
            TRY(account_word_add(a, word[i], row->account));
    return ERR_OK;
}

enum err
account_write(struct act *a, const struct account_get_row *before, struct account_get_row *after)
{
    struct account_version_add_in row;
    struct account_set_in         now;

    after->version = before ? before->version + 1 : 1;
    row = (struct account_version_add_in){
        .account = after->account, .version = after->version, .login = after->login,
        .person = after->person, .desk = after->desk, .state = after->state,
        .officer = after->officer,
    };
    now = (struct account_set_in){
        .account = after->account, .version = after->version, .login = after->login,
        .person = after->person, .name = after->name, .name_key = after->name_key,
        .desk = after->desk, .state = after->state, .officer = after->officer,
    };
    TRY(account_version_add(a, &row));
    TRY(account_set(a, &now));
    if (before != NULL)
        tally(a, before, -1);
    tally(a, after, 1);
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(after->login)));
    return before ? ERR_OK : write_words(a, after);
}

enum err
account_unchanged(struct act *a, const struct account_get_row *before)
{
    struct account_get_row now;

    TRY(account_get(act_view(a), before->account, &now));
    return now.version == before->version ? ERR_OK : ERR_CONFLICT;
}

/* -- who may -------------------------------------------------------------------------- */

static enum err
reach_desk(struct view *v, Id desk)
{
    Day         today = time_day(v->now);
    struct unit province;
    Id          unit;
    bool        reaches;

    if (desk == 0) {
        TRY(unit_province(v, today, &province));
        unit = province.id;
    } else {
        TRY(desk_unit_on(v, desk, today, &unit));
    }
    TRY(ident_reaches(v, unit, &reaches));
    return reaches ? ERR_OK : ERR_FORBIDDEN;
}

enum err
account_administer(struct view *v, const struct account_get_row *account)
{
    struct positions_all_row *held;
    int                       n;
    Day                       today = time_day(v->now);

    if (v->who->system)
        return ERR_OK;
    if (!actor_may(v->who, S("admin.accounts")))
        return ERR_FORBIDDEN;
    if (account->account == v->who->account)
        return view_refuse(v, ERR_FORBIDDEN,
                           MSG("Another administrator has to do this for your own account."));
    TRY(reach_desk(v, account->desk));
    TRY(positions_all(v, account->account, 200, &held, &n));
    for (int i = 0; i < n; i++)
        if (held[i].to_day == DAY_NONE || held[i].to_day > today)
            TRY(reach_desk(v, held[i].desk));
    return ERR_OK;
}

/* -- account.create -------------------------------------------------------------------- */

struct create_in {
    Str  account, name, personal_number, phone, email, password, unit;
    Day  born;
    bool second_factor, dormant;
};

struct create_plan {
    struct account_get_row account;
    struct person          person;
    struct credential_plan credential;
    bool                   dormant;
};

static const struct field create_fields[] = {
    FIELD(TEXT, struct create_in, account, .required = true, .min = 3, .max = 40,
          .help = "Name of the account: small letters, digits, . _ -"),
    FIELD(TEXT, struct create_in, name, .required = true, .max = 100, .help = "The person's name"),
    FIELD(TEXT, struct create_in, personal_number, .max = 12),
    FIELD(DAY, struct create_in, born, .help = "Day of birth"),
    FIELD(TEXT, struct create_in, phone, .max = 20),
    FIELD(TEXT, struct create_in, email, .max = 254),
    FIELD(TEXT, struct create_in, unit, .max = 60,
          .help = "Code of the unit whose administrators look after it; empty: yours"),
    FIELD(TEXT, struct create_in, password, .max = PASSWORD_MAX,
          .help = "First password; empty: one is made and shown once"),
    FIELD(BOOL, struct create_in, second_factor,
          .help = "With an authenticator app, as every officer must"),
    FIELD(BOOL, struct create_in, dormant, .help = "Nobody can sign in until a reset"),
};

static bool
is_login(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

        if (!plain && (i == 0 || (c != '.' && c != '_' && c != '-')))
            return false;
    }
    return s.n > 0;
}

/* Words that stand where a name would in the addresses of accounts: that page
 * would hide the account's (test/unit/site/route.c holds them to the routes). */
bool
login_is_reserved(Str login)
{
    static const char *const word[] = { "moi", "nhieu", "chon" };

    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        if (str_eq(login, str_of(word[i])))
            return true;
    return false;
}

enum err
login_check(struct view *v, Str login)
{
    struct account_with_login_row row;
    enum err                      err;

    if (!is_login(login)) {
        fault_add(v->faults, S("account"), MSG("may hold small letters, digits, . _ - only"),
                  STR_NONE, STR_NONE);
        return ERR_OK;
    }
    if (login_is_reserved(login)) {
        fault_add(v->faults, S("account"), MSG("{1} is a word of this site's addresses; choose "
                                               "another name"), login, STR_NONE);
        return ERR_OK;
    }
    err = account_with_login(v, login, &row);
    if (err == ERR_OK)
        fault_add(v->faults, S("account"), MSG("{1} is taken already"), login, STR_NONE);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The home desk: the unit named, else the administrator's own, else none. */
static enum err
find_home(struct view *v, Str code, Id *out_desk)
{
    Day         today = time_day(v->now);
    struct unit unit = { .id = v->who->unit };
    enum err    err;

    *out_desk = 0;
    if (code.n > 0) {
        err = unit_by_code(v, code, today, &unit);
        if (err == ERR_NOT_FOUND)
            fault_add(v->faults, S("unit"), MSG("there is no unit {1} today"), code, STR_NONE);
        if (err != ERR_OK)
            return err == ERR_NOT_FOUND ? ERR_OK : err;
        TRY(ident_require(v, S("admin.accounts"), unit.id));
    }
    return unit.id != 0 ? desk_of_unit(v, unit.id, today, out_desk) : ERR_OK;
}

static enum err
prepare_create(struct view *v, const void *in_, void *plan_)
{
    const struct create_in *in = in_;
    struct create_plan     *plan = plan_;

    plan->account = (struct account_get_row){
        .login = login_of(v->arena, in->account), .name = str_trim(in->name), .state = STATE_OPEN,
        .name_key = text_name_key(v->arena, str_trim(in->name)) };
    plan->person = (struct person){ .name = in->name, .personal_number = in->personal_number,
                                    .phone = in->phone, .email = in->email, .born = in->born };
    plan->dormant = in->dormant;
    contact_check(v, in->phone, in->email);
    TRY(login_check(v, plan->account.login));
    TRY(person_check_number(v, S("personal_number"), in->personal_number, in->name));
    TRY(find_home(v, in->unit, &plan->account.desk));
    if (faults_any(v->faults) || in->dormant)
        return ERR_OK;
    return credential_prepare(v, plan->account.login, in->password, in->second_factor,
                              &plan->credential);
}

static enum err
apply_create(struct act *a, const void *plan_, struct json *out)
{
    const struct create_plan     *plan = plan_;
    struct account_get_row        new = plan->account;
    struct account_with_login_row taken;
    enum err err = account_with_login(act_view(a), new.login, &taken);

    if (err != ERR_NOT_FOUND)
        return err == ERR_OK ? ERR_CONFLICT : err;
    TRY(person_ensure(a, &plan->person, &new.person));
    new.account = act_new_id(a);
    TRY(account_write(a, NULL, &new));
    if (!plan->dormant)
        TRY(credential_write(a, new.account, &plan->credential));
    json_put_text(act_arena(a), out, "account", new.login);
    json_put_text(act_arena(a), out, "full_name", new.name);
    credential_show(a, &plan->credential, new.login, out);
    return ERR_OK;
}

const struct command command_account_create = {
    .name = "account.create", .right = "admin.accounts",
    .help = "Creates an account for a person; what is made for it is shown once.",
    .fields = create_fields, .n_fields = sizeof create_fields / sizeof *create_fields,
    .in_size = sizeof(struct create_in), .plan_size = sizeof(struct create_plan),
    .prepare = prepare_create, .apply = apply_create, .hidden_input = true,
};
