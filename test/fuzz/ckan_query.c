/* A query as clients of CKAN send it.  Whatever comes, reading ends, with clauses that hold
 * something or with a reason. */
#include "exchange/ckan_query.h"

int fuzz_ckan_query(const unsigned char *p, size_t n);

int
fuzz_ckan_query(const unsigned char *p, size_t n)
{
    struct arena     *arena = arena_new();
    struct ckan_query q;
    const char       *why = NULL;

    if (ckan_query_read(arena, (Str){ (const char *)p, n }, &q, &why) != ERR_OK) {
        if (why == NULL)
            BUG("refused without a reason");
    } else {
        if (q.n > CKAN_CLAUSES_MAX)
            BUG("%d clauses", q.n);
        for (int i = 0; i < q.n; i++)
            if (q.clause[i].n < 1 || q.clause[i].n > CKAN_WORDS_MAX)
                BUG("a clause of %d words", q.clause[i].n);
    }
    arena_free(arena);
    return 0;
}
