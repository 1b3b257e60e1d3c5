/* measure/today.c -- "Hôm nay": what waits, is due and is late, from the
 * province down to the dossier and who holds it.
 *
 * Numbers come from open.c.  Dossiers are listed only at the last unit, twenty at a
 * time, paged by key.  Floor 8. */
#include <stdlib.h>

#include "base/when.h"
#include "base/words.h"
#include "dossier/dossier_sql.h"
#include "dossier/say.h"
#include "ident/ident.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"
#include "measure/open.h"

#define ROWS_PAGE 20
#define UNITS_MAX 2000
#define COUNTED_MAX 100 /* complaints */

struct today_in {
    Str  unit;
    Time after_urgency;
    Id   after;
};
static const struct field today_fields[] = {
    FIELD(TEXT, struct today_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(TIME, struct today_in, after_urgency, .help = "Page on from here"),
    FIELD(ID, struct today_in, after, .help = "Page on from here"),
};

static struct open_numbers
sum_numbers(const struct open_list *all)
{
    struct open_numbers sum = { .oldest = DAY_NONE };

    for (int i = 0; i < all->n; i++) {
        sum.waiting += all->list[i].n.waiting;
        sum.late += all->list[i].n.late;
        sum.due += all->list[i].n.due;
    }
    return sum;
}

static void
put_number(struct view *v, struct json *out, const char *key, int64_t n, Str href)
{
    struct json *o = json_put_object(v->arena, out, key);

    json_put_int(v->arena, o, "count", n);
    json_put_text(v->arena, o, "href", href);
}

enum err
unit_crumbs(struct view *v, const struct unit *unit, Day on, Str before, Str after,
            struct json *out)
{
    struct json *crumbs = json_put_array(v->arena, out, "crumbs");
    struct unit *path;
    int          n;

    TRY(unit_path(v, unit->id, on, &path, &n));
    for (int i = 0; i < n - 1; i++) {
        bool         may;
        struct json *o;

        TRY(ident_reaches(v, path[i].id, &may));
        if (!may)
            continue;
        o = json_add(crumbs, json_object(v->arena));
        json_put_text(v->arena, o, "name", path[i].title);
        json_put_text(v->arena, o, "href",
                      str_join(v->arena, before, path[i].code, after));
    }
    return ERR_OK;
}

struct child {
    const struct unit *unit;
    struct open_numbers     n;
};

static int
by_late(const void *a, const void *b)
{
    const struct child *x = a, *y = b;

    if (x->n.late != y->n.late)
        return x->n.late < y->n.late ? 1 : -1;
    return (x->n.waiting < y->n.waiting) - (x->n.waiting > y->n.waiting);
}

static void
put_child(struct view *v, const struct child *c, struct json *rows)
{
    struct json *o = json_add(rows, json_object(v->arena));
    Day          today = time_day(v->now);

    json_put_text(v->arena, o, "name", c->unit->title);
    json_put_text(v->arena, o, "href",
                  str_format(v->arena, "/hom-nay/%.*s", STR_ARG(c->unit->code)));
    json_put_int(v->arena, o, "late", c->n.late);
    json_put_int(v->arena, o, "due", c->n.due);
    json_put_int(v->arena, o, "waiting", c->n.waiting);
    if (c->n.late > 0)
        json_put_text(v->arena, o, "oldest_words",
                      words_count(v->arena, v->lang, "{1} day", MSG("{1} days"),
                                  c->n.oldest == today ? 1 : today - c->n.oldest));
}

static void
put_children(struct view *v, const struct unit *list, int n, const struct open_list *all,
             const struct child **worst, struct json *out)
{
    struct child *c = arena_array(v->arena, struct child, n + 1);
    struct json  *by_unit = json_put_object(v->arena, out, "by_unit");
    struct json  *rows = json_put_array(v->arena, by_unit, "rows");

    for (int i = 0; i < n; i++) {
        const struct open_numbers *k = open_of(all, list[i].id);

        c[i] = (struct child){ &list[i], k != NULL ? *k : (struct open_numbers){ 0 } };
    }
    qsort(c, (size_t)n, sizeof *c, by_late);
    for (int i = 0; i < n; i++)
        if (c[i].n.waiting > 0 || n <= 30)
            put_child(v, &c[i], rows);
    *worst = n > 0 ? &c[0] : NULL;
}

static enum err
put_dossier(struct view *v, Str code, struct json *rows)
{
    struct json   *row = json_add(rows, json_object(v->arena));
    struct dossier d;
    struct saying  s;

    TRY(dossier_find(v, code, &d));
    TRY(saying_of(v, &d, &s));
    say_row(&s, row);
    json_put_text(v->arena, row, "holder", say_holder(&s));
    view_disclose(v, d.applicant, d.code, str_of(MSG("name")),
                  str_of(MSG("oversight of what is late")));
    return ERR_OK;
}

/* One role's slice of the index, and how far it was taken. */
struct role_slice {
    struct dossiers_at_row *row;
    int                     n, at;
};

static bool
is_more_pressing(const struct dossiers_at_row *a, const struct dossiers_at_row *b)
{
    return a->urgency != b->urgency ? a->urgency < b->urgency : a->dossier < b->dossier;
}

/* The most pressing that none has taken; NULL at the end of all. */
static const struct dossiers_at_row *
next_of(struct role_slice *slice, int n, bool take)
{
    struct role_slice *best = NULL;

    for (int i = 0; i < n; i++)
        if (slice[i].at < slice[i].n &&
            (best == NULL || is_more_pressing(&slice[i].row[slice[i].at], &best->row[best->at])))
            best = &slice[i];
    if (best == NULL)
        return NULL;
    best->at += take;
    return &best->row[best->at - take];
}

/* What waits at the unit's own desk.  All roles, each its own slice of the index;
 * the most pressing of the three first, from where the reader stands.  A unit with
 * others below it shows this part only when something waits: its own office is
 * behind as a commune is. */
static enum err
put_dossiers(struct view *v, const struct unit *unit, const struct today_in *in,
             bool has_children, struct json *out)
{
    static const char *const      role[] = { "desk", "specialist", "leader" };
    struct json                  *rows;
    struct role_slice             slice[3] = { { .at = 0 } };
    const struct dossiers_at_row *row = NULL;
    Time from = in->after_urgency != TIME_NONE ? in->after_urgency : INT64_MIN + 1;
    Id   desk;

    TRY(desk_of_unit(v, unit->id, time_day(v->now), &desk));
    for (int i = 0; i < 3; i++)
        TRY(dossiers_at(v, desk, str_of(role[i]), WAITS_OFFICER, from, in->after, ROWS_PAGE + 1,
                        &slice[i].row, &slice[i].n));
    if (has_children && next_of(slice, 3, false) == NULL)
        return ERR_OK;
    rows = json_put_array(v->arena, json_put_object(v->arena, out, "by_dossier"), "rows");
    for (int k = 0; k < ROWS_PAGE && next_of(slice, 3, false) != NULL; k++) {
        row = next_of(slice, 3, true);
        TRY(put_dossier(v, row->code, rows));
    }
    if (row != NULL && next_of(slice, 3, false) != NULL)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/hom-nay/%.*s?moc=%.*s&sau=%lld", STR_ARG(unit->code),
                                 STR_ARG(time_text_utc(v->arena, row->urgency)),
                                 (long long)row->dossier));
    return ERR_OK;
}

