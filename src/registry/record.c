/* registry/record.c -- records come, change, are corrected and end, one by one.
 * Floor 6.
 *
 * A change is the next version; a correction likewise, and says that what stood
 * before was wrong from its beginning.  Who writes names the version that was
 * read (`since`): two at once do not overwrite each other.  While a load is
 * open in the registry, a record that it touches waits for its end. */
#include "registry/facts.h"
#include "registry/registry_sql.h"
#include "registry/record_write.h"
#include "registry/word.h"

struct cell *
record_new_row(struct view *v, const struct registry *r)
{
    struct cell *row = arena_array(v->arena, struct cell, r->n_columns);

    for (int i = 0; i < r->n_columns; i++)
        row[i] = (struct cell){ .null = true };
    return row;
}

static bool
same_key(const struct registry *r, const struct cell *a, const struct cell *b)
{
    for (int i = 0; i < r->n_key; i++) {
        int c = r->field[r->key_field[i]].column;

        if (a[c].i != b[c].i || !str_eq(a[c].s, b[c].s))
            return false;
    }
    return true;
}

/* The values given over those of the record as it stands; null takes one away. */
struct json *
record_over_before(struct view *v, const struct json *given, const struct write_plan *p)
{
    struct json *out = json_object(v->arena);
    struct json *before = record_json(v->arena, p->r, p->before, SIGHT_PERSONAL);

    json_each(value, given)
        if (value->kind != JSON_NULL)
            json_put(out, value->key, json_copy(v->arena, value));
    json_each(value, before)
        if (json_get_str(given, value->key) == NULL)
            json_put(out, value->key, json_copy(v->arena, value));
    return out;
}

