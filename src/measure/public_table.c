/* measure/public_table.c -- a month of a figure by unit, and by field and procedure, with what
 * nobody may see closed.  Floor 8.
 *
 * The two tables are never crossed: of a unit no procedure is told apart.  How many dossiers
 * there were is settled first, then who stands on which side among them: what is closed of the
 * first is closed of the second.  The procedures' table is closed with units as classes, the
 * units' with procedures, those that its table does not tell apart as one.  A class never
 * joins procedures of different kinds of service, so the province's figures over those hold
 * too. */
#include "base/words.h"
#include "dossier/procedure.h"
#include "measure/measure_sql.h"
#include "measure/public.h"
#include "measure/suppress.h"

#define ROWS_MAX 50000
#define KINDS    3

/* What one element counts, leaf of the units by leaf of the procedures. */
typedef int64_t *matrix;

struct making {
    struct view        *v;
    Day                 on;
    Str                 month;
    struct public_table units, procedures;
    Id                 *unit_id;   /* of a unit's own leaf, by node; 0: none */
    int                 elsewhere; /* the leaf of the province's own agencies */
    int                *kind;      /* of a procedure's leaf */
};

static struct public_cell *
add_cell(struct public_table *t, int parent, Str key, Str name, Str name_en)
{
    t->cell[t->n] = (struct public_cell){ .parent = parent, .key = key, .name = name,
                                          .name_en = name_en };
    return &t->cell[t->n++];
}

/* A name of ours, in both languages. */
static struct public_cell *
add_named(struct public_table *t, int parent, const char *message)
{
    return add_cell(t, parent, S(""), words(LANG_VI, message), words(LANG_EN, message));
}

/* -- units ------------------------------------------------------------------------------ */

static bool
is_area(const struct unit *u)
{
    return str_eq(u->kind, S("district")) || str_eq(u->kind, S("commune"));
}

static int
node_of(const struct making *m, Id unit)
{
    for (int i = 0; i < m->units.n; i++)
        if (m->unit_id[i] == unit && !m->units.cell[i].inner)
            return i;
    return m->elsewhere;
}

static void
add_below(struct making *m, const struct unit *all, int n, Id parent, int at)
{
    for (int i = 0; i < n; i++) {
        int  here = m->units.n;
        bool inner = false;

        if (!is_area(&all[i]) || all[i].parent != parent)
            continue;
        for (int k = 0; k < n && !inner; k++)
            inner = is_area(&all[k]) && all[k].parent == all[i].id;
        add_cell(&m->units, at, all[i].code, all[i].title, all[i].title)->inner = inner;
        m->unit_id[here] = all[i].id;
        if (!inner)
            continue;
        m->unit_id[m->units.n] = all[i].id;
        add_cell(&m->units, here, S(""),
                 words_fill(m->v->arena, LANG_VI, "{1} itself", all[i].title, STR_NONE),
                 words_fill(m->v->arena, LANG_EN, "{1} itself", all[i].title, STR_NONE));
        add_below(m, all, n, all[i].id, here);
    }
}

static enum err
list_units(struct making *m)
{
    struct unit *all, province;
    int          n;

    TRY(unit_province(m->v, m->on, &province));
    TRY(unit_all(m->v, m->on, &all, &n));
    m->units.cell = arena_array(m->v->arena, struct public_cell, 2 * n + 2);
    m->unit_id = arena_array(m->v->arena, Id, 2 * n + 2);
    add_cell(&m->units, -1, S(""), province.title, province.title)->inner = true;
    m->elsewhere = m->units.n;
    add_named(&m->units, 0, MSG("Agencies of the province"));
    add_below(m, all, n, province.id, 0);
    return ERR_OK;
}

/* -- fields and procedures -------------------------------------------------------------- */

/* A field with one sensitive procedure is never opened, nor one that its pack closes. */
static bool
field_is_closed(const struct procedure_list *all, Str field)
{
    for (int i = 0; i < all->n; i++)
        if (str_eq(all->list[i]->field_key, field) &&
            (all->list[i]->sensitive ||
             json_bool(json_get(all->list[i]->file, "field"), "closed")))
            return true;
    return false;
}

static int
find_cell(const struct public_table *t, int parent, Str key)
{
    for (int i = 1; i < t->n; i++)
        if (t->cell[i].parent == parent && str_eq(t->cell[i].key, key))
            return i;
    return -1;
}

