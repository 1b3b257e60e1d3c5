/* ident/me.c -- what a person sees of the own account, and who read the own
 * data.  Floor 5. */
#include "base/when.h"
#include "base/words.h"
#include "ident/delegation.h"
#include "journal/journal_sql.h"

#define PAGE 50

static enum err
put_tokens(struct view *v, struct json *out)
{
    struct json          *list = json_put_array(v->arena, out, "tokens");
    struct tokens_of_row *row;
    int                   n;

    TRY(tokens_of(v, v->who->account, v->now, PAGE, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *item = json_add(list, json_object(v->arena));

        json_put_int(v->arena, item, "id", row[i].token);
        json_put_text(v->arena, item, "name", row[i].name);
        json_put_time(v->arena, item, "made", row[i].made);
        json_put_text(v->arena, item, "made_words", day_people(v->arena, time_day(row[i].made)));
        json_put_time(v->arena, item, "until", row[i].expires);
        json_put_text(v->arena, item, "until_words",
                      day_people(v->arena, time_day(row[i].expires)));
    }
    return ERR_OK;
}

static enum err
put_sessions(struct view *v, struct json *out)
{
    struct json            *list = json_put_array(v->arena, out, "sessions");
    struct sessions_of_row *row;
    int                     n;

    TRY(sessions_of(v, v->who->account, v->wall, PAGE, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *item = json_add(list, json_object(v->arena));

        json_put_int(v->arena, item, "id", row[i].session);
        json_put_text(v->arena, item, "where_words", row[i].device);
        json_put_time(v->arena, item, "since", row[i].opened);
        json_put_text(v->arena, item, "since_words",
                      when_moment(v->arena, v->lang, row[i].opened));
        if (row[i].session == v->who->session)
            json_put_bool(v->arena, item, "this", true);
    }
    return ERR_OK;
}

static enum err
put_person(struct view *v, Id id, struct json *out)
{
    struct person p;
    struct json  *to = json_put_object(v->arena, out, "person");

    TRY(person_by_id(v, id, &p));
    json_put_text(v->arena, to, "name", p.name);
    if (p.personal_number.n > 0)
        json_put_text(v->arena, to, "personal_number", p.personal_number);
    json_put_day(v->arena, to, "born", p.born);
    json_put_text(v->arena, to, "phone", p.phone);
    json_put_text(v->arena, to, "email", p.email);
    json_put_text(v->arena, to, "address", p.address);
    contact_fields_put(v, p.phone, p.email, p.address, out);
    return ERR_OK;
}

/* -- who read my data ------------------------------------------------------------------- */

/* Of a record of a registry: which one, and the registry's own page, which all may open. */
static void
put_about(struct view *v, Str subject, struct json *item)
{
    Str key, record;

    if (!str_starts(subject, S("registry:")))
        return;
    str_cut(str_sub(subject, sizeof "registry:" - 1, subject.n), '/', &key, &record);
    json_put_text(v->arena, item, "about", record.n > 0 ? record : key);
    json_put_text(v->arena, item, "about_url",
                  str_format(v->arena, "/du-lieu/%.*s", STR_ARG(key)));
    json_put_text(v->arena, item, "about_key", key);
}

static enum err
put_reader(struct view *v, const struct disclosures_of_row *row, struct json *list)
{
    struct json *item = json_add(list, json_object(v->arena));
    Str          name = STR_NONE;
    enum err     err = ident_account_did(v, row->reader, row->act, &name);
    struct unit  unit;

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    err = row->unit != 0 ? unit_by_id(v, row->unit, time_day(row->at), &unit) : ERR_NOT_FOUND;
    if (err == ERR_OK)
        name = str_format(v->arena, "%.*s, %.*s", STR_ARG(name), STR_ARG(unit.title));
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_time(v->arena, item, "at", row->at);
    json_put_text(v->arena, item, "at_words", when_moment(v->arena, v->lang, row->at));
    json_put_text(v->arena, item, "who", name);
    json_put_text(v->arena, item, "subject", row->subject);
    put_about(v, row->subject, item);
    json_put_text(v->arena, item, "fields_words", words(v->lang, str_c(v->arena, row->fields)));
    json_put_text(v->arena, item, "why", words(v->lang, str_c(v->arena, row->purpose)));
    json_put_int(v->arena, item, "entry", row->act);
    return ERR_OK;
}

/* A full page ends where an act ends: what is cut off begins the next one. */
static int
whole_acts(const struct disclosures_of_row *row, int n)
{
    int keep = n - 1;

    while (keep > 0 && row[keep - 1].act == row[n - 1].act)
        keep--;
    return keep > 0 ? keep : n;
}

struct before_in {
    Id before;
};

static const struct field before_fields[] = {
    FIELD(ID, struct before_in, before, .help = "Readings before this entry; absent: the newest"),
};

static enum err
run_disclosures(struct view *v, const void *in_, struct json *out)
{
    const struct before_in    *in = in_;
    struct json               *list = json_put_array(v->arena, out, "readers");
    struct disclosures_of_row *row;
    int                        n, keep;

    if (v->who->person == 0)
        return ERR_OK;
    TRY(disclosures_of(v, v->who->person, in->before ? in->before : INT64_MAX, PAGE, &row, &n));
    keep = n == PAGE ? whole_acts(row, n) : n;
    for (int i = 0; i < keep; i++)
        TRY(put_reader(v, &row[i], list));
    if (in->before != 0)
        json_put_text(v->arena, out, "newer_url", S("/toi"));
    if (n < PAGE)
        return ERR_OK;
    json_put_int(v->arena, out, "next", row[keep - 1].act);
    json_put_text(v->arena, out, "older_url",
                  str_format(v->arena, "/toi?sau=%lld", (long long)row[keep - 1].act));
    return ERR_OK;
}

const struct query query_me_disclosures = {
    .name = "me.disclosures", .right = "signed-in", .help = "Who read my data, when and why.",
    .fields = before_fields, .n_fields = 1, .in_size = sizeof(struct before_in),
    .run = run_disclosures,
};

/* Where several are held: which one this session acts in, and which it could. */
static void
mark_positions(struct view *v, struct json *list)
{
    bool choice = list->count > 1 || v->who->stands_for != 0 || v->who->stood_down;

    for (struct json *p = list->first; choice && p != NULL; p = p->next) {
        Str  name = json_text(p, "name"), unit = json_text(p, "unit_name");
        bool used = !v->who->stood_down &&
                    str_eq(v->who->position,
                           str_format(v->arena, "%.*s, %.*s", STR_ARG(name), STR_ARG(unit)));

        json_put_bool(v->arena, p, used ? "in_use" : "other", true);
    }
}

/* -- the page ------------------------------------------------------------------------- */

static enum err
run_show(struct view *v, const void *in, struct json *out)
{
    struct account_get_row    row;
    struct credential_get_row c = { .fresh = false };
    struct json              *positions;
    enum err                  err;

    TRY(account_get(v, v->who->account, &row));
    err = credential_get(v, row.account, &c);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_text(v->arena, out, "account", row.login);
    json_put_text(v->arena, out, "full_name", row.name);
    json_put_bool(v->arena, out, "second_factor", c.totp.n > 0);
    json_put_bool(v->arena, out, "change_password", c.fresh);
    json_put_text(v->arena, out, "position", v->who->position);
    own_fields_put(v, c.totp.n > 0, out);
    TRY(put_person(v, row.person, out));
    positions = json_put_array(v->arena, out, "positions");
    TRY(positions_put(v, row.account, false, positions));
    mark_positions(v, positions);
    if (row.officer)
        TRY(delegations_put_own(v, json_put_array(v->arena, json_put_object(v->arena, out, "away"),
                                                  "rows")));
    TRY(put_sessions(v, out));
    TRY(put_tokens(v, out));
    return run_disclosures(v, in, out);
}

const struct query query_me_show = {
    .name = "me.show", .right = "signed-in",
    .help = "My account: who I am here, positions, sessions, tokens, who read my data.",
    .fields = before_fields, .n_fields = 1, .in_size = sizeof(struct before_in), .run = run_show,
};

/* -- before anything else: a password of one's own ------------------------------------- */

static enum err
run_password_form(struct view *v, const void *in, struct json *out)
{
    struct account_get_row    row;
    struct credential_get_row c;
    bool                      old;

    (void)in;
    TRY(account_get(v, v->who->account, &row));
    TRY(credential_get(v, row.account, &c));
    TRY(credential_is_old(v, row.account, c.made, &old));
    json_put_text(v->arena, out, "account", row.login);
    json_put_bool(v->arena, out, "must_change", c.fresh);
    json_put_bool(v->arena, out, "is_old", old && !c.fresh);
    password_fields_put(v, c.totp.n > 0, out);
    return ERR_OK;
}

const struct query query_me_password_form = {
    .name = "me.password_form", .right = "signed-in",
    .help = "The fields of a new password of my own, for the page.", .run = run_password_form,
};