static void
put_sentence(struct view *v, const struct open_numbers *n, const struct child *worst,
             struct json *out)
{
    Str late = str_int(v->arena, n->late);
    Str due = str_int(v->arena, n->due), sentence;

    if (n->late == 0 && n->due == 0)
        sentence = words(v->lang, "Nothing is late and nothing falls due today.");
    else if (n->late == 0)
        sentence = words_fill(v->arena, v->lang, "Nothing is late. Today {1} dossiers fall due.",
                              due, STR_NONE);
    else if (worst != NULL && worst->n.late > 0)
        sentence = str_format(
            v->arena, "%.*s %.*s",
            STR_ARG(words_fill(v->arena, v->lang, "{1} dossiers are late, most of them at {2}.",
                               late, worst->unit->title)),
            STR_ARG(words_fill(v->arena, v->lang, "Today {1} more fall due.", due, STR_NONE)));
    else if (n->due == 0)
        sentence = words_fill(v->arena, v->lang,
                              "{1} dossiers are late; nothing more falls due today.", late,
                              STR_NONE);
    else
        sentence = words_fill(v->arena, v->lang, "{1} dossiers are late. Today {2} more fall due.",
                              late, due);
    json_put_text(v->arena, out, "sentence", sentence);
}

/* Who of the unit itself is away today, and who stands in. */
static enum err
put_away(struct view *v, Id unit, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "away");
    struct away *away;
    int          n;

    TRY(ident_away(v, unit, &away, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "name", away[i].name);
        json_put_text(v->arena, o, "words", ident_away_words(v, &away[i]));
    }
    return ERR_OK;
}

