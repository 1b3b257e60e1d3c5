/* registry/read_members.c -- columns from the members of many objects (read_inside.h).
 * Floor 6.
 *
 * Columns stand in the order in which their names were met.  A row's members mostly come in
 * the same order, so the column behind the last one is tried first; else the names are
 * looked up in a sorted list, so that wide objects cost no more than others. */
#include "base/lang.h"
#include "registry/read_inside.h"

struct read_members {
    struct arena *arena;
    Str           name[READ_COLUMNS_MAX];
    int           sorted[READ_COLUMNS_MAX]; /* columns by name */
    int           n;
};

struct read_members *
read_members_new(struct arena *arena)
{
    struct read_members *m = arena_make(arena, struct read_members);

    m->arena = arena;
    return m;
}

/* Where it is in the sorted list, or belongs. */
static bool
place(const struct read_members *m, Str name, int *out)
{
    int low = 0, high = m->n;

    while (low < high) {
        int mid = low + (high - low) / 2, c = str_cmp(m->name[m->sorted[mid]], name);

        if (c == 0) {
            *out = mid;
            return true;
        }
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *out = low;
    return false;
}

int
read_members_find(const struct read_members *m, Str name)
{
    int at;

    return place(m, name, &at) ? m->sorted[at] : -1;
}

void
read_members_note(struct read_members *m, const struct json *object)
{
    int at;

    json_each(member, object) {
        if (m->n == READ_COLUMNS_MAX || str_trim(member->key).n == 0 || place(m, member->key, &at))
            continue;
        memmove(m->sorted + at + 1, m->sorted + at, sizeof m->sorted[0] * (size_t)(m->n - at));
        m->sorted[at] = m->n;
        m->name[m->n++] = str_copy(m->arena, member->key);
    }
}

int
read_members_list(const struct read_members *m, const Str **out)
{
    *out = m->name;
    return m->n;
}

static struct read_cell
cell_of(struct reader *r, const struct json *v)
{
    switch (v->kind) {
    case JSON_TEXT:
        return (struct read_cell){ READ_TEXT, v->text };
    case JSON_INT:
    case JSON_DECIMAL:
        return (struct read_cell){ READ_NUMBER, v->text };
    case JSON_BOOL:
        return (struct read_cell){ READ_BOOL, v->flag ? S("true") : S("false") };
    case JSON_ARRAY:
    case JSON_OBJECT:
        return (struct read_cell){ READ_JSON, json_string(r->scratch, v) };
    case JSON_NULL:
        break;
    }
    return (struct read_cell){ READ_MISSING, STR_NONE };
}

void
read_members_fill(struct reader *r, struct read_members *m, const struct json *object,
                  struct read_row *row)
{
    int next = 0;

    json_each(member, object) {
        int i = next < m->n && str_eq(m->name[next], member->key)
                    ? next
                    : read_members_find(m, member->key);

        if (i < 0) {
            read_row_fault(row, MSG("“{1}” is not among the columns that the file's first records "
                                    "have"), str_copy(r->scratch, member->key), STR_NONE);
            continue;
        }
        r->cell[i] = cell_of(r, member);
        next = i + 1;
    }
}
