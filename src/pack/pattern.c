/* pack/pattern.c -- see pattern.h.  The tree becomes a small program; matching
 * runs all its ways at once (Thompson 1968), so that no pattern can make a text
 * slow to check.  Floor 3. */
#include "pack/pattern.h"

#include <utf8proc.h>

#include "base/lang.h"
#include "pack/pattern_parts.h"

/* -- from tree to program ------------------------------------------------------------ */

struct writing {
    struct arena *arena;
    struct step  *step;
    int           n, size;
};

static enum err write_node(struct writing *, const struct node *);

static enum err
put(struct writing *w, struct step s)
{
    if (w->n == PATTERN_SIZE_MAX)
        return ERR_TOO_LARGE;
    if (w->n == w->size) {
        struct step *more = arena_array(w->arena, struct step, w->size * 2 + 16);

        if (w->n > 0)
            memcpy(more, w->step, sizeof *more * (size_t)w->n);
        w->step = more;
        w->size = w->size * 2 + 16;
    }
    w->step[w->n++] = s;
    return ERR_OK;
}

static enum err
write_either(struct writing *w, const struct node *n)
{
    int split = w->n, jump;

    TRY(put(w, (struct step){ .op = OP_SPLIT, .x = split + 1 }));
    TRY(write_node(w, n->a));
    jump = w->n;
    TRY(put(w, (struct step){ .op = OP_JUMP }));
    w->step[split].y = w->n;
    TRY(write_node(w, n->b));
    w->step[jump].x = w->n;
    return ERR_OK;
}

/* x{2,4} is xx(x(x)?)?, x{2,} is xx(x)*. */
static enum err
write_repeat(struct writing *w, const struct node *n)
{
    int first_split = -1, split = -1;

    for (int i = 0; i < n->min; i++) {
        int before = w->n;

        TRY(write_node(w, n->a));
        if (w->n == before) /* of nothing, once is as good as a thousand times */
            return ERR_OK;
    }
    if (n->max < 0) {
        split = w->n;
        TRY(put(w, (struct step){ .op = OP_SPLIT, .x = split + 1 }));
        TRY(write_node(w, n->a));
        TRY(put(w, (struct step){ .op = OP_JUMP, .x = split }));
        w->step[split].y = w->n;
        return ERR_OK;
    }
    for (int i = n->min; i < n->max; i++) {
        split = w->n;
        /* y holds the split before, until the end is known */
        TRY(put(w, (struct step){ .op = OP_SPLIT, .x = split + 1, .y = first_split }));
        first_split = split;
        TRY(write_node(w, n->a));
    }
    for (int at = first_split; at >= 0;) {
        int before = w->step[at].y;

        w->step[at].y = w->n;
        at = before;
    }
    return ERR_OK;
}

static enum err
write_node(struct writing *w, const struct node *n)
{
    switch (n->kind) {
    case NODE_EMPTY:
        return ERR_OK;
    case NODE_CLASS:
        return put(w, (struct step){ .op = OP_CLASS, .class = n->class });
    case NODE_PLACE:
        return put(w, (struct step){ .op = n->place });
    case NODE_BOTH:
        TRY(write_node(w, n->a));
        return write_node(w, n->b);
    case NODE_EITHER:
        return write_either(w, n);
    case NODE_REPEAT:
        return write_repeat(w, n);
    }
    return ERR_INTERNAL;
}

enum err
pattern_compile(struct arena *arena, Str s, struct pattern **out, const char **why)
{
    struct node   *tree;
    struct writing w = { .arena = arena };
    struct pattern *p;

    TRY(pattern_read(arena, s, &tree, why));
    if (write_node(&w, tree) != ERR_OK || put(&w, (struct step){ .op = OP_MATCH }) != ERR_OK) {
        *why = MSG("The pattern is too long.");
        return ERR_INVALID;
    }
    p = arena_make(arena, struct pattern);
    *p = (struct pattern){ .step = w.step, .n = w.n };
    *out = p;
    return ERR_OK;
}

/* -- matching --------------------------------------------------------------------------- */

