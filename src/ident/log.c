/* ident/log.c -- the journal searched: who did what, where, about what, when and with what
 * outcome.  Floor 5.
 *
 * Shown are officers' names, which every administrator sees anyway, and what entries are
 * about by its code; never what was written.  Whoever's position is at the province sees all;
 * others what was done for units within theirs.  Each search is itself recorded as a reading
 * that names what was asked. */
#include "journal/find.h"

#include "base/csv.h"
#include "base/scan.h"
#include "base/when.h"
#include "base/words.h"
#include "ident/client.h"
#include "ident/inner.h"

#define PAGE      50
#define FILE_ROWS 2000
#define FILE_LOOK 20000
#define UNITS_MAX 64

struct log_in {
    Str     account, act, about, unit, outcome, read_of, from, until;
    int64_t before;
};

static const struct field log_fields[] = {
    FIELD(TEXT, struct log_in, account, .max = 40, .help = "Name of the account that did it"),
    FIELD(TEXT, struct log_in, act, .max = 60, .help = "Name of the command"),
    FIELD(TEXT, struct log_in, about, .max = 80,
          .help = "A dossier's code, account:NAME, unit:CODE, pack:NAME"),
    FIELD(TEXT, struct log_in, unit, .max = 60, .help = "Code of the unit it was done for"),
    FIELD(TEXT, struct log_in, outcome, .max = 20, .help = "refused, opened, code or idle"),
    FIELD(TEXT, struct log_in, read_of, .max = 40,
          .help = "Account or personal number of whose data was read"),
    FIELD(TEXT, struct log_in, from, .max = 10, .help = "First day, day/month/year"),
    FIELD(TEXT, struct log_in, until, .max = 10, .help = "Last day, day/month/year"),
    FIELD(INT, struct log_in, before, .min = 1, .max = INT64_MAX, .help = "Page on from here"),
};

/* Acts with words of their own; others are called by their commands' names. */
static const struct {
    const char *command, *label;
} known[] = {
    { "session.open", MSG("Signing in: password") },
    { "session.totp", MSG("Signing in: code of the app") },
    { "session.close", MSG("Signing out") },
    { "journal.disclose", MSG("Reading of data") },
    { "account.create", MSG("Account created") },
    { "account.create_many", MSG("Accounts created from a table") },
    { "account.lock", MSG("Account locked") },
    { "account.unlock", MSG("Account unlocked") },
    { "account.close", MSG("Account closed for good") },
    { "account.reset_password", MSG("New password made for another") },
    { "account.change_password", MSG("Own password changed") },
    { "account.move", MSG("Account moved to another unit") },
    { "account.end_positions", MSG("All positions ended") },
    { "position.give", MSG("Position given") },
    { "position.end", MSG("Position ended") },
    { "access.review", MSG("Access reviewed") },
    { "delegation.make", MSG("Delegation given") },
    { "delegation.end", MSG("Delegation ended") },
    { "client.register", MSG("System registered") },
    { "client.end", MSG("System ended") },
    { "client.secret", MSG("New secret of a system") },
    { "client.certificate", MSG("Certificate of a system registered") },
    { "client.drop", MSG("Secret or certificate of a system ended") },
    { "client.token", MSG("A system asks for access") },
    { "agreement.make", MSG("Agreement with a system made") },
    { "agreement.end", MSG("Agreement with a system ended") },
    { "dossier.submit", MSG("Dossier filed") },
    { "dossier.accept", MSG("Dossier received") },
    { "dossier.take", MSG("Dossier taken in hand") },
    { "dossier.assign", MSG("Dossier assigned") },
    { "dossier.transfer", MSG("Dossier transferred") },
    { "dossier.consult", MSG("Opinion asked for") },
    { "dossier.note", MSG("Note written") },
    { "dossier.ask", MSG("Supplement asked for") },
    { "dossier.charge", MSG("Fee asked for") },
    { "dossier.paid", MSG("Payment recorded") },
    { "dossier.propose", MSG("Result proposed") },
    { "dossier.return", MSG("Sent back for rework") },
    { "dossier.extend", MSG("Term extended") },
    { "dossier.stop", MSG("Handling stopped") },
    { "dossier.refuse", MSG("Dossier refused") },
    { "dossier.sign", MSG("Result signed") },
    { "dossier.deny", MSG("Refused in writing") },
    { "dossier.deliver", MSG("Result handed over") },
    { "journal.erase", MSG("Entries erased") },
    { "journal.verify", MSG("Integrity checked") },
    { "pack.load", MSG("Pack of rules loaded") },
};
#define N_KNOWN (sizeof known / sizeof known[0])

