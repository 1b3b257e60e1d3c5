/* Messages: found, filled, counted; and PO files, read whole or refused. */
#include "base/words.h"

#include <stdio.h>

#include "check.h"
#include "base/po.h"
#include "base/words_table.h"

static const char *
file_write(const char *text)
{
    const char *path = str_c(test_arena(), str_format(test_arena(), "%s/vi.po", test_folder()));
    FILE       *f = fopen(path, "wb");

    if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
        BUG("%s", path);
    return path;
}

static void
dev_with(const char *text)
{
    Str why = STR_NONE;

    check_ok(words_load_dev(test_arena(), file_write(text), &why));
}

static void
dev_end(void)
{
    Str why;

    check_ok(words_load_dev(test_arena(), NULL, &why));
}

void
test_base_words__what_was_compiled_is_found(void)
{
    uint32_t filled = 0;

    check_str(words(LANG_EN, "Some answers need correcting."), S("Some answers need correcting."));
    check(!str_eq(words(LANG_VI, "Some answers need correcting."),
                  S("Some answers need correcting.")), "translated");
    check_str(words(LANG_VI, "nobody says this"), S("nobody says this"));
    check_str(words(LANG_VI, ""), S(""));
    for (uint32_t i = 0; i <= words_vi.mask; i++) {
        const struct words_slot *slot = &words_vi.slot[i];

        if (slot->id.p == NULL)
            continue;
        filled++;
        check_int(slot->hash, words_hash(slot->id));
        check_str(words_hashed(LANG_VI, slot->id, slot->hash), slot->text);
    }
    check(filled > 0 && filled * 2 <= words_vi.mask + 1, "at most half full");
}

void
test_base_words__values_take_their_places(void)
{
    struct arena *a = test_arena();

    dev_with("msgid \"{1} of {2}\"\nmsgstr \"{2}: {1}, {1}\"\n\n"
             "msgid \"{1} dossiers\"\nmsgstr \"{1} hồ sơ\"\n");
    check_str(words_fill(a, LANG_VI, "{1} of {2}", S("a"), S("{1}")), S("{1}: a, a"));
    check_str(words_fill(a, LANG_EN, "{1} of {2}", S("a"), S("b")), S("a of b"));
    check_str(words_fill(a, LANG_EN, "{1} of {2}", STR_NONE, S("b")), S(" of b"));
    check_str(words_fill(a, LANG_EN, "{3} {0} {1 1} {", S("a"), S("b")), S("{3} {0} {1 1} {"));
    check_str(words_count(a, LANG_EN, "{1} dossier", "{1} dossiers", 1), S("1 dossier"));
    check_str(words_count(a, LANG_EN, "{1} dossier", "{1} dossiers", 1200), S("1,200 dossiers"));
    check_str(words_count(a, LANG_VI, "{1} dossier", "{1} dossiers", 1), S("1 hồ sơ"));
    check_str(words_count(a, LANG_VI, "{1} dossier", "{1} dossiers", -1234567),
              S("-1.234.567 hồ sơ"));
    check_str(words_count(a, LANG_VI, "{1} dossier", "{1} dossiers", INT64_MIN),
              S("-9.223.372.036.854.775.808 hồ sơ"));
    dev_end();
}

void
test_base_words__dev_reads_the_file_and_keeps_what_it_had(void)
{
    Str why = STR_NONE;

    dev_with("msgid \"a\"\nmsgstr \"á\"\n\n#, fuzzy\nmsgid \"b\"\nmsgstr \"bê\"\n\n"
             "msgid \"c\"\nmsgstr \"\"\n");
    check_str(words(LANG_VI, "a"), S("á"));
    check_str(words(LANG_VI, "b"), S("b"));
    check_str(words(LANG_VI, "c"), S("c"));
    check_err(words_load_dev(test_arena(), file_write("msgid \"a\"\n\nmsgstr \"x\"\n"), &why),
              ERR_INVALID);
    check(str_ends(why, S("/vi.po:2: msgid without msgstr")), "the place and the reason");
    check_err(words_load_dev(test_arena(), "/nowhere/vi.po", &why), ERR_INVALID);
    check_err(words_load_dev(test_arena(), file_write("msgid \"\xff\"\n"), &why), ERR_INVALID);
    check_str(words(LANG_VI, "a"), S("á"));
    dev_end();
    check_str(words(LANG_VI, "a"), S("a"));
}

