/* ident/account_list.c -- accounts for their administrators: a list by name,
 * found by the beginnings of words, and one in full.  Floor 5.
 *
 * Officers are listed to every administrator; citizens only to those who may
 * administer them, and showing one is a disclosure.  A page is paged by key:
 * `next` is handed back as `after`. */
#include "base/scan.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "ident/inner.h"

#define PAGE     50
#define SCAN_MAX 1000 /* index rows looked at for one page of a search */

/* What the pages call it: new is an open account whose first password stands, idle one that
 * nobody used for too long. */
static Str
state_of(const struct account_get_row *row, const struct credential_get_row *c, Time now)
{
    if (!str_eq(row->state, STATE_OPEN))
        return row->state;
    return c->fresh                                        ? S("new")
           : credential_is_idle(c, row->officer, now) ? S("idle")
                                                           : row->state;
}

static Str
state_words(enum lang lang, Str state)
{
    if (str_eq(state, S("new")))
        return words(lang, MSG("first password not changed yet"));
    if (str_eq(state, S("idle")))
        return words(lang, MSG("closed: not used for 45 days"));
    if (str_eq(state, STATE_OPEN))
        return words(lang, MSG("in use"));
    if (str_eq(state, STATE_LOCKED))
        return words(lang, MSG("locked"));
    return words(lang, MSG("closed for good"));
}

/* What both pages show of an account. */
static enum err
put_account(struct view *v, const struct account_get_row *row, struct json *to)
{
    struct credential_get_row c = { .fresh = false, .seen = TIME_NONE };
    enum err                  err = credential_get(v, row->account, &c);
    Str                       state;

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    state = state_of(row, &c, v->now);
    json_put_text(v->arena, to, "account", row->login);
    json_put_text(v->arena, to, "state", state);
    json_put_text(v->arena, to, "state_words", state_words(v->lang, state));
    json_put_bool(v->arena, to, "officer", row->officer);
    if (c.seen != TIME_NONE) {
        json_put_time(v->arena, to, "seen", c.seen);
        json_put_text(v->arena, to, "seen_words", when_moment(v->arena, v->lang, c.seen));
    }
    if (!row->officer)
        view_disclose(v, row->person, str_format(v->arena, "account:%.*s", STR_ARG(row->login)),
                      str_of(MSG("name")), str_of(MSG("administration of accounts")));
    return ERR_OK;
}

/* -- the list ------------------------------------------------------------------------ */

struct list_in {
    Str q, filter, after;
};

static const struct field list_fields[] = {
    FIELD(TEXT, struct list_in, q, .max = 60, .help = "Beginnings of words of a name or account"),
    FIELD(TEXT, struct list_in, filter, .max = 20,
          .help = "officers, citizens, locked or closed; absent: officers"),
    FIELD(TEXT, struct list_in, after, .max = 200, .help = "`next` of the page before"),
};

/* What the chips offer, without words to find. */
static const struct filter {
    const char *key, *label;
    bool        officer;
    Str         state;
} filters[] = {
    { "officers", MSG("Officers"), true, { "open", 4 } },
    { "citizens", MSG("Citizens"), false, { "open", 4 } },
    { "locked", MSG("Locked"), true, { "locked", 6 } },
    { "locked-citizens", MSG("Locked, citizens"), false, { "locked", 6 } },
    { "closed", MSG("Closed"), true, { "closed", 6 } },
};
enum { FILTERS = sizeof filters / sizeof *filters };

static const struct filter *
filter_of(Str key)
{
    for (int i = 0; i < FILTERS; i++)
        if (str_eq(key, str_of(filters[i].key)))
            return &filters[i];
    return &filters[0];
}

struct listing {
    struct view *view;
    struct json *rows;
    int          n;
    Id           last;
    Str          last_word;
    bool         more, pick; /* pick: some of them can be chosen, to do something with */
};

static enum err
list_one(struct listing *l, const struct account_get_row *row)
{
    struct view *v = l->view;
    enum err     err = row->officer ? ERR_OK : account_administer(v, row);
    struct json *item;
    Str          held;

    if (err == ERR_FORBIDDEN) {
        v->why = NULL;
        return ERR_OK;
    }
    TRY(err);
    item = json_add(l->rows, json_object(v->arena));
    l->n++;
    TRY(put_account(v, row, item));
    if (row->officer && !str_eq(row->state, STATE_CLOSED))
        l->pick = json_put_bool(v->arena, item, "pick", true)->flag;
    json_put_text(v->arena, item, "name", row->name);
    TRY(positions_words(v, row->account, &held));
    json_put_text(v->arena, item, "positions_words", held);
    json_put_text(v->arena, item, "href",
                  str_format(v->arena, "/tai-khoan/%.*s", STR_ARG(row->login)));
    return ERR_OK;
}

