/* site/site_declare.c -- the page on which a data officer declares a registry: its file sent or
 * pasted, looked at, put on record.  Floor 12.
 *
 *   file ─ looked at ─ the same text again with the word to declare ─ 303 to the registry
 *
 * Whatever is wrong, the page comes again with the file's text and every fault. */
#include "base/text.h"
#include "site/visit.h"

#define FILE_MAX ((size_t)300 * 1000)

/* -- looked at ----------------------------------------------------------------------- */

static const struct look look = { .view = "registry_new", .query = "registry.look",
                                  .field = "file" };

static void
file_read(struct visit *v, enum err err, Str bytes)
{
    Str         text = STR_NONE;
    const char *why = err == ERR_TOO_LARGE ? MSG("The file is larger than 300 kB.")
                      : err != ERR_OK      ? err_message(err)
                                           : NULL;

    if (str_starts(bytes, S("\xef\xbb\xbf")))
        bytes = str_sub(bytes, 3, bytes.n);
    if (why == NULL && text_clean(v->arena, bytes, &text) != ERR_OK)
        why = MSG("The file is not text in UTF-8.");
    visit_look(v, &look, why == NULL ? text : STR_NONE, why);
}

/* -- declared ------------------------------------------------------------------------- */

static void
declared(struct visit *v)
{
    bool again = !v->wants_json && (v->call.err == ERR_INVALID || v->call.err == ERR_CONFLICT);

    if (again) {
        visit_look(v, &look, visit_param(v, S("text")), /* changed since it was looked at */
                   v->call.err == ERR_CONFLICT ? v->call.why : NULL);
    } else if (v->call.err != ERR_OK) {
        visit_fail_call(v);
    } else if (v->wants_json) {
        visit_json(v, 200, v->call.out);
    } else {
        visit_notice(v, "xong");
        visit_see(v, visit_address(v, v->route->go));
    }
}

static void
post_file(struct visit *v)
{
    Str go = visit_param(v, S("go")), text = visit_param(v, S("text"));

    if (!visit_is_ours(v))
        return;
    if (visit_has_file(v, S("file")))
        visit_read_file(v, S("file"), FILE_MAX, file_read);
    else if (text.n > 0 && str_eq(go, S("declare")))
        visit_call(v, "registry.declare", visit_input(v, "file=text"),
                   visit_key(v, "registry.declare"), declared);
    else
        visit_look(v, &look, text, text.n > 0 ? NULL : MSG("Choose a file, or paste its text."));
}

const struct route routes_declare[] = {
    { HTTP_GET, "/du-lieu/moi", ROUTE_PAGE, .view = "registry_new", .call = "registry.look" },
    { HTTP_POST, "/du-lieu/moi", ROUTE_OWN, .handle = post_file, .multipart = true,
      .go = "/du-lieu/{registry}" },
    { .path = NULL },
};
