/* org/verify.c -- see verify.h.
 *
 * Unit by unit: what derive.c would write against what stands there.  An
 * ancestry is judged by the stored ancestry of the parent: if every unit agrees
 * with its parent and the province with itself, all agree.  Rows of units or
 * desks that do not exist are found by counting.  Floor 4. */
#include "org/verify.h"

#include "org/derive.h"

#define DIFFERENCES_MAX 100
#define PAGE_ROWS       500

struct verifying {
    struct view           *v;
    struct org_difference *first, *last;
    int                    n;
    int64_t                spans, closures, desks; /* rows that belong to somebody */
};

static void
differs(struct verifying *f, const char *table, const char *what, Str key)
{
    struct org_difference *d;

    if (f->n++ >= DIFFERENCES_MAX)
        return;
    d = arena_make(f->v->arena, struct org_difference);
    *d = (struct org_difference){ .table = table, .what = what, .key = key };
    if (f->last == NULL)
        f->first = d;
    else
        f->last->next = d;
    f->last = d;
}

/* What two sorted lists of keys say: missing here, surplus there. */
static void
by_key(struct verifying *f, const char *table, Str key, int order)
{
    differs(f, table, order < 0 ? "missing" : "surplus", key);
}

static Str
key_of(struct verifying *f, Id a, Id b, Day begins)
{
    Str day = day_text(f->v->arena, begins);

    if (b == 0)
        return str_format(f->v->arena, "%lld/%.*s", (long long)a, STR_ARG(day));
    return str_format(f->v->arena, "%lld/%lld/%.*s", (long long)a, (long long)b, STR_ARG(day));
}

/* -- spans ---------------------------------------------------------------------------- */

static bool
same_span(const struct unit_spans_row *a, const struct unit_spans_row *b)
{
    return a->ends == b->ends && str_eq(a->kind, b->kind) && str_eq(a->code, b->code) &&
           str_eq(a->type, b->type) && str_eq(a->name, b->name) && str_eq(a->title, b->title) &&
           str_eq(a->title_en, b->title_en) && a->parent == b->parent && a->level == b->level &&
           str_eq(a->sort, b->sort);
}

static void
compare_spans(struct verifying *f, Id unit, const struct unit_spans_row *want, int n_want,
              const struct unit_spans_row *have, int n_have)
{
    int i = 0, k = 0;

    while (i < n_want || k < n_have) {
        int order = i == n_want   ? 1
                    : k == n_have ? -1
                                  : (want[i].begins > have[k].begins) -
                                        (want[i].begins < have[k].begins);
        Day begins = order <= 0 ? want[i].begins : have[k].begins;

        if (order != 0)
            by_key(f, "unit_span", key_of(f, unit, 0, begins), order);
        else if (!same_span(&want[i], &have[k]))
            differs(f, "unit_span", "altered", key_of(f, unit, 0, begins));
        i += order <= 0;
        k += order >= 0;
    }
}

/* -- ancestors -------------------------------------------------------------------------- */

static int
order_closures(const struct unit_closures_row *a, const struct unit_closures_row *b)
{
    if (a->ancestor != b->ancestor)
        return a->ancestor < b->ancestor ? -1 : 1;
    return (a->begins > b->begins) - (a->begins < b->begins);
}

static void
compare_closures(struct verifying *f, Id unit, const struct unit_closures_row *want, int n_want,
                 const struct unit_closures_row *have, int n_have)
{
    int i = 0, k = 0;

    while (i < n_want || k < n_have) {
        int order = i == n_want ? 1 : k == n_have ? -1 : order_closures(&want[i], &have[k]);
        const struct unit_closures_row *at = order <= 0 ? &want[i] : &have[k];

        if (order != 0)
            by_key(f, "unit_closure", key_of(f, unit, at->ancestor, at->begins), order);
        else if (want[i].ends != have[k].ends)
            differs(f, "unit_closure", "altered", key_of(f, unit, at->ancestor, at->begins));
        i += order <= 0;
        k += order >= 0;
    }
}

