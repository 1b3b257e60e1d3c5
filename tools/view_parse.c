/* tools/view_parse.c -- a template's text into a tree.  It knows {{…}} and
 * nothing of HTML or of models. */
#include "view.h"

struct parser {
    struct gen  *gen;
    struct view *view;
    Str          s;
    size_t       at;
    int          line;
    bool         bad;
};

#define PARSE_FAIL(p, line, ...) (fail((p)->gen, (p)->view, (line), __VA_ARGS__), (p)->bad = true)

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool
is_path(Str s)
{
    bool dot = true;

    if (str_eq(s, S(".")))
        return true;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' ? dot : !is_name_char(s.p[i]))
            return false;
        dot = s.p[i] == '.';
    }
    return !dot;
}

static int
lines_in(Str s)
{
    int n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

/* Where the tag that begins at p->at ends: after its }}.  Quotes hide braces,
 * but in a comment they are only marks; there a declaration hides the braces
 * that it opened itself. */
static size_t
tag_end(const struct parser *p)
{
    bool comment = p->s.p[p->at + 2] == '!', declares = false, quoted = false;
    int  depth = 0;

    for (size_t i = p->at + 2; i < p->s.n; i++) {
        char c = p->s.p[i];

        declares = declares || str_ends(str_sub(p->s, p->at, i - p->at), S("model:"));
        if (!comment && c == '"' && p->s.p[i - 1] != '\\')
            quoted = !quoted;
        if (quoted)
            continue;
        if (comment && declares && c == '{')
            depth++;
        else if (depth > 0 && c == '}')
            depth--;
        else if (c == '}' && i + 1 < p->s.n && p->s.p[i + 1] == '}')
            return i + 2;
    }
    return 0;
}

static struct node *
node_new(struct parser *p, enum node_kind kind, int line, Str text)
{
    struct node *n = arena_make(p->gen->arena, struct node);

    n->kind = kind;
    n->line = line;
    n->text = text;
    return n;
}

/* "…" at the head of *s, its escapes read. */
static bool
string_take(struct parser *p, Str *s, Str *out)
{
    char  *c;
    size_t n = 0;

    *s = str_trim(*s);
    if (s->n == 0 || s->p[0] != '"')
        return false;
    c = arena_alloc(p->gen->arena, s->n);
    for (size_t i = 1; i < s->n; i++) {
        if (s->p[i] == '"') {
            *out = (Str){ c, n };
            *s = str_sub(*s, i + 1, s->n);
            return true;
        }
        if (s->p[i] == '\\' && i + 1 < s->n)
            i++;
        c[n++] = s->p[i];
    }
    return false;
}

/* The values that a message names must be those it is given. */
static void
message_check(struct parser *p, const struct node *n, Str text)
{
    unsigned seen = 0;

    for (size_t i = 0; i + 2 < text.n; i++) {
        char digit = text.p[i + 1];

        if (text.p[i] == '{' && digit >= '1' && digit <= '9' && text.p[i + 2] == '}')
            seen |= 1u << (digit - '1');
    }
    for (int i = 0; i < 9; i++) {
        bool named = seen >> i & 1;

        if (named && i >= n->values)
            PARSE_FAIL(p, n->line, "the message names {%d}, but has %d value(s)", i + 1, n->values);
        if (!named && i < n->values)
            PARSE_FAIL(p, n->line, "the message has no {%d} for its value \"%.*s\"", i + 1,
                       STR_ARG(n->value[i]));
    }
}

/* {{t "key" value…}} and {{tn "one" "many" number value…}} */
static struct node *
message_read(struct parser *p, Str s, bool plural, int line)
{
    struct node *n = node_new(p, NODE_MESSAGE, line, STR_NONE);

    if ((plural && !string_take(p, &s, &n->one)) || !string_take(p, &s, &n->text)) {
        PARSE_FAIL(p, line, plural ? "{{tn \"singular\" \"plural\" number}} is expected"
                                   : "{{t \"message\"}} is expected");
        return n;
    }
    for (s = str_trim(s); s.n > 0; s = str_trim(s)) {
        size_t k = 0;

        while (k < s.n && !is_space(s.p[k]))
            k++;
        if (n->values == VALUES_MAX || !is_path(str_sub(s, 0, k))) {
            PARSE_FAIL(p, line, "\"%.*s\" is not a value (at most %d names)", (int)k, s.p,
                       VALUES_MAX);
            return n;
        }
        n->value[n->values++] = str_sub(s, 0, k);
        s = str_sub(s, k, s.n);
    }
    if (n->text.n == 0)
        PARSE_FAIL(p, line, "an empty message");
    message_check(p, n, n->text);
    if (plural && n->values == 0)
        PARSE_FAIL(p, line, "{{tn}} needs the number that it counts");
    return n;
}

static struct node *
asset_read(struct parser *p, Str s, int line)
{
    struct node *n = node_new(p, NODE_ASSET, line, STR_NONE);

    if (!string_take(p, &s, &n->text) || str_trim(s).n > 0 || n->text.n == 0)
        PARSE_FAIL(p, line, "{{asset \"file\"}} is expected");
    return n;
}

static void
comment_read(struct parser *p, Str s, int line)
{
    ptrdiff_t at = str_find(s, S("model:"));

    if (at < 0 || p->view->model_text.p != NULL)
        return;
    p->view->model_text = str_sub(s, (size_t)at + 6, s.n);
    p->view->model_line = line + lines_in(str_sub(s, 0, (size_t)at));
}

static struct node *nodes_read(struct parser *p, Str open, char sigil, int open_line);

/* What opens with a sign: # ^ $ < hold nodes up to their {{/name}}. */
static struct node *
signed_read(struct parser *p, char sigil, Str name, int line)
{
    static const struct {
        char           sigil;
        enum node_kind kind;
        bool           holds;
    } row[] = {
        { '#', NODE_SECTION, true }, { '^', NODE_INVERTED, true }, { '$', NODE_BLOCK, true },
        { '<', NODE_LAYOUT, true },  { '>', NODE_PARTIAL, false }, { '&', NODE_HTML, false },
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct node *n;

        if (row[i].sigil != sigil)
            continue;
        n = node_new(p, row[i].kind, line, name);
        if (!is_path(name))
            PARSE_FAIL(p, line, "\"%.*s\" is not a name", STR_ARG(name));
        if (row[i].holds)
            n->first = nodes_read(p, name, sigil, line);
        return n;
    }
    return NULL;
}

static bool
is_word(Str s, const char *word, Str *rest)
{
    Str w = str_of(word);

    if (!str_starts(s, w) || s.n <= w.n || (!is_space(s.p[w.n]) && s.p[w.n] != '"'))
        return false;
    *rest = str_sub(s, w.n, s.n);
    return true;
}

/* One tag, its braces taken off; NULL for a comment. */
static struct node *
tag_read(struct parser *p, Str s, int line)
{
    Str rest;

    if (s.n > 0 && s.p[0] == '!') {
        comment_read(p, s, line);
        return NULL;
    }
    s = str_trim(s);
    if (is_word(s, "t", &rest))
        return message_read(p, rest, false, line);
    if (is_word(s, "tn", &rest))
        return message_read(p, rest, true, line);
    if (is_word(s, "asset", &rest))
        return asset_read(p, rest, line);
    if (s.n > 0 && memchr("#^$<>&", s.p[0], 6) != NULL)
        return signed_read(p, s.p[0], str_trim(str_sub(s, 1, s.n)), line);
    if (!is_path(s))
        PARSE_FAIL(p, line, "\"%.*s\" is not a name", STR_ARG(s));
    return node_new(p, NODE_VALUE, line, s);
}

static size_t
text_end(const struct parser *p)
{
    ptrdiff_t at = str_find(str_sub(p->s, p->at, p->s.n), S("{{"));

    return at < 0 ? p->s.n : p->at + (size_t)at;
}

/* Whether the tag s closes what is open; a wrong name is said and closes too. */
static bool
closes(struct parser *p, Str s, Str open, char sigil, int open_line)
{
    s = str_trim(s);
    if (s.n == 0 || s.p[0] != '/')
        return false;
    s = str_trim(str_sub(s, 1, s.n));
    if (sigil == '\0')
        PARSE_FAIL(p, p->line, "{{/%.*s}} closes nothing", STR_ARG(s));
    else if (!str_eq(s, open))
        PARSE_FAIL(p, p->line, "{{/%.*s}} does not close {{%c%.*s}} of line %d", STR_ARG(s), sigil,
                   STR_ARG(open), open_line);
    return sigil != '\0';
}

static struct node *
nodes_read(struct parser *p, Str open, char sigil, int open_line)
{
    struct node *first = NULL, **tail = &first;

    while (p->at < p->s.n && !p->bad) {
        size_t end = text_end(p);
        int    line = p->line;
        Str    inside;

        if (end > p->at) {
            *tail = node_new(p, NODE_TEXT, line, str_sub(p->s, p->at, end - p->at));
            p->line += lines_in((*tail)->text);
            tail = &(*tail)->next;
            p->at = end;
            continue;
        }
        end = p->at + 2 < p->s.n ? tag_end(p) : 0;
        if (end == 0) {
            PARSE_FAIL(p, line, "{{ without }}");
            return first;
        }
        inside = str_sub(p->s, p->at + 2, end - p->at - 4);
        p->at = end;
        if (closes(p, inside, open, sigil, open_line))
            return first;
        p->line += lines_in(inside);
        *tail = p->bad ? NULL : tag_read(p, inside, line);
        if (*tail != NULL)
            tail = &(*tail)->next;
    }
    if (sigil != '\0' && !p->bad)
        PARSE_FAIL(p, open_line, "{{%c%.*s}} is never closed", sigil, STR_ARG(open));
    return first;
}

/* A file that holds {{$blocks}} of its own is a layout; those that fill another
 * layout's are not, but what stands inside them may be. */
static bool
has_block(const struct node *n)
{
    for (; n != NULL; n = n->next) {
        if (n->kind == NODE_BLOCK)
            return true;
        if (n->kind != NODE_LAYOUT && has_block(n->first))
            return true;
        for (const struct node *b = n->kind == NODE_LAYOUT ? n->first : NULL; b; b = b->next)
            if (has_block(b->first))
                return true;
    }
    return false;
}

/* White space around a partial belongs to the file, not to the page. */
static void
outside_trim(struct node *n)
{
    for (; n != NULL && n->kind == NODE_TEXT; n = n->next) {
        while (n->text.n > 0 && is_space(n->text.p[0])) {
            n->line += n->text.p[0] == '\n';
            n->text = str_sub(n->text, 1, n->text.n);
        }
        if (n->text.n > 0)
            break;
    }
    while (n != NULL && n->next != NULL)
        n = n->next;
    if (n != NULL && n->kind == NODE_TEXT)
        while (n->text.n > 0 && is_space(n->text.p[n->text.n - 1]))
            n->text.n--;
}

bool
view_parse(struct gen *g, struct view *v)
{
    struct parser p = { .gen = g, .view = v, .s = v->source, .line = 1 };

    v->nodes = nodes_read(&p, STR_NONE, '\0', 0);
    if (v->partial)
        outside_trim(v->nodes);
    if (has_block(v->nodes))
        v->partial = true;
    if (!p.bad && v->model_text.p == NULL) {
        PARSE_FAIL(&p, 1, "no declaration: {{! model: NAME — names }}");
    }
    return !p.bad;
}
