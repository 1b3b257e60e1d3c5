/* tools/view_emit.c -- a tree of nodes into one C function.
 *
 * Names are resolved here, outwards through the contexts that enclose them,
 * against what is declared: the C holds variables, not searches.  Partials and
 * layouts are compiled in.  Their names mean what they declare, found in the
 * including context when it begins, so no name is caught by accident. */
#include <stdarg.h>
#include <stdio.h>

#include "view.h"
#include "base/words_table.h"

/* A context: the members of `decl`, each with its C expression; or one value. */
struct frame {
    struct frame *outer; /* NULL: names end here */
    struct decl  *decl;
    const char  **member;
    const char   *self;
};

/* What {{$blocks}} of a layout are replaced by, and whose names those use. */
struct scope {
    struct view  *view;
    struct frame *frame;
    struct node  *blocks; /* of the {{<…}} that brought us here */
    struct scope *outer;  /* the scope in which those blocks were written */
};

struct emit {
    struct gen   *gen;
    struct place  place;
    struct buf    out;  /* the function so far */
    struct buf    text; /* literal text not yet written */
    int           depth;
};

struct found {
    struct decl  *decl;
    const char   *c; /* expression */
};

static void nodes_emit(struct emit *, struct scope *, struct node *);

static const char *
format(struct emit *e, const char *text, ...)
{
    char    line[512];
    va_list args;

    va_start(args, text);
    if (vsnprintf(line, sizeof line, text, args) >= (int)sizeof line)
        BUG("a name is too long: %s", line);
    va_end(args);
    return str_c(e->gen->arena, str_of(line));
}

/* -- writing C ---------------------------------------------------------------------- */

static void
indent(struct emit *e)
{
    for (int i = 0; i < e->depth; i++)
        buf_add(&e->out, S("    "));
}

void
emit_literal(struct buf *out, Str s)
{
    size_t column = 0;

    buf_byte(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (column++ >= 80) {
            buf_add(out, S("\"\n        \""));
            column = 0;
        }
        if (c == '\n')
            buf_add(out, S("\\n"));
        else if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '?')
            buf_format(out, "\\%03o", c);
        else
            buf_byte(out, (char)c);
    }
    buf_byte(out, '"');
}

/* "CALL(r, "…", n" */
static void
literal_call(struct emit *e, const char *call)
{
    indent(e);
    buf_format(&e->out, "%s(r, ", call);
    emit_literal(&e->out, buf_str(&e->text));
    buf_format(&e->out, ", %zu", e->text.n);
    buf_clear(&e->text);
}

static void
text_flush(struct emit *e)
{
    if (e->text.n == 0)
        return;
    literal_call(e, "render_raw");
    buf_add(&e->out, S(");\n"));
}

/* Most values follow a literal: one call for both. */
static void
text_flush_with(struct emit *e, const char *value)
{
    literal_call(e, "render_raw_value");
    buf_format(&e->out, ", %s);\n", value);
}

/* A line of C, what was literal before it written first. */
static void __attribute__((format(printf, 2, 3)))
code(struct emit *e, const char *text, ...)
{
    char    line[1024];
    va_list args;

    text_flush(e);
    indent(e);
    va_start(args, text);
    if (vsnprintf(line, sizeof line, text, args) >= (int)sizeof line)
        BUG("a line of C is too long: %s", line);
    va_end(args);
    buf_add(&e->out, str_of(line));
    buf_byte(&e->out, '\n');
}

/* -- names -------------------------------------------------------------------------- */

static struct found
member_in(const struct frame *f, Str name)
{
    size_t i = 0;

    for (struct decl *d = f->decl->first; d != NULL; d = d->next, i++)
        if (str_eq(d->name, name))
            return (struct found){ d, f->member[i] };
    return (struct found){ NULL, NULL };
}

static struct found
lookup(const struct frame *f, Str name)
{
    if (str_eq(name, S(".")) && f->self != NULL)
        return (struct found){ f->decl, f->self };
    for (; f != NULL; f = f->outer) {
        struct found hit = member_in(f, name);

        if (hit.decl != NULL)
            return hit;
    }
    return (struct found){ NULL, NULL };
}

