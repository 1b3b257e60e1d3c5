/* dossier/letters.c -- see letters.h.  Floor 7. */
#include "dossier/letters.h"

#include "dossier/cases.h"
#include "dossier/dossier_sql.h"
#include "dossier/handling.h"
#include "dossier/pages.h"
#include "dossier/place.h"
#include "dossier/paper_forms.h"
#include "dossier/result.h"
#include "dossier/transfer.h"
#include "dossier/vietqr.h"
#include "ident/ident.h"
#include "ident/ticket.h"

enum err
letter_vietnamese(struct view *v, const struct dossier *d, struct view *copy, struct saying *out)
{
    *copy = *v;
    copy->lang = LANG_VI;
    return saying_of(copy, d, out);
}

Str
letter_address(struct view *v, const struct dossier *d)
{
    return str_format(v->arena, "%.*s/tra-cuu?ma=%.*s", STR_ARG(v->world->base_url),
                      STR_ARG(d->code));
}

enum err
letter_vietqr(struct view *v, const struct dossier *d, Str *out)
{
    struct vietqr q = { .dynamic = true, .simulated = v->simulated, .amount = d->fee,
                        .bill = d->code, .purpose = d->code };

    if (!v->simulated)
        return view_refuse(v, ERR_UNKNOWN, "The unit's bank account is not declared, so no VietQR "
                                           "code can be shown. Pay at the desk.");
    return vietqr_write(v->arena, &q, out);
}

Str
letter_superior(struct view *v, const struct unit *u)
{
    struct unit parent;

    if (u->parent == 0 || unit_by_id(v, u->parent, time_day(v->now), &parent) != ERR_OK)
        return S("");
    return say_office(v, &parent);
}

/* -- how to reach whom --------------------------------------------------------------------- */

/* The answer to the question that an account would have filled in with this. */
static Str
answer_like(const struct saying *s, const struct json *answers, Str prefill)
{
    json_each(a, answers)
    {
        const struct json *schema = json_get_str(json_get(s->p->form, "properties"), a->key);

        if (str_eq(json_text(schema, "x-prefill"), prefill) && a->kind == JSON_TEXT)
            return a->text;
    }
    return S("");
}

/* As answered for this dossier, else as the account's owner gave it; what nobody
 * gave stays a dotted line. */
static enum err
put_person(const struct saying *s, struct case_facts *f)
{
    struct dossier_answers_row *form;
    struct json                *answers = NULL;
    struct person               person = { .id = 0 };
    int                         n;
    enum err                    err;

    TRY(dossier_answers(s->v, s->d->dossier, 1, &form, &n));
    if (n > 0)
        TRY(json_parse(s->v->arena, form[0].answers, &answers, NULL));
    f->address = answer_like(s, answers, S("account.address"));
    f->phone = answer_like(s, answers, S("account.phone"));
    f->email = answer_like(s, answers, S("account.email"));
    if (s->d->applicant == 0)
        return ERR_OK;
    err = person_by_id(s->v, s->d->applicant, &person);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    f->address = f->address.n > 0 ? f->address : person.address;
    f->phone = f->phone.n > 0 ? f->phone : person.phone;
    f->email = f->email.n > 0 ? f->email : person.email;
    return ERR_OK;
}

/* No published text that was read gives the desks' telephones, so theirs is a line
 * to write on: a number that might be wrong would be worse. */
static Str
contact_of(const struct saying *s)
{
    return str_format(s->v->arena, "%.*s, số điện thoại ……………………",
                      STR_ARG(say_role_at(s->v, S("desk"), &s->competent)));
}

static struct case_facts
case_facts_of(const struct saying *s)
{
    struct view *v = s->v;

    return (struct case_facts){
        .superior = letter_superior(v, &s->competent), .agency = say_office(v, &s->competent),
        .number = S(""), .place = s->competent.name, .made = v->now,
        .desk = say_role_at(v, S("desk"), &s->competent), .code = s->d->code,
        .person = s->d->applicant_name, .address = S(""), .phone = S(""), .email = S(""),
        .request = say_procedure(s), .officer = S(""), .track = letter_address(v, s->d),
        .site = S(""), .secret = dossier_secret(v, s->d->code), .simulated = v->simulated,
    };
}

static struct items_facts
items_of(const struct saying *s)
{
    struct item_facts *list = arena_array(s->v->arena, struct item_facts, s->p->n_components + 1);

    for (int i = 0; i < s->p->n_components; i++)
        list[i] = (struct item_facts){ .name = pack_words(LANG_VI, s->p->components[i].name),
                                       .copies = S("") };
    return (struct items_facts){ .list = list, .count = s->p->n_components };
}

/* Of what was answered: some cases have a term of their own. */
static enum err
put_term(const struct saying *s, Str *out)
{
    const struct procedure *p;

    TRY(procedure_of(s->v, s->p, s->d, &p));
    if (p->term < 0)
        *out = S("chưa rõ");
    else if (p->term_in == TERM_MINUTES)
        *out = str_format(s->v->arena, "%d giờ làm việc", p->term / 60);
    else if (p->term_in == TERM_DAYS)
        *out = str_format(s->v->arena, "%02d ngày, tính cả ngày nghỉ", p->term);
    else if (p->term == 0)
        *out = S("trong ngày làm việc");
    else
        *out = str_format(s->v->arena, "%02d ngày làm việc", p->term);
    return ERR_OK;
}

