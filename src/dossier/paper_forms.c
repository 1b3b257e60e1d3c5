/* dossier/paper_forms.c -- see paper_forms.h.  Floor 7.
 *
 * A form is a table of lines: shape, label, and which fact fills it.  A line
 * that is optional disappears with its fact; one that is not leaves dots, as
 * the printed form does.
 *
 * Labels of forms 01, 02 and 03 are those of Thông tư 01/2018/TT-VPCP, read in four
 * systems that print them (grade V2); of forms 04, 05 and 06 only the names were found
 * (V2), their lines are ours (docs/decisions/0006-paper.md).  Thông tư
 * 03/2025/TT-VPCP keeps the three names (V2); its own lists of fields were not
 * found, so the same tables serve and nothing on the page names the circular. */
#include "dossier/paper_forms.h"

#include <stddef.h>

#include "base/text.h"
#include "dossier/vietqr.h"

/* What a line is filled with: the type of the fact at its offset. */
enum fact {
    FACT_NONE,   /* the label alone */
    FACT_TEXT,   /* Str */
    FACT_MOMENT, /* Time */
    FACT_DAY,    /* Day */
    FACT_SETS,   /* int */
    FACT_FEE,    /* struct receipt_facts' fee and paid */
    FACT_ITEMS,  /* struct items_facts */
    FACT_HOLE,   /* Str, into the label where it says {} */
};

struct line {
    enum paper_shape shape;
    enum fact        fact;
    const char      *label;
    size_t           at;
    bool             optional, strong;
};

#define ABOUT(facts, name) offsetof(struct facts, about.name)

static const struct line receipt_lines[] = {
    { PAPER_FIELD, FACT_TEXT, "Bộ phận tiếp nhận và trả kết quả", ABOUT(receipt_facts, desk),
      false, false },
    { PAPER_FIELD, FACT_TEXT, "Tiếp nhận hồ sơ của", ABOUT(receipt_facts, person), false, true },
    { PAPER_FIELD, FACT_TEXT, "Địa chỉ", ABOUT(receipt_facts, address), false, false },
    { PAPER_FIELD, FACT_TEXT, "Số điện thoại", ABOUT(receipt_facts, phone), false, false },
    { PAPER_FIELD, FACT_TEXT, "Email", ABOUT(receipt_facts, email), false, false },
    { PAPER_FIELD, FACT_TEXT, "Nội dung yêu cầu giải quyết", ABOUT(receipt_facts, request),
      false, false },
    { PAPER_HEADING, FACT_ITEMS, "1. Thành phần hồ sơ nộp gồm",
      offsetof(struct receipt_facts, items), false, false },
    { PAPER_FIELD, FACT_SETS, "2. Số lượng hồ sơ", offsetof(struct receipt_facts, sets), false,
      false },
    { PAPER_FIELD, FACT_TEXT, "3. Thời gian giải quyết hồ sơ theo quy định là",
      offsetof(struct receipt_facts, term), false, false },
    { PAPER_FIELD, FACT_MOMENT, "4. Thời gian nhận hồ sơ",
      offsetof(struct receipt_facts, received), false, false },
    { PAPER_FIELD, FACT_MOMENT, "5. Thời gian trả kết quả giải quyết hồ sơ",
      offsetof(struct receipt_facts, due), false, true },
    { PAPER_FIELD, FACT_TEXT, "6. Đăng ký nhận kết quả tại",
      offsetof(struct receipt_facts, collect), false, false },
    { PAPER_FIELD, FACT_FEE, "Phí, lệ phí (nếu có)", offsetof(struct receipt_facts, fee), true,
      false },
    { PAPER_FIELD, FACT_TEXT, "Vào Sổ theo dõi hồ sơ", offsetof(struct receipt_facts, book),
      true, false },
};