static enum err
verify_unit(struct verifying *f, const struct unit_page_row *unit)
{
    struct view              *v = f->v;
    struct unit_versions_row *versions;
    struct unit_spans_row    *want, *have;
    struct unit_closures_row *want_above, *have_above;
    int                       n, n_want, n_have;

    TRY(unit_versions(v, unit->id, UNIT_VERSIONS_MAX, &versions, &n));
    spans_of(v->arena, unit->kind, versions, n, &want, &n_want);
    TRY(unit_spans(v, unit->id, UNIT_VERSIONS_MAX, &have, &n_have));
    compare_spans(f, unit->id, want, n_want, have, n_have);
    f->spans += n_have;
    TRY(closures_of(v, unit->id, want, n_want, &want_above, &n_want));
    TRY(unit_closures(v, unit->id, UNIT_CLOSURES_MAX, &have_above, &n_have));
    compare_closures(f, unit->id, want_above, n_want, have_above, n_have);
    f->closures += n_have;
    return ERR_OK;
}

/* -- desks --------------------------------------------------------------------------------- */

static enum err
verify_desk(struct verifying *f, Id desk)
{
    struct desk_units_row *rows;
    struct desk_spans_row *want, *have;
    int                    n, n_want, n_have;

    TRY(desk_units(f->v, desk, UNIT_VERSIONS_MAX, &rows, &n));
    desk_spans_of(f->v->arena, rows, n, &want, &n_want);
    TRY(desk_spans(f->v, desk, UNIT_VERSIONS_MAX, &have, &n_have));
    f->desks += n_have;
    for (int i = 0; i < n_want || i < n_have; i++) {
        Day begins = i < n_want ? want[i].begins : have[i].begins;

        if (i >= n_want || i >= n_have)
            by_key(f, "desk_span", key_of(f, desk, 0, begins), i < n_want ? -1 : 1);
        else if (want[i].begins != have[i].begins || want[i].ends != have[i].ends ||
                 want[i].unit != have[i].unit)
            differs(f, "desk_span", "altered", key_of(f, desk, 0, begins));
    }
    return ERR_OK;
}

/* -- the whole ------------------------------------------------------------------------------- */

static enum err
verify_units(struct verifying *f)
{
    struct unit_page_row *unit;
    Id                    after = 0;
    int                   n = PAGE_ROWS;

    while (n == PAGE_ROWS) {
        TRY(unit_page(f->v, after, PAGE_ROWS, &unit, &n));
        for (int i = 0; i < n; i++)
            TRY(verify_unit(f, &unit[i]));
        after = n > 0 ? unit[n - 1].id : after;
    }
    return ERR_OK;
}

static enum err
verify_desks(struct verifying *f)
{
    struct desk_page_row *desk;
    Id                    after = 0;
    int                   n = PAGE_ROWS;

    while (n == PAGE_ROWS) {
        TRY(desk_page(f->v, after, PAGE_ROWS, &desk, &n));
        for (int i = 0; i < n; i++)
            TRY(verify_desk(f, desk[i].id));
        after = n > 0 ? desk[n - 1].id : after;
    }
    return ERR_OK;
}

static enum err
verify_counts(struct verifying *f)
{
    struct unit_span_count_row    spans;
    struct unit_closure_count_row closures;
    struct desk_span_count_row    desks;

    TRY(unit_span_count(f->v, &spans));
    TRY(unit_closure_count(f->v, &closures));
    TRY(desk_span_count(f->v, &desks));
    if (spans.n != f->spans)
        differs(f, "unit_span", "surplus", S("of a unit that does not exist"));
    if (closures.n != f->closures)
        differs(f, "unit_closure", "surplus", S("of a unit that does not exist"));
    if (desks.n != f->desks)
        differs(f, "desk_span", "surplus", S("of a desk that does not exist"));
    return ERR_OK;
}

enum err
org_verify(struct view *v, struct org_difference **out, int *out_n)
{
    struct verifying f = { .v = v };

    TRY(verify_units(&f));
    TRY(verify_desks(&f));
    TRY(verify_counts(&f));
    *out = f.first;
    *out_n = f.n;
    return ERR_OK;
}
