/* dossier/paper_pen.c -- see paper_pen.h.  Floor 7.
 *
 * The font is Liberation Serif, which has the metrics of Times New Roman that
 * NĐ 30/2020 names.  Version 2 has all Vietnamese letters; version 1, which
 * Debian 12 still ships under the plain name, has not, so pen_fonts_ready asks
 * for the letters and not for the name.
 *
 * The same input gives the same bytes: the date is the caller's, cairo numbers
 * its objects in drawing order, and nothing else reads a clock. */
#include "dossier/paper_pen.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "dossier/paper_pdf.h"

#define FAMILY "Liberation Serif"

struct pen {
    struct arena    *arena;
    cairo_surface_t *surface;
    cairo_t         *cr;
    PangoLayout     *layout, *aside; /* aside: see pen_swap */
    struct buf       out;
    bool             english;
};

/* -- the document ------------------------------------------------------------- */

static cairo_status_t
take_bytes(void *pen, const unsigned char *bytes, unsigned n)
{
    buf_bytes(&((struct pen *)pen)->out, bytes, n);
    return CAIRO_STATUS_SUCCESS;
}

static void
set_about(struct pen *pen, cairo_pdf_metadata_t key, Str text)
{
    if (text.n > 0)
        cairo_pdf_surface_set_metadata(pen->surface, key, str_c(pen->arena, text));
}

/* Version 1.4, so that cairo of any age writes a plain cross-reference table,
 * which paper_pdf.c extends. */
static void
open_surface(struct pen *pen, const struct pen_about *about)
{
    double width = about->width > 0 ? about->width : about->across ? PEN_HEIGHT : PEN_WIDTH;
    double height = about->height > 0 ? about->height : about->across ? PEN_WIDTH : PEN_HEIGHT;

    pen->surface = cairo_pdf_surface_create_for_stream(take_bytes, pen, width, height);
    cairo_pdf_surface_restrict_to_version(pen->surface, CAIRO_PDF_VERSION_1_4);
    set_about(pen, CAIRO_PDF_METADATA_TITLE, about->title);
    set_about(pen, CAIRO_PDF_METADATA_AUTHOR, about->author);
    set_about(pen, CAIRO_PDF_METADATA_SUBJECT, about->subject);
    set_about(pen, CAIRO_PDF_METADATA_KEYWORDS, about->keywords);
    set_about(pen, CAIRO_PDF_METADATA_CREATOR, S("tinhso"));
    set_about(pen, CAIRO_PDF_METADATA_CREATE_DATE, time_text(pen->arena, about->made));
    pen->cr = cairo_create(pen->surface);
}

/* Letters keep the places the font gives them: no hinting to a screen's grid. */
static void
open_layout(struct pen *pen)
{
    cairo_font_options_t *options = cairo_font_options_create();
    PangoContext         *context = pango_cairo_create_context(pen->cr);

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("vi"));
    pen->layout = pango_layout_new(context);
    pango_layout_set_wrap(pen->layout, PANGO_WRAP_WORD_CHAR);
    pen->aside = pango_layout_copy(pen->layout);
    cairo_font_options_destroy(options);
    g_object_unref(context);
}

struct pen *
pen_open(struct arena *arena, const struct pen_about *about)
{
    struct pen *pen = arena_make(arena, struct pen);

    pen->arena = arena;
    pen->out = BUF_MAX(PEN_PDF_MAX);
    pen->english = about->english;
    open_surface(pen, about);
    open_layout(pen);
    pen_begin(pen, "Document");
    return pen;
}

enum err
pen_close(struct pen *pen, Str *out_pdf)
{
    enum err e = ERR_OK;

    pen_end(pen, "Document");
    cairo_show_page(pen->cr);
    g_object_unref(pen->layout);
    g_object_unref(pen->aside);
    cairo_destroy(pen->cr);
    cairo_surface_finish(pen->surface);
    if (cairo_surface_status(pen->surface) != CAIRO_STATUS_SUCCESS)
        BUG("cairo: %s", cairo_status_to_string(cairo_surface_status(pen->surface)));
    cairo_surface_destroy(pen->surface);
    paper_pdf_language(&pen->out, pen->english ? S("en") : S("vi-VN"));
    if (pen->out.over)
        e = ERR_TOO_LARGE;
    else
        *out_pdf = str_copy(pen->arena, buf_str(&pen->out));
    buf_free(&pen->out);
    return e;
}

