/* store/driver.h -- what a store must be able to do; db.c calls through it.
 * Private to the room.  Floor 1. */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/db.h"

struct driver {
    enum err (*run)(struct db *, const struct stmt *, const struct cell *, struct arena *,
                    struct rows *);
    enum err (*flush)(struct db *);
    enum err (*exec)(struct db *, const char *sql); /* fixed text of the store's own */
    void (*close)(struct db *);
    enum err (*commit)(struct db *);
    void (*rollback)(struct db *);
    Str (*setting)(struct db *, struct arena *, const char *name);
    /* Every row of a reading statement without inputs, in a snapshot that is
     * open; cells last until row returns. */
    enum err (*each)(struct db *, const struct stmt *,
                     enum err (*row)(void *context, const struct cell *), void *context);
    /* Takes in rows in the text form of COPY, in the transaction that is open;
     * NULL: row by row.  `copy` is the whole COPY statement. */
    enum err (*take)(struct db *, const char *copy, Str rows);
    const char *begin_read, *begin_write;
};

struct db {
    const struct driver        *driver;
    enum store_kind             kind;
    enum db_role                role;
    const struct room_sql *const *rooms;
    int                         n_rooms, n_stmts;
    int                         depth;  /* of snapshots begun within one another */
    bool                        failed; /* within a snapshot: PostgreSQL reads no more in it */
    bool                        shared; /* one is left open, begun at this version */
    int64_t                     version;
    char                        why[256];
};

enum err sqlite_open(const struct store_options *, enum db_role, struct db **out, char why[256]);
enum err pg_open(const struct store_options *, enum db_role, struct db **out, char why[256]);
int64_t  sqlite_wal_bytes(const struct db *);
enum err sqlite_checkpoint(struct db *);

#endif