static const struct line supplement_lines[] = {
    { PAPER_FIELD, FACT_TEXT, "Bộ phận tiếp nhận và trả kết quả", ABOUT(supplement_facts, desk),
      false, false },
    { PAPER_FIELD, FACT_TEXT, "Hồ sơ của", ABOUT(supplement_facts, person), false, true },
    { PAPER_FIELD, FACT_TEXT, "Nội dung yêu cầu giải quyết", ABOUT(supplement_facts, request),
      false, false },
    { PAPER_FIELD, FACT_TEXT, "Địa chỉ", ABOUT(supplement_facts, address), false, false },
    { PAPER_FIELD, FACT_TEXT, "Số điện thoại", ABOUT(supplement_facts, phone), false, false },
    { PAPER_FIELD, FACT_TEXT, "Email", ABOUT(supplement_facts, email), false, false },
    { PAPER_HEADING, FACT_ITEMS, "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau",
      offsetof(struct supplement_facts, items), false, false },
    { PAPER_FIELD, FACT_TEXT, "Lý do", offsetof(struct supplement_facts, reason), false, false },
    { PAPER_FIELD, FACT_DAY, "Thời hạn bổ sung, hoàn thiện hồ sơ",
      offsetof(struct supplement_facts, until), true, true },
    { PAPER_TEXT, FACT_HOLE,
      "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với {} để được hướng "
      "dẫn.",
      offsetof(struct supplement_facts, contact), true, false },
};

static const struct line refusal_lines[] = {
    { PAPER_FIELD, FACT_TEXT, "Bộ phận tiếp nhận và trả kết quả", ABOUT(refusal_facts, desk),
      false, false },
    { PAPER_FIELD, FACT_TEXT, "Tiếp nhận hồ sơ của", ABOUT(refusal_facts, person), false, true },
    { PAPER_FIELD, FACT_TEXT, "Địa chỉ", ABOUT(refusal_facts, address), false, false },
    { PAPER_FIELD, FACT_TEXT, "Số điện thoại", ABOUT(refusal_facts, phone), false, false },
    { PAPER_FIELD, FACT_TEXT, "Email", ABOUT(refusal_facts, email), false, false },
    { PAPER_FIELD, FACT_TEXT, "Nội dung yêu cầu giải quyết", ABOUT(refusal_facts, request),
      false, false },
    { PAPER_TEXT, FACT_HOLE,
      "Qua xem xét, {} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
      ABOUT(refusal_facts, desk), false, false },
    { PAPER_TEXT, FACT_TEXT, "", offsetof(struct refusal_facts, reason), false, false },
    { PAPER_TEXT, FACT_HOLE, "Nếu có vướng mắc, Ông/Bà liên hệ với {} để được hướng dẫn.",
      offsetof(struct refusal_facts, contact), true, false },
    { PAPER_TEXT, FACT_NONE, "Xin thông báo cho Ông/Bà được biết và thực hiện.", 0, false, false },
};

static const struct line extension_lines[] = {
    { PAPER_FIELD, FACT_TEXT, "Kính gửi", ABOUT(extension_facts, person), false, true },
    { PAPER_FIELD, FACT_TEXT, "Địa chỉ", ABOUT(extension_facts, address), false, false },
    { PAPER_FIELD, FACT_TEXT, "Số điện thoại", ABOUT(extension_facts, phone), false, false },
    { PAPER_FIELD, FACT_TEXT, "Email", ABOUT(extension_facts, email), false, false },
    { PAPER_FIELD, FACT_TEXT, "Nội dung yêu cầu giải quyết", ABOUT(extension_facts, request),
      false, false },
    { PAPER_FIELD, FACT_MOMENT, "Thời gian nhận hồ sơ", offsetof(struct extension_facts, received),
      false, false },
    { PAPER_FIELD, FACT_MOMENT, "Thời gian hẹn trả kết quả",
      offsetof(struct extension_facts, due), false, false },
    { PAPER_TEXT, FACT_NONE,
      "Đến nay hồ sơ chưa giải quyết xong. Cơ quan xin lỗi Ông/Bà về sự chậm trễ này.", 0, false,
      false },
    { PAPER_FIELD, FACT_TEXT, "Lý do", offsetof(struct extension_facts, reason), false, false },
    { PAPER_FIELD, FACT_MOMENT, "Đề nghị gia hạn, hẹn trả kết quả vào",
      offsetof(struct extension_facts, until), false, true },
    { PAPER_TEXT, FACT_NONE, "Rất mong Ông/Bà thông cảm.", 0, false, false },
};

