/* exchange/ckan_query.h -- the part of Solr's query language that clients of CKAN use.  Floor 10.
 *
 *   query  = "*:*" | clause { clause }           words side by side must all be there
 *   clause = [ "+" | "-" | "NOT" ] [ field ":" ] value
 *   value  = word | word"*" | "*" | "phrase" | "(" word { "OR" word } ")" | "[" a "TO" b "]"
 *
 * AND between clauses may be written; OR only between all of them.  Whatever else the language
 * has is refused by name: an answer to another question is worse than none. */
#ifndef EXCHANGE_CKAN_QUERY_H
#define EXCHANGE_CKAN_QUERY_H

#include "base/str.h"

#define CKAN_CLAUSES_MAX 32
#define CKAN_WORDS_MAX   32

enum ckan_value { CKAN_WORD, CKAN_PREFIX, CKAN_PHRASE, CKAN_ANY, CKAN_ONE_OF, CKAN_RANGE };

struct ckan_clause {
    bool            no; /* it must not hold */
    Str             field; /* empty: the text of the data set */
    enum ckan_value kind;
    int             n;
    Str             word[CKAN_WORDS_MAX]; /* of a range: from and to, "*" for open */
};

struct ckan_query {
    bool               either; /* one clause is enough */
    int                n;
    struct ckan_clause clause[CKAN_CLAUSES_MAX];
};

/* ERR_MALFORMED with *why, a message key. */
enum err ckan_query_read(struct arena *, Str text, struct ckan_query *out, const char **why)
    MUST_USE;

#endif
