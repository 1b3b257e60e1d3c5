/* dossier/draft_page.c -- drafts on pages: the list of one's own, the form that goes on
 * where it stood, and what is said when two devices disagree.  Floor 7. */
#include "dossier/draft.h"

#include "base/when.h"
#include "base/words.h"
#include "dossier/dossier_sql.h"
#include "dossier/draft_files.h"
#include "dossier/form_page.h"
#include "dossier/forms.h"
#include "journal/journal_sql.h"

Str
draft_saved_words(struct view *v, Time saved)
{
    return words_fill(v->arena, v->lang, MSG("Saved at {1}"),
                      time_day(saved) == time_day(v->now)
                          ? minute_text(v->arena, time_minute(saved))
                          : when_moment(v->arena, v->lang, saved),
                      STR_NONE);
}

/* "/thu-tuc/KEY/nop" and what follows it. */
static Str
address(struct view *v, Str procedure, const char *then)
{
    return str_format(v->arena, "/thu-tuc/%.*s/nop%s", STR_ARG(procedure), then);
}

struct json *
draft_put_form(struct view *v, Id seen, Time saved, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "draft");

    json_put_text(v->arena, o, "seen", str_int(v->arena, seen));
    if (saved != TIME_NONE)
        json_put_text(v->arena, o, "saved_words", draft_saved_words(v, saved));
    return o;
}

enum err
draft_put_resume(struct view *v, const struct procedure *p, struct json *out)
{
    struct draft_get_row now;
    struct json         *o;
    enum err             err = draft_find(v, p->key, &now);

    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    o = json_put_object(v->arena, out, "resume");
    json_put_text(v->arena, o, "words",
                  words_fill(v->arena, v->lang,
                             MSG("You began this form on {1} and have not filed it yet."),
                             when_moment(v->arena, v->lang, now.begun), STR_NONE));
    json_put_text(v->arena, o, "url", address(v, p->key, "/tiep-tuc"));
    json_put_text(v->arena, o, "drop_url", address(v, p->key, "/bo?lai=true"));
    return ERR_OK;
}

/* -- the list ---------------------------------------------------------------------------- */

static void
put_names(struct view *v, Str key, int64_t version, Time begun, Time saved, struct json *o)
{
    const struct procedure *p;

    json_put_text(v->arena, o, "key", key);
    json_put_text(v->arena, o, "name",
                  procedure_version(v, key, version, &p) == ERR_OK ? pack_words(v->lang, p->name)
                                                                   : key);
    json_put_text(v->arena, o, "begun_words", when_moment(v->arena, v->lang, begun));
    json_put_text(v->arena, o, "saved_words", draft_saved_words(v, saved));
}