/* A whole path; says what is wrong with it. */
static struct found
resolve(struct emit *e, const struct scope *s, const struct node *n, Str path)
{
    Str          name, rest;
    struct found hit;

    if (str_eq(path, S(".")))
        name = path, rest = STR_NONE;
    else
        str_cut(path, '.', &name, &rest);
    hit = lookup(s->frame, name);
    if (hit.decl == NULL)
        fail(e->gen, s->view, n->line, "\"%.*s\" is not declared%s", STR_ARG(name),
             str_eq(name, S(".")) ? " (the context is not a single value)" : "");
    while (hit.decl != NULL && rest.n > 0) {
        struct decl *of = hit.decl;

        of->used = true;
        str_cut(rest, '.', &name, &rest);
        hit.decl = of->shape == SHAPE_OBJECT ? decl_find(of, name) : NULL;
        if (hit.decl == NULL)
            fail(e->gen, s->view, n->line, "\"%.*s\" has no member \"%.*s\"", STR_ARG(of->name),
                 STR_ARG(name));
        hit.c = format(e, "render_at(%s, S(\"%.*s\"))", hit.c, STR_ARG(name));
    }
    if (hit.decl != NULL)
        hit.decl->used = true;
    return hit;
}

/* -- insertions ------------------------------------------------------------------------ */

static bool
stand(struct emit *e, const struct scope *s, const struct node *n, enum insertion what,
      enum way *way)
{
    const char *why = place_insert(&e->place, what, way);

    if (why != NULL)
        fail(e->gen, s->view, n->line, "%s", why);
    return why == NULL;
}

/* A path that must be one value. */
static struct found
resolve_value(struct emit *e, const struct scope *s, const struct node *n, Str path)
{
    static const char *const what[] = { "", "an object", "a list", "a list" };
    struct found             hit = resolve(e, s, n, path);

    if (hit.decl == NULL || hit.decl->shape == SHAPE_VALUE)
        return hit;
    fail(e->gen, s->view, n->line, "\"%.*s\" is %s: open it with {{#%.*s}}", STR_ARG(path),
         what[hit.decl->shape], STR_ARG(path));
    return (struct found){ NULL, NULL };
}

static void
value_emit(struct emit *e, struct scope *s, struct node *n)
{
    static const char *const call[] = {
        [WAY_TEXT] = "render_value",        [WAY_ATTR] = "render_value",
        [WAY_URL] = "render_url",           [WAY_URL_PATH] = "render_url_path",
        [WAY_URL_PART] = "render_url_part", [WAY_HTML] = "render_html",
    };
    bool         html = n->kind == NODE_HTML;
    enum way     way = WAY_TEXT;
    struct found hit = resolve_value(e, s, n, n->text);

    if (hit.decl == NULL || !stand(e, s, n, html ? INSERT_HTML : INSERT_VALUE, &way))
        return;
    if (html && hit.decl->kind != KIND_HTML)
        fail(e->gen, s->view, n->line, "{{&%.*s}} is for what is declared :html", STR_ARG(n->text));
    if (!html && hit.decl->kind == KIND_HTML)
        fail(e->gen, s->view, n->line, "\"%.*s\" is declared :html: write {{&%.*s}}",
             STR_ARG(n->text), STR_ARG(n->text));
    if (way == WAY_TEXT && hit.decl->kind == KIND_NUMBER)
        code(e, "render_number(r, %s);", hit.c);
    else if ((way == WAY_TEXT || way == WAY_ATTR) && e->text.n > 0)
        text_flush_with(e, hit.c);
    else
        code(e, "%s(r, %s);", call[way], hit.c);
}

