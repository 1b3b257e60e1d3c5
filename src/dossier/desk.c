/* dossier/desk.c -- an officer's work: what waits, one dossier whole, notes.
 *
 * The list is one index read: desk, role, whom it waits for, urgency; so an
 * ordinary officer's list costs what an administrator's does.  Floor 7. */
#include "dossier/desk.h"

#include "dossier/dossier.h"
#include "dossier/dossier_sql.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define LIST_PAGE 20
#define FIND_MAX  500
#define COUNT_MAX 100 /* chips say "100+" beyond: to count on would cost more than the list */

struct worklist_in {
    Str  filter, q;
    Time after_urgency;
    Id   after;
};

static const struct field worklist_fields[] = {
    FIELD(TEXT, struct worklist_in, filter, .max = 20,
          .help = "waiting, late, today, person or handover"),
    FIELD(TEXT, struct worklist_in, q, .max = 60, .help = "A dossier's code, or a name"),
    FIELD(TIME, struct worklist_in, after_urgency, .help = "Page on from here"),
    FIELD(ID, struct worklist_in, after, .help = "Page on from here"),
};

/* Which part of the index a filter reads; in the order of dossier_slices' columns. */
struct slice {
    const char *key, *label;
    enum waits  waits;
};
static const struct slice slices[] = {
    { "waiting", MSG("Waiting for me"), WAITS_OFFICER },
    { "late", MSG("Late"), WAITS_OFFICER },
    { "today", MSG("Due today"), WAITS_OFFICER },
    { "person", MSG("Waiting for the person"), WAITS_PERSON },
    { "handover", MSG("To hand over"), WAITS_HANDOVER },
};
#define N_SLICES (sizeof slices / sizeof slices[0])

/* The role under which the actor works: the first right that fits. */
static Str
role_of_actor(const struct actor *who)
{
    if (actor_may(who, S("dossier.approve")))
        return S("leader");
    if (actor_may(who, S("dossier.process")))
        return S("specialist");
    return S("desk");
}

static Str
role_for(const struct slice *s, const struct actor *who)
{
    if (s->waits == WAITS_PERSON)
        return S("");
    if (s->waits == WAITS_HANDOVER)
        return S("desk");
    return role_of_actor(who);
}

/* Urgency below which a slice ends: now for late, tonight for today. */
static Time
slice_end(const struct slice *s, Time now)
{
    if (strcmp(s->key, "late") == 0)
        return now;
    if (strcmp(s->key, "today") == 0)
        return time_at(time_day(now) + 1, 0);
    return INT64_MAX;
}

static Time
slice_begin(const struct slice *s, Time now)
{
    return strcmp(s->key, "today") == 0 ? now : INT64_MIN + 1;
}

static enum err
put_chips(struct view *v, Id desk, const struct slice *current, struct json *out, int64_t *out_n)
{
    struct json              *chips = json_put_array(v->arena, out, "chips");
    struct dossier_slices_row n;
    struct dossier_slices_in  in = { .desk = desk, .role = role_of_actor(v->who), .now = v->now,
                                     .tonight = time_at(time_day(v->now) + 1, 0),
                                     .officer = WAITS_OFFICER, .person = WAITS_PERSON,
                                     .handover = WAITS_HANDOVER, .limit = COUNT_MAX };

    TRY(dossier_slices(v, &in, &n));
    for (size_t i = 0; i < N_SLICES; i++) {
        const int64_t count[N_SLICES] = { n.waiting, n.late, n.today, n.person, n.handover };
        struct json  *o = json_add(chips, json_object(v->arena));

        json_put_text(v->arena, o, "label", words(v->lang, slices[i].label));
        json_put_text(v->arena, o, "href", str_format(v->arena, "/viec?loc=%s", slices[i].key));
        json_put_text(v->arena, o, "count",
                      str_join(v->arena, str_int(v->arena, count[i]),
                               count[i] >= COUNT_MAX ? S("+") : S(""), STR_NONE));
        if (&slices[i] == current) {
            json_put_bool(v->arena, o, "current", true);
            *out_n = count[i];
        }
    }
    return ERR_OK;
}

