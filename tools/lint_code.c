/* tools/lint_code.c -- what C may not say here, and what to say instead.
 *
 * Works on the code with comments and literals blanked, so a word is a word of
 * the program.  No parsing beyond parentheses: the rules were chosen so. */
#include "lint.h"

static const struct {
    const char *call, *advice;
    bool        everywhere; /* in tests and build tools, which meet only our own input */
} banned[] = {
    { "strcpy", "str_copy or a struct buf", true },
    { "strcat", "a struct buf", true },
    { "strncpy", "str_copy or memcpy with its length", true },
    { "sprintf", "str_format or buf_format", true },
    { "vsprintf", "vsnprintf", true },
    { "sscanf", "base/scan.h: the whole field or failure", false },
    { "atoi", "scan_int", false },
    { "atol", "scan_int", false },
    { "atof", "keep decimals as text", false },
    { "strtok", "str_cut", false },
    { "gets", "read with a length", true },
    { "alloca", "the arena", true },
    { "setjmp", "return an enum err", true },
    { "longjmp", "return an enum err", true },
    { "system", "posix_spawn with a list of arguments", true },
    { "popen", "posix_spawn with a list of arguments", false },
    { "localtime", "base/time.h; the zone is TIME_ZONE", false },
    { "localtime_r", "base/time.h; the zone is TIME_ZONE", false },
    { "mktime", "day_of and time_at", false },
    { "rand", "random_bytes", false },
    { "srand", "random_bytes", false },
    { "random", "random_bytes", false },
    { "malloc", "the arena, or mem_alloc", false },
    { "calloc", "the arena, or mem_alloc", false },
    { "realloc", "mem_resize", false },
    { "strdup", "str_copy", false },
    { "free", "mem_free", false },
    { "time", "the act's clock: only cmd reads the system's", false },
    { "gettimeofday", "the act's clock: only cmd reads the system's", false },
};

static bool
is_word_at(Str s, size_t at, Str word)
{
    return str_eq(str_sub(s, at, word.n), word) && (at == 0 || !lint_is_word(s.p[at - 1])) &&
           (at + word.n >= s.n || !lint_is_word(s.p[at + word.n]));
}

static size_t
skip_space(Str s, size_t at)
{
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t' || s.p[at] == '\n'))
        at++;
    return at;
}

static size_t
word_length(Str s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && lint_is_word(s.p[at + n]))
        n++;
    return n;
}

/* -- calls ------------------------------------------------------------------------- */

/* base owns memory, cmd the clock. */
static bool
owns(const struct lint_file *f, Str call)
{
    static const char *const memory[] = { "malloc", "calloc", "realloc", "free" };

    if (str_eq(f->room, S("cmd")))
        return str_eq(call, S("time")) || str_eq(call, S("gettimeofday"));
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++)
        if (str_eq(call, str_of(memory[i])))
            return str_eq(f->room, S("base"));
    return false;
}

static void
check_call(const struct lint_file *f, size_t at, Str word)
{
    for (size_t i = 0; i < sizeof banned / sizeof banned[0]; i++) {
        if (str_eq(word, str_of(banned[i].call)) && (f->product || banned[i].everywhere) &&
            !owns(f, word))
            lint_fault(f, "banned", at, word, banned[i].advice);
    }
}

static bool
is_member(Str code, size_t at)
{
    return at > 0 && (code.p[at - 1] == '.' || (at > 1 && code.p[at - 1] == '>' &&
                                                 code.p[at - 2] == '-'));
}

/* -- conditions ---------------------------------------------------------------------- */

static bool
is_assignment(Str code, size_t at)
{
    char before = at > 0 ? code.p[at - 1] : ' ', after = at + 1 < code.n ? code.p[at + 1] : ' ';

    if (code.p[at] != '=' || after == '=')
        return false;
    if (before == '<' || before == '>') /* <<= and >>= assign, <= and >= do not */
        return at > 1 && code.p[at - 2] == before;
    return before != '=' && before != '!';
}

