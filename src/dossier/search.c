/* dossier/search.c -- the page on which an officer finds a dossier, open or closed, by a
 * name, a code or a number.  Floor 7.
 *
 * An officer finds what stands at the desks that their position reaches, and nothing of
 * others: the work list shows them the same names.  Who reaches further (a district, the
 * province) reads of people whose dossiers are not theirs to handle; each such row is a
 * disclosure, and the person can see it. */
#include "dossier/desk.h"
#include "dossier/dossier_sql.h"
#include "dossier/search_find.h"
#include "dossier/words.h"
#include "ident/ident.h"

#define PAGE       20
#define LATE       (60 * TIME_SECOND) /* what waits longer to be found is said */

struct search_in {
    Str q, filter, unit;
    Id  before;
};
static const struct field search_fields[] = {
    FIELD(TEXT, struct search_in, q, .max = 100,
          .help = "Words of a name, a code or its end, a personal number, tax code, telephone"),
    FIELD(TEXT, struct search_in, filter, .max = 10, .help = "all, open or closed"),
    FIELD(TEXT, struct search_in, unit, .max = 40,
          .help = "Code of a unit within one's position; absent: all of them"),
    FIELD(ID, struct search_in, before, .help = "Page on from this dossier"),
};

static const struct {
    const char *key, *label;
} states[] = {
    [SEARCH_ALL] = { "all", MSG("All") },
    [SEARCH_OPEN] = { "open", MSG("Open dossiers") },
    [SEARCH_CLOSED] = { "closed", MSG("Ended dossiers") },
};
#define N_STATES ((int)(sizeof states / sizeof states[0]))

static enum search_state
state_named(Str key)
{
    for (int i = 0; i < N_STATES; i++)
        if (str_eq(key, str_of(states[i].key)))
            return (enum search_state)i;
    return SEARCH_ALL;
}

/* -- whose ---------------------------------------------------------------------------- */

/* The unit asked for, or that of the position; the system's is the province. */
static enum err
unit_of_search(struct view *v, Str code, struct unit *out)
{
    Day day = time_day(v->now);

    if (code.n > 0) {
        TRY(unit_by_code(v, code, day, out));
        return ident_require(v, S("dossier.read"), out->id);
    }
    return v->who->unit != 0 ? unit_by_id(v, v->who->unit, day, out) : unit_province(v, day, out);
}

static enum err
reach_of(struct view *v, const struct unit *u, struct reach *out)
{
    *out = (struct reach){ .whole = str_eq(u->kind, S("province")) };
    return out->whole ? ERR_OK : desks_below(v, u->id, time_day(v->now), &out->desk, &out->n);
}

/* -- the page ------------------------------------------------------------------------- */

