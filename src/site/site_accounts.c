/* site/site_accounts.c -- many accounts: from a table, and many chosen from the list.
 * Floor 12.
 *
 *   file ─ looked at ─ all of it again with the word to create ─ slips or a file, once
 *   boxes ─ asked once more ─ account.…_many ─ what was done, what was not and why */
#include "base/csv.h"
#include "dossier/pages.h"
#include "site/visit.h"

#define TABLE_MAX ((size_t)100 * 1000)
#define FILE_SIZE ((size_t)1 << 20)

/* -- a table looked at --------------------------------------------------------------- */

static const struct look look = { .view = "accounts_new", .query = "account.import_form",
                                  .field = "text" };

static void
table_read(struct visit *v, enum err err, Str bytes)
{
    const char *why = err == ERR_TOO_LARGE
                          ? MSG("The file is larger than 100 kB. Send the table in parts.")
                      : err != ERR_OK ? err_message(err)
                                      : csv_refusal(bytes);

    if (why == NULL && str_starts(bytes, CSV_BOM))
        bytes = str_sub(bytes, CSV_BOM.n, bytes.n);
    visit_look(v, &look, why == NULL ? bytes : STR_NONE, why);
}

/* -- created ------------------------------------------------------------------------- */

static void
put_slips(struct visit *v, struct json *model)
{
    struct json *slips = json_put_array(v->arena, model, "slips");
    struct view  view = visit_view(v);
    int64_t      n = 0;

    json_each(made, json_get(v->call.out, "made"))
    {
        const struct json *fresh = json_get(made, "fresh");
        struct json       *slip = json_add(slips, json_object(v->arena)), *qr;

        json_put_text(v->arena, slip, "account", json_text(made, "account"));
        json_put_text(v->arena, slip, "full_name", json_text(made, "full_name"));
        json_put_text(v->arena, slip, "role_name", json_text(made, "role_name"));
        json_put_text(v->arena, slip, "unit_name", json_text(made, "unit_name"));
        json_put_text(v->arena, slip, "password", json_text(fresh, "password"));
        json_put_text(v->arena, slip, "totp_secret", json_text(fresh, "totp_secret"));
        qr = page_qr(&view, json_text(fresh, "totp_address"),
                     words(v->lang, MSG("QR code for the authenticator app")));
        if (qr != NULL)
            json_put(slip, S("qr"), qr);
        n++;
    }
    json_put_text(v->arena, model, "title",
                  words_count(v->arena, v->lang, "{1} account is created",
                              MSG("{1} accounts are created"), n));
}

