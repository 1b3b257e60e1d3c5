/* A reader with patience and linear algebra against everything that is published.
 *
 * Invented months are counted, published by the program's own act and read as anybody reads them:
 * every cell of every table of every figure, and every figure over months, quarters and the
 * half-year.  The reader also knows what everybody knows: that parts add up, that both tables are
 * of the same dossiers, which level handles a procedure, which services are full, how many were
 * used.  He narrows what each number can be, and eliminates.  What he may not find: a closed
 * number, nor that it is one below ten.  Then he comes back another day. */
#include "attack.h"

#include "measure/suppress.h"

#define MONTHS 18 /* on PostgreSQL fewer: what is tried is the same */

static int n_months;

static const struct actor nobody = { .account = 0 }, program = { .system = true };

/* -- the province's figures over months, quarters, a half-year --------------------------------- */

struct periods {
    struct view  *v;
    struct invented *w[6];
    int           class[6][2][3][CLASSES]; /* by month, family and kind of service */
    int           number[6][N_ELEMENTS], rest[6][N_ELEMENTS][N_ELEMENTS];
    bool          open[6][N_ELEMENTS], rest_open[6][N_ELEMENTS][N_ELEMENTS];
    struct system sys;
};

static int
element_at(Str name)
{
    for (int i = 0; i < N_ELEMENTS; i++)
        if (str_eq(name, str_of(elements[i].name)))
            return i;
    return -1;
}

static void
describe_months(struct periods *p)
{
    for (int m = 0; m < 6; m++) {
        for (int f = 0; f < 2; f++)
            for (int kind = 0; kind < 3; kind++)
                for (int c = 0; c < CLASSES; c++) {
                    int64_t n = 0;

                    for (int u = 0; u < p->w[m]->n_units; u++)
                        for (int k = 0; k < p->w[m]->n_procedures; k++)
                            n += p->w[m]->kind[k] == kind ? p->w[m]->n[f][u][k][c] : 0;
                    p->class[m][f][kind][c] = variable(&p->sys, n);
                    if (f == 0 && (c > 3 || c == 2 || (c > 0 && kind == 0)))
                        known(&p->sys, p->class[m][f][kind][c], 0);
                }
        for (int e = 0; e < N_ELEMENTS; e++) {
            int64_t n = 0;

            for (int kind = 0; kind < 3; kind++)
                for (int c = 0; c < CLASSES; c++)
                    n += counts(&elements[e], c, kind)
                             ? p->sys.truth[p->class[m][elements[e].family][kind][c]]
                             : 0;
            p->number[m][e] = variable(&p->sys, n);
            begin(&p->sys);
            add(&p->sys, p->number[m][e], -1);
            for (int kind = 0; kind < 3; kind++)
                for (int c = 0; c < CLASSES; c++)
                    if (counts(&elements[e], c, kind))
                        add(&p->sys, p->class[m][elements[e].family][kind][c], 1);
            ends(&p->sys, 0);
        }
    }
}

/* What a share leaves: of each month a variable. */
static int
rest_of(struct periods *p, int m, int over, int under)
{
    int *at = &p->rest[m][over][under];

    if (*at == 0) {
        *at = variable(&p->sys, p->sys.truth[p->number[m][under]] -
                                    p->sys.truth[p->number[m][over]]);
        begin(&p->sys);
        add(&p->sys, p->number[m][under], 1);
        add(&p->sys, p->number[m][over], -1);
        add(&p->sys, *at, -1);
        ends(&p->sys, 0);
    }
    return *at;
}

static void
read_period(struct periods *p, Str key, int from, int to)
{
    const struct indicator_list *all = indicators(p->v);
    struct period                period;

    check_ok(period_read(test_arena(), key, day_of(2030, 1, 1), &period));
    for (int i = 0; i < all->n; i++)
        for (int k = 0; k < all->list[i].n_readings; k++) {
            const struct reading *r = &all->list[i].readings[k];
            int over = element_at(r->over.element), under = element_at(r->under.element);
            struct public_value x;

            check_ok(public_value_of(p->v, r, &period, &x));
            if (over < 0 || under < 0)
                continue;
            for (int m = from; m < to; m++)
                rest_of(p, m, over, under);
            if (x.state != PUBLIC_OPEN)
                continue;
            check(!cell_is_small(x.over) && !cell_is_small(x.under - x.over),
                  "no small number is shown");
            for (int side = 0; side < 2; side++) {
                begin(&p->sys);
                for (int m = from; m < to; m++)
                    add(&p->sys, p->number[m][side ? under : over], 1);
                ends(&p->sys, side ? x.under : x.over);
            }
            if (to - from == 1) {
                p->open[from][over] = p->open[from][under] = true;
                p->rest_open[from][over][under] = true;
            }
        }
}

