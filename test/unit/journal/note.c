/* Signed notes: known notes, exact refusals, and every single bit. */
#include "journal/note.h"

#include <sodium.h>

#include "check.h"

/* The example of the documentation of Go's golang.org/x/mod/sumdb/note. */
#define GO_KEY    S("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
#define GO_SECRET S("PRIVATE+KEY+PeterNeumann+c74f20a3+" \
                    "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
#define GO_TEXT   S("If you think cryptography is the answer to your problem,\n" \
                    "then you don't know what your problem is.\n")
#define GO_NOTE   S("If you think cryptography is the answer to your problem,\n" \
                    "then you don't know what your problem is.\n\n" \
                    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2p" \
                    "ZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")

#define ORIGIN S("tinhso.example/haiduong/1")

static struct note_secret
secret_of(Str name, enum note_kind kind)
{
    struct note_secret s;

    check_ok(note_secret_new(name, kind, &s));
    return s;
}

static enum note_verdict
verdict(Str bytes, const struct note_key *key)
{
    struct note n;

    if (note_parse(test_arena(), bytes, &n) != ERR_OK)
        return NOTE_UNSIGNED;
    return note_check(&n, key, NULL);
}

void
test_journal_note__agrees_with_the_go_example(void)
{
    struct note_key    key;
    struct note_secret secret;
    char               room[NOTE_SECRET_MAX];

    check_ok(note_key_parse(GO_KEY, &key));
    check_ok(note_secret_parse(GO_SECRET, &secret));
    check_str(note_key_text(test_arena(), &key), GO_KEY);
    check_str(note_key_text(test_arena(), &secret.open), GO_KEY);
    check_str(note_secret_text(&secret, room), GO_SECRET);
    check_str(note_seal(test_arena(), GO_TEXT, &secret), GO_NOTE);
    check_int(verdict(GO_NOTE, &key), NOTE_SIGNED);
}

void
test_journal_note__an_altered_bit_is_never_believed(void)
{
    struct note_key key;
    char           *bytes = str_c(test_arena(), GO_NOTE);
    struct arena   *scratch = arena_new();
    int             believed = 0;

    check_ok(note_key_parse(GO_KEY, &key));
    for (size_t bit = 0; bit < 8 * GO_NOTE.n; bit++) {
        struct note n;

        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        if (note_parse(scratch, (Str){ bytes, GO_NOTE.n }, &n) == ERR_OK)
            believed += note_check(&n, &key, NULL) == NOTE_SIGNED;
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        arena_reset(scratch);
    }
    check_int(believed, 0);
    arena_free(scratch);
}

void
test_journal_note__what_is_not_a_note_is_refused(void)
{
    static const struct { const char *bytes, *why; } row[] = {
        { "", "empty" },
        { "text\n", "no signature" },
        { "text\n\n", "still none" },
        { "text\n— a eHh4eHg=\n", "no empty line" },
        { "text\n\n— a eHh4eHg=", "no last newline" },
        { "text\n\n- a eHh4eHg=\n", "a hyphen" },
        { "text\n\n—a eHh4eHg=\n", "no space" },
        { "text\n\n—  eHh4eHg=\n", "no name" },
        { "text\n\n— a  eHh4eHg=\n", "two spaces" },
        { "text\n\n— a+b eHh4eHg=\n", "a plus in the name" },
        { "text\n\n— a\xc2\xa0" "b eHh4eHg=\n", "a space of another script" },
        { "text\n\n— a eHh4eHg= \n", "a space at the end" },
        { "text\n\n— a eHh4eHg\n", "no padding" },
        { "text\n\n— a eHh4eHh=\n", "loose bits in the base64" },
        { "text\n\n— a eHh4eA==\n", "a key id and nothing more" },
        { "text\n\n— a\n", "no signature bytes" },
        { "text\n\n— a eHh4eHg=\n\n", "an empty line at the end" },
        { "te\xffxt\n\n— a eHh4eHg=\n", "not UTF-8" },
        { "te\rxt\n\n— a eHh4eHg=\n", "a control character" },
        { "te\txt\n\n— a eHh4eHg=\n", "a tab" },
        { "text\r\n\r\n— a eHh4eHg=\r\n", "another system's lines" },
    };
    struct note n = { .count = 7 };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check(note_parse(test_arena(), str_of(row[i].bytes), &n) == ERR_MALFORMED, row[i].why);
    check_int(n.count, 7);
    check_ok(note_parse(test_arena(), S("\n\n— a eHh4eHg=\n"), &n));
    check_ok(note_parse(test_arena(), S("a\n\nb\n\n— a eHh4eHg=\n— b eHh4eHg=\n"), &n));
    check_int(n.count, 2);
    check_str(n.text, S("a\n\nb\n"));
}

