/* Views against hostile values: test/views/places.html puts one value in every
 * place where a value may stand.  The judge is a reader of HTML of its own: the
 * page's tags and attributes must be those it has with a harmless value, every
 * text and plain attribute must read back as the value, and no address may run
 * anything. */
#include "check.h"
#include "web/test_views.h"

#define T(text) { text, sizeof(text) - 1 } /* as S, where C wants a constant */

static const Str nasty[] = {
    T("<script>alert(1)</script>"),
    T("</script><script>alert(1)</script>"),
    T("</title><script>alert(1)</script>"),
    T("</textarea><img src=x onerror=alert(1)>"),
    T("</noscript><img src=x onerror=alert(1)>"),
    T("</iframe></svg></select><b>"),
    T("\"><img src=x onerror=alert(1)>"),
    T("'><img src=x onerror=alert(1)>"),
    T("\" onmouseover=\"alert(1)"),
    T("' onmouseover='alert(1)"),
    T("x onmouseover=alert(1) "),
    T("` onmouseover=`alert(1)"),
    T("javascript:alert(1)"),
    T("JaVaScRiPt:alert(1)"),
    T(" javascript:alert(1)"),
    T("\tjavascript:alert(1)"),
    T("java\nscript:alert(1)"),
    T("java\tscript:alert(1)"),
    T("java\rscript:alert(1)"),
    T("\001javascript:alert(1)"),
    T("\037javascript:alert(1)"),
    T("javascript&colon;alert(1)"),
    T("&#106;avascript:alert(1)"),
    T("&Tab;javascript:alert(1)"),
    T("javascript"),
    T("javascript:"),
    T(":alert(1)"),
    T("vbscript:msgbox(1)"),
    T("data:text/html,<script>alert(1)</script>"),
    T("blob:x"),
    T("file:///etc/passwd"),
    T("view-source:javascript:alert(1)"),
    T("feed:javascript:alert(1)"),
    T("\xc2\xa0javascript:alert(1)"),
    T("//evil.example/x"),
    T("\\\\evil.example"),
    T("/\\evil.example"),
    T("-->"),
    T("<!--"),
    T("]]>"),
    T("{{x}}{1}{2}"),
    T("%3Cscript%3E"),
    T("%"),
    T("\""),
    T("'"),
    T("<"),
    T(">"),
    T("&"),
    T("&lt"),
    T("&amp;"),
    T("a\0b"),
    T("\x7f"),
    T("\xe2\x80\xa8\xe2\x80\xae"),
    T("Nguyễn Thị Hồng Hạnh – đã nộp “hồ sơ”"),
    T("http://example.org/?a=1&b=2#c"),
    T("HTTPS://example.org"),
    T("mailto:a@example.org"),
    T("/d/1?x=<>"),
    T("12345678<"),
    T("1234567890123456789012345678901&"),
};

/* What the reader makes of a page. */
struct seen {
    struct buf shape;          /* "p title lang|/p|…": tags and names of attributes */
    Str        value, text[2]; /* the value given; the two messages with it */
    int        texts, addresses, odd;
};

static Str
unescape(Str s)
{
    static const struct {
        Str from, to;
    } reference[] = {
        { T("&amp;"), T("&") },  { T("&lt;"), T("<") },  { T("&gt;"), T(">") },
        { T("&#34;"), T("\"") }, { T("&#39;"), T("'") },
    };
    struct buf out = BUF_MAX((size_t)65536);
    Str        result;

    while (s.n > 0) {
        size_t k = 0, n = sizeof reference / sizeof *reference;

        while (k < n && !str_starts(s, reference[k].from))
            k++;
        buf_add(&out, k < n ? reference[k].to : str_sub(s, 0, 1));
        s = str_sub(s, k < n ? reference[k].from.n : 1, s.n);
    }
    result = str_copy(test_arena(), buf_str(&out));
    buf_free(&out);
    return result;
}

/* As a browser reads an address: controls dropped, space around it too. */
static bool
runs_something(Str address)
{
    struct buf out = BUF_MAX((size_t)65536);
    bool       runs;
    size_t     i = 0;

    for (; i < address.n && (unsigned char)address.p[i] <= ' '; i++)
        ;
    for (; i < address.n; i++)
        if (address.p[i] != '\t' && address.p[i] != '\n' && address.p[i] != '\r')
            buf_byte(&out, address.p[i]);
    for (i = 0; i < out.n && memchr(":/?#", out.p[i], 4) == NULL; i++)
        ;
    runs = i < out.n && out.p[i] == ':' && !str_eq_nocase((Str){ out.p, i }, S("http")) &&
           !str_eq_nocase((Str){ out.p, i }, S("https")) &&
           !str_eq_nocase((Str){ out.p, i }, S("mailto")) &&
           !str_eq_nocase((Str){ out.p, i }, S("tel"));
    buf_free(&out);
    return runs;
}

