/* dossier/record.c -- see record.h.  Floor 7. */
#include "dossier/record.h"

#include "dossier/dossier_sql.h"

const char dossier_source[] = "dossier";

/* Rows of dossier_now differ in type by statement, not in columns. */
#define COPY_ROW(type, name) out->name = row->name;

enum err
dossier_find(struct view *v, Str code, struct dossier *out)
{
    struct dossier_by_code_row one, *row = &one;

    TRY(dossier_by_code(v, code, row));
    DOSSIER_FIELDS(COPY_ROW)
    out->act = row->act;
    return ERR_OK;
}

enum err
dossier_at(struct view *v, Id dossier, int64_t version, struct dossier *out)
{
    struct dossier_version_full_row one, *row = &one;

    TRY(dossier_version_full(v, dossier, version, row));
    DOSSIER_FIELDS(COPY_ROW)
    out->act = row->act;
    return ERR_OK;
}

#define COPY_ROWS(rows)                                                                     \
    do {                                                                                    \
        for (int i_ = 0; i_ < *out_n; i_++) {                                               \
            struct dossier *out = &(*list)[i_];                                             \
            __typeof__(rows) row = &(rows)[i_];                                             \
            DOSSIER_FIELDS(COPY_ROW)                                                        \
            out->act = row->act;                                                            \
        }                                                                                   \
    } while (0)

enum err
dossier_list(struct view *v, Str ids, int limit, struct dossier **list, int *out_n)
{
    struct search_rows_row *all;

    TRY(search_rows(v, ids, limit, &all, out_n));
    *list = arena_array(v->arena, struct dossier, *out_n + 1);
    COPY_ROWS(all);
    return ERR_OK;
}

static enum err
wait_role(struct view *v, const struct dossier_place *at, int limit, struct dossier **list,
          int *out_n)
{
    struct dossier_waiting_row *all;

    TRY(dossier_waiting(v, at->desk, at->role, at->waits, at->urgency, at->after, limit, &all,
                        out_n));
    *list = arena_array(v->arena, struct dossier, *out_n + 1);
    COPY_ROWS(all);
    return ERR_OK;
}

static enum err
wait_own(struct view *v, const struct dossier_place *at, int limit, struct dossier **list,
         int *out_n)
{
    struct dossier_of_mine_row *all;

    TRY(dossier_of_mine(v, at->account, at->desk, at->waits, at->urgency, at->after, limit, &all,
                        out_n));
    *list = arena_array(v->arena, struct dossier, *out_n + 1);
    COPY_ROWS(all);
    return ERR_OK;
}

static enum err
wait_side(struct view *v, const struct dossier_place *at, int limit, struct dossier **list,
          int *out_n)
{
    struct dossier_at_side_row *all;

    TRY(dossier_at_side(v, at->account, at->desk, at->urgency, at->after, limit, &all, out_n));
    *list = arena_array(v->arena, struct dossier, *out_n + 1);
    COPY_ROWS(all);
    return ERR_OK;
}

enum err
dossier_wait(struct view *v, const struct dossier_place *at, int limit, struct dossier **list,
             int *out_n)
{
    switch (at->whose) {
    case WHOSE_OWN:  return wait_own(v, at, limit, list, out_n);
    case WHOSE_SIDE: return wait_side(v, at, limit, list, out_n);
    case WHOSE_ROLE: break;
    }
    return wait_role(v, at, limit, list, out_n);
}

/* Rows of dossier_now, whichever statement read them. */
enum err
dossier_received_by(struct view *v, Id unit, Time from, Id after, Time before, int limit,
                    struct dossier **list, int *out_n)
{
    struct dossier_register_row *all;

    TRY(dossier_register(v, unit, from, after, before, limit, &all, out_n));
    *list = arena_array(v->arena, struct dossier, *out_n + 1);
    COPY_ROWS(all);
    return ERR_OK;
}

enum waits
dossier_waits(const struct dossier *d)
{
    switch ((enum status)d->status) {
    case STATUS_NEW:
    case STATUS_RECEIVED:
    case STATUS_IN_WORK:    return WAITS_OFFICER;
    case STATUS_SUPPLEMENT:
    case STATUS_PAYMENT:    return WAITS_PERSON;
    case STATUS_FINISHED:   return WAITS_HANDOVER;
    case STATUS_REFUSED:
    case STATUS_WITHDRAWN:
    case STATUS_STOPPED:
    case STATUS_RETURNED:   return WAITS_NOBODY;
    }
    BUG("dossier %lld has status %lld", (long long)d->dossier, (long long)d->status);
}