static void
attack_periods(struct view *v, struct invented *const *w, int first)
{
    struct arena   *arena = arena_new();
    struct periods *p = arena_make(arena, struct periods);
    struct matrix   m;
    int             year = 2024 + first / 12, half = first % 12 / 6;

    p->v = v;
    p->sys.arena = arena;
    for (int i = 0; i < 6; i++)
        p->w[i] = w[first + i];
    describe_months(p);
    for (int i = 0; i < 6; i++)
        read_period(p, month_key(first + i), i, i + 1);
    for (int i = 0; i < 2; i++)
        read_period(p, str_format(test_arena(), "%d-q%d", year, half * 2 + i + 1), i * 3,
                    i * 3 + 3);
    read_period(p, str_format(test_arena(), "%d-h%d", year, half + 1), 0, 6);
    narrow(&p->sys);
    m = eliminate(&p->sys);
    for (int i = 0; i < 6; i++)
        for (int e = 0; e < N_ELEMENTS; e++) {
            if (!p->open[i][e])
                attack(&p->sys, &m, p->number[i][e], elements[e].name, month_key(first + i));
            for (int k = 0; k < N_ELEMENTS; k++)
                if (p->rest[i][e][k] != 0 && !p->rest_open[i][e][k])
                    attack(&p->sys, &m, p->rest[i][e][k], "the rest", month_key(first + i));
        }
    arena_free(arena);
}

/* -- another day ------------------------------------------------------------------------------- */

static enum err
ask(struct house *h, const struct actor *who, const char *name, Str month, struct call *call)
{
    struct json *input = json_object(test_arena());

    *call = (struct call){ .arena = test_arena(), .who = who, .input = input,
                           .name = str_of(name), .occurred = time_at(day_of(2025, 7, 5), 450) };
    if (month.n > 0)
        json_put_text(test_arena(), input, "month", month);
    door_call_wait(h->door, call);
    return call->err;
}

static int
publish_all(struct house *h)
{
    struct call call;
    int         n = 0;

    for (;; n++) {
        Str month;

        check_ok(ask(h, &program, "measure.due", S(""), &call));
        month = json_text(call.out, "month");
        if (month.n == 0)
            return n;
        check_err(ask(h, &nobody, "measure.publish", month, &call), ERR_SIGN_IN);
        check_ok(ask(h, &program, "measure.publish", month, &call));
        if (call.err != ERR_OK)
            return -1;
    }
}

/* Everything that anybody reads, as one text. */
static Str
all_of(struct view *v)
{
    const struct indicator_list *all = indicators(v);
    struct buf                   b = BUF_MAX((size_t)64 << 20);
    Str                          text;

    for (int i = 0; i < all->n; i++)
        for (int m = 0; m < n_months; m++) {
            struct public_table t[2];
            struct public_value x;
            struct period       p;

            check_ok(period_read(test_arena(), month_key(m), day_of(2030, 1, 1), &p));
            check_ok(public_value_of(v, indicator_ours(&all->list[i]), &p, &x));
            buf_format(&b, "%d %lld %lld\n", (int)x.state, (long long)x.over, (long long)x.under);
            if (!public_has_table(indicator_ours(&all->list[i])))
                continue;
            check_ok(public_tables(v, &all->list[i], &p, &t[0], &t[1]));
            for (int k = 0; k < 2; k++)
                for (int c = 0; c < t[k].n; c++)
                    buf_format(&b, "%d %lld %lld\n", t[k].cell[c].closed,
                               (long long)t[k].cell[c].over, (long long)t[k].cell[c].under);
        }
    text = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return text;
}

static void
move(const struct dir *d, const struct invented *w, int month, int64_t by)
{
    struct view v = writer(d);
    int         p = 0;

    while (w->kind[p] != SERVICE_FULL)
        p++;
    for (int e = 0; e < 5; e++) { /* all that was received online by oneself */
        count(&v, elements[e].name, month_key(month), w->unit[0], w->procedure[p], by);
        count(&v, elements[e].name, month_key(month), 0, w->procedure[p], by);
    }
    written(&v);
}

