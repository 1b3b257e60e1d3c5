/* measure/publish.c -- a month is published once, when it is over, as rows of the journal.
 *
 * What anybody reads are these rows and not the counters, which go on moving: a dossier that is
 * erased, or passes to another unit, would else change its month by one, and who read both before
 * and after would see it.  The province's numbers get another edition when they changed by so much
 * that the change itself may be seen; the tables by unit and procedure stay as they are.
 * docs/decisions/0019.  Floor 8. */
#include "measure/measure_sql.h"
#include "measure/public.h"

#define EDITIONS_MAX 200
#define LOOK_BACK    24 /* months that may still get another edition */
#define AFTER        TIME_HOUR /* so long after its end, when every act of it is in */

/* -- what comes next --------------------------------------------------------------------------- */

static enum err
month_read(struct view *v, Str key, struct period *out)
{
    TRY(period_read(v->arena, key, time_day(v->now), out));
    return out->months == 1 ? ERR_OK : ERR_INVALID;
}

/* The month behind the last published one, else the first with any dossier. */
static enum err
next_month(struct view *v, struct period *out)
{
    struct published_last_row *last;
    struct counter_first_row  *first;
    int                        n;

    TRY(published_last(v, 1, &last, &n));
    if (n > 0) {
        TRY(month_read(v, last[0].month, out));
        return month_read(v, str_sub(day_text(v->arena, out->last + 1), 0, 7), out);
    }
    TRY(counter_first(v, S("received"), S("m"), 0, 1, &first, &n));
    return n > 0 ? month_read(v, first[0].period, out) : ERR_NOT_FOUND;
}

/* The last edition of a month and what it would be now; ERR_NOT_FOUND: nothing to correct. */
static enum err
correction_of(struct view *v, const struct period *month, struct json **out, int64_t *edition)
{
    struct published_months_row *row;
    struct json                 *was, *elements, *now = json_object(v->arena);
    int                          n;

    TRY(published_months(v, month->from, month->from, EDITIONS_MAX, &row, &n));
    if (n == 0 || n == EDITIONS_MAX)
        return ERR_NOT_FOUND;
    TRY(json_parse(v->arena, row[n - 1].numbers, &was, NULL));
    elements = json_put_object(v->arena, now, "elements");
    TRY(public_elements_now(v, month, elements));
    if (str_eq(json_string(v->arena, json_get(was, "elements")), json_string(v->arena, elements)))
        return ERR_NOT_FOUND;
    if (!public_may_correct(was, now))
        return ERR_NOT_FOUND;
    json_each(member, was) /* what services were used, and the rules, stay as they were */
        if (!str_eq(member->key, S("elements")))
            json_put(now, member->key, json_copy(v->arena, member));
    *out = now;
    *edition = n + 1;
    return ERR_OK;
}

static enum err
find_correction(struct view *v, struct json *out)
{
    struct published_last_row *row;
    int                        n;

    TRY(published_last(v, LOOK_BACK, &row, &n));
    for (int i = 0; i < n; i++) {
        struct period month;
        struct json  *numbers;
        int64_t       edition;
        enum err      err;

        TRY(month_read(v, row[i].month, &month));
        err = correction_of(v, &month, &numbers, &edition);
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        json_put_text(v->arena, out, "month", month.key);
        return ERR_OK;
    }
    return ERR_OK;
}

static enum err
due_run(struct view *v, const void *input, struct json *out)
{
    struct period month;
    enum err      err = next_month(v, &month);

    (void)input;
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    if (month.last >= time_day(v->now - AFTER))
        return find_correction(v, out);
    json_put_text(v->arena, out, "month", month.key);
    return ERR_OK;
}

const struct query measure_due = {
    .name = "measure.due", .right = "system",
    .help = "Which month of the public figures is to be published, or corrected, next.",
    .run = due_run, .heavy = true,
};

/* -- a month as a row -------------------------------------------------------------------------- */

