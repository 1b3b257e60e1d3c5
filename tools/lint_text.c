/* tools/lint_text.c -- how files look: width, blanks, length; and the blanking of
 * comments and literals that lint_code.c works on. */
#include "lint.h"

#include <stdio.h>

#define WIDTH_MAX  100 /* characters, as a reader counts */
#define LINES_MAX  800
#define HEADER_MAX 150

static size_t
width(Str line)
{
    size_t n = 0;

    for (size_t i = 0; i < line.n; i++)
        n += ((unsigned char)line.p[i] & 0xc0) != 0x80;
    return n;
}

/* Lines that people write to a measure; prose, data, markup and the rows of a test's
 * table flow. */
static bool
has_measure(const struct lint_file *f)
{
    if (str_starts(f->path, S("test/")))
        return false;
    return f->c || str_ends(f->path, S(".sh")) || str_ends(f->path, S(".sql")) ||
           str_starts(f->path, S("script/"));
}

static bool
may_have_tabs(const struct lint_file *f)
{
    return str_ends(f->path, S(".mk")) || str_ends(f->path, S("Makefile"));
}

static void
check_length(const struct lint_file *f, int lines)
{
    char text[120];

    if (f->product && str_ends(f->path, S(".h")) && lines > HEADER_MAX)
        fprintf(stderr, "%.*s:1: %d lines; a contract fits in %d: look again\n",
                STR_ARG(f->path), lines, HEADER_MAX);
    if (lines <= LINES_MAX)
        return;
    snprintf(text, sizeof text, "%d lines; a file does one thing in at most %d", lines,
             LINES_MAX);
    lint_fault(f, "length", 0, STR_NONE, text);
}

void
lint_layout(const struct lint_file *f)
{
    Str    rest = f->text, line;
    size_t at = 0;
    int    lines = 0;

    while (rest.n > 0) {
        str_cut(rest, '\n', &line, &rest);
        lines++;
        if (line.n > 0 && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t' ||
                           line.p[line.n - 1] == '\r'))
            lint_fault(f, "blank", at, STR_NONE, "blanks at the end of the line");
        if (line.n > 0 && memchr(line.p, '\t', line.n) != NULL && !may_have_tabs(f))
            lint_fault(f, "tab", at, STR_NONE, "four spaces, no tab");
        if (has_measure(f) && width(line) > WIDTH_MAX)
            lint_fault(f, "width", at, STR_NONE, "more than 100 characters");
        at += line.n + 1;
    }
    if (f->text.n > 0 && f->text.p[f->text.n - 1] != '\n')
        lint_fault(f, "blank", f->text.n, STR_NONE, "the last line does not end");
    if (f->c)
        check_length(f, lines);
}

/* -- blanking ------------------------------------------------------------------------ */

static size_t
comment_length(Str s, size_t at)
{
    bool      block = str_starts(str_sub(s, at, 2), S("/*"));
    ptrdiff_t end;

    if (!block && !str_starts(str_sub(s, at, 2), S("//")))
        return 0;
    end = str_find(str_sub(s, at + 2, s.n), block ? S("*/") : S("\n"));
    return end < 0 ? s.n - at : 2 + (size_t)end + (block ? 2 : 0);
}

static size_t
literal_length(Str s, size_t at)
{
    char quote = s.p[at];

    if (quote != '"' && quote != '\'')
        return 0;
    for (size_t i = at + 1; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == quote || s.p[i] == '\n')
            return i + 1 - at;
    }
    return s.n - at;
}

Str
lint_blank(struct arena *arena, Str text)
{
    Str   copy = str_copy(arena, text);
    char *p = (char *)copy.p;

    for (size_t at = 0; at < text.n;) {
        size_t n = comment_length(text, at);

        if (n == 0)
            n = literal_length(text, at);
        for (size_t i = at; i < at + n; i++)
            if (p[i] != '\n')
                p[i] = ' ';
        at += n > 0 ? n : 1;
    }
    return copy;
}