/* Past its ceiling a count says no more than that. */
static void
put_count(struct view *v, int64_t n, struct json *out)
{
    json_put_int(v->arena, out, "count", n);
    json_put_text(v->arena, out, "count_words",
                  n >= COUNT_MAX
                      ? words_fill(v->arena, v->lang, "{1} dossiers or more",
                                   str_int(v->arena, n), STR_NONE)
                      : words_count(v->arena, v->lang, "{1} dossier", MSG("{1} dossiers"), n));
}

static enum err
put_row(struct view *v, const struct dossier *d, struct saying *s, struct json *rows)
{
    struct json       *row = json_add(rows, json_object(v->arena));
    const struct step *step;

    TRY(saying_next(v, d, s));
    step = procedure_step(s->p, d->step);
    say_row(s, row);
    json_put_text(v->arena, row, "step",
                  step != NULL && step->name != NULL ? pack_words(v->lang, step->name)
                                                     : say_status(v->lang, d->status));
    json_put_text(v->arena, row, "waiting_words", say_holder(s));
    return ERR_OK;
}

static const struct slice *
slice_named(Str key)
{
    for (size_t i = 0; i < N_SLICES; i++)
        if (str_eq(key, str_of(slices[i].key)))
            return &slices[i];
    return &slices[0];
}

/* The slice's rows, from where the reader stands, and the way on. */
static enum err
put_slice(struct view *v, Id desk, const struct slice *slice, const struct worklist_in *in,
          struct json *out)
{
    struct json         *rows = json_put_array(v->arena, out, "rows");
    struct dossier_place place = { .desk = desk, .role = role_for(slice, v->who),
                                   .waits = slice->waits, .urgency = in->after_urgency,
                                   .after = in->after };
    Time                 end = slice_end(slice, v->now);
    struct saying        s = { 0 };
    struct dossier      *d;
    int                  n, k = 0;

    if (place.urgency == TIME_NONE)
        place.urgency = slice_begin(slice, v->now);
    TRY(dossier_wait(v, &place, LIST_PAGE + 1, &d, &n));
    for (; k < n && k < LIST_PAGE && dossier_urgency(&d[k]) < end; k++)
        TRY(put_row(v, &d[k], &s, rows));
    if (k == LIST_PAGE && n > k && dossier_urgency(&d[k]) < end)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/viec?loc=%s&moc=%.*s&sau=%lld", slice->key,
                                 STR_ARG(time_text_utc(v->arena, dossier_urgency(&d[k - 1]))),
                                 (long long)d[k - 1].dossier));
    return ERR_OK;
}

/* All that is open at a desk, whomever it waits for. */
static const struct {
    const char *role;
    enum waits  waits;
} open_at_desk[] = {
    { "desk", WAITS_OFFICER },  { "specialist", WAITS_OFFICER }, { "leader", WAITS_OFFICER },
    { "desk", WAITS_HANDOVER }, { "", WAITS_PERSON },
};

/* A code or a name, as an officer types it while a person waits: the desk's open
 * dossiers, with marks or without; of each kind the first FIND_MAX are looked at. */
static enum err
put_found(struct view *v, Id desk, Str q, struct json *out)
{
    struct json   *rows = json_put_array(v->arena, out, "rows");
    struct saying  s = { 0 };
    struct dossier d;
    int            n_found = 0;

    for (size_t i = 0; i < sizeof open_at_desk / sizeof open_at_desk[0]; i++) {
        struct dossier_list_row *r;
        int                      n;

        TRY(dossier_list(v, desk, str_of(open_at_desk[i].role), open_at_desk[i].waits,
                         INT64_MIN + 1, 0, FIND_MAX, &r, &n));
        for (int k = 0; k < n && n_found < LIST_PAGE; k++) {
            Str all = str_format(v->arena, "%.*s %.*s", STR_ARG(r[k].code),
                                 STR_ARG(r[k].applicant_name));

            if (!page_has_words(v->arena, all, q))
                continue;
            TRY(dossier_find(v, r[k].code, &d));
            TRY(put_row(v, &d, &s, rows));
            n_found++;
        }
    }
    json_put_text(v->arena, out, "q", q);
    put_count(v, n_found, out);
    return ERR_OK;
}

