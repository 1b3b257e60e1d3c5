/* pack/pattern.c -- see pattern.h.  Floor 3. */
#include "pack/pattern.h"

#include "base/scan.h"

#define ITEMS_MAX 64
#define TIMES_MAX 200

/* One step: which bytes (of ASCII; others count as "any other letter"), how often. */
struct item {
    bool takes[128];
    bool takes_other;
    int  min, max; /* max -1: no end */
};

struct pattern {
    struct item item[ITEMS_MAX];
    int         n;
    bool        from_start, to_end;
};

static void
take_range(struct item *i, int from, int to)
{
    for (int c = from; c <= to && c < 128; c++)
        i->takes[c] = true;
}

static bool
take_escape(struct item *i, char c)
{
    switch (c) {
    case 'd':
        take_range(i, '0', '9');
        return true;
    case 'w':
        take_range(i, '0', '9');
        take_range(i, 'a', 'z');
        take_range(i, 'A', 'Z');
        i->takes['_'] = true;
        return true;
    case 's':
        i->takes[' '] = i->takes['\t'] = i->takes['\n'] = true;
        return true;
    default:
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c < 0)
            return false;
        i->takes[(unsigned char)c] = true;
        return true;
    }
}

/* After "[": the class; *at moves behind "]". */
static bool
read_class(Str p, size_t *at, struct item *i)
{
    bool negated = *at < p.n && p.p[*at] == '^';

    *at += negated;
    while (*at < p.n && p.p[*at] != ']') {
        unsigned char c = (unsigned char)p.p[(*at)++];

        if (c >= 128)
            return false;
        if (c == '\\') {
            if (*at == p.n || !take_escape(i, p.p[(*at)++]))
                return false;
        } else if (*at + 1 < p.n && p.p[*at] == '-' && p.p[*at + 1] != ']') {
            if ((unsigned char)p.p[*at + 1] < c)
                return false;
            take_range(i, c, (unsigned char)p.p[*at + 1]);
            *at += 2;
        } else {
            i->takes[c] = true;
        }
    }
    if (*at == p.n)
        return false;
    (*at)++;
    for (int c = 0; negated && c < 128; c++)
        i->takes[c] = !i->takes[c];
    i->takes_other = negated;
    return true;
}

static bool
read_times(Str p, size_t *at, struct item *i)
{
    Str     inside, low, high, rest;
    int64_t n;

    str_cut(str_sub(p, *at, p.n), '}', &inside, &rest);
    if (*at + inside.n >= p.n)
        return false;
    *at += inside.n + 1;
    if (!str_cut(inside, ',', &low, &high))
        high = low;
    if (scan_digits(low, &n) != ERR_OK || n > TIMES_MAX)
        return false;
    i->min = (int)n;
    i->max = -1;
    if (high.n == 0)
        return true;
    if (scan_digits(high, &n) != ERR_OK || n > TIMES_MAX || n < i->min)
        return false;
    i->max = (int)n;
    return true;
}

static bool
read_repeat(Str p, size_t *at, struct item *i)
{
    i->min = i->max = 1;
    if (*at == p.n)
        return true;
    switch (p.p[*at]) {
    case '*': i->min = 0; i->max = -1; break;
    case '+': i->max = -1; break;
    case '?': i->min = 0; break;
    case '{': (*at)++; return read_times(p, at, i);
    default:  return true;
    }
    (*at)++;
    return true;
}

static bool
read_item(Str p, size_t *at, struct item *i)
{
    unsigned char c = (unsigned char)p.p[(*at)++];

    *i = (struct item){ .min = 1, .max = 1 };
    if (c >= 128 || c == '(' || c == ')' || c == '|' || c == '*' || c == '+' || c == '?' ||
        c == '{' || c == '}' || c == ']' || c == '^' || c == '$')
        return false;
    if (c == '[') {
        if (!read_class(p, at, i))
            return false;
    } else if (c == '\\') {
        if (*at == p.n || !take_escape(i, p.p[(*at)++]))
            return false;
    } else if (c == '.') {
        take_range(i, 0, 127);
        i->takes_other = true;
    } else {
        i->takes[c] = true;
    }
    return read_repeat(p, at, i);
}

static bool
read_pattern(Str p, struct pattern *out)
{
    size_t at = 0;

    out->n = 0;
    out->from_start = p.n > 0 && p.p[0] == '^';
    out->to_end = p.n > 1 && p.p[p.n - 1] == '$' && p.p[p.n - 2] != '\\';
    at += out->from_start;
    p.n -= out->to_end;
    while (at < p.n)
        if (out->n == ITEMS_MAX || !read_item(p, &at, &out->item[out->n++]))
            return false;
    return true;
}

bool
pattern_is_safe(Str p)
{
    struct pattern pattern;

    return read_pattern(p, &pattern);
}

/* -- matching: states are (item, times taken); each byte moves every state once ------ */

struct places {
    bool in[ITEMS_MAX + 1][TIMES_MAX + 2];
};

/* Marks a place and those reachable without a byte. */
static void
enter(const struct pattern *p, struct places *s, int item, int times)
{
    while (true) {
        int cap = item < p->n && p->item[item].max < 0 && times > p->item[item].min
                      ? p->item[item].min : times;

        s->in[item][cap] = true;
        if (item == p->n || cap < p->item[item].min)
            return;
        item++;
        times = 0;
    }
}

static bool
takes(const struct item *i, unsigned char c)
{
    return c < 128 ? i->takes[c] : i->takes_other;
}

static void
step(const struct pattern *p, const struct places *from, struct places *to, unsigned char c)
{
    for (int item = 0; item < p->n; item++)
        for (int t = 0; t <= TIMES_MAX; t++) {
            const struct item *i = &p->item[item];

            if (from->in[item][t] && takes(i, c) && (i->max < 0 || t < i->max))
                enter(p, to, item, t + 1);
        }
}

/* Bytes that continue a character of more than one byte belong to it. */
static bool
continues(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

bool
pattern_holds(Str pattern, Str text)
{
    struct pattern p;
    struct places *now, *next;
    bool           done = false;

    if (!read_pattern(pattern, &p))
        return false;
    now = mem_alloc(2 * sizeof *now);
    next = now + 1;
    enter(&p, now, 0, 0);
    for (size_t i = 0; i < text.n && !(done = now->in[p.n][0] && !p.to_end); i++) {
        struct places *old = now;

        if (continues((unsigned char)text.p[i]))
            continue;
        memset(next, 0, sizeof *next);
        step(&p, now, next, (unsigned char)text.p[i]);
        if (!p.from_start)
            enter(&p, next, 0, 0);
        now = next;
        next = old;
    }
    done = done || now->in[p.n][0];
    mem_free(now < next ? now : next);
    return done;
}