static enum err
list_page(struct listing *l, const struct list_in *in)
{
    struct account_page_row *row;
    struct account_get_row   last = { .name_key = S(""), .account = 0 };
    const struct filter     *filter = filter_of(in->filter);
    int                      n;
    Id                       after;

    if (in->after.n > 0) {
        TRY(scan_int(in->after, 1, INT64_MAX, &after));
        TRY(account_get(l->view, after, &last));
    }
    TRY(account_page(l->view, filter->officer, filter->state, last.name_key, last.account,
                     PAGE + 1, &row, &n));
    l->more = n > PAGE;
    for (int i = 0; i < n && i < PAGE; i++) {
        struct account_get_row account;

        TRY(account_get(l->view, row[i].account, &account));
        TRY(list_one(l, &account));
        l->last = account.account;
    }
    return ERR_OK;
}

/* -- finding ------------------------------------------------------------------------- */

/* Does every word asked for begin some word of the name or the login? */
static bool
matches(struct arena *arena, Str asked, const struct account_get_row *row)
{
    Str have = str_format(arena, " %.*s %.*s", STR_ARG(row->login),
                          STR_ARG(text_fold(arena, row->name)));

    while (asked.n > 0) {
        Str word, look;

        str_cut(asked, ' ', &word, &asked);
        look = str_format(arena, " %.*s", STR_ARG(word));
        if (!str_has(have, look))
            return false;
    }
    return true;
}

/* The longest word leads: it is the rarest. */
static Str
longest_word(Str asked)
{
    Str best = STR_NONE, word;

    while (asked.n > 0) {
        str_cut(asked, ' ', &word, &asked);
        if (word.n > best.n)
            best = word;
    }
    return best;
}

/* An account two of whose words begin so is listed at the first of them. */
static bool
is_first_word(struct arena *arena, const struct account_get_row *row, Str lead, Str word)
{
    Str rest = str_format(arena, "%.*s %.*s", STR_ARG(row->login),
                          STR_ARG(text_fold(arena, row->name)));
    Str one;

    while (rest.n > 0) {
        str_cut(rest, ' ', &one, &rest);
        if (str_starts(one, lead) && str_cmp(one, word) < 0)
            return false;
    }
    return true;
}

static enum err
take_found(struct listing *l, Str asked, Str lead, const struct account_found_row *found)
{
    struct account_get_row row;

    l->last = found->account;
    l->last_word = found->word;
    TRY(account_get(l->view, found->account, &row));
    if (!matches(l->view->arena, asked, &row) ||
        !is_first_word(l->view->arena, &row, lead, found->word))
        return ERR_OK;
    return list_one(l, &row);
}

static enum err
list_found(struct listing *l, const struct list_in *in)
{
    struct arena             *arena = l->view->arena;
    Str                       asked = text_fold(arena, in->q), lead = longest_word(asked);
    Str                       end = str_format(arena, "%.*s\xf4\x8f\xbf\xbf", STR_ARG(lead));
    Str                       number, word = S("");
    struct account_found_row *found;
    Id                        account = 0;
    int                       n = 0, i = 0;

    if (in->after.n > 0) {
        str_cut(in->after, ':', &number, &word);
        TRY(scan_int(number, 1, INT64_MAX, &account));
    }
    if (lead.n == 0)
        return ERR_OK;
    TRY(account_found(l->view, lead, end, word, account, SCAN_MAX, &found, &n));
    while (i < n && l->n < PAGE)
        TRY(take_found(l, asked, lead, &found[i++]));
    l->more = i < n || n == SCAN_MAX;
    return ERR_OK;
}

/* -- the page ------------------------------------------------------------------------ */

