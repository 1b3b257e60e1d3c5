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

/* DIR/loads/REGISTRY-LOAD; rejected.csv there is what was refused. */
Str      load_folder(struct arena *, Str folder, Str registry, int64_t load);
/* DIR/loads/in: files that wait for their load, each named by its SHA-256 in hexadecimal. */
Str      load_inbox(struct arena *, Str folder);
/* Bytes, or a copy of a file, enter there, synced.  ERR_FULL, ERR_STORE; ERR_NOT_FOUND: `from`
 * cannot be read. */
void     load_sweep(Str folder, Time before); /* takes away what waits since before then */
enum err load_keep(Str folder, Str bytes, Hash *out) MUST_USE;
enum err load_receive(Str folder, const char *from, Hash *out) MUST_USE;

#endif
