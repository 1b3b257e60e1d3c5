/* dossier/paper_pen.h -- ink on A4: one PDF being drawn.  For paper.c, sheet_pdf.c and label.c
 * alone.  Floor 7.
 *
 * Everything that knows cairo and pango is behind this.  Lengths are points, y
 * grows downwards, and text is set once and then measured, shown whole, or
 * shown line by line across pages.
 *
 * Threads: a pen belongs to one thread.  Pango keeps one font map per thread,
 * made at its first pen and freed with the thread; fontconfig locks its own.
 */
#ifndef DOSSIER_PAPER_PEN_H
#define DOSSIER_PAPER_PEN_H

#include "base/time.h"
#include "dossier/qr.h"

#define PEN_MM(mm)  ((mm) * 72.0 / 25.4)
#define PEN_WIDTH   PEN_MM(210)
#define PEN_HEIGHT  PEN_MM(297)
#define PEN_PDF_MAX ((size_t)16 * 1024 * 1024)

struct pen;

enum pen_face { PEN_ROMAN, PEN_BOLD, PEN_ITALIC, PEN_BOLD_ITALIC };
enum pen_align { PEN_LEFT, PEN_CENTRE, PEN_JUSTIFY, PEN_RIGHT };

/* Text to set.  `indent` moves the first line in; negative, all the others, and
 * a tab in the first line ends where they begin. */
struct pen_text {
    Str            text;
    double         width, size, indent;
    enum pen_face  face;
    enum pen_align align;
    size_t         strong_from, strong_to; /* bytes in bold; none when not in order */
    double         leading;                /* line pitch over the font's; 0: as close as it sets */
};

struct pen_line {
    double top, bottom, baseline; /* from the top of the text */
    double left, width;           /* of the words in it */
};

struct pen_about { /* what the file says of itself */
    Str  title, author, subject, keywords;
    Time made;
    bool across, english; /* A4 on its side; the language of the text */
    double width, height; /* of another page than A4; 0: A4 */
};

struct pen *pen_open(struct arena *, const struct pen_about *);
/* Ends the document.  ERR_TOO_LARGE past PEN_PDF_MAX. */
enum err pen_close(struct pen *, Str *out_pdf) MUST_USE;

void pen_page(struct pen *); /* the next page begins */

void   pen_set(struct pen *, const struct pen_text *);
void   pen_swap(struct pen *); /* puts what is set aside, or takes it up again */
double pen_set_height(const struct pen *);
/* The lines of what is set, in the pen's arena. */
int  pen_lines(struct pen *, struct pen_line **out);
void pen_show(struct pen *, double x, double y);
/* One line, where its words begin: pen_line.left is the caller's to add. */
void pen_show_line(struct pen *, int line, double x, double baseline);

/* Structure for those who listen to a page: "H1", "P". */
void pen_begin(struct pen *, const char *kind);
void pen_end(struct pen *, const char *kind);

void pen_rule(struct pen *, double x, double y, double width, double thick);
void pen_dots(struct pen *, double x, double y, double width); /* to write on */
void pen_box(struct pen *, double x, double y, double width, double height, double grey);
void pen_grey(struct pen *, double grey); /* of the text that follows; 0 is black */
void pen_qr(struct pen *, const struct qr *, double x, double y, double side);
/* Large, pale, across the page's diagonal; not text to those who copy. */
void pen_watermark(struct pen *, Str);

/* Whether the font of official papers is installed and has every letter. */
bool pen_fonts_ready(void);

#endif