static enum err
worklist_run(struct view *v, const void *input, struct json *out)
{
    const struct worklist_in *in = input;
    const struct slice       *slice = in->q.n > 0 ? NULL : slice_named(in->filter);
    struct unit               unit;
    Id                        desk;
    int64_t                   count = 0;

    TRY(unit_by_id(v, v->who->unit, time_day(v->now), &unit));
    TRY(desk_of_unit(v, unit.id, time_day(v->now), &desk));
    json_put_text(v->arena, out, "unit_words", say_office(v, &unit));
    TRY(put_chips(v, desk, slice, out, &count));
    if (slice == NULL)
        return put_found(v, desk, in->q, out);
    put_count(v, count, out);
    return put_slice(v, desk, slice, in, out);
}

const struct query dossier_worklist = {
    .name = "dossier.worklist", .right = "dossier.read",
    .help = "What waits at my desk for my role, the most pressing first.",
    .fields = worklist_fields, .n_fields = 4, .in_size = sizeof(struct worklist_in),
    .run = worklist_run,
};

/* -- one dossier ------------------------------------------------------------------------- */

struct read_in {
    Str code;
};
static const struct field read_fields[] = {
    FIELD(TEXT, struct read_in, code, .required = true, .max = 60, .help = "The dossier's code"),
};

/* In the order in which a page offers them: the first allowed is the main one. */
static const struct {
    const char *word, *address, *label, *then;
    bool        danger;
} offers[] = {
    { "accept", "tiep-nhan", MSG("Accept the dossier"),
      MSG("The clock starts and a date is promised."), false },
    { "paid", "ghi-nhan-nop-phi", MSG("Record the payment"), MSG("The clock goes on."), false },
    { "sign", "ky", MSG("Approve and sign"), MSG("The result is made and the dossier is finished."),
      false },
    { "propose", "trinh", MSG("Propose the result"), MSG("The leader receives it at once."),
      false },
    { "deliver", "tra-ket-qua", MSG("Deliver the result"), MSG("The dossier is closed."), false },
    { "take", "nhan-viec", MSG("Take this dossier"), MSG("It stands in your name."), false },
    { "ask", "yeu-cau-bo-sung", MSG("Ask for a supplement"),
      MSG("The person is told and the clock stands still."), false },
    { "charge", "thu-phi", MSG("Charge a fee"),
      MSG("The person is told and the clock stands still."), false },
    { "return", "tra-lai", MSG("Return for rework"), MSG("It goes back to the case officer."),
      false },
    { "refuse", "tu-choi", MSG("Refuse the dossier"), MSG("The person is told why."), true },
    { "stop", "dung", MSG("Stop the dossier"), MSG("The person is told why."), true },
};
#define N_OFFERS (sizeof offers / sizeof offers[0])

static bool
is_offered(const struct saying *s, size_t i)
{
    const struct action *action = flow_action(str_of(offers[i].word));
    const char          *why = s->v->why;
    bool                 yes;

    if (strcmp(offers[i].word, "take") == 0 && s->d->assignee == s->v->who->account)
        return false;
    yes = flow_allows(s->v, action, s->d, s->p) == ERR_OK;
    s->v->why = why;
    return yes;
}

