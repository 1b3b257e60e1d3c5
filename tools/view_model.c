/* tools/view_model.c -- the declaration that opens a view.
 *
 *   model: worklist.mine — count:number, note?, tags[.], by{name, unit?},
 *          rows[code, person, due?], body:html, >layout, …
 *
 * ">name" takes in what that partial or layout declares; a final "…" lets the
 * model hold members that the page does not show (its JSON does). */
#include "view.h"

struct reader {
    struct gen  *gen;
    struct view *view;
    Str          s;
    size_t       at;
    int          line;
    bool         bad;
};

#define MODEL_FAIL(r, ...) (fail((r)->gen, (r)->view, (r)->line, __VA_ARGS__), (r)->bad = true)

static bool
is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static int
peek(struct reader *r)
{
    for (; r->at < r->s.n; r->at++) {
        char c = r->s.p[r->at];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return (unsigned char)c;
        r->line += c == '\n';
    }
    return -1;
}

static bool
take(struct reader *r, const char *token)
{
    Str t = str_of(token);

    (void)peek(r);
    if (!str_starts(str_sub(r->s, r->at, r->s.n), t))
        return false;
    r->at += t.n;
    return true;
}

static Str
name_take(struct reader *r)
{
    size_t from;

    (void)peek(r);
    from = r->at;
    while (r->at < r->s.n && is_name_char(r->s.p[r->at]))
        r->at++;
    return str_sub(r->s, from, r->at - from);
}

struct decl *
decl_find(const struct decl *of, Str name)
{
    for (struct decl *d = of->first; d != NULL; d = d->next)
        if (str_eq(d->name, name))
            return d;
    return NULL;
}

static struct decl *
decl_add(struct reader *r, struct decl *of, Str name)
{
    struct decl *d = arena_make(r->gen->arena, struct decl);

    d->name = name;
    d->line = r->line;
    if (of->last == NULL)
        of->first = d;
    else
        of->last->next = d;
    of->last = d;
    of->count++;
    return d;
}

/* What `from` declares, into `of`; a name of both must mean the same, and is
 * required if either needs it. */
static void
borrow(struct reader *r, struct decl *of, const struct decl *from)
{
    for (const struct decl *theirs = from->first; theirs != NULL; theirs = theirs->next) {
        struct decl *ours = decl_find(of, theirs->name);

        if (ours == NULL) {
            ours = decl_add(r, of, theirs->name);
            ours->shape = theirs->shape;
            ours->kind = theirs->kind;
            ours->optional = theirs->optional;
            ours->borrowed = true;
        } else if (ours->shape != theirs->shape || ours->kind != theirs->kind) {
            MODEL_FAIL(r, "\"%.*s\" is declared twice, differently", STR_ARG(theirs->name));
            return;
        }
        ours->optional = ours->optional && theirs->optional;
        borrow(r, ours, theirs);
    }
}

static void
borrow_read(struct reader *r, struct decl *of)
{
    Str          name = name_take(r);
    struct view *from = view_partial(r->gen, name);

    if (from == NULL)
        from = view_layout(r->gen, name);
    if (from == NULL) {
        MODEL_FAIL(r, "there is no partial or layout \"%.*s\"", STR_ARG(name));
        return;
    }
    if (from->model_reading) {
        MODEL_FAIL(r, "\"%.*s\" takes in itself", STR_ARG(name));
        return;
    }
    if (model_read(r->gen, from))
        borrow(r, of, from->model);
    else
        r->bad = true;
}

static void members_read(struct reader *r, struct decl *of);

static void
kind_read(struct reader *r, struct decl *d)
{
    Str name = name_take(r);

    if (str_eq(name, S("html")))
        d->kind = KIND_HTML;
    else if (str_eq(name, S("number")))
        d->kind = KIND_NUMBER;
    else
        MODEL_FAIL(r, "\"%.*s\" is not a kind (html, number)", STR_ARG(name));
}

static void
shape_read(struct reader *r, struct decl *d)
{
    if (take(r, ":")) {
        kind_read(r, d);
    } else if (take(r, "{")) {
        d->shape = SHAPE_OBJECT;
        members_read(r, d);
        if (!r->bad && !take(r, "}"))
            MODEL_FAIL(r, "} is expected after the members of \"%.*s\"", STR_ARG(d->name));
    } else if (take(r, "[")) {
        d->shape = take(r, ".") ? SHAPE_VALUES : SHAPE_LIST;
        if (d->shape == SHAPE_LIST)
            members_read(r, d);
        else if (take(r, ":"))
            kind_read(r, d);
        if (!r->bad && !take(r, "]"))
            MODEL_FAIL(r, "] is expected after the members of \"%.*s\"", STR_ARG(d->name));
    }
}

