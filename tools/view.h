/* tools/view.h -- what the parts of viewgen share.
 *
 *   view_parse.c   a file's text into a tree of nodes
 *   view_model.c   the declaration that opens it
 *   view_place.c   where in the HTML an insertion stands
 *   view_emit.c    nodes into C
 *   viewgen.c      files in, files out
 *
 * Everything lives in one arena until the tool ends.
 */
#ifndef TOOLS_VIEW_H
#define TOOLS_VIEW_H

#include "base/arena.h"
#include "base/str.h"

#define VALUES_MAX 4 /* of one message */

/* -- the declared model -------------------------------------------------------- */
enum shape { SHAPE_VALUE, SHAPE_OBJECT, SHAPE_LIST, SHAPE_VALUES };
enum kind { KIND_ANY, KIND_HTML, KIND_NUMBER };

struct decl {
    struct decl *next, *first, *last; /* members */
    size_t       count;
    Str          name;
    int          line;
    enum shape   shape;
    enum kind    kind;
    bool         optional, open, used;
    bool         borrowed; /* came with ">name" */
};

/* -- the tree -------------------------------------------------------------------- */
enum node_kind {
    NODE_TEXT,     /* text: as written */
    NODE_VALUE,    /* text: the name */
    NODE_HTML,     /* {{&name}} */
    NODE_MESSAGE,  /* text: the key; one: the singular, if any */
    NODE_ASSET,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL,
    NODE_LAYOUT,
    NODE_BLOCK,
};

struct node {
    struct node   *next, *first;
    enum node_kind kind;
    int            line;
    Str            text, one;
    Str            value[VALUES_MAX];
    int            values;
};

struct view {
    struct view *next;
    Str          name, path; /* "worklist", "views/worklist.html" */
    bool         partial;    /* from partials/, or a layout: no function of its own */
    bool         walking;    /* being compiled in: meeting it again is a cycle */
    Str          source;
    struct node *nodes;
    Str          model_text; /* the declaration, from after "model:" */
    int          model_line;
    Str          model_name;
    struct decl *model;      /* NULL until read */
    bool         model_reading;
    bool         open;     /* as such a function, it ends inside a tag or raw text */
    int          function; /* of a partial that stands in text: its C function, or 0 */
};

struct gen {
    struct arena *arena;
    struct view  *views;
    Str           prefix;
    struct buf    consts, parts, code; /* tables, then partials, then views */
    int           next_id;
    int           errors;
    Str           said[200]; /* each thing is said once */
};

/* path:line: message, on standard error. */
void fail(struct gen *, const struct view *, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* By name; layouts stand beside views or among the partials. */
struct view *view_partial(struct gen *, Str name);
struct view *view_layout(struct gen *, Str name);

/* view_parse.c: fills nodes and model_text; false when something was wrong. */
bool view_parse(struct gen *, struct view *);

/* view_model.c */
bool         model_read(struct gen *, struct view *); /* once; what it borrows, too */
struct decl *decl_find(const struct decl *of, Str name);
void         model_check_used(struct gen *, const struct view *, const struct decl *, Str path);
void         model_mark_used(struct decl *whole, const struct decl *part);
int          model_emit(struct gen *, const struct decl *); /* the table; its number */

/* view_emit.c: one function into gen->code (a partial: checked only). */
void view_emit(struct gen *, struct view *);
void emit_literal(struct buf *, Str); /* as a C string */

/* -- where an insertion stands ---------------------------------------------------- */
enum place_state {
    IN_TEXT,
    IN_TAG_OPEN,    /* after < */
    IN_MARKUP_DECL, /* after <! */
    IN_COMMENT,
    IN_BOGUS,       /* <!doctype …> */
    IN_TAG_NAME,
    IN_TAG,         /* after white space: an attribute may begin */
    IN_TAG_EDGE,    /* after a value or a section: white space, / or > must follow */
    IN_ATTR_NAME,
    IN_ATTR_EQUALS,
    IN_VALUE_BARE,
    IN_VALUE_DOUBLE,
    IN_VALUE_SINGLE,
    IN_RAW,         /* script, style … */
    IN_WORDS,       /* title, textarea: text without tags */
};

enum url_state {
    URL_NOT,
    URL_START,  /* nothing yet */
    URL_STATIC, /* literal text, its scheme not closed yet: place.start */
    URL_WHOLE,  /* after an insertion that was checked as a whole address */
    URL_PATH,
    URL_QUERY,
    URL_UNSURE, /* a section may or may not have begun it */
};

struct place {
    enum place_state state;
    enum url_state   url;
    bool             end_tag, space; /* space: white space was just written */
    bool             http_equiv, content_filled;
    bool             unsure; /* a section stands in the start of the address */
    unsigned         pre, match, dashes;
    char             tag[24], attr[24], start[16];
    size_t           tag_n, attr_n, start_n;
};

enum insertion { INSERT_VALUE, INSERT_HTML, INSERT_WORDS, INSERT_ASSET };
enum way { WAY_TEXT, WAY_ATTR, WAY_URL, WAY_URL_PATH, WAY_URL_PART, WAY_HTML, WAY_ASSET };

/* Each returns NULL, or what is wrong. */
const char *place_char(struct place *, char, bool *keep);
const char *place_insert(struct place *, enum insertion, enum way *out);
const char *place_open(struct place *); /* before the body of a section */
/* After a body that began in `before` and ended in *now: *now is true of both
 * the body taken and the body skipped. */
const char *place_close(const struct place *before, struct place *now);

#endif
