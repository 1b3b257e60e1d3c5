/* site/visit.h -- one request on its way through the site.  Private to the
 * room.  Floor 12. */
#ifndef SITE_VISIT_H
#define SITE_VISIT_H

#include "base/when.h"
#include "base/words.h"
#include "site/site.h"
#include "web/asset.h"
#include "web/http_accept.h"
#include "web/template.h"

#define VARS_MAX    4
#define HEADERS_MAX 12

struct visit;
typedef void visit_fn(struct visit *);

enum route_kind {
    ROUTE_PAGE,   /* GET: `call` is a query, `view` draws its answer */
    ROUTE_STATIC, /* GET: a view without a query */
    ROUTE_ACT,    /* POST: `call` is a command, then 303 to `go` */
    ROUTE_FORM,   /* the same from a page's form, which is shown again with what is wrong */
    ROUTE_OWN     /* `handle` does it */
};

/* The page that a form stands on, and the page with what is shown only once. */
struct form {
    const char *view, *query, *query_take;
    const char *fields; /* the member of that page's model that lists them */
    const char *days;   /* fields of the command that are posted in three parts */
    const char *shows;  /* the member of the answer that is shown once; NULL: 303 to `go` */
    const char *done_view, *done_query, *done_take;
    bool        twice;  /* `new` and `again` must be the same */
};

struct route {
    enum http_method method;
    const char      *path; /* "/ho-so/{code}" */
    enum route_kind  kind;
    const char      *view, *call;
    const char      *take; /* "procedure=key q": field of the call = where from */
    const char      *go;   /* "/ho-so/{code}" */
    visit_fn        *handle;
    bool             multipart;
    const char      *too_large; /* what to do with more than a form takes; NULL: as everywhere */
    const struct form *form;
};

/* One file of the site's own per domain; each ends in a row without a path. */
extern const struct route routes_public[], routes_dossier[], routes_draft[], routes_desk[],
    routes_many[], routes_counter[], routes_tus[],
    routes_ident[], routes_accounts[], routes_access[], routes_records[], routes_export[],
    routes_api[], routes_log[], routes_client[], routes_declare[], routes_load[], routes_ckan[],
    routes_dcat[], routes_govstack[], routes_ogc[], routes_data[];

#define TRIES 4 /* signing in, complaining, drawing a number, systems */

struct site {
    struct site_options options;
    struct assets       assets;
    struct db         **reader; /* one a loop; NULL where reading waits (door.h) */
    struct throttle    *tries[TRIES]; /* by address: tries.c */
};

struct visit {
    struct site          *site;
    struct exchange      *x;
    const struct request *request;
    struct arena         *arena;
    struct work           work;   /* where reading waits */
    struct db            *reader; /* NULL after the first call: see visit_call */
    Time                  now, wall;
    enum lang             lang;
    bool                  wants_json, by_token;
    struct actor          who;
    Str                   session; /* the cookie's token */
    const struct route   *route;
    int                   n_vars;
    Str                   var_name[VARS_MAX], var[VARS_MAX];
    struct call           call;
    visit_fn             *then;    /* after the call */
    visit_fn             *more;    /* of a stream: makes the next piece */
    struct header         headers[HEADERS_MAX];
    size_t                n_headers;
    void                 *own;     /* of the route's handler */
    Str                   own_go;  /* where a form leads, when not to the route's `go` */
    bool                  step;    /* a form over several pages: one key, and Back works */
};

/* -- reading the request ------------------------------------------------------------ */
/* A path variable, then a form field, then a query parameter; STR_NONE. */
Str          visit_param(const struct visit *, Str name);
/* The input object of a call, as `take` says. */
struct json *visit_input(struct visit *, const char *take);

/* -- calling -------------------------------------------------------------------------- */
/* Calls by name; `then` runs on whatever thread finished it. */
void visit_call(struct visit *, const char *name, struct json *input, Str key, visit_fn *then);
/* The form's key, remembered under the command too; STR_NONE when it has none. */
Str  visit_key(struct visit *, const char *command);
/* Of a multipart form: was a file posted under this name? */
bool visit_has_file(const struct visit *, Str name);
/* Reads it on a worker; `then` is told ERR_TOO_LARGE when it has more than `max` bytes. */
typedef void visit_bytes_fn(struct visit *, enum err, Str bytes);
void visit_read_file(struct visit *, Str name, size_t max, visit_bytes_fn *then);
/* A page on which a file is looked at before anything becomes of it: its query with the text, and
 * its view with what that found ("wrong") or with why there is no text. */
