/* pack/schema_table.c -- the rules of a schema, each made once for its JSON; and
 * names found in one step.  Floor 3. */
#include "pack/schema_parts.h"

/* -- all rules of a schema ------------------------------------------------------------- */

static size_t
slot_of(const struct schema *s, const struct json *json)
{
    size_t at = (size_t)((uint64_t)(uintptr_t)json * UINT64_C(0x9E3779B97F4A7C15) >> 20) & s->mask;

    while (s->slot[at] != 0 && s->made[s->slot[at] - 1]->source != json)
        at = (at + 1) & s->mask;
    return at;
}

static void
grow(struct schema *s)
{
    struct rule **made = arena_array(s->arena, struct rule *, s->size * 2);

    memcpy(made, s->made, sizeof *made * s->n);
    s->made = made;
    s->size *= 2;
    s->mask = s->size * 2 - 1;
    s->slot = arena_array(s->arena, int32_t, s->size * 2);
    for (size_t i = 0; i < s->n; i++)
        s->slot[slot_of(s, s->made[i]->source)] = (int32_t)i + 1;
}

struct rule *
schema_rule(struct schema *s, const struct json *json)
{
    size_t at;

    if (s->n == s->size)
        grow(s);
    at = slot_of(s, json);
    if (s->slot[at] == 0) {
        struct rule *r = arena_make(s->arena, struct rule);

        r->source = json;
        s->made[s->n] = r;
        s->slot[at] = (int32_t)++s->n;
    }
    return s->made[s->slot[at] - 1];
}

struct schema *
schema_open(struct arena *arena, const struct json *root)
{
    struct schema *s = arena_make(arena, struct schema);

    *s = (struct schema){ .arena = arena, .root = root, .size = 32, .mask = 63 };
    s->made = arena_array(arena, struct rule *, s->size);
    s->slot = arena_array(arena, int32_t, s->size * 2);
    s->top = schema_rule(s, root);
    return s;
}

struct schema *
schema_compile(struct arena *arena, const struct json *root)
{
    struct schema *s = schema_open(arena, root);

    for (size_t i = 0; i < s->n; i++) /* reading one asks for others */
        rule_read(s, s->made[i]);
    return s;
}

/* -- names -------------------------------------------------------------------------------- */

/* Room for `most` names. */
void
names_open(struct arena *arena, struct names *names, size_t most)
{
    uint32_t size = 8;

    while (size < most * 2)
        size *= 2;
    names->name = arena_array(arena, Str, most);
    names->slot = arena_array(arena, int32_t, size);
    names->mask = size - 1;
}

static uint32_t
names_slot(const struct names *names, Str name)
{
    uint32_t at = (uint32_t)schema_hash_text(name) & names->mask;

    while (names->slot[at] != 0 && !str_eq(names->name[names->slot[at] - 1], name))
        at = (at + 1) & names->mask;
    return at;
}

int
names_add(struct names *names, Str name)
{
    uint32_t at = names_slot(names, name);

    if (names->slot[at] == 0) {
        names->name[names->n] = name;
        names->slot[at] = ++names->n;
    }
    return names->slot[at] - 1;
}

int
names_find(const struct names *names, Str name, int hint)
{
    if (hint < names->n && str_eq(names->name[hint], name))
        return hint;
    return names->n == 0 ? -1 : names->slot[names_slot(names, name)] - 1;
}
