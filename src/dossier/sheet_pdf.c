/* dossier/sheet_pdf.c -- a sheet on A4 across: the columns' heads again on every page, page x
 * of y, and on each that its data are simulated.  Floor 7.
 *
 * Heights are measured first, because the first page says how many there are. */
#include "base/text.h"
#include "base/words.h"
#include "dossier/paper.h"
#include "dossier/paper_pen.h"
#include "dossier/sheet.h"

#define MARGIN PEN_MM(12)
#define BAND   PEN_MM(6)
#define TOP    PEN_MM(16)
#define BOTTOM (PEN_WIDTH - PEN_MM(15)) /* across, the height is A4's width */
#define WIDTH  PEN_MM(SHEET_WIDTH)
#define BODY   8.5
#define PAD    2.5 /* between a cell's edge and its text */

struct line {
    Str  *text; /* one a column */
    double height;
    bool  strong;
    int   page;
};

struct drawing {
    struct arena       *arena;
    struct pen         *pen;
    const struct sheet *sheet;
    struct line        *line;
    int                 n, pages;
    double              head, y; /* head: its height */
};

/* -- what is drawn --------------------------------------------------------------------------- */

static Str
cell_words(struct drawing *d, int i, const struct sheet_cell *cell)
{
    if (cell->blank)
        return S("");
    switch (d->sheet->columns[i].kind) {
    case SHEET_TEXT:   return str_copy(d->arena, cell->text);
    case SHEET_NUMBER: return number_text(d->arena, cell->number, d->sheet->lang == LANG_EN);
    case SHEET_MOMENT: return time_people(d->arena, cell->at);
    }
    return S("");
}

