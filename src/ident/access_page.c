/* ident/access_page.c -- the pages of the review: units with what is due and late, and one
 * unit's positions to look at.  Floor 5. */
#include "base/scan.h"
#include "base/when.h"
#include "base/words.h"
#include "ident/access.h"

#define UNITS_PAGE 50 /* units looked at for one page */
#define DESKS_MAX  500

/* -- access.units -------------------------------------------------------------------- */

struct units_in {
    Str after;
};

static const struct field units_fields[] = {
    FIELD(TEXT, struct units_in, after, .max = 60, .help = "`next` of the page before"),
};

struct counted {
    const struct unit *unit;
    Id                *desk;
    int                n_desks;
    int64_t            n, due, late;
};

static void
add_counts(struct counted *c, int n, const struct access_counts_row *row)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < c[i].n_desks; k++)
            if (c[i].desk[k] == row->desk) {
                c[i].n += row->n;
                c[i].due += row->due;
                c[i].late += row->late;
                return;
            }
}

/* One statement for all the page's units. */
static enum err
count_all(struct view *v, struct counted *c, int n)
{
    struct access_days        days = access_days_on(v, time_day(v->now));
    struct json              *desks = json_array(v->arena);
    struct access_counts_row *row;
    int                       rows;

    for (int i = 0; i < n; i++) {
        TRY(desks_of_unit(v, c[i].unit->id, time_day(v->now), &c[i].desk, &c[i].n_desks));
        for (int k = 0; k < c[i].n_desks; k++)
            json_add(desks, json_new_int(v->arena, c[i].desk[k]));
    }
    TRY(access_counts(v, days.due_before, days.late_before, days.start,
                      json_string(v->arena, desks), time_day(v->now), DESKS_MAX, &row, &rows));
    for (int i = 0; i < rows; i++)
        add_counts(c, n, &row[i]);
    return ERR_OK;
}

static void
put_counted(struct view *v, const struct counted *c, struct json *rows)
{
    struct json *o = json_add(rows, json_object(v->arena));

    json_put_text(v->arena, o, "unit_name", c->unit->title);
    json_put_text(v->arena, o, "href",
                  str_format(v->arena, "/ra-soat-quyen/%.*s", STR_ARG(c->unit->code)));
    json_put_int(v->arena, o, "n", c->n);
    json_put_int(v->arena, o, "due", c->due - c->late);
    json_put_int(v->arena, o, "late", c->late);
}

static void
put_rule(struct view *v, struct json *out)
{
    struct access_days days = access_days_on(v, time_day(v->now));

    json_put_text(v->arena, out, "rule_words",
                  days.any ? words_fill(v->arena, v->lang,
                                        MSG("Each position is looked at again every {1} months; it "
                                            "is due {2} days before."),
                                        str_int(v->arena, days.rule->months),
                                        str_int(v->arena, days.rule->notice_days))
                           : words(v->lang, MSG("No pack in use has a rule for how often access "
                                                "is reviewed; nothing is due.")));
}

/* The units within reach, by name, behind one; at most a page of them. */
static enum err
units_page(struct view *v, Str after, struct counted *out, int *n, bool *more)
{
    struct unit *unit;
    int          all, i = 0;
    bool         reaches;

    *n = 0;
    *more = false;
    TRY(unit_all(v, time_day(v->now), &unit, &all));
    while (after.n > 0 && i < all && !str_eq(unit[i].code, after))
        i++;
    for (i += after.n > 0 && i < all; i < all; i++) {
        TRY(ident_reaches(v, unit[i].id, &reaches));
        if (!reaches)
            continue;
        *more = *n == UNITS_PAGE;
        if (*more)
            return ERR_OK;
        out[(*n)++] = (struct counted){ .unit = &unit[i] };
    }
    return ERR_OK;
}

