/* dossier/vietqr.c -- see vietqr.h.  Floor 7.
 *
 *     00 "01"              form of the text
 *     01 "11" | "12"       for many payments | for one
 *     38 { 00 "A000000727" NAPAS
 *          01 { 00 bank, 01 account or card }
 *          02 "QRIBFTTA" | "QRIBFTTC" }      to an account | to a card
 *     53 "704"             đồng
 *     54 amount            absent when the payer decides
 *     58 "VN"
 *     62 { 01 bill, 08 purpose }             each absent when empty
 *     63 CRC of everything before its own four digits
 *
 * Lengths: amount 13, bill and purpose 25 (EMVCo), account 19. */
#include "dossier/vietqr.h"

#include <utf8proc.h>

#include "base/scan.h"

#define NAPAS            S("A000000727")
#define TO_ACCOUNT       S("QRIBFTTA")
#define TO_CARD          S("QRIBFTTC")
#define NO_BANK          S("000000")
#define NO_ACCOUNT       S("KHONGCHUYENTIEN")
#define NO_PURPOSE       S("KHONG CHUYEN TIEN")
#define ACCOUNT_MAX      19
#define AMOUNT_MAX       INT64_C(9999999999999) /* 13 digits */
#define CRC_SIZE         4

uint16_t
vietqr_crc(Str s)
{
    unsigned crc = 0xffff;

    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned)(unsigned char)s.p[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
        crc &= 0xffff;
    }
    return (uint16_t)crc;
}

/* -- what each field may hold ------------------------------------------------ */

static bool
is_letters_digits(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
            return false;
    }
    return s.n > 0;
}

/* Words of printable ASCII with one space between. */
static bool
is_plain(Str s, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return s.n <= max && str_trim(s).n == s.n && !str_has(s, S("  "));
}

static bool
is_account(Str s, bool card)
{
    if (card)
        return scan_is_digits(s) && (s.n == 16 || s.n == 19);
    return is_letters_digits(s) && s.n <= ACCOUNT_MAX;
}

/* The simulated bank goes with its account and purpose, and with nothing else. */
static bool
is_where_it_says(const struct vietqr *q)
{
    if (!q->simulated)
        return !str_eq(q->bank, NO_BANK);
    return str_eq(q->bank, NO_BANK) && str_eq(q->account, NO_ACCOUNT) &&
           str_eq(q->purpose, NO_PURPOSE);
}

static bool
is_sound(const struct vietqr *q)
{
    return q->bank.n == 6 && scan_is_digits(q->bank) && is_account(q->account, q->card) &&
           is_where_it_says(q) && q->amount >= 0 && q->amount <= AMOUNT_MAX &&
           (!q->dynamic || q->amount > 0) && is_plain(q->bill, VIETQR_BILL_MAX) &&
           is_plain(q->purpose, VIETQR_PURPOSE_MAX);
}

/* -- writing ------------------------------------------------------------------ */

static void
add_field(struct buf *b, int tag, Str value)
{
    buf_format(b, "%02d%02d%.*s", tag, (int)value.n, STR_ARG(value));
}

/* The letter under the marks; anything that is not ASCII then is a space. */
static char
plain_letter(utf8proc_int32_t c)
{
    utf8proc_int32_t part[8];
    utf8proc_ssize_t n = utf8proc_decompose_char(c, part, 8, UTF8PROC_DECOMPOSE, NULL);

    if (n < 1 || n > 8)
        return ' ';
    if (part[0] == 0x110 || part[0] == 0x111) /* Đ and đ have no decomposition */
        return part[0] == 0x110 ? 'D' : 'd';
    return part[0] > ' ' && part[0] <= '~' ? (char)part[0] : ' ';
}

/* At most `max` bytes, ending with a whole word unless that would lose half. */
static size_t
cut_at_word(const char *p, size_t n, size_t max)
{
    if (n <= max)
        return n;
    for (size_t i = max; i > max / 2; i--)
        if (p[i] == ' ')
            return i;
    return max;
}

/* text_fold would lower the case; here it stays, because a dossier's code is
 * read back from a bank statement. */
static Str
plain_words(struct arena *arena, Str s)
{
    char            *p = arena_alloc_raw(arena, s.n + 1);
    size_t           n = 0;
    utf8proc_int32_t c;

    for (size_t i = 0; i < s.n;) {
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                                 (utf8proc_ssize_t)(s.n - i), &c);
        char             letter;

        if (step < 1)
            break;
        i += (size_t)step;
        letter = plain_letter(c);
        if (letter != ' ' || (n > 0 && p[n - 1] != ' '))
            p[n++] = letter;
    }
    return str_trim((Str){ p, cut_at_word(p, n, VIETQR_PURPOSE_MAX) });
}

static Str
beneficiary(struct arena *arena, const struct vietqr *q)
{
    struct buf who = BUF_MAX(VIETQR_MAX), all = BUF_MAX(VIETQR_MAX);
    Str        text;

    add_field(&who, 0, q->bank);
    add_field(&who, 1, q->account);
    add_field(&all, 0, NAPAS);
    add_field(&all, 1, buf_str(&who));
    add_field(&all, 2, q->card ? TO_CARD : TO_ACCOUNT);
    text = str_copy(arena, buf_str(&all));
    buf_free(&who);
    buf_free(&all);
    return text;
}

static Str
additional(struct arena *arena, const struct vietqr *q)
{
    struct buf all = BUF_MAX(VIETQR_MAX);
    Str        text;

    if (q->bill.n > 0)
        add_field(&all, 1, q->bill);
    if (q->purpose.n > 0)
        add_field(&all, 8, q->purpose);
    text = str_copy(arena, buf_str(&all));
    buf_free(&all);
    return text;
}

