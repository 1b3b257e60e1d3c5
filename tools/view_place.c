/* tools/view_place.c -- where in the HTML an insertion stands.
 *
 * A reading of the HTML standard's tokeniser as far as our own templates need
 * it, and stricter: what a browser would repair is an error here.  Invariant:
 * an insertion is allowed only where its escaping is known to keep it inside,
 * whatever the value, and however often a section around it is repeated.
 */
#include <string.h>

#include "view.h"

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool
one_of(const char *name, size_t n, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strlen(*list) == n && memcmp(*list, name, n) == 0)
            return true;
    return false;
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define TAG(p, ...)  one_of((p)->tag, (p)->tag_n, LIST(__VA_ARGS__))
#define ATTR(p, ...) one_of((p)->attr, (p)->attr_n, LIST(__VA_ARGS__))

/* Names are kept in lower case; a longer one than fits is none that matters. */
static void
name_add(char *name, size_t size, size_t *n, char c)
{
    if (*n < size)
        name[(*n)++] = lower(c);
}

/* -- addresses ------------------------------------------------------------------- */

/* Literal text of an address, byte by byte. */
static const char *
url_char(struct place *p, char c)
{
    bool begun = p->url == URL_WHOLE || p->url == URL_UNSURE;

    if (p->url == URL_NOT || p->url == URL_QUERY)
        return NULL;
    if (begun && c == ':')
        return "a colon after an inserted address could make a scheme of it";
    if (c == '&' && p->url != URL_PATH)
        return "a reference (&…;) cannot stand before the first / ? or # of an address";
    if (!begun && p->start_n < sizeof p->start)
        p->start[p->start_n++] = lower(c);
    if (c == '?' || c == '#')
        p->url = URL_QUERY;
    else if (c == '/')
        p->url = URL_PATH;
    else if (p->url == URL_START)
        p->url = URL_STATIC;
    return NULL;
}

/* Whether literal text has settled the scheme, so that no value can. */
static bool
url_is_settled(const struct place *p)
{
    Str    start = { p->start, p->start_n };
    size_t i = 0;

    if (p->url == URL_STATIC)
        return str_eq(start, S("mailto:")) || str_eq(start, S("tel:"));
    while (i < start.n && memchr(":/?#", start.p[i], 4) == NULL)
        i++;
    return i == start.n || start.p[i] != ':' || str_starts(start, S("http://")) ||
           str_starts(start, S("https://")) || str_starts(start, S("mailto:")) ||
           str_starts(start, S("tel:"));
}

/* Whether the address is of this site, whatever follows. */
static bool
url_is_own(const struct place *p)
{
    return !p->unsure && p->start_n >= 2 && p->start[0] == '/' && p->start[1] != '/' &&
           p->start[1] != '\\';
}

static const char *
url_insert(struct place *p, enum insertion what, enum way *out)
{
    /* What runs or is shown as part of the page comes from this site. */
    bool loads = TAG(p, "script", "iframe", "frame", "object", "embed", "link", "base", "applet");

    if (what == INSERT_WORDS)
        return "a message is not an address";
    if (what == INSERT_ASSET) {
        if (p->url != URL_START)
            return "an asset's address stands at the start";
        *out = WAY_ASSET;
        p->url = URL_WHOLE;
        return NULL;
    }
    if (loads && !url_is_own(p))
        return "the address of something loaded begins with a literal /name, or is an asset";
    switch (p->url) {
    case URL_START:
        *out = WAY_URL;
        p->url = URL_WHOLE;
        return NULL;
    case URL_UNSURE:
        return "the address may or may not have begun here: put all of it inside the section";
    case URL_WHOLE:
        *out = WAY_URL_PART;
        return NULL;
    default:
        if (!url_is_settled(p))
            return "the literal start of the address leaves its scheme open";
        *out = p->url == URL_QUERY ? WAY_URL_PART : WAY_URL_PATH;
        return NULL;
    }
}

/* -- tags ------------------------------------------------------------------------ */

static void
attr_begin(struct place *p, char c)
{
    p->attr_n = 0;
    name_add(p->attr, sizeof p->attr, &p->attr_n, c);
    p->state = IN_ATTR_NAME;
}

