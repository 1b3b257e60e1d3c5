/* web/template_check.c -- whether a model is what its view declares, and how to
 * find a view by name.  Not on a request's path: tests and --dev ask, so that
 * a misspelt field fails a test instead of printing nothing.  Floor 11. */
#include "web/template.h"

const struct template *
template_find(const struct template *table, Str name)
{
    for (; table->name.p != NULL; table++)
        if (str_eq(table->name, name))
            return table;
    return NULL;
}

static bool members_conform(const struct template_member *, const struct json *, struct arena *,
                            Str path, Str *why);

static bool
is_value(const struct json *v)
{
    return v->kind != JSON_ARRAY && v->kind != JSON_OBJECT;
}

static bool
wrong(struct arena *arena, Str path, const char *what, Str *why)
{
    *why = str_format(arena, "%.*s: %s", STR_ARG(path), what);
    return false;
}

static bool
value_conforms(const struct template_member *m, const struct json *v, struct arena *arena,
               Str path, Str *why)
{
    if (!is_value(v))
        return wrong(arena, path, "one value is declared", why);
    if (m->kind == KIND_HTML && !(v->kind == JSON_TEXT && v->flag))
        return wrong(arena, path, "markup is declared; see json_put_html", why);
    if (m->kind != KIND_HTML && v->kind == JSON_TEXT && v->flag)
        return wrong(arena, path, "markup is not declared", why);
    if (m->kind == KIND_NUMBER && v->kind != JSON_INT && v->kind != JSON_DECIMAL)
        return wrong(arena, path, "a number is declared", why);
    return true;
}

static bool
list_conforms(const struct template_member *m, const struct json *v, struct arena *arena,
              Str path, Str *why)
{
    int i = 0;

    if (v->kind != JSON_ARRAY)
        return wrong(arena, path, "a list is declared", why);
    json_each(item, v)
    {
        Str at = str_format(arena, "%.*s[%d]", STR_ARG(path), i++);

        if (m->shape == SHAPE_VALUES ? !value_conforms(m, item, arena, at, why)
                                     : !members_conform(m, item, arena, at, why))
            return false;
    }
    return true;
}

static bool
member_conforms(const struct template_member *m, const struct json *v, struct arena *arena,
                Str path, Str *why)
{
    if (v == NULL || v->kind == JSON_NULL)
        return m->optional || wrong(arena, path, "missing", why);
    switch (m->shape) {
    case SHAPE_VALUE:  return value_conforms(m, v, arena, path, why);
    case SHAPE_OBJECT: return members_conform(m, v, arena, path, why);
    case SHAPE_LIST:
    case SHAPE_VALUES: return list_conforms(m, v, arena, path, why);
    }
    return false;
}

static Str
inside(struct arena *arena, Str path, Str name)
{
    return path.n == 0 ? name : str_format(arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(name));
}

static bool
declares(const struct template_member *m, Str name)
{
    for (size_t i = 0; i < m->count; i++)
        if (str_eq(m->member[i].name, name))
            return true;
    return false;
}

static bool
members_conform(const struct template_member *m, const struct json *v, struct arena *arena,
                Str path, Str *why)
{
    if (v->kind != JSON_OBJECT)
        return wrong(arena, path, "an object is declared", why);
    for (size_t i = 0; i < m->count; i++) {
        const struct template_member *one = &m->member[i];

        if (!member_conforms(one, json_get_str(v, one->name), arena,
                             inside(arena, path, one->name), why))
            return false;
    }
    json_each(child, v) if (!m->open && !declares(m, child->key))
        return wrong(arena, inside(arena, path, child->key), "not declared", why);
    return true;
}

bool
template_conforms(const struct template *t, const struct json *model, struct arena *arena,
                  Str *why)
{
    if (model == NULL || model->kind != JSON_OBJECT)
        return wrong(arena, t->name, "the model is an object", why);
    return members_conform(t->root, model, arena, STR_NONE, why);
}