/* What its head is to answer, and what is late at the units right below. */
static enum err
put_complaints(struct view *v, const struct unit *unit, struct json *out)
{
    struct complaint_counts_row n;
    struct json                *list = json_put_array(v->arena, out, "complaints"), *o;
    Id                          desk;

    if (unit->id != v->who->unit || !actor_may(v->who, S("dossier.approve")))
        return ERR_OK;
    TRY(desk_of_unit(v, unit->id, time_day(v->now), &desk));
    TRY(complaint_counts(v, desk, v->now, COUNTED_MAX, &n));
    if (n.waiting > 0) {
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "href", S("/viec?loc=complaints"));
        json_put_text(v->arena, o, "words",
                      words_count(v->arena, v->lang, "{1} complaint waits for your answer",
                                  MSG("{1} complaints wait for your answer"), n.waiting));
        json_put_int(v->arena, o, "late", n.late);
    }
    if (n.below > 0) {
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "href", S("/viec?loc=complaints_below"));
        json_put_text(v->arena, o, "words",
                      words_count(v->arena, v->lang, "{1} complaint is late at a unit below",
                                  MSG("{1} complaints are late at units below"), n.below));
        json_put_int(v->arena, o, "late", n.below);
    }
    return ERR_OK;
}

static enum err
find_unit(struct view *v, Str code, struct unit *out)
{
    if (code.n == 0)
        return unit_by_id(v, v->who->unit, time_day(v->now), out);
    return unit_by_code(v, code, time_day(v->now), out);
}

static enum err
today_run(struct view *v, const void *input, struct json *out)
{
    const struct today_in   *in = input;
    struct unit              unit, *children;
    struct open_list      all;
    struct open_numbers           n;
    struct counter_under_row finished;
    const struct child      *worst = NULL;
    Str                      here;
    int                      n_children;

    TRY(find_unit(v, in->unit, &unit));
    TRY(ident_require(v, S("measure.lead"), unit.id));
    TRY(open_read(v, unit.id, &all));
    n = sum_numbers(&all);
    TRY(counter_under(v, unit.id, time_day(v->now), S("finished"), S("d"),
                      day_text(v->arena, time_day(v->now)), &finished));
    TRY(unit_children(v, unit.id, time_day(v->now), &children, &n_children));
    here = str_format(v->arena, "/hom-nay/%.*s", STR_ARG(unit.code));
    json_put_text(v->arena, out, "unit_name", unit.title);
    if (unit.id == v->who->unit && actor_may(v->who, S("dossier.approve")))
        json_put_text(v->arena, out, "appointments_url", S("/quay/lich-hen"));
    json_put_text(v->arena, out, "day_words", when_day(v->arena, v->lang, time_day(v->now)));
    json_put_time(v->arena, out, "as_of", v->now);
    json_put_text(v->arena, out, "as_of_words",
                  str_sub(time_people(v->arena, v->now), 11, 5));
    TRY(unit_crumbs(v, &unit, time_day(v->now), S("/hom-nay/"), S(""), out));
    put_number(v, out, "waiting", n.waiting, here);
    put_number(v, out, "due", n.due, here);
    put_number(v, out, "late", n.late, here);
    json_put_int(v->arena, json_put_object(v->arena, out, "finished"), "count", finished.n);
    if (n_children > 0)
        put_children(v, children, n_children, &all, &worst, out);
    TRY(put_dossiers(v, &unit, in, n_children > 0, out));
    put_sentence(v, &n, worst, out);
    TRY(put_away(v, unit.id, out));
    return put_complaints(v, &unit, out);
}

const struct query office_today = {
    .name = "office.today", .right = "measure.lead",
    .help = "What waits, is due and is late, by unit.",
    .fields = today_fields, .n_fields = 3, .in_size = sizeof(struct today_in),
    .run = today_run,
    .heavy = true,
};
