/* measure/public.c -- the province's own numbers, by month and over longer periods.  Floor 8.
 *
 * What elements count of the same dossiers falls into classes; a month is open when each class
 * that could be computed from it is nothing or ten and more.  A family has a core, which is
 * closed or open together; an element beyond it adds classes of its own, and is closed where the
 * core is.  A longer period is open too when its closed months are two or more and together are
 * open: whole dossiers could belong to either, for in those months nothing of the family shows.
 * So an element beyond the core that is closed in more months than the core has no such way. */
#include "measure/public.h"

#include <stdlib.h>

#include "dossier/procedure.h"
#include "measure/measure_sql.h"
#include "measure/suppress.h"

#define MONTHS_MAX  PUBLIC_MONTHS
#define CLASSES_MAX 12
#define EDITIONS_MAX 200
#define TERMS       2

/* plus[0] + plus[1] - minus[0] - minus[1] */
struct class {
    const char *plus[TERMS], *minus[TERMS];
};

struct element {
    const char  *name;
    struct class beyond[5]; /* nothing: the core's own */
};

static const struct family {
    struct class   core[6];
    struct element element[6];
} families[] = {
    {
        .core = { { { "received" } },
                  { { "received_online" } },
                  { { "received" }, { "received_online" } } },
        .element = {
            { .name = "received" },
            { .name = "received_online" },
            { "received_offering_online",
              { { { "received_offering_online" } },
                { { "received" }, { "received_offering_online" } },
                { { "received_offering_online" }, { "received_online" } } } },
            { "received_online_full",
              { { { "received_online_full" } },
                { { "received_online" }, { "received_online_full" } } } },
            { "received_online_self",
              { { { "received_online_self" } },
                { { "received_online" }, { "received_online_self" } } } },
        },
    },
    {
        .core = { { { "finished" } },
                  { { "finished_in_time" } },
                  { { "finished" }, { "finished_in_time" } },
                  { { "finished_electronic" } },
                  { { "finished" }, { "finished_electronic" } } },
        .element = {
            { .name = "finished" },
            { .name = "finished_in_time" },
            { .name = "finished_electronic" },
            { "finished_online",
              { { { "finished_online_electronic" } },
                { { "finished_online" }, { "finished_online_electronic" } },
                { { "finished_electronic" }, { "finished_online_electronic" } },
                { { "finished", "finished_online_electronic" },
                  { "finished_online", "finished_electronic" } } } },
            { "finished_online_electronic",
              { { { "finished_online_electronic" } },
                { { "finished_online" }, { "finished_online_electronic" } },
                { { "finished_electronic" }, { "finished_online_electronic" } },
                { { "finished", "finished_online_electronic" },
                  { "finished_online", "finished_electronic" } } } },
        },
    },
};
#define N_FAMILIES (sizeof families / sizeof families[0])

/* -- numbers -------------------------------------------------------------------------------- */

struct numbers {
    int     n;
    int64_t of[CLASSES_MAX][MONTHS_MAX];
};

static int64_t
number_of(const struct json *numbers, Str element)
{
    const struct json *n = json_get_str(json_get(numbers, "elements"), element);

    return n != NULL ? n->number : 0;
}

static void
read_classes(const struct public_months *months, const struct class *list, int max,
             struct numbers *out)
{
    for (int i = 0; i < max && list[i].plus[0] != NULL; i++, out->n++)
        for (int m = 0; m < months->n; m++)
            for (int k = 0; k < TERMS; k++) {
                if (list[i].plus[k] != NULL)
                    out->of[out->n][m] += number_of(months->of[m], str_of(list[i].plus[k]));
                if (list[i].minus[k] != NULL)
                    out->of[out->n][m] -= number_of(months->of[m], str_of(list[i].minus[k]));
            }
}

/* -- months and what they make together ------------------------------------------------------- */

/* The core's numbers, the element's (with the core's), and the months of each that nothing
 * open tells. */
struct state {
    struct numbers core, whole;
    bool           core_closed[MONTHS_MAX], closed[MONTHS_MAX];
};

static bool
is_open_together(const struct numbers *x, const bool marked[MONTHS_MAX], int from, int to)
{
    for (int k = 0; k < x->n; k++) {
        int64_t sum = 0;

        for (int m = from; m < to; m++)
            sum += marked[m] ? x->of[k][m] : 0;
        if (cell_is_small(sum))
            return false;
    }
    return true;
}

