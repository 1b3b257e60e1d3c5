/* ident/client_meter.c -- see client_meter.h.  Floor 5.
 *
 * A spell is one agreement on one day, a tally its use of one registry.  A spell is made from
 * what was stored of the day, once, so the first request after a start reads; all later ones
 * compare a few numbers under the lock. */
#include "ident/client_meter.h"

#include <pthread.h>

#include "ident/client_inner.h"

#define AT_ONCE 500 /* tallies written by one slice */

struct spell {
    Id      client, agreement;
    Day     day;
    Time    minute;
    int64_t requests; /* of that minute */
    int64_t records;  /* of the day */
};

struct sums {
    int64_t requests, records, refused;
};

struct tally {
    Id          client, agreement;
    Day         day;
    char        registry[REGISTRY_KEY_MAX];
    size_t      n_registry;
    struct sums now, stored;
    Time        last;
};

struct client_meter {
    pthread_mutex_t lock;
    int             n_spells, n_tallies;
    struct spell    spell[METER_MAX];
    struct tally    tally[METER_MAX];
    Time            newest, looked, planned; /* the real clock of requests, as they came */
};

struct client_meter *
client_meter_new(void)
{
    struct client_meter *m = mem_alloc(sizeof *m);

    pthread_mutex_init(&m->lock, NULL);
    m->newest = m->looked = m->planned = TIME_NONE;
    return m;
}

void
client_meter_free(struct client_meter *m)
{
    if (m == NULL)
        return;
    pthread_mutex_destroy(&m->lock);
    mem_free(m);
}

/* -- finding, with the lock held --------------------------------------------------------- */

static struct spell *
spell_of(struct client_meter *m, const struct meter_key *k)
{
    for (int i = 0; i < m->n_spells; i++) {
        struct spell *s = &m->spell[i];

        if (s->agreement == k->agreement && s->client == k->client && s->day == k->day)
            return s;
    }
    return NULL;
}

static struct tally *
tally_of(struct client_meter *m, const struct meter_key *k)
{
    for (int i = 0; i < m->n_tallies; i++) {
        struct tally *t = &m->tally[i];

        if (t->agreement == k->agreement && t->client == k->client && t->day == k->day &&
            str_eq((Str){ t->registry, t->n_registry }, k->registry))
            return t;
    }
    return NULL;
}

static bool
is_stored(const struct tally *t)
{
    return t->now.requests == t->stored.requests && t->now.records == t->stored.records &&
           t->now.refused == t->stored.refused;
}

/* Of days that are over, and stored. */
static void
make_room(struct client_meter *m, Day today)
{
    for (int i = m->n_tallies - 1; i >= 0; i--)
        if (m->tally[i].day < today && is_stored(&m->tally[i]))
            m->tally[i] = m->tally[--m->n_tallies];
    for (int i = m->n_spells - 1; i >= 0; i--)
        if (m->spell[i].day < today)
            m->spell[i] = m->spell[--m->n_spells];
}

/* NULL when there is no room. */
static struct tally *
tally_make(struct client_meter *m, const struct meter_key *k)
{
    struct tally *t = tally_of(m, k);

    if (t != NULL)
        return t;
    if (m->n_tallies == METER_MAX)
        make_room(m, k->day);
    if (m->n_tallies == METER_MAX || k->registry.n > REGISTRY_KEY_MAX)
        return NULL;
    t = &m->tally[m->n_tallies++];
    *t = (struct tally){ .client = k->client, .agreement = k->agreement, .day = k->day,
                         .n_registry = k->registry.n, .last = TIME_NONE };
    memcpy(t->registry, k->registry.p, k->registry.n);
    return t;
}

static void
seed(struct client_meter *m, const struct meter_key *k, const struct client_usage_on_row *row,
     int n)
{
    struct spell *s;

    if (spell_of(m, k) != NULL)
        return; /* another thread was faster */
    if (m->n_spells == METER_MAX)
        make_room(m, k->day);
    if (m->n_spells == METER_MAX)
        return;
    s = &m->spell[m->n_spells++];
    *s = (struct spell){ .client = k->client, .agreement = k->agreement, .day = k->day };
    for (int i = 0; i < n; i++) {
        struct meter_key of = *k;
        struct tally    *t;

        of.registry = row[i].registry;
        t = tally_make(m, &of);
        s->records += row[i].records;
        if (t != NULL)
            t->now = t->stored = (struct sums){ row[i].requests, row[i].records,
                                                row[i].refused };
    }
}

/* The spell of a key and its tally, made from what is stored if need be; the lock is held
 * when this gives ERR_OK, and only then. */
static enum err
enter(struct view *v, const struct meter_key *k, struct spell **out_spell,
      struct tally **out_tally)
{
    struct client_meter        *m = v->world->meter;
    struct client_usage_on_row *row = NULL;
    bool                        known;
    int                         n = 0;

    pthread_mutex_lock(&m->lock);
    known = spell_of(m, k) != NULL;
    pthread_mutex_unlock(&m->lock);
    if (!known)
        TRY(client_usage_on(v, k->client, k->day, k->agreement, REGISTRIES_MAX + 1, &row, &n));
    pthread_mutex_lock(&m->lock);
    if (!known)
        seed(m, k, row, n);
    *out_spell = spell_of(m, k);
    *out_tally = tally_make(m, k);
    if (*out_spell != NULL && *out_tally != NULL) {
        (*out_tally)->last = v->now;
        m->newest = v->wall;
        return ERR_OK;
    }
    pthread_mutex_unlock(&m->lock);
    return ERR_BUSY;
}

