/* test/fault/power.h -- what the shim, the tool and the tests tell each other.
 *
 * The shim (shim.c) is preloaded into everything that writes under one folder:
 * tinhso with its SQLite, or a whole PostgreSQL.  Each change goes to the folder
 * and, as a record, to the trace; a sync is a record alone.  The tool (power.c)
 * plays the trace over a copy of the folder from before and leaves what a disk
 * would hold.  One page of memory, the control, is shared by all of them. */
#ifndef TEST_FAULT_POWER_H
#define TEST_FAULT_POWER_H

#include <stdatomic.h>
#include <stdint.h>

struct power_control {
    _Atomic int64_t lost;       /* the power is gone: every call waits for the kill */
    _Atomic int64_t unsynced;   /* syncs are promised and not made */
    _Atomic int64_t room;       /* bytes that files may still grow by; -1: no end */
    _Atomic int64_t clock;      /* microseconds added to the wall clock */
    _Atomic int64_t operations; /* changes and syncs so far, and packets to PostgreSQL */
    _Atomic int64_t fail_at;    /* the operation of this number fails; 0: none */
};

enum power_kind {
    POWER_OPEN = 1, /* a file that was there is opened for writing: inode, path */
    POWER_CREATE,   /* inode, path */
    POWER_WRITE,    /* inode, at, data */
    POWER_SIZE,     /* inode, at: cut or filled with zeros to this size */
    POWER_SYNC,     /* inode */
    POWER_SYNC_DIR, /* path */
    POWER_RENAME,   /* path, data: the new path */
    POWER_LINK,     /* path, data: the new path */
    POWER_UNLINK,   /* path */
    POWER_MKDIR,    /* path */
    POWER_RMDIR,    /* path */
    POWER_KINDS
};

#define POWER_MAGIC 0x9d3f51c87a2e604bull

/* Then path_n bytes of path and data_n of data.  A record that a kill cut short is
 * found out by the next magic number. */
struct power_record {
    uint64_t magic;
    uint32_t kind, mode;
    uint64_t inode;
    int64_t  at;
    uint32_t path_n, data_n;
};

#endif
