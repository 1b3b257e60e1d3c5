/* exchange/dcat.h -- inside of the room: the catalogue in the words of DCAT-AP 3.  Floor 10. */
#ifndef EXCHANGE_DCAT_H
#define EXCHANGE_DCAT_H

#include "exchange/dataset.h"
#include "exchange/rdf.h"
#include "journal/door.h"

struct dcat {
    struct view      *v;     /* `as` */
    struct view       as;    /* as everybody, whoever asks */
    struct view       in[2]; /* the same in Vietnamese and in English */
    struct rdf_graph *graph;
    Str               root;  /* the catalogue's address */
};

/* The data set's node with all that hangs on it.  dcat_dataset.c */
enum err dcat_dataset(struct dcat *, const struct dataset *, struct rdf_node **out) MUST_USE;
/* A unit as an agent. */
enum err dcat_agent(struct dcat *, Str unit, struct rdf_node **out) MUST_USE;
/* A message in both languages. */
void     dcat_words(struct dcat *, struct rdf_node *, const char *property, const char *message);
/* A node of a controlled list, of this class; its address. */
Str      dcat_listed(struct dcat *, const char *list, const char *code, const char *class);
/* An address that is there to be fetched: the specification wants it said to be a resource. */
void     dcat_fetched(struct dcat *, struct rdf_node *, const char *property, Str address);
Str      dcat_address(struct dcat *, const char *format, Str part);
/* The two interfaces that serve records; NULL when the data set is not there. */
struct rdf_node *dcat_service(struct dcat *, bool features);

extern const struct query dcat_catalogue, dcat_one;

#endif
