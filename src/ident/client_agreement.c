/* ident/client_agreement.c -- agreements: what a system may do, what for and until when.
 * Floor 5.
 *
 *     made ── from_day ════ holds ════ last_day (itself counted) ── over
 *       └────────── ended, at once ──────┘
 *
 * An agreement is never changed: other fields or another day are another agreement.  On any
 * day there is one at most for a client and a registry, so that for each reading it is known
 * under which, and for what purpose, it was done. */
#include "base/words.h"
#include "ident/client_inner.h"

#define LIST_MAX 20000 /* characters of the list of registries */

enum agreement_state
agreement_state(const struct agreement_get_row *a, Day today)
{
    return a->ended != TIME_NONE  ? AGREEMENT_ENDED
           : today > a->last_day  ? AGREEMENT_OVER
           : today < a->from_day  ? AGREEMENT_COMING
                                  : AGREEMENT_HOLDS;
}

/* -- the list of registries --------------------------------------------------------------- */

static bool
has_field(const struct agreed *r, Str name)
{
    for (int i = 0; i < r->n_fields; i++)
        if (str_eq(r->field[i], name))
            return true;
    return false;
}

/* NULL, or what is wrong with the fields of a line. */
static const char *
read_fields(Str text, struct agreed *out, Str *out_wrong)
{
    Str rest = text, name;

    while (rest.n > 0) {
        str_cut(rest, ',', &name, &rest);
        name = *out_wrong = str_trim(name);
        if (!str_eq(name, S("*")) && !registry_key_is_valid(name))
            return MSG("{1}, {2}: a field is small letters, digits and _, or * for all");
        if (has_field(out, name))
            return MSG("{1}, {2}: a field is there twice");
        if (out->n_fields == GRANT_FIELDS_MAX)
            return MSG("{1}, {2}: too many fields");
        out->field[out->n_fields++] = name;
    }
    return NULL;
}

static const char *
read_line(Str line, struct agreed *out, Str *out_wrong)
{
    Str key, fields;

    *out = (struct agreed){ .n_fields = 0 };
    str_cut(line, ':', &key, &fields);
    out->registry = *out_wrong = str_trim(key);
    if (!registry_key_is_valid(out->registry))
        return MSG("{1}, {2}: a registry's key is small letters, digits and _");
    fields = str_trim(fields);
    return read_fields(fields.n > 0 ? fields : S("*"), out, out_wrong);
}

void
registries_parse(struct view *v, Str text, const char *field, struct agreed **out, int *n)
{
    struct agreed *list = arena_array(v->arena, struct agreed, REGISTRIES_MAX + 1);
    Str            rest = text, line, wrong = STR_NONE;
    int            count = 0, at = 0, before = v->faults->count;

    while (rest.n > 0) {
        const char *why;

        str_cut(rest, '\n', &line, &rest);
        at++;
        if (str_trim(line).n == 0)
            continue;
        why = read_line(str_trim(line), &list[count], &wrong);
        for (int i = 0; i < count && why == NULL; i++)
            if (str_eq(list[i].registry, list[count].registry))
                why = MSG("{1}, {2}: this registry is there twice");
        if (why == NULL && count == REGISTRIES_MAX)
            why = MSG("{1}, {2}: too many registries");
        if (why != NULL)
            fault_add(v->faults, str_of(field), why,
                      words_fill(v->arena, v->lang, MSG("line {1}"), str_int(v->arena, at),
                                 STR_NONE),
                      wrong);
        else
            count++;
    }
    if (count == 0 && v->faults->count == before)
        fault_add(v->faults, str_of(field), MSG("is missing"), STR_NONE, STR_NONE);
    *out = list;
    *n = count;
}

/* -- agreement.make ----------------------------------------------------------------------- */

struct make_in {
    Id      client;
    Str     purpose, basis, registries, unit;
    bool    may_read, may_write;
    Day     from, until;
    int64_t requests, records;
};

