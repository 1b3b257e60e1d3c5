/* dossier/opinion_page.c -- questions to other units on pages: the asker's fields, the
 * dossier's own page, the two lists, and the page on which a unit answers.  Floor 7. */
#include "dossier/opinion.h"

#include "base/text.h"
#include "dossier/desk.h"
#include "dossier/dossier_sql.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define LIST_PAGE 20

static Str
name_of(struct view *v, Id account, Id act)
{
    Str name;

    return ident_account_did(v, account, act, &name) == ERR_OK ? name : S("–");
}

/* -- asking --------------------------------------------------------------------------------- */

static enum err
add_units(const struct saying *s, struct json *fields, const struct unit *all, int n)
{
    static const struct {
        const char *name, *label;
    } field[OPINIONS_ONCE] = { { "unit", MSG("The unit asked") },
                               { "unit2", MSG("A second unit") },
                               { "unit3", MSG("A third unit") } };
    struct view *v = s->v;

    for (int k = 0; k < OPINIONS_ONCE; k++) {
        struct json *f = json_add(fields, page_field(v, str_of(field[k].name),
                                                     words(v->lang, field[k].label), k > 0));
        struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "select"),
                                              "options");

        page_option(v, options, S(""),
                    words(v->lang, k > 0 ? MSG("None") : MSG("Choose a unit")));
        for (int level = LEVEL_PROVINCE; level <= LEVEL_COMMUNE; level++)
            for (int i = 0; i < n; i++)
                if (all[i].level == level && all[i].id != s->d->competent_unit)
                    page_unit_option(v, options, all, n, &all[i]);
    }
    return ERR_OK;
}

enum err
opinion_put_fields(const struct saying *s, struct json *fields)
{
    struct view *v = s->v;
    struct unit *all;
    struct json *f;
    int          n;

    TRY(unit_all(v, time_day(v->now), &all, &n));
    TRY(add_units(s, fields, all, n));
    json_add(fields, page_note_field(v, "note", words(v->lang, "What you ask"), false));
    f = json_add(fields, page_field(v, S("until"), words(v->lang, "Answer by"), false));
    json_put_text(v->arena, f, "hint",
                  s->d->due != TIME_NONE
                      ? words_fill(v->arena, v->lang,
                                   "A working day; the end of its hours counts. The dossier "
                                   "itself is promised for {1}.",
                                   when_moment(v->arena, v->lang, s->d->due), STR_NONE)
                      : words(v->lang, "A working day; the end of its hours counts."));
    json_put_object(v->arena, f, "date");
    return ERR_OK;
}

/* -- what became of one ----------------------------------------------------------------------- */

static void
put_clock(struct view *v, struct json *out, const char *state, const char *text)
{
    struct json *clock = json_put_object(v->arena, out, "clock");

    json_put_text(v->arena, clock, "state", str_of(state));
    json_put_text(v->arena, clock, "words", words(v->lang, text));
}

static enum err
say_one_clock(struct view *v, const struct dossier *d, const struct opinions_of_row *o,
              struct json *out)
{
    if (o->ended == TIME_NONE && dossier_is_open(d))
        return say_term_clock(v, o->asked_unit, o->due, out);
    if (o->ended == TIME_NONE)
        put_clock(v, out, "done", MSG("no longer needed"));
    else if (str_eq(o->how, S("withdrawn")))
        put_clock(v, out, "done", MSG("withdrawn"));
    else if (o->ended > o->due)
        put_clock(v, out, "late", MSG("answered late"));
    else
        put_clock(v, out, "done", MSG("answered in time"));
    return ERR_OK;
}

static enum err
put_opinion(struct view *v, const struct dossier *d, const struct opinions_of_row *o,
            struct json *out)
{
    json_put_text(v->arena, out, "id", str_int(v->arena, o->n));
    json_put_text(v->arena, out, "asked_words", say_unit_at(v, o->asked_unit, o->at));
    json_put_text(v->arena, out, "who", name_of(v, o->asker, o->act));
    say_moment(v, out, "at", o->at);
    say_moment(v, out, "due", o->due);
    json_put_text(v->arena, out, "question", o->question);
    if (o->ended != TIME_NONE) {
        struct json *end = json_put_object(v->arena, out, "end");

        if (str_eq(o->how, S("answered")))
            json_put_bool(v->arena, end, "answered", true);
        json_put_text(v->arena, end, "who", name_of(v, o->account, o->end_act));
        say_moment(v, end, "at", o->ended);
        json_put_text(v->arena, end, "text", o->answer);
    }
    return say_one_clock(v, d, o, out);
}

