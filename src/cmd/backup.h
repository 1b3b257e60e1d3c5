/* cmd/backup.h -- a province in one file, and a folder made of it.  Floor 13.
 *
 *     tinhso-backup        "tinhso-backup 1": what this is
 *     manifest.json        what it holds: log, head, rows of each table, settings
 *     secret               the folder's own 32 bytes
 *     keeper/N/vkey        the public key of log N; never the private one
 *     tables/NAME/NNNNNN   rows as text (store/copy.h)
 *     files/ab/cd…         attachments and results, by content
 *     rows.json            how many rows of each table, how many files
 *     sha256               the SHA-256 of every member above: sha256sum -c sha256
 *
 * in this order, as tar inside gzip (cmd/archive.h).  Nothing in it depends on
 * which store it came from.  The keeper's private keys and last heads are not
 * in it: a copy must not be able to sign as the log it was taken of. */
#ifndef CMD_BACKUP_H
#define CMD_BACKUP_H

#include "base/hash.h"
#include "base/json.h"
#include "cmd/dir.h"

#define BACKUP_FIRST "tinhso-backup 1\n"

/* What a copy says of itself, and what was counted in it. */
struct backup_facts {
    Str          origin, province, base_url, scanner, note;
    bool         simulated;
    int64_t      log, size;      /* of the newest log, and its entries */
    Hash         root;
    Time         made;
    int64_t      tables, rows, files, bytes; /* bytes: of all files */
    int64_t      damaged;        /* files whose content is not the one they are named by */
    int64_t      length;         /* of the copy itself; only after backup_make */
    Hash         seal;           /* of the list of hashes: two copies are the same */
};

/* Copies the province, reads the copy back, and only then gives it its name.
 * ERR_CONFLICT when there is such a file already.  On failure no file is left. */
enum err backup_make(struct arena *, const struct dir *, Str file, struct backup_facts *out,
                     char why[256]) MUST_USE;

/* Who takes a copy apart; what is NULL is passed over.  ERR_… ends the reading. */
struct backup_taker {
    /* A registry's table comes with its name alone, after the packs that declare it. */
    enum err (*table)(void *context, const struct table *, Str part);
    enum err (*file)(void *context, Str name); /* a file begins: 64 hexadecimal digits */
    enum err (*bytes)(void *context, Str);
    enum err (*file_end)(void *context);
    enum err (*small)(void *context, Str name, Str content); /* secret, keeper/N/vkey */
    void *context;
};
/* Goes through a whole copy and checks it: order, hashes, counts, and that the
 * tables are this program's.  ERR_MALFORMED, ERR_NOT_FOUND, ERR_STORE; ERR_UNKNOWN
 * for a copy of another version.  Facts are filled only when all is right. */
enum err backup_read(struct arena *, Str file, const struct backup_taker *,
                     struct backup_facts *out, char why[256]) MUST_USE;

/* Makes a folder of a copy, on the store named (as in init; none: SQLite in the
 * folder), and begins a new log in it.  `known` is the last signed head of the
 * old log that anybody has kept, or none.  On failure nothing is left. */
enum err restore_make(struct arena *, Str file, Str path, Str store, Str known, struct dir *out,
                      char why[256]) MUST_USE;

#endif