enum err
draft_put_list(struct view *v, struct json *out)
{
    struct json          *drafts = json_put_array(v->arena, out, "drafts");
    struct drafts_of_row *row;
    int                   n;

    if (!draft_is_kept(v))
        return ERR_OK;
    TRY(drafts_of(v, v->who->person, v->now - DRAFT_LIFE, DRAFTS_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(drafts, json_object(v->arena));

        put_names(v, row[i].procedure, row[i].procedure_version, row[i].begun, row[i].saved, o);
    }
    return ERR_OK;
}

static enum err
list_run(struct view *v, const void *input, struct json *out)
{
    (void)input;
    return draft_put_list(v, out);
}

const struct query dossier_draft_list = {
    .name = "draft.list", .right = "signed-in", .help = "My own drafts, newest first.",
    .run = list_run,
};

/* -- one of them ----------------------------------------------------------------------------- */

struct draft_in {
    Str  procedure, filling;
    bool again;
};
static const struct field draft_fields[] = {
    FIELD(TEXT, struct draft_in, procedure, .required = true, .max = 80,
          .help = "The procedure's key"),
    FIELD(BOOL, struct draft_in, again, .help = "It is dropped to begin the form anew"),
    FIELD(TEXT, struct draft_in, filling, .max = 120,
          .help = "The key that this form will be filed under"),
};

static enum err
find_or_say(struct view *v, Str procedure, struct draft_get_row *out)
{
    enum err err = draft_find(v, procedure, out);

    if (err != ERR_NOT_FOUND)
        return err;
    return view_refuse(v, err,
                       MSG("You have no draft of this form: it was filed or dropped, or nothing "
                           "was saved for 30 days."));
}

static enum err
about_run(struct view *v, const void *input, struct json *out)
{
    const struct draft_in *in = input;
    struct draft_get_row   now;

    TRY(find_or_say(v, in->procedure, &now));
    put_names(v, now.procedure, now.procedure_version, now.begun, now.saved, out);
    if (in->again)
        json_put_bool(v->arena, out, "again", true);
    return ERR_OK;
}

const struct query dossier_draft_about = {
    .name = "draft.about", .right = "signed-in", .help = "One's own draft, before it is dropped.",
    .fields = draft_fields, .n_fields = 2, .in_size = sizeof(struct draft_in), .run = about_run,
};

/* The form as it was left: its page, its answers, its files under new tickets. */
static enum err
open_run(struct view *v, const void *input, struct json *out)
{
    const struct draft_in *in = input;
    struct draft_get_row   now;
    struct json           *answers, *files;
    struct form_in         form;
    struct opened_draft    opened = { .gone = STR_NONE };

    TRY(find_or_say(v, in->procedure, &now));
    TRY(json_parse(v->arena, now.answers, &answers, NULL));
    TRY(json_parse(v->arena, now.files, &files, NULL));
    opened.version = now.procedure_version;
    opened.saved = now.saved;
    form = (struct form_in){ .procedure = now.procedure, .unit = now.unit, .page = now.page,
                             .go = S("keep"), .answers = answers, .seen = now.version,
                             .files = draft_files_open(v, files, &opened.gone),
                             .opened = &opened };
    return form_show(v, &form, out);
}

const struct query dossier_draft_open = {
    .name = "draft.open", .right = "signed-in",
    .help = "The page one's own draft stands on, as dossier.form answers it.",
    .fields = draft_fields, .n_fields = 1, .in_size = sizeof(struct draft_in), .run = open_run,
};

/* -- two devices ------------------------------------------------------------------------------ */

static void
put_load(struct view *v, Str url, const char *label, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "load");

    json_put_text(v->arena, o, "url", url);
    json_put_text(v->arena, o, "label", words(v->lang, label));
}

/* clash{words, load?{url, label}, keep?}: why a save was refused, and what there is to do. */
static enum err
clash_run(struct view *v, const void *input, struct json *out)
{
    const struct draft_in  *in = input;
    struct json            *o = json_put_object(v->arena, out, "clash");
    struct entry_by_key_row entry;
    struct draft_get_row    now;
    enum err err = in->filling.n > 0 ? entry_by_key(v, in->filling, &entry) : ERR_NOT_FOUND;

    if (err == ERR_OK) {
        json_put_text(v->arena, o, "words",
                      words(v->lang, MSG("This form has been filed already: the dossier is among "
                                         "yours. To file another, begin a new form.")));
        put_load(v, S("/ho-so"), MSG("My dossiers"), o);
        return ERR_OK;
    }
    if (err == ERR_NOT_FOUND)
        err = draft_find(v, in->procedure, &now);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_bool(v->arena, o, "keep", true);
    if (err == ERR_NOT_FOUND) {
        json_put_text(v->arena, o, "words",
                      words(v->lang, MSG("This draft was filed or dropped elsewhere. What you "
                                         "typed is still on this page.")));
        return ERR_OK;
    }
    json_put_text(v->arena, o, "words",
                  words_fill(v->arena, v->lang,
                             MSG("This form was open on another device or page and saved there: "
                                 "{1}. What you typed here is still on this page, and not saved."),
                             when_moment(v->arena, v->lang, now.saved), STR_NONE));
    put_load(v, address(v, in->procedure, "/tiep-tuc"), MSG("Open the one saved there"), o);
    return ERR_OK;
}

const struct query dossier_draft_clash = {
    .name = "draft.clash", .right = "signed-in",
    .help = "Why a draft was not saved over the one there is, and what one can do.",
    .fields = draft_fields, .n_fields = 3, .in_size = sizeof(struct draft_in), .run = clash_run,
};
