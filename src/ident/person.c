/* ident/person.c -- people, found by their personal number.  Floor 5.
 *
 * The number stands in the clear under a unique index: officers write it on
 * paper every day, and a keyed hash of twelve digits would hide it from nobody
 * who holds the key beside it.  What a person typed into a form never changes
 * the person: contact details are changed by the person alone. */
#include "base/text.h"
#include "ident/inner.h"

#define NAME_MAX 100 /* characters */

#define PERSON_OF(row)                                                                \
    ((struct person){ .id = (row).person, .name = (row).name,                         \
                      .personal_number = (row).number, .phone = (row).phone,          \
                      .email = (row).email, .address = (row).address, .born = (row).born })

enum err
person_by_id(struct view *v, Id id, struct person *out)
{
    struct person_get_row row;

    TRY(person_get(v, id, &row));
    *out = PERSON_OF(row);
    return ERR_OK;
}

enum err
person_by_number(struct view *v, Str number, struct person *out)
{
    struct person_with_number_row row;

    if (number.n == 0)
        return ERR_NOT_FOUND;
    TRY(person_with_number(v, number, &row));
    *out = PERSON_OF(row);
    return ERR_OK;
}

/* -- what may stand ------------------------------------------------------------------ */

static bool
is_phone(Str s)
{
    size_t digits = 0;

    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';

        if (!digit && s.p[i] != ' ' && s.p[i] != '.' && (s.p[i] != '+' || i > 0))
            return false;
        digits += digit;
    }
    return digits >= 8 && digits <= 15;
}

/* One @ with something before it and a dotted name behind; the rest is the mail
 * server's to judge. */
static bool
is_email(Str s)
{
    Str name, host, rest;

    if (s.n > 254 || !str_cut(s, '@', &name, &host) || name.n == 0 || str_has(host, S("@")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '<' || s.p[i] == '>' || s.p[i] == ',')
            return false;
    return str_cut(host, '.', &name, &rest) && name.n > 0 && rest.n > 1 && !str_ends(host, S("."));
}

static const char *
phone_fault(Str phone)
{
    return phone.n == 0 || is_phone(phone) ? NULL : MSG("A telephone number has 8 to 15 digits.");
}

static const char *
email_fault(bool simulated, Str email)
{
    bool invented = str_ends(email, S("@example.invalid"));

    if (email.n > 0 && !is_email(email))
        return MSG("This is not an e-mail address.");
    if (email.n > 0 && simulated && !invented)
        return MSG("In this simulation every e-mail address ends in @example.invalid, so that no "
                   "letter reaches anybody.");
    if (email.n > 0 && !simulated && invented)
        return MSG("Addresses ending in @example.invalid reach nobody.");
    return NULL;
}

void
contact_check(struct view *v, Str phone, Str email)
{
    const char *phone_why = phone_fault(phone), *email_why = email_fault(v->simulated, email);

    if (phone_why != NULL)
        fault_add(v->faults, S("phone"), phone_why, STR_NONE, STR_NONE);
    if (email_why != NULL)
        fault_add(v->faults, S("email"), email_why, STR_NONE, STR_NONE);
}

static enum err
check_person(struct view *v, const struct person *p)
{
    const char *why = phone_fault(p->phone);
    size_t      n = text_count(str_trim(p->name));

    if (why == NULL)
        why = email_fault(v->simulated, p->email);
    if (n == 0 || n > NAME_MAX)
        why = MSG("A name has 1 to 100 characters.");
    if (why == NULL && p->personal_number.n > 0)
        personal_number_is_valid(p->personal_number, v->simulated, &why);
    return why != NULL ? view_refuse(v, ERR_INVALID, why) : ERR_OK;
}

enum err
person_check_number(struct view *v, Str field, Str number, Str name)
{
    struct person found;
    const char   *why = NULL;
    enum err      err;

    if (number.n == 0)
        return ERR_OK;
    if (!personal_number_is_valid(number, v->simulated, &why)) {
        fault_add(v->faults, field, why, STR_NONE, STR_NONE);
        return ERR_OK;
    }
    err = person_by_number(v, number, &found);
    if (err == ERR_OK && !str_eq(text_fold(v->arena, found.name), text_fold(v->arena, name)))
        fault_add(v->faults, field, MSG("is on record under another name"), STR_NONE, STR_NONE);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* -- writing --------------------------------------------------------------------------- */

static Str
text(Str s)
{
    return s.p != NULL ? s : S("");
}

static enum err
write_person(struct act *a, const struct person *p, int64_t version)
{
    Str number = p->personal_number.n > 0 ? p->personal_number : STR_NONE;
    struct person_version_add_in row = {
        .person = p->id, .version = version, .name = str_trim(p->name), .number = number,
        .born = p->born, .phone = text(p->phone), .email = text(p->email),
        .address = text(p->address),
    };
    struct person_set_in now = {
        .person = p->id, .version = version, .name = row.name, .number = number, .born = p->born,
        .phone = row.phone, .email = row.email, .address = row.address,
    };

    TRY(person_version_add(a, &row));
    return person_set(a, &now);
}

enum err
person_ensure(struct act *a, const struct person *p, Id *out)
{
    struct view  *v = act_view(a);
    struct person found, new = *p;
    enum err      err;

    TRY(check_person(v, p));
    err = person_by_number(v, p->personal_number, &found);
    if (err == ERR_OK)
        *out = found.id;
    if (err != ERR_NOT_FOUND)
        return err;
    new.id = act_new_id(a);
    TRY(write_person(a, &new, 1));
    *out = new.id;
    return ERR_OK;
}

/* -- the person's own contact details ------------------------------------------------------- */

struct contact_in {
    Str phone, email, address;
};

static const struct field contact_fields[] = {
    FIELD(TEXT, struct contact_in, phone, .max = 20, .help = "Telephone; empty: none"),
    FIELD(TEXT, struct contact_in, email, .max = 254, .help = "E-mail; empty: none"),
    FIELD(TEXT, struct contact_in, address, .max = 300, .help = "Postal address; empty: none"),
};

static enum err
prepare_contact(struct view *v, const void *in, void *plan)
{
    struct contact_in *typed = plan;

    *typed = *(const struct contact_in *)in;
    typed->phone = str_trim(typed->phone);
    typed->email = str_trim(typed->email);
    typed->address = str_trim(typed->address);
    contact_check(v, typed->phone, typed->email);
    return ERR_OK;
}

static enum err
change_contact(struct act *a, const void *plan, struct json *out)
{
    const struct contact_in *in = plan;
    struct person_get_row    row;
    struct person            p;

    (void)out;
    TRY(person_get(act_view(a), act_who(a)->person, &row));
    p = PERSON_OF(row);
    p.phone = in->phone;
    p.email = in->email;
    p.address = in->address;
    act_subject(a, str_format(act_arena(a), "person:%lld", (long long)p.id));
    return write_person(a, &p, row.version + 1);
}

const struct command command_person_change_contact = {
    .name = "person.change_contact", .right = "signed-in",
    .help = "Changes my own telephone, e-mail and postal address.", .fields = contact_fields,
    .n_fields = 3, .in_size = sizeof(struct contact_in), .plan_size = sizeof(struct contact_in),
    .prepare = prepare_contact, .apply = change_contact,
};
