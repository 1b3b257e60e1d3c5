/* VietQR: the published vectors, both ways; the simulated order that no bank
 * can pay; and everything a strict reader refuses. */
#include "dossier/vietqr.h"

#include "check.h"

/* NAPAS QR Format 1.0, 6.1.1 to 6.1.4, and three payloads that other libraries
 * publish.  The first declares an account of 12 digits and gives 13: its CRC is
 * right and its frame is not. */
#define T(literal) { "" literal, sizeof(literal) - 1 } /* S, for a static table */
static const struct {
    Str           text;
    bool          sound;
    struct vietqr q;
} vectors[] = {
    { T("00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN"
        "6304F4E5"),
      false, { 0 } },
    { T("00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802"
        "VN63044F52"),
      true,
      { .card = true, .bank = T("970403"), .account = T("9704031101234567") } },
    { T("00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA5303704540618"
        "00005802VN62340107NPS68690819thanh toan don hang63042E2E"),
      true,
      { .dynamic = true, .bank = T("970403"), .account = T("0011012345678"), .amount = 180000,
        .bill = T("NPS6869"), .purpose = T("thanh toan don hang") } },
    { T("00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC5303704540"
        "61800005802VN62340107NPS68690819thanh toan don hang6304A203"),
      true,
      { .dynamic = true, .card = true, .bank = T("970403"), .account = T("9704031101234567"),
        .amount = 180000, .bill = T("NPS6869"), .purpose = T("thanh toan don hang") } },
    { T("00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304"
        "AE9F"),
      true, { .bank = T("970416"), .account = T("257678859") } },
    { T("00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005"
        "802VN62150811Chuyen tien630453E6"),
      true,
      { .dynamic = true, .bank = T("970416"), .account = T("257678859"), .amount = 10000,
        .purpose = T("Chuyen tien") } },
    { T("00020101021238530010A0000007270123000697041601092245284790208QRIBFTTA53037045405100005"
        "802VN62340107NPS68690819TRANSFER TO SOMEONE6304AC13"),
      true,
      { .dynamic = true, .bank = T("970416"), .account = T("224528479"), .amount = 10000,
        .bill = T("NPS6869"), .purpose = T("TRANSFER TO SOMEONE") } },
};
#define VECTORS (sizeof vectors / sizeof vectors[0])

static void
check_same(const struct vietqr *got, const struct vietqr *expected)
{
    check(got->dynamic == expected->dynamic, "static or dynamic");
    check(got->card == expected->card, "account or card");
    check(got->simulated == expected->simulated, "simulated");
    check_str(got->bank, expected->bank);
    check_str(got->account, expected->account);
    check_int(got->amount, expected->amount);
    check_str(got->bill, expected->bill);
    check_str(got->purpose, expected->purpose);
}

void
test_dossier_vietqr__crc_of_every_published_vector(void)
{
    check_int(vietqr_crc(S("123456789")), 0x29b1);
    for (size_t i = 0; i < VECTORS; i++) {
        Str t = vectors[i].text, body = str_sub(t, 0, t.n - 4);

        check_str(str_sub(t, t.n - 4, 4),
                  str_format(test_arena(), "%04X", (unsigned)vietqr_crc(body)));
    }
}

void
test_dossier_vietqr__published_vectors_both_ways(void)
{
    for (size_t i = 0; i < VECTORS; i++) {
        struct vietqr q;
        Str           text;

        if (!vectors[i].sound) {
            check_err(vietqr_read(test_arena(), vectors[i].text, &q), ERR_MALFORMED);
            continue;
        }
        check_ok(vietqr_write(test_arena(), &vectors[i].q, &text));
        check_str(text, vectors[i].text);
        check_ok(vietqr_read(test_arena(), vectors[i].text, &q));
        check_same(&q, &vectors[i].q);
    }
}

static struct vietqr
real_order(void)
{
    return (struct vietqr){ .dynamic = true, .bank = S("970403"), .account = S("0011012345678"),
                            .amount = 50000, .bill = S("H23.30.288-240701-0001"),
                            .purpose = S("Lệ phí hộ tịch") };
}

void
test_dossier_vietqr__purpose_loses_marks_and_is_cut_at_a_word(void)
{
    const struct {
        Str words, ascii;
    } row[] = {
        { S("Lệ phí hộ tịch"), S("Le phi ho tich") },
        { S("ĐẶNG đường  Ỷ ỡ"), S("DANG duong Y o") },
        { S("  Phí – lệ\tphí…  "), S("Phi le phi") },
        { S("Nộp lệ phí đăng ký hộ kinh doanh cá thể"), S("Nop le phi dang ky ho") },
        { S("0123456789012345678901234567890"), S("0123456789012345678901234") },
        { S("0123456789 1234567890 234 rest"), S("0123456789 1234567890 234") },
        { S("…"), S("") },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct vietqr q = real_order(), back;
        Str           text;

        q.purpose = row[i].words;
        check_ok(vietqr_write(test_arena(), &q, &text));
        check_ok(vietqr_read(test_arena(), text, &back));
        check_str(back.purpose, row[i].ascii);
        check_str(back.bill, S("H23.30.288-240701-0001"));
    }
}