static const struct line stop_lines[] = {
    { PAPER_FIELD, FACT_TEXT, "Kính gửi", ABOUT(stop_facts, person), false, true },
    { PAPER_FIELD, FACT_TEXT, "Địa chỉ", ABOUT(stop_facts, address), false, false },
    { PAPER_FIELD, FACT_TEXT, "Số điện thoại", ABOUT(stop_facts, phone), false, false },
    { PAPER_FIELD, FACT_TEXT, "Email", ABOUT(stop_facts, email), false, false },
    { PAPER_FIELD, FACT_TEXT, "Nội dung yêu cầu giải quyết", ABOUT(stop_facts, request), false,
      false },
    { PAPER_FIELD, FACT_MOMENT, "Thời gian nhận hồ sơ", offsetof(struct stop_facts, received),
      false, false },
    { PAPER_TEXT, FACT_HOLE, "{} thông báo dừng giải quyết hồ sơ này với lý do như sau:",
      ABOUT(stop_facts, agency), false, false },
    { PAPER_TEXT, FACT_TEXT, "", offsetof(struct stop_facts, reason), false, false },
    { PAPER_TEXT, FACT_HOLE, "Nếu có vướng mắc, Ông/Bà liên hệ với {} để được hướng dẫn.",
      offsetof(struct stop_facts, contact), true, false },
};

static const struct line control_lines[] = {
    { PAPER_FIELD, FACT_TEXT, "Cơ quan (bộ phận) giải quyết hồ sơ", ABOUT(control_facts, agency),
      false, false },
    { PAPER_FIELD, FACT_TEXT, "Hồ sơ của", ABOUT(control_facts, person), false, true },
    { PAPER_FIELD, FACT_TEXT, "Nội dung yêu cầu giải quyết", ABOUT(control_facts, request), false,
      false },
    { PAPER_FIELD, FACT_TEXT, "Thời gian giải quyết theo quy định",
      offsetof(struct control_facts, term), false, false },
    { PAPER_FIELD, FACT_MOMENT, "Thời gian nhận hồ sơ", offsetof(struct control_facts, received),
      false, false },
    { PAPER_FIELD, FACT_MOMENT, "Thời gian hẹn trả kết quả", offsetof(struct control_facts, due),
      false, true },
    { PAPER_HEADING, FACT_ITEMS, "Thời gian giao, nhận hồ sơ và kết quả giải quyết",
      offsetof(struct control_facts, steps), false, false },
    { PAPER_FIELD, FACT_MOMENT, "Thời gian hoàn thành", offsetof(struct control_facts, ended),
      false, false },
};

/* -- filling a line --------------------------------------------------------------- */

struct build {
    struct arena      *arena;
    struct paper_part *parts;
    int                count;
};

static void
add_part(struct build *b, enum paper_shape shape, Str label, Str value, bool strong)
{
    b->parts[b->count++] = (struct paper_part){ .shape = shape, .label = label, .value = value,
                                                .strong = strong };
}

static Str
with_hole_filled(struct arena *arena, Str pattern, Str value)
{
    ptrdiff_t at = str_find(pattern, S("{}"));

    return str_format(arena, "%.*s%.*s%.*s", (int)at, pattern.p, STR_ARG(value),
                      STR_ARG(str_sub(pattern, (size_t)at + 2, pattern.n)));
}

/* "50.000 đồng (Năm mươi nghìn đồng), chưa nộp" */
static Str
fee_text(struct arena *arena, const struct receipt_facts *r)
{
    Str   words;
    char *first;

    if (r->fee < 0)
        return STR_NONE;
    if (r->fee == 0)
        return S("không thu");
    words = str_copy(arena, money_words(arena, r->fee, false));
    first = str_c(arena, words);
    if (*first >= 'a' && *first <= 'z')
        *first = (char)(*first - 'a' + 'A');
    return str_format(arena, "%.*s đồng (%s), %s", STR_ARG(money_text(arena, r->fee)), first,
                      r->paid ? "đã nộp" : "chưa nộp");
}

/* A moment nobody knows yet leaves its line to be written on. */
static Str
moment_text(struct arena *arena, Time t)
{
    return t == TIME_NONE ? STR_NONE : paper_moment(arena, t);
}

