/* web/template.h -- what compiled templates stand on.  Floor 11.
 *
 * tools/viewgen.c turns views/NAME.html into `void view_NAME(struct render *,
 * const struct json *model)`.  A value reaches the page only through one of the
 * functions below, and which one is decided at build by the place where it
 * stands.  Their invariant: whatever the model holds, it cannot leave that
 * place.  The syntax is in views/README.md.
 *
 * A render never fails: a page over its ceiling sets out->over, checked once.
 */
#ifndef WEB_TEMPLATE_H
#define WEB_TEMPLATE_H

#include "base/json.h"
#include "base/lang.h"

typedef Str asset_fn(const void *context, Str name);

struct render {
    struct buf   *out;
    enum lang     lang;
    asset_fn     *asset; /* the address of an asset, hash included; NULL: "/assets/NAME" */
    const void   *asset_context;
};

typedef void view_fn(struct render *, const struct json *model);

/* What a view declares of its model. */
enum template_shape { SHAPE_VALUE, SHAPE_OBJECT, SHAPE_LIST, SHAPE_VALUES };
enum template_kind { KIND_ANY, KIND_HTML, KIND_NUMBER };
struct template_member {
    Str                           name;
    enum template_shape           shape;
    enum template_kind            kind;
    bool                          optional, open; /* open: members beyond these may come */
    const struct template_member *member;
    size_t                        count;
};
struct template {
    Str                           name;  /* "worklist" */
    Str                           model; /* as declared: "worklist.mine" */
    view_fn                      *run;
    const struct template_member *root;
};

/* In a generated table, which ends with a row without a name; or NULL. */
const struct template *template_find(const struct template *table, Str name);

/* Whether a model is what the view declares: nothing required missing, every
 * shape right, nothing undeclared.  For tests and --dev; *why names the member. */
bool template_conforms(const struct template *, const struct json *model, struct arena *,
                       Str *why);

/* Markup that may stand in a page as it is.  Only the sanitiser and the
 * program's own drawings make one; never from a model, a request or a pack. */
struct safe_html {
    Str text;
};
/* The one way by which {{&name}} gets something to show. */
struct json *json_put_html(struct arena *, struct json *object, const char *key,
                           struct safe_html);

/* -- called by generated code only ------------------------------------------- */
struct render_value_of_message {
    const struct json *value;
    enum template_kind kind;
};

void render_raw(struct render *, const char *, size_t);
void render_value(struct render *, const struct json *);    /* text or quoted attribute */
void render_raw_value(struct render *, const char *, size_t, const struct json *); /* both */
void render_number(struct render *, const struct json *);   /* 1.234 or 1,234 */
void render_html(struct render *, const struct json *);     /* nothing unless marked */
void render_url(struct render *, const struct json *);      /* a whole address, or "#" */
void render_url_path(struct render *, const struct json *); /* after its start; keeps / */
void render_url_part(struct render *, const struct json *); /* in ?query or #fragment */
void render_asset(struct render *, Str name);
void render_message(struct render *, Str key, uint32_t hash,
                    const struct render_value_of_message *, int count);
/* key: the plural, which other languages translate; one: English for 1. */
void render_plural(struct render *, Str one, Str key, uint32_t hash,
                   const struct render_value_of_message *, int count);

bool               render_true(const struct json *);
const struct json *render_first(const struct json *array);
const struct json *render_object(const struct json *); /* NULL unless an object */
const struct json *render_at(const struct json *object, Str key);
/* out[i] is the member named key[i], or NULL; one pass when they come in order. */
void render_pick(const struct json *object, const Str *key, size_t count,
                 const struct json **out);

#endif