static bool
speaks(struct view *v, Id unit)
{
    bool reaches = false;

    return (actor_may(v->who, S("dossier.approve")) || actor_may(v->who, S("dossier.process"))) &&
           ident_reaches(v, unit, &reaches) == ERR_OK && reaches;
}

enum err
opinion_say(const struct saying *s, struct json *out)
{
    struct view            *v = s->v;
    struct json            *list = json_put_array(v->arena, out, "opinions");
    struct opinions_of_row *all;
    Str                     waits = S("");
    int                     n;

    TRY(opinions_of(v, s->d->dossier, OPINIONS_MAX + 1, &all, &n));
    for (int i = n - 1; i >= 0; i--) {
        struct json *o = json_add(list, json_object(v->arena));
        bool         open = all[i].ended == TIME_NONE && dossier_is_open(s->d);

        TRY(put_opinion(v, s->d, &all[i], o));
        if (!open)
            continue;
        if (speaks(v, s->d->competent_unit))
            json_put_bool(v->arena, o, "can_withdraw", true);
        waits = str_join(v->arena, waits, waits.n > 0 ? S(", ") : S(""),
                         say_unit_at(v, all[i].asked_unit, all[i].at));
    }
    if (waits.n > 0)
        json_put_text(v->arena, out, "others_words", waits);
    return ERR_OK;
}

enum err
opinion_asked_words(const struct saying *s, int64_t version, Str *out)
{
    struct view            *v = s->v;
    struct opinions_of_row *all;
    Str                     to = S("");
    int                     n;

    TRY(opinions_of(v, s->d->dossier, OPINIONS_MAX + 1, &all, &n));
    for (int i = 0; i < n; i++)
        if (all[i].version == version)
            to = str_join(v->arena, to, to.n > 0 ? S(", ") : S(""),
                          say_unit_at(v, all[i].asked_unit, all[i].at));
    *out = to.n > 0 ? words_fill(v->arena, v->lang, "To {1}", to, STR_NONE) : to;
    return ERR_OK;
}

/* -- the two lists -------------------------------------------------------------------- */

static void
put_older(struct view *v, const char *filter, Time due, Id n, struct json *out)
{
    json_put_text(v->arena, out, "older_url",
                  str_format(v->arena, "/viec?loc=%s&moc=%.*s&sau=%lld", filter,
                             STR_ARG(time_text_utc(v->arena, due)), (long long)n));
}

/* Who filed it is read on the question's own page, where the reading is recorded. */
enum err
opinion_put_asked(struct view *v, Id desk, Time after_due, Id after, struct json *out)
{
    struct json               *list = json_put_array(v->arena, out, "asked");
    struct opinions_asked_row *row;
    const struct procedure    *p;
    int                        n;

    TRY(opinions_asked(v, desk, after_due != TIME_NONE ? after_due : INT64_MIN + 1, after,
                       LIST_PAGE + 1, &row, &n));
    for (int i = 0; i < n && i < LIST_PAGE; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        TRY(procedure_version(v, row[i].procedure, row[i].procedure_version, &p));
        json_put_text(v->arena, o, "href",
                      str_format(v->arena, "/y-kien/%.*s/%lld", STR_ARG(row[i].code),
                                 (long long)row[i].n));
        json_put_text(v->arena, o, "code", row[i].code);
        json_put_text(v->arena, o, "procedure", pack_words(v->lang, p->name));
        json_put_text(v->arena, o, "asker_words", say_unit_at(v, row[i].unit, row[i].at));
        json_put_text(v->arena, o, "question", row[i].question);
        TRY(say_term_clock(v, v->who->unit, row[i].due, o));
    }
    if (n > LIST_PAGE)
        put_older(v, "asked", row[LIST_PAGE - 1].due, row[LIST_PAGE - 1].n, out);
    return ERR_OK;
}

