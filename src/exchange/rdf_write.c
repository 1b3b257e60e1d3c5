/* exchange/rdf_write.c -- a graph as Turtle, JSON-LD and RDF/XML.  Floor 10. */
#include "base/json.h"
#include "exchange/rdf_inside.h"

/* -- Turtle --------------------------------------------------------------------------------- */

static void
turtle_text(struct buf *b, Str s)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '"':  buf_add(b, S("\\\"")); break;
        case '\\': buf_add(b, S("\\\\")); break;
        case '\n': buf_add(b, S("\\n")); break;
        case '\t': buf_add(b, S("\\t")); break;
        default:   buf_byte(b, s.p[i]);
        }
    buf_byte(b, '"');
}

static void
turtle_object(struct buf *b, const struct rdf_object *o)
{
    if (o->iri) {
        buf_format(b, "<%.*s>", STR_ARG(o->text));
        return;
    }
    turtle_text(b, o->text);
    if (o->lang != NULL)
        buf_format(b, "@%s", o->lang);
    else if (o->type != NULL)
        buf_format(b, "^^%s", o->type);
}

void
rdf_turtle(const struct rdf_graph *g, struct buf *b)
{
    for (const struct rdf_prefix *p = rdf_prefixes; p->name != NULL; p++)
        buf_format(b, "@prefix %s: <%s> .\n", p->name, p->iri);
    for (const struct rdf_node *n = g->first; n != NULL; n = n->next) {
        if (n->first == NULL)
            continue;
        buf_format(b, "\n<%.*s>\n", STR_ARG(n->iri));
        for (const struct rdf_object *o = n->first; o != NULL; o = o->next) {
            buf_format(b, "    %s ", o->property != NULL ? o->property : "a");
            turtle_object(b, o);
            buf_add(b, o->next != NULL ? S(" ;\n") : S(" .\n"));
        }
    }
}

/* -- JSON-LD: one object a subject, every value in a list ----------------------------------- */

static struct json *
json_object_of(struct arena *arena, const struct rdf_object *o)
{
    struct json *j = json_object(arena);

    if (o->iri) {
        json_put_text(arena, j, "@id", o->text);
        return j;
    }
    json_put_text(arena, j, "@value", o->text);
    if (o->lang != NULL)
        json_put_text(arena, j, "@language", str_of(o->lang));
    else if (o->type != NULL)
        json_put_text(arena, j, "@type", rdf_expand(arena, o->type));
    return j;
}

static struct json *
json_list(struct json *of, struct arena *arena, const char *name)
{
    for (struct json *j = of->first; j != NULL; j = j->next)
        if (str_eq(j->key, str_of(name)))
            return j;
    return json_put_array(arena, of, name);
}

void
rdf_jsonld(const struct rdf_graph *g, struct buf *b)
{
    struct arena *arena = g->arena;
    struct json  *document = json_object(arena), *context, *graph;

    context = json_put_object(arena, document, "@context");
    for (const struct rdf_prefix *p = rdf_prefixes; p->name != NULL; p++)
        json_put_text(arena, context, p->name, str_of(p->iri));
    graph = json_put_array(arena, document, "@graph");
    for (const struct rdf_node *n = g->first; n != NULL; n = n->next) {
        struct json *to;

        if (n->first == NULL)
            continue;
        to = json_add(graph, json_object(arena));
        json_put_text(arena, to, "@id", n->iri);
        for (const struct rdf_object *o = n->first; o != NULL; o = o->next)
            if (o->property == NULL)
                json_add(json_list(to, arena, "@type"), json_new_text(arena, o->text));
            else
                json_add(json_list(to, arena, o->property), json_object_of(arena, o));
    }
    json_write(b, document);
}

/* -- RDF/XML -------------------------------------------------------------------------------- */

static void
xml_attribute(struct buf *b, const char *name, Str value)
{
    buf_format(b, " %s=\"", name);
    buf_xml(b, value);
    buf_byte(b, '"');
}

static void
xml_object(struct arena *arena, struct buf *b, const struct rdf_object *o)
{
    const char *name = o->property != NULL ? o->property : "rdf:type";

    buf_format(b, "    <%s", name);
    if (o->iri) {
        xml_attribute(b, "rdf:resource", o->text);
        buf_add(b, S("/>\n"));
        return;
    }
    if (o->lang != NULL)
        xml_attribute(b, "xml:lang", str_of(o->lang));
    else if (o->type != NULL)
        xml_attribute(b, "rdf:datatype", rdf_expand(arena, o->type));
    buf_byte(b, '>');
    buf_xml(b, o->text);
    buf_format(b, "</%s>\n", name);
}

void
rdf_xml(const struct rdf_graph *g, struct buf *b)
{
    buf_add(b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF"));
    for (const struct rdf_prefix *p = rdf_prefixes; p->name != NULL; p++)
        buf_format(b, "\n    xmlns:%s=\"%s\"", p->name, p->iri);
    buf_add(b, S(">\n"));
    for (const struct rdf_node *n = g->first; n != NULL; n = n->next) {
        if (n->first == NULL)
            continue;
        buf_add(b, S("  <rdf:Description"));
        xml_attribute(b, "rdf:about", n->iri);
        buf_add(b, S(">\n"));
        for (const struct rdf_object *o = n->first; o != NULL; o = o->next)
            xml_object(g->arena, b, o);
        buf_add(b, S("  </rdf:Description>\n"));
    }
    buf_add(b, S("</rdf:RDF>\n"));
}
