/* cmd/house.c -- see house.h.  Floor 13. */
#include "cmd/house.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/simulate.h"
#include "dossier/check.h"
#include "dossier/dossier.h"
#include "dossier/index.h"
#include "exchange/exchange.h"
#include "exchange/ogc.h"
#include "ident/client_meter.h"
#include "ident/ident.h"
#include "journal/checker.h"
#include "journal/find.h"
#include "journal/journal.h"
#include "journal/keeper.h"
#include "journal/note.h"
#include "measure/check.h"
#include "measure/measure.h"
#include "org/unit.h"
#include "pack/pack.h"
#include "portal/portal.h"
#include "registry/check.h"
#include "registry/load.h"
#include "registry/registry.h"

#define WORKERS   4
#define QUEUE_MAX 4000
#define BATCH_MAX 256

static const struct door_table *const tables[] = {
    &journal_table, &pack_table, &org_table, &ident_table, &registry_table, &dossier_table,
    &measure_table, &portal_table, &exchange_table, &ogc_table, &simulate_table,
};
#define N_TABLES ((int)(sizeof tables / sizeof tables[0]))

static const struct pack_section *const *const sections[] = {
    org_sections, ident_sections, registry_sections, dossier_sections, measure_sections,
    simulate_sections, pack_kept_sections, /* last */
};

static listener_fn *const listeners[] = { measure_heard, notice_heard, NULL };

const struct derived_check *const house_checks[] = { &dossier_now_check, &dossier_sides_check,
                                                     &dossier_opinions_check,
                                                     &dossier_complaints_check,
                                                     &appointment_now_check,
                                                     &dossier_files_check, &dossier_words_check,
                                                     &measure_counters_check,
                                                     &journal_find_check,
                                                     &registry_check_loads, &registry_check_counts,
                                                     &registry_check_days,
                                                     &registry_check_acts,
                                                     &registry_check_words, NULL };

static const struct actor the_program = { .system = true, .name = { "tinhso", 6 } };

#define SECTIONS_MAX 32

const struct door_table *const *
house_tables(int *n)
{
    *n = N_TABLES;
    return tables;
}

static enum err
sign_head(void *context, struct arena *arena, Str origin, int64_t from, int64_t size,
          const Hash *root, const struct tree_path *growth, Str *out_note)
{
    struct house      *h = context;
    enum keeper_answer answer = KEEPER_SIGNED;
    enum err           err;

    (void)origin; /* the keeper signs for one log only, and knows its name */
    pthread_mutex_lock(&h->asking);
    err = keeper_sign(h->keeper, arena, from, size, root, growth, &answer, out_note);
    pthread_mutex_unlock(&h->asking);
    if (err == ERR_CONFLICT)
        log_event(LOG_ERROR, "keeper.refused", "%s", keeper_message(answer));
    return err;
}

static enum err
ask_head(void *context, struct arena *arena, Str *out_note)
{
    struct house      *h = context;
    struct keeper_head head;
    enum err           err;

    pthread_mutex_lock(&h->asking);
    err = keeper_ask(h->keeper, arena, &head);
    pthread_mutex_unlock(&h->asking);
    if (err == ERR_OK)
        *out_note = head.note;
    return err;
}

static enum err
ask_holder(void *context, struct arena *arena, Str *out_chain)
{
    struct house *h = context;
    enum err      err;

    pthread_mutex_lock(&h->asking);
    err = keeper_holder(h->keeper, arena, out_chain);
    pthread_mutex_unlock(&h->asking);
    return err;
}

static enum err
sign_documents(void *context, struct arena *arena, const Hash *documents, int n, Str *out)
{
    struct house *h = context;
    enum err      err;

    pthread_mutex_lock(&h->asking);
    err = keeper_sign_documents(h->keeper, arena, documents, n, out);
    pthread_mutex_unlock(&h->asking);
    return err;
}

/* Shown by journal.integrity: nothing is signed until someone acts. */
static void
signing_stopped(void *context, const char *why)
{
    struct house *h = context;

    atomic_store(&h->world.log_lost, why);
}

Str
house_vkey(const struct dir *d)
{
    Str     path = str_format(d->arena, "%.*s/vkey", STR_ARG(dir_keeper(d)));
    char   *p = arena_alloc(d->arena, NOTE_SECRET_MAX);
    int     fd = open(path.p, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, p, NOTE_SECRET_MAX) : 0;

    if (fd >= 0)
        close(fd);
    return str_trim((Str){ p, n > 0 ? (size_t)n : 0 });
}

static int
list_sections(const struct pack_section *list[SECTIONS_MAX])
{
    int n = 0;

    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        for (const struct pack_section *const *s = sections[i]; *s != NULL; s++)
            list[n++] = *s;
    return n;
}

const struct pack_section *const *
house_sections(int *n)
{
    static const struct pack_section *list[SECTIONS_MAX];

    *n = list_sections(list);
    return list;
}

/* Reads with a connection of its own: start-up, before anyone is served. */
static enum err
with_view(struct house *h, enum err (*fn)(struct house *, struct view *), char why[256])
{
    struct store_options store;
    struct db           *db;
    struct arena        *arena = arena_new();
    struct view          v = { .arena = arena, .who = &the_program, .world = &h->world,
                               .simulated = h->dir->simulated };
    enum err             err;

    dir_store(h->dir, &store);
    err = db_open(&store, DB_READER, &db, why);
    if (err == ERR_OK) {
        v.db = db;
        err = db_begin(db);
        if (err == ERR_OK)
            err = fn(h, &v);
        if (err != ERR_OK)
            snprintf(why, 256, "%s: %s", err_name(err), db_why(db));
        db_end(db);
        db_close(db);
    }
    arena_free(arena);
    return err;
}

