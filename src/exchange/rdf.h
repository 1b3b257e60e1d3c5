/* exchange/rdf.h -- a small RDF graph and its three spellings.  Inside of the room.  Floor 10.
 *
 * Subjects and links are addresses (there are no blank nodes), so that the same graph in Turtle,
 * JSON-LD and RDF/XML is the same set of lines in N-Quads.  Names of properties and classes have
 * one of the prefixes of rdf.c: "dct:title".  What is not allowed in an address or in XML is
 * replaced when it comes in, not by each writer in its own way. */
#ifndef EXCHANGE_RDF_H
#define EXCHANGE_RDF_H

#include "base/str.h"

enum rdf_format { RDF_TURTLE, RDF_JSONLD, RDF_XML };

struct rdf_graph;
struct rdf_node;

struct rdf_graph *rdf_new(struct arena *);
/* The subject with this address, made when it is not there.  Copies. */
struct rdf_node *rdf_node(struct rdf_graph *, Str iri);
Str              rdf_iri(const struct rdf_node *);
/* A statement that is there already is not made twice; an empty text is none. */
void rdf_type(struct rdf_node *, const char *class);
void rdf_link(struct rdf_node *, const char *property, Str iri);
void rdf_text(struct rdf_node *, const char *property, Str text, const char *lang); /* NULL: none */
void rdf_typed(struct rdf_node *, const char *property, Str text, const char *type);

Str rdf_write(const struct rdf_graph *, enum rdf_format);
Str rdf_media(enum rdf_format);
/* "ttl", "jsonld", "rdf"; false: none of them. */
bool rdf_format_of(Str ending, enum rdf_format *out);

#endif