struct table_row {
    Str     figure, tables;
    int64_t version;
};

struct publish_in {
    Str month;
};
static const struct field publish_fields[] = {
    FIELD(TEXT, struct publish_in, month, .required = true, .max = 7, .help = "2024-06"),
};

struct publish_plan {
    struct period     month;
    int64_t           edition;
    Str               numbers;
    int               n_tables;
    struct table_row *table;
};

/* [parent, key, name, name in English, inner + 2 * sensitive, over, under]; closed ones end
 * before the numbers. */
static struct json *
table_json(struct arena *arena, const struct public_table *t)
{
    struct json *list = json_array(arena);

    for (int i = 0; i < t->n; i++) {
        const struct public_cell *c = &t->cell[i];
        struct json              *row = json_add(list, json_array(arena));

        json_add(row, json_new_int(arena, c->parent));
        json_add(row, json_new_text(arena, c->key));
        json_add(row, json_new_text(arena, c->name));
        json_add(row, json_new_text(arena, c->name_en));
        json_add(row, json_new_int(arena, c->inner + 2 * c->sensitive));
        if (c->closed)
            continue;
        json_add(row, json_new_int(arena, c->over));
        json_add(row, json_new_int(arena, c->under));
    }
    return list;
}

static enum err
make_table(struct view *v, const struct indicator *i, const struct json *numbers,
           const struct period *month, struct table_row *out)
{
    const struct reading *r = indicator_ours(i);
    struct public_months  one = { .n = 1, .of = { numbers } };
    struct public_table   units, procedures;
    struct json          *both = json_object(v->arena);

    TRY(public_tables_make(v, r, month, public_state_in(&one, r->over.element) != PUBLIC_OPEN,
                           &units, &procedures));
    json_put(both, S("units"), table_json(v->arena, &units));
    json_put(both, S("procedures"), table_json(v->arena, &procedures));
    *out = (struct table_row){ .figure = i->key, .version = i->version,
                               .tables = json_string(v->arena, both) };
    return ERR_OK;
}

/* Of each procedure how many were received online, and whose number is not shown. */
static enum err
put_online(struct view *v, const struct period *month, struct json *numbers)
{
    struct reading r = { .over = { .element = S("received_online") },
                         .under = { .element = S("received") } };
    struct public_months one = { .n = 1, .of = { numbers } };
    struct public_table  units, procedures;
    struct json *online = json_put_object(v->arena, numbers, "online");
    struct json *closed = json_put_array(v->arena, numbers, "closed");

    TRY(public_tables_make(v, &r, month, public_state_in(&one, r.over.element) != PUBLIC_OPEN,
                           &units, &procedures));
    for (int i = 1; i < procedures.n; i++) {
        const struct public_cell *c = &procedures.cell[i];

        if (c->inner || c->key.n == 0 || c->over == 0)
            continue;
        json_put(online, c->key, json_new_int(v->arena, c->over));
        if (c->closed)
            json_add(closed, json_new_text(v->arena, c->key));
    }
    return ERR_OK;
}

static enum err
make_month(struct view *v, struct publish_plan *plan)
{
    const struct indicator_list *all = indicators(v);
    struct json *numbers = json_object(v->arena), *rules;

    TRY(public_elements_now(v, &plan->month, json_put_object(v->arena, numbers, "elements")));
    TRY(put_online(v, &plan->month, numbers));
    rules = json_put_object(v->arena, numbers, "rules");
    plan->table = arena_array(v->arena, struct table_row, all->n + 1);
    for (int i = 0; i < all->n; i++) {
        json_put(rules, all->list[i].key, json_new_int(v->arena, all->list[i].version));
        if (public_has_table(indicator_ours(&all->list[i])))
            TRY(make_table(v, &all->list[i], numbers, &plan->month,
                           &plan->table[plan->n_tables++]));
    }
    plan->numbers = json_string(v->arena, numbers);
    plan->edition = 1;
    return ERR_OK;
}

