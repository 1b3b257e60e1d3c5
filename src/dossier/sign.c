/* dossier/sign.c -- the signature under a result: one, or a leader's hundred.  Floor 7.
 *
 *   prepare (a worker)                                          apply (the pen)
 *   check ─ paper ─ ready ─┬─ one exchange with the keeper ─┬─ fill ─ file ── new version,
 *   check ─ paper ─ ready ─┘                                └─ fill ─ file    act by act
 *
 * The result is a file by its content before any act names it; an act names it whole or
 * not at all.  So whatever breaks off leaves either a file that nothing names and nobody
 * is shown, or a signed result on record; the same call sent again ends what is left
 * (docs/decisions/0010-signing.md). */
#include "base/words.h"
#include "dossier/flow_inside.h"
#include "dossier/many.h"
#include "dossier/pades.h"
#include "dossier/result.h"
#include "dossier/say.h"
#include "ident/ident.h"
#include "journal/signer.h"
#include "org/unit.h"
#include "store/files.h"

static const char *const no_signer =
    MSG("The key that results are signed with is not at hand, so nothing was signed. Tell the "
        "administrator; the dossier stays as it was.");

/* One of the results that are signed together. */
struct signing {
    struct view       view; /* its own faults and reason */
    struct flow_plan *plan;
    struct pades      paper;
    enum err          err;
};

/* -- what is signed ---------------------------------------------------------------------- */

/* Who signs is a position: a person's own name stands on the paper. */
static enum err
about_of(struct signing *s, struct pades_about *out)
{
    struct view           v = s->view;
    const struct dossier *d = &s->plan->before;
    struct unit           u;

    v.lang = LANG_VI; /* as the paper */
    TRY(unit_by_id(&v, v.who->unit != 0 ? v.who->unit : d->competent_unit, time_day(v.now), &u));
    *out = (struct pades_about){
        .name = say_role_at(&v, S("leader"), &u), .place = u.title, .at = v.now,
        .reason = words_fill(v.arena, v.lang, MSG("Result of dossier {1}"), d->code, STR_NONE),
    };
    if (v.who->stands_for != 0)
        out->reason = words_fill(v.arena, v.lang,
                                 MSG("Result of dossier {1}, signed in place of {2}"), d->code,
                                 v.who->absent);
    return ERR_OK;
}

static bool
is_denial(const struct signing *s)
{
    return strcmp(s->plan->action->word, "deny") == 0;
}

/* Why it is refused, in the words of the leader; of a result that is granted, nothing. */
static Str
reason_of(const struct signing *s)
{
    return is_denial(s) ? str_trim(s->plan->in->note) : STR_NONE;
}

/* The paper with its hole: everything up to the keeper. */
static enum err
ready(struct signing *s, size_t room)
{
    struct view       *v = &s->view;
    struct pades_about about;
    Str                pdf;

    TRY(result_write(v, &s->plan->before, s->plan->procedure, reason_of(s), &pdf));
    TRY(about_of(s, &about));
    return pades_ready(v->arena, pdf, &about, room, &s->paper);
}

static enum err
keep(struct signing *s, Str chain, const Hash *digest, Str signature)
{
    Str seal, pdf;

    TRY(cms_seal(s->view.arena, chain, digest, signature, &seal));
    TRY(pades_fill(&s->paper, seal, &pdf));
    TRY(files_write(s->view.world->folder, pdf, &s->plan->result));
    s->plan->has_result = true;
    return ERR_OK;
}

/* -- signing them together ------------------------------------------------------------------ */

static bool
needs_signature(const struct signing *s)
{
    return s->err == ERR_OK && s->plan->procedure->result_is_document && !s->plan->in->on_paper;
}

/* As a conflict: the leader sees the page again, with the reason and what was typed. */
static void
refuse_all(struct signing *s, int n)
{
    for (int i = 0; i < n; i++)
        if (needs_signature(&s[i])) {
            s[i].err = ERR_CONFLICT;
            s[i].view.why = no_signer;
        }
}

/* Those that are still to be signed, in one exchange; each failure is its own. */
static enum err
sign_ready(struct view *v, struct signing **s, int n, Str chain)
{
    const struct document_signer *signer = v->world->documents;
    Hash *digest = arena_array(v->arena, Hash, n);
    Str  *made = arena_array(v->arena, Str, n);

    for (int i = 0; i < n; i++)
        digest[i] = pades_digest(&s[i]->paper);
    TRY(signer->sign(signer->context, v->arena, digest, n, made));
    for (int i = 0; i < n; i++)
        s[i]->err = keep(s[i], chain, &digest[i], made[i]);
    return ERR_OK;
}

