/* dossier/pages.c -- see pages.h.  Floor 7. */
#include "dossier/pages.h"

#include "dossier/dossier_sql.h"
#include "dossier/letters.h"
#include "dossier/qr.h"
#include "dossier/result.h"
#include "dossier/upload.h"
#include "dossier/vietqr.h"
#include "ident/ticket.h"

Str
page_typed_code(struct arena *arena, Str s)
{
    char  *out = arena_alloc_raw(arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == ' ' || c == '\t' || c == '\n')
            continue;
        out[n++] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    return (Str){ out, n };
}

bool
page_has_words(struct arena *a, Str all, Str q)
{
    Str rest = text_fold(a, q), word;

    all = text_fold(a, all);
    while (rest.n > 0) {
        str_cut(rest, ' ', &word, &rest);
        if (word.n > 0 && !str_has(all, word))
            return false;
    }
    return true;
}

/* -- fields --------------------------------------------------------------------- */

struct json *
page_field(struct view *v, Str name, Str label, bool optional)
{
    struct json *f = json_object(v->arena);

    json_put_text(v->arena, f, "id", str_format(v->arena, "f-%.*s", STR_ARG(name)));
    json_put_text(v->arena, f, "name", name);
    json_put_text(v->arena, f, "label", label);
    if (optional)
        json_put_bool(v->arena, f, "optional", true);
    return f;
}

static Str
accept_list(struct view *v, const struct json *accept)
{
    struct buf b = BUF_MAX(400);
    Str        s;

    json_each(a, accept)
    {
        if (b.n > 0)
            buf_byte(&b, ',');
        buf_byte(&b, '.');
        buf_add(&b, a->text);
    }
    s = b.n > 0 ? str_copy(v->arena, buf_str(&b)) : S(".pdf,.jpg,.png");
    buf_free(&b);
    return s;
}

struct json *
page_file_field(struct view *v, const struct component *c, const struct json *held)
{
    Str          name = str_format(v->arena, "file-%.*s", STR_ARG(c->key));
    struct json *f = page_field(v, name, pack_words(v->lang, c->name), !c->required), *file, *list;

    if (c->hint != NULL)
        json_put_text(v->arena, f, "hint", pack_words(v->lang, c->hint));
    file = json_put_object(v->arena, f, "file");
    json_put_text(v->arena, file, "accept", accept_list(v, c->accept));
    json_put_bool(v->arena, file, "many", true);
    json_put_text(v->arena, file, "limit_words",
                  words_fill(v->arena, v->lang,
                             "{1}, at most 20 MB each. A clear photo is enough.",
                             upload_kinds(v->arena, c->accept), STR_NONE));
    list = json_put_array(v->arena, file, "held");
    json_each(h, held) json_add(list, json_copy(v->arena, h));
    return f;
}

struct json *
page_held(struct view *v, const struct json *files, Str component)
{
    struct json *held = json_array(v->arena);

    json_each(file, files)
    {
        struct upload_file u;
        struct json       *h;

        if (!str_eq(json_text(file, "component"), component) ||
            upload_of_ticket(v, json_text(file, "ticket"), &u) != ERR_OK)
            continue;
        h = json_add(held, json_object(v->arena));
        json_put_text(v->arena, h, "id", json_text(file, "ticket"));
        json_put_text(v->arena, h, "name", u.name);
        json_put_text(v->arena, h, "size_words", when_size(v->arena, v->lang, u.size));
    }
    return held;
}

struct json *
page_note_field(struct view *v, const char *name, Str label, bool optional)
{
    struct json *f = page_field(v, str_of(name), label, optional), *area;

    area = json_put_object(v->arena, f, "area");
    json_put_int(v->arena, area, "rows", 4);
    return f;
}

struct json *
page_option(struct view *v, struct json *options, Str value, Str label)
{
    struct json *o = json_add(options, json_object(v->arena));

    json_put_text(v->arena, o, "value", value);
    json_put_text(v->arena, o, "label", label);
    return o;
}

void
page_unit_option(struct view *v, struct json *options, const struct unit *all, int n,
                 const struct unit *u)
{
    Str above = S("");

    for (int i = 0; i < n && u->level == LEVEL_COMMUNE; i++)
        if (all[i].id == u->parent)
            above = all[i].title;
    page_option(v, options, u->code,
                above.n > 0 ? str_join(v->arena, u->title, S(", "), above) : u->title);
}

/* What is no date is shown as it was typed, to be corrected: d/m/y. */
static void
put_typed_date(struct view *v, struct json *date, Str typed)
{
    static const char *const part[] = { "day", "month", "year" };
    Str                      head, rest = typed;

    for (int i = 0; i < 3 && rest.n > 0; i++) {
        str_cut(rest, '/', &head, &rest);
        json_put_text(v->arena, date, part[i], head);
    }
}