static void
message_call(struct emit *e, const struct node *n, const char *values)
{
    struct buf *out = &e->out;

    indent(e);
    buf_format(out, "render_%s(r, ", n->one.p != NULL ? "plural" : "message");
    if (n->one.p != NULL) {
        buf_add(out, S("S("));
        emit_literal(out, n->one);
        buf_add(out, S("), "));
    }
    buf_add(out, S("S("));
    emit_literal(out, n->text);
    buf_format(out, "), 0x%08xu, %s, %d);\n", words_hash(n->text), values, n->values);
}

static void
message_emit(struct emit *e, struct scope *s, struct node *n)
{
    static const char *const kind[] = { "KIND_ANY", "KIND_HTML", "KIND_NUMBER" };
    enum way                 way;
    int                      id = ++e->gen->next_id;

    if (!stand(e, s, n, INSERT_WORDS, &way))
        return;
    text_flush(e);
    if (n->values == 0) {
        message_call(e, n, "NULL");
        return;
    }
    code(e, "const struct render_value_of_message a%d[] = {", id);
    for (int i = 0; i < n->values; i++) {
        struct found hit = resolve_value(e, s, n, n->value[i]);
        bool         counted = i == 0 && n->one.p != NULL;

        if (hit.decl == NULL)
            return;
        if (hit.decl->kind == KIND_HTML)
            fail(e->gen, s->view, n->line, "markup cannot stand in a message");
        code(e, "    { %s, %s },", hit.c, counted ? "KIND_NUMBER" : kind[hit.decl->kind]);
    }
    code(e, "};");
    message_call(e, n, format(e, "a%d", id));
}

static void
asset_emit(struct emit *e, struct scope *s, struct node *n)
{
    enum way way;

    if (!stand(e, s, n, INSERT_ASSET, &way))
        return;
    text_flush(e);
    indent(e);
    buf_add(&e->out, S("render_asset(r, S("));
    emit_literal(&e->out, n->text);
    buf_add(&e->out, S("));\n"));
}

static void
text_emit(struct emit *e, struct scope *s, struct node *n)
{
    int line = n->line;

    for (size_t i = 0; i < n->text.n; i++) {
        bool        keep;
        const char *why = place_char(&e->place, n->text.p[i], &keep);

        if (why != NULL)
            fail(e->gen, s->view, line, "%s", why);
        if (keep)
            buf_byte(&e->text, n->text.p[i]);
        line += n->text.p[i] == '\n';
    }
}

/* -- sections -------------------------------------------------------------------------- */

/* The keys of a context and one search for all of them. */
static void
pick_emit(struct emit *e, struct frame *f, const char *from)
{
    struct gen *g = e->gen;
    int         id = ++g->next_id;
    size_t      i = 0;

    f->member = arena_alloc(g->arena, sizeof *f->member * (f->decl->count + 1));
    if (f->decl->count == 0) {
        code(e, "(void)%s;", from);
        return;
    }
    buf_format(&g->consts, "static const Str k%d[] = {\n", id);
    for (const struct decl *d = f->decl->first; d != NULL; d = d->next) {
        buf_format(&g->consts, "    { \"%.*s\", %zu },\n", STR_ARG(d->name), d->name.n);
        f->member[i] = format(e, "v%d[%zu]", id, i);
        i++;
    }
    buf_add(&g->consts, S("};\n"));
    code(e, "const struct json *v%d[%zu];", id, i);
    code(e, "render_pick(%s, k%d, %zu, v%d);", from, id, i, id);
}

static void
body_emit(struct emit *e, struct scope *s, struct frame *f, struct node *n)
{
    struct scope inner = *s;

    inner.frame = f;
    nodes_emit(e, &inner, n->first);
    text_flush(e);
}

