/* test/unit/packs.c -- see test/packs.h. */
#include "packs.h"

#include <stdatomic.h>
#include <string.h>

#include "pack/embedded.h"
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

/* The file's bytes with the first `was` replaced. */
static Str
replaced(Str bytes, const char *was, const char *now)
{
    ptrdiff_t at = str_find(bytes, str_of(was));

    check(at >= 0, was);
    if (at < 0)
        return bytes;
    return str_join(test_arena(), str_sub(bytes, 0, (size_t)at), str_of(now),
                    str_sub(bytes, (size_t)at + strlen(was), bytes.n));
}

static Str
faults_text(const struct pack_fault *f)
{
    struct buf b = BUF_MAX(1 << 16);
    Str        s;

    for (; f != NULL; f = f->next)
        buf_format(&b, "%.*s: %s (%.*s)\n", STR_ARG(f->pointer), f->message, STR_ARG(f->value[0]));
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

Str
test_pack_faults(const struct pack_section *const *const *lists, const char *file,
                 const char *was, const char *now)
{
    const struct pack_section **list = arena_array(test_arena(), const struct pack_section *,
                                                   SECTIONS_MAX);
    struct pack_sections sections = { .list = list, .simulated = true };
    struct pack_fault   *faults = NULL;
    struct pack_set     *set = NULL;
    struct pack         *packs = arena_array(test_arena(), struct pack, n_embedded_packs);
    int                  n_faults;

    for (; *lists != NULL; lists++)
        for (int i = 0; (*lists)[i] != NULL; i++)
            list[sections.n++] = (*lists)[i];
    for (int k = 0; k < n_embedded_packs; k++) {
        const struct embedded_pack *one = &embedded_packs[k];
        struct pack_input          *in = arena_array(test_arena(), struct pack_input,
                                                     one->n_files);

        for (int i = 0; i < one->n_files; i++) {
            in[i] = one->files[i];
            if (str_eq(one->name, S("hai-duong")) && str_eq(in[i].path, str_of(file)))
                in[i].bytes = replaced(in[i].bytes, was, now);
        }
        if (pack_read_files(test_arena(), one->name, in, one->n_files, &packs[k], &faults,
                            &n_faults) != ERR_OK)
            return faults_text(faults);
        add_unknown(list, &sections.n, &packs[k]);
    }
    (void)!pack_compile(test_arena(), packs, n_embedded_packs, &sections, &set, &faults, &n_faults);
    return faults_text(faults);
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