static Str
address(struct view *v, const struct list_in *in, const char *filter, Str after)
{
    struct buf b = BUF_MAX(2000);
    Str        s;

    buf_format(&b, "/tai-khoan?loc=%s", filter);
    if (in != NULL && in->q.n > 0) {
        buf_add(&b, S("&q="));
        buf_escaped(&b, in->q);
    }
    if (after.n > 0) {
        buf_add(&b, S("&sau="));
        buf_escaped(&b, after);
    }
    s = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* Each filter with its count; *out_count: of the one in use. */
static enum err
put_chips(struct view *v, const struct filter *current, struct json *out, int64_t *out_count)
{
    struct json *list = json_put_array(v->arena, out, "chips");

    for (int i = 0; i < FILTERS; i++) {
        struct account_tally_get_row row = { .n = 0 };
        struct json                 *chip = json_add(list, json_object(v->arena));
        enum err err = account_tally_get(v, filters[i].officer, filters[i].state, &row);

        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        json_put_text(v->arena, chip, "label", words(v->lang, filters[i].label));
        json_put_text(v->arena, chip, "href", address(v, NULL, filters[i].key, STR_NONE));
        json_put_int(v->arena, chip, "count", row.n);
        if (&filters[i] != current)
            continue;
        json_put_bool(v->arena, chip, "current", true);
        *out_count = row.n;
    }
    return ERR_OK;
}

static void
put_pager(const struct listing *l, const struct list_in *in, struct json *out)
{
    struct view *v = l->view;
    const char  *filter = filter_of(in->filter)->key;
    Str          next = str_int(v->arena, l->last);

    if (l->last_word.n > 0)
        next = str_format(v->arena, "%.*s:%.*s", STR_ARG(next), STR_ARG(l->last_word));
    if (in->after.n > 0)
        json_put_text(v->arena, out, "newer_url", address(v, in, filter, STR_NONE));
    if (!l->more)
        return;
    json_put_text(v->arena, out, "next", next);
    json_put_text(v->arena, out, "older_url", address(v, in, filter, next));
}

static enum err
run_list(struct view *v, const void *in_, struct json *out)
{
    const struct list_in *in = in_;
    struct listing        l = { .view = v, .rows = json_array(v->arena) };
    int64_t               count = 0;
    bool                  finding = in->q.n > 0;

    TRY(finding ? list_found(&l, in) : list_page(&l, in));
    TRY(put_chips(v, finding ? NULL : filter_of(in->filter), out, &count));
    if (finding)
        json_put_text(v->arena, out, "q", in->q);
    json_put_int(v->arena, out, "count", finding ? l.n : count);
    json_put(out, S("rows"), l.rows);
    if (l.pick)
        json_put_bool(v->arena, out, "tools", true);
    put_pager(&l, in, out);
    return ERR_OK;
}

const struct query query_account_list = {
    .name = "account.list", .right = "admin.accounts",
    .help = "Accounts by name, or found by the beginnings of words.", .fields = list_fields,
    .n_fields = 3, .in_size = sizeof(struct list_in), .run = run_list,
};

/* -- one account --------------------------------------------------------------------- */

struct show_in {
    Str account;
};

static const struct field show_fields[] = {
    FIELD(TEXT, struct show_in, account, .required = true, .max = 40,
          .help = "Name of the account"),
};

/* What its positions allow today, each right with the units where it holds. */
static enum err
put_rights(struct view *v, Id account, struct json *out)
{
    struct json         *list = json_put_array(v->arena, out, "rights");
    const struct roles  *roles = roles_of(v);
    struct json         *held = json_array(v->arena);

    TRY(positions_put(v, account, false, held));
    for (int i = 0; i < roles->n_rights; i++) {
        struct buf where = BUF_MAX(4000);

        json_each(p, held) {
            const struct role *role = roles_find(roles, json_text(p, "role"));

            if (role == NULL || !role_grants(role, roles->right[i].key))
                continue;
            buf_add(&where, where.n > 0 ? S("; ") : S(""));
            buf_add(&where, json_text(p, "unit_name"));
        }
        if (where.n > 0) {
            struct json *item = json_add(list, json_object(v->arena));

            json_put_text(v->arena, item, "right", roles->right[i].key);
            json_put_text(v->arena, item, "what", pack_words(v->lang, roles->right[i].name));
            json_put_text(v->arena, item, "where_words", str_copy(v->arena, buf_str(&where)));
        }
        buf_free(&where);
    }
    return ERR_OK;
}

static enum err
run_show(struct view *v, const void *in, struct json *out)
{
    struct account_with_login_row found;
    struct account_get_row        row;

    TRY(account_with_login(v, login_of(v->arena, ((const struct show_in *)in)->account), &found));
    TRY(account_get(v, found.account, &row));
    if (!row.officer)
        TRY(account_administer(v, &row));
    TRY(put_account(v, &row, out));
    json_put_text(v->arena, out, "full_name", row.name);
    if (str_eq(row.state, STATE_LOCKED))
        json_put_bool(v->arena, out, "locked", true);
    TRY(position_fields_put(v, out));
    TRY(positions_put(v, row.account, true, json_put_array(v->arena, out, "positions")));
    return put_rights(v, row.account, out);
}

const struct query query_account_show = {
    .name = "account.show", .right = "admin.accounts",
    .help = "One account: its positions, and what they allow.", .fields = show_fields,
    .n_fields = 1, .in_size = sizeof(struct show_in), .run = run_show,
};
