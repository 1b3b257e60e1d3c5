/* tools/po_keys.c -- see po_keys.h.  Two small readers: of C as far as comments,
 * literals and parentheses go, and of {{tags}}. */
#include "po_keys.h"

#include <stdio.h>

/* Which argument of which call is a key; strict: it must be a literal. */
static const struct {
    const char *name;
    int         argument;
    bool        strict;
} call[] = {
    { "MSG", 0, true },        { "fault_add", 2, false },   { "words", 1, false },
    { "words_fill", 2, false }, { "words_count", 3, false }, { "ERR", 2, false },
};

struct source {
    struct po_keys *keys;
    Str             path, s;
};

static int
line_of(const struct source *f, size_t at)
{
    int line = 1;

    for (size_t i = 0; i < at && i < f->s.n; i++)
        line += f->s.p[i] == '\n';
    return line;
}

static void
say(const struct source *f, size_t at, const char *why)
{
    fprintf(stderr, "%.*s:%d: %s\n", STR_ARG(f->path), line_of(f, at), why);
    f->keys->errors++;
}

static void
key_add(struct source *f, size_t at, Str text)
{
    struct po_key *k = arena_make(f->keys->arena, struct po_key);

    k->text = text;
    k->path = f->path;
    k->line = line_of(f, at);
    if (f->keys->last == NULL)
        f->keys->first = k;
    else
        f->keys->last->next = k;
    f->keys->last = k;
}

static char
at(const struct source *f, size_t i)
{
    return i < f->s.n ? f->s.p[i] : '\0';
}

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t
space_skip(const struct source *f, size_t i)
{
    while (is_space(at(f, i)))
        i++;
    return i;
}

/* The index after the literal that begins at i. */
static size_t
literal_skip(const struct source *f, size_t i)
{
    char quote = f->s.p[i++];

    while (i < f->s.n && f->s.p[i] != quote && f->s.p[i] != '\n')
        i += f->s.p[i] == '\\' ? 2 : 1;
    return i + 1;
}

/* After a comment or a literal at i; i itself when neither begins there. */
static size_t
quiet_skip(const struct source *f, size_t i)
{
    ptrdiff_t end;

    if (at(f, i) == '"' || at(f, i) == '\'')
        return literal_skip(f, i);
    if (at(f, i) != '/' || (at(f, i + 1) != '*' && at(f, i + 1) != '/'))
        return i;
    end = str_find(str_sub(f->s, i + 2, f->s.n), at(f, i + 1) == '*' ? S("*/") : S("\n"));
    return end < 0 ? f->s.n : i + 2 + (size_t)end + 2;
}

static char
unescaped(struct source *f, size_t i)
{
    switch (at(f, i)) {
    case 'n': return '\n';
    case 't': return '\t';
    case '"':
    case '\\': return at(f, i);
    default:
        say(f, i, "unknown escape in a message");
        return at(f, i);
    }
}

/* "…" "…" at i, joined as C joins them; STR_NONE when none is there. */
static Str
literal_read(struct source *f, size_t i, size_t *out_end)
{
    struct buf text = BUF_MAX((size_t)65536);
    Str        s = STR_NONE;

    for (i = space_skip(f, i); at(f, i) == '"'; i = space_skip(f, i)) {
        for (i++; i < f->s.n && f->s.p[i] != '"'; i++)
            buf_byte(&text, f->s.p[i] == '\\' ? unescaped(f, ++i) : f->s.p[i]);
        i++;
        s = str_copy(f->keys->arena, buf_str(&text));
    }
    buf_free(&text);
    *out_end = i;
    return s;
}

/* Where argument number `want` of the call whose "(" is at i begins; 0: nowhere. */
static size_t
argument_at(const struct source *f, size_t i, int want)
{
    int depth = 0, argument = 0;

    for (i++; i < f->s.n && depth >= 0; i++) {
        size_t after;

        if (depth == 0 && argument == want)
            return i;
        after = quiet_skip(f, i);
        if (after > i) {
            i = after - 1;
            continue;
        }
        depth += at(f, i) == '(' || at(f, i) == '{' || at(f, i) == '[';
        depth -= at(f, i) == ')' || at(f, i) == '}' || at(f, i) == ']';
        argument += depth == 0 && at(f, i) == ',';
    }
    return 0;
}

/* The OK row of err.def is no message, and a macro's own definition no use. */
static bool
is_definition(const struct source *f, size_t name)
{
    while (name > 0 && f->s.p[name - 1] == ' ')
        name--;
    return name >= 7 && str_eq(str_sub(f->s, name - 7, 7), S("#define"));
}

static void
call_read(struct source *f, size_t name, Str word, size_t open)
{
    for (size_t k = 0; k < sizeof call / sizeof *call; k++) {
        size_t from, end;
        Str    key;

        if (!str_eq(word, str_of(call[k].name)) || is_definition(f, name))
            continue;
        from = argument_at(f, open, call[k].argument);
        key = from ? literal_read(f, from, &end) : STR_NONE;
        if (key.p == NULL && call[k].strict)
            say(f, name, "MSG marks a literal");
        else if (key.p != NULL && !str_starts(str_sub(f->s, open, f->s.n), S("(OK,")))
            key_add(f, from, key);
    }
}

static void
c_read(struct source *f)
{
    for (size_t i = 0; i < f->s.n;) {
        size_t after = quiet_skip(f, i), open;

        if (after > i) {
            i = after;
            continue;
        }
        while (is_word(at(f, after)))
            after++;
        if (after == i) {
            i++;
            continue;
        }
        open = space_skip(f, after);
        if (at(f, open) == '(')
            call_read(f, i, str_sub(f->s, i, after - i), open);
        i = after;
    }
}

static void
view_read(struct source *f)
{
    for (size_t i = 0; i + 3 < f->s.n; i++) {
        size_t end = i + 3;
        bool   plural;
        Str    key;

        if (!str_starts(str_sub(f->s, i, 3), S("{{t")))
            continue;
        plural = at(f, end) == 'n';
        end += plural;
        if (!is_space(at(f, end)) && at(f, end) != '"')
            continue;
        end = space_skip(f, end);
        if (at(f, end) != '"')
            continue;
        if (plural)
            end = literal_skip(f, end);
        key = literal_read(f, end, &end);
        if (key.p != NULL)
            key_add(f, i, key);
    }
}

void
po_keys_find(struct po_keys *keys, Str path, Str source)
{
    struct source f = { keys, path, source };

    if (str_ends(path, S(".html")))
        view_read(&f);
    else
        c_read(&f);
}