void
pen_page(struct pen *pen)
{
    cairo_show_page(pen->cr);
}

void
pen_begin(struct pen *pen, const char *kind)
{
    cairo_tag_begin(pen->cr, kind, NULL);
}

void
pen_end(struct pen *pen, const char *kind)
{
    cairo_tag_end(pen->cr, kind);
}

/* -- text --------------------------------------------------------------------- */

static PangoFontDescription *
font_new(enum pen_face face, double size)
{
    PangoFontDescription *font = pango_font_description_new();
    bool bold = face == PEN_BOLD || face == PEN_BOLD_ITALIC;
    bool italic = face == PEN_ITALIC || face == PEN_BOLD_ITALIC;

    pango_font_description_set_family_static(font, FAMILY);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    return font;
}

static void
set_strong(struct pen *pen, const struct pen_text *t)
{
    PangoAttrList  *list;
    PangoAttribute *bold;

    if (t->strong_to <= t->strong_from) {
        pango_layout_set_attributes(pen->layout, NULL);
        return;
    }
    list = pango_attr_list_new();
    bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
    bold->start_index = (guint)t->strong_from;
    bold->end_index = (guint)t->strong_to;
    pango_attr_list_insert(list, bold);
    pango_layout_set_attributes(pen->layout, list);
    pango_attr_list_unref(list);
}

static void
set_indent(struct pen *pen, double indent)
{
    int            units = (int)(indent * PANGO_SCALE);
    PangoTabArray *tabs = NULL;

    if (units < 0)
        tabs = pango_tab_array_new_with_positions(1, FALSE, PANGO_TAB_LEFT, -units);
    pango_layout_set_indent(pen->layout, units);
    pango_layout_set_tabs(pen->layout, tabs);
    if (tabs != NULL)
        pango_tab_array_free(tabs);
}

void
pen_set(struct pen *pen, const struct pen_text *t)
{
    PangoFontDescription *font = font_new(t->face, t->size);

    pango_layout_set_font_description(pen->layout, font);
    pango_font_description_free(font);
    set_strong(pen, t);
    pango_layout_set_text(pen->layout, t->text.n > 0 ? t->text.p : "", (int)t->text.n);
    pango_layout_set_width(pen->layout, (int)(t->width * PANGO_SCALE));
    set_indent(pen, t->indent);
    pango_layout_set_alignment(pen->layout, t->align == PEN_CENTRE  ? PANGO_ALIGN_CENTER
                                            : t->align == PEN_RIGHT ? PANGO_ALIGN_RIGHT
                                                                    : PANGO_ALIGN_LEFT);
    pango_layout_set_justify(pen->layout, t->align == PEN_JUSTIFY);
    pango_layout_set_line_spacing(pen->layout, (float)t->leading);
}

void
pen_swap(struct pen *pen)
{
    PangoLayout *layout = pen->layout;

    pen->layout = pen->aside;
    pen->aside = layout;
}

static double
points(int units)
{
    return (double)units / PANGO_SCALE;
}

double
pen_set_height(const struct pen *pen)
{
    int width, height;

    pango_layout_get_size(pen->layout, &width, &height);
    return points(height);
}

int
pen_lines(struct pen *pen, struct pen_line **out)
{
    int              n = pango_layout_get_line_count(pen->layout);
    PangoLayoutIter *it = pango_layout_get_iter(pen->layout);
    struct pen_line *lines = arena_array(pen->arena, struct pen_line, n);

    for (int i = 0; i < n; i++) {
        PangoRectangle words;
        int            top, bottom;

        pango_layout_iter_get_line_yrange(it, &top, &bottom);
        pango_layout_iter_get_line_extents(it, NULL, &words);
        lines[i] = (struct pen_line){ .top = points(top), .bottom = points(bottom),
                                      .baseline = points(pango_layout_iter_get_baseline(it)),
                                      .left = points(words.x), .width = points(words.width) };
        pango_layout_iter_next_line(it);
    }
    pango_layout_iter_free(it);
    *out = lines;
    return n;
}

void
pen_show(struct pen *pen, double x, double y)
{
    cairo_move_to(pen->cr, x, y);
    pango_cairo_show_layout(pen->cr, pen->layout);
}