static void
section_open(struct emit *e, struct scope *s, struct node *n, struct found hit)
{
    struct frame f = { .outer = s->frame, .decl = hit.decl };
    int          id = ++e->gen->next_id;
    const char  *item = format(e, "i%d", id);

    switch (hit.decl->shape) {
    case SHAPE_VALUE:
        code(e, "if (render_true(%s)) {", hit.c);
        f.self = hit.c;
        break;
    case SHAPE_OBJECT:
        code(e, "const struct json *%s = render_object(%s);", item, hit.c);
        code(e, "if (%s != NULL) {", item);
        break;
    default:
        code(e, "for (const struct json *%s = render_first(%s); %s != NULL; %s = %s->next) {",
             item, hit.c, item, item, item);
    }
    e->depth++;
    if (hit.decl->shape == SHAPE_OBJECT || hit.decl->shape == SHAPE_LIST) {
        pick_emit(e, &f, item);
    } else if (hit.decl->shape == SHAPE_VALUES) {
        struct decl *value = arena_make(e->gen->arena, struct decl);

        *value = (struct decl){ .name = hit.decl->name, .kind = hit.decl->kind };
        f.decl = value;
        f.self = item;
        code(e, "(void)%s;", item);
    }
    body_emit(e, s, &f, n);
}

static void
section_emit(struct emit *e, struct scope *s, struct node *n)
{
    struct found hit = resolve(e, s, n, n->text);
    const char  *why = place_open(&e->place);
    struct place before = e->place;

    if (why != NULL)
        fail(e->gen, s->view, n->line, "%s", why);
    if (hit.decl == NULL)
        return;
    code(e, "{");
    e->depth++;
    if (n->kind == NODE_INVERTED) {
        code(e, "if (!render_true(%s)) {", hit.c);
        e->depth++;
        body_emit(e, s, s->frame, n);
    } else {
        section_open(e, s, n, hit);
    }
    for (int i = 0; i < 2; i++) {
        e->depth--;
        code(e, "}");
    }
    why = place_close(&before, &e->place);
    if (why != NULL)
        fail(e->gen, s->view, n->line, "{{%c%.*s}}: %s", n->kind == NODE_INVERTED ? '^' : '#',
             STR_ARG(n->text), why);
}

/* -- partials, layouts, blocks --------------------------------------------------------- */

/* Inside {{#x}}, x is there even if it need not be. */
static bool
is_entered(const struct frame *f, const struct decl *d)
{
    for (; f != NULL; f = f->outer)
        if (f->decl == d)
            return true;
    return false;
}

/* Whether the context gives what a partial declares; says what it does not. */
static bool
serves(struct emit *e, const struct scope *s, const struct node *n, const struct decl *need,
       const struct decl *have)
{
    bool lost = have->optional && !need->optional && !is_entered(s->frame, have);

    if (have->shape != need->shape || have->kind != need->kind || lost) {
        fail(e->gen, s->view, n->line, "\"%.*s\" declares \"%.*s\" %s", STR_ARG(n->text),
             STR_ARG(need->name),
             lost ? "as always there; here it may be missing" : "differently");
        return false;
    }
    for (const struct decl *d = need->first; d != NULL; d = d->next) {
        const struct decl *mine = decl_find(have, d->name);

        if (mine == NULL && !d->optional) {
            fail(e->gen, s->view, n->line, "\"%.*s\" needs \"%.*s\" in \"%.*s\", not declared here",
                 STR_ARG(n->text), STR_ARG(d->name), STR_ARG(have->name));
            return false;
        }
        if (mine != NULL && !serves(e, s, n, d, mine))
            return false;
    }
    return true;
}

/* The context of a partial: what it declares, found in the including one. */
static bool
frame_bind(struct emit *e, struct scope *s, struct node *n, struct view *v, struct frame *f)
{
    size_t i = 0;
    bool   good = true;

    *f = (struct frame){ .decl = v->model };
    f->member = arena_alloc(e->gen->arena, sizeof *f->member * (v->model->count + 1));
    for (struct decl *d = v->model->first; d != NULL; d = d->next, i++) {
        struct found hit = lookup(s->frame, d->name);

        f->member[i] = "NULL";
        if (hit.decl == NULL && !d->optional) {
            fail(e->gen, s->view, n->line, "\"%.*s\" needs \"%.*s\", not declared here (or >%.*s)",
                 STR_ARG(n->text), STR_ARG(d->name), STR_ARG(n->text));
            good = false;
        } else if (hit.decl != NULL) {
            good = serves(e, s, n, d, hit.decl) && good;
            model_mark_used(hit.decl, d);
            f->member[i] = hit.c;
        }
    }
    return good;
}

