/* dossier/assign.c -- see assign.h.  Floor 7. */
#include "dossier/assign.h"

#include "base/scan.h"
#include "dossier/dossier_sql.h"
#include "dossier/flow_inside.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define STORY_MAX 500

static const char *const role_key[] = { "desk", "specialist", "leader" };
static const char *const role_name[] = { MSG("One-stop desk"), MSG("Case officer"),
                                         MSG("Leader") };
#define N_ROLES ((int)(sizeof role_key / sizeof role_key[0]))

static unsigned
bit_of(Str role)
{
    for (int i = 0; i < N_ROLES; i++)
        if (str_eq(role, str_of(role_key[i])))
            return 1u << i;
    return 0;
}

unsigned
assign_role_needed(const struct dossier *d, const struct procedure *p)
{
    const struct step *s = d->role.n > 0 ? NULL : procedure_step(p, d->back_step);

    return bit_of(s != NULL && s->role.p != NULL ? s->role : d->role);
}

/* -- who is there ---------------------------------------------------------------------- */

static struct colleague *
colleague_of(struct colleague *list, int n, Id account)
{
    for (int i = 0; i < n; i++)
        if (list[i].account == account)
            return &list[i];
    return NULL;
}

static enum err
mark_away(struct view *v, Id unit, struct colleague *list, int n)
{
    struct away *away;
    int          n_away;

    TRY(ident_away(v, unit, &away, &n_away));
    for (int i = 0; i < n_away; i++) {
        struct colleague *one = colleague_of(list, n, away[i].account);

        if (one != NULL)
            one->away = ident_away_words(v, &away[i]);
    }
    return ERR_OK;
}

enum err
assign_colleagues(struct view *v, Id unit, struct colleague **out, int *n)
{
    struct holder *found[N_ROLES];
    int            count[N_ROLES], all = 1;

    for (int i = 0; i < N_ROLES; i++) {
        TRY(ident_holders(v, unit, str_of(role_key[i]), time_day(v->now), &found[i], &count[i]));
        all += count[i];
    }
    *out = arena_array(v->arena, struct colleague, all);
    *n = 0;
    for (int i = N_ROLES - 1; i >= 0; i--)
        for (int k = 0; k < count[i]; k++) {
            struct colleague *one = colleague_of(*out, *n, found[i][k].account);

            if (one == NULL) {
                one = &(*out)[(*n)++];
                *one = (struct colleague){ .account = found[i][k].account,
                                           .name = found[i][k].name };
            }
            one->roles |= 1u << i;
        }
    return mark_away(v, unit, *out, *n);
}

enum err
assign_is_there(struct view *v, Id unit, Id account, bool *out)
{
    struct colleague *there;
    int               n;

    TRY(assign_colleagues(v, unit, &there, &n));
    *out = colleague_of(there, n, account) != NULL;
    return ERR_OK;
}

static const char *const too_many = MSG("is a list of at most {1} colleagues");

/* -- before the pen ---------------------------------------------------------------------- */

struct checking {
    struct view      *v;
    struct flow_plan *plan;
    struct colleague *there;
    int               n_there;
    struct side       side[3 * SIDES_MAX]; /* now, as given, then what changes */
    int               n;
};

static void
wrong(const struct checking *c, const char *field, const char *message, Str one)
{
    fault_add(c->v->faults, str_of(field), message, one, STR_NONE);
}

static void
check_main(struct checking *c)
{
    const struct flow_plan *plan = c->plan;
    const struct colleague *who;

    c->plan->assignment.main = plan->in->main == 0   ? plan->before.assignee
                               : plan->in->main == -1 ? 0
                                                      : plan->in->main;
    if (plan->in->main <= 0)
        return;
    who = colleague_of(c->there, c->n_there, plan->in->main);
    if (who == NULL)
        wrong(c, "main", MSG("holds no position at this unit today"), STR_NONE);
    else if (!(who->roles & assign_role_needed(&plan->before, plan->procedure)))
        wrong(c, "main", MSG("{1} does not hold the position that this step asks for"), who->name);
}

static struct side *
side_of(struct side *list, int n, Id account)
{
    for (int i = 0; i < n; i++)
        if (list[i].account == account)
            return &list[i];
    return NULL;
}

