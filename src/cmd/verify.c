/* cmd/verify.c -- the records against the journal, or a receipt against both,
 * whether the server runs or not.  Floor 13.
 *
 * It only reads: the store, the keeper's public key and its last head.  What is
 * found is printed a line each, kind, table, key, entry, words, with tabs
 * between. */
#include <stdio.h>
#include <unistd.h>

#include "base/words.h"
#include "cmd/command.h"
#include "cmd/house.h"
#include "journal/entry.h"
#include "journal/journal_sql.h"
#include "journal/proof.h"
#include "pack/pack.h"
#include "registry/registry.h"

#define LOGS_MAX 1000

struct verify_cli {
    struct arena         *arena;
    struct dir            dir;
    struct world          world;
    struct view           view;
    struct verify_options options;
    struct verify_report  report;
};

static const struct actor the_program = { .system = true };

/* Dossiers are counted by what their procedures say. */
static enum err
load_packs(struct verify_cli *c)
{
    struct pack_sections all = { .simulated = c->dir.simulated };
    struct pack_set     *set;
    enum err             err = db_begin(c->view.db);

    all.list = house_sections(&all.n);
    if (err == ERR_OK)
        err = pack_set_stored(&c->view, &all, &set);
    if (err == ERR_OK)
        pack_swap(&c->world, set);
    db_end(c->view.db);
    return err;
}

static enum err
open_all(struct verify_cli *c, const char *path, char why[256])
{
    struct store_options store;
    Str                  head;

    TRY(dir_open(c->arena, str_of(path), &c->dir, why));
    c->world.folder = c->dir.path;
    c->world.secret = c->dir.secret;
    c->world.records = registry_journaled;
    dir_store(&c->dir, &store);
    if (c->dir.kind == STORE_SQLITE && access(store.where, R_OK) != 0) {
        snprintf(why, 256, "there is no store at %s", store.where);
        return ERR_STORE;
    }
    c->view = (struct view){ .arena = c->arena, .who = &the_program, .world = &c->world,
                             .lang = LANG_EN, .now = clock_now(&wall_clock),
                             .simulated = c->dir.simulated };
    c->options = (struct verify_options){
        .rooms = store.rooms, .n_rooms = store.n_rooms, .derived = house_checks,
        .vkey = house_vkey(&c->dir),
    };
    head = str_format(c->arena, "%.*s/head", STR_ARG(dir_keeper(&c->dir)));
    if (!cli_read(c->arena, head, NOTE_MAX, &c->options.head))
        c->options.head = STR_NONE;
    c->report.arena = c->arena;
    TRY(db_open(&store, DB_READER, &c->view.db, why));
    return load_packs(c);
}

static void
print_findings(struct verify_cli *c)
{
    for (const struct finding *f = c->report.first; f != NULL; f = f->next) {
        Str words = finding_words(c->arena, LANG_EN, f);

        printf("%.*s\t%.*s\t%.*s\t%lld\t%.*s\n", STR_ARG(finding_name(f->kind)),
               STR_ARG(f->table), STR_ARG(f->key), (long long)f->act, STR_ARG(words));
    }
    if (c->report.found > FINDINGS_MAX)
        printf("… and %lld more\n", (long long)(c->report.found - FINDINGS_MAX));
}

/* Whether anybody else vouches for the moments, and how far. */
static void
print_anchor(struct verify_cli *c)
{
    const struct verify_report *r = &c->report;
    Str                         day;

    if (r->anchored == 0) {
        printf("not anchored: no time-stamp from outside covers this log; its moments are this "
               "system's own\n");
        return;
    }
    day = time_people(c->arena, r->anchored_at);
    printf("anchored: %lld entries were there on %.*s, says %.*s; %lld came later\n",
           (long long)r->anchored, STR_ARG(day), STR_ARG(r->anchored_by),
           (long long)(r->head_size - r->anchored));
}

static void
print_summary(struct verify_cli *c)
{
    const struct verify_report *r = &c->report;

    printf("%lld entries (%lld erased), %lld rows of %lld tables, %lld signed heads, %lld.%lld s\n",
           (long long)r->entries, (long long)r->erased, (long long)r->rows, (long long)r->tables,
           (long long)r->heads, (long long)(r->took / TIME_SECOND),
           (long long)(r->took / (TIME_SECOND / 10) % 10));
    for (int i = 0; i < c->options.n_rooms; i++)
        for (int k = 0; k < c->options.rooms[i]->n_tables; k++) {
            const struct table *t = c->options.rooms[i]->tables[k];

            if (t->kind == TABLE_EXCLUDED)
                printf("left out: %s: %s\n", t->name, t->reason);
        }
    print_anchor(c);
    printf(r->found == 0 ? "All agrees.\n" : "%lld findings.\n", (long long)r->found);
}

static int
verify_all(struct verify_cli *c)
{
    Time     began = monotonic(NULL);
    enum err err = verify_run(&c->view, &c->options, &c->report);

    c->report.took = monotonic(NULL) - began;
    print_findings(c);
    if (err != ERR_OK)
        return cli_fail(err, db_why(c->view.db));
    print_summary(c);
    return c->report.found > 0 ? EXIT_FOUND : EXIT_DONE;
}