struct other_day {
    struct house   *h;
    struct dir     *d;
    struct view     v;
    struct period   month;
    int             at;
    const struct reading *r;
};

static void
open_house(struct house *h, struct dir *d)
{
    char why[256] = "";

    check(house_open_in_order(h, d, why) == ERR_OK, why);
}

static struct view
public_view(struct house *h)
{
    struct view v = province_house_view(h);

    v.now = time_at(day_of(2025, 7, 5), 450);
    return v;
}

/* The month changes while nobody looks; gives how many editions came of it. */
static int
changed(struct other_day *o, const struct invented *w, int64_t by)
{
    int n;

    db_close(o->v.db);
    house_close(o->h);
    move(o->d, w, o->at, by);
    open_house(o->h, o->d);
    n = publish_all(o->h);
    o->v = public_view(o->h);
    return n;
}

static void
find_open_month(struct other_day *o, struct public_value *x)
{
    for (o->at = 0; o->at < n_months; o->at++) {
        check_ok(period_read(test_arena(), month_key(o->at), day_of(2030, 1, 1), &o->month));
        check_ok(public_value_of(&o->v, o->r, &o->month, x));
        if (x->state == PUBLIC_OPEN && x->over > 30)
            return;
    }
    check(false, "a month is open");
}

/* A dossier of an old month is erased, then many come to it: the first is not seen, the others as
 * a correction, and in no table. */
static void
come_back(struct house *h, struct dir *d, struct invented *const *w)
{
    struct other_day      o = { .h = h, .d = d, .v = public_view(h) };
    struct public_value   x, then;
    struct public_edition edition;
    Str                   before;

    o.r = reading_of(&o.v, "received_online", "received");
    find_open_month(&o, &x);
    before = all_of(&o.v);
    check_int(changed(&o, w[o.at], -1), 0);
    check(str_eq(all_of(&o.v), before), "one dossier more or less is seen by nobody");
    check_ok(public_edition_of(&o.v, &o.month, &edition));
    check(!edition.corrected, "nor said");
    check_int(changed(&o, w[o.at], 60), 1);
    o.r = reading_of(&o.v, "received_online", "received");
    check_ok(public_value_of(&o.v, o.r, &o.month, &then));
    check_int(then.over, x.over + 59);
    check_int(then.under, x.under + 59);
    check_ok(public_edition_of(&o.v, &o.month, &edition));
    check(edition.corrected && edition.act > 0, "a correction says that it is one");
    check_ok(public_value_before(&o.v, o.r, &o.month, &edition, &then));
    check(then.over == x.over && then.under == x.under, "and what it was before");
    db_close(o.v.db);
}

static void
invent(struct dir *d, struct invented *w[MONTHS])
{
    struct house h;
    struct view  v, to;

    open_house(&h, d);
    v = province_house_view(&h);
    for (int m = 0; m < n_months; m++)
        w[m] = world_make(&v, 7u + (unsigned)m, m % 2 == 0, m == 3);
    db_close(v.db);
    house_close(&h);
    to = writer(d);
    for (int m = 0; m < n_months; m++)
        world_store(&to, w[m], month_key(m));
    written(&to);
}

static void
attacked(const struct store_options *o)
{
    struct invented *w[MONTHS];
    struct dir    d;
    struct house  h;
    struct view   v;
    int           open = 0;

    attacked_numbers = 0;
    n_months = o->kind == STORE_SQLITE ? MONTHS : 6;
    province_found(&d, o);
    invent(&d, w);
    open_house(&h, &d);
    check_int(publish_all(&h), MONTHS); /* some of nothing */
    v = public_view(&h);
    for (int m = 0; m < n_months; m++)
        open += attack_month(&v, w[m], m);
    for (int m = 0; m < n_months; m += 6)
        attack_periods(&v, w, m);
    db_close(v.db);
    check(attacked_numbers > 20 * n_months, "closed numbers were attacked");
    check(open > n_months / 2, "and some were open");
    come_back(&h, &d, w);
    house_close(&h);
}

void
test_cmd_attack__no_closed_number_is_found(void)
{
    on_each_store(attacked);
}