void
test_journal_note__too_many_signatures_are_refused(void)
{
    struct buf  b = BUF_MAX(NOTE_MAX);
    struct note n;

    buf_add(&b, S("text\n\n"));
    for (int i = 0; i < NOTE_SIGNED_MAX; i++)
        buf_add(&b, S("— a eHh4eHg=\n"));
    check_ok(note_parse(test_arena(), buf_str(&b), &n));
    buf_add(&b, S("— a eHh4eHg=\n"));
    check_err(note_parse(test_arena(), buf_str(&b), &n), ERR_MALFORMED);
    buf_free(&b);
}

void
test_journal_note__keys_are_parsed_whole_or_not_at_all(void)
{
    static const struct { const char *key, *why; } row[] = {
        { "", "empty" },
        { "PeterNeumann", "a name" },
        { "PeterNeumann+c74f20a3", "no key" },
        { "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "no name" },
        { "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "another id" },
        { "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "another name" },
        { "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX", "another key" },
        { "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "capitals" },
        { "PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "seven digits" },
        { "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", "a newline" },
        { "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy", "too short" },
        { "PeterNeumann+c74f20a3+BRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "unknown type" },
    };
    struct note_key    key = { .id = 7 };
    struct note_secret secret = { .open.id = 7 };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check(note_key_parse(str_of(row[i].key), &key) == ERR_INVALID, row[i].why);
    check_int(key.id, 7);
    check_err(note_secret_parse(GO_KEY, &secret), ERR_INVALID);
    check_err(note_secret_parse(S("PRIVATE+KEY+PeterNeumann+c74f20a3+"
                                  "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFy"), &secret),
              ERR_INVALID);
    check_int(secret.open.id, 7);
    check_err(note_secret_new(S("has space"), NOTE_LOG, &secret), ERR_INVALID);
    check_err(note_secret_new(S(""), NOTE_LOG, &secret), ERR_INVALID);
}

void
test_journal_note__other_keys_are_ignored_and_forgeries_refused(void)
{
    struct arena      *a = test_arena();
    struct note_secret log = secret_of(ORIGIN, NOTE_LOG), other = secret_of(ORIGIN, NOTE_LOG);
    Str                text = S("hello\n"), sealed = note_seal(a, text, &log);
    Str                line = note_sign(a, S("goodbye\n"), &log, TIME_NONE);

    check_int(verdict(sealed, &log.open), NOTE_SIGNED);
    check_int(verdict(sealed, &other.open), NOTE_UNSIGNED);
    check_int(verdict(str_format(a, "%.*s%.*s", STR_ARG(sealed),
                                 STR_ARG(note_sign(a, text, &other, TIME_NONE))), &log.open),
              NOTE_SIGNED);
    check_int(verdict(str_format(a, "hello\n\n%.*s", STR_ARG(line)), &log.open), NOTE_FORGED);
    check_int(verdict(str_format(a, "%.*s%.*s", STR_ARG(sealed), STR_ARG(line)), &log.open),
              NOTE_FORGED);
}

void
test_journal_note__a_witness_signs_the_moment_too(void)
{
    struct arena      *a = test_arena();
    struct note_secret log = secret_of(ORIGIN, NOTE_LOG);
    struct note_secret witness = secret_of(S("witness.example/w1"), NOTE_WITNESS);
    Str                text = S("origin\n1\nAAAA\n");
    Time               at = (Time)1679315147 * TIME_SECOND, seen = 7;
    Str                sealed = note_seal(a, text, &log), line, message;
    struct note        n;
    struct note_key    key;

    line = note_sign(a, text, &witness, at + 250000); /* fractions are dropped */
    check_ok(note_parse(a, str_format(a, "%.*s%.*s", STR_ARG(sealed), STR_ARG(line)), &n));
    check_int(note_check(&n, &witness.open, &seen), NOTE_SIGNED);
    check_int(seen, at);
    check_int(note_check(&n, &log.open, &seen), NOTE_SIGNED);
    check_int(seen, TIME_NONE);
    /* The layout of the standard, put together by hand. */
    message = S("cosignature/v1\ntime 1679315147\norigin\n1\nAAAA\n");
    check_int((int64_t)n.signature[1].bytes.n, 72);
    check(memcmp(n.signature[1].bytes.p, "\0\0\0\0\x64\x18\x50\xcb", 8) == 0, "the second");
    check_int(crypto_sign_verify_detached((const unsigned char *)n.signature[1].bytes.p + 8,
                                          (const unsigned char *)message.p, message.n,
                                          witness.open.key), 0);
    /* Type 4 is part of the key's text and of its id. */
    check_ok(note_key_parse(note_key_text(a, &witness.open), &key));
    check_int(key.kind, NOTE_WITNESS);
    key.kind = NOTE_LOG;
    check_err(note_key_parse(note_key_text(a, &key), &key), ERR_INVALID);
}

void
test_journal_note__a_moved_moment_is_a_forgery(void)
{
    struct arena      *a = test_arena();
    struct note_secret witness = secret_of(S("witness.example/w1"), NOTE_WITNESS);
    Str                line = note_sign(a, S("x\n"), &witness, TIME_SECOND * 1000);
    struct note        n;

    check_ok(note_parse(a, str_format(a, "x\n\n%.*s", STR_ARG(line)), &n));
    check_int(note_check(&n, &witness.open, NULL), NOTE_SIGNED);
    ((char *)(uintptr_t)n.signature[0].bytes.p)[7] ^= 1;
    check_int(note_check(&n, &witness.open, NULL), NOTE_FORGED);
    ((char *)(uintptr_t)n.signature[0].bytes.p)[0] ^= (char)0x80; /* beyond any time */
    check_int(note_check(&n, &witness.open, NULL), NOTE_FORGED);
}

void
test_journal_note__checkpoints_round_trip(void)
{
    struct checkpoint c = { ORIGIN, 20852163, { { 1, 2, 3 } } }, back;
    Str               text = checkpoint_text(test_arena(), &c);

    check_str(text, S("tinhso.example/haiduong/1\n20852163\n"
                      "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"));
    check_ok(checkpoint_parse(text, &back));
    check_str(back.origin, ORIGIN);
    check_int(back.size, 20852163);
    check(hash_eq(&back.root, &c.root), "root");
}

void
test_journal_note__checkpoints_are_exact(void)
{
#define ROOT "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    static const struct { const char *text, *why; } row[] = {
        { "", "empty" },
        { "\n1\n" ROOT "\n", "no origin" },
        { "o\n" ROOT "\n", "no size" },
        { "o\n1\n", "no root" },
        { "o\n1\n" ROOT, "no last newline" },
        { "o\n1\n" ROOT "\next\n", "an extension line" },
        { "o\n1\n" ROOT "\n\n", "an empty line" },
        { "o\n01\n" ROOT "\n", "a leading zero" },
        { "o\n+1\n" ROOT "\n", "a plus" },
        { "o\n-1\n" ROOT "\n", "negative" },
        { "o\n 1\n" ROOT "\n", "a space" },
        { "o\n9223372036854775808\n" ROOT "\n", "past 63 bits" },
        { "o\n1\nAQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n", "31 bytes" },
        { "o\n1\nAQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=\n" ROOT "\n", "two roots" },
        { "o\n1\nAQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", "loose bits" },
    };
    struct checkpoint c = { .size = 7 };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check(checkpoint_parse(str_of(row[i].text), &c) == ERR_MALFORMED, row[i].why);
    check_int(c.size, 7);
    check_ok(checkpoint_parse(S("o\n0\n" ROOT "\n"), &c));
    check_ok(checkpoint_parse(S("o\n9223372036854775807\n" ROOT "\n"), &c));
}