static void
put_offers(const struct saying *s, struct json *out)
{
    struct view *v = s->v;
    struct json *main = NULL, *others;
    Str          code = s->d->code;

    for (size_t i = 0; i < N_OFFERS && main == NULL; i++)
        if (is_offered(s, i)) {
            main = json_put_object(v->arena, out, "main");
            json_put_text(v->arena, main, "href",
                          str_format(v->arena, "/ho-so/%.*s/lam/%s", STR_ARG(code),
                                     offers[i].address));
            json_put_text(v->arena, main, "label", words(v->lang, offers[i].label));
            json_put_text(v->arena, main, "then_words", words(v->lang, offers[i].then));
            others = json_put_array(v->arena, out, "actions");
            for (size_t k = i + 1; k < N_OFFERS; k++)
                if (is_offered(s, k)) {
                    struct json *o = json_add(others, json_object(v->arena));

                    json_put_text(v->arena, o, "href",
                                  str_format(v->arena, "/ho-so/%.*s/lam/%s", STR_ARG(code),
                                             offers[k].address));
                    json_put_text(v->arena, o, "label", words(v->lang, offers[k].label));
                    if (offers[k].danger)
                        json_put_bool(v->arena, o, "danger", true);
                }
        }
    if (main == NULL) {
        json_put_array(v->arena, out, "actions");
        json_put_text(v->arena, out, "waiting_words",
                      words_fill(v->arena, v->lang, "Nothing for you to do now. With: {1}",
                                 say_holder(s), STR_NONE));
    }
}

static enum err
put_answers(const struct saying *s, struct json *out)
{
    struct dossier_answers_row *row;
    struct json                *answers = NULL;
    int                         n;

    TRY(dossier_answers(s->v, s->d->dossier, 1, &row, &n));
    if (n > 0)
        TRY(json_parse(s->v->arena, row[0].answers, &answers, NULL));
    page_answers(s->v, s->p, answers, false, out);
    return ERR_OK;
}