static bool
in_class(const struct class *c, uint32_t ch)
{
    bool found = false;

    for (int i = 0; i < c->n && !found; i++) {
        const struct class_item *item = &c->item[i];

        if (item->mask != 0)
            found = ((item->mask >> utf8proc_category((utf8proc_int32_t)ch) & 1) != 0) !=
                    item->negated;
        else
            found = ch >= item->lo && ch <= item->hi;
    }
    return found != c->negated;
}

static bool
is_word(int64_t ch)
{
    return (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || ch == '_' ||
           (ch >= 'a' && ch <= 'z');
}

/* Where we are: the characters on both sides, -1 at the ends. */
struct here {
    int64_t before, after;
};

struct run {
    const struct pattern *p;
    int                  *seen; /* the round in which a step was last reached */
    int                  *list, *next, *stack;
    int                   n, n_next, round;
    bool                  matched;
};

static bool
holds(enum op op, struct here h)
{
    switch (op) {
    case OP_BEGIN:    return h.before < 0;
    case OP_END:      return h.after < 0;
    case OP_WORD:     return is_word(h.before) != is_word(h.after);
    case OP_NOT_WORD: return is_word(h.before) == is_word(h.after);
    default:          return true;
    }
}

static void
push(struct run *r, int *n, int at)
{
    if (r->seen[at] != r->round) {
        r->seen[at] = r->round;
        r->stack[(*n)++] = at;
    }
}

/* Follows what takes no character from a step on; each step once a round. */
static void
reach(struct run *r, int *list, int *n_list, int from, struct here h)
{
    int n = 0;

    push(r, &n, from);
    while (n > 0) {
        int                at = r->stack[--n];
        const struct step *s = &r->p->step[at];

        switch (s->op) {
        case OP_CLASS:
            list[(*n_list)++] = at;
            break;
        case OP_MATCH:
            r->matched = true;
            break;
        case OP_SPLIT:
            push(r, &n, s->x);
            push(r, &n, s->y);
            break;
        case OP_JUMP:
            push(r, &n, s->x);
            break;
        default:
            if (holds(s->op, h))
                push(r, &n, at + 1);
        }
    }
}

static int64_t
char_at(Str text, size_t at, size_t *length)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n;

    *length = 0;
    if (at >= text.n)
        return -1;
    n = utf8proc_iterate((const utf8proc_uint8_t *)text.p + at, (utf8proc_ssize_t)(text.n - at),
                         &c);
    *length = n > 0 ? (size_t)n : 1;
    return n > 0 ? c : 0xFFFD;
}

static void
step_over(struct run *r, int64_t ch, struct here next)
{
    int *swap;

    r->round++;
    r->n_next = 0;
    for (int i = 0; i < r->n; i++)
        if (in_class(r->p->step[r->list[i]].class, (uint32_t)ch))
            reach(r, r->next, &r->n_next, r->list[i] + 1, next);
    /* A match may begin anywhere. */
    reach(r, r->next, &r->n_next, 0, next);
    swap = r->list;
    r->list = r->next;
    r->next = swap;
    r->n = r->n_next;
}

size_t
pattern_size(const struct pattern *p)
{
    return (size_t)p->n;
}

static bool
run_over(struct run *r, Str text)
{
    size_t  at = 0, length;
    int64_t ch = char_at(text, 0, &length);

    reach(r, r->list, &r->n, 0, (struct here){ -1, ch });
    while (!r->matched && ch >= 0) {
        size_t  next_length;
        int64_t next;

        at += length;
        next = char_at(text, at, &next_length);
        step_over(r, ch, (struct here){ ch, next });
        ch = next;
        length = next_length;
    }
    return r->matched;
}

#define SMALL 128 /* steps of a pattern for which no memory is asked */

bool
pattern_matches(struct arena *arena, const struct pattern *p, Str text)
{
    int        small[SMALL * 4];
    int       *room = p->n <= SMALL ? small : arena_array(arena, int, p->n * 4);
    struct run r = { .p = p, .seen = room, .list = room + p->n, .next = room + p->n * 2,
                     .stack = room + p->n * 3, .round = 1 };

    if (text.n > PATTERN_TEXT_MAX)
        return false;
    memset(r.seen, 0, sizeof *r.seen * (size_t)p->n);
    return run_over(&r, text);
}