static enum err
run_units(struct view *v, const void *in, struct json *out)
{
    struct counted *c = arena_array(v->arena, struct counted, UNITS_PAGE);
    struct json    *rows = json_put_array(v->arena, out, "rows");
    Str             after = ((const struct units_in *)in)->after;
    bool            more;
    int             n;

    TRY(units_page(v, after, c, &n, &more));
    TRY(count_all(v, c, n));
    put_rule(v, out);
    for (int i = 0; i < n; i++)
        if (c[i].n > 0)
            put_counted(v, &c[i], rows);
    if (after.n > 0)
        json_put_text(v->arena, out, "newer_url", S("/ra-soat-quyen"));
    if (more) {
        json_put_text(v->arena, out, "next", c[n - 1].unit->code);
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/ra-soat-quyen?sau=%.*s",
                                 STR_ARG(c[n - 1].unit->code)));
    }
    return ERR_OK;
}

const struct query query_access_units = {
    .name = "access.units", .right = "access.review",
    .help = "Units within one's position, with how many positions are due or late for review.",
    .fields = units_fields, .n_fields = 1, .in_size = sizeof(struct units_in), .run = run_units,
    .heavy = true,
};

/* -- access.unit --------------------------------------------------------------------- */

struct unit_in {
    Str unit, after;
};

static const struct field unit_fields[] = {
    FIELD(TEXT, struct unit_in, unit, .required = true, .max = 60, .help = "Code of the unit"),
    FIELD(TEXT, struct unit_in, after, .max = 40, .help = "`next` of the page before"),
};

static void
put_rights(struct view *v, Str key, struct json *row)
{
    const struct roles *roles = roles_of(v);
    const struct role  *role = roles_find(roles, key);
    struct json        *list = json_put_array(v->arena, row, "rights");

    json_put_text(v->arena, row, "role_name",
                  role != NULL ? pack_words(v->lang, role->name) : key);
    for (int i = 0; role != NULL && i < role->n_rights; i++) {
        const struct right *right = roles_right(roles, role->rights[i]);

        if (right != NULL)
            json_add(list, json_new_text(v->arena, pack_words(v->lang, right->name)));
    }
}

/* When it was last looked at and by whom, and what follows for today. */
static enum err
put_since(struct view *v, const struct access_held_row *p, struct json *row)
{
    struct access_days             days = access_days_on(v, time_day(v->now));
    struct access_review_last_row *last;
    Str                            reviewer = S("–");
    Day                            since = p->from_day > days.start ? p->from_day : days.start;
    Str                            state = S("ok");
    int                            n;

    TRY(access_review_last(v, p->position, 1, &last, &n));
    if (n > 0) {
        since = last[0].day;
        if (last[0].reviewer != 0)
            TRY(ident_account_did(v, last[0].reviewer, last[0].act, &reviewer));
        json_put_text(v->arena, row, "last_words",
                      words_fill(v->arena, v->lang, MSG("{1}, by {2}"),
                                 day_people(v->arena, since), reviewer));
        if (last[0].reason.n > 0)
            json_put_text(v->arena, row, "last_reason", last[0].reason);
    }
    if (!days.any)
        return ERR_OK;
    if (since < days.late_before)
        state = S("late");
    else if (since < days.due_before)
        state = S("soon");
    json_put_text(v->arena, row, "state", state);
    json_put_text(v->arena, row, "due_words",
                  words_fill(v->arena, v->lang,
                             str_eq(state, S("late"))   ? MSG("late: by {1}")
                             : str_eq(state, S("soon")) ? MSG("due by {1}")
                                                        : MSG("next by {1}"),
                             day_people(v->arena,
                                        day_add_months(since, (int)days.rule->months)),
                             STR_NONE));
    return ERR_OK;
}

