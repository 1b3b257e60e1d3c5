/* dossier/qr.c -- see qr.h.  Floor 7.
 *
 * On a page, runs of dark squares of a row become one rectangle, and all
 * rectangles one path filled once: two fills that touch would leave a hair of
 * paper between them on a screen.  In a PDF the same path would be four
 * thousand numbers, a third of the paper's cost; there it is a picture of one
 * bit a pixel, GRAIN pixels a square, so that a viewer which smooths pictures
 * still leaves the squares their edges. */
#include "dossier/qr.h"

#include <errno.h>

#include <cairo.h>
#include <qrencode.h>

#define SVG_MAX ((size_t)1024 * 1024)
#define GRAIN   4

enum err
qr_make(struct arena *arena, Str text, struct qr *out)
{
    QRcode        *code;
    unsigned char *dark;
    size_t         n;

    if (text.n == 0)
        return ERR_INVALID;
    if (text.n > QR_TEXT_MAX)
        return ERR_TOO_LARGE;
    code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
    if (code == NULL)
        BUG("libqrencode refused %zu bytes: errno %d", text.n, errno);
    n = (size_t)code->width * (size_t)code->width;
    dark = arena_alloc_raw(arena, n);
    for (size_t i = 0; i < n; i++)
        dark[i] = code->data[i] & 1;
    *out = (struct qr){ .side = code->width, .dark = dark };
    QRcode_free(code);
    return ERR_OK;
}

int
qr_box(const struct qr *qr)
{
    return qr->side + 2 * QR_QUIET;
}

/* The next run of ink in a row, from *x on; false when there is none. */
static bool
next_run(const struct qr *qr, int y, int *x, int *length)
{
    const unsigned char *row = qr->dark + (size_t)y * (size_t)qr->side;

    while (*x < qr->side && !row[*x])
        ++*x;
    *length = 0;
    while (*x + *length < qr->side && row[*x + *length])
        ++*length;
    return *length > 0;
}

static void
write_path(struct buf *b, const struct qr *qr)
{
    for (int y = 0; y < qr->side; y++) {
        int length;

        for (int x = 0; next_run(qr, y, &x, &length); x += length)
            buf_format(b, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, length, length);
    }
}

static Str
take_text(struct arena *arena, struct buf *b)
{
    Str text = str_copy(arena, buf_str(b));

    if (b->over)
        BUG("a QR picture passed %zu bytes", b->max);
    buf_free(b);
    return text;
}

Str
qr_path(struct arena *arena, const struct qr *qr)
{
    struct buf b = BUF_MAX(SVG_MAX);

    write_path(&b, qr);
    return take_text(arena, &b);
}

static void
write_escaped(struct buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&': buf_add(b, S("&amp;")); break;
        case '<': buf_add(b, S("&lt;")); break;
        case '>': buf_add(b, S("&gt;")); break;
        default: buf_byte(b, s.p[i]);
        }
}

/* The caption's lines stand on a strip added under the code, an eighth of the
 * width high; textLength keeps it inside whatever font the page has. */
Str
qr_svg(struct arena *arena, const struct qr *qr, Str caption)
{
    struct buf b = BUF_MAX(SVG_MAX);
    int        box = qr_box(qr), strip = caption.n > 0 ? (box + 7) / 8 : 0;

    buf_format(&b,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
               "<path d=\"",
               box, box + strip, box, box + strip);
    write_path(&b, qr);
    buf_add(&b, S("\"/>"));
    if (strip > 0) {
        buf_format(&b,
                   "<text x=\"%d\" y=\"%d\" font-family=\"sans-serif\" font-weight=\"700\" "
                   "font-size=\"%d\" text-anchor=\"middle\" textLength=\"%d\" "
                   "lengthAdjust=\"spacingAndGlyphs\">",
                   box / 2, box + strip / 3, strip * 3 / 4, box - 2 * QR_QUIET);
        write_escaped(&b, caption);
        buf_add(&b, S("</text>"));
    }
    buf_add(&b, S("</svg>"));
    return take_text(arena, &b);
}

/* White paper, black squares of GRAIN pixels. */
static cairo_surface_t *
picture_of(const struct qr *qr)
{
    int              side = qr_box(qr) * GRAIN, stride;
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
    unsigned char   *pixels = cairo_image_surface_get_data(picture);

    if (pixels == NULL)
        BUG("no picture of %d pixels", side);
    stride = cairo_image_surface_get_stride(picture);
    memset(pixels, 255, (size_t)stride * (size_t)side);
    for (int row = 0; row < qr->side; row++) {
        int length;

        for (int x = 0; next_run(qr, row, &x, &length); x += length)
            for (int i = 0; i < GRAIN; i++)
                memset(pixels + (ptrdiff_t)stride * ((row + QR_QUIET) * GRAIN + i) +
                           4 * GRAIN * (x + QR_QUIET),
                       0, 4 * GRAIN * (size_t)length);
    }
    cairo_surface_mark_dirty(picture);
    return picture;
}

void
qr_draw(cairo_t *cr, const struct qr *qr, double x, double y, double side)
{
    double           unit = side / (qr_box(qr) * GRAIN);
    cairo_surface_t *picture = picture_of(qr);

    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, unit, unit);
    cairo_set_source_surface(cr, picture, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_restore(cr);
    cairo_surface_destroy(picture);
}