static Str
address(struct view *v, const struct search_in *in, enum search_state state, Id before)
{
    struct buf b = BUF_MAX(2000);
    Str        s;

    buf_add(&b, S("/tim?q="));
    buf_escaped(&b, in->q);
    if (state != SEARCH_ALL)
        buf_format(&b, "&loc=%s", states[state].key);
    if (in->unit.n > 0) {
        buf_add(&b, S("&don-vi="));
        buf_escaped(&b, in->unit);
    }
    if (before != 0)
        buf_format(&b, "&sau=%lld", (long long)before);
    s = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static void
put_chips(struct view *v, const struct search_in *in, enum search_state current, struct json *out)
{
    struct json *chips = json_put_array(v->arena, out, "chips");

    for (int i = 0; i < N_STATES; i++) {
        struct json *o = json_add(chips, json_object(v->arena));

        json_put_text(v->arena, o, "label", words(v->lang, states[i].label));
        json_put_text(v->arena, o, "href", address(v, in, (enum search_state)i, 0));
        if ((enum search_state)i == current)
            json_put_bool(v->arena, o, "current", true);
    }
}

/* The units that a page names, asked for at once. */
struct named {
    struct unit *unit;
    int          n;
};

static enum err
named_on(struct view *v, const struct dossier *d, int n, struct named *out)
{
    struct id_list ids = { .n = 0 };

    for (int i = 0; i < n; i++) {
        id_list_add(v->arena, &ids, d[i].competent_unit);
        id_list_add(v->arena, &ids, d[i].received_unit);
    }
    return unit_several(v, id_list_json(v->arena, &ids), &out->unit, &out->n);
}

/* saying_next looks up none that is said already. */
static void
say_before(const struct named *named, const struct dossier *d, struct saying *s)
{
    Day day = time_day(d->filed);

    for (int i = 0; i < named->n; i++) {
        const struct unit *u = &named->unit[i];

        if (unit_is_on(u, d->competent_unit, day))
            s->competent = *u;
        if (unit_is_on(u, d->received_unit, day))
            s->received = *u;
    }
}

static enum err
put_row(struct view *v, const struct dossier *d, struct saying *s, struct json *rows)
{
    struct json *row = json_add(rows, json_object(v->arena));

    TRY(saying_next(v, d, s));
    say_row(s, row);
    json_put_text(v->arena, row, "status_words", say_state(v->lang, d));
    json_put_text(v->arena, row, "holder_words", say_holder(s));
    json_put_text(v->arena, row, "filed_words", day_people(v->arena, time_day(d->filed)));
    return ERR_OK;
}

/* The desks whose names the officer sees on the work list anyway. */
static enum err
own_desks(struct view *v, struct reach *out)
{
    *out = (struct reach){ .whole = v->who->system };
    if (v->who->unit == 0)
        return ERR_OK;
    return desks_of_unit(v, v->who->unit, time_day(v->now), &out->desk, &out->n);
}

static enum err
put_rows(struct view *v, const struct search_result *found, struct json *out)
{
    struct json   *rows = json_put_array(v->arena, out, "rows");
    struct saying   s = { .v = v };
    struct id_list  ids = { .id = found->dossier, .n = found->n };
    struct dossier *d;
    struct reach    own;
    struct named    named;
    int             n;

    TRY(own_desks(v, &own));
    TRY(dossier_list(v, id_list_json(v->arena, &ids), PAGE, &d, &n));
    TRY(named_on(v, d, n, &named));
    for (int i = 0; i < n; i++) {
        say_before(&named, &d[i], &s);
        TRY(put_row(v, &d[i], &s, rows));
        if (!reach_has(&own, d[i].desk))
            view_disclose(v, d[i].applicant, d[i].code, str_of(MSG("name")),
                          str_of(MSG("search for dossiers")));
    }
    return ERR_OK;
}

static Str
count_words(struct view *v, const struct search_in *in, const struct search_result *found)
{
    if (in->before != 0)
        return words(v->lang, "Further dossiers, the newest first");
    if (found->next != 0)
        return words_fill(v->arena, v->lang,
                          found->cut ? MSG("{1} dossiers so far, the newest first")
                                     : MSG("More than {1} dossiers, the newest first"),
                          str_int(v->arena, found->n), STR_NONE);
    return words_count(v->arena, v->lang, "{1} dossier, the newest first",
                       MSG("{1} dossiers, the newest first"), found->n);
}

/* What was filed a moment ago may not be found yet; longer than that is said. */
static enum err
put_behind(struct view *v, struct json *out)
{
    struct search_waiting_row oldest;
    int64_t                   cursor;
    enum err                  err;

    TRY(words_cursor(v, &cursor));
    err = search_waiting(v, cursor, &oldest);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    if (v->wall - oldest.recorded > LATE)
        json_put_text(v->arena, out, "behind_words",
                      words_fill(v->arena, v->lang,
                                 "What was filed after {1} is found by its whole code only, "
                                 "until the search has caught up.",
                                 when_moment(v->arena, v->lang, oldest.occurred), STR_NONE));
    return ERR_OK;
}

/* A whole code is looked up, never searched: it is found from the moment it is given. */
static enum err
find_code(struct view *v, const struct search *s, struct search_result *out)
{
    struct dossier d;
    enum err       err = dossier_find(v, s->terms->code, &d);
    bool           open;

    *out = (struct search_result){ .n = 0 };
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    open = dossier_waits(&d) != WAITS_NOBODY;
    if (!reach_has(s->reach, d.desk) ||
        (s->state != SEARCH_ALL && open != (s->state == SEARCH_OPEN)))
        return ERR_OK;
    out->dossier = arena_make(v->arena, Id);
    *out->dossier = d.dossier;
    out->n = 1;
    return ERR_OK;
}

static enum err
put_found(struct view *v, const struct search_in *in, const struct search *s, struct json *out)
{
    struct search_result found;

    if (s->terms->code.n > 0)
        TRY(find_code(v, s, &found));
    else
        TRY(search_find(v, s, PAGE, &found));
    TRY(put_rows(v, &found, out));
    put_chips(v, in, s->state, out);
    json_put_bool(v->arena, out, "asked", true);
    if (found.n > 0)
        json_put_text(v->arena, out, "count_words", count_words(v, in, &found));
    else if (found.next == 0)
        json_put_bool(v->arena, out, "none", true);
    if (found.cut)
        json_put_bool(v->arena, out, "cut", true);
    if (found.too_wide)
        json_put_bool(v->arena, out, "too_wide", true);
    if (s->terms->too_many)
        json_put_bool(v->arena, out, "too_many", true);
    if (found.next != 0)
        json_put_text(v->arena, out, "older_url", address(v, in, s->state, found.next));
    return put_behind(v, out);
}

static enum err
search_run(struct view *v, const void *input, struct json *out)
{
    const struct search_in *in = input;
    struct search_terms     terms;
    struct reach            reach;
    struct search           s = { .terms = &terms, .reach = &reach,
                                  .state = state_named(in->filter),
                                  .before = in->before != 0 ? in->before : INT64_MAX };
    struct unit             unit;

    TRY(unit_of_search(v, in->unit, &unit));
    TRY(reach_of(v, &unit, &reach));
    json_put_text(v->arena, out, "unit_words", say_office(v, &unit));
    if (in->unit.n > 0)
        json_put_text(v->arena, out, "unit", in->unit);
    json_put_text(v->arena, out, "q", in->q.n > 0 ? in->q : S(""));
    search_terms_read(v->arena, in->q, &terms);
    if (!terms.too_short)
        return put_found(v, in, &s, out);
    json_put_array(v->arena, out, "rows");
    put_chips(v, in, s.state, out);
    if (str_trim(in->q).n > 0)
        json_put_bool(v->arena, out, "short", true);
    return ERR_OK;
}

const struct query dossier_search = {
    .name = "dossier.search", .right = "dossier.read",
    .help = "Dossiers found by a name, a code or a number, open and closed, the newest first.",
    .fields = search_fields, .n_fields = sizeof search_fields / sizeof search_fields[0],
    .in_size = sizeof(struct search_in), .run = search_run,
};