void
pen_show_line(struct pen *pen, int line, double x, double baseline)
{
    cairo_move_to(pen->cr, x, baseline);
    pango_cairo_show_layout_line(pen->cr, pango_layout_get_line_readonly(pen->layout, line));
}

/* -- lines, boxes, pictures ---------------------------------------------------- */

void
pen_rule(struct pen *pen, double x, double y, double width, double thick)
{
    cairo_set_line_width(pen->cr, thick);
    cairo_move_to(pen->cr, x, y);
    cairo_rel_line_to(pen->cr, width, 0);
    cairo_stroke(pen->cr);
}

void
pen_dots(struct pen *pen, double x, double y, double width)
{
    static const double dot[] = { 0, 2.6 };

    cairo_save(pen->cr);
    cairo_set_line_cap(pen->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash(pen->cr, dot, 2, 0);
    pen_rule(pen, x, y, width, 0.9);
    cairo_restore(pen->cr);
}

void
pen_box(struct pen *pen, double x, double y, double width, double height, double grey)
{
    cairo_save(pen->cr);
    cairo_rectangle(pen->cr, x, y, width, height);
    cairo_set_source_rgb(pen->cr, grey, grey, grey);
    cairo_fill_preserve(pen->cr);
    cairo_set_source_rgb(pen->cr, 0, 0, 0);
    cairo_set_line_width(pen->cr, 0.6);
    cairo_stroke(pen->cr);
    cairo_restore(pen->cr);
}

void
pen_grey(struct pen *pen, double grey)
{
    cairo_set_source_rgb(pen->cr, grey, grey, grey);
}

void
pen_qr(struct pen *pen, const struct qr *qr, double x, double y, double side)
{
    qr_draw(pen->cr, qr, x, y, side);
}

/* As outlines, so that whoever copies or listens to the page does not meet the
 * words between two lines; the band at its top has them as text.  Outlines are
 * dear (a long sentence doubled the drawing), hence few words, large. */
void
pen_watermark(struct pen *pen, Str text)
{
    struct pen_text t = { .text = text, .width = PEN_HEIGHT, .size = 110, .face = PEN_BOLD,
                          .align = PEN_CENTRE };

    pen_set(pen, &t);
    cairo_save(pen->cr);
    cairo_translate(pen->cr, PEN_WIDTH / 2 + PEN_MM(6), PEN_HEIGHT * 0.47);
    cairo_rotate(pen->cr, -0.95);
    cairo_move_to(pen->cr, -PEN_HEIGHT / 2, -pen_set_height(pen) / 2);
    pango_cairo_layout_path(pen->cr, pen->layout);
    cairo_set_source_rgb(pen->cr, 0.94, 0.94, 0.94);
    cairo_fill(pen->cr);
    cairo_restore(pen->cr);
}

/* -- fonts -------------------------------------------------------------------- */

/* Every letter that is not ASCII, and the signs official papers use. */
#define LETTERS                                                                             \
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"                    \
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ–—…“”‘’₫"

/* All in one face means one run of one font of that family, nothing missing. */
static bool
face_ready(PangoLayout *layout, enum pen_face face)
{
    PangoFontDescription *font = font_new(face, 13), *found = NULL;
    PangoLayoutLine      *line;
    bool                  ready = false;

    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, LETTERS, -1);
    line = pango_layout_get_line_readonly(layout, 0);
    if (pango_layout_get_unknown_glyphs_count(layout) == 0 && line->runs != NULL) {
        ready = true;
        for (GSList *r = line->runs; r != NULL; r = r->next) {
            const PangoLayoutRun *run = r->data;

            found = pango_font_describe(run->item->analysis.font);
            ready = ready && strcmp(pango_font_description_get_family(found), FAMILY) == 0;
            pango_font_description_free(found);
        }
    }
    return ready;
}

bool
pen_fonts_ready(void)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    PangoLayout  *layout;
    bool          ready = true;

    pango_context_set_language(context, pango_language_from_string("vi"));
    layout = pango_layout_new(context);
    for (int face = PEN_ROMAN; face <= PEN_BOLD_ITALIC; face++)
        ready = ready && face_ready(layout, (enum pen_face)face);
    g_object_unref(layout);
    g_object_unref(context);
    return ready;
}