static void
field_date(struct view *v, struct json *f, const struct json *value)
{
    struct json *date = json_put_object(v->arena, f, "date");
    Day          day;
    struct civil c;

    if (value == NULL || value->kind != JSON_TEXT)
        return;
    if (day_parse(value->text, &day) != ERR_OK) {
        put_typed_date(v, date, value->text);
        return;
    }
    c = day_civil(day);
    json_put_text(v->arena, date, "day", str_format(v->arena, "%d", c.day));
    json_put_text(v->arena, date, "month", str_format(v->arena, "%d", c.month));
    json_put_text(v->arena, date, "year", str_format(v->arena, "%d", c.year));
}

static bool
is_chosen(const struct json *value, Str choice)
{
    if (value != NULL && value->kind == JSON_TEXT)
        return str_eq(value->text, choice);
    json_each(one, value)
        if (one->kind == JSON_TEXT && str_eq(one->text, choice))
            return true;
    return false;
}

/* One of several choices, or as many of them as hold. */
static void
field_choices(struct view *v, struct json *f, const struct json *schema, Str name,
              const struct json *value, bool many)
{
    struct json       *group = json_put_object(v->arena, f, many ? "checks" : "radios");
    struct json       *options = json_put_array(v->arena, group, "options");
    const struct json *labels = json_get(schema, "x-labels");
    int                i = 0;

    json_each(choice, json_get(schema, "enum"))
    {
        struct json *o = json_add(options, json_object(v->arena));
        Str          label = pack_words(v->lang, json_get_str(labels, choice->text));

        json_put_text(v->arena, o, "id",
                      i++ == 0 ? str_format(v->arena, "f-%.*s-0", STR_ARG(name))
                               : str_format(v->arena, "f-%.*s-%d", STR_ARG(name), i - 1));
        json_put_text(v->arena, o, "value", choice->text);
        json_put_text(v->arena, o, "label", label.n ? label : choice->text);
        if (is_chosen(value, choice->text))
            json_put_bool(v->arena, o, "selected", true);
    }
}

static void
field_text(struct view *v, struct json *f, const struct json *schema)
{
    Str          format = json_text(schema, "format"), type = json_text(schema, "type");
    bool         number = str_eq(type, S("integer")) || str_eq(type, S("number"));
    bool         digits = number || str_eq(format, S("personal-number")) ||
                          str_eq(format, S("tax-code"));
    struct json *t = json_put_object(v->arena, f, "text");

    json_put_text(v->arena, t, "type",
                  str_eq(format, S("email"))   ? S("email")
                  : str_eq(format, S("phone")) ? S("tel")
                                               : S("text"));
    json_put_text(v->arena, t, "inputmode",
                  digits                       ? S("numeric")
                  : str_eq(format, S("email")) ? S("email")
                  : str_eq(format, S("phone")) ? S("tel")
                                               : S("text"));
    json_put_text(v->arena, t, "autocomplete",
                  str_eq(format, S("email"))   ? S("email")
                  : str_eq(format, S("phone")) ? S("tel")
                                               : S("off"));
    json_put_text(v->arena, t, "width", digits ? S("width-20") : S("full"));
}

static bool
is_listed(const struct json *list, Str key)
{
    json_each(item, list)
        if (str_eq(item->text, key))
            return true;
    return false;
}

bool
page_typed(struct arena *arena, const struct json *value, Str *out)
{
    Str whole, part;

    if (value == NULL)
        return false;
    switch (value->kind) {
    case JSON_TEXT: *out = value->text; return true;
    case JSON_INT: *out = str_int(arena, value->number); return true;
    case JSON_BOOL: *out = value->flag ? S("true") : S("false"); return true;
    case JSON_DECIMAL:
        *out = value->text;
        if (str_cut(value->text, '.', &whole, &part))
            *out = str_format(arena, "%.*s,%.*s", STR_ARG(whole), STR_ARG(part));
        return true;
    default: return false;
    }
}

static void
field_error(struct view *v, struct json *f, Str key, const struct faults *faults)
{
    Str path = str_format(v->arena, "form/%.*s", STR_ARG(key));

    for (const struct fault *fault = faults ? faults->first : NULL; fault; fault = fault->next)
        if (str_eq(fault->field, path) ||
            str_starts(fault->field, str_join(v->arena, path, S("/"), STR_NONE))) {
            json_put_text(v->arena, f, "error", words_fill(v->arena, v->lang, fault->message,
                                                           fault->value[0], fault->value[1]));
            return;
        }
}

/* The description, then a date's bound: three fields have no max or min of
 * their own, and the province's today may be another than the reader's.  Or how many
 * boxes may be ticked. */
