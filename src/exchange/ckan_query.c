/* exchange/ckan_query.c -- see ckan_query.h.  Floor 10. */
#include "exchange/ckan_query.h"

#include "base/lang.h"

struct reading {
    struct arena      *arena;
    Str                s; /* what is left */
    struct ckan_query *q;
    int                ors;
    const char        *why;
};

static bool
fails(struct reading *r, const char *why)
{
    r->why = why;
    return false;
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
skip_space(struct reading *r)
{
    while (r->s.n > 0 && is_space(r->s.p[0]))
        r->s = str_sub(r->s, 1, r->s.n);
}

static bool
takes(struct reading *r, char c)
{
    if (r->s.n == 0 || r->s.p[0] != c)
        return false;
    r->s = str_sub(r->s, 1, r->s.n);
    return true;
}

/* Up to white space or one of `stops`; a backslash makes the next byte one of the word. */
static Str
take_word(struct reading *r, const char *stops)
{
    struct buf b = BUF_MAX(4096);
    Str        out;

    while (r->s.n > 0 && !is_space(r->s.p[0]) && strchr(stops, r->s.p[0]) == NULL) {
        if (r->s.p[0] == '\\' && r->s.n > 1)
            r->s = str_sub(r->s, 1, r->s.n);
        buf_byte(&b, r->s.p[0]);
        r->s = str_sub(r->s, 1, r->s.n);
    }
    out = str_copy(r->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

static bool
take_quoted(struct reading *r, Str *out)
{
    struct buf b = BUF_MAX(4096);

    while (r->s.n > 0 && r->s.p[0] != '"') {
        if (r->s.p[0] == '\\' && r->s.n > 1)
            r->s = str_sub(r->s, 1, r->s.n);
        buf_byte(&b, r->s.p[0]);
        r->s = str_sub(r->s, 1, r->s.n);
    }
    *out = str_copy(r->arena, buf_str(&b));
    buf_free(&b);
    return takes(r, '"') || fails(r, MSG("A quotation mark is not closed."));
}

/* ( a OR "b c" ) */
static bool
read_one_of(struct reading *r, struct ckan_clause *c)
{
    c->kind = CKAN_ONE_OF;
    for (;;) {
        Str word;

        skip_space(r);
        if (takes(r, ')'))
            return c->n > 0 || fails(r, MSG("There is nothing between the brackets."));
        if (takes(r, '"')) {
            if (!take_quoted(r, &word))
                return false;
        } else {
            word = take_word(r, "()[]\"");
        }
        if (word.n == 0 || c->n == CKAN_WORDS_MAX)
            return fails(r, MSG("The brackets cannot be read."));
        if (str_eq(word, S("AND")) || str_eq(word, S("NOT")))
            return fails(r, MSG("Between brackets only OR is known here."));
        if (!str_eq(word, S("OR")))
            c->word[c->n++] = word;
    }
}

/* [ a TO b ] */
static bool
read_range(struct reading *r, struct ckan_clause *c)
{
    Str to;

    c->kind = CKAN_RANGE;
    c->n = 2;
    skip_space(r);
    c->word[0] = take_word(r, "]");
    skip_space(r);
    to = take_word(r, "]");
    skip_space(r);
    c->word[1] = take_word(r, "]");
    skip_space(r);
    if (c->word[0].n == 0 || c->word[1].n == 0 || !str_eq(to, S("TO")) || !takes(r, ']'))
        return fails(r, MSG("A range is written [from TO to]."));
    return true;
}

static bool
read_value(struct reading *r, struct ckan_clause *c)
{
    if (takes(r, '('))
        return read_one_of(r, c);
    if (takes(r, '['))
        return read_range(r, c);
    c->n = 1;
    if (takes(r, '"')) {
        c->kind = CKAN_PHRASE;
        return take_quoted(r, &c->word[0]);
    }
    c->word[0] = take_word(r, "()[]{}\"^~?");
    if (r->s.n > 0 && strchr("()[]{}\"^~?", r->s.p[0]) != NULL)
        return fails(r, MSG("Curly brackets, ^, ~ and ? are not known here."));
    if (c->word[0].n == 0)
        return fails(r, MSG("A value is missing."));
    c->kind = str_eq(c->word[0], S("*")) ? CKAN_ANY : CKAN_WORD;
    if (c->kind == CKAN_WORD && str_ends(c->word[0], S("*"))) {
        c->kind = CKAN_PREFIX;
        c->word[0] = str_sub(c->word[0], 0, c->word[0].n - 1);
    }
    if (str_has(c->word[0], S("*")) && c->kind != CKAN_ANY)
        return fails(r, MSG("A star may stand at a word's end only."));
    return true;
}

/* "tags:" before a value; its name is of small letters, "_" and ".". */
static Str
take_field(struct reading *r)
{
    size_t n = 0;
    Str    field;

    if (str_starts(r->s, S("*:"))) {
        r->s = str_sub(r->s, 2, r->s.n);
        return S("");
    }
    while (n < r->s.n && ((r->s.p[n] >= 'a' && r->s.p[n] <= 'z') || r->s.p[n] == '_'))
        n++;
    if (n == 0 || n == r->s.n || r->s.p[n] != ':')
        return S("");
    field = str_copy(r->arena, str_sub(r->s, 0, n));
    r->s = str_sub(r->s, n + 1, r->s.n);
    return field;
}

/* AND, OR, NOT: a word by itself. */
static bool
takes_operator(struct reading *r, const char *word)
{
    Str w = str_of(word);

    if (!str_starts(r->s, w) || (r->s.n > w.n && !is_space(r->s.p[w.n])))
        return false;
    r->s = str_sub(r->s, w.n, r->s.n);
    skip_space(r);
    return true;
}

static bool
read_clause(struct reading *r)
{
    struct ckan_clause *c = &r->q->clause[r->q->n];

    if (r->q->n > 0 && takes_operator(r, "OR"))
        r->ors++;
    else if (r->q->n > 0)
        takes_operator(r, "AND");
    if (r->q->n == CKAN_CLAUSES_MAX)
        return fails(r, MSG("There are too many conditions."));
    *c = (struct ckan_clause){ .no = takes_operator(r, "NOT") };
    if (takes(r, '-') || takes(r, '!'))
        c->no = true;
    else
        takes(r, '+');
    c->field = take_field(r);
    if (!read_value(r, c))
        return false;
    r->q->n++;
    return true;
}

enum err
ckan_query_read(struct arena *arena, Str text, struct ckan_query *out, const char **why)
{
    struct reading r = { .arena = arena, .s = text, .q = out };

    *out = (struct ckan_query){ .n = 0 };
    *why = NULL;
    skip_space(&r);
    while (r.s.n > 0 && r.why == NULL) {
        read_clause(&r);
        skip_space(&r);
    }
    out->either = r.ors > 0;
    if (r.why == NULL && r.ors > 0 && r.ors != out->n - 1)
        r.why = MSG("OR is known here only between all the conditions.");
    *why = r.why;
    return r.why == NULL ? ERR_OK : ERR_MALFORMED;
}