/* A name met again may only repeat what was borrowed. */
static void
member_read(struct reader *r, struct decl *of)
{
    struct decl  whole = { 0 }, *d;
    struct decl *had;
    Str          name = take(r, ".") ? S(".") : name_take(r);

    if (name.n == 0) {
        MODEL_FAIL(r, "a name is expected in the declaration");
        return;
    }
    had = decl_find(of, name);
    if (had != NULL && !had->borrowed) {
        MODEL_FAIL(r, "\"%.*s\" is declared twice", STR_ARG(name));
        return;
    }
    d = decl_add(r, had != NULL ? &whole : of, name);
    d->optional = take(r, "?");
    shape_read(r, d);
    d->optional = take(r, "?") || d->optional;
    if (had != NULL && !r->bad)
        borrow(r, of, &whole);
}

static bool
members_end(struct reader *r)
{
    int c = peek(r);

    return c < 0 || c == '}' || c == ']';
}

static void
members_read(struct reader *r, struct decl *of)
{
    while (!r->bad && !members_end(r)) {
        if (take(r, "…") || take(r, "..."))
            of->open = true;
        else if (take(r, ">"))
            borrow_read(r, of);
        else
            member_read(r, of);
        if (!r->bad && !take(r, ",") && !members_end(r))
            MODEL_FAIL(r, "a comma is expected in the declaration");
    }
}

bool
model_read(struct gen *g, struct view *v)
{
    struct reader r = { .gen = g, .view = v, .s = v->model_text, .line = v->model_line };
    struct decl  *root = arena_make(g->arena, struct decl);
    size_t        from;

    if (v->model != NULL)
        return true;
    root->shape = SHAPE_OBJECT;
    v->model_reading = true;
    (void)peek(&r);
    from = r.at;
    while (r.at < r.s.n && (is_name_char(r.s.p[r.at]) || r.s.p[r.at] == '.'))
        r.at++;
    v->model_name = str_sub(r.s, from, r.at - from);
    if (v->model_name.n == 0)
        MODEL_FAIL(&r, "the declaration needs a name: {{! model: NAME — names }}");
    else if (take(&r, "—") || take(&r, "--"))
        members_read(&r, root);
    if (!r.bad && peek(&r) >= 0)
        MODEL_FAIL(&r, "the declaration does not end where it should: \"%.*s\"",
                   (int)(r.s.n - r.at), r.s.p + r.at);
    v->model_reading = false;
    if (!r.bad)
        v->model = root;
    return !r.bad;
}

void
model_check_used(struct gen *g, const struct view *v, const struct decl *of, Str path)
{
    for (const struct decl *d = of->first; d != NULL; d = d->next) {
        Str at = path.n == 0 ? d->name
                             : str_format(g->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(d->name));

        if (!d->used)
            fail(g, v, d->line, "\"%.*s\" is declared and never used", STR_ARG(at));
        else
            model_check_used(g, v, d, at);
    }
}

void
model_mark_used(struct decl *whole, const struct decl *part)
{
    whole->used = true;
    for (const struct decl *p = part->first; p != NULL; p = p->next) {
        struct decl *d = decl_find(whole, p->name);

        if (d != NULL)
            model_mark_used(d, p);
    }
}

/* The table that template_conforms reads: members first, so that C knows them. */
int
model_emit(struct gen *g, const struct decl *of)
{
    static const char *const shape[] = { "SHAPE_VALUE", "SHAPE_OBJECT", "SHAPE_LIST",
                                         "SHAPE_VALUES" };
    static const char *const kind[] = { "KIND_ANY", "KIND_HTML", "KIND_NUMBER" };
    int  *member = arena_alloc(g->arena, sizeof *member * (of->count + 1));
    int   id, i = 0;

    for (const struct decl *d = of->first; d != NULL; d = d->next)
        member[i++] = d->count > 0 ? model_emit(g, d) : 0;
    id = ++g->next_id;
    i = 0;
    buf_format(&g->consts, "static const struct template_member m%d[] = {\n", id);
    for (const struct decl *d = of->first; d != NULL; d = d->next, i++) {
        buf_format(&g->consts, "    { { \"%.*s\", %zu }, %s, %s, %d, %d, ", STR_ARG(d->name),
                   d->name.n, shape[d->shape], kind[d->kind], d->optional, d->open);
        if (member[i] != 0)
            buf_format(&g->consts, "m%d, %zu },\n", member[i], d->count);
        else
            buf_add(&g->consts, S("NULL, 0 },\n"));
    }
    if (of->count == 0)
        buf_add(&g->consts, S("    { { NULL, 0 }, SHAPE_VALUE, KIND_ANY, 0, 0, NULL, 0 },\n"));
    buf_add(&g->consts, S("};\n"));
    return id;
}
