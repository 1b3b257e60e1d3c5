/* pack/pattern_read.c -- a pattern's text into a tree.
 *
 *   choice   = sequence { "|" sequence }
 *   sequence = { atom [ "*" | "+" | "?" | "{" n [ "," [ m ] ] "}" ] }
 *   atom     = "(" [ "?:" ] choice ")" | "[" class "]" | "^" | "$" | "." |
 *              "\" escape | character
 *
 * Floor 3. */
#include <utf8proc.h>

#include "base/lang.h"
#include "base/scan.h"
#include "pack/pattern_parts.h"

#define NESTING_MAX 30
#define REPEAT_MAX  1000
#define LAST_CHAR   0x10FFFFu

struct reading {
    struct arena *arena;
    Str           s;
    size_t        at;
    int           depth;
    const char   *why;
};

static enum err read_choice(struct reading *, struct node **out);

static enum err
bad(struct reading *r, const char *why)
{
    if (r->why == NULL)
        r->why = why;
    return ERR_INVALID;
}

static int
peek(const struct reading *r)
{
    return r->at < r->s.n ? (unsigned char)r->s.p[r->at] : -1;
}

static bool
take(struct reading *r, const char *word)
{
    Str w = str_of(word);

    if (!str_eq(str_sub(r->s, r->at, w.n), w))
        return false;
    r->at += w.n;
    return true;
}

static enum err
take_char(struct reading *r, uint32_t *out)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)r->s.p + r->at,
                                          (utf8proc_ssize_t)(r->s.n - r->at), &c);

    if (r->at >= r->s.n || n <= 0)
        return bad(r, MSG("The pattern ends too early."));
    r->at += (size_t)n;
    *out = (uint32_t)c;
    return ERR_OK;
}

static struct node *
node(struct reading *r, enum node_kind kind)
{
    struct node *n = arena_make(r->arena, struct node);

    n->kind = kind;
    return n;
}

/* -- classes ---------------------------------------------------------------------- */

#define CLASS_ITEMS_MAX 200

static struct class *
class_new(struct reading *r)
{
    struct class *c = arena_make(r->arena, struct class);

    c->item = arena_array(r->arena, struct class_item, 4);
    return c;
}

static enum err
class_add(struct reading *r, struct class *c, struct class_item item)
{
    if (c->n == CLASS_ITEMS_MAX)
        return bad(r, MSG("The pattern is too long."));
    if (c->n >= 4 && (c->n & (c->n - 1)) == 0) { /* full at each power of two */
        struct class_item *more = arena_array(r->arena, struct class_item, c->n * 2);

        memcpy(more, c->item, sizeof *more * (size_t)c->n);
        c->item = more;
    }
    c->item[c->n++] = item;
    return ERR_OK;
}

static enum err
class_add_range(struct reading *r, struct class *c, uint32_t lo, uint32_t hi)
{
    return class_add(r, c, (struct class_item){ .lo = lo, .hi = hi });
}

static const uint32_t digit_ranges[][2] = { { '0', '9' } };
static const uint32_t word_ranges[][2] = { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } };
static const uint32_t space_ranges[][2] = {
    { 9, 13 },          { ' ', ' ' },       { 0xA0, 0xA0 },     { 0x1680, 0x1680 },
    { 0x2000, 0x200A }, { 0x2028, 0x2029 }, { 0x202F, 0x202F }, { 0x205F, 0x205F },
    { 0x3000, 0x3000 }, { 0xFEFF, 0xFEFF },
};
static const uint32_t line_ends[][2] = { { '\n', '\n' }, { '\r', '\r' }, { 0x2028, 0x2029 } };

/* The ranges, ascending, or what lies between them. */
static enum err
class_add_ranges(struct reading *r, struct class *c, const uint32_t (*range)[2], size_t n,
                 bool others)
{
    uint32_t next = 0;

    for (size_t i = 0; i < n; i++) {
        if (!others)
            TRY(class_add_range(r, c, range[i][0], range[i][1]));
        else if (range[i][0] > next)
            TRY(class_add_range(r, c, next, range[i][0] - 1));
        next = range[i][1] + 1;
    }
    return others ? class_add_range(r, c, next, LAST_CHAR) : ERR_OK;
}
#define ADD_RANGES(r, c, ranges, others) \
    class_add_ranges(r, c, ranges, sizeof(ranges) / sizeof((ranges)[0]), others)

