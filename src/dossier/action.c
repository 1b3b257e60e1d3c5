/* dossier/action.c -- what an officer may do with a dossier: the actions its page offers,
 * and the page of one of them, which says beforehand what will happen.  Floor 7. */
#include "dossier/desk.h"

#include "dossier/assign.h"
#include "dossier/dossier.h"
#include "dossier/opinion.h"
#include "dossier/fee.h"
#include "dossier/pages.h"
#include "dossier/transfer.h"

/* In the order in which a page offers them: the first allowed is the main one, but one that
 * stands aside never is. */
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
    { "assign", "phan-cong", MSG("Assign the dossier"),
      MSG("Those named find it in their lists."), false },
    { "ask", "yeu-cau-bo-sung", MSG("Ask for a supplement"),
      MSG("The person is told and the clock stands still."), false },
    { "charge", "thu-phi", MSG("Charge a fee"),
      MSG("The person is told and the clock stands still."), false },
    { "extend", "gia-han", MSG("Extend the term"),
      MSG("The person gets an apology and a new date."), false },
    { "consult", "xin-y-kien", MSG("Ask another unit for its opinion"),
      MSG("Each unit you name finds the question in its list."), false },
    { "transfer", "chuyen", MSG("Transfer to another unit"),
      MSG("The unit you choose has it from then on."), false },
    { "return", "tra-lai", MSG("Return for rework"), MSG("It goes back to the case officer."),
      false },
    { "deny", "ky-tu-choi", MSG("Refuse in writing"),
      MSG("The refusal is made and the dossier is finished."), true },
    { "refuse", "tu-choi", MSG("Refuse the dossier"), MSG("The person is told why."), true },
    { "stop", "dung", MSG("Stop the dossier"), MSG("The person is told why."), true },
};
#define N_OFFERS (sizeof offers / sizeof offers[0])

/* What the state and the rules of the action itself allow. */
static enum err
may_now(const struct saying *s, const struct action *action)
{
    TRY(flow_allows(s->v, action, s->d, s->p));
    return strcmp(action->word, "extend") == 0 ? flow_may_extend(s->v, s->d) : ERR_OK;
}

static bool
is_offered(const struct saying *s, size_t i)
{
    const struct action *action = flow_action(str_of(offers[i].word));
    const char          *why = s->v->why;
    bool                 yes;

    if (strcmp(offers[i].word, "take") == 0 && s->d->assignee == actor_works_as(s->v->who))
        return false;
    yes = may_now(s, action) == ERR_OK;
    s->v->why = why;
    return yes;
}

/* To pass a dossier on, or to ask others, is not what one is asked to do with it. */
static bool
is_aside(size_t i)
{
    return strcmp(offers[i].word, "transfer") == 0 || strcmp(offers[i].word, "consult") == 0;
}

static Str
address_of(const struct saying *s, size_t i)
{
    return str_format(s->v->arena, "/ho-so/%.*s/lam/%s", STR_ARG(s->d->code), offers[i].address);
}

/* What follows; what is taken in another's place stands in that one's name. */
static Str
then_words(const struct saying *s, size_t i)
{
    const struct view *v = s->v;

    if (v->who->stands_for != 0 && strcmp(offers[i].word, "take") == 0)
        return words_fill(v->arena, v->lang, MSG("It stands in the name of {1}."), v->who->absent,
                          STR_NONE);
    return words(v->lang, offers[i].then);
}

static void
put_main(const struct saying *s, size_t i, struct json *out)
{
    struct view *v = s->v;
    struct json *main = json_put_object(v->arena, out, "main");

    json_put_text(v->arena, main, "href", address_of(s, i));
    json_put_text(v->arena, main, "label", words(v->lang, offers[i].label));
    json_put_text(v->arena, main, "then_words", then_words(s, i));
}

static void
put_other(const struct saying *s, size_t i, struct json *others)
{
    struct view *v = s->v;
    struct json *o = json_add(others, json_object(v->arena));

    json_put_text(v->arena, o, "href", address_of(s, i));
    json_put_text(v->arena, o, "label", words(v->lang, offers[i].label));
    if (offers[i].danger)
        json_put_bool(v->arena, o, "danger", true);
}

void
action_put_offers(const struct saying *s, struct json *out)
{
    struct view *v = s->v;
    struct json *others = json_put_array(v->arena, out, "actions");
    bool         has_main = false;

    for (size_t i = 0; i < N_OFFERS; i++) {
        if (!is_offered(s, i))
            continue;
        if (has_main || is_aside(i))
            put_other(s, i, others);
        else
            put_main(s, i, out);
        has_main = has_main || !is_aside(i);
    }
    if (!has_main)
        json_put_text(v->arena, out, "waiting_words",
                      words_fill(v->arena, v->lang, "Nothing for you to do now. With: {1}",
                                 say_holder(s), STR_NONE));
}

/* -- the page of one action ---------------------------------------------------------------- */

struct action_in {
    Str code, action;
};
static const struct field action_fields[] = {
    FIELD(TEXT, struct action_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct action_in, action, .required = true, .max = 30,
          .help = "tiep-nhan, trinh, ky, …"),
};

