/* QR pictures, read back by zbarimg from the SVG path and from cairo's ink. */
#include "dossier/qr.h"

#include <cairo.h>
#include <stdlib.h>

#include "tool.h"

#define PIXELS 4 /* a square */

static const char *const texts[] = {
    "https://dichvucong.example.invalid/tra-cuu/H23.30.288-240701-0001",
    "A",
    "Giấy tiếp nhận hồ sơ: Đặng Thị Hường",
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005"
    "802VN62340107NPS68690819thanh toan don hang63042E2E",
};
#define TEXTS (sizeof texts / sizeof texts[0])

/* Takes this text and the number after it off the front; -1 when not there. */
static int
take_number(char **p, const char *before)
{
    size_t n = strlen(before);
    char  *end;
    long   v;

    if (strncmp(*p, before, n) != 0)
        return -1;
    v = strtol(*p + n, &end, 10);
    *p = end;
    return (int)v;
}

/* Paints a path of "Mx yhNv1h-Nz" the slow, obvious way; anything else in it is
 * a failed check. */
static Str
raster_of(const struct qr *qr, Str path)
{
    int        box = qr_box(qr), wide = box * PIXELS;
    size_t     n = (size_t)wide * (size_t)wide;
    char      *grey = arena_alloc_raw(test_arena(), n), *p = str_c(test_arena(), path);
    struct buf file = BUF_MAX(n + 64);
    Str        bytes;

    memset(grey, 255, n);
    while (*p != '\0') {
        char *at = p;
        int   x = take_number(&p, "M"), y = take_number(&p, " "), length = take_number(&p, "h");

        if (take_number(&p, "v") != 1 || take_number(&p, "h-") != length || *p++ != 'z' ||
            x < 0 || y < 0 || length < 1 || x + length > box || y >= box) {
            check(false, at);
            break;
        }
        for (int row = y * PIXELS; row < (y + 1) * PIXELS; row++)
            memset(grey + row * wide + x * PIXELS, 0, (size_t)(length * PIXELS));
    }
    buf_format(&file, "P5\n%d %d\n255\n", wide, wide);
    buf_bytes(&file, grey, n);
    bytes = str_copy(test_arena(), buf_str(&file));
    buf_free(&file);
    return bytes;
}

void
test_dossier_qr__the_path_of_a_page_is_read_back(void)
{
    for (size_t i = 0; i < TEXTS; i++) {
        struct qr qr;
        Str       path;

        check_ok(qr_make(test_arena(), str_of(texts[i]), &qr));
        path = qr_path(test_arena(), &qr);
        check_str(str_trim(tool_run("zbarimg -q --nodbus --raw %s",
                                    tool_file("path.pgm", raster_of(&qr, path)))),
                  str_of(texts[i]));
        check(str_has(qr_svg(test_arena(), &qr, STR_NONE), path), "the same path in the file");
    }
}

void
test_dossier_qr__the_ink_of_cairo_is_read_back(void)
{
    for (size_t i = 0; i < TEXTS; i++) {
        struct qr        qr;
        const char      *file = tool_file("ink.png", STR_NONE);
        cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 300, 320);
        cairo_t         *cr = cairo_create(surface);

        check_ok(qr_make(test_arena(), str_of(texts[i]), &qr));
        qr_draw(cr, &qr, 7.3, 11.9, 281.5); /* on no pixel boundary */
        check(cairo_surface_write_to_png(surface, file) == CAIRO_STATUS_SUCCESS, "png");
        cairo_destroy(cr);
        cairo_surface_destroy(surface);
        check_str(str_trim(tool_run("zbarimg -q --nodbus --raw %s", file)), str_of(texts[i]));
    }
}

void
test_dossier_qr__refuses_the_empty_and_the_too_long(void)
{
    char      *longest = arena_alloc(test_arena(), QR_TEXT_MAX + 1);
    struct qr  qr = { .side = -1 };

    memset(longest, 'x', QR_TEXT_MAX + 1);
    check_err(qr_make(test_arena(), S(""), &qr), ERR_INVALID);
    check_err(qr_make(test_arena(), (Str){ longest, QR_TEXT_MAX + 1 }, &qr), ERR_TOO_LARGE);
    check_int(qr.side, -1);
    check_ok(qr_make(test_arena(), (Str){ longest, QR_TEXT_MAX }, &qr));
    check(qr_path(test_arena(), &qr).n > 0, "the largest has a path");
}

void
test_dossier_qr__an_svg_with_its_warning_is_well_formed(void)
{
    struct qr qr;
    Str       svg;

    check_ok(qr_make(test_arena(), S("A"), &qr));
    svg = qr_svg(test_arena(), &qr, S("KHÔNG CHUYỂN TIỀN <&>"));
    check(str_has(svg, S(">KHÔNG CHUYỂN TIỀN &lt;&amp;&gt;</text>")), "escaped");
    tool_run("xmllint --noout %s", tool_file("warning.svg", svg));
}
