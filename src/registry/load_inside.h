/* registry/load_inside.h -- what the files of loads share.  Private to the room.  Floor 6. */
#ifndef REGISTRY_LOAD_INSIDE_H
#define REGISTRY_LOAD_INSIDE_H

#include "registry/load.h"
#include "registry/read.h"
#include "registry/record.h"

#define LOAD_RUNS_MAX 1024

enum load_phase {
    LOAD_READING, LOAD_REHEARSING, LOAD_CHECKED, LOAD_MERGING, LOAD_DIGESTING, LOAD_READY,
    LOAD_TIDYING, LOAD_DONE, LOAD_CANCELLING, LOAD_CANCELLED, LOAD_FAILED, LOAD_PHASES
};
Str             load_phase_name(enum load_phase);
enum load_phase load_phase_named(Str);
/* registry_load.working: 1, the loader has something to do; 2, it is to be published; else 0. */
int             load_phase_works(enum load_phase);
/* Nothing is left to do: another may begin. */
bool            load_phase_is_over(enum load_phase);

/* What stands in registry_load.state. */
struct load_state {
    /* as asked for */
    Str                 name; /* the file's, as people call it */
    Hash                file;
    Id                  account;
    enum lang           lang;
    bool                sample, dry;
    struct read_options options;
    const struct json  *mapping; /* {heading: field}; "" for one that is left out */
    Hash                digest;  /* of the registry's file when it began */
    /* how far it has come */
    double              progress; /* 0 … 1 of the phase */
    int64_t             rows, refused;
    struct read_place   place;
    int                 runs;
    int64_t             rejects, rejects_read; /* bytes of the file of rejects; after reading */
    int64_t             offset[LOAD_RUNS_MAX]; /* merging: of each run */
    Str                 last; /* merging: key bytes of the row merged last, in hexadecimal */
    int64_t             merged, next_id, first_id;
    int64_t             created, changed, same, twice;
    int64_t             digested, after; /* digesting, tidying, cancelling: _id */
    Hash                chain;
    int64_t             act;
    const char         *why;    /* failed: a message key */
    Str                 why_value;
};

Str      load_state_write(struct arena *, const struct load_state *);
enum err load_state_read(struct arena *, Str, struct load_state *out) MUST_USE;


/* -- columns (load_map.c) ---------------------------------------------------------------- */
/* Which field each heading is, as remembered or as its words say: {heading: field or ""}. */
enum err load_suggest(struct view *, const struct registry *, const struct read_info *,
                      const struct json **out) MUST_USE;
/* What a column is for: a field (NULL: left out); of a geometry also its longitude or latitude
 * alone ('x', 'y'), which together are a point.  In a mapping: "position", "position:x". */
struct load_column {
    const struct registry_field *field;
    char                         part;
};
bool load_target(const struct registry *, Str said, struct load_column *out);
/* For each column of the file. */
struct load_column *load_columns(struct arena *, const struct registry *, const struct read_info *,
                                 const struct json *mapping);
/* Faults: a field that is none, one twice, required ones that no column is for. */
void load_check_mapping(struct view *, const struct registry *, const struct read_info *,
                        const struct json *mapping);
/* A row as a record for record_check: words of an enum as values, numbers and days as JSON has
 * them. */
const struct json *load_record(struct arena *, const struct read_info *,
                               const struct load_column *columns, const struct read_row *);

/* -- the spool (load_spool.c) ---------------------------------------------------------------
 * A run: rows in the order of their keys' bytes and then of their lines. */
struct spool_row {
    Str          key;
    int64_t      line;
    struct cell *cell; /* whole row; _id, _kind, _since, _until are unset */
};
struct filling;
struct filling *run_new(const struct registry *);
void          run_free(struct filling *);
void          run_add(struct filling *, const struct cell *row, int64_t line);
bool          run_is_full(const struct filling *);
int64_t       run_rows(const struct filling *);
/* Sorts what was added, writes it as run N, synced, and forgets it. */
enum err      run_write(struct filling *, Str folder, int nth) MUST_USE;

struct merger;
/* Runs 0 … n-1 from these places on.  ERR_NOT_FOUND: a run is gone. */
enum err merger_open(const struct registry *, Str folder, int n, const int64_t *offset,
                     struct merger **out) MUST_USE;
void     merger_free(struct merger *);
/* The next row of all runs; ERR_NOT_FOUND behind the last.  Valid until the next. */
enum err merger_next(struct merger *, struct spool_row *out) MUST_USE;
void     merger_places(const struct merger *, int64_t *offset);

/* Keys of a file whose registry points to itself (load_known.c). */
struct known;
bool     known_is_needed(const struct registry *);
enum err known_make(const struct registry *, Str folder, int runs, struct known **out) MUST_USE;
void     known_free(struct known *);
bool     known_has(const struct known *, Str key);

/* -- rows that are refused (load_rejects.c) ---------------------------------------------------- */
#define REJECTS_LINE_MAX ((size_t)8 << 20)
struct rejects;
/* FOLDER/rejects itself; -1: it is not there. */
int      rejects_file(Str folder, int flags);
/* Goes on behind `bytes`; at 0 it begins, with the file's columns. */
enum err rejects_open(Str folder, const struct read_info *, int64_t bytes,
                      struct rejects **out) MUST_USE;