static bool
read_account(const struct json *item, Id *out)
{
    *out = item->kind == JSON_INT ? item->number : 0;
    return *out > 0 || (item->kind == JSON_TEXT &&
                        scan_int(item->text, 1, INT64_MAX, out) == ERR_OK);
}

/* Those given for a role, in the place of those who had it. */
static void
check_sides(struct checking *c, const struct json *given, const char *field, Str role)
{
    int kept = 0;

    if (given == NULL)
        return;
    for (int i = 0; i < c->n; i++)
        if (!str_eq(c->side[i].role, role))
            c->side[kept++] = c->side[i];
    c->n = kept;
    if (given->kind != JSON_ARRAY || given->count > SIDES_MAX) {
        wrong(c, field, too_many, str_int(c->v->arena, SIDES_MAX));
        return;
    }
    json_each(item, given)
    {
        Id                      account;
        const struct colleague *who =
            read_account(item, &account) ? colleague_of(c->there, c->n_there, account) : NULL;

        if (who == NULL)
            wrong(c, field, MSG("holds no position at this unit today"), STR_NONE);
        else if (account == c->plan->assignment.main)
            wrong(c, field, MSG("{1} handles the dossier already"), who->name);
        else if (side_of(c->side, c->n, account) != NULL)
            wrong(c, field, MSG("{1} is named twice"), who->name);
        else
            c->side[c->n++] = (struct side){ account, role };
    }
}

static void
add_change(struct assignment *to, struct side *list, Id account, Str role)
{
    list[to->n++] = (struct side){ account, role };
}

/* What becomes of each, beside who had been there. */
static void
find_changes(struct checking *c, const struct dossier_sides_row *had, int n_had)
{
    struct assignment *to = &c->plan->assignment;
    struct side       *list = arena_array(c->v->arena, struct side, n_had + c->n + 1);

    for (int i = 0; i < n_had; i++) {
        const struct side *now = side_of(c->side, c->n, had[i].account);

        if (now == NULL || now->account == to->main)
            add_change(to, list, had[i].account, SIDE_NONE);
        else if (!str_eq(now->role, had[i].role))
            add_change(to, list, now->account, now->role);
    }
    for (int i = 0; i < c->n; i++) {
        bool new = true;

        for (int k = 0; k < n_had; k++)
            new = new && had[k].account != c->side[i].account;
        if (new && c->side[i].account != to->main)
            add_change(to, list, c->side[i].account, c->side[i].role);
    }
    to->side = list;
}

enum err
assign_check(struct view *v, struct flow_plan *plan)
{
    struct checking           c = { .v = v, .plan = plan };
    struct dossier_sides_row *had;
    int                       n_had;

    TRY(assign_colleagues(v, plan->before.competent_unit, &c.there, &c.n_there));
    TRY(dossier_sides(v, plan->before.dossier, SIDES_MAX, &had, &n_had));
    for (int i = 0; i < n_had; i++)
        c.side[c.n++] = (struct side){ had[i].account, had[i].role };
    check_main(&c);
    check_sides(&c, plan->in->support, "support", SIDE_SUPPORT);
    check_sides(&c, plan->in->follow, "follow", SIDE_FOLLOW);
    if (c.n > SIDES_MAX)
        wrong(&c, "follow", too_many, str_int(v->arena, SIDES_MAX));
    if (faults_any(v->faults))
        return ERR_INVALID;
    find_changes(&c, had, n_had);
    if (plan->assignment.n > 0 || plan->assignment.main != plan->before.assignee)
        return ERR_OK;
    wrong(&c, "main", MSG("nothing would change: it is assigned so already"), STR_NONE);
    return ERR_INVALID;
}

/* -- in the pen ------------------------------------------------------------------------------ */

/* The new version's key keeps out whatever came between. */
static enum err
write_side(struct act *a, const struct dossier *d, int64_t version, const struct side *side)
{
    TRY(dossier_side_add(a, d->dossier, version, side->account, side->role));
    if (str_eq(side->role, SIDE_NONE))
        return dossier_side_end(a, d->dossier, side->account);
    return dossier_side_put(a, d->dossier, side->account, side->role, d->desk, dossier_is_open(d),
                            dossier_urgency(d));
}

