/* registry/push.c -- records sent by another system, one or many, without asking which are there
 * already.  Floor 6.
 *
 * Each becomes an act of its own; a call that was cut off is sent again under the same
 * idempotency key, and what was recorded before is answered as it was (journal/parts.c).
 * Where a record is wrong nothing of the call is done, and every fault is said. */
#include <stdlib.h>

#include "registry/record_write.h"

#define ROWS_MAX 1000

struct push_in {
    Str                registry;
    const struct json *rows;
};

static const struct field put_fields[] = {
    FIELD(TEXT, struct write_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(JSON, struct write_in, values, .required = true, .help = "{field: value}, all of them"),
};
static const struct field push_fields[] = {
    FIELD(TEXT, struct push_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(JSON, struct push_in, rows, .required = true,
          .help = "[{field: value}, …], up to 1,000, each key once"),
};

/* The faults of one row under its place: "rows/3/area". */
static void
pass_on(struct view *v, const struct faults *faults, int nth)
{
    for (const struct fault *f = faults->first; f != NULL; f = f->next)
        fault_add(v->faults, str_format(v->arena, "rows/%d/%.*s", nth, STR_ARG(f->field)),
                  f->message, f->value[0], f->value[1]);
}

static enum err
prepare_row(struct view *v, const struct push_in *in, const struct json *values, int nth,
            struct act_part *part)
{
    struct faults      faults = { .arena = v->arena };
    struct view        own = *v;
    struct write_in    one = { .registry = in->registry, .values = values };
    struct write_plan *plan = arena_make(v->arena, struct write_plan);
    struct json       *input = json_object(v->arena);
    enum err           err;

    own.faults = &faults;
    err = record_prepare_put(&own, &one, plan);
    v->agreement = own.agreement; /* one request of a system, however many rows */
    pass_on(v, &faults, nth);
    if (err == ERR_INVALID)
        return ERR_OK;
    if (err != ERR_OK) {
        v->why = own.why;
        return err;
    }
    json_put_text(v->arena, input, "registry", in->registry);
    json_put(input, S("values"), json_copy(v->arena, values));
    *part = (struct act_part){ .name = record_key_text(v->arena, plan->r, plan->row),
                               .input = input, .plan = plan };
    return ERR_OK;
}

static int
by_name(const void *a, const void *b)
{
    const struct act_part *const *x = a, *const *y = b;

    return str_cmp((*x)->name, (*y)->name);
}

/* Two versions of one record in one call have no order that anybody said. */
static void
check_twice(struct view *v, const struct act_parts *parts)
{
    const struct act_part **sorted = arena_array(v->arena, const struct act_part *, parts->n + 1);

    for (int i = 0; i < parts->n; i++)
        sorted[i] = &parts->part[i];
    qsort(sorted, (size_t)parts->n, sizeof(const struct act_part *), by_name);
    for (int i = 1; i < parts->n; i++)
        if (sorted[i]->name.n > 0 && str_eq(sorted[i]->name, sorted[i - 1]->name))
            fault_add(v->faults, str_format(v->arena, "rows/%d", (int)(sorted[i] - parts->part)),
                      MSG("{1} stands twice in this call"), sorted[i]->name, STR_NONE);
}

static enum err
prepare_push(struct view *v, const void *input, void *plan)
{
    const struct push_in *in = input;
    struct act_parts     *parts = plan;
    int                   nth = 0;

    if (in->rows->kind != JSON_ARRAY || in->rows->count == 0 || in->rows->count > ROWS_MAX) {
        fault_add(v->faults, S("rows"), MSG("needs between one and {1} records"),
                  str_int(v->arena, ROWS_MAX), STR_NONE);
        return ERR_INVALID;
    }
    parts->n = (int)in->rows->count;
    parts->part = arena_array(v->arena, struct act_part, parts->n);
    json_each(values, in->rows)
    {
        TRY(prepare_row(v, in, values, nth, &parts->part[nth]));
        nth++;
    }
    check_twice(v, parts);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

const struct command registry_put = {
    .name = "registry.put", .right = "registry.write",
    .help = "A record as it is now: created, or its next version, or left alone.",
    .fields = put_fields, .n_fields = 2, .in_size = sizeof(struct write_in),
    .plan_size = sizeof(struct write_plan), .prepare = record_prepare_put, .apply = record_apply,
};

const struct command registry_push = {
    .name = "registry.push", .right = "registry.write",
    .help = "Up to 1,000 records as they are now, all of them or none; safe to send again.",
    .fields = push_fields, .n_fields = 2, .in_size = sizeof(struct push_in),
    .plan_size = sizeof(struct act_parts), .prepare = prepare_push, .each = &registry_put,
};