static enum err
put_files(const struct saying *s, struct json *out)
{
    struct view              *v = s->v;
    struct dossier_files_row *row;
    struct json              *files = json_put_array(v->arena, out, "files");
    struct json              *missing = json_put_array(v->arena, out, "missing");
    int                       n;

    TRY(dossier_files(v, s->d->dossier, 0, 100, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(files, json_object(v->arena));

        json_put_text(v->arena, o, "id", str_int(v->arena, row[i].n));
        json_put_text(v->arena, o, "name", row[i].name);
        for (int k = 0; k < s->p->n_components; k++)
            if (str_eq(s->p->components[k].key, row[i].component))
                json_put_text(v->arena, o, "component",
                              pack_words(v->lang, s->p->components[k].name));
        json_put_text(v->arena, o, "size_words", when_size(v->arena, v->lang, row[i].size));
        json_put_text(v->arena, o, "checked_words", words(v->lang, "type checked"));
        if (!str_eq(row[i].type, S("pdf")))
            json_put_bool(v->arena, o, "image", true);
    }
    for (int k = 0; k < s->p->n_components; k++) {
        bool given = !s->p->components[k].required || !s->p->components[k].attached;

        for (int i = 0; i < n; i++)
            given |= str_eq(row[i].component, s->p->components[k].key);
        if (!given)
            json_add(missing,
                     json_new_text(v->arena, pack_words(v->lang, s->p->components[k].name)));
    }
    return ERR_OK;
}

static enum err
put_notes(const struct saying *s, struct json *out)
{
    struct view              *v = s->v;
    struct dossier_notes_row *row;
    struct json              *notes = json_put_array(v->arena, out, "notes");
    int                       n;

    TRY(dossier_notes(v, s->d->dossier, 50, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(notes, json_object(v->arena));
        Str          name = S("");

        say_moment(v, o, "at", row[i].at);
        if (ident_account_name(v, row[i].author, &name) != ERR_OK)
            name = S("–");
        json_put_text(v->arena, o, "who", name);
        json_put_text(v->arena, o, "text", row[i].text);
    }
    json_put_bool(v->arena, out, "can_note", true);
    return ERR_OK;
}

static const char *
channel_key(int64_t channel)
{
    return channel == CHANNEL_ONLINE ? MSG("Filed online")
           : channel == CHANNEL_POST ? MSG("Filed by public post")
                                     : MSG("Filed at the desk");
}

static void
put_head(const struct saying *s, struct json *out)
{
    struct view          *v = s->v;
    const struct dossier *d = s->d;

    json_put_text(v->arena, out, "code", d->code);
    json_put_text(v->arena, out, "name", say_procedure(s));
    json_put_text(v->arena, out, "person", d->applicant_name);
    json_put_text(v->arena, out, "applicant_words",
                  words(v->lang, d->applicant_kind == 1   ? MSG("Enterprise")
                                 : d->applicant_kind == 2 ? MSG("Household business")
                                                          : MSG("Citizen")));
    json_put_text(v->arena, out, "channel_words", words(v->lang, channel_key(d->channel)));
    json_put_text(v->arena, out, "received_words", say_office(v, &s->received));
    json_put_text(v->arena, out, "competent_words", say_office(v, &s->competent));
    json_put_text(v->arena, out, "status_words", say_status(v->lang, d->status));
    json_put_text(v->arena, out, "holder_words", say_holder(s));
    json_put_text(v->arena, out, "filed_words", when_moment(v->arena, v->lang, d->filed));
    say_due(s, out);
    say_clock(s, out);
    json_put_text(v->arena, out, "disclosed_words",
                  words_fill(v->arena, v->lang,
                             "You are reading personal data of {1} to handle this "
                             "dossier. The reading is recorded, and the person can see it.",
                             d->applicant_name, STR_NONE));
    if (d->fee > 0) {
        struct json *fee = json_put_object(v->arena, out, "fee");

        json_put_text(v->arena, fee, "amount_words",
                      words_fill(v->arena, v->lang, "{1} đồng",
                                 number_text(v->arena, d->fee, v->lang == LANG_EN), STR_NONE));
        json_put_text(v->arena, fee, "state_words",
                      words(v->lang, str_eq(d->fee_state, S("paid")) ? MSG("paid")
                                     : str_eq(d->fee_state, S("due"))
                                         ? MSG("asked for, not yet paid")
                                         : MSG("not yet asked for")));
    }
}

static enum err
read_run(struct view *v, const void *input, struct json *out)
{
    const struct read_in *in = input;
    struct dossier        d;
    struct saying         s;

    TRY(dossier_find(v, page_typed_code(v->arena, in->code), &d));
    TRY(ident_require(v, S("dossier.read"), d.competent_unit));
    TRY(saying_of(v, &d, &s));
    put_head(&s, out);
    put_offers(&s, out);
    TRY(put_answers(&s, out));
    TRY(put_files(&s, out));
    (void)page_papers(&s, STR_NONE, out);
    page_result(&s, STR_NONE, out);
    TRY(say_story(&s, true, out));
    TRY(put_notes(&s, out));
    view_disclose(v, d.applicant, d.code, S("form, papers"), S("dossier.read"));
    return ERR_OK;
}

const struct query dossier_read = {
    .name = "dossier.read", .right = "dossier.read", .help = "One dossier, whole, for an officer.",
    .fields = read_fields, .n_fields = 1, .in_size = sizeof(struct read_in), .run = read_run,
};

/* -- the page of one action ---------------------------------------------------------------- */

struct action_in {
    Str                code, action;
    const struct json *faults;
};
static const struct field action_fields[] = {
    FIELD(TEXT, struct action_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct action_in, action, .required = true, .max = 30,
          .help = "tiep-nhan, trinh, ky, …"),
    FIELD(JSON, struct action_in, faults, .help = "[{field, text}] to show"),
};

static void
put_action_fields(const struct saying *s, const struct action *action, struct json *out)
{
    struct view *v = s->v;
    struct json *fields = json_put_array(v->arena, out, "fields"), *f, *radios, *options;
    static const char *const way[][2] = { { "transfer", MSG("Bank transfer") },
                                          { "cash", MSG("Cash at the desk") },
                                          { "card", MSG("Card at the desk") } };

    if (strcmp(action->word, "paid") == 0) {
        f = json_add(fields, json_object(v->arena));
        json_put_text(v->arena, f, "id", S("f-way"));
        json_put_text(v->arena, f, "name", S("way"));
        json_put_text(v->arena, f, "label", words(v->lang, "How it was paid"));
        radios = json_put_object(v->arena, f, "radios");
        options = json_put_array(v->arena, radios, "options");
        for (int i = 0; i < 3; i++) {
            struct json *o = json_add(options, json_object(v->arena));

            json_put_text(v->arena, o, "id", str_format(v->arena, "f-way-%d", i));
            json_put_text(v->arena, o, "value", str_of(way[i][0]));
            json_put_text(v->arena, o, "label", words(v->lang, way[i][1]));
        }
    }
    json_add(fields,
             page_note_field(v, "note",
                             words(v->lang, action->note_required
                                                ? MSG("Reason, in words the person understands")
                                                : MSG("A note for the dossier")),
                             !action->note_required));
}

static Str
told_words(const struct saying *s, const struct action *action)
{
    bool tells = action->note_required || strcmp(action->word, "accept") == 0 ||
                 strcmp(action->word, "charge") == 0 || strcmp(action->word, "sign") == 0;

    if (!tells)
        return words(s->v->lang, "The person sees the step on the tracking page.");
    return words_fill(s->v->arena, s->v->lang, "{1} sees this at once on the tracking page.",
                      s->d->applicant_name.n ? s->d->applicant_name
                                             : words(s->v->lang, "The person"),
                      STR_NONE);
}

static const char *
flag_of(const char *word)
{
    return strcmp(word, "return") == 0 ? "back" : word;
}

static void
put_action_faults(struct view *v, const struct json *faults, struct json *out)
{
    struct json *o, *items;

    if (faults == NULL || faults->count == 0)
        return;
    o = json_put_object(v->arena, out, "faults");
    json_put_text(v->arena, o, "title",
                  words_count(v->arena, v->lang, "There is {1} place to correct",
                              MSG("There are {1} places to correct"), (int64_t)faults->count));
    items = json_put_array(v->arena, o, "items");
    json_each(x, faults)
    {
        struct json *item = json_add(items, json_object(v->arena));

        json_put_text(v->arena, item, "href",
                      str_format(v->arena, "#f-%.*s", STR_ARG(json_text(x, "field"))));
        json_put_text(v->arena, item, "text", json_text(x, "text"));
    }
}

static enum err
action_run(struct view *v, const void *input, struct json *out)
{
    const struct action_in *in = input;
    struct dossier          d;
    struct saying           s;
    size_t                  i = 0;
    const struct action    *action;

    while (i < N_OFFERS && !str_eq(in->action, str_of(offers[i].address)))
        i++;
    if (i == N_OFFERS)
        return ERR_NOT_FOUND;
    action = flow_action(str_of(offers[i].word));
    TRY(dossier_find(v, page_typed_code(v->arena, in->code), &d));
    TRY(saying_of(v, &d, &s));
    TRY(flow_allows(v, action, &d, s.p));
    json_put_text(v->arena, out, "code", d.code);
    json_put_text(v->arena, out, "name", say_procedure(&s));
    json_put_text(v->arena, out, "person", d.applicant_name);
    json_put_text(v->arena, out, "action", in->action);
    json_put_text(v->arena, out, "seen", str_int(v->arena, d.version));
    say_clock(&s, out);
    json_put_bool(v->arena, json_put_object(v->arena, out, "act"), flag_of(action->word), true);
    put_action_faults(v, in->faults, out);
    json_put_text(v->arena, out, "told_words", told_words(&s, action));
    json_put_text(v->arena, out, "next_words", words(v->lang, offers[i].then));
    json_put_text(
        v->arena, out, "clock_after_words",
        words(v->lang, strcmp(action->word, "ask") == 0 || strcmp(action->word, "charge") == 0
                           ? MSG("The clock stands still until the person answers.")
                       : strcmp(action->word, "accept") == 0 ? MSG("The clock starts now.")
                                                             : MSG("The clock goes on as it is.")));
    put_action_fields(&s, action, out);
    view_disclose(v, d.applicant, d.code, S("name"), S("dossier.action"));
    return ERR_OK;
}

const struct query dossier_action = {
    .name = "dossier.action", .right = "dossier.read",
    .help = "What one action on a dossier will do.",
    .fields = action_fields, .n_fields = 3, .in_size = sizeof(struct action_in),
    .run = action_run,
};

/* The command behind an action's address: "trinh" → "dossier.propose". */
Str
flow_command_at(struct arena *arena, Str address)
{
    for (size_t i = 0; i < N_OFFERS; i++)
        if (str_eq(address, str_of(offers[i].address)))
            return str_format(arena, "dossier.%s", offers[i].word);
    return STR_NONE;
}

/* -- notes and files ------------------------------------------------------------------------ */

struct note_in {
    Str code, note;
};
static const struct field note_fields[] = {
    FIELD(TEXT, struct note_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct note_in, note, .required = true, .max = 2000,
          .help = "For colleagues; the person does not see it"),
};
struct note_plan {
    const struct note_in *in;
    struct dossier        d;
};

static enum err
note_prepare(struct view *v, const void *input, void *p)
{
    struct note_plan *plan = p;

    plan->in = input;
    TRY(dossier_find(v, plan->in->code, &plan->d));
    return ident_require(v, S("dossier.read"), plan->d.competent_unit);
}

static enum err
note_apply(struct act *a, const void *p, struct json *out)
{
    const struct note_plan *plan = p;

    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(plan->d.code)));
    json_put_text(act_arena(a), out, "code", plan->d.code);
    return dossier_note_add(a, plan->d.dossier, act_new_id(a), act_now(a), act_who(a)->account,
                            plan->in->note);
}

