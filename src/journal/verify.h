/* journal/verify.h -- does the store still hold what the journal says?  Floor 2.
 *
 *   entry ── commitment ── leaf ── tile ── root ── signed head ── keeper's head
 *     └─ lists rows ── each read by its key, digest compared; tables counted
 *
 * Every entry is hashed again and every row it lists is read; what cannot be
 * told from a single row (a row too many) is told by counting, and named by
 * going through the table only when a count is off.  Tables that are derived
 * are computed again by checks that cmd hands in.
 *
 * Memory does not grow with the journal, and no snapshot lives longer than one
 * tile of entries but the last, in which the counts are taken.  What it cannot
 * see: that entries are true, and changes older than the last head that somebody
 * outside has kept, if the keeper's key was used to make them.
 */
#ifndef JOURNAL_VERIFY_H
#define JOURNAL_VERIFY_H

#include <stdatomic.h>

#include "journal/act.h"

#define FINDINGS_MAX 1000 /* more are counted, not kept */
#define SAMPLE_MAX   1000

enum finding_kind { FINDING_ALTERED, FINDING_MISSING, FINDING_SURPLUS, FINDING_DERIVED };

struct finding {
    struct finding   *next;
    enum finding_kind kind;
    Str               table, key;
    int64_t           act;   /* the entry that covers it, or 0 */
    const char       *words; /* message key */
    Str               value[2];
};

/* One row drawn at random. */
struct sampled {
    struct sampled *next;
    Str             table, key;
    int64_t         act;
    Time            recorded;
    bool            good;
};

struct verify_report {
    struct arena   *arena; /* the caller's; all below lives there */
    struct finding *first, *last;
    int64_t         found;
    int64_t         entries, rows, erased, heads, tables;
    int64_t         head_size; /* of the current log, as hashed again */
    Hash            head_root;
    int64_t         anchors;   /* time-stamps looked at; of the current log: */
    int64_t         anchored;  /* the largest size one is over, 0 for none */
    Time            anchored_at;
    Str             anchored_by;
    uint64_t        seed;
    struct sampled *sample, *sample_last;
    Time            took; /* microseconds; filled by the caller, who has a clock */
};

struct derived_check {
    const char *name; /* of the table, or what is checked */
    enum err (*run)(struct view *, struct verify_report *);
};

struct verify_options {
    const struct room_sql *const      *rooms;
    int                                n_rooms;
    const struct derived_check *const *derived; /* NULL-terminated, or NULL */
    Str                                vkey;    /* of the current log, from its keeper; or none */
    Str                                head;    /* the keeper's last signed note; or none */
    int64_t                            sample;  /* rows to draw instead of all */
    uint64_t                           seed;
    /* Called between snapshots; may be NULL.  *stop ends the run: ERR_BUSY. */
    void (*progress)(void *context, int64_t done, int64_t total);
    void              *context;
    const atomic_bool *stop;
};

/* Findings are no error: an error is a store that could not be read.  The view
 * has no snapshot open. */
enum err verify_run(struct view *, const struct verify_options *, struct verify_report *) MUST_USE;

/* The rows that one entry lists, and the entry itself; for a receipt.  In a
 * snapshot that the caller opened.  ERR_NOT_FOUND. */
enum err verify_entry(struct view *, const struct verify_options *, int64_t act,
                      struct verify_report *) MUST_USE;

/* For derived checks.  Table, key and values are copied. */
void verify_found(struct verify_report *, enum finding_kind, Str table, Str key, int64_t act,
                  const char *words, Str one, Str two);
/* "altered", "missing", "surplus", "derived" */
Str  finding_name(enum finding_kind);
/* The sentence of a finding. */
Str  finding_words(struct arena *, enum lang, const struct finding *);

#endif