static void
add_way_field(struct view *v, struct json *fields)
{
    static const char *const way[][2] = { { "transfer", MSG("Bank transfer") },
                                          { "cash", MSG("Cash at the desk") },
                                          { "card", MSG("Card at the desk") } };
    struct json *f = json_add(fields, page_field(v, S("way"), words(v->lang, "How it was paid"),
                                                 false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "radios"),
                                          "options");

    for (int i = 0; i < 3; i++) {
        struct json *o = json_add(options, json_object(v->arena));

        json_put_text(v->arena, o, "id", str_format(v->arena, "f-way-%d", i));
        json_put_text(v->arena, o, "value", str_of(way[i][0]));
        json_put_text(v->arena, o, "label", words(v->lang, way[i][1]));
    }
}

/* How the sum came about, so that whoever asks for it has seen it. */
static void
add_fee_hint(const struct saying *s, struct json *field)
{
    struct json *o = json_object(s->v->arena);
    Str          how;

    say_fee_how(s, o);
    how = json_text(o, "how_words");
    if (how.n > 0)
        json_put_text(s->v->arena, field, "hint", how);
}

/* The procedure's own fee stands there; where none is known the officer writes it. */
static void
add_amount_field(const struct saying *s, struct json *fields)
{
    struct view *v = s->v;
    struct json *f = json_add(fields, page_field(v, S("amount"), words(v->lang, "Amount"), false));
    struct json *text = json_put_object(v->arena, f, "text");
    const struct procedure *p;
    Money        fee = s->d->fee;

    if (fee <= 0 && procedure_of(v, s->p, s->d, &p) == ERR_OK)
        fee = p->fee;
    add_fee_hint(s, f);
    if (fee > 0)
        json_put_text(v->arena, f, "value", str_int(v->arena, fee));
    json_put_text(v->arena, text, "type", S("text"));
    json_put_text(v->arena, text, "inputmode", S("numeric"));
    json_put_text(v->arena, text, "autocomplete", S("off"));
    json_put_text(v->arena, text, "width", S("width-10"));
    json_put_text(v->arena, text, "suffix", S("đồng"));
}

static void
add_until_field(const struct saying *s, struct json *fields)
{
    struct view *v = s->v;
    Str          label = words(v->lang, "The new promised day");
    struct json *f = json_add(fields, page_field(v, S("until"), label, false));

    json_put_text(v->arena, f, "hint",
                  words_fill(v->arena, v->lang, "A working day after {1}.",
                             day_people(v->arena, time_day(s->d->due)), STR_NONE));
    json_put_object(v->arena, f, "date");
}

static const char *
note_label(const struct action *action)
{
    return action->inside          ? MSG("A note for colleagues; the person does not see it")
           : action->note_required ? MSG("Reason, in words the person understands")
                                   : MSG("A note for the dossier");
}

static enum err
put_action_fields(const struct saying *s, const struct action *action, struct json *out)
{
    struct view *v = s->v;
    struct json *fields = json_put_array(v->arena, out, "fields");

    if (strcmp(action->word, "paid") == 0)
        add_way_field(v, fields);
    else if (strcmp(action->word, "charge") == 0)
        add_amount_field(s, fields);
    else if (strcmp(action->word, "extend") == 0)
        add_until_field(s, fields);
    else if (strcmp(action->word, "assign") == 0)
        TRY(assign_put_fields(s, fields));
    else if (strcmp(action->word, "transfer") == 0)
        TRY(transfer_put_field(s, fields));
    if (strcmp(action->word, "consult") == 0)
        return opinion_put_fields(s, fields);
    json_add(fields, page_note_field(v, "note", words(v->lang, note_label(action)),
                                     !action->note_required));
    return ERR_OK;
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
    TRY(may_now(&s, action));
    json_put_text(v->arena, out, "code", d.code);
    json_put_text(v->arena, out, "name", say_procedure(&s));
    json_put_text(v->arena, out, "person", d.applicant_name);
    json_put_text(v->arena, out, "action", in->action);
    json_put_text(v->arena, out, "seen", str_int(v->arena, d.version));
    say_clock(&s, out);
    json_put_bool(v->arena, json_put_object(v->arena, out, "act"), flag_of(action->word), true);
    json_put_text(v->arena, out, "told_words", told_words(&s, action));
    json_put_text(v->arena, out, "next_words", then_words(&s, i));
    json_put_text(
        v->arena, out, "clock_after_words",
        words(v->lang, strcmp(action->word, "ask") == 0 || strcmp(action->word, "charge") == 0
                           ? MSG("The clock stands still until the person answers.")
                       : strcmp(action->word, "accept") == 0 ? MSG("The clock starts now.")
                                                             : MSG("The clock goes on as it is.")));
    TRY(put_action_fields(&s, action, out));
    view_disclose(v, d.applicant, d.code, str_of(MSG("name")),
                  str_of(MSG("handling of the dossier")));
    return ERR_OK;
}

const struct query dossier_action = {
    .name = "dossier.action", .right = "dossier.read",
    .help = "What one action on a dossier will do.",
    .fields = action_fields, .n_fields = 2, .in_size = sizeof(struct action_in),
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
