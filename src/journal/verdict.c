/* journal/verdict.c -- see verdict.h.  Floor 2. */
#include "journal/verdict.h"

void
verdict_begin(struct view *v, struct verdict *d)
{
    *d = (struct verdict){ .v = v, .o = json_object(v->arena), .lines = json_array(v->arena) };
}

void
verdict_line(struct verdict *d, const char *state, Str what, Str said)
{
    struct arena *a = d->v->arena;
    struct json  *o = json_add(d->lines, json_object(a));

    json_put_text(a, o, "state", str_of(state));
    json_put_text(a, o, "what", what);
    json_put_text(a, o, "words", said);
    d->bad = d->bad || strcmp(state, "bad") == 0;
}

void
verdict_end(struct verdict *d, const char *title, Str said, struct json *out)
{
    struct arena *a = d->v->arena;

    json_put_text(a, d->o, "state", d->bad ? S("bad") : S("good"));
    json_put_text(a, d->o, "title", words(d->v->lang, title));
    json_put_text(a, d->o, "words", said);
    json_put(d->o, S("lines"), d->lines);
    json_put(out, S("verdict"), d->o);
}
