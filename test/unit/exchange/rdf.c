/* One graph in three spellings; other programs hold them against each other over HTTP
 * (test/site/exchange.mjs).  Here: every character that one of them has to write in its own way. */
#include "exchange/rdf.h"

#include "check.h"

static struct rdf_graph *
graph_of(Str text)
{
    struct rdf_graph *g = rdf_new(test_arena());
    struct rdf_node  *n = rdf_node(g, S("http://a.example/x y<z>"));

    rdf_type(n, "dcat:Dataset");
    rdf_text(n, "dct:title", text, "vi");
    return g;
}

static const struct {
    const char *text, *turtle, *json, *xml;
} cases[] = {
    { "Vùng trồng vải", "Vùng trồng vải", "Vùng trồng vải", "Vùng trồng vải" },
    { "\"a\" \\ b", "\\\"a\\\" \\\\ b", "\\\"a\\\" \\\\ b", "&quot;a&quot; \\ b" },
    { "a\nb\tc", "a\\nb\\tc", "a\\nb\\tc", "a\nb\tc" },
    { "a & <b>", "a & <b>", NULL, "a &amp; &lt;b&gt;" },
    { "a\001b", "a b", "a b", "a b" },
    { "a\xef\xbf\xbf" "b", "a b", "a b", "a b" },
    { "'''\"\"\"]]>", "'''\\\"\\\"\\\"]]>", NULL, "'''&quot;&quot;&quot;]]&gt;" },
};

void
test_exchange_rdf__each_spelling_escapes_in_its_way(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rdf_graph *g = graph_of(str_of(cases[i].text));
        Str turtle = rdf_write(g, RDF_TURTLE), json = rdf_write(g, RDF_JSONLD);
        Str xml = rdf_write(g, RDF_XML);

        check(str_has(turtle, str_format(test_arena(), "dct:title \"%s\"@vi .",
                                         cases[i].turtle)), cases[i].text);
        if (cases[i].json != NULL)
            check(str_has(json, str_format(test_arena(), "\"@value\":\"%s\"", cases[i].json)),
                  cases[i].text);
        check(str_has(xml, str_format(test_arena(), "<dct:title xml:lang=\"vi\">%s</dct:title>",
                                      cases[i].xml)), cases[i].text);
    }
}

void
test_exchange_rdf__an_address_holds_nothing_that_ends_it(void)
{
    struct rdf_graph *g = graph_of(S("t"));
    Str               iri = S("http://a.example/x%20y%3Cz%3E");

    check(str_has(rdf_write(g, RDF_TURTLE), str_join(test_arena(), S("<"), iri, S(">"))), "Turtle");
    check(str_has(rdf_write(g, RDF_JSONLD), str_join(test_arena(), S("\"@id\":\""), iri, S("\""))),
          "JSON-LD");
    check(str_has(rdf_write(g, RDF_XML), str_join(test_arena(), S("rdf:about=\""), iri, S("\""))),
          "RDF/XML");
}

void
test_exchange_rdf__a_statement_stands_once(void)
{
    struct rdf_graph *g = rdf_new(test_arena());
    struct rdf_node  *n = rdf_node(g, S("http://a.example/1"));
    Str               text;

    rdf_link(n, "dct:publisher", S("http://a.example/2"));
    rdf_link(rdf_node(g, S("http://a.example/1")), "dct:publisher", S("http://a.example/2"));
    rdf_text(n, "dct:title", S("A"), "vi");
    rdf_text(n, "dct:title", S("A"), "en");
    rdf_text(n, "dct:title", S(""), "en");
    rdf_node(g, S("http://a.example/3")); /* of which nothing is said */
    text = rdf_write(g, RDF_TURTLE);
    check(str_has(text, S("dct:publisher <http://a.example/2> ;\n    dct:title \"A\"@vi ;\n"
                          "    dct:title \"A\"@en .")), "once each");
    check(!str_has(text, S("example/3")), "a subject without statements is none");
}