static bool
is_url_attr(const struct place *p)
{
    return ATTR(p, "href", "src", "action", "formaction", "xlink:href", "poster", "cite", "data",
                "background", "longdesc", "manifest");
}

static void
value_begin(struct place *p, enum place_state state)
{
    p->state = state;
    p->url = is_url_attr(p) ? URL_START : URL_NOT;
    p->start_n = 0;
    p->unsure = false;
    if (TAG(p, "meta") && ATTR(p, "http-equiv"))
        p->http_equiv = true;
}

static const char *
tag_end(struct place *p)
{
    const char *why = NULL;

    p->state = IN_TEXT;
    if (p->http_equiv && p->content_filled)
        why = "an insertion cannot stand in what acts as an HTTP header";
    if (p->end_tag) {
        if (TAG(p, "pre") && p->pre > 0)
            p->pre--;
    } else if (TAG(p, "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext")) {
        p->state = IN_RAW;
    } else if (TAG(p, "title", "textarea")) {
        p->state = IN_WORDS;
    } else if (TAG(p, "pre")) {
        p->pre++;
    }
    p->match = 0;
    p->space = false;
    p->http_equiv = p->content_filled = false;
    return why;
}

/* Between attributes. */
static const char *
tag_char(struct place *p, char c)
{
    if (c == '>')
        return tag_end(p);
    if (is_space(c))
        p->state = IN_TAG;
    else if (c == '/')
        p->state = IN_TAG_EDGE;
    else if (p->state == IN_TAG_EDGE)
        return "white space is missing between attributes";
    else if (c == '=' || c == '"' || c == '\'' || c == '<')
        return "an attribute is written name=\"value\", without spaces";
    else
        attr_begin(p, c);
    return NULL;
}

static const char *
attr_name_char(struct place *p, char c)
{
    if (c == '=')
        p->state = IN_ATTR_EQUALS;
    else if (is_space(c) || c == '/' || c == '>')
        return tag_char(p, c);
    else if (c == '"' || c == '\'' || c == '<')
        return "a quote or < in an attribute's name";
    else
        name_add(p->attr, sizeof p->attr, &p->attr_n, c);
    return NULL;
}

static const char *
attr_equals_char(struct place *p, char c)
{
    if (c == '"')
        value_begin(p, IN_VALUE_DOUBLE);
    else if (c == '\'')
        value_begin(p, IN_VALUE_SINGLE);
    else if (is_space(c) || c == '>')
        return "an attribute is written name=\"value\", without spaces";
    else
        value_begin(p, IN_VALUE_BARE);
    return NULL;
}

static const char *
value_char(struct place *p, char c)
{
    if ((p->state == IN_VALUE_DOUBLE && c == '"') || (p->state == IN_VALUE_SINGLE && c == '\'')) {
        p->state = IN_TAG_EDGE;
        p->url = URL_NOT;
        return NULL;
    }
    return url_char(p, c);
}

static const char *
tag_name_char(struct place *p, char c)
{
    if (is_space(c) || c == '/' || c == '>')
        return tag_char(p, c);
    name_add(p->tag, sizeof p->tag, &p->tag_n, c);
    return NULL;
}

static const char *
tag_open_char(struct place *p, char c)
{
    if (c == '/' && !p->end_tag) {
        p->end_tag = true;
        return NULL;
    }
    if (c == '!' && !p->end_tag) {
        p->state = IN_MARKUP_DECL;
        p->dashes = 0;
        return NULL;
    }
    if (lower(c) < 'a' || lower(c) > 'z')
        return "a < that opens no tag is written &lt;";
    p->tag_n = 0;
    name_add(p->tag, sizeof p->tag, &p->tag_n, c);
    p->state = IN_TAG_NAME;
    return NULL;
}

/* -- comments, raw text ------------------------------------------------------------ */

static void
comment_char(struct place *p, char c)
{
    if (c == '>' && p->dashes >= 2)
        p->state = IN_TEXT;
    p->dashes = c == '-' ? p->dashes + 1 : 0;
}