static bool
is_blank(Str s)
{
    return str_trim(s).n == 0;
}

static const struct node *
block_find(const struct node *n, Str name)
{
    for (; n != NULL; n = n->next) {
        const struct node *inner;

        if (n->kind == NODE_BLOCK && str_eq(n->text, name))
            return n;
        inner = block_find(n->first, name);
        if (inner != NULL)
            return inner;
    }
    return NULL;
}

static void
blocks_check(struct emit *e, const struct scope *s, const struct node *n, const struct view *v)
{
    for (const struct node *b = n->first; b != NULL; b = b->next) {
        if (b->kind == NODE_TEXT && is_blank(b->text))
            continue;
        if (b->kind != NODE_BLOCK)
            fail(e->gen, s->view, b->line, "between {{<%.*s}} and its end only {{$blocks}} stand",
                 STR_ARG(n->text));
        else if (block_find(v->nodes, b->text) == NULL)
            fail(e->gen, s->view, b->line, "layout \"%.*s\" has no block \"%.*s\"",
                 STR_ARG(n->text), STR_ARG(b->text));
    }
}

#define EMIT(g)                                                                          \
    (struct emit){ .gen = (g), .text = BUF_MAX((size_t)16 << 20),                        \
                   .out = BUF_MAX((size_t)16 << 20), .depth = 1, .place = { .space = true } }

/* The nodes of v, whose names are in f, as the body of a function. */
static void
function_body(struct emit *e, struct view *v, struct frame *f)
{
    struct scope s = { .view = v, .frame = f };

    v->walking = true;
    nodes_emit(e, &s, v->nodes);
    v->walking = false;
    text_flush(e);
    code(e, "(void)r;");
}

/* A partial between tags is the same wherever it stands: one function, whose
 * arguments are what the partial declares. */
static void
partial_emit(struct gen *g, struct view *v)
{
    struct emit  e = EMIT(g);
    struct frame f = { .decl = v->model };

    f.member = arena_alloc(g->arena, sizeof *f.member * (v->model->count + 1));
    for (size_t i = 0; i < v->model->count; i++)
        f.member[i] = format(&e, "a[%zu]", i);
    function_body(&e, v, &f);
    v->function = ++g->next_id;
    v->open = e.place.state != IN_TEXT || e.place.pre != 0;
    buf_format(&g->parts, "\n/* %.*s */\nstatic void\np%d(struct render *r, "
               "const struct json *const *a)\n{\n    (void)a;\n", STR_ARG(v->path), v->function);
    buf_add(&g->parts, buf_str(&e.out));
    buf_add(&g->parts, S("}\n"));
    buf_free(&e.text);
    buf_free(&e.out);
}

static void
call_emit(struct emit *e, const struct scope *s, const struct node *n, struct view *v,
          const struct frame *f)
{
    int id = ++e->gen->next_id;

    if (v->function == 0)
        partial_emit(e->gen, v);
    if (v->open)
        fail(e->gen, s->view, n->line, "{{>%.*s}}: the body begins and ends in different places "
             "of the HTML", STR_ARG(n->text));
    e->place.space = false;
    if (v->model->count == 0) {
        code(e, "p%d(r, NULL);", v->function);
        return;
    }
    code(e, "const struct json *const b%d[] = {", id);
    for (size_t i = 0; i < v->model->count; i++)
        code(e, "    %s,", f->member[i]);
    code(e, "};");
    code(e, "p%d(r, b%d);", v->function, id);
}