/* "\p{Lu}", after the p. */
static enum err
class_add_property(struct reading *r, struct class *c, bool negated)
{
    static const struct {
        const char *name;
        uint32_t    mask;
    } known[] = {
        { "{L}", 1u << UTF8PROC_CATEGORY_LU | 1u << UTF8PROC_CATEGORY_LL |
                     1u << UTF8PROC_CATEGORY_LT | 1u << UTF8PROC_CATEGORY_LM |
                     1u << UTF8PROC_CATEGORY_LO },
        { "{Lu}", 1u << UTF8PROC_CATEGORY_LU },
        { "{Ll}", 1u << UTF8PROC_CATEGORY_LL },
        { "{N}", 1u << UTF8PROC_CATEGORY_ND | 1u << UTF8PROC_CATEGORY_NL |
                     1u << UTF8PROC_CATEGORY_NO },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (take(r, known[i].name))
            return class_add(r, c, (struct class_item){ .mask = known[i].mask,
                                                        .negated = negated });
    return bad(r, MSG("Of \\p only {L}, {Lu}, {Ll} and {N} are known."));
}

/* -- escapes ----------------------------------------------------------------------- */

static enum err
take_hex(struct reading *r, size_t digits, uint32_t *out)
{
    uint32_t value = 0;

    for (size_t i = 0; i < digits; i++) {
        int c = peek(r);

        if (c >= '0' && c <= '9')
            value = value * 16 + (uint32_t)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            value = value * 16 + (uint32_t)((c | 32) - 'a' + 10);
        else
            return bad(r, MSG("The pattern has a \\ that stands for nothing."));
        r->at++;
    }
    *out = value;
    return ERR_OK;
}

static enum err
take_unicode(struct reading *r, uint32_t *out)
{
    ptrdiff_t close = str_find(str_sub(r->s, r->at, 9), S("}"));

    if (!take(r, "{"))
        return take_hex(r, 4, out);
    if (close < 2)
        return bad(r, MSG("The pattern has a \\ that stands for nothing."));
    TRY(take_hex(r, (size_t)close - 1, out));
    r->at++;
    return *out <= LAST_CHAR ? ERR_OK
                             : bad(r, MSG("The pattern has a \\ that stands for nothing."));
}

/* A letter, a digit, "_" or beyond ASCII: what may not stand for itself after "\". */
static bool
has_a_meaning(uint32_t c)
{
    return c >= 128 || c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* \t \n \r \f \v \0; a digit after \0 would make another number of it in other readers. */
static enum err
read_control(struct reading *r, uint32_t letter, uint32_t *out)
{
    static const char letters[] = "tnrfv0", stands[] = "\t\n\r\f\v";

    *out = (uint32_t)stands[strchr(letters, (int)letter) - letters];
    return letter == '0' && peek(r) >= '0' && peek(r) <= '9'
               ? bad(r, MSG("The pattern has a \\ that stands for nothing."))
               : ERR_OK;
}

/* A single character after "\". */
static enum err
read_char_escape(struct reading *r, uint32_t *out)
{
    uint32_t c = 0;

    TRY(take_char(r, &c));
    if (c == 'x')
        return take_hex(r, 2, out);
    if (c == 'u')
        return take_unicode(r, out);
    if (c == 'c' && (peek(r) | 32) >= 'a' && (peek(r) | 32) <= 'z') {
        *out = (uint32_t)r->s.p[r->at++] & 31;
        return ERR_OK;
    }
    if (c < 128 && c != 0 && strchr("tnrfv0", (int)c) != NULL)
        return read_control(r, c, out);
    if (has_a_meaning(c))
        return bad(r, c >= '1' && c <= '9' ? MSG("Back-references are not known in patterns.")
                                           : MSG("The pattern has a \\ that stands for nothing."));
    *out = c;
    return ERR_OK;
}

/* \d \W \p{L}, after the "\"; *found false when it is none of them. */
static enum err
read_class_escape(struct reading *r, struct class *c, bool *found)
{
    int letter = peek(r);

    *found = letter > 0 && strchr("dDwWsSpP", letter) != NULL;
    if (!*found)
        return ERR_OK;
    r->at++;
    switch (letter | 32) {
    case 'd': return ADD_RANGES(r, c, digit_ranges, letter == 'D');
    case 'w': return ADD_RANGES(r, c, word_ranges, letter == 'W');
    case 's': return ADD_RANGES(r, c, space_ranges, letter == 'S');
    default:  return class_add_property(r, c, letter == 'P');
    }
}

/* -- "[…]" ---------------------------------------------------------------------------- */

/* One end of a range; *alone when it was a class of its own, as \d. */
static enum err
read_class_part(struct reading *r, struct class *c, uint32_t *out, bool *alone)
{
    *alone = false;
    if (peek(r) != '\\')
        return take_char(r, out);
    r->at++;
    if (peek(r) == 'b') { /* a backspace, inside a class */
        r->at++;
        *out = '\b';
        return ERR_OK;
    }
    if (take(r, "-")) {
        *out = '-';
        return ERR_OK;
    }
    TRY(read_class_escape(r, c, alone));
    return *alone ? ERR_OK : read_char_escape(r, out);
}

static enum err
read_class(struct reading *r, struct node **out)
{
    struct class *c = class_new(r);

    c->negated = take(r, "^");
    while (!take(r, "]")) {
        uint32_t lo = 0, hi;
        bool     alone, alone_too = false;

        TRY(read_class_part(r, c, &lo, &alone));
        if (alone)
            continue;
        hi = lo;
        if (peek(r) == '-' && str_sub(r->s, r->at + 1, 1).n > 0 && r->s.p[r->at + 1] != ']') {
            r->at++;
            TRY(read_class_part(r, c, &hi, &alone_too));
        }
        if (alone_too || hi < lo)
            return bad(r, MSG("The pattern has a range that ends before it begins."));
        TRY(class_add_range(r, c, lo, hi));
    }
    *out = node(r, NODE_CLASS);
    (*out)->class = c;
    return ERR_OK;
}

/* -- atoms ------------------------------------------------------------------------------ */

static struct node *
place(struct reading *r, enum op op)
{
    struct node *n = node(r, NODE_PLACE);

    n->place = op;
    return n;
}

static enum err
read_escape(struct reading *r, struct node **out)
{
    struct class *c = class_new(r);
    uint32_t      one = 0;
    bool          found;

    if (take(r, "b") || take(r, "B")) {
        *out = place(r, r->s.p[r->at - 1] == 'b' ? OP_WORD : OP_NOT_WORD);
        return ERR_OK;
    }
    TRY(read_class_escape(r, c, &found));
    if (!found) {
        TRY(read_char_escape(r, &one));
        TRY(class_add_range(r, c, one, one));
    }
    *out = node(r, NODE_CLASS);
    (*out)->class = c;
    return ERR_OK;
}

static enum err
read_group(struct reading *r, struct node **out)
{
    if (take(r, "?") && !take(r, ":"))
        return bad(r, MSG("Look-around and named groups are not known in patterns."));
    if (++r->depth > NESTING_MAX)
        return bad(r, MSG("The pattern is nested too deeply."));
    TRY(read_choice(r, out));
    r->depth--;
    return take(r, ")") ? ERR_OK : bad(r, MSG("The pattern has a ( without its )."));
}

static enum err
read_plain(struct reading *r, struct node **out)
{
    struct class *c = class_new(r);
    uint32_t      one = 0;

    if (take(r, ".")) {
        TRY(ADD_RANGES(r, c, line_ends, true));
    } else {
        if (peek(r) > 0 && strchr("*+?{}])", peek(r)) != NULL)
            return bad(r, MSG("The pattern has a sign that must stand after \\."));
        TRY(take_char(r, &one));
        TRY(class_add_range(r, c, one, one));
    }
    *out = node(r, NODE_CLASS);
    (*out)->class = c;
    return ERR_OK;
}

static enum err
read_atom(struct reading *r, struct node **out)
{
    if (take(r, "("))
        return read_group(r, out);
    if (take(r, "["))
        return read_class(r, out);
    if (take(r, "\\"))
        return read_escape(r, out);
    if (take(r, "^") || take(r, "$")) {
        *out = place(r, r->s.p[r->at - 1] == '^' ? OP_BEGIN : OP_END);
        return ERR_OK;
    }
    return read_plain(r, out);
}

/* -- repetitions -------------------------------------------------------------------------- */

static enum err
take_count(struct reading *r, int *out)
{
    size_t  from = r->at;
    int64_t n;

    while (peek(r) >= '0' && peek(r) <= '9')
        r->at++;
    if (scan_digits(str_sub(r->s, from, r->at - from), &n) != ERR_OK || n > REPEAT_MAX)
        return bad(r, MSG("The pattern repeats in a way that is not known: {n}, {n,} or {n,m}, "
                          "at most 1,000."));
    *out = (int)n;
    return ERR_OK;
}

static enum err
read_times(struct reading *r, int *min, int *max, bool *found)
{
    *found = true;
    *min = 0;
    *max = -1;
    if (take(r, "*"))
        return ERR_OK;
    *min = 1;
    if (take(r, "+"))
        return ERR_OK;
    *min = 0;
    *max = 1;
    if (take(r, "?"))
        return ERR_OK;
    *found = take(r, "{");
    if (!*found)
        return ERR_OK;
    TRY(take_count(r, min));
    *max = *min;
    if (take(r, ",")) {
        *max = -1;
        if (peek(r) != '}')
            TRY(take_count(r, max));
    }
    if (!take(r, "}") || (*max >= 0 && *max < *min))
        return bad(r, MSG("The pattern repeats in a way that is not known: {n}, {n,} or {n,m}, "
                          "at most 1,000."));
    return ERR_OK;
}

static enum err
read_repeated(struct reading *r, struct node **out)
{
    struct node *atom, *n;
    int          min, max;
    bool         found;

    TRY(read_atom(r, &atom));
    *out = atom;
    TRY(read_times(r, &min, &max, &found));
    if (!found)
        return ERR_OK;
    if (atom->kind == NODE_PLACE)
        return bad(r, MSG("The pattern has a sign that must stand after \\."));
    if (peek(r) == '?')
        return bad(r, MSG("Lazy repetitions are not known in patterns."));
    n = node(r, NODE_REPEAT);
    n->a = atom;
    n->min = min;
    n->max = max;
    *out = n;
    return ERR_OK;
}

static enum err
read_sequence(struct reading *r, struct node **out)
{
    struct node *all = node(r, NODE_EMPTY);

    while (peek(r) >= 0 && peek(r) != '|' && peek(r) != ')') {
        struct node *next, *both;

        TRY(read_repeated(r, &next));
        both = node(r, NODE_BOTH);
        both->a = all;
        both->b = next;
        all = all->kind == NODE_EMPTY ? next : both;
    }
    *out = all;
    return ERR_OK;
}

static enum err
read_choice(struct reading *r, struct node **out)
{
    TRY(read_sequence(r, out));
    while (take(r, "|")) {
        struct node *either = node(r, NODE_EITHER);

        either->a = *out;
        TRY(read_sequence(r, &either->b));
        *out = either;
    }
    return ERR_OK;
}

enum err
pattern_read(struct arena *arena, Str s, struct node **out, const char **why)
{
    struct reading r = { .arena = arena, .s = s };
    enum err       err;

    if (s.n > PATTERN_SIZE_MAX)
        err = bad(&r, MSG("The pattern is too long."));
    else
        err = read_choice(&r, out);
    if (err == ERR_OK && r.at < s.n)
        err = bad(&r, MSG("The pattern has a ) without its (."));
    *why = r.why;
    return err;
}
