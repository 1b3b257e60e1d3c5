/* dossier/notice.c -- see notice.h.  Floor 7. */
#include "dossier/notice.h"

#include "dossier/dossier.h"
#include "dossier/dossier_sql.h"
#include "dossier/flow.h"
#include "dossier/say.h"

#define TEXT_MAX 4000

/* -- the words: notices.json {"notices": [{"on", "subject", "text"}]} -------------------------- */

struct told {
    Str                action;
    const struct json *subject, *text;
};

struct notices {
    int          n;
    struct told *list;
};

static const struct told *
told_of(const struct notices *all, Str action)
{
    for (int i = 0; all != NULL && i < all->n; i++)
        if (str_eq(all->list[i].action, action))
            return &all->list[i];
    return NULL;
}

static bool
is_value(Str name)
{
    return str_eq(name, S("code")) || str_eq(name, S("due")) || str_eq(name, S("unit"));
}

/* The next "{name}" of a text: what stands before it and behind it. */
static bool
next_value(Str text, Str *before, Str *name, Str *after)
{
    Str behind;

    return str_cut(text, '{', before, &behind) && str_cut(behind, '}', name, after);
}

struct reading {
    struct pack_build      *build;
    const struct pack_file *file;
};

static void
wrong(const struct reading *r, const char *message, Str one)
{
    pack_fault(r->build, r->file, S("notices"), message, one, STR_NONE);
}

static void
check_text(const struct reading *r, const struct json *says, const char *member)
{
    static const char *const languages[] = { "vi", "en" };
    const struct json       *both = json_get(says, member);

    for (int i = 0; i < 2; i++) {
        Str text = json_text(both, languages[i]), before, name, after;

        if (text.n == 0 || text.n > TEXT_MAX)
            wrong(r, MSG("{1} needs a text in Vietnamese and one in English"), str_of(member));
        while (next_value(text, &before, &name, &after)) {
            if (!is_value(name))
                wrong(r, MSG("{1} is no value of a notice: code, due, unit"), name);
            text = after;
        }
    }
}

/* Of an appointment or a complaint. */
static bool
is_beside(Str on)
{
    static const char *const actions[] = { "appointment_book", "appointment_move",
                                           "appointment_cancel", "appointment_close",
                                           "appointment_remind", "complaint_answer",
                                           "complaint_refuse", "complaint_forward" };

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (str_eq(on, str_of(actions[i])))
            return true;
    return false;
}

static void
read_file(const struct reading *r, struct notices *all)
{
    json_each(says, json_get(r->file->json, "notices"))
    {
        Str on = json_text(says, "on");

        if (flow_action(on) == NULL && !str_eq(on, S("submit")) && !is_beside(on))
            wrong(r, MSG("{1} is no action on a dossier, an appointment or a complaint"), on);
        if (told_of(all, on) != NULL)
            wrong(r, MSG("{1} is told twice"), on);
        check_text(r, says, "subject");
        check_text(r, says, "text");
        all->list[all->n++] = (struct told){ .action = on, .subject = json_get(says, "subject"),
                                             .text = json_get(says, "text") };
    }
}

static enum err
compile(struct pack_build *build, void **out)
{
    int                     n, most = 0;
    const struct pack_file *files = pack_files(build, "notices", &n);
    struct notices         *all = arena_make(pack_arena(build), struct notices);

    for (int i = 0; i < n; i++)
        json_each(v, json_get(files[i].json, "notices")) most += v != NULL;
    all->list = arena_array(pack_arena(build), struct told, most + 1);
    for (int i = 0; i < n; i++)
        read_file(&(struct reading){ .build = build, .file = &files[i] }, all);
    *out = all;
    return ERR_OK;
}

const struct pack_section section_notices = { .name = "notices", .compile = compile,
                                              .title = MSG("Notices to people") };

/* -- keeping one ------------------------------------------------------------------------------- */

enum err
notice_heard(struct act *a, const struct change *change)
{
    const struct dossier *d = change->new;

    if (change->source != dossier_source || d == NULL || d->applicant == 0 ||
        told_of(pack_data(act_view(a), "notices"), d->action) == NULL)
        return ERR_OK;
    return notice_add(a, d->dossier, d->version, d->applicant, d->at, d->action);
}

enum err
notice_keep(struct act *a, const struct notice_of *n)
{
    if (told_of(pack_data(act_view(a), "notices"), n->action) == NULL)
        return ERR_OK;
    return notice_add(a, n->what, n->version, n->person, act_now(a), n->action);
}

bool
notice_is_of_appointment(Str action)
{
    return str_starts(action, S("appointment_"));
}

Str
notice_address(struct arena *arena, const struct notice *n)
{
    return str_format(arena, "/%s/%.*s",
                      notice_is_of_appointment(n->action) ? "hen" : "ho-so", STR_ARG(n->code));
}

/* -- saying one -------------------------------------------------------------------------------- */

static Str
fill(struct view *v, Str text, const struct notice *n, Str due, Str unit)
{
    struct buf b = BUF_MAX(4 * TEXT_MAX);
    Str        before, name, out;

    while (next_value(text, &before, &name, &text)) {
        buf_add(&b, before);
        buf_add(&b, str_eq(name, S("code"))  ? n->code
                    : str_eq(name, S("due")) ? due
                                             : unit);
    }
    buf_add(&b, text);
    out = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

enum err
notice_say(struct view *v, enum lang lang, const struct notice *n, struct notice_words *out)
{
    const struct told *told = told_of(pack_data(v, "notices"), n->action);
    enum lang          reader = v->lang;
    struct unit        unit;
    Str                due, office;

    *out = (struct notice_words){ S(""), S("") };
    if (told == NULL)
        return ERR_OK;
    TRY(unit_by_id(v, n->unit, time_day(n->at), &unit));
    v->lang = lang; /* say_office asks the view */
    office = say_office(v, &unit);
    v->lang = reader;
    due = n->due != TIME_NONE ? when_moment(v->arena, lang, n->due)
                              : words(lang, MSG("a date that is not known yet"));
    out->subject = fill(v, pack_words(lang, told->subject), n, due, office);
    out->text = fill(v, pack_words(lang, told->text), n, due, office);
    return ERR_OK;
}
