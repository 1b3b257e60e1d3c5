/* Views: what a model becomes (test/views), whatever it holds; and whether a
 * model is what its view declares. */
#include "web/template.h"

#include "check.h"
#include "web/test_views.h"

static struct json *
parse(const char *text)
{
    struct json *model = NULL;

    check_ok(json_parse(test_arena(), str_of(text), &model, NULL));
    return model;
}

static Str
render_in(enum lang lang, const char *view, const struct json *model)
{
    const struct template *t = template_find(test_views, str_of(view));
    struct buf             out = BUF_MAX((size_t)1 << 20);
    struct render          r = { .out = &out, .lang = lang };
    Str                    s;

    check(t != NULL, view);
    t->run(&r, model);
    s = str_copy(test_arena(), buf_str(&out));
    buf_free(&out);
    return s;
}

static const struct {
    const char *view, *model, *expected;
} row[] = {
    { "value", "{\"a\":\"Nguyễn\"}", "<p>Nguyễn</p>\n" },
    { "value", "{\"a\":\"<b>&\\\"'</b>\"}", "<p>&lt;b&gt;&amp;&#34;&#39;&lt;/b&gt;</p>\n" },
    { "value", "{\"a\":-12}", "<p>-12</p>\n" },
    { "value", "{\"a\":-9223372036854775808}", "<p>-9223372036854775808</p>\n" },
    { "value", "{\"a\":1.50}", "<p>1.50</p>\n" },
    { "value", "{\"a\":true}", "<p>true</p>\n" },
    { "value", "{\"a\":null}", "<p></p>\n" },
    { "value", "{\"a\":[1,2]}", "<p></p>\n" },
    { "value", "{\"a\":{\"b\":1}}", "<p></p>\n" },
    { "value", "{}", "<p></p>\n" },
    { "value", "[]", "<p></p>\n" },
    { "value", "{\"aa\":1,\"b\":2}", "<p></p>\n" },
    { "number", "{\"n\":1234567,\"plain\":1234567}", "<p title=\"1234567\">1,234,567 1234567</p>\n" },
    { "number", "{\"n\":-999,\"plain\":0}", "<p title=\"-999\">-999 0</p>\n" },
    { "number", "{\"n\":-1000,\"plain\":0}", "<p title=\"-1000\">-1,000 0</p>\n" },
    { "number", "{\"n\":0,\"plain\":0}", "<p title=\"0\">0 0</p>\n" },
    { "number", "{\"n\":\"<\",\"plain\":0}", "<p title=\"&lt;\">&lt; 0</p>\n" },
    { "section", "{\"a\":\"x\"}", "yes x\n" },
    { "section", "{\"a\":1}", "yes 1\n" },
    { "section", "{\"a\":0}", "no\n" },
    { "section", "{\"a\":\"\"}", "no\n" },
    { "section", "{\"a\":false}", "no\n" },
    { "section", "{\"a\":null}", "no\n" },
    { "section", "{}", "no\n" },
    { "lists", "{\"name\":\"N\",\"rows\":[{\"name\":\"a\"},{\"name\":\"b\",\"note\":\"n\",\"tags\":[1,\"<\"]}]}",
      "<li>a</li><li>b (n) #1 #&lt;</li>\n<b>N </b>\n" },
    { "lists", "{\"name\":\"N\",\"rows\":[]}", "none\n<b>N </b>\n" },
    { "lists", "{\"name\":\"N\",\"rows\":{\"name\":\"no list\"}}", "\n<b>N </b>\n" },
    { "lists", "{\"by\":{\"unit\":{\"code\":7},\"name\":\"B\"},\"name\":\"N\"}",
      "none\n<p>B of 7 for B</p><b>N 7</b>\n" },
    { "outward", "{\"title\":\"T\",\"code\":1,\"rows\":[{\"name\":\"a\",\"parts\":[{\"size\":1},{\"size\":2}]}]}",
      "[T 1 a 1][T 1 a 2]\n" },
    { "message", "{\"who\":\"A & \\\"B\\\"\",\"when\":\"{1}\",\"n\":1200}",
      "<p title=\"Say &#34;A &amp; &#34;B&#34;&#34;\">Recorded A &amp; &#34;B&#34; at {1}; &lt;b&gt; "
      "&amp; 1,200</p>1,200 trials\n" },
    { "message", "{\"who\":\"\",\"when\":2,\"n\":1,\"tip\":\"t\"}",
      "<p title=\"Say &#34;&#34;\">Recorded  at 2; &lt;b&gt; &amp; 1</p>1 trialTip: t\n" },
    { "attributes", "{\"name\":\"n\"}", "<input name=\"n\" hidden  class=\"a\">\n" },
    { "attributes", "{\"name\":\"n\",\"on\":true,\"late\":1,\"list\":[1,2]}",
      "<input name=\"n\" checked data-late=\"n\" class=\"a late 1 2\">\n" },
    { "addresses", "{\"u\":\"/x?a=1&b\",\"c\":\"a b/c?d#e&f=g:h@i\",\"own\":1}",
      "<a href=\"/x?a=1&amp;b\">1</a><a href=\"/d/a%20b/c%3Fd%23e%26f%3Dg:h@i/x\">2</a>"
      "<a href=\"/s?q=a%20b%2Fc%3Fd%23e%26f%3Dg%3Ah%40i&amp;p=1#a%20b%2Fc%3Fd%23e%26f%3Dg%3Ah%40i\">3</a>"
      "<a href=\"mailto:a%20b/c%3Fd%23e%26f%3Dg:h@i\">4</a>\n"
      "<a href=\"https://example.org/a%20b/c%3Fd%23e%26f%3Dg:h@i\">5</a>"
      "<a href=\"/x?a=1&amp;b/a%20b/c%3Fd%23e%26f%3Dg:h@i\">6</a>"
      "<a href=\"/a/ba%20b%2Fc%3Fd%23e%26f%3Dg%3Ah%40i\">7</a>"
      "<script src=\"/static/a%20b/c%3Fd%23e%26f%3Dg:h@i\"></script>"
      "<img src=\"/assets/a b.svg#a%20b%2Fc%3Fd%23e%26f%3Dg%3Ah%40i\">\n" },
    { "space", "{\"a\":\" \\n \"}",
      "<!doctype html>\n<p\nclass=\"x\"\nid=\"y\"> one\ntwo  \n \nthree </p>\n<pre>\n   \n \n    b\n</pre> "
      "<textarea>\n c  d\n</textarea>\n" },
    { "framed", "{\"site\":\"S\",\"notice\":\"!\",\"name\":\"N\",\"user\":{\"name\":\"U\"},\"rows\":[{\"name\":\"a\"}]}",
      "<title>N – S</title><i>U</i><u>!</u><main><p>a</p></main>\n" },
    { "framed_bare", "{\"site\":\"S\"}", "<title>S</title><main>nothing</main>\n" },
    { "framed_twice", "{\"site\":\"S\",\"a\":\"A\"}",
      "<title>S</title><main><nav>-</nav><b>A</b></main>\n" },
    { "partials", "{\"name\":\"N\",\"code\":\"C\",\"rows\":[{\"name\":\"a\",\"code\":1},{\"name\":\"b\",\"code\":2,\"mark\":1}],"
                  "\"item\":{\"name\":\"I\"}}",
      "<b>N/C</b>;<b>a/1</b>;<b>b/2!</b>;<p class=\"state-C\"><b>a/1</b><b>b/2!</b><b>I/C</b></p>\n" },
    { "more", "{\"a\":1,\"row\":{\"b\":2,\"c\":3},\"d\":4}", "12\n" },
};