static const struct {
    const char *key, *label;
} outcomes[] = {
    { "opened", MSG("signed in") },
    { "code", MSG("password right, code asked for") },
    { "refused", MSG("refused") },
    { "no_scope", MSG("refused: no agreement") },
    { "idle", MSG("refused: closed, not used for 45 days") },
};
#define N_OUTCOMES (sizeof outcomes / sizeof outcomes[0])

Str
log_act_words(enum lang lang, Str command)
{
    for (size_t i = 0; i < N_KNOWN; i++)
        if (str_eq(command, str_of(known[i].command)))
            return words(lang, known[i].label);
    return command;
}

static Str
outcome_words(enum lang lang, Str outcome)
{
    for (size_t i = 0; i < N_OUTCOMES; i++)
        if (str_eq(outcome, str_of(outcomes[i].key)))
            return words(lang, outcomes[i].label);
    return outcome;
}

/* -- what is asked ------------------------------------------------------------------- */

static enum err
or_fault(struct view *v, enum err err, const char *field, const char *message, Str value)
{
    if (err != ERR_NOT_FOUND)
        return err;
    fault_add(v->faults, str_of(field), message, value, STR_NONE);
    return ERR_OK;
}

/* A dossier's code is written as it stands on paper. */
static Str
subject_of(struct arena *arena, Str about)
{
    if (about.n == 0 || str_has(about, S(":")))
        return about;
    return str_format(arena, "dossier:%.*s", STR_ARG(about));
}

/* Whose data was read: known by an account or by the number, which is not looked for by those
 * who may not read personal data. */
static enum err
person_of(struct view *v, Str typed, Id *out)
{
    struct account_with_login_row found;
    struct account_get_row        account;
    struct person                 person;
    enum err err = account_with_login(v, login_of(v->arena, typed), &found);

    if (err == ERR_OK) {
        TRY(account_get(v, found.account, &account));
        *out = account.person;
        return ERR_OK;
    }
    if (err == ERR_NOT_FOUND && actor_may(v->who, S("person.read"))) {
        err = person_by_number(v, typed, &person);
        if (err == ERR_OK)
            *out = person.id;
    }
    return or_fault(v, err, "read_of", MSG("nobody here is known by {1}"), typed);
}

/* The moments between which it occurred. */
static void
read_days(struct view *v, const struct log_in *in, struct find *out)
{
    static const char *const no_day =
        MSG("{1} is not in the calendar; write day/month/year, for example 28/02/2024");
    Day from = DAY_NONE, until = DAY_NONE;

    if (in->from.n > 0 && day_parse_people(in->from, &from) != ERR_OK)
        fault_add(v->faults, S("from"), no_day, in->from, STR_NONE);
    if (in->until.n > 0 && day_parse_people(in->until, &until) != ERR_OK)
        fault_add(v->faults, S("until"), no_day, in->until, STR_NONE);
    if (from != DAY_NONE && until != DAY_NONE && until < from)
        fault_add(v->faults, S("until"), MSG("lies before the first day"), STR_NONE, STR_NONE);
    if (from != DAY_NONE)
        out->from = time_at(from, 0);
    if (until != DAY_NONE)
        out->to = time_at(until + 1, 0);
}

static enum err
read_asked(struct view *v, const struct log_in *in, struct find *out)
{
    struct account_with_login_row account;
    struct unit                   unit;
    enum err                      err;

    *out = (struct find){ .command = in->act, .subject = subject_of(v->arena, in->about),
                          .outcome = in->outcome, .before = in->before, .from = TIME_NONE,
                          .to = TIME_NONE };
    if (in->account.n > 0) {
        err = account_with_login(v, login_of(v->arena, in->account), &account);
        if (err == ERR_OK)
            out->actor = account.account;
        TRY(or_fault(v, err, "account", MSG("there is no account {1}"), in->account));
    }
    if (in->unit.n > 0) {
        err = unit_by_code_ever(v, in->unit, time_day(v->now), &unit);
        if (err == ERR_OK)
            out->unit = unit.id;
        TRY(or_fault(v, err, "unit", MSG("there is no unit {1}"), in->unit));
    }
    if (in->read_of.n > 0)
        TRY(person_of(v, in->read_of, &out->person));
    read_days(v, in, out);
    return ERR_OK;
}