static Str
until_text(struct arena *arena, Day day)
{
    if (day == DAY_NONE)
        return STR_NONE;
    return str_format(arena, "đến hết %.*s", STR_ARG(paper_day(arena, day)));
}

static Str
fact_text(struct arena *arena, const struct line *line, const void *facts)
{
    const void *at = (const char *)facts + line->at;
    Str         label = str_of(line->label);

    switch (line->fact) {
    case FACT_NONE: return label;
    case FACT_TEXT: return *(const Str *)at;
    case FACT_MOMENT: return moment_text(arena, *(const Time *)at);
    case FACT_DAY: return until_text(arena, *(const Day *)at);
    case FACT_SETS: return str_format(arena, "%02d (bộ)", *(const int *)at);
    case FACT_FEE: return fee_text(arena, facts);
    case FACT_HOLE:
        return ((const Str *)at)->n == 0 ? STR_NONE
                                         : with_hole_filled(arena, label, *(const Str *)at);
    case FACT_ITEMS: break;
    }
    return STR_NONE;
}

/* The heading, then one numbered line an item. */
static void
add_items(struct build *b, Str heading, const struct items_facts *items)
{
    add_part(b, PAPER_HEADING, heading, STR_NONE, false);
    for (int i = 0; i < items->count; i++) {
        const struct item_facts *item = &items->list[i];
        Str                      value = item->name;

        if (item->copies.n > 0)
            value = str_format(b->arena, "%.*s (%.*s)", STR_ARG(value), STR_ARG(item->copies));
        add_part(b, PAPER_ITEM, str_format(b->arena, "%d)", i + 1), value, false);
    }
}

static void
add_line(struct build *b, const struct line *line, const void *facts)
{
    Str value;

    if (line->fact == FACT_ITEMS) {
        add_items(b, str_of(line->label), (const void *)((const char *)facts + line->at));
        return;
    }
    value = fact_text(b->arena, line, facts);
    if (value.n > 0 || !line->optional)
        add_part(b, line->shape, str_of(line->label), value, line->strong);
}

static void
add_lines(struct arena *arena, const struct line *lines, size_t count, int items,
          const void *facts, struct paper *out)
{
    struct build b = { .arena = arena };

    b.parts = arena_array(arena, struct paper_part, count + (size_t)items);
    for (size_t i = 0; i < count; i++)
        add_line(&b, &lines[i], facts);
    out->parts = b.parts;
    out->part_count = b.count;
}
#define ADD_LINES(arena, lines, items, facts, out) \
    add_lines(arena, lines, sizeof(lines) / sizeof(lines)[0], items, facts, out)

/* -- what the forms share ------------------------------------------------------ */

#define SIGN_NOTE S("(Ký và ghi rõ họ tên)")

static struct paper_signer
signer(Str office, Str name)
{
    return (struct paper_signer){ .office = office, .note = SIGN_NOTE, .name = name };
}

static struct paper_code
track_code(struct arena *arena, const struct case_facts *c)
{
    Str site = c->site.n > 0 ? c->site : c->track;
    Str words = str_format(arena, "hoặc vào %.*s\nMã hồ sơ: %.*s", STR_ARG(site),
                           STR_ARG(c->code));

    if (c->secret.n > 0)
        words = str_format(arena, "%.*s\nMã tra cứu: %.*s", STR_ARG(words), STR_ARG(c->secret));
    return (struct paper_code){ .text = c->track, .title = S("Quét mã để tra cứu hồ sơ"),
                                .words = words };
}

static struct paper
case_paper(struct arena *arena, const struct case_facts *c, Str title)
{
    return (struct paper){
        .superior = c->superior, .agency = c->agency, .number = c->number, .place = c->place,
        .made = c->made, .title = title,
        .subtitle = str_format(arena, "Mã hồ sơ: %.*s", STR_ARG(c->code)),
        .code[0] = track_code(arena, c), .simulated = c->simulated,
    };
}

/* -- the papers ----------------------------------------------------------------------- */