/* Compiled in where it stands: a layout, or a partial inside a tag or a value. */
static void
inline_emit(struct emit *e, struct scope *s, struct node *n, struct view *v, struct frame *f)
{
    struct scope inner = { .view = v, .frame = f };
    const char  *why = place_open(&e->place);
    struct place before = e->place;

    if (n->kind == NODE_LAYOUT) {
        blocks_check(e, s, n, v);
        inner.blocks = n->first;
        inner.outer = s;
    }
    if (why == NULL) {
        v->walking = true;
        nodes_emit(e, &inner, v->nodes);
        v->walking = false;
        why = place_close(&before, &e->place);
    }
    if (why != NULL)
        fail(e->gen, s->view, n->line, "{{%c%.*s}}: %s", n->kind == NODE_LAYOUT ? '<' : '>',
             STR_ARG(n->text), why);
}

static void
include_emit(struct emit *e, struct scope *s, struct node *n)
{
    bool         layout = n->kind == NODE_LAYOUT;
    struct view *v = layout ? view_layout(e->gen, n->text) : view_partial(e->gen, n->text);
    struct frame f;

    if (v == NULL || v->walking) {
        fail(e->gen, s->view, n->line, v == NULL ? "there is no %s \"%.*s\""
                                                 : "the %s \"%.*s\" includes itself",
             layout ? "layout" : "partial", STR_ARG(n->text));
        return;
    }
    if (v->model == NULL || !frame_bind(e, s, n, v, &f))
        return;
    if (!layout && e->place.state == IN_TEXT && e->place.pre == 0)
        call_emit(e, s, n, v, &f);
    else
        inline_emit(e, s, n, v, &f);
}

static void
block_emit(struct emit *e, struct scope *s, struct node *n)
{
    struct place before;
    const char  *why = place_open(&e->place);
    struct node *with = NULL;

    before = e->place;
    for (struct node *b = s->blocks; b != NULL && with == NULL; b = b->next)
        if (b->kind == NODE_BLOCK && str_eq(b->text, n->text))
            with = b;
    if (why == NULL) {
        if (with != NULL)
            nodes_emit(e, s->outer, with->first);
        else
            nodes_emit(e, s, n->first);
        why = place_close(&before, &e->place);
    }
    if (why != NULL)
        fail(e->gen, with ? s->outer->view : s->view, with ? with->line : n->line,
             "{{$%.*s}}: %s", STR_ARG(n->text), why);
}

static void
nodes_emit(struct emit *e, struct scope *s, struct node *n)
{
    for (; n != NULL; n = n->next) {
        switch (n->kind) {
        case NODE_TEXT:     text_emit(e, s, n); break;
        case NODE_VALUE:
        case NODE_HTML:     value_emit(e, s, n); break;
        case NODE_MESSAGE:  message_emit(e, s, n); break;
        case NODE_ASSET:    asset_emit(e, s, n); break;
        case NODE_SECTION:
        case NODE_INVERTED: section_emit(e, s, n); break;
        case NODE_PARTIAL:
        case NODE_LAYOUT:   include_emit(e, s, n); break;
        case NODE_BLOCK:    block_emit(e, s, n); break;
        }
    }
}

void
view_emit(struct gen *g, struct view *v)
{
    struct emit  e = EMIT(g);
    struct frame root = { .decl = v->model };
    int          table = model_emit(g, v->model);

    pick_emit(&e, &root, "model");
    function_body(&e, v, &root);
    if (!v->partial && e.place.state != IN_TEXT)
        fail(g, v, 1, "the page ends inside a tag, a comment or raw text");
    model_check_used(g, v, v->model, STR_NONE);
    buf_format(&g->consts,
               "static const struct template_member root_%.*s = "
               "{ { \"\", 0 }, SHAPE_OBJECT, KIND_ANY, 0, %d, m%d, %zu };\n",
               STR_ARG(v->name), v->model->open, table, v->model->count);
    buf_format(&g->code, "\n/* %.*s */\nvoid\n%.*sview_%.*s(struct render *r, "
               "const struct json *model)\n{\n", STR_ARG(v->path), STR_ARG(g->prefix),
               STR_ARG(v->name));
    buf_add(&g->code, buf_str(&e.out));
    buf_add(&g->code, S("}\n"));
    buf_free(&e.text);
    buf_free(&e.out);
}
