/* registry/access.c -- who sees what of a registry.  Floor 6.
 *
 * The public sees what the file opens; an officer with registry.read sees the
 * rows of the units that the position reaches, and all rows where it reaches
 * the unit that owns the registry; a system of another body sees what its
 * agreement says (grant.c).  Personal fields are hidden from everybody until
 * they are asked for one record at a time (one.c). */
#include "registry/record.h"
#include "registry/registry_sql.h"

enum err
registry_open_load(struct view *v, const struct registry *r, int64_t *out)
{
    struct registry_open_get_row row;
    enum err                     err = registry_open_get(v, r->key, &row);

    *out = err == ERR_OK ? -row.load : NO_LOAD;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
registry_named(struct view *v, Str key, const struct registry **out)
{
    *out = registry_by_key(v, key);
    return *out != NULL ? ERR_OK
                        : view_refuse(v, ERR_NOT_FOUND, MSG("There is no such registry."));
}

static enum err
owns(struct view *v, const struct registry *r, bool *out)
{
    struct unit owner;
    enum err    err = unit_by_code_ever(v, r->owner, time_day(v->now), &owner);

    *out = v->who->system;
    if (err == ERR_NOT_FOUND || v->who->system)
        return ERR_OK;
    TRY(err);
    return ident_reaches(v, owner.id, out);
}

enum err
onlooker_begin(struct view *v, const struct registry *r, struct onlooker *out)
{
    static const enum sight bases[] = { [PUBLIC_NONE] = SIGHT_NONE,
                                        [PUBLIC_COUNTS] = SIGHT_COUNTS,
                                        [PUBLIC_ROWS] = SIGHT_PUBLIC };

    *out = (struct onlooker){ .v = v, .r = r, .base = bases[r->open],
                              .may_read = v->who->client == 0 &&
                                          actor_may(v->who, S("registry.read")) };
    if (r->grant != NULL) {
        out->base = r->grant->province ? SIGHT_PUBLIC : SIGHT_NONE;
        out->may_read = true;
    } else if (out->may_read) {
        TRY(owns(v, r, &out->owns));
    }
    return registry_open_load(v, r, &out->open);
}

static enum err
reaches(struct onlooker *o, Id unit, bool *out)
{
    for (int i = 0; i < o->n_units; i++)
        if (o->unit[i].unit == unit) {
            *out = o->unit[i].reached;
            return ERR_OK;
        }
    if (o->r->grant != NULL)
        TRY(client_reaches(o->v, o->r->grant, unit, out));
    else
        TRY(ident_reaches(o->v, unit, out));
    if (o->n_units < (int)(sizeof o->unit / sizeof o->unit[0])) {
        o->unit[o->n_units].unit = unit;
        o->unit[o->n_units++].reached = *out;
    }
    return ERR_OK;
}

enum err
onlooker_sight(struct onlooker *o, Id unit, enum sight *out)
{
    bool reached = o->owns;

    if (o->may_read && !reached)
        TRY(reaches(o, unit, &reached));
    *out = !o->may_read || !reached ? o->base
           : o->r->grant != NULL    ? SIGHT_PUBLIC
                                    : SIGHT_OFFICIAL;
    return ERR_OK;
}

enum sight
onlooker_best(const struct onlooker *o)
{
    return o->owns ? SIGHT_OFFICIAL : o->base;
}

bool
sight_shows(enum sight sight, const struct registry_field *f)
{
    switch (f->read) {
    case READ_PUBLIC:   return sight >= SIGHT_PUBLIC;
    case READ_OFFICIAL: return sight >= SIGHT_OFFICIAL;
    case READ_PERSONAL: return sight >= SIGHT_PERSONAL;
    default:            return false;
    }
}

enum err
record_require(struct view *v, const struct registry *r, Str right, Id unit)
{
    bool reached;

    if (v->who->client != 0)
        return grant_require(v, r, right, unit);
    if (!actor_may(v->who, right))
        return v->who->account == 0 ? ERR_SIGN_IN : ERR_FORBIDDEN;
    TRY(owns(v, r, &reached));
    if (!reached)
        TRY(ident_reaches(v, unit, &reached));
    return reached ? ERR_OK
                   : view_refuse(v, ERR_FORBIDDEN,
                                 MSG("This belongs to a unit outside your position."));
}

/* -- one row ----------------------------------------------------------------------------- */

static enum err
only_row(struct view *v, const struct stmt *s, const struct cell *in, struct cell **out)
{
    struct rows rows;

    TRY(view_run(v, s, in, &rows));
    if (rows.n == 0)
        return ERR_NOT_FOUND;
    *out = rows.cell;
    return ERR_OK;
}

enum err
record_by_key(struct view *v, const struct registry *r, Str key, int64_t open, struct cell **out)
{
    struct cell in[REGISTRY_KEY_FIELDS + 1];

    if (!record_key_cells(v->arena, r, key, in))
        return ERR_NOT_FOUND;
    in[r->n_key] = cell_int(open);
    return only_row(v, &r->sql->by_key, in, out);
}

enum err
record_by_id(struct view *v, const struct registry *r, Id id, int64_t open, struct cell **out)
{
    struct cell in[2] = { cell_int(id), cell_int(open) };

    return only_row(v, &r->sql->by_id, in, out);
}