/* Days as entries: the newest day's end bounds the walk, the oldest's beginning ends it. */
static enum err
bound_days(struct view *v, struct find *ask)
{
    int64_t end;

    if (ask->from != TIME_NONE)
        TRY(journal_act_at(v, ask->from, &ask->first));
    if (ask->to != TIME_NONE) {
        TRY(journal_act_at(v, ask->to, &end));
        if (ask->before == 0 || ask->before > end)
            ask->before = end;
    }
    return ERR_OK;
}

/* -- what one may see of it ---------------------------------------------------------- */

struct seer {
    struct view *view;
    bool         all;
    int          n;
    struct {
        Id   unit;
        bool reaches;
        Str  title;
    } unit[UNITS_MAX];
};

static enum err
begin_seer(struct seer *s, struct view *v)
{
    struct unit province;

    *s = (struct seer){ .view = v, .all = v->who->system };
    if (s->all)
        return ERR_OK;
    TRY(unit_province(v, time_day(v->now), &province));
    s->all = v->who->unit == province.id;
    return ERR_OK;
}

/* Each unit is looked up once. */
static enum err
look_up_unit(struct seer *s, Id unit, int *out)
{
    struct unit row = { .title = S("–") };
    enum err    err;
    int         i = 0;

    while (i < s->n && s->unit[i].unit != unit)
        i++;
    *out = i < UNITS_MAX ? i : UNITS_MAX - 1;
    if (i < s->n)
        return ERR_OK;
    s->n = *out + 1;
    s->unit[*out].unit = unit;
    s->unit[*out].reaches = s->all;
    if (!s->all)
        TRY(ident_reaches(s->view, unit, &s->unit[*out].reaches));
    err = unit_by_id(s->view, unit, time_day(s->view->now), &row);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    s->unit[*out].title = row.title;
    return ERR_OK;
}

static enum err
may_see(struct seer *s, const struct found *f, bool *out)
{
    int at;

    *out = s->all;
    if (s->all || f->unit == 0)
        return ERR_OK;
    TRY(look_up_unit(s, f->unit, &at));
    *out = s->unit[at].reaches;
    return ERR_OK;
}

/* -- one row ------------------------------------------------------------------------- */

static enum err
named(struct view *v, Id account, Str *out)
{
    struct account_get_row row;
    enum err               err = account_get(v, account, &row);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    *out = err == ERR_OK && row.officer
               ? str_format(v->arena, "%.*s (%.*s)", STR_ARG(row.name), STR_ARG(row.login))
               : words_fill(v->arena, v->lang, MSG("A citizen, account {1}"),
                            str_int(v->arena, account), STR_NONE);
    return ERR_OK;
}

static enum err
client_words(struct view *v, Id client, Str *out)
{
    Str name;

    TRY(client_name(v, client, &name));
    *out = words_fill(v->arena, v->lang, MSG("system {1}"), name, STR_NONE);
    return ERR_OK;
}

static enum err
put_who(struct seer *s, const struct found *f, struct json *row)
{
    struct view *v = s->view;
    Str          who = words(v->lang, MSG("The program, or someone not signed in")), absent;
    int          at;

    if (f->client != 0)
        TRY(client_words(v, f->client, &who));
    else if (f->actor != 0)
        TRY(named(v, f->actor, &who));
    if (f->stands_for != 0) {
        TRY(named(v, f->stands_for, &absent));
        who = words_fill(v->arena, v->lang, MSG("{1} in place of {2}"), who, absent);
    }
    json_put_text(v->arena, row, "who", who);
    if (f->actor == 0 || f->unit == 0)
        return ERR_OK;
    TRY(look_up_unit(s, f->unit, &at));
    json_put_text(v->arena, row, "unit_name", s->unit[at].title);
    return ERR_OK;
}