static bool
asks(Str word)
{
    return str_eq(word, S("if")) || str_eq(word, S("while")) || str_eq(word, S("for"));
}

/* From the opening parenthesis on; for a for, only its middle part.  Braces hold
 * the members of a literal, whose = names them. */
static void
check_condition(const struct lint_file *f, size_t open, bool is_for)
{
    int parens = 0, braces = 0, part = 0;

    for (size_t i = open; i < f->code.n; i++) {
        char c = f->code.p[i];

        parens += (c == '(') - (c == ')');
        braces += (c == '{') - (c == '}');
        if (parens == 0)
            return;
        part += c == ';' && parens == 1;
        if (braces == 0 && (!is_for || part == 1) && is_assignment(f->code, i))
            lint_fault(f, "assign", i, STR_NONE, "assign first, then ask");
    }
}

/* -- the preprocessor ------------------------------------------------------------------ */

/* Up to the end of a directive, with its continuation lines. */
static Str
directive(Str code, size_t at)
{
    size_t end = at;

    while (end < code.n && (code.p[end] != '\n' || code.p[end - 1] == '\\'))
        end++;
    return str_sub(code, at, end - at);
}

static void
check_macro(const struct lint_file *f, size_t at, Str line)
{
    static const char *const leaves[] = { "return", "goto", "break", "continue" };
    size_t                   name = skip_space(line, sizeof "#define" - 1);

    if (is_word_at(line, name, S("TRY")))
        return;
    for (size_t i = name; i < line.n; i++)
        for (size_t k = 0; k < sizeof leaves / sizeof leaves[0]; k++)
            if (is_word_at(line, i, str_of(leaves[k])))
                lint_fault(f, "macro", at, str_sub(line, name, word_length(line, name)),
                           "only TRY may hide a way out of a function");
}

static bool
may_choose(const struct lint_file *f)
{
    return str_eq(f->room, S("base")) || str_starts(f->path, S("src/store/drv_"));
}

/* #ifndef NAME followed by #define NAME. */
static bool
is_guard(Str code, size_t at, Str line)
{
    size_t name = skip_space(line, sizeof "#ifndef" - 1);
    Str    word = str_sub(line, name, word_length(line, name));
    Str    next = directive(code, skip_space(code, at + line.n));

    return str_starts(line, S("#ifndef")) && str_starts(next, S("#define")) &&
           is_word_at(next, skip_space(next, sizeof "#define" - 1), word);
}

static void
check_directive(const struct lint_file *f, size_t at)
{
    Str line = directive(f->code, at);

    if (str_starts(line, S("#define")))
        check_macro(f, at, line);
    if (f->product && str_starts(line, S("#if")) && !may_choose(f) && !is_guard(f->code, at, line))
        lint_fault(f, "ifdef", at, STR_NONE, "two ways to build are two programs: choose at run");
}

/* -- all of it ---------------------------------------------------------------------------- */

void
lint_code(const struct lint_file *f)
{
    for (size_t at = 0; at < f->code.n;) {
        size_t n = word_length(f->code, at), after;
        Str    word = str_sub(f->code, at, n);

        if (n == 0) {
            if (f->code.p[at] == '#' && (at == 0 || f->code.p[at - 1] == '\n'))
                check_directive(f, at);
            at++;
            continue;
        }
        after = skip_space(f->code, at + n);
        if (after < f->code.n && f->code.p[after] == '(' && !is_member(f->code, at)) {
            check_call(f, at, word);
            if (f->product && asks(word))
                check_condition(f, after, str_eq(word, S("for")));
        }
        if (f->product && str_eq(word, S("CLOCK_REALTIME")) && !str_eq(f->room, S("cmd")))
            lint_fault(f, "banned", at, word, "the act's clock, or CLOCK_MONOTONIC to wait");
        at += n;
    }
}
