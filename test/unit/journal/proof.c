/* Receipts: the format, each way to fail, every byte altered. */
#include "journal/proof.h"

#include "check.h"
#include "memlog.h"

#define ORIGIN "tinhso.example/haiduong/1"

struct fixture {
    struct note_secret key;
    struct memlog     *log;
    Str                sealed, entry, receipt;
};

static Str
receipt_of(const struct fixture *f, int64_t index)
{
    struct tile_reader in = memlog_reader(f->log);
    struct tree_path   path;

    check_ok(tree_prove_entry(test_arena(), &in, index, f->log->tree.size, &path));
    return proof_text(test_arena(), memlog_entry(test_arena(), index), index, &path, f->sealed);
}

static struct fixture
fixture_of(int64_t size, int64_t index)
{
    struct fixture    f = { .log = memlog_new(test_arena(), size) };
    struct checkpoint c = { S(ORIGIN), size, { { 0 } } };

    memlog_grow(f.log, size);
    c.root = tree_root(&f.log->tree);
    check_ok(note_secret_new(S(ORIGIN), NOTE_LOG, &f.key));
    f.sealed = note_seal(test_arena(), checkpoint_text(test_arena(), &c), &f.key);
    f.entry = memlog_entry(test_arena(), index);
    f.receipt = receipt_of(&f, index);
    return f;
}

static enum proof_verdict
verdict(const struct fixture *f, Str receipt, Str entry)
{
    return proof_verify(test_arena(), receipt, &f->key.open, entry, NULL);
}

/* The receipt with one part replaced by another. */
static Str
altered(Str s, Str from, Str to)
{
    ptrdiff_t at = str_find(s, from);

    check(at >= 0, "what is to be altered is there");
    return str_format(test_arena(), "%.*s%.*s%.*s", (int)at, s.p, STR_ARG(to),
                      STR_ARG(str_sub(s, (size_t)at + from.n, s.n)));
}

void
test_journal_proof__a_receipt_verifies_offline(void)
{
    struct fixture f = fixture_of(300, 17);
    struct proof   p;

    check_int(proof_verify(test_arena(), f.receipt, &f.key.open, STR_NONE, &p), PROOF_GOOD);
    check_int(p.index, 17);
    check_int(p.checkpoint.size, 300);
    check_str(p.checkpoint.origin, S(ORIGIN));
    check_str(p.entry, S("entry 17"));
    check_int(verdict(&f, f.receipt, f.entry), PROOF_GOOD);
    check(str_starts(f.receipt, S("c2sp.org/tlog-proof@v1\nextra ZW50cnkgMTc=\nindex 17\n")),
          "the standard's lines");
    check(str_ends(f.receipt, f.sealed), "the checkpoint verbatim");
}

void
test_journal_proof__every_entry_of_a_small_log(void)
{
    struct fixture f = fixture_of(70, 0);

    for (int64_t i = 0; i < 70; i++)
        check_int(verdict(&f, receipt_of(&f, i), STR_NONE), PROOF_GOOD);
    f = fixture_of(1, 0); /* no hashes at all */
    check_int(verdict(&f, f.receipt, STR_NONE), PROOF_GOOD);
}

void
test_journal_proof__the_entry_may_stand_outside(void)
{
    struct fixture f = fixture_of(300, 17);
    Str            bare = altered(f.receipt, S("extra ZW50cnkgMTc=\n"), S(""));

    check_int(verdict(&f, bare, f.entry), PROOF_GOOD);
    check_int(verdict(&f, bare, STR_NONE), PROOF_NO_ENTRY);
    check_int(verdict(&f, bare, S("entry 18")), PROOF_NOT_IN_LOG);
    check_int(verdict(&f, f.receipt, S("entry 18")), PROOF_OTHER_ENTRY);
}

void
test_journal_proof__each_failure_has_its_name(void)
{
    struct fixture     f = fixture_of(300, 17), other = fixture_of(300, 17);
    struct note_secret elsewhere;
    Str                r = f.receipt;

    check_ok(note_secret_new(S("tinhso.example/haiduong/2"), NOTE_LOG, &elsewhere));
    check_int(proof_verify(test_arena(), r, &elsewhere.open, STR_NONE, NULL), PROOF_OTHER_LOG);
    check_int(proof_verify(test_arena(), r, &other.key.open, STR_NONE, NULL), PROOF_OTHER_KEY);
    check_int(verdict(&f, altered(r, S("\n300\n"), S("\n301\n")), STR_NONE), PROOF_FORGED);
    check_int(verdict(&f, altered(r, S("index 17"), S("index 300")), STR_NONE), PROOF_OUTSIDE);
    check_int(verdict(&f, altered(r, S("index 17"), S("index 18")), STR_NONE), PROOF_NOT_IN_LOG);
    check_int(verdict(&f, altered(r, S("ZW50cnkgMTc="), S("ZW50cnkgMTg=")), STR_NONE),
              PROOF_NOT_IN_LOG);
    check_int(verdict(&f, altered(r, S("\n\n"), S("\n")), STR_NONE), PROOF_MALFORMED);
    for (int v = 0; v < PROOF_VERDICTS; v++)
        check(proof_message((enum proof_verdict)v) != NULL, "each verdict has its sentence");
}

