/* registry/load.h -- a whole file enters a registry.  Floor 6.
 *
 *   registry.load ─▶ reading ─▶ merging ─▶ digesting ─▶ ready ─▶ registry.publish
 *                       │         ▲                              tidying ─▶ done ◀┘
 *                       │  dry: rehearsing ─▶ checked ─▶ registry.load_go
 *                       └─ failed      registry.load_cancel ─▶ cancelling ─▶ cancelled
 *
 * reading: rows are checked and spooled in runs sorted by key, so that the index that is most
 * scattered is written in its order; merging: each key is looked up and created, changed or left
 * alone, as rows that nobody sees (registry.h: `_since` minus the load); digesting: what was
 * brought is read back and hashed.  One act publishes it, with the file's hash; before it nothing
 * is there for anybody.
 *
 * Invariant: every step is written with how far the load has come in one commit (registry_load),
 * so a load may be stopped or killed anywhere and goes on from there.
 */
#ifndef REGISTRY_LOAD_H
#define REGISTRY_LOAD_H

#include "journal/follow.h"
#include "registry/write.h"

/* What it keeps in memory between steps; one for a province (world->loader). */
struct loader;
struct loader *loader_new(void);
void           loader_free(struct loader *); /* NULL: nothing */
/* How many rows a step of merging writes from now on. */
void           loader_pace(struct loader *, int rows);
/* How many rows a run of the spool has at most; for tests, which have few. */
void           loader_run(struct loader *, int rows);

/* A step at a time; without world->loader it does nothing. */
extern const struct follower registry_loader;

/* DIR/loads/REGISTRY-LOAD; of a load that is over only the refused rows are there. */
Str      load_folder(struct arena *, Str folder, Str registry, int64_t load);
/* DIR/loads/in: files that wait for their load, each named by its SHA-256 in hexadecimal. */
Str      load_inbox(struct arena *, Str folder);
/* What a browser may send there, in pieces; larger ones come by tinhso import, pulls and push. */
#define LOAD_SENT_MAX ((int64_t)1 << 30)
/* Bytes, or a copy of a file, enter there, synced.  ERR_FULL, ERR_STORE; ERR_NOT_FOUND: `from`
 * cannot be read. */
void     load_sweep(Str folder, Time before); /* takes away what waits since before then */
enum err load_keep(Str folder, Str bytes, Hash *out) MUST_USE;
enum err load_receive(Str folder, const char *from, Hash *out) MUST_USE;

/* -- what was refused ----------------------------------------------------------------------
 *
 *     registry.load_rejected ─▶ rejected_open ─▶ rejected_more, until there is no more
 *
 * The query settles what this reader may see of it and records the reading; with its answer the
 * rows come as a CSV, in pieces that do not grow with them. */

/* After the load's end: people need time to mend the rows and send them again, a month's file
 * until the next one; beyond it nothing speaks for keeping what never became a record. */
#define LOAD_REJECTED_KEPT (30 * TIME_DAY)
void load_sweep_rejected(Str folder, Time before); /* of loads that ended before then */

struct rejected;
/* Goes with the arena.  ERR_NOT_FOUND: they are gone; ERR_MALFORMED: no such answer. */
enum err rejected_open(struct arena *, Str folder, enum lang, const struct json *answer,
                       write_sink *, void *context, struct rejected **out) MUST_USE;
enum err rejected_more(struct rejected *, bool *out_more) MUST_USE;

#endif