bool
dossier_is_open(const struct dossier *d)
{
    enum waits w = dossier_waits(d);

    return w == WAITS_OFFICER || w == WAITS_PERSON;
}

bool
dossier_is_denied(const struct dossier *d)
{
    return (d->status == STATUS_FINISHED || d->status == STATUS_RETURNED) &&
           str_eq(d->step, S(STEP_DENIED));
}

/* Without a promised moment a dossier is never late: it stands after all that
 * have one, the longest waiting first. */
#define AFTER_ALL_DUE (100 * 365 * TIME_DAY)

/* What the list is sorted by, and what "late" is a range of. */
Time
dossier_urgency(const struct dossier *d)
{
    return d->due != TIME_NONE ? d->due : d->filed + AFTER_ALL_DUE;
}

bool
dossier_is_late(const struct dossier *d, Time now)
{
    Time end = d->ended != TIME_NONE          ? d->ended
               : d->paused_since != TIME_NONE ? d->paused_since
                                              : now;

    return d->due != TIME_NONE && end > d->due;
}

static enum err
store_version(struct act *a, const struct dossier *d)
{
    struct dossier_version_add_in in;

#define COPY(type, name) in.name = d->name;
    DOSSIER_FIELDS(COPY)
#undef COPY
    return dossier_version_add(a, &in);
}

static enum err
store_now(struct act *a, const struct dossier *d)
{
    struct dossier_now_put_in in;

#define COPY(type, name) in.name = d->name;
    DOSSIER_FIELDS(COPY)
#undef COPY
    in.act = d->act;
    in.waits = dossier_waits(d);
    in.urgency = dossier_urgency(d);
    return dossier_now_put(a, &in);
}

/* What other units were asked goes with it; once it is closed, nobody need answer. */
static enum err
move_opinions(struct act *a, const struct dossier *before, const struct dossier *now)
{
    if (before == NULL || !dossier_is_open(before))
        return ERR_OK;
    if (!dossier_is_open(now))
        return opinion_open_close(a, now->dossier);
    return before->desk != now->desk ? opinion_open_move(a, now->desk, now->dossier) : ERR_OK;
}

/* Those who support or follow it find it where it now stands. */
static enum err
move_sides(struct act *a, const struct dossier *before, const struct dossier *now)
{
    bool open = dossier_is_open(now);

    if (before == NULL || (before->desk == now->desk && dossier_is_open(before) == open &&
                           dossier_urgency(before) == dossier_urgency(now)))
        return ERR_OK;
    return dossier_side_moved(a, now->desk, open, dossier_urgency(now), now->dossier);
}

enum err
dossier_store(struct act *a, const struct dossier *before, struct dossier *now)
{
    now->version = before != NULL ? before->version + 1 : 1;
    now->act = act_number(a);
    now->at = act_now(a);
    now->actor = act_who(a)->account;
    now->actor_unit = act_who(a)->unit;
    TRY(store_version(a, now));
    TRY(store_now(a, now));
    TRY(move_sides(a, before, now));
    TRY(move_opinions(a, before, now));
    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(now->code)));
    return act_announce(a, &(struct change){ .source = dossier_source, .subject = now->dossier,
                                             .old = before, .new = now });
}

#define SECRET_LENGTH 10

Str
dossier_secret(struct view *v, Str code)
{
    static const char letter[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ2"; /* nothing read two ways */
    Str  text = str_format(v->arena, "dossier-secret:%.*s", STR_ARG(code));
    Hash h = hash_keyed(v->world->secret, text);
    char out[SECRET_LENGTH];

    for (int i = 0; i < SECRET_LENGTH; i++)
        out[i] = letter[h.b[i] & 31];
    return str_copy(v->arena, (Str){ out, SECRET_LENGTH });
}

/* As people type it: spaces, hyphens and small letters do not matter. */
static Str
typed_secret(struct arena *arena, Str s)
{
    char  *out = arena_alloc_raw(arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c >= 'a' && c <= 'z')
            c = (char)(c - 32);
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            out[n++] = c;
    }
    return (Str){ out, n };
}

bool
dossier_is_ones_own(struct view *v, const struct dossier *d, Str secret)
{
    if (d->applicant != 0 && v->who->person == d->applicant)
        return true;
    return secret.n > 0 &&
           str_eq_secret(typed_secret(v->arena, secret), dossier_secret(v, d->code));
}
