/* ident/client_scope.c -- scopes as words, and what the system that asks may do.  Floor 5. */
#include "base/words.h"
#include "ident/client_inner.h"
#include "ident/client_meter.h"

#define SCOPES_MAX 200

bool
registry_key_is_valid(Str s)
{
    if (s.n == 0 || s.n > REGISTRY_KEY_MAX || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') &&
            s.p[i] != '_')
            return false;
    return true;
}

/* -- words -------------------------------------------------------------------------------- */

static bool
scope_parse(Str word, struct client_scope *out)
{
    Str head, rest, use;

    if (!str_cut(word, ':', &head, &rest) || !str_eq(head, S("registry")) ||
        !str_cut(rest, ':', &out->registry, &use) || !registry_key_is_valid(out->registry))
        return false;
    out->use = str_eq(use, S("write")) ? CLIENT_WRITE : CLIENT_READ;
    return str_eq(use, S("read")) || str_eq(use, S("write"));
}

static bool
has_scope(const struct client_scope *scope, int n, Str registry, enum client_use use)
{
    for (int i = 0; i < n; i++)
        if (scope[i].use == use && str_eq(scope[i].registry, registry))
            return true;
    return false;
}

enum err
client_scopes_parse(struct arena *arena, Str text, struct client_scope **out, int *n)
{
    struct client_scope *list = arena_array(arena, struct client_scope, SCOPES_MAX);
    Str                  rest = text, word;
    int                  count = 0;

    while (rest.n > 0) {
        struct client_scope scope;

        str_cut(rest, ' ', &word, &rest);
        if (!scope_parse(word, &scope) || (rest.n == 0 && text.p[text.n - 1] == ' '))
            return ERR_MALFORMED;
        if (has_scope(list, count, scope.registry, scope.use))
            continue;
        if (count == SCOPES_MAX)
            return ERR_MALFORMED;
        list[count++] = scope;
    }
    *out = list;
    *n = count;
    return ERR_OK;
}

Str
client_scopes_text(struct arena *arena, const struct client_scope *scope, int n)
{
    struct buf b = BUF_MAX((size_t)64 << 10);
    Str        s;

    for (int i = 0; i < n; i++)
        buf_format(&b, "%sregistry:%.*s:%s", i > 0 ? " " : "", STR_ARG(scope[i].registry),
                   scope[i].use == CLIENT_WRITE ? "write" : "read");
    s = b.n > 0 ? str_copy(arena, buf_str(&b)) : S("");
    buf_free(&b);
    return s;
}

/* -- what it may do ----------------------------------------------------------------------- */

static struct meter_key
meter_key_of(const struct view *v, Id agreement, Str registry)
{
    return (struct meter_key){ .client = v->who->client, .agreement = agreement,
                               .registry = registry, .day = time_day(v->now) };
}

/* Counted without the registry's name: anybody can think of names. */
static enum err
refuse(struct view *v, const char *why)
{
    struct meter_key key = meter_key_of(v, 0, S(""));

    if (v->world->meter != NULL)
        TRY(meter_refused(v, &key));
    return view_refuse(v, ERR_FORBIDDEN, why);
}

static enum err
read_fields(struct view *v, Str text, struct client_grant *out)
{
    struct json *list;
    Str         *field;

    if (json_parse(v->arena, text, &list, NULL) != ERR_OK)
        return ERR_STORE;
    field = arena_array(v->arena, Str, list->count + 1);
    json_each(name, list) {
        if (str_eq(name->text, S("*")))
            out->all = true;
        else
            field[out->n_fields++] = name->text;
    }
    out->field = field;
    return ERR_OK;
}

/* ERR_NOT_FOUND when none is in force, or it is not for this use. */
static enum err
find_agreement(struct view *v, Str registry, enum client_use use, struct agreement_get_row *out,
               struct client_grant *grant)
{
    struct agreements_over_row *row;
    Day                         today = time_day(v->now);
    struct client_get_row       client;
    int                         n;