static enum err
write_receipt(const struct saying *s, struct paper *out)
{
    const struct dossier   *d = s->d;
    const struct procedure *p;
    struct saying           home = *s; /* the receipt is of the desk that hands over */
    struct receipt_facts    f = { .items = items_of(s), .sets = 1, .received = d->received,
                                  .due = d->due, .paid = str_eq(d->fee_state, S("paid")),
                                  .book = S("") };

    if (d->received == TIME_NONE)
        return ERR_NOT_FOUND;
    if (s->p->has_places)
        TRY(place_home(s->v, d, s->p, &home.competent));
    TRY(procedure_of(s->v, s->p, d, &p));
    f.about = case_facts_of(&home);
    f.collect = say_role_at(s->v, S("desk"), &home.competent);
    TRY(put_person(s, &f.about));
    TRY(put_term(s, &f.term));
    f.fee = p->fee < 0 && d->fee == 0 ? FEE_UNKNOWN : d->fee;
    f.about.made = d->received;
    if (str_eq(d->fee_state, S("due")) && letter_vietqr(s->v, d, &f.pay) != ERR_OK)
        f.pay = S("");
    paper_receipt(s->v->arena, &f, out);
    return ERR_OK;
}

enum err
letter_last(const struct saying *s, Str action, struct dossier_versions_row *out)
{
    struct dossier_versions_row *row;
    int                          n;

    TRY(dossier_versions(s->v, s->d->dossier, 0, 200, &row, &n));
    for (int i = n - 1; i >= 0; i--)
        if (str_eq(row[i].action, action)) {
            *out = row[i];
            return ERR_OK;
        }
    return ERR_NOT_FOUND;
}

static enum err
write_supplement(const struct saying *s, struct paper *out)
{
    struct dossier_versions_row asked;
    struct item_facts           item;
    struct supplement_facts     f = { .about = case_facts_of(s), .until = DAY_NONE,
                                            .contact = contact_of(s) };

    TRY(letter_last(s, S("ask"), &asked));
    TRY(put_person(s, &f.about));
    item = (struct item_facts){ .name = asked.note, .copies = S("") };
    f.items = (struct items_facts){ .list = &item, .count = 1 };
    f.reason = asked.note;
    f.about.made = asked.at;
    paper_supplement(s->v->arena, &f, out);
    return ERR_OK;
}

static enum err
write_refusal(const struct saying *s, struct paper *out)
{
    struct dossier_versions_row refused;
    struct refusal_facts        f = { .about = case_facts_of(s), .contact = contact_of(s) };

    TRY(letter_last(s, S("refuse"), &refused));
    TRY(put_person(s, &f.about));
    f.reason = refused.note;
    f.about.made = refused.at;
    paper_refusal(s->v->arena, &f, out);
    return ERR_OK;
}

/* What was promised before stands in the version before the extension. */
static enum err
write_extension(const struct saying *s, struct paper *out)
{
    struct dossier_versions_row     told;
    struct dossier_version_full_row before, then;
    struct extension_facts          f = { .about = case_facts_of(s) };

    TRY(letter_last(s, S("extend"), &told));
    TRY(dossier_version_full(s->v, s->d->dossier, told.version, &then));
    TRY(dossier_version_full(s->v, s->d->dossier, told.version - 1, &before));
    TRY(put_person(s, &f.about));
    f.reason = told.note;
    f.received = then.received;
    f.due = before.due;
    f.until = then.due;
    f.about.made = told.at;
    paper_extension(s->v->arena, &f, out);
    return ERR_OK;
}

static enum err
write_stop(const struct saying *s, struct paper *out)
{
    struct dossier_versions_row stopped;
    struct stop_facts           f = { .about = case_facts_of(s), .contact = contact_of(s),
                                            .received = s->d->received };

    TRY(letter_last(s, S("stop"), &stopped));
    TRY(put_person(s, &f.about));
    f.reason = stopped.note;
    f.about.made = stopped.at;
    paper_stop(s->v->arena, &f, out);
    return ERR_OK;
}

/* One line a stretch: "Thẩm tra – Nguyễn Văn A: 07 giờ 30 phút, ngày … – …; …: đúng hạn". */
static Str
control_line(const struct saying *s, const struct stretch *one)
{
    struct arena *arena = s->v->arena;
    Str           name = S(""), who, until, spent = when_working(arena, LANG_VI, one->minutes);

    if (one->step == NULL)
        return str_format(arena, "Chờ người nộp hồ sơ: %.*s – %.*s; không tính vào thời hạn",
                          STR_ARG(paper_moment(arena, one->from)),
                          STR_ARG(one->to == TIME_NONE ? S("nay") : paper_moment(arena, one->to)));
    who = one->actor != 0 && ident_account_did(s->v, one->actor, one->act, &name) == ERR_OK
              ? name
              : handling_role(s, one);
    until = one->to == TIME_NONE ? S("nay") : paper_moment(arena, one->to);
    return str_format(arena, "%.*s – %.*s: nhận %.*s; giao %.*s; %.*s (quy định %.*s): %s",
                      STR_ARG(pack_words(LANG_VI, one->step->name)), STR_ARG(who),
                      STR_ARG(paper_moment(arena, one->from)), STR_ARG(until), STR_ARG(spent),
                      STR_ARG(when_working(arena, LANG_VI, one->allowed)),
                      one->minutes > one->allowed ? "quá hạn" : "đúng hạn");
}