static const struct field make_fields[] = {
    FIELD(ID, struct make_in, client, .required = true),
    FIELD(TEXT, struct make_in, purpose, .max = WORDS_MAX,
          .help = "What for; whoever's data is read sees it"),
    FIELD(TEXT, struct make_in, basis, .max = WORDS_MAX,
          .help = "By what law, decision or contract"),
    FIELD(TEXT, struct make_in, registries, .max = LIST_MAX,
          .help = "A line for each: KEY: field, field; KEY alone or KEY: * for all fields but "
                  "personal ones, which are named"),
    FIELD(TEXT, struct make_in, unit, .max = 60,
          .help = "Code of the unit whose rows it is about, with all below it"),
    FIELD(BOOL, struct make_in, may_read, .help = "To read records"),
    FIELD(BOOL, struct make_in, may_write, .help = "To create and change records"),
    FIELD(DAY, struct make_in, from, .help = "First day; absent: today"),
    FIELD(DAY, struct make_in, until, .help = "Last day, itself counted"),
    FIELD(INT, struct make_in, requests, .required = true, .min = 1, .max = REQUESTS_MAX,
          .help = "At most so many a minute"),
    FIELD(INT, struct make_in, records, .required = true, .min = 1, .max = RECORDS_MAX,
          .help = "At most so many rows a day"),
};

struct making {
    struct view           *v;
    const struct make_in  *in;
    struct client_get_row  client;
    Day                    from, last;
    Id                     desk;
    struct agreed         *registry;
    int                    n;
};

static void
wrong(struct making *m, const char *field, const char *message, Str one, Str two)
{
    fault_add(m->v->faults, str_of(field), message, one, two);
}

static void
check_words(struct making *m)
{
    if (str_trim(m->in->purpose).n == 0)
        wrong(m, "purpose", MSG("is missing"), STR_NONE, STR_NONE);
    if (str_trim(m->in->basis).n == 0)
        wrong(m, "basis", MSG("is missing"), STR_NONE, STR_NONE);
    if (!m->in->may_read && !m->in->may_write)
        wrong(m, "may_read", MSG("choose reading, writing or both"), STR_NONE, STR_NONE);
}

static bool
check_days(struct making *m)
{
    Day today = time_day(m->v->now);

    m->from = m->in->from != DAY_NONE ? m->in->from : today;
    m->last = m->in->until;
    if (m->from < today)
        wrong(m, "from", MSG("may not lie in the past"), STR_NONE, STR_NONE);
    if (m->last == DAY_NONE)
        wrong(m, "until", MSG("is missing"), STR_NONE, STR_NONE);
    else if (m->last < m->from)
        wrong(m, "until", MSG("lies before the first day"), STR_NONE, STR_NONE);
    else if (m->last - m->from >= AGREEMENT_DAYS)
        wrong(m, "until", MSG("five years at most"), STR_NONE, STR_NONE);
    else
        return m->from >= today;
    return false;
}

static enum err
check_unit(struct making *m)
{
    struct view *v = m->v;
    Day          today = time_day(v->now);
    struct unit  unit;
    Str          code = str_trim(m->in->unit);
    enum err     err = code.n > 0 ? unit_by_code(v, code, today, &unit) : ERR_NOT_FOUND;

    if (code.n == 0)
        wrong(m, "unit", MSG("is missing"), STR_NONE, STR_NONE);
    else if (err == ERR_NOT_FOUND)
        wrong(m, "unit", MSG("there is no unit {1} today"), code, STR_NONE);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    TRY(ident_require(v, S("admin.clients"), unit.id));
    return desk_of_unit(v, unit.id, today, &m->desk);
}

static enum err
check_alone(struct making *m)
{
    struct agreements_over_row *row;
    int                         n;

    for (int i = 0; i < m->n; i++) {
        TRY(agreements_over(m->v, m->client.client, m->registry[i].registry, m->from, m->last, 1,
                            &row, &n));
        if (n > 0)
            wrong(m, "registries", MSG("{1} is agreed upon already, until {2}"),
                  m->registry[i].registry, day_people(m->v->arena, row[0].last_day));
    }
    return ERR_OK;
}