static void
field_hint(struct view *v, struct json *f, const struct json *schema)
{
    Str     hint = pack_words(v->lang, json_get(schema, "description")), bound = STR_NONE;
    Str     today = day_people(v->arena, time_day(v->now));
    int64_t most = json_int(schema, "maxItems", 0);

    if (str_eq(json_text(schema, "type"), S("array")))
        bound = most > 0 ? words_fill(v->arena, v->lang, MSG("Choose all that apply, at most {1}."),
                                      str_int(v->arena, most), STR_NONE)
                         : words(v->lang, MSG("Choose all that apply."));
    else if (json_get(schema, "x-not-after") != NULL)
        bound = words_fill(v->arena, v->lang, MSG("Not after today, {1}."), today, STR_NONE);
    else if (json_get(schema, "x-not-before") != NULL)
        bound = words_fill(v->arena, v->lang, MSG("Not before today, {1}."), today, STR_NONE);
    if (hint.n > 0 && bound.n > 0)
        hint = str_join(v->arena, hint, S(" "), bound);
    else if (bound.n > 0)
        hint = bound;
    if (hint.n > 0)
        json_put_text(v->arena, f, "hint", hint);
}

struct json *
page_schema_field(struct view *v, const struct json *form, Str key, const struct json *answers,
                  const struct faults *faults)
{
    const struct json *schema = json_get_str(json_get(form, "properties"), key);
    const struct json *value = json_get_str(answers, key);
    bool               optional = !is_listed(json_get(form, "required"), key);
    Str                title = pack_words(v->lang, json_get(schema, "title")), text;
    struct json       *f = page_field(v, key, title, optional);

    field_hint(v, f, schema);
    field_error(v, f, key, faults);
    if (str_eq(json_text(schema, "format"), S("date"))) {
        field_date(v, f, value);
        return f;
    }
    if (json_get(schema, "enum") != NULL) {
        field_choices(v, f, schema, key, value, false);
        return f;
    }
    if (str_eq(json_text(schema, "type"), S("array"))) {
        field_choices(v, f, json_get(schema, "items"), key, value, true);
        return f;
    }
    if (page_typed(v->arena, value, &text))
        json_put_text(v->arena, f, "value", text);
    if (str_eq(json_text(schema, "format"), S("unit")))
        return f; /* the form makes the list to choose from */
    if (json_int(schema, "maxLength", 0) > 200)
        json_put_int(v->arena, json_put_object(v->arena, f, "area"), "rows", 4);
    else
        field_text(v, f, schema);
    return f;
}

/* -- answers as people read them ---------------------------------------------------- */

/* "Name; lines of business": what was chosen, in the order of the form. */
static Str
chosen_words(struct view *v, const struct json *items, const struct json *value)
{
    Str all = S("");

    json_each(choice, json_get(items, "enum"))
        if (is_chosen(value, choice->text))
            all = str_join(v->arena, all, all.n > 0 ? S("; ") : S(""),
                           page_value(v, items, choice));
    return all.n > 0 ? all : S("–");
}

/* A date, a unit, one of several choices; else as it was written. */
static Str
plain_words(struct view *v, const struct json *schema, Str text)
{
    Str         format = json_text(schema, "format");
    Str         label = pack_words(v->lang, json_get_str(json_get(schema, "x-labels"), text));
    struct unit unit;
    Day         day;

    if (str_eq(format, S("date")) && day_parse(text, &day) == ERR_OK)
        return when_day(v->arena, v->lang, day);
    if (str_eq(format, S("unit")) && unit_by_code(v, text, time_day(v->now), &unit) == ERR_OK)
        return unit.title;
    return label.n > 0 ? label : text;
}

Str
page_value(struct view *v, const struct json *schema, const struct json *value)
{
    const struct json *items = json_get(schema, "items");
    Str                text;

    switch (value != NULL ? value->kind : JSON_NULL) {
    case JSON_NULL: return value == NULL ? S("–") : json_string(v->arena, value);
    case JSON_INT:  return number_text(v->arena, value->number, v->lang == LANG_EN);
    case JSON_BOOL: return words(v->lang, value->flag ? "yes" : MSG("no"));
    case JSON_TEXT: return plain_words(v, schema, value->text);
    case JSON_DECIMAL:
        return v->lang != LANG_EN && page_typed(v->arena, value, &text)
                   ? text : json_string(v->arena, value);
    case JSON_ARRAY:
        return items != NULL ? chosen_words(v, items, value) : json_string(v->arena, value);
    case JSON_OBJECT: break;
    }
    return json_string(v->arena, value);
}

void
page_rows(struct view *v, const struct json *form, const struct json *fields,
          const struct json *answers, struct json *group)
{
    struct json *rows = json_put_array(v->arena, group, "rows");

    json_each(field, fields)
    {
        const struct json *schema = json_get_str(json_get(form, "properties"), field->text);
        const struct json *value = json_get_str(answers, field->text);
        struct json       *row;

        if (value == NULL)
            continue;
        row = json_add(rows, json_object(v->arena));
        json_put_text(v->arena, row, "label", pack_words(v->lang, json_get(schema, "title")));
        json_put_text(v->arena, row, "value", page_value(v, schema, value));
    }
}