void
log_put_about(struct view *v, Str subject, struct json *row)
{
    static const struct {
        const char *kind, *page;
    } pages[] = { { "dossier", "/ho-so/" }, { "account", "/tai-khoan/" }, { "unit", "/don-vi/" },
                  { "pack", "/goi/" } };
    Str kind, what = subject;

    if (subject.n == 0)
        return;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (str_cut(subject, ':', &kind, &what) && str_eq(kind, str_of(pages[i].kind))) {
            json_put_text(v->arena, row, "about", what);
            json_put_text(v->arena, row, "about_url",
                          str_format(v->arena, "%s%.*s", pages[i].page, STR_ARG(what)));
            return;
        }
    json_put_text(v->arena, row, "about", subject);
}

static enum err
put_row(struct seer *s, const struct found *f, struct json *rows)
{
    struct view *v = s->view;
    struct json *row;
    bool         sees;

    TRY(may_see(s, f, &sees));
    if (!sees)
        return ERR_OK;
    row = json_add(rows, json_object(v->arena));
    json_put_text(v->arena, row, "entry", str_int(v->arena, f->act));
    json_put_time(v->arena, row, "at", f->occurred);
    json_put_text(v->arena, row, "at_words",
                  str_format(v->arena, "%.*s:%.2s", STR_ARG(time_people(v->arena, f->occurred)),
                             time_text(v->arena, f->occurred).p + 17));
    json_put_text(v->arena, row, "what",
                  f->erased ? words(v->lang, MSG("erased")) : log_act_words(v->lang, f->command));
    if (f->erased)
        return ERR_OK;
    json_put_text(v->arena, row, "command", f->command);
    if (f->outcome.n > 0)
        json_put_text(v->arena, row, "outcome_words", outcome_words(v->lang, f->outcome));
    if (str_eq(f->outcome, S("refused")) || str_eq(f->outcome, S("idle")))
        json_put_bool(v->arena, row, "bad", true);
    log_put_about(v, f->subject, row);
    return put_who(s, f, row);
}

/* -- recorded itself ----------------------------------------------------------------- */

static void
add_part(struct buf *b, const char *name, Str value)
{
    if (value.n > 0)
        buf_format(b, " %s=%.*s", name, STR_ARG(value));
}

/* What was asked, without the number of whom. */
static void
record(struct view *v, const struct log_in *in, const struct find *ask)
{
    struct buf b = BUF_MAX(1000);

    buf_add(&b, S("log"));
    add_part(&b, "account", in->account);
    add_part(&b, "act", in->act);
    add_part(&b, "about", in->about);
    add_part(&b, "unit", in->unit);
    add_part(&b, "outcome", in->outcome);
    if (ask->person != 0)
        buf_format(&b, " read_of=person:%lld", (long long)ask->person);
    add_part(&b, "from", in->from);
    add_part(&b, "until", in->until);
    view_disclose_list(v, str_copy(v->arena, buf_str(&b)), str_of(MSG("entries of the journal")),
                       str_of(MSG("search in the log")));
    buf_free(&b);
}

static bool
asks(const struct log_in *in)
{
    return in->account.n > 0 || in->act.n > 0 || in->about.n > 0 || in->unit.n > 0 ||
           in->outcome.n > 0 || in->read_of.n > 0 || in->from.n > 0 || in->until.n > 0;
}

/* Everything from the words to the rows, for the page and for the file. */
static enum err
search(struct view *v, const struct log_in *in, int max, int look, struct json *rows,
       struct findings *found)
{
    struct find ask;
    struct seer seer;

    *found = (struct findings){ .n = 0 };
    TRY(read_asked(v, in, &ask));
    if (faults_any(v->faults))
        return ERR_OK;
    TRY(bound_days(v, &ask));
    TRY(begin_seer(&seer, v));
    TRY(journal_find(v, &ask, max, look, found));
    for (int i = 0; i < found->n; i++)
        TRY(put_row(&seer, &found->list[i], rows));
    record(v, in, &ask);
    return ERR_OK;
}

/* -- log.search ---------------------------------------------------------------------- */