static enum err
sign_all(struct view *v, struct signing *s, int n)
{
    const struct document_signer *signer = v->world->documents;
    struct signing              **some = arena_array(v->arena, struct signing *, n);
    int                           n_some = 0;
    Str                           chain;

    if (signer == NULL)
        return ERR_UNKNOWN;
    TRY(signer->holder(signer->context, v->arena, &chain));
    for (int i = 0; i < n; i++) {
        if (!needs_signature(&s[i]))
            continue;
        s[i].err = ready(&s[i], cms_size_max(chain));
        if (s[i].err == ERR_OK)
            some[n_some++] = &s[i];
    }
    return n_some > 0 ? sign_ready(v, some, n_some, chain) : ERR_OK;
}

/* What the program itself signs in a simulation is promised, not drawn (result.h). */
static void
make_results(struct view *v, struct signing *s, int n)
{
    bool promised = v->simulated && v->who->system, any = false;

    for (int i = 0; i < n; i++) {
        any = any || needs_signature(&s[i]);
        if (promised && needs_signature(&s[i])) {
            s[i].plan->has_result = true;
            s[i].err = result_promise(&s[i].view, &s[i].plan->before, reason_of(&s[i]),
                                      &s[i].plan->result);
        }
    }
    if (any && !promised && sign_all(v, s, n) != ERR_OK)
        refuse_all(s, n);
}

/* -- one -------------------------------------------------------------------------------- */

static enum err
one_prepare(struct view *v, const void *input, void *plan, const char *word)
{
    struct signing s = { .plan = plan };
    enum err       err = flow_prepare(v, input, plan, word);

    if (err != ERR_OK || faults_any(v->faults))
        return err;
    s.view = *v;
    make_results(v, &s, 1);
    v->why = s.view.why;
    return s.err;
}

static enum err
sign_prepare(struct view *v, const void *input, void *plan)
{
    return one_prepare(v, input, plan, "sign");
}

static enum err
deny_prepare(struct view *v, const void *input, void *plan)
{
    return one_prepare(v, input, plan, "deny");
}

static const struct field sign_fields[] = {
    CODE, NOTE, SEEN,
    FIELD(BOOL, struct flow_in, on_paper,
          .help = "The result exists on paper alone; nothing electronic is made")
};

const struct command dossier_sign = {
    .name = "dossier.sign", .right = "dossier.approve",
    .help = "Approves: the result is made, signed, and the dossier finished.",
    .fields = sign_fields, .n_fields = sizeof sign_fields / sizeof sign_fields[0],
    .in_size = sizeof(struct flow_in), .plan_size = sizeof(struct flow_plan),
    .prepare = sign_prepare, .apply = flow_apply,
};

const struct command dossier_deny = {
    .name = "dossier.deny", .right = "dossier.approve",
    .help = "Decides against it: the refusal with its reasons is made, signed, and the dossier "
            "finished.",
    .fields = sign_fields, .n_fields = sizeof sign_fields / sizeof sign_fields[0],
    .in_size = sizeof(struct flow_in), .plan_size = sizeof(struct flow_plan),
    .prepare = deny_prepare, .apply = flow_apply,
};

/* -- many ------------------------------------------------------------------------------- */

struct many_in {
    const struct json *codes;
};

static const struct field many_fields[] = {
    FIELD(JSON, struct many_in, codes, .required = true,
          .help = MANY_HELP),
};

static enum err
many_prepare(struct view *v, const void *input, void *plan)
{
    const struct many_in *many = input;
    struct act_parts         *parts = plan;
    struct flow_in       *in = arena_array(v->arena, struct flow_in, SIGN_MANY_MAX + 1);
    struct signing       *s;

    if (!many_read(v, many->codes, in))
        return ERR_INVALID;
    parts->n = (int)many->codes->count;
    parts->part = arena_array(v->arena, struct act_part, parts->n);
    s = arena_array(v->arena, struct signing, parts->n);
    for (int i = 0; i < parts->n; i++) {
        s[i].plan = arena_make(v->arena, struct flow_plan);
        s[i].err = many_check(v, &in[i], "sign", &s[i].view, s[i].plan);
    }
    make_results(v, s, parts->n);
    for (int i = 0; i < parts->n; i++)
        parts->part[i] = (struct act_part){ .name = in[i].code,
                                            .input = many_input(v->arena, &in[i]),
                                            .plan = s[i].plan, .err = s[i].err,
                                            .why = s[i].view.why };
    return ERR_OK;
}

const struct command dossier_sign_many = {
    .name = "dossier.sign_many", .right = "dossier.approve",
    .help = "Approves up to 100 dossiers: each is an act of its own, signed or refused alone.",
    .fields = many_fields, .n_fields = 1, .in_size = sizeof(struct many_in),
    .plan_size = sizeof(struct act_parts), .prepare = many_prepare, .each = &dossier_sign,
};