static Str
payload(struct arena *arena, const struct vietqr *q)
{
    struct buf b = BUF_MAX(VIETQR_MAX);
    Str        more = additional(arena, q), text;

    add_field(&b, 0, S("01"));
    add_field(&b, 1, q->dynamic ? S("12") : S("11"));
    add_field(&b, 38, beneficiary(arena, q));
    add_field(&b, 53, S("704"));
    if (q->amount > 0)
        add_field(&b, 54, str_int(arena, q->amount));
    add_field(&b, 58, S("VN"));
    if (more.n > 0)
        add_field(&b, 62, more);
    buf_format(&b, "63%02d", CRC_SIZE);
    buf_format(&b, "%04X", (unsigned)vietqr_crc(buf_str(&b)));
    text = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return text;
}

enum err
vietqr_write(struct arena *arena, const struct vietqr *q, Str *out)
{
    struct vietqr order = *q;

    if (q->simulated) {
        order.bank = NO_BANK;
        order.account = NO_ACCOUNT;
        order.card = false;
        order.purpose = NO_PURPOSE;
    }
    order.purpose = plain_words(arena, order.purpose);
    if (!is_sound(&order))
        return ERR_INVALID;
    *out = payload(arena, &order);
    return ERR_OK;
}

/* -- reading ------------------------------------------------------------------ */

static int
two_digits(const char *p)
{
    int64_t n;

    return scan_digits((Str){ p, 2 }, &n) == ERR_OK ? (int)n : -1;
}

/* Takes the next field off the front of *rest when its tag is this one; an
 * optional field that is not there reads as empty, and one that is there is
 * never empty. */
static enum err
take(Str *rest, int tag, bool optional, Str *value)
{
    int length;

    *value = STR_NONE;
    if (rest->n == 0)
        return optional ? ERR_OK : ERR_MALFORMED;
    if (rest->n < 5 || two_digits(rest->p) < 0)
        return ERR_MALFORMED;
    if (two_digits(rest->p) != tag)
        return optional ? ERR_OK : ERR_MALFORMED;
    length = two_digits(rest->p + 2);
    if (length < 1 || (size_t)length > rest->n - 4)
        return ERR_MALFORMED;
    *value = str_sub(*rest, 4, (size_t)length);
    *rest = str_sub(*rest, 4 + (size_t)length, rest->n);
    return ERR_OK;
}

static enum err
take_same(Str *rest, int tag, Str expected)
{
    Str value;

    TRY(take(rest, tag, false, &value));
    return str_eq(value, expected) ? ERR_OK : ERR_INVALID;
}

static enum err
read_beneficiary(Str text, struct vietqr *q)
{
    Str who, service;

    TRY(take_same(&text, 0, NAPAS));
    TRY(take(&text, 1, false, &who));
    TRY(take(&text, 2, false, &service));
    TRY(take(&who, 0, false, &q->bank));
    TRY(take(&who, 1, false, &q->account));
    if (text.n > 0 || who.n > 0)
        return ERR_MALFORMED;
    q->card = str_eq(service, TO_CARD);
    return q->card || str_eq(service, TO_ACCOUNT) ? ERR_OK : ERR_INVALID;
}

static enum err
read_additional(Str text, struct vietqr *q)
{
    TRY(take(&text, 1, true, &q->bill));
    TRY(take(&text, 8, true, &q->purpose));
    return text.n > 0 ? ERR_MALFORMED : ERR_OK;
}

static enum err
read_amount(Str text, struct vietqr *q)
{
    if (text.n == 0)
        return ERR_OK;
    return scan_int(text, 1, AMOUNT_MAX, &q->amount);
}

/* The CRC first: a torn or mistyped text is told apart from a wrong one. */
static enum err
check_crc(Str text, Str *body)
{
    static const char hex[] = "0123456789ABCDEF";
    unsigned          crc;

    if (text.n < 8 || text.n > VIETQR_MAX)
        return ERR_MALFORMED;
    *body = str_sub(text, 0, text.n - CRC_SIZE);
    if (!str_ends(*body, S("6304")))
        return ERR_MALFORMED;
    crc = vietqr_crc(*body);
    for (size_t i = 0; i < CRC_SIZE; i++)
        if (text.p[body->n + i] != hex[(crc >> (12 - 4 * i)) & 15])
            return ERR_MALFORMED;
    *body = str_sub(*body, 0, body->n - 4);
    return ERR_OK;
}

enum err
vietqr_read(struct arena *arena, Str text, struct vietqr *out)
{
    struct vietqr q = { 0 };
    Str           rest, kind, who, amount, more;

    TRY(check_crc(text, &rest));
    rest = str_copy(arena, rest);
    TRY(take_same(&rest, 0, S("01")));
    TRY(take(&rest, 1, false, &kind));
    TRY(take(&rest, 38, false, &who));
    TRY(read_beneficiary(who, &q));
    TRY(take_same(&rest, 53, S("704")));
    TRY(take(&rest, 54, true, &amount));
    TRY(take_same(&rest, 58, S("VN")));
    TRY(take(&rest, 62, true, &more));
    TRY(read_additional(more, &q));
    if (rest.n > 0)
        return ERR_MALFORMED;
    TRY(read_amount(amount, &q));
    q.dynamic = str_eq(kind, S("12"));
    q.simulated = str_eq(q.bank, NO_BANK);
    if ((!q.dynamic && !str_eq(kind, S("11"))) || !is_sound(&q))
        return ERR_INVALID;
    *out = q;
    return ERR_OK;
}
