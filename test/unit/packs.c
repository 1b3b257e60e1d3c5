/* test/unit/packs.c -- see test/packs.h. */
#include "packs.h"

#include <stdatomic.h>

#include "stores.h"

enum { SECTIONS_MAX = 40 };

static bool
is_listed(const struct pack_section *const *list, int n, Str name)
{
    for (int i = 0; i < n; i++)
        if (str_eq(str_of(list[i]->name), name))
            return true;
    return false;
}

static void
add_unknown(const struct pack_section **list, int *n, const struct pack *p)
{
    for (int i = 0; i < p->n_files; i++) {
        Str                  name = p->files[i].section;
        struct pack_section *known = arena_make(test_arena(), struct pack_section);

        if (name.n == 0 || is_listed(list, *n, name))
            continue;
        known->name = str_c(test_arena(), name);
        list[(*n)++] = known;
    }
}

struct pack_set *
test_packs(const struct pack_section *const *const *lists)
{
    const struct pack_section **list = arena_array(test_arena(), const struct pack_section *,
                                                   SECTIONS_MAX);
    struct pack_sections sections = { .list = list, .simulated = true };
    struct pack_fault   *faults = NULL;
    struct pack_set     *set = NULL;
    int                  n, n_faults;
    const Str           *names = pack_embedded_names(&n);
    struct pack         *packs = arena_array(test_arena(), struct pack, n);

    for (; *lists != NULL; lists++)
        for (int i = 0; (*lists)[i] != NULL; i++)
            list[sections.n++] = (*lists)[i];
    for (int i = 0; i < n; i++) {
        check_ok(pack_read_embedded(test_arena(), names[i], &packs[i], &faults, &n_faults));
        add_unknown(list, &sections.n, &packs[i]);
    }
    check_ok(pack_compile(test_arena(), packs, n, &sections, &set, &faults, &n_faults));
    for (; faults != NULL; faults = faults->next)
        check(false, str_format(test_arena(), "%.*s %.*s: %s (%.*s)", STR_ARG(faults->path),
                                STR_ARG(faults->pointer), faults->message,
                                STR_ARG(faults->value[0])).p);
    return set;
}

void
test_use_packs(struct pack_set *set)
{
    atomic_store(&test_world()->packs, set);
}

void
test_use_no_packs(void)
{
    atomic_store(&test_world()->packs, NULL);
}