/* A real order on a simulated paper, or the reverse, is not printed at all. */
static struct paper_code
pay_code(struct arena *arena, const struct receipt_facts *r)
{
    struct vietqr order;
    Str           sum;

    if (r->paid || r->pay.n == 0 || vietqr_read(arena, r->pay, &order) != ERR_OK ||
        order.simulated != r->about.simulated)
        return (struct paper_code){ 0 };
    sum = str_format(arena, "%.*s đồng", STR_ARG(money_text(arena, r->fee)));
    return (struct paper_code){ .text = r->pay, .title = S("Quét mã để nộp phí, lệ phí"),
                                .words = sum, .unpayable = order.simulated };
}

void
paper_receipt(struct arena *arena, const struct receipt_facts *r, struct paper *out)
{
    *out = case_paper(arena, &r->about, S("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"));
    ADD_LINES(arena, receipt_lines, r->items.count, r, out);
    out->signer[0] = signer(S("Người nộp hồ sơ"), STR_NONE);
    out->signer[1] = signer(S("Người tiếp nhận hồ sơ"), r->about.officer);
    out->code[1] = pay_code(arena, r);
}

void
paper_supplement(struct arena *arena, const struct supplement_facts *s, struct paper *out)
{
    *out = case_paper(arena, &s->about, S("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"));
    ADD_LINES(arena, supplement_lines, s->items.count, s, out);
    out->signer[1] = signer(S("Người hướng dẫn"), s->about.officer);
}

void
paper_extension(struct arena *arena, const struct extension_facts *e, struct paper *out)
{
    *out = case_paper(arena, &e->about,
                      S("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"));
    ADD_LINES(arena, extension_lines, 0, e, out);
    out->signer[1] = signer(S("Thủ trưởng cơ quan"), STR_NONE);
}

void
paper_control(struct arena *arena, const struct control_facts *c, struct paper *out)
{
    *out = case_paper(arena, &c->about, S("Phiếu kiểm soát quá trình giải quyết hồ sơ"));
    ADD_LINES(arena, control_lines, c->steps.count, c, out);
    out->signer[0] = signer(S("Người giao"), STR_NONE);
    out->signer[1] = signer(S("Người nhận"), STR_NONE);
}

void
paper_stop(struct arena *arena, const struct stop_facts *t, struct paper *out)
{
    *out = case_paper(arena, &t->about, S("Thông báo dừng giải quyết hồ sơ"));
    ADD_LINES(arena, stop_lines, 0, t, out);
    out->signer[1] = signer(S("Thủ trưởng cơ quan"), STR_NONE);
}

void
paper_refusal(struct arena *arena, const struct refusal_facts *r, struct paper *out)
{
    *out = case_paper(arena, &r->about, S("Phiếu từ chối tiếp nhận giải quyết hồ sơ"));
    ADD_LINES(arena, refusal_lines, 0, r, out);
    out->signer[0] = signer(S("Người nộp hồ sơ"), STR_NONE);
    out->signer[1] = signer(S("Người tiếp nhận hồ sơ"), r->about.officer);
}

void
paper_result(struct arena *arena, const struct result_facts *r, struct paper *out)
{
    struct build b = { .arena = arena };

    b.parts = arena_array(arena, struct paper_part, (size_t)r->field_count + 2);
    if (r->opening.n > 0)
        add_part(&b, PAPER_TEXT, STR_NONE, r->opening, false);
    for (int i = 0; i < r->field_count; i++)
        b.parts[b.count++] = r->fields[i];
    if (r->closing.n > 0)
        add_part(&b, PAPER_TEXT, STR_NONE, r->closing, false);
    *out = (struct paper){
        .superior = r->superior, .agency = r->agency, .number = r->number, .place = r->place,
        .made = r->made, .title = r->title, .subtitle = r->subtitle, .parts = b.parts,
        .part_count = b.count, .simulated = r->simulated, .subject = r->code,
        .signer[1] = { .office = r->office, .name = r->name, .under = r->stead },
        .code[0] = { .text = r->verify, .title = S("Quét mã để kiểm tra văn bản này"),
                     .words = str_format(arena, "%.*s\nMã hồ sơ: %.*s", STR_ARG(r->verify),
                                         STR_ARG(r->code)) },
    };
}