static bool
is_address(Str name)
{
    return str_eq(name, S("href")) || str_eq(name, S("src")) || str_eq(name, S("action")) ||
           str_eq(name, S("formaction"));
}

/* Plain text in which the value stands once must hold it unchanged. */
static void
text_see(struct seen *w, Str raw)
{
    Str s = unescape(raw);

    w->texts += str_has(s, w->value);
    w->odd += memchr(raw.p, '<', raw.n) != NULL;
}

static void
attribute_see(struct seen *w, Str tag, Str name, Str raw)
{
    buf_byte(&w->shape, ' ');
    buf_add(&w->shape, name);
    if (!is_address(name)) {
        text_see(w, raw);
        return;
    }
    w->addresses++;
    check(!runs_something(unescape(raw)), (const char *)str_c(test_arena(), raw));
    check(!(str_eq(tag, S("script")) || str_eq(tag, S("iframe"))) ||
              (raw.p[0] == '/' && raw.p[1] != '/' && raw.p[1] != '\\'),
          "loaded from elsewhere");
}

static size_t
word_end(Str s, size_t i)
{
    while (i < s.n && memchr(" \n=>/", s.p[i], 5) == NULL)
        i++;
    return i;
}

/* One tag, from after its "<"; where it ends. */
static size_t
tag_see(struct seen *w, Str s, size_t i, Str *tag)
{
    size_t end = word_end(s, i + (s.p[i] == '/'));

    *tag = str_sub(s, i, end - i);
    buf_add(&w->shape, *tag);
    for (i = end; i < s.n && s.p[i] != '>';) {
        Str  name;
        char quote;

        end = word_end(s, i);
        if (end == i) {
            i++;
            continue;
        }
        name = str_sub(s, i, end - i);
        quote = end + 1 < s.n && s.p[end] == '=' ? s.p[end + 1] : '\0';
        if (quote != '"' && quote != '\'') {
            w->odd++;
            return s.n;
        }
        for (i = end + 2; i < s.n && s.p[i] != quote; i++)
            ;
        attribute_see(w, *tag, name, str_sub(s, end + 2, i - end - 2));
        i++;
    }
    buf_byte(&w->shape, '|');
    return i + 1;
}

/* Where the text from i ends: at a tag, or inside title, textarea, script and
 * iframe at their own end. */
static size_t
text_end(Str s, size_t i, Str tag)
{
    bool own = str_eq(tag, S("title")) || str_eq(tag, S("textarea")) ||
               str_eq(tag, S("script")) || str_eq(tag, S("iframe"));
    Str  want = own ? str_format(test_arena(), "</%.*s", STR_ARG(tag)) : S("<");
    ptrdiff_t at = str_find(str_sub(s, i, s.n), want);

    return at < 0 ? s.n : i + (size_t)at;
}

static void
page_see(struct seen *w, Str s)
{
    Str tag = S("");

    for (size_t i = 0; i < s.n;) {
        size_t end = text_end(s, i, tag);

        text_see(w, str_sub(s, i, end - i));
        i = end < s.n ? tag_see(w, s, end + 1, &tag) : s.n;
    }
}

static struct seen
see(Str value)
{
    struct seen   w = { .shape = BUF_MAX((size_t)65536), .value = value };
    struct buf    out = BUF_MAX((size_t)1 << 20);
    struct render r = { .out = &out, .lang = LANG_EN };
    struct json  *model = json_object(test_arena());

    json_put_text(test_arena(), model, "x", value);
    test_view_places(&r, model);
    page_see(&w, buf_str(&out));
    buf_free(&out);
    return w;
}

void
test_web_template_xss__no_value_leaves_its_place(void)
{
    struct seen calm = see(S("calm"));

    check_int(calm.addresses, 18);
    check_int(calm.texts, 19);
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        struct seen w = see(nasty[i]);

        check_str(buf_str(&w.shape), buf_str(&calm.shape));
        check(w.texts >= calm.texts, "every text reads back");
        check_int(w.addresses, calm.addresses);
        check_int(w.odd, 0);
        buf_free(&w.shape);
    }
    buf_free(&calm.shape);
}

/* Every byte alone and in front of a script's address. */
void
test_web_template_xss__no_byte_opens_a_way(void)
{
    struct seen calm = see(S("calm"));

    for (int c = 0; c < 256; c++) {
        char        text[32] = { (char)c };
        struct seen w;

        memcpy(text + 1, "javascript:alert(1)", 19);
        w = see((Str){ text, 1 });
        check_str(buf_str(&w.shape), buf_str(&calm.shape));
        buf_free(&w.shape);
        w = see((Str){ text, 20 });
        check_str(buf_str(&w.shape), buf_str(&calm.shape));
        check_int(w.odd, 0);
        buf_free(&w.shape);
    }
    buf_free(&calm.shape);
}
