/* JSON: accepted or refused, in the spirit of JSONTestSuite; written, canonical,
 * and back again.  Where RFC 8259 leaves a choice, the choice is written here. */
#include "base/json.h"

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define L(literal) { literal, sizeof(literal) - 1 } /* may hold NUL */

static Str
canonical(const struct json *v)
{
    struct buf b = BUF_MAX((size_t)1 << 20);
    Str        s;

    json_write_canonical(&b, test_arena(), v);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

void
test_base_json__accepted(void)
{
    static const struct {
        Str         in;
        const char *out; /* as json_write gives it back */
    } row[] = {
        { L("{}"), "{}" },
        { L("[]"), "[]" },
        { L(" [ ] "), "[]" },
        { L("\t{\n}\r\n"), "{}" },
        { L("null"), "null" },
        { L("true"), "true" },
        { L("false"), "false" },
        { L("\"\""), "\"\"" },
        { L("\"a\""), "\"a\"" },
        { L("0"), "0" },
        { L("-1"), "-1" },
        { L("[1 , 2,3]"), "[1,2,3]" },
        { L("[[[[]]]]"), "[[[[]]]]" },
        { L("{\"a\":1,\"b\":[true,null],\"c\":{\"d\":\"e\"}}"),
          "{\"a\":1,\"b\":[true,null],\"c\":{\"d\":\"e\"}}" },
        { L("{\"\":0}"), "{\"\":0}" },
        { L("{ \"a\" : 1 }"), "{\"a\":1}" },
        { L("{\"z\":1,\"a\":2}"), "{\"z\":1,\"a\":2}" }, /* order is kept */
        /* whole numbers, exact to 64 bits */
        { L("9007199254740993"), "9007199254740993" }, /* no double holds it */
        { L("9223372036854775807"), "9223372036854775807" },
        { L("-9223372036854775808"), "-9223372036854775808" },
        { L("1000000000000000000"), "1000000000000000000" },
        /* other numbers are kept as written */
        { L("-0"), "-0" },
        { L("0.0"), "0.0" },
        { L("1.50"), "1.50" },
        { L("-0.1"), "-0.1" },
        { L("1e5"), "1e5" },
        { L("1E+2"), "1E+2" },
        { L("12.5e-400"), "12.5e-400" },
        { L("0e0"), "0e0" },
        { L("0.1234567890123456789012345678901234567890123456789012345678901"),
          "0.1234567890123456789012345678901234567890123456789012345678901" },
        /* texts */
        { L("\"\\\" \\\\ \\/ \\n \\t\""), "\"\\\" \\\\ / \\n \\t\"" },
        { L("\"\\u0041\\u00e9\\u1ea3\""), "\"A\xc3\xa9\xe1\xba\xa3\"" },
        { L("\"\\uD83C\\udf3e\""), "\"\xf0\x9f\x8c\xbe\"" },
        { L("\"\xf0\x9f\x8c\xbe\""), "\"\xf0\x9f\x8c\xbe\"" },
        { L("\"Ha\xcc\x89i\""), "\"H\xe1\xba\xa3i\"" },      /* NFC on entry */
        { L("\"Ha\\u0309i\""), "\"H\xe1\xba\xa3i\"" },       /* escapes too */
        { L("\"a\\u0309\\u0309\""), "\"\xe1\xba\xa3\xcc\x89\"" },
        { L("\"a\\r\\nb\\rc\""), "\"a\\nb\\nc\"" },
        { L("\"</script>&\""), "\"\\u003c/script\\u003e\\u0026\"" },
        { L("{\"Ha\\u0309i\":1}"), "{\"H\xe1\xba\xa3i\":1}" },
        { L("{\"a\":1,\"A\":2,\"\xc3\xa1\":3}"), "{\"a\":1,\"A\":2,\"\xc3\xa1\":3}" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct json *v = NULL;

        check_err(json_parse(test_arena(), row[i].in, &v, NULL), ERR_OK);
        if (v != NULL)
            check_str(json_string(test_arena(), v), str_of(row[i].out));
        else
            check(false, row[i].in.p);
    }
}

void
test_base_json__refused(void)
{
    static const struct {
        Str         in;
        const char *why;
    } row[] = {
        { L(""), "unexpected character" },
        { L("  "), "unexpected character" },
        { L("\xef\xbb\xbf{}"), "unexpected character" }, /* byte order mark */
        { L("{\0}"), "a member needs a name in quotes" },
        { L("{}x"), "something follows the end" },
        { L("{} {}"), "something follows the end" },
        { L("1 2"), "something follows the end" },
        { L("[]]"), "something follows the end" },
        { L("{}\0"), "something follows the end" },
        { L("nul"), "unexpected character" },
        { L("nulll"), "something follows the end" },
        { L("True"), "unexpected character" },
        { L("NaN"), "unexpected character" },
        { L("Infinity"), "unexpected character" },
        { L("-Infinity"), "unexpected character" },
        { L("undefined"), "unexpected character" },
        { L("'a'"), "unexpected character" },
        { L("// c\n1"), "unexpected character" },
        { L("/* c */1"), "unexpected character" },
        { L("\f1"), "unexpected character" },
        { L("\xc2\xa0""1"), "unexpected character" }, /* not JSON's white space */
        /* arrays and objects */
        { L("["), "unexpected character" },
        { L("[1"), "a comma or ] is missing" },
        { L("[1,"), "unexpected character" },
        { L("[1,]"), "unexpected character" },
        { L("[,1]"), "unexpected character" },
        { L("[1,,2]"), "unexpected character" },
        { L("[1 2]"), "a comma or ] is missing" },
        { L("[1}"), "a comma or ] is missing" },
        { L("]"), "unexpected character" },
        { L("{"), "a member needs a name in quotes" },
        { L("{\"a\""), "a colon is missing" },
        { L("{\"a\" 1}"), "a colon is missing" },
        { L("{\"a\":"), "unexpected character" },
        { L("{\"a\":}"), "unexpected character" },
        { L("{\"a\":1"), "a comma or } is missing" },
        { L("{\"a\":1,}"), "a member needs a name in quotes" },
        { L("{,\"a\":1}"), "a member needs a name in quotes" },
        { L("{a:1}"), "a member needs a name in quotes" },
        { L("{1:1}"), "a member needs a name in quotes" },
        { L("{\"a\":1 \"b\":2}"), "a comma or } is missing" },
        { L("{\"a\"::1}"), "unexpected character" },
        { L("{\"a\":1]"), "a comma or } is missing" },
        { L("{\"a\":1,\"a\":1}"), "the same name twice in one object" },
        { L("{\"a\":1,\"\\u0061\":2}"), "the same name twice in one object" },
        { L("{\"\xe1\xba\xa3\":1,\"a\\u0309\":2}"), "the same name twice in one object" },
        /* numbers */
        { L("01"), "something follows the end" },
        { L("-01"), "something follows the end" },
        { L("00"), "something follows the end" },
        { L("-"), "unexpected character" },
        { L("+1"), "unexpected character" },
        { L("--1"), "unexpected character" },
        { L(".5"), "unexpected character" },
        { L("5."), "a number needs digits after its point" },
        { L("5.e1"), "a number needs digits after its point" },
        { L("1e"), "a number needs digits in its exponent" },
        { L("1e+"), "a number needs digits in its exponent" },
        { L("1e1.5"), "something follows the end" },
        { L("1.2.3"), "something follows the end" },
        { L("0x10"), "something follows the end" },
        { L("1_000"), "something follows the end" },
        { L("\xef\xbc\x91"), "unexpected character" }, /* a full-width one */
        { L("9223372036854775808"), "a whole number beyond 64 bits" },
        { L("-9223372036854775809"), "a whole number beyond 64 bits" },
        { L("18446744073709551616"), "a whole number beyond 64 bits" },
        { L("99999999999999999999999999"), "a whole number beyond 64 bits" },
        { L("0.12345678901234567890123456789012345678901234567890123456789012345"),
          "a number of more than 64 characters" },
        /* texts */
        { L("\""), "a text is not closed, or holds a raw control character" },
        { L("\"a"), "a text is not closed, or holds a raw control character" },
        { L("\"a\\"), "a text is not closed, or holds a raw control character" },
        { L("\"a\\\""), "a text is not closed, or holds a raw control character" },
        { L("\"a\nb\""), "a text is not closed, or holds a raw control character" },
        { L("\"a\tb\""), "a text is not closed, or holds a raw control character" },
        { L("\"a\0b\""), "a text is not closed, or holds a raw control character" },
        { L("\"\x1f\""), "a text is not closed, or holds a raw control character" },
        { L("\"\x7f\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\\u0000\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\\u001b\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\\b\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\\f\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\\uffff\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\\x41\""), "unknown escape in a text" },
        { L("\"\\a\""), "unknown escape in a text" },
        { L("\"\\\n\""), "unknown escape in a text" },
        { L("\"\\\0\""), "unknown escape in a text" },
        { L("\"\\U0041\""), "unknown escape in a text" },
        { L("\"\\u\""), "a \\u escape needs four hexadecimal digits" },
        { L("\"\\u12\""), "a \\u escape needs four hexadecimal digits" },
        { L("\"\\u00\"00\""), "a \\u escape needs four hexadecimal digits" },
        { L("\"\\u00g0\""), "a \\u escape needs four hexadecimal digits" },
        { L("\"\\u-001\""), "a \\u escape needs four hexadecimal digits" },
        { L("\"\\ud83c\""), "half of a surrogate pair" },
        { L("\"\\ud83cx\""), "half of a surrogate pair" },
        { L("\"\\ud83c\\n\""), "half of a surrogate pair" },
        { L("\"\\ud83c\\ud83c\""), "half of a surrogate pair" },
        { L("\"\\udf3e\""), "half of a surrogate pair" },
        { L("\"\\udf3e\\ud83c\""), "half of a surrogate pair" },
        { L("\"\\ud83c\\u\""), "a \\u escape needs four hexadecimal digits" },
        { L("\"\xff\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\xc3\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\xc0\xaf\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\xe0\x80\xaf\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\xed\xa0\xbc\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\xf4\x90\x80\x80\""), "a text is not valid UTF-8 or holds a control character" },
        { L("\"\xc3\\u00a9\""), "a text is not valid UTF-8 or holds a control character" },
        { L("{\"\xff\":1}"), "a text is not valid UTF-8 or holds a control character" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct json       mark, *v = &mark;
        struct json_where where = { 0 };

        check_err(json_parse(test_arena(), row[i].in, &v, &where), ERR_MALFORMED);
        check(v == &mark, "output untouched");
        check_str(str_of(where.why), str_of(row[i].why));
        check(where.offset <= row[i].in.n, "within the text");
    }
}

void
test_base_json__says_where(void)
{
    static const struct {
        const char *in;
        int         line, column;
    } row[] = {
        { "x", 1, 1 },
        { "[1,\n 2,\n x]", 3, 2 },
        { "{\"tên\": x}", 1, 9 }, /* characters, as an editor counts */
        { "{\n  \"a\": 1,\n  \"a\": 2\n}", 3, 3 },
        { "[\"một\", \"hai\\x\"]", 1, 14 },
        { "[1", 1, 3 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct json      *v = NULL;
        struct json_where where = { 0 };

        check_err(json_parse(test_arena(), str_of(row[i].in), &v, &where), ERR_MALFORMED);
        check_int(where.line, row[i].line);
        check_int(where.column, row[i].column);
    }
}

static enum err
parse_nested(int depth, const char *open, const char *inner, const char *close)
{
    struct buf   b = BUF_MAX((size_t)8 << 20);
    struct json *v = NULL;
    enum err     err;

    for (int i = 0; i < depth; i++)
        buf_add(&b, str_of(open));
    buf_add(&b, str_of(inner));
    for (int i = 0; i < depth; i++)
        buf_add(&b, str_of(close));
    err = json_parse(test_arena(), str_copy(test_arena(), buf_str(&b)), &v, NULL);
    buf_free(&b);
    return err;
}

void
test_base_json__depth_has_an_end(void)
{
    check_ok(parse_nested(JSON_DEPTH_MAX, "[", "1", "]"));
    check_err(parse_nested(JSON_DEPTH_MAX + 1, "[", "1", "]"), ERR_MALFORMED);
    check_ok(parse_nested(JSON_DEPTH_MAX, "{\"a\":", "1", "}"));
    check_err(parse_nested(JSON_DEPTH_MAX + 1, "{\"a\":", "1", "}"), ERR_MALFORMED);
    check_err(parse_nested(1000000, "[", "", ""), ERR_MALFORMED);
    check_err(parse_nested(1000000, "{\"a\":", "", ""), ERR_MALFORMED);
}

static Str
object_of(int members, int repeat)
{
    struct buf b = BUF_MAX((size_t)1 << 20);
    Str        s;

    buf_byte(&b, '{');
    for (int i = 0; i < members; i++)
        buf_format(&b, "%s\"k%d\":%d", i > 0 ? "," : "", i == members - 1 ? repeat : i, i);
    buf_byte(&b, '}');
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

void
test_base_json__large_objects_keep_their_names_apart(void)
{
    struct json *v = NULL;

    for (int n = 2; n <= 1000; n += n < 40 ? 1 : 137) {
        check_ok(json_parse(test_arena(), object_of(n, n - 1), &v, NULL));
        check_int((int64_t)v->count, n);
        for (int k = 0; k < n - 1; k += n / 7 + 1)
            check_err(json_parse(test_arena(), object_of(n, k), &v, NULL), ERR_MALFORMED);
    }
    check_ok(json_parse(test_arena(), object_of(1000, 999), &v, NULL));
    check_err(json_parse(test_arena(), object_of(1001, 1000), &v, NULL), ERR_MALFORMED);
}

void
test_base_json__reading_members(void)
{
    struct json *v = NULL;

    check_ok(json_parse(test_arena(),
                        S("{\"t\":\"x\",\"n\":5,\"b\":true,\"d\":1.5,\"z\":null,\"a\":[1]}"), &v,
                        NULL));
    check_str(json_text(v, "t"), S("x"));
    check_int(json_int(v, "n", -1), 5);
    check(json_bool(v, "b"), "true");
    check(json_text(v, "n").p == NULL && json_text(v, "none").p == NULL, "no text");
    check_int(json_int(v, "t", -1), -1);
    check_int(json_int(v, "d", -1), -1);
    check_int(json_int(v, "none", 7), 7);
    check(!json_bool(v, "n") && !json_bool(v, "none"), "no flag");
    check(json_get(v, "z") != NULL && json_get(v, "z")->kind == JSON_NULL, "null is there");
    check(json_get(NULL, "a") == NULL && json_get(json_get(v, "a"), "a") == NULL, "no object");
    check_int((int64_t)json_get(v, "a")->count, 1);
}

void
test_base_json__canonical_form(void)
{
    static const struct {
        const char *in, *out;
    } row[] = {
        { "{ \"b\" : 1, \"a\" : [ 2, { \"d\" : 1.50, \"c\" : \"\\u0041\" } ] }",
          "{\"a\":[2,{\"c\":\"A\",\"d\":1.50}],\"b\":1}" },
        { "{\"a\":1,\"aa\":2,\"A\":3,\"\":4}", "{\"\":4,\"A\":3,\"a\":1,\"aa\":2}" },
        { "{\"\xc3\xa9\":1,\"z\":2,\"\xf0\x9f\x8c\xbe\":3,\"\xef\xbc\x91\":4}",
          "{\"z\":2,\"\xc3\xa9\":1,\"\xef\xbc\x91\":4,\"\xf0\x9f\x8c\xbe\":3}" }, /* bytes */
        { "[3,1,2]", "[3,1,2]" },
        { "{}", "{}" },
        { "\"Ha\\u0309i\"", "\"H\xe1\xba\xa3i\"" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct json *v = NULL;

        check_ok(json_parse(test_arena(), str_of(row[i].in), &v, NULL));
        check_str(canonical(v), str_of(row[i].out));
    }
}

void
test_base_json__building(void)
{
    struct arena *arena = test_arena();
    struct json  *v = json_object(arena), *list;

    json_put_text(arena, v, "name", S("\"Hải\" <b>"));
    json_put_int(arena, v, "least", INT64_MIN);
    json_put_bool(arena, v, "yes", true);
    json_put_time(arena, v, "at", time_at(day_of(2024, 7, 1), 450));
    json_put_time(arena, v, "never", TIME_NONE);
    json_put_day(arena, v, "day", day_of(2024, 7, 1));
    json_put_day(arena, v, "no_day", DAY_NONE);
    list = json_put_array(arena, v, "list");
    json_add(list, json_new_null(arena));
    json_put_int(arena, json_put_object(arena, v, "in"), "n", 1);
    check_str(json_string(arena, v),
              S("{\"name\":\"\\\"Hải\\\" \\u003cb\\u003e\",\"least\":-9223372036854775808,"
                "\"yes\":true,\"at\":\"2024-07-01T07:30:00+07:00\",\"never\":null,"
                "\"day\":\"2024-07-01\",\"no_day\":null,\"list\":[null],\"in\":{\"n\":1}}"));
    check_str(json_string(arena, json_copy(arena, v)), json_string(arena, v));
}

/* -- random trees -------------------------------------------------------------------- */

static uint32_t
next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

static Str
random_text(uint32_t *seed)
{
    static const char *const piece[] = { "a", "\"", "\\", "\n", "\t", "/", "<", "ả", "đ", "Ộ",
                                         "\xf0\x9f\x8c\xbe", "&", "'", " ", "z", "0" };
    Str s = S("");

    for (uint32_t i = next(seed) % 6; i > 0; i--)
        s = str_format(test_arena(), "%.*s%s", STR_ARG(s), piece[next(seed) % COUNT(piece)]);
    return s;
}

static struct json *
random_tree(uint32_t *seed, int depth)
{
    struct arena *arena = test_arena();
    struct json  *v;

    switch (next(seed) % (depth > 0 ? 7 : 5)) {
    case 0: return json_new_null(arena);
    case 1: return json_new_bool(arena, next(seed) % 2 == 0);
    case 2: return json_new_int(arena, (int64_t)((uint64_t)next(seed) << 32 | next(seed)));
    case 3:
        v = json_new_text(arena, S("-12.50e3"));
        v->kind = JSON_DECIMAL;
        return v;
    case 4: return json_new_text(arena, random_text(seed));
    case 5:
        v = json_array(arena);
        for (uint32_t i = next(seed) % 5; i > 0; i--)
            json_add(v, random_tree(seed, depth - 1));
        return v;
    default:
        v = json_object(arena);
        for (uint32_t i = next(seed) % 5; i > 0; i--) {
            Str name = random_text(seed);

            json_put(v, str_format(arena, "%.*s%u", STR_ARG(name), i),
                     random_tree(seed, depth - 1));
        }
        return v;
    }
}

void
test_base_json__what_is_written_reads_back(void)
{
    uint32_t seed = 5;

    for (int i = 0; i < 3000; i++) {
        struct json *v = random_tree(&seed, 5), *again = NULL;
        Str          written = json_string(test_arena(), v);

        check_ok(json_parse(test_arena(), written, &again, NULL));
        if (again == NULL)
            continue;
        check_str(json_string(test_arena(), again), written);
        check_str(canonical(again), canonical(v));
        check_ok(json_parse(test_arena(), canonical(v), &again, NULL));
        check_str(canonical(again), canonical(v));
    }
}

/* Any byte changed in a text gives a tree or a refusal with a place, nothing else. */
void
test_base_json__a_damaged_text_is_read_or_refused(void)
{
    static const char whole[] = "{\"a\":[1,-2.5e3,\"\\u1ea3\\n\"],\"b\":{\"c\":null,\"d\":true}}";

    for (size_t i = 0; i + 1 < sizeof whole; i++) {
        for (int c = 0; c < 256; c++) {
            struct json      *v = NULL;
            struct json_where where = { 0 };
            char             *text = str_c(test_arena(), str_of(whole));
            enum err          err;

            text[i] = (char)c;
            err = json_parse(test_arena(), (Str){ text, sizeof whole - 1 }, &v, &where);
            check((err == ERR_OK) == (v != NULL), "a tree or none");
            check(err == ERR_OK || (where.why != NULL && where.line >= 1), "a reason and a place");
        }
        arena_reset(test_arena());
    }
    for (size_t n = 0; n + 1 < sizeof whole; n++) {
        struct json *v = NULL;

        check_err(json_parse(test_arena(), (Str){ str_c(test_arena(), (Str){ whole, n }), n }, &v,
                             NULL),
                  ERR_MALFORMED);
    }
}
