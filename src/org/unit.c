/* org/unit.c -- looking units and desks up on a day (unit.h).  Floor 4. */
#include "org/unit.h"

#include "org/derive.h"

/* Rows of unit_span differ in type by statement, not in columns. */
#define UNIT_OF(view, row)                                                                  \
    ((struct unit){ .id = (row)->unit, .parent = (row)->parent, .kind = (row)->kind,         \
                    .code = (row)->code, .type = (row)->type, .name = (row)->name,           \
                    .title = (view)->lang == LANG_EN ? (row)->title_en : (row)->title,       \
                    .level = (row)->level, .from = (row)->begins,                            \
                    .to = (row)->ends == DAY_STILL ? DAY_NONE : (row)->ends })

bool
unit_is_on(const struct unit *u, Id id, Day day)
{
    return u->id == id && u->from <= day && (u->to == DAY_NONE || day < u->to);
}

enum err
unit_by_id(struct view *v, Id id, Day day, struct unit *out)
{
    struct unit_span_on_row row;

    TRY(unit_span_on(v, id, day, &row));
    *out = UNIT_OF(v, &row);
    return ERR_OK;
}

enum err
unit_several(struct view *v, Str ids, struct unit **out, int *n)
{
    struct unit_spans_of_row *row;
    struct unit              *list;
    int                       count;

    TRY(unit_spans_of(v, ids, UNIT_UNITS_MAX, &row, &count));
    list = arena_array(v->arena, struct unit, count + 1);
    for (int i = 0; i < count; i++)
        list[i] = UNIT_OF(v, &row[i]);
    *out = list;
    *n = count;
    return ERR_OK;
}

enum err
unit_by_code(struct view *v, Str code, Day day, struct unit *out)
{
    struct unit_span_by_code_row row;

    TRY(unit_span_by_code(v, code, day, &row));
    *out = UNIT_OF(v, &row);
    return ERR_OK;
}

enum err
unit_by_code_ever(struct view *v, Str code, Day day, struct unit *out)
{
    struct unit_span_last_row row;
    enum err                  err = unit_by_code(v, code, day, out);

    if (err != ERR_NOT_FOUND)
        return err;
    TRY(unit_span_last(v, code, &row));
    *out = UNIT_OF(v, &row);
    return ERR_OK;
}

enum err
unit_children(struct view *v, Id parent, Day day, struct unit **out, int *n)
{
    struct unit_span_children_row *row;
    struct unit                   *list;
    int                            count;

    TRY(unit_span_children(v, parent, day, UNIT_UNITS_MAX, &row, &count));
    list = arena_array(v->arena, struct unit, count + 1);
    for (int i = 0; i < count; i++)
        list[i] = UNIT_OF(v, &row[i]);
    *out = list;
    *n = count;
    return ERR_OK;
}

enum err
unit_all(struct view *v, Day day, struct unit **out, int *n)
{
    struct unit_span_all_row *row;
    struct unit              *list;
    int                       count;

    TRY(unit_span_all(v, day, UNIT_UNITS_MAX, &row, &count));
    list = arena_array(v->arena, struct unit, count + 1);
    for (int i = 0; i < count; i++)
        list[i] = UNIT_OF(v, &row[i]);
    *out = list;
    *n = count;
    return ERR_OK;
}

/* Levels do not tell the order: a service centre and the office above it both
 * have the province's.  The links from parent to child do. */
static void
put_in_order(struct unit *list, int n, Id unit)
{
    for (int at = n - 1; at >= 0; at--) {
        int k = at;

        while (k >= 0 && list[k].id != unit)
            k--;
        if (k < 0)
            return;
        struct unit swap = list[k];

        list[k] = list[at];
        list[at] = swap;
        unit = list[at].parent;
    }
}

enum err
unit_path(struct view *v, Id unit, Day day, struct unit **out, int *n)
{
    struct unit_span_path_row *row;
    struct unit               *list;
    int                        count;

    TRY(unit_span_path(v, day, unit, UNIT_DEPTH_MAX + 1, &row, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    list = arena_array(v->arena, struct unit, count);
    for (int i = 0; i < count; i++)
        list[i] = UNIT_OF(v, &row[i]);
    put_in_order(list, count, unit);
    *out = list;
    *n = count;
    return ERR_OK;
}

enum err
unit_is_within(struct view *v, Id unit, Id ancestor, Day day, bool *out)
{
    struct unit_closure_on_row row;

    TRY(unit_closure_on(v, unit, ancestor, day, &row));
    *out = row.n > 0;
    return ERR_OK;
}

enum err
unit_province(struct view *v, Day day, struct unit *out)
{
    struct unit_span_roots_row *row;
    int                         n;

    TRY(unit_span_roots(v, day, 1, &row, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    *out = UNIT_OF(v, &row[0]);
    return ERR_OK;
}

enum err
desk_of_unit(struct view *v, Id unit, Day day, Id *out)
{
    struct desk_span_of_unit_row row;

    TRY(desk_span_of_unit(v, unit, day, &row));
    *out = row.desk;
    return ERR_OK;
}

enum err
desks_of_unit(struct view *v, Id unit, Day day, Id **out, int *n)
{
    struct desk_spans_of_unit_on_row *row;
    Id                               *list;
    int                               count;

    TRY(desk_spans_of_unit_on(v, unit, day, UNIT_UNITS_MAX, &row, &count));
    list = arena_array(v->arena, Id, count + 1);
    for (int i = 0; i < count; i++)
        list[i] = row[i].desk;
    *out = list;
    *n = count;
    return ERR_OK;
}

enum err
desks_below(struct view *v, Id unit, Day day, Id **out, int *n)
{
    struct desk_spans_below_row *row;
    Id                          *list;
    int                          count;

    TRY(desk_spans_below(v, unit, day, UNIT_UNITS_MAX, &row, &count));
    list = arena_array(v->arena, Id, count + 1);
    for (int i = 0; i < count; i++)
        list[i] = row[i].desk;
    *out = list;
    *n = count;
    return ERR_OK;
}

enum err
desk_unit_on(struct view *v, Id desk, Day day, Id *out)
{
    struct desk_span_on_row row;

    TRY(desk_span_on(v, desk, day, &row));
    *out = row.unit;
    return ERR_OK;
}