static void
give_file(struct visit *v)
{
    struct buf b = BUF_MAX(FILE_SIZE);
    Str        head[] = { words(v->lang, MSG("Account")), words(v->lang, MSG("Full name")),
                          words(v->lang, MSG("Unit")), words(v->lang, MSG("Position")),
                          words(v->lang, MSG("First password")),
                          words(v->lang, MSG("Secret for the authenticator app")) };

    buf_add(&b, CSV_BOM);
    if (v->site->options.simulated)
        buf_add(&b, S("SỐ LIỆU MÔ PHỎNG\r\n"));
    csv_row(&b, head, sizeof head / sizeof *head);
    json_each(made, json_get(v->call.out, "made"))
    {
        const struct json *fresh = json_get(made, "fresh");
        Str cell[] = { json_text(made, "account"), json_text(made, "full_name"),
                       json_text(made, "unit_name"), json_text(made, "role_name"),
                       json_text(fresh, "password"), json_text(fresh, "totp_secret") };

        csv_row(&b, cell, sizeof cell / sizeof *cell);
    }
    visit_bytes(v, S("text/csv; charset=utf-8"), S("tai-khoan-moi.csv"),
                str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
}

static void
created(struct visit *v)
{
    struct json *model;

    if (v->call.err == ERR_INVALID && !v->wants_json) {
        visit_look(v, &look, visit_param(v, S("text")), NULL); /* changed since it was looked at */
    } else if (v->call.err != ERR_OK) {
        visit_fail_call(v);
    } else if (v->wants_json) {
        visit_json(v, 200, v->call.out);
    } else if (str_eq(visit_param(v, S("go")), S("file"))) {
        give_file(v);
    } else {
        model = json_object(v->arena);
        put_slips(v, model);
        visit_render(v, 200, "accounts_made", model);
    }
}

static void
post_table(struct visit *v)
{
    Str go = visit_param(v, S("go")), text = visit_param(v, S("text"));

    if (!visit_is_ours(v))
        return;
    if (visit_has_file(v, S("file")))
        visit_read_file(v, S("file"), TABLE_MAX, table_read);
    else if (text.n > 0 && (str_eq(go, S("page")) || str_eq(go, S("file"))))
        visit_call(v, "account.create_many", visit_input(v, "text"),
                   visit_key(v, "account.create_many"), created);
    else
        visit_look(v, &look, text, text.n > 0 ? NULL : MSG("Choose a file."));
}

/* The headings alone, to fill in. */
static void
get_template(struct visit *v)
{
    Str        head[] = { words(v->lang, MSG("Account")),         words(v->lang, MSG("Full name")),
                          words(v->lang, MSG("Unit")),            words(v->lang, MSG("Position")),
                          words(v->lang, MSG("E-mail")),          words(v->lang, MSG("Telephone")),
                          words(v->lang, MSG("Personal number")),
                          words(v->lang, MSG("Day of birth")),
                          words(v->lang, MSG("From day")),        words(v->lang, MSG("To day")) };
    struct buf b = BUF_MAX(4096);

    buf_add(&b, CSV_BOM);
    csv_row(&b, head, sizeof head / sizeof *head);
    visit_bytes(v, S("text/csv; charset=utf-8"), S("can-bo.csv"),
                str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
}

/* -- chosen from the list ------------------------------------------------------------ */

static const struct {
    const char *go, *command, *one, *more;
} acts[] = {
    { "move", "account.move_many", "{1} account moved", MSG("{1} accounts moved") },
    { "end", "account.end_positions_many", "{1} account has no position any more",
      MSG("{1} accounts have no position any more") },
    { "close", "account.close_many", "{1} account is closed", MSG("{1} accounts are closed") },
};
#define N_ACTS (sizeof acts / sizeof acts[0])

static size_t
act_of(struct visit *v)
{
    Str    go = visit_param(v, S("go"));
    size_t i = 0;

    while (i + 1 < N_ACTS && !str_eq(go, str_of(acts[i].go)))
        i++;
    return i;
}

static struct json *
chosen_input(struct visit *v)
{
    struct json *input = json_object(v->arena), *list = visit_list(v, S("accounts"));

    json_put(input, S("accounts"), list != NULL ? list : json_array(v->arena));
    json_put_text(v->arena, input, "go", str_of(acts[act_of(v)].go));
    return input;
}

static void
chosen_drawn(struct visit *v)
{
    bool none;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    none = json_int(v->call.out, "count", 0) == 0;
    if (none)
        json_put_bool(v->arena, v->call.out, "nothing", true);
    visit_render(v, none ? 422 : 200, "accounts_many", v->call.out);
}

static struct json *
outcome(struct visit *v)
{
    struct json *model = json_object(v->arena), *o, *done, *refused;
    size_t       i = act_of(v);
    int64_t      n = 0;

    json_put_array(v->arena, model, "rows");
    json_put_array(v->arena, model, "fields");
    json_put_text(v->arena, model, "go", str_of(acts[i].go));
    json_put_int(v->arena, model, "count", 0);
    o = json_put_object(v->arena, model, "outcome");
    done = json_put_array(v->arena, o, "done");
    refused = json_put_array(v->arena, o, "refused");
    json_each(part, json_get(v->call.out, "done"))
    {
        json_put_text(v->arena, json_add(done, json_object(v->arena)), "account",
                      json_text(part, "name"));
        n++;
    }
    json_each(part, json_get(v->call.out, "refused"))
    {
        struct json *row = json_add(refused, json_object(v->arena));

        json_put_text(v->arena, row, "account", json_text(part, "name"));
        json_put_text(v->arena, row, "words", json_text(part, "message"));
    }
    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, acts[i].one, acts[i].more, n));
    return model;
}

static void
chosen_done(struct visit *v)
{
    if (v->call.err == ERR_INVALID && !v->wants_json)
        visit_form_again_with(v, chosen_input(v));
    else if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (v->wants_json)
        visit_json(v, 200, v->call.out);
    else
        visit_render(v, 200, "accounts_many", outcome(v));
}

static void
post_chosen(struct visit *v)
{
    const char  *command = acts[act_of(v)].command;
    struct json *input = chosen_input(v), *ask = json_object(v->arena);
    Str          day = visit_date(v, act_of(v) == 0 ? S("from") : S("until"));

    if (!visit_is_ours(v))
        return;
    if (!str_eq(visit_param(v, S("sure")), S("yes")) || visit_list(v, S("accounts")) == NULL) {
        visit_call(v, "account.chosen", input, STR_NONE, chosen_drawn);
        return;
    }
    json_put(ask, S("accounts"), json_copy(v->arena, json_get(input, "accounts")));
    if (act_of(v) == 0)
        json_put_text(v->arena, ask, "unit", visit_param(v, S("unit")));
    if (act_of(v) < 2 && day.n > 0)
        json_put_text(v->arena, ask, act_of(v) == 0 ? "from" : "until", day);
    visit_call(v, command, ask, visit_key(v, command), chosen_done);
}

static const struct form chosen_form = {
    .view = "accounts_many", .query = "account.chosen", .fields = "fields",
};

const struct route routes_accounts[] = {
    { HTTP_GET, "/tai-khoan/nhieu", ROUTE_PAGE, .view = "accounts_new",
      .call = "account.import_form" },
    { HTTP_POST, "/tai-khoan/nhieu", ROUTE_OWN, .handle = post_table, .multipart = true },
    { HTTP_GET, "/tai-khoan/nhieu/mau.csv", ROUTE_OWN, .handle = get_template },
    { HTTP_POST, "/tai-khoan/chon", ROUTE_OWN, .form = &chosen_form, .handle = post_chosen },
    { .path = NULL },
};