static void
markup_decl_char(struct place *p, char c)
{
    if (c != '-') {
        p->state = IN_BOGUS;
    } else if (++p->dashes == 2) {
        p->state = IN_COMMENT;
        p->dashes = 0;
    }
}

/* Inside script, style, title, textarea: only their own end tag ends them. */
static const char *
raw_char(struct place *p, char c)
{
    char want = p->match == 0 ? '<' : p->match == 1 ? '/' : '\0';

    if (p->match >= 2 && p->match - 2 < p->tag_n)
        want = p->tag[p->match - 2];
    if (p->match >= 2 && p->match - 2 == p->tag_n && (is_space(c) || c == '>' || c == '/')) {
        p->end_tag = true;
        return tag_char(p, c);
    }
    if (want != '\0' && lower(c) == want)
        p->match++;
    else
        p->match = c == '<';
    return NULL;
}

/* -- what view_emit.c calls ---------------------------------------------------------- */

static const char *
step(struct place *p, char c)
{
    switch (p->state) {
    case IN_TEXT:
        if (c == '<') {
            p->state = IN_TAG_OPEN;
            p->end_tag = false;
        }
        return NULL;
    case IN_TAG_OPEN:     return tag_open_char(p, c);
    case IN_MARKUP_DECL:  markup_decl_char(p, c); return NULL;
    case IN_COMMENT:      comment_char(p, c); return NULL;
    case IN_BOGUS:
        if (c == '>')
            p->state = IN_TEXT;
        return NULL;
    case IN_TAG_NAME:     return tag_name_char(p, c);
    case IN_TAG:
    case IN_TAG_EDGE:     return tag_char(p, c);
    case IN_ATTR_NAME:    return attr_name_char(p, c);
    case IN_ATTR_EQUALS:  return attr_equals_char(p, c);
    case IN_VALUE_BARE:
        if (is_space(c) || c == '>')
            return tag_char(p, c);
        return c == '"' || c == '\'' || c == '<' ? "a quote or < in a bare value" : NULL;
    case IN_VALUE_DOUBLE:
    case IN_VALUE_SINGLE: return value_char(p, c);
    case IN_RAW:
    case IN_WORDS:        return raw_char(p, c);
    }
    return NULL;
}

/* White space between words and tags is worth one character; a run keeps its
 * first.  *keep: whether the byte is written. */
const char *
place_char(struct place *p, char c, bool *keep)
{
    enum place_state was = p->state;
    const char      *why = step(p, c);
    bool             folds = (was == IN_TEXT && p->state == IN_TEXT && p->pre == 0) ||
                             (was == IN_TAG && p->state == IN_TAG);

    *keep = true;
    if (folds && is_space(c) && p->space)
        *keep = false;
    p->space = is_space(c) && (p->state == IN_TEXT || p->state == IN_TAG);
    return why;
}

static const char *
attr_insert(struct place *p, enum insertion what, enum way *out)
{
    if (what == INSERT_HTML)
        return "markup cannot stand in an attribute";
    if (p->attr_n >= 2 && p->attr[0] == 'o' && p->attr[1] == 'n')
        return "an insertion cannot stand in an event attribute";
    if (ATTR(p, "style", "srcdoc", "srcset", "imagesrcset", "ping", "http-equiv"))
        return "an insertion cannot stand in style, srcdoc, srcset, ping or http-equiv";
    if (TAG(p, "animate", "animatemotion", "animatetransform", "set"))
        return "an insertion cannot stand in an animation";
    if (TAG(p, "meta") && ATTR(p, "content"))
        p->content_filled = true;
    if (is_url_attr(p))
        return url_insert(p, what, out);
    if (TAG(p, "script") && !(p->attr_n > 5 && memcmp(p->attr, "data-", 5) == 0) &&
        !ATTR(p, "nonce"))
        return "on a script, insertions stand in src, nonce or data-…";
    *out = what == INSERT_ASSET ? WAY_ASSET : WAY_ATTR;
    return NULL;
}