/* -- counting ----------------------------------------------------------------------------- */

static Time
minute_of(Time wall)
{
    return wall - wall % TIME_MINUTE;
}

enum err
meter_request(struct view *v, const struct meter_key *k, const struct meter_limits *limits,
              struct client_quota *quota, int64_t *out_left, Time *out_wait)
{
    Time          minute = minute_of(v->wall), next = minute + TIME_MINUTE - v->wall;
    struct spell *s;
    struct tally *t;
    enum err      err = ERR_OK;

    TRY(enter(v, k, &s, &t));
    if (s->minute != minute)
        s->requests = 0;
    s->minute = minute;
    if (s->requests >= limits->requests) {
        *out_wait = next;
        err = ERR_TOO_MANY;
    } else if (s->records >= limits->records) {
        *out_wait = time_at(k->day + 1, 0) - v->now;
        err = ERR_TOO_MANY;
    } else {
        s->requests++;
    }
    *(err == ERR_OK ? &t->now.requests : &t->now.refused) += 1;
    *quota = (struct client_quota){ .known = true, .limit = limits->requests, .resets = next,
                                    .left = limits->requests - s->requests };
    *out_left = limits->records - s->records;
    pthread_mutex_unlock(&v->world->meter->lock);
    return err;
}

enum err
meter_records(struct view *v, const struct meter_key *k, int64_t limit, int64_t rows)
{
    struct spell *s;
    struct tally *t;
    enum err      err = ERR_OK;

    TRY(enter(v, k, &s, &t));
    if (rows > limit - s->records) {
        t->now.refused++;
        err = ERR_TOO_MANY;
    } else {
        s->records += rows;
        t->now.records += rows;
    }
    pthread_mutex_unlock(&v->world->meter->lock);
    return err;
}

enum err
meter_refused(struct view *v, const struct meter_key *k)
{
    struct spell *s;
    struct tally *t;

    TRY(enter(v, k, &s, &t));
    t->now.refused++;
    pthread_mutex_unlock(&v->world->meter->lock);
    return ERR_OK;
}

/* -- storing ------------------------------------------------------------------------------ */

struct batch {
    int          n;
    struct tally tally[AT_ONCE];
};

/* While requests come, once in METER_BATCH; what is asked for is all that has a clock here. */
static bool
is_time(struct client_meter *m)
{
    bool quiet = m->newest == m->looked;

    m->looked = m->newest;
    if (!quiet && m->planned != TIME_NONE && m->newest - m->planned < METER_BATCH &&
        m->newest >= m->planned)
        return false;
    m->planned = m->newest;
    return true;
}

static void
take_unstored(struct client_meter *m, struct batch *b)
{
    pthread_mutex_lock(&m->lock);
    if (is_time(m))
        for (int i = 0; i < m->n_tallies && b->n < AT_ONCE; i++)
            if (!is_stored(&m->tally[i]))
                b->tally[b->n++] = m->tally[i];
    pthread_mutex_unlock(&m->lock);
}

static struct meter_key
key_of(const struct tally *t)
{
    return (struct meter_key){ .client = t->client, .agreement = t->agreement, .day = t->day,
                               .registry = { t->registry, t->n_registry } };
}

/* What the store says it has is stored; the rest stays in the batch. */
static enum err
drop_stored(struct view *v, struct client_meter *m, struct batch *b)
{
    int keep = 0;

    for (int i = 0; i < b->n; i++) {
        struct meter_key            k = key_of(&b->tally[i]);
        struct client_usage_get_row row;
        struct tally               *t;
        enum err err = client_usage_get(v, k.client, k.day, k.agreement, k.registry, &row);

        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        if (err == ERR_NOT_FOUND)
            row = (struct client_usage_get_row){ .requests = 0 };
        pthread_mutex_lock(&m->lock);
        t = tally_of(m, &k);
        if (t != NULL)
            t->stored = (struct sums){ row.requests, row.records, row.refused };
        if (t != NULL && !is_stored(t))
            b->tally[keep++] = *t;
        pthread_mutex_unlock(&m->lock);
    }
    b->n = keep;
    return ERR_OK;
}

static enum err
plan_batch(struct view *v, void **out_plan)
{
    struct client_meter *m = v->world->meter;
    struct batch        *b;

    if (m == NULL)
        return ERR_OK;
    b = arena_make(v->arena, struct batch);
    take_unstored(m, b);
    TRY(drop_stored(v, m, b));
    if (b->n > 0)
        *out_plan = b;
    return ERR_OK;
}

static enum err
write_batch(struct act *a, const void *plan)
{
    const struct batch *b = plan;

    for (int i = 0; i < b->n; i++) {
        const struct tally        *t = &b->tally[i];
        struct client_usage_set_in row = {
            .client = t->client, .day = t->day, .agreement = t->agreement,
            .registry = { t->registry, t->n_registry }, .requests = t->now.requests,
            .records = t->now.records, .refused = t->now.refused, .last = t->last,
        };

        TRY(client_usage_set(a, &row));
    }
    return ERR_OK;
}

const struct follower client_usage_writer = {
    .name = "client_usage", .plan = plan_batch, .write = write_batch, .calm = true,
};
