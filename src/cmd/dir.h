/* cmd/dir.h -- the folder of one province.  Floor 13.
 *
 *   DIR/tinhso.json   what it is: store, origin, province, simulated
 *   DIR/secret        32 bytes, mode 0600
 *   DIR/lock          held by the one writing process
 *   DIR/tinhso.db     the SQLite store, unless the store is PostgreSQL
 *   DIR/files         attachments and results, by content
 *   DIR/spool         request bodies on their way
 *   DIR/keeper/N      the key and the last head of log N; never in a backup
 *   DIR/keeper/documents   the key that documents are signed with; never in a backup
 *   DIR/run/sock      where the command line talks to a running server
 */
#ifndef CMD_DIR_H
#define CMD_DIR_H

#include "base/str.h"
#include "cmd/mailer.h"
#include "journal/signet.h"
#include "store/db.h"

/* Until somebody says in tinhso.json how people reach it. */
#define DIR_BASE_URL S("http://127.0.0.1:8080")

struct dir {
    struct arena   *arena;
    Str             path, origin, province, base_url;
    Str             scanner; /* where a virus scanner listens, or empty */
    Str             mtls_url; /* where nginx asks systems for a certificate, or empty */
    struct mail_settings mail;
    const struct json *pulls; /* cmd/pulls.h; NULL: nothing is pulled */
    enum store_kind kind;
    Str             where;  /* of the store */
    bool            simulated;
    Str             secret;
    int64_t         log;    /* number of the current log: the keeper's folder */
    struct signet_options documents; /* where the key for documents is */
    int             lock;   /* descriptor, or -1 */
};

/* ERR_CONFLICT when there is one already; *why for the person. */
enum err dir_create(struct arena *, Str path, Str store, Str province, bool simulated,
                    struct dir *out, char why[256]) MUST_USE;
/* The same for a restore: tinhso.json says "unfinished" until dir_save. */
enum err dir_begin(struct arena *, Str path, Str store, Str province, bool simulated,
                   struct dir *out, char why[256]) MUST_USE;
/* ERR_NOT_FOUND when it is no such folder, ERR_STORE when it is unfinished. */
enum err dir_open(struct arena *, Str path, struct dir *out, char why[256]) MUST_USE;
/* ERR_BUSY when another process writes there. */
enum err dir_lock(struct dir *, char why[256]) MUST_USE;
void     dir_unlock(struct dir *);
Str      dir_file(const struct dir *, const char *name); /* DIR/name, terminated */
Str      dir_keeper(const struct dir *);                 /* DIR/keeper/N */
void     dir_store(const struct dir *, struct store_options *out);
/* Writes tinhso.json again (after a restore opened a new log). */
enum err dir_save(const struct dir *, char why[256]) MUST_USE;

#endif
