/* ident/client_page.c -- systems on pages: those within reach, and one with its secrets,
 * agreements and what it asked for day by day.  Floor 5.
 *
 * What a system used is stored in batches, so the page may lag some seconds behind. */
#include "base/when.h"
#include "base/words.h"
#include "ident/client_inner.h"

#define PAGE      50
#define LOOK      500 /* clients looked at for one page */
#define DAYS_BACK 31  /* of usage */
#define USAGE_MAX 400

static void
put_state(struct view *v, const struct client_get_row *c, struct json *to)
{
    bool open = str_eq(c->state, CLIENT_OPEN);

    json_put_text(v->arena, to, "state", open ? S("open") : S("closed"));
    json_put_text(v->arena, to, "state_words", words(v->lang, open ? MSG("in use") : MSG("ended")));
}

static enum err
put_unit(struct view *v, Id desk, struct json *to)
{
    Day         today = time_day(v->now);
    struct unit unit;
    Id          id;

    TRY(desk_unit_on(v, desk, today, &id));
    TRY(unit_by_id(v, id, today, &unit));
    json_put_text(v->arena, to, "unit_name", unit.title);
    return ERR_OK;
}

static void
put_last(struct view *v, Time last, struct json *to)
{
    if (last != TIME_NONE)
        json_put_text(v->arena, to, "last_words", when_moment(v->arena, v->lang, last));
}

/* Newest first, so the first day has it. */
static Time
last_of(const struct client_usage_of_row *row, int n)
{
    Time last = TIME_NONE;

    for (int i = 0; i < n && row[i].day == row[0].day; i++)
        if (last == TIME_NONE || row[i].last > last)
            last = row[i].last;
    return last;
}

/* -- client.list -------------------------------------------------------------------------- */

struct list_in {
    Id after;
};

static const struct field list_fields[] = {
    FIELD(ID, struct list_in, after, .help = "`next` of the page before"),
};

static enum err
count_agreements(struct view *v, Id client, int64_t *out)
{
    struct agreements_of_row *row;
    Day                       today = time_day(v->now);
    int                       n;

    *out = 0;
    TRY(agreements_of(v, client, INT64_MAX, PAGE, &row, &n));
    for (int i = 0; i < n; i++) {
        struct agreement_get_row a;

        TRY(agreement_get(v, row[i].agreement, &a));
        *out += agreement_state(&a, today) == AGREEMENT_HOLDS;
    }
    return ERR_OK;
}

static enum err
put_listed(struct view *v, const struct client_get_row *c, struct json *rows)
{
    struct json                *o = json_add(rows, json_object(v->arena));
    struct client_usage_of_row *used;
    int64_t                     agreements;
    int                         n;

    json_put_text(v->arena, o, "name", c->name);
    json_put_text(v->arena, o, "client_id", c->key);
    json_put_text(v->arena, o, "href",
                  str_format(v->arena, "/he-thong/%lld", (long long)c->client));
    put_state(v, c, o);
    TRY(put_unit(v, c->desk, o));
    TRY(count_agreements(v, c->client, &agreements));
    json_put_int(v->arena, o, "agreements", agreements);
    TRY(client_usage_of(v, c->client, DAY_MIN, REGISTRIES_MAX, &used, &n));
    put_last(v, last_of(used, n), o);
    return ERR_OK;
}

/* By name, those within reach, behind one of them. */
static enum err
put_list(struct view *v, Id after, struct json *rows, struct json *out)
{
    struct client_get_row    from = { .name_key = S("") };
    struct clients_page_row *row;
    int                      n, shown = 0;
    Id                       last = 0;

    if (after != 0)
        TRY(client_find(v, after, &from));
    TRY(clients_page(v, from.name_key, after, LOOK, &row, &n));
    for (int i = 0; i < n; i++) {
        struct client_get_row c;
        enum err              err = client_find(v, row[i].client, &c);

        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        if (shown++ == PAGE) {
            json_put_text(v->arena, out, "older_url",
                          str_format(v->arena, "/he-thong?sau=%lld", (long long)last));
            break;
        }
        last = c.client;
        TRY(put_listed(v, &c, rows));
    }
    if (after != 0)
        json_put_text(v->arena, out, "newer_url", S("/he-thong"));
    return ERR_OK;
}

