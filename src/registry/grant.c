/* registry/grant.c -- a registry as a system of another body may see it (ident/client.h).
 * Floor 6.
 *
 * Where an agreement about it is in force for the system that asks, it sees what that says and
 * nothing else: the fields named, rows of its unit.  So that every part of the room that asks
 * who sees a field is right without knowing of agreements, it is handed a copy of the registry
 * in which fields are read by the agreement: those named are open, those not named are nobody's,
 * and a personal one that is named stays hidden until it is asked for record by record.
 *
 * A system whose token says nothing of a registry sees of it what everybody sees. */
#include "registry/record.h"

/* The orders of statements point to fields: to those of the copy. */
static const struct registry_sql *
same_statements(struct arena *arena, const struct registry *r, const struct registry *copy)
{
    struct registry_sql   *sql = arena_make(arena, struct registry_sql);
    struct registry_order *order = arena_array(arena, struct registry_order, r->sql->n_orders);

    *sql = *r->sql;
    memcpy(order, r->sql->order, sizeof *order * (size_t)r->sql->n_orders);
    for (int i = 0; i < sql->n_orders; i++)
        if (order[i].field != NULL)
            order[i].field = &copy->field[order[i].field - r->field];
    sql->order = order;
    return sql;
}

static const struct registry *
as_agreed(struct arena *arena, const struct registry *r, const struct client_grant *grant)
{
    struct registry *copy = arena_make(arena, struct registry);

    *copy = *r;
    copy->grant = grant;
    copy->sql = same_statements(arena, r, copy);
    for (int i = 0; i < copy->n_fields; i++) {
        struct registry_field *f = &copy->field[i];

        if (!client_sees(grant, f->name, f->read == READ_PERSONAL))
            f->read = READ_NEVER;
        else if (f->read != READ_PERSONAL)
            f->read = READ_PUBLIC;
    }
    return copy;
}

static enum err
grant_of(struct view *v, const struct registry *r, enum client_use use,
         const struct client_grant **out)
{
    struct client_grant *grant = arena_make(v->arena, struct client_grant);

    TRY(client_may(v, r->key, use, grant));
    *out = grant;
    return ERR_OK;
}

enum err
registry_shown(struct view *v, Str key, const struct registry **out)
{
    const struct client_grant *grant;

    TRY(registry_named(v, key, out));
    if (v->who->client == 0 || !client_has_scope(v->who, key, CLIENT_READ))
        return ERR_OK;
    TRY(grant_of(v, *out, CLIENT_READ, &grant));
    *out = as_agreed(v->arena, *out, grant);
    return ERR_OK;
}

enum err
registry_took(struct view *v, const struct registry *r, int64_t rows)
{
    return r->grant != NULL ? client_took(v, r->grant, rows) : ERR_OK;
}

/* -- writing ----------------------------------------------------------------------- */

enum err
grant_require(struct view *v, const struct registry *r, Str right, Id unit)
{
    const struct client_grant *grant = r->grant;
    bool                       reached;

    if (str_eq(right, S("registry.write")))
        TRY(grant_of(v, r, CLIENT_WRITE, &grant));
    if (grant == NULL || (grant == r->grant && !str_eq(right, S("registry.unmask"))))
        return ERR_FORBIDDEN;
    TRY(client_reaches(v, grant, unit, &reached));
    return reached ? ERR_OK
                   : view_refuse(v, ERR_FORBIDDEN,
                                 MSG("This belongs to a unit outside the agreement."));
}

/* What it may not set stays as it is; what it gives beyond that is a fault. */
static const struct json *
over_before(struct view *v, const struct registry *r, const struct client_grant *grant,
            const struct json *given, const struct cell *before)
{
    struct json *out = json_copy(v->arena, given);

    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];
        bool                         is_given = json_get_str(given, f->name) != NULL;

        if (client_sees(grant, f->name, f->read == READ_PERSONAL))
            continue;
        if (is_given)
            fault_add(v->faults, f->name, MSG("is no field of the agreement"), STR_NONE, STR_NONE);
        else if (before != NULL && !before[f->column].null)
            json_put(out, f->name, record_value(v->arena, f, &before[f->column]));
    }
    return out;
}

enum err
grant_values(struct view *v, const struct registry *r, const struct json *given,
             const struct cell *before, const struct json **out)
{
    const struct client_grant *grant;

    *out = given;
    if (v->who->client == 0)
        return ERR_OK;
    TRY(grant_of(v, r, CLIENT_WRITE, &grant));
    *out = over_before(v, r, grant, given, before);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

enum err
grant_wrote(struct view *v, const struct registry *r)
{
    const struct client_grant *grant;

    if (v->who->client == 0)
        return ERR_OK;
    TRY(grant_of(v, r, CLIENT_WRITE, &grant));
    return client_took(v, grant, 1);
}