static enum err
put_seen(struct view *v, const struct account_get_row *account, struct json *row)
{
    struct credential_get_row c = { .fresh = false, .seen = TIME_NONE };
    enum err                  err = credential_get(v, account->account, &c);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_text(v->arena, row, "seen_words",
                  c.seen == TIME_NONE ? words(v->lang, MSG("never"))
                                      : day_people(v->arena, time_day(c.seen)));
    if (credential_is_idle(&c, account->officer, v->now))
        json_put_bool(v->arena, row, "idle", true);
    if (str_eq(account->state, STATE_LOCKED))
        json_put_bool(v->arena, row, "locked", true);
    return ERR_OK;
}

static enum err
put_held(struct view *v, const struct access_held_row *p, struct json *rows)
{
    struct json           *row = json_add(rows, json_object(v->arena));
    struct account_get_row account;

    TRY(account_get(v, p->account, &account));
    json_put_int(v->arena, row, "position", p->position);
    json_put_int(v->arena, row, "seen", p->version);
    json_put_text(v->arena, row, "account", account.login);
    json_put_text(v->arena, row, "name", account.name);
    json_put_text(v->arena, row, "from_words", day_people(v->arena, p->from_day));
    if (p->account != v->who->account && p->account != v->who->stands_for)
        json_put_bool(v->arena, row, "mine_to_judge", true);
    put_rights(v, p->role, row);
    TRY(put_since(v, p, row));
    return put_seen(v, &account, row);
}

/* "POSITION" of the last one shown; its name's key is looked up again. */
static enum err
read_after(struct view *v, Str after, Str *out_key, Id *out_position)
{
    struct position_get_row p;
    struct account_get_row  account;

    *out_key = S("");
    *out_position = 0;
    if (after.n == 0)
        return ERR_OK;
    TRY(scan_int(after, 1, INT64_MAX, out_position));
    TRY(position_get(v, *out_position, &p));
    TRY(account_get(v, p.account, &account));
    *out_key = account.name_key;
    return ERR_OK;
}

static void
put_pager(struct view *v, const struct unit_in *in, bool more, Id last, struct json *out)
{
    if (in->after.n > 0)
        json_put_text(v->arena, out, "newer_url",
                      str_format(v->arena, "/ra-soat-quyen/%.*s", STR_ARG(in->unit)));
    if (!more)
        return;
    json_put_int(v->arena, out, "next", last);
    json_put_text(v->arena, out, "older_url",
                  str_format(v->arena, "/ra-soat-quyen/%.*s?sau=%lld", STR_ARG(in->unit),
                             (long long)last));
}

static enum err
run_unit(struct view *v, const void *in_, struct json *out)
{
    const struct unit_in   *in = in_;
    Day                     today = time_day(v->now);
    struct json            *rows = json_put_array(v->arena, out, "rows");
    struct access_held_row *held;
    struct unit             unit;
    Str                     desks, key;
    Id                      position;
    int                     n;

    TRY(unit_by_code(v, in->unit, today, &unit));
    TRY(ident_require(v, S("access.review"), unit.id));
    TRY(access_desks(v, unit.id, &desks));
    TRY(read_after(v, in->after, &key, &position));
    TRY(access_held(v, desks, today, key, position, ACCESS_PAGE + 1, &held, &n));
    json_put_text(v->arena, out, "unit", unit.code);
    if (in->after.n > 0)
        json_put_text(v->arena, out, "after", in->after);
    json_put_text(v->arena, out, "unit_name", unit.title);
    put_rule(v, out);
    for (int i = 0; i < n && i < ACCESS_PAGE; i++)
        TRY(put_held(v, &held[i], rows));
    if (n > ACCESS_PAGE)
        position = held[ACCESS_PAGE - 1].position;
    put_pager(v, in, n > ACCESS_PAGE, position, out);
    return ERR_OK;
}

const struct query query_access_unit = {
    .name = "access.unit", .right = "access.review",
    .help = "What is held at a unit: by whom, what it allows, when it was last used and looked at.",
    .fields = unit_fields, .n_fields = 2, .in_size = sizeof(struct unit_in), .run = run_unit,
};
