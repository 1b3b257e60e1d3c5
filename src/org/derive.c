/* org/derive.c -- see derive.h.  Floor 4. */
#include "org/derive.h"

#include <stdlib.h>

#include "base/text.h"

/* -- spans ------------------------------------------------------------------- */

static int
compare_versions(const void *a, const void *b)
{
    const struct unit_versions_row *x = a, *y = b;

    if (x->begins != y->begins)
        return x->begins < y->begins ? -1 : 1;
    return x->n < y->n ? -1 : 1;
}

static struct unit_spans_row
span_of(struct arena *arena, Str kind, const struct unit_versions_row *v, Day ends)
{
    return (struct unit_spans_row){
        .begins = v->begins, .ends = ends, .kind = kind, .code = v->code, .type = v->type,
        .name = v->name, .title = v->title, .title_en = v->title_en, .parent = v->parent,
        .level = v->level, .sort = text_sort_key(arena, v->name),
    };
}

void
spans_of(struct arena *arena, Str kind, const struct unit_versions_row *versions, int n,
         struct unit_spans_row **out, int *out_n)
{
    struct unit_versions_row *v = arena_array(arena, struct unit_versions_row, n + 1);
    struct unit_spans_row    *span = arena_array(arena, struct unit_spans_row, n + 1);
    int                       count = 0;

    for (int i = 0; i < n; i++)
        v[i] = versions[i];
    qsort(v, (size_t)n, sizeof v[0], compare_versions);
    for (int i = 0; i < n; i++) {
        Day ends = i + 1 < n ? v[i + 1].begins : DAY_STILL;

        if (ends > v[i].begins && !v[i].gone)
            span[count++] = span_of(arena, kind, &v[i], ends);
    }
    *out = span;
    *out_n = count;
}

static int
compare_desk_spans(const void *a, const void *b)
{
    const struct desk_spans_row *x = a, *y = b;

    return (x->begins > y->begins) - (x->begins < y->begins);
}

void
desk_spans_of(struct arena *arena, const struct desk_units_row *rows, int n,
              struct desk_spans_row **out, int *out_n)
{
    struct desk_spans_row *span = arena_array(arena, struct desk_spans_row, n + 1);
    int                    count = 0;

    /* Few rows: the later written of one day holds, the next day's ends it. */
    for (int i = 0; i < n; i++) {
        Day  ends = DAY_STILL;
        bool holds = true;

        for (int k = 0; k < n; k++) {
            if (rows[k].begins > rows[i].begins && rows[k].begins < ends)
                ends = rows[k].begins;
            holds = holds && (rows[k].begins != rows[i].begins || rows[k].n <= rows[i].n);
        }
        if (holds)
            span[count++] = (struct desk_spans_row){ .begins = rows[i].begins, .ends = ends,
                                                     .unit = rows[i].unit };
    }
    qsort(span, (size_t)count, sizeof span[0], compare_desk_spans);
    *out = span;
    *out_n = count;
}

/* -- ancestors ----------------------------------------------------------------- */

struct closures {
    struct unit_closures_row *row;
    int                       n;
};

static int
compare_closures(const void *a, const void *b)
{
    const struct unit_closures_row *x = a, *y = b;

    if (x->ancestor != y->ancestor)
        return x->ancestor < y->ancestor ? -1 : 1;
    return x->begins < y->begins ? -1 : x->begins > y->begins;
}

static void
add_closure(struct closures *c, Id ancestor, Day begins, Day ends)
{
    if (begins < ends && c->n < UNIT_CLOSURES_MAX)
        c->row[c->n++] = (struct unit_closures_row){ .ancestor = ancestor, .begins = begins,
                                                     .ends = ends };
}

/* A rename cuts a span in two, not an ancestry. */
static void
join_touching(struct closures *c)
{
    int n = 0;

    qsort(c->row, (size_t)c->n, sizeof c->row[0], compare_closures);
    for (int i = 0; i < c->n; i++) {
        struct unit_closures_row *last = n > 0 ? &c->row[n - 1] : NULL;

        if (last != NULL && last->ancestor == c->row[i].ancestor &&
            last->ends == c->row[i].begins)
            last->ends = c->row[i].ends;
        else
            c->row[n++] = c->row[i];
    }
    c->n = n;
}

static Day
later(Day a, Day b)
{
    return a > b ? a : b;
}

static Day
earlier(Day a, Day b)
{
    return a < b ? a : b;
}

