/* Enterprises that nobody registered, for the bench of looking for words (run.sh search).
 *
 *   bench-enterprises csv N          N of them as CSV; each name has "mẫu" in it
 *   bench-enterprises asks N WHAT    a thousand searches among N, each with marks and without, a
 *                                    line each: frequent, name, apart, code, begun, or mixed
 *
 * Tax codes begin with 99 and have the right check digit (docs/registries.md).  Names are of one to
 * three syllables out of a hundred, the first of them drawn more often than the last, behind one of
 * few beginnings: in about the measure that firms have; no count of real ones was made. */
#include <stdlib.h>
#include <string.h>

#include "drawn.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const begins[][2] = {
    { "Công ty TNHH", "cong ty tnhh" }, { "Công ty TNHH một thành viên", "cong ty tnhh mot thanh vien" },
    { "Công ty cổ phần", "cong ty co phan" }, { "Công ty TNHH thương mại", "cong ty tnhh thuong mai" },
    { "Công ty cổ phần đầu tư", "cong ty co phan dau tu" },
    { "Công ty TNHH xây dựng", "cong ty tnhh xay dung" },
    { "Doanh nghiệp tư nhân", "doanh nghiep tu nhan" },
    { "Công ty TNHH sản xuất thương mại dịch vụ", "cong ty tnhh san xuat thuong mai dich vu" },
};
static const char *const syllables[][2] = {
    { "Phát", "phat" }, { "An", "an" }, { "Minh", "minh" }, { "Thành", "thanh" }, { "Hưng", "hung" },
    { "Phú", "phu" }, { "Hải", "hai" }, { "Anh", "anh" }, { "Long", "long" }, { "Bình", "binh" },
    { "Đức", "duc" }, { "Tân", "tan" }, { "Việt", "viet" }, { "Nam", "nam" }, { "Hoàng", "hoang" },
    { "Gia", "gia" }, { "Thịnh", "thinh" }, { "Đại", "dai" }, { "Kim", "kim" }, { "Sơn", "son" },
    { "Quang", "quang" }, { "Tiến", "tien" }, { "Ngọc", "ngoc" }, { "Thiên", "thien" },
    { "Hà", "ha" }, { "Đông", "dong" }, { "Dương", "duong" }, { "Tuấn", "tuan" }, { "Linh", "linh" },
    { "Hùng", "hung" }, { "Trung", "trung" }, { "Lộc", "loc" }, { "Khang", "khang" },
    { "Nhật", "nhat" }, { "Trường", "truong" }, { "Vinh", "vinh" }, { "Toàn", "toan" },
    { "Cường", "cuong" }, { "Bảo", "bao" }, { "Hồng", "hong" }, { "Châu", "chau" }, { "Á", "a" },
    { "Phương", "phuong" }, { "Hoa", "hoa" }, { "Tâm", "tam" }, { "Thái", "thai" },
    { "Khánh", "khanh" }, { "Thanh", "thanh" }, { "Lâm", "lam" }, { "Vạn", "van" },
    { "Xuân", "xuan" }, { "Mai", "mai" }, { "Trí", "tri" }, { "Hiệp", "hiep" }, { "Tín", "tin" },
    { "Quốc", "quoc" }, { "Cát", "cat" }, { "Tường", "tuong" }, { "Huy", "huy" }, { "Mỹ", "my" },
    { "Lan", "lan" }, { "Nguyên", "nguyen" }, { "Duy", "duy" }, { "Hòa", "hoa" }, { "Bắc", "bac" },
    { "Thuận", "thuan" }, { "Kiên", "kien" }, { "Tùng", "tung" }, { "Yên", "yen" },
    { "Chí", "chi" }, { "Sao", "sao" }, { "Mộc", "moc" }, { "Thủy", "thuy" }, { "Lợi", "loi" },
    { "Hạnh", "hanh" }, { "Kỳ", "ky" }, { "Đăng", "dang" }, { "Khoa", "khoa" }, { "Trang", "trang" },
    { "Ánh", "anh" }, { "Vũ", "vu" }, { "Tây", "tay" }, { "Nghĩa", "nghia" }, { "Giang", "giang" },
    { "Sen", "sen" }, { "Vàng", "vang" }, { "Ninh", "ninh" }, { "Thảo", "thao" }, { "Đạt", "dat" },
    { "Lê", "le" }, { "Phúc", "phuc" }, { "Hiền", "hien" }, { "Quý", "quy" }, { "Nhân", "nhan" },
    { "Thế", "the" }, { "Diệp", "diep" }, { "Hân", "han" }, { "Uyên", "uyen" }, { "Oanh", "oanh" },
    { "Khuê", "khue" },
};
static const char *const communes[] = { "10507", "10510", "10537", "10543", "10555", "10564",
                                        "10567", "10606", "10675", "10717", "10831", "10843" };