static const struct {
    const char *text;
    int         line; /* 0: good */
    const char *expected; /* "id=text;" in order, or the reason */
} row[] = {
    { "", 0, "" },
    { "# a comment\n\n", 0, "" },
    { "msgid \"\"\nmsgstr \"\"\n\"Language: vi\\n\"\n", 0, "" },
    { "msgid \"a\"\nmsgstr \"b\"", 0, "a=b;" },
    { "msgid \"a\"\nmsgstr \"b\"\nmsgid \"c\"\nmsgstr \"d\"\n", 0, "a=b;c=d;" },
    { "msgid \"a\"\n\"b\"\r\nmsgstr \"\"\n  \"c\" \n\"d\"\n", 0, "ab=cd;" },
    { "#: x.c:1\n#. y\n#, c-format\nmsgid \"a\\\"\\\\\\n\\t\"\nmsgstr \"b\"\n", 0, "a\"\\\n\t=b;" },
    { "#, fuzzy\nmsgid \"a\"\nmsgstr \"b\"\n\nmsgid \"c\"\nmsgstr \"d\"\n", 0, "a~b;c=d;" },
    { "#~ msgid \"old\"\n#~ msgstr \"x\"\nmsgid \"a\"\nmsgstr \"b\"\n", 0, "a=b;" },
    { "msgid \"a\"\nmsgstr \"\"\n", 0, "a=;" },
    { "msgid \"a\"\n", 1, "msgid without msgstr" },
    { "msgid \"a\"\nmsgid \"b\"\n", 2, "msgid without msgstr" },
    { "msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"\n", 3, "msgstr without msgid" },
    { "msgstr \"c\"\n", 1, "msgstr without msgid" },
    { "\"c\"\n", 1, "a string before any msgid" },
    { "msgid a\n", 1, "a string in double quotes is expected" },
    { "msgid \"\n", 1, "a string in double quotes is expected" },
    { "msgid \"a\" b\n", 1, "a string in double quotes is expected" },
    { "msgid \"a\"b\"\n", 1, "a quote inside a string needs a backslash" },
    { "msgid \"a\\\"\n", 1, "a string ends with a backslash" },
    { "msgid \"a\\x\"\n", 1, "unknown escape in a string" },
    { "\n\nmsgctxt \"a\"\n", 3, "contexts are not used here" },
    { "msgid \"a\"\nmsgid_plural \"b\"\n", 2, "plural forms are not used here" },
    { "msgid \"a\"\nmsgstr[0] \"b\"\n", 2, "plural forms are not used here" },
    { "hello\n", 1, "msgid, msgstr or a comment is expected" },
};

static Str
po_words(const struct po *po)
{
    Str s = S("");

    for (const struct po_entry *e = po->first; e != NULL; e = e->next)
        s = str_format(test_arena(), "%.*s%.*s%c%.*s;", STR_ARG(s), STR_ARG(e->id),
                       e->fuzzy ? '~' : '=', STR_ARG(e->text));
    return s;
}

void
test_base_words__po_is_read_whole_or_refused_with_its_line(void)
{
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct po po;
        enum err  err = po_parse(test_arena(), str_of(row[i].text), &po);

        check_err(err, row[i].line ? ERR_MALFORMED : ERR_OK);
        check_int(err == ERR_OK ? 0 : po.line, row[i].line);
        check_str(err == ERR_OK ? po_words(&po) : str_of(po.why), str_of(row[i].expected));
    }
}

void
test_base_words__values_of_key_and_translation_agree(void)
{
    check(po_same_values(S("{1} and {2}"), S("{2} {1} {1}")), "moved, repeated");
    check(po_same_values(S("a {0} {} {x} {"), S("b")), "no values");
    check(!po_same_values(S("{1}"), S("")), "lost");
    check(!po_same_values(S("{1}"), S("{1} {2}")), "invented");
    check(!po_same_values(S("{1}"), S("{2}")), "another");
}