static bool
close_month(struct state *s, int m)
{
    bool one[MONTHS_MAX] = { false };

    one[m] = true;
    s->core_closed[m] = !is_open_together(&s->core, one, m, m + 1);
    s->closed[m] = s->core_closed[m] || !is_open_together(&s->whole, one, m, m + 1);
    return !s->closed[m];
}

/* True: the element's period is open.  What is open as a whole tells its months no more. */
static bool
close_period(struct state *s, int from, int to)
{
    int  parts = to - from == 6 ? 2 : to - from, step = (to - from) / parts, n = 0;
    bool core_open, open, same = true;

    if (to - from == 1)
        return close_month(s, from);
    for (int i = 0; i < parts; i++)
        close_period(s, from + i * step, from + (i + 1) * step);
    for (int m = from; m < to; m++) {
        n += s->core_closed[m];
        same &= s->core_closed[m] == s->closed[m];
    }
    core_open = n != 1 && is_open_together(&s->core, s->core_closed, from, to);
    open = core_open && same && is_open_together(&s->whole, s->closed, from, to);
    for (int m = from; m < to; m++) {
        s->core_closed[m] &= !core_open;
        s->closed[m] &= !open;
    }
    return open;
}

static const struct family *
family_of(Str name, const struct element **out)
{
    for (size_t k = 0; k < N_FAMILIES; k++)
        for (int i = 0; i < 6 && families[k].element[i].name != NULL; i++)
            if (str_eq(name, str_of(families[k].element[i].name))) {
                *out = &families[k].element[i];
                return &families[k];
            }
    return NULL;
}

enum public_state
public_state_in(const struct public_months *months, Str name)
{
    const struct element *element;
    const struct family  *family = family_of(name, &element);
    struct state          s = { .core = { .n = 0 } };

    if (family == NULL)
        return PUBLIC_CLOSED;
    read_classes(months, family->core, 6, &s.core);
    s.whole = s.core;
    read_classes(months, element->beyond, 5, &s.whole);
    return close_period(&s, 0, months->n) ? PUBLIC_OPEN : PUBLIC_CLOSED;
}

bool
public_may_correct(const struct json *was, const struct json *now)
{
    struct public_months one = { .n = 1, .of = { was } }, other = { .n = 1, .of = { now } };

    for (size_t k = 0; k < N_FAMILIES; k++)
        for (int i = 0; i < 6 && families[k].element[i].name != NULL; i++) {
            const struct element *e = &families[k].element[i];
            struct numbers        a = { .n = 0 }, b = { .n = 0 };

            if (public_state_in(&one, str_of(e->name)) != public_state_in(&other, str_of(e->name)))
                return false;
            read_classes(&one, families[k].core, 6, &a);
            read_classes(&one, e->beyond, 5, &a);
            read_classes(&other, families[k].core, 6, &b);
            read_classes(&other, e->beyond, 5, &b);
            for (int c = 0; c < a.n; c++)
                if (cell_is_small(llabs(a.of[c][0] - b.of[c][0])))
                    return false;
        }
    return true;
}

enum err
public_elements_now(struct view *v, const struct period *month, struct json *elements)
{
    for (size_t k = 0; k < N_FAMILIES; k++)
        for (int i = 0; i < 6 && families[k].element[i].name != NULL; i++) {
            const char *name = families[k].element[i].name;
            int64_t     n;

            TRY(element_value(v, str_of(name), month, &n));
            json_put_int(v->arena, elements, name, n);
        }
    return ERR_OK;
}

/* -- as published ------------------------------------------------------------------------------ */

enum err
public_is_before_all(struct view *v, Str month, bool *out)
{
    struct counter_first_row *first;
    int                       n;

    TRY(counter_first(v, S("received"), S("m"), 0, 1, &first, &n));
    *out = n == 0 || str_cmp(month, first[0].period) < 0;
    return ERR_OK;
}

enum err
public_months_read(struct view *v, const struct period *p, struct public_months *out)
{
    struct published_months_row *row;
    struct json                 *numbers;
    Day                          first = DAY_NONE;
    int                          n;

    *out = (struct public_months){ .n = p->months };
    TRY(published_months(v, p->from, p->to, EDITIONS_MAX, &row, &n));
    TRY(day_parse(str_join(v->arena, p->from, S("-01"), STR_NONE), &first));
    for (int m = 0; m < p->months; m++) {
        Str  month = str_sub(day_text(v->arena, day_add_months(first, m)), 0, 7);
        bool before;

        for (int i = 0; i < n; i++)
            if (str_eq(row[i].month, month)) {
                TRY(json_parse(v->arena, row[i].numbers, &numbers, NULL));
                out->of[m] = numbers;
            }
        TRY(public_is_before_all(v, month, &before));
        if (out->of[m] == NULL && !before)
            return ERR_NOT_FOUND;
    }
    return ERR_OK;
}

