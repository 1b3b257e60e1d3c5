/* dossier/complaint_page.c -- complaints on pages: where the person follows the dossier, the
 * lists of a head of unit, and the page on which one is answered.  Floor 7. */
#include "dossier/complaint.h"

#include "dossier/desk.h"
#include "dossier/dossier_sql.h"
#include "dossier/pages.h"
#include "dossier/rules.h"
#include "ident/ident.h"

#define LIST_PAGE 20

/* -- what became of one ----------------------------------------------------------------------- */

static enum err
put_clock(struct view *v, const struct complaint *c, struct json *out)
{
    bool         in_time;
    struct json *clock;
    const char  *said;

    if (complaint_is_open(c))
        return say_term_clock(v, c->holder, c->due, out);
    in_time = complaint_is_in_time(c);
    if (str_eq(c->how, S("refuse")))
        said = in_time ? MSG("not taken up") : MSG("not taken up, late");
    else
        said = in_time ? MSG("answered in time") : MSG("answered late");
    clock = json_put_object(v->arena, out, "clock");
    json_put_text(v->arena, clock, "state", in_time ? S("done") : S("late"));
    json_put_text(v->arena, clock, "words", words(v->lang, said));
    return ERR_OK;
}

static const char *
step_words(Str how)
{
    return str_eq(how, S("answer"))   ? MSG("Answered")
           : str_eq(how, S("refuse")) ? MSG("Not taken up")
                                      : MSG("Forwarded to the unit above");
}

/* Who answered is the unit; its people are named to officials alone. */
static void
put_steps(struct view *v, const struct complaint *c, bool for_officer, struct json *out)
{
    struct json *steps = json_put_array(v->arena, out, "steps");

    for (int i = 0; i < c->n_steps; i++) {
        const struct complaint_step *s = &c->steps[i];
        struct json                 *o = json_add(steps, json_object(v->arena));

        json_put_text(v->arena, o, "what", words(v->lang, step_words(s->how)));
        json_put_text(v->arena, o, "unit_words", say_unit_at(v, s->unit, s->at));
        if (for_officer)
            json_put_text(v->arena, o, "who", say_account(v, s->account));
        say_moment(v, o, "at", s->at);
        json_put_text(v->arena, o, "text", s->text);
    }
}

static enum err
put_complaint(struct view *v, const struct complaint *c, bool for_officer, struct json *out)
{
    json_put_text(v->arena, out, "kind_words", complaint_kind_words(v->lang, c->kind));
    json_put_text(v->arena, out, "text", c->text);
    if (c->contact.n > 0)
        json_put_text(v->arena, out, "contact", c->contact);
    say_moment(v, out, "at", c->at);
    if (complaint_is_open(c)) {
        json_put_text(v->arena, out, "holder_words", say_unit_at(v, c->holder, v->now));
        say_moment(v, out, "due", c->due);
    }
    put_steps(v, c, for_officer, out);
    return put_clock(v, c, out);
}

/* -- for the person ------------------------------------------------------------------------- */

static void
put_kinds(struct view *v, struct json *fields)
{
    struct json *f = json_add(fields, page_field(v, S("kind"), words(v->lang, "What is it about?"),
                                                 false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "radios"),
                                          "options");
    int                          n;
    const struct complaint_kind *kind = complaint_kinds(&n);

    for (int i = 0; i < n; i++) {
        struct json *o = page_option(v, options, str_of(kind[i].key),
                                     words(v->lang, kind[i].label));

        json_put_text(v->arena, o, "id", str_format(v->arena, "f-kind-%d", i));
        if (kind[i].note != NULL)
            json_put_text(v->arena, o, "note", words(v->lang, kind[i].note));
    }
}