    TRY(client_get(v, v->who->client, &client));
    if (!str_eq(client.state, CLIENT_OPEN))
        return ERR_NOT_FOUND;
    TRY(agreements_over(v, v->who->client, registry, today, today, 1, &row, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(agreement_get(v, row[0].agreement, out));
    if (use == CLIENT_WRITE ? !out->may_write : !out->may_read)
        return ERR_NOT_FOUND;
    *grant = (struct client_grant){ .client = out->client, .agreement = out->agreement,
                                    .registry = registry, .purpose = out->purpose,
                                    .limit = out->records, .left = out->records };
    return read_fields(v, row[0].fields, grant);
}

static enum err
find_unit(struct view *v, Id desk, struct client_grant *out)
{
    struct unit province;
    Day         today = time_day(v->now);

    TRY(desk_unit_on(v, desk, today, &out->unit));
    TRY(unit_province(v, today, &province));
    out->province = province.id == out->unit;
    return ERR_OK;
}

static enum err
count_request(struct view *v, const struct agreement_get_row *a, struct client_grant *out)
{
    struct meter_key    key = meter_key_of(v, a->agreement, out->registry);
    struct meter_limits limits = { a->requests, a->records };
    enum err            err;

    if (v->world->meter == NULL || v->agreement == a->agreement)
        return ERR_OK;
    err = meter_request(v, &key, &limits, v->who->bearer->quota, &out->left, &v->wait);
    if (err == ERR_TOO_MANY)
        return view_refuse(v, err, out->left <= 0
                                       ? MSG("All rows that the agreement allows a day were taken.")
                                       : MSG("More requests than the agreement allows a minute."));
    return err;
}

enum err
client_may(struct view *v, Str registry, enum client_use use, struct client_grant *out)
{
    const struct client_bearer *bearer = v->who->bearer;
    struct agreement_get_row    a;
    struct client_grant         grant;
    enum err                    err;

    if (v->who->client == 0 || bearer == NULL)
        return ERR_SIGN_IN;
    if (!has_scope(bearer->scope, bearer->n_scopes, registry, use))
        return refuse(v, MSG("The token has no scope for this registry."));
    err = find_agreement(v, registry, use, &a, &grant);
    if (err == ERR_OK)
        err = find_unit(v, a.desk, &grant);
    if (err == ERR_NOT_FOUND)
        return refuse(v, MSG("No agreement about this registry is in force today."));
    TRY(err);
    TRY(count_request(v, &a, &grant));
    v->agreement = a.agreement;
    *out = grant;
    return ERR_OK;
}

bool
client_has_scope(const struct actor *who, Str registry, enum client_use use)
{
    return who->client != 0 && who->bearer != NULL &&
           has_scope(who->bearer->scope, who->bearer->n_scopes, registry, use);
}

bool
client_sees(const struct client_grant *g, Str field, bool personal)
{
    for (int i = 0; i < g->n_fields; i++)
        if (str_eq(g->field[i], field))
            return true;
    return g->all && !personal;
}

enum err
client_reaches(struct view *v, const struct client_grant *g, Id unit, bool *out)
{
    *out = g->province;
    if (unit == 0 || g->province)
        return ERR_OK;
    return unit_is_within(v, unit, g->unit, time_day(v->now), out);
}

enum err
client_took(struct view *v, const struct client_grant *g, int64_t rows)
{
    struct meter_key key = meter_key_of(v, g->agreement, g->registry);
    enum err         err;

    if (v->world->meter == NULL || rows <= 0)
        return ERR_OK;
    err = meter_records(v, &key, g->limit, rows);
    if (err != ERR_TOO_MANY)
        return err;
    v->wait = time_at(key.day + 1, 0) - v->now;
    return view_refuse(v, err, MSG("These are more rows than the agreement still allows today."));
}

enum err
client_name(struct view *v, Id client, Str *out)
{
    struct client_get_row row;

    TRY(client_get(v, client, &row));
    *out = row.name;
    return ERR_OK;
}
