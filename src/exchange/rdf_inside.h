/* exchange/rdf_inside.h -- what the writers see of a graph.  Private to rdf*.c.  Floor 10. */
#ifndef EXCHANGE_RDF_INSIDE_H
#define EXCHANGE_RDF_INSIDE_H

#include "exchange/rdf.h"

struct rdf_object {
    struct rdf_object *next;
    const char        *property; /* "dct:title"; NULL: the node's class */
    Str                text;     /* an address, or words */
    bool               iri;
    const char        *lang, *type; /* of words; NULL: none.  type: "xsd:date" */
};

struct rdf_node {
    struct rdf_node   *next;
    struct rdf_graph  *graph;
    Str                iri;
    struct rdf_object *first, *last;
};

struct rdf_graph {
    struct arena    *arena;
    struct rdf_node *first, *last;
};

struct rdf_prefix {
    const char *name, *iri;
};
extern const struct rdf_prefix rdf_prefixes[]; /* ends with NULL */
/* "xsd:date" whole. */
Str rdf_expand(struct arena *, const char *name);

void rdf_turtle(const struct rdf_graph *, struct buf *);
void rdf_jsonld(const struct rdf_graph *, struct buf *);
void rdf_xml(const struct rdf_graph *, struct buf *);

#endif
