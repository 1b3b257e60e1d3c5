/* registry/word.h -- under which words a record is found.  Private to the room.  Floor 6.
 *
 *   x-search, x-title   each word of the text, folded: "vai" "thieu" "thanh" "ha"
 *   the key             likewise, so that one may type a code; a whole number as it is
 *
 * Each stands at the level of who sees its field: of a public field everybody may be led by it, of
 * an official one officers alone.  Personal fields have no words: nobody looks for people here.
 * Registries without a field to search in have none at all.
 *
 * Invariant: the rows of registry_word are the words of all versions of records on record, also
 * of those that ended and of an open load; they are written and go with them, in one commit.  So a
 * word alone shows nothing: what it leads to is held against the row in force (search.c).
 */
#ifndef REGISTRY_WORD_H
#define REGISTRY_WORD_H

#include "registry/record.h"

#define WORDS_OF_FIELD 400 /* further ones are not found */

struct record_word {
    int level;
    Str word;
    Id  record;
};

struct record_words {
    struct arena       *arena;
    struct record_word *row;
    int                 n, size;
};

/* Sets at which level each field's words stand, when a file is read. */
void word_levels(struct registry *);
/* Whether words kept by `before` are not those of this file. */
bool word_levels_differ(const struct registry *, const struct registry *before);
/* Of all its fields together: -1 (no words), 0, 1. */
int  word_level_top(const struct registry *);
/* The words of a field's cell, at most WORDS_OF_FIELD.  Returns how many. */
int  field_words(struct arena *, const struct registry_field *, const struct cell *, Str *out);

/* Adds the words of a version. */
void record_words_add(struct record_words *, const struct registry *, const struct cell *row);
void record_words_sort(struct record_words *); /* by the key, each once */
/* Takes away those that `others` has; both sorted. */
void record_words_without(struct record_words *, const struct record_words *others);
/* As the statements take them, in parts. */
Str *record_words_json(const struct record_words *, int *out_n);

/* In the act that writes a version: `before`, if any, has its words already. */
enum err record_words_keep(struct act *, const struct registry *, const struct cell *row,
                           const struct cell *before) MUST_USE;
/* Adds the words that no other version of the record has. */
enum err record_words_only(struct view *, const struct registry *, const struct cell *row,
                           struct record_words *) MUST_USE;
/* In the act of a file by which words stand otherwise than before: makes all of them again. */
enum err record_words_anew(struct act *, const struct registry *) MUST_USE;

/* -- every version on record, record by record ------------------------------------------ */
struct version_walk {
    struct view            v;
    const struct registry *r;
    struct {
        const struct stmt *page;
        struct arena      *arena; /* of the page */
        struct rows        rows;
        int                next;
        Id                 id;
        int64_t            since;
        bool               last;
    } of[2]; /* brought by loads; written one by one */
};
void version_walk_begin(struct version_walk *, struct view *, const struct registry *);
/* The next one without _until and _place, until the next call; *row NULL behind the last. */
enum err version_walk_next(struct version_walk *, const struct cell **row) MUST_USE;
void version_walk_end(struct version_walk *);

#endif