/* -- a receipt ---------------------------------------------------------------------------- */

/* Under which number the store has what the receipt proves. */
static enum err
compare_stored(struct verify_cli *c, const struct proof *proof)
{
    Str                  head, rest = proof->entry, number;
    int64_t              act = 0;
    struct entry_get_row e;
    Hash                 commitment;

    if (!str_cut(rest, '\n', &head, &rest) || !str_cut(rest, '\n', &number, &rest))
        return ERR_MALFORMED;
    for (size_t i = 0; i < number.n && number.n < 19; i++)
        act = act * 10 + (number.p[i] - '0');
    TRY(entry_get(&c->view, act, &e));
    if (e.commitment.n != HASH_SIZE)
        return ERR_STORE;
    memcpy(commitment.b, e.commitment.p, HASH_SIZE);
    if (!str_eq(proof->entry, entry_bytes(c->arena, act, e.occurred, e.recorded, &commitment)))
        verify_found(&c->report, FINDING_ALTERED, S("entry"), number, act,
                     MSG("The store's entry is not the one that the receipt proves."), STR_NONE,
                     STR_NONE);
    return verify_entry(&c->view, &c->options, act, &c->report);
}

/* The key of the log that the receipt says it is of: the keeper's own copy, or,
 * for a log before a restore, the one that came with the copy. */
static enum err
key_of_log(struct verify_cli *c, Str origin, struct note_key *key)
{
    struct log_all_row *log;
    int                 n;
    Str                 text = STR_NONE;

    TRY(log_all(&c->view, LOGS_MAX, &log, &n));
    for (int i = 0; i < n; i++) {
        Str file = str_format(c->arena, "%.*s/keeper/%lld/vkey", STR_ARG(c->dir.path),
                              (long long)log[i].number);

        if (!str_eq(log[i].origin, origin))
            continue;
        if (!cli_read(c->arena, file, NOTE_SECRET_MAX, &text))
            text = log[i].vkey;
        return note_key_parse(str_trim(text), key) == ERR_OK ? ERR_OK : ERR_STORE;
    }
    return ERR_NOT_FOUND;
}

static int
print_verdict(enum proof_verdict verdict)
{
    printf("%.*s\n", STR_ARG(words(cli_lang(), proof_message(verdict))));
    return verdict == PROOF_GOOD ? EXIT_DONE : EXIT_FOUND;
}

/* In a snapshot that is open. */
static enum err
judge_receipt(struct verify_cli *c, Str text, struct proof *proof, enum proof_verdict *out)
{
    struct note_key key;
    enum err        err;

    *out = PROOF_MALFORMED;
    if (proof_parse(c->arena, text, proof) != ERR_OK)
        return ERR_OK;
    err = key_of_log(c, proof->checkpoint.origin, &key);
    if (err == ERR_OK)
        *out = proof_check(proof, &key, STR_NONE);
    else if (err == ERR_NOT_FOUND)
        *out = PROOF_OTHER_LOG;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int
print_stored(struct verify_cli *c, const struct proof *proof, enum err err)
{
    if (err == ERR_NOT_FOUND) {
        printf("missing\tentry\t%lld\tThe store does not hold the entry.\n",
               (long long)proof->index);
        return EXIT_FOUND;
    }
    if (err != ERR_OK)
        return cli_fail(err, db_why(c->view.db));
    print_findings(c);
    if (c->report.found > 0)
        return EXIT_FOUND;
    if (c->report.erased > 0)
        printf("The entry's content was erased by an act of the journal; its fingerprint stays.\n");
    else
        printf("The entry and its %lld rows agree.\n", (long long)c->report.rows);
    return EXIT_DONE;
}

static int
verify_receipt(struct verify_cli *c, const char *path)
{
    Str                text;
    struct proof       proof;
    enum proof_verdict verdict = PROOF_MALFORMED;
    enum err           err;
    int                code;

    if (!cli_read(c->arena, str_of(path), PROOF_MAX, &text)) {
        fprintf(stderr, "tinhso: %s cannot be read\n", path);
        return EXIT_USAGE;
    }
    err = db_begin(c->view.db);
    if (err == ERR_OK)
        err = judge_receipt(c, text, &proof, &verdict);
    if (err == ERR_OK) {
        code = print_verdict(verdict);
        if (code == EXIT_DONE)
            code = print_stored(c, &proof, compare_stored(c, &proof));
    } else {
        code = cli_fail(err, db_why(c->view.db));
    }
    db_end(c->view.db);
    return code;
}

int
verify_main(int argc, char **argv)
{
    struct verify_cli c = { .options = { .sample = 0 } };
    char              why[256] = "";
    int               code;

    if (!cli_arguments(argc, argv, 1, 2, "verify DIR [RECEIPT-FILE]"))
        return EXIT_USAGE;
    c.arena = arena_new();
    if (open_all(&c, argv[1], why) != ERR_OK)
        code = cli_fail(ERR_STORE, why);
    else
        code = argc > 2 ? verify_receipt(&c, argv[2]) : verify_all(&c);
    db_close(c.view.db);
    pack_free_all(&c.world);
    arena_free(c.arena);
    return code;
}