static enum err
write_control(const struct saying *s, struct paper *out)
{
    const struct dossier *d = s->d;
    struct control_facts  f = { .about = case_facts_of(s), .received = d->received, .due = d->due,
                                .ended = d->ended };
    struct item_facts    *list;
    struct stretches      all;

    if (d->received == TIME_NONE)
        return ERR_NOT_FOUND;
    TRY(put_person(s, &f.about));
    TRY(put_term(s, &f.term));
    TRY(handling_read(s, &all));
    list = arena_array(s->v->arena, struct item_facts, all.n + 1);
    for (int i = 0; i < all.n; i++)
        list[i] = (struct item_facts){ .name = control_line(s, &all.list[i]), .copies = S("") };
    f.steps = (struct items_facts){ .list = list, .count = all.n };
    f.about.secret = S(""); /* it stays in the office */
    paper_control(s->v->arena, &f, out);
    return ERR_OK;
}

/* By its number. */
static const struct {
    const char *which;
    enum err (*write)(const struct saying *, struct paper *out);
} letters[] = {
    { "01", write_receipt },   { "02", write_supplement }, { "03", write_refusal },
    { "04", write_extension }, { "05", write_stop },       { "06", write_control },
};

enum err
letter_write(struct view *v, const struct dossier *d, Str which, Str *out_pdf)
{
    struct view   copy;
    struct saying s;
    struct paper  paper = { .title = STR_NONE };
    size_t        i = 0;

    TRY(letter_vietnamese(v, d, &copy, &s));
    while (i < sizeof letters / sizeof letters[0] && !str_eq(which, str_of(letters[i].which)))
        i++;
    if (i == sizeof letters / sizeof letters[0])
        return ERR_NOT_FOUND;
    TRY(letters[i].write(&s, &paper));
    return paper_write(v->arena, &paper, out_pdf);
}

enum err
letter_read(struct view *v, const struct dossier *d, Str which, Str *out_pdf)
{
    if (str_eq(which, S("ket-qua")))
        return result_read(v, d, out_pdf);
    return letter_write(v, d, which, out_pdf);
}

/* -- asking for one --------------------------------------------------------------------- */

struct paper_in {
    Str code, which, ticket;
};

static const struct field paper_fields[] = {
    FIELD(TEXT, struct paper_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct paper_in, which, .required = true, .max = 10,
          .help = "01 to 06, or ket-qua"),
    FIELD(TEXT, struct paper_in, ticket, .max = 800,
          .help = "From the tracking page, when not signed in"),
};

static bool
ticket_opens(struct view *v, const struct paper_in *in)
{
    Str expected = str_format(v->arena, "%.*s/%.*s", STR_ARG(in->code), STR_ARG(in->which)), text;

    return in->ticket.n > 0 &&
           ticket_read(v->arena, v->world, "paper", in->ticket, v->now, &text) == ERR_OK &&
           str_eq(text, expected);
}

/* Who of the office had it, and how long: the office's own, and up to that moment that of an
 * office that passed it on. */
static enum err
may_control(struct view *v, struct dossier *d, Time *now)
{
    enum err err = place_require_read(v, d);

    return err == ERR_FORBIDDEN ? transfer_as_left(v, d, now) : err;
}

static enum err
paper_run(struct view *v, const void *input, struct json *out)
{
    const struct paper_in *in = input;
    struct view            then = *v;
    struct dossier         d;
    bool                   control = str_eq(in->which, S("06"));
    Str                    pdf;

    TRY(dossier_find(v, in->code, &d));
    if (control)
        TRY(may_control(v, &d, &then.now));
    if (!dossier_is_ones_own(v, &d, STR_NONE) && !ticket_opens(v, in)) {
        if (!control)
            TRY(place_require_read(v, &d));
        view_disclose(v, d.applicant, d.code, str_of(MSG("a paper of the dossier")),
                      str_of(MSG("handling of the dossier")));
    }
    TRY(letter_read(&then, &d, in->which, &pdf));
    json_put_text(v->arena, out, "name",
                  str_format(v->arena, "%.*s-%.*s.pdf", STR_ARG(d.code), STR_ARG(in->which)));
    json_put_text(v->arena, out, "pdf_base64", base64_text(v->arena, pdf));
    return ERR_OK;
}

const struct query dossier_paper = {
    .name = "dossier.paper", .right = "anyone", .help = "A paper of a dossier, as PDF.",
    .fields = paper_fields, .n_fields = 3, .in_size = sizeof(struct paper_in), .run = paper_run,
    .heavy = true,
};
