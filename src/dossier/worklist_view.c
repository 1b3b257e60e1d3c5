/* dossier/worklist_view.c -- an officer's own views of the work list: a filter and what is
 * looked for, under a name.  Floor 7.
 *
 * Nobody else sees them and no act rests on them, so they are kept beside the journal. */
#include "dossier/desk.h"

#include "dossier/dossier_sql.h"
#include "dossier/pages.h"

#define VIEWS_MAX 12 /* as chips on a telephone */

struct view_in {
    Str name, filter, q;
};

static const struct field view_fields[] = {
    FIELD(TEXT, struct view_in, name, .required = true, .max = 40, .help = "What it is called"),
    FIELD(TEXT, struct view_in, filter, .max = 20, .help = "A filter of the work list"),
    FIELD(TEXT, struct view_in, q, .max = 60, .help = "What is looked for"),
};

static enum err
save_prepare(struct view *v, const void *input, void *p)
{
    const struct view_in *in = input;
    struct view_in       *plan = p;

    *plan = (struct view_in){ str_trim(in->name), in->filter.p ? in->filter : S(""),
                              in->q.p ? str_trim(in->q) : S("") };
    if (plan->name.n == 0)
        fault_add(v->faults, S("name"), MSG("is missing"), STR_NONE, STR_NONE);
    if (plan->filter.n > 0 && !worklist_has_filter(plan->filter))
        fault_add(v->faults, S("filter"), MSG("{1} is no filter of the list"), plan->filter,
                  STR_NONE);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
save_apply(struct act *a, const void *p, struct json *out)
{
    const struct view_in     *in = p;
    struct worklist_views_row *row;
    int                        n;
    bool                       known = false;
    Id                         who = act_who(a)->account;

    TRY(worklist_views(act_view(a), who, VIEWS_MAX, &row, &n));
    for (int i = 0; i < n; i++)
        known = known || str_eq(row[i].name, in->name);
    if (n == VIEWS_MAX && !known)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("You have twelve views already. Drop one first."));
    act_subject(a, S("worklist"));
    json_put_text(act_arena(a), out, "filter", in->filter);
    json_put_text(act_arena(a), out, "q", in->q);
    return worklist_view_put(a, who, in->name, in->filter, in->q);
}

const struct command worklist_view_save = {
    .name = "worklist.save", .right = "dossier.read",
    .help = "Keeps a view of one's own work list under a name.",
    .fields = view_fields, .n_fields = 3, .in_size = sizeof(struct view_in),
    .plan_size = sizeof(struct view_in), .prepare = save_prepare, .apply = save_apply,
};

static enum err
drop_apply(struct act *a, const void *p, struct json *out)
{
    const struct view_in *in = p;

    (void)out;
    act_subject(a, S("worklist"));
    return worklist_view_remove(a, act_who(a)->account, in->name);
}

const struct command worklist_view_drop = {
    .name = "worklist.drop", .right = "dossier.read",
    .help = "Drops a view of one's own work list.", .fields = view_fields, .n_fields = 1,
    .in_size = sizeof(struct view_in), .apply = drop_apply,
};

static void
put_name_field(struct view *v, struct json *out)
{
    struct json *fields = json_put_array(v->arena, out, "save_fields");
    struct json *f = json_add(fields, page_field(v, S("name"),
                                                 words(v->lang, "Name of this view"), false));
    struct json *text = json_put_object(v->arena, f, "text");

    json_put_text(v->arena, text, "type", S("text"));
    json_put_text(v->arena, text, "inputmode", S("text"));
    json_put_text(v->arena, text, "autocomplete", S("off"));
    json_put_text(v->arena, text, "width", S("width-20"));
}

enum err
worklist_views_put(struct view *v, Str filter, Str q, struct json *out)
{
    struct json               *saved = json_put_array(v->arena, out, "saved");
    struct worklist_views_row *row;
    int                        n;

    TRY(worklist_views(v, v->who->account, VIEWS_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(saved, json_object(v->arena));

        json_put_text(v->arena, o, "label", row[i].name);
        json_put_text(v->arena, o, "loc", row[i].filter);
        json_put_text(v->arena, o, "q", row[i].q);
        if (str_eq(row[i].filter, filter) && str_eq(row[i].q, q)) {
            json_put_bool(v->arena, o, "current", true);
            json_put_text(v->arena, json_put_object(v->arena, out, "drop"), "name", row[i].name);
        }
    }
    put_name_field(v, out);
    return ERR_OK;
}