enum err
closures_of(struct view *v, Id unit, const struct unit_spans_row *span, int n,
            struct unit_closures_row **out, int *out_n)
{
    struct closures c = { .row = arena_array(v->arena, struct unit_closures_row,
                                             UNIT_CLOSURES_MAX) };

    for (int i = 0; i < n; i++) {
        struct unit_closures_row *above;
        int                       n_above = 0;

        add_closure(&c, unit, span[i].begins, span[i].ends);
        if (span[i].parent == 0)
            continue;
        TRY(unit_closures(v, span[i].parent, UNIT_CLOSURES_MAX, &above, &n_above));
        for (int k = 0; k < n_above; k++)
            add_closure(&c, above[k].ancestor, later(span[i].begins, above[k].begins),
                        earlier(span[i].ends, above[k].ends));
    }
    join_touching(&c);
    *out = c.row;
    *out_n = c.n;
    return ERR_OK;
}

/* -- writing them ---------------------------------------------------------------- */

static enum err
write_spans(struct act *a, Id unit, const struct unit_spans_row *span, int n)
{
    TRY(unit_spans_clear(a, unit));
    for (int i = 0; i < n; i++) {
        struct unit_span_add_in in = {
            .unit = unit, .begins = span[i].begins, .ends = span[i].ends, .kind = span[i].kind,
            .code = span[i].code, .type = span[i].type, .name = span[i].name,
            .title = span[i].title, .title_en = span[i].title_en, .parent = span[i].parent,
            .level = span[i].level, .sort = span[i].sort,
        };

        TRY(unit_span_add(a, &in));
    }
    return ERR_OK;
}

static enum err
write_closures(struct act *a, Id unit, const struct unit_spans_row *span, int n, bool *out_changed)
{
    struct view              *v = act_view(a);
    struct unit_closures_row *now, *before;
    int                       n_now, n_before;

    TRY(closures_of(v, unit, span, n, &now, &n_now));
    TRY(unit_closures(v, unit, UNIT_CLOSURES_MAX, &before, &n_before));
    *out_changed = n_now != n_before;
    for (int i = 0; i < n_now && !*out_changed; i++)
        *out_changed = compare_closures(&now[i], &before[i]) != 0 ||
                       now[i].ends != before[i].ends;
    if (!*out_changed)
        return ERR_OK;
    TRY(unit_closures_clear(a, unit));
    for (int i = 0; i < n_now; i++)
        TRY(unit_closure_add(a, unit, now[i].ancestor, now[i].begins, now[i].ends));
    return ERR_OK;
}

static enum err
derive_below(struct act *a, Id unit, int depth)
{
    struct view                  *v = act_view(a);
    struct unit_kind_row          kind;
    struct unit_versions_row     *versions;
    struct unit_spans_row        *span;
    struct unit_children_ever_row *child;
    int                           n, n_spans, n_children;
    bool                          changed;

    if (depth > UNIT_DEPTH_MAX)
        return view_refuse(v, ERR_INVALID, MSG("A unit cannot stand below itself."));
    TRY(unit_kind(v, unit, &kind));
    TRY(unit_versions(v, unit, UNIT_VERSIONS_MAX, &versions, &n));
    spans_of(v->arena, kind.kind, versions, n, &span, &n_spans);
    if (depth == 0)
        TRY(write_spans(a, unit, span, n_spans));
    TRY(write_closures(a, unit, span, n_spans, &changed));
    if (!changed)
        return ERR_OK;
    TRY(unit_children_ever(v, unit, UNIT_UNITS_MAX, &child, &n_children));
    for (int i = 0; i < n_children; i++)
        TRY(derive_below(a, child[i].unit, depth + 1));
    return ERR_OK;
}

enum err
derive_unit(struct act *a, Id unit)
{
    return derive_below(a, unit, 0);
}

enum err
derive_desk(struct act *a, Id desk)
{
    struct view           *v = act_view(a);
    struct desk_units_row *rows;
    struct desk_spans_row *span;
    int                    n, n_spans;

    TRY(desk_units(v, desk, UNIT_VERSIONS_MAX, &rows, &n));
    desk_spans_of(v->arena, rows, n, &span, &n_spans);
    TRY(desk_spans_clear(a, desk));
    for (int i = 0; i < n_spans; i++)
        TRY(desk_span_add(a, desk, span[i].begins, span[i].ends, span[i].unit));
    return ERR_OK;
}
