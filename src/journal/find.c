/* journal/find.c -- see find.h.  Floor 2. */
#include "journal/find.h"

#include "journal/journal_sql.h"

#define BATCH 100

struct seeking {
    struct view       *view;
    const struct find *ask;
    struct findings   *out;
    int                max, look;
    int64_t            before;
};

/* -- one entry ----------------------------------------------------------------------- */

static void
read_entry(struct view *v, const struct entry_walked_row *e, struct found *out)
{
    struct json *payload = NULL;

    *out = (struct found){ .act = e->act, .occurred = e->occurred, .erased = true };
    if (e->payload.p == NULL || json_parse(v->arena, e->payload, &payload, NULL) != ERR_OK)
        return;
    out->erased = false;
    out->actor = json_int(payload, "actor", 0);
    out->unit = json_int(payload, "unit", 0);
    out->stands_for = json_int(payload, "stands_for", 0);
    out->client = json_int(payload, "client", 0);
    out->command = json_text(payload, "command");
    out->subject = json_text(payload, "subject");
    out->outcome = json_text(payload, "outcome");
}

static bool
same(Str asked, Str have)
{
    return asked.n == 0 || str_eq(asked, have);
}

static bool
is_by(Id account, const struct found *f)
{
    return account == 0 || account == f->actor || account == f->stands_for;
}

static bool
has_value(const struct find *ask)
{
    return ask->actor != 0 || ask->unit != 0 || ask->command.n > 0 || ask->subject.n > 0 ||
           ask->outcome.n > 0;
}

static bool
in_time(const struct find *ask, Time t)
{
    return (ask->from == TIME_NONE || t >= ask->from) && (ask->to == TIME_NONE || t < ask->to);
}

static bool
has_all(const struct find *ask, const struct found *f)
{
    return is_by(ask->actor, f) && (ask->unit == 0 || ask->unit == f->unit) &&
           same(ask->command, f->command) && same(ask->subject, f->subject) &&
           same(ask->outcome, f->outcome);
}

/* What was erased has nothing left that it could be found by. */
static bool
answers(const struct find *ask, const struct found *f)
{
    return in_time(ask, f->occurred) && (f->erased ? !has_value(ask) : has_all(ask, f));
}

/* False when enough was found or looked at. */
static bool
look_at(struct seeking *s, const struct entry_walked_row *e)
{
    struct found f;

    if (e->act == s->before) /* twice in a list of readings */
        return true;
    if (s->out->n == s->max || s->out->looked == s->look) {
        s->out->next = s->before;
        return false;
    }
    read_entry(s->view, e, &f);
    s->before = e->act;
    s->out->looked++;
    s->out->reached = e->occurred;
    if (answers(s->ask, &f))
        s->out->list[s->out->n++] = f;
    return true;
}

/* -- where they come from ------------------------------------------------------------ */

static enum err
batch_walked(struct seeking *s, int64_t first, struct entry_walked_row **out, int *n)
{
    return entry_walked(s->view, first, s->before, BATCH, out, n);
}

static enum err
batch_disclosing(struct seeking *s, int64_t first, struct entry_walked_row **out, int *n)
{
    struct entry_disclosing_row *row;

    TRY(entry_disclosing(s->view, s->ask->person, first, s->before, BATCH, &row, n));
    *out = arena_array(s->view->arena, struct entry_walked_row, *n + 1);
    for (int i = 0; i < *n; i++)
        (*out)[i] = (struct entry_walked_row){ row[i].act, row[i].occurred, row[i].recorded,
                                               row[i].payload };
    return ERR_OK;
}

/* By what few entries share: what it is about, then who, how it ended, what, where. */
static enum err
batch_found(struct seeking *s, int64_t first, struct entry_walked_row **out, int *n)
{
    const struct find      *ask = s->ask;
    struct arena           *arena = s->view->arena;
    enum find_kind          kind = ask->subject.n > 0   ? FIND_SUBJECT
                                   : ask->actor != 0    ? FIND_ACTOR
                                   : ask->outcome.n > 0 ? FIND_OUTCOME
                                   : ask->command.n > 0 ? FIND_COMMAND
                                                        : FIND_UNIT;
    Str                     value = kind == FIND_SUBJECT   ? ask->subject
                                    : kind == FIND_ACTOR   ? str_int(arena, ask->actor)
                                    : kind == FIND_OUTCOME ? ask->outcome
                                    : kind == FIND_COMMAND ? ask->command
                                                           : str_int(arena, ask->unit);
    struct entry_found_row *row;

    TRY(entry_found(s->view, kind, value, first, s->before, BATCH, &row, n));
    *out = arena_array(arena, struct entry_walked_row, *n + 1);
    for (int i = 0; i < *n; i++)
        (*out)[i] = (struct entry_walked_row){ row[i].act, row[i].occurred, row[i].recorded,
                                               row[i].payload };
    return ERR_OK;
}

typedef enum err batch_fn(struct seeking *, int64_t first, struct entry_walked_row **out, int *n);

/* All that a source has from `first` on; false in *go_on when the search is over. */
static enum err
drain(struct seeking *s, batch_fn *batch, int64_t first, bool *go_on)
{
    struct entry_walked_row *row;
    int                      n;

    do {
        TRY(batch(s, first, &row, &n));
        for (int i = 0; i < n && *go_on; i++)
            *go_on = look_at(s, &row[i]);
    } while (*go_on && n == BATCH);
    return ERR_OK;
}

enum err
journal_find(struct view *v, const struct find *ask, int max, int look, struct findings *out)
{
    struct seeking s = { .view = v, .ask = ask, .out = out, .max = max, .look = look,
                         .before = ask->before > 0 ? ask->before : INT64_MAX };
    int64_t        first = ask->first > 0 ? ask->first : 1, indexed;
    bool           go_on = true;

    *out = (struct findings){ .list = arena_array(v->arena, struct found, max + 1),
                              .reached = TIME_NONE };
    if (ask->person != 0)
        return drain(&s, batch_disclosing, first, &go_on);
    if (!has_value(ask))
        return drain(&s, batch_walked, first, &go_on);
    TRY(find_cursor(v, &indexed));
    if (s.before > indexed + 1)
        TRY(drain(&s, batch_walked, first > indexed ? first : indexed + 1, &go_on));
    if (!go_on || first > indexed)
        return ERR_OK;
    if (s.before > indexed + 1)
        s.before = indexed + 1;
    return drain(&s, batch_found, first, &go_on);
}

/* -- days ---------------------------------------------------------------------------- */

/* Entries stand in the order in which they were recorded, which is that in which they
 * occurred; only a simulation tells them otherwise. */
enum err
journal_act_at(struct view *v, Time t, int64_t *out)
{
    struct entry_last_row *last;
    struct entry_page_row *row;
    int64_t                low = 1, high;
    int                    n;

    TRY(entry_last(v, 1, &last, &n));
    high = n > 0 ? last[0].act + 1 : 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;

        TRY(entry_page(v, middle, 1, &row, &n));
        if (n > 0 && row[0].occurred < t)
            low = row[0].act + 1;
        else
            high = middle;
    }
    *out = low;
    return ERR_OK;
}