static enum err
load_packs(struct house *h, struct view *v)
{
    struct pack_sections all = { .simulated = h->dir->simulated };
    struct pack_set     *set;

    all.list = house_sections(&all.n);
    TRY(pack_set_stored(v, &all, &set));
    pack_swap(&h->world, set);
    return ERR_OK;
}

static enum err
continue_clock(struct house *h, struct view *v)
{
    Time last;

    TRY(journal_last_moment(v, &last));
    if (last == TIME_NONE || last < SIMULATION_BEGINS)
        last = SIMULATION_BEGINS;
    h->clock = clock_moved(&h->moved, last);
    return ERR_OK;
}

/* Nothing is said to have occurred before what is on record already. */
static enum err
check_clock(struct house *h, struct view *v)
{
    Time last;

    TRY(journal_last_moment(v, &last));
    return last != TIME_NONE && clock_now(&h->clock) < last ? ERR_CONFLICT : ERR_OK;
}

static enum err
begin_clock(struct house *h, Time clock, char why[256])
{
    enum err err;

    if (!h->dir->simulated)
        return ERR_OK;
    if (clock == TIME_NONE)
        return with_view(h, continue_clock, why);
    err = with_view(h, check_clock, why);
    if (err == ERR_CONFLICT)
        snprintf(why, 256, "--clock %.*s is before the last act on record; leave --clock away, "
                 "and it goes on from there", STR_ARG(time_text(h->dir->arena, clock)));
    return err;
}

static enum err
set_clock(struct house *h, Time clock, char why[256])
{
    h->clock = wall_clock;
    if (clock != TIME_NONE && !h->dir->simulated) {
        snprintf(why, 256, "only a folder made with --simulated takes another clock");
        return ERR_INVALID;
    }
    if (clock != TIME_NONE)
        h->clock = clock_moved(&h->moved, clock);
    else if (h->dir->simulated)
        h->clock = clock_moved(&h->moved, SIMULATION_BEGINS);
    return ERR_OK;
}

static enum err
open_with(struct house *h, struct dir *dir, int keeper, Time clock, int workers, bool bulk,
          char why[256])
{
    struct door_options o = {
        .tables = tables, .n_tables = N_TABLES, .listeners = listeners, .wall = &wall_clock,
        .monotonic = monotonic, .simulated = dir->simulated, .workers = workers,
        .queue_max = QUEUE_MAX, .batch_max = BATCH_MAX, .origin = dir->origin,
        .vkey = house_vkey(dir),
    };
    struct checker_options checks;

    *h = (struct house){ .dir = dir, .keeper = keeper };
    h->world.folder = dir->path;
    h->world.secret = dir->secret;
    h->world.base_url = dir->base_url;
    h->world.scanner = dir->scanner;
    h->world.mtls_url = dir->mtls_url;
    h->world.tables = tables;
    h->world.n_tables = N_TABLES;
    h->world.records = registry_journaled;
    h->signer = (struct head_signer){ .sign = sign_head, .ask = ask_head, .lost = signing_stopped,
                                      .context = h };
    pthread_mutex_init(&h->asking, NULL);
    h->documents = (struct document_signer){ .holder = ask_holder, .sign = sign_documents,
                                             .context = h };
    h->world.documents = keeper >= 0 ? &h->documents : NULL;
    TRY(set_clock(h, clock, why));
    dir_store(dir, &o.store);
    o.store.bulk = bulk;
    o.clock = &h->clock;
    o.world = &h->world;
    o.signer = keeper >= 0 ? &h->signer : NULL;
    checks = (struct checker_options){ .store = o.store, .derived = house_checks,
                                       .world = &h->world, .clock = &wall_clock,
                                       .monotonic = monotonic,
                                       .vkey = o.vkey, .simulated = dir->simulated };
    h->world.meter = client_meter_new();
    h->world.loader = loader_new();
    h->world.checker = checker_new(&checks);
    TRY(door_open(&o, &h->door, why));
    TRY(with_view(h, load_packs, why));
    return begin_clock(h, clock, why);
}

enum err
house_open(struct house *h, struct dir *dir, int keeper, Time clock, char why[256])
{
    return open_with(h, dir, keeper, clock, WORKERS, false, why);
}

enum err
house_open_in_order(struct house *h, struct dir *dir, char why[256])
{
    return open_with(h, dir, -1, TIME_NONE, 1, false, why);
}

enum err
house_open_to_load(struct house *h, struct dir *dir, char why[256])
{
    return open_with(h, dir, -1, TIME_NONE, WORKERS, true, why);
}

enum err
house_follow(struct house *h)
{
    TRY(follow_start(h->door, &h->world, &dossier_words, &h->following));
    TRY(follow_start(h->door, &h->world, &journal_finder, &h->finding));
    return follow_start(h->door, &h->world, &client_usage_writer, &h->counting);
}

void
house_close(struct house *h)
{
    follow_stop(h->following);
    follow_stop(h->finding);
    follow_stop(h->counting);
    h->following = h->finding = h->counting = NULL;
    if (h->door != NULL)
        door_close(h->door);
    h->door = NULL;
    checker_free(h->world.checker);
    h->world.checker = NULL;
    client_meter_free(h->world.meter);
    h->world.meter = NULL;
    loader_free(h->world.loader);
    h->world.loader = NULL;
    pack_free_all(&h->world);
}

enum err
house_call(struct house *h, struct arena *arena, Str name, const struct json *input,
           struct call *out)
{
    *out = (struct call){ .arena = arena, .who = &the_program, .lang = LANG_EN, .name = name,
                          .input = input, .occurred = TIME_NONE };
    door_call_wait(h->door, out);
    return out->err;
}