static void
put_contact(struct view *v, struct json *fields)
{
    struct json *f = json_add(fields, page_field(v, S("contact"),
                                                 words(v->lang, "Where we may reach you"), true));

    json_put_text(v->arena, f, "hint",
                  words(v->lang, "Telephone or e-mail. The answer stands on this page in any "
                                 "case."));
    f = json_put_object(v->arena, f, "text");
    json_put_text(v->arena, f, "type", S("text"));
    json_put_text(v->arena, f, "inputmode", S("text"));
    json_put_text(v->arena, f, "autocomplete", S("off"));
    json_put_text(v->arena, f, "width", S("width-20"));
}

/* Only where the words ask for it. */
static void
put_as_report(struct view *v, struct json *fields)
{
    struct json *f = json_add(fields, page_field(v, S("as_report"),
                                                 words(v->lang, "Khiếu nại or tố cáo?"), false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "checks"),
                                          "options");
    struct json *o = page_option(v, options, S("true"),
                                 words(v->lang, "I know that; send it as a phản ánh, kiến nghị"));

    json_put_text(v->arena, o, "id", S("f-as_report-0"));
}

/* What is known of that channel is that it is another one; which office and which term, the
 * office itself has to say. */
static void
put_legal(const struct saying *s, struct json *out)
{
    struct view *v = s->v;

    json_put_text(v->arena, out, "legal_words",
                  words_fill(v->arena, v->lang,
                             MSG("Khiếu nại and tố cáo have a legal channel of their own. This "
                                 "page does not lead into it, and what is sent here does not "
                                 "become one. Which office receives them, and by when, is to be "
                                 "asked of a person: for example at {1}."),
                             say_office(v, &s->competent), STR_NONE));
}

static void
put_form(const struct saying *s, Str typed, struct json *out)
{
    struct view *v = s->v;
    struct json *fields = json_put_array(v->arena, out, "complain_fields"), *area;

    json_put_text(v->arena, out, "complain_words",
                  words_fill(v->arena, v->lang,
                             MSG("It goes to the head of {1}, not to the officer who handles your "
                                 "dossier. It is not published."),
                             say_office(v, &s->competent), STR_NONE));
    put_kinds(v, fields);
    area = json_add(fields, page_note_field(v, "complaint",
                                            words(v->lang, "What happened, and when?"), false));
    json_put_text(v->arena, area, "hint",
                  words(v->lang, "Names and numbers of others only where they matter."));
    if (typed.n > 0 && complaint_is_legal(v, typed)) {
        put_as_report(v, fields);
        put_legal(s, out);
    }
    put_contact(v, fields);
}

enum err
complaint_say(const struct saying *s, const struct complaint_typed *typed, struct json *out)
{
    struct view      *v = s->v;
    struct json      *list = json_put_array(v->arena, out, "complaints");
    struct complaint *all;
    int               n;

    TRY(complaints_all(v, s->d->dossier, &all, &n));
    for (int i = n - 1; i >= 0; i--)
        TRY(put_complaint(v, &all[i], false, json_add(list, json_object(v->arena))));
    if (n == COMPLAINTS_MAX || (n > 0 && complaint_is_open(&all[n - 1]))) {
        json_put_array(v->arena, out, "complain_fields");
        return ERR_OK;
    }
    put_form(s, typed->text, out);
    if (str_eq(typed->kind, S("legal")) && json_get(out, "legal_words") == NULL)
        put_legal(s, out);
    if (typed->any)
        json_put_bool(v->arena, out, "complaining", true);
    return ERR_OK;
}

/* -- the lists ------------------------------------------------------------------------------- */

struct listed {
    Id      n, unit;
    Time    due;
    Str     kind, code, procedure;
    int64_t procedure_version;
};

