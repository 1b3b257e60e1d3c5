/* measure/officers.c -- the statistics of a unit by officer: who handled how many to their end,
 * before time, on time and late apart; what each has in hand now.
 *
 * Only of one unit at a time, for those whose right to read figures reaches it, and each
 * officer shown is told so: `/toi` lists who looked.  Floor 8. */
#include <stdlib.h>

#include "base/text.h"
#include "base/words.h"
#include "dossier/say.h"
#include "ident/ident.h"
#include "measure/asked.h"
#include "measure/handled.h"

#define ROWS_MAX 3000 /* (role, account, outcome) of one unit */
#define SHOW_MAX 300

struct officers_in {
    Str unit, period;
};

static const struct field officers_fields[] = {
    FIELD(TEXT, struct officers_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(TEXT, struct officers_in, period, .max = 10, .help = "2024-h1, 2024-q2 or 2024-06"),
};

struct officer {
    Str     role, name, sort;
    Id      account;
    int64_t early, on_time, late, open, open_late;
};

struct officers {
    struct asked    asked;
    int             n;
    struct officer *list;
};

static struct officer *
officer_of(struct officers *all, Str role, Id account)
{
    for (int i = 0; i < all->n; i++)
        if (all->list[i].account == account && str_eq(all->list[i].role, role))
            return &all->list[i];
    if (all->n == SHOW_MAX)
        return NULL;
    all->list[all->n] = (struct officer){ .role = role, .account = account };
    return &all->list[all->n++];
}

static int64_t *
number_of(struct officer *o, Str element)
{
    if (str_eq(element, S("early")))
        return &o->early;
    return str_eq(element, S("late")) ? &o->late : &o->on_time;
}

/* In the order in which a dossier passes them; then by name. */
static int
place_of(Str role)
{
    static const char *const order[] = { "desk", "specialist", "leader" };

    for (int i = 0; i < 3; i++)
        if (str_eq(role, str_of(order[i])))
            return i;
    return 3;
}

static int
by_role_and_name(const void *a, const void *b)
{
    const struct officer *x = a, *y = b;

    if (place_of(x->role) != place_of(y->role))
        return place_of(x->role) - place_of(y->role);
    return str_cmp(x->sort, y->sort);
}

static enum err
name_all(struct officers *all)
{
    struct view *v = all->asked.v;

    for (int i = 0; i < all->n; i++) {
        struct officer *o = &all->list[i];

        TRY(ident_account_shown(v, o->account, MSG("figures of work"), MSG("statistics by officer"),
                                &o->name));
        o->sort = text_name_key(v->arena, o->name);
    }
    qsort(all->list, (size_t)all->n, sizeof *all->list, by_role_and_name);
    return ERR_OK;
}

static enum err
read_officers(struct officers *all)
{
    struct view           *v = all->asked.v;
    const struct period   *p = &all->asked.period;
    struct handled_by_row *done;
    struct held_by_row    *held;
    struct officer        *o;
    int                    n;

    all->list = arena_array(v->arena, struct officer, SHOW_MAX);
    TRY(handled_by(v, all->asked.unit.id, p->from, p->to, ROWS_MAX, &done, &n));
    for (int i = 0; i < n; i++) {
        o = officer_of(all, done[i].role, done[i].account);
        if (o != NULL)
            *number_of(o, done[i].element) += done[i].n;
    }
    TRY(held_by(v, v->now, all->asked.unit.id, ROWS_MAX, &held, &n));
    for (int i = 0; i < n; i++) {
        o = officer_of(all, held[i].role, held[i].account);
        if (o == NULL)
            continue;
        o->open += held[i].n;
        o->open_late += held[i].late;
    }
    return name_all(all);
}

static Str
role_words(enum lang lang, Str role)
{
    static const char *const label[] = { MSG("One-stop desk"), MSG("Case officer"), MSG("Leader") };

    return place_of(role) < 3 ? words(lang, label[place_of(role)]) : role;
}

static void
put_officer(struct view *v, const struct officer *o, struct json *row)
{
    int64_t done = o->early + o->on_time + o->late;

    json_put_text(v->arena, row, "name", o->name);
    json_put_text(v->arena, row, "role_words", role_words(v->lang, o->role));
    json_put_int(v->arena, row, "finished", done);
    json_put_int(v->arena, row, "early", o->early);
    json_put_int(v->arena, row, "on_time", o->on_time);
    json_put_int(v->arena, row, "late", o->late);
    json_put_int(v->arena, row, "open", o->open);
    json_put_int(v->arena, row, "open_late", o->open_late);
    json_put_text(v->arena, row, "in_time_words",
                  done == 0 ? S("–")
                            : percent_text(v->arena, o->early + o->on_time, done,
                                           v->lang == LANG_EN));
}

static enum err
officers_run(struct view *v, const void *input, struct json *out)
{
    const struct officers_in *in = input;
    struct officers           all = { .n = 0 };
    struct json              *rows;

    TRY(asked_read(v, "/thong-ke/can-bo", in->unit, in->period, &all.asked));
    TRY(asked_put(&all.asked, out));
    TRY(read_officers(&all));
    json_put_text(v->arena, out, "heading",
                  words_fill(v->arena, v->lang, "Officers of {1}", say_office(v, &all.asked.unit),
                             STR_NONE));
    rows = json_put_array(v->arena, out, "rows");
    for (int i = 0; i < all.n; i++)
        put_officer(v, &all.list[i], json_add(rows, json_object(v->arena)));
    return asked_put_below(&all.asked, "finished", out);
}

const struct query measure_officers = {
    .name = "measure.officers", .right = "measure.read",
    .help = "Who of a unit handled how many in a period, and what each has in hand.",
    .fields = officers_fields, .n_fields = 2, .in_size = sizeof(struct officers_in),
    .run = officers_run, .heavy = true,
};
