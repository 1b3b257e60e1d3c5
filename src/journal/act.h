/* journal/act.h -- the two ways to the records: a view reads, an act writes.
 * Floor 2.
 *
 * Functions that write take an act and nothing else, so a page that only reads
 * cannot write: it does not compile.  An act contains a view, so it reads its
 * own writes.
 */
#ifndef JOURNAL_ACT_H
#define JOURNAL_ACT_H

#include "base/fault.h"
#include "base/hash.h"
#include "base/lang.h"
#include "store/db.h"

struct act;
struct checker;
struct client_bearer;
struct client_meter;
struct document_signer;
struct door_table;
struct loader;

/* Who asks.  Filled by ident; account 0 is nobody in particular. */
struct actor {
    Id         account, person, session;
    Id         unit;        /* of the position in use; 0 for citizens */
    Str        name, position;
    int        n_rights;
    const Str *rights;      /* names, as commands name them */
    bool       system;      /* the program itself: simulation, start-up */
    bool       must_change; /* a password made by another: a new one before anything else */
    /* In another's position while that one is away (ident/delegation.h). */
    Id         stands_for;  /* whose it is; 0: one's own */
    Id         delegation;  /* by which they may */
    Str        absent;      /* that one's name; also after it ended, while it is to be said */
    bool       no_signing;
    bool       stood_down;  /* what the session chose is over: it acts as oneself again */
    /* A system of another body (ident/client.h): it has no account. */
    Id                          client; /* 0: people, or nobody */
    const struct client_bearer *bearer; /* what its token carries */
};

bool actor_may(const struct actor *, Str right);
/* Whose work it is: one's own, or that of whom one stands for. */
Id   actor_works_as(const struct actor *);

struct disclosure;

struct view {
    struct arena       *arena;
    struct db          *db;
    Time                now;       /* the province's clock: what happens, and when */
    Time                wall;      /* the real one: codes, sessions, locks; never a record */
    enum lang           lang;
    const struct actor *who;
    struct faults      *faults;
    const char         *why;       /* a truer message than the code's, or NULL */
    Time                wait;      /* with ERR_TOO_MANY: how long */
    bool                simulated; /* this province is a simulation */
    const struct world *world;     /* what cmd wired for the rooms: packs, secrets */
    const void         *packs;     /* world->packs when the view began: one set throughout */
    Id                  agreement; /* under which a system reads or writes now, once it was asked */
    struct disclosure  *disclosures;
    int                 n_disclosures;
};

/* What cmd hands to every room; each keeps its own pointer here (packs loaded,
 * the directory's secret).  Constant while the program runs, but for `packs`,
 * which is replaced whole: a view keeps the set it began with. */
struct world {
    Str         folder;     /* DIR */
    Str         secret;     /* 32 bytes, of this directory alone */
    Str         base_url;   /* how people reach us: http://127.0.0.1:8080 */
    Str         mtls_url;   /* where systems are asked for a certificate; empty: nowhere */
    Str         scanner;    /* where a virus scanner listens (web/clamd.h); empty: there is none */
    _Atomic(const void *) packs; /* pack.h: struct pack_set */
    const struct door_table *const *tables; /* what all rooms offer, for the matrix of rights */
    int         n_tables;
    /* Tables that packs brought (registries), for verification; NULL: there are none. */
    const struct room_sql *(*records)(const struct view *);
    struct checker *checker; /* journal/checker.h; NULL: no verification from here */
    struct client_meter *meter; /* ident/client_meter.h: what systems ask for; NULL: not counted */
    struct loader *loader; /* registry/load.h; NULL: files are not loaded from here */
    const struct document_signer *documents; /* journal/signer.h; NULL: none are signed from here */
    _Atomic(const char *) log_lost; /* why heads are not signed any more, or NULL */
};

struct view  *act_view(struct act *);
struct arena *view_arena(const struct view *);
struct arena *act_arena(const struct act *);

/* For generated wrappers. */
enum err view_run(struct view *, const struct stmt *, const struct cell *in, struct rows *out)
    MUST_USE;
enum err act_run(struct act *, const struct stmt *, const struct cell *in, struct rows *out)
    MUST_USE;
void     act_row(struct act *, const struct table *, const struct cell *row);
/* Makes a table that did not exist when the program was built (registry/compose.c). */
enum err act_define(struct act *, const char *const sql[STORE_KINDS]) MUST_USE;

int64_t act_number(const struct act *); /* of the entry this act will be */
Id      act_new_id(struct act *);       /* never given before, grows with the act */
Time    act_now(const struct act *);
const struct actor *act_who(const struct act *);
/* Says what the act is about, for the entry: "dossier:H23.30.288-240701-0001". */
void    act_subject(struct act *, Str subject);
/* Says how it ended where an act that is recorded may end in several ways ("refused"). */
void    act_outcome(struct act *, const char *word);

/* Refuses with a truer message (a key of po/) than the code's. */
enum err view_refuse(struct view *, enum err, const char *message) MUST_USE;

/* Personal data of `person` leaves with this answer: one journaled act records
 * it, and the answer waits for that act.  Fields and purpose are message keys, which the
 * person reads in the own language: "name", "handling of the dossier". */
void view_disclose(struct view *, Id person, Str subject, Str fields, Str purpose);
/* A list of many leaves in one piece: recorded once, under what names the list. */
void view_disclose_list(struct view *, Str subject, Str fields, Str purpose);

/* -- what is folded once per batch --------------------------------------------
 * A counter's key and its difference; all differences of a batch are written
 * in key order before its commit.  `add` takes the key's cells and the
 * difference; `read` takes the key's cells and gives one row, one integer. */
struct fold {
    const struct stmt *add, *read;
};
void     act_fold(struct act *, const struct fold *, const struct cell *key, int64_t difference);
/* The next value of a sequence: what is stored plus one, without gaps. */
enum err act_next(struct act *, const struct fold *, const struct cell *key, int64_t *out) MUST_USE;

/* -- announcing a change (the only hook) -------------------------------------- */
struct change {
    const char *source; /* "dossier" */
    Id          subject;
    const void *old, *new; /* typed facts of the source; NULL: did not exist */
};
typedef enum err listener_fn(struct act *, const struct change *);
enum err act_announce(struct act *, const struct change *) MUST_USE;

#endif