static enum err
put_awaited(struct view *v, const struct opinions_awaited_row *row, struct saying *s,
            struct json *out)
{
    struct dossier *d = arena_make(v->arena, struct dossier);

    TRY(dossier_find(v, row->code, d));
    TRY(saying_next(v, d, s));
    say_row(s, out);
    json_put_text(v->arena, out, "value",
                  str_format(v->arena, "%.*s@%lld", STR_ARG(d->code), (long long)d->version));
    json_put_text(v->arena, out, "step",
                  words_fill(v->arena, v->lang, "Opinion by {1}",
                             day_people(v->arena, time_day(row->due)), STR_NONE));
    json_put_text(v->arena, out, "waiting_words", say_unit_at(v, row->asked_unit, v->now));
    return ERR_OK;
}

enum err
opinion_put_awaited(struct view *v, Id desk, Time after_due, Id after, struct json *out)
{
    struct json                 *rows = json_put_array(v->arena, out, "rows");
    struct opinions_awaited_row *row;
    struct saying                s = { 0 };
    int                          n;

    TRY(opinions_awaited(v, desk, after_due != TIME_NONE ? after_due : INT64_MIN + 1, after,
                         LIST_PAGE + 1, &row, &n));
    for (int i = 0; i < n && i < LIST_PAGE; i++)
        TRY(put_awaited(v, &row[i], &s, json_add(rows, json_object(v->arena))));
    if (n > LIST_PAGE)
        put_older(v, "others", row[LIST_PAGE - 1].due, row[LIST_PAGE - 1].n, out);
    return ERR_OK;
}

/* -- the page of the unit that was asked ------------------------------------------------ */

struct read_in {
    Str code;
    Id  opinion;
};
static const struct field read_fields[] = {
    FIELD(TEXT, struct read_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(ID, struct read_in, opinion, .required = true, .help = "The question's number"),
};

static void
put_answer_field(struct view *v, struct json *out)
{
    struct json *f = page_note_field(v, "text", words(v->lang, "Our opinion"), false);

    json_add(json_put_array(v->arena, out, "fields"), f);
}

/* What the person answered and gave, as long as it is asked about. */
static enum err
put_content(const struct saying *s, struct json *out)
{
    struct view *v = s->v;

    json_put_text(v->arena, out, "person", s->d->applicant_name);
    TRY(desk_put_answers(s, out));
    TRY(desk_put_files(s, out));
    json_put_text(v->arena, out, "disclosed_words",
                  words_fill(v->arena, v->lang,
                             "You are reading personal data of {1} to answer another unit. The "
                             "reading is recorded, and the person can see it.",
                             s->d->applicant_name, STR_NONE));
    view_disclose(v, s->d->applicant, s->d->code,
                  str_of(MSG("what is answered on the form, papers")),
                  str_of(MSG("opinion for another unit")));
    return ERR_OK;
}

static enum err
read_run(struct view *v, const void *input, struct json *out)
{
    const struct read_in  *in = input;
    struct dossier         d;
    struct saying          s;
    struct opinions_of_row o;
    bool                   open;

    TRY(dossier_find(v, page_typed_code(v->arena, in->code), &d));
    TRY(opinion_find(v, &d, in->opinion, &o));
    TRY(ident_require(v, S("dossier.read"), o.asked_unit));
    TRY(saying_of(v, &d, &s));
    open = o.ended == TIME_NONE && dossier_is_open(&d);
    json_put_text(v->arena, out, "code", d.code);
    json_put_text(v->arena, out, "name", say_procedure(&s));
    json_put_text(v->arena, out, "asker_words", say_unit_at(v, o.unit, o.at));
    TRY(put_opinion(v, &d, &o, json_put_object(v->arena, out, "opinion")));
    put_answer_field(v, out);
    if (open && speaks(v, o.asked_unit))
        json_put_bool(v->arena, out, "can_answer", true);
    if (open)
        return put_content(&s, out);
    json_put_array(v->arena, out, "groups");
    json_put_array(v->arena, out, "files");
    return ERR_OK;
}

const struct query opinion_read = {
    .name = "opinion.read", .right = "dossier.read",
    .help = "A question of another unit, with the parts of the dossier it is about.",
    .fields = read_fields, .n_fields = 2, .in_size = sizeof(struct read_in), .run = read_run,
};