void
test_web_template__a_model_becomes_a_page(void)
{
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check_str(render_in(LANG_EN, row[i].view, parse(row[i].model)), str_of(row[i].expected));
}

/* Text is copied in large pieces; the byte that matters may stand anywhere in one. */
void
test_web_template__every_escape_is_found_wherever_it_stands(void)
{
    static const struct {
        char        c;
        const char *as;
    } escape[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&#34;" },
                   { '\'', "&#39;" }, { '#', "#" } };
    char text[45];

    for (size_t n = 1; n <= sizeof text; n++)
        for (size_t at = 0; at < n; at++)
            for (size_t k = 0; k < sizeof escape / sizeof *escape; k++) {
                struct json *model = json_object(test_arena());
                int          before = (int)at, after = (int)(n - at - 1);

                memset(text, 'a', n);
                text[at] = escape[k].c;
                json_put_text(test_arena(), model, "a", (Str){ text, n });
                check_str(render_in(LANG_EN, "value", model),
                          str_format(test_arena(), "<p>%.*s%s%.*s</p>\n", before,
                                     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                     escape[k].as, after,
                                     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
            }
}

void
test_web_template__numbers_and_plurals_follow_the_language(void)
{
    struct json *model = parse("{\"n\":1234567,\"plain\":1}");

    check_str(render_in(LANG_VI, "number", model),
              S("<p title=\"1234567\">1.234.567 1</p>\n"));
    model = parse("{\"who\":1,\"when\":2,\"n\":1}");
    check(str_ends(render_in(LANG_VI, "message", model), S("</p>1 trials\n")), "no singular");
}

void
test_web_template__markup_shows_only_when_it_was_marked(void)
{
    struct arena *arena = test_arena();
    struct json  *model = json_object(arena), *copy;

    json_put_html(arena, model, "body", (struct safe_html){ S("<b>&</b>") });
    json_put_text(arena, model, "x", S("<i>"));
    check_str(render_in(LANG_EN, "markup", model), S("<div><b>&</b></div>&lt;i&gt;\n"));
    copy = json_copy(arena, model);
    check_str(render_in(LANG_EN, "markup", copy), S("<div><b>&</b></div>&lt;i&gt;\n"));
    copy = parse("{\"body\":\"<b>not marked</b>\",\"x\":1}");
    check_str(render_in(LANG_EN, "markup", copy), S("<div></div>1\n"));
    copy = parse((const char *)str_c(arena, json_string(arena, model)));
    check_str(render_in(LANG_EN, "markup", copy), S("<div></div>&lt;i&gt;\n"));
}

void
test_web_template__a_page_over_its_ceiling_says_so(void)
{
    struct json *model = json_object(test_arena());

    json_put_text(test_arena(), model, "x", S("<<<<<<<<<<<<<<<<<<<<<<<<"));
    for (size_t max = 1; max < 4000; max += 7) {
        struct buf    out = BUF_MAX(max);
        struct render r = { .out = &out, .lang = LANG_EN };

        test_view_places(&r, model);
        check(out.n <= max && (out.over || out.n > 1000), "bounded, and said");
        buf_free(&out);
    }
}

static Str
asset_with_hash(const void *context, Str name)
{
    check_str(name, S("a b.svg"));
    return *(const Str *)context;
}

void
test_web_template__an_asset_has_the_address_it_is_given(void)
{
    Str           address = S("/assets/x.1a2b.svg?\"");
    struct buf    out = BUF_MAX((size_t)65536);
    struct render r = { .out = &out, .asset = asset_with_hash, .asset_context = &address };

    test_view_addresses(&r, parse("{\"u\":\"\",\"c\":\"\"}"));
    check(str_has(buf_str(&out), S("<img src=\"/assets/x.1a2b.svg?&#34;#\">")), "escaped");
    buf_free(&out);
}

static const struct {
    const char *view, *model, *why;
} conform[] = {
    { "value", "{\"a\":1}", "" },
    { "value", "{}", "a: missing" },
    { "value", "{\"a\":null}", "a: missing" },
    { "value", "{\"a\":1,\"b\":2}", "b: not declared" },
    { "value", "{\"a\":[]}", "a: one value is declared" },
    { "value", "[]", "value: the model is an object" },
    { "section", "{}", "" },
    { "section", "{\"a\":null}", "" },
    { "number", "{\"n\":1,\"plain\":\"x\"}", "" },
    { "number", "{\"n\":\"1\",\"plain\":1}", "n: a number is declared" },
    { "markup", "{\"body\":\"<b>\",\"x\":1}", "body: markup is declared; see json_put_html" },
    { "lists", "{\"name\":1,\"rows\":[{\"name\":1},{\"name\":2,\"tags\":[1,[]]}]}",
      "rows[1].tags[1]: one value is declared" },
    { "lists", "{\"name\":1,\"rows\":[{\"name\":1},{}]}", "rows[1].name: missing" },
    { "lists", "{\"name\":1,\"rows\":[3]}", "rows[0]: an object is declared" },
    { "lists", "{\"name\":1,\"rows\":{}}", "rows: a list is declared" },
    { "lists", "{\"name\":1,\"by\":{\"name\":1,\"unit\":{\"code\":1,\"more\":2}}}",
      "by.unit.more: not declared" },
    { "lists", "{\"name\":1,\"by\":7}", "by: an object is declared" },
    { "framed", "{\"site\":1,\"name\":1,\"rows\":[],\"user\":{}}", "user.name: missing" },
    { "more", "{\"a\":1,\"row\":{\"b\":2,\"c\":3},\"d\":4}", "" },
};

void
test_web_template__a_model_is_what_its_view_declares(void)
{
    for (size_t i = 0; i < sizeof conform / sizeof *conform; i++) {
        const struct template *t = template_find(test_views, str_of(conform[i].view));
        Str                    why = S("");
        bool                   good;

        good = template_conforms(t, parse(conform[i].model), test_arena(), &why);
        check_str(why, str_of(conform[i].why));
        check(good == (conform[i].why[0] == '\0'), conform[i].model);
    }
    check(template_find(test_views, S("none")) == NULL, "no such view");
    check(template_find(test_views, S("frame")) == NULL, "a layout is no view");
}