static enum err
check_all(struct making *m)
{
    struct view *v = m->v;
    bool         days;

    TRY(client_find(v, m->in->client, &m->client));
    TRY(client_is_open(v, &m->client));
    check_words(m);
    registries_parse(v, m->in->registries, "registries", &m->registry, &m->n);
    TRY(check_unit(m));
    days = check_days(m);
    if (days)
        TRY(check_alone(m));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
prepare_make(struct view *v, const void *in, void *plan)
{
    struct making m = { .v = v, .in = in };

    *(const struct make_in **)plan = in;
    return check_all(&m);
}

static enum err
add_registries(struct act *a, const struct making *m, Id agreement)
{
    struct arena *arena = act_arena(a);

    for (int i = 0; i < m->n; i++) {
        const struct agreed *r = &m->registry[i];
        struct json         *list = json_array(arena);

        for (int k = 0; k < r->n_fields; k++)
            json_add(list, json_new_text(arena, r->field[k]));
        TRY(agreement_registry_add(a, agreement, r->registry, m->client.client,
                                   json_string(arena, list)));
    }
    return ERR_OK;
}

/* All of it again: whatever changed since prepare counts. */
static enum err
apply_make(struct act *a, const void *plan, struct json *out)
{
    const struct make_in   *in = *(const struct make_in *const *)plan;
    struct faults           faults = { .arena = act_arena(a) };
    struct view             v = *act_view(a);
    struct making           m = { .v = &v, .in = in };
    struct agreement_add_in row;
    enum err                err;

    v.faults = &faults;
    err = check_all(&m);
    if (err == ERR_INVALID)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("Something it rests on changed meanwhile. Look at the page again."));
    if (err != ERR_OK)
        return view_refuse(act_view(a), err, v.why);
    row = (struct agreement_add_in){
        .agreement = act_new_id(a), .client = m.client.client, .purpose = str_trim(in->purpose),
        .basis = str_trim(in->basis), .desk = m.desk, .may_read = in->may_read,
        .may_write = in->may_write, .from_day = m.from, .last_day = m.last,
        .requests = in->requests, .records = in->records, .account = act_who(a)->account,
    };
    TRY(agreement_add(a, &row));
    TRY(add_registries(a, &m, row.agreement));
    client_subject(a, &m.client);
    json_put_int(act_arena(a), out, "agreement", row.agreement);
    return ERR_OK;
}

const struct command command_agreement_make = {
    .name = "agreement.make", .right = "admin.clients",
    .help = "Lets a system read or write fields of registries, for a purpose, until a day.",
    .fields = make_fields, .n_fields = sizeof make_fields / sizeof *make_fields,
    .in_size = sizeof(struct make_in), .plan_size = sizeof(struct make_in *),
    .prepare = prepare_make, .apply = apply_make,
};

/* -- agreement.end ------------------------------------------------------------------------ */

struct end_in {
    Id  agreement;
    Str reason;
};

static const struct field end_fields[] = {
    FIELD(ID, struct end_in, agreement, .required = true),
    FIELD(TEXT, struct end_in, reason, .max = WORDS_MAX, .help = "Why, in a few words"),
};

static enum err
apply_end(struct act *a, const void *plan, struct json *out)
{
    const struct end_in     *in = plan;
    struct view             *v = act_view(a);
    struct agreement_get_row agreement;
    struct client_get_row    client;
    Str                      reason = str_trim(in->reason);

    (void)out;
    TRY(agreement_get(v, in->agreement, &agreement));
    TRY(client_find(v, agreement.client, &client));
    if (agreement.ended != TIME_NONE || agreement.last_day < time_day(v->now))
        return view_refuse(v, ERR_CONFLICT, MSG("This agreement is over already."));
    client_subject(a, &client);
    return agreement_end_add(a, in->agreement, act_now(a), act_who(a)->account,
                             reason.n > 0 ? reason : S(""));
}

const struct command command_agreement_end = {
    .name = "agreement.end", .right = "admin.clients",
    .help = "Ends an agreement at once: the next use is refused, whatever token it is.",
    .fields = end_fields, .n_fields = 2, .in_size = sizeof(struct end_in), .apply = apply_end,
};