static enum err
read_list(struct view *v, Id desk, bool below, Time due, Id after, struct listed *out, int *n)
{
#define LISTED(row)                                                                       \
    (struct listed){ .n = (row).n, .unit = (row).unit, .due = (row).due, .kind = (row).kind, \
                     .code = (row).code, .procedure = (row).procedure,                    \
                     .procedure_version = (row).procedure_version }
    struct complaints_waiting_row    *own;
    struct complaints_late_below_row *theirs;

    if (below) {
        TRY(complaints_late_below(v, desk, v->now, due, after, LIST_PAGE + 1, &theirs, n));
        for (int i = 0; i < *n; i++)
            out[i] = LISTED(theirs[i]);
        return ERR_OK;
    }
    TRY(complaints_waiting(v, desk, due, after, LIST_PAGE + 1, &own, n));
    for (int i = 0; i < *n; i++)
        out[i] = LISTED(own[i]);
    return ERR_OK;
#undef LISTED
}

static enum err
put_listed(struct view *v, const struct listed *c, struct json *o)
{
    const struct procedure *p;

    TRY(procedure_version(v, c->procedure, c->procedure_version, &p));
    json_put_text(v->arena, o, "href",
                  str_format(v->arena, "/phan-anh/%.*s/%lld", STR_ARG(c->code),
                             (long long)c->n));
    json_put_text(v->arena, o, "code", c->code);
    json_put_text(v->arena, o, "procedure", pack_words(v->lang, p->name));
    json_put_text(v->arena, o, "kind_words", complaint_kind_words(v->lang, c->kind));
    json_put_text(v->arena, o, "about_words", say_unit_at(v, c->unit, v->now));
    return say_term_clock(v, c->unit,
                          c->due == COMPLAINT_WITHOUT_DUE ? TIME_NONE : c->due, o);
}

/* Whose dossier it is, and what is said, is read on its own page, where that is recorded. */
enum err
complaint_put_list(struct view *v, Id desk, bool below, Time after_due, Id after, struct json *out)
{
    struct json  *list = json_put_array(v->arena, out, "complained");
    struct listed row[LIST_PAGE + 1];
    int           n;

    TRY(ident_require(v, S("dossier.approve"), v->who->unit));
    TRY(read_list(v, desk, below, after_due != TIME_NONE ? after_due : INT64_MIN + 1, after, row,
                  &n));
    for (int i = 0; i < n && i < LIST_PAGE; i++)
        TRY(put_listed(v, &row[i], json_add(list, json_object(v->arena))));
    if (n > LIST_PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/viec?loc=%s&moc=%.*s&sau=%lld",
                                 below ? "complaints_below" : "complaints",
                                 STR_ARG(time_text_utc(v->arena, row[LIST_PAGE - 1].due)),
                                 (long long)row[LIST_PAGE - 1].n));
    return ERR_OK;
}

/* -- for who answers -------------------------------------------------------------------------- */

enum err
complaint_put_link(const struct saying *s, struct json *out)
{
    struct view      *v = s->v;
    struct complaint *all;
    bool              reaches = false;
    int               n;

    if (!actor_may(v->who, S("dossier.approve")))
        return ERR_OK;
    TRY(complaints_all(v, s->d->dossier, &all, &n));
    if (n > 0)
        TRY(ident_reaches(v, all[n - 1].holder, &reaches));
    if (reaches)
        json_put_text(v->arena, out, "complaint_url",
                      str_format(v->arena, "/phan-anh/%.*s/%lld", STR_ARG(s->d->code),
                                 (long long)all[n - 1].n));
    return ERR_OK;
}

