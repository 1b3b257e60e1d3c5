/* registry/once.c -- see once.h.  Floor 6.
 *
 * Invariant: a record is read here by the personal number of the account that asks, out of the
 * index of the x-person field, and by nothing that anybody typed. */
#include "registry/once.h"

#include "pack/schema.h"
#include "registry/record_write.h"

/* -- what is known ----------------------------------------------------------------------- */

bool
once_may_take(const struct registry_field *f)
{
    return (f->read == READ_PUBLIC || f->read == READ_PERSONAL) && f->type != REGISTRY_GEOMETRY;
}

/* The only one about the person; NULL. */
static enum err
only_record(struct view *v, const struct registry *r, Str number, const struct cell **out)
{
    struct cell in[3];
    struct rows rows;
    int64_t     open;

    *out = NULL;
    TRY(registry_open_load(v, r, &open));
    in[0] = cell_int(open);
    in[1] = cell_text(number);
    in[2] = cell_int(2);
    TRY(view_run(v, &r->sql->of_person, in, &rows));
    if (rows.n == 1)
        *out = rows.cell;
    return ERR_OK;
}

enum err
once_known(struct view *v, const struct registry *r, const struct registry_field *f,
           const struct json **out)
{
    const struct cell *row;
    struct person      who;
    enum err           err;

    *out = NULL;
    if (v->who->person == 0 || r->person_field < 0 || !once_may_take(f))
        return ERR_OK;
    err = person_by_id(v, v->who->person, &who);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && who.personal_number.n == 0))
        return ERR_OK;
    TRY(err);
    TRY(only_record(v, r, who.personal_number, &row));
    if (row != NULL && !row[f->column].null)
        *out = record_value(v->arena, f, &row[f->column]);
    return ERR_OK;
}

/* -- what a decision writes --------------------------------------------------------------- */

/* The parts of the key as their fields want them: by them the record is found. */
static enum err
read_key(struct view *v, const struct registry *r, const struct json *values, Str *out)
{
    struct schema_options o = { .arena = v->arena, .simulated = v->simulated };
    struct json          *key = json_object(v->arena);
    struct cell          *row = record_new_row(v, r);
    enum err              err;

    for (int i = 0; i < r->n_key; i++) {
        const struct registry_field *f = &r->field[r->key_field[i]];
        const struct json           *part = json_get_str(values, f->name);
        int                          before = v->faults->count;

        if (part == NULL || part->kind == JSON_NULL)
            fault_add(v->faults, f->name, MSG("is missing"), STR_NONE, STR_NONE);
        else
            schema_check(&o, f->schema, part, v->faults, f->name);
        if (v->faults->count == before)
            json_put(key, f->name, json_copy(v->arena, part));
    }
    if (faults_any(v->faults))
        return ERR_INVALID;
    err = record_cells(v, r, key, row);
    *out = err == ERR_OK ? record_key_text(v->arena, r, row) : S("");
    return err == ERR_NOT_FOUND ? ERR_OK : err; /* of no such unit: nothing has this key yet */
}

static enum err
by_key(struct view *v, const struct registry *r, Str key, int64_t open, struct cell **out)
{
    enum err err = record_by_key(v, r, key, open, out);

    if (err == ERR_NOT_FOUND)
        *out = NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* In force, unless an open load has touched it, or brings one of that key. */
static enum err
find_before(struct view *v, struct write_plan *p, Str key)
{
    struct cell *stored;

    TRY(registry_open_load(v, p->r, &p->open));
    TRY(by_key(v, p->r, key, p->open, &p->before));
    TRY(by_key(v, p->r, key, NO_LOAD, &stored));
    if ((stored == NULL) == (p->before == NULL) &&
        (stored == NULL || stored[ROW_SINCE].i == p->before[ROW_SINCE].i))
        return ERR_OK;
    return view_refuse(v, ERR_CONFLICT, MSG("A file that is being loaded holds this record."));
}

/* A key that somebody typed must not reach what is about another. */
static bool
is_about(const struct registry *r, const struct cell *row, Str number)
{
    const struct cell *person = r->person_field >= 0 ? &row[r->field[r->person_field].column]
                                                     : NULL;

    return person == NULL || person->null || str_eq(person->s, number);
}

static enum err
read_row(struct view *v, const struct json *values, Str number, struct write_plan *p, Str key)
{
    const struct json *typed;

    TRY(find_before(v, p, key));
    if (p->before != NULL && !is_about(p->r, p->before, number))
        return view_refuse(v, ERR_CONFLICT,
                           MSG("The record of this key is about another person."));
    if (p->before != NULL)
        values = record_over_before(v, values, p);
    TRY(record_check(v, p->r, values, &typed));
    p->row = record_new_row(v, p->r);
    TRY(record_cells(v, p->r, typed, p->row));
    p->kind = p->before == NULL                                 ? KIND_CREATED
              : record_same_values(p->r, p->row, p->before) ? KIND_SAME
                                                                : KIND_CHANGED;
    if (p->before != NULL)
        p->row[ROW_ID] = p->before[ROW_ID];
    return ERR_OK;
}

enum err
once_put(struct act *a, const struct registry *r, const struct json *values, Str number,
         struct once_put *out)
{
    struct view       v = *act_view(a);
    struct write_plan p = { .r = r };
    enum err          err;

    *out = (struct once_put){ .faults = { .arena = v.arena } };
    v.faults = &out->faults;
    v.why = NULL;
    err = read_key(&v, r, values, &out->key);
    if (err == ERR_OK)
        err = read_row(&v, values, number, &p, out->key);
    out->why = v.why;
    if (err == ERR_INVALID || err == ERR_CONFLICT)
        return ERR_OK;
    TRY(err);
    out->written = true;
    out->since = p.kind == KIND_SAME ? p.before[ROW_SINCE].i : act_number(a);
    return p.kind == KIND_SAME ? ERR_OK : record_write(a, &p, p.row);
}