static void
list_procedures(struct making *m)
{
    const struct procedure_list *all = procedures(m->v);
    m->procedures.cell = arena_array(m->v->arena, struct public_cell, 2 * all->n + 3);
    m->kind = arena_array(m->v->arena, int, 2 * all->n + 3);
    add_named(&m->procedures, -1, MSG("All procedures"))->inner = true;
    /* What no pack knows any more stays closed; the only leaf right below the province. */
    add_named(&m->procedures, 0, MSG("Other procedures"))->sensitive = true;
    for (int i = 0; i < all->n; i++) {
        const struct procedure *p = all->list[i];
        int                     field = find_cell(&m->procedures, 0, p->field_key);

        if (field < 0) {
            const struct json  *name = json_get(json_get(p->file, "field"), "name");
            struct public_cell *c;

            field = m->procedures.n;
            c = add_cell(&m->procedures, 0, p->field_key, pack_words(LANG_VI, name),
                         pack_words(LANG_EN, name));
            c->inner = true;
            c->sensitive = field_is_closed(all, p->field_key);
        }
    }
    for (int i = 0; i < all->n; i++) {
        const struct procedure *p = all->list[i];
        int                     field = find_cell(&m->procedures, 0, p->field_key);
        int                     leaf = find_cell(&m->procedures, field, p->key);

        if (leaf < 0) {
            leaf = m->procedures.n;
            add_cell(&m->procedures, field, p->key, STR_NONE, STR_NONE)->sensitive =
                m->procedures.cell[field].sensitive;
        }
        m->procedures.cell[leaf].name = pack_words(LANG_VI, p->name);
        m->procedures.cell[leaf].name_en = pack_words(LANG_EN, p->name);
        m->kind[leaf] = (int)p->service;
    }
}

static int
leaf_of(const struct making *m, Str procedure)
{
    for (int i = 2; i < m->procedures.n; i++)
        if (!m->procedures.cell[i].inner && str_eq(m->procedures.cell[i].key, procedure))
            return i;
    return 1;
}

/* -- numbers ---------------------------------------------------------------------------- */

static enum err
read_matrix(struct making *m, Str element, matrix *out)
{
    struct counter_month_row *row;
    int                       n, width = m->procedures.n;
    Id                        unit = 0;
    int                       at = 0;

    TRY(counter_month(m->v, element, m->month, ROWS_MAX, &row, &n));
    if (n == ROWS_MAX)
        return ERR_TOO_LARGE;
    *out = arena_array(m->v->arena, int64_t, m->units.n * width);
    for (int i = 0; i < n; i++) {
        if (row[i].unit != unit)
            at = node_of(m, row[i].unit);
        unit = row[i].unit;
        (*out)[at * width + leaf_of(m, row[i].procedure)] += row[i].n;
    }
    return ERR_OK;
}

/* One table with the other's leaves as classes.  `under` NULL: a table of counts. */
struct shape {
    const struct making *m;
    bool                 of_units;
    matrix               over, under, flip;
    const int           *procedure_atom; /* of_units: what the procedures' table joins */
};

static void
place(const struct shape *s, struct cells *c, int64_t *flip, int unit, int leaf)
{
    int     from = unit * s->m->procedures.n + leaf;
    int     atom = s->of_units && s->procedure_atom[leaf] >= 0 ? s->procedure_atom[leaf] : leaf;
    int     node = s->of_units ? unit : leaf;
    int     class = (s->of_units ? atom : unit) * KINDS + s->m->kind[leaf];
    int     at = node * c->n_classes + class;
    int64_t over = s->over[from];

    c->over[at] += over;
    c->rest[at] += s->under != NULL ? s->under[from] - over : 0;
    flip[at] += s->flip != NULL ? s->flip[from] : over;
}