static enum err
gather(struct drawing *d)
{
    const struct sheet *s = d->sheet;
    enum err            err;

    d->line = arena_array(d->arena, struct line, SHEET_PDF_ROWS + 1);
    for (;;) {
        struct sheet_cell cell[SHEET_COLUMNS_MAX] = { { .number = 0 } };
        struct line      *line = &d->line[d->n];

        err = s->row(s->context, cell);
        if (err == ERR_OK && d->n == SHEET_PDF_ROWS)
            err = ERR_TOO_LARGE;
        if (err != ERR_OK)
            break;
        line->text = arena_array(d->arena, Str, s->n_columns);
        line->strong = cell[0].strong;
        for (int i = 0; i < s->n_columns; i++)
            line->text[i] = cell_words(d, i, &cell[i]);
        d->n++;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void
set_cell(struct drawing *d, int i, Str text, bool strong)
{
    const struct sheet_column *c = &d->sheet->columns[i];
    struct pen_text            t = { .text = text, .width = PEN_MM(c->width) - 2 * PAD,
                                     .size = BODY, .face = strong ? PEN_BOLD : PEN_ROMAN,
                                     .align = c->kind == SHEET_NUMBER ? PEN_RIGHT : PEN_LEFT };

    pen_set(d->pen, &t);
}

static double
height_of(struct drawing *d, const struct line *line)
{
    double most = 0, one;

    for (int i = 0; i < d->sheet->n_columns; i++) {
        set_cell(d, i, line->text[i], line->strong);
        one = pen_set_height(d->pen);
        most = one > most ? one : most;
    }
    return most + 2 * PAD;
}

/* -- the title -------------------------------------------------------------------------------- */

/* Draws it, or only measures; gives the y below. */
static double
place_title(struct drawing *d, bool draw)
{
    const struct sheet *s = d->sheet;
    struct pen_text     t[] = {
        { .text = s->agency, .width = WIDTH, .size = 10, .face = PEN_BOLD },
        { .text = s->title, .width = WIDTH, .size = 14, .face = PEN_BOLD, .align = PEN_CENTRE },
        { .text = s->subtitle, .width = WIDTH, .size = 10, .face = PEN_ITALIC,
          .align = PEN_CENTRE },
    };
    double y = TOP;

    for (int i = 0; i < 3; i++) {
        const char *kind = i == 1 ? "H1" : "P";

        pen_set(d->pen, &t[i]);
        if (draw) {
            pen_begin(d->pen, kind);
            pen_show(d->pen, MARGIN, y);
            pen_end(d->pen, kind);
        }
        y += pen_set_height(d->pen) + 3;
    }
    return y + 6;
}

/* -- pages ------------------------------------------------------------------------------------ */

static struct line
head_line(struct drawing *d)
{
    struct line head = { .text = arena_array(d->arena, Str, d->sheet->n_columns),
                         .strong = true };

    for (int i = 0; i < d->sheet->n_columns; i++)
        head.text[i] = d->sheet->columns[i].title;
    return head;
}

/* A row stands whole on one page. */
static void
break_pages(struct drawing *d)
{
    double y = place_title(d, false) + d->head;

    d->pages = 1;
    for (int i = 0; i < d->n; i++) {
        d->line[i].height = height_of(d, &d->line[i]);
        if (y + d->line[i].height > BOTTOM) {
            d->pages++;
            y = TOP + d->head;
        }
        d->line[i].page = d->pages;
        y += d->line[i].height;
    }
}

static void
draw_line(struct drawing *d, const struct line *line, bool head)
{
    double x = MARGIN;

    if (head)
        pen_box(d->pen, MARGIN, d->y, WIDTH, d->head, 0.93);
    pen_grey(d->pen, 0);
    pen_begin(d->pen, "TR");
    for (int i = 0; i < d->sheet->n_columns; i++) {
        set_cell(d, i, line->text[i], line->strong);
        pen_begin(d->pen, head ? "TH" : "TD");
        pen_show(d->pen, x + PAD, d->y + PAD);
        pen_end(d->pen, head ? "TH" : "TD");
        x += PEN_MM(d->sheet->columns[i].width);
    }
    pen_end(d->pen, "TR");
    d->y += head ? d->head : line->height;
    pen_rule(d->pen, MARGIN, d->y, WIDTH, line->strong ? 0.8 : 0.3);
}

/* The band above, the number below. */
static void
draw_ends(struct drawing *d, int page)
{
    struct pen_text t = { .width = WIDTH, .size = 9, .face = PEN_BOLD, .align = PEN_CENTRE };

    pen_grey(d->pen, 0);
    if (d->sheet->simulated) {
        t.text = S(PAPER_SIMULATED);
        pen_set(d->pen, &t);
        pen_box(d->pen, MARGIN, BAND, WIDTH, pen_set_height(d->pen) + 5, 0.93);
        pen_show(d->pen, MARGIN, BAND + 2.5);
    }
    t.face = PEN_ROMAN;
    t.text = words_fill(d->arena, d->sheet->lang, "Page {1} of {2}", str_int(d->arena, page),
                        str_int(d->arena, d->pages));
    pen_set(d->pen, &t);
    pen_show(d->pen, MARGIN, BOTTOM + 5);
}

static void
draw_pages(struct drawing *d)
{
    struct line head = head_line(d);
    int         i = 0;

    for (int page = 1; page <= d->pages; page++) {
        if (page > 1)
            pen_page(d->pen);
        draw_ends(d, page);
        d->y = page == 1 ? place_title(d, true) : TOP;
        pen_begin(d->pen, "Table");
        draw_line(d, &head, true);
        for (; i < d->n && d->line[i].page == page; i++)
            draw_line(d, &d->line[i], false);
        pen_end(d->pen, "Table");
    }
}

enum err
sheet_pdf(struct arena *arena, const struct sheet *s, Str *out)
{
    struct drawing   d = { .arena = arena, .sheet = s };
    struct pen_about about = { .title = s->title, .author = s->agency, .subject = s->subtitle,
                               .made = s->made, .across = true, .english = s->lang == LANG_EN };
    struct line      head;

    if (s->simulated)
        about.keywords = S(PAPER_SIMULATED);
    TRY(gather(&d));
    d.pen = pen_open(arena, &about);
    head = head_line(&d);
    d.head = height_of(&d, &head);
    break_pages(&d);
    draw_pages(&d);
    return pen_close(d.pen, out);
}
