/* exchange/rdf.c -- see rdf.h: the graph.  Floor 10. */
#include "exchange/rdf_inside.h"

#define OUT_MAX ((size_t)16 << 20)

const struct rdf_prefix rdf_prefixes[] = {
    { "dcat", "http://www.w3.org/ns/dcat#" },
    { "dct", "http://purl.org/dc/terms/" },
    { "foaf", "http://xmlns.com/foaf/0.1/" },
    { "hydra", "http://www.w3.org/ns/hydra/core#" },
    { "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#" },
    { "rdfs", "http://www.w3.org/2000/01/rdf-schema#" },
    { "skos", "http://www.w3.org/2004/02/skos/core#" },
    { "vcard", "http://www.w3.org/2006/vcard/ns#" },
    { "xsd", "http://www.w3.org/2001/XMLSchema#" },
    { NULL, NULL },
};

Str
rdf_expand(struct arena *arena, const char *name)
{
    Str prefix, local;

    str_cut(str_of(name), ':', &prefix, &local);
    for (const struct rdf_prefix *p = rdf_prefixes; p->name != NULL; p++)
        if (str_eq(prefix, str_of(p->name)))
            return str_join(arena, str_of(p->iri), local, S(""));
    BUG("no prefix is known of %s", name);
}

/* Not allowed between < and > of Turtle, nor in an address anywhere else. */
static bool
is_forbidden(unsigned char c)
{
    return c <= ' ' || c == 0x7f || strchr("<>\"{}|^`\\", c) != NULL;
}

static Str
clean_iri(struct arena *arena, Str s)
{
    struct buf b = BUF_MAX(65536);
    Str        out;

    for (size_t i = 0; i < s.n; i++)
        if (is_forbidden((unsigned char)s.p[i]))
            buf_format(&b, "%%%02X", (unsigned)(unsigned char)s.p[i]);
        else
            buf_byte(&b, s.p[i]);
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

/* XML 1.0 has no way to write these at all: a space stands for them. */
static Str
clean_text(struct arena *arena, Str s)
{
    struct buf b = BUF_MAX((size_t)1 << 20);
    Str        out;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool none = i + 2 < s.n && c == 0xef && (unsigned char)s.p[i + 1] == 0xbf &&
                    (unsigned char)s.p[i + 2] >= 0xbe; /* U+FFFE, U+FFFF */

        if (none)
            i += 2;
        if (none || (c < ' ' && c != '\n' && c != '\t'))
            buf_byte(&b, ' ');
        else
            buf_byte(&b, (char)c);
    }
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

struct rdf_graph *
rdf_new(struct arena *arena)
{
    struct rdf_graph *g = arena_make(arena, struct rdf_graph);

    g->arena = arena;
    return g;
}

struct rdf_node *
rdf_node(struct rdf_graph *g, Str iri)
{
    struct rdf_node *n;

    iri = clean_iri(g->arena, iri);
    for (n = g->first; n != NULL; n = n->next)
        if (str_eq(n->iri, iri))
            return n;
    n = arena_make(g->arena, struct rdf_node);
    n->graph = g;
    n->iri = iri;
    if (g->last != NULL)
        g->last->next = n;
    else
        g->first = n;
    g->last = n;
    return n;
}

Str
rdf_iri(const struct rdf_node *n)
{
    return n->iri;
}

static bool
same(const char *a, const char *b)
{
    return str_eq(str_of(a), str_of(b));
}

static void
add(struct rdf_node *n, const struct rdf_object *o)
{
    struct rdf_object *copy;

    if (o->text.n == 0)
        return;
    for (const struct rdf_object *at = n->first; at != NULL; at = at->next)
        if (same(at->property, o->property) && at->iri == o->iri && str_eq(at->text, o->text) &&
            same(at->lang, o->lang) && same(at->type, o->type))
            return;
    copy = arena_make(n->graph->arena, struct rdf_object);
    *copy = *o;
    if (n->last != NULL)
        n->last->next = copy;
    else
        n->first = copy;
    n->last = copy;
}

void
rdf_type(struct rdf_node *n, const char *class)
{
    add(n, &(struct rdf_object){ .text = rdf_expand(n->graph->arena, class), .iri = true });
}

void
rdf_link(struct rdf_node *n, const char *property, Str iri)
{
    add(n, &(struct rdf_object){ .property = property, .iri = true,
                                 .text = clean_iri(n->graph->arena, iri) });
}

void
rdf_text(struct rdf_node *n, const char *property, Str text, const char *lang)
{
    add(n, &(struct rdf_object){ .property = property, .lang = lang,
                                 .text = clean_text(n->graph->arena, text) });
}

void
rdf_typed(struct rdf_node *n, const char *property, Str text, const char *type)
{
    add(n, &(struct rdf_object){ .property = property, .type = type,
                                 .text = clean_text(n->graph->arena, text) });
}

static const struct {
    const char *ending, *media;
    void (*write)(const struct rdf_graph *, struct buf *);
} formats[] = {
    [RDF_TURTLE] = { "ttl", "text/turtle; charset=utf-8", rdf_turtle },
    [RDF_JSONLD] = { "jsonld", "application/ld+json; charset=utf-8", rdf_jsonld },
    [RDF_XML] = { "rdf", "application/rdf+xml; charset=utf-8", rdf_xml },
};

Str
rdf_write(const struct rdf_graph *g, enum rdf_format format)
{
    struct buf b = BUF_MAX(OUT_MAX);
    Str        out;

    formats[format].write(g, &b);
    if (b.over)
        BUG("a graph of more than %zu bytes", OUT_MAX);
    out = str_copy(g->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

Str
rdf_media(enum rdf_format format)
{
    return str_of(formats[format].media);
}

bool
rdf_format_of(Str ending, enum rdf_format *out)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (str_eq(ending, str_of(formats[i].ending))) {
            *out = (enum rdf_format)i;
            return true;
        }
    return false;
}