static enum err
run_list(struct view *v, const void *in, struct json *out)
{
    struct json *rows = json_put_array(v->arena, out, "rows");

    TRY(put_list(v, ((const struct list_in *)in)->after, rows, out));
    return client_fields_put(v, out);
}

const struct query query_client_list = {
    .name = "client.list", .right = "admin.clients",
    .help = "Systems of units within one's position, with their last use.", .fields = list_fields,
    .n_fields = 1, .in_size = sizeof(struct list_in), .run = run_list,
};

/* -- client.show -------------------------------------------------------------------------- */

struct show_in {
    Id client, before;
};

static const struct field show_fields[] = {
    FIELD(ID, struct show_in, client, .required = true),
    FIELD(ID, struct show_in, before, .help = "Agreements before this one; absent: the newest"),
};

static enum err
put_credentials(struct view *v, Id client, Str kind, struct json *list)
{
    struct client_credentials_row *row;
    int                            n;

    TRY(client_credentials(v, client, kind, v->now, CERTIFICATES_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));
        Str          made = day_people(v->arena, time_day(row[i].made));

        json_put_text(v->arena, o, "id", str_int(v->arena, row[i].credential));
        json_put_text(v->arena, o, "made_words",
                      words_fill(v->arena, v->lang, MSG("made on {1}"), made, STR_NONE));
        json_put_text(v->arena, o, "until_words",
                      words_fill(v->arena, v->lang, MSG("until {1}"),
                                 when_moment(v->arena, v->lang, row[i].expires), STR_NONE));
        if (str_eq(kind, KIND_SECRET))
            continue;
        json_put_text(v->arena, o, "subject", row[i].name);
        json_put_text(v->arena, o, "fingerprint", hex_text(v->arena, row[i].hash));
    }
    return ERR_OK;
}

static Str
fields_words(struct view *v, Str fields)
{
    struct buf   b = BUF_MAX((size_t)64 << 10);
    struct json *list;
    Str          s = fields;

    if (json_parse(v->arena, fields, &list, NULL) != ERR_OK)
        return s;
    json_each(name, list) {
        if (b.n > 0)
            buf_add(&b, S(", "));
        buf_add(&b, str_eq(name->text, S("*")) ? words(v->lang, MSG("all fields but personal ones"))
                                               : name->text);
    }
    s = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum err
put_registries(struct view *v, Id agreement, struct json *to)
{
    struct json                     *list = json_put_array(v->arena, to, "registries");
    struct agreement_registries_row *row;
    int                              n;

    TRY(agreement_registries(v, agreement, REGISTRIES_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "registry", row[i].registry);
        json_put_text(v->arena, o, "fields_words", fields_words(v, row[i].fields));
    }
    return ERR_OK;
}

static const struct {
    const char *key, *label;
} state_words[] = {
    [AGREEMENT_COMING] = { "next", MSG("to come") },
    [AGREEMENT_HOLDS] = { "now", MSG("in force") },
    [AGREEMENT_OVER] = { "done", MSG("over") },
    [AGREEMENT_ENDED] = { "stop", MSG("ended early") },
};

static enum err
put_ended(struct view *v, const struct agreement_get_row *a, struct json *to)
{
    Str name = S("–");

    if (a->ended == TIME_NONE)
        return ERR_OK;
    if (a->ender != 0)
        TRY(ident_account_name(v, a->ender, &name));
    json_put_text(v->arena, to, "ended_words",
                  words_fill(v->arena, v->lang, MSG("ended on {1} by {2}"),
                             when_moment(v->arena, v->lang, a->ended), name));
    if (a->end_reason.n > 0)
        json_put_text(v->arena, to, "end_reason", a->end_reason);
    return ERR_OK;
}

static enum err
put_agreement(struct view *v, Id agreement, struct json *list)
{
    struct json             *o = json_add(list, json_object(v->arena));
    struct agreement_get_row a;
    enum agreement_state     state;

    TRY(agreement_get(v, agreement, &a));
    state = agreement_state(&a, time_day(v->now));
    json_put_text(v->arena, o, "id", str_int(v->arena, agreement));
    json_put_text(v->arena, o, "purpose", a.purpose);
    json_put_text(v->arena, o, "basis", a.basis);
    json_put_text(v->arena, o, "state", str_of(state_words[state].key));
    json_put_text(v->arena, o, "state_words", words(v->lang, state_words[state].label));
    json_put_text(v->arena, o, "days_words",
                  words_fill(v->arena, v->lang, MSG("from {1} to {2}"),
                             day_people(v->arena, a.from_day), day_people(v->arena, a.last_day)));
    json_put_text(v->arena, o, "rights_words",
                  words(v->lang, a.may_read && a.may_write ? MSG("reads and writes")
                                 : a.may_write             ? MSG("writes")
                                                           : MSG("reads")));
    json_put_int(v->arena, o, "requests", a.requests);
    json_put_int(v->arena, o, "records", a.records);
    if (state == AGREEMENT_HOLDS || state == AGREEMENT_COMING)
        json_put_bool(v->arena, o, "open", true);
    TRY(put_unit(v, a.desk, o));
    TRY(put_ended(v, &a, o));
    return put_registries(v, agreement, o);
}

static enum err
put_agreements(struct view *v, const struct client_get_row *c, Id before, struct json *out)
{
    struct json              *list = json_put_array(v->arena, out, "agreements");
    struct agreements_of_row *row;
    Str                       href = json_text(out, "href");
    int                       n;

    TRY(agreements_of(v, c->client, before != 0 ? before : INT64_MAX, PAGE + 1, &row, &n));
    for (int i = 0; i < n && i < PAGE; i++)
        TRY(put_agreement(v, row[i].agreement, list));
    if (before != 0)
        json_put_text(v->arena, out, "newer_url", href);
    if (n > PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "%.*s?sau=%lld", STR_ARG(href),
                                 (long long)row[PAGE - 1].agreement));
    return ERR_OK;
}