/* -- services ----------------------------------------------------------------------------------
 * How many services were used says of nearly empty ones that they hold one each.  So it is open
 * only where the dossiers of those that are not shown are ten more than such services. */
static void
count_service(const struct json *service, const struct json *closed, bool *is_new,
              int64_t *behind)
{
    json_each(key, closed)
        if (str_eq(key->text, service->key)) {
            *behind += service->number - *is_new;
            *is_new = false;
        }
}

static enum err
services_used(struct view *v, const struct public_months *months, const struct period *p,
              struct public_value *out)
{
    const struct procedure_list *all = procedures(v);
    int64_t                      behind = 0;
    bool                         any = false;

    for (int i = 0; i < all->n; i++) {
        bool used = false, is_new = true;

        if (i > 0 && str_eq(all->list[i]->key, all->list[i - 1]->key))
            continue; /* another version of the same */
        for (int m = 0; m < months->n; m++) {
            const struct json *n = json_get_str(json_get(months->of[m], "online"),
                                                all->list[i]->key);

            if (n == NULL || n->number <= 0)
                continue;
            used = true;
            count_service(n, json_get(months->of[m], "closed"), &is_new, &behind);
        }
        any |= !is_new;
        out->over += used && service_is_online(v, all->list[i]->key, p->last);
    }
    if (any && behind < CELL_WIDTH)
        out->state = PUBLIC_CLOSED;
    return ERR_OK;
}

static enum err
part_of(struct view *v, const struct public_months *months, Str element, const struct period *p,
        enum public_state *state, int64_t *n)
{
    struct public_value used = { .state = PUBLIC_OPEN };

    *n = 0;
    *state = PUBLIC_OPEN;
    if (str_eq(element, S("services_online_used"))) {
        TRY(services_used(v, months, p, &used));
        *state = used.state;
        *n = used.over;
        return ERR_OK;
    }
    if (str_eq(element, S("services_online")))
        return element_value(v, element, p, n);
    *state = public_state_in(months, element);
    for (int m = 0; m < months->n; m++)
        *n += number_of(months->of[m], element);
    return ERR_OK;
}

static enum err
value_in(struct view *v, const struct public_months *months, const struct reading *r,
         const struct period *p, struct public_value *out)
{
    enum public_state over, under;

    TRY(part_of(v, months, r->over.element, p, &over, &out->over));
    TRY(part_of(v, months, r->under.element, p, &under, &out->under));
    out->state = over > under ? over : under;
    if (out->state != PUBLIC_OPEN)
        out->over = out->under = 0;
    return ERR_OK;
}

enum err
public_value_of(struct view *v, const struct reading *r, const struct period *p,
                struct public_value *out)
{
    struct public_months months;
    enum err             err;

    *out = (struct public_value){ .state = PUBLIC_NOT_YET };
    if (p->last >= time_day(v->now))
        return ERR_OK;
    err = public_months_read(v, p, &months);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    return value_in(v, &months, r, p, out);
}

/* -- editions ------------------------------------------------------------------------------------ */

enum err
public_edition_of(struct view *v, const struct period *month, struct public_edition *out)
{
    struct published_months_row *row;
    struct json                 *numbers;
    int                          n;

    *out = (struct public_edition){ .before = { .n = 1 } };
    TRY(published_months(v, month->from, month->from, EDITIONS_MAX, &row, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    out->at = row[n - 1].at;
    out->act = row[n - 1].act;
    out->corrected = n > 1;
    if (n == 1)
        return ERR_OK;
    TRY(json_parse(v->arena, row[n - 2].numbers, &numbers, NULL));
    out->before.of[0] = numbers;
    return ERR_OK;
}

enum err
public_value_before(struct view *v, const struct reading *r, const struct period *month,
                    const struct public_edition *e, struct public_value *out)
{
    *out = (struct public_value){ .state = PUBLIC_CLOSED };
    return value_in(v, &e->before, r, month, out);
}
