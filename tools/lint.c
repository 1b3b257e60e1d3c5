/* tools/lint.c -- the rules of the house that no compiler checks.
 *
 *   lint ALLOW FILE…
 *
 * Text files are looked at for width, blanks and length, C files for what they
 * call and how they branch, JSON files are read by the program's own reader.  A
 * fault that has its reason stands in ALLOW: "rule path[:word]  reason"; a line
 * of ALLOW that excuses nothing any more is a fault itself. */
#include "lint.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

static struct {
    struct arena *arena;
    Str           allow;
    bool         *used; /* by line of allow */
    int           faults;
} lint;

/* -- what is allowed ------------------------------------------------------------- */

static Str
next_field(Str *line)
{
    size_t n = 0;
    Str    field;

    *line = str_trim(*line);
    while (n < line->n && line->p[n] != ' ')
        n++;
    field = str_sub(*line, 0, n);
    *line = str_trim(str_sub(*line, n, line->n));
    return field;
}

static bool
is_allowed(const struct lint_file *f, const char *rule, Str word)
{
    Str rest = lint.allow, line, place = str_format(lint.arena, "%.*s:%.*s", STR_ARG(f->path),
                                                    STR_ARG(word));

    for (size_t number = 0; rest.n > 0; number++) {
        Str named, where;

        str_cut(rest, '\n', &line, &rest);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        named = next_field(&line);
        where = next_field(&line);
        if (str_eq(named, str_of(rule)) && (str_eq(where, f->path) || str_eq(where, place))) {
            lint.used[number] = true;
            return true;
        }
    }
    return false;
}

static void
check_allow(Str path)
{
    Str rest = lint.allow, line;

    for (size_t number = 0; rest.n > 0; number++) {
        Str named, where, all;

        str_cut(rest, '\n', &line, &rest);
        all = line;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        named = next_field(&line);
        where = next_field(&line);
        /* script/lint reads the globals' lines itself. */
        if (line.n > 0 && (lint.used[number] || str_eq(named, S("global"))))
            continue;
        lint.faults++;
        fprintf(stderr, "%.*s:%zu: %s: %.*s\n", STR_ARG(path), number + 1,
                line.n > 0 ? "excuses nothing: remove it" : "needs a rule, a place and a reason",
                STR_ARG(where.n > 0 ? all : named));
    }
}

void
lint_fault(const struct lint_file *f, const char *rule, size_t at, Str word, const char *advice)
{
    int line = 1;

    if (is_allowed(f, rule, word))
        return;
    for (size_t i = 0; i < at && i < f->text.n; i++)
        line += f->text.p[i] == '\n';
    lint.faults++;
    fprintf(stderr, "%.*s:%d: %s: %.*s%s%s\n", STR_ARG(f->path), line, rule, STR_ARG(word),
            word.n > 0 ? ": " : "", advice);
}

/* -- files ------------------------------------------------------------------------- */

static Str
read_all(const char *path)
{
    struct buf b = BUF_MAX((size_t)64 << 20);
    FILE      *in = fopen(path, "rb");
    Str        s;

    if (in == NULL) {
        fprintf(stderr, "lint: cannot read %s\n", path);
        exit(2);
    }
    for (;;) {
        char  *room = buf_room(&b, 65536);
        size_t n = room != NULL ? fread(room, 1, 65536, in) : 0;

        if (n == 0)
            break;
        b.n += n;
    }
    fclose(in);
    s = str_copy(lint.arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static void
lint_json(const struct lint_file *f)
{
    struct json      *value;
    struct json_where where;

    if (json_parse(lint.arena, f->text, &value, &where) == ERR_OK)
        return;
    lint_fault(f, "json", where.offset, STR_NONE, where.why);
}

static void
check_file(const char *path)
{
    struct lint_file f = { .path = str_of(path), .text = read_all(path) };
    Str              in_room;

    f.c = str_ends(f.path, S(".c")) || str_ends(f.path, S(".h"));
    f.product = str_starts(f.path, S("src/"));
    if (f.product)
        str_cut(str_sub(f.path, 4, f.path.n), '/', &f.room, &in_room);
    if (str_ends(f.path, S(".json")))
        lint_json(&f);
    lint_layout(&f);
    if (f.c) {
        f.code = lint_blank(lint.arena, f.text);
        lint_code(&f);
    }
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "use: lint ALLOW FILE…\n");
        return 2;
    }
    lint.arena = arena_new();
    lint.allow = read_all(argv[1]);
    lint.used = arena_alloc(lint.arena, lint.allow.n + 1);
    for (int i = 2; i < argc; i++)
        check_file(argv[i]);
    check_allow(str_of(argv[1]));
    arena_free(lint.arena);
    return lint.faults > 0;
}
