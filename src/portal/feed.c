/* portal/feed.c -- what changed in the registries, as Atom (RFC 4287).  Floor 9.
 *
 * An entry is a load, or what was done one by one on a day: its identity stays while the day goes
 * on, and its `updated` moves.  Every text goes through put_text, which escapes it. */
#include "portal/inside.h"

#define ENTRIES  30
#define FEED_MAX ((size_t)1 << 20)

struct feed_in {
    Str registry;
};
static const struct field feed_fields[] = {
    FIELD(TEXT, struct feed_in, registry, .max = 40, .help = "A registry's key; empty: all"),
};

struct feeding {
    struct view           *v;
    const struct registry *r; /* NULL: all */
    struct buf             b;
};

static void
put_text(struct feeding *f, const char *tag, Str text)
{
    buf_format(&f->b, "<%s>", tag);
    buf_xml(&f->b, text);
    buf_format(&f->b, "</%s>\n", tag);
}

static void
put_link(struct feeding *f, const char *rel, const char *type, Str address)
{
    buf_format(&f->b, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    buf_xml(&f->b, address);
    buf_add(&f->b, S("\"/>\n"));
}

static void
add_part(struct feeding *f, struct buf *b, int64_t n, const char *one, const char *many)
{
    if (n == 0)
        return;
    if (b->n > 0)
        buf_add(b, S(", "));
    buf_add(b, words_count(f->v->arena, f->v->lang, one, many, n));
}

static Str
what_changed(struct feeding *f, const struct registry_change *c)
{
    struct buf b = BUF_MAX(2000);
    Str        s;

    add_part(f, &b, c->created, "{1} new record", MSG("{1} new records"));
    add_part(f, &b, c->changed, "{1} changed", MSG("{1} changed"));
    add_part(f, &b, c->corrected, "{1} corrected", MSG("{1} corrected"));
    add_part(f, &b, c->ended, "{1} ended", MSG("{1} ended"));
    s = b.n > 0 ? str_copy(f->v->arena, buf_str(&b))
                : words(f->v->lang, MSG("nothing changed"));
    buf_free(&b);
    return s;
}

/* Of what is open as totals alone a few changed records would say too much. */
static bool
may_say(const struct onlooker *who)
{
    return onlooker_best(who) >= SIGHT_PUBLIC;
}

static enum err
put_entry(struct feeding *f, const struct registry_change *c)
{
    struct view           *v = f->v;
    const struct registry *r = registry_by_key(v, c->registry);
    struct onlooker        who;
    Str                    title, id, note;

    if (r == NULL)
        return ERR_OK;
    TRY(onlooker_begin(v, r, &who));
    TRY(registry_note(v, r, &note));
    title = pack_words(v->lang, r->title);
    id = c->load ? portal_address(v, "/du-lieu/%.*s#load-%lld", STR_ARG(r->key),
                                  (long long)c->act)
                 : portal_address(v, "/du-lieu/%.*s#%.*s", STR_ARG(r->key),
                                  STR_ARG(day_text(v->arena, c->day)));
    buf_add(&f->b, S("<entry>\n"));
    put_text(f, "id", id);
    put_text(f, "title", str_format(v->arena, "%.*s, %.*s", STR_ARG(title),
                                    STR_ARG(day_people(v->arena, time_day(c->at)))));
    put_text(f, "updated", time_text(v->arena, c->at));
    put_link(f, "alternate", "text/html",
             portal_address(v, "/du-lieu/%.*s?ban=%lld", STR_ARG(r->key), (long long)c->act));
    put_text(f, "summary",
             str_format(v->arena, "%.*s%s%.*s",
                        STR_ARG(may_say(&who) ? what_changed(f, c)
                                              : words(v->lang, MSG("the data changed"))),
                        note.n > 0 ? ". " : "", STR_ARG(note)));
    buf_add(&f->b, S("</entry>\n"));
    return ERR_OK;
}

static void
put_head(struct feeding *f, Time updated)
{
    struct view *v = f->v;
    Str          at = f->r != NULL ? str_format(v->arena, "/du-lieu/%.*s", STR_ARG(f->r->key))
                                   : S("/du-lieu");
    Str          page = str_join(v->arena, v->world->base_url, at, S(""));
    Str          title = f->r != NULL ? pack_words(v->lang, f->r->title)
                                      : words(v->lang, MSG("Open data of the province"));

    if (v->simulated)
        title = str_format(v->arena, "[%.*s] %.*s",
                           STR_ARG(words(v->lang, MSG("SIMULATED DATA"))), STR_ARG(title));
    buf_add(&f->b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    buf_format(&f->b, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n",
               v->lang == LANG_VI ? "vi" : "en");
    put_text(f, "id", page);
    put_text(f, "title", title);
    put_text(f, "updated", time_text(v->arena, updated));
    put_link(f, "self", "application/atom+xml",
             str_join(v->arena, page, S("/atom.xml"), S("")));
    put_link(f, "alternate", "text/html", page);
    buf_add(&f->b, S("<author>"));
    put_text(f, "name", f->r != NULL ? portal_owner(v, f->r)
                                     : words(v->lang, MSG("Open data of the province")));
    buf_add(&f->b, S("</author>\n"));
}

static enum err
put_entries(struct feeding *f)
{
    struct registry_change *change;
    int                     n;

    TRY(registry_changes(f->v, f->r, ENTRIES, &change, &n));
    put_head(f, n > 0 ? change[0].at : f->v->now);
    for (int i = 0; i < n; i++)
        TRY(put_entry(f, &change[i]));
    buf_add(&f->b, S("</feed>\n"));
    return ERR_OK;
}

static enum err
run_feed(struct view *v, const void *input, struct json *out)
{
    const struct feed_in *in = input;
    struct feeding        f = { .v = v, .b = BUF_MAX(FEED_MAX) };
    enum err              err;

    if (in->registry.n > 0)
        TRY(registry_named(v, in->registry, &f.r));
    err = put_entries(&f);
    if (err == ERR_OK)
        json_put_text(v->arena, out, "xml", str_copy(v->arena, buf_str(&f.b)));
    buf_free(&f.b);
    return err;
}

const struct query data_feed = {
    .name = "data.feed", .right = "anyone",
    .help = "What changed in one registry or in all, as an Atom feed.",
    .fields = feed_fields, .n_fields = 1, .in_size = sizeof(struct feed_in), .run = run_feed,
    .heavy = true,
};