static enum err
publish_prepare(struct view *v, const void *input, void *p)
{
    const struct publish_in *in = input;
    struct publish_plan     *plan = p;
    struct period            next;
    struct json             *numbers;
    enum err                 err;

    *plan = (struct publish_plan){ .edition = 0 };
    TRY(month_read(v, in->month, &plan->month));
    TRY(next_month(v, &next));
    if (plan->month.last >= time_day(v->now - AFTER))
        return ERR_CONFLICT;
    if (str_eq(next.key, plan->month.key))
        return make_month(v, plan);
    err = correction_of(v, &plan->month, &numbers, &plan->edition);
    if (err == ERR_OK)
        plan->numbers = json_string(v->arena, numbers);
    return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

static enum err
publish_apply(struct act *a, const void *p, struct json *out)
{
    const struct publish_plan   *plan = p;
    struct published_months_row *row;
    int                          n;

    (void)out;
    TRY(published_months(act_view(a), plan->month.key, plan->month.key, EDITIONS_MAX, &row, &n));
    if (n + 1 != plan->edition)
        return ERR_CONFLICT;
    act_subject(a, str_join(act_arena(a), S("month:"), plan->month.key, STR_NONE));
    TRY(published_add(a, plan->month.key, plan->edition, act_now(a), plan->numbers));
    for (int i = 0; i < plan->n_tables; i++)
        TRY(published_table_add(a, plan->month.key, plan->table[i].figure, act_now(a),
                                plan->table[i].version, plan->table[i].tables));
    return ERR_OK;
}

const struct command measure_publish = {
    .name = "measure.publish", .right = "system",
    .help = "A month of the public figures as it is now: its first edition, or a correction.",
    .fields = publish_fields, .n_fields = 1, .in_size = sizeof(struct publish_in),
    .plan_size = sizeof(struct publish_plan), .prepare = publish_prepare, .apply = publish_apply,
};

/* -- reading the tables ------------------------------------------------------------------------ */

static int64_t
integer_of(const struct json *value)
{
    return value != NULL && value->kind == JSON_INT ? value->number : 0;
}

static void
read_table(struct view *v, const struct json *list, struct public_table *out)
{
    *out = (struct public_table){ .cell = arena_array(v->arena, struct public_cell,
                                                      list->count + 1) };
    json_each(row, list)
    {
        const struct json  *at[7] = { NULL };
        struct public_cell *c = &out->cell[out->n++];
        int                 n = 0;

        json_each(value, row)
            if (n < 7)
                at[n++] = value;
        if (n < 5)
            continue;
        *c = (struct public_cell){ .parent = (int)integer_of(at[0]), .key = at[1]->text,
                                   .name = at[v->lang == LANG_EN ? 3 : 2]->text,
                                   .name_en = at[3]->text, .inner = integer_of(at[4]) & 1,
                                   .sensitive = integer_of(at[4]) & 2, .closed = n < 7,
                                   .over = integer_of(at[5]), .under = integer_of(at[6]) };
    }
}

enum err
public_tables(struct view *v, const struct indicator *i, const struct period *month,
              struct public_table *units, struct public_table *procedures)
{
    struct published_table_get_row row;
    struct json                   *both;
    bool                           before;
    enum err err = published_table_get(v, month->key, i->key, &row);

    TRY(public_is_before_all(v, month->key, &before));
    if (err == ERR_NOT_FOUND && before)
        return public_tables_make(v, indicator_ours(i), month, false, units, procedures);
    TRY(err);
    TRY(json_parse(v->arena, row.tables, &both, NULL));
    if (json_get(both, "units") == NULL || json_get(both, "procedures") == NULL)
        return ERR_STORE;
    read_table(v, json_get(both, "units"), units);
    read_table(v, json_get(both, "procedures"), procedures);
    return ERR_OK;
}
