/* registry/compare.c -- what a newer file of a registry may change, and what
 * not, before anything is touched.  Floor 6.
 *
 * Refused is what a table that holds records could not follow by adding columns
 * and indexes: a field taken away, another type, another key, a new field that
 * every record needs.  Also refused is a bound drawn closer (TIGHTER), because
 * records on file were taken under the wider one. */
#include "registry/declare.h"

static void
wrong_field(struct declaring *d, const struct registry_field *f, const char *message)
{
    declare_wrong(d, str_format(pack_arena(d->build), "properties/%.*s", STR_ARG(f->name)),
                  message, f->name);
}

/* A keyword that may become larger, smaller, or must stay. */
static void
check_bound(struct declaring *d, const struct registry_field *old, const struct registry_field *new,
            const char *keyword, int way)
{
    const struct json *was = json_get(old->schema, keyword), *is = json_get(new->schema, keyword);
    bool               tighter;

    if (is == NULL || (was != NULL && was->kind != JSON_INT) || is->kind != JSON_INT)
        return;
    tighter = was == NULL || (way > 0 ? is->number < was->number : is->number > was->number);
    if (tighter)
        wrong_field(d, new, MSG("{1} would be held to a closer limit than records on file were"));
}

static bool
has_value(const struct json *list, Str value)
{
    json_each(v, list)
        if (str_eq(v->text, value))
            return true;
    return false;
}

static void
check_enum(struct declaring *d, const struct registry_field *old, const struct registry_field *new)
{
    const struct json *is = json_get(new->schema, "enum"), *was = json_get(old->schema, "enum");

    if (is == NULL)
        return;
    if (was == NULL) {
        wrong_field(d, new, MSG("{1} would be held to a closer limit than records on file were"));
        return;
    }
    json_each(v, was)
        if (!has_value(is, v->text))
            wrong_field(d, new, MSG("a value of {1} is taken away"));
}

static void
compare_field(struct declaring *d, const struct registry_field *old,
              const struct registry_field *new)
{
    const struct json *was = json_get(old->schema, "pattern");
    const struct json *is = json_get(new->schema, "pattern");

    if (old->type != new->type || !str_eq(old->ref, new->ref))
        wrong_field(d, new, MSG("{1} may not change its type"));
    if (!str_eq(old->format, new->format) && new->format.n > 0)
        wrong_field(d, new, MSG("{1} may not get another format"));
    if (new->required && !old->required)
        wrong_field(d, new, MSG("{1} may not become required: records on file lack it"));
    if (old->count != new->count || old->sum != new->sum)
        wrong_field(d, new, MSG("{1} may not begin or cease to be counted or summed"));
    check_bound(d, old, new, "maxLength", 1);
    check_bound(d, old, new, "minLength", -1);
    check_bound(d, old, new, "maximum", 1);
    check_bound(d, old, new, "minimum", -1);
    check_enum(d, old, new);
    if (is != NULL && (was == NULL || !str_eq(is->text, was->text)))
        wrong_field(d, new, MSG("{1} would be held to a closer limit than records on file were"));
}

static bool
same_key(const struct registry *a, const struct registry *b)
{
    if (a->n_key != b->n_key)
        return false;
    for (int i = 0; i < a->n_key; i++)
        if (!str_eq(a->field[a->key_field[i]].name, b->field[b->key_field[i]].name))
            return false;
    return true;
}

static Str
unit_name(const struct registry *r)
{
    return r->unit_field >= 0 ? r->field[r->unit_field].name : S("");
}

/* Records on file have no place yet: only a field that none of them has may become their
 * geometry, and what is their geometry stays it. */
static void
compare_geometry(struct declaring *d, const struct registry *before)
{
    const struct registry *r = d->r;
    Str was = before->geometry_field >= 0 ? before->field[before->geometry_field].name : S("");
    Str is = r->geometry_field >= 0 ? r->field[r->geometry_field].name : S("");

    if (!str_eq(was, is) && (was.n > 0 || registry_field(before, is) != NULL))
        declare_wrong(d, S("x-geometry"), MSG("may only name a new field, and not change "
                                              "afterwards"), STR_NONE);
}

void
declare_compare(struct declaring *d, const struct registry *before)
{
    const struct registry *r = d->r;

    if (memcmp(&before->digest, &r->digest, sizeof(Hash)) == 0)
        return;
    /* While one is being written (--dev) its words may be tried without a number for each. */
    if (r->version <= before->version && pack_goes_on_record(d->build))
        declare_wrong(d, S("x-version"), MSG("must be above {1}, which is in force with other "
                                             "contents"),
                      str_int(pack_arena(d->build), before->version));
    if (!same_key(before, r))
        declare_wrong(d, S("x-key"), MSG("may not change"), STR_NONE);
    if (!str_eq(unit_name(before), unit_name(r)))
        declare_wrong(d, S("x-unit"), MSG("may not change"), STR_NONE);
    compare_geometry(d, before);
    for (int i = 0; i < before->n_fields; i++) {
        const struct registry_field *f = registry_field(r, before->field[i].name);

        if (f == NULL)
            declare_wrong(d, S("properties"), MSG("the field {1} is taken away"),
                          before->field[i].name);
        else
            compare_field(d, &before->field[i], f);
    }
    for (int i = 0; i < r->n_fields; i++)
        if (r->field[i].required && registry_field(before, r->field[i].name) == NULL)
            wrong_field(d, &r->field[i], MSG("{1} may not become required: records on file "
                                             "lack it"));
}