struct look {
    const char *view, *query, *field; /* the query's, that the text is in */
};
void visit_look(struct visit *, const struct look *, Str text, const char *refused);
/* A view of the records outside a call, for this thread's own reader. */
struct view visit_view(struct visit *);

/* -- answering: each ends the visit -------------------------------------------------- */
/* The page alone, not sent. */
Str  visit_page(struct visit *, const char *view, struct json *model);
void visit_render(struct visit *, int status, const char *view, struct json *model);
void visit_json(struct visit *, int status, const struct json *);
void visit_text(struct visit *, int status, Str type, Str body);
void visit_bytes(struct visit *, Str type, Str name, Str body);
/* Answers the call with the file it made: name, type, base64. */
void visit_file_ready(struct visit *);
/* A file of unknown length.  `more` runs on the loop's thread when the piece before is
 * sent; it or what it calls ends in visit_piece.  From here on the visit's arena is a
 * piece's: what must last from piece to piece was made before. */
void visit_stream(struct visit *, Str type, Str name, visit_fn *more);
void visit_piece(struct visit *, Str bytes, enum piece);
/* A page that is a file: with its own style and script, useful without the site. */
void visit_alone(struct visit *, Str name, Str html);
void visit_see(struct visit *, Str address); /* 303 */
void visit_fail(struct visit *, enum err, const char *why);
void visit_fail_call(struct visit *); /* as the call failed */

void visit_wait(struct visit *); /* Retry-After, when the call failed for haste */
void visit_header(struct visit *, Str name, Str value);
void visit_cookie(struct visit *, const char *name, Str value, int64_t seconds);
void visit_notice(struct visit *, const char *code); /* shown by the next page */
/* "/ho-so/{code}" with the visit's variables, then the call's answer. */
Str  visit_address(struct visit *, const char *pattern);
/* Faults of the call in words: [{field, text}], and faults{title, items}. */
struct json *visit_fault_list(struct visit *);
void visit_put_faults(struct visit *, struct json *model);

/* -- forms --------------------------------------------------------------------------- */
Str  visit_csrf(struct visit *);
/* Same origin and, signed in, the form's own ticket; answers 403 itself when not. */
bool visit_is_ours(struct visit *);

/* A date posted in three parts, as day/month/year; STR_NONE when all are empty. */
Str          visit_date(struct visit *, Str name);
/* The values posted under one name, empty ones left out; NULL when it was not posted. */
struct json *visit_list(struct visit *, Str name);
/* form.c: a route of the kind ROUTE_FORM. */
void visit_form(struct visit *);
/* The same for a command that the address chooses: what was posted of the fields it declares. */
void visit_form_of(struct visit *, Str command);
/* The page of the route's form once more, with what the call found wrong and what was typed. */
void visit_form_again(struct visit *);
/* Where its query wants more than what was posted. */
void visit_form_again_with(struct visit *, struct json *input);

/* tries.c: may this address try again what is counted (to sign in, to complain, to draw a
 * number)?  False: v->call says why not.  Settled when the call is over; other calls pass. */
void tries_open(struct site *);
void tries_close(struct site *);
bool tries_take(struct visit *);
void tries_settle(struct visit *);
/* Did a proxy on this machine hand it on?  Then its own headers are its word. */
bool visit_by_proxy(const struct visit *);
/* The address of who asks, or of the network whose it is: for counting. */
Str  visit_network(struct visit *);

/* site_client.c: the SHA-256 of the certificate the connection was verified with, or STR_NONE;
 * the Idempotency-Key, a system's own; what is left of its quota; what a 401 or 403 asks for. */
Str  visit_certificate(struct visit *);
Str  visit_given_key(struct visit *);
void visit_quota(struct visit *);
void visit_challenge(struct visit *, enum err);

/* site_api.c: JSON that no page of another site can have sent for who is signed in; or any
 * request.  Each answers by itself when not. */
bool visit_json_is_ours(struct visit *);
bool visit_is_same_site(struct visit *);
/* site_ckan.c: pages of other sites may read the answer. */
void visit_open_to_pages(struct visit *);
/* site_api.c: are the log's heads signed? */
bool visit_log_is_signed(const struct visit *);
/* layout.c: what every page has beside its own model */
void layout_put(struct visit *, struct json *model);
/* route.c */
const struct route *route_find(struct visit *, bool *out_other_method);

#endif