enum err
assign_change(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    const struct assignment *to = &plan->assignment;

    d->assignee = to->main;
    for (int i = 0; i < to->n; i++)
        TRY(write_side(a, d, plan->before.version + 1, &to->side[i]));
    return ERR_OK;
}

enum err
assign_taken(struct act *a, const struct dossier *d, int64_t version)
{
    struct dossier_sides_row *had;
    Id                        me = actor_works_as(act_who(a));
    int                       n;

    TRY(dossier_sides(act_view(a), d->dossier, SIDES_MAX, &had, &n));
    for (int i = 0; i < n; i++)
        if (had[i].account == me)
            return write_side(a, d, version, &(struct side){ me, SIDE_NONE });
    return ERR_OK;
}

enum err
assign_end_sides(struct act *a, const struct dossier *d, int64_t version)
{
    struct dossier_sides_row *had;
    int                       n;

    TRY(dossier_sides(act_view(a), d->dossier, SIDES_MAX, &had, &n));
    for (int i = 0; i < n; i++)
        TRY(write_side(a, d, version, &(struct side){ had[i].account, SIDE_NONE }));
    return ERR_OK;
}

/* -- on pages ---------------------------------------------------------------------------------- */

static Str
colleague_words(struct view *v, const struct colleague *who)
{
    Str all = who->name;

    for (int i = N_ROLES - 1; i >= 0; i--)
        if (who->roles & (1u << i))
            all = str_join(v->arena, all, S(" – "), words(v->lang, role_name[i]));
    if (who->away.n > 0)
        all = str_format(v->arena, "%.*s (%.*s)", STR_ARG(all), STR_ARG(who->away));
    return all;
}

static struct json *
add_option(struct view *v, struct json *options, Id value, Str label, bool selected)
{
    struct json *o = json_add(options, json_object(v->arena));

    json_put_text(v->arena, o, "value", str_int(v->arena, value));
    json_put_text(v->arena, o, "label", label);
    if (selected)
        json_put_bool(v->arena, o, "selected", true);
    return o;
}

static void
add_main_field(const struct saying *s, const struct colleague *there, int n, struct json *fields)
{
    struct view *v = s->v;
    struct json *f = json_add(fields, page_field(v, S("main"),
                                                 words(v->lang, "Who handles it"), false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "select"),
                                          "options");

    add_option(v, options, -1, words(v->lang, "Nobody in particular"), s->d->assignee == 0);
    for (int i = 0; i < n; i++)
        if (there[i].roles & assign_role_needed(s->d, s->p))
            add_option(v, options, there[i].account, colleague_words(v, &there[i]),
                       there[i].account == s->d->assignee);
}

static void
add_side_field(const struct saying *s, const struct colleague *there, int n, struct json *field,
               const struct dossier_sides_row *had, int n_had, Str role)
{
    struct view *v = s->v;
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, field, "checks"),
                                          "options");

    for (int i = 0; i < n; i++) {
        bool         is = false;
        struct json *o;

        for (int k = 0; k < n_had; k++)
            is = is || (had[k].account == there[i].account && str_eq(had[k].role, role));
        o = add_option(v, options, there[i].account, colleague_words(v, &there[i]), is);
        json_put_text(v->arena, o, "id",
                      str_format(v->arena, "f-%.*s-%d", STR_ARG(role), i));
    }
}

enum err
assign_put_fields(const struct saying *s, struct json *fields)
{
    struct view              *v = s->v;
    struct colleague         *there;
    struct dossier_sides_row *had;
    int                       n, n_had;

    TRY(assign_colleagues(v, s->d->competent_unit, &there, &n));
    TRY(dossier_sides(v, s->d->dossier, SIDES_MAX, &had, &n_had));
    add_main_field(s, there, n, fields);
    add_side_field(s, there, n,
                   json_add(fields, page_field(v, SIDE_SUPPORT,
                                               words(v->lang, "Who supports"), true)),
                   had, n_had, SIDE_SUPPORT);
    add_side_field(s, there, n,
                   json_add(fields, page_field(v, SIDE_FOLLOW,
                                               words(v->lang, "Who follows"), true)),
                   had, n_had, SIDE_FOLLOW);
    return ERR_OK;
}

