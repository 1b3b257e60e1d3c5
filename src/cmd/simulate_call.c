/* cmd/simulate_call.c -- one deed as the command that does it.  Floor 13.
 *
 * Officers are the program itself at a unit, so the entry says "system" and
 * where; people are nobody in particular, and hold their receipt's secret. */
#include "cmd/simulate_form.h"
#include "cmd/simulate_inside.h"
#include "dossier/upload.h"

static const struct actor somebody = { .account = 0 };

static struct invent
inventor(const struct sim_world *w, struct sim_dossier *d, struct arena *arena)
{
    const struct simulated *says = d->of->says;
    const struct json      *sample = json_get(d->of->procedure->file, "sample");

    return (struct invent){ .arena = arena, .draw = &d->draw, .plan = w->plan,
                            .rules = says->answers,
                            .sample = says->answers == NULL ? json_get(sample, "form") : NULL,
                            .named = says->applicant, .communes = d->unit->communes,
                            .n_communes = d->unit->n_communes, .today = time_day(d->at) };
}

/* -- files ------------------------------------------------------------------------- */

static Str
ticket(const struct sim_world *w, const struct sim_dossier *d, struct arena *arena)
{
    struct view        v = { .arena = arena, .world = w->world, .now = d->at, .simulated = true };
    struct upload_file f = { .name = S("mau-so-lieu-mo-phong.pdf"), .type = S("pdf"),
                             .size = w->paper_size, .hash = w->paper };

    return upload_ticket(&v, &f);
}

static void
attach(const struct sim_world *w, const struct sim_dossier *d, struct arena *arena,
       struct json *files, Str component)
{
    struct json *f = json_add(files, json_object(arena));

    json_put_text(arena, f, "component", component);
    json_put_text(arena, f, "ticket", ticket(w, d, arena));
}

/* On paper nothing is attached; online what the procedure requires. */
static void
attach_required(const struct sim_world *w, const struct sim_dossier *d, struct arena *arena,
                struct json *input, const struct json *answers)
{
    const struct procedure *p = d->of->procedure;
    struct json            *files = json_put_array(arena, input, "files");

    if (d->channel != ONLINE)
        return;
    for (int i = 0; i < p->n_components; i++)
        if (p->components[i].attached && component_is_required(&p->components[i], answers))
            attach(w, d, arena, files, p->components[i].key);
}

/* -- one deed ----------------------------------------------------------------------- */

static int64_t
kind_of_applicant(struct sim_dossier *d)
{
    const struct json *kinds = json_get(d->of->procedure->file, "applicant");
    int64_t            at;

    if (kinds == NULL || kinds->count == 0)
        return 0;
    at = draw_below(&d->draw, (int64_t)kinds->count);
    json_each(k, kinds)
        if (at-- == 0)
            return k->number;
    return 0;
}

static void
fill_submit(const struct sim_world *w, struct sim_dossier *d, struct arena *arena,
            struct json *input)
{
    static const enum channel channel[] = { CHANNEL_DESK, CHANNEL_ONLINE, CHANNEL_POST };
    struct invent             in = inventor(w, d, arena);
    struct json              *answers = invent_answers(&in, d->of->procedure->form);
    const struct json        *name = json_get_str(answers, d->of->says->applicant);

    json_put_text(arena, input, "procedure", d->of->procedure->key);
    if (d->of->procedure->level != LEVEL_PROVINCE)
        json_put_text(arena, input, "unit", d->unit->code);
    json_put(input, S("form"), answers);
    attach_required(w, d, arena, input, answers);
    json_put_int(arena, input, "channel", (int64_t)channel[d->channel]);
    json_put_int(arena, input, "applicant_kind", kind_of_applicant(d));
    json_put_text(arena, input, "applicant_name",
                  name != NULL && name->kind == JSON_TEXT ? name->text : invent_name(&in, S("")));
    if (d->channel != ONLINE)
        json_put_text(arena, input, "entered_by", S("behalf"));
}

/* A paper once more, where the procedure has papers. */
static void
fill_supply(const struct sim_world *w, const struct sim_dossier *d, struct arena *arena,
            struct json *input)
{
    const struct procedure *p = d->of->procedure;
    struct json            *files = json_put_array(arena, input, "files");

    for (int i = 0; i < p->n_components && files->count == 0; i++)
        if (p->components[i].attached)
            attach(w, d, arena, files, p->components[i].key);
}

static void
fill_input(const struct sim_world *w, struct sim_dossier *d, struct arena *arena,
           struct json *input)
{
    const char *word = deed_word(d->next_deed);
    Str         note = invent_one_of(&d->draw, json_get(w->plan->notes, word));

    if (d->next_deed == DEED_SUBMIT) {
        fill_submit(w, d, arena, input);
        return;
    }
    json_put_text(arena, input, "code", str_of(d->code));
    if (note.n > 0)
        json_put_text(arena, input, "note", note);
    if (deed_is_by_person(d->next_deed))
        json_put_text(arena, input, "secret", str_of(d->secret));
    if (d->next_deed == DEED_SUPPLY)
        fill_supply(w, d, arena, input);
    if (d->next_deed == DEED_PAID)
        json_put_text(arena, input, "way", d->pays_online ? S("transfer") : S("cash"));
    if (d->next_deed == DEED_SIGN && d->result != ON_SCREEN)
        json_put_bool(arena, input, "on_paper", true);
}

static const struct actor *
actor_of(struct sim_dossier *d, struct arena *arena)
{
    bool          online = d->next_deed == DEED_SUBMIT && d->channel == ONLINE;
    struct actor *officer;

    if (online || deed_is_by_person(d->next_deed))
        return &somebody;
    officer = arena_make(arena, struct actor);
    officer->system = true;
    officer->unit = d->step != NULL && d->next_deed != DEED_DELIVER /* at the home desk */
                        ? d->unit->at[d->step - d->of->procedure->steps] : d->unit->id;
    officer->position = d->step != NULL ? d->step->role : S("desk");
    return officer;
}

void
sim_call_fill(const struct sim_world *w, struct sim_dossier *d, struct call *call)
{
    struct arena *arena = call->arena;
    struct json  *input = json_object(arena);

    call->name = str_format(arena, "dossier.%s", deed_word(d->next_deed));
    call->who = actor_of(d, arena);
    call->lang = LANG_VI;
    call->occurred = d->at;
    call->input = input;
    fill_input(w, d, arena, input);
}

static void
keep(char *out, size_t size, Str text)
{
    if (text.n == 0 || text.n >= size)
        return;
    memcpy(out, text.p, text.n);
    out[text.n] = '\0';
}

void
sim_call_learn(struct sim_dossier *d, const struct json *answer)
{
    keep(d->code, sizeof d->code, json_text(answer, "code"));
    keep(d->secret, sizeof d->secret, json_text(answer, "secret"));
}
