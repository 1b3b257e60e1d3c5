/* dossier/result.c -- see result.h.  Floor 7. */
#include "dossier/result.h"

#include <unistd.h>

#include "dossier/dossier_sql.h"
#include "dossier/letters.h"
#include "dossier/pages.h"
#include "dossier/paper_forms.h"
#include "ident/ident.h"
#include "store/files.h"

static int
result_fields(const struct saying *s, const struct json *answers, struct paper_part *parts)
{
    const struct json *properties = json_get(s->p->form, "properties");
    int                n = 0;

    json_each(a, answers)
    {
        const struct json *schema = json_get_str(properties, a->key);

        if (schema == NULL || n == PAPER_PARTS_MAX)
            continue;
        parts[n++] = (struct paper_part){ .shape = PAPER_FIELD,
                                          .label = pack_words(LANG_VI, json_get(schema, "title")),
                                          .value = page_value(s->v, schema, a) };
    }
    return n;
}

/* A refusal answers one request: which, whose, and why it is no; not the whole form again. */
static void
put_refusal(const struct saying *s, Str reason, struct paper_part *parts, struct result_facts *f)
{
    f->opening = str_format(s->v->arena,
                            "%.*s trả lời hồ sơ mã %.*s, thủ tục “%.*s”: không giải quyết theo "
                            "đề nghị.",
                            STR_ARG(f->agency), STR_ARG(s->d->code), STR_ARG(say_procedure(s)));
    f->closing = str_join(s->v->arena, S("Lý do: "), reason, STR_NONE);
    f->field_count = 0;
    if (s->d->applicant_name.n == 0)
        return;
    parts[f->field_count++] = (struct paper_part){ .shape = PAPER_FIELD,
                                                   .label = S("Người đề nghị"),
                                                   .value = s->d->applicant_name };
}

Str
result_title(const struct procedure *p, bool denied, enum lang lang)
{
    return pack_words(lang, denied ? p->refusal_name : p->result_name);
}

enum err
result_reason(struct view *v, const struct dossier *d, Str *out)
{
    struct saying               s = { .v = v, .d = d };
    struct dossier_versions_row denied;

    *out = STR_NONE;
    if (!dossier_is_denied(d))
        return ERR_OK;
    TRY(letter_last(&s, S("deny"), &denied));
    *out = str_trim(denied.note);
    return ERR_OK;
}

/* In whose place it is signed, in plain words: no formula of a law that was not read. */
static enum err
put_stead(struct view *v, Str *out)
{
    struct stead stead;
    enum err     err = ident_stead(v, &stead);

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    *out = str_format(v->arena, "thay mặt %.*s theo ủy quyền từ %.*s đến %.*s",
                      STR_ARG(stead.name), STR_ARG(day_people(v->arena, stead.from)),
                      STR_ARG(day_people(v->arena, stead.last)));
    return ERR_OK;
}

enum err
result_write(struct view *v, const struct dossier *d, const struct procedure *p, Str refused,
             Str *out_pdf)
{
    bool                        denied = refused.p != NULL;
    struct view                 copy;
    struct saying               s;
    struct dossier_answers_row *form;
    struct json                *answers = NULL;
    struct paper_part          *parts;
    struct result_facts         f;
    struct paper                paper;
    Str                         stead = S("");
    int                         n;

    TRY(letter_vietnamese(v, d, &copy, &s));
    TRY(dossier_answers(v, d->dossier, 1, &form, &n));
    if (n > 0)
        TRY(json_parse(v->arena, form[0].answers, &answers, NULL));
    parts = arena_array(v->arena, struct paper_part, (answers ? answers->count : 0) + 1);
    TRY(put_stead(&copy, &stead));
    f = (struct result_facts){
        .superior = letter_superior(&copy, &s.competent), .agency = say_office(&copy, &s.competent),
        .number = S(""), .place = s.competent.name, .made = v->now,
        .title = result_title(p, denied, LANG_VI), .subtitle = S(""),
        .opening = S(""),
        .fields = parts, .field_count = result_fields(&s, answers, parts), .closing = S(""),
        .office = S("NGƯỜI KÝ"), .name = v->who->name.n ? v->who->name : S(""), .stead = stead,
        .code = d->code,
        .verify = letter_address(v, d), .simulated = v->simulated,
    };
    if (denied)
        put_refusal(&s, refused, parts, &f);
    paper_result(v->arena, &f, &paper);
    return paper_write(v->arena, &paper, out_pdf);
}

/* Canonical JSON under a heading of its own: no other facts give the same bytes. */
enum err
result_promise(struct view *v, const struct dossier *d, Str refused, Hash *out)
{
    struct dossier_answers_row *form;
    struct json                *facts = json_object(v->arena);
    struct buf                  b = BUF_MAX((size_t)2 << 20);
    int                         n;

    TRY(dossier_answers(v, d->dossier, 1, &form, &n));
    json_put_text(v->arena, facts, "code", d->code);
    json_put_text(v->arena, facts, "procedure", d->procedure);
    json_put_int(v->arena, facts, "version", d->procedure_version);
    json_put_text(v->arena, facts, "answers", n > 0 ? form[0].answers : S(""));
    if (refused.p != NULL)
        json_put_text(v->arena, facts, "refused", refused);
    json_write_canonical(&b, v->arena, facts);
    *out = hash_of2(S("tinhso result promised\n"), buf_str(&b));
    buf_free(&b);
    return ERR_OK;
}

bool
result_is_promised(struct view *v, const struct dossier *d)
{
    Hash promised;
    Str  refused;

    return v->simulated && d->result_hash.n == HASH_SIZE &&
           result_reason(v, d, &refused) == ERR_OK &&
           result_promise(v, d, refused, &promised) == ERR_OK &&
           memcmp(promised.b, d->result_hash.p, HASH_SIZE) == 0;
}

/* As it would have been at the signature: its moment, and no officer's name. */
static enum err
draw_promised(struct view *v, const struct dossier *d, Str *out)
{
    const struct actor      nobody = { .account = 0 };
    const struct procedure *p;
    struct view             then = *v;
    Str                     refused;

    if (!result_is_promised(v, d))
        return ERR_NOT_FOUND;
    then.now = d->ended;
    then.who = &nobody;
    TRY(procedure_version(v, d->procedure, d->procedure_version, &p));
    TRY(result_reason(v, d, &refused));
    return result_write(&then, d, p, refused, out);
}

enum err
result_read(struct view *v, const struct dossier *d, Str *out)
{
    Hash     hash;
    int      fd;
    int64_t  size;
    char    *p;
    ssize_t  n;
    enum err err;

    if (d->result_hash.n != HASH_SIZE)
        return ERR_NOT_FOUND;
    memcpy(hash.b, d->result_hash.p, HASH_SIZE);
    err = files_open(v->world->folder, &hash, &fd, &size);
    if (err == ERR_NOT_FOUND)
        return draw_promised(v, d, out);
    TRY(err);
    p = arena_alloc_raw(v->arena, (size_t)size + 1);
    n = read(fd, p, (size_t)size);
    close(fd);
    if (n != size)
        return ERR_STORE;
    *out = (Str){ p, (size_t)size };
    return ERR_OK;
}