static void
add_choice(struct view *v, struct json *list, Str value, Str label, Str chosen)
{
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "value", value);
    json_put_text(v->arena, o, "label", label);
    if (str_eq(value, chosen))
        json_put_bool(v->arena, o, "selected", true);
}

/* Those with words first, then every other command of the program. */
static void
put_choices(struct view *v, const struct log_in *in, struct json *out)
{
    const struct world *w = v->world;
    struct json        *acts = json_put_array(v->arena, out, "acts");
    struct json        *ends = json_put_array(v->arena, out, "outcomes");

    add_choice(v, acts, S(""), words(v->lang, MSG("any act")), in->act);
    for (size_t i = 0; i < N_KNOWN; i++)
        add_choice(v, acts, str_of(known[i].command), words(v->lang, known[i].label), in->act);
    for (int i = 0; i < w->n_tables; i++)
        for (const struct command *const *c = w->tables[i]->commands; c && *c; c++)
            if (str_of((*c)->name).n > 0 && log_act_words(LANG_EN, str_of((*c)->name)).p ==
                                                str_of((*c)->name).p && (*c)->each == NULL)
                add_choice(v, acts, str_of((*c)->name), str_of((*c)->name), in->act);
    add_choice(v, ends, S(""), words(v->lang, MSG("any outcome")), in->outcome);
    for (size_t i = 0; i < N_OUTCOMES; i++)
        add_choice(v, ends, str_of(outcomes[i].key), words(v->lang, outcomes[i].label),
                   in->outcome);
}

static void
put_typed(struct view *v, const struct log_in *in, struct json *out)
{
    json_put_text(v->arena, out, "account", in->account.n > 0 ? in->account : S(""));
    json_put_text(v->arena, out, "about", in->about.n > 0 ? in->about : S(""));
    json_put_text(v->arena, out, "unit", in->unit.n > 0 ? in->unit : S(""));
    json_put_text(v->arena, out, "read_of", in->read_of.n > 0 ? in->read_of : S(""));
    json_put_text(v->arena, out, "from", in->from.n > 0 ? in->from : S(""));
    json_put_text(v->arena, out, "until", in->until.n > 0 ? in->until : S(""));
}

static void
add_query(struct buf *b, const char *name, Str value)
{
    if (value.n == 0)
        return;
    buf_format(b, "%c%s=", b->n > 0 && memchr(b->p, '?', b->n) != NULL ? '&' : '?', name);
    buf_escaped(b, value);
}

static Str
address(struct view *v, const struct log_in *in, const char *page, int64_t before)
{
    struct buf b = BUF_MAX(4000);
    Str        s;

    buf_add(&b, str_of(page));
    add_query(&b, "tai-khoan", in->account);
    add_query(&b, "viec", in->act);
    add_query(&b, "ve", in->about);
    add_query(&b, "don-vi", in->unit);
    add_query(&b, "ket-qua", in->outcome);
    add_query(&b, "doc-cua", in->read_of);
    add_query(&b, "tu", in->from);
    add_query(&b, "den", in->until);
    if (before > 0)
        add_query(&b, "sau", str_int(v->arena, before));
    s = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static void
put_way_on(struct view *v, const struct log_in *in, const struct findings *found,
           struct json *out)
{
    if (in->before > 0)
        json_put_text(v->arena, out, "newer_url", address(v, in, "/nhat-ky/tim", 0));
    json_put_text(v->arena, out, "csv_url", address(v, in, "/nhat-ky/tim.csv", 0));
    if (found->next == 0)
        return;
    json_put_int(v->arena, out, "next", found->next);
    json_put_text(v->arena, out, "older_url", address(v, in, "/nhat-ky/tim", found->next));
    if (found->n < PAGE && found->reached != TIME_NONE)
        json_put_text(v->arena, out, "partly_words",
                      words_fill(v->arena, v->lang,
                                 MSG("{1} entries were looked through, back to {2}. Earlier ones "
                                     "are on the next page."),
                                 str_int(v->arena, found->looked),
                                 when_moment(v->arena, v->lang, found->reached)));
}

/* What cannot be looked for, at its field. */
static void
put_faults(struct view *v, const struct faults *faults, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "faults");
    struct json *items = json_put_array(v->arena, o, "items");

    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, "There is {1} place to correct",
                              MSG("There are {1} places to correct"), faults->count));
    for (const struct fault *f = faults->first; f != NULL; f = f->next) {
        struct json *item = json_add(items, json_object(v->arena));

        json_put_text(v->arena, item, "href",
                      str_format(v->arena, "#%.*s", STR_ARG(f->field)));
        json_put_text(v->arena, item, "text",
                      words_fill(v->arena, v->lang, f->message, f->value[0], f->value[1]));
    }
}

