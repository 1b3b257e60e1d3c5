/* What is accepted as a password; what its hash answers. */
#include "ident/password.h"

#include "check.h"

static const struct {
    const char *password;
    bool        second_factor, accepted;
    const char *why;
} row[] = {
    { "bò vàng ăn cỏ", false, false, "thirteen characters alone" },
    { "bò vàng ăn cỏ!", false, true, "fourteen characters, though more bytes" },
    { "cỏ xanh9", true, true, "eight beside a second factor" },
    { "cỏ xanh", true, false, "seven" },
    { "MatKhau123", true, false, "among the first tried, whatever the case" },
    { "mật khẩu", true, true, "eight, and not on the list as written" },
    { "aaaaaaaaaaaaaaaa", false, false, "one letter" },
    { "23456789", true, false, "digits in order" },
    { "hgfedcba", true, false, "letters backwards" },
    { "le.van-a 2024!", true, false, "holds the account's name" },
    { "", true, false, "nothing" },
};

void
test_ident_password__policy(void)
{
    struct arena *arena = test_arena();

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check((password_fault(arena, str_of(row[i].password), row[i].second_factor,
                              S("le.van-a")) == NULL) == row[i].accepted, row[i].why);
}

void
test_ident_password__a_hash_knows_its_password(void)
{
    struct arena *arena = test_arena();
    Str           hash = password_hash(arena, S("cỏ xanh bò vàng"));

    check(str_starts(hash, S("$argon2id$v=19$m=65536,t=2,p=1$")), "parameters");
    check(password_is(hash, S("cỏ xanh bò vàng")), "right");
    check(!password_is(hash, S("cỏ xanh bò vàng ")), "wrong");
    check(!password_is(STR_NONE, S("cỏ xanh bò vàng")), "no account");
    check(!str_eq(hash, password_hash(arena, S("cỏ xanh bò vàng"))), "salted");
}

void
test_ident_password__made_ones_are_accepted_and_differ(void)
{
    struct arena *arena = test_arena();
    Str           one = password_made(arena), two = password_made(arena);

    check_int((int64_t)one.n, 23);
    check(password_fault(arena, one, false, S("admin")) == NULL, "policy");
    check(!str_eq(one, two), "random");
}
