/* See paper_sample.h. */
#include "paper_sample.h"

#include "check.h"
#include "dossier/vietqr.h"

struct case_facts
sample_case(void)
{
    return (struct case_facts){
        .superior = S("Ủy ban nhân dân phường Bình Hàn"),
        .agency = S("Bộ phận tiếp nhận và trả kết quả"),
        .number = S("117/TNHS"),
        .place = S("Bình Hàn"),
        .made = time_at(day_of(2024, 7, 1), 10 * 60 + 40),
        .desk = S("Bộ phận Một cửa phường Bình Hàn"),
        .code = S("H23.30.288-240701-0117"),
        .person = S("ĐẶNG THỊ MINH NGUYỆT"),
        .address = S("Khu 5, phường Bình Hàn, thành phố Hải Dương"),
        .phone = S("0900 000 000"),
        .email = S("nguyet@example.invalid"),
        .request = S("Đăng ký khai sinh"),
        .track = S("https://dvc.example.invalid/tra-cuu/H23.30.288-240701-0117"),
        .site = S("dvc.example.invalid"),
        .secret = S("7K3M-92QF"),
        .simulated = true,
    };
}

static struct items_facts
sample_items(void)
{
    struct item_facts *item = arena_array(test_arena(), struct item_facts, 2);

    item[0] = (struct item_facts){ S("Tờ khai đăng ký khai sinh"), S("bản chính: 01") };
    item[1] = (struct item_facts){ S("Giấy chứng sinh"), S("bản sao: 01") };
    return (struct items_facts){ item, 2 };
}

Str
sample_pay(bool simulated)
{
    struct vietqr q = { .dynamic = true, .simulated = simulated, .bank = S("970403"),
                        .account = S("0011012345678"), .amount = 50000,
                        .bill = S("H23.30.288-240701-0117") };
    Str text;

    check_ok(vietqr_write(test_arena(), &q, &text));
    return text;
}

struct receipt_facts
sample_receipt(void)
{
    return (struct receipt_facts){
        .about = sample_case(),
        .items = sample_items(),
        .sets = 1,
        .term = S("08 giờ làm việc"),
        .received = time_at(day_of(2024, 7, 1), 10 * 60 + 40),
        .due = time_at(day_of(2024, 7, 2), 10 * 60 + 40),
        .collect = S("Bộ phận Một cửa phường Bình Hàn"),
        .fee = 50000,
        .pay = sample_pay(true),
    };
}

struct supplement_facts
sample_supplement(void)
{
    return (struct supplement_facts){
        .about = sample_case(),
        .items = sample_items(),
        .reason = S("Giấy chứng sinh không đọc được họ tên của mẹ."),
        .until = day_of(2024, 7, 15),
        .contact = S("công chức tiếp nhận, số điện thoại 0220 000 0000"),
    };
}

struct refusal_facts
sample_refusal(void)
{
    return (struct refusal_facts){
        .about = sample_case(),
        .reason = S("Việc này thuộc thẩm quyền của cấp huyện."),
        .contact = S("công chức tiếp nhận"),
    };
}

struct result_facts
sample_result(void)
{
    struct paper_part *field = arena_array(test_arena(), struct paper_part, 3);

    field[0] = (struct paper_part){ PAPER_FIELD, true, S("Họ, chữ đệm, tên"), S("ĐẶNG BẢO AN") };
    field[1] = (struct paper_part){ PAPER_FIELD, false, S("Ngày sinh"), S("28/06/2024") };
    field[2] = (struct paper_part){ PAPER_FIELD, false, S("Nơi sinh"), STR_NONE };
    return (struct result_facts){
        .superior = S("Ủy ban nhân dân thành phố Hải Dương"),
        .agency = S("Ủy ban nhân dân phường Bình Hàn"),
        .number = S("215/2025"),
        .place = S("Bình Hàn"),
        .made = time_at(day_of(2025, 2, 5), 8 * 60),
        .title = S("Giấy khai sinh"),
        .subtitle = S("Trích từ dữ liệu hộ tịch"),
        .opening = S("Căn cứ hồ sơ đã được phê duyệt, cấp cho:"),
        .fields = field,
        .field_count = 3,
        .closing = S("Mọi thay đổi sau khi ký đều lộ ra khi kiểm tra mã dưới đây."),
        .office = S("TM. Ủy ban nhân dân\nChủ tịch"),
        .code = S("H23.30.288-240701-0117"),
        .verify = S("https://dvc.example.invalid/kiem-tra/7K3M92QF"),
        .simulated = true,
    };
}