void     rejects_free(struct rejects *);
/* What is wrong with the row: its own fault, or these. */
void     rejects_add(struct rejects *, const struct read_row *, int n_columns,
                     const struct faults *);
/* Synced; *out_bytes: where one goes on. */
enum err rejects_sync(struct rejects *, int64_t *out_bytes) MUST_USE;

/* Line by line (load_rejected_file.c), up to where the load has come; the first are the columns. */
struct rejects_lines {
    int        fd;
    int64_t    left;
    struct buf bytes;
    size_t     at;
};
/* False: they are not there. */
bool     rejects_lines_open(struct rejects_lines *, Str folder, int64_t bytes);
void     rejects_lines_close(struct rejects_lines *);
/* Without the line feed, valid until the next; ERR_NOT_FOUND behind the last. */
enum err rejects_lines_next(struct rejects_lines *, Str *out) MUST_USE;

/* What of them is told of a load (load_rejected.c): whether they can be had, until when, and
 * whether something is hidden in them or their reading recorded. */
void load_put_rejected(struct view *, const struct registry *, int64_t load, enum load_phase,
                       const struct load_state *, struct json *out);

/* -- steps (load_read.c, load_merge.c, load_settle.c) ------------------------------------------ */
struct load_write; /* a row that a step writes */
struct load_words { /* as statements take them */
    int  n;
    Str *part;
};
struct load_step {
    const struct registry *r;
    int64_t                load, serial;
    enum load_phase        phase; /* after it */
    struct load_state      state;
    Str                    text; /* the state as it will stand */
    bool                   opens, closes; /* registry_open */
    int                    n_writes;
    struct load_write     *write;
    int                    n_tallies;
    struct load_tally     *tally; /* differences of registry_pending */
    struct load_words  came, gone; /* of records */
};
enum load_write_kind { WRITE_ADD, WRITE_END, WRITE_DROP, WRITE_REOPEN };
struct load_write {
    enum load_write_kind kind;
    struct cell         *cell; /* the statement's */
};
struct load_tally {
    Str     what, field, value;
    int64_t n;
};

struct loader {
    int                    pace, run; /* rows of a step, of a run */
    struct arena          *arena;  /* of the load in hand; NULL: none is */
    struct arena          *told[2]; /* of the state that memory agrees with; of the one before */
    const struct registry *r;
    Str                    registry, text; /* the state that memory agrees with */
    int64_t                load;
    Str                    folder; /* of the load */
    struct load_state      state;
    int                    fd; /* the file; -1 */
    struct reader         *reader;
    struct load_column    *columns;
    struct filling        *filling;
    struct rejects        *rejects;
    struct merger         *merger;
    struct known          *known;
    bool                   look; /* merging: look every key up */
};

enum err load_step_read(struct loader *, struct view *, struct load_step *) MUST_USE;
enum err load_step_merge(struct loader *, struct view *, struct load_step *) MUST_USE;
enum err load_step_digest(struct loader *, struct view *, struct load_step *) MUST_USE;
enum err load_step_tidy(struct loader *, struct view *, struct load_step *) MUST_USE;
enum err load_step_cancel(struct loader *, struct view *, struct load_step *) MUST_USE;
/* Ends it: nothing of it is there. */
void load_fail(struct load_step *, const char *why, Str value);
/* It is over: nothing of its folder stays but what was refused, from now on (load_settle.c). */
void load_leave(struct loader *);
/* Opens the load's file and its reader, if they are not; ERR_NOT_FOUND: the file is gone. */
enum err load_open_file(struct loader *, Str folder, struct read_fault *why) MUST_USE;

/* The digest of a load: a chain over the hashes of DIGEST_ROWS rows each, in the order of
 * _id. */
#define DIGEST_ROWS 4096
struct load_digest {
    Hash    chain;
    int64_t rows;
    struct buf pending; /* row digests not yet chained */
};
void load_digest_row(struct load_digest *, const struct registry *, const struct cell *row);
Hash load_digest_end(struct load_digest *);

/* "Diện tích: phải từ 1 trở lên; Xã: không có mã 99999" (load_tell.c); and one of them more,
 * of a field that is called so, or of none. */
Str  load_reasons(struct arena *, enum lang, const struct registry *, const struct faults *);
void load_reason_add(struct buf *, struct arena *, enum lang, Str title, const char *message,
                     Str one, Str two);

Str load_format_name(enum read_format);
Str load_encoding_name(enum read_encoding);

/* load_look.c, of load.c's query, and load.c for it. */
enum err load_look_run(struct view *, const void *in, struct json *out) MUST_USE;
/* What was asked for, for the form that begins the load. */
void     load_look_asked(struct view *, const void *in, struct json *out);
enum err load_look_open(struct view *, const void *in, const struct registry **,
                        struct load_state *, struct reader **out) MUST_USE;

extern const struct command registry_load, registry_load_go, registry_load_cancel,
    registry_publish;
extern const struct query registry_loads, registry_load_one, registry_load_look,
    registry_load_due, registry_load_rejected, registry_seed;

#endif