const struct command dossier_note = {
    .name = "dossier.note", .right = "dossier.read", .help = "Adds a note for colleagues.",
    .fields = note_fields, .n_fields = 2, .in_size = sizeof(struct note_in),
    .plan_size = sizeof(struct note_plan), .prepare = note_prepare, .apply = note_apply,
};

struct file_in {
    Str code;
    Id  file;
};
static const struct field file_fields[] = {
    FIELD(TEXT, struct file_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(ID, struct file_in, file, .required = true, .help = "The file's number"),
};

static enum err
file_run(struct view *v, const void *input, struct json *out)
{
    const struct file_in       *in = input;
    struct dossier              d;
    struct dossier_file_get_row row;

    TRY(dossier_find(v, in->code, &d));
    TRY(dossier_file_get(v, d.dossier, in->file, &row));
    if (!dossier_is_ones_own(v, &d, STR_NONE)) {
        TRY(ident_require(v, S("dossier.read"), d.competent_unit));
        view_disclose(v, d.applicant, d.code, row.name, S("dossier.file"));
    }
    json_put_text(v->arena, out, "name", row.name);
    json_put_text(v->arena, out, "type", row.type);
    json_put_text(v->arena, out, "hash", hex_text(v->arena, row.hash));
    json_put_int(v->arena, out, "size", row.size);
    return ERR_OK;
}

const struct query dossier_file = {
    .name = "dossier.file", .right = "signed-in", .help = "Where an attached file is kept.",
    .fields = file_fields, .n_fields = 2, .in_size = sizeof(struct file_in), .run = file_run,
};
