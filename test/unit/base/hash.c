/* SHA-256 and HMAC against published vectors; base64 from outside: exactly the
 * standard's alphabet and padding. */
#include "base/hash.h"

#include <fcntl.h>
#include <unistd.h>

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static Str
hex(Hash h)
{
    return hex_text(test_arena(), hash_bytes(&h));
}

/* FIPS 180-2, appendix B, and the empty text. */
void
test_base_hash__sha256_of_published_texts(void)
{
    static const struct {
        const char *text, *hex;
    } row[] = {
        { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    };
    struct hasher *h = hasher_new(test_arena());

    for (size_t i = 0; i < COUNT(row); i++) {
        Str text = str_of(row[i].text);

        check_str(hex(hash_of(text)), str_of(row[i].hex));
        for (size_t cut = 0; cut <= text.n; cut++)
            check_str(hex(hash_of2(str_sub(text, 0, cut), str_sub(text, cut, text.n))),
                      str_of(row[i].hex));
    }
    check_str(hex(hash_of(STR_NONE)), str_of(row[0].hex));
    for (int i = 0; i < 10000; i++)
        hasher_add(h, str_format(test_arena(), "%0100d", 0));
    check_str(hex(hasher_done(h)), hex(hash_of(str_format(test_arena(), "%01000000d", 0))));
}

void
test_base_hash__a_million_times_a(void)
{
    char *a = arena_alloc_raw(test_arena(), 1000000);

    memset(a, 'a', 1000000);
    check_str(hex(hash_of((Str){ a, 1000000 })),
              S("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

/* Test cases 1-4, 6 and 7 of RFC 4231 (5 is truncated), keys and data in hex. */
void
test_base_hash__hmac_of_rfc_4231(void)
{
    static const struct {
        const char *key;
        size_t      key_repeat; /* the key is one byte, so often; 0: as written */
        const char *data;
        size_t      data_repeat;
        const char *hex;
    } row[] = {
        { "\x0b", 20, "Hi There", 0,
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { "Jefe", 0, "what do ya want for nothing?", 0,
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        { "\xaa", 20, "\xdd", 50,
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
        { "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13"
          "\x14\x15\x16\x17\x18\x19", 0, "\xcd", 50,
          "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
        { "\xaa", 131, "Test Using Larger Than Block-Size Key - Hash Key First", 0,
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
        { "\xaa", 131,
          "This is a test using a larger than block-size key and a larger than block-size data. "
          "The key needs to be hashed before being used by the HMAC algorithm.", 0,
          "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        char key[200], data[200];
        Str  k = str_of(row[i].key), d = str_of(row[i].data);

        memset(key, row[i].key[0], sizeof key);
        memset(data, row[i].data[0], sizeof data);
        if (row[i].key_repeat > 0)
            k = (Str){ key, row[i].key_repeat };
        if (row[i].data_repeat > 0)
            d = (Str){ data, row[i].data_repeat };
        check_str(hex(hash_keyed(k, d)), str_of(row[i].hex));
    }
    check_str(hex(hash_keyed(STR_NONE, STR_NONE)),
              S("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"));
}

void
test_base_hash__of_a_file(void)
{
    Str      path = str_format(test_arena(), "%s/file", test_folder());
    int      fd = open(str_c(test_arena(), path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    uint64_t size = 7;
    enum err err = ERR_INTERNAL;

    check(fd >= 0 && write(fd, "abc", 3) == 3 && lseek(fd, 0, SEEK_SET) == 0, "a file");
    check_str(hex(hash_file(fd, &size, &err)), hex(hash_of(S("abc"))));
    check(size == 3 && err == ERR_OK, "read to its end");
    close(fd);
    (void)hash_file(fd, &size, &err);
    check_err(err, ERR_STORE);
}

void
test_base_hash__random_bytes_differ(void)
{
    unsigned char a[300] = { 0 }, b[300] = { 0 };

    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    check(memcmp(a, b, sizeof a) != 0, "two draws");
    check(memcmp(a + 268, b + 268, 32) != 0, "to their ends");
    random_bytes(a, 0);
}

/* RFC 4648, section 10. */
void
test_base_hash__base64_both_ways(void)
{
    static const struct {
        const char *text, *standard, *url;
    } row[] = {
        { "", "", "" },
        { "f", "Zg==", "Zg" },
        { "fo", "Zm8=", "Zm8" },
        { "foo", "Zm9v", "Zm9v" },
        { "foob", "Zm9vYg==", "Zm9vYg" },
        { "fooba", "Zm9vYmE=", "Zm9vYmE" },
        { "foobar", "Zm9vYmFy", "Zm9vYmFy" },
        { "\xfb\xff\xfe", "+//+", "-__-" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Str out = STR_NONE;

        check_str(base64_text(test_arena(), str_of(row[i].text)), str_of(row[i].standard));
        check_str(base64url_text(test_arena(), str_of(row[i].text)), str_of(row[i].url));
        check_ok(base64_parse(test_arena(), str_of(row[i].standard), &out));
        check_str(out, str_of(row[i].text));
        check_ok(base64url_parse(test_arena(), str_of(row[i].url), &out));
        check_str(out, str_of(row[i].text));
    }
}

void
test_base_hash__base64_is_strict(void)
{
    static const char *const standard[] = { "Zg", "Zg=", "Zg===", "Z", "Zm9", "=", "====", "Zh==",
                                            "Zm9=", "-__-", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v=",
                                            "Zg==Zg==", "Zm9vZ" };
    static const char *const url[] = { "Zg==", "Zm8=", "Z", "Zh", "Zm9", "+//+", "Zm9vZ", "Zm9v " };

    for (size_t i = 0; i < COUNT(standard); i++) {
        Str out = S("untouched");

        check_err(base64_parse(test_arena(), str_of(standard[i]), &out), ERR_INVALID);
        check_str(out, S("untouched"));
    }
    for (size_t i = 0; i < COUNT(url); i++) {
        Str out = S("untouched");

        check_err(base64url_parse(test_arena(), str_of(url[i]), &out), ERR_INVALID);
        check_str(out, S("untouched"));
    }
}

void
test_base_hash__base64_has_64_digits(void)
{
    int  taken = 0, taken_url = 0;
    char text[4] = "AAAA";
    Str  out;

    for (int c = 1; c < 256; c++) {
        text[2] = (char)c;
        taken += base64_parse(test_arena(), (Str){ text, 4 }, &out) == ERR_OK;
        taken_url += base64url_parse(test_arena(), (Str){ text, 4 }, &out) == ERR_OK;
    }
    check_int(taken, 64);
    check_int(taken_url, 64);
}

void
test_base_hash__base64_of_an_exact_size(void)
{
    static const struct { const char *text; enum err err; } row[] = {
        { "AQID", ERR_OK },        { "AQI=", ERR_INVALID },  { "AQIDBA==", ERR_INVALID },
        { "AQID\n", ERR_INVALID }, { " AQID", ERR_INVALID }, { "AQ\xff" "D", ERR_INVALID },
        { "", ERR_INVALID },
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        unsigned char out[3] = { 7, 7, 7 };

        check_err(base64_parse_exactly(str_of(row[i].text), out, 3), row[i].err);
        check(out[2] == (row[i].err == ERR_OK ? 3 : 7), "untouched on failure");
    }
}