static const char *const forms[] = { "limited_one", "limited", "joint_stock", "private" };
static const char *const frequent[][2] = {
    { "công ty", "cong ty" }, { "mẫu", "mau" }, { "thương mại", "thuong mai" }, { "phát", "phat" },
    { "TNHH", "tnhh" }, { "doanh nghiệp", "doanh nghiep" }, { "xây dựng", "xay dung" },
    { "đầu tư", "dau tu" },
};
static const char *const begun[][2] = {
    { "công t", "cong t" }, { "khán", "khan" }, { "ph", "ph" }, { "thương mại kh", "thuong mai kh" },
    { "99500", "99500" }, { "đại ph", "dai ph" }, { "xây dựng h", "xay dung h" }, { "995", "995" },
};

struct enterprise {
    char code[24];
    int  begin, n, syllable[3];
};

/* The square of an even draw: the first are drawn most. */
static int
draw_syllable(uint64_t r)
{
    double even = (double)(r % 1000003) / 1000003;

    return (int)(even * even * (double)COUNT(syllables));
}

/* The nth is always the same; false: there is none. */
static bool
draw(int64_t number, struct enterprise *out)
{
    uint64_t r = mix((uint64_t)number);

    out->begin = (int)(r % COUNT(begins));
    out->n = 1 + (int)((r >> 8) % 10 > 0) + (int)((r >> 8) % 10 > 5);
    for (int i = 0; i < 3; i++)
        out->syllable[i] = draw_syllable(mix(r + (uint64_t)i));
    return make_code(5000000 + number, out->code);
}

static void
put_name(const struct enterprise *e, int way)
{
    fputs(begins[e->begin][way], stdout);
    for (int i = 0; i < e->n; i++)
        printf(" %s", syllables[e->syllable[i]][way]);
    fputs(way == 0 ? " mẫu" : " mau", stdout);
}

static int
write_csv(int64_t n)
{
    struct enterprise e;

    puts("tax_code,name,form,state,registered_on,capital,commune");
    for (int64_t i = 0, made = 0; made < n; i++) {
        uint64_t r = mix((uint64_t)i + 77);

        if (!draw(i, &e))
            continue;
        printf("%s,", e.code);
        put_name(&e, 0);
        printf(",%s,%s,%d-%02d-%02d,%lld,%s\n", forms[r % 4], r % 10 < 6 ? "active" : "paused",
               (int)(2005 + (r >> 8) % 19), (int)(1 + (r >> 16) % 12), (int)(1 + (r >> 24) % 28),
               (long long)(1 + (r >> 32) % 900) * 100000000, communes[(r >> 48) % 12]);
        made++;
    }
    return ferror(stdout) ? 1 : 0;
}

static bool
is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void
ask(int64_t n, const char *what, uint64_t r, int way)
{
    static const char *const all[] = { "frequent", "name", "apart", "code", "begun" };
    struct enterprise        e;

    if (is(what, "mixed"))
        what = all[(r >> 40) % COUNT(all)];
    while (!draw((int64_t)(r % (uint64_t)n), &e))
        r = mix(r);
    if (is(what, "frequent"))
        puts(frequent[r % COUNT(frequent)][way]);
    else if (is(what, "begun"))
        puts(begun[r % COUNT(begun)][way]);
    else if (is(what, "code"))
        puts(e.code);
    else if (is(what, "apart"))
        printf("%s %s %s\n", syllables[60 + r % 40][way], syllables[50 + (r >> 8) % 50][way],
               syllables[40 + (r >> 16) % 60][way]);
    else {
        put_name(&e, way);
        putchar('\n');
    }
}

int
main(int argc, char **argv)
{
    int64_t n = argc >= 3 ? atoll(argv[2]) : 0;

    if (argc == 3 && is(argv[1], "csv") && n > 0)
        return write_csv(n);
    if (argc == 4 && is(argv[1], "asks") && n > 0) {
        for (uint64_t i = 0; i < 1000; i++)
            ask(n, argv[3], mix(i / 2 + 1000003), (int)(i % 2));
        return ferror(stdout) ? 1 : 0;
    }
    fprintf(stderr, "bench-enterprises csv N | asks N frequent|name|apart|code|begun|mixed\n");
    return 2;
}