void
page_answers(struct view *v, const struct procedure *p, const struct json *answers,
             bool with_pages, struct json *groups)
{
    int number = 0;

    json_each(page, json_get(p->form, "x-pages"))
    {
        struct json *g = json_add(groups, json_object(v->arena));

        number++;
        if (with_pages)
            json_put_int(v->arena, g, "page", number);
        json_put_text(v->arena, g, "heading", pack_words(v->lang, json_get(page, "title")));
        page_rows(v, p->form, json_get(page, "fields"), answers, g);
    }
}

/* -- pictures ----------------------------------------------------------------------- */

struct json *
page_qr(struct view *v, Str text, Str label)
{
    struct json *o = json_object(v->arena);
    struct qr    qr;

    if (qr_make(v->arena, text, &qr) != ERR_OK)
        return NULL;
    json_put_int(v->arena, o, "size", qr_box(&qr));
    json_put_text(v->arena, o, "path", qr_path(v->arena, &qr));
    json_put_text(v->arena, o, "label", label);
    return o;
}

enum err
page_fee_qr(struct view *v, const struct dossier *d, struct json *out)
{
    struct json *qr;
    Str          payload;

    TRY(letter_vietqr(v, d, &payload));
    qr = page_qr(v, payload,
                 words(v->lang, v->simulated
                                    ? MSG("VietQR code of a simulation: DO NOT TRANSFER MONEY")
                                    : MSG("VietQR code for the fee")));
    if (qr != NULL)
        json_put(out, S("qr"), qr);
    return ERR_OK;
}

/* -- letters and results -------------------------------------------------------------- */

/* Signed in, the address is enough; with the secret, a ticket of an hour stands
 * in for it, so that the secret itself is in no address. */
static Str
paper_address(const struct saying *s, Str secret, Str which)
{
    struct view *v = s->v;
    Str          what = str_format(v->arena, "%.*s/%.*s", STR_ARG(s->d->code), STR_ARG(which));

    if (secret.n == 0)
        return str_format(v->arena, "/ho-so/%.*s/giay/%.*s", STR_ARG(s->d->code), STR_ARG(which));
    return str_format(v->arena, "/ho-so/%.*s/giay/%.*s?ve=%.*s", STR_ARG(s->d->code),
                      STR_ARG(which),
                      STR_ARG(ticket_make(v->arena, v->world, "paper", what, v->now + TIME_HOUR)));
}

void
page_paper(const struct saying *s, Str secret, struct json *papers, const char *which,
           const char *name)
{
    struct json *p = json_add(papers, json_object(s->v->arena));

    json_put_text(s->v->arena, p, "href", paper_address(s, secret, str_of(which)));
    json_put_text(s->v->arena, p, "name", words(s->v->lang, name));
}

struct json *
page_papers(const struct saying *s, Str secret, struct json *out)
{
    struct json                  *papers = json_put_array(s->v->arena, out, "papers");
    struct dossier_extensions_row extended;

    if (s->d->received != TIME_NONE)
        page_paper(s, secret, papers, "01",
                   MSG("Receipt and appointment for the result (form 01)"));
    if (s->d->supplements > 0)
        page_paper(s, secret, papers, "02", MSG("Request to supplement (form 02)"));
    if (s->d->status == STATUS_REFUSED)
        page_paper(s, secret, papers, "03", MSG("Refusal to receive (form 03)"));
    if (dossier_extensions(s->v, s->d->dossier, &extended) == ERR_OK && extended.n > 0)
        page_paper(s, secret, papers, "04", MSG("Apology and a new date (form 04)"));
    if (s->d->status == STATUS_STOPPED)
        page_paper(s, secret, papers, "05", MSG("Notice of stopping (form 05)"));
    return papers;
}

void
page_result(const struct saying *s, Str secret, struct json *out)
{
    struct view *v = s->v;
    struct json *o, *files, *f;
    Str          name = result_title(s->p, dossier_is_denied(s->d), v->lang);

    if (s->d->status != STATUS_FINISHED && s->d->status != STATUS_RETURNED)
        return;
    o = json_put_object(v->arena, out, "result");
    json_put_text(v->arena, o, "words",
                  words_fill(v->arena, v->lang, "The result: {1}", name, STR_NONE));
    files = json_put_array(v->arena, o, "files");
    if (s->d->result_hash.n != HASH_SIZE)
        return;
    f = json_add(files, json_object(v->arena));
    json_put_text(v->arena, f, "href", paper_address(s, secret, S("ket-qua")));
    json_put_text(v->arena, f, "name", name);
    json_put_text(v->arena, f, "size_words", S("PDF"));
}