static enum err
read_values(struct view *v, const struct write_in *in, struct write_plan *p)
{
    const struct json *values, *typed;

    if (in->values == NULL || in->values->kind != JSON_OBJECT) {
        fault_add(v->faults, S("values"), MSG("must be a JSON object"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    TRY(grant_values(v, p->r, in->values, p->before, &values));
    if (in->partial)
        values = record_over_before(v, values, p);
    TRY(record_check(v, p->r, values, &typed));
    p->row = record_new_row(v, p->r);
    TRY(record_cells(v, p->r, typed, p->row));
    return grant_wrote(v, p->r);
}

/* The record that a system sends over: fields that are not of its agreement are taken from it.
 * A key that is none is said when the values are read. */
static void
find_given(struct view *v, const struct write_in *in, struct write_plan *p)
{
    struct json *key = json_object(v->arena);
    struct cell *row = record_new_row(v, p->r);

    if (v->who->client == 0 || in->values == NULL || in->values->kind != JSON_OBJECT)
        return;
    for (int i = 0; i < p->r->n_key; i++) {
        Str                name = p->r->field[p->r->key_field[i]].name;
        const struct json *value = json_get_str(in->values, name);

        if (value == NULL || value->kind == JSON_NULL)
            return;
        json_put(key, name, json_copy(v->arena, value));
    }
    if (record_cells(v, p->r, key, row) != ERR_OK ||
        record_by_key(v, p->r, record_key_text(v->arena, p->r, row), p->open, &p->before) !=
            ERR_OK)
        p->before = NULL;
}

static enum err
prepare_create(struct view *v, const void *input, void *plan)
{
    const struct write_in *in = input;
    struct write_plan     *p = plan;
    struct cell           *there;
    enum err               err;

    p->kind = KIND_CREATED;
    TRY(registry_named(v, in->registry, &p->r));
    TRY(read_values(v, in, p));
    TRY(record_require(v, p->r, S("registry.write"), p->row[ROW_UNIT].i));
    TRY(registry_open_load(v, p->r, &p->open));
    err = record_by_key(v, p->r, record_key_text(v->arena, p->r, p->row), p->open, &there);
    if (err == ERR_OK) {
        fault_add(v->faults, p->r->field[p->r->key_field[0]].name,
                  MSG("{1} is on record already"), record_key_text(v->arena, p->r, p->row),
                  STR_NONE);
        return ERR_INVALID;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
find_before(struct view *v, const struct write_in *in, struct write_plan *p)
{
    TRY(registry_named(v, in->registry, &p->r));
    TRY(registry_open_load(v, p->r, &p->open));
    if (record_by_key(v, p->r, in->key, p->open, &p->before) != ERR_OK)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no such record."));
    TRY(record_require(v, p->r, S("registry.write"), p->before[ROW_UNIT].i));
    if (in->since != 0 && in->since != p->before[ROW_SINCE].i)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("Someone else changed this record meanwhile. Look at it again."));
    return ERR_OK;
}

static enum err
prepare_next(struct view *v, const struct write_in *in, struct write_plan *p, int kind)
{
    p->kind = kind;
    TRY(find_before(v, in, p));
    TRY(read_values(v, in, p));
    TRY(record_require(v, p->r, S("registry.write"), p->row[ROW_UNIT].i));
    if (!same_key(p->r, p->row, p->before)) {
        fault_add(v->faults, p->r->field[p->r->key_field[0]].name,
                  MSG("names the record and does not change"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    p->row[ROW_ID] = p->before[ROW_ID];
    return ERR_OK;
}

enum err
record_prepare_put(struct view *v, const void *input, void *plan)
{
    const struct write_in *in = input;
    struct write_plan     *p = plan;
    enum err               err;

    p->kind = KIND_CREATED;
    TRY(registry_named(v, in->registry, &p->r));
    TRY(registry_open_load(v, p->r, &p->open));
    find_given(v, in, p);
    TRY(read_values(v, in, p));
    TRY(record_require(v, p->r, S("registry.write"), p->row[ROW_UNIT].i));
    err = record_by_key(v, p->r, record_key_text(v->arena, p->r, p->row), p->open, &p->before);
    if (err == ERR_NOT_FOUND)
        p->before = NULL;
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    TRY(record_require(v, p->r, S("registry.write"), p->before[ROW_UNIT].i));
    p->kind = record_same_values(p->r, p->row, p->before) ? KIND_SAME : KIND_CHANGED;
    p->row[ROW_ID] = p->before[ROW_ID];
    return ERR_OK;
}

static enum err
prepare_change(struct view *v, const void *in, void *plan)
{
    return prepare_next(v, in, plan, KIND_CHANGED);
}

static enum err
prepare_correct(struct view *v, const void *in, void *plan)
{
    return prepare_next(v, in, plan, KIND_CORRECTED);
}

static enum err
prepare_end(struct view *v, const void *in, void *plan)
{
    struct write_plan *p = plan;

    p->kind = KIND_ENDED;
    return find_before(v, in, p);
}

/* -- writing -------------------------------------------------------------------------- */

/* What an open load brought or ended is not for others to touch. */
static enum err
check_open(struct act *a, const struct write_plan *p)
{
    struct cell *now;
    int64_t      open;

    TRY(registry_open_load(act_view(a), p->r, &open));
    if (p->before == NULL)
        return ERR_OK;
    if (record_by_id(act_view(a), p->r, p->before[ROW_ID].i, open, &now) != ERR_OK ||
        now[ROW_SINCE].i != p->before[ROW_SINCE].i)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("Someone else changed this record meanwhile. Look at it again."));
    return ERR_OK;
}

static enum err
end_before(struct act *a, const struct write_plan *p)
{
    struct cell in[3] = { cell_int(act_number(a)), p->before[ROW_ID], p->before[ROW_SINCE] };
    struct rows none;

    TRY(act_run(a, &p->r->sql->end, in, &none));
    tally_fold(a, p->r, p->before, -1);
    return ERR_OK;
}

static enum err
add_row(struct act *a, const struct write_plan *p, struct cell *row)
{
    struct rows none;

    row[ROW_KIND] = cell_int(p->kind);
    row[ROW_SINCE] = cell_int(act_number(a));
    row[p->r->n_columns - 1] = p->kind == KIND_ENDED ? (struct cell){ .null = true }
                                                     : cell_int(0);
    TRY(act_run(a, &p->r->sql->add, row, &none));
    act_row(a, &p->r->sql->journaled, row);
    if (p->kind != KIND_ENDED)
        tally_fold(a, p->r, row, 1);
    return record_words_keep(a, p->r, row, p->kind == KIND_CREATED ? NULL : p->before);
}

/* The mark that a record ended keeps its key and unit, and nothing else. */
static struct cell *
end_mark(struct act *a, const struct write_plan *p)
{
    struct cell *row = record_new_row(act_view(a), p->r);

    row[ROW_ID] = p->before[ROW_ID];
    row[ROW_UNIT] = p->before[ROW_UNIT];
    for (int i = 0; i < p->r->n_key; i++) {
        int c = p->r->field[p->r->key_field[i]].column;

        row[c] = p->before[c];
    }
    return row;
}

enum err
record_write(struct act *a, const struct write_plan *p, struct cell *row)
{
    if (p->kind == KIND_CREATED)
        row[ROW_ID] = cell_int(FIRST_ONE_BY_ONE + act_new_id(a));
    else
        TRY(end_before(a, p));
    TRY(add_row(a, p, row));
    TRY(registry_touch(a, p->r->key, act_number(a), act_number(a)));
    return activity_note(a, p->r, p->kind);
}

enum err
record_apply(struct act *a, const void *plan, struct json *out)
{
    const struct write_plan *p = plan;
    struct cell             *row = p->kind == KIND_ENDED ? end_mark(a, p) : p->row;
    Str                      key = record_key_text(act_arena(a), p->r, row);

    TRY(check_open(a, p));
    if (p->kind == KIND_SAME) {
        act_outcome(a, "unchanged");
        json_put_text(act_arena(a), out, "key", key);
        json_put_int(act_arena(a), out, "since", p->before[ROW_SINCE].i);
        return ERR_OK;
    }
    TRY(record_write(a, p, row));
    act_subject(a, str_format(act_arena(a), "registry:%.*s/%.*s", STR_ARG(p->r->key),
                              STR_ARG(key)));
    json_put_text(act_arena(a), out, "registry", p->r->key);
    json_put_text(act_arena(a), out, "key", key);
    json_put_int(act_arena(a), out, "since", act_number(a));
    return ERR_OK;
}

/* -- the rows of the table of commands ---------------------------------------------------- */

#define REGISTRY_FIELD \
    FIELD(TEXT, struct write_in, registry, .required = true, .max = 40, \
          .help = "The registry's key")
#define VALUES_FIELD \
    FIELD(JSON, struct write_in, values, .required = true, .help = "{field: value}, all of them")
#define KEY_FIELD \
    FIELD(TEXT, struct write_in, key, .required = true, .max = 1000, \
          .help = "The record's key; several parts stand with / between them")
#define SINCE_FIELD \
    FIELD(INT, struct write_in, since, .min = INT64_MIN, .max = INT64_MAX, \
          .help = "The version that was read; 0: whatever is in force")

static const struct field create_fields[] = { REGISTRY_FIELD, VALUES_FIELD };
#define PARTIAL_FIELD \
    FIELD(BOOL, struct write_in, partial, \
          .help = "Values that are not given stay; null takes one away")
static const struct field change_fields[] = { REGISTRY_FIELD, KEY_FIELD, SINCE_FIELD,
                                              VALUES_FIELD, PARTIAL_FIELD };

const struct command registry_create = {
    .name = "registry.create", .right = "registry.write",
    .help = "Puts a record into a registry.",
    .fields = create_fields, .n_fields = 2, .in_size = sizeof(struct write_in),
    .plan_size = sizeof(struct write_plan), .prepare = prepare_create, .apply = record_apply,
};

const struct command registry_change = {
    .name = "registry.change", .right = "registry.write",
    .help = "A record's next version.",
    .fields = change_fields, .n_fields = 5, .in_size = sizeof(struct write_in),
    .plan_size = sizeof(struct write_plan), .prepare = prepare_change, .apply = record_apply,
};

const struct command registry_correct = {
    .name = "registry.correct", .right = "registry.write",
    .help = "A record's next version, because the one before was wrong.",
    .fields = change_fields, .n_fields = 5, .in_size = sizeof(struct write_in),
    .plan_size = sizeof(struct write_plan), .prepare = prepare_correct, .apply = record_apply,
};

const struct command registry_end_record = {
    .name = "registry.end", .right = "registry.write",
    .help = "Ends a record; its versions stay.",
    .fields = change_fields, .n_fields = 3, .in_size = sizeof(struct write_in),
    .plan_size = sizeof(struct write_plan), .prepare = prepare_end, .apply = record_apply,
};
