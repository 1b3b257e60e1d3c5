/* dossier/upload.h -- files given with a dossier.  Floor 7.
 *
 * A file arrives before the command that names it: streamed, hashed, synced,
 * looked at, kept by content.  Who uploaded it gets a ticket, sealed by us; a
 * command names files by their tickets, so nobody can claim another's file by
 * its hash.
 */
#ifndef DOSSIER_UPLOAD_H
#define DOSSIER_UPLOAD_H

#include "dossier/procedure.h"

#define UPLOAD_SIZE_MAX ((int64_t)20 << 20)
#define UPLOADS_MAX     40 /* files of one command */
#define TICKET_LIFE     (2 * TIME_DAY) /* and to the end of that day */

struct upload_file {
    Str     component, name, type; /* type: "pdf", "jpg", "png" */
    int64_t size;
    Hash    hash;
};

struct upload_list {
    int                       n;
    const struct upload_file *list;
};

/* What the first bytes say: "pdf", "jpg", "png", or STR_NONE for anything else. */
Str upload_sniff(Str first_bytes);
/* "PDF, JPEG": the kinds taken, for people; `accept` NULL: all three. */
Str  upload_kinds(struct arena *, const struct json *accept);
/* Is it of a kind that this paper may be? */
bool upload_fits(const struct component *, const struct upload_file *);
/* Judges a received file: its type among those accepted, its size; faults name
 * `field`.  `accept` NULL: all three. */
bool upload_judge(struct faults *, Str field, Str first_bytes, int64_t size,
                  const struct json *accept, Str *out_type);
Str  upload_ticket(struct view *, const struct upload_file *);
enum err upload_of_ticket(struct view *, Str ticket, struct upload_file *out) MUST_USE;
/* The same of a ticket whose time may be over: it tells which file was meant, and is no
 * claim to it any more. */
enum err upload_of_old_ticket(struct view *, Str ticket, struct upload_file *out) MUST_USE;
/* From [{component, ticket}]; faults name files/N. */
enum err upload_read(struct view *, const struct procedure *, const struct json *files,
                     struct upload_list *out) MUST_USE;
/* As rows of dossier_file, numbered after those already there. */
enum err upload_store(struct act *, Id dossier, int64_t version,
                      const struct upload_list *) MUST_USE;

#endif
