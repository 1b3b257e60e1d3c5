/* Codes as RFC 6238 and oathtool(1) compute them; no code twice; secrets bound
 * to their account. */
#include "ident/totp.h"

#include "check.h"
#include "journal/act.h"

static const struct totp_secret rfc = { "12345678901234567890" };
static const struct world       here = { .secret = { "0123456789abcdef0123456789abcdef", 32 } };
static const struct world elsewhere = { .secret = { "fedcba9876543210fedcba9876543210", 32 } };

/* RFC 6238, appendix B, SHA-1: eight digits there, of which ours are the last
 * six; agrees with `oathtool --totp --now=@T 3132333435363738393031323334353637383930`. */
static const struct {
    int64_t     second;
    const char *code;
} vector[] = {
    { 59, "287082" },          { 1111111109, "081804" },  { 1111111111, "050471" },
    { 1234567890, "005924" },  { 2000000000, "279037" },  { 20000000000, "353130" },
};

void
test_ident_totp__codes_of_rfc_6238(void)
{
    for (size_t i = 0; i < sizeof vector / sizeof *vector; i++) {
        Time now = vector[i].second * TIME_SECOND;
        char code[7];

        totp_code(&rfc, totp_step(now), code);
        check_str(str_of(code), str_of(vector[i].code));
        check_int(totp_match(&rfc, str_of(vector[i].code), now, 0), totp_step(now));
    }
}

void
test_ident_totp__one_step_of_drift_and_no_replay(void)
{
    Time    now = 1111111111 * TIME_SECOND;
    int64_t step = totp_step(now);
    char    code[7];

    for (int64_t off = -3; off <= 3; off++) {
        totp_code(&rfc, step + off, code);
        check_int(totp_match(&rfc, str_of(code), now, 0), off >= -1 && off <= 1 ? step + off : 0);
    }
    totp_code(&rfc, step, code);
    check_int(totp_match(&rfc, str_of(code), now, step - 1), step);
    check_int(totp_match(&rfc, str_of(code), now, step), 0);
    check_int(totp_match(&rfc, S("050 471"), now, 0), step);
    check_int(totp_match(&rfc, S("050472"), now, 0), 0);
    check_int(totp_match(&rfc, S("50471"), now, 0), 0);
    check_int(totp_match(&rfc, S("0504710"), now, 0), 0);
    check_int(totp_match(&rfc, S("05047x"), now, 0), 0);
    check_int(totp_match(&rfc, S(""), now, 0), 0);
}

void
test_ident_totp__a_secret_opens_for_its_account_alone(void)
{
    struct arena      *arena = test_arena();
    Str                sealed = totp_seal(arena, &here, 17, &rfc);
    struct totp_secret s = { "" };
    char              *other = arena_alloc(arena, sealed.n);

    check_err(totp_open(&here, 18, sealed, &s), ERR_FORBIDDEN);
    check_err(totp_open(&elsewhere, 17, sealed, &s), ERR_FORBIDDEN);
    check_err(totp_open(&here, 17, str_sub(sealed, 0, sealed.n - 1), &s), ERR_FORBIDDEN);
    memcpy(other, sealed.p, sealed.n);
    other[30] ^= 1;
    check_err(totp_open(&here, 17, (Str){ other, sealed.n }, &s), ERR_FORBIDDEN);
    check_ok(totp_open(&here, 17, sealed, &s));
    check(memcmp(&s, &rfc, sizeof s) == 0, "the secret itself");
}

void
test_ident_totp__words_and_address_for_an_app(void)
{
    struct arena *arena = test_arena();

    check_str(totp_words(arena, &rfc), S("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"));
    check_str(totp_address(arena, &rfc, S("Tỉnh Số"), S("le.van-a")),
              S("otpauth://totp/T%E1%BB%89nh%20S%E1%BB%91:le.van-a"
                "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=T%E1%BB%89nh%20S%E1%BB%91"));
}