void
test_journal_proof__what_is_not_a_receipt_is_refused(void)
{
    static const struct { const char *from, *to, *why; } row[] = {
        { "tlog-proof@v1", "tlog-proof@v2", "another version" },
        { "c2sp.org", " c2sp.org", "a space before" },
        { "extra ", "extra  ", "two spaces" },
        { "extra ZW50cnkgMTc=", "extra ", "extra with nothing" },
        { "extra ZW50cnkgMTc=", "extra", "extra without its space" },
        { "extra ZW50cnkgMTc=", "extra ZW50cnkgMTc", "no padding" },
        { "extra ZW50cnkgMTc=\n", "extra ZW50cnkgMTc=\nextra ZW50cnkgMTc=\n", "extra twice" },
        { "index 17\n", "", "no index" },
        { "index 17", "index 017", "a leading zero" },
        { "index 17", "index -17", "a negative index" },
        { "index 17", "index +17", "a plus" },
        { "index 17", "index 17 ", "a space after" },
        { "index 17", "index 9223372036854775808", "past 63 bits" },
        { "index 17\n", "index 17\nAAAA\n", "a short hash" },
        { "index 17\n", "index 17\n\n", "the checkpoint in the wrong place" },
        { "\n300\n", "\n0300\n", "a checkpoint that is none" },
        { "\n300\n", "\n300\nmore\n", "a checkpoint with two roots" },
        { "\n", "\r\n", "another system's lines" },
    };
    struct fixture f = fixture_of(300, 17);
    struct proof   p = { .index = 7 };
    struct buf     many = BUF_MAX(PROOF_MAX);

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check(proof_parse(test_arena(), altered(f.receipt, str_of(row[i].from), str_of(row[i].to)),
                          &p) == ERR_MALFORMED, row[i].why);
    check_int(p.index, 7);
    for (int i = 0; i <= TREE_PATH_MAX; i++)
        buf_add(&many, S("AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"));
    check_err(proof_parse(test_arena(), altered(f.receipt, S("index 17\n"), str_format(
                  test_arena(), "index 17\n%.*s", STR_ARG(buf_str(&many)))), &p), ERR_MALFORMED);
    buf_free(&many);
}

/* Cut anywhere, or with any one bit turned: never good.  (A turned bit may
 * rename a witness's line, but here the log's own is the only one.) */
void
test_journal_proof__no_altered_receipt_is_good(void)
{
    struct fixture f = fixture_of(300, 299);
    char          *bytes = str_c(test_arena(), f.receipt);
    struct arena  *scratch = arena_new();
    int            good = 0;

    for (size_t bit = 0; bit < 8 * f.receipt.n; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        good += proof_verify(scratch, (Str){ bytes, f.receipt.n }, &f.key.open, f.entry, NULL) ==
                PROOF_GOOD;
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        arena_reset(scratch);
    }
    for (size_t n = 0; n < f.receipt.n; n++) {
        good += proof_verify(scratch, (Str){ bytes, n }, &f.key.open, f.entry, NULL) == PROOF_GOOD;
        arena_reset(scratch);
    }
    check_int(good, 0);
    arena_free(scratch);
}

void
test_journal_proof__a_witness_is_found_on_the_receipt(void)
{
    struct fixture     f = fixture_of(300, 17);
    struct note_secret w;
    struct proof       p;
    struct note        n;
    Time               at = TIME_NONE;
    Str                line;

    check_ok(note_secret_new(S("witness.example"), NOTE_WITNESS, &w));
    check_ok(note_parse(test_arena(), f.sealed, &n));
    line = note_sign(test_arena(), n.text, &w, 1000 * TIME_SECOND);
    f.sealed = str_format(test_arena(), "%.*s%.*s", STR_ARG(f.sealed), STR_ARG(line));
    check_int(proof_verify(test_arena(), receipt_of(&f, 17), &f.key.open, STR_NONE, &p),
              PROOF_GOOD);
    check_int(note_check(&p.note, &w.open, &at), NOTE_SIGNED);
    check_int(at, 1000 * TIME_SECOND);
}
