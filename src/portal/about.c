/* portal/about.c -- a registry in short: what it is, whose, how fresh; the head of its pages.
 * Floor 9. */
#include "portal/inside.h"

bool
portal_has_map(const struct registry *r)
{
    return r->geometry_field >= 0 && r->open == PUBLIC_ROWS &&
           r->field[r->geometry_field].read == READ_PUBLIC;
}

bool
portal_sees_rows(const struct onlooker *who)
{
    return who->base >= SIGHT_PUBLIC || who->may_read;
}

/* -- fresh or not ------------------------------------------------------------------ */

/* The day by which the next change is due; DAY_NONE: none was promised. */
static Day
due_after(Str frequency, Day last)
{
    static const struct {
        const char *key;
        int         days, months;
    } terms[] = { { "day", 1, 0 }, { "week", 7, 0 }, { "month", 0, 1 }, { "quarter", 0, 3 },
                  { "year", 0, 12 } };

    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        if (str_eq(frequency, str_of(terms[i].key)))
            return terms[i].months > 0 ? day_add_months(last, terms[i].months)
                                       : last + terms[i].days;
    return DAY_NONE;
}

enum err
portal_fresh(struct view *v, const struct registry *r, struct portal_fresh *out)
{
    enum err err = registry_last_change(v, r, &out->last);
    Day      last, due;
    Str      when;

    *out = (struct portal_fresh){ .changed = err == ERR_OK, .last = out->last };
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (!out->changed) {
        out->words = words(v->lang, MSG("nothing on record yet"));
        return ERR_OK;
    }
    last = time_day(out->last.at);
    due = due_after(r->frequency, last);
    when = day_people(v->arena, last);
    out->state = due != DAY_NONE && due < time_day(v->now) ? FRESH_LATE : FRESH_OK;
    out->words = due == DAY_NONE
                     ? words_fill(v->arena, v->lang, MSG("updated {1}"), when, STR_NONE)
                 : out->state == FRESH_LATE
                     ? words_fill(v->arena, v->lang, MSG("updated {1}, was due by {2}"), when,
                                  day_people(v->arena, due))
                     : words_fill(v->arena, v->lang, MSG("updated {1}, next by {2}"), when,
                                  day_people(v->arena, due));
    return ERR_OK;
}

void
portal_put_fresh(struct view *v, const struct portal_fresh *f, struct json *o)
{
    static const char *const states[] = { "none", "ok", "late" };

    json_put_text(v->arena, o, "fresh", str_of(states[f->state]));
    json_put_text(v->arena, o, "fresh_words", f->words);
    if (f->changed)
        json_put_time(v->arena, o, "changed", f->last.at);
}

/* -- in short ---------------------------------------------------------------------- */

enum err
portal_put_about(struct onlooker *who, struct json *o)
{
    struct view           *v = who->v;
    const struct registry *r = who->r;
    int64_t                n;
    bool                   sample;

    json_put_text(v->arena, o, "key", r->key);
    json_put_text(v->arena, o, "title", pack_words(v->lang, r->title));
    json_put_text(v->arena, o, "description", pack_words(v->lang, r->description));
    json_put_text(v->arena, o, "owner", r->owner);
    json_put_text(v->arena, o, "owner_words", portal_owner(v, r));
    if (r->theme.n > 0)
        json_put_text(v->arena, o, "theme_words", portal_theme(v, r->theme));
    json_put_text(v->arena, o, "open", portal_open_key(r->open));
    json_put_text(v->arena, o, "open_words", portal_open(v, r->open));
    TRY(registry_told_total(who, &n));
    if (n >= 0)
        json_put_int(v->arena, o, "records", n);
    json_put_text(v->arena, o, "records_words",
                  n >= 0 ? words_count(v->arena, v->lang, "{1} record", MSG("{1} records"), n)
                         : words(v->lang, MSG("number not told")));
    TRY(registry_is_sample(v, r, &sample));
    if (sample)
        json_put_bool(v->arena, o, "sample", true);
    return ERR_OK;
}

static void
put_tab(struct view *v, const struct registry *r, const char *tail, const char *label, bool here,
        struct json *tabs)
{
    struct json *o = json_add(tabs, json_object(v->arena));

    json_put_text(v->arena, o, "href", str_format(v->arena, "/du-lieu/%.*s%s", STR_ARG(r->key),
                                                  tail));
    json_put_text(v->arena, o, "label", words(v->lang, label));
    if (here)
        json_put_bool(v->arena, o, "current", true);
}

enum err
portal_put_head(struct onlooker *who, const char *here, struct json *out)
{
    struct json *tabs = json_put_array(who->v->arena, out, "chips");
    Str          at = str_of(here);

    put_tab(who->v, who->r, "", MSG("About the data"), str_eq(at, S("data")), tabs);
    if (portal_sees_rows(who))
        put_tab(who->v, who->r, "/ban-ghi", MSG("Records"), str_eq(at, S("records")), tabs);
    put_tab(who->v, who->r, "/chat-luong", MSG("Quality"), str_eq(at, S("quality")), tabs);
    if (actor_may(who->v->who, S("registry.load")))
        put_tab(who->v, who->r, "/nap", MSG("Load a file"), false, tabs);
    return portal_put_about(who, out);
}