struct read_in {
    Str code;
    Id  complaint;
};
static const struct field read_fields[] = {
    FIELD(TEXT, struct read_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(ID, struct read_in, complaint, .required = true, .help = "The complaint's number"),
};

static void
put_way(struct view *v, struct json *options, const char *key, const char *label, Str note)
{
    struct json *o = page_option(v, options, str_of(key), words(v->lang, label));

    json_put_text(v->arena, o, "id",
                  str_format(v->arena, "f-how-%d", (int)options->count - 1));
    if (note.n > 0)
        json_put_text(v->arena, o, "note", note);
}

static Str
by_day(struct view *v, Time until)
{
    return until == TIME_NONE ? S("")
                              : words_fill(v->arena, v->lang, MSG("In time until {1}"),
                                           when_moment(v->arena, v->lang, until), STR_NONE);
}

static enum err
put_fields(struct view *v, const struct dossier *d, const struct complaint *c, struct json *out)
{
    struct json *fields = json_put_array(v->arena, out, "fields"), *f, *options;
    Id           above;
    bool         may, any;

    TRY(complaint_may_decide(v, d, c, &may));
    TRY(complaint_above(v, c, &above, &any));
    f = json_add(fields, page_field(v, S("how"), words(v->lang, "What becomes of it?"), false));
    options = json_put_array(v->arena, json_put_object(v->arena, f, "radios"), "options");
    if (may) {
        put_way(v, options, "answer", MSG("Answer it"), by_day(v, c->due));
        put_way(v, options, "refuse", MSG("Not take it up, with the reason"),
                by_day(v, c->refuse_by));
    } else {
        json_put_bool(v->arena, out, "own", true);
    }
    if (any)
        put_way(v, options, "forward", MSG("Forward it to the unit above"),
                words_fill(v->arena, v->lang, MSG("{1} answers it; the term goes on"),
                           say_unit_at(v, above, v->now), STR_NONE));
    json_add(fields, page_note_field(v, "text", words(v->lang, "What the person reads"), false));
    return ERR_OK;
}

static void
put_dossier(const struct saying *s, struct json *out)
{
    struct view *v = s->v;

    json_put_text(v->arena, out, "code", s->d->code);
    json_put_text(v->arena, out, "name", say_procedure(s));
    json_put_text(v->arena, out, "person", s->d->applicant_name);
    json_put_text(v->arena, out, "status_words", say_state(v->lang, s->d));
    json_put_text(v->arena, out, "holder_words", say_holder(s));
    json_put_text(v->arena, out, "filed_words", when_moment(v->arena, v->lang, s->d->filed));
    say_due(s, out);
    json_put_text(v->arena, out, "disclosed_words",
                  words_fill(v->arena, v->lang,
                             MSG("You are reading what {1} says of how the dossier is handled. The "
                                 "reading is recorded, and the person can see it."),
                             s->d->applicant_name, STR_NONE));
}

/* Who forwarded it may see what became of it. */
static enum err
require_read(struct view *v, const struct complaint *c)
{
    const char *why = v->why;
    enum err    err = complaint_require(v, c);

    if (err != ERR_FORBIDDEN)
        return err;
    v->why = why;
    return ident_require(v, S("dossier.approve"), c->unit);
}

static enum err
read_run(struct view *v, const void *input, struct json *out)
{
    const struct read_in *in = input;
    struct dossier        d;
    struct saying         s;
    struct complaint      c;
    struct json          *o;
    bool                  reaches;

    TRY(dossier_find(v, page_typed_code(v->arena, in->code), &d));
    TRY(complaint_find(v, d.dossier, in->complaint, &c));
    TRY(require_read(v, &c));
    TRY(saying_of(v, &d, &s));
    put_dossier(&s, out);
    o = json_put_object(v->arena, out, "complaint");
    json_put_text(v->arena, o, "id", str_int(v->arena, c.n));
    json_put_text(v->arena, o, "about_words", say_unit_at(v, c.unit, c.at));
    if (c.told)
        json_put_bool(v->arena, o, "told", true);
    TRY(put_complaint(v, &c, true, o));
    TRY(put_fields(v, &d, &c, out));
    TRY(ident_reaches(v, c.holder, &reaches));
    if (complaint_is_open(&c) && reaches)
        json_put_bool(v->arena, out, "can_decide", true);
    view_disclose(v, d.applicant, d.code, str_of(MSG("what you said of its handling")),
                  str_of(MSG("answer to a complaint")));
    return ERR_OK;
}

const struct query complaint_read = {
    .name = "complaint.read", .right = "dossier.approve",
    .help = "What a person says of the handling of a dossier, for the head who answers.",
    .fields = read_fields, .n_fields = 2, .in_size = sizeof(struct read_in), .run = read_run,
};