static enum err
run_search(struct view *v, const void *in_, struct json *out)
{
    const struct log_in *in = in_;
    struct json         *rows = json_array(v->arena);
    struct faults       *whole = v->faults, faults = { .arena = v->arena };
    struct findings      found;
    enum err             err;

    put_choices(v, in, out);
    put_typed(v, in, out);
    if (actor_may(v->who, S("person.read")))
        json_put_bool(v->arena, out, "by_number", true);
    if (!asks(in))
        return ERR_OK;
    v->faults = &faults;
    err = search(v, in, PAGE, FIND_LOOK, rows, &found);
    v->faults = whole;
    TRY(err);
    if (faults_any(&faults)) {
        put_faults(v, &faults, out);
        return ERR_OK;
    }
    json_put_bool(v->arena, out, "asked", true);
    json_put(out, S("rows"), rows);
    put_way_on(v, in, &found, out);
    return ERR_OK;
}

const struct query query_log_search = {
    .name = "log.search", .right = "journal.search",
    .help = "Entries of the journal by who, what, where, about what, when, with what outcome; a "
            "search is recorded as a reading.",
    .fields = log_fields, .n_fields = 9, .in_size = sizeof(struct log_in), .run = run_search,
    .heavy = true,
};

/* -- log.file ------------------------------------------------------------------------ */

static void
put_line(const struct json *row, struct buf *b)
{
    Str cell[] = { json_text(row, "entry"),   json_text(row, "at"),
                   json_text(row, "what"),    json_text(row, "command"),
                   json_text(row, "who"),     json_text(row, "unit_name"),
                   json_text(row, "about"),   json_text(row, "outcome_words") };

    csv_row(b, cell, sizeof cell / sizeof *cell);
}

static enum err
run_file(struct view *v, const void *in_, struct json *out)
{
    const struct log_in *in = in_;
    struct json         *rows = json_array(v->arena);
    struct buf           b = BUF_MAX((size_t)4 << 20);
    struct findings      found;
    Str                  head[] = {
        words(v->lang, MSG("Entry")),   words(v->lang, MSG("Occurred at")),
        words(v->lang, MSG("Act")),     words(v->lang, MSG("Command")),
        words(v->lang, MSG("Who")),     words(v->lang, MSG("Unit")),
        words(v->lang, MSG("About")),   words(v->lang, MSG("Outcome")) };

    if (!asks(in))
        return view_refuse(v, ERR_INVALID, MSG("Say what to look for first."));
    TRY(search(v, in, FILE_ROWS, FILE_LOOK, rows, &found));
    if (faults_any(v->faults))
        return ERR_INVALID;
    buf_add(&b, CSV_BOM);
    if (v->simulated)
        buf_add(&b, S("SỐ LIỆU MÔ PHỎNG\r\n"));
    csv_row(&b, head, sizeof head / sizeof *head);
    json_each(row, rows)
        put_line(row, &b);
    if (found.next > 0) {
        Str rest = words_fill(v->arena, v->lang, MSG("More before entry {1}: narrow the days."),
                              str_int(v->arena, found.next), STR_NONE);

        csv_row(&b, &rest, 1);
    }
    json_put_text(v->arena, out, "name", S("tra-cuu-nhat-ky.csv"));
    json_put_text(v->arena, out, "csv", str_copy(v->arena, buf_str(&b)));
    buf_free(&b);
    return ERR_OK;
}

const struct query query_log_file = {
    .name = "log.file", .right = "journal.search",
    .help = "The same as a CSV file, two thousand entries at most.", .fields = log_fields,
    .n_fields = 9, .in_size = sizeof(struct log_in), .run = run_file, .heavy = true,
};