/* `before`: what is closed already, NULL: nothing. */
static struct cells
close_table(const struct shape *s, const bool *before)
{
    const struct public_table *t = s->of_units ? &s->m->units : &s->m->procedures;
    struct arena              *arena = s->m->v->arena;
    int  other = s->of_units ? s->m->procedures.n : s->m->units.n;
    int  n_classes = other * KINDS, *parent = arena_array(arena, int, t->n);
    int64_t     *flip = arena_array(arena, int64_t, t->n * n_classes);
    struct cells c = { .n = t->n, .parent = parent, .n_classes = n_classes, .flip = flip,
                       .over = arena_array(arena, int64_t, t->n * n_classes),
                       .rest = arena_array(arena, int64_t, t->n * n_classes),
                       .split = s->under != NULL, .closed = arena_array(arena, bool, t->n),
                       .atom = arena_array(arena, int, t->n) };

    for (int i = 0; i < t->n; i++) {
        parent[i] = t->cell[i].parent;
        c.closed[i] = t->cell[i].sensitive || (before != NULL && before[i]);
    }
    for (int u = 0; u < s->m->units.n; u++)
        for (int p = 0; p < s->m->procedures.n; p++)
            place(s, &c, flip, u, p);
    suppress(arena, &c);
    return c;
}

static void
keep(const struct cells *c, struct public_table *t)
{
    for (int i = 0; i < t->n; i++) {
        t->cell[i].closed = c->closed[i];
        t->cell[i].over = t->cell[i].under = 0;
        for (int k = 0; k < c->n_classes; k++) {
            t->cell[i].over += c->over[i * c->n_classes + k];
            t->cell[i].under += c->over[i * c->n_classes + k] + c->rest[i * c->n_classes + k];
        }
    }
}

/* What stands behind a reading, the widest first: how many there were, and among whom. */
static const struct chain {
    const char *over, *under, *flip, *before[2]; /* before: the split that it stands within */
} chains[] = {
    { "received_online", "received", "received_online_self", { NULL, NULL } },
    { "received_online_self", "received_online", NULL, { "received_online", "received" } },
    { "finished_in_time", "finished", NULL, { NULL, NULL } },
    { "finished_electronic", "finished", NULL, { NULL, NULL } },
};

static const struct chain *
chain_of(Str over, Str under)
{
    for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++)
        if (str_eq(over, str_of(chains[i].over)) && str_eq(under, str_of(chains[i].under)))
            return &chains[i];
    return NULL;
}

bool
public_has_table(const struct reading *r)
{
    return chain_of(r->over.element, r->under.element) != NULL;
}

struct closed_both {
    struct cells units, procedures;
};

static void
close_both(const struct making *m, matrix over, matrix under, matrix flip,
           struct closed_both *both, bool again)
{
    struct shape s = { .m = m, .over = over, .under = under, .flip = flip };

    both->procedures = close_table(&s, again ? both->procedures.closed : NULL);
    s.of_units = true;
    s.procedure_atom = both->procedures.atom;
    both->units = close_table(&s, again ? both->units.closed : NULL);
    suppress_both(&both->units, &both->procedures);
}

static enum err
close_chain(struct making *m, const struct chain *c, struct closed_both *both)
{
    matrix over, under, flip = NULL;

    if (c->before[0] != NULL) {
        TRY(close_chain(m, chain_of(str_of(c->before[0]), str_of(c->before[1])), both));
        TRY(read_matrix(m, str_of(c->under), &under));
    } else {
        TRY(read_matrix(m, str_of(c->under), &under));
        close_both(m, under, NULL, NULL, both, false);
    }
    TRY(read_matrix(m, str_of(c->over), &over));
    if (c->flip != NULL)
        TRY(read_matrix(m, str_of(c->flip), &flip));
    close_both(m, over, under, flip, both, true);
    return ERR_OK;
}

enum err
public_tables_make(struct view *v, const struct reading *r, const struct period *p,
                   bool whole_closed, struct public_table *units, struct public_table *procedures)
{
    const struct chain *c = chain_of(r->over.element, r->under.element);
    struct making       m = { .v = v, .on = p->last, .month = p->from };
    struct closed_both  both;

    if (c == NULL || p->months != 1)
        return ERR_INVALID;
    TRY(list_units(&m));
    list_procedures(&m);
    TRY(close_chain(&m, c, &both));
    keep(&both.units, &m.units);
    keep(&both.procedures, &m.procedures);
    for (int i = 0; whole_closed && i < m.units.n; i++)
        m.units.cell[i].closed = true;
    for (int i = 0; whole_closed && i < m.procedures.n; i++)
        m.procedures.cell[i].closed = true;
    *units = m.units;
    *procedures = m.procedures;
    return ERR_OK;
}
