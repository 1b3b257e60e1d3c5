/* registry/word_check.c -- are the words those of the records?  In little memory.  Floor 6.
 *
 * As in tally_check.c: every row of the table has a weight, drawn anew each time from a key that
 * nobody knows before.  The words of each record's versions, each once, give one sum, the table
 * the other; they are equal when every row is, and with one chance in 2^64 otherwise. */
#include "registry/check.h"

#include "base/hash.h"
#include "registry/registry_sql.h"
#include "registry/word.h"

#define PAGE    1000
#define RECORDS 200 /* whose words are in memory at once */

struct checking {
    struct view            v;
    struct verify_report  *report;
    const struct registry *r;
    uint64_t               key[2];
    uint64_t               records, table;
};

static uint64_t
weight(const struct checking *c, int64_t level, Str word, Id record)
{
    uint64_t h = c->key[0] ^ ((uint64_t)record * 2 + (uint64_t)level) * 0x9e3779b97f4a7c15u;

    for (size_t i = 0; i < word.n; i++)
        h = (h ^ (unsigned char)word.p[i]) * 1099511628211u;
    return hash_spread(h ^ c->key[1]);
}

/* The words of records that are complete; their arena begins anew. */
static void
add_records(struct checking *c, struct record_words *words)
{
    record_words_sort(words);
    for (int i = 0; i < words->n; i++)
        c->records += weight(c, words->row[i].level, words->row[i].word, words->row[i].record);
    arena_reset(words->arena);
    *words = (struct record_words){ .arena = words->arena };
}

static enum err
read_records(struct checking *c, struct version_walk *w, struct arena *arena)
{
    struct record_words words = { .arena = arena };
    const struct cell  *row;
    Id                  last = INT64_MIN;
    int                 n = 0;

    for (;;) {
        TRY(version_walk_next(w, &row));
        if (row == NULL)
            break;
        n += row[ROW_ID].i != last;
        last = row[ROW_ID].i;
        if (n > RECORDS) {
            add_records(c, &words);
            n = 1;
        }
        record_words_add(&words, c->r, row);
    }
    add_records(c, &words);
    return ERR_OK;
}

/* `kept` holds the place where a page ended. */
static enum err
read_table(struct checking *c, struct arena *kept)
{
    struct record_word             at = { .level = -1, .word = S(""), .record = INT64_MIN };
    struct registry_word_page_row *row;
    int                            n;

    do {
        arena_reset(c->v.arena);
        TRY(registry_word_page(&c->v, c->r->key, at.level, at.word, at.record, PAGE, &row, &n));
        for (int i = 0; i < n; i++)
            c->table += weight(c, row[i].level, row[i].word, row[i].record);
        if (n == 0)
            return ERR_OK;
        arena_reset(kept);
        at = (struct record_word){ (int)row[n - 1].level, str_copy(kept, row[n - 1].word),
                                   row[n - 1].record };
    } while (n == PAGE);
    return ERR_OK;
}

static enum err
check_one(struct checking *c)
{
    struct arena       *arena = arena_new();
    struct version_walk w;
    enum err            err = ERR_OK;

    c->records = c->table = 0;
    version_walk_begin(&w, &c->v, c->r);
    if (word_level_top(c->r) >= 0)
        err = read_records(c, &w, arena);
    version_walk_end(&w);
    if (err == ERR_OK)
        err = read_table(c, arena);
    arena_free(arena);
    if (err == ERR_OK && c->records != c->table)
        verify_found(c->report, FINDING_DERIVED, S("registry_word"), c->r->key, 0,
                     MSG("Words that records are found by are not those of the records."),
                     STR_NONE, STR_NONE);
    return err;
}

static enum err
run(struct view *given, struct verify_report *report)
{
    const struct registries *all = registries_of(given);
    struct checking          c = { .v = *given, .report = report };
    enum err                 err = ERR_OK;

    c.v.arena = arena_new();
    random_bytes(c.key, sizeof c.key);
    for (int i = 0; i < all->n && err == ERR_OK; i++) {
        c.r = all->list[i];
        err = check_one(&c);
    }
    arena_free(c.v.arena);
    return err;
}

const struct derived_check registry_check_words = { "registry_word", run };
