/* dossier/paper.c -- see paper.h: how a paper lies on A4.  Floor 7.
 *
 *     ┌ band, when simulated ────────────────────────────┐
 *     │ SUPERIOR              CỘNG HÒA XÃ HỘI CHỦ NGHĨA… │
 *     │ AGENCY                 Độc lập - Tự do - Hạnh phúc│   first page
 *     │ Số: …            Hải Dương, ngày 01 tháng 7 năm … │
 *     │                      TITLE                        │
 *     │ parts, line by line, over as many pages as needed │
 *     │ signer                                     signer │   last page,
 *     │ ─────────────────────────────────────────────────│   never alone
 *     └ codes to scan ───────────────────────────────────┘
 *
 * A page number stands in the upper margin from the second page on.  A page
 * never ends with the first line of a paragraph nor begins with its last, and
 * signatures take the last two lines before them along. */
#include "dossier/paper.h"

#include "dossier/paper_flow.h"

#define INDENT    PEN_MM(10)
#define HANG      23.0 /* of an item after its number */
#define GAP       4.0  /* between fields */
#define GAP_TEXT  6.0  /* between paragraphs */
#define PAGES_MAX 200

/* -- words ---------------------------------------------------------------------- */

Str
paper_day(struct arena *arena, Day day)
{
    struct civil c = day_civil(day);

    return str_format(arena, "ngày %02d tháng %0*d năm %d", c.day, c.month <= 2 ? 2 : 1, c.month,
                      c.year);
}

Str
paper_moment(struct arena *arena, Time t)
{
    int minute = time_minute(t);

    return str_format(arena, "%02d giờ %02d phút, %.*s", minute / 60, minute % 60,
                      STR_ARG(paper_day(arena, time_day(t))));
}

/* -- pages ---------------------------------------------------------------------- */

static void
open_page(struct flow *f)
{
    f->page++;
    f->y = TOP;
    frame_page(f);
}

/* Whatever text is being set goes on being set. */
static void
next_page(struct flow *f)
{
    pen_page(f->pen);
    pen_swap(f->pen);
    open_page(f);
    pen_swap(f->pen);
}

/* -- the parts ------------------------------------------------------------------ */

/* A label and a value as one text, the value perhaps in bold. */
static struct pen_text
text_of(struct flow *f, const struct paper_part *part)
{
    struct pen_text t = { .width = WIDTH, .size = BODY, .leading = LEADING };
    bool            item = part->shape == PAPER_ITEM;

    if (part->shape == PAPER_HEADING) {
        t.text = str_format(f->arena, "%.*s:", STR_ARG(part->label));
        return t;
    }
    if (part->shape == PAPER_TEXT) {
        t.text = part->value;
        t.indent = INDENT;
        t.align = PEN_JUSTIFY;
        return t;
    }
    t.text = str_format(f->arena, "%.*s%s%.*s", STR_ARG(part->label), item ? "\t" : ": ",
                        STR_ARG(part->value));
    if (part->strong) {
        t.strong_to = t.text.n;
        t.strong_from = t.text.n - part->value.n;
    }
    if (item) {
        t.width = WIDTH - INDENT;
        t.indent = -HANG;
    }
    return t;
}

/* Whether line i must begin the next page; the last two take `after` along. */
static bool
must_break(const struct flow *f, const struct pen_line *lines, int n, int i, double after)
{
    double room = BOTTOM - f->y, line = lines[i].bottom - lines[i].top;
    double two = i + 1 < n ? lines[i + 1].bottom - lines[i].top : line;
    double rest = lines[n - 1].bottom - lines[i].top;

    if (room < line)
        return true;
    if ((i == 0 || i == n - 2) && room < two)
        return true; /* a first line alone below, a last line alone above */
    return i == (n > 2 ? n - 2 : 0) && room < rest + after;
}

/* Sets a text line by line, over as many pages as it takes; gives its last line. */
static struct pen_line
flow_text(struct flow *f, const struct pen_text *t, double x, double after)
{
    struct pen_line *lines;
    int              n;

    pen_set(f->pen, t);
    n = pen_lines(f->pen, &lines);
    pen_begin(f->pen, "P");
    for (int i = 0; i < n && f->page <= PAGES_MAX; i++) {
        if (f->y > TOP && must_break(f, lines, n, i, after)) {
            pen_end(f->pen, "P");
            next_page(f);
            pen_begin(f->pen, "P");
        }
        pen_show_line(f->pen, i, x + lines[i].left,
                      f->y + lines[i].baseline - lines[i].top);
        f->y += lines[i].bottom - lines[i].top;
    }
    pen_end(f->pen, "P");
    return lines[n - 1];
}

static void
draw_part(struct flow *f, const struct paper_part *part, double after)
{
    struct pen_text t = text_of(f, part);
    double          x = part->shape == PAPER_ITEM ? LEFT + INDENT : LEFT;
    struct pen_line last = flow_text(f, &t, x, after);
    double          end = last.left + last.width + 3;

    if (part->shape == PAPER_FIELD && part->value.n == 0)
        pen_dots(f->pen, x + end, f->y - (last.bottom - last.baseline), WIDTH - end);
}

static void
draw_parts(struct flow *f)
{
    const struct paper *p = f->paper;

    for (int i = 0; i < p->part_count && f->page <= PAGES_MAX; i++) {
        const struct paper_part *part = &p->parts[i];
        bool                     last = i + 1 == p->part_count;
        bool   text = part->shape == PAPER_TEXT || (!last && part[1].shape == PAPER_TEXT);
        double after = 0;

        if (last)
            after = GAP_TEXT + f->tail;
        else if (part->shape == PAPER_HEADING || str_ends(part->value, S(":")))
            after = 2 * BODY * LEADING + GAP; /* what it announces comes with it */
        draw_part(f, part, after);
        f->y += text ? GAP_TEXT : GAP;
    }
}

/* -- the whole -------------------------------------------------------------------- */

static enum err
check_size(const struct paper *p)
{
    size_t bytes = 0;

    if (p->title.n == 0)
        return ERR_INVALID;
    if (p->part_count < 0 || p->part_count > PAPER_PARTS_MAX)
        return ERR_TOO_LARGE;
    for (int i = 0; i < p->part_count; i++)
        bytes += p->parts[i].label.n + p->parts[i].value.n;
    return bytes <= PAPER_TEXT_MAX ? ERR_OK : ERR_TOO_LARGE;
}

enum err
paper_write(struct arena *arena, const struct paper *paper, Str *out_pdf)
{
    struct flow      f = { .arena = arena, .paper = paper };
    struct pen_about about = { .title = paper->title, .author = paper->agency,
                               .subject = paper->subject, .made = paper->made };
    Str              pdf;

    TRY(check_size(paper));
    for (int i = 0; i < 2; i++)
        if (paper->code[i].text.n > 0)
            TRY(qr_make(arena, paper->code[i].text, &f.qr[i]));
    if (paper->simulated)
        about.keywords = S(PAPER_SIMULATED);
    f.pen = pen_open(arena, &about);
    frame_measure_tail(&f);
    open_page(&f);
    frame_head(&f);
    draw_parts(&f);
    if (f.y + f.tail > BOTTOM) /* only when there is no part to go with it */
        next_page(&f);
    frame_tail(&f);
    TRY(pen_close(f.pen, &pdf));
    if (f.page > PAGES_MAX)
        return ERR_TOO_LARGE;
    *out_pdf = pdf;
    return ERR_OK;
}

bool
paper_fonts_ready(void)
{
    return pen_fonts_ready();
}
