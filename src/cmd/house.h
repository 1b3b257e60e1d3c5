/* cmd/house.h -- the house with its doors open: every room wired.  Floor 13. */
#ifndef CMD_HOUSE_H
#define CMD_HOUSE_H

#include <pthread.h>

#include "cmd/clocks.h"
#include "cmd/dir.h"
#include "journal/door.h"
#include "journal/signer.h"
#include "journal/verify.h"

struct house {
    struct dir         *dir;
    struct world        world;
    struct clock        clock;
    struct moved_clock  moved;
    struct door        *door;
    struct head_signer  signer;
    int                 keeper; /* socket, or -1 */
    struct following   *following, *finding, *counting;
    pthread_mutex_t     asking; /* the keeper: one question at a time */
    struct document_signer documents;
};

/* The key of the current log, as its keeper handed it out; empty without one. */
Str house_vkey(const struct dir *);
/* What recomputes derived tables, for verification; NULL-terminated. */
extern const struct derived_check *const house_checks[];

/* Everything a door offers, for printing without a store (schema, help). */
const struct door_table *const *house_tables(int *n);
const struct pack_section *const *house_sections(int *n);

/* keeper: the socket of a running keeper, or -1.  clock: TIME_NONE for the real
 * one; only a simulated folder may say otherwise.  A simulated folder without a
 * clock goes on from its last act. */
enum err house_open(struct house *, struct dir *, int keeper, Time clock, char why[256]) MUST_USE;
/* With one worker: calls reach the pen in the order they were made. */
enum err house_open_in_order(struct house *, struct dir *, char why[256]) MUST_USE;
/* For loads alone (loads_run). */
enum err house_open_to_load(struct house *, struct dir *, char why[256]) MUST_USE;
/* Lets what is derived behind the journal be kept up: where a province is served, not
 * where a command opens it for a moment.  Until house_close. */
enum err house_follow(struct house *) MUST_USE;
void     house_close(struct house *);
/* One call as the program itself. */
enum err house_call(struct house *, struct arena *, Str name, const struct json *input,
                    struct call *out) MUST_USE;

#endif
