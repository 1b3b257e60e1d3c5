/* What clients of CKAN ask in: read into clauses, or refused by what is not understood. */
#include "exchange/ckan_query.h"

#include "check.h"

static const char *const kinds[] = { "word", "prefix", "phrase", "any", "one of", "range" };

/* The clauses in one line: "field=kind:word,word -field=…", "either" first. */
static Str
spelled(const struct ckan_query *q)
{
    struct buf b = BUF_MAX(4096);
    Str        out;

    if (q->either)
        buf_add(&b, S("either "));
    for (int i = 0; i < q->n; i++) {
        const struct ckan_clause *c = &q->clause[i];

        buf_format(&b, "%s%s%.*s=%s:", i > 0 ? " " : "", c->no ? "-" : "", STR_ARG(c->field),
                   kinds[c->kind]);
        for (int k = 0; k < c->n; k++)
            buf_format(&b, "%s%.*s", k > 0 ? "," : "", STR_ARG(c->word[k]));
    }
    out = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return out;
}

static const struct {
    const char *text, *read;
} cases[] = {
    { "", "" },
    { "  ", "" },
    { "*:*", "=any:*" },
    { "vải thiều", "=word:vải =word:thiều" },
    { "+tags:economy", "tags=word:economy" },
    { "a AND b", "=word:a =word:b" },
    { "a OR b OR c", "either =word:a =word:b =word:c" },
    { "NOT a -b !c", "-=word:a -=word:b -=word:c" },
    { "title:vùng*", "title=prefix:vùng" },
    { "tags:*", "tags=any:*" },
    { "tags:\"vải \\\"thiều\\\"\"", "tags=phrase:vải \"thiều\"" },
    { "a\\:b", "=word:a:b" },
    { "groups:(a OR \"b c\")", "groups=one of:a,b c" },
    { "+organization:(so-y-te)", "organization=one of:so-y-te" },
    { "metadata_modified:[2024-01-01T00:00:00Z TO *]",
      "metadata_modified=range:2024-01-01T00:00:00Z,*" },
    { "state:active +capacity:public", "state=word:active capacity=word:public" },
    { "ORANGE ANDY NOTE", "=word:ORANGE =word:ANDY =word:NOTE" },
};

void
test_exchange_ckan_query__reads_what_clients_send(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ckan_query q;
        const char       *why;

        check_ok(ckan_query_read(test_arena(), str_of(cases[i].text), &q, &why));
        check_str(spelled(&q), str_of(cases[i].read));
    }
}

static const char *const refused[] = { "\"open", "(a", "a OR b c", "te?t", "a~2", "a^3", "{!dismax}",
                                       "tags:", "tags:()", "tags:(a AND b)", "*a", "a*b",
                                       "modified:[a b]", "[a TO b", "a)" };

void
test_exchange_ckan_query__refuses_the_rest_of_the_language(void)
{
    char many[400] = "";

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct ckan_query q;
        const char       *why = NULL;

        check(ckan_query_read(test_arena(), str_of(refused[i]), &q, &why) == ERR_MALFORMED &&
                  why != NULL, refused[i]);
    }
    for (int i = 0; i <= CKAN_CLAUSES_MAX; i++) {
        struct ckan_query q;
        const char       *why = NULL;

        many[2 * i] = 'a';
        many[2 * i + 1] = ' ';
        check(ckan_query_read(test_arena(), str_of(many), &q, &why) ==
                  (i < CKAN_CLAUSES_MAX ? ERR_OK : ERR_MALFORMED), "as many as there is room for");
    }
}
