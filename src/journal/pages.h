/* journal/pages.h -- what the journal's pages share.  Private to the room.
 * Floor 2. */
#ifndef JOURNAL_PAGES_H
#define JOURNAL_PAGES_H

#include "base/when.h"
#include "base/words.h"
#include "journal/checker.h"
#include "journal/journal_sql.h"
#include "journal/ledger.h"
#include "journal/proof.h"

#define INSPECT S("journal.inspect")

/* The log that holds an act, with its tiles and the first head that covers it. */
struct place {
    struct log_all_row log;
    struct log_tiles   tiles;
    int64_t            index;    /* of the leaf */
    bool               is_signed;
    Str                note;     /* when signed */
    int64_t            size;     /* of that head */
    int                n_anchors;
    struct anchor_covering_row *anchor; /* the first that covers it, if any */
};
enum err place_of(struct view *, int64_t act, struct place *out) MUST_USE;
/* The public bytes of an entry. */
Str      page_entry_bytes(struct view *, const struct entry_get_row *);
Str      page_leaf(struct view *, Str entry_bytes);
/* The receipt's text: entry and proof up to the first head that covers it. */
enum err page_proof(struct view *, const struct place *, Str entry_bytes, Str *out) MUST_USE;
/* "account 12, unit 4": names are for the rooms above. */
Str      page_who(struct view *, const struct json *payload);
void     page_anchor(struct view *, const struct place *, struct json *out);
/* The newest time-stamps over a log whose head is `head`, or that there is none; how many
 * entries came after the newest. */
enum err page_anchors(struct view *, int64_t log, int64_t head, int64_t limit, struct json *out)
    MUST_USE;
/* Options for looking at single entries; false when nobody set up checking. */
bool     page_verify_options(struct view *, struct verify_options *out);

extern const struct query journal_entries, journal_entry, journal_receipt, journal_export,
    journal_check, journal_integrity;
extern const struct command journal_verify, journal_erase, journal_anchor, journal_restored;

#endif