static enum err
put_usage(struct view *v, Id client, struct json *out)
{
    struct json                *list = json_put_array(v->arena, out, "days");
    struct client_usage_of_row *row;
    int                         n;

    TRY(client_usage_of(v, client, time_day(v->now) - DAYS_BACK, USAGE_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "day_words", day_people(v->arena, row[i].day));
        json_put_text(v->arena, o, "registry",
                      row[i].registry.n > 0 ? row[i].registry
                                            : words(v->lang, MSG("without an agreement")));
        json_put_int(v->arena, o, "requests", row[i].requests);
        json_put_int(v->arena, o, "records", row[i].records);
        json_put_int(v->arena, o, "refused", row[i].refused);
    }
    put_last(v, last_of(row, n), out);
    return ERR_OK;
}

static enum err
run_show(struct view *v, const void *in_, struct json *out)
{
    const struct show_in *in = in_;
    struct client_get_row c;

    TRY(client_find(v, in->client, &c));
    json_put_text(v->arena, out, "client", str_int(v->arena, c.client));
    json_put_text(v->arena, out, "client_id", c.key);
    json_put_text(v->arena, out, "name", c.name);
    json_put_text(v->arena, out, "contact", c.contact);
    json_put_text(v->arena, out, "href",
                  str_format(v->arena, "/he-thong/%lld", (long long)c.client));
    put_state(v, &c, out);
    if (str_eq(c.state, CLIENT_OPEN))
        json_put_bool(v->arena, out, "open", true);
    TRY(put_unit(v, c.desk, out));
    TRY(put_credentials(v, c.client, KIND_SECRET, json_put_array(v->arena, out, "secrets")));
    TRY(put_credentials(v, c.client, KIND_CERTIFICATE,
                        json_put_array(v->arena, out, "certificates")));
    TRY(put_agreements(v, &c, in->before, out));
    TRY(put_usage(v, c.client, out));
    certificate_fields_put(v, out);
    return agreement_fields_put(v, out);
}

const struct query query_client_show = {
    .name = "client.show", .right = "admin.clients",
    .help = "One system: its secrets, certificates, agreements, and its use of the last 31 days.",
    .fields = show_fields, .n_fields = 2, .in_size = sizeof(struct show_in), .run = run_show,
};