const char *
place_insert(struct place *p, enum insertion what, enum way *out)
{
    p->space = false;
    switch (p->state) {
    case IN_TEXT:
        *out = what == INSERT_HTML ? WAY_HTML : what == INSERT_ASSET ? WAY_ASSET : WAY_TEXT;
        return NULL;
    case IN_WORDS:
        if (p->match > 0)
            return "an insertion cannot stand inside a tag's name";
        *out = what == INSERT_ASSET ? WAY_ASSET : WAY_TEXT;
        return what == INSERT_HTML ? "markup cannot stand in title or textarea" : NULL;
    case IN_VALUE_DOUBLE:
    case IN_VALUE_SINGLE: return attr_insert(p, what, out);
    case IN_VALUE_BARE:
    case IN_ATTR_EQUALS:  return "an insertion in an attribute needs quotes around the value";
    case IN_RAW:
        return TAG(p, "style") ? "an insertion cannot stand in <style>"
               : TAG(p, "script") ? "an insertion cannot stand in <script>"
                                  : "an insertion cannot stand in raw text";
    case IN_COMMENT:
    case IN_MARKUP_DECL:
    case IN_BOGUS:        return "an insertion cannot stand in an HTML comment";
    default:              return "an insertion cannot be the name of a tag or of an attribute";
    }
}

const char *
place_open(struct place *p)
{
    switch (p->state) {
    case IN_TEXT:
    case IN_TAG:
    case IN_TAG_EDGE:
    case IN_VALUE_DOUBLE:
    case IN_VALUE_SINGLE: return NULL;
    case IN_TAG_NAME:
        p->state = IN_TAG_EDGE;
        return p->end_tag ? "a section cannot stand in an end tag" : NULL;
    case IN_ATTR_NAME:
        p->state = IN_TAG_EDGE;
        return NULL;
    case IN_WORDS:        return p->match > 0 ? "a section cannot split a tag" : NULL;
    case IN_RAW:          return "a section cannot stand in raw text such as script or style";
    case IN_COMMENT:
    case IN_MARKUP_DECL:
    case IN_BOGUS:        return "a section cannot stand in an HTML comment; use {{! … }}";
    default:              return "a section cannot split a tag or an unquoted value";
    }
}

/* Both ways through a section lead here: the address has begun, or not. */
static void
url_close(const struct place *before, struct place *now)
{
    bool settled = (now->url == URL_PATH || now->url == URL_QUERY) &&
                   (before->url == URL_PATH || before->url == URL_QUERY);

    now->unsure = now->unsure || now->start_n != before->start_n || now->url != before->url;
    if (settled)
        now->url = now->url == before->url ? now->url : URL_QUERY;
    else if (now->url != before->url || now->start_n != before->start_n)
        now->url = URL_UNSURE;
}

static bool
same_name(const char *a, size_t an, const char *b, size_t bn)
{
    return an == bn && memcmp(a, b, an) == 0;
}

const char *
place_close(const struct place *before, struct place *now)
{
    bool tag = before->state == IN_TAG || before->state == IN_TAG_EDGE;

    if (tag && (now->state == IN_ATTR_NAME || now->state == IN_TAG_EDGE ||
                (now->state == IN_TAG && before->state == IN_TAG_EDGE)))
        now->state = IN_TAG_EDGE;
    else if (now->state != before->state || (now->state == IN_WORDS && now->match > 0))
        return "the body begins and ends in different places of the HTML";
    if (tag && before->state == IN_TAG_EDGE)
        now->state = IN_TAG_EDGE;
    if (now->state != IN_TEXT && now->end_tag != before->end_tag)
        return "the body begins in one tag and ends in another";
    if (now->state != IN_TEXT &&
        !same_name(before->tag, before->tag_n, now->tag, now->tag_n))
        return "the body begins in one tag and ends in another";
    if ((now->state == IN_VALUE_DOUBLE || now->state == IN_VALUE_SINGLE) &&
        !same_name(before->attr, before->attr_n, now->attr, now->attr_n))
        return "the body begins in one attribute and ends in another";
    if (now->pre != before->pre)
        return "the body opens or closes a <pre>";
    if (now->url != URL_NOT)
        url_close(before, now);
    now->http_equiv = now->http_equiv || before->http_equiv;
    now->content_filled = now->content_filled || before->content_filled;
    now->space = now->space && before->space;
    return NULL;
}
