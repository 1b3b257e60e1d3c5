/* dossier/guide_rank.c -- see guide_rank.h.  Floor 7. */
#include "dossier/guide_rank.h"

#include "base/text.h"
#include "dossier/pages.h"

struct ranking {
    struct view *v;
    Str          q, key; /* key: q folded */
    enum rank    best;
};

static void
rank_name(struct ranking *r, Str name)
{
    enum rank rank = str_starts(text_fold(r->v->arena, name), r->key)  ? RANK_BEGINS
                     : page_has_words(r->v->arena, name, r->q) ? RANK_NAME
                                                                : RANK_NONE;

    if (rank > r->best)
        r->best = rank;
}

/* Everything that is said of it, for words that no single name has. */
static Str
all_of(struct view *v, const struct procedure *p)
{
    const struct json *field = json_get(json_get(p->file, "field"), "name");
    struct buf         b = BUF_MAX(1 << 16);
    const struct json *said[] = { p->name, p->summary, field };
    Str                all;

    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        buf_format(&b, "%.*s %.*s ", STR_ARG(json_text(said[i], "vi")),
                   STR_ARG(json_text(said[i], "en")));
    json_each(list, json_get(p->file, "also"))
        json_each(name, list)
            buf_format(&b, "%.*s ", STR_ARG(name->text));
    all = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return all;
}

enum rank
guide_rank(struct view *v, const struct procedure *p, Str q)
{
    struct ranking r = { .v = v, .q = q, .key = str_trim(text_fold(v->arena, q)) };

    rank_name(&r, json_text(p->name, "vi"));
    rank_name(&r, json_text(p->name, "en"));
    json_each(list, json_get(p->file, "also"))
        json_each(name, list)
            rank_name(&r, name->text);
    if (r.best == RANK_NONE && page_has_words(v->arena, all_of(v, p), q))
        r.best = RANK_ELSEWHERE;
    return r.best;
}