void
test_dossier_vietqr__a_simulated_order_names_no_bank(void)
{
    struct vietqr q = real_order(), back;
    Str           text;

    q.simulated = true;
    check_ok(vietqr_write(test_arena(), &q, &text));
    check(!str_has(text, S("970403")) && !str_has(text, S("0011012345678")), "nothing real");
    check_ok(vietqr_read(test_arena(), text, &back));
    check(back.simulated, "and it says so");
    check_str(back.bank, S("000000"));
    check_str(back.account, S("KHONGCHUYENTIEN"));
    check_str(back.purpose, S("KHONG CHUYEN TIEN"));
    check_int(back.amount, 50000);
    q.simulated = false;
    q.bank = S("000000");
    check_err(vietqr_write(test_arena(), &q, &text), ERR_INVALID);
}

void
test_dossier_vietqr__refuses_to_write_what_a_bank_would_not_read(void)
{
    const struct {
        const char   *why;
        struct vietqr q;
    } row[] = {
        { "no bank", { .account = S("1") } },
        { "short bank", { .bank = S("97040"), .account = S("1") } },
        { "letters in bank", { .bank = S("97040A"), .account = S("1") } },
        { "no account", { .bank = S("970403") } },
        { "account with a dash", { .bank = S("970403"), .account = S("12-3") } },
        { "account of 20", { .bank = S("970403"), .account = S("12345678901234567890") } },
        { "card of 15", { .card = true, .bank = S("970403"), .account = S("970403110123456") } },
        { "negative", { .bank = S("970403"), .account = S("1"), .amount = -1 } },
        { "14 digits", { .bank = S("970403"), .account = S("1"), .amount = 10000000000000 } },
        { "dynamic, no amount", { .dynamic = true, .bank = S("970403"), .account = S("1") } },
        { "bill of 26",
          { .bank = S("970403"), .account = S("1"), .bill = S("12345678901234567890123456") } },
        { "bill with marks", { .bank = S("970403"), .account = S("1"), .bill = S("hồ sơ") } },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        Str text;

        check(vietqr_write(test_arena(), &row[i].q, &text) == ERR_INVALID, row[i].why);
    }
}

/* The bodies are given a right CRC, so that what is refused is the fault named. */
void
test_dossier_vietqr__reads_nothing_looser_than_it_writes(void)
{
#define HEAD "000201010211"
#define TO   "38530010A0000007270123000697041601092576788590208QRIBFTTA"
    static const struct {
        const char *body;
        enum err    why;
    } row[] = {
        { HEAD TO "53037045802VN", ERR_OK },
        { "000202010211" TO "53037045802VN", ERR_INVALID },
        { "000201010213" TO "53037045802VN", ERR_INVALID },
        { "010211000201" TO "53037045802VN", ERR_MALFORMED },
        { HEAD "53037045802VN" TO, ERR_MALFORMED },
        { HEAD TO "53038405802VN", ERR_INVALID },
        { HEAD TO "53037045802US", ERR_INVALID },
        { HEAD TO "53037045802VN5904CITY", ERR_MALFORMED },
        { HEAD TO "530370454005802VN", ERR_MALFORMED },
        { HEAD TO "5303704540105802VN", ERR_INVALID },
        { HEAD TO "53037045403010" "5802VN", ERR_INVALID },
        { HEAD TO "530370454071000.005802VN", ERR_INVALID },
        { HEAD TO "53037045802VN6200", ERR_MALFORMED },
        { HEAD TO "53037045802VN62050501A", ERR_MALFORMED },
        { HEAD TO "53037045802VN62070803a b", ERR_OK },
        { HEAD TO "53037045802VN62080804a  b", ERR_INVALID },
        { HEAD TO "53037045802VN62060802 a", ERR_INVALID },
        { HEAD TO "53037045802VN62100801a0101b", ERR_MALFORMED },
        { HEAD "38530010A0000007280123000697041601092576788590208QRIBFTTA53037045802VN",
          ERR_INVALID },
        { HEAD "38530010A0000007270123000697041601092576788590208QRIBFTTX53037045802VN",
          ERR_INVALID },
        { HEAD "38530010A0000007270123000600000001092576788590208QRIBFTTA53037045802VN",
          ERR_INVALID },
        { "", ERR_MALFORMED },
        { "6", ERR_MALFORMED },
        { "0002", ERR_MALFORMED },
        { "00-101", ERR_MALFORMED },
        { "000901", ERR_MALFORMED },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        Str           body = str_format(test_arena(), "%s6304", row[i].body);
        struct vietqr q;

        body = str_format(test_arena(), "%.*s%04X", STR_ARG(body), (unsigned)vietqr_crc(body));
        check(vietqr_read(test_arena(), body, &q) == row[i].why, row[i].body);
    }
}

/* Any one wrong character is caught: that is what the CRC is for. */
void
test_dossier_vietqr__one_changed_character_is_always_seen(void)
{
    Str           good = vectors[2].text;
    char         *text = str_c(test_arena(), good);
    struct vietqr q = { .amount = 7 };

    for (size_t i = 0; i < good.n; i++) {
        text[i] ^= 1;
        check(vietqr_read(test_arena(), (Str){ text, good.n }, &q) != ERR_OK, "changed");
        text[i] ^= 1;
        check(vietqr_read(test_arena(), str_sub(good, 0, i), &q) != ERR_OK, "cut short");
    }
    check_int(q.amount, 7); /* an output is untouched on failure */
}