enum err
assign_put_people(struct view *v, Id unit, struct json *options)
{
    struct colleague *there;
    int               n;

    TRY(assign_colleagues(v, unit, &there, &n));
    for (int i = 0; i < n; i++)
        add_option(v, options, there[i].account, colleague_words(v, &there[i]), false);
    return ERR_OK;
}

static Str
name_of(struct view *v, Id account)
{
    Str name;

    return ident_account_name(v, account, &name) == ERR_OK ? name : S("–");
}

static Str
and_one(struct view *v, Str all, Str name)
{
    return str_join(v->arena, all, all.n > 0 ? S(", ") : S(""), name);
}

static Str
and_name(struct view *v, Str all, Id account)
{
    return and_one(v, all, name_of(v, account));
}

/* Who left, or was locked out, still stands on the record: a colleague has to take over. */
static Str
name_now(struct view *v, struct colleague *there, int n, Id account)
{
    Str name = name_of(v, account);

    return colleague_of(there, n, account) != NULL
               ? name
               : words_fill(v->arena, v->lang, MSG("{1} (holds no position here now)"), name,
                            STR_NONE);
}

static void
put_member(struct view *v, struct json *team, const char *label, Str names)
{
    struct json *o;

    if (names.n == 0)
        return;
    o = json_add(team, json_object(v->arena));
    json_put_text(v->arena, o, "label", words(v->lang, label));
    json_put_text(v->arena, o, "names", names);
}

enum err
assign_put_team(const struct saying *s, struct json *out)
{
    struct view              *v = s->v;
    struct json              *team = json_put_array(v->arena, out, "team");
    struct dossier_sides_row *had;
    struct colleague         *there;
    Str                       support = S(""), follow = S("");
    int                       n, n_there;

    TRY(dossier_sides(v, s->d->dossier, SIDES_MAX, &had, &n));
    if (n == 0 && s->d->assignee == 0)
        return ERR_OK;
    TRY(assign_colleagues(v, s->d->competent_unit, &there, &n_there));
    for (int i = 0; i < n; i++) {
        Str *list = str_eq(had[i].role, SIDE_SUPPORT) ? &support : &follow;

        *list = and_one(v, *list, name_now(v, there, n_there, had[i].account));
    }
    if (s->d->assignee != 0)
        put_member(v, team, MSG("Handles"), name_now(v, there, n_there, s->d->assignee));
    put_member(v, team, MSG("Supports"), support);
    put_member(v, team, MSG("Follows"), follow);
    return ERR_OK;
}

/* -- the story ------------------------------------------------------------------------------ */

struct side_story {
    int                                  n;
    const struct dossier_side_story_row *row;
};

enum err
assign_story(const struct saying *s, const struct side_story **out)
{
    struct side_story             *story = arena_make(s->v->arena, struct side_story);
    struct dossier_side_story_row *row;

    TRY(dossier_side_story(s->v, s->d->dossier, STORY_MAX, &row, &story->n));
    story->row = row;
    *out = story;
    return ERR_OK;
}

static Str
and_words(struct view *v, Str all, const char *label, Str names)
{
    if (names.n == 0)
        return all;
    return str_format(v->arena, "%.*s%s%.*s: %.*s", STR_ARG(all), all.n > 0 ? "; " : "",
                      STR_ARG(words(v->lang, label)), STR_ARG(names));
}

Str
assign_words(const struct saying *s, const struct side_story *story, int64_t version, Id main)
{
    static const struct {
        const char *role, *label;
    } part[] = { { "support", MSG("Supports") }, { "follow", MSG("Follows") },
                 { "none", MSG("No longer") } };
    struct view *v = s->v;
    Str          all = S("");

    if (main >= 0)
        all = and_words(v, all, MSG("Handles"),
                        main > 0 ? name_of(v, main) : words(v->lang, "Nobody in particular"));
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        Str names = S("");

        for (int k = 0; k < story->n; k++)
            if (story->row[k].version == version &&
                str_eq(story->row[k].role, str_of(part[i].role)))
                names = and_name(v, names, story->row[k].account);
        all = and_words(v, all, part[i].label, names);
    }
    return all;
}
